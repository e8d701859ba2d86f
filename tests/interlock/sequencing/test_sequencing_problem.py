from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from interlock.errors import InvalidModel
from interlock.sequencing import Familiarity, LineProblem, SequencingLot, sequence, start_loss_min

Make = Callable[..., SequencingLot]
Line = Callable[..., LineProblem]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"pieces": 0}, "pieces"),
        ({"minutes_per_piece": 0.0}, "minutes_per_piece"),
        ({"minutes_per_piece": float("nan")}, "minutes_per_piece"),
        ({"release_day": -1}, "release_day"),
        ({"late_fen_per_piece_day": -1.0}, "late_fen_per_piece_day"),
        ({"wait_fen_per_piece_day": -1.0}, "wait_fen_per_piece_day"),
        ({"release_day": 5, "locked_start": 4}, "locked_start"),
    ],
)
def test_a_lot_that_makes_no_sense_is_refused_by_name(lot: Make, changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidModel, match=named) as error:
        lot("A", **changes)
    assert "'A'" in str(error.value)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"operators": 0}, "operators"),
        ({"capacity_min": (100.0, -1.0)}, "day 1"),
        ({"previous_days": -1.0}, "previous_days"),
        ({"lost_fen_per_min": float("inf")}, "lost_fen_per_min"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(line: Line, changes: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidModel, match=named):
        line(**changes)


def test_every_contradiction_of_the_lots_is_listed(line: Line, lot: Make) -> None:
    with pytest.raises(InvalidModel) as error:
        line(lot("A"), lot("A"), lot("B", style="style-A", category="dress"))
    assert len(error.value.problems) == 2


def test_the_previous_style_has_one_category_too(line: Line, lot: Make) -> None:
    with pytest.raises(InvalidModel, match="one category"):
        line(lot("A"), previous_style="style-A", previous_category="dress")


def test_an_ordinary_day_is_the_median_open_day(line: Line) -> None:
    assert line(capacity_min=(0.0, 0.0, 500.0, 900.0, 1000.0)).day_min == 900.0
    assert line(capacity_min=(0.0, 0.0)).day_min > 0


def test_familiarity_grows_with_what_was_sewn(line: Line, lot: Make) -> None:
    a, b, dress = lot("A"), lot("B"), lot("D", category="dress")
    problem = line(a, b, dress, previous_style="style-A", previous_category="shirt")
    assert problem.familiarity(a) == Familiarity.SAME_STYLE
    assert problem.familiarity(b) == Familiarity.KNOWN_CATEGORY
    assert problem.familiarity(dress) == Familiarity.NEW_CATEGORY
    assert problem.familiarity(a, [b]) == Familiarity.KNOWN_STYLE
    assert problem.familiarity(lot("E", category="dress"), [dress]) == Familiarity.KNOWN_CATEGORY


def test_the_reserved_start_loss_is_what_the_schedule_spends(random_line: Line) -> None:
    problem = random_line(11, 8)
    lot_of = {lot.id: lot for lot in problem.lots}
    earlier: list[SequencingLot] = []
    runs = sequence(problem).runs
    assert runs
    for run in runs:
        assert run.lost_min == pytest.approx(start_loss_min(problem, lot_of[run.lot], earlier), abs=1e-5)
        earlier.append(lot_of[run.lot])


def test_a_style_goes_on_climbing_where_it_was(line: Line, lot: Make) -> None:
    a, more = lot("A"), lot("A2", style="style-A")
    whole = start_loss_min(line(a), lot("A", pieces=200))
    assert start_loss_min(line(a), a) + start_loss_min(line(a), more, [a]) == pytest.approx(whole)


def test_a_style_begun_before_the_plan_loses_only_the_rest_of_its_climb(line: Line, lot: Make) -> None:
    a = lot("A", pieces=1000)
    settled = line(a, previous_style="style-A")
    fresh, begun = (line(a, previous_style="style-A", previous_days=days) for days in (0.0, 1.0))
    assert start_loss_min(settled, a) == 0
    assert 0 < start_loss_min(begun, a) < start_loss_min(fresh, a)


def test_the_curve_of_the_running_style_depends_on_what_the_line_knew(line: Line, lot: Make) -> None:
    a = lot("A", pieces=1000)
    running = {"previous_style": "style-A", "previous_category": "shirt", "previous_days": 0.0}
    new = line(a, **running, known_categories=frozenset())
    known_category = line(a, **running)
    known_style = line(a, **running, known_styles=frozenset({"style-A"}))
    losses = [start_loss_min(problem, a) for problem in (known_style, known_category, new)]
    assert losses == sorted(losses)
    assert len(set(losses)) == 3
