"""A sheet of pieces as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from interlock.errors import InvalidModel
from interlock.patterns.dxf import grain_line
from interlock.patterns.outlines import Point, bounds_mm, flipped, shifted
from interlock.patterns.pieces import Piece
from interlock.patterns.words import WORDS

_GAP_MM = 60.0
_LABEL_MM = 70.0
_LETTER_MM = 15.0
_ROW_MM = 2_400.0
_STYLE = (
    "<style>path{fill:#4E79A7;fill-opacity:.18;stroke:#4E79A7;stroke-width:2}"
    "line{stroke:#79706E;stroke-width:2;marker-end:url(#tip)}"
    "text{font:26px system-ui,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;fill:#333}</style>"
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0L8,4L0,8z" style="fill:#79706E;fill-opacity:1;stroke:none"/></marker></defs>'
)


def sheet_svg(pieces: Iterable[Piece], title: str = "") -> str:
    """Return a sheet with every piece upright, its grain line, name, size and quantity, in rows of at most 2.4 m.

    User units are mm. Raises :class:`InvalidModel` for no pieces.
    """
    chosen = list(pieces)
    if not chosen:
        raise InvalidModel([WORDS.told("nothing_to_draw")])
    top_mm = 80.0 if title else 20.0
    body, width_mm, height_mm = _rows(chosen, top_mm)
    heading = (
        f'<text x="{_GAP_MM:g}" y="52" style="font-size:36px;font-weight:600">{escape(title)}</text>' if title else ""
    )
    size = f'viewBox="0 0 {width_mm:.0f} {height_mm:.0f}" width="{width_mm / 2:.0f}" height="{height_mm / 2:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{_STYLE}{heading}{body}</svg>\n'


def path_data(outline: Sequence[Point]) -> str:
    """Return an outline as SVG path data, to 0.1 mm."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in outline) + "Z"


def _rows(pieces: Sequence[Piece], top_mm: float) -> tuple[str, float, float]:
    parts: list[str] = []
    left_mm, row_mm, widest_mm = _GAP_MM, 0.0, 0.0
    for piece in pieces:
        west, south, east, north = bounds_mm(piece.outline)
        if left_mm > _GAP_MM and left_mm + east - west > _ROW_MM:
            top_mm, left_mm, row_mm = top_mm + row_mm + _LABEL_MM, _GAP_MM, 0.0
        parts.append(_drawn(piece, left_mm - west, top_mm + north))
        parts.append(_label(piece, left_mm, top_mm + north - south + 32))
        left_mm += max(east - west, _LETTER_MM * len(_words(piece))) + _GAP_MM
        row_mm, widest_mm = max(row_mm, north - south), max(widest_mm, left_mm)
    return "".join(parts), widest_mm, top_mm + row_mm + _LABEL_MM


def _drawn(piece: Piece, x_mm: float, y_mm: float) -> str:
    outline = shifted(flipped(piece.outline), x_mm, y_mm)
    (x1, y1), (x2, y2) = shifted(flipped(grain_line(piece)), x_mm, y_mm)
    return f'<path d="{path_data(outline)}"/><line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _label(piece: Piece, x_mm: float, y_mm: float) -> str:
    return f'<text x="{x_mm:.1f}" y="{y_mm:.1f}">{escape(_words(piece))}</text>'


def _words(piece: Piece) -> str:
    pair = " (1:1)" if piece.mirrored else ""
    return f"{piece.name} {piece.size} × {piece.quantity}{pair}"
