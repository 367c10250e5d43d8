"""The contract of the loop over many steps, kept by one CUDA kernel of one block."""

from test_run_loop import (
    test_a_loss_that_diverges_is_seen,
    test_activations_in_the_loop,
    test_data_may_be_read_only_and_no_batch_is_no_step,
    test_frozen_layers_pass_gradients_down_and_stay,
    test_however_the_batches_are_cut_every_bit_is_the_same,
    test_losses_agree_in_float32,
    test_losses_and_optimizers,
    test_shapes,
    test_the_loop_leaves_what_each_layer_gave,
)

__all__ = [
    "test_a_loss_that_diverges_is_seen",
    "test_activations_in_the_loop",
    "test_data_may_be_read_only_and_no_batch_is_no_step",
    "test_frozen_layers_pass_gradients_down_and_stay",
    "test_however_the_batches_are_cut_every_bit_is_the_same",
    "test_losses_agree_in_float32",
    "test_losses_and_optimizers",
    "test_shapes",
    "test_the_loop_leaves_what_each_layer_gave",
]
