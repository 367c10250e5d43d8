"""The output of a layer that has an activation, and what its way back needs."""

from __future__ import annotations

from tuitrainer.kernels.backend import FROM_OUTPUT, Array
from tuitrainer.nn.arrays import Workspace
from tuitrainer.nn.layers.layer import Setting


class ActivatedOutput:
    """y = activation(z) in as little memory as the derivative allows.

    Most derivatives can be read off y: then the backend's verb applies `fused`, the activation itself, while it writes
    z, and no z is kept. For the others `fused` is "linear" and y is made of z afterwards.
    """

    def __init__(self, setting: Setting, activation: str, *shape: int) -> None:
        """`shape` is that of one row of z and y."""
        self._backend, self._activation = setting.backend, activation
        self._in_place = activation in FROM_OUTPUT
        self.fused = activation if self._in_place else "linear"
        """What the verb that writes `before` applies."""
        self._before = Workspace(setting.backend, shape, setting.dtype)
        self._after = self._before if self._in_place else Workspace(setting.backend, shape, setting.dtype)
        self._z: Array | None = None
        self._y: Array | None = None

    def before(self, count: int) -> Array:
        """Where the layer's verb writes `count` rows."""
        self._z = self._before.rows(count)
        return self._z

    def activate(self) -> Array:
        """y, once the verb has written what `before` gave."""
        z = self._z
        assert z is not None  # noqa: S101 - `before` comes first
        if self._in_place:
            self._y = z
        else:
            self._y = self._after.rows(z.shape[0])
            self._backend.activation(self._activation, z, self._y)
        return self._y

    def gradient(self, dy: Array) -> Array:
        """The gradient of z, given that of y, which it takes the place of."""
        if self._activation != "linear":
            z, y = self._z, self._y
            assert z is not None  # noqa: S101 - a backward follows a forward
            assert y is not None  # noqa: S101
            self._backend.activation_gradient(self._activation, z, y, dy, dy)
        return dy
