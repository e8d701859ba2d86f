from __future__ import annotations

from dataclasses import replace

import pytest

from interlock.markers import Marker, MarkerProblem, audit


def moved(marker: Marker, number: int, **changes: float | bool | str) -> Marker:
    copies = list(marker.placements)
    copies[number] = replace(copies[number], **changes)  # type: ignore[arg-type]
    return replace(marker, placements=tuple(copies))


def test_a_marker_that_keeps_every_rule_has_no_breach(problem: MarkerProblem, marker: Marker) -> None:
    assert audit(problem, marker) == []


def test_an_overlap_is_measured_and_both_pieces_are_named(problem: MarkerProblem, marker: Marker) -> None:
    (breach,) = audit(problem, moved(marker, 2, y_mm=195.0))
    assert breach == "piece 'body' size 'M' of garment 1 and piece 'sleeve' size 'M' of garment 1: overlap by 595.0 mm2"


def test_a_gap_that_is_too_small_is_a_breach(problem: MarkerProblem, marker: Marker) -> None:
    assert audit(problem, moved(marker, 2, y_mm=203.5)) == []
    (breach,) = audit(problem, moved(marker, 2, y_mm=202.5))
    assert "2.50 mm apart; the gap must be 3 mm" in breach


def test_a_piece_in_the_selvedge_margin_is_a_breach(problem: MarkerProblem, marker: Marker) -> None:
    (breach,) = audit(problem, moved(marker, 0, y_mm=204.9))
    assert "outside 5 to 495 mm" in breach


def test_a_piece_beyond_the_end_is_a_breach(problem: MarkerProblem, marker: Marker) -> None:
    assert any("outside 0 to 620.00 mm" in breach for breach in audit(problem, moved(marker, 0, x_mm=-1.0)))


def test_a_turned_piece_is_a_breach_on_one_way_fabric(problem: MarkerProblem, marker: Marker) -> None:
    one_way = MarkerProblem(problem.pieces, replace(problem.rules, direction="one_way"))
    (breach,) = audit(one_way, marker)
    assert "turned by 180 degrees; one_way fabric allows 0" in breach


def test_a_missing_a_foreign_and_a_wrongly_mirrored_piece_are_breaches(problem: MarkerProblem, marker: Marker) -> None:
    fewer = replace(marker, placements=marker.placements[1:])
    assert any("0 unmirrored copies, 1 are wanted" in breach for breach in audit(problem, fewer))
    foreign = moved(marker, 0, piece="collar")
    assert any("'collar'" in breach and "0 are wanted" in breach for breach in audit(problem, foreign))
    unmirrored = moved(marker, 3, mirrored=False, y_mm=320.0)
    assert any("0 mirrored copies, 1 are wanted" in breach for breach in audit(problem, unmirrored))


def test_pieces_given_to_the_wrong_garment_are_a_breach(problem: MarkerProblem, marker: Marker) -> None:
    assert len(audit(problem, moved(marker, 1, garment=0))) == 2


@pytest.mark.parametrize(
    ("change", "said"), [({"utilisation": 0.7}, "utilisation is stated"), ({"width_mm": 510}, "510 mm wide")]
)
def test_wrong_figures_are_breaches(
    problem: MarkerProblem, marker: Marker, change: dict[str, float], said: str
) -> None:
    breaches = audit(problem, replace(marker, **change))  # type: ignore[arg-type]
    assert any(said in breach for breach in breaches)
