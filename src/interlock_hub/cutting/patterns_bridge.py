"""Pattern files as the engine reads and writes them, and their pieces as a style's."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from interlock import model as engine
from interlock.errors import InterlockError, Told
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError
from interlock_hub.cutting.bridge import with_pieces
from interlock_hub.orders.models import Style
from interlock_hub.orders.style_bridge import picture_of, pieces_of

MOST_PIECES = 600
# A sheet's own rules would need a style in the page; the page's style sheet draws it there.
Said = dict[str, str]


def read(data: bytes, name: str, *, unit: str = "", rules: bytes = b"") -> dict[str, Any]:
    """Return what a pattern file holds: unit, sizes, pieces, repairs and refusals, errors of the whole file.

    ``unit`` is that of its lengths where it is given, ``rules`` are grade rules that make its other sizes.
    """
    from interlock.patterns import UNITS, in_every_size, read_patterns

    given = next((known for known in UNITS if known == unit), None)
    try:
        found = in_every_size(read_patterns(data, name, unit=given, rules=rules or None))
    except InterlockError as error:
        return {"errors": [_both(error)], "pieces": [], "bodies": [], "repairs": [], "refused": [], "sizes": []}
    return {
        "errors": [],
        "unit": found.unit,
        "unit_found": _said(found.unit_found),
        "sizes": list(found.sizes),
        "pieces": [
            {
                "name": piece.name, "size": piece.size, "quantity": piece.quantity, "mirrored": piece.mirrored,
                "area_cm2": round(piece.area_mm2 / 100, 1), "material": piece.material, "points": len(piece.outline),
            }
            for piece in found.pieces
        ],
        "repairs": [{"piece": one.piece, "size": one.size, "what": _said(one.what)} for one in found.repairs],
        "refused": [{"piece": one.piece, "size": one.size, "what": _said(one.reason)} for one in found.refused],
        "bodies": [msgspec.to_builtins(piece) for piece in found.pieces[:MOST_PIECES]],
    }  # fmt: skip


def _said(text: str) -> Said:
    return {"en": str(text), "zh": text.chinese if isinstance(text, Told) else str(text)}


def _both(error: InterlockError) -> Said:
    return {"en": str(error), "zh": error.chinese or str(error)}


def picture(found: Mapping[str, Any], code: str, size: str = "") -> dict[str, Any] | None:
    """Return a file's pieces laid out in rows, the sizes nested on each other; None without pieces."""
    return picture_of(Style(code=code, sizes=list(found["sizes"]), body={"pieces": found["bodies"]}), size)


def digest(pieces: Sequence[Any]) -> str:
    """Return what tells pieces from others: a hash of their names, outlines and quantities."""
    return hashlib.sha256(json.dumps(pieces, sort_keys=True).encode()).hexdigest()


def style_body(
    body: Mapping[str, Any], bodies: Sequence[Mapping[str, Any]], sizes: Mapping[str, str], fabrics: Mapping[str, str]
) -> dict[str, Any]:
    """Return a style's body with a file's pieces: ``sizes`` gives the file's size for each of the style's, ``fabrics``
    the material for each piece by name.

    Raises :class:`~interlock_hub.core.errors.HubError` with every contradiction: a size without a piece, for one.
    """
    pieces = [{**piece, "size": ours} for ours, theirs in sizes.items() for piece in bodies if piece["size"] == theirs]
    cut: dict[str, list[str]] = {}
    for name, material in fabrics.items():
        cut.setdefault(material, []).append(name)
    changed = with_pieces(dict(body), pieces, cut)
    try:
        made = msgspec.to_builtins(msgspec.convert(changed, engine.Style))
    except (InterlockError, msgspec.ValidationError) as error:
        chinese = getattr(error, "chinese", "") if language() == "zh" else ""
        raise HubError(*(chinese or str(error)).splitlines()) from None
    return dict(json.loads(json.dumps(made)))


def guessed_fabrics(body: Mapping[str, Any], pieces: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return the material that each piece of a file is likely cut from: as its namesake is, as the file says, else the
    first material that is cut.
    """
    bill = body.get("bill", ())
    first = next((item["material"] for item in bill if item["cut_pieces"]), "")
    named = {name: item["material"] for item in bill for name in item["cut_pieces"]}
    codes = {item["material"] for item in bill}
    return {
        piece["name"]: named.get(piece["name"], piece["material"] if piece["material"] in codes else first)
        for piece in pieces
    }


def file_of(style: Style, form: str) -> bytes:
    """Return a style's pieces as ``dxf``, ``svg`` or ``json``."""
    from interlock.patterns import patterns_json, sheet_svg, write_dxf

    pieces = pieces_of(style)
    if form == "svg":
        return sheet_svg(pieces, f"{style.code} {style.name}").encode()
    if form == "json":
        return patterns_json(pieces, style=style.code).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pieces.dxf"
        write_dxf(pieces, path)
        return path.read_bytes()


def rough_export(style: Style) -> bytes:
    """Return a style's pieces as a DXF whose outlines a pattern program has left open by a millimetre.

    Sample data: it shows how what is drawn badly is mended.
    """
    from ezdxf.filemanagement import readfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pieces.dxf"
        path.write_bytes(file_of(style, "dxf"))
        document: Any = readfile(path)
        for block in document.blocks:
            for line in block.query('POLYLINE[layer=="1"]'):
                x, y, _z = line.vertices[0].dxf.location
                line.close(False)
                line.append_vertex((x + 1.0, y))
        document.saveas(path)
        return path.read_bytes()
