"""The unit of a file's lengths: what it says, weighed against how large garment pieces are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from interlock.errors import InterlockError, Told
from interlock.patterns.file import MM_PER_UNIT, Unit
from interlock.patterns.outlines import bounds_mm
from interlock.patterns.reading.drawn import BOUNDARY, Drawn
from interlock.patterns.reading.limits import MOST_COORDINATE
from interlock.patterns.reading.words import WORDS

# The longest piece of a garment: a collar stand or cuff at least, a skirt panel or trouser leg at most.
_SHORTEST_MM, _LONGEST_MM = 120.0, 2_600.0
# Below it, the longest piece of a METRIC file may well be drawn in inches: few garments are so small.
_SMALL_MM = 450.0
# What a file may hold whose unit is not in doubt, for it was said outright.
_LEAST_MM, _MOST_MM = 5.0, 5_000.0
_INSUNITS: dict[str, Unit] = {"1": "in", "4": "mm", "5": "cm", "6": "m"}
_OUTRIGHT: dict[str, Unit] = {
    "mm": "mm",
    "millimeter": "mm",
    "millimeters": "mm",
    "millimetres": "mm",
    "毫米": "mm",
    "cm": "cm",
    "centimeter": "cm",
    "centimeters": "cm",
    "centimetres": "cm",
    "厘米": "cm",
    "inch": "in",
    "inches": "in",
    "in": "in",
    "英寸": "in",
}
_SYSTEMS: dict[str, tuple[Unit, ...]] = {
    "metric": ("mm", "cm", "m"),
    "english": ("in",),
    "imperial": ("in",),
    "px": ("px",),
}
_ANY: tuple[Unit, ...] = ("mm", "cm", "in", "m")


class FoundUnit(NamedTuple):
    """A unit, how it was found, and whether it is doubtful: the file says otherwise, or another is as likely."""

    unit: Unit
    told: Told
    doubtful: bool = False


def found_unit(pieces: Iterable[Drawn], said: str, insunits: str, name: str, given: Unit | None = None) -> FoundUnit:
    """Return the unit and how it was found.

    ``said`` is the text ``Units:`` of the file (METRIC, ENGLISH or a unit), ``insunits`` its header's $INSUNITS.
    ``given`` settles it. A unit that the file names holds unless it makes the longest piece longer or shorter than
    the longest piece of a garment can be. METRIC may mean mm, cm or m, and $INSUNITS may be left from a template.
    Raises :class:`InterlockError` where no unit makes sense.
    """
    raw = longest(pieces)
    if given:
        return FoundUnit(given, WORDS.told("unit_given", unit=given))
    word, header = said.strip().lower(), _INSUNITS.get(insunits.strip())
    if word in _OUTRIGHT and _LEAST_MM <= raw * MM_PER_UNIT[_OUTRIGHT[word]] <= _MOST_MM:
        return FoundUnit(_OUTRIGHT[word], _said(_OUTRIGHT[word], raw))
    named: Sequence[Unit] = _SYSTEMS.get(word, ())
    if header and (not named or header in named):
        named = (header, *(unit for unit in named if unit != header))
    fitting = [unit for unit in (*named, *_ANY) if _SHORTEST_MM <= raw * MM_PER_UNIT[unit] <= _LONGEST_MM]
    usual = bool(fitting)
    if not fitting:
        fitting = [unit for unit in (*named, *_ANY) if _LEAST_MM <= raw * MM_PER_UNIT[unit] <= _MOST_MM]
    if not fitting:
        key = "unit_wrong" if raw > 0 else "no_extent"
        raise InterlockError(WORDS.told(key, file=name, raw=f"{raw:g}", most=MOST_COORDINATE))
    unit = fitting[0]
    if not usual:
        largest = _in_mm(unit, raw)
        told = WORDS.told("unit_doubtful", unit=unit, largest=largest, least=_SHORTEST_MM, most=_LONGEST_MM)
        return FoundUnit(unit, told, doubtful=True)
    # A word for one unit leaves no doubt; METRIC does, and a number in the header may be a template's.
    plain = unit in _SYSTEMS.get(word, ()) and word != "metric"
    system = _SYSTEMS.get(word, ())
    open_ = list(system) if unit in system else fitting
    if word == "metric" and header != unit and _in_mm(unit, raw) < _SMALL_MM:
        open_.append("in")
    others = [] if plain else [other for other in dict.fromkeys(fitting) if other != unit and other in open_]
    corrected = bool(named or word in _OUTRIGHT) and unit not in named
    told = _with_others(_told(unit, raw, said, insunits, named), others, raw)
    return FoundUnit(unit, told, doubtful=bool(others) or corrected)


def _told(unit: Unit, raw: float, said: str, insunits: str, named: Sequence[Unit]) -> Told:
    word, header = said.strip().lower(), _INSUNITS.get(insunits.strip())
    if word == "metric" and header != unit:
        return WORDS.told("unit_metric", unit=unit, largest=_in_mm(unit, raw), said=said.strip())
    if unit in named:
        return _said(unit, raw)
    key = "unit_corrected" if named or word in _OUTRIGHT else "unit_guessed"
    says = said.strip() or f"$INSUNITS {insunits.strip()}"
    return WORDS.told(key, unit=unit, largest=_in_mm(unit, raw), said=says)


def _with_others(told: Told, others: Sequence[Unit], raw: float) -> Told:
    """Say which other units would make garment pieces of them, too."""
    if not others:
        return told
    each = [WORDS.told("unit_other", unit=unit, largest=_in_mm(unit, raw)) for unit in others]
    names = Told(", ".join(map(str, each)), "、".join(one.chinese for one in each))
    also = WORDS.told("unit_either", others=names)
    return Told(f"{told}; {also}", f"{told.chinese}；{also.chinese}")


def longest(pieces: Iterable[Drawn]) -> float:
    """Return the longest side of the smallest boxes around the pieces, in the file's unit."""
    longest = 0.0
    for piece in pieces:
        points = list(piece.boundary_points())
        if points:
            left, bottom, right, top = bounds_mm(points)
            longest = max(longest, right - left, top - bottom)
    return longest


def lines_apart(loose: Drawn) -> list[Drawn]:
    """Return the closed lines of a drawing without blocks, or all where none is closed, as if each were a piece."""
    lines = loose.lines.get(BOUNDARY, [])
    closed = [line for line in lines if line.closed] or lines
    return [Drawn("", lines=defaultdict(list, {BOUNDARY: [line]})) for line in closed]


def _said(unit: Unit, raw: float) -> Told:
    # No file says px outright: it is what an SVG without a unit of length is drawn in.
    return WORDS.told("unit_px" if unit == "px" else "unit_said", unit=unit, largest=_in_mm(unit, raw))


def _in_mm(unit: Unit, raw: float) -> int:
    return round(raw * MM_PER_UNIT[unit])
