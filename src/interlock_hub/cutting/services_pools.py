"""Pools: orders of several firms cut together, worked out by the centre, agreed by each firm, then laid as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership, Organisation
from interlock_hub.core.selectors import cluster
from interlock_hub.cutting import bridge, plan_bridge, pool_bridge, services_rolls
from interlock_hub.cutting.models import Lay, Marker, Pool, PoolShare
from interlock_hub.cutting.placing import Asked, Place, placed
from interlock_hub.cutting.pool_candidates import LIVING, candidates, firm_of
from interlock_hub.cutting.selectors import firms_without_answer, may_advance
from interlock_hub.cutting.services_plans import DAYS_AFTER, digest_of, packed, written_back
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, Style

SUBJECT = "cutting.pool"
Nests = Mapping[str, Marker]
ESTIMATE_FACTS = ("width_mm", "length_mm", "utilisation")
NEST_FACTS = (*ESTIMATE_FACTS, "nested", "body", "tried_s")
ASKED, AGREED, DECLINED, POOLED = (
    gettext_noop("firms asked"), gettext_noop("agreed"), gettext_noop("declined"), gettext_noop("cut together"),
)  # fmt: skip


def ask(*, by: Membership, factory: Factory, material: str, numbers: Sequence[str]) -> JobRun:
    """Ask what orders save when they are cut together."""
    wanted = set(numbers)
    if not any(one.material == material and set(one.orders) == wanted for one in candidates([factory])):
        raise Stale(_("These orders can no longer be cut together; look again."))
    given = {"factory": factory.code, "material": material, "orders": sorted(numbers)}
    return jobs.start("pool", by=by, given=given)


def _ways_on(_job: JobRun) -> jobs.Ways:
    return [(gettext("Pooled lays"), reverse("cutting:pools"))]


@jobs.kind("pool", _("Work out what cutting together saves"), back=_ways_on)
def pool_job(running: jobs.Running) -> jobs.Finish:
    """Plan every group of firms, share the saving; the pool becomes a draft that the centre alone sees."""
    given, here = running.given, cluster()
    factory = Factory.objects.get(code=given["factory"])
    orders = list(
        Order.objects.filter(number__in=given["orders"])
        .select_related("style", "owner", "core__organisation", "planned_core__organisation")
        .prefetch_related("quantities")
    )
    lays = _lays([order.pk for order in orders], given["material"])
    if here is None or not lays:
        raise HubError(_("These orders can no longer be cut together; look again."))
    brought = [
        pool_bridge.Brought(order, firm_of(order).code, [lay for lay in lays if lay.order_id == order.pk])
        for order in orders
    ]
    running.progress("cut", 0.1)
    found = pool_bridge.worked_out(here, factory, given["material"], brought, stop=running.stop)
    if isinstance(found, pool_bridge.NotWorthIt):
        in_vain = {"saved_cny": found.saved_cny, "lays_seen": _seen(lays)}
        return lambda: {"url": f"{reverse('cutting:pools')}?saves=nothing", "in_vain": in_vain}
    kept = [lay for lay in lays if lay.order.number in found["orders"]]

    def keep() -> dict[str, Any]:
        pool = _stored(factory, given["material"], found, kept, running.job)
        return {"url": reverse("cutting:pool", args=[pool.pk])}

    return keep


def _lays(orders: Sequence[int], material: str) -> list[Lay]:
    lays = Lay.objects.filter(order__in=orders, material=material, pool=None)
    rows = lays.select_related("marker", "factory", "order", "marker__style").defer(
        "marker__body", "marker__style__body"
    )
    return list(rows.order_by("cut_on", "start_min", "pk"))


def seen_of(rows: Iterable[Sequence[Any]]) -> str:
    """Return what tells whether lays are still those that a pool was worked out from: code, marker, plies, and the
    marker's length in mm, for a shorter marker makes another saving.
    """
    return digest_of([[code, f"{marker} {length_mm:.0f}", plies] for code, marker, plies, length_mm in rows])


def _seen(lays: Sequence[Lay]) -> str:
    return seen_of([lay.code, lay.marker.code, lay.plies, lay.marker.length_mm] for lay in lays)


def _stored(factory: Factory, material: str, found: dict[str, Any], lays: Sequence[Lay], job: JobRun | None) -> Pool:
    pool = Pool.objects.create(
        factory=factory, material=material, first_on=lays[0].cut_on, last_on=max(lay.cut_on for lay in lays),
        lays_seen=_seen(lays), found=found, job=job,
    )  # fmt: skip
    firms = {firm.code: firm for firm in Organisation.objects.filter(code__in=found["firms"])}
    rows = {order.number: order for order in Order.objects.filter(number__in=found["orders"])}
    for code, told in found["firms"].items():
        share = PoolShare.objects.create(pool=pool, firm=firms[code], **told)
        share.orders.set([rows[number] for number, firm in found["orders"].items() if firm == code])
    record(by=job.member if job else None, subject=SUBJECT, key=pool.pk, what="made", after={"orders": len(rows)})
    return pool


@transaction.atomic
def send(*, by: Membership, pool: Pool) -> None:
    """Ask every firm of a pool for its consent; each is told its own share.

    Raises HubError where nobody in a firm can answer.
    """
    firms = {share.firm_id: share.firm.name for share in PoolShare.objects.filter(pool=pool).select_related("firm")}
    if silent := firms_without_answer(list(firms)):
        raise HubError(
            worded(
                _("Nobody can answer in: %(firms)s. Have the operator add a planner there, then ask."),
                firms=", ".join(sorted(firms[pk] for pk in silent)),
            )
        )
    if not Pool.objects.filter(pk=pool.pk, state=Pool.State.DRAFT).update(state=Pool.State.ASKED):
        raise Stale(_("The firms are asked already, or the pool is over."))
    record(by=by, subject=SUBJECT, key=pool.pk, what=ASKED)


@transaction.atomic
def answer(*, by: Membership, share: PoolShare, agrees: bool) -> None:
    """Say for a firm whether its orders may be cut with others'; once all agree, they are.

    Where the lays find no place then, the pool stays agreed and the centre tries again.
    """
    if by.organisation_id != share.firm_id:
        raise HubError(_("Each firm answers for itself."))
    pool = Pool.objects.select_for_update().get(pk=share.pool_id)
    if pool.state != Pool.State.ASKED:
        raise Stale(_("The question is over: nothing can be answered any more."))
    said = PoolShare.Answer.AGREED if agrees else PoolShare.Answer.DECLINED
    PoolShare.objects.filter(pk=share.pk).update(answer=said, answered_at=timezone.now(), answered_by_id=by.person_id)
    record(by=by, subject=SUBJECT, key=pool.pk, what=AGREED if agrees else DECLINED)
    if not agrees:
        Pool.objects.filter(pk=pool.pk).update(state=Pool.State.DECLINED)
    elif not PoolShare.objects.filter(pool=pool).exclude(answer=PoolShare.Answer.AGREED).exists():
        Pool.objects.filter(pk=pool.pk).update(state=Pool.State.AGREED)
        pool.state = Pool.State.AGREED
        try:
            with transaction.atomic():
                _lay_together(None, pool)
        except HubError:
            return


@transaction.atomic
def cut_together(*, by: Membership, pool: Pool) -> None:
    """Put the lays of a pool that all firms agreed to in the place of their own; raises HubError without one."""
    if not _works_there(by, pool):
        raise HubError(_("Only the shop that cuts them lays orders together."))
    held = Pool.objects.select_for_update().get(pk=pool.pk)
    if held.state != Pool.State.AGREED:
        raise Stale(_("Not every firm has agreed, or it is done already; look again."))
    _lay_together(by, held)


def _works_there(by: Membership, pool: Pool) -> bool:
    lay = Lay(factory=pool.factory)
    return may_advance(by, lay)


def _lay_together(by: Membership | None, pool: Pool, nests: Nests | None = None) -> None:
    orders = list(Order.objects.filter(pool_shares__pool=pool).order_by("number"))
    lays = _lays([order.pk for order in orders], pool.material)
    if _seen(lays) != pool.lays_seen or any(lay.state != Lay.State.PLANNED for lay in lays):
        raise Stale(_("The lays of these orders have changed since; work it out again."))
    markers = _markers(pool, orders, lays, nests or {})
    places = _places(pool, lays, markers)
    kept = packed(lays)
    services_rolls.release(lays)
    Lay.objects.filter(pk__in=[lay.pk for lay in lays]).delete()
    Marker.objects.filter(lays=None, code__in=[m["code"] for m in kept["markers"]]).delete()
    _write(pool, orders[0], places, markers)
    Pool.objects.filter(pk=pool.pk).update(state=Pool.State.POOLED, replaced=kept)
    record(by=by, subject=SUBJECT, key=pool.pk, what=POOLED)


def _markers(pool: Pool, orders: Sequence[Order], lays: Sequence[Lay], nests: Nests) -> dict[str, Marker]:
    """The markers of a pool by name, not written yet: as they are nested already, else estimates to be nested.

    Where pieces of the orders have changed since their lays were planned, nothing is nested before the next plan.
    """
    styles = {style.code: style for style in Style.objects.filter(orders__in=orders).distinct().order_by("code")}
    earlier = next((lay.marker.pattern_id for lay in lays if lay.marker.pattern_id), None)
    found = {}
    for told in pool.found["markers"]:
        name, code = told["name"], f"POOL-{pool.pk}.{pool.material}.{told['name']}"[:80]
        if name in nests:
            facts = {fact: getattr(nests[name], fact) for fact in NEST_FACTS}
        else:
            facts = {fact: told[fact] for fact in ESTIMATE_FACTS} | {"nested": False}
            facts["body"] = bridge.pooled_body(code, told, pool.material, styles.values())
        found[name] = Marker(
            code=code, style=styles[told["style"]], material=pool.material, ratio=told["ratio"], pattern_id=earlier,
            **facts,
        )  # fmt: skip
    return found


def _places(pool: Pool, lays: Sequence[Lay], markers: Mapping[str, Marker]) -> dict[str, Place]:
    here = cluster()
    if here is None:
        raise HubError(_("The cluster is empty; import a workbook first."))
    first_on, last_on = lays[0].cut_on, max(lay.cut_on for lay in lays) + timedelta(days=DAYS_AFTER)
    busy: dict[tuple[int, date], list[tuple[float, float]]] = defaultdict(list)
    others = Lay.objects.filter(factory=pool.factory, cut_on__gte=first_on).exclude(pk__in=[lay.pk for lay in lays])
    for table, on, start, end in others.values_list("table", "cut_on", "start_min", "end_min"):
        busy[table, on].append((start, end))
    wanted = [
        Asked(str(at), lay["minutes"], markers[lay["marker"]].length_mm, lay["width_mm"])
        for at, lay in enumerate(pool.found["lays"], 1)
    ]
    days = plan_bridge.open_days(here, pool.factory, first_on, last_on)
    found, homeless = placed(wanted, list(CuttingTable.objects.filter(factory=pool.factory)), busy, days)
    if homeless:
        raise HubError(worded(_("There is no free table for all pooled lays within %(days)s days."), days=DAYS_AFTER))
    return found


def _write(pool: Pool, order: Order, places: Mapping[str, Place], markers: Mapping[str, Marker]) -> None:
    for marker in markers.values():
        marker.save()
    Lay.objects.bulk_create(
        Lay(
            code=f"POOL-{pool.pk}-{at}-{pool.material}"[:80], order=order, marker=markers[lay["marker"]], pool=pool,
            factory=pool.factory, table_id=places[str(at)].table, material=pool.material, cut_on=places[str(at)].on,
            start_min=places[str(at)].start_min, end_min=places[str(at)].end_min, plies=lay["plies"],
            fabric_m=lay["fabric_m"] + _longer_m(lay, markers[lay["marker"]]),
        )
        for at, lay in enumerate(pool.found["lays"], 1)
    )  # fmt: skip


def _longer_m(lay: Mapping[str, Any], marker: Marker) -> float:
    """Metres that a lay takes more than was thought when the pool was worked out."""
    plies: int = sum(count for _colour, count in lay["plies"])
    return plies * (marker.length_mm - float(lay["length_mm"])) / 1000


@transaction.atomic
def part(*, by: Membership, pool: Pool) -> None:
    """Give every order its own lays back, as long as none of the pooled ones is spread."""
    held = Pool.objects.select_for_update().get(pk=pool.pk)
    lays = list(Lay.objects.select_for_update().filter(pool=held).order_by("pk"))
    if not _works_there(by, pool):
        raise HubError(_("Only the shop that cuts them lays orders together."))
    if held.state != Pool.State.POOLED or any(lay.state != Lay.State.PLANNED for lay in lays):
        raise Stale(_("A pooled lay is spread already; the orders stay together."))
    end(Q(pk=held.pk), why=Pool.Why.PARTED)
    written_back(held.replaced or {}, {order.number: order for order in Order.objects.filter(pool_shares__pool=held)})
    record(by=by, subject=SUBJECT, key=pool.pk, what="taken back")


@dataclass
class BeforePlan:
    """Pools as they stood before a plan: orders and fabrics of those that go on, and those to lay together again.

    ``nests`` are the nested markers of the latter.
    """

    going: set[tuple[str, str]]
    again: list[int]
    nests: dict[int, Nests]


def before_plan(lays: Sequence[dict[str, Any]], length_mm: Mapping[str, float]) -> BeforePlan:
    """End the pools whose orders a plan lays otherwise; those that are spread go on, whatever the plan says.

    ``length_mm`` are the markers' lengths by code, as they will be. Where all lays are as before a pool stays; one that
    was laid together already is laid so again after the plan.
    Call inside a transaction.
    """
    begun = set(Lay.objects.exclude(pool=None).exclude(state=Lay.State.PLANNED).values_list("pool", flat=True))
    living = list(Pool.objects.filter(state__in=LIVING).exclude(pk__in=begun).prefetch_related("shares__orders"))
    rows: dict[tuple[str, str], list[list[Any]]] = defaultdict(list)
    for lay in lays:
        rows[lay["order"], lay["material"]].append([lay["code"], lay["marker"], lay["plies"], length_mm[lay["marker"]]])
    same = [pool for pool in living if seen_of(_planned(pool, rows)) == pool.lays_seen]
    end(Q(pk__in=[pool.pk for pool in living if pool not in same]), why=Pool.Why.PLAN)
    again = [pool.pk for pool in same if pool.state == Pool.State.POOLED]
    nests = {pk: _nests(pk) for pk in again}
    _take_lays(Q(pk__in=again))
    Pool.objects.filter(pk__in=again).update(state=Pool.State.AGREED, replaced=None)
    shares = PoolShare.objects.filter(pool__in=begun)
    return BeforePlan(set(shares.values_list("orders__number", "pool__material")), again, nests)


def name_of(marker: Marker) -> str:
    """Return the name that a pool's marker has within it, also of a copy for some of its lays."""
    return marker.code.rpartition(".")[2].partition("~")[0]


def _nests(pool: int) -> Nests:
    """The nested markers of a pool by name, of the pieces that its styles have now."""
    rows = Marker.objects.filter(lays__pool=pool, nested=True, pattern=None).distinct()
    return {name_of(marker): marker for marker in rows if "~" not in marker.code}


def _planned(pool: Pool, rows: dict[tuple[str, str], list[list[Any]]]) -> list[list[Any]]:
    numbers = {order.number for share in pool.shares.all() for order in share.orders.all()}
    return [row for number in numbers for row in rows.get((number, pool.material), ())]


def after_plan(before: BeforePlan) -> None:
    """Lay those together again that were; one without a place stays agreed, and the centre tries again."""
    for pool in Pool.objects.filter(pk__in=before.again).select_related("factory"):
        try:
            with transaction.atomic():
                _lay_together(None, pool, before.nests[pool.pk])
        except HubError:
            continue


def end(which: Q, *, why: str = "") -> None:
    """End pools and take their lays away; call inside a transaction."""
    ending = list(Pool.objects.filter(which).values_list("pk", flat=True))
    _take_lays(Q(pk__in=ending))
    Pool.objects.filter(pk__in=ending).update(state=Pool.State.ENDED, why_ended=why)


def _take_lays(which: Q) -> None:
    lays = Lay.objects.filter(pool__in=Pool.objects.filter(which))
    services_rolls.release(lays.filter(rolls__isnull=False).distinct())
    markers = list(lays.values_list("marker", flat=True))
    lays.delete()
    Marker.objects.filter(pk__in=markers, lays=None).delete()
