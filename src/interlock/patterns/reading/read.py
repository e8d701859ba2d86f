"""A pattern file, of whatever form, read into pieces."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from interlock.errors import InterlockError, Told
from interlock.files import reason
from interlock.patterns.file import PatternFile, Unit
from interlock.patterns.reading.limits import MOST_MB
from interlock.patterns.reading.words import WORDS

if TYPE_CHECKING:
    from interlock.patterns.reading.rules import GradeRules


def read_patterns(
    source: Path | str | bytes, name: str = "", *, unit: Unit | None = None, rules: Path | bytes | None = None
) -> PatternFile:
    """Read a pattern file: AAMA / ASTM D6673 DXF, SVG, or Interlock's JSON.

    ``source`` is its path or its bytes; ``name`` is what errors call it (the name of its path). ``unit`` settles the
    unit of its lengths, which is found by what the file says and by the size of its pieces otherwise. ``rules`` is a
    grade-rule file (.rul) that makes every size of a DXF that holds only the sample size; where ``source`` is a path, a
    file of the same name beside it is used.

    Every repair is listed by piece, and a piece that cannot be made a simple outline is refused by name. Raises
    :class:`InterlockError`, in both languages, where the file as a whole cannot be read.
    """
    source = Path(source) if isinstance(source, str) else source
    shown = name or (source.name or str(source) if isinstance(source, Path) else "pattern")
    data = _bytes(source, shown)
    start = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise InterlockError(WORDS.told("empty", file=shown))
    if data.startswith(b"AutoCAD Binary DXF"):
        raise InterlockError(WORDS.told("binary", file=shown))
    if data.startswith(b"AC10"):
        raise InterlockError(WORDS.told("dwg", file=shown))
    if start.startswith((b"0", b"999")) or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        from interlock.patterns.reading.dxf import read_dxf

        return read_dxf(data, shown, unit, _rules(source, rules))
    if start.startswith((b"{", b"[")):
        from interlock.patterns.reading.json_form import read_json

        return read_json(data, shown, unit)
    if start.startswith(b"<"):
        from interlock.patterns.reading.svg import read_svg

        return read_svg(data, shown, unit)
    raise InterlockError(WORDS.told("unknown_form", file=shown))


def _rules(source: Path | bytes, given: Path | bytes | None) -> GradeRules | None:
    """The grade rules that were given, else those beside the file."""
    found = given
    if found is None and isinstance(source, Path):
        found = next(filter(Path.is_file, map(source.with_suffix, (".rul", ".RUL"))), None)
    if found is None:
        return None
    from interlock.patterns.reading.rules import read_rules

    name = found.name if isinstance(found, Path) else "rules"
    return read_rules(_bytes(found, name), name)


def _bytes(source: Path | bytes, name: str) -> bytes:
    try:
        size = len(source) if isinstance(source, bytes) else source.stat().st_size
        if size > MOST_MB * 1_000_000:
            raise InterlockError(WORDS.told("too_big", file=name, size=size / 1e6, most=MOST_MB))
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError as error:
        raise InterlockError(WORDS.told("missing", file=name, why=Told(*reason(error)))) from None
