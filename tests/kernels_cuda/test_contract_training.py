"""The contract of the verbs of optimizers, noise, embeddings and the display, kept by the CUDA kernels."""

from test_verbs import test_a_magnitude_on_an_edge_counts_above_it, test_display
from test_verbs_embedding import test_a_backend_gives_what_the_reference_gives as test_embedding
from test_verbs_embedding import test_a_number_without_a_row_touches_nothing_else, test_rows_are_added_in_order
from test_verbs_noise import (
    test_dropout_is_the_same_bit_for_bit,
    test_noise,
    test_what_is_dropped_is_zero_whatever_it_was,
)
from test_verbs_optimizers import (
    test_a_gradient_that_is_nan_spoils_its_own_parameter_and_no_other,
    test_clip,
    test_clip_norm,
    test_clip_norm_hides_no_divergence,
    test_penalty,
    test_scale,
    test_updates,
    test_updates_of_a_part_touch_that_part_alone,
)

__all__ = [
    "test_a_gradient_that_is_nan_spoils_its_own_parameter_and_no_other",
    "test_a_magnitude_on_an_edge_counts_above_it",
    "test_a_number_without_a_row_touches_nothing_else",
    "test_clip",
    "test_clip_norm",
    "test_clip_norm_hides_no_divergence",
    "test_display",
    "test_dropout_is_the_same_bit_for_bit",
    "test_embedding",
    "test_noise",
    "test_penalty",
    "test_rows_are_added_in_order",
    "test_scale",
    "test_updates",
    "test_updates_of_a_part_touch_that_part_alone",
    "test_what_is_dropped_is_zero_whatever_it_was",
]
