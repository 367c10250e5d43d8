"""Networks: layers, losses, optimizers, and what is needed to build, run, show and keep them."""

from tuitrainer.nn import initializers, layers, losses, metrics, optimizers, schedules
from tuitrainer.nn.network import Network

__all__ = ["Network", "initializers", "layers", "losses", "metrics", "optimizers", "schedules"]
