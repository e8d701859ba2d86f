from __future__ import annotations

import pytest

from interlock.markers import Marker, MarkerProblem, MarkerRules, Placement
from interlock.patterns import Piece


@pytest.fixture
def body() -> Piece:
    """An arrow 300 mm long, pointing up in its own axes; its grain points up too."""
    outline = ((0.0, 0.0), (200.0, 0.0), (200.0, 200.0), (100.0, 300.0), (0.0, 200.0))
    return Piece(name="body", size="M", outline=outline, grain_deg=90.0)


@pytest.fixture
def sleeve() -> Piece:
    outline = ((10.0, 10.0), (130.0, 10.0), (90.0, 110.0), (10.0, 110.0))
    return Piece(name="sleeve", size="M", outline=outline, quantity=2, mirrored=True)


@pytest.fixture
def problem(body: Piece, sleeve: Piece) -> MarkerProblem:
    return MarkerProblem(((body, 2), (sleeve, 2)), MarkerRules(width_mm=500, direction="two_way", gap_mm=3, edge_mm=5))


def by_hand(problem: MarkerProblem, *copies: tuple[str, int, float, float, float, bool], length_mm: float) -> Marker:
    return Marker(
        width_mm=problem.rules.width_mm,
        length_mm=length_mm,
        placements=tuple(
            Placement(piece=name, size="M", garment=garment, x_mm=x, y_mm=y, rotation_deg=angle, mirrored=mirrored)
            for name, garment, x, y, angle, mirrored in copies
        ),
        utilisation=problem.area_mm2 / (length_mm * problem.rules.width_mm),
        seed=0,
        seconds=1,
    )


@pytest.fixture
def marker(problem: MarkerProblem) -> Marker:
    """A marker laid by hand that keeps every rule; on the grain, the body spans x 0..300, y -200..0."""
    return by_hand(
        problem,
        ("body", 0, 0.0, 210.0, 0.0, False),
        ("body", 1, 620.0, 10.0, 180.0, False),
        ("sleeve", 0, 0.0, 210.0, 0.0, False),
        ("sleeve", 0, 0.0, 440.0, 0.0, True),
        ("sleeve", 1, 150.0, 210.0, 0.0, False),
        ("sleeve", 1, 150.0, 440.0, 0.0, True),
        length_mm=620.0,
    )
