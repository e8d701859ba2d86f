"""Texts of pattern files: one printable line each, and the escapes of DXF R12."""

from __future__ import annotations

import re
import unicodedata

_ESCAPE = re.compile(r"\\U\+([0-9A-Fa-f]{4})")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


def one_line(text: str) -> str:
    """Return a text without line breaks, control characters and halves of characters, which no file or screen bears."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(character if _shows(character) else " " for character in text).strip()


def escaped(text: str) -> str:
    """Return a text with every character beyond ASCII as R12 writes it: ``\\U+524D`` for 前."""
    return _BEYOND_ASCII.sub(_escape, text)


def unescaped(text: str) -> str:
    """Return a text with the escapes of R12 as the characters they mean."""
    if "\\U+" not in text:
        return text
    units = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    # A character beyond the first 65,536 comes as two halves.
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _shows(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\U+{units[at]:02X}{units[at + 1]:02X}" for at in range(0, len(units), 2))
