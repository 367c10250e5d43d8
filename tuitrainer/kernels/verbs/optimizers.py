"""One step of each optimizer."""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.arrays import Array


class OptimizerVerbs(Protocol):
    """Parameters and moments are updated in place, all of one shape. `step` counts from 1; corrections by powers of
    beta are calculated in float64. g is the gradient, p the parameter, lr the learning rate.
    """

    def sgd_update(self, parameter: Array, gradient: Array, learning_rate: float) -> None:
        """p -= lr * g."""

    def momentum_update(
        self, parameter: Array, gradient: Array, velocity: Array, learning_rate: float, momentum: float, nesterov: bool
    ) -> None:
        """v = momentum*v - lr*g; p += v, or with nesterov p += momentum*v - lr*g (Keras's SGD)."""

    def rmsprop_update(
        self, parameter: Array, gradient: Array, velocity: Array, learning_rate: float, rho: float, epsilon: float
    ) -> None:
        """v = rho*v + (1-rho)*g^2; p -= lr * g / (sqrt(v) + epsilon) (Hinton, Coursera lecture 6e, 2012)."""

    def adagrad_update(
        self, parameter: Array, gradient: Array, accumulator: Array, learning_rate: float, epsilon: float
    ) -> None:
        """a += g^2; p -= lr * g / (sqrt(a) + epsilon) (Duchi, Hazan and Singer, 2011)."""

    def adadelta_update(
        self, parameter: Array, gradient: Array, accumulated_gradient: Array, accumulated_update: Array,
        learning_rate: float, rho: float, epsilon: float,
    ) -> None:  # fmt: skip
        """a = rho*a + (1-rho)*g^2; u = g * sqrt(d + epsilon) / sqrt(a + epsilon); d = rho*d + (1-rho)*u^2; p -= lr*u
        (Zeiler, 2012).
        """

    def adam_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
        beta_2: float, epsilon: float, weight_decay: float,
    ) -> None:  # fmt: skip
        """Algorithm 1 of Kingma and Ba (2015): p -= lr * m_hat / (sqrt(v_hat) + epsilon).

        Before it p -= lr * weight_decay * p (AdamW: Loshchilov and Hutter, 2019); 0 is plain Adam.
        """

    def adamax_update(
        self, parameter: Array, gradient: Array, m: Array, u: Array, step: int, learning_rate: float, beta_1: float,
        beta_2: float, epsilon: float,
    ) -> None:  # fmt: skip
        """m as Adam; u = max(beta_2*u, |g|); p -= lr/(1 - beta_1^step) * m / (u + epsilon) (Kingma and Ba, 7.1)."""

    def nadam_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, learning_rate: float, beta_1: float, beta_2: float,
        epsilon: float, gradient_factor: float, moment_factor: float, variance_factor: float,
    ) -> None:  # fmt: skip
        """m, v as Adam; p -= lr * (gradient_factor*g + moment_factor*m) / (sqrt(variance_factor*v) + epsilon).

        The factors come from Dozat's momentum schedule (2016), which the optimizer keeps.
        """

    def adabound_update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, step: int, learning_rate: float, beta_1: float,
        beta_2: float, epsilon: float, final_rate: float, gamma: float,
    ) -> None:  # fmt: skip
        """m, v and their corrections as Adam; p -= clip(lr / (sqrt(v_hat) + epsilon), low, high) * m_hat with
        low = final_rate * (1 - 1/(gamma*step + 1)), high = final_rate * (1 + 1/(gamma*step)) (Luo et al., 2019).
        """

    def scale(self, factor: float, out: Array) -> None:
        """out *= factor, for gradients whose norm is clipped."""

    def clip(self, bound: float, out: Array) -> None:
        """out = out limited to -bound ... bound; nan stays nan."""

    def penalty(self, parameter: Array, l1: float, l2: float, gradient: Array) -> float:
        """l1 * sum |p| + l2 * sum p^2, summed in float64; its gradient l1 * sign(p) + 2 * l2 * p is added."""
