"""The graded nest of a style as SVG: every piece in all its sizes, drawn on each other, at full size (mm).

A browser shows it whole, whatever its size; it prints and opens elsewhere at full size.

The picture is also a pattern file: each size of a piece is a group that bears what the piece has (``data-name``,
``data-size``, ...), with its outline and marks in mm as they are, so that it is read back without loss.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from interlock.errors import InvalidModel
from interlock.patterns.dxf import grain_line
from interlock.patterns.outlines import Outline, Point, bounds_mm
from interlock.patterns.pieces import Mark, Piece
from interlock.patterns.texts import one_line
from interlock.patterns.words import WORDS
from interlock.words import Language

_MARGIN_MM, _GAP_MM, _LABEL_MM, _LETTER_MM = 40.0, 60.0, 80.0, 17.0
_ROW_MM = 2_600.0
_HEAD_MM, _LEGEND_MM = 70.0, 60.0
_DRILL_MM = 3.0
# From the smallest size to the largest: light to dark through blue, with enough steps between to tell them apart.
_RAMP = ("#9CC5A1", "#49A078", "#2C7DA0", "#4E5FA3", "#7A4E99", "#A23B72")
_STYLE = (
    # On a screen it is shown whole; on paper and in other programs it is as large as width and height say.
    "<style>@media screen{svg.nest{max-width:100%;max-height:100vh}}"
    ".nest path,.nest circle{fill:none;stroke:#79706E;stroke-width:1.2}.nest .o{stroke-width:2.4}"
    ".nest .sample{stroke-width:4}.nest .q .m{stroke-opacity:.3}"
    ".nest .g{stroke:#333;stroke-width:2.4;marker-end:url(#tip)}"
    ".nest text{font:30px 'Noto Sans SC',system-ui,'PingFang SC','Microsoft YaHei',sans-serif;fill:#333}</style>"
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0,0L8,4L0,8z" style="fill:#333;stroke:none"/></marker></defs>'
)


def nest_svg(pieces: Iterable[Piece], title: str = "", *, sample_size: str = "", language: Language = "en") -> str:
    """Return all pieces, every one in all its sizes on each other, coloured by size, as SVG at full size (mm).

    Sizes of a piece share their axes as the pattern file has them; where they lie apart there, their middles fall on
    each other. ``sample_size`` is drawn bold. Raises :class:`InvalidModel` for no pieces.
    """
    chosen = list(pieces)
    if not chosen:
        raise InvalidModel([WORDS.told("nothing_to_draw")])
    sizes = list(dict.fromkeys(piece.size for piece in chosen))
    colours = {size: _colour(number, len(sizes)) for number, size in enumerate(sizes)}
    top_mm = _MARGIN_MM + (_HEAD_MM if title else 0.0) + (_LEGEND_MM if len(sizes) > 1 else 0.0)
    body, width_mm, height_mm = _rows(_cells(chosen), top_mm, colours, sample_size, language)
    heading = _text(_MARGIN_MM, _MARGIN_MM + 34, title, "font-size:44px;font-weight:600") if title else ""
    legend = _legend(colours, top_mm - 30, language) if len(sizes) > 1 else ""
    width_mm = max(width_mm, _MARGIN_MM + _legend_mm(sizes), 2 * _MARGIN_MM + 26 * len(title))
    size = f'width="{width_mm:.0f}mm" height="{height_mm:.0f}mm" viewBox="0 0 {width_mm:.0f} {height_mm:.0f}"'
    name = escape(one_line(title) or WORDS.say(language, "nest"), quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="nest" role="img" aria-label="{name}" data-interlock="pieces" '
        f'data-style="{escape(one_line(title), quote=True)}" '
        f'data-sample="{escape(one_line(sample_size), quote=True)}" {size}>'
        f"{_STYLE}{heading}{legend}{body}</svg>\n"
    )


@dataclass(frozen=True, slots=True)
class _Cell:
    """One piece in its sizes, each with how far it is moved to lie on the others."""

    sizes: tuple[tuple[Piece, Point], ...]

    @property
    def box(self) -> tuple[float, float, float, float]:
        corners = [
            corner
            for piece, (x, y) in self.sizes
            for left, bottom, right, top in [bounds_mm(piece.outline)]
            for corner in ((left + x, bottom + y), (right + x, top + y))
        ]
        return bounds_mm(corners)


def _cells(pieces: Sequence[Piece]) -> list[_Cell]:
    by_name: dict[tuple[str, str], list[Piece]] = {}
    for piece in pieces:
        by_name.setdefault((piece.name, piece.material), []).append(piece)
    return [_Cell(tuple(zip(group, _shifts(group), strict=True))) for group in by_name.values()]


def _shifts(group: Sequence[Piece]) -> list[Point]:
    boxes = [bounds_mm(piece.outline) for piece in group]
    middles = [((left + right) / 2, (bottom + top) / 2) for left, bottom, right, top in boxes]
    x, y = middles[0]
    if all(left < x < right and bottom < y < top for left, bottom, right, top in boxes):
        return [(0.0, 0.0)] * len(group)
    return [(x - middle_x, y - middle_y) for middle_x, middle_y in middles]


def _rows(
    cells: Sequence[_Cell], top_mm: float, colours: dict[str, str], sample_size: str, language: Language
) -> tuple[str, float, float]:
    parts: list[str] = []
    left_mm, row_mm, widest_mm = _MARGIN_MM, 0.0, 0.0
    for cell in cells:
        west, south, east, north = cell.box
        words = _words(cell, language)
        wide_mm = max(east - west, _LETTER_MM * sum(2 if ord(letter) > 0x2E80 else 1 for letter in words))
        if left_mm > _MARGIN_MM and left_mm + wide_mm > _ROW_MM:
            top_mm, left_mm, row_mm = top_mm + row_mm + _LABEL_MM, _MARGIN_MM, 0.0
        parts += [
            _group(
                piece,
                (left_mm - west + x, top_mm + north - y),
                colours[piece.size],
                bold=piece.size == sample_size,
                plain=piece.size == sample_size or len(cell.sizes) == 1,
            )
            for piece, (x, y) in cell.sizes
        ]
        parts.append(_grain(cell, left_mm - west, top_mm + north, sample_size))
        parts.append(_text(left_mm, top_mm + north - south + 40, words))
        left_mm += wide_mm + _GAP_MM
        row_mm, widest_mm = max(row_mm, north - south), max(widest_mm, left_mm)
    return "".join(parts), widest_mm, top_mm + row_mm + _LABEL_MM


def _group(piece: Piece, at: Point, colour: str, *, bold: bool, plain: bool) -> str:
    """One size of a piece; beside a sample size, the marks of other sizes are faint."""
    said = {
        "name": piece.name,
        "size": piece.size,
        "quantity": str(piece.quantity),
        "mirrored": str(piece.mirrored).lower(),
        "grain": _number(piece.grain_deg),
        "material": piece.material,
    }
    data = " ".join(f'data-{key}="{escape(one_line(value), quote=True)}"' for key, value in said.items())
    look = 'class="o sample"' if bold else 'class="o"'
    outline = f'<path data-kind="outline" {look} style="stroke:{colour}" d="{_path(piece.outline)}Z"/>'
    marks = "".join(_mark(mark) for mark in piece.marks)
    quiet = "" if plain else 'class="q" '
    return f'<g {quiet}{data} transform="translate({at[0]:.1f},{at[1]:.1f}) scale(1,-1)">{outline}{marks}</g>'


def _mark(mark: Mark) -> str:
    data = f'class="m" data-kind="{mark.kind}" data-name="{escape(one_line(mark.name), quote=True)}"'
    if len(mark.points) == 1:
        x, y = mark.points[0]
        return f'<circle {data} cx="{_number(x)}" cy="{_number(y)}" r="{_DRILL_MM:g}"/>'
    return f'<path {data} d="{_path(mark.points)}{"Z" if mark.kind == "cutout" else ""}"/>'


def _grain(cell: _Cell, x_mm: float, y_mm: float, sample_size: str) -> str:
    """The grain line of one size speaks for all."""
    piece, (x, y) = next(((one, shift) for one, shift in cell.sizes if one.size == sample_size), cell.sizes[0])
    (x1, y1), (x2, y2) = ((x_mm + at_x + x, y_mm - at_y - y) for at_x, at_y in grain_line(piece))
    return f'<path class="g" d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}"/>'


def _words(cell: _Cell, language: Language) -> str:
    """Name, size where there is one only, how many copies, half of them mirrored, and what it is cut from."""
    piece = cell.sizes[0][0]
    half = piece.quantity // 2
    pairs = WORDS.say(language, "half_mirrored", half=half) if piece.mirrored else ""
    size = piece.size if len(cell.sizes) == 1 else ""
    material = f"· {piece.material}" if piece.material else ""
    return " ".join(word for word in (one_line(piece.name), size, f"× {piece.quantity}{pairs}", material) if word)


def _legend(colours: dict[str, str], y_mm: float, language: Language) -> str:
    parts = [_text(_MARGIN_MM, y_mm, WORDS.say(language, "sizes"))]
    x_mm = _MARGIN_MM + 110
    for size, colour in colours.items():
        parts.append(f'<path style="stroke:{colour};stroke-width:8" d="M{x_mm:.0f},{y_mm - 10:.0f}h40"/>')
        parts.append(_text(x_mm + 52, y_mm, size))
        x_mm += _entry_mm(size)
    return "".join(parts)


def _legend_mm(sizes: Sequence[str]) -> float:
    return 110 + sum(map(_entry_mm, sizes))


def _entry_mm(size: str) -> float:
    return 80.0 + _LETTER_MM * len(size)


def _text(x_mm: float, y_mm: float, words: str, look: str = "") -> str:
    style = f' style="{look}"' if look else ""
    return f'<text x="{x_mm:.1f}" y="{y_mm:.1f}"{style}>{escape(one_line(words))}</text>'


def _path(points: Outline) -> str:
    """Path data to a millionth of a millimetre."""
    return "M" + "L".join(f"{_number(x)},{_number(y)}" for x, y in points)


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _colour(number: int, count: int) -> str:
    """The colour of a size by its place among all, between the stops of the ramp."""
    if count == 1:
        return "#4E79A7"
    place = number / (count - 1) * (len(_RAMP) - 1)
    low = min(int(place), len(_RAMP) - 2)
    share = place - low
    start, end = (_RAMP[at].lstrip("#") for at in (low, low + 1))
    mixed = (round(int(start[i : i + 2], 16) * (1 - share) + int(end[i : i + 2], 16) * share) for i in (0, 2, 4))
    return "#" + "".join(f"{part:02X}" for part in mixed)
