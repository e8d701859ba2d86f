"""Small made-up pattern files, written in the manner of different pattern programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Place = tuple[float, float]
SQUARE: tuple[Place, ...] = ((0, 0), (300, 0), (300, 200), (0, 200))
# A half back: the fold lies along y = 0.
HALF_BACK: tuple[Place, ...] = ((0, 0), (600, 0), (610, 70), (600, 180), (420, 200), (380, 260), (0, 260))


def tags(*pairs: object) -> str:
    """Group codes and values, a line each."""
    return "".join(f"{pair}\n" for pair in pairs)


def text(words: str, layer: object = 1, at: Place = (0, 0)) -> str:
    return tags(0, "TEXT", 8, layer, 10, at[0], 20, at[1], 40, 0.25, 1, words)


def polyline(points: Iterable[Place], layer: object = 1, *, closed: bool = False) -> str:
    vertices = "".join(tags(0, "VERTEX", 8, layer, 10, x, 20, y) for x, y in points)
    return tags(0, "POLYLINE", 8, layer, 66, 1, 70, int(closed)) + vertices + tags(0, "SEQEND", 8, layer)


def line(start: Place, end: Place, layer: object = 1) -> str:
    return tags(0, "LINE", 8, layer, 10, start[0], 20, start[1], 11, end[0], 21, end[1])


def point(at: Place, layer: object, *more: object) -> str:
    return tags(0, "POINT", 8, layer, 10, at[0], 20, at[1], *more)


def sides(points: Sequence[Place], layer: object = 1) -> str:
    """A closed outline as one open polyline a side, as Gerber's program writes it."""
    ends = zip(points, (*points[1:], points[0]), strict=True)
    return "".join(polyline(side, layer) for side in ends)


@dataclass
class Style:
    """A file of blocks; ``keys`` turns ``Piece Name`` into what a program calls it."""

    units: str = "METRIC"
    sample: str = "M"
    header: str = ""
    upper: bool = False
    blocks: list[tuple[str, str]] = field(default_factory=list)

    def piece(self, name: str, size: str, drawn: str, **said: str) -> Style:
        words = {"Piece Name": name, "Size": size, **{key.capitalize(): value for key, value in said.items()}}
        texts = "".join(text(f"{key.upper() if self.upper else key}: {value}") for key, value in words.items())
        self.blocks.append((f"{name}_{size}", texts + drawn))
        return self

    def written(self, encoding: str = "utf-8") -> bytes:
        blocks = "".join(
            tags(0, "BLOCK", 8, 0, 2, name, 70, 64, 10, 0, 20, 0) + drawn + tags(0, "ENDBLK")
            for name, drawn in self.blocks
        )
        inserts = "".join(tags(0, "INSERT", 8, 1, 2, name, 10, 0, 20, 0) for name, _ in self.blocks)
        said = {"Style Name": "T1", "Units": self.units, "Sample Size": self.sample}
        style = "".join(text(f"{key.upper() if self.upper else key}: {value}") for key, value in said.items() if value)
        sections = {"HEADER": self.header, "BLOCKS": blocks, "ENTITIES": inserts + style}
        whole = "".join(tags(0, "SECTION", 2, name) + body + tags(0, "ENDSEC") for name, body in sections.items())
        return (whole + tags(0, "EOF")).encode(encoding)
