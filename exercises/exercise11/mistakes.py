"""Wrong versions of exercise11's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


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


# -- conv2d_forward ----------------------------------------------------------------------------------------------------


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


# -- conv2d_backward ---------------------------------------------------------------------------------------------------


def _gradients(grad_output, padded, kernels, stride, *, size=None, adding_x=True, adding_kernels=True):
    """The gradients of the padded images, of the kernels and of the bias; `stride` down and right."""
    grad_padded, grad_kernels = np.zeros(padded.shape), np.zeros(kernels.shape)
    for row in range(grad_output.shape[1] if size is None else size[0]):
        for column in range(grad_output.shape[2] if size is None else size[1]):
            rows = slice(row * stride[0], row * stride[0] + kernels.shape[0])
            columns = slice(column * stride[1], column * stride[1] + kernels.shape[1])
            grad = grad_output[:, row, column]
            for_x = np.einsum("no,ijco->nijc", grad, kernels)
            for_kernels = np.einsum("nijc,no->ijco", padded[:, rows, columns], grad)
            grad_padded[:, rows, columns] = grad_padded[:, rows, columns] + for_x if adding_x else for_x
            grad_kernels = grad_kernels + for_kernels if adding_kernels else for_kernels
    return grad_padded, grad_kernels, grad_output.sum(axis=(0, 1, 2))


def _strip(grad_padded, x, padding):
    return grad_padded[:, padding : padding + x.shape[1], padding : padding + x.shape[2]]


def _backward(grad_output, x, kernels, stride=1, padding=0, **options):
    padded = _pad(x, padding)
    grad_padded, grad_kernels, grad_bias = _gradients(grad_output, padded, kernels, (stride, stride), **options)
    return _strip(grad_padded, x, padding), grad_kernels, grad_bias


def backward_kernel_flipped(grad_output, x, kernels, stride=1, padding=0):
    grad_x, grad_kernels, grad_bias = _backward(grad_output, x, kernels[::-1, ::-1], stride, padding)
    return grad_x, grad_kernels[::-1, ::-1], grad_bias


def grad_x_kernel_flipped(grad_output, x, kernels, stride=1, padding=0):
    grad_x = _backward(grad_output, x, kernels[::-1, ::-1], stride, padding)[0]
    return grad_x, *_backward(grad_output, x, kernels, stride, padding)[1:]


def grad_kernels_flipped(grad_output, x, kernels, stride=1, padding=0):
    grad_x, grad_kernels, grad_bias = _backward(grad_output, x, kernels, stride, padding)
    return grad_x, grad_kernels[::-1, ::-1], grad_bias


def padding_not_stripped(grad_output, x, kernels, stride=1, padding=0):
    return _gradients(grad_output, _pad(x, padding), kernels, (stride, stride))


def padding_stripped_when_there_is_none(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, padding), kernels, (stride, stride))
    return grad_padded[:, padding:-padding, padding:-padding], *others


def _first_rows_kept(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, padding), kernels, (stride, stride))
    return grad_padded[:, : x.shape[1], : x.shape[2]], *others


def _last_rows_kept(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, padding), kernels, (stride, stride))
    return grad_padded[:, 2 * padding :, 2 * padding :], *others


def _one_border_kept(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, padding), kernels, (stride, stride))
    return grad_padded[:, padding:, padding:], *others


padding_stripped_on_one_side = (_first_rows_kept, _last_rows_kept, _one_border_kept)


def _zeros_all_after_back(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, 0, 2 * padding), kernels, (stride, stride))
    return _strip(grad_padded, x, 0), *others


def _zeros_all_before_back(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, 2 * padding, 0), kernels, (stride, stride))
    return _strip(grad_padded, x, 2 * padding), *others


backward_windows_shifted_by_padding = (_zeros_all_after_back, _zeros_all_before_back)


def _covered(grad_output, x, kernels, stride, padding):
    """grad_x of the pixels under a window only, as a transposed convolution gives it."""
    grad_padded = _gradients(grad_output, _pad(x, padding), kernels, (stride, stride))[0]
    height, width = ((n - 1) * stride + k for n, k in zip(grad_output.shape[1:3], kernels.shape, strict=False))
    return grad_padded[:, padding : height - padding, padding : width - padding]


def grad_x_without_what_is_left_over(grad_output, x, kernels, stride=1, padding=0):
    grad_x = _covered(grad_output, x, kernels, stride, padding)
    return grad_x, *_backward(grad_output, x, kernels, stride, padding)[1:]


def _windows_not_moved_back(grad_output, x, kernels, stride=1, padding=0):
    return _backward(grad_output, x, kernels, 1, padding)


def _stride_1_throughout(grad_output, x, kernels, stride=1, padding=0):
    grad_x = _covered(grad_output, x, kernels, 1, padding)
    return grad_x, *_backward(grad_output, x, kernels, 1, padding)[1:]


def _stride_in_grad_x_only(grad_output, x, kernels, stride=1, padding=0):
    grad_x = _backward(grad_output, x, kernels, stride, padding)[0]
    return grad_x, *_backward(grad_output, x, kernels, 1, padding)[1:]


def _stride_in_grad_kernels_only(grad_output, x, kernels, stride=1, padding=0):
    grad_x = _backward(grad_output, x, kernels, 1, padding)[0]
    return grad_x, *_backward(grad_output, x, kernels, stride, padding)[1:]


def _down_only_back(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, padding), kernels, (stride, 1))
    return _strip(grad_padded, x, padding), *others


def _right_only_back(grad_output, x, kernels, stride=1, padding=0):
    grad_padded, *others = _gradients(grad_output, _pad(x, padding), kernels, (1, stride))
    return _strip(grad_padded, x, padding), *others


backward_stride_ignored = (
    _windows_not_moved_back,
    _stride_1_throughout,
    _stride_in_grad_x_only,
    _stride_in_grad_kernels_only,
    _down_only_back,
    _right_only_back,
)


def _one_window_short(grad_output, x, kernels, stride=1, padding=0):
    height, width = grad_output.shape[1:3]
    return _backward(grad_output, x, kernels, stride, padding, size=(height - 1, width - 1))


def _one_added_too_early_back(grad_output, x, kernels, stride=1, padding=0):
    size = _sizes(x, kernels, stride, padding, lambda n, k, s: (n - k + 1) // s)
    return _backward(grad_output, x, kernels, stride, padding, size=size)


backward_windows_missing = (_one_window_short, _one_added_too_early_back)


def _both_from_sums(grad_output, x, kernels, stride=1, padding=0):
    x = np.broadcast_to(x.sum(axis=3, keepdims=True), x.shape)
    kernels = np.broadcast_to(kernels.sum(axis=2, keepdims=True), kernels.shape)
    return _backward(grad_output, x, kernels, stride, padding)


def _grad_kernels_from_sums(grad_output, x, kernels, stride=1, padding=0):
    x = np.broadcast_to(x.sum(axis=3, keepdims=True), x.shape)
    return _backward(grad_output, x, kernels, stride, padding)


def _grad_x_from_sums(grad_output, x, kernels, stride=1, padding=0):
    kernels = np.broadcast_to(kernels.sum(axis=2, keepdims=True), kernels.shape)
    return _backward(grad_output, x, kernels, stride, padding)


backward_channels_summed = (_both_from_sums, _grad_kernels_from_sums, _grad_x_from_sums)


def _only_channel(channel, *, in_x, in_kernels):
    def only(grad_output, x, kernels, stride=1, padding=0):
        grad_x, grad_kernels, grad_bias = _backward(grad_output, x, kernels, stride, padding)
        kept = np.arange(x.shape[3]) == channel % x.shape[3]
        if in_x:
            grad_x = np.where(kept, grad_x, 0)
        if in_kernels:
            grad_kernels = np.where(kept[:, None], grad_kernels, 0)
        return grad_x, grad_kernels, grad_bias

    return only


backward_one_channel_only = tuple(
    _only_channel(channel, in_x=in_x, in_kernels=in_kernels)
    for channel in (0, -1)
    for in_x, in_kernels in ((True, True), (True, False), (False, True))
)


def _one_kernel(kernel):
    def only(grad_output, x, kernels, stride=1, padding=0):
        one = np.zeros_like(kernels)
        one[..., kernel] = kernels[..., kernel]
        return _backward(grad_output, x, one, stride, padding)

    return only


grad_x_from_one_kernel = (_one_kernel(0), _one_kernel(-1))


def _bias_summed_over(*axes):
    def summed(grad_output, x, kernels, stride=1, padding=0):
        return *_backward(grad_output, x, kernels, stride, padding)[:2], grad_output.sum(axis=axes)

    return summed


grad_bias_over_the_wrong_axes = (
    _bias_summed_over(0),
    _bias_summed_over(1),
    _bias_summed_over(2),
    _bias_summed_over(3),
    _bias_summed_over(0, 1),
    _bias_summed_over(0, 2),
    _bias_summed_over(1, 2),
    _bias_summed_over(0, 3),
    _bias_summed_over(2, 3),
    _bias_summed_over(1, 2, 3),
    _bias_summed_over(0, 2, 3),  # the right ones for PyTorch's (N, C, H, W)
    _bias_summed_over(0, 1, 2, 3),
)


def _bias_averaged_over(*axes):
    def averaged(grad_output, x, kernels, stride=1, padding=0):
        terms = np.prod([grad_output.shape[axis] for axis in axes])
        grad_x, grad_kernels, grad_bias = _backward(grad_output, x, kernels, stride, padding)
        return grad_x, grad_kernels, grad_bias / terms

    return averaged


grad_bias_averaged = (_bias_averaged_over(0, 1, 2), _bias_averaged_over(1, 2), _bias_averaged_over(0))


def _divided_by_n(*places):
    def divided(grad_output, x, kernels, stride=1, padding=0):
        gradients = _backward(grad_output, x, kernels, stride, padding)
        return tuple(gradient / len(x) if place in places else gradient for place, gradient in enumerate(gradients))

    return divided


gradients_divided_by_n = (_divided_by_n(0, 1, 2), _divided_by_n(1, 2), _divided_by_n(1))


def _last_window_wins(grad_output, x, kernels, stride=1, padding=0):
    return _backward(grad_output, x, kernels, stride, padding, adding_x=False)


def _last_kernel_position_wins(grad_output, x, kernels, stride=1, padding=0):
    grad_padded = np.zeros(_pad(x, padding).shape)
    height, width = (stride * n for n in grad_output.shape[1:3])
    for row in range(kernels.shape[0]):
        for column in range(kernels.shape[1]):
            grad_padded[:, row : row + height : stride, column : column + width : stride] = np.einsum(
                "nhwo,co->nhwc", grad_output, kernels[row, column]
            )
    return _strip(grad_padded, x, padding), *_backward(grad_output, x, kernels, stride, padding)[1:]


def _of_last_kernel(form):
    def only(grad_output, x, kernels, stride=1, padding=0):
        last = np.zeros_like(kernels)
        last[..., -1] = kernels[..., -1]
        return form(grad_output, x, last, stride, padding)

    return only


grad_x_overwritten = (
    _last_window_wins,
    _last_kernel_position_wins,
    _of_last_kernel(_last_window_wins),
    _of_last_kernel(_last_kernel_position_wins),
)


def _last_window_left(grad_output, x, kernels, stride=1, padding=0):
    return _backward(grad_output, x, kernels, stride, padding, adding_kernels=False)


def _last_example_left(grad_output, x, kernels, stride=1, padding=0):
    grad_x, _, grad_bias = _backward(grad_output, x, kernels, stride, padding)
    return grad_x, _backward(grad_output[-1:], x[-1:], kernels, stride, padding)[1], grad_bias


def _last_term_left(grad_output, x, kernels, stride=1, padding=0):
    grad_x, _, grad_bias = _backward(grad_output, x, kernels, stride, padding)
    return grad_x, _last_window_left(grad_output[-1:], x[-1:], kernels, stride, padding)[1], grad_bias


grad_kernels_overwritten = (_last_window_left, _last_example_left, _last_term_left)


def _turned(*, in_x, in_kernels):
    def turned(grad_output, x, kernels, stride=1, padding=0):
        grad_x, grad_kernels, grad_bias = _backward(grad_output, x, kernels, stride, padding)
        if in_x:
            grad_x = grad_x.transpose(0, 2, 1, 3)
        if in_kernels:
            grad_kernels = grad_kernels.transpose(1, 0, 2, 3)
        return grad_x, grad_kernels, grad_bias

    return turned


backward_height_and_width_swapped = (
    _turned(in_x=True, in_kernels=True),
    _turned(in_x=True, in_kernels=False),
    _turned(in_x=False, in_kernels=True),
)


def _padded_back_with(mode):
    def padded(grad_output, x, kernels, stride=1, padding=0):
        grad_x, _, grad_bias = _backward(grad_output, x, kernels, stride, padding)
        with_pixels = _pad(x, padding, mode=mode)
        return grad_x, _gradients(grad_output, with_pixels, kernels, (stride, stride))[1], grad_bias

    return padded


backward_padding_with_pixels = tuple(_padded_back_with(mode) for mode in ("edge", "reflect", "symmetric", "wrap"))
