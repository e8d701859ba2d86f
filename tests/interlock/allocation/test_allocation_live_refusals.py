from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
from small_book import new_order, refusal, small, small_book

from interlock.allocation import (
    CapacityFalls,
    DueChanges,
    EligibleLines,
    Event,
    LineReturns,
    LineStops,
    LiveBook,
    LotDeclined,
    LotRejected,
    MaterialMoves,
    OrderAdded,
    OrderCancelled,
    OutputBehind,
    Prices,
    QuantityChanges,
    allocate,
    live_check,
    live_repair,
)
from interlock.errors import BrokenLaw, InvalidModel


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (OrderCancelled(9), "order 9 does not exist"),
        (OrderCancelled(-1), "order -1 does not exist"),
        (LineStops(2, 0, 1), "line 2 does not exist"),
        (LineStops(0, 2, 1), "buckets 2 to 1"),
        (LineReturns(0, 0, 4), "buckets 0 to 4"),
        (CapacityFalls(0, 0, 1, share=1.5), "share"),
        (CapacityFalls(0, 0, 1, share=float("nan")), "share"),
        (MaterialMoves(0, 5), "release in bucket 5"),
        (DueChanges(0, 4), "due in bucket 4"),
        (DueChanges(0, 1, np.array([1.0, -1.0, 0.0, 0.0])), "time_fen_per_min"),
        (DueChanges(0, 1, urgency=0.0), "urgency"),
        (QuantityChanges(0, 0), "0 batches"),
        (QuantityChanges(0, 2, batch_min=-1.0), "-1.0 minutes"),
        (LotRejected(0, 1), "no lot on line 1"),
        (LotRejected(0, 0, 3), "3 batches rejected"),
        (LotDeclined(0, 1), "no lot on line 1"),
        (LotDeclined(5, 1), "order 5 does not exist"),
        (OutputBehind(0, 1, 5.0), "no lot on line 1"),
        (OutputBehind(0, 0, 0.0), "minutes behind"),
        (OutputBehind(0, 0, 1e9), "minutes behind"),
        (OrderAdded(new_order(group=1)), "group 1"),
        (OrderAdded(new_order(release=5)), "release 5"),
        (OrderAdded(new_order(cut_shop=1)), "cut_shop 1"),
        (OrderAdded(new_order(time_fen_per_min=[1.0])), "1 values"),
        ("a strike", "not an event"),
    ],
)
def test_an_event_without_sense_is_refused_by_name(event: Event, words: str) -> None:
    assert words in refusal(small_book(), event)


def test_lines_that_do_not_exist_are_refused_with_a_new_order() -> None:
    own = EligibleLines(
        line=np.array([7]), price_fen_per_min=np.ones(1), haul_fen_per_piece=np.ones(1), loss_min=np.ones(1),
        opening_fen=np.ones(1),
    )  # fmt: skip
    assert "lines 7 to 7" in refusal(small_book(), OrderAdded(new_order(group=None, lines=own)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch_min": 0.0}, "batch_min"),
        ({"batches": 13}, "batches"),
        ({"outside_fen_per_min": float("inf")}, "outside_fen_per_min"),
        ({"group": None}, "group, lines"),
        ({"time_fen_per_min": [-1.0, 0.0]}, "time_fen_per_min"),
        ({"time_fen_per_min": "soon"}, "not an array"),
    ],
)
def test_a_new_order_without_sense_can_not_be_made(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidModel, match=words):
        new_order(**changes)


def test_lines_without_sense_can_not_be_named() -> None:
    with pytest.raises(InvalidModel) as refused:
        EligibleLines(
            line=np.array([1, 1]), price_fen_per_min=np.array([1.0, -1.0]), haul_fen_per_piece=np.ones(2),
            loss_min=np.ones(1), opening_fen=np.ones(2),
        )  # fmt: skip
    assert len(refused.value.problems) == 3


def test_a_plan_that_breaks_a_law_makes_no_book() -> None:
    problem = small()
    with pytest.raises(BrokenLaw):
        LiveBook(small(line_min=np.full((2, 4), 20.0)), allocate(problem, effort="quick"))


def test_new_prices_must_fit_the_book() -> None:
    book = small_book()
    book.take_prices(Prices.free(small()))
    with pytest.raises(InvalidModel, match="line prices"):
        book.take_prices(Prices(np.zeros((3, 4)), np.zeros((1, 4)), np.zeros((1, 4))))


@contextmanager
def sabotaged(monkeypatch: pytest.MonkeyPatch, sabotage: Callable[[Any], None]) -> Iterator[None]:
    """Repairs that do harm after their work."""
    honest = live_repair.mend

    def mend(turn: Any, stay_fen: float) -> None:
        honest(turn, stay_fen)
        sabotage(turn)

    with monkeypatch.context() as patch:
        patch.setattr(live_repair, "mend", mend)
        yield


def _lose_a_batch(turn: Any) -> None:
    turn.tables.plan.batches[0] -= 1


def _sew_too_little(turn: Any) -> None:
    turn.tables.plan.minutes[0] *= 0.5


def _overload(turn: Any) -> None:
    turn.write(turn.tables.full.line, (0, 1), 1e9)


def _forget_an_order(turn: Any) -> None:
    turn.write(turn.tables.row_of, 0, -1)


def _leave_the_group(turn: Any) -> None:
    turn.write(turn.tables.own.group_start, 1, 0)


def _sew_before_release(turn: Any) -> None:
    minutes = turn.tables.plan.minutes
    minutes[0] = [minutes[0].sum(), 0.0, 0.0, 0.0]


def _miscount_the_room(turn: Any) -> None:
    turn.tables.room.line[0] += 5.0


def _break_a_list(turn: Any) -> None:
    turn.tables.lists.head[0] = -1


@pytest.mark.parametrize(
    ("sabotage", "words"),
    [
        (_lose_a_batch, "not all accounted for"),
        (_sew_too_little, "minutes planned"),
        (_overload, "minutes used of"),
        (_forget_an_order, "without having been cancelled"),
        (_leave_the_group, "outside its group"),
        (_break_a_list, "lists of their lots"),
        (_miscount_the_room, "room is not"),
    ],
)
def test_the_judge_sees_what_a_bad_repair_does(
    monkeypatch: pytest.MonkeyPatch, sabotage: Callable[[Any], None], words: str
) -> None:
    book = small_book()
    with sabotaged(monkeypatch, sabotage), pytest.raises(BrokenLaw, match=words):
        book.repair([MaterialMoves(0, 1)])


def test_the_judge_sees_minutes_before_release_and_in_frozen_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    book = small_book(frozen=1)
    with sabotaged(monkeypatch, _sew_before_release), pytest.raises(BrokenLaw) as broken:
        book.repair([MaterialMoves(0, 1)])
    assert "before it is released" in str(broken.value)
    assert "frozen buckets have changed" in str(broken.value)


def test_any_failure_of_a_repair_undoes_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    book = small_book()
    before = book.to_allocation()

    def fail(_turn: Any) -> None:
        raise KeyboardInterrupt

    with sabotaged(monkeypatch, fail), pytest.raises(KeyboardInterrupt):
        book.repair([LineStops(0, 0, 3), OrderAdded(new_order()), OrderCancelled(0)])
    assert book.to_allocation() == before
    assert book.breaches() == []
    book.repair([LineStops(0, 0, 3), OrderAdded(new_order()), OrderCancelled(0)])
    assert book.breaches() == []


def test_a_judge_that_fails_has_learned_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    book = small_book()

    def fail(*_args: Any) -> list[str]:
        raise MemoryError

    with monkeypatch.context() as patch:
        patch.setattr(live_check.LiveCheck, "_cell_faults", fail)
        with pytest.raises(MemoryError):
            book.repair([LineStops(0, 0, 3), OrderAdded(new_order())])
    assert book.breaches() == []
    assert book.next_order == 2


def test_a_full_recount_names_sums_that_are_off() -> None:
    book = small_book()
    tables = book._tables
    tables.plan.minutes[0] *= 2.0
    tables.plan.batches[-1] = 1
    found = "\n".join(book.breaches())
    for words in ("lines: the use known", "lots: those known", "minutes planned"):
        assert words in found
    tables.plan.batches[-1] = 0
    assert "the minutes known are not those planned" in "\n".join(book.breaches())
