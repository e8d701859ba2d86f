"""Paper for the floor as PDF: lay cards, bundle tickets, markers drawn small."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from interlock.errors import InterlockError
from interlock.paper import facts
from interlock.paper.lay import DrawnMarker, LayPaper
from interlock.paper.sheet_words import words_of
from interlock.paper.stock import stock_named
from interlock.paper.typeset import set_parts
from interlock.paper.words import WORDS
from interlock.words import Language

# So many are set in one go: 100 to 200 MB of memory.
CARDS_AT_ONCE, TICKETS_AT_ONCE = 60, 960
T = TypeVar("T")


def lay_cards(lays: Sequence[LayPaper], *, language: Language = "zh", templates: Path | None = None) -> bytes:
    """Return the lay cards (裁床单) as one PDF, A4 upright, each lay on a new page.

    ``templates`` is a folder with a centre's own templates. Raises :class:`~interlock.errors.InterlockError` for no
    lays and for a template that cannot be set.
    """
    parts = [
        sheet_data(some, language, cards=[facts.card(lay, language) for lay in some], minis=facts.minis(some, language))
        for some in parted(lays, CARDS_AT_ONCE) or [lays]
    ]
    return set_parts("lay_cards.typ", parts, templates)


def tickets(
    lays: Sequence[LayPaper], *, stock: str = "a4-3x8", language: Language = "zh", templates: Path | None = None
) -> bytes:
    """Return the bundle tickets of lays as one PDF of labels with QR, on a label stock of :data:`STOCKS`.

    The payload of each QR is the bundle's code (:func:`~interlock.paper.codes.bundle_code`). Raises
    :class:`~interlock.errors.InterlockError` for no lays, an unknown stock and a template that cannot be set.
    """
    chosen = stock_named(stock)
    made = [(lay, bundle) for lay in lays for bundle in lay.bundles]
    sizes = {**asdict(chosen), "left_mm": chosen.left_mm, "top_mm": chosen.top_mm}
    whole_pages = chosen.per_page * max(1, TICKETS_AT_ONCE // chosen.per_page)
    parts = [
        sheet_data(
            lays,
            language,
            stock=sizes,
            tickets=[facts.ticket(lay, bundle, len(lay.bundles), language) for lay, bundle in some],
        )
        for some in parted(made, whole_pages) or [[]]
    ]
    return set_parts("tickets.typ", parts, templates)


def mini_markers(markers: Sequence[DrawnMarker], *, language: Language = "zh", templates: Path | None = None) -> bytes:
    """Return nested markers drawn small as one PDF, A4 across, each on a page.

    Raises :class:`~interlock.errors.InterlockError` for no markers and for a template that cannot be set.
    """
    if not markers:
        raise InterlockError(WORDS.told("no_marker"))
    parts = [
        _data(language, markers=[facts.mini(drawn, facts.sheet_room_mm(drawn), language) for drawn in some])
        for some in parted(markers, CARDS_AT_ONCE)
    ]
    return set_parts("mini_markers.typ", parts, templates)


def parted(things: Sequence[T], at_once: int) -> list[Sequence[T]]:
    """Return things in parts of so many."""
    return [things[first : first + at_once] for first in range(0, len(things), at_once)]


def sheet_data(lays: Sequence[LayPaper], language: Language, **more: Any) -> dict[str, Any]:
    """Return the data of a sheet about lays; raises :class:`~interlock.errors.InterlockError` where there are none."""
    if not lays:
        raise InterlockError(WORDS.told("no_lay"))
    return _data(language, **more)


def _data(language: Language, **more: Any) -> dict[str, Any]:
    return {"language": language, "words": words_of(language), **_printable(more)}


def _printable(value: Any, key: str = "") -> Any:
    """Return data whose words hold no line breaks or other signs that are not printed; pictures stay as they are."""
    if isinstance(value, dict):
        return {name: _printable(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_printable(part) for part in value]
    if not isinstance(value, str) or key in ("svg", "qr") or value.isprintable():
        return value
    return "".join(letter if letter.isprintable() else " " for letter in value)
