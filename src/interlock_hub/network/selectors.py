"""Reads of the register, cut down to who asks.

Everyone in the cluster may find a factory and what it can sew (that is how work reaches it). How full it is, what it is
paid a minute and its closures are private: its own people and the operator see them. What was measured of its work, and
every figure drawn from its prices, they see and the planners whose orders it sews.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from interlock_hub.core.models import Membership, Role
from interlock_hub.network.models import (
    CapacityChange,
    Closure,
    Factory,
    ImportRun,
    Line,
    Machine,
    Township,
)
from interlock_hub.network.panels import flows_visible_to

# Those whose trade needs the register of other firms.
REGISTER_READERS = (Role.OPERATOR, Role.PLANNER, Role.CUTTER, Role.OFFICIAL, Role.INSPECTOR, Role.DRIVER)


def factories_visible_to(member: Membership) -> QuerySet[Factory]:
    """Return the factories whose page a member may open: readers of the register all, others their own."""
    every = Factory.objects.select_related("township", "organisation")
    return every if member.role in REGISTER_READERS else every.filter(organisation_id=member.organisation_id)


def private_to(member: Membership, factory: Factory) -> bool:
    """Tell whether a member may see a factory's private data: prices, capacity used, closures."""
    return member.sees_cluster or factory.organisation_id == member.organisation_id


def worked_for(member: Membership) -> frozenset[int]:
    """Return the row ids of the factories that sew a planner's orders in the published plan; nobody else has any."""
    if member.role != Role.PLANNER:
        return frozenset()
    return frozenset(flow.to_factory for flow in flows_visible_to(member))


def measured_to(member: Membership, factory: Factory) -> bool:
    """Tell whether a member may see what was measured of a factory's work and how its price compares."""
    return private_to(member, factory) or factory.pk in worked_for(member)


# Those who may say what a factory has: its own people, and the operator for anyone.
REGISTER_WRITERS = (Role.OPERATOR, Role.OWNER, Role.PLANNER, Role.CUTTER)


def editable_by(member: Membership, factory: Factory) -> bool:
    """Tell whether a member may change what the register says of a factory."""
    return private_to(member, factory) and member.may(*REGISTER_WRITERS)


def factories_editable_by(member: Membership) -> QuerySet[Factory]:
    """Return the factories a member may change."""
    if not member.may(*REGISTER_WRITERS):
        return Factory.objects.none()
    every = Factory.objects.select_related("township", "organisation")
    return every if member.sees_cluster else every.filter(organisation_id=member.organisation_id)


def closures_from(factory: Factory, on: date) -> QuerySet[Closure]:
    """Return the closed days of a factory, its own and everyone's, that have not passed."""
    return Closure.objects.filter(Q(factory=factory) | Q(factory=None), last_on__gte=on).order_by("first_on", "id")


def changes_from(factory: Factory, on: date) -> QuerySet[CapacityChange]:
    """Return the days on which lines of a factory stand or have fewer hands, that have not passed."""
    found = CapacityChange.objects.filter(line__factory=factory, last_on__gte=on).select_related("line")
    return found.order_by("first_on", "line__code")


def imports_visible_to(member: Membership) -> QuerySet[ImportRun]:
    """Return the workbooks that were looked at, without their contents: the operator's business only."""
    every = ImportRun.objects.defer("scenario", "found").select_related("member__person")
    return every.order_by("-created_at") if member.sees_cluster else every.none()


def own_factories(member: Membership) -> QuerySet[Factory]:
    """Return the factories of the member's own organisation."""
    return Factory.objects.filter(organisation_id=member.organisation_id).select_related("township")


def lines_visible_to(member: Membership) -> QuerySet[Line]:
    """Return the lines whose capacity a member may see: the operator all, others their own."""
    every = Line.objects.select_related("factory", "factory__township")
    return every if member.sees_cluster else every.filter(factory__organisation_id=member.organisation_id)


def factories_with_counts(member: Membership) -> QuerySet[Factory]:
    """Return visible factories with ``line_count`` and ``operator_count``."""
    return factories_visible_to(member).annotate(
        line_count=Count("lines", distinct=True), operator_count=Sum("lines__operators")
    )


def townships() -> QuerySet[Township]:
    """Return all townships."""
    return Township.objects.all()


def machines_of(factory: Factory) -> QuerySet[Machine]:
    """Return the machines of a factory."""
    return factory.machines.all()


def search(member: Membership, text: str) -> QuerySet[Factory]:
    """Return visible factories whose code or name holds the text."""
    return factories_visible_to(member).filter(Q(code__icontains=text) | Q(name__icontains=text))
