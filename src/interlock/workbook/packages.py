"""The parts of an .xlsx package beside its sheets: which sheets there are, the shared texts, the number formats.

Read here rather than by openpyxl for two reasons: files that WPS and ERP systems write often have styles that openpyxl
refuses, and 100,000 rows are read three times as fast. Source: ECMA-376 part 1, sections 18.2 to 18.8.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from xml.etree.ElementTree import Element, fromstring
from xml.parsers import expat

from interlock.workbook.raw import Raw, clean

CHUNK = 1 << 16
_TYPES = "[Content_Types].xml"
_MAIN = "spreadsheetml.sheet.main+xml"
# Built-in formats of Chinese Excel that are dates though no format code says so (ECMA-376 part 1, 18.8.30).
_CHINESE_DATES = frozenset((*range(27, 32), 36, *range(50, 55), 57, 58))
_WINDOWS_EPOCH, _MAC_EPOCH = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True, kw_only=True)
class Formats:
    """Which cell styles show dates, durations and percentages, and the day that serial numbers count from."""

    dates: frozenset[int]
    durations: frozenset[int]
    percents: frozenset[int]
    epoch: datetime

    def day(self, serial: float) -> Raw:
        """Return the date of a serial number."""
        from openpyxl.utils.datetime import from_excel

        found: Raw = from_excel(serial, self.epoch)
        return found

    def iso_day(self, text: str) -> Raw:
        """Return the date of a text in ISO 8601, as strict workbooks keep it."""
        return datetime.fromisoformat(text)


class Package:
    """An open .xlsx archive: ``sheets`` are (name, part) in their order, ``texts`` the shared strings."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        main = _main_part(archive)
        book = fromstring(archive.read(main))  # noqa: S314 - checked to hold no DOCTYPE, bounded in size
        targets = dict(_relations(archive, main))
        self.sheets = tuple(_sheets(book, targets))
        by_kind = {kind: part for part, kind in targets.values()}
        self.texts = _texts(archive, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else []
        mac = next((node.get("date1904") in ("1", "true") for node in _every(book, "workbookPr")), False)
        self.formats = _formats(archive, by_kind.get("styles", ""), _MAC_EPOCH if mac else _WINDOWS_EPOCH)

    def open(self, part: str) -> IO[bytes]:
        """Open the part of a sheet."""
        return self.archive.open(part)


def local(tag: str) -> str:
    """Return a tag without its namespace or prefix."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def parser(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> Any:
    """Return an expat parser that calls these."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler = start
    made.EndElementHandler = end
    made.CharacterDataHandler = text
    return made


def _every(tree: Element, tag: str) -> Iterator[Element]:
    return (node for node in tree.iter() if local(node.tag) == tag)


def _main_part(archive: zipfile.ZipFile) -> str:
    types = fromstring(archive.read(_TYPES))  # noqa: S314 - checked to hold no DOCTYPE, bounded in size
    named = (node.get("PartName", "") for node in _every(types, "Override") if _MAIN in node.get("ContentType", ""))
    return next(named, "/xl/workbook.xml").lstrip("/")


def _relations(archive: zipfile.ZipFile, part: str) -> Iterator[tuple[str, tuple[str, str]]]:
    folder, name = posixpath.split(part)
    tree = fromstring(archive.read(f"{folder}/_rels/{name}.rels".lstrip("/")))  # noqa: S314 - as above
    for node in _every(tree, "Relationship"):
        target = posixpath.normpath(posixpath.join("/", folder, node.get("Target", ""))).lstrip("/")
        yield node.get("Id", ""), (target, node.get("Type", "").rpartition("/")[2])


def _sheets(book: Element, targets: Mapping[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for node in _every(book, "sheet"):
        identity = next((value for name, value in node.attrib.items() if local(name) == "id"), "")
        part, kind = targets.get(identity, ("", ""))
        if kind == "worksheet":
            yield node.get("name", ""), part


def _texts(archive: zipfile.ZipFile, part: str) -> list[str | None]:
    """Return the shared strings, blank ones as None, without the phonetic runs."""
    texts: list[str | None] = []
    parts: list[str] = []
    state = {"t": False, "rPh": False}

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name in state:
            state[name] = True
        elif name == "si":
            parts.clear()

    def end(tag: str) -> None:
        name = local(tag)
        if name in state:
            state[name] = False
        elif name == "si":
            text = clean("".join(parts))
            texts.append(text if isinstance(text, str) else None)

    def data(text: str) -> None:
        if state["t"] and not state["rPh"]:
            parts.append(text)

    reader = parser(start, end, data)
    with archive.open(part) as file:
        while chunk := file.read(CHUNK):
            reader.Parse(chunk)
        reader.Parse(b"", True)
    return texts


def _formats(archive: zipfile.ZipFile, part: str, epoch: datetime) -> Formats:
    if not part:
        return Formats(dates=frozenset(), durations=frozenset(), percents=frozenset(), epoch=epoch)
    from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format

    tree = fromstring(archive.read(part))  # noqa: S314 - checked to hold no DOCTYPE, bounded in size
    own = {int(node.get("numFmtId", 0)): node.get("formatCode", "") for node in _every(tree, "numFmt")}
    styles = next(_every(tree, "cellXfs"), Element("cellXfs"))
    numbers = [int(node.get("numFmtId", 0)) for node in _every(styles, "xf")]
    codes = [own.get(number) or builtin_format_code(number) or "" for number in numbers]
    return Formats(
        dates=frozenset(i for i, code in enumerate(codes) if numbers[i] in _CHINESE_DATES or is_date_format(code)),
        durations=frozenset(i for i, code in enumerate(codes) if is_timedelta_format(code)),
        percents=frozenset(i for i, code in enumerate(codes) if "%" in code),
        epoch=epoch,
    )
