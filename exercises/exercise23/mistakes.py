"""Wrong versions of exercise23's functions, each a mistake that students make. A tuple holds several forms of one."""

import numpy as np

# -- returns -----------------------------------------------------------------------------------------------------------


def _returns(rewards, discount):
    found = np.zeros(len(rewards))
    ahead = 0.0
    for t in reversed(range(len(rewards))):
        ahead = rewards[t] + discount * ahead
        found[t] = ahead
    return found


def _powers(rewards, discount):
    return discount ** np.arange(len(rewards), dtype=float)


def _backward(rewards, step, start=0.0):
    """step(reward, what is ahead) -> the return."""
    found = np.zeros(len(rewards))
    ahead = start
    for t in reversed(range(len(rewards))):
        ahead = step(rewards[t], ahead)
        found[t] = ahead
    return found


def returns_discounted_forward(rewards, discount):
    return _returns(rewards[::-1], discount)[::-1]


def returns_summed_forward(rewards, discount):
    return np.cumsum(rewards * _powers(rewards, discount))


def returns_in_reverse(rewards, discount):
    return _returns(rewards, discount)[::-1]


def _forward_sums(rewards, discount):
    return np.cumsum(rewards)


def _sums_to_the_end(rewards, discount):
    return np.cumsum(rewards[::-1])[::-1]


returns_not_discounted = (_sums_to_the_end, _forward_sums)


def returns_discounted_from_the_start(rewards, discount):
    return np.cumsum((rewards * _powers(rewards, discount))[::-1])[::-1]


def _whole_episode(rewards, discount):
    return np.full(len(rewards), rewards @ _powers(rewards, discount))


def _whole_sum(rewards, discount):
    return np.full(len(rewards), rewards.sum())


returns_alike_at_every_step = (_whole_episode, _whole_sum)


def _start_only(rewards, discount):
    return rewards @ _powers(rewards, discount)


def _sum_only(rewards, discount):
    return rewards.sum()


returns_one_number = (_start_only, _sum_only)


def returns_each_reward_by_itself(rewards, discount):
    return rewards * _powers(rewards, discount)


def returns_own_reward_discounted(rewards, discount):
    return discount * _returns(rewards, discount)


def returns_own_reward_missing(rewards, discount):
    found = _returns(rewards, discount)
    return found - rewards


def _discount_once(rewards, discount):
    return rewards + discount * (_returns(rewards, 1.0) - rewards)


def _two_terms(rewards, discount):
    return rewards + discount * np.append(rewards[1:], 0.0)


returns_not_compounded = (_discount_once, _two_terms)


def returns_complement_of_discount(rewards, discount):
    return _returns(rewards, 1 - discount)


def _divided(rewards, discount):
    return _returns(rewards, 1 / discount)


def _discount_on_reward(rewards, discount):
    return _backward(rewards, lambda reward, ahead: discount * reward + ahead)


def _averaged(rewards, discount):
    return _backward(rewards, lambda reward, ahead: (1 - discount) * reward + discount * ahead)


returns_weights_misplaced = (_divided, _discount_on_reward, _averaged)


def _last_left_at_0(rewards, discount):
    return np.append(_returns(rewards[:-1], discount), 0.0)


def _last_not_counted(rewards, discount):
    return np.append(_returns(rewards[:-1], discount), rewards[-1])


returns_last_reward_forgotten = (_last_left_at_0, _last_not_counted)


def returns_first_forgotten(rewards, discount):
    found = _returns(rewards, discount)
    found[0] = 0.0
    return found


def _standardised(rewards, discount):
    found = _returns(rewards, discount)
    return (found - found.mean()) / (found.std() + 1e-8)


def _centred(rewards, discount):
    found = _returns(rewards, discount)
    return found - found.mean()


returns_standardised = (
    _standardised,
    lambda rewards, discount: (
        (_returns(rewards, discount) - _returns(rewards, discount).mean()) / _returns(rewards, discount).std()
    ),
    _centred,
)


def returns_averaged_over_steps(rewards, discount):
    return _returns(rewards, discount) / np.arange(len(rewards), 0, -1)


def returns_divided_by_t(rewards, discount):
    return _returns(rewards, discount) / len(rewards)


# -- policy_gradient ---------------------------------------------------------------------------------------------------


def _softmax(logits, axis=1):
    shifted = np.exp(logits - logits.max())
    return shifted / shifted.sum(axis=axis, keepdims=True)


def _chosen(logits, actions):
    return np.eye(logits.shape[1])[actions]


def _rows(policy, chosen):
    return policy - chosen


def _weights(returns, baseline):
    return (returns - baseline)[:, None]


def _gradient(rows=_rows, weights=_weights, policy=_softmax, divisor=len):
    """rows(policy, chosen) times weights(returns, baseline) over divisor(logits)."""

    def policy_gradient(logits, actions, returns, baseline=0.0):
        gradient = rows(policy(logits), _chosen(logits, actions))
        return gradient * weights(returns, baseline) / divisor(logits)

    return policy_gradient


def _columns(logits):
    return _softmax(logits, axis=0)


def _everything(logits):
    return _softmax(logits, axis=None)


def _twice(logits):
    return _softmax(_softmax(logits))


def _unnormalised(logits):
    return np.exp(logits)


def _shifted_action(by):
    def policy_gradient(logits, actions, returns, baseline=0.0):
        return _gradient()(logits, (actions + by) % logits.shape[1], returns, baseline)

    return policy_gradient


def _every_chosen_column(logits, actions, returns, baseline=0.0):
    gradient = _softmax(logits)
    gradient[:, actions] -= 1
    return gradient * _weights(returns, baseline) / len(logits)


def _unreshaped(logits, actions, returns, baseline=0.0):
    """T and A differ, so that the two arrays do not fit: students see the exception."""
    return (_softmax(logits) - _chosen(logits, actions)) * (returns - baseline) / len(logits)


def _unreshaped_first(logits, actions, returns, baseline=0.0):
    return (returns - baseline) * (_softmax(logits) - _chosen(logits, actions)) / len(logits)


def _loss(logits, actions, returns, baseline=0.0):
    chosen = np.log(_softmax(logits))[np.arange(len(logits)), actions]
    return -np.mean((returns - baseline) * chosen)


def _terms(logits, actions, returns, baseline=0.0):
    return -(returns - baseline) * np.log(_softmax(logits))[np.arange(len(logits)), actions] / len(logits)


def _losses(logits, actions, returns, baseline=0.0):
    return -_weights(returns, baseline) * _chosen(logits, actions) * np.log(_softmax(logits)) / len(logits)


def _returns_of_returns(discount):
    def policy_gradient(logits, actions, returns, baseline=0.0):
        return _gradient()(logits, actions, _returns(returns, discount), baseline)

    return policy_gradient


gradient_ascends = (
    _gradient(rows=lambda policy, chosen: chosen - policy),
    _gradient(weights=lambda returns, baseline: (baseline - returns)[:, None]),
)
gradient_baseline_added = _gradient(weights=lambda returns, baseline: (returns + baseline)[:, None])
gradient_baseline_ignored = _gradient(weights=lambda returns, baseline: returns[:, None])
gradient_baseline_multiplied = (
    _gradient(weights=lambda returns, baseline: (returns * baseline)[:, None]),
    _gradient(weights=lambda returns, baseline: returns[:, None] * (1 - baseline)),
)


def gradient_baseline_subtracted_at_the_end(logits, actions, returns, baseline=0.0):
    return _gradient()(logits, actions, returns) - baseline


def gradient_mean_return_as_baseline(logits, actions, returns, baseline=0.0):
    return _gradient()(logits, actions, returns, returns.mean())


gradient_not_divided = _gradient(divisor=lambda logits: 1)
gradient_divided_by_entries = _gradient(divisor=lambda logits: logits.size)
gradient_divided_by_actions = _gradient(divisor=lambda logits: logits.shape[1])
gradient_returns_forgotten = _gradient(weights=lambda returns, baseline: np.ones((len(returns), 1)))
gradient_sign_of_returns = _gradient(weights=lambda returns, baseline: np.sign(returns - baseline)[:, None])
gradient_absolute_returns = _gradient(weights=lambda returns, baseline: np.abs(returns - baseline)[:, None])
gradient_returns_squared = _gradient(weights=lambda returns, baseline: ((returns - baseline) ** 2)[:, None])
gradient_one_weight_for_all = (
    _gradient(weights=lambda returns, baseline: np.mean(returns - baseline)),
    _gradient(weights=lambda returns, baseline: np.sum(returns - baseline)),
    _gradient(weights=lambda returns, baseline: returns[0] - baseline),
)
gradient_returns_standardised = (
    _gradient(weights=lambda returns, baseline: ((returns - baseline) / (returns.std() + 1e-8))[:, None]),
    _gradient(
        weights=lambda returns, baseline: (
            (returns - baseline - np.mean(returns - baseline)) / (np.std(returns - baseline) + 1e-8)
        )[:, None]
    ),
)
gradient_returns_summed_again = tuple(_returns_of_returns(discount) for discount in (1.0, 0.99, 0.9))
gradient_policy_missing = _gradient(rows=lambda policy, chosen: -chosen)
gradient_action_missing = (
    _gradient(rows=lambda policy, chosen: policy),
    _gradient(rows=lambda policy, chosen: -policy),
)
gradient_other_actions_left_out = _gradient(rows=lambda policy, chosen: (policy - chosen) * chosen)
gradient_of_probability = _gradient(
    rows=lambda policy, chosen: (policy * chosen).sum(axis=1, keepdims=True) * (policy - chosen)
)
gradient_of_log_only = _gradient(rows=lambda policy, chosen: -chosen / policy)
gradient_weighted_by_policy = _gradient(rows=lambda policy, chosen: policy * (policy - chosen))
gradient_in_every_chosen_column = _every_chosen_column
gradient_actions_shifted = (_shifted_action(-1), _shifted_action(1))
gradient_softmax_over_steps = _gradient(policy=_columns)
gradient_softmax_over_everything = _gradient(policy=_everything)
gradient_softmax_twice = _gradient(policy=_twice)
gradient_softmax_missing = _gradient(policy=lambda logits: logits)
gradient_softmax_not_normalised = _gradient(policy=_unnormalised)
gradient_log_softmax = _gradient(policy=lambda logits: np.log(_softmax(logits)))
gradient_returns_in_a_row = (_unreshaped, _unreshaped_first)
gradient_is_the_loss = (_loss, _terms, _losses)


def gradient_factor_2(logits, actions, returns, baseline=0.0):
    return 2 * _gradient()(logits, actions, returns, baseline)


def gradient_transposed(logits, actions, returns, baseline=0.0):
    return _gradient()(logits, actions, returns, baseline).T
