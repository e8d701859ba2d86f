"""The files of a marker: written by their names' endings, and renewed with it where they were drawn from it."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from interlock.files import written
from interlock.markers import MarkerFile, dxf, svg, write_marker
from interlock.words import Language

DRAWINGS = (".svg", ".png", ".dxf", ".plt")
KINDS = (".json", *DRAWINGS)
# What a drawing of a marker holds, where a pattern file of the same name and ending holds it not.
_SIGNS = {".svg": b'class="m"', ".dxf": b" %"}
_LANGUAGES: tuple[Language, ...] = ("en", "zh")


def write(made: MarkerFile, path: Path, language: Language) -> None:
    """Write a marker into a file, by its name's ending, whole or not at all."""
    if path.suffix.lower() == ".json":
        write_marker(made, path)
        return
    content = _drawn(made, path, language)
    with written(path) as temporary:
        temporary.write_bytes(content)


def drawn_from(made: MarkerFile, path: Path, others: Collection[Path]) -> tuple[dict[Path, Language], list[Path]]:
    """Return the drawings beside a marker's file that show just this marker, and those that may show an earlier one.

    They bear the file's name with another ending and are none of the ``others``; the first come with their language.
    """
    renewable: dict[Path, Language] = {}
    unsure = []
    for beside in (path.with_suffix(kind) for kind in (*DRAWINGS, ".pdf")):
        if beside in others or not beside.is_file():
            continue
        language = next(_languages(made, beside), None)
        if language:
            renewable[beside] = language
        elif _may_be_marker(beside):
            unsure.append(beside)
    return renewable, unsure


def _languages(made: MarkerFile, path: Path) -> Iterator[Language]:
    """Yield the languages in which the file is just what would be drawn of the marker."""
    kind = path.suffix.lower()
    if kind not in DRAWINGS:
        return
    content = _undated(path.read_bytes(), kind)
    for language in _LANGUAGES:
        if _undated(_drawn(made, path, language), kind) == content:
            yield language


def _undated(content: bytes, kind: str) -> bytes:
    """A DXF without its head, which tells when it was written."""
    return content[content.rfind(b"ENTITIES") :] if kind == ".dxf" else content


def _may_be_marker(path: Path) -> bool:
    return _SIGNS.get(path.suffix.lower(), b"") in path.read_bytes()


def _drawn(made: MarkerFile, path: Path, language: Language) -> bytes:
    kind, problem, marker, unit_mm = path.suffix.lower(), made.problem, made.marker, made.own_unit_mm
    if kind == ".plt":
        from interlock.paper import marker_plt

        return marker_plt(problem, marker, title=path.stem, unit_mm=unit_mm)
    if kind == ".dxf":
        with tempfile.TemporaryDirectory() as folder:
            part = Path(folder, "marker.dxf")
            dxf(problem, marker, part, unit_mm, title=path.stem, styles=made.styles)
            return part.read_bytes()
    picture = svg(problem, marker, path.stem, language, unit_mm)
    if kind == ".svg":
        return picture.encode()
    from interlock.patterns.png import svg_png

    return svg_png(picture)
