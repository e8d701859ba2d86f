"""Rules beyond the fabric's plain ones, and how the judge sees them kept or broken."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import Cancelled, InvalidModel
from interlock.markers import (
    Direction,
    MarkerCache,
    MarkerProblem,
    MarkerRules,
    PieceRule,
    Placement,
    audit,
    for_ratio,
    improve,
    nest,
    nest_many,
    problem_key,
)
from interlock.markers._columns import columns_of
from interlock.markers._layout import items_of, marker_from
from interlock.markers._pool import Pool
from interlock.markers._shape import cut_outline
from interlock.markers._stripes import parted
from interlock.markers._ways import turned_garments
from interlock.patterns import Mark, Piece, graded
from interlock.patterns.outlines import bounds_mm

SQUARE = Piece(name="square", size="M", outline=((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)))
DISC = Piece(
    name="disc",
    size="M",
    outline=((0.0, 30.0), (30.0, 0.0), (50.0, 15.0), (70.0, 0.0), (100.0, 30.0), (50.0, 100.0)),
    quantity=2,
)


def side_by_side(problem: MarkerProblem, apart_mm: float, seed: int = 0):
    """Every copy in a row, so much apart."""
    placed, x = [], 0.0
    for number, item in enumerate(items_of(problem, seed)):
        for _ in item.owners:
            left, _, right, _ = bounds_mm(item.outline)
            placed.append((number, item.rotations_deg[-1], x - left, problem.rules.usable_mm / 2))
            x += right - left + apart_mm
    return marker_from(problem, placed, seconds=1, seed=seed)


def test_a_buffer_keeps_pieces_apart_and_off_the_edges() -> None:
    rule = PieceRule(piece="square", buffer_mm=5)
    problem = MarkerProblem(((SQUARE, 2),), MarkerRules(width_mm=115, gap_mm=1), (rule,))
    kept = side_by_side(problem, 1.0)
    assert audit(problem, kept) == []
    assert kept.length_mm == pytest.approx(2 * 110 + 1, abs=0.1)
    first, second = kept.placements
    near = replace(kept, placements=(first, replace(second, x_mm=second.x_mm - 0.2)))
    assert any("the gap must be 11 mm" in breach for breach in audit(problem, near))
    high = replace(kept, placements=(replace(first, y_mm=12.0), second))
    assert any("outside 5 to 110 mm" in breach for breach in audit(problem, high))
    early = replace(kept, placements=(replace(first, x_mm=3.0), second))
    assert any("outside 5 to" in breach for breach in audit(problem, early))


@pytest.mark.parametrize(("block", "area_mm2"), [("box", 10_000), ("hull", 5_600)])
def test_a_blocked_piece_takes_its_block_of_the_cloth(block, area_mm2: float) -> None:
    import shapely

    problem = MarkerProblem(((DISC, 1),), MarkerRules(width_mm=200), (PieceRule(piece="disc", block=block),))
    assert shapely.Polygon(cut_outline(problem, DISC)).area == pytest.approx(area_mm2, rel=0.02)
    kept = side_by_side(problem, 0.0)
    assert audit(problem, kept) == []
    bare = MarkerProblem(problem.pieces, problem.rules)
    first, second = kept.placements
    nearer = replace(kept, placements=(first, replace(second, x_mm=first.x_mm, y_mm=first.y_mm - 88)))
    assert any("overlap" in breach for breach in audit(problem, nearer))
    assert not any("overlap" in breach for breach in audit(bare, nearer))


def test_own_rotations_of_a_piece_replace_those_of_the_fabric() -> None:
    rule = PieceRule(piece="disc", size="M", rotations_deg=(90.0,))
    problem = MarkerProblem(((DISC, 1),), MarkerRules(width_mm=150), (PieceRule(piece="disc"), rule))
    kept = side_by_side(problem, 0.0)
    assert audit(problem, kept) == []
    assert any("turned by 90" in breach for breach in audit(MarkerProblem(problem.pieces, problem.rules), kept))


@given(st.integers(0, 50), st.sampled_from(["by_garment", "by_size"]), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=12)
def test_every_garment_or_size_points_one_way(seed: int, direction: Direction, first: int, second: int) -> None:
    problem = for_ratio(
        graded("teagan"), {"38": first, "40": second, "42": 1}, MarkerRules(width_mm=1500, direction=direction)
    )
    kept = side_by_side(problem, 1.0, seed)
    assert audit(problem, kept) == []
    against = turned_garments(problem, seed)
    assert abs(len(against) - problem.piece_count / 4 / 2) <= (1 if direction == "by_garment" else 4)


def test_a_piece_that_points_against_its_garment_is_a_breach() -> None:
    problem = for_ratio(graded("teagan"), {"38": 2}, MarkerRules(width_mm=1500, direction="by_garment"))
    kept = side_by_side(problem, 1.0)
    copies = list(kept.placements)
    copies[0] = replace(copies[0], rotation_deg=(copies[0].rotation_deg + 180) % 360)
    breaches = audit(problem, replace(kept, placements=tuple(copies)))
    assert any("point against each other; one way per garment is asked for" in breach for breach in breaches)


def test_a_tilted_piece_is_allowed_within_its_tolerance() -> None:
    problem = MarkerProblem(((SQUARE, 1),), MarkerRules(width_mm=200, tilt_deg=2))
    kept = side_by_side(problem, 0.0)
    copy = replace(kept.placements[0], rotation_deg=358.5, x_mm=3.0)
    tilted = replace(kept, placements=(copy,), length_mm=110.0, utilisation=10_000 / (110 * 200))
    assert audit(problem, tilted) == []
    for strict in (
        MarkerProblem(problem.pieces, MarkerRules(width_mm=200, tilt_deg=1)),
        replace(problem, piece_rules=(PieceRule(piece="square", tilt_deg=0),)),
    ):
        assert any("turned by 358.5 degrees" in breach for breach in audit(strict, tilted))


def test_rules_are_part_of_the_key_only_where_they_are_used() -> None:
    plain = MarkerProblem(((SQUARE, 1),), MarkerRules(width_mm=200))
    others = [
        replace(plain, rules=replace(plain.rules, tilt_deg=1)),
        replace(plain, rules=replace(plain.rules, direction="by_size")),
        replace(plain, piece_rules=(PieceRule(piece="square", buffer_mm=1),)),
    ]
    assert len({problem_key(one) for one in [plain, *others]}) == 4


def test_senseless_rules_of_a_piece_are_refused_together() -> None:
    with pytest.raises(InvalidModel) as refusal:
        PieceRule(piece="x", buffer_mm=-1, block="round", tilt_deg=90, rotations_deg=(float("nan"),))  # type: ignore[arg-type]
    assert len(refusal.value.problems) == 4
    assert "外放量" in refusal.value.chinese
    with pytest.raises(InvalidModel, match="which the marker does not have"):
        MarkerProblem(((SQUARE, 1),), MarkerRules(width_mm=200), (PieceRule(piece="collar"),))
    with pytest.raises(InvalidModel, match="tilt of 20 degrees"):
        MarkerRules(width_mm=200, tilt_deg=20)
    with pytest.raises(InvalidModel, match="across the grain"):
        MarkerProblem(((SQUARE, 1),), MarkerRules(width_mm=109), (PieceRule(piece="square", buffer_mm=5),))


def test_stripes_meet_at_match_points_and_the_judge_sees_when_they_do_not() -> None:
    marked = [
        replace(piece, marks=(Mark(kind="match", points=((10.0, 20.0),), name="hip"),))
        for piece in (SQUARE, replace(SQUARE, name="other", quantity=2, mirrored=True))
    ]
    rules = MarkerRules(width_mm=330, repeat_x_mm=70, repeat_y_mm=40)
    problem = MarkerProblem(tuple((piece, 2) for piece in marked), rules)
    found = improve(problem, seconds=1, workers=1)
    assert audit(problem, found) == []
    copies = list(found.placements)
    copies[-1] = replace(copies[-1], x_mm=copies[-1].x_mm + 1)
    breaches = audit(problem, replace(found, placements=tuple(copies)))
    assert any("match point 'hip' is off by 1.00 mm along the fabric, repeat 70 mm" in breach for breach in breaches)


@pytest.mark.parametrize("direction", ["one_way", "two_way", "by_garment"])
@pytest.mark.parametrize("design", ["brian", "teagan"])
def test_a_striped_marker_is_there_before_anything_is_nested(design: str, direction: Direction) -> None:
    def marked(piece: Piece) -> Piece:
        left, bottom, right, top = bounds_mm(piece.outline)
        point = (0.6 * left + 0.4 * right, 0.8 * bottom + 0.2 * top)
        return replace(piece, marks=(Mark(kind="match", points=(point,), name="hip"),))

    sizes = {size: [*map(marked, pieces)] for size, pieces in list(graded(design).items())[:2]}
    rules = MarkerRules(width_mm=1480, direction=direction, repeat_x_mm=45, edge_mm=10, gap_mm=1)
    hull = [PieceRule(piece=next(iter(sizes.values()))[-1].name, block="hull", buffer_mm=3)]
    for sections in ([], [[size] for size in sizes]):
        problem = for_ratio(sizes, dict.fromkeys(sizes, 2), rules, hull, sections)
        pool = Pool(problem, 30)
        assert pool.best(shorter_than=None) is None
        pool.lay_matched(seed=0)
        first = pool.best(shorter_than=None)
        assert first
        assert audit(problem, first) == []


def test_a_marker_that_was_there_is_compacted_before_the_first_layout_is_found() -> None:
    problem = MarkerProblem(((SQUARE, 2),), MarkerRules(width_mm=210))
    known = marker_from(problem, columns_of(problem, 0), seconds=1, seed=0)
    pool = Pool(problem, 30, known=known)
    asked = pool.known_request()
    assert asked
    section, request = asked
    layouts: Any = request["layouts"]
    pool.take_polished(section, request, {"layout": 0, "placed": layouts[0]["placed"]})
    assert pool.best(shorter_than=None) is None
    pool.take(0, columns_of(problem, 0), seed=0)
    assert pool.best(shorter_than=None)


def test_stripes_across_the_fabric_and_fixed_copies_are_left_to_compaction() -> None:
    at = Placement(piece="square", size="M", garment=0, x_mm=0, y_mm=0, rotation_deg=0, mirrored=False)
    plain = MarkerProblem(((SQUARE, 2),), MarkerRules(width_mm=210, repeat_x_mm=30))
    laid = marker_from(plain, columns_of(plain, 0), seconds=1, seed=0)
    assert parted(plain, laid)
    assert not parted(replace(plain, rules=replace(plain.rules, repeat_y_mm=20)), laid)
    assert not parted(replace(plain, fixed=(at,)), laid)


def test_sections_lie_one_after_the_other() -> None:
    small = replace(SQUARE, size="S")
    problem = MarkerProblem(((SQUARE, 3), (small, 3)), MarkerRules(width_mm=210), sections=(("S",), ("M",)))
    found = improve(problem, seconds=1, workers=2)
    assert audit(problem, found) == []
    assert found.length_mm == pytest.approx(400, abs=0.1)
    swapped = MarkerProblem(problem.pieces, problem.rules, sections=(("M",), ("S",)))
    assert any("section 2 starts at 0.00 mm" in breach for breach in audit(swapped, found))


def test_fixed_copies_stay_where_they_are() -> None:
    at = Placement(piece="square", size="M", garment=1, x_mm=40, y_mm=30, rotation_deg=0, mirrored=False)
    problem = MarkerProblem(((SQUARE, 3),), MarkerRules(width_mm=210), fixed=(at,))
    found = improve(problem, seconds=1, workers=1)
    assert audit(problem, found) == []
    assert at in found.placements
    other = MarkerProblem(problem.pieces, problem.rules, fixed=(replace(at, y_mm=60),))
    assert any("does not lie where it is fixed" in breach for breach in audit(other, found))


def test_sections_and_fixed_copies_that_make_no_sense_are_refused() -> None:
    at = Placement(piece="square", size="M", garment=0, x_mm=0, y_mm=0, rotation_deg=0, mirrored=False)
    pieces, rules = ((SQUARE, 2),), MarkerRules(width_mm=210)
    wrong = (
        ({"sections": (("M",), ("M",))}, "stands in the sections 2 times"),
        ({"sections": (("M", "L"),)}, "'L' stands in a section, but the marker has none of it"),
        ({"sections": (("M",),), "fixed": (at,)}, "fix pieces in markers of one section only"),
        ({"fixed": (replace(at, garment=2),)}, "no such copy"),
        ({"fixed": (replace(at, y_mm=120),)}, "outside the fabric"),
        ({"fixed": (at, replace(at, x_mm=200))}, "fixed 2 times"),
    )
    for more, said in wrong:
        with pytest.raises(InvalidModel, match=said):
            MarkerProblem(pieces, rules, **more)  # type: ignore[arg-type]
    both = MarkerProblem(pieces, rules, fixed=(at, replace(at, garment=1, x_mm=50)))
    with pytest.raises(InvalidModel, match="both are fixed"):
        improve(both, seconds=1)


def test_what_is_not_plain_is_nested_by_the_search(tmp_path: Path) -> None:
    problem = MarkerProblem(((SQUARE, 4),), MarkerRules(width_mm=210, tilt_deg=1))
    cache = MarkerCache(tmp_path)
    shares: list[float] = []
    first = nest(problem, seconds=1, cache=cache, progress=lambda share, _: shares.append(share))
    assert audit(problem, first) == []
    assert nest_many([problem], seconds=600, cache=cache) == [first]
    assert shares == sorted(shares)
    with pytest.raises(Cancelled):
        nest(replace(problem, rules=replace(problem.rules, tilt_deg=2)), seconds=600, stop=lambda: True)
