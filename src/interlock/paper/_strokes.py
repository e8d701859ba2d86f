"""Words as lines that any pen can draw: the outlines of letters, Chinese ones too, from the font that paper is set in.

A plotter knows no Chinese letters, and its own Latin ones only upright and whole; outlines look the same everywhere.
"""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import Any

Line = tuple[tuple[float, float], ...]

# Straight steps that a curve of a letter is drawn in.
_STEPS = 4
# The font is read as its letters are asked for; threads of a server take turns.
_LOCK = Lock()


def word_lines(words: str, height: float) -> tuple[list[Line], float]:
    """Return the closed lines of words that start at the origin, with letters ``height`` tall, and their length.

    What the font does not have is drawn as its empty box.
    """
    with _LOCK:
        font = _Font()
        letters = [font.letter(letter) for letter in words]
    scale, at, lines = height / font.cap, 0.0, []
    for outlines, advance in letters:
        lines += [tuple((at + x * scale, y * scale) for x, y in line) for line in outlines]
        at += advance * scale
    return lines, at


class _Font:
    """The font of all paper, opened once."""

    _opened: Any = None

    def __init__(self) -> None:
        if _Font._opened is None:
            _Font._opened = _open()
        self._glyphs, self._names, self.cap = _Font._opened

    def letter(self, letter: str) -> tuple[tuple[Line, ...], float]:
        """The outlines of a letter and how far it moves the next, in the font's units."""
        return _letter(self._names.get(ord(letter), ".notdef"))


def _open() -> tuple[Any, dict[int, str], float]:
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path

    font = TTFont(sans_path(), lazy=True)
    return font.getGlyphSet(), font.getBestCmap(), float(font["OS/2"].sCapHeight)


@cache
def _letter(name: str) -> tuple[tuple[Line, ...], float]:
    from fontTools.pens.recordingPen import DecomposingRecordingPen

    glyph = _Font()._glyphs[name]
    pen = DecomposingRecordingPen(_Font()._glyphs)
    glyph.draw(pen)
    lines: list[Line] = []
    points: list[tuple[float, float]] = []
    for step, given in pen.value:
        if step == "moveTo":
            points = [given[0]]
        elif step == "lineTo":
            points.append(given[0])
        elif step == "curveTo":
            points += _curve(points[-1], *given)
        elif points:
            lines.append((*points, points[0]))
            points = []
    return tuple(lines), float(glyph.width)


def _curve(*corners: tuple[float, float]) -> list[tuple[float, float]]:
    """Points of a cubic Bezier curve after its first."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    found = []
    for step in range(1, _STEPS + 1):
        t = step / _STEPS
        a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
        found.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return found
