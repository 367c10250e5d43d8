"""The contract of batch and layer normalization, kept by the CUDA kernels."""

from test_verbs_normalization import (
    test_batch_norm,
    test_layer_norm,
    test_statistics_keep_their_digits,
    test_what_diverged_is_quiet_and_seen,
    test_what_does_not_vary_becomes_beta,
)

__all__ = [
    "test_batch_norm",
    "test_layer_norm",
    "test_statistics_keep_their_digits",
    "test_what_diverged_is_quiet_and_seen",
    "test_what_does_not_vary_becomes_beta",
]
