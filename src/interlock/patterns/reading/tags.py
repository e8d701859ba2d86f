"""A DXF file as entities: group codes and values, read line by line within limits.

Pattern programs write drawings that a drawing library must first repair (no tables, no handles, texts in any
encoding), while what counts here, the line where a file breaks off and how much of it is read, is lost on the way.
Source of the form: Autodesk, DXF Reference, "ASCII DXF files".
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from interlock.errors import InterlockError
from interlock.patterns.reading.limits import MOST_BLOCKS, MOST_ENTITIES, MOST_TAGS
from interlock.patterns.reading.words import WORDS


@dataclass(slots=True)
class Entity:
    """One entity: its kind (``LINE``), its tags in order, and for a POLYLINE its vertices."""

    kind: str
    tags: list[tuple[int, str]] = field(default_factory=list)
    vertices: list[Entity] = field(default_factory=list)

    def text(self, code: int, missing: str = "") -> str:
        """Return the first value of a group code."""
        return next((value for found, value in self.tags if found == code), missing)

    def number(self, code: int, missing: float = 0.0) -> float:
        """Return the first value of a group code as a number, NaN where it is none; a decimal comma is a point."""
        return number(self.text(code, str(missing)))

    def numbers(self, code: int) -> list[float]:
        """Return every value of a group code as a number."""
        return [number(value) for found, value in self.tags if found == code]

    @property
    def layer(self) -> str:
        """The name of its layer."""
        return self.text(8, "0").strip()


@dataclass(slots=True)
class Sections:
    """What a DXF file consists of: header variables, blocks by name, and the entities outside of blocks."""

    header: dict[str, str]
    blocks: dict[str, list[Entity]]
    entities: list[Entity]


def number(text: str) -> float:
    """Return a number as pattern programs write it; NaN where it is none."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def sections(text: str, name: str) -> Sections:
    """Return the sections of a DXF file.

    Raises :class:`InterlockError` that names file and line where it is damaged, cut off or beyond the limits.
    """
    found = Sections({}, {}, [])
    section, block = "", ""
    for entity in _entities(text, name):
        if entity.kind in ("SECTION", "ENDSEC"):
            section, block = entity.text(2).strip().upper(), ""
            if section == "HEADER":
                found.header = _header(entity.tags)
        elif entity.kind in ("BLOCK", "ENDBLK"):
            block = entity.text(2).strip() if entity.kind == "BLOCK" else ""
            if block and len(found.blocks) >= MOST_BLOCKS:
                raise InterlockError(WORDS.told("too_many", file=name, most=MOST_BLOCKS, what=WORDS.told("blocks")))
            if block:
                found.blocks.setdefault(block, [])
        elif section == "BLOCKS" and block:
            found.blocks[block].append(entity)
        elif section == "ENTITIES":
            found.entities.append(entity)
    return found


def _entities(text: str, name: str) -> Iterator[Entity]:
    """Whole entities; the vertices of a polyline are within it."""
    current: Entity | None = None
    polyline: Entity | None = None
    count, section_open = 0, False
    for code, value in _tags(text, name):
        if code != 0:
            if current is not None:
                current.tags.append((code, value))
            continue
        count += 1
        if count > MOST_ENTITIES:
            raise InterlockError(WORDS.told("too_many", file=name, most=MOST_ENTITIES, what=WORDS.told("entities")))
        kind = value.strip().upper()
        section_open = kind != "ENDSEC" and (section_open or kind == "SECTION")
        if kind == "VERTEX" and polyline is not None:
            current = Entity(kind)
            polyline.vertices.append(current)
            continue
        if current is not None and polyline is None:
            yield current
        elif polyline is not None:
            yield polyline
        current = Entity(kind)
        polyline = current if kind == "POLYLINE" else None
        if kind == "EOF":
            return
    if section_open:
        raise InterlockError(WORDS.told("truncated", file=name, line=text.count("\n") + 1))
    if current is not None:
        yield polyline or current


def _tags(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Pairs of a code and a value; blank lines before the beginning and after the end are harmless."""
    lines = enumerate(io.StringIO(text, newline=None), 1)
    count = 0
    for line, code in lines:
        if not code.strip():
            continue
        count += 1
        if count > MOST_TAGS:
            raise InterlockError(WORDS.told("too_many", file=name, most=MOST_TAGS, what=WORDS.told("tags")))
        try:
            number = int(code)
        except ValueError:
            raise InterlockError(WORDS.told("not_a_tag", file=name, line=line, found=code.strip()[:40])) from None
        _, value = next(lines, (0, None))
        if value is None:
            return
        yield number, value.rstrip("\n")


def _header(tags: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Header variables with their first value."""
    found: dict[str, str] = {}
    variable = ""
    for code, value in tags:
        if code == 9:
            variable = value.strip().upper()
        elif variable:
            found.setdefault(variable, value.strip())
    return found
