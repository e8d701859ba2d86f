"""Whether a file is what it says, before anything of it is unpacked into memory."""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from pathlib import Path

from interlock.files import reason
from interlock.workbook.limits import MEGABYTE, Limits, Refused, megabytes
from interlock.workbook.schema import Both

TEXT_SUFFIXES = frozenset((".csv", ".tsv", ".txt"))
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SMALL_PART = 20 * MEGABYTE
_CHUNK = 1 << 20
_HEAD = 1 << 16
_WORKBOOK = b"spreadsheetml.sheet.main+xml"
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.I)
# What comes up when a part of an archive is missing, cut short or not what it should be.
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ValueError, EOFError, OSError)
_PASSWORD: Both = ("a file with a password", "带密码的文件")
_DECLARATIONS: Both = ("declarations that no workbook needs (DOCTYPE)", "工作簿不应有的声明（DOCTYPE）")
_BINARY: Both = ("a binary workbook (.xls or .xlsb)", "二进制工作簿（.xls 或 .xlsb）")


def is_archive(path: Path, limits: Limits) -> bool:
    """Tell whether the file is packed as an .xlsx is; False means text. Raises :class:`Refused` for anything else."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise Refused("file_missing", reason(error)) from None
    if size == 0:
        raise Refused("file_empty", ("an empty file", "空文件"))
    if size > limits.file_bytes:
        raise Refused("file_too_big", megabytes(size), limit=megabytes(limits.file_bytes))
    if head.startswith(_OLE):
        _refuse_ole(path)
    if head.startswith(b"PK"):
        return True
    if path.suffix.lower() not in TEXT_SUFFIXES:
        raise Refused("not_a_workbook", ("content of another kind", "其他类型的内容"))
    return False


def _refuse_ole(path: Path) -> None:
    with path.open("rb") as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            if _ENCRYPTED in tail + chunk:
                raise Refused("encrypted", _PASSWORD)
            tail = chunk[-len(_ENCRYPTED) :]
    raise Refused("old_format", _BINARY)


def inspect(path: Path, limits: Limits) -> None:
    """Check an .xlsx archive against the limits. Raises :class:`Refused`."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_size(parts, limits)
            _check_kind(archive, {part.filename for part in parts})
            _check_declarations(archive, parts)
    except Refused:
        raise
    except (NotImplementedError, *DAMAGE) as error:
        raise damaged(error) from None


def damaged(error: Exception) -> Refused:
    """Return the refusal of a file of which a part is missing, cut short, packed unusually or otherwise wrong."""
    if isinstance(error, NotImplementedError):  # sound, but packed as no workbook is
        return Refused("packing", (f"an archive ({error})", f"压缩文件（{error}）"))
    why = f"{type(error).__name__}: {error}"
    return Refused("damaged", (f"what cannot be read ({why})", f"无法读取的内容（{why}）"))


def _check_size(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("encrypted", _PASSWORD)
    total = sum(part.file_size for part in parts)
    if total > limits.unpacked_bytes:
        raise Refused("unpacks_too_big", megabytes(total), limit=megabytes(limits.unpacked_bytes))
    for part in parts:
        bound = max(_SMALL_PART, part.compress_size * limits.unpack_ratio)
        if part.filename.lower().endswith("sharedstrings.xml"):
            bound = min(bound, limits.text_bytes)
        if part.file_size > bound:
            raise Refused("unpacks_too_big", f"{part.filename}: {megabytes(part.file_size)}", limit=megabytes(bound))


def _check_kind(archive: zipfile.ZipFile, names: set[str]) -> None:
    lower = {name.lower() for name in names}
    if "xl/workbook.bin" in lower:
        raise Refused("old_format", _BINARY)
    types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroEnabled" in types or any(name.endswith("vbaproject.bin") for name in lower):
        raise Refused("macros", ("macros (vbaProject)", "宏（vbaProject）"))
    if _WORKBOOK not in types:
        raise Refused("not_a_workbook", ("an archive of another kind", "其他类型的压缩文件"))


def _check_declarations(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if _DOCTYPE.search(file.read(_HEAD)):
                    raise Refused("damaged", _DECLARATIONS)
