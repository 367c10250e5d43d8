"""The contract of the verbs for images, kept by the CUDA kernels."""

from test_verbs_convolution import (
    test_a_backend_gives_what_the_reference_gives as test_convolution,
)
from test_verbs_convolution import (
    test_every_activation_that_a_convolution_applies,
    test_nan_reaches_the_windows_that_see_it_and_no_others,
)
from test_verbs_convolution import (
    test_overflow_is_quiet as test_overflow_of_a_convolution_is_quiet,
)
from test_verbs_pooling import (
    test_a_backend_gives_what_the_reference_gives as test_pooling,
)
from test_verbs_pooling import (
    test_overflow_is_quiet as test_overflow_of_pooling_is_quiet,
)
from test_verbs_pooling import (
    test_upsampling,
    test_values_that_are_not_finite,
    test_windows_side_by_side_overlapping_and_cut_off,
)

__all__ = [
    "test_convolution",
    "test_every_activation_that_a_convolution_applies",
    "test_nan_reaches_the_windows_that_see_it_and_no_others",
    "test_overflow_of_a_convolution_is_quiet",
    "test_overflow_of_pooling_is_quiet",
    "test_pooling",
    "test_upsampling",
    "test_values_that_are_not_finite",
    "test_windows_side_by_side_overlapping_and_cut_off",
]
