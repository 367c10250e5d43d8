"""Wrong versions of exercise06's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np

# -- descend -----------------------------------------------------------------------------------------------------------


def _move(x, slope, rate, x0):
    return x - rate * slope


def _norm(x, slope, rate):
    return np.linalg.norm(slope)


def _walk(move=_move, measure=_norm, points=np.array, slope_at=lambda x, x0: x):
    """A descent with one part exchanged.

    move(x, slope, rate, x0) -> next x; the walk ends where measure(x, slope, rate) is below the tolerance;
    points(trajectory) -> what is returned.
    """

    def descend(gradient, x0, learning_rate, tolerance, max_steps):
        x = np.array(x0, dtype=float)
        trajectory = [x]
        for _step in range(max_steps):
            slope = gradient(slope_at(x, x0))
            if measure(x, slope, learning_rate) < tolerance:
                break
            x = move(x, slope, learning_rate, x0)
            trajectory.append(x)
        return points(trajectory)

    return descend


def _of_steps(change):
    """change(max_steps) instead of max_steps."""

    def descend(gradient, x0, learning_rate, tolerance, max_steps):
        return _walk()(gradient, x0, learning_rate, tolerance, change(max_steps))

    return descend


def _tested_late(before):
    """Each step is taken first; then the gradient is tested, that before the step or (`before` False) the one after.

    The first makes a step too many, the second one too many only where no step was needed.
    """

    def descend(gradient, x0, learning_rate, tolerance, max_steps):
        x = np.array(x0, dtype=float)
        trajectory = [x]
        for _step in range(max_steps):
            slope = gradient(x)
            x = x - learning_rate * slope
            trajectory.append(x)
            if np.linalg.norm(slope if before else gradient(x)) < tolerance:
                break
        return np.array(trajectory)

    return descend


def _change_after_step(gradient, x0, learning_rate, tolerance, max_steps):
    x = np.array(x0, dtype=float)
    trajectory = [x]
    for _step in range(max_steps):
        new = x - learning_rate * gradient(x)
        trajectory.append(new)
        if np.linalg.norm(new - x) < tolerance:
            break
        x = new
    return np.array(trajectory)


def _same_array(trajectory):
    """All places hold the one array that was changed in place; a float can't be."""
    return np.array(trajectory) if np.ndim(trajectory[-1]) == 0 else np.array([trajectory[-1]] * len(trajectory))


descend_loses_the_sign = (
    _walk(move=lambda x, slope, rate, x0: x - rate * np.abs(slope)),
    _walk(move=lambda x, slope, rate, x0: x - rate * np.linalg.norm(slope)),
)
descend_climbs = _walk(move=lambda x, slope, rate, x0: x + rate * slope)
descend_rate_forgotten = _walk(move=lambda x, slope, rate, x0: x - slope)
descend_steps_of_one_length = (
    _walk(move=lambda x, slope, rate, x0: x - rate * slope / np.linalg.norm(slope)),
    _walk(move=lambda x, slope, rate, x0: x - rate * np.sign(slope)),
)
descend_point_forgotten = (
    _walk(move=lambda x, slope, rate, x0: -rate * slope),
    _walk(move=lambda x, slope, rate, x0: rate * slope),
)
descend_always_from_the_start = (
    _walk(move=lambda x, slope, rate, x0: x0 - rate * slope),
    _walk(slope_at=lambda x, x0: x0),
)
descend_tests_the_point = (
    _walk(measure=lambda x, slope, rate: np.linalg.norm(x)),
    _walk(measure=lambda x, slope, rate: np.abs(x).max()),
)
descend_tests_the_step = (
    _walk(measure=lambda x, slope, rate: np.linalg.norm(rate * slope)),
    _change_after_step,
)
descend_tests_without_absolute_value = (
    _walk(measure=lambda x, slope, rate: np.min(slope)),
    _walk(measure=lambda x, slope, rate: np.max(slope)),
    _walk(measure=lambda x, slope, rate: np.sum(slope)),
)
descend_tests_another_norm = (
    _walk(measure=lambda x, slope, rate: np.abs(slope).max()),
    _walk(measure=lambda x, slope, rate: np.abs(slope).sum()),
    _walk(measure=lambda x, slope, rate: np.abs(slope).min()),
    _walk(measure=lambda x, slope, rate: np.abs(slope).mean()),
    _walk(measure=lambda x, slope, rate: np.sqrt(np.mean(slope**2))),
)
descend_test_of_whole_array = _walk(measure=lambda x, slope, rate: np.abs(slope))  # for arrays, an exception
descend_norm_without_root = _walk(measure=lambda x, slope, rate: np.sum(slope**2))
descend_ignores_tolerance = _walk(measure=lambda x, slope, rate: np.inf)
descend_stops_at_once = _walk(measure=lambda x, slope, rate: -np.inf)
descend_ignores_max_steps = _of_steps(lambda max_steps: 1000)
descend_counts_points_not_steps = _of_steps(lambda max_steps: max_steps - 1)
descend_one_step_too_many = _of_steps(lambda max_steps: max_steps + 1)
descend_tests_after_the_step = (_tested_late(before=True), _tested_late(before=False))
descend_without_start = _walk(points=lambda trajectory: np.array(trajectory[1:]))
descend_without_last_point = _walk(points=lambda trajectory: np.array(trajectory[:-1]))
descend_last_point_only = _walk(points=lambda trajectory: trajectory[-1])
descend_one_array_for_all_points = _walk(points=_same_array)
descend_axes_swapped = _walk(points=lambda trajectory: np.array(trajectory).T)
descend_backwards = _walk(points=lambda trajectory: np.array(trajectory[::-1]))


# -- linear_regression_gradient ----------------------------------------------------------------------------------------


def _slopes(da, db, error=lambda x, y, a, b: a * x + b - y):
    """da(error, x), db(error, x): the two derivatives from the error of each point."""

    def gradient(x, y, a, b):
        errors = error(x, y, a, b)
        return da(errors, x), db(errors, x)

    return gradient


def _da(error, x):
    return np.mean(error * x)


def _db(error, x):
    return np.mean(error)


line_not_divided = (
    _slopes(lambda error, x: np.sum(error * x), lambda error, x: np.sum(error)),
    _slopes(lambda error, x: np.sum(error * x), _db),
    _slopes(_da, lambda error, x: np.sum(error)),
)
line_factor_2 = (
    _slopes(lambda error, x: 2 * np.mean(error * x), lambda error, x: 2 * np.mean(error)),
    _slopes(lambda error, x: 2 * np.mean(error * x), _db),
    _slopes(_da, lambda error, x: 2 * np.mean(error)),
)
line_not_divided_and_factor_2 = _slopes(lambda error, x: 2 * np.sum(error * x), lambda error, x: 2 * np.sum(error))
line_halved = _slopes(lambda error, x: np.mean(error * x) / 2, lambda error, x: np.mean(error) / 2)
line_error_reversed = _slopes(_da, _db, error=lambda x, y, a, b: y - (a * x + b))
line_x_forgotten = _slopes(_db, _db)
line_x_twice = _slopes(_da, _da)
line_a_in_place_of_x = (
    lambda x, y, a, b: (np.mean((a * x + b - y) * a), np.mean(a * x + b - y)),
    lambda x, y, a, b: (np.mean((a * x + b - y) * a), np.mean((a * x + b - y) * b)),
    lambda x, y, a, b: (np.mean((a * x + b - y) * x), np.mean((a * x + b - y) * b)),
)
line_means_multiplied = _slopes(lambda error, x: np.mean(error) * np.mean(x), _db)
line_b_forgotten = _slopes(_da, _db, error=lambda x, y, a, b: a * x - y)
line_y_forgotten = _slopes(_da, _db, error=lambda x, y, a, b: a * x + b)
line_a_and_b_swapped = _slopes(_da, _db, error=lambda x, y, a, b: b * x + a - y)
line_x_and_y_swapped = lambda x, y, a, b: _slopes(_da, _db)(y, x, a, b)  # noqa: E731
line_one_slope_for_each_point = (
    _slopes(lambda error, x: error * x, lambda error, x: error),
    _slopes(lambda error, x: error * x, _db),
    _slopes(lambda error, x: np.mean(error) * x, _db),
)
line_squared_error = _slopes(lambda error, x: np.mean(error**2 * x), lambda error, x: np.mean(error**2))
line_absolute_error = _slopes(lambda error, x: np.mean(np.sign(error) * x), lambda error, x: np.mean(np.sign(error)))
line_results_swapped = _slopes(_db, _da)


# -- sgd_mean ----------------------------------------------------------------------------------------------------------


def _estimates(step, points=np.array):
    """step(estimates so far, samples, rates, k) -> the next one."""

    def sgd_mean(samples, x0, rates):
        estimates = [x0]
        for k in range(len(samples)):
            estimates.append(step(estimates, samples, rates, k))
        return points(estimates)

    return sgd_mean


def _toward(estimates, samples, rates, k):
    return estimates[-1] - rates[k] * (estimates[-1] - samples[k])


def _with_rate(choose):
    def step(estimates, samples, rates, k):
        return estimates[-1] - choose(rates, k) * (estimates[-1] - samples[k])

    return step


def _with_sample(choose):
    def step(estimates, samples, rates, k):
        return estimates[-1] - rates[k] * (estimates[-1] - choose(samples, k))

    return step


def _from(choose):
    def step(estimates, samples, rates, k):
        return choose(estimates) - rates[k] * (choose(estimates) - samples[k])

    return step


def _difference_from(choose):
    """Only the difference is taken with another estimate, or only the step starts from one."""

    def step(estimates, samples, rates, k):
        return estimates[-1] - rates[k] * (choose(estimates) - samples[k])

    def start(estimates, samples, rates, k):
        return choose(estimates) - rates[k] * (estimates[-1] - samples[k])

    return _estimates(step), _estimates(start)


def _before_last(estimates):
    return estimates[-2] if len(estimates) > 1 else estimates[-1]


def _first(estimates):
    return estimates[0]


def _running_means(samples, x0, rates):
    return np.array([x0, *(np.cumsum(samples) / np.arange(1, len(samples) + 1))])


def _running_means_with_start(samples, x0, rates):
    return np.cumsum([x0, *samples]) / np.arange(1, len(samples) + 2)


mean_moves_away = _estimates(lambda X, Y, rates, k: X[-1] + rates[k] * (X[-1] - Y[k]))
mean_weights_reversed = _estimates(lambda X, Y, rates, k: rates[k] * X[-1] + (1 - rates[k]) * Y[k])
mean_without_start = _estimates(_toward, lambda estimates: np.array(estimates[1:]))
mean_without_last = _estimates(_toward, lambda estimates: np.array(estimates[:-1]))
mean_last_only = _estimates(_toward, lambda estimates: estimates[-1])
mean_one_rate_for_all = (
    _estimates(_with_rate(lambda rates, k: rates[0])),
    _estimates(_with_rate(lambda rates, k: rates[-1])),
    _estimates(_with_rate(lambda rates, k: np.mean(rates))),
)
mean_rates_shifted = (
    _estimates(_with_rate(lambda rates, k: rates[max(k - 1, 0)])),
    _estimates(_with_rate(lambda rates, k: rates[k - 1])),
    _estimates(_with_rate(lambda rates, k: rates[min(k + 1, len(rates) - 1)])),
)
mean_samples_shifted = (
    _estimates(_with_sample(lambda samples, k: samples[max(k - 1, 0)])),
    _estimates(_with_sample(lambda samples, k: samples[k - 1])),
    _estimates(_with_sample(lambda samples, k: samples[min(k + 1, len(samples) - 1)])),
)
mean_rates_ignored = (
    _running_means,
    _running_means_with_start,
)
mean_of_all_samples = _estimates(_with_sample(lambda samples, k: np.mean(samples)))
mean_one_sample_for_all = _estimates(_with_sample(lambda samples, k: samples[0]))
mean_from_estimate_before_last = (_estimates(_from(_before_last)), *_difference_from(_before_last))
mean_always_from_x0 = (_estimates(_from(_first)), *_difference_from(_first))
mean_x0_ignored = (
    lambda samples, x0, rates: _estimates(_toward)(samples, 0.0, rates),
    lambda samples, x0, rates: _estimates(_toward)(samples, samples[0], rates),
)
mean_factor_2 = _estimates(_with_rate(lambda rates, k: 2 * rates[k]))
mean_estimate_forgotten = (
    _estimates(lambda X, Y, rates, k: -rates[k] * (X[-1] - Y[k])),
    _estimates(lambda X, Y, rates, k: rates[k] * (X[-1] - Y[k])),
)
mean_sample_alone = (
    _estimates(lambda X, Y, rates, k: X[-1] - rates[k] * Y[k]),
    _estimates(lambda X, Y, rates, k: X[-1] + rates[k] * Y[k]),
)
mean_brackets_missing = (
    _estimates(lambda X, Y, rates, k: X[-1] - rates[k] * X[-1] - Y[k]),
    _estimates(lambda X, Y, rates, k: X[-1] - rates[k] * X[-1] + Y[k]),
)
mean_rate_forgotten = _estimates(_with_rate(lambda rates, k: 1.0))
mean_sign_of_difference = _estimates(lambda X, Y, rates, k: X[-1] - rates[k] * np.sign(X[-1] - Y[k]))


# -- limit_variance ----------------------------------------------------------------------------------------------------

variance_sigma_not_squared = lambda rate, sigma: rate * sigma / (2 - rate)  # noqa: E731
variance_root_taken = lambda rate, sigma: np.sqrt(rate * sigma**2 / (2 - rate))  # noqa: E731
variance_rate_squared = lambda rate, sigma: (rate * sigma) ** 2 / (2 - rate)  # noqa: E731
variance_of_one_step = lambda rate, sigma: rate**2 * sigma**2  # noqa: E731
variance_for_small_rates = lambda rate, sigma: rate * sigma**2 / 2  # noqa: E731
variance_sign_below = lambda rate, sigma: rate * sigma**2 / (2 + rate)  # noqa: E731
variance_1_in_place_of_2 = lambda rate, sigma: rate * sigma**2 / (1 - rate)  # noqa: E731
variance_rate_missing_above = lambda rate, sigma: sigma**2 / (2 - rate)  # noqa: E731
variance_without_brackets = lambda rate, sigma: rate * sigma**2 / 2 - rate  # noqa: E731
variance_factor_not_squared = (
    lambda rate, sigma: rate**2 * sigma**2 / (1 - (1 - rate)),
    lambda rate, sigma: rate**2 * sigma**2 / (1 - rate**2),
)
variance_upside_down = lambda rate, sigma: (2 - rate) / (rate * sigma**2)  # noqa: E731
variance_without_sigma = lambda rate, sigma: rate / (2 - rate)  # noqa: E731
variance_of_samples = lambda rate, sigma: sigma**2  # noqa: E731
variance_doubled = lambda rate, sigma: 2 * rate * sigma**2 / (2 - rate)  # noqa: E731


# -- averaging_rates ---------------------------------------------------------------------------------------------------


def _zero_division(n):
    return [1 / k for k in range(n)]


rates_begin_at_one_half = lambda n: 1 / np.arange(2, n + 2)  # noqa: E731
rates_begin_with_infinity = (lambda n: 1 / np.arange(n), _zero_division)
rates_all_alike = (lambda n: np.full(n, 1 / n), lambda n: np.full(n, 1 / (n + 1)))
rates_not_inverted = (lambda n: np.arange(n) + 1, lambda n: np.arange(1.0, n + 1) / n)
rates_one_too_many = (lambda n: 1 / np.arange(1, n + 2), lambda n: np.array([1.0, *(1 / np.arange(1, n + 1))]))
rates_one_missing = lambda n: 1 / np.arange(1, n)  # noqa: E731
rates_reversed = lambda n: 1 / np.arange(n, 0, -1)  # noqa: E731
rates_of_roots = lambda n: 1 / np.sqrt(np.arange(1, n + 1))  # noqa: E731
rates_squared = lambda n: 1 / np.arange(1, n + 1) ** 2  # noqa: E731
rates_halved_each_time = lambda n: 0.5 ** np.arange(n)  # noqa: E731
rates_divided_as_integers = lambda n: 1 // np.arange(1, n + 1)  # noqa: E731
rates_summed = (lambda n: np.cumsum(1 / np.arange(1, n + 1)), lambda n: np.cumprod(1 / np.arange(1, n + 1)))
rates_last_only = (lambda n: 1 / n, lambda n: 1 / (n + 1))
