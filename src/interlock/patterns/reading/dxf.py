"""An AAMA / ASTM D6673 DXF file read into pieces."""

from __future__ import annotations

from interlock.errors import InterlockError
from interlock.patterns.file import MM_PER_UNIT, PatternFile, Unit
from interlock.patterns.reading.assemble import Assembled, Named
from interlock.patterns.reading.decode import decoded
from interlock.patterns.reading.drawn import Drawn, Line, Spot, Text, named_values
from interlock.patterns.reading.dxf_drawn import drawn_pieces
from interlock.patterns.reading.limits import MOST_PIECES
from interlock.patterns.reading.tags import sections
from interlock.patterns.reading.unit import found_unit
from interlock.patterns.reading.words import WORDS


def read_dxf(data: bytes, name: str, unit: Unit | None = None) -> PatternFile:
    """Read the bytes of a DXF file; see :func:`interlock.patterns.read_patterns`."""
    found = sections(decoded(data), name)
    pieces, words = drawn_pieces(found, name)
    style = named_values(words)
    if len(pieces) > MOST_PIECES:
        raise InterlockError(WORDS.told("too_many", file=name, most=MOST_PIECES, what=WORDS.told("pieces")))
    if not any(True for piece in pieces for _ in piece.boundary_points()):
        raise InterlockError(WORDS.told("no_pieces", file=name))
    unit, unit_found = found_unit(pieces, style.get("units", ""), found.header.get("$INSUNITS", ""), name, unit)
    made = Assembled()
    names = _names(pieces, style.get("sample size", ""))
    for piece, named in zip(pieces, names, strict=True):
        assumed = [] if named.piece in (piece.named_values().get("piece name"),) else [WORDS.told("no_name")]
        made.add(scaled(piece, MM_PER_UNIT[unit]), named, assumed)
    return PatternFile(
        name=name,
        pieces=tuple(made.pieces),
        unit=unit,
        unit_found=unit_found,
        repairs=tuple(made.repairs),
        refused=tuple(made.refused),
        style=style.get("style name", ""),
        sample_size=style.get("sample size", ""),
    )


def scaled(piece: Drawn, factor: float) -> Drawn:
    """Return what is drawn, in mm."""
    if factor == 1.0:
        return piece
    made = Drawn(piece.place)
    for layer, lines in piece.lines.items():
        made.lines[layer] = [
            Line(tuple((x * factor, y * factor) for x, y in line.points), line.closed) for line in lines
        ]
    for layer, spots in piece.spots.items():
        made.spots[layer] = [
            Spot((spot.at[0] * factor, spot.at[1] * factor), spot.depth * factor, spot.width * factor, spot.angle_deg)
            for spot in spots
        ]
    made.texts = [Text(text.layer, (text.at[0] * factor, text.at[1] * factor), text.words) for text in piece.texts]
    return made


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
    size = values.get("size", "") or sample_size
    name = values.get("piece name", "") or piece.place.removesuffix(f"_{size}") or "1"
    both = values if not values.get("piece name") else {**common, **{k: v for k, v in values.items() if v}}
    return Named(
        piece=name,
        size=size,
        quantity=both.get("quantity", ""),
        note=both.get("annotation", "") or both.get("category", ""),
        material=both.get("material", ""),
    )
