"""Curves as lines of points."""

from __future__ import annotations

import math
from collections.abc import Sequence

from interlock.patterns.outlines import Point

# A chord strays from its arc by at most the radius times 1 - cos(half of this): 0.06 mm on a radius of 100 mm. A flat
# arc of a long radius turns by less than that in all, and still rises by millimetres: it has a least number of chords.
_STEP_DEG = 4.0
_FEWEST_STEPS = 12
MOST_CONTROL_POINTS = 5_000


def arc(centre: Point, radius: float, start_deg: float, turn_deg: float) -> tuple[Point, ...]:
    """Return points of a circle from an angle on over ``turn_deg``, anticlockwise when positive, both ends included."""
    if not all(map(math.isfinite, (*centre, radius, start_deg, turn_deg))):
        return ((math.nan, math.nan),)
    turn_deg = max(-360.0, min(360.0, turn_deg))
    steps = max(_FEWEST_STEPS, math.ceil(abs(turn_deg) / _STEP_DEG))
    angles = (math.radians(start_deg + turn_deg * step / steps) for step in range(steps + 1))
    return tuple((centre[0] + radius * math.cos(angle), centre[1] + radius * math.sin(angle)) for angle in angles)


def bulged(start: Point, end: Point, bulge: float) -> tuple[Point, ...]:
    """Return the arc of a polyline's segment without its last point; ``bulge`` is the tangent of a quarter of its turn.

    Source: Autodesk, DXF Reference, group code 42 of VERTEX and LWPOLYLINE.
    """
    chord = math.dist(start, end)
    if not (math.isfinite(bulge) and 1e-9 < abs(bulge) < 1e6 and math.isfinite(chord) and chord):
        return (start,)
    turn = 4 * math.atan(bulge)
    radius = chord / (2 * math.sin(abs(turn) / 2))
    height = radius * math.cos(turn / 2) * math.copysign(1, bulge)
    along = ((end[0] - start[0]) / chord, (end[1] - start[1]) / chord)
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    centre = (middle[0] - along[1] * height, middle[1] + along[0] * height)
    first = math.degrees(math.atan2(start[1] - centre[1], start[0] - centre[0]))
    return (start, *arc(centre, radius, first, math.degrees(turn))[1:-1])


def spline(degree: int, knots: Sequence[float], control: Sequence[Point], fit: Sequence[Point]) -> tuple[Point, ...]:
    """Return points of a B-spline; those it was fitted to where it has no control points, none where it is broken."""
    from ezdxf.math import BSpline

    if len(control) > MOST_CONTROL_POINTS or len(fit) > MOST_CONTROL_POINTS:
        return ()
    order = degree + 1
    if not (2 <= order <= 12 and len(control) >= order and len(knots) == len(control) + order):
        return tuple(fit)
    if not all(map(math.isfinite, knots)) or list(knots) != sorted(knots) or knots[0] == knots[-1]:
        return tuple(fit)
    try:
        curve = BSpline(control, order=order, knots=knots)
        return tuple((point.x, point.y) for point in curve.approximate(8 * len(control)))
    except (ArithmeticError, ValueError):
        # Knots that repeat more often than a curve can bear divide by nothing.
        return tuple(fit)


def ellipse(centre: Point, major: Point, ratio: float, start: float, end: float) -> tuple[Point, ...]:
    """Return points of an ellipse's arc between two parameters in radians, both ends included."""
    turn = (end - start) % math.tau or math.tau
    if not math.isfinite(turn):
        return ()
    steps = max(8, math.ceil(math.degrees(turn) / _STEP_DEG))
    minor = (-major[1] * ratio, major[0] * ratio)
    angles = (start + turn * step / steps for step in range(steps + 1))
    return tuple(
        (
            centre[0] + major[0] * math.cos(angle) + minor[0] * math.sin(angle),
            centre[1] + major[1] * math.cos(angle) + minor[1] * math.sin(angle),
        )
        for angle in angles
    )
