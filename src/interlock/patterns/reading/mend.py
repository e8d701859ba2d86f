"""A drawn ring made into a simple outline, or refused: repeated points, spikes and small loops are removed and told."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from interlock.errors import InterlockError, Told
from interlock.patterns.outlines import Outline, Point, area_mm2, crossing_point, first_crossing
from interlock.patterns.reading.words import WORDS

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

# Points closer than this are the same point, written twice: no file is that fine.
REPEAT_MM = 1e-4
# A way out and back this close together encloses nothing: a slit.
SLIT_MM = 0.02
MOST_SLITS = 100
# A loop may be removed when it is small beside the piece and small in itself; larger ones hide a mistake.
LOOP_SHARE = 0.005
SMALLEST_LOOP_MM2, LARGEST_LOOP_MM2 = 25.0, 1_000.0
EASED_MM = 0.05


@dataclass(frozen=True, slots=True)
class Mended:
    """A simple outline, what was done to it, and slits (base and tip of each) that the ring went into and out of."""

    outline: Outline
    repairs: tuple[Told, ...]
    slits: tuple[tuple[Point, Point], ...] = ()


def mended(ring: Sequence[Point]) -> Mended:
    """Return a simple outline of the ring (mm, closed).

    Raises :class:`InterlockError` where its loops are too large to be a slip.
    """
    outline, repeated = without_repeats(ring)
    repairs = [WORDS.told("repeated", count=repeated)] if repeated else []
    outline, slits = _without_slits(outline)
    repairs += [WORDS.told("slit", length=math.dist(*slit), x=slit[0][0], y=slit[0][1]) for slit in slits]
    crossing = first_crossing(outline) if len(outline) > 2 else None
    # A bow-tie of two equal halves has no area by the shoelace formula; what is wrong with it is that it crosses.
    if crossing is None and (len(outline) < 3 or area_mm2(outline) == 0):
        raise InterlockError(WORDS.told("no_area"))
    if crossing is None:
        return Mended(outline, tuple(repairs), slits)
    simple, told = _untangled(outline, crossing_point(outline, *crossing))
    return Mended(simple, (*repairs, told), slits)


def _without_slits(outline: Outline) -> tuple[Outline, tuple[tuple[Point, Point], ...]]:
    """The outline without places where it goes out and comes back on the same line; the base and tip of each."""
    points = list(outline)
    slits: list[tuple[Point, Point]] = []
    at = 0
    while at < len(points) and len(points) > 3 and len(slits) < MOST_SLITS:
        base, tip = points[at - 1], points[at]
        if math.dist(base, points[(at + 1) % len(points)]) > SLIT_MM:
            at += 1
            continue
        # A slit of several sides is found from its tip on: its last base is the tip of what is left.
        deepest = slits.pop()[1] if slits and slits[-1][0] == tip else tip
        slits.append((base, deepest))
        for gone in sorted((at, (at + 1) % len(points)), reverse=True):
            del points[gone]
        at = max(0, at - 2)
    return tuple(points), tuple(slits)


def without_repeats(ring: Sequence[Point]) -> tuple[Outline, int]:
    """Return the ring without points that repeat the one before, and how many there were."""
    kept: list[Point] = []
    for point in ring:
        if not kept or math.dist(kept[-1], point) > REPEAT_MM:
            kept.append((float(point[0]), float(point[1])))
    closing = 0
    while len(kept) > 1 and math.dist(kept[0], kept[-1]) <= REPEAT_MM:
        kept.pop()
        closing += 1
    # The first point written again at the end is how many programs close an outline.
    return tuple(kept), len(ring) - len(kept) - min(closing, 1)


def _untangled(outline: Outline, near: Point) -> tuple[Outline, Told]:
    import shapely

    parts = sorted(_polygons(shapely.make_valid(shapely.Polygon(outline))), key=lambda part: -part.area)
    if not parts:
        raise InterlockError(WORDS.told("no_area"))
    main, loops = parts[0], [part.area for part in parts[1:]]
    loops += [shapely.Polygon(ring).area for ring in main.interiors]
    largest = max(SMALLEST_LOOP_MM2, min(LARGEST_LOOP_MM2, LOOP_SHARE * main.area))
    if max(loops, default=0.0) > largest:
        raise InterlockError(WORDS.told("crosses", x=near[0], y=near[1]))
    simple = _ring(main)
    if first_crossing(simple) is None:
        return simple, WORDS.told("loop", count=max(1, len(loops)), area=math.fsum(loops))
    return _eased(main, near)


def _eased(main: Polygon, near: Point) -> tuple[Outline, Told]:
    """An outline that touches itself, drawn in and out again by a hair."""
    import shapely

    filled = shapely.Polygon(main.exterior)
    open_parts = _polygons(filled.buffer(-EASED_MM, join_style="mitre").buffer(EASED_MM, join_style="mitre"))
    largest = max(open_parts, key=lambda part: part.area, default=None)
    if largest is None or filled.area - largest.area > LOOP_SHARE * filled.area:
        raise InterlockError(WORDS.told("crosses", x=near[0], y=near[1]))
    simple = _ring(largest)
    if first_crossing(simple) is not None:
        raise InterlockError(WORDS.told("crosses", x=near[0], y=near[1]))
    return simple, WORDS.told("eased", by=EASED_MM)


def _ring(polygon: Polygon) -> Outline:
    return without_repeats([(x, y) for x, y, *_ in polygon.exterior.coords])[0]


def _polygons(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons of a geometry, at any depth of its collections."""
    if geometry.geom_type == "Polygon":
        return [] if geometry.is_empty else [cast("Polygon", geometry)]
    return [part for inner in getattr(geometry, "geoms", ()) for part in _polygons(inner)]
