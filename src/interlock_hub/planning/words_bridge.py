"""What the engine says in words, from what the database keeps: reasons, remedies, costs, edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from interlock import explain
from interlock import model as engine
from interlock.whatif import cost_kind
from interlock_hub.core.bridge import language


@dataclass(frozen=True)
class Why:
    """Why an order is late, in the reader's language; ``remedies`` in the order worth trying."""

    cause: str
    sentence: str
    remedies: tuple[str, ...]

    @property
    def remedy(self) -> str:
        """The remedy worth trying first."""
        return self.remedies[0] if self.remedies else ""


@explain.beside_tables()
def why_late(reason: Mapping[str, Any] | None, season: tuple[date, date], known: frozenset[str] | None) -> Why | None:
    """Return the words of a reason as the database keeps it; dates outside the season bear their year.

    ``known`` are the lines and factories of which the reader may know how full they are, None: all.
    """
    if not reason:
        return None
    found, words = msgspec.convert(dict(reason), engine.Reason), language()
    loads = known is None or str(found.facts.get("line") or found.facts.get("factory", "")) in known
    return Why(
        cause=explain.cause_name(found.cause, words),
        sentence=explain.sentence(found, words, season, loads=loads),
        remedies=tuple(explain.remedy_sentence(remedy, words, season) for remedy in found.remedies),
    )


def cost_name(kind: str) -> str:
    """Return a kind of cost in a word or two."""
    return cost_kind(kind, language())
