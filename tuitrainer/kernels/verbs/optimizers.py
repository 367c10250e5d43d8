"""One step of each optimizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class OptimizerVerbs(Protocol):
    """Parameters and moments are updated in place, all of one shape. g is the gradient, p the parameter.

    `numbers` (K,) float64 are those that change from step to step: the learning rate lr, for some rules also the step
    t, which counts from 1. Corrections by powers of beta are calculated in float64.
    """

    def sgd_update(self, parameter: Array, gradient: Array, numbers: Array) -> None:
        """Numbers: lr. p -= lr * g."""

    def momentum_update(
        self, parameter: Array, gradient: Array, velocity: Array, numbers: Array, momentum: float, nesterov: bool
    ) -> None:
        """Numbers: lr. v = momentum*v - lr*g; p += v, or with nesterov p += momentum*v - lr*g (Keras's SGD)."""

    def rmsprop_update(
        self, parameter: Array, gradient: Array, velocity: Array, numbers: Array, rho: float, epsilon: float
    ) -> None:
        """Numbers: lr. v = rho*v + (1-rho)*g^2; p -= lr * g / (sqrt(v) + epsilon) (Hinton, Coursera lecture
        6e, 2012).
        """

    def adagrad_update(
        self, parameter: Array, gradient: Array, accumulator: Array, numbers: Array, epsilon: float
    ) -> None:
        """Numbers: lr. a += g^2; p -= lr * g / (sqrt(a) + epsilon) (Duchi, Hazan and Singer, 2011)."""

    def adadelta_update(
        self, parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
        numbers: Array, rho: float, epsilon: float,
    ) -> None:  # fmt: skip
        """Numbers: lr. a = rho*a + (1-rho)*g^2; u = g * sqrt(d + epsilon) / sqrt(a + epsilon);
        d = rho*d + (1-rho)*u^2; p -= lr*u (Zeiler, 2012).
        """

    def adam_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
        epsilon: float, weight_decay: float,
    ) -> None:  # fmt: skip
        """Numbers: lr, t. Algorithm 1 of Kingma and Ba (2015): p -= lr * m_hat / (sqrt(v_hat) + epsilon).

        Before it p -= lr * weight_decay * p (AdamW: Loshchilov and Hutter, 2019); 0 is plain Adam.
        """

    def adamax_update(
        self, parameter: Array, gradient: Array, m: Array, u: Array, numbers: Array, beta_1: float, beta_2: float,
        epsilon: float,
    ) -> None:  # fmt: skip
        """Numbers: lr, t. m as Adam; u = max(beta_2*u, |g|); p -= lr/(1 - beta_1^t) * m / (u + epsilon) (Kingma and
        Ba, 7.1).
        """

    def nadam_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
        epsilon: float,
    ) -> None:  # fmt: skip
        """Numbers: lr, gradient_factor, moment_factor, variance_factor. m, v as Adam; p -= lr * (gradient_factor*g +
        moment_factor*m) / (sqrt(variance_factor*v) + epsilon).

        The factors come from Dozat's momentum schedule (2016), which the optimizer keeps.
        """

    def adabound_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, numbers: Array, beta_1: float, beta_2: float,
        epsilon: float, final_rate: float, gamma: float,
    ) -> None:  # fmt: skip
        """Numbers: lr, t. m_hat and v_hat as Adam; p -= clip(lr / (sqrt(v_hat) + epsilon), low, high) * m_hat, with
        low = final_rate * (1 - 1/(gamma*t + 1)) and high = final_rate * (1 + 1/(gamma*t)) (Luo et al., 2019).
        """

    def scale(self, factor: float, out: Array) -> None:
        """out *= factor, for gradients that were added up."""

    def clip(self, bound: float, out: Array) -> None:
        """out = out limited to -bound ... bound; nan stays nan."""

    def clip_norm(self, limit: float, out: Sequence[Array]) -> None:
        """The arrays of `out`, seen as one long vector g, times min(1, limit / |g|), with |g| summed in float64.

        Where |g| is nan they stay as they are; where it is inf they become 0, and nan where they are inf.
        """

    def penalty(self, parameter: Array, l1: float, l2: float, loss: Array, gradient: Array) -> None:
        """Add l1 * sum |p| + l2 * sum p^2, summed in float64, to `loss` (1,) float64, and its derivative
        l1 * sign(p) + 2 * l2 * p to `gradient`.
        """
