"""Translations without system tools: each room has a catalogue, compiled by Babel beside its source."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[1]
# A template's indentation means nothing; Python's tokens, which the reading rests on, would stumble over it.
LEADING = re.compile(r"^[ \t]+", re.MULTILINE)


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


# What a text is known by: its context (mostly ""), its English, its English plural (mostly "").
Text = tuple[str, str, str]


def messages_in(room: Path) -> dict[Text, set[str]]:
    """Return what a room says, with the files that say it. Needs no system tools.

    Python is read by Babel; templates are first turned into what Django's own extraction reads (``templatize``).
    """
    from io import BytesIO

    from babel.messages.extract import extract
    from django.utils.translation.template import templatize

    words = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
             "ngettext_lazy": (1, 2), "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
             "npgettext": ((1, "c"), 2, 3)}  # fmt: skip
    found: dict[Text, set[str]] = {}
    for path in sorted([*room.rglob("*.py"), *room.rglob("templates/**/*.html"), *room.rglob("templates/**/*.txt")]):
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else LEADING.sub("", templatize(text, origin=str(path)))
        for _line, said, _comments, context in extract("python", BytesIO(source.encode()), keywords=words):
            known = [part for part in (said if isinstance(said, tuple) else (said,)) if isinstance(part, str)]
            if known and known[0]:
                key = context or "", known[0], known[1] if len(known) > 1 else ""
                found.setdefault(key, set()).add(path.name)
    return found


def catalogue(room: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return a room's Chinese by context and English: one form, or one for each plural."""
    return {
        (entry.context or "", entry.id if isinstance(entry.id, str) else entry.id[0]): (
            (entry.string,) if isinstance(entry.string, str) else tuple(entry.string)
        )
        for entry in _kept(room)
        if entry.id and not entry.fuzzy
    }


def untranslated(room: Path) -> list[str]:
    """Return what a room says that has no Chinese, with the files that say it."""
    known = catalogue(room)
    return [
        f"{', '.join(sorted(files))}: {english!r}"
        for (context, english, _plural), files in sorted(messages_in(room).items())
        if not all(known.get((context, english), ("",)))
    ]


def refresh(room: Path) -> int:
    """Bring a room's catalogue up to what the room says; returns how many texts wait for their Chinese."""
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import write_po

    known = catalogue(room)
    # A catalogue that says the same is the same file: no day of its making.
    made_at = datetime(2026, 1, 1, tzinfo=UTC)
    after = Catalog(
        locale="zh_Hans", header_comment="# Interlock in Chinese.", project="Interlock", fuzzy=False,
        creation_date=made_at, revision_date=made_at,
    )  # fmt: skip
    for context, english, plural in sorted(messages_in(room)):
        forms = known.get((context, english), ("",))
        key, chinese = ((english, plural), forms) if plural else (english, forms[0])
        flags = ["python-format"] if "%(" in english else []
        after.add(key, chinese, context=context or None, flags=flags)
    path = _path(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(out, after, width=0)
    return len(untranslated(room))


def _path(room: Path) -> Path:
    return room / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def _kept(room: Path) -> list[Any]:
    from babel.messages.pofile import read_po

    if not _path(room).exists():
        return []
    with _path(room).open("rb") as file:
        return list(read_po(file))


if __name__ == "__main__":
    for one in sorted(path.parent for path in PACKAGE.glob("*/apps.py")):
        sys.stdout.write(f"{one.name}: {refresh(one)} without Chinese\n")
