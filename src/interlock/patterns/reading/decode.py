"""The text of a DXF or RUL file, whatever it is encoded in."""

from __future__ import annotations

import re

# What $DWGCODEPAGE may name, as Python calls it. ANSI_1252 is not here: it is a guess of the exporting program.
_CODEPAGES = {
    "ANSI_936": "gb18030",
    "GB2312": "gb18030",
    "ANSI_950": "big5",
    "BIG5": "big5",
    "ANSI_932": "cp932",
    "ANSI_949": "cp949",
    "ANSI_1250": "cp1250",
    "ANSI_1251": "cp1251",
    "ANSI_1253": "cp1253",
    "ANSI_1254": "cp1254",
    "ANSI_1258": "cp1258",
    "ANSI_874": "cp874",
}
_CODEPAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+(\w+)", re.IGNORECASE)
_HIGH = re.compile(rb"[\x80-\xff]+")


def decoded(data: bytes) -> str:
    """Return the text: UTF-8 where it is that, else what its header names, else GBK where it reads as such, else Latin.

    The two last differ thus: Chinese characters are pairs of bytes beyond ASCII, accented letters mostly single ones.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", _named(data), _likely(data)):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("gb18030", "replace")


def _named(data: bytes) -> str:
    found = _CODEPAGE.search(data[:20_000])
    return _CODEPAGES.get(found[1].decode("ascii").upper(), "utf-8") if found else "utf-8"


def _likely(data: bytes) -> str:
    runs = _HIGH.findall(data)
    return "gb18030" if all(len(run) % 2 == 0 for run in runs) else "cp1252"
