"""What is odd about rolls of a sheet: whoever brings them in is told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import ngettext

from interlock_hub.cutting.bundles_bridge import listed

Row = Mapping[str, Any]


def not_ordered(rows: Sequence[Row], colours: Collection[str]) -> list[str]:
    """Return what is to be told of rolls in colours that no order asks for."""
    strange: dict[str, list[str]] = {}
    for row in rows:
        if row["colour"] and colours and row["colour"] not in colours:
            strange.setdefault(row["colour"], []).append(row["code"])
    return [
        ngettext(
            "No order asks for the colour %(colour)s of roll %(rolls)s; check how it is written.",
            "No order asks for the colour %(colour)s of rolls %(rolls)s; check how it is written.",
            len(codes),
        )
        % {"colour": colour, "rolls": listed(codes)}
        for colour, codes in strange.items()
    ]


def without_lot(rows: Sequence[Row]) -> list[str]:
    """Return what is to be told of rolls of a colour without a dye lot, which count as one shade."""
    codes = [row["code"] for row in rows if row["colour"] and not row["shade"]]
    if not codes:
        return []
    said = ngettext(
        "No dye lot is given for roll %(rolls)s; rolls without one are taken for one shade.",
        "No dye lot is given for rolls %(rolls)s; rolls without one are taken for one shade.",
        len(codes),
    )
    return [said % {"rolls": listed(codes)}]
