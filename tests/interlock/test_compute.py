from __future__ import annotations

import pytest

from interlock.compute import cores, each
from interlock.errors import Cancelled, Infeasible


def square(number: int) -> int:
    if number == 999:
        raise Infeasible("999 has no square here")
    return number * number


def test_answers_keep_their_order_here_and_in_processes():
    items = list(range(100))
    shares: list[float] = []
    assert each(square, items, workers=2, progress=shares.append) == [i * i for i in items]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert each(square, items[:5], workers=2) == [0, 1, 4, 9, 16]


def test_an_error_in_a_process_reaches_the_caller():
    with pytest.raises(Infeasible, match="999 has no square"):
        each(square, [999, *range(60)], workers=2)


@pytest.mark.parametrize("count", [3, 100])
def test_the_wish_to_stop_is_heard(count):
    with pytest.raises(Cancelled):
        each(square, list(range(count)), workers=2, stop=lambda: True)


def test_at_least_one_core_is_there():
    assert cores() >= 1
