"""Rules beyond the fabric's plain ones, and how the judge sees them kept or broken."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.markers import Direction, MarkerProblem, MarkerRules, PieceRule, audit, for_ratio, problem_key
from interlock.markers._layout import items_of, marker_from
from interlock.markers._shape import cut_outline
from interlock.markers._ways import turned_garments
from interlock.patterns import Piece, graded
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
