from __future__ import annotations

from typing import Any

import pytest

from interlock.errors import InterlockError
from interlock.markers import MarkerProblem, MarkerRules, solve
from interlock.markers._child import NestingChild
from interlock.markers._layout import request_for
from interlock.markers.solve import _Job
from interlock.patterns import Piece


def test_a_process_that_does_not_answer_in_time_is_ended_with_a_clear_error(problem: MarkerProblem) -> None:
    with NestingChild() as child:
        with pytest.raises(InterlockError, match="did not answer within 0 s"):
            child.ask(
                request_for(problem, seconds=30, seed=0), limit_s=0.3, report=lambda _: None, stopped=lambda: False
            )
        assert child.process.poll() is None
    assert child.process.poll() is not None


def test_a_process_that_was_killed_gives_a_clear_error(problem: MarkerProblem) -> None:
    with NestingChild() as child:
        child.process.kill()
        with pytest.raises(InterlockError, match=r"ended unexpectedly \(exit code -9\)"):
            child.ask(request_for(problem, seconds=1, seed=0), limit_s=30, report=lambda _: None, stopped=lambda: False)
        with pytest.raises(InterlockError, match="ended unexpectedly"):
            child.ask({"again": 1}, limit_s=30, report=lambda _: None, stopped=lambda: False)


def test_the_last_words_of_a_process_are_passed_on() -> None:
    with NestingChild() as child:
        child._write("this is no request")
        assert child.process.wait(timeout=30) == 1
        with pytest.raises(InterlockError, match=r"ended unexpectedly .*JSONDecodeError"):
            child.ask({}, limit_s=30, report=lambda _: None, stopped=lambda: False)


def test_the_process_ends_itself_when_its_starter_is_gone() -> None:
    with NestingChild() as child:
        assert child.process.stdin
        child.process.stdin.close()
        assert child.process.wait(timeout=30) == 0


def test_a_panic_of_the_engine_names_the_piece_and_leaves_the_process_usable(
    body: Piece, sleeve: Piece, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = MarkerProblem(((body, 1), (sleeve, 1)), MarkerRules(width_mm=400))
    job = _Job(problem, "key", 1, 0)

    def damaged(*_: object, **__: object) -> dict[str, object]:
        request: dict[str, Any] = request_for(problem, seconds=1, seed=0)
        request["items"][0]["outline"] = [(0, 0), (100, 100), (100, 0), (0, 100)]
        return request

    with NestingChild() as child:
        with monkeypatch.context() as patch:
            patch.setattr(solve, "request_for", damaged)
            with pytest.raises(InterlockError, match="piece 'body' size 'M' cannot be nested"):
                solve._nest_in(child, job, solve._Floor())
        assert len(solve._nest_in(child, job, solve._Floor()).placements) == 3
