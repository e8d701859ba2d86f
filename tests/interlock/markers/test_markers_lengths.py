"""Lengths fitted to nests: between the estimate and what was observed, kept on disk, never lost to a broken line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from interlock.cli import main
from interlock.errors import InterlockError, InvalidModel
from interlock.markers import (
    LengthStore,
    Marker,
    MarkerCache,
    MarkerRules,
    Observed,
    Placement,
    calibration,
    estimate,
    fit,
    for_ratio,
)
from interlock.patterns import Piece

RULES = MarkerRules(width_mm=1_500)
SIZES = {
    size: [Piece(name="front", size=size, outline=((0, 0), (600 + more, 0), (600 + more, 400), (0, 400)), quantity=2)]
    for size, more in (("S", 0), ("M", 50), ("L", 100))
}


def seen(garments: dict[str, int], length_mm: float, seconds: int = 60) -> Observed:
    return Observed(tuple(garments.items()), length_mm, seconds)


def line(garments: dict[str, int], stretch: float, fixed_mm: float) -> Observed:
    """A nest that lies exactly on a line over the area of its pieces."""
    area_mm2 = sum(2 * 400 * (600 + {"S": 0, "M": 50, "L": 100}[size]) * n for size, n in garments.items())
    return seen(garments, fixed_mm + stretch * area_mm2 / RULES.width_mm)


def test_without_nests_the_lengths_are_those_of_the_estimate() -> None:
    fitted = fit(SIZES, RULES, ())
    ratio = {"S": 2, "M": 2, "L": 2}
    assert fitted.marker_mm(ratio) == pytest.approx(estimate(for_ratio(SIZES, ratio, RULES)), rel=0.01)
    assert (fitted.observations, fitted.error) == (0, None)


def test_many_nests_on_a_line_are_met() -> None:
    nests = [line(ratio, 1.2, 100.0) for ratio in ({"S": 3}, {"M": 4}, {"L": 5}, {"S": 2, "L": 6}, {"M": 9})] * 4
    fitted = fit(SIZES, RULES, nests)
    for ratio in ({"S": 4}, {"M": 2, "L": 3}, {"S": 8, "L": 2}):
        assert fitted.marker_mm(ratio) == pytest.approx(line(ratio, 1.2, 100.0).length_mm, rel=0.01)
    assert fitted.error is not None
    assert fitted.error < 0.01
    assert fitted.per_garment_mm == tuple(sorted(fitted.per_garment_mm))


def test_the_more_nests_the_closer_to_them() -> None:
    ratio, far = {"M": 4}, 2_500.0
    misses = [abs(fit(SIZES, RULES, [seen(ratio, far)] * n).marker_mm(ratio) - far) for n in (0, 1, 3, 10)]
    assert misses == sorted(misses, reverse=True)
    assert misses[0] > misses[-1]


def test_a_short_nest_counts_as_the_shorter_one_it_would_become() -> None:
    short = fit(SIZES, RULES, [seen({"M": 4}, 2_000.0, seconds=4)] * 5)
    long = fit(SIZES, RULES, [seen({"M": 4}, 2_000.0, seconds=60)] * 5)
    assert short.marker_mm({"M": 4}) < long.marker_mm({"M": 4})


def test_lengths_are_never_below_nothing() -> None:
    steep = fit(SIZES, RULES, [seen({"S": 1}, 10.0)] * 30 + [seen({"S": 8}, 9_000.0)] * 30)
    assert steep.fixed_mm >= 0
    assert min(steep.per_garment_mm) > 0


def test_nests_of_sizes_that_are_gone_are_passed_over() -> None:
    assert fit(SIZES, RULES, [seen({"XXL": 4}, 2_000.0)]).observations == 0


def test_short_nests_are_chosen_of_small_and_large_markers() -> None:
    ratios = calibration(SIZES)
    assert {sum(ratio.values()) for ratio in ratios} == {2, 3, 4, 6, 8}
    assert len(calibration({"S": SIZES["S"]})) == len({tuple(each.items()) for each in calibration({"S": SIZES["S"]})})


def a_marker(length_mm: float = 2_000.0, seconds: int = 4) -> Marker:
    """Two fronts of one garment of size S."""
    place = Placement(piece="front", size="S", garment=0, x_mm=0, y_mm=0, rotation_deg=0, mirrored=False)
    return Marker(
        width_mm=1_500, length_mm=length_mm, placements=(place, place), utilisation=0.5, seed=0, seconds=seconds
    )


def keep(store: LengthStore, marker: Marker, **garments: int) -> None:
    store.add(for_ratio(SIZES, garments, RULES), marker)


def test_nests_are_found_by_their_pieces_and_rules_each_once(tmp_path: Path) -> None:
    store = LengthStore(tmp_path / "lengths")
    keep(store, a_marker(), S=2, M=1)
    keep(store, a_marker(), S=2, M=1)
    keep(store, a_marker(1_900.0), L=2)
    assert set(store.observed(SIZES, RULES)) == {
        seen({"S": 2, "M": 1}, 2_000.0, seconds=4), seen({"L": 2}, 1_900.0, seconds=4),
    }  # fmt: skip
    assert len(store.observed({"S": SIZES["S"]}, RULES)) == 0
    assert store.observed(SIZES, replace(RULES, width_mm=1_600)) == ()


def test_every_nest_that_the_cache_keeps_is_remembered(tmp_path: Path) -> None:
    cache, problem = MarkerCache(tmp_path), for_ratio(SIZES, {"S": 1}, RULES)
    cache.put(problem, a_marker(2_000.0))
    cache.put(problem, a_marker(2_100.0, seconds=9))
    cache.put(problem, a_marker(1_900.0, seconds=60))
    assert [one.length_mm for one in cache.lengths.observed(SIZES, RULES)] == [2_000.0, 1_900.0]


def test_a_marker_in_sections_says_nothing_of_others(tmp_path: Path) -> None:
    store = LengthStore(tmp_path)
    store.add(for_ratio(SIZES, {"S": 1, "M": 1}, RULES, sections=[["S"], ["M"]]), a_marker())
    assert store.observed(SIZES, RULES) == ()


def test_a_line_that_was_cut_off_is_passed_over(tmp_path: Path) -> None:
    store = LengthStore(tmp_path)
    keep(store, a_marker(), S=2)
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text(encoding="utf-8") + '[[["S", 2]], 18\n[[], 3, 4]\n{"a": 1}\n', encoding="utf-8")
    assert len(store.observed(SIZES, RULES)) == 1


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(InterlockError, match="lengths of nests cannot be kept") as caught:
        keep(LengthStore(tmp_path / "taken"), a_marker(), S=2)
    assert "无法" in caught.value.chinese


def test_an_observation_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidModel, match="observed nest"):
        seen({"S": 0}, 100.0)


def test_the_command_gives_lengths_as_a_cut_plan_takes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"name": "front", "size": size, "outline": list(SIZES[size][0].outline), "quantity": 2} for size in ("S", "M")
    ]
    path = tmp_path / "pieces.json"
    path.write_text(json.dumps({"pieces": rows}), encoding="utf-8")
    ask = ["cut", "lengths", str(path), "--width", "1500", "--seconds", "1", "--cache", str(tmp_path / "cache")]
    assert main([*ask, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert list(told["per_garment_mm"]) == ["S", "M"]
    # Two fronts of 400 mm lie in each 600 mm of a width that takes three.
    assert 400 <= told["per_garment_mm"]["S"] <= 650
    assert told["nests"] >= 4
    assert main([*ask, "--lang", "zh"]) == 0
    assert "幅宽 1500 毫米" in capsys.readouterr().out
