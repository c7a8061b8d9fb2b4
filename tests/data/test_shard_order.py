"""The order of the shapes of shards."""

from __future__ import annotations

import pytest

from pa3d.data.shard_order import Order


@pytest.mark.parametrize("count", [1, 7, 100])
def test_an_epoch_takes_everything_once(count: int) -> None:
    order = Order(count, seed=3)
    for epoch in range(3):
        places = [order.place(epoch * count + i) for i in range(count)]
        assert sorted(places) == list(range(count))


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    order, again = Order(50, 1), Order(50, 1)
    first = [order.place(i) for i in range(50)]
    second = [order.place(50 + i) for i in range(50)]
    assert first != second and first != list(range(50))
    assert [again.place(99 - i) for i in range(50)] == second[::-1]  # wherever one begins
    assert [again.place(i) for i in range(50)] == first
    assert [Order(50, 2).place(i) for i in range(50)] != first
