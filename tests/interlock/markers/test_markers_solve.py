from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from interlock.errors import Cancelled, InterlockError, InvalidModel
from interlock.markers import MarkerCache, MarkerProblem, MarkerRules, audit, nest, nest_many
from interlock.markers._layout import failure
from interlock.patterns import Piece

FULL = Piece(name="panel", size="L", outline=((0.0, 0.0), (70.0, 0.0), (100.0, 400.0), (30.0, 400.0)))


def test_a_nested_marker_passes_the_audit_and_is_no_shorter_than_it_may_be(problem: MarkerProblem) -> None:
    seen: list[tuple[float, str]] = []
    marker = nest(problem, seconds=1, seed=3, progress=lambda share, text: seen.append((share, text)))
    assert audit(problem, marker) == []
    assert problem.area_mm2 / 500 < marker.length_mm <= 760
    assert (marker.seed, marker.seconds) == (3, 1)
    shares = [share for share, _ in seen]
    assert shares == sorted(shares)
    assert seen[-1][1].endswith(f"{100 * marker.utilisation:.1f} %")


def test_many_problems_are_nested_once_each_kept_and_returned_in_order(
    tmp_path: Path, problem: MarkerProblem, body: Piece
) -> None:
    one_way = MarkerProblem(((body, 2),), MarkerRules(width_mm=500))
    same = MarkerProblem(problem.pieces[::-1], problem.rules)
    full = MarkerProblem(((FULL, 2),), MarkerRules(width_mm=400, direction="two_way"))
    cache = MarkerCache(tmp_path)
    markers = nest_many([problem, one_way, same, full], seconds=1, workers=2, cache=cache)
    assert markers[0] == markers[2]
    assert len(list(tmp_path.glob("*.json"))) == 3
    for asked, marker in zip([problem, one_way, same, full], markers, strict=True):
        assert audit(asked, marker) == []
    assert markers[1].length_mm == pytest.approx(300, abs=0.01)
    assert nest_many([full, one_way], seconds=60, cache=cache) == [markers[3], markers[1]]


def test_a_piece_that_fills_the_width_exactly_is_nested_exactly() -> None:
    problem = MarkerProblem(((replace(FULL, grain_deg=0.0), 3),), MarkerRules(width_mm=400))
    marker = nest(problem, seconds=1)
    assert audit(problem, marker) == []
    assert marker.length_mm == pytest.approx(240, abs=0.05)


def test_several_starts_keep_the_shortest(problem: MarkerProblem) -> None:
    marker = nest(problem, seconds=1, seed=5, starts=2)
    assert marker.seed in {5, 6}
    assert audit(problem, marker) == []


def test_stopping_ends_the_nest_at_once_and_keeps_nothing(tmp_path: Path, problem: MarkerProblem) -> None:
    asked = count()
    with pytest.raises(Cancelled):
        nest(problem, seconds=300, stop=lambda: next(asked) >= 2, cache=MarkerCache(tmp_path))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [0, -1, 1.5])
def test_senseless_seconds_are_refused(problem: MarkerProblem, seconds: int) -> None:
    with pytest.raises(InvalidModel, match="whole number"):
        nest(problem, seconds=seconds)


def test_no_starts_are_refused(problem: MarkerProblem) -> None:
    with pytest.raises(InvalidModel, match="0 starts"):
        nest(problem, seconds=1, starts=0)


def test_nothing_asked_is_nothing_answered() -> None:
    assert nest_many([], seconds=1) == []


def test_a_failure_names_the_pieces(problem: MarkerProblem) -> None:
    error = failure(problem, {"items": [1, 2], "text": "no area"})
    assert isinstance(error, InterlockError)
    assert "piece 'sleeve' size 'M' cannot be nested (no area)" in str(error)
    assert "cannot be nested together" in str(failure(problem, {"items": [], "text": "x"}))


def test_the_room_opens_without_heavy_libraries() -> None:
    code = (
        "import sys, interlock.markers\n"
        "print([m for m in ('numpy', 'shapely', 'ezdxf', 'spyrrow', 'highspy', 'msgspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
