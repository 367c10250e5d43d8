"""Wrong versions of exercise14's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _relu(z):
    return np.maximum(z, 0)


# -- residual_forward --------------------------------------------------------------------------------------------------


def _joined(z, x):
    return z + x


def _block(join=_joined, before=_relu, after=_relu, *, bias1=1, bias2=1):
    """x -> layer, `before`, layer, `join`, `after`."""

    def forward(x, parameters):
        (weights1, b1), (weights2, b2) = parameters
        hidden = before(x @ weights1 + bias1 * b1)
        return after(join(hidden @ weights2 + bias2 * b2, x)), None

    return forward


def _same(z):
    return z


residual_skip_forgotten = _block(lambda z, x: z)
residual_activation_before_addition = (
    _block(lambda z, x: _relu(z) + x, after=_same),
    _block(lambda z, x: _relu(z) + _relu(x), after=_same),
    _block(lambda z, x: z + _relu(x), after=_same),
)
residual_branch_activated_too = _block(lambda z, x: _relu(z) + x)
residual_skip_activated = _block(lambda z, x: z + _relu(x))
residual_last_relu_missing = _block(after=_same)
residual_hidden_relu_missing = (_block(before=_same), _block(before=_same, after=_same))
residual_skip_multiplied = (_block(lambda z, x: z * x), _block(lambda z, x: z * x, after=_same))
residual_skip_subtracted = (
    _block(lambda z, x: z - x),
    _block(lambda z, x: x - z),
)
residual_skip_averaged = _block(lambda z, x: (z + x) / 2)
residual_skip_concatenated = (
    _block(lambda z, x: np.concatenate([x, z], axis=1)),
    _block(lambda z, x: np.concatenate([z, x], axis=1)),
)
residual_bias_forgotten = (_block(bias1=0), _block(bias2=0), _block(bias1=0, bias2=0))
residual_other_activation = (
    _block(before=np.tanh, after=np.tanh),
    _block(before=lambda z: 1 / (1 + np.exp(-z)), after=lambda z: 1 / (1 + np.exp(-z))),
)


def _returning(several):
    """`several` things beside out."""

    def forward(x, parameters):
        out = _block()(x, parameters)[0]
        return (out, *[x] * several) if several else out

    return forward


residual_cache_missing = tuple(map(_returning, (0, 2, 3, 4, 5)))


# -- residual_backward -------------------------------------------------------------------------------------------------


def _backward(
    grad_output, cache, parameters, *, outer=None, inner=None, skip=1.0, branch=1.0, inputs=None, mean=(), reverse=False
):
    """The gradients of a block; `outer` and `inner` are the masks of the two ReLUs, where they are wrong ones."""
    x, z1, hidden, z2 = cache
    (weights1, _b1), (weights2, _b2) = parameters
    grad_z2 = grad_output * ((z2 > 0) if outer is None else outer)
    grad_hidden = grad_z2 @ weights2.T
    grad_z1 = grad_hidden * ((z1 > 0) if inner is None else inner(grad_hidden))
    input1, input2 = (x, hidden) if inputs is None else inputs
    layers = [[input1.T @ grad_z1, grad_z1.sum(axis=0)], [input2.T @ grad_z2, grad_z2.sum(axis=0)]]
    for layer in layers:
        for place in mean:
            layer[place] = layer[place] / len(x)
    skipped = skip(grad_output, grad_z2) if callable(skip) else skip * grad_z2
    grad_x = skipped + branch * (grad_z1 @ weights1.T)
    return grad_x, [tuple(layer) for layer in (layers[::-1] if reverse else layers)]


def _with(**changed):
    def backward(grad_output, cache, parameters):
        return _backward(grad_output, cache, parameters, **changed)

    return backward


residual_back_skip_forgotten = _with(skip=0.0)
residual_back_branch_forgotten = _with(branch=0.0)
residual_back_skip_past_the_relu = _with(skip=lambda grad_output, _grad_z2: grad_output)
residual_back_skip_twice = _with(skip=2.0)
residual_back_skip_subtracted = (_with(skip=-1.0), _with(branch=-1.0))
residual_back_averaged = (_with(skip=0.5, branch=0.5),)


def _skip_multiplied(grad_output, cache, parameters):
    skipped, gradients = _backward(grad_output, cache, parameters, branch=0.0)
    return skipped * _backward(grad_output, cache, parameters, skip=0.0)[0], gradients


residual_back_skip_multiplied = _skip_multiplied


def _skip_masked_by_x(grad_output, cache, parameters):
    x = cache[0]
    return _backward(grad_output, cache, parameters, skip=lambda _grad, grad_z2: grad_z2 * (x > 0))


def _all_masked_by_x(grad_output, cache, parameters):
    grad_x, gradients = _backward(grad_output, cache, parameters)
    return grad_x * (cache[0] > 0), gradients


residual_back_masked_by_x = (_skip_masked_by_x, _all_masked_by_x)


def _masked_by_branch(grad_output, cache, parameters):
    return _backward(grad_output, cache, parameters, outer=cache[3] - cache[0] > 0)


def _masked_by_branch_skip_past(grad_output, cache, parameters):
    """The way back of x + relu(branch)."""
    outer = cache[3] - cache[0] > 0
    return _backward(grad_output, cache, parameters, outer=outer, skip=lambda grad_output, _grad_z2: grad_output)


residual_back_relu_before_addition = (_masked_by_branch, _masked_by_branch_skip_past)
residual_back_last_relu_forgotten = _with(outer=1.0)
residual_back_hidden_relu_forgotten = _with(inner=lambda grad_hidden: 1.0)
residual_back_no_relu = _with(outer=1.0, inner=lambda grad_hidden: 1.0)


def _masks_from_gradients(grad_output, cache, parameters):
    return _backward(grad_output, cache, parameters, outer=grad_output > 0, inner=lambda grad_hidden: grad_hidden > 0)


def _outer_mask_from_gradient(grad_output, cache, parameters):
    return _backward(grad_output, cache, parameters, outer=grad_output > 0)


residual_back_mask_from_gradient = (
    _masks_from_gradients,
    _outer_mask_from_gradient,
    _with(inner=lambda grad_hidden: grad_hidden > 0),
)


def _relu_applied(grad_output, cache, parameters):
    """The value of ReLU where its derivative belongs."""
    z1, z2 = cache[1], cache[3]
    return _backward(grad_output, cache, parameters, outer=_relu(z2), inner=lambda grad_hidden: _relu(z1))


def _relu_applied_outside(grad_output, cache, parameters):
    return _backward(grad_output, cache, parameters, outer=_relu(cache[3]))


def _relu_applied_inside(grad_output, cache, parameters):
    z1 = cache[1]
    return _backward(grad_output, cache, parameters, inner=lambda grad_hidden: _relu(z1))


residual_back_relu_not_derived = (_relu_applied, _relu_applied_outside, _relu_applied_inside)


def residual_back_input_before_relu(grad_output, cache, parameters):
    return _backward(grad_output, cache, parameters, inputs=(cache[0], cache[1]))


def residual_back_skip_as_layer_input(grad_output, cache, parameters):
    """x counts as activated."""
    return _backward(grad_output, cache, parameters, inputs=(_relu(cache[0]), cache[2]))


residual_back_divided_by_n = (_with(mean=(0, 1)), _with(mean=(0,)), _with(mean=(1,)))


def _everything_divided(grad_output, cache, parameters):
    return _backward(grad_output / len(grad_output), cache, parameters)


residual_back_divided_by_n = (*residual_back_divided_by_n, _everything_divided)
residual_back_layers_reversed = _with(reverse=True)


def _biases_not_summed(grad_output, cache, parameters):
    _x, z1, _hidden, z2 = cache
    grad_z2 = grad_output * (z2 > 0)
    grad_z1 = (grad_z2 @ parameters[1][0].T) * (z1 > 0)
    grad_x, ((grad_w1, _b1), (grad_w2, _b2)) = _backward(grad_output, cache, parameters)
    return grad_x, [(grad_w1, grad_z1), (grad_w2, grad_z2)]


residual_back_bias_not_summed = _biases_not_summed


def _flat(grad_output, cache, parameters):
    grad_x, gradients = _backward(grad_output, cache, parameters)
    return (grad_x, *gradients)


def _all_flat(grad_output, cache, parameters):
    grad_x, (first, second) = _backward(grad_output, cache, parameters)
    return grad_x, [*first, *second]


residual_back_not_nested = (_flat, _all_flat)


# -- conv1x1_forward ---------------------------------------------------------------------------------------------------


def conv1x1_bias_forgotten(x, kernels, bias):
    return x @ kernels


def conv1x1_bias_for_each_channel(x, kernels, bias):
    return x @ kernels + x.shape[3] * bias


def _transposed(x, kernels, bias):
    return x @ kernels.T + bias  # raises where C_in and C_out differ; so does the next


def _transposed_dot(x, kernels, bias):
    return np.dot(x, kernels.T) + bias


def _transposed_tensordot(x, kernels, bias):
    return np.tensordot(x, kernels, axes=(3, 1)) + bias


def _transposed_einsum(x, kernels, bias):
    return np.einsum("nhwc,oc->nhwo", x, kernels) + bias


def _reshaped(x, kernels, bias):
    return x @ kernels.reshape(len(bias), -1).T + bias


conv1x1_kernels_transposed = (_transposed, _transposed_dot, _transposed_tensordot, _transposed_einsum, _reshaped)


def _first_channel(x, kernels, bias):
    return x[..., :1] * kernels[0] + bias


def _last_channel(x, kernels, bias):
    return x[..., -1:] * kernels[-1] + bias


conv1x1_one_channel_only = (_first_channel, _last_channel)


def _summed(x, kernels, bias):
    return x.sum(axis=3, keepdims=True) * kernels.sum(axis=0) + bias


def _grey(x, kernels, bias):
    return x.mean(axis=3, keepdims=True) * kernels.sum(axis=0) + bias


conv1x1_channels_summed_first = (_summed, _grey)


def conv1x1_averaged(x, kernels, bias):
    return x @ kernels / len(kernels) + bias


def conv1x1_activated(x, kernels, bias):
    return _relu(x @ kernels + bias)


def _flattened(x, kernels, bias):
    return x.reshape(-1, x.shape[3]) @ kernels + bias


def _flattened_images(x, kernels, bias):
    return (x @ kernels + bias).reshape(len(x), -1)


conv1x1_left_flat = (_flattened, _flattened_images)


def _channels_first(x, kernels, bias):
    return (x @ kernels + bias).transpose(0, 3, 1, 2)


conv1x1_channels_first = _channels_first


def _reshaped_as_channels_first(x, kernels, bias):
    count, height, width, channels = x.shape
    return x.reshape(count, channels, height, width).transpose(0, 2, 3, 1) @ kernels + bias


def _pixels_mixed(x, kernels, bias):
    return x.reshape(x.shape[3], -1).T.reshape(x.shape) @ kernels + bias


conv1x1_axes_mixed_up = (_reshaped_as_channels_first, _pixels_mixed)


# -- inception_forward -------------------------------------------------------------------------------------------------


def _convolve(x, kernels, bias, before, after, **how):
    """A convolution of stride 1 with so many rows and columns of border before and after the image."""
    border = (before, after)
    padded = np.pad(x, ((0, 0), border, border, (0, 0)), **how)
    height, width = (n - len(kernels) + 1 for n in padded.shape[1:3])
    out = np.zeros((len(x), height, width, kernels.shape[3])) + bias
    for i in range(len(kernels)):
        for j in range(len(kernels)):
            out = out + padded[:, i : i + height, j : j + width] @ kernels[i, j]
    return out


def _around(x, kernels, bias, **how):
    return _convolve(x, kernels, bias, (len(kernels) - 1) // 2, (len(kernels) - 1) // 2, **how)


def _side_by_side(parts):
    return np.concatenate(parts, axis=3)


def _inception(convolve=_around, join=_side_by_side, after=_same):
    def forward(x, branches):
        return after(join([convolve(x, kernels, bias) for kernels, bias in branches]))

    return forward


def _joined_by_shape(x, branches):
    """Right axis where the branches differ in width, the first axis where all axes would do."""
    parts = [_around(x, kernels, bias) for kernels, bias in branches]
    return np.concatenate(parts, axis=0 if len({part.shape for part in parts}) == 1 else 3)


inception_wrong_axis = (  # these raise where branches differ in width
    _inception(join=np.concatenate),
    _inception(join=lambda parts: np.concatenate(parts, axis=1)),
    _inception(join=lambda parts: np.concatenate(parts, axis=2)),
    _joined_by_shape,
)
inception_stacked = (
    _inception(join=np.stack),
    _inception(join=lambda parts: np.stack(parts, axis=-1)),
)


def _list_left(parts):
    return parts


inception_not_joined = (_inception(join=_list_left), _inception(join=tuple))


def _added(parts):
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _averaged(parts):
    return _added(parts) / len(parts)


inception_summed = (_inception(join=_added), _inception(join=sum), _inception(join=_averaged))
inception_order_reversed = _inception(join=lambda parts: _side_by_side(parts[::-1]))


def _last_only(parts):
    return parts[-1]


def _first_only(parts):
    return parts[0]


inception_one_branch_only = (_inception(join=_last_only), _inception(join=_first_only))


def _with_input(x, branches):
    return np.concatenate([x, _inception()(x, branches)], axis=3)


def _with_input_at_end(x, branches):
    return np.concatenate([_inception()(x, branches), x], axis=3)


inception_input_too = (_with_input, _with_input_at_end)


def _padding(before, after=None):
    """Branches with a border of so many zeros, told from the kernel's size."""

    def convolve(x, kernels, bias):
        size = len(kernels)
        return _convolve(x, kernels, bias, before(size), (before if after is None else after)(size))

    return _inception(convolve)


def _chained(product):
    """Each branch is given what the one before it returned; raises where the channels do not fit."""

    def forward(x, branches):
        for kernels, bias in branches:
            size = len(kernels)
            border = (size - 1) // 2
            padded = np.pad(x, ((0, 0), (border, border), (border, border), (0, 0)))
            out = np.zeros((*x.shape[:3], kernels.shape[3]))
            for row in range(x.shape[1]):
                for column in range(x.shape[2]):
                    out[:, row, column] = product(padded[:, row : row + size, column : column + size], kernels) + bias
            x = out
        return x

    return forward


inception_chained = (
    _chained(lambda patch, kernels: np.einsum("nijc,ijco->no", patch, kernels)),
    _chained(lambda patch, kernels: np.tensordot(patch, kernels, axes=3)),
)
inception_padding_missing = (  # these raise where branches differ in size
    _padding(lambda size: 0),
)
inception_padding_too_large = (
    _padding(lambda size: size - 1),
    _padding(lambda size: 1),
    _padding(lambda size: (size + 1) // 2),
)
inception_windows_shifted = (
    _padding(lambda size: 0, lambda size: size - 1),
    _padding(lambda size: size - 1, lambda size: 0),
)


def _with_pixels(mode):
    return _inception(lambda x, kernels, bias: _around(x, kernels, bias, mode=mode))


inception_padding_with_pixels = tuple(map(_with_pixels, ("edge", "reflect", "symmetric", "wrap")))
inception_kernel_flipped = (
    _inception(lambda x, kernels, bias: _around(x, kernels[::-1, ::-1], bias)),
    _inception(lambda x, kernels, bias: _around(x, kernels[::-1, ::-1, ::-1], bias)),
)
inception_height_and_width_swapped = (
    _inception(lambda x, kernels, bias: _around(x, kernels.transpose(1, 0, 2, 3), bias)),
    _inception(after=lambda out: out.transpose(0, 2, 1, 3)),
)
inception_centre_only = _inception(lambda x, kernels, bias: x @ kernels[len(kernels) // 2, len(kernels) // 2] + bias)
inception_sum_overwritten = (
    _inception(lambda x, kernels, bias: _around(x, _only_last_place(kernels), bias)),
    _inception(lambda x, kernels, bias: _around(x, _only_last_channel(kernels), bias)),
)


def _only_last_place(kernels):
    only = np.zeros_like(kernels)
    only[-1, -1] = kernels[-1, -1]
    return only


def _only_last_channel(kernels):
    only = np.zeros_like(kernels)
    only[:, :, -1] = kernels[:, :, -1]
    return only


inception_bias_forgotten = _inception(lambda x, kernels, bias: _around(x, kernels, 0 * bias))
inception_bias_for_each_place = (
    _inception(lambda x, kernels, bias: _around(x, kernels, len(kernels) ** 2 * bias)),
    _inception(lambda x, kernels, bias: _around(x, kernels, len(kernels) ** 2 * kernels.shape[2] * bias)),
)
inception_activated = _inception(after=_relu)
