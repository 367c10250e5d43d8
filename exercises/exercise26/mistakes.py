"""Wrong versions of exercise26's function: wrong values, which show on small images, and slow ones.

Wrong values do not depend on whether a function is compiled, so those here are not.
"""

import numpy as np
from numba import jit, njit


def _pad(x, before, after=None, mode="constant"):
    border = (before, before if after is None else after)
    return np.pad(x, ((0, 0), border, border, (0, 0)), mode=mode)


def _correlate(padded, kernels, stride=(1, 1), size=None, step=None):
    """Windows start every `step` pixels (`stride`, unless told otherwise); `size` is the output's height and width."""
    (kernel_height, kernel_width), sides = kernels.shape[:2], padded.shape[1:3]
    if size is None:
        size = [max(0, (n - k) // s + 1) for n, k, s in zip(sides, kernels.shape, stride, strict=False)]
    down, right = stride if step is None else step
    out = np.zeros((len(padded), *size, kernels.shape[3]))
    for row in range(size[0]):
        for column in range(size[1]):
            patch = padded[:, row * down :, column * right :][:, :kernel_height, :kernel_width]
            out[:, row, column] = np.einsum("nijc,ijco->no", patch, kernels[: patch.shape[1], : patch.shape[2]])
    return out


def _forward(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, padding), kernels, (stride, stride)) + bias


def _sizes(x, kernels, stride, padding, formula):
    return [formula(n + 2 * padding, k, stride) for n, k in zip(x.shape[1:3], kernels.shape, strict=False)]


# -- values ------------------------------------------------------------------------------------------------------------


def _flipped(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels[::-1, ::-1], bias, stride, padding)


def _channels_flipped_too(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels[::-1, ::-1, ::-1], bias, stride, padding)


kernel_flipped = (_flipped, _channels_flipped_too)


def stride_ignored(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels, bias, 1, padding)


def _down_only(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, padding), kernels, (stride, 1)) + bias


def _right_only(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, padding), kernels, (1, stride)) + bias


stride_in_one_direction = (_down_only, _right_only)


def windows_not_moved(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, padding), kernels, (stride, stride), step=(1, 1)) + bias


def output_one_short(x, kernels, bias, stride=1, padding=0):
    size = _sizes(x, kernels, stride, padding, lambda n, k, s: (n - k) // s)
    return _correlate(_pad(x, padding), kernels, (stride, stride), size) + bias


def one_added_too_early(x, kernels, bias, stride=1, padding=0):
    size = _sizes(x, kernels, stride, padding, lambda n, k, s: (n - k + 1) // s)
    return _correlate(_pad(x, padding), kernels, (stride, stride), size) + bias


def output_rounded_up(x, kernels, bias, stride=1, padding=0):
    size = _sizes(x, kernels, stride, padding, lambda n, k, s: -(-(n - k) // s) + 1)
    return _correlate(_pad(x, padding), kernels, (stride, stride), size) + bias


def output_one_long(x, kernels, bias, stride=1, padding=0):
    size = _sizes(x, kernels, stride, padding, lambda n, k, s: (n - k) // s + 2)
    return _correlate(_pad(x, padding), kernels, (stride, stride), size) + bias


def _sums_cross(x, kernels, bias, stride=1, padding=0):
    return _forward(x.sum(axis=3, keepdims=True), kernels.sum(axis=2, keepdims=True), bias, stride, padding)


def _sum_under_first(x, kernels, bias, stride=1, padding=0):
    return _forward(x.sum(axis=3, keepdims=True), kernels[:, :, :1], bias, stride, padding)


def _grey(x, kernels, bias, stride=1, padding=0):
    return _forward(x.mean(axis=3, keepdims=True), kernels.sum(axis=2, keepdims=True), bias, stride, padding)


channels_summed_first = (_sums_cross, _sum_under_first, _grey)


def first_channel_only(x, kernels, bias, stride=1, padding=0):
    return _forward(x[..., :1], kernels[:, :, :1], bias, stride, padding)


def _last_channel(x, kernels, bias, stride=1, padding=0):
    return _forward(x[..., -1:], kernels[:, :, -1:], bias, stride, padding)


def _last_position(x, kernels, bias, stride=1, padding=0):
    last = np.zeros_like(kernels)
    last[-1, -1] = kernels[-1, -1]
    return _forward(x, last, bias, stride, padding)


def _last_term(x, kernels, bias, stride=1, padding=0):
    last = np.zeros_like(kernels)
    last[-1, -1, -1] = kernels[-1, -1, -1]
    return _forward(x, last, bias, stride, padding)


sum_overwritten = (_last_channel, _last_position, _last_term)


def _mean_over(*axes):
    def averaged(x, kernels, bias, stride=1, padding=0):
        terms = np.prod([kernels.shape[axis] for axis in axes])
        return _forward(x, kernels / terms, bias, stride, padding)

    return averaged


averaged_instead_of_summed = (_mean_over(0, 1, 2), _mean_over(2), _mean_over(0, 1))


def bias_forgotten(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels, 0 * bias, stride, padding)


def _bias_times(*axes):
    def repeated(x, kernels, bias, stride=1, padding=0):
        times = np.prod([kernels.shape[axis] for axis in axes])
        return _forward(x, kernels, times * bias, stride, padding)

    return repeated


bias_added_for_every_term = (_bias_times(2), _bias_times(0, 1), _bias_times(0, 1, 2))


def _kernel_turned(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels.transpose(1, 0, 2, 3), bias, stride, padding)


def _output_turned(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels, bias, stride, padding).transpose(0, 2, 1, 3)


def _image_turned(x, kernels, bias, stride=1, padding=0):
    return _forward(x.transpose(0, 2, 1, 3), kernels, bias, stride, padding)


height_and_width_swapped = (_kernel_turned, _output_turned, _image_turned)


def padding_ignored(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels, bias, stride, 0)


def _padded_before(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, padding, 0), kernels, (stride, stride)) + bias


def _padded_after(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, 0, padding), kernels, (stride, stride)) + bias


padding_on_one_side = (_padded_before, _padded_after)


def _zeros_all_after(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, 0, 2 * padding), kernels, (stride, stride)) + bias


def _zeros_all_before(x, kernels, bias, stride=1, padding=0):
    return _correlate(_pad(x, 2 * padding, 0), kernels, (stride, stride)) + bias


windows_shifted_by_padding = (_zeros_all_after, _zeros_all_before)


def _padded_with(mode):
    def padded(x, kernels, bias, stride=1, padding=0):
        return _correlate(_pad(x, padding, mode=mode), kernels, (stride, stride)) + bias

    return padded


padding_with_pixels = (_padded_with("edge"), _padded_with("reflect"), _padded_with("symmetric"), _padded_with("wrap"))


def relu_added(x, kernels, bias, stride=1, padding=0):
    return np.maximum(0, _forward(x, kernels, bias, stride, padding))


def _patch_channels_first(x, kernels, bias, stride=1, padding=0):
    kernel_height, kernel_width, channels_in, channels_out = kernels.shape
    mixed = kernels.reshape(channels_in, kernel_height, kernel_width, channels_out).transpose(1, 2, 0, 3)
    return _forward(x, mixed, bias, stride, padding)


def _kernels_reshaped(x, kernels, bias, stride=1, padding=0):
    kernel_height, kernel_width, channels_in, channels_out = kernels.shape
    mixed = kernels.reshape(channels_out, channels_in, kernel_height, kernel_width).transpose(2, 3, 1, 0)
    return _forward(x, mixed, bias, stride, padding)


def _images_reshaped(x, kernels, bias, stride=1, padding=0):
    count, height, width, channels = x.shape
    return _forward(x.reshape(count, channels, height, width).transpose(0, 2, 3, 1), kernels, bias, stride, padding)


def _images_and_kernels_reshaped(x, kernels, bias, stride=1, padding=0):
    count, height, width, channels = x.shape
    return _kernels_reshaped(
        x.reshape(count, channels, height, width).transpose(0, 2, 3, 1), kernels, bias, stride, padding
    )


def _output_reshaped(form):
    def reshaped(x, kernels, bias, stride=1, padding=0):
        out = form(x, kernels, bias, stride, padding)
        return out.transpose(0, 3, 1, 2).reshape(out.shape)

    return reshaped


_RESHAPED = (_forward, _images_reshaped, _kernels_reshaped, _images_and_kernels_reshaped)
axes_mixed_up = (_patch_channels_first, *_RESHAPED[1:], *(_output_reshaped(form) for form in _RESHAPED))


def defaults_missing(x, kernels, bias, stride, padding):
    return _forward(x, kernels, bias, stride, padding)


# -- speed -------------------------------------------------------------------------------------------------------------

# Named by the judge alone: they take too long, or they are no mistake of the function by itself.
compiled_at_every_call = wrong_where_timed = ()


def not_compiled(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels, bias, stride, padding)


@jit(forceobj=True, looplift=False)
def object_mode(x, kernels, bias, stride=1, padding=0):
    return _forward(x, kernels, bias, stride, padding)


@njit
def _product(patch, kernels, bias, pixel):
    for o in range(pixel.size):
        pixel[o] = bias[o]
    for i in range(kernels.shape[0]):
        for j in range(kernels.shape[1]):
            for k in range(kernels.shape[2]):
                for o in range(pixel.size):
                    pixel[o] += patch[i, j, k] * kernels[i, j, k, o]


def _pixel_by_pixel(x, kernels, bias, stride=1, padding=0):
    padded = _pad(x, padding)
    rows, columns = _sizes(x, kernels, stride, padding, lambda n, k, s: (n - k) // s + 1)
    out = np.zeros((len(x), rows, columns, len(bias)))
    for n in range(len(x)):
        for row in range(rows):
            for column in range(columns):
                for o in range(len(bias)):
                    kernel = np.ascontiguousarray(kernels[..., o : o + 1])
                    patch = padded[n, row * stride :, column * stride :]
                    _product(patch, kernel, bias[o : o + 1], out[n, row, column, o : o + 1])
    return out


loops_outside = _pixel_by_pixel


def _filled_by(kernel):
    """A function whose loops, all of them compiled, fill an output that is made outside: less to compile."""

    def convolve(x, kernels, bias, stride=1, padding=0):
        size = _sizes(x, kernels, stride, padding, lambda n, k, s: (n - k) // s + 1)
        out = np.empty((len(x), *size, len(bias)))
        kernel(x, kernels, bias, stride, padding, out)
        return out

    return convolve


@njit
def _products_first(x, kernels, bias, stride, padding, out):
    for n in range(out.shape[0]):
        for row in range(out.shape[1]):
            for column in range(out.shape[2]):
                for o in range(out.shape[3]):
                    out[n, row, column, o] = bias[o]
                for i in range(kernels.shape[0]):
                    for j in range(kernels.shape[1]):
                        y, z = row * stride + i - padding, column * stride + j - padding
                        if y >= 0 and y < x.shape[1] and z >= 0 and z < x.shape[2]:
                            for k in range(kernels.shape[2]):
                                products = np.empty(out.shape[3])
                                for o in range(out.shape[3]):
                                    products[o] = x[n, y, z, k] * kernels[i, j, k, o]
                                for o in range(out.shape[3]):
                                    out[n, row, column, o] += products[o]


temporary_arrays = _filled_by(_products_first)


@njit
def _as_the_formula_is_written(x, kernels, bias, stride, padding, out):
    for n in range(out.shape[0]):
        for row in range(out.shape[1]):
            for column in range(out.shape[2]):
                for o in range(out.shape[3]):
                    total = bias[o]
                    for i in range(kernels.shape[0]):
                        for j in range(kernels.shape[1]):
                            y, z = row * stride + i - padding, column * stride + j - padding
                            if y >= 0 and y < x.shape[1] and z >= 0 and z < x.shape[2]:
                                for k in range(kernels.shape[2]):
                                    total += x[n, y, z, k] * kernels[i, j, k, o]
                    out[n, row, column, o] = total


@njit
def _output_channels_outermost(x, kernels, bias, stride, padding, out):
    for o in range(out.shape[3]):
        for n in range(out.shape[0]):
            for row in range(out.shape[1]):
                for column in range(out.shape[2]):
                    out[n, row, column, o] = bias[o]
        for i in range(kernels.shape[0]):
            for j in range(kernels.shape[1]):
                for k in range(kernels.shape[2]):
                    for n in range(out.shape[0]):
                        for row in range(out.shape[1]):
                            y = row * stride + i - padding
                            for column in range(out.shape[2]):
                                z = column * stride + j - padding
                                if y >= 0 and y < x.shape[1] and z >= 0 and z < x.shape[2]:
                                    out[n, row, column, o] += x[n, y, z, k] * kernels[i, j, k, o]


loop_order = (_filled_by(_as_the_formula_is_written), _filled_by(_output_channels_outermost))
