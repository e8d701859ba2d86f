"""An AAMA / ASTM D6673 DXF file read into pieces."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from interlock.errors import InterlockError, Told
from interlock.patterns.dxf import AUTHOR
from interlock.patterns.file import MM_PER_UNIT, PatternFile, Unit
from interlock.patterns.reading.assemble import Assembled, Named, pieces_of
from interlock.patterns.reading.decode import decoded
from interlock.patterns.reading.drawn import Drawn, named_values, scaled
from interlock.patterns.reading.dxf_drawn import drawn_pieces
from interlock.patterns.reading.grade import graded, has_rules, lacking
from interlock.patterns.reading.limits import MOST_PIECES
from interlock.patterns.reading.part import Part, parted
from interlock.patterns.reading.rules import GradeRules
from interlock.patterns.reading.tags import sections
from interlock.patterns.reading.unit import found_unit, lines_apart
from interlock.patterns.reading.words import WORDS

if TYPE_CHECKING:
    from interlock.patterns.pieces import Piece


def read_dxf(data: bytes, name: str, unit: Unit | None = None, rules: GradeRules | None = None) -> PatternFile:
    """Read the bytes of a DXF file; see :func:`interlock.patterns.read_patterns`."""
    found = sections(decoded(data), name)
    pieces, words = drawn_pieces(found, name)
    style = named_values(words)
    if not any(True for piece in pieces for _ in piece.boundary_points()):
        raise InterlockError(WORDS.told("no_pieces", file=name))
    said = "mm" if style.get("author") == AUTHOR else style.get("units", "")
    loose = [piece.place for piece in pieces] == [""]
    apart = lines_apart(pieces[0]) if loose else pieces
    found_in = found_unit(apart, said, found.header.get("$INSUNITS", ""), name, unit)
    parts = [Part(scaled(piece, MM_PER_UNIT[found_in.unit])) for piece in pieces]
    if loose:
        parts = parted(parts[0].drawn, name)
    sample = style.get("sample size", "") or (rules.sample if rules else "")
    entries = list(zip(parts, _names([part.drawn for part in parts], sample), strict=True))
    if rules and {named.size for _, named in entries} <= {rules.sample, ""}:
        entries = _in_all_sizes(entries, rules, found_in.unit, name)
    if len(entries) > MOST_PIECES:
        raise InterlockError(WORDS.told("too_many", file=name, most=MOST_PIECES, what=WORDS.told("pieces")))
    made = Assembled()
    for part, named in entries:
        own_name = part.drawn.named_values().get("piece name")
        assumed = part.assumed if named.piece == own_name else (*part.assumed, WORDS.told("no_name", name=named.piece))
        made.add(named, partial(_pieces, part, named), assumed)
    return made.result(name, found_in, style.get("style name", ""), sample)


def _in_all_sizes(
    entries: list[tuple[Part, Named]], rules: GradeRules, unit: Unit, name: str
) -> list[tuple[Part, Named]]:
    """Every piece in every size of the rules; the sample size is as it was drawn."""
    if len(entries) * len(rules.sizes) > MOST_PIECES:
        raise InterlockError(WORDS.told("too_many", file=name, most=MOST_PIECES, what=WORDS.told("pieces")))
    moved = {size: rules.moved_mm(size, unit) for size in rules.sizes}
    found = []
    for part, named in entries:
        ruled = has_rules(part.drawn)
        assumed = part.assumed if ruled else (*part.assumed, WORDS.told("ungraded"))
        for size in rules.sizes:
            own = Part(part.drawn, assumed)
            if size != rules.sample:
                wrong = lacking(part.drawn, moved[size])
                own = Part(part.drawn if wrong else graded(part.drawn, moved[size]), assumed, wrong)
            found.append((own, replace(named, size=size)))
    return found


def _pieces(part: Part, named: Named, name: str, repairs: list[Told]) -> list[Piece]:
    """The pieces of a part under a free name; raises :class:`InterlockError` where something is wrong with it."""
    if part.wrong:
        raise InterlockError(part.wrong)
    return pieces_of(part.drawn, named, name, repairs)


def _names(pieces: list[Drawn], sample_size: str) -> list[Named]:
    """What each piece is called; quantity, material and note stand on the sample size alone and hold for all sizes."""
    said = [piece.named_values() for piece in pieces]
    common: dict[str, dict[str, str]] = {}
    for values in said:
        held = common.setdefault(values.get("piece name", ""), {})
        for key in ("quantity", "material", "annotation", "category"):
            if values.get(key):
                held.setdefault(key, values[key])
    return [
        _named(piece, values, common[values.get("piece name", "")], sample_size)
        for piece, values in zip(pieces, said, strict=True)
    ]


def _named(piece: Drawn, values: dict[str, str], common: dict[str, str], sample_size: str) -> Named:
    size = values.get("size", sample_size)
    name = values.get("piece name", "") or piece.place.removesuffix(f"_{size}") or "1"
    both = values if not values.get("piece name") else {**common, **{k: v for k, v in values.items() if v}}
    return Named(
        piece=name,
        size=size,
        quantity=both.get("quantity", ""),
        note=both.get("annotation", "") or both.get("category", ""),
        material=both.get("material", ""),
    )
