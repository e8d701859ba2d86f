"""Events and repairs in sentences, and as much of a repair as its reader may see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.formats import chinese, day, grouped, percent
from interlock_hub.core.models import Membership
from interlock_hub.network.models import Factory
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning.dropping import Dropped
from interlock_hub.planning.forms import reason_words
from interlock_hub.planning.models import PlanEvent, PlanVersion
from interlock_hub.planning.selectors import events_decided_by

MOST_PLACES = 8


def event_words(event: PlanEvent) -> str:
    """Return what happened, in a sentence."""
    facts = _facts(event)
    if event.kind == "attendance_fell" and not event.body.get("share"):
        return _("%(place)s is closed %(days)s.") % facts
    return str(_sentences()[event.kind] % facts) if event.kind in _sentences() else event.kind


def _sentences() -> dict[str, str]:
    return {
        "lot_declined": _("%(factory)s does not take lot %(lot)s: %(reason)s."),
        "line_stopped": _("Line %(line)s stands %(days)s."),
        "line_returned": _("Line %(line)s works again from %(on)s."),
        "attendance_fell": _("%(place)s has %(share)s of its people %(days)s."),
        "material_late": _("The material of order %(order)s is complete only on %(ready_on)s."),
        "quantity_changed": _("Order %(order)s now wants %(pieces)s pieces."),
        "order_cancelled": _("Order %(order)s is cancelled."),
        "order_rushed": _("Order %(order)s is due on %(due_on)s now."),
        "lot_rejected": _("%(pieces)s pieces of lot %(lot)s failed inspection on %(on)s."),
        "output_behind": _("Lot %(lot)s has only %(done)s pieces done by %(on)s."),
        "overtime_agreed": _("Line %(line)s works %(hours)s hours longer a day %(days)s."),
        "lot_given": _("Lot %(lot)s is given to line %(line)s."),
        "order_added": _("Order %(order)s is new."),
    }


def _facts(event: PlanEvent) -> dict[str, Any]:
    facts: dict[str, Any] = dict(event.body)
    for name in ("first_on", "last_on", "on", "ready_on", "due_on"):
        if isinstance(facts.get(name), str):
            facts[name] = day(date.fromisoformat(facts[name]))
    if "first_on" in facts:
        one_day = facts["first_on"] == facts["last_on"]
        facts["days"] = (_("on %(first_on)s") if one_day else _("from %(first_on)s to %(last_on)s")) % facts
    if "share" in facts:
        facts["share"] = percent(facts["share"])
    facts["hours"] = f"{event.body.get('hours', 0):g}"
    facts["place"] = facts.get("line") or _factory_name(facts.get("factory", ""))
    if isinstance(facts.get("order"), dict):
        facts["order"] = facts["order"].get("number", "")
    facts["pieces"] = grouped(sum(q["pieces"] for q in event.body.get("quantities", ())))
    facts["done"] = grouped(event.body.get("pieces_done"))
    if event.kind == "lot_declined":
        offer = event.offer
        facts["factory"] = firm_name(offer.factory.name) if offer else _("The factory")
        facts["reason"] = reason_words(offer.reason) if offer else ""
    return facts


def _factory_name(code: str) -> str:
    name = Factory.objects.filter(code=code).values_list("name", flat=True).first() if code else None
    return firm_name(name) if name else code


@dataclass
class Repair:
    """A repair that waits for its yes, as its reader sees it.

    ``complete``: the reader may decide all that it answers, ``partly``: some of it. Who may not decide all is told no
    figure of the whole, for it would tell what others' events cost.
    """

    draft: PlanVersion
    events: list[PlanEvent] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)
    headline: str = ""
    sentences: list[str] = field(default_factory=list)
    quiet: int = 0
    others: int = 0
    touched: list[tuple[str, int]] = field(default_factory=list)
    cost_before: float = 0.0
    cost_after: float = 0.0
    late_before: int = 0
    late_after: int = 0
    complete: bool = True
    partly: bool = False
    whole: bool = True
    broken: list[dict[str, Any]] = field(default_factory=list)
    dropped: Dropped | None = None
    cut_ends: list[tuple[str, str]] = field(default_factory=list)
    withdrawn_accepted: int = 0
    taken_from: list[tuple[str, int]] = field(default_factory=list)

    @property
    def cost_change(self) -> float:
        """By how much the plan costs more."""
        return self.cost_after - self.cost_before


def repairs_of(member: Membership, events: list[PlanEvent]) -> list[Repair]:
    """Return the repairs that answer some events, each once, with the sentences of orders that the member may see."""
    found: dict[int, Repair] = {}
    for event in events:
        if event.state == PlanEvent.State.REPAIRED and event.repaired:
            repair = found.get(event.repaired_id or 0) or _repair(member, event)
            found[event.repaired_id or 0] = repair
            repair.events.append(event)
    answered = Counter(
        PlanEvent.objects.filter(repaired__in=found, state=PlanEvent.State.REPAIRED).values_list("repaired", flat=True)
    )
    decided = set(events_decided_by(member).filter(repaired__in=found).values_list("pk", flat=True))
    for number, repair in found.items():
        own = sum(event.pk in decided for event in repair.events)
        repair.complete, repair.partly = answered[number] == own, 0 < own < answered[number]
        repair.whole = repair.complete or member.sees_cluster
    return list(found.values())


def _repair(member: Membership, event: PlanEvent) -> Repair:
    diff, language = event.diff, "zh" if chinese() else "en"
    orders = diff.get("orders", [])
    if not member.sees_cluster:
        numbers = [row["order"] for row in orders]
        seen = set(orders_visible_to(member).filter(number__in=numbers).values_list("number", flat=True))
        orders = [row for row in orders if row["order"] in seen]
    assert event.repaired is not None
    return Repair(
        draft=event.repaired,
        headline=diff.get("headline", {}).get(language, ""),
        sentences=[line for row in orders for line in row[language]],
        quiet=sum(not row[language] for row in orders),
        others=len(diff.get("orders", [])) - len(orders),
        touched=_touched(diff) if member.sees_cluster else [],
        cost_before=diff.get("cost_before", 0.0),
        cost_after=diff.get("cost_after", 0.0),
        late_before=event.plan.late_orders,
        late_after=event.repaired.late_orders,
    )


def _touched(diff: dict[str, Any]) -> list[tuple[str, int]]:
    """Factories that sew more or fewer pieces, by how many."""
    change: Counter[str] = Counter()
    for move in diff.get("moves", ()):
        if move["from"] != move["to"]:
            change[move["from"]] -= move["pieces"]
            change[move["to"]] += move["pieces"]
    change.pop("", None)
    names = dict(Factory.objects.filter(code__in=list(change)).values_list("code", "name"))
    rows = [(firm_name(names.get(code, code)), pieces) for code, pieces in change.items() if pieces]
    return sorted(rows, key=lambda row: -abs(row[1]))[:MOST_PLACES]


def problems_of(event: PlanEvent) -> list[str]:
    """Return why no repair was found, in the reader's language."""
    problems = (event.diff or {}).get("problems", {})
    return list(problems.get("zh" if chinese() else "en") or problems.get("en") or [])
