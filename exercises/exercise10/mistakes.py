"""Wrong versions of exercise10's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np

# -- l2_penalty --------------------------------------------------------------------------------------------------------


def l2_halved(weights, strength):
    return strength / 2 * np.sum(weights**2)


def l2_averaged(weights, strength):
    return strength * np.mean(weights**2)


l2_root_taken = (
    lambda weights, strength: strength * np.sqrt(np.sum(weights**2)),
    lambda weights, strength: np.sqrt(strength * np.sum(weights**2)),
)


def l2_square_of_sum(weights, strength):
    return strength * np.sum(weights) ** 2


def l2_of_absolute_values(weights, strength):
    return strength * np.sum(np.abs(weights))


def l2_not_squared(weights, strength):
    return strength * np.sum(weights)


def l2_strength_forgotten(weights, strength):
    return np.sum(weights**2)


l2_strength_squared = (
    lambda weights, strength: np.sum((strength * weights) ** 2),
    lambda weights, strength: strength**2 * np.sum(weights**2),
)


def l2_doubled(weights, strength):
    return 2 * strength * np.sum(weights**2)


def l2_not_summed(weights, strength):
    return strength * weights**2


l2_summed_over_one_axis = (
    lambda weights, strength: strength * np.sum(weights**2, axis=0),
    lambda weights, strength: strength * np.sum(weights**2, axis=-1),
)

# -- l2_gradient -------------------------------------------------------------------------------------------------------


def l2_factor_2_forgotten(weights, strength):
    return strength * weights


def l2_gradient_averaged(weights, strength):
    return 2 * strength * weights / weights.size


def l2_gradient_without_strength(weights, strength):
    return 2 * weights


def l2_gradient_with_strength_squared(weights, strength):
    return 2 * strength**2 * weights


def l2_gradient_squared(weights, strength):
    return 2 * strength * weights**2


l2_gradient_is_penalty = (
    lambda weights, strength: strength * weights**2,
    lambda weights, strength: strength * np.sum(weights**2),
)
l2_gradient_of_absolute_values = (
    lambda weights, strength: 2 * strength * np.abs(weights),
    lambda weights, strength: strength * np.abs(weights),
)
l2_gradient_is_l1 = (
    lambda weights, strength: strength * np.sign(weights),
    lambda weights, strength: 2 * strength * np.sign(weights),
)


def l2_gradient_summed(weights, strength):
    return 2 * strength * np.sum(weights)


def l2_gradient_of_norm(weights, strength):
    return strength * weights / np.sqrt(np.sum(weights**2))


l2_step_taken = (
    lambda weights, strength: weights - 2 * strength * weights,
    lambda weights, strength: weights - strength * weights,
    lambda weights, strength: weights + 2 * strength * weights,
)


def l2_gradient_points_downhill(weights, strength):
    return -2 * strength * weights


# -- l1_penalty --------------------------------------------------------------------------------------------------------

l1_absolute_value_forgotten = (
    lambda weights, strength: strength * np.sum(weights),
    lambda weights, strength: np.sum(strength * np.maximum(weights, 0)),
)


def l1_absolute_value_of_sum(weights, strength):
    return strength * np.abs(np.sum(weights))


def l1_averaged(weights, strength):
    return strength * np.mean(np.abs(weights))


def l1_of_squares(weights, strength):
    return strength * np.sum(weights**2)


def l1_halved(weights, strength):
    return strength / 2 * np.sum(np.abs(weights))


def l1_strength_forgotten(weights, strength):
    return np.sum(np.abs(weights))


def l1_of_signs(weights, strength):
    return strength * np.sum(np.abs(np.sign(weights)))


def l1_largest_only(weights, strength):
    return strength * np.max(np.abs(weights))


def _norm_of_matrix(weights, strength):
    return strength * np.linalg.norm(weights, 1)


def _largest_column(weights, strength):
    return strength * np.max(np.sum(np.abs(weights), axis=0))


l1_norm_of_matrix = (_norm_of_matrix, _largest_column)


def l1_not_summed(weights, strength):
    return strength * np.abs(weights)


l1_summed_over_one_axis = (
    lambda weights, strength: strength * np.sum(np.abs(weights), axis=0),
    lambda weights, strength: strength * np.sum(np.abs(weights), axis=-1),
)

# -- l1_gradient -------------------------------------------------------------------------------------------------------


def l1_sign_forgotten(weights, strength):
    return strength * np.ones(weights.shape)


l1_sign_at_0 = (
    lambda weights, strength: np.where(weights >= 0, strength, -strength),
    lambda weights, strength: np.where(weights > 0, strength, -strength),
)


def l1_divides_by_0(weights, strength):
    return strength * weights / np.abs(weights)


l1_gradient_in_proportion = (
    lambda weights, strength: strength * weights,
    lambda weights, strength: 2 * strength * weights,
)
l1_gradient_is_penalty = (
    lambda weights, strength: strength * np.abs(weights),
    lambda weights, strength: strength * np.sum(np.abs(weights)),
)
l1_gradient_doubled = (
    lambda weights, strength: 2 * strength * np.sign(weights),
    lambda weights, strength: strength * np.sign(weights) / 2,
)


def l1_gradient_averaged(weights, strength):
    return strength * np.sign(weights) / weights.size


def l1_gradient_without_strength(weights, strength):
    return np.sign(weights)


def l1_gradient_summed(weights, strength):
    return strength * np.sum(np.sign(weights))


def l1_gradient_of_positive_only(weights, strength):
    return np.where(weights > 0, strength, 0.0)


def l1_gradient_points_downhill(weights, strength):
    return -strength * np.sign(weights)


l1_step_taken = (
    lambda weights, strength: weights - strength * np.sign(weights),
    lambda weights, strength: weights + strength * np.sign(weights),
)

# -- dropout_forward ---------------------------------------------------------------------------------------------------


def _ones(x, rate, rng):
    return x, np.ones(x.shape)


def _drawn(x, rate, rng):
    return np.where(rng.random(x.shape) >= rate, 1.0, 0.0)


def _dropout(draw=_drawn, mask=lambda kept, rate: kept / (1 - rate), out=None, at_test_time=_ones):
    """`draw` says what is kept, `mask` what is returned of it, `out` what x is multiplied by: the mask, if not said."""

    def forward(x, rate, rng, training):
        if not training:
            return at_test_time(x, rate, rng)
        kept = draw(x, rate, rng)
        returned = mask(kept, rate)
        return x * (returned if out is None else out(kept, rate)), returned

    return forward


def _bare(kept, rate):
    return kept


def _scaled(kept, rate):
    return kept / (1 - rate)


def _dropping(x, rate, rng):
    mask = _drawn(x, rate, rng) / (1 - rate)
    return x * mask, mask


def _dropping_bare(x, rate, rng):
    mask = _drawn(x, rate, rng)
    return x * mask, mask


dropout_not_rescaled = (_dropout(mask=_bare), _dropout(mask=lambda kept, rate: kept.astype(bool)))
dropout_rescaled_at_test_time = (
    _dropout(mask=_bare, at_test_time=lambda x, rate, rng: (x * (1 - rate), np.ones(x.shape))),
    _dropout(mask=_bare, at_test_time=lambda x, rate, rng: (x * (1 - rate), np.full(x.shape, 1 - rate))),
    _dropout(at_test_time=lambda x, rate, rng: (x * (1 - rate), np.ones(x.shape))),
    _dropout(at_test_time=lambda x, rate, rng: (x / (1 - rate), np.ones(x.shape) / (1 - rate))),
    _dropout(at_test_time=lambda x, rate, rng: (x / (1 - rate), np.ones(x.shape))),
)
dropout_at_test_time = (
    _dropout(at_test_time=_dropping),
    _dropout(at_test_time=_dropping_bare),
    _dropout(at_test_time=lambda x, rate, rng: (0 * x, np.zeros(x.shape))),
)


def dropout_flag_inverted(x, rate, rng, training):
    return _dropout()(x, rate, rng, not training)


dropout_nothing_dropped = (
    _dropout(draw=lambda x, rate, rng: np.ones(x.shape), mask=_bare),
    lambda x, rate, rng, training: (x, np.ones(x.shape)),
)
dropout_rate_and_keep_swapped = (
    _dropout(draw=lambda x, rate, rng: _drawn(x, 1 - rate, rng)),
    _dropout(draw=lambda x, rate, rng: _drawn(x, 1 - rate, rng), mask=lambda kept, rate: kept / rate),
    _dropout(draw=lambda x, rate, rng: _drawn(x, 1 - rate, rng), mask=_bare),
    _dropout(draw=lambda x, rate, rng: (rng.random(x.shape) < rate).astype(float)),
)
dropout_other_fraction = (
    _dropout(draw=lambda x, rate, rng: _drawn(x, 0.5, rng)),
    _dropout(draw=lambda x, rate, rng: np.where(rng.standard_normal(x.shape) >= rate, 1.0, 0.0)),
    _dropout(draw=lambda x, rate, rng: np.where(rng.uniform(-1, 1, x.shape) >= rate, 1.0, 0.0)),
)
dropout_rescaled_by_other = (
    _dropout(mask=lambda kept, rate: kept * (1 - rate)),
    _dropout(mask=lambda kept, rate: kept / rate),
)
dropout_drawn_fraction = (
    _dropout(mask=lambda kept, rate: kept / kept.mean()),
    _dropout(mask=_bare, out=lambda kept, rate: kept / kept.mean()),
)
dropout_mask_not_rescaled = (
    _dropout(mask=_bare, out=_scaled),
    _dropout(mask=lambda kept, rate: kept.astype(bool), out=_scaled),
)
dropout_out_not_rescaled = _dropout(out=_bare)
dropout_rescaled_twice = _dropout(out=lambda kept, rate: kept / (1 - rate) ** 2)
dropout_mask_of_dropped = (
    _dropout(mask=lambda kept, rate: 1 - kept, out=_scaled),
    _dropout(mask=lambda kept, rate: (1 - kept) / (1 - rate), out=_scaled),
    _dropout(mask=lambda kept, rate: 1 - kept, out=_bare),
)
dropout_mask_not_applied = _dropout(out=lambda kept, rate: np.ones(kept.shape))


def dropout_out_and_mask_differ(x, rate, rng, training):
    if not training:
        return x, np.ones(x.shape)
    return x * _drawn(x, rate, rng) / (1 - rate), _drawn(x, rate, rng) / (1 - rate)


def _kept_like(shape):
    def draw(x, rate, rng):
        return np.where(rng.random(shape(x)) >= rate, 1.0, 0.0) * np.ones(x.shape)

    return draw


def _smaller_mask(shape):
    def forward(x, rate, rng, training):
        mask = np.where(rng.random(shape(x)) >= rate, 1.0, 0.0) / (1 - rate) if training else np.ones(shape(x))
        return x * mask, mask

    return forward


dropout_mask_shared = (
    _dropout(draw=_kept_like(lambda x: x.shape[1:])),
    _dropout(draw=_kept_like(lambda x: x.shape[-1:])),
    _dropout(draw=_kept_like(lambda x: (len(x), *(1,) * (x.ndim - 1)))),
    _dropout(draw=_kept_like(lambda x: (len(x), *(1,) * (x.ndim - 2), x.shape[-1]))),
    _smaller_mask(lambda x: x.shape[1:]),
    _smaller_mask(lambda x: x.shape[-1:]),
)


def _outside(*, again):
    """Draws from a generator of the student's own: made once, or the same again at each call."""
    made = np.random.default_rng(0)

    def draw(x, rate, rng):
        return _drawn(x, rate, np.random.default_rng(0) if again else made)

    return draw


dropout_rng_not_used = (_dropout(draw=_outside(again=False)), _dropout(draw=_outside(again=True)))
dropout_mask_at_test_time = (
    _dropout(at_test_time=lambda x, rate, rng: (x, None)),
    _dropout(at_test_time=lambda x, rate, rng: (x, 1.0)),
    _dropout(at_test_time=lambda x, rate, rng: (x, np.zeros(x.shape))),
    _dropout(at_test_time=lambda x, rate, rng: (x, _drawn(x, rate, rng) / (1 - rate))),
    _dropout(at_test_time=lambda x, rate, rng: (x, np.ones(x.shape) / (1 - rate))),
)


def dropout_other_values(x, rate, rng, training):
    if not training:
        return x, np.ones(x.shape)
    mask = _drawn(x, rate, rng) * 2.5
    return x * mask, mask


# -- dropout_backward --------------------------------------------------------------------------------------------------


def backward_mask_ignored(grad_output, mask):
    return grad_output


backward_not_rescaled = (
    lambda grad_output, mask: grad_output * (mask > 0),
    lambda grad_output, mask: np.where(mask == 0, 0.0, grad_output),
)
backward_rescaled_twice = (
    lambda grad_output, mask: grad_output * mask**2,
    lambda grad_output, mask: grad_output * mask * mask.max(),
)
backward_divided_by_mask = (
    lambda grad_output, mask: grad_output / mask,
    lambda grad_output, mask: np.where(mask > 0, grad_output / np.where(mask > 0, mask, 1), 0.0),
)
backward_to_the_dropped = (
    lambda grad_output, mask: grad_output * (1 - mask),
    lambda grad_output, mask: grad_output * (mask == 0),
)


def backward_is_the_mask(grad_output, mask):
    return mask


# -- EarlyStopping -----------------------------------------------------------------------------------------------------


def _better(loss, best, min_delta):
    return loss < best - min_delta


class _Stopping:
    first_best = np.inf
    first_waited = 0
    better = staticmethod(_better)
    follows = False  # best becomes each loss
    resets = True
    keeps_best = True
    no = False  # the answer when it is not time to stop
    yes = True
    limit = 0  # more updates than patience

    def __init__(self, patience, min_delta=0.0):
        self.patience, self.min_delta = patience, min_delta
        self.best, self.waited = self.first_best, self.first_waited

    def counts(self, loss):
        return loss is not None

    def update(self, loss):
        if self.better(loss, self.best, self.min_delta):
            self.best = loss if self.keeps_best else self.best
            self.waited = 0 if self.resets else self.waited
        elif self.counts(loss):
            self.waited += 1
        if self.follows:
            self.best = loss
        return self.yes if self.waited >= self.patience + self.limit else self.no


def _stopping(**parts):
    if "better" in parts:
        parts["better"] = staticmethod(parts["better"])
    return type("EarlyStopping", (_Stopping,), parts)


class _NeverStops(_Stopping):
    def update(self, loss):
        super().update(loss)
        return False


stopping_too_late = (_stopping(limit=1), _NeverStops)
stopping_too_early = (_stopping(limit=-1), _stopping(first_waited=1))
stopping_count_never_reset = _stopping(resets=False)
stopping_min_delta_ignored = _stopping(better=lambda loss, best, min_delta: loss < best)
stopping_min_delta_added = _stopping(better=lambda loss, best, min_delta: loss < best + min_delta)
stopping_equal_is_better = _stopping(better=lambda loss, best, min_delta: loss <= best - min_delta)
stopping_relative_min_delta = _stopping(better=lambda loss, best, min_delta: loss < best * (1 - min_delta))
stopping_against_previous = _stopping(follows=True)


class _BestMoves(_Stopping):
    def update(self, loss):
        answer = super().update(loss)
        self.best = min(self.best, loss)  # Python's min keeps the first where the second is nan
        return answer


stopping_best_moves_by_little = _BestMoves
stopping_nan_is_better = _stopping(better=lambda loss, best, min_delta: not loss >= best - min_delta)
stopping_higher_is_better = (
    _stopping(better=lambda loss, best, min_delta: loss > best + min_delta),
    _stopping(better=lambda loss, best, min_delta: loss > best - min_delta),
    _stopping(better=lambda loss, best, min_delta: loss > best + min_delta, first_best=-np.inf),
    _stopping(better=lambda loss, best, min_delta: loss > best + min_delta, first_best=0.0),
)
stopping_best_not_inf = (
    _stopping(better=lambda loss, best, min_delta: best is None or loss < best - min_delta, first_best=None),
    _stopping(first_best=1e9),
    _stopping(first_best=1e10),
    _stopping(first_best=1000.0),
    _stopping(first_best=100.0),
    _stopping(first_best=np.nan, better=lambda loss, best, min_delta: np.isnan(best) or loss < best - min_delta),
)
stopping_best_starts_at_0 = _stopping(first_best=0.0)
stopping_best_not_kept = _stopping(keeps_best=False)


class _BestMissing(_Stopping):
    def __getattribute__(self, name):
        if name == "best":
            raise AttributeError("'EarlyStopping' object has no attribute 'best'")
        return super().__getattribute__(name)


stopping_best_missing = _BestMissing


class _OnlyWorse(_Stopping):
    def counts(self, loss):
        return loss > self.best


class _NotWhenNan(_Stopping):
    def counts(self, loss):
        return not np.isnan(loss)


class _NanResets(_Stopping):
    def update(self, loss):
        if np.isnan(loss):
            self.waited = 0
            return False
        return super().update(loss)


stopping_between_not_counted = _OnlyWorse
stopping_nan_not_counted = (_NotWhenNan, _NanResets)
stopping_answer_inverted = _stopping(yes=False, no=True)
stopping_never_false = _stopping(no=None)


class _SaysWhetherBetter(_Stopping):
    def update(self, loss):
        before = self.best
        super().update(loss)
        return self.best != before


class _CountReturned(_Stopping):
    def update(self, loss):
        super().update(loss)
        return self.waited


stopping_answers_something_else = (_SaysWhetherBetter, _CountReturned)
