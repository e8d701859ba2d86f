from __future__ import annotations

import math

import pytest

from interlock.errors import InvalidModel
from interlock.markers import Direction, Marker, MarkerProblem, MarkerRules, Placement, for_ratio
from interlock.markers.solution import placed_outline
from interlock.patterns import Piece, graded


def test_a_marker_without_pieces_is_refused() -> None:
    with pytest.raises(InvalidModel, match="no pieces"):
        MarkerProblem((), MarkerRules(width_mm=1500))


def test_a_piece_wider_than_the_fabric_is_refused_with_both_measures(body: Piece) -> None:
    with pytest.raises(InvalidModel, match=r"'body' size 'M' is 200.0 mm across the grain, but only 190.0 mm"):
        MarkerProblem(((body, 1),), MarkerRules(width_mm=200, edge_mm=5))


def test_a_piece_exactly_as_wide_as_the_fabric_is_allowed(body: Piece) -> None:
    assert MarkerProblem(((body, 1),), MarkerRules(width_mm=200)).piece_count == 1


def test_every_wrong_piece_is_named_at_once(body: Piece, sleeve: Piece) -> None:
    with pytest.raises(InvalidModel) as refusal:
        MarkerProblem(((body, 0), (sleeve, 1), (sleeve, 1)), MarkerRules(width_mm=150))
    said = str(refusal.value)
    assert "'sleeve' size 'M' is listed 2 times" in said
    assert "asked for 0 garments" in said
    assert "200.0 mm across" in said


@pytest.mark.parametrize("width_mm", [0.0, -1.0, math.nan, 10_001.0])
def test_a_senseless_width_is_refused(width_mm: float) -> None:
    with pytest.raises(InvalidModel, match="mm wide"):
        MarkerRules(width_mm=width_mm)


def test_senseless_rules_are_refused_together() -> None:
    direction: Direction = "any_way"  # type: ignore[assignment]
    with pytest.raises(InvalidModel) as refusal:
        MarkerRules(width_mm=1500, direction=direction, gap_mm=-1, edge_mm=math.inf)
    assert len(refusal.value.problems) == 3


def test_edges_that_use_up_the_fabric_are_refused() -> None:
    with pytest.raises(InvalidModel, match="leave nothing"):
        MarkerRules(width_mm=100, edge_mm=50)


def test_a_problem_counts_what_it_holds(problem: MarkerProblem) -> None:
    assert problem.piece_count == 6
    assert problem.area_mm2 == 2 * 50_000 + 4 * 10_000
    assert problem.longest_mm == 300
    assert problem.garments == {"M": 2}
    assert problem.rules.usable_mm == 490


def test_a_size_ratio_becomes_a_problem() -> None:
    sizes = graded("teagan")
    problem = for_ratio(sizes, {"38": 2, "40": 0, "42": 1}, MarkerRules(width_mm=1500))
    assert problem.garments == {"38": 2, "42": 1}
    assert problem.piece_count == 12


def test_a_size_without_pieces_is_refused() -> None:
    with pytest.raises(InvalidModel, match="size 'XXL' has no pieces"):
        for_ratio(graded("teagan"), {"XXL": 1}, MarkerRules(width_mm=1500))


def test_a_copy_is_turned_to_the_grain_mirrored_rotated_and_moved_in_that_order(body: Piece, sleeve: Piece) -> None:
    def placed(piece: Piece, rotation_deg: float, mirrored: bool) -> set[tuple[float, float]]:
        placement = Placement(
            piece=piece.name, size="M", garment=0, x_mm=1000, y_mm=500, rotation_deg=rotation_deg, mirrored=mirrored
        )
        return set(placed_outline(piece, placement))

    assert (1300.0, 400.0) in placed(body, 0.0, False)
    assert (700.0, 600.0) in placed(body, 180.0, False)
    assert (1130.0, 510.0) in placed(sleeve, 0.0, False)
    assert (1130.0, 490.0) in placed(sleeve, 0.0, True)
    assert (870.0, 510.0) in placed(sleeve, 180.0, True)


def test_a_marker_with_senseless_figures_is_refused() -> None:
    with pytest.raises(InvalidModel) as refusal:
        Marker(width_mm=0, length_mm=math.nan, placements=(), utilisation=1.5, seed=0, seconds=1)
    assert len(refusal.value.problems) == 4
