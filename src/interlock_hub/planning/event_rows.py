"""Events as their reader counts them: the lots of one order that a factory refuses together are one thing, not many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.formats import grouped
from interlock_hub.planning.event_words import event_words, problems_of
from interlock_hub.planning.forms import reason_words
from interlock_hub.planning.models import PlanEvent

# What is done for one order together, by kind of event.
_TOGETHER = {
    "lot_given": gettext_lazy("%(n)s lots of order %(order)s are given to other lines."),
    "overtime_agreed": gettext_lazy("%(n)s lines work overtime for order %(order)s."),
}


@dataclass(frozen=True)
class EventRow:
    """Events that are decided together, the first told on top. ``may_decide``: whether its reader may."""

    events: tuple[PlanEvent, ...]
    may_decide: bool = True

    @property
    def first(self) -> PlanEvent:
        """The event that stands for all; its kind, state, plan and repair are those of all."""
        return self.events[0]

    @property
    def also(self) -> tuple[PlanEvent, ...]:
        """The others."""
        return self.events[1:]

    @property
    def words(self) -> str:
        """What happened, in a sentence."""
        if self.also and self.first.kind in _TOGETHER:
            facts = {"n": len(self.events), "order": self.first.order.number if self.first.order else ""}
            return str(_TOGETHER[self.first.kind] % facts)
        offers = [event.offer for event in self.events if event.offer]
        if len(offers) < 2:
            return event_words(self.first)
        return _("%(factory)s does not take %(lots)s lots of order %(order)s, %(pieces)s pieces: %(reason)s.") % {
            "factory": firm_name(offers[0].factory.name),
            "lots": len(offers),
            "order": self.first.order.number if self.first.order else "",
            "pieces": grouped(sum(offer.pieces for offer in offers)),
            "reason": reason_words(offers[0].reason),
        }

    @property
    def problems(self) -> list[str]:
        """Why no repair was found, each reason once."""
        return list(dict.fromkeys(line for event in self.events for line in problems_of(event)))


def event_rows(events: Iterable[PlanEvent], decided: Iterable[int] | None = None) -> list[EventRow]:
    """Return events as rows, in the order of their first ones; ``decided`` are those that the reader may decide."""
    found: dict[tuple[object, ...], list[PlanEvent]] = {}
    for event in events:
        found.setdefault(_alike(event), []).append(event)
    allowed = None if decided is None else set(decided)
    return [
        EventRow(tuple(row), allowed is None or all(event.pk in allowed for event in row)) for row in found.values()
    ]


def _alike(event: PlanEvent) -> tuple[object, ...]:
    """What events have in common that are one row."""
    offer = event.offer
    if event.kind in _TOGETHER and event.order_id:
        return (event.plan_id, event.state, event.repaired_id, event.order_id, event.kind, event.told_by_id)
    if event.kind != "lot_declined" or offer is None:
        return (event.pk,)
    return (event.plan_id, event.state, event.repaired_id, event.order_id, offer.factory_id, offer.reason)
