"""A marker drawn small: in as many strips below each other as make it largest on its room of paper."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import escape

from interlock.markers import (
    Label,
    MarkerProblem,
    Placement,
    StripLabel,
    label_for,
    size_of,
    strip_label,
    words_of,
)
from interlock.paper.lay import DrawnMarker
from interlock.patterns.outlines import bounds_mm, flipped, turned
from interlock.patterns.pieces import Outline

MOST_STRIPS = 6
RULER_MM = 4.0
BETWEEN_MM = 2.0
# On paper: lines, the tallest and the lowest letters that are worth setting.
_LINE_MM = 0.18
_TALLEST_MM = 3.2
_NAME_FROM_MM = 1.7
_NUMBER_FROM_MM = 1.1
_STRIP_FROM_MM = 1.5
# Words on thin neighbours stand off their middles by these shares.
_SHARES = (0.0, -0.55, 0.55, -0.25, 0.3)
MIRRORED = " ↔"
# Tints that print as different greys, too.
TINTS = ("#d9e4f2", "#fbe3c8", "#d8ecdc", "#eeddf0", "#f6efc0", "#d5edf0", "#f6d9d9", "#e3e3e3", "#e5dccb", "#dfe2fa")


_Shape = tuple[float, float, float, float, str, str]


@dataclass(frozen=True)
class Strip:
    """A stretch of a marker as SVG with its size on paper."""

    svg: str
    width_mm: float
    height_mm: float


@dataclass(frozen=True)
class MiniMarker:
    """A marker to be drawn small; ``unit`` is how a metre is written on its ruler, ``named`` how pieces are called."""

    drawn: DrawnMarker
    unit: str = "m"
    named: Callable[[str], str] = str
    _numbered: set[str] = field(default_factory=set)

    @property
    def numbered(self) -> bool:
        """Whether a piece of the strips drawn bears its number instead of its name."""
        return bool(self._numbered)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Pieces by name, numbered from 1 in the order of the marker's pieces."""
        names = dict.fromkeys(piece.name for piece, _ in self.drawn.problem.pieces)
        return {name: number for number, name in enumerate(names, 1)}

    @cached_property
    def tints(self) -> Mapping[str, str]:
        """The colour of each size."""
        return {size: TINTS[at % len(TINTS)] for at, size in enumerate(self.drawn.problem.garments)}

    def strips(self, width_mm: float, height_mm: float) -> list[Strip]:
        """Return its strips for a room of paper, the start of the marker on top, all at one scale."""
        marker = self.drawn.marker
        count, scale = max(
            ((n, self._scale(n, width_mm, height_mm)) for n in range(1, MOST_STRIPS + 1)), key=lambda found: found[1]
        )
        each_mm = marker.length_mm / count
        shapes = [*self._shapes(scale)]
        return [self._strip(shapes, n * each_mm, (n + 1) * each_mm, scale) for n in range(count)]

    def _scale(self, count: int, width_mm: float, height_mm: float) -> float:
        """Paper over fabric when the marker is cut into so many strips."""
        marker = self.drawn.marker
        high_mm = (height_mm - (count - 1) * BETWEEN_MM) / count - RULER_MM
        return min(width_mm / (marker.length_mm / count), max(high_mm, 0.0) / marker.width_mm)

    def _shapes(self, scale: float) -> Iterator[_Shape]:
        """Every copy with where it starts and ends along the fabric, and its place, y down."""
        drawings: dict[tuple[str, str, str, float, bool, int], tuple[Outline, str, str]] = {}
        seen: Counter[tuple[str, str, int, bool]] = Counter()
        width_mm = self.drawn.marker.width_mm
        for copy in self.drawn.marker.placements:
            alike = (copy.piece, copy.size, copy.garment, copy.mirrored)
            seen[alike] += 1
            size = size_of(self.drawn.problem, copy)
            key = (copy.piece, copy.size, size, copy.rotation_deg, copy.mirrored, seen[alike])
            if key not in drawings:
                drawings[key] = self._drawing(copy, scale, _SHARES[len(drawings) % len(_SHARES)])
            outline, piece, words = drawings[key]
            left, _, right, _ = bounds_mm(outline)
            yield left + copy.x_mm, right + copy.x_mm, copy.x_mm, width_mm - copy.y_mm, piece, words

    def _drawing(self, copy: Placement, scale: float, share: float) -> tuple[Outline, str, str]:
        """A piece as it lies, but for its place: y down, its tint; and its words and grain."""
        outline = _turned(self.drawn.problem, copy)
        down = _thinned(flipped(outline), 0.06 / scale)
        path = "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in down) + "Z"
        words = self._words(outline, copy, scale, share)
        return outline, f'<path class="p" fill="{self.tints[copy.size]}" d="{path}"/>', words

    def _words(self, outline: Outline, copy: Placement, scale: float, share: float) -> str:
        """Name and size where they can be read, else the piece's number and size; mirrored ones have their mark.

        On long, thin pieces they stand along it.
        """
        full, short = (
            words_of(self.drawn.problem, replace(copy, piece=str(name)), MIRRORED)
            for name in (self.named(copy.piece), self.numbers[copy.piece])
        )
        for words, least_mm in ((full, _NAME_FROM_MM), (short, _NUMBER_FROM_MM), (short.removesuffix(MIRRORED), 0.0)):
            label = label_for(outline, words, _TALLEST_MM / scale)
            if label.height_mm * scale >= least_mm:
                break
            if along := self._along(outline, words, scale, share, least_mm=least_mm if words == full else 0.0):
                return _along_text(along)
            self._numbered.add(copy.piece)
        if label.height_mm * scale < _NUMBER_FROM_MM:
            return ""
        return _text(label) + ("" if self.drawn.unit_mm else _arrow(label, outline, copy.rotation_deg))

    def _along(self, outline: Outline, words: str, scale: float, share: float, *, least_mm: float) -> StripLabel | None:
        """Words along a long, thin piece; none where they are lower than is wanted."""
        found = strip_label(outline, words, _TALLEST_MM / scale, least_mm=_STRIP_FROM_MM / scale, share=share)
        return found if found and found.height_mm * scale >= least_mm else None

    def _strip(self, shapes: list[_Shape], start_mm: float, end_mm: float, scale: float) -> Strip:
        marker = self.drawn.marker
        length_mm, high_mm = end_mm - start_mm, marker.width_mm + RULER_MM / scale
        # Every strip counts from its own start: PDF 1.4 knows no number beyond 32,767.
        # Words stand on all pieces, for those of a thin one reach over its neighbours.
        inside = "".join(
            f'<g transform="translate({x - start_mm:.1f},{y:.1f})">{drawn[layer]}</g>'
            for layer in (0, 1)
            for left, right, x, y, *drawn in shapes
            if right > start_mm and left < end_mm and drawn[layer]
        )
        line = _LINE_MM / scale
        ruler = "" if self.drawn.unit_mm else _ruler(start_mm, end_mm, marker.width_mm, scale, self.unit)
        style = f".p{{stroke:#222;stroke-width:{line:.2f}}}.g{{stroke:#222;stroke-width:{line:.2f};fill:none}}"
        sheet = (
            f'<rect x="0" y="0" width="{length_mm:.1f}" height="{marker.width_mm:.1f}" fill="#fff" '
            f'stroke="#777" stroke-width="{2 * line:.2f}"/>'
        )
        return Strip(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {length_mm:.1f} {high_mm:.1f}">'
            f"<style>{style}</style>{sheet}{inside}{ruler}</svg>",
            length_mm * scale,
            high_mm * scale,
        )


def _turned(problem: MarkerProblem, copy: Placement) -> Outline:
    """The outline of a copy before it is moved to its place."""
    on_grain = problem.by_name[copy.piece, copy.size].on_grain
    return turned(flipped(on_grain) if copy.mirrored else on_grain, copy.rotation_deg)


def _thinned(outline: Outline, least_mm: float) -> Outline:
    """Leave out points that nobody sees at this scale."""
    kept = [outline[0]]
    for point in outline[1:]:
        if math.dist(point, kept[-1]) >= least_mm:
            kept.append(point)
    return tuple(kept) if len(kept) > 2 else outline


def _text(label: Label) -> str:
    x, y = label.x_mm, -label.y_mm
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if label.upright else ""
    style = f'font-family="Noto Sans SC" font-size="{0.9 * label.height_mm:.1f}" text-anchor="middle"'
    return f'<text {style} x="{x:.1f}" y="{y:.1f}"{turn}>{escape(_clean(label.words))}</text>'


def _along_text(label: StripLabel) -> str:
    """Words turned as their piece lies, with a rim of paper where they are taller than it."""
    x, y = label.x_mm, -label.y_mm
    rim = f'stroke="#fff" stroke-width="{0.15 * label.height_mm:.1f}" paint-order="stroke"'
    rim = rim if label.height_mm > label.wide_mm else ""
    style = f'font-family="Noto Sans SC" font-size="{0.9 * label.height_mm:.1f}" text-anchor="middle"'
    turn = f'transform="rotate({0 - label.angle_deg:g} {x:.1f} {y:.1f})"'
    place = f'x="{x:.1f}" y="{y + 0.32 * label.height_mm:.1f}"'
    return f"<text {rim} {style} {place} {turn}>{escape(_clean(label.words))}</text>"


def _arrow(label: Label, outline: Outline, rotation_deg: float) -> str:
    """The grain below the words, pointing as it does on the fabric."""
    left, _, right, _ = bounds_mm(outline)
    room = 0.6 * (right - left) if label.upright else label.room_mm
    half, head = min(room / 4, 4 * label.height_mm), 0.25 * label.height_mm
    down = label.reach_mm + 0.6 * label.height_mm if label.upright else 0.4 * label.height_mm
    place = f"translate({label.x_mm:.1f},{down - label.y_mm:.1f}) rotate({-rotation_deg:g})"
    path = f"M{-half:.1f},0H{half:.1f}m{-head:.1f},{-head:.1f}l{head:.1f},{head:.1f}l{-head:.1f},{head:.1f}"
    return f'<path class="g" transform="{place}" d="{path}"/>'


def _ruler(start_mm: float, end_mm: float, width_mm: float, scale: float, unit: str) -> str:
    """Ticks every 10 cm and numbers as often as they have room, for a strip that is drawn from its start."""
    parts, size = [], 2.0 / scale
    step = next((step for step in (500, 1000, 2000, 5000) if step * scale > 8), 10_000)
    for at in range(math.ceil(start_mm / 100) * 100, int(end_mm) + 1, 100):
        x, tall = at - start_mm, (1.4 if at % step == 0 else 0.7) / scale
        parts.append(f'<path class="g" d="M{x:.1f},{width_mm:.1f}v{tall:.1f}"/>')
        if at % step == 0:
            anchor = "start" if x < size else "end" if end_mm - at < 3 * size else "middle"
            place = f'text-anchor="{anchor}" x="{x:.1f}" y="{width_mm + 3.4 / scale:.1f}"'
            style = f'font-family="Noto Sans SC" font-size="{size:.1f}" fill="#444"'
            parts.append(f"<text {style} {place}>{at / 1000:g} {unit}</text>")
    return "".join(parts)


def _clean(words: str) -> str:
    """Words without signs that XML forbids."""
    return "".join(letter for letter in words if letter.isprintable())
