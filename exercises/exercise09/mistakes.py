"""Wrong versions of exercise09's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np

# -- glorot_uniform ----------------------------------------------------------------------------------------------------


def _limit(fan_in, fan_out):
    return np.sqrt(6 / (fan_in + fan_out))


def _uniform(limit):
    def glorot_uniform(rng, fan_in, fan_out):
        return rng.uniform(-limit(fan_in, fan_out), limit(fan_in, fan_out), (fan_in, fan_out))

    return glorot_uniform


glorot_root_forgotten = _uniform(lambda fan_in, fan_out: 6 / (fan_in + fan_out))
glorot_deviation_as_limit = _uniform(lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out)))
glorot_fan_out_forgotten = (
    _uniform(lambda fan_in, fan_out: np.sqrt(6 / fan_in)),
    _uniform(lambda fan_in, fan_out: np.sqrt(3 / fan_in)),
)
glorot_fan_in_forgotten = (
    _uniform(lambda fan_in, fan_out: np.sqrt(6 / fan_out)),
    _uniform(lambda fan_in, fan_out: np.sqrt(3 / fan_out)),
)
glorot_other_limit = (
    _uniform(lambda fan_in, fan_out: np.sqrt(6 / (fan_in * fan_out))),
    _uniform(lambda fan_in, fan_out: np.sqrt(6) / (fan_in + fan_out)),
    _uniform(lambda fan_in, fan_out: np.sqrt(6 / fan_in + fan_out)),
    _uniform(lambda fan_in, fan_out: 2 * _limit(fan_in, fan_out)),
    lambda rng, fan_in, fan_out: np.zeros((fan_in, fan_out)) + rng.choice([-1.0, 1.0], (fan_in, fan_out)) * 0.01,
)
glorot_not_scaled = _uniform(lambda fan_in, fan_out: 1.0)


def _half_limit(rng, fan_in, fan_out):
    return _limit(fan_in, fan_out) * (rng.random((fan_in, fan_out)) - 0.5)


glorot_half_limit = _half_limit
glorot_limit_as_deviation = (
    lambda rng, fan_in, fan_out: rng.normal(0, _limit(fan_in, fan_out), (fan_in, fan_out)),
    lambda rng, fan_in, fan_out: _limit(fan_in, fan_out) * rng.standard_normal((fan_in, fan_out)),
)
glorot_not_uniform = (lambda rng, fan_in, fan_out: rng.normal(0, np.sqrt(2 / (fan_in + fan_out)), (fan_in, fan_out)),)
glorot_not_centred = (
    lambda rng, fan_in, fan_out: rng.uniform(0, _limit(fan_in, fan_out), (fan_in, fan_out)),
    lambda rng, fan_in, fan_out: _limit(fan_in, fan_out) * rng.random((fan_in, fan_out)),
    lambda rng, fan_in, fan_out: 2 * _limit(fan_in, fan_out) * rng.random((fan_in, fan_out)),
)


def _with_own_seed(draw, *seed):
    def drawn(rng, first, second):
        return draw(np.random.default_rng(*seed), first, second)

    return drawn


glorot_ignores_rng = (_with_own_seed(_uniform(_limit), 0), lambda rng, fan_in, fan_out: np.zeros((fan_in, fan_out)))
glorot_not_reproducible = _with_own_seed(_uniform(_limit))
glorot_shape_reversed = (lambda rng, fan_in, fan_out: _uniform(_limit)(rng, fan_in, fan_out).T,)
glorot_not_finite = (lambda rng, fan_in, fan_out: _uniform(_limit)(rng, fan_in, fan_out) / 0.0,)

# -- he_normal ---------------------------------------------------------------------------------------------------------


def _normal(deviation):
    def he_normal(rng, fan_in, fan_out):
        return deviation(fan_in, fan_out) * rng.standard_normal((fan_in, fan_out))

    return he_normal


_true_normal = _normal(lambda fan_in, fan_out: np.sqrt(2 / fan_in))

he_variance_as_deviation = _normal(lambda fan_in, fan_out: 2 / fan_in)
he_fan_out = _normal(lambda fan_in, fan_out: np.sqrt(2 / fan_out))
he_both_fans = _normal(lambda fan_in, fan_out: np.sqrt(2 / (fan_in + fan_out)))
he_factor_2_forgotten = _normal(lambda fan_in, fan_out: np.sqrt(1 / fan_in))
he_root_of_2_only = _normal(lambda fan_in, fan_out: np.sqrt(2) / fan_in)
he_other_deviation = (
    _normal(lambda fan_in, fan_out: np.sqrt(2 * fan_in)),
    _normal(lambda fan_in, fan_out: np.sqrt(fan_in / 2)),
    _normal(lambda fan_in, fan_out: np.sqrt(2 / (fan_in * fan_out))),
    _normal(lambda fan_in, fan_out: (2 / fan_in) ** 2),
    _normal(lambda fan_in, fan_out: np.sqrt(6 / fan_in)),
)
he_not_scaled = _normal(lambda fan_in, fan_out: 1.0)


def _cut_at_2(rng, fan_in, fan_out):
    z = rng.standard_normal((fan_in, fan_out))
    while (np.abs(z) > 2).any():
        z = np.where(np.abs(z) > 2, rng.standard_normal(z.shape), z)
    return z


he_truncated = (
    lambda rng, fan_in, fan_out: np.sqrt(2 / fan_in) / 0.8796256610342398 * _cut_at_2(rng, fan_in, fan_out),
    lambda rng, fan_in, fan_out: np.sqrt(2 / fan_in) * _cut_at_2(rng, fan_in, fan_out),
    lambda rng, fan_in, fan_out: np.sqrt(2 / fan_in) * np.clip(rng.standard_normal((fan_in, fan_out)), -2, 2),
)
he_not_normal = _uniform(lambda fan_in, fan_out: np.sqrt(6 / fan_in))
he_not_centred = (
    lambda rng, fan_in, fan_out: np.abs(_true_normal(rng, fan_in, fan_out)),
    lambda rng, fan_in, fan_out: rng.normal(np.sqrt(2 / fan_in), np.sqrt(2 / fan_in), (fan_in, fan_out)),
    lambda rng, fan_in, fan_out: rng.normal(1, np.sqrt(2 / fan_in), (fan_in, fan_out)),
)
he_ignores_rng = (_with_own_seed(_true_normal, 0), lambda rng, fan_in, fan_out: np.zeros((fan_in, fan_out)))
he_not_reproducible = _with_own_seed(_true_normal)
he_shape_reversed = (lambda rng, fan_in, fan_out: _true_normal(rng, fan_in, fan_out).T,)
he_not_finite = (lambda rng, fan_in, fan_out: _true_normal(rng, fan_in, fan_out) / 0.0,)

# -- orthogonal --------------------------------------------------------------------------------------------------------


def _orthogonal(rng, rows, columns):
    if rows < columns:
        return _orthogonal(rng, columns, rows).T
    return np.linalg.qr(rng.standard_normal((rows, columns)))[0]


def _q_of(mode):
    def orthogonal(rng, rows, columns):
        return np.linalg.qr(rng.standard_normal((rows, columns)), mode)[0]

    return orthogonal


def _square_always(rng, rows, columns):
    return _orthogonal(rng, max(rows, columns), max(rows, columns))


def _square_of_rows(rng, rows, columns):
    return _orthogonal(rng, rows, rows)


orthogonal_other_shape = (_q_of("reduced"), _q_of("complete"), _square_always, _square_of_rows)


def _always_columns(rng, rows, columns):
    if rows >= columns:
        return _orthogonal(rng, rows, columns)
    matrix = rng.standard_normal((rows, columns))
    return matrix / np.linalg.norm(matrix, axis=0)


def _gaussian_when_wide(rng, rows, columns):
    return _orthogonal(rng, rows, columns) if rows >= columns else rng.standard_normal((rows, columns))


orthogonal_wide_neglected = (_always_columns, _gaussian_when_wide)


def _scaled(factor):
    def orthogonal(rng, rows, columns):
        return factor * _orthogonal(rng, rows, columns)

    return orthogonal


def _not_normalised(rng, rows, columns):
    """Gram and Schmidt without the division by the length."""
    if rows < columns:
        return _not_normalised(rng, columns, rows).T
    matrix = rng.standard_normal((rows, columns))
    for column in range(columns):
        for before in range(column):
            other = matrix[:, before]
            matrix[:, column] -= (matrix[:, column] @ other) / (other @ other) * other
    return matrix


orthogonal_not_unit = (_scaled(np.sqrt(2)), _scaled(0.5), _not_normalised)


def _normalised_only(rng, rows, columns):
    if rows < columns:
        return _normalised_only(rng, columns, rows).T
    matrix = rng.standard_normal((rows, columns))
    return matrix / np.linalg.norm(matrix, axis=0)


orthogonal_lengths_only = _normalised_only


def _returns_r(rng, rows, columns):
    if rows < columns:
        return _returns_r(rng, columns, rows).T
    return np.linalg.qr(rng.standard_normal((rows, columns)), "complete")[1]


orthogonal_not_at_all = (
    lambda rng, rows, columns: rng.standard_normal((rows, columns)),
    lambda rng, rows, columns: rng.standard_normal((rows, columns)) / np.sqrt(rows),
    lambda rng, rows, columns: rng.uniform(-1, 1, (rows, columns)),
    lambda rng, rows, columns: rng.standard_normal((rows, columns)) / rows,
    _returns_r,
)
orthogonal_ignores_rng = (lambda rng, rows, columns: np.eye(rows, columns), _with_own_seed(_orthogonal, 0))
orthogonal_not_reproducible = _with_own_seed(_orthogonal)
orthogonal_not_finite = (lambda rng, rows, columns: np.full((rows, columns), np.nan),)

# -- gradient_norms ----------------------------------------------------------------------------------------------------


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


_FUNCTIONS = {"sigmoid": _sigmoid, "tanh": np.tanh, "relu": lambda z: np.maximum(z, 0.0)}


def _slope_of(name, z):
    if name == "sigmoid":
        return _sigmoid(z) * (1 - _sigmoid(z))
    return 1 - np.tanh(z) ** 2 if name == "tanh" else (z > 0) * 1.0


def _frobenius(grad_weights, grad_bias, grad_z):
    return np.sqrt((grad_weights**2).sum())


def _norms(
    measure=_frobenius,
    slope=_slope_of,
    start=lambda out: np.ones(out.shape) / len(out),
    inputs_of=lambda inputs, sums: inputs,
    last_function=None,
    last_slope=None,
    function=lambda name: _FUNCTIONS[name],
    bias_counts=1.0,
    order=1,
    finish=np.array,
):
    """gradient_norms with some of its parts exchanged."""

    def gradient_norms(x, parameters, activation):
        inputs, sums = [], []
        for place, (weights, bias) in enumerate(parameters):
            inputs.append(x)
            sums.append(x @ weights + bias_counts * bias)
            last = place == len(parameters) - 1 and last_function is not None
            x = (last_function if last else function(activation))(sums[-1])
        gradient, norms = start(x), []
        inputs = inputs_of(inputs, sums)
        for place in reversed(range(len(parameters))):
            last = place == len(parameters) - 1 and last_slope is not None
            grad_z = gradient * (last_slope(sums[place]) if last else slope(activation, sums[place]))
            norms.append(measure(inputs[place].T @ grad_z, grad_z.sum(axis=0), grad_z))
            gradient = grad_z @ parameters[place][0].T
        return finish(norms[::-order])

    return gradient_norms


norms_squared = _norms(lambda grad_weights, grad_bias, grad_z: (grad_weights**2).sum())
norms_with_bias = _norms(
    lambda grad_weights, grad_bias, grad_z: np.sqrt((grad_weights**2).sum() + (grad_bias**2).sum())
)
norms_of_bias = _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_bias))
norms_of_z = _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_z))
norms_averaged = (
    _norms(lambda grad_weights, grad_bias, grad_z: np.sqrt((grad_weights**2).mean())),
    _norms(lambda grad_weights, grad_bias, grad_z: np.abs(grad_weights).mean()),
    _norms(lambda grad_weights, grad_bias, grad_z: (grad_weights**2).mean()),
)
norms_of_other_kind = (
    _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_weights, 2)),
    _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_weights, 1)),
    _norms(lambda grad_weights, grad_bias, grad_z: np.abs(grad_weights).sum()),
    _norms(lambda grad_weights, grad_bias, grad_z: np.abs(grad_weights).max()),
    _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_weights, "nuc")),
    _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_weights, axis=0).sum()),
    _norms(lambda grad_weights, grad_bias, grad_z: np.linalg.norm(grad_weights, axis=1).sum()),
)
norms_reversed = _norms(order=-1)
norms_not_divided = _norms(start=lambda out: np.ones(out.shape))
norms_averaged_over_outputs = _norms(start=lambda out: np.ones(out.shape) / out.size)
norms_of_squares = (
    _norms(start=lambda out: 2 * out / len(out)),
    _norms(start=lambda out: out / len(out)),
    _norms(start=lambda out: out),
)


def _divided_again(measure):
    return _norms(lambda grad_weights, grad_bias, grad_z: measure(grad_weights / len(grad_z), grad_bias, grad_z))


norms_mean_taken_twice = _divided_again(_frobenius)
norms_last_activation_missing = _norms(last_slope=np.ones_like, last_function=lambda z: z)


def _slope_of_value(name, z):
    """The derivative taken at what the activation gave."""
    return _slope_of(name, _FUNCTIONS[name](z))


def _unsquashed(name, z):
    """The formula in terms of the activation's value, with z in its place."""
    return {"sigmoid": z * (1 - z), "tanh": 1 - z**2, "relu": (z > 0) * 1.0}[name]


norms_slope_of_wrong_value = (_norms(slope=_slope_of_value), _norms(slope=_unsquashed))
norms_slopes_forgotten = _norms(slope=lambda name, z: np.ones_like(z))
norms_sigmoid_always = (
    _norms(slope=lambda name, z: _slope_of("sigmoid", z)),
    _norms(slope=lambda name, z: _slope_of("sigmoid", z), function=lambda name: _sigmoid),
    _norms(slope=lambda name, z: _FUNCTIONS[name](z) * (1 - _FUNCTIONS[name](z))),
)
norms_relu_slope_always = _norms(slope=lambda name, z: (z > 0) * 1.0)
norms_tanh_slope_not_squared = _norms(slope=lambda name, z: 1 - np.tanh(z) if name == "tanh" else _slope_of(name, z))
norms_input_before_activation = _norms(inputs_of=lambda inputs, sums: [inputs[0], *sums[:-1]])
norms_bias_forgotten = _norms(bias_counts=0.0)
norms_summed_up = (_norms(finish=np.sum), _norms(finish=lambda norms: np.sqrt(np.sum(np.square(norms)))))


def _slope_one_layer_late(x, parameters, activation):
    inputs, sums = [], []
    for weights, bias in parameters:
        inputs.append(x)
        sums.append(x @ weights + bias)
        x = _FUNCTIONS[activation](sums[-1])
    gradient, norms = np.ones(x.shape) / len(x), []
    for place in reversed(range(len(parameters))):
        norms.insert(0, np.linalg.norm(inputs[place].T @ gradient))
        gradient = (gradient * _slope_of(activation, sums[place])) @ parameters[place][0].T
    return np.array(norms)


norms_slope_one_layer_late = _slope_one_layer_late

# -- clip_by_global_norm -----------------------------------------------------------------------------------------------


def _norm_of(gradients):
    return np.sqrt(sum((gradient**2).sum() for gradient in gradients))


def _clip(norm_of=_norm_of, factor=lambda norm, max_norm: max_norm / norm if norm > max_norm else 1.0, arrange=None):
    def clip_by_global_norm(gradients, max_norm):
        norm = norm_of(gradients)
        clipped = [gradient * factor(norm, max_norm) for gradient in gradients]
        return (clipped, norm) if arrange is None else arrange(clipped, norm)

    return clip_by_global_norm


def _each_alone(told):
    def clip_by_global_norm(gradients, max_norm):
        clipped = [_clip()([gradient], max_norm)[0][0] for gradient in gradients]
        return clipped, told(gradients)

    return clip_by_global_norm


global_each_array_alone = (
    _each_alone(_norm_of),
    _each_alone(lambda gradients: sum(np.linalg.norm(gradient) for gradient in gradients)),
    _each_alone(lambda gradients: max(np.linalg.norm(gradient) for gradient in gradients)),
    _each_alone(lambda gradients: np.linalg.norm(gradients[-1])),
)


def _each_norm(gradients, max_norm):
    return _each_alone(lambda gradients: [np.linalg.norm(gradient) for gradient in gradients])(gradients, max_norm)


global_several_norms = _each_norm

global_always_scaled = _clip(factor=lambda norm, max_norm: max_norm / norm)
global_divided_by_0 = (
    _clip(factor=lambda norm, max_norm: max_norm / float(norm)),
    _clip(factor=lambda norm, max_norm: min(1.0, max_norm / float(norm))),
)
global_scaled_when_below = _clip(factor=lambda norm, max_norm: max_norm / norm if norm < max_norm else 1.0)
global_never_scaled = _clip(factor=lambda norm, max_norm: 1.0)
global_factor_inverted = (
    _clip(factor=lambda norm, max_norm: norm / max_norm if norm > max_norm else 1.0),
    _clip(factor=lambda norm, max_norm: norm / max_norm),
)
global_unit_length = (
    _clip(factor=lambda norm, max_norm: 1 / norm if norm > max_norm else 1.0),
    _clip(factor=lambda norm, max_norm: 1 / norm),
)
global_times_max_norm = (
    _clip(factor=lambda norm, max_norm: max_norm if norm > max_norm else 1.0),
    _clip(factor=lambda norm, max_norm: max_norm),
)
global_root_forgotten = _clip(lambda gradients: sum((gradient**2).sum() for gradient in gradients))
global_norms_added = _clip(lambda gradients: sum(np.linalg.norm(gradient) for gradient in gradients))
global_of_other_kind = (
    _clip(lambda gradients: sum(np.abs(gradient).sum() for gradient in gradients)),
    _clip(lambda gradients: max(np.abs(gradient).max() for gradient in gradients)),
)
global_averaged = (
    _clip(lambda gradients: np.sqrt(np.mean(np.concatenate([gradient.ravel() for gradient in gradients]) ** 2))),
    _clip(lambda gradients: np.sqrt(sum((gradient**2).mean() for gradient in gradients))),
    _clip(lambda gradients: np.mean([np.linalg.norm(gradient) for gradient in gradients])),
)
global_largest_array = _clip(lambda gradients: max(np.linalg.norm(gradient) for gradient in gradients))
global_one_array_only = (
    _clip(lambda gradients: np.linalg.norm(gradients[0])),
    _clip(lambda gradients: np.linalg.norm(gradients[-1])),
)
global_epsilon_added = tuple(
    _clip(factor=factor)
    for epsilon in (1e-6, 1e-7)
    for factor in (
        lambda norm, max_norm, epsilon=epsilon: max_norm / (norm + epsilon) if norm > max_norm else 1.0,
        lambda norm, max_norm, epsilon=epsilon: min(1.0, max_norm / (norm + epsilon)),
    )
)


def _norm_after(gradients, max_norm):
    clipped, norm = _clip()(gradients, max_norm)
    return clipped, min(norm, max_norm)


global_norm_after_clipping = _norm_after


def _by_value(gradients, max_norm):
    return [np.clip(gradient, -max_norm, max_norm) for gradient in gradients], _norm_of(gradients)


global_by_value = _by_value
global_norm_missing = _clip(arrange=lambda clipped, norm: clipped)
global_norm_first = _clip(arrange=lambda clipped, norm: (norm, clipped))
global_arrays_joined = _clip(
    arrange=lambda clipped, norm: (np.concatenate([gradient.ravel() for gradient in clipped]), norm)
)


# -- clip_by_value -----------------------------------------------------------------------------------------------------


def _each(change):
    def clip_by_value(gradients, limit):
        return [change(gradient, limit) for gradient in gradients]

    return clip_by_value


value_above_only = _each(np.minimum)
value_below_only = _each(lambda gradient, limit: np.maximum(gradient, -limit))
value_without_negatives = (
    _each(lambda gradient, limit: np.clip(gradient, 0, limit)),
    _each(lambda gradient, limit: np.clip(np.abs(gradient), 0, limit)),
)
value_sign_lost = _each(lambda gradient, limit: np.where(np.abs(gradient) > limit, limit, gradient))
value_set_to_0 = _each(lambda gradient, limit: np.where(np.abs(gradient) > limit, 0.0, gradient))
value_sign_only = (
    _each(lambda gradient, limit: limit * np.sign(gradient)),
    _each(lambda gradient, limit: np.sign(gradient)),
)
value_limit_of_1 = _each(lambda gradient, limit: np.clip(gradient, -1, 1))
value_scaled = (
    _each(lambda gradient, limit: gradient * min(1.0, limit / np.abs(gradient).max())),
    _each(lambda gradient, limit: gradient * min(1.0, limit / np.linalg.norm(gradient))),
    _each(lambda gradient, limit: gradient * limit / np.abs(gradient).max()),
    lambda gradients, limit: _clip()(gradients, limit)[0],
)
value_unchanged = _each(lambda gradient, limit: gradient.copy())


def _first_only(gradients, limit):
    return [np.clip(gradients[0], -limit, limit), *(gradient.copy() for gradient in gradients[1:])]


value_first_array_only = _first_only


def _returned_too_early(gradients, limit):
    return [np.clip(gradients[0], -limit, limit)]


value_returned_too_early = _returned_too_early
