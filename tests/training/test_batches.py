"""The order of examples: every example once an epoch, another order each epoch, the same for a seed."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tuitrainer.training.batches import Batches


@given(st.integers(1, 60), st.data(), st.integers(0, 2**63 - 1))
def test_an_epoch_takes_every_example_once(examples: int, data: st.DataObject, seed: int) -> None:
    batch_size = data.draw(st.integers(1, examples))
    batches = Batches(examples, batch_size, seed)
    for epoch in (0, 3):
        taken = batches.take(epoch * batches.steps_per_epoch, batches.steps_per_epoch)
        assert sorted(np.concatenate(taken).tolist()) == list(range(examples))
        assert [batch.size for batch in taken[:-1]] == [batch_size] * (len(taken) - 1)
        assert 1 <= taken[-1].size <= batch_size


def test_each_epoch_has_an_order_of_its_own_that_the_seed_decides() -> None:
    def order(seed: int, epoch: int) -> list[int]:
        batches = Batches(100, 30, seed)
        return [int(row) for batch in batches.take(epoch * 4, 4) for row in batch]

    orders = [order(seed, epoch) for seed in (0, 1) for epoch in range(3)]
    assert len({tuple(each) for each in orders}) == 6
    assert order(1, 2) == orders[-1]


def test_a_batch_is_the_same_however_it_is_reached() -> None:
    whole = Batches(50, 8, 5).take(0, 7)
    single = Batches(50, 8, 5)
    single.take(14, 1)  # another epoch in between
    for step in (3, 0, 6):
        np.testing.assert_array_equal(single.take(step, 1)[0], whole[step])
