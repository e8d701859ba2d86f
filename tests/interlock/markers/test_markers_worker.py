"""The nesting process's own code, called here without a process."""

from __future__ import annotations

from typing import Any

import pytest

from interlock.errors import InterlockError
from interlock.markers import MarkerProblem, audit
from interlock.markers import _worker as worker
from interlock.markers._layout import marker_from, request_for


def test_a_request_is_answered_with_a_layout_and_reports(problem: MarkerProblem) -> None:
    reports: list[dict[str, Any]] = []
    answer = worker.answer(request_for(problem, seconds=1, seed=1), reports.append)
    assert answer["kind"] == "done"
    marker = marker_from(problem, answer["placed"], seconds=1, seed=1)
    assert audit(problem, marker) == []
    assert reports
    assert {report["kind"] for report in reports} == {"progress"}
    assert reports[-1]["length_mm"] == pytest.approx(marker.length_mm, abs=0.01)


def test_an_outline_that_the_engine_refuses_is_named_by_its_number(problem: MarkerProblem) -> None:
    request: dict[str, Any] = request_for(problem, seconds=1, seed=1)
    request["items"][1]["outline"] = [(0, 0), (100, 100), (100, 0), (0, 100)]
    answer = worker.answer(request, lambda _: None)
    assert (answer["kind"], answer["items"]) == ("failed", [1])
    assert "no area" in answer["text"]


def test_an_interrupt_is_not_swallowed(problem: MarkerProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "_nest", interrupted)
    with pytest.raises(KeyboardInterrupt):
        worker.answer(request_for(problem, seconds=1, seed=1), lambda _: None)


@pytest.mark.parametrize(("seconds", "split"), [(1, (1, 0)), (3, (3, 0)), (4, (2, 1)), (30, (28, 1)), (14.5, (13, 1))])
def test_most_of_the_time_is_for_exploring(seconds: int, split: tuple[int, int]) -> None:
    assert worker._split(seconds) == split


def test_an_error_of_ours_is_told_in_its_own_words(problem: MarkerProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object) -> None:
        raise InterlockError("first line\nsecond line")

    monkeypatch.setattr(worker, "_nest", failing)
    assert worker.answer(request_for(problem, seconds=1, seed=1), lambda _: None)["text"] == "first line"
