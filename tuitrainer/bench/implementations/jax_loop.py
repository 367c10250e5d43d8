"""JAX with the loop over the steps compiled as well: any number of steps in one call."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.jax_network import initial_state, training_step
from tuitrainer.bench.workloads import Material, Workload


def make(workload: Workload, numbers: Material, _threads: int) -> Run:
    """Threads are set by the environment of the process."""
    batches = np.zeros((len(numbers.batches), workload.batch_size), np.int32)
    weights = np.zeros(batches.shape, np.float32)  # a short batch is filled up with rows that do not count
    for index, batch in enumerate(numbers.batches):
        batches[index, : len(batch)], weights[index, : len(batch)] = batch, 1
    given = [jnp.asarray(values) for values in (numbers.x, numbers.y, batches, weights)]
    train = training_step(workload)

    def loop(state: Any, x: Any, y: Any, batches: Any, weights: Any, position: Any, steps: Any) -> Any:
        def step(index: Any, carried: Any) -> Any:
            place = index % len(batches)
            return train(carried[0], x[batches[place]], y[batches[place]], weights[place])

        return jax.lax.fori_loop(position, position + steps, step, (state, jnp.float32(jnp.nan)))

    compiled = jax.jit(loop, donate_argnums=0)
    state = initial_state(workload, numbers)
    position = 0

    def run(steps: int) -> float:
        nonlocal state, position
        state, loss = compiled(state, *given, position, steps)
        position = (position + steps) % len(batches)
        return float(loss)

    return run
