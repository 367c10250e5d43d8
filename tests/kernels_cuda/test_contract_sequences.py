"""The contract of recurrent layers and attention, kept by the CUDA kernels."""

from test_verbs_attention import (
    test_a_causal_step_sees_nothing_later,
    test_attention,
    test_large_scores_do_not_overflow,
)
from test_verbs_attention import (
    test_what_diverged_is_quiet_and_seen as test_attention_that_diverged_is_quiet_and_seen,
)
from test_verbs_recurrent import (
    test_a_backend_gives_what_the_reference_gives as test_recurrent_layers,
)
from test_verbs_recurrent import (
    test_gates_turn_into_gradients_and_dy_stays,
    test_overflow_is_quiet_and_nan_is_seen,
    test_the_gradient_of_the_input_may_be_left_out,
    test_the_simple_layer_of_a_backend_takes_every_activation,
)

__all__ = [
    "test_a_causal_step_sees_nothing_later",
    "test_attention",
    "test_attention_that_diverged_is_quiet_and_seen",
    "test_gates_turn_into_gradients_and_dy_stays",
    "test_large_scores_do_not_overflow",
    "test_overflow_is_quiet_and_nan_is_seen",
    "test_recurrent_layers",
    "test_the_gradient_of_the_input_may_be_left_out",
    "test_the_simple_layer_of_a_backend_takes_every_activation",
]
