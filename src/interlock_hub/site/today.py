"""What needs a member now: sentences with one action each, dearest or most urgent first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Min, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interlock_hub.core.formats import grouped, instant, money
from interlock_hub.core.job_errors import told
from interlock_hub.core.jobs import idle_kinds, label_of
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import failed_jobs, today
from interlock_hub.cutting.keeping import ended_lately
from interlock_hub.cutting.models import BetterMarker, Lay, Pool, PoolShare
from interlock_hub.cutting.rolls_lost import lost_rolls
from interlock_hub.cutting.selectors import better_visible_to, lays_visible_to, shares_visible_to
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import open_orders, orders_visible_to
from interlock_hub.planning.event_rows import event_rows
from interlock_hub.planning.figures import lots_of_own
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanVersion
from interlock_hub.planning.offer_cards import cards, rows_of
from interlock_hub.planning.selectors import (
    PLAN_READERS,
    events_decided_by,
    offers_visible_to,
    plans_visible_to,
    published,
)
from interlock_hub.planning.services import is_overtaken

# So long an owner is told that a lot they had taken is theirs no more.
TAKEN_BACK_SHOWN = timedelta(days=7)
# Lays without their rolls that are named one by one.
MOST_LOST = 3
MOST_FAILED = 3


@dataclass(frozen=True)
class Need:
    """Something to do: what in a sentence, how urgent (a light), and the action with its address.

    ``away`` is where it can be put away as seen, empty where only doing it ends it.
    """

    sentence: str
    light: str
    action: str
    url: str
    rank: float = 0.0
    away: str = ""


Finder = Callable[[Membership], Iterable[Need]]


def needs_of(member: Membership) -> list[Need]:
    """Return what needs a member now, most urgent first."""
    found = [need for finder in (_failed, *FINDERS.get(member.role, ())) for need in finder(member)]
    return sorted(found, key=lambda need: -need.rank)


def _nothing_yet(member: Membership) -> Iterable[Need]:
    if not Order.objects.exists():
        yield Need(
            _("The cluster is empty. Import a workbook of factories, styles and orders to begin."),
            "risk", _("Import a workbook"), reverse("network:import"), 100,
        )  # fmt: skip


def _repairs(member: Membership) -> Iterable[Need]:
    waiting = events_decided_by(member).filter(state__in=[PlanEvent.State.REPAIRED, PlanEvent.State.FAILED])
    count = len(event_rows(waiting))
    if count:
        text = ngettext("%(n)s event waits for your decision.", "%(n)s events wait for your decision.", count)
        yield Need(text % {"n": grouped(count)}, "late", _("Decide"), reverse("planning:events"), 90)


def _failed(member: Membership) -> Iterable[Need]:
    for job in failed_jobs(member).exclude(kind__in=idle_kinds())[:MOST_FAILED]:
        why = " ".join(told(job, member)[:1])
        said = _("%(job)s failed: %(why)s") % {"job": label_of(job.kind), "why": why}
        away = reverse("core:put_away", args=[job.pk])
        yield Need(said, "late", _("See more"), reverse("core:job", args=[job.pk]), 85, away)


def _late(member: Membership) -> Iterable[Need]:
    late = open_orders(member).filter(late_days__gt=0).aggregate(n=Count("id"), days=Sum("late_days"))
    if late["n"]:
        days = ngettext("%(n)s day", "%(n)s days", late["days"]) % {"n": grouped(late["days"])}
        text = ngettext(
            "%(n)s order will be late, by %(time)s.", "%(n)s orders will be late, by %(time)s in all.", late["n"]
        )
        said = text % {"n": grouped(late["n"]), "time": days}
        yield Need(said, "late", _("See why"), reverse("orders:list") + "?light=late", 80)


def _held(member: Membership) -> Iterable[Need]:
    held = orders_visible_to(member).filter(
        state=Order.State.HELD, owner_id=member.organisation_id, held_until__gt=timezone.now()
    )
    found = held.order_by().aggregate(n=Count("id"), until=Min("held_until"))
    if found["n"]:
        text = ngettext(
            "%(n)s order is held for its customer until %(until)s: confirm it before, or its place is given up.",
            "%(n)s orders are held for their customers, the first until %(until)s: confirm them before, or their "
            "places are given up.",
            found["n"],
        )
        said = text % {"n": grouped(found["n"]), "until": instant(found["until"])}
        yield Need(said, "risk", _("See which"), reverse("orders:list") + "?state=held", 85)


def _way_to_plan(member: Membership) -> tuple[str, str]:
    if member.role in PLAN_READERS:
        return _("Make a plan"), reverse("planning:list")
    return _("Look at them"), reverse("orders:list") + "?light=none"


def _unplanned(member: Membership) -> Iterable[Need]:
    count = open_orders(member).filter(ship_on=None).count()
    if count:
        text = ngettext("%(n)s order is in no published plan.", "%(n)s orders are in no published plan.", count)
        yield Need(text % {"n": grouped(count)}, "risk", *_way_to_plan(member), 70)


def _drafts(member: Membership) -> Iterable[Need]:
    held = published()
    drafts = plans_visible_to(member).filter(state=PlanVersion.State.DRAFT, purpose=PlanVersion.Purpose.PLAN)
    draft = drafts.first()
    if draft is None or (held is not None and draft.number < held.number):
        return
    if is_overtaken(draft):
        said = _("Draft %(plan)s was made from a plan that no longer holds: it cannot be published.")
        yield Need(said % {"plan": draft}, "none", _("Plan anew"), reverse("planning:list"), 30)
        return
    said = _("Plan %(plan)s is a draft: nobody works to it before it is published.")
    yield Need(said % {"plan": draft}, "risk", _("Look and publish"), reverse("planning:plan", args=[draft.number]), 60)


def _unanswered(member: Membership) -> Iterable[Need]:
    count = rows_of(offers_visible_to(member).filter(state=LotOffer.State.OPEN))
    if count:
        text = ngettext("%(n)s offer is unanswered.", "%(n)s offers are unanswered.", count)
        yield Need(text % {"n": grouped(count)}, "risk", _("See offers"), reverse("planning:offers"), 50)


def _my_offers(member: Membership) -> Iterable[Need]:
    count = len(cards(member))
    if count:
        text = ngettext("%(n)s new lot is offered to you.", "%(n)s new lots are offered to you.", count)
        yield Need(text % {"n": grouped(count)}, "risk", _("Answer"), reverse("planning:offers"), 90)


def _taken_back(member: Membership) -> Iterable[Need]:
    gone = offers_visible_to(member).filter(
        state=LotOffer.State.WITHDRAWN, answered_at__gte=timezone.now() - TAKEN_BACK_SHOWN
    )
    count = rows_of(gone.exclude(answered_by=None))
    if count:
        text = ngettext(
            "%(n)s lot that you had taken was taken back by a new plan.",
            "%(n)s lots that you had taken were taken back by a new plan.",
            count,
        )
        yield Need(text % {"n": grouped(count)}, "late", _("See which"), reverse("planning:offers"), 95)


def _my_lots(member: Membership) -> Iterable[Need]:
    plan = published()
    if plan is None:
        return
    now = today()
    running = lots_of_own(member, plan, now).filter(start_on__lte=now).count()
    if running:
        text = ngettext("%(n)s lot is on your lines today.", "%(n)s lots are on your lines today.", running)
        yield Need(text % {"n": grouped(running)}, "ok", _("See lots"), reverse("planning:my_lots"), 60)


def _lays(member: Membership) -> Iterable[Need]:
    count = lays_visible_to(member).filter(cut_on__lte=today()).exclude(state=Lay.State.CUT).count()
    if count:
        text = ngettext("%(n)s lay is to be cut by today.", "%(n)s lays are to be cut by today.", count)
        yield Need(text % {"n": grouped(count)}, "risk", _("See lays"), reverse("cutting:day"), 80)


def _cut_plans_ended(member: Membership) -> Iterable[Need]:
    orders = lays_visible_to(member).exclude(state=Lay.State.CUT).order_by().values("order")
    for study in ended_lately(orders):
        number = study.order.number
        said = _("The cut plan of %(order)s ended with a new plan: %(why)s.") % {
            "order": number, "why": study.get_why_ended_display()}  # fmt: skip
        yield Need(said, "risk", _("Plan it anew"), reverse("cutting:order", args=[number]), 75)


def _rolls_lost(member: Membership) -> Iterable[Need]:
    for code in list(lost_rolls(lays_visible_to(member)))[:MOST_LOST]:
        said = _("The rolls of lay %(lay)s went back to stock: its marker is another now, and they do not reach.")
        yield Need(said % {"lay": code}, "risk", _("Choose rolls anew"), reverse("cutting:lay", args=[code]), 76)


def _better_markers(member: Membership) -> Iterable[Need]:
    offered = better_visible_to(member).filter(state=BetterMarker.State.OFFERED)
    found = offered.order_by().aggregate(n=Count("id"), metres=Sum("saved_m"))
    if found["n"]:
        text = ngettext(
            "%(n)s better marker is offered; it saves %(metres)s m of fabric.",
            "%(n)s better markers are offered; they save %(metres)s m of fabric.",
            found["n"],
        )
        said = text % {"n": grouped(found["n"]), "metres": grouped(found["metres"], 1)}
        yield Need(said, "ok", _("Look at them"), reverse("cutting:better"), 55)


def _shares(member: Membership) -> Iterable[Need]:
    asked = shares_visible_to(member).filter(pool__state=Pool.State.ASKED, answer=PoolShare.Answer.OPEN)
    found = asked.order_by().aggregate(n=Count("id"), saving=Sum("saving_cny"))
    if found["n"]:
        text = ngettext(
            "%(n)s pool of lays waits for your consent; it saves you %(saving)s.",
            "%(n)s pools of lays wait for your consent; they save you %(saving)s.",
            found["n"],
        )
        said = text % {"n": grouped(found["n"]), "saving": money(found["saving"], 2)}
        yield Need(said, "risk", _("Answer"), reverse("cutting:pools"), 55)


FINDERS: dict[str, tuple[Finder, ...]] = {
    Role.OPERATOR: (_nothing_yet, _repairs, _late, _unplanned, _drafts, _unanswered),
    Role.PLANNER: (_repairs, _held, _late, _unplanned, _drafts, _unanswered, _shares),
    Role.CUTTER: (_lays, _cut_plans_ended, _rolls_lost, _better_markers),
    Role.OWNER: (_taken_back, _my_offers, _my_lots),
    Role.BRAND: (_late, _unplanned),
}
