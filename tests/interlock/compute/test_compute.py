from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

from interlock.compute import cores, each, local, processes, ray
from interlock.errors import BrokenLaw, Cancelled, Infeasible, InterlockError, InvalidModel


def square(number: int) -> int:
    if number == 999:
        raise Infeasible("999 has no square here")
    return number * number


def break_laws(_: int) -> int:
    raise BrokenLaw("plan", ["too long", "too late"])


def refuse(_: int) -> int:
    raise InvalidModel(["no line", "no order"])


def die(_: int) -> int:
    os._exit(1)


def die_once(item: tuple[str, int, bool]) -> int:
    mark, number, mortal = item
    if mortal and not Path(mark).exists():
        Path(mark).touch()
        os._exit(1)
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


PLACES = [pytest.param(local(), id="local"), pytest.param(processes(2), id="processes")]


@pytest.mark.parametrize("where", PLACES)
def test_every_place_gives_the_same_answers_in_order(where):
    shares: list[float] = []
    assert where.each(square, [3, 1, 2], progress=shares.append) == [9, 1, 4]
    assert shares == sorted(shares)
    assert shares[-1] == 1


@pytest.mark.parametrize("where", [*PLACES, pytest.param(processes(2, most=1, patient=True), id="one by one")])
def test_every_answer_is_told_with_its_number(where):
    told: dict[int, int] = {}
    where.each(square, [3, 1, 2], answered=told.__setitem__)
    assert told == {0: 9, 1: 1, 2: 4}


@pytest.mark.parametrize("where", PLACES)
def test_nothing_to_do_has_no_answers(where):
    assert where.each(square, []) == []


@pytest.mark.parametrize("where", PLACES)
def test_every_place_hands_on_the_error_as_it_was(where):
    with pytest.raises(BrokenLaw) as raised:
        where.each(break_laws, [1])
    assert raised.value.breaches == ("too long", "too late")
    with pytest.raises(InvalidModel) as invalid:
        where.each(refuse, [1])
    assert invalid.value.problems == ("no line", "no order")


@pytest.mark.parametrize("where", PLACES)
def test_every_place_hears_the_wish_to_stop(where):
    with pytest.raises(Cancelled):
        where.each(square, [1, 2], stop=lambda: True)


def test_work_of_a_process_that_dies_is_done_again(tmp_path):
    items = [(str(tmp_path / f"{i}"), i, i == 2) for i in range(5)]
    assert processes(2).each(die_once, items) == [0, 1, 4, 9, 16]


def test_a_process_that_dies_every_time_is_named():
    with pytest.raises(InterlockError, match="died 3 times"):
        processes(1).each(die, [1])


def test_no_process_at_all_is_refused():
    with pytest.raises(InterlockError, match="at least one"):
        processes(-1)


def test_without_ray_the_remedy_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InterlockError, match=re.escape('pip install "interlock[ray]"')):
        ray("127.0.0.1:6379")
