"""Lays as the plain data that templates set: words ready to print, counts as numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from interlock.cutting import Bundle
from interlock.explain.names import firm_named, named, piece_named
from interlock.paper.lay import DrawnMarker, LayPaper, Spread, UsedRoll
from interlock.paper.marker_names import markers_of
from interlock.paper.mini import MiniMarker
from interlock.paper.qr import qr_svg
from interlock.paper.words import WORDS
from interlock.units import MM_PER_M
from interlock.words import Language

# So many sizes stand beside each other on a card, by the letters of the longest; more begin a new table.
SIZES_ABREAST = ((4, 14), (7, 12), (12, 9))
FEWEST_ABREAST = 6
BLANK_ROLLS = 6
CARD_WIDTH_MM = 190.0
# The room of a card that is left for its marker, by how many rows of tables stand above: taller where there are few.
CARD_ROWS, CARD_HEIGHTS_MM = 14, (112.0, 72.0)
# An A4 sheet across: what its head takes, with one line of sizes; a line of sizes; a line of pieces, five abreast.
SHEET_WIDTH_MM, SHEET_HEIGHT_MM, _HEAD_MM, _SIZES_MM, _PIECES_MM = 277.0, 189.0, 22.0, 5.0, 4.6
_LETTERS_OF_SIZES, _LETTERS_OF_PIECE, _ABREAST, _LEAST_MM = 100, 24, 5, 90.0


def card(lay: LayPaper, language: Language) -> dict[str, Any]:
    """Return what a lay card shows."""
    made = lay.bundles
    used = lay.utilisation or (lay.drawn.marker.utilisation if lay.drawn else None)
    return {
        **_heads(lay, language),
        "qr": qr_svg(lay.code),
        "code": lay.code,
        "marker": lay.marker,
        "mini": _mini_key(lay.drawn.name, _height_mm(lay)) if lay.drawn else None,
        "marker_length": metres(lay.marker_mm / MM_PER_M, 3, language),
        "ply_length": metres(lay.ply_mm / MM_PER_M, 3, language),
        "end_loss": f"{lay.end_loss_mm:g} {unit('mm', language)}",
        "width": centimetres(lay.width_mm, language),
        "utilisation": f"{100 * used:.1f} %" if used else "–",
        "either_way": lay.either_way,
        "plies": lay.all_plies,
        "fabric_length": metres(lay.fabric_m, 1, language),
        "garments": lay.all_plies * lay.garments_per_ply,
        "bundles": span(made[0].number, made[-1].number),
        "blocks": [*_blocks(lay, language)],
        "rolls": [_roll(roll, language) for roll in lay.rolls] or [["", "", "", "", "", ""]] * BLANK_ROLLS,
        "onward": [_way_of(roll, language) for roll in lay.rolls if roll.earlier or roll.onward],
        "at_once": [
            WORDS.say(language, "at_once", roll=roll.roll, lay=other.lay, table=other.table or "–", time=other.time)
            for roll in lay.rolls
            for other in roll.at_once
        ],
        "note": lay.note,
    }


def ticket(lay: LayPaper, bundle: Bundle, count: int, language: Language) -> dict[str, Any]:
    """Return what the ticket of a bundle shows; its lay has ``count`` bundles."""
    code, of = lay.code_of(bundle), lay.garments_of(bundle)
    at, several = bundle.number - lay.first_bundle + 1, lay.alike(bundle)
    return {
        **_heads(lay, language),
        "order": of.order,
        **_style(of.style, of.style_name, language),
        "qr": qr_svg(code),
        "code": code,
        "colour": named(bundle.colour, language),
        "shade": bundle.shade,
        "size": of.size,
        "garment": WORDS.say(language, "of_size", at=bundle.garment, count=several) if several > 1 else "",
        "pieces": bundle.pieces,
        "number": bundle.number,
        "of_lay": WORDS.say(language, "of_lay", at=at, count=count),
        "plies": span(bundle.first_ply, bundle.last_ply),
        "last": lay.first_bundle + count - 1,
    }


def sheet_room_mm(drawn: DrawnMarker) -> tuple[float, float]:
    """Return the room that the words of a sheet of its own leave to a marker: width and height."""
    letters = sum(len(size) + 8 for size in drawn.problem.garments)
    names = [*MiniMarker(drawn).numbers]
    rows = [names[at : at + _ABREAST] for at in range(0, len(names), _ABREAST)]
    lines = sum(max(1 + len(name) // _LETTERS_OF_PIECE for name in row) for row in rows)
    below_mm = _SIZES_MM * (letters // _LETTERS_OF_SIZES) + _PIECES_MM * lines
    return SHEET_WIDTH_MM, max(_LEAST_MM, SHEET_HEIGHT_MM - _HEAD_MM - below_mm)


def mini(drawn: DrawnMarker, room_mm: tuple[float, float], language: Language) -> dict[str, Any]:
    """Return the strips of a marker drawn small, with its pieces by number and what is to be known of it."""
    small = MiniMarker(drawn, unit("m", language), lambda name: piece_named(name, language))
    marker, problem, unit_mm = drawn.marker, drawn.problem, drawn.unit_mm
    strips = small.strips(*room_mm)
    copies = Counter(copy.piece for copy in marker.placements)
    return {
        "name": drawn.name,
        "numbered": small.numbered,
        "strips": [{"svg": strip.svg, "width": strip.width_mm, "height": strip.height_mm} for strip in strips],
        "pieces": [
            {"number": n, "name": piece_named(name, language), "copies": copies[name]}
            for name, n in small.numbers.items()
        ],
        "sizes": [
            {"name": size, "count": count, "tint": small.tints[size]} for size, count in problem.garments.items()
        ],
        "mirrored": any(copy.mirrored for copy in marker.placements),
        "unitless": unit_mm is not None,
        "length": f"{marker.length_mm / unit_mm:,.3f}" if unit_mm else metres(marker.length_mm / MM_PER_M, 3, language),
        "width": f"{marker.width_mm / unit_mm:g}" if unit_mm else centimetres(marker.width_mm, language),
        "utilisation": f"{100 * marker.utilisation:.1f} %",
        "direction": problem.rules.direction,
        "garments": sum(problem.garments.values()),
        "copies": len(marker.placements),
        "scale": f"1 : {marker.length_mm / sum(strip.width_mm for strip in strips):.0f}",
    }


def minis(lays: Sequence[LayPaper], language: Language) -> dict[str, Any]:
    """Return the markers of lays, each once for every room, drawn as small as on their cards."""
    by_name = {drawn.name: drawn for drawn in markers_of(lays)}
    rooms = dict.fromkeys((lay.drawn.name, _height_mm(lay)) for lay in lays if lay.drawn)
    return {
        _mini_key(name, height_mm): mini(by_name[name], (CARD_WIDTH_MM, height_mm), language)
        for name, height_mm in rooms
    }


def _mini_key(name: str, height_mm: float) -> str:
    return f"{height_mm:g} {name}"


def _height_mm(lay: LayPaper) -> float:
    """The height of a card's room for the marker."""
    sizes = sum(1 for _, count in lay.ratio if count)
    tables = -(-sizes // _abreast(lay))
    rows = tables * (3 + len(lay.plies)) + (len(lay.rolls) or BLANK_ROLLS)
    return CARD_HEIGHTS_MM[rows > CARD_ROWS]


def unit(name: Literal["m", "cm", "mm"], language: Language) -> str:
    """Return a unit of length as it is written in a language."""
    return {"m": "米", "cm": "厘米", "mm": "毫米"}[name] if language == "zh" else name


def metres(length_m: float, digits: int, language: Language) -> str:
    """Return a length in metres with its unit."""
    return f"{length_m:,.{digits}f} {unit('m', language)}"


def centimetres(length_mm: float, language: Language) -> str:
    """Return a length in mm as centimetres with their unit."""
    return f"{length_mm / 10:g} {unit('cm', language)}"


def span(first: int, last: int) -> str:
    """Return numbers from first to last."""
    return str(first) if first == last else f"{first}–{last}"


def _heads(lay: LayPaper, language: Language) -> dict[str, Any]:
    """What stands on every paper of a lay."""
    return {
        "lay": lay.lay,
        "order": lay.order,
        "customer": firm_named(lay.customer, language),
        **_style(lay.style, lay.style_name, language),
        "fabric": lay.fabric,
        "fabric_name": named(lay.fabric_name, language) if lay.fabric_name != lay.fabric else "",
        "centre": firm_named(lay.centre, language),
        "table": lay.table,
        "day": lay.cut_on.isoformat() if lay.cut_on else "",
        "time": lay.time,
        "made_up": lay.made_up,
    }


def _style(style: str, name: str, language: Language) -> dict[str, str]:
    return {"style": style, "style_name": named(name, language) if name != style else ""}


def _blocks(lay: LayPaper, language: Language) -> Iterable[dict[str, Any]]:
    """The table of colours by sizes, in parts of so many sizes; the totals of all sizes stand in the last part."""
    sizes = [(size, count) for size, count in lay.ratio if count]
    abreast = _abreast(lay)
    parts = [sizes[at : at + abreast] for at in range(0, len(sizes), abreast)]
    for number, part in enumerate(parts, 1):
        yield {
            "sizes": [size for size, _ in part],
            "ratio": [count for _, count in part],
            "rows": [_row(lay, spread, part, language) for spread in lay.plies if spread.plies],
            "totals": [count * lay.all_plies for _, count in part],
            "last": number == len(parts),
        }


def _abreast(lay: LayPaper) -> int:
    longest = max(len(size) for size, _ in lay.ratio)
    return next((count for letters, count in SIZES_ABREAST if longest <= letters), FEWEST_ABREAST)


def _row(lay: LayPaper, spread: Spread, part: Sequence[tuple[str, int]], language: Language) -> dict[str, Any]:
    return {
        "colour": named(spread.colour, language),
        "shade": spread.shade,
        "plies": spread.plies,
        "fabric": metres(spread.plies * lay.ply_mm / MM_PER_M, 1, language),
        "garments": [count * spread.plies for _, count in part],
        "total": lay.garments_per_ply * spread.plies,
    }


def _way_of(roll: UsedRoll, language: Language) -> str:
    """A roll of several lays between those before and after."""
    return " → ".join((*roll.earlier[-1:], named(roll.roll, language), *roll.onward[:1]))


def _roll(roll: UsedRoll, language: Language) -> list[str]:
    return [
        roll.roll,
        named(roll.colour, language),
        roll.shade,
        "" if roll.length_m is None else metres(roll.length_m, 1, language),
        "" if roll.plies is None else str(roll.plies),
        "" if roll.left_m is None else metres(roll.left_m, 1, language),
    ]
