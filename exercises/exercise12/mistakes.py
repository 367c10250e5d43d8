"""Wrong versions of exercise12's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _floor(n, size, stride):
    return (n - size) // stride + 1


def _largest(window):
    return window.max(axis=(1, 2))


def _pool(x, size, stride, reduce=_largest, counts=_floor, step=None):
    """Windows start every `step` pixels (`stride`, unless told otherwise), both of them down and right."""
    stride = stride if isinstance(stride, tuple) else (stride, stride)
    down, right = stride if step is None else step
    height, width = (max(0, counts(n, size, s)) for n, s in zip(x.shape[1:3], stride, strict=True))
    out = np.zeros((len(x), height, width, x.shape[3]))
    for row in range(height):
        for column in range(width):
            window = x[:, row * down : row * down + size, column * right : column * right + size]
            out[:, row, column] = reduce(window)
    return out


def _reducing(reduce):
    def pooled(x, size, stride):
        return _pool(x, size, stride, reduce)

    return pooled


def _counting(counts):
    def pooled(x, size, stride):
        return _pool(x, size, stride, counts=counts)

    return pooled


# -- max_pool2d_forward ------------------------------------------------------------------------------------------------

pool_averaged = (
    _reducing(lambda window: window.mean(axis=(1, 2))),
    _reducing(lambda window: window.sum(axis=(1, 2))),
)
pool_minimum = _reducing(lambda window: window.min(axis=(1, 2)))
pool_absolute_value = (
    _reducing(lambda window: np.abs(window).max(axis=(1, 2))),
    _reducing(
        lambda window: np.where(-window.min((1, 2)) > window.max((1, 2)), window.min((1, 2)), window.max((1, 2)))
    ),
)
pool_starts_at_0 = _reducing(lambda window: np.maximum(0, window.max(axis=(1, 2))))
pool_over_channels = (
    _reducing(lambda window: window.max(axis=(1, 2, 3))[:, None]),
    _reducing(lambda window: window.max()),
    _reducing(lambda window: window.max(axis=(0, 1, 2))),
)
pool_one_pixel_taken = (
    _reducing(lambda window: window[:, 0, 0]),
    _reducing(lambda window: window[:, -1, -1]),
    _reducing(lambda window: window[:, window.shape[1] // 2, window.shape[2] // 2]),
)
pool_in_one_direction = (
    _reducing(lambda window: window[:, 0].max(axis=1)),
    _reducing(lambda window: window[:, :, 0].max(axis=1)),
)
pool_position_returned = (
    _reducing(lambda window: window.reshape(len(window), -1, window.shape[3]).argmax(axis=1)),
    _reducing(lambda window: window.argmax(axis=1).argmax(axis=1)),
)


def _stride_1(x, size, stride):
    return _pool(x, size, 1)


def _size_as_stride(x, size, stride):
    return _pool(x, size, size)


pool_stride_ignored = (_stride_1, _size_as_stride)


def pool_size_ignored(x, size, stride):
    return _pool(x, stride, stride)


def pool_arguments_swapped(x, size, stride):
    return _pool(x, stride, size)


def _down_only(x, size, stride):
    return _pool(x, size, (stride, 1))


def _right_only(x, size, stride):
    return _pool(x, size, (1, stride))


pool_stride_in_one_direction = (_down_only, _right_only)


def _moved_by(moves):
    def pooled(x, size, stride):
        return _pool(x, size, stride, step=moves(size, stride))

    return pooled


pool_windows_not_moved = (
    _moved_by(lambda size, stride: (1, 1)),
    _moved_by(lambda size, stride: (stride, 1)),
    _moved_by(lambda size, stride: (1, stride)),
)
pool_output_one_short = _counting(lambda n, size, stride: (n - size) // stride)
pool_one_added_too_early = _counting(lambda n, size, stride: (n - size + 1) // stride)
pool_output_rounded_up = (
    _counting(lambda n, size, stride: -(-(n - size) // stride) + 1),
    _counting(lambda n, size, stride: -(-n // stride)),
)


def _one_long(x, size, stride):
    return _pool(x, size, stride, counts=lambda n, size, stride: (n - size) // stride + 2)


def _one_long_in_lists(x, size, stride):
    return _pool(
        x, size, stride, lambda window: max(window.ravel().tolist()), lambda n, size, stride: (n - size) // stride + 2
    )


pool_windows_off_the_image = (_one_long, _one_long_in_lists)  # these raise: nothing has no maximum


def _padded(before, after):
    def pooled(x, size, stride):
        border = (before(size), after(size))
        return _pool(np.pad(x, ((0, 0), border, border, (0, 0)), constant_values=-np.inf), size, stride)

    return pooled


pool_padded = (
    _padded(lambda size: size // 2, lambda size: size // 2),
    _padded(lambda size: (size - 1) // 2, lambda size: size - 1 - (size - 1) // 2),
)


def _output_turned(x, size, stride):
    return _pool(x, size, stride).transpose(0, 2, 1, 3)


def _image_turned(x, size, stride):
    return _pool(x.transpose(0, 2, 1, 3), size, stride)


pool_height_and_width_swapped = (_output_turned, _image_turned)


def _over_axes(*order):
    """The pooled axes are the second and third of this order of axes."""

    def pooled(x, size, stride):
        return _pool(x.transpose(order), size, stride).transpose(np.argsort(order))

    return pooled


pool_over_the_wrong_axes = (_over_axes(0, 2, 3, 1), _over_axes(2, 0, 1, 3))


# -- max_pool2d_backward -----------------------------------------------------------------------------------------------


def _is_largest(window):
    return (window == window.max(axis=(1, 2), keepdims=True)).astype(float)


def _only_first(chosen):
    """Of the entries chosen in each window, (N, size, size, C), the first in row-major order."""
    flat = chosen.reshape(len(chosen), -1, chosen.shape[3])
    first = (np.arange(flat.shape[1])[None, :, None] == flat.argmax(axis=1)[:, None]) * 1.0
    return first.reshape(chosen.shape)


def _first(window):
    return _only_first(_is_largest(window))


def _backward(grad_output, x, size, stride, share=_first, *, adding=True, size_out=None, start=None, step=None):
    """`share` tells what every pixel of a window gets of its gradient; windows are written where `start` says."""
    grad_x, step = np.zeros(x.shape), stride if step is None else step
    height, width = grad_output.shape[1:3] if size_out is None else size_out
    for row in range(height):
        for column in range(width):
            top, left = row * step, column * step
            window = x[:, top : top + size, left : left + size]
            given = share(window) * grad_output[:, row, column][:, None, None]
            top, left = (top, left) if start is None else start
            place = np.s_[:, top : top + size, left : left + size]
            grad_x[place] = grad_x[place] + given if adding else given
    return grad_x


def _sharing(share):
    def backward(grad_output, x, size, stride):
        return _backward(grad_output, x, size, stride, share)

    return backward


pool_back_spread_over_window = (
    _sharing(lambda window: np.ones_like(window) / np.prod(window.shape[1:3])),
    _sharing(np.ones_like),
)
pool_back_equal_counted_twice = _sharing(_is_largest)
pool_back_equal_share = _sharing(lambda window: _is_largest(window) / _is_largest(window).sum((1, 2), keepdims=True))
pool_back_another_of_equals = (
    _sharing(lambda window: _first(window[:, ::-1, ::-1])[:, ::-1, ::-1]),  # the last one
    _sharing(lambda window: _first(window.transpose(0, 2, 1, 3)).transpose(0, 2, 1, 3)),  # column by column
    _sharing(lambda window: _first(window[:, ::-1])[:, ::-1]),
    _sharing(lambda window: _first(window[:, :, ::-1])[:, :, ::-1]),
)
pool_back_to_minimum = _sharing(lambda window: _first(-window))
pool_back_to_wrong_pixel = (
    _sharing(lambda window: _first(window).transpose(0, 2, 1, 3)),  # row and column of the maximum mixed up
    _sharing(lambda window: _first(np.full_like(window, 0.0))),  # always the upper left one
)
pool_back_one_winner_for_all_channels = (
    _sharing(lambda window: (window == window.max(axis=(1, 2, 3), keepdims=True)) * 1.0),
    _sharing(lambda window: (window == window.max()) * 1.0),
    _sharing(lambda window: (window == window.max(axis=(0, 1, 2))) * 1.0),
)


def _ones(grad_output, x, size, stride):
    return _backward(np.ones_like(grad_output), x, size, stride)


def _ones_marked(grad_output, x, size, stride):
    return _backward(np.ones_like(grad_output), x, size, stride, adding=False, share=_is_largest)


pool_back_gradient_unused = (_ones, _ones_marked)
pool_back_times_pixel = (
    _sharing(lambda window: _first(window) * window),
    _sharing(lambda window: _is_largest(window) * window),
)


def _last_window_wins(grad_output, x, size, stride):
    return _backward(grad_output, x, size, stride, adding=False)


def _last_written_wins(grad_output, x, size, stride):
    """Only the pixel of the maximum is written, not the whole window."""
    grad_x = np.zeros(x.shape)
    for row in range(grad_output.shape[1]):
        for column in range(grad_output.shape[2]):
            place = np.s_[:, row * stride : row * stride + size, column * stride : column * stride + size]
            first = _first(x[place])
            grad_x[place] = np.where(first > 0, first * grad_output[:, row, column][:, None, None], grad_x[place])
    return grad_x


pool_back_overwritten = (_last_window_wins, _last_written_wins)


def _windows_next_to_each_other(grad_output, x, size, stride):
    return _clipped(grad_output, x, size, size)


def _windows_moved_by_1(grad_output, x, size, stride):
    return _clipped(grad_output, x, size, 1)


def _clipped(grad_output, x, size, step):
    """Windows every `step` pixels; what hangs over the edge is cut off."""
    beyond = [
        max(0, (n - 1) * step + size - side) for n, side in zip(grad_output.shape[1:3], x.shape[1:3], strict=True)
    ]
    larger = np.pad(x, ((0, 0), (0, beyond[0]), (0, beyond[1]), (0, 0)), constant_values=-np.inf)
    return _backward(grad_output, larger, size, step)[:, : x.shape[1], : x.shape[2]]


pool_back_stride_ignored = (_windows_next_to_each_other, _windows_moved_by_1)


def _all_in_the_corner(grad_output, x, size, stride):
    return _backward(grad_output, x, size, stride, start=(0, 0))


pool_back_window_start_forgotten = _all_in_the_corner


def _one_short(down, right):
    def backward(grad_output, x, size, stride):
        height, width = grad_output.shape[1:3]
        return _backward(grad_output, x, size, stride, size_out=(height - down, width - right))

    return backward


pool_back_windows_missing = (_one_short(1, 1), _one_short(1, 0), _one_short(0, 1))


def pool_back_without_what_is_left_over(grad_output, x, size, stride):
    height, width = ((n - 1) * stride + size for n in grad_output.shape[1:3])
    return _backward(grad_output, x, size, stride)[:, :height, :width]


def pool_back_divided_by_n(grad_output, x, size, stride):
    return _backward(grad_output, x, size, stride) / len(x)


def pool_back_where_x_is_positive(grad_output, x, size, stride):
    return _backward(grad_output, x, size, stride) * (x > 0)


# -- conv_output_size --------------------------------------------------------------------------------------------------


def size_padding_counted_once(n, kernel, stride, padding):
    return (n + padding - kernel) // stride + 1


def size_padding_ignored(n, kernel, stride, padding):
    return (n - kernel) // stride + 1


def size_padding_subtracted(n, kernel, stride, padding):
    return (n - 2 * padding - kernel) // stride + 1


def _one_less(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // stride


def _one_less_divided(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) / stride


size_one_short = (_one_less, _one_less_divided)


def size_one_added_too_early(n, kernel, stride, padding):
    return (n + 2 * padding - kernel + 1) // stride


def size_one_in_divisor(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // (stride + 1)


def _ceil(n, kernel, stride, padding):
    return -(-(n + 2 * padding - kernel) // stride) + 1


def _round(n, kernel, stride, padding):
    return round((n + 2 * padding - kernel) / stride + 1)


size_rounded_up = (_ceil, _round)


def _divided(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) / stride + 1


size_not_rounded = _divided


def size_stride_ignored(n, kernel, stride, padding):
    return n + 2 * padding - kernel + 1


def _without_kernel(n, kernel, stride, padding):
    return (n + 2 * padding) // stride + 1


def _without_kernel_and_one(n, kernel, stride, padding):
    return (n + 2 * padding) // stride


size_kernel_forgotten = (_without_kernel, _without_kernel_and_one)


def _same(n, kernel, stride, padding):
    return -(-n // stride)


def _same_rounded_down(n, kernel, stride, padding):
    return n // stride


def _unchanged(n, kernel, stride, padding):
    return n


size_as_if_same = (_same, _same_rounded_down, _unchanged)


def size_precedence(n, kernel, stride, padding):
    return n + 2 * padding - kernel // stride + 1


# -- conv_parameters ---------------------------------------------------------------------------------------------------


def parameters_bias_forgotten(kernel, channels_in, channels_out):
    return kernel**2 * channels_in * channels_out


def _bias_for_each_input_channel(kernel, channels_in, channels_out):
    return kernel**2 * channels_in * channels_out + channels_in


def _bias_for_each_slice(kernel, channels_in, channels_out):
    return (kernel**2 + 1) * channels_in * channels_out


def _one_bias(kernel, channels_in, channels_out):
    return kernel**2 * channels_in * channels_out + 1


def _bias_for_both(kernel, channels_in, channels_out):
    return kernel**2 * channels_in * channels_out + channels_in + channels_out


parameters_wrong_number_of_biases = (
    _bias_for_each_input_channel,
    _bias_for_each_slice,
    _one_bias,
    _bias_for_both,
)


def _side(kernel, channels_in, channels_out):
    return kernel * channels_in * channels_out + channels_out


def _two_sides(kernel, channels_in, channels_out):
    return 2 * kernel * channels_in * channels_out + channels_out


parameters_kernel_not_squared = (_side, _two_sides)


def parameters_input_channels_forgotten(kernel, channels_in, channels_out):
    return (kernel**2 + 1) * channels_out


def _one_kernel(kernel, channels_in, channels_out):
    return kernel**2 * channels_in + 1


def _one_kernel_and_all_biases(kernel, channels_in, channels_out):
    return kernel**2 * channels_in + channels_out


parameters_output_channels_forgotten = (_one_kernel, _one_kernel_and_all_biases)


def parameters_channels_added(kernel, channels_in, channels_out):
    return kernel**2 * (channels_in + channels_out) + channels_out


# -- alexnet_shapes ----------------------------------------------------------------------------------------------------

_NAMES = ("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool3")
_CHANNELS = (96, 96, 256, 256, 384, 384, 256, 256)
_KERNELS = (11, 3, 5, 3, 3, 3, 3, 3)
_STRIDES = (4, 2, 1, 2, 1, 1, 1, 2)
_PADDINGS = (0, 0, 2, 0, 1, 1, 1, 0)
_NEURONS = (4096, 4096, 1000)


def _size(n, kernel, stride, padding):
    return (n + 2 * padding - kernel) // stride + 1


def _layers(size=_size, side=227, channels=_CHANNELS, kernels=_KERNELS, strides=_STRIDES, paddings=_PADDINGS, rgb=3):
    shapes = [("input", (side, side, rgb))]
    for name, *how, depth in zip(_NAMES, kernels, strides, paddings, channels, strict=True):
        side = size(side, *how)
        shapes.append((name, (side, side, depth)))
    return [*shapes, *zip(("fc1", "fc2", "fc3"), ((neurons,) for neurons in _NEURONS), strict=True)]


def _table(**changed):
    return lambda: _layers(**changed)


def _rewritten(rewrite):
    """The right table, each pair made anew."""
    return lambda: [rewrite(name, shape) for name, shape in _layers()]


def _input_only_224():
    return [("input", (224, 224, 3)), *_layers()[1:]]


alexnet_input_224 = (
    _input_only_224,
    _table(side=224),
    _table(side=224, paddings=(2, *_PADDINGS[1:])),
    _table(side=224, size=lambda n, kernel, stride, padding: -(-(n + 2 * padding - kernel) // stride) + 1),
)
alexnet_padding_forgotten = (
    _table(paddings=(0,) * 8),
    _table(paddings=(0, 0, 0, 0, 1, 1, 1, 0)),
    _table(paddings=(0, 0, 2, 0, 0, 0, 0, 0)),
    _table(paddings=(0, 0, 1, 0, 1, 1, 1, 0)),
)
alexnet_pooling_not_overlapping = (
    _table(strides=(4, 3, 1, 3, 1, 1, 1, 3)),
    _table(strides=(4, 1, 1, 1, 1, 1, 1, 1)),
)
alexnet_one_short = (
    _table(size=lambda n, kernel, stride, padding: (n + 2 * padding - kernel) // stride),
    _table(size=lambda n, kernel, stride, padding: (n + 2 * padding - kernel + 1) // stride),
)
alexnet_halves = (
    _table(channels=(48, 48, 128, 128, 192, 192, 128, 128)),
    lambda: [
        *_layers(channels=(48, 48, 128, 128, 192, 192, 128, 128))[:9],
        ("fc1", (2048,)), ("fc2", (2048,)), ("fc3", (1000,)),
    ],
)  # fmt: skip
alexnet_other_channels = (
    _table(channels=(64, 64, 192, 192, 384, 384, 256, 256)),
    _table(channels=(64, 64, 192, 192, 384, 256, 256, 256)),
)
alexnet_channels_first = _rewritten(lambda name, shape: (name, shape[-1:] + shape[:-1]))


def _with_batch(first):
    return _rewritten(lambda name, shape: (name, (first, *shape)))


alexnet_batch_in_shape = (_with_batch(None), _with_batch(1), _with_batch(-1))
alexnet_shape_is_a_number = (
    _rewritten(lambda name, shape: (name, shape[0] if len(shape) == 1 else shape)),
    _rewritten(lambda name, shape: (name, (1, 1, *shape) if len(shape) == 1 else shape)),
    _rewritten(lambda name, shape: (name, (1, *shape) if len(shape) == 1 else shape)),
)


def alexnet_no_names():
    return [shape for _name, shape in _layers()]


alexnet_dictionary = (lambda: dict(_layers()), lambda: dict(_layers()[1:]))
