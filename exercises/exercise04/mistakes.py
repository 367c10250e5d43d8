"""Wrong versions of exercise04's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np


def _softmax(logits, axis=1):
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def _log_softmax(logits, axis=1):
    shifted = logits - logits.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


# -- softmax -----------------------------------------------------------------------------------------------------------


def _stable_over_columns(logits):
    return _softmax(logits, axis=0)


def _overflowing_over_columns(logits):
    return np.exp(logits) / np.exp(logits).sum(axis=0)


softmax_over_columns = (_stable_over_columns, _overflowing_over_columns)


def _stable_over_everything(logits):
    return _softmax(logits, axis=None)


def _overflowing_over_everything(logits):
    return np.exp(logits) / np.exp(logits).sum()


softmax_over_everything = (_stable_over_everything, _overflowing_over_everything)


def softmax_overflows(logits):
    exponentials = np.exp(logits)
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def softmax_of_minus_z(logits):
    return _softmax(-logits)


def _exponentials_only(logits):
    return np.exp(logits)


def _shifted_exponentials_only(logits):
    return np.exp(logits - logits.max(axis=1, keepdims=True))


softmax_not_normalised = (_exponentials_only, _shifted_exponentials_only)


# -- cross_entropy -----------------------------------------------------------------------------------------------------


def loss_summed(logits, targets):
    return -(targets * _log_softmax(logits)).sum()


def loss_averaged_over_classes(logits, targets):
    return -(targets * _log_softmax(logits)).mean()


def loss_base_2(logits, targets):
    return -(targets * _log_softmax(logits)).sum(axis=1).mean() / np.log(2)


def loss_base_10(logits, targets):
    return -(targets * _log_softmax(logits)).sum(axis=1).mean() / np.log(10)


def _with_epsilon(epsilon):
    def added(logits, targets):
        return -(targets * np.log(_softmax(logits) + epsilon)).sum(axis=1).mean()

    def at_least(logits, targets):
        return -(targets * np.log(np.maximum(_softmax(logits), epsilon))).sum(axis=1).mean()

    def clipped(logits, targets):
        return -(targets * np.log(np.clip(_softmax(logits), epsilon, 1 - epsilon))).sum(axis=1).mean()

    return added, at_least, clipped


_EPSILONS = (1e-15, 1e-12, 1e-10, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-16, 1e-20, 1e-30, 1e-100, 1e-300)
loss_with_epsilon = tuple(form for epsilon in _EPSILONS for form in _with_epsilon(epsilon))


def _log_of_softmax(logits, targets):
    return -(targets * np.log(_softmax(logits))).sum(axis=1).mean()


def _log_of_overflowing_softmax(logits, targets):
    return -(targets * np.log(softmax_overflows(logits))).sum(axis=1).mean()


loss_log_of_zero = (_log_of_softmax, _log_of_overflowing_softmax)


def loss_softmax_twice(logits, targets):
    return -(targets * _log_softmax(_softmax(logits))).sum(axis=1).mean()


def loss_over_columns(logits, targets):
    return -(targets * _log_softmax(logits, axis=0)).sum(axis=1).mean()


def loss_without_minus(logits, targets):
    return (targets * _log_softmax(logits)).sum(axis=1).mean()


def loss_of_likeliest_class_only(logits, targets):
    return -_log_softmax(logits)[np.arange(len(logits)), targets.argmax(axis=1)].mean()


def loss_without_softmax(logits, targets):
    return -(targets * logits).sum(axis=1).mean()


# -- cross_entropy_gradient --------------------------------------------------------------------------------------------


def gradient_not_divided(logits, targets):
    return _softmax(logits) - targets


def gradient_divided_by_nk(logits, targets):
    return (_softmax(logits) - targets) / logits.size


def gradient_reversed(logits, targets):
    return (targets - _softmax(logits)) / len(logits)


def gradient_reversed_not_divided(logits, targets):
    return targets - _softmax(logits)


def gradient_diagonal_only(logits, targets):
    probabilities = _softmax(logits)
    return -targets * (1 - probabilities) / len(logits)


def gradient_softmax_twice(logits, targets):
    return (_softmax(_softmax(logits)) - targets) / len(logits)


def gradient_over_columns(logits, targets):
    return (_softmax(logits, axis=0) - targets) / len(logits)


def gradient_without_targets(logits, targets):
    return _softmax(logits) / len(logits)


def gradient_of_probabilities(logits, targets):
    with np.errstate(divide="ignore", invalid="ignore"):
        return -targets / _softmax(logits) / len(logits)


# -- mean_absolute_error -----------------------------------------------------------------------------------------------


def error_summed(probabilities, targets):
    return np.abs(probabilities - targets).sum()


def error_averaged_over_examples_only(probabilities, targets):
    return np.abs(probabilities - targets).sum(axis=1).mean()


def error_squared(probabilities, targets):
    return ((probabilities - targets) ** 2).mean()


def error_with_signs(probabilities, targets):
    return (probabilities - targets).mean()
