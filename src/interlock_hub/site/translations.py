"""Translations without system tools: each room has a catalogue, compiled by Babel beside its source."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def compile_all(folder: Path = PACKAGE) -> int:
    """Compile catalogues whose compiled form is missing or older; returns how many. Each appears in one step."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    done = 0
    for source in folder.glob("*/locale/*/LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as file:
            catalogue = read_po(file)
        handle, written = tempfile.mkstemp(dir=target.parent)
        with os.fdopen(handle, "wb") as out:
            write_mo(out, catalogue)
        Path(written).replace(target)
        done += 1
    return done


def messages_in(room: Path) -> dict[tuple[str, str], set[str]]:
    """Return what a room says: (English, plural or ``""``) with the files that say it. Needs no system tools.

    Python is read by Babel; templates are first turned into what Django's own extraction reads (``templatize``).
    """
    from io import BytesIO

    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    words = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
             "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}  # fmt: skip
    found: dict[tuple[str, str], set[str]] = {}
    for path in sorted([*room.rglob("*.py"), *room.rglob("templates/**/*.html"), *room.rglob("templates/**/*.txt")]):
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else templatize(text, origin=str(path))
        for _line, said, _comments, _context in extract("python", BytesIO(source.encode()), keywords=words):
            parts = said if isinstance(said, tuple) else (said,)
            known = tuple(part for part in parts if isinstance(part, str))
            if known and known[0]:
                key = known[0], known[1] if len(known) > 1 else ""
                found.setdefault(key, set()).add(path.name)
    return found


def catalogue(room: Path) -> dict[str, tuple[str, ...]]:
    """Return a room's Chinese by its English: one form, or one for each plural."""
    from babel.messages.pofile import read_po

    path = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return {}
    with path.open("rb") as file:
        entries = list(read_po(file))
    return {
        (entry.id if isinstance(entry.id, str) else entry.id[0]): (
            (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)
        )
        for entry in entries
        if entry.id and not entry.fuzzy
    }


def untranslated(room: Path) -> list[str]:
    """Return what a room says that has no Chinese, with the files that say it."""
    known = catalogue(room)
    return [
        f"{', '.join(sorted(files))}: {english!r}"
        for (english, _plural), files in sorted(messages_in(room).items())
        if not all(known.get(english, ("",)))
    ]


def add_missing(room: Path) -> int:
    """Bring a room's catalogue up to what the room says; returns how many texts wait for their Chinese."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po, write_po

    path = room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    before = Catalog(locale="zh_Hans")
    if path.exists():
        with path.open("rb") as file:
            before = read_po(file, locale="zh_Hans")
    after = Catalog(locale="zh_Hans", header_comment="# Interlock in Chinese.", project="Interlock", fuzzy=False)
    for (english, plural), files in sorted(messages_in(room).items()):
        key = (english, plural) if plural else english
        old = before.get(english)
        after.add(key, old.string if old else None, locations=[(name, 0) for name in sorted(files)],
                  flags=["python-format"] if "%(" in english else [])  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, after, no_location=True, omit_header=False, width=0, include_previous=False)
    return len(untranslated(room))
