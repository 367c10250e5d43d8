"""JAX with one compiled function for a training step, called from Python for each."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.jax_network import initial_state, training_step
from tuitrainer.bench.workloads import Material, Workload


def make(workload: Workload, numbers: Material, _threads: int) -> Run:
    """Threads are set by the environment of the process."""
    x, y = jnp.asarray(numbers.x), jnp.asarray(numbers.y)
    batches = [jnp.asarray(batch) for batch in numbers.batches]
    train = training_step(workload)

    def step(state: Any, x: Any, y: Any, rows: Any) -> Any:
        return train(state, x[rows], y[rows], jnp.ones(rows.shape, x.dtype))

    compiled = jax.jit(step, donate_argnums=0)
    state = initial_state(workload, numbers)
    position = 0

    def run(steps: int) -> float:
        nonlocal state, position
        loss = jnp.nan
        for _step in range(steps):
            state, loss = compiled(state, x, y, batches[position % len(batches)])
            position += 1
        return float(loss)

    return run
