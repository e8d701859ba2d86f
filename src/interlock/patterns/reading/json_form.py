"""Interlock's own JSON read into pieces."""

from __future__ import annotations

import json
import math
from functools import partial
from typing import Any

from interlock.errors import InterlockError, Told
from interlock.patterns.file import MM_PER_UNIT, UNITS, PatternFile, Taken, Unit
from interlock.patterns.outlines import Point
from interlock.patterns.pieces import Mark, Piece
from interlock.patterns.reading.assemble import Assembled, Named, check_size
from interlock.patterns.reading.drawn import is_place
from interlock.patterns.reading.limits import MOST_COORDINATE, MOST_LINES, MOST_PIECES, MOST_POINTS
from interlock.patterns.reading.mend import mended
from interlock.patterns.reading.unit import FoundUnit
from interlock.patterns.reading.words import WORDS
from interlock.patterns.texts import one_line

# What other programs call an outline.
_OUTLINES = ("outline", "polygon", "points")


def read_json(data: bytes, name: str, unit: Unit | None = None) -> PatternFile:
    """Read the bytes of a JSON file, as :func:`interlock.patterns.patterns_json` writes it.

    A list of pieces alone is read too, and an outline as one flat list of numbers, or called ``polygon`` or ``points``.
    What a piece leaves out has its usual value: quantity 1, not mirrored, grain along x.
    """
    whole = _loaded(data, name)
    records = whole.get("pieces")
    if not isinstance(records, list) or not records:
        raise InterlockError(WORDS.told("json_no_pieces", file=name))
    if len(records) > MOST_PIECES:
        raise InterlockError(WORDS.told("too_many", file=name, most=MOST_PIECES, what=WORDS.told("pieces")))
    said = whole.get("unit", "mm")
    if said not in UNITS:
        raise InterlockError(WORDS.told("json_unit", file=name, found=str(said)[:40], units=", ".join(UNITS)))
    used = unit or said
    made = Assembled()
    for number, record in enumerate(records, 1):
        fields = record if isinstance(record, dict) else {}
        named = Named(
            piece=one_line(str(fields.get("name", ""))) or str(number), size=one_line(str(fields.get("size", "")))
        )
        made.add(named, partial(pieces_of_record, fields, named.size, MM_PER_UNIT[used]))
    told = WORDS.told("unit_given" if unit else "unit_json" if "unit" in whole else "unit_usual", unit=used)
    style, sample = (one_line(str(whole.get(key, ""))) for key in ("style", "sample_size"))
    return made.result(name, FoundUnit(used, told), style, sample)


def _loaded(data: bytes, name: str) -> dict[str, Any]:
    try:
        whole = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise InterlockError(WORDS.told("json_broken", file=name, line=error.lineno, column=error.colno)) from None
    except (ValueError, RecursionError):
        raise InterlockError(WORDS.told("json_broken", file=name, line=1, column=1)) from None
    return whole if isinstance(whole, dict) else {"pieces": whole}


def pieces_of_record(fields: dict[str, Any], size: str, factor: float, name: str, repairs: list[Told]) -> list[Piece]:
    """Return the piece of one record; ``factor`` turns its lengths into mm. Notes repairs; raises where it is none."""
    ring = _points(next((fields[key] for key in _OUTLINES if key in fields), None), "outline", factor)
    done = mended(ring)
    repairs.extend(done.repairs)
    check_size(done.outline)
    quantity = _whole(fields.get("quantity", 1))
    mirrored = _flag(fields.get("mirrored", bool(fields.get("mirrored_copies"))))
    if quantity == 0:
        repairs.append(Taken.of(WORDS.told("zero_quantity", found=0)))
    grain = fields.get("grain_deg", 0.0)
    if grain is None:
        repairs.append(WORDS.told("no_grain"))
    slits = tuple(Mark(kind="notch", points=slit, name="slit") for slit in done.slits)
    piece = Piece(
        name=name,
        size=size,
        outline=done.outline,
        quantity=quantity or 1,
        mirrored=mirrored and quantity > 0,
        grain_deg=0.0 if grain is None else _number(grain, "grain_deg"),
        marks=(*slits, *_marks(fields.get("marks", []), factor)),
        material=one_line(str(fields.get("material", ""))),
    )
    return [piece]


def _marks(found: object, factor: float) -> tuple[Mark, ...]:
    if not isinstance(found, list) or not all(isinstance(mark, dict) for mark in found):
        raise _wrong("marks", found)
    if len(found) > MOST_LINES:
        raise InterlockError(WORDS.told("too_many_lines", most=MOST_LINES, what=WORDS.told("marks")))
    return tuple(
        Mark(
            kind=mark.get("kind", ""),
            points=_points(mark.get("points"), "points", factor),
            name=one_line(str(mark.get("name", ""))),
        )
        for mark in found
    )


def _points(found: object, where: str, factor: float) -> tuple[Point, ...]:
    """Pairs of numbers, or one flat list of them."""
    if not isinstance(found, list) or not found:
        raise _wrong(where, found)
    if len(found) > 2 * MOST_POINTS:
        raise InterlockError(WORDS.told("too_many_lines", most=MOST_POINTS, what=WORDS.told("points")))
    flat = [value for entry in found for value in (entry if isinstance(entry, list) else [entry])]
    pairs = not isinstance(found[0], list) or all(isinstance(entry, list) and len(entry) == 2 for entry in found)
    if len(flat) % 2 or not pairs:
        raise _wrong(where, found)
    numbers = [_number(value, where) * factor for value in flat]
    points = tuple(zip(numbers[::2], numbers[1::2], strict=True))
    if not all(map(is_place, points)):
        raise InterlockError(WORDS.told("not_finite", most=MOST_COORDINATE))
    return points


def _number(found: object, where: str) -> float:
    if isinstance(found, int | float) and not isinstance(found, bool) and abs(found) < 1e300 and math.isfinite(found):
        return float(found)
    raise _wrong(where, found)


def _whole(found: object) -> int:
    if isinstance(found, int) and not isinstance(found, bool) and 0 <= found <= 9_999:
        return found
    raise _wrong("quantity", found)


def _flag(found: object) -> bool:
    if isinstance(found, bool):
        return found
    raise _wrong("mirrored", found)


def _wrong(where: str, found: object) -> InterlockError:
    return InterlockError(
        WORDS.told("json_value", where=where, found=repr(found)[:60], wanted=WORDS.told(f"wants_{where}"))
    )
