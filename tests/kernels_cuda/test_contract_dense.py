"""The contract of the verbs for arrays, dense layers, activations and losses, kept by the CUDA kernels."""

from test_verbs import (
    test_activations,
    test_activations_at_extremes,
    test_activations_in_place_and_of_any_rank,
    test_arrays,
    test_dense,
    test_losses,
    test_nan_comes_out_of_activations,
    test_nan_makes_a_loss_nan,
    test_overflow_is_quiet,
    test_rows_and_columns,
    test_the_exponential_is_as_good_as_the_c_library,
)

__all__ = [
    "test_activations",
    "test_activations_at_extremes",
    "test_activations_in_place_and_of_any_rank",
    "test_arrays",
    "test_dense",
    "test_losses",
    "test_nan_comes_out_of_activations",
    "test_nan_makes_a_loss_nan",
    "test_overflow_is_quiet",
    "test_rows_and_columns",
    "test_the_exponential_is_as_good_as_the_c_library",
]
