from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from interlock.errors import InterlockError
from interlock.markers import Marker, MarkerCache, MarkerProblem, default_cache_folder, nest, problem_key
from interlock.patterns import Piece


def test_a_marker_put_is_the_marker_got(tmp_path: Path, problem: MarkerProblem, marker: Marker) -> None:
    cache = MarkerCache(tmp_path / "markers")
    assert cache.get(problem) is None
    assert cache.put(problem, marker) == marker
    assert MarkerCache(tmp_path / "markers").get(problem) == marker


def test_the_shorter_of_two_markers_is_kept_and_returned(
    tmp_path: Path, problem: MarkerProblem, marker: Marker
) -> None:
    cache = MarkerCache(tmp_path)
    longer = replace(marker, length_mm=700.0)
    assert cache.put(problem, longer) == longer
    assert cache.put(problem, marker) == marker
    assert cache.put(problem, longer) == marker
    assert cache.get(problem) == marker


def test_the_same_problem_gives_the_same_bytes(tmp_path: Path, problem: MarkerProblem, marker: Marker) -> None:
    MarkerCache(tmp_path).put(problem, marker)
    (file,) = tmp_path.glob("*.json")
    before = file.read_bytes()
    MarkerCache(tmp_path).put(problem, replace(marker, seed=9))
    assert [path.read_bytes() for path in tmp_path.glob("*.json")] == [before]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"key": "x"}', '{"key": 1, "marker": {"width_mm": 3}}', "\udcff"])
def test_a_damaged_file_counts_as_absent_and_is_replaced(
    tmp_path: Path, problem: MarkerProblem, marker: Marker, damage: str
) -> None:
    cache = MarkerCache(tmp_path)
    cache.put(problem, marker)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(damage.encode(errors="surrogateescape"))
    assert cache.get(problem) is None
    cache.put(problem, marker)
    assert cache.get(problem) == marker


def test_a_marker_with_a_piece_missing_or_of_another_problem_counts_as_absent(
    tmp_path: Path, problem: MarkerProblem, marker: Marker
) -> None:
    cache = MarkerCache(tmp_path)
    cache.put(problem, replace(marker, placements=marker.placements[1:]))
    assert cache.get(problem) is None
    cache.put(problem, marker)
    (file,) = tmp_path.glob("*.json")
    file.write_text(json.dumps({**json.loads(file.read_text()), "key": "another"}))
    assert cache.get(problem) is None


def test_the_key_depends_on_content_and_not_on_the_order_of_pieces(problem: MarkerProblem, body: Piece) -> None:
    backwards = MarkerProblem(problem.pieces[::-1], problem.rules)
    assert problem_key(backwards) == problem_key(problem)
    others = [
        MarkerProblem(problem.pieces[:1], problem.rules),
        MarkerProblem(problem.pieces, replace(problem.rules, gap_mm=4)),
        MarkerProblem(problem.pieces, replace(problem.rules, direction="one_way")),
        MarkerProblem(((body, 3), problem.pieces[1]), problem.rules),
        MarkerProblem(((replace(body, grain_deg=270.0), 2), problem.pieces[1]), problem.rules),
    ]
    assert len({problem_key(other) for other in [problem, *others]}) == 6


def test_a_known_marker_is_returned_without_nesting(tmp_path: Path, problem: MarkerProblem, marker: Marker) -> None:
    cache = MarkerCache(tmp_path)
    cache.put(problem, marker)
    assert nest(problem, seconds=600, cache=cache) == marker


def test_a_cache_that_cannot_be_written_says_where(tmp_path: Path, problem: MarkerProblem, marker: Marker) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(InterlockError, match=r"marker cache .*file.* cannot be written"):
        MarkerCache(tmp_path / "file").put(problem, marker)
    (tmp_path / f"{problem_key(problem)}.json").mkdir()
    with pytest.raises(InterlockError, match="cannot be written"):
        MarkerCache(tmp_path).put(problem, marker)
    assert not list(tmp_path.glob("*.part"))


def test_the_cache_folder_follows_the_desktop_rules(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_folder() == tmp_path / "interlock" / "markers"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_cache_folder() == Path.home() / ".cache" / "interlock" / "markers"
