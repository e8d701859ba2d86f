"""Reads of plans, cut down to who asks.

The operator plans for all and sees every lot. A core factory's planner sees the lots of orders they may see and what is
sewn on their own lines; a satellite sees its own lots; nobody sees how full a stranger's lines are.
"""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.utils import timezone

from interlock_hub.core.jobs import label_of
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.core.selectors import jobs_visible_to
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning.models import LotOffer, PlanEvent, PlanLoad, PlanLot, PlanOrder, PlanVersion, Scenario

FAILED_SHOWN_MIN = 10
MOST_JOBS = 5
OF_LINES = ("line_stopped", "line_returned", "attendance_fell")
PLAN_READERS = (Role.OPERATOR, Role.PLANNER)


def published() -> PlanVersion | None:
    """Return the plan that holds now."""
    return light_plans().filter(state=PlanVersion.State.PUBLISHED).first()


def light_plans() -> QuerySet[PlanVersion]:
    """Return plans without their large bodies."""
    return PlanVersion.objects.defer("book", "body")


def plans_visible_to(member: Membership) -> QuerySet[PlanVersion]:
    """Return the plans a member may see: planners all published ones, repairs, and their own organisation's drafts."""
    if member.sees_cluster:
        return light_plans()
    if member.role == Role.PLANNER:
        own = Q(made_by__organisation_id=member.organisation_id) | Q(purpose=PlanVersion.Purpose.REPAIR)
        return light_plans().filter(own | ~Q(state=PlanVersion.State.DRAFT))
    return light_plans().none()


def drafts_from(member: Membership, plan: PlanVersion) -> QuerySet[PlanVersion]:
    """Return the drafts that a member may see and that start from a plan: once another holds, none is published."""
    drafts = plans_visible_to(member).filter(state=PlanVersion.State.DRAFT, purpose=PlanVersion.Purpose.PLAN)
    return drafts.filter(parent=plan).order_by("number")


def lots_visible_to(member: Membership, plan: PlanVersion) -> QuerySet[PlanLot]:
    """Return the lots of a plan that a member may see; satellites see lots of the published plan only."""
    every = PlanLot.objects.filter(plan=plan).select_related("order", "line", "factory", "order__style")
    every = every.defer("order__style__body")
    own = Q(factory__organisation_id=member.organisation_id)
    if member.sees_cluster:
        return every
    if member.role == Role.PLANNER:
        return every.filter(own | Q(order__in=orders_visible_to(member)))
    if member.role == Role.OWNER and plan.state == PlanVersion.State.PUBLISHED:
        return every.filter(own)
    return every.none()


def plan_orders_visible_to(member: Membership, plan: PlanVersion) -> QuerySet[PlanOrder]:
    """Return a plan's promises of orders that a member may see."""
    every = PlanOrder.objects.filter(plan=plan).select_related("order", "order__style", "core")
    every = every.defer("order__style__body")
    return every if member.sees_cluster else every.filter(order__in=orders_visible_to(member))


def loads_visible_to(member: Membership, plan: PlanVersion) -> QuerySet[PlanLoad]:
    """Return how full lines and shops are, the operator's all, others' own."""
    every = PlanLoad.objects.filter(plan=plan)
    return every if member.sees_cluster else every.filter(factory__organisation_id=member.organisation_id)


def loads_known_to(member: Membership) -> frozenset[str] | None:
    """Return the codes of lines and names of factories of which a member may know how full they are, None: all."""
    if member.sees_cluster:
        return None
    own = Factory.objects.filter(organisation_id=member.organisation_id)
    lines = Line.objects.filter(factory__in=own)
    return frozenset([*own.values_list("name", flat=True), *lines.values_list("code", flat=True)])


def offers_visible_to(member: Membership) -> QuerySet[LotOffer]:
    """Return offers of lots: a satellite's own, a planner's for orders they may see, the operator's all."""
    every = LotOffer.objects.select_related("order", "order__style", "factory", "line", "organisation")
    every = every.defer("order__style__body")
    if member.sees_cluster:
        return every
    if member.role == Role.PLANNER:
        return every.filter(Q(order__in=orders_visible_to(member)) | Q(organisation_id=member.organisation_id))
    if member.role == Role.OWNER:
        return every.filter(organisation_id=member.organisation_id)
    return every.none()


def events_visible_to(member: Membership) -> QuerySet[PlanEvent]:
    """Return events of the plan that a member may see: planners those they decide, and stops under lots of theirs."""
    every = PlanEvent.objects.select_related("plan", "order", "offer__factory", "repaired", "told_by__person").defer(
        "plan__book", "plan__body", "plan__figures", "repaired__book", "repaired__body", "repaired__figures"
    )
    if member.sees_cluster:
        return every
    if member.role != Role.PLANNER:
        return every.none()
    orders = orders_visible_to(member)
    lots = PlanLot.objects.filter(plan=OuterRef("plan"), order__in=orders)
    every = every.alias(_line=KT("body__line"), _factory=KT("body__factory"))
    stopped = Exists(lots.filter(line__code=OuterRef("_line"))) | Exists(
        lots.filter(factory__code=OuterRef("_factory"))
    )
    return every.filter(_decided(member) | Q(stopped, kind__in=OF_LINES))


def events_decided_by(member: Membership) -> QuerySet[PlanEvent]:
    """Return the events that a member may decide: the operator all, planners those of own orders or that they told."""
    every = events_visible_to(member)
    return every if member.sees_cluster else every.filter(_decided(member))


def decides_all_of(member: Membership, draft: PlanVersion) -> bool:
    """Tell whether a member may decide every event that a repair answers."""
    answered = PlanEvent.objects.filter(repaired=draft, state=PlanEvent.State.REPAIRED)
    return member.sees_cluster or events_decided_by(member).filter(repaired=draft).count() >= answered.count()


def _decided(member: Membership) -> Q:
    told = Q(told_by__organisation_id=member.organisation_id)
    return told | Q(order__in=orders_visible_to(member))


def scenarios_visible_to(member: Membership) -> QuerySet[Scenario]:
    """Return the scenarios of the member's own organisation."""
    own = Scenario.objects.filter(organisation_id=member.organisation_id)
    return own.select_related("base", "plan").defer("base__book", "base__body", "plan__book", "plan__body")


def jobs_open_for(member: Membership, *kinds: str) -> list[JobRun]:
    """Return the member's jobs of some kinds that wait or run, newest first, and those that failed just now.

    A failure is over once the same was done after it.
    """
    since = timezone.now() - timedelta(minutes=FAILED_SHOWN_MIN)
    alive = Q(state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING])
    failed = Q(state=JobRun.State.FAILED, finished_at__gte=since, put_away_at=None)
    done = JobRun.objects.filter(
        kind=OuterRef("kind"),
        member=OuterRef("member"),
        state=JobRun.State.DONE,
        finished_at__gt=OuterRef("finished_at"),
    )
    found = jobs_visible_to(member).filter(alive | (failed & ~Exists(done)), kind__in=kinds)
    found = found.defer("snapshot", "log", "result")
    rows = list(found[:MOST_JOBS])
    for row in rows:
        row.label = label_of(row.kind)  # type: ignore[attr-defined]
    return rows
