"""A marker as a picture (SVG) and as a file for the cutter (DXF R12)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Literal

from interlock.markers._draw_copy import drawn_copy, grain_line, words_of
from interlock.markers._label import Label, label_for
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker, Placement, placed_outline, placed_points
from interlock.patterns.dxf import GRAIN_LAYER, TEXT_LAYER, add_boundary, add_marks, add_texts, new_document, save
from interlock.patterns.outlines import Outline, bounds_mm
from interlock.patterns.pieces import Mark
from interlock.patterns.texts import one_line

Language = Literal["en", "zh"]

# The muted palette of the interface; it avoids the colours that mean on time, at risk and late.
PALETTE = (
    "#4E79A7", "#A0CBE8", "#76B7B2", "#B07AA1", "#9C755F", "#BAB0AC", "#D4A6C8", "#86BCB6", "#79706E", "#499894",
)  # fmt: skip

_WAYS = {
    "en": {
        "one_way": "one way",
        "two_way": "two ways",
        "by_garment": "one way per garment",
        "by_size": "one way per size",
    },
    "zh": {"one_way": "单向排料", "two_way": "双向排料", "by_garment": "一件一向", "by_size": "一码一向"},
}
_MIRRORED = {"en": "↔ mirrored", "zh": "↔ 镜像片"}
MARKER_LAYER = "MARKER"
_ABOVE_MM, _WORDS_MM = 30.0, 20.0
_LEFT_MM = 130.0
_BELOW_MM = 90.0
_RIGHT_MM = 60.0
_LINE_MM = 62.0
_STYLE = (
    "<style>.m text{font-family:system-ui,'Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif;"
    "font-variant-numeric:tabular-nums}.m .p{fill-opacity:.55;stroke:#333;stroke-width:1.6}"
    ".m .g{stroke:#333;stroke-width:1.6;fill:none}.m .t{fill:#1a1a1a;text-anchor:middle}"
    ".m .r{stroke:#79706E;stroke-width:1.6}.m .n{fill:#555;font-size:30px}"
    ".m .f{fill:#fff;stroke:#79706E;stroke-width:2.5}"
    ".m .h{fill:#1a1a1a;font-size:44px;font-weight:600}.m .c{fill:#333;font-size:36px}</style>"
)


def svg(
    problem: MarkerProblem,
    marker: Marker,
    title: str = "",
    lang: Language = "en",
    unit_mm: float | None = None,
    named: Callable[[str], str] = str,
) -> str:
    """Return the marker as SVG in mm: pieces coloured by size with name, size and grain, a ruler in cm and its figures.

    The fabric runs from left to right; the lower selvedge is at the bottom. ``lang`` is the language of the caption,
    ``named`` gives the name of a piece in it.
    A strip packing instance has no unit, garments or sizes: ``unit_mm`` is what its unit became, and it is drawn bare.
    """
    bare = unit_mm is not None
    lines = _caption(problem, marker, lang) if unit_mm is None else _bare_caption(marker, lang, unit_mm)
    scale = _scale(marker)
    top_mm = scale * (40 + _LINE_MM * (len(lines) + bool(title)))
    width_mm = scale * _LEFT_MM + max(marker.length_mm, 1600) + _RIGHT_MM
    foot_mm = top_mm + marker.width_mm + scale * _BELOW_MM
    name = escape(title or lines[0], quote=True)
    frame = f'viewBox="0 0 {width_mm:.0f} {foot_mm + scale * 60:.0f}" style="background:#fff"'
    legend = "" if bare else _legend(problem, marker, foot_mm / scale, lang)
    words = f'<g transform="scale({scale:.3f})">{_heading(title, lines)}{legend}</g>'
    drawn = _fabric(problem, marker, 0.0 if bare else scale, lang, named)
    fabric = f'<g transform="translate({scale * _LEFT_MM:.1f},{top_mm:.1f})">{drawn}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="m" role="img" aria-label="{name}" {frame}>'
        f"{_STYLE}{words}{fabric}</svg>\n"
    )


def dxf(
    problem: MarkerProblem,
    marker: Marker,
    path: Path,
    unit_mm: float | None = None,
    *,
    title: str = "",
    styles: Sequence[str] = (),
) -> None:
    """Write the marker as DXF R12 in mm: boundaries on layer 1, grain lines on layer 7, texts on layer 15.

    Marks of pieces lie on the layers that a pattern file has them on: notches on 4 and 80 to 83, inner lines on 8 and
    14, match points on 9, cut-outs on 11, drills on 13. The marker's title, styles and measures stand above the fabric,
    on the layer ``MARKER``, which nothing is cut or drawn from. A strip packing instance, whose unit became
    ``unit_mm``, has no grain, and its figures are in its own unit.

    Raises :class:`interlock.errors.InterlockError` when the file cannot be written.
    """
    document = new_document()
    space = document.modelspace()
    for copy in marker.placements:
        outline = _outline(problem, copy)
        label = label_for(outline, words_of(problem, copy, " (m)"))
        add_boundary(space, outline)
        add_marks(space, _marks(problem, copy))
        if unit_mm is None:
            start, end = grain_line(outline, label, copy.rotation_deg)
            space.add_line(start, end, dxfattribs={"layer": GRAIN_LAYER})
        _write_label(space, label)
    document.layers.add(MARKER_LAYER, color=8)
    words = [one_line(line) for line in _about(marker, unit_mm, title, styles)]
    top_mm = marker.width_mm + _ABOVE_MM + 1.5 * _WORDS_MM * (len(words) - 1)
    add_texts(space, words, 0.0, top_mm, layer=MARKER_LAYER, height_mm=_WORDS_MM)
    save(document, path)


def _about(marker: Marker, unit_mm: float | None, title: str, styles: Sequence[str]) -> Iterator[str]:
    """What a cutter's file says of its marker, line by line."""
    if title:
        yield f"Marker: {title}"
    if styles:
        yield f"Style: {', '.join(styles)}"
    measures = f"{marker.length_mm:.1f} x {marker.width_mm:g} mm" if unit_mm is None else figures_of(marker, unit_mm)
    yield f"{measures}, {100 * marker.utilisation:.2f} %"


def figures_of(marker: Marker, unit_mm: float | None = None) -> str:
    """Return length and width as a machine's file tells them, those of a strip packing instance in its own unit."""
    if unit_mm is not None:
        return f"{marker.length_mm / unit_mm:.3f} x {marker.width_mm / unit_mm:g}"
    return f"{marker.length_mm / 1000:.3f} m x {marker.width_mm / 10:.1f} cm"


def _scale(marker: Marker) -> float:
    """Words and rulers grow with a long marker, so that they can be read when it is shown whole."""
    return min(max(marker.length_mm / 3500, 1.0), 4.0)


def _heading(title: str, lines: list[str]) -> str:
    parts = [f'<text class="h" x="{_LEFT_MM:g}" y="62">{escape(title)}</text>'] if title else []
    for number, line in enumerate(lines, len(parts)):
        parts.append(f'<text class="c" x="{_LEFT_MM:g}" y="{58 + number * _LINE_MM:g}">{escape(line)}</text>')
    return "".join(parts)


def _caption(problem: MarkerProblem, marker: Marker, lang: Language) -> list[str]:
    garments = sum(problem.garments.values())
    # Sizes of several styles have a space in their names.
    apart = ", " if any(" " in size for size in problem.garments) else "  "
    ratio = apart.join(f"{size}×{count}" for size, count in problem.garments.items())
    length_m, width_cm, share = marker.length_mm / 1000, marker.width_mm / 10, 100 * marker.utilisation
    each_m, pieces = length_m / garments, len(marker.placements)
    way = _WAYS[lang][problem.rules.direction]
    if lang == "zh":
        return [
            f"唛架长 {length_m:.3f} 米 · 幅宽 {width_cm:.1f} 厘米 · 用布率 {share:.2f} % · 单件用布 {each_m:.3f} 米",
            f"{garments} 件 · {pieces} 片 · 尺码配比 {ratio} · {way}",
        ]
    return [
        f"Length {length_m:.3f} m · Width {width_cm:.1f} cm · Utilisation {share:.2f} % · {each_m:.3f} m per garment",
        f"{_many(garments, 'garment')} · {_many(pieces, 'piece')} · Size ratio {ratio} · {way}",
    ]


def _bare_caption(marker: Marker, lang: Language, unit_mm: float) -> list[str]:
    """The figures of a strip packing instance, in its own unit."""
    length, width, share = marker.length_mm / unit_mm, marker.width_mm / unit_mm, 100 * marker.utilisation
    count = len(marker.placements)
    if lang == "zh":
        return [f"长 {length:.3f} · 宽 {width:g} · 用布率 {share:.2f} % · {count} 片（文件无单位）"]
    return [f"Length {length:.3f} · Width {width:g} · Utilisation {share:.2f} % · {_many(count, 'piece')} (no unit)"]


def _many(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _legend(problem: MarkerProblem, marker: Marker, y_mm: float, lang: Language) -> str:
    """The colours of sizes, and the sign of mirrored copies where there are any."""
    parts = []
    # Sizes of several styles have long names.
    step_mm = max(190, 76 + 19 * max(map(len, problem.garments)))
    for number, size in enumerate(problem.garments):
        x_mm = _LEFT_MM + step_mm * number
        parts.append(f'<rect class="p" x="{x_mm:g}" y="{y_mm:g}" width="44" height="32" fill="{_colour(number)}"/>')
        parts.append(f'<text class="n" x="{x_mm + 56:g}" y="{y_mm + 27:g}">{escape(size)}</text>')
    if any(copy.mirrored for copy in marker.placements):
        x_mm = _LEFT_MM + step_mm * len(problem.garments)
        parts.append(f'<text class="n" x="{x_mm:g}" y="{y_mm + 27:g}">{_MIRRORED[lang]}</text>')
    return "".join(parts)


def _fabric(problem: MarkerProblem, marker: Marker, scale: float, lang: Language, named: Callable[[str], str]) -> str:
    """Fabric, rulers and pieces; the lower selvedge is at the bottom."""
    colours = {size: _colour(number) for number, size in enumerate(problem.garments)}
    pieces = "".join(
        drawn_copy(problem, copy, colours[copy.size], marker.width_mm, grain=bool(scale), named=named)
        for copy in marker.placements
    )
    edge = problem.rules.edge_mm
    margins = "".join(
        f'<line class="r" stroke-dasharray="14 10" x1="0" x2="{marker.length_mm:.1f}" y1="{y:g}" y2="{y:g}"/>'
        for y in ((edge, marker.width_mm - edge) if edge else ())
    )
    sheet = f'<rect class="f" width="{marker.length_mm:.1f}" height="{marker.width_mm:.1f}"/>'
    rulers = _ruler_along(marker, scale, lang) + _ruler_across(marker, scale) if scale else ""
    return f"{sheet}{margins}{rulers}{_sections(problem, marker)}{pieces}"


def _sections(problem: MarkerProblem, marker: Marker) -> str:
    """A line across the fabric where a section of a stepped lay ends and the next one starts."""
    ends = [
        max(bounds_mm(_outline(problem, copy))[2] for copy in marker.placements if copy.size in sizes)
        for sizes in problem.sections[:-1]
    ]
    return "".join(
        f'<line class="r" stroke-dasharray="30 16" x1="{x:.1f}" x2="{x:.1f}" y1="-30" y2="{marker.width_mm + 30:g}"/>'
        for x in ends
    )


def _ruler_along(marker: Marker, scale: float, lang: Language) -> str:
    parts, first = [], "0 厘米" if lang == "zh" else "0 cm"
    for cm in range(0, int(marker.length_mm // 10) + 1, 10):
        down = f"M{cm * 10},{marker.width_mm:g}v{scale * _tick(cm):.1f}"
        parts.append(f'<path class="r" d="{down}"/>')
        if cm % 50 == 0:
            words = str(cm) if cm else first
            parts.append(_number(words, cm * 10, marker.width_mm + 60 * scale, scale, "middle"))
    return "".join(parts)


def _ruler_across(marker: Marker, scale: float) -> str:
    parts = []
    for cm in range(0, int(marker.width_mm // 10) + 1, 10):
        y = marker.width_mm - cm * 10
        parts.append(f'<path class="r" d="M0,{y:g}h{-scale * _tick(cm):.1f}"/>')
        if cm % 50 == 0 and cm:
            parts.append(_number(str(cm), -34 * scale, y + 10 * scale, scale, "end"))
    return "".join(parts)


def _tick(cm: int) -> int:
    return 26 if cm % 50 == 0 else 13


def _number(words: str, x_mm: float, y_mm: float, scale: float, anchor: str) -> str:
    style = f"font-size:{30 * scale:.1f}px"
    return f'<text class="n" style="{style}" text-anchor="{anchor}" x="{x_mm:.1f}" y="{y_mm:.1f}">{words}</text>'


def _write_label(space: object, label: Label) -> None:
    half = 0.25 * label.height_mm * len(label.words)
    x, y = (label.x_mm, label.y_mm - half) if label.upright else (label.x_mm - half, label.y_mm + 0.3 * label.height_mm)
    attributes = {"layer": TEXT_LAYER, "insert": (x, y), "rotation": 90 if label.upright else 0}
    space.add_text(label.words, height=0.7 * label.height_mm, dxfattribs=attributes)  # type: ignore[attr-defined]


def _outline(problem: MarkerProblem, copy: Placement) -> Outline:
    return placed_outline(problem.by_name[copy.piece, copy.size], copy)


def _marks(problem: MarkerProblem, copy: Placement) -> Iterator[Mark]:
    """The marks of a copy where they lie on the fabric."""
    piece = problem.by_name[copy.piece, copy.size]
    return (replace(mark, points=placed_points(mark.points, piece, copy)) for mark in piece.marks)


def _colour(number: int) -> str:
    return PALETTE[number % len(PALETTE)]
