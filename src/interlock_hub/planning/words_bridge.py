"""What the engine says in words, from what the database keeps: reasons, remedies, costs, edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from interlock import explain
from interlock import model as engine
from interlock.repair import events_of
from interlock.whatif import cost_kind
from interlock_hub.core.bridge import language


@dataclass(frozen=True)
class Why:
    """Why an order is late, in the reader's language; ``remedies`` in the order worth trying.

    ``elsewhere`` tells that the first remedy gains its days at another step than the one that is the cause; else empty.
    ``doable`` are the places, from 0, of remedies that can be taken up by a tap.
    """

    cause: str
    sentence: str
    remedies: tuple[str, ...]
    elsewhere: str = ""
    doable: frozenset[int] = frozenset()

    @property
    def remedy(self) -> str:
        """The remedy worth trying first."""
        return self.remedies[0] if self.remedies else ""

    @property
    def ways(self) -> list[tuple[str, int | None]]:
        """Every remedy with its place where it can be taken up."""
        return [(said, at if at in self.doable else None) for at, said in enumerate(self.remedies)]

    @property
    def others(self) -> list[tuple[str, int | None]]:
        """The ways but for the first."""
        return self.ways[1:]


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
        elsewhere=_elsewhere(found),
        doable=frozenset(at for at, remedy in enumerate(found.remedies) if events_of(remedy)),
    )


def doing(reason: Mapping[str, Any] | None, at: int) -> list[tuple[str, dict[str, Any]]]:
    """Return the events, as kind and body, that do the remedy at a place of a reason; none where it cannot be done."""
    found = msgspec.convert(dict(reason), engine.Reason) if reason else None
    remedies = found.remedies[at : at + 1] if found and at >= 0 else ()
    events = [event for remedy in remedies for event in events_of(remedy)]
    return [(engine.kind_of(event), msgspec.to_builtins(event)) for event in events]


_STEP_OF_CAUSE = {
    engine.Cause.MATERIAL: "material", engine.Cause.CUTTING: "cutting", engine.Cause.SKILL_FULL: "sewing",
    engine.Cause.QUEUE: "sewing", engine.Cause.STOPPED: "sewing", engine.Cause.OUTSIDE: "sewing",
    engine.Cause.FINISHING: "finishing",
}  # fmt: skip
_STEP_OF_HELP = {
    engine.Help.FASTER_OFFER: "material", engine.Help.TABLE_TIME: "cutting", engine.Help.FINISHING_TIME: "finishing",
    engine.Help.OVERTIME: "sewing", engine.Help.MORE_LINES: "sewing", engine.Help.OTHER_LINE: "sewing",
    engine.Help.LATER_DUE: "due", engine.Help.FIRST_DELIVERY: "due",
}  # fmt: skip
_ELSEWHERE: dict[str, str | Promise] = {
    "material": _("This gains the days elsewhere: the material comes sooner, and all steps after it."),
    "cutting": _("This gains the days elsewhere: it is cut sooner."),
    "sewing": _("This gains the days elsewhere: it is sewn sooner, once it can begin."),
    "finishing": _("This gains the days elsewhere: it is finished sooner."),
    "due": _("This changes nothing about the cause: it agrees on other days with the customer."),
}


def _elsewhere(reason: engine.Reason) -> str:
    """What sets the first remedy apart from the cause; empty where it is about the same step, or the cause is none."""
    cause = _STEP_OF_CAUSE.get(reason.cause)
    step = _STEP_OF_HELP.get(reason.remedies[0].help) if reason.remedies else None
    return str(_ELSEWHERE[step]) if cause and step and step != cause else ""


def cost_name(kind: str) -> str:
    """Return a kind of cost in a word or two."""
    return cost_kind(kind, language())
