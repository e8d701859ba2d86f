from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from interlock.errors import Cancelled, InterlockError, InvalidModel
from interlock.markers import Direction, Marker, MarkerCache, MarkerProblem, PieceRule, audit, improve
from interlock.markers._child import NestingChild
from interlock.markers._columns import columns_of
from interlock.markers._layout import items_of, marker_from


def test_better_markers_are_told_and_kept_as_they_come(tmp_path: Path, problem: MarkerProblem) -> None:
    cache = MarkerCache(tmp_path)
    told: list[tuple[float, float]] = []

    def better(marker: Marker, seconds: float) -> None:
        assert audit(problem, marker) == []
        # The columns that a search starts with are there again at once.
        assert cache.get(problem) == (marker if told else None)
        told.append((marker.length_mm, seconds))

    best = improve(problem, seconds=1, workers=1, cache=cache, better=better)
    assert told
    assert [length for length, _ in told] == sorted((length for length, _ in told), reverse=True)
    assert best.length_mm == told[-1][0]


@pytest.mark.parametrize("direction", get_args(Direction))
def test_a_first_layout_keeps_every_rule_before_the_engine_starts(problem: MarkerProblem, direction: Direction) -> None:
    rules = replace(problem.rules, direction=direction, gap_mm=3, edge_mm=5)
    blocked = PieceRule(piece=problem.pieces[0][0].name, buffer_mm=2, block="box")
    asked = replace(problem, rules=rules, piece_rules=(blocked,))
    items = items_of(asked, 7)
    placed = columns_of(asked, 7)
    assert Counter(number for number, *_ in placed) == {at: len(item.owners) for at, item in enumerate(items)}
    marker = marker_from(asked, placed, seconds=1, seed=7)
    assert audit(asked, marker) == []


def test_what_cannot_be_nested_is_told_although_columns_were_laid(problem: MarkerProblem, monkeypatch) -> None:
    monkeypatch.setattr(NestingChild, "ask", lambda *_, **__: {"kind": "failed", "text": "no", "items": []})
    with pytest.raises(InterlockError):
        improve(problem, seconds=1, workers=1)


def test_a_stopped_search_answers_with_the_best_so_far(problem: MarkerProblem) -> None:
    told: list[Marker] = []
    best = improve(
        problem, seconds=600, workers=1, better=lambda marker, _: told.append(marker), stop=lambda: bool(told)
    )
    assert best in told
    assert audit(problem, best) == []


def test_a_search_never_returns_worse_than_it_was_given(problem: MarkerProblem) -> None:
    known = improve(problem, seconds=1, workers=1)
    shares: list[float] = []
    best = improve(
        problem, known, seconds=600, progress=lambda share, _: shares.append(share), stop=lambda: len(shares) > 1
    )
    assert best.length_mm <= known.length_mm
    assert shares == sorted(shares)


def test_a_marker_that_breaks_a_rule_is_not_where_a_search_starts(problem: MarkerProblem, marker: Marker) -> None:
    broken = replace(marker, length_mm=1.0, utilisation=1.0)
    with pytest.raises(Cancelled):
        improve(problem, broken, seconds=600, workers=1, stop=lambda: True)


def test_a_search_stopped_before_its_first_layout_has_no_answer(problem: MarkerProblem) -> None:
    with pytest.raises(Cancelled, match="before the first layout"):
        improve(problem, seconds=600, workers=1, stop=lambda: True)


@pytest.mark.parametrize("seconds", [0, 1.5])
def test_senseless_seconds_are_refused(problem: MarkerProblem, seconds: int) -> None:
    with pytest.raises(InvalidModel, match="whole number"):
        improve(problem, seconds=seconds)


def test_a_marker_that_was_left_loose_is_compacted_first(problem: MarkerProblem, marker: Marker) -> None:
    told: list[Marker] = []
    best = improve(
        problem, marker, seconds=600, workers=1, better=lambda one, _: told.append(one), stop=lambda: bool(told)
    )
    assert best.length_mm < marker.length_mm
    assert audit(problem, best) == []


def test_a_process_that_dies_takes_nothing_away(problem: MarkerProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    running: list[NestingChild] = []
    start = NestingChild.__init__

    def started(child: NestingChild) -> None:
        start(child)
        running.append(child)

    monkeypatch.setattr(NestingChild, "__init__", started)
    told: list[Marker] = []

    def killed(marker: Marker, _: float) -> None:
        told.append(marker)
        if running:  # the columns are there before it
            running[0].process.kill()

    assert improve(problem, seconds=600, workers=1, better=killed) in told[1:]
    monkeypatch.setattr(NestingChild, "__init__", lambda child: (started(child), child.process.kill())[0])
    with pytest.raises(InterlockError, match="ended unexpectedly"):
        improve(problem, seconds=600, workers=1)
