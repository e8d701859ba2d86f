"""How an order is cut: measured against the best possible, tried under other limits, changed, and changed back."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.selectors import cluster
from interlock_hub.cutting import plan_bridge, services_rolls
from interlock_hub.cutting.bundles_bridge import place_of
from interlock_hub.cutting.models import CutStudy, Lay, Marker, Pool, PoolShare
from interlock_hub.cutting.placing import Asked, Place, placed
from interlock_hub.cutting.selectors import may_advance
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order

SUBJECT = "cutting.plan"
APPLIED = gettext_noop("cut plan changed")
# New lays may end so many days after the last of those they replace.
DAYS_AFTER = 30
HUNDRED = 100
LAY_FACTS = ("code", "material", "start_min", "end_min", "plies", "fabric_m")
MARKER_FACTS = ("code", "material", "width_mm", "length_mm", "utilisation", "nested", "ratio", "body", "tried_s")


def lays_of(order: Order) -> list[Lay]:
    """Return the lays in force that are an order's own, with their markers, in the order of work; none of a pool."""
    lays = Lay.objects.filter(order=order, pool=None).select_related(
        "order", "marker", "factory", "table", "marker__style"
    )
    return list(lays.defer("marker__body", "marker__style__body").order_by("cut_on", "start_min", "pk"))


def digest(lays: Sequence[Lay]) -> str:
    """Return what tells whether lays are still the same: which markers, how long, with how many plies."""
    return digest_of([[lay.code, f"{lay.marker.code} {lay.marker.length_mm:.0f}", lay.plies] for lay in lays])


def digest_of(rows: Sequence[Sequence[Any]]) -> str:
    """Return the same of lays as rows: code, marker's code, plies."""
    rows = sorted([code, marker, [list(ply) for ply in plies]] for code, marker, plies in rows)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def ask(*, by: Membership, order: Order, limits: plan_bridge.Limits) -> JobRun:
    """Ask how an order could be cut within limits."""
    lays = lays_of(order)
    if not lays:
        raise HubError(worded(_("Order %(order)s has no lays; publish a plan that cuts it."), order=order.number))
    given = {"order": order.number, "factory": lays[0].factory.code, **asdict(limits)}
    return jobs.start("cut-study", by=by, given=given)


def _ways_on(job: JobRun) -> jobs.Ways:
    order = str(job.given["order"])
    return [(gettext("Cut plan of %(order)s") % {"order": order}, reverse("cutting:order", args=[order]))]


@jobs.kind("cut-study", _("Plan how an order is cut"), back=_ways_on, queue=jobs.QUICK)
def study_job(running: jobs.Running) -> jobs.Finish:
    """Plan one order's cut within the limits asked for."""
    given = running.given
    order = Order.objects.select_related("style").prefetch_related("quantities").get(number=given["order"])
    factory = Factory.objects.get(code=given["factory"])
    limits = plan_bridge.Limits(
        **{name: given[name] for name in ("over_share", "under_share", "max_plies", "max_garments")}
    )
    lays, here = lays_of(order), cluster()
    if here is None:
        raise HubError(_("The cluster is empty; import a workbook first."))
    running.progress("cut", 0.1)
    found = plan_bridge.studied(here, order, factory, limits, lays, seed=running.job.seed, stop=running.stop)

    def keep() -> dict[str, Any]:
        # The same question asked again has one answer, the newest.
        CutStudy.objects.filter(order=order, applied_at=None, **asdict(limits)).delete()
        CutStudy.objects.create(
            order=order, factory=factory, **asdict(limits), usual=limits == plan_bridge.usual_limits(order),
            lays_seen=digest(lays), found=found, job=running.job, asked_by=running.job.asked_by,
        )  # fmt: skip
        return {"url": reverse("cutting:order", args=[order.number])}

    return keep


@transaction.atomic
def apply(*, by: Membership, study: CutStudy, rolls_back: bool = False) -> None:
    """Cut the order as a study found: its lays give way to the study's, in the free minutes of the same shop.

    Raises Stale when the lays have changed since, HubError where a lay is spread already or finds no place, or has
    rolls and nobody said with ``rolls_back`` that they go back to stock.
    """
    lays = _untouched(by, study.order)
    if not rolls_back:
        refuse_with_rolls(lays)
    if digest(lays) != study.lays_seen:
        raise Stale(_("The order's lays have changed since; plan it again, then decide."))
    _number_anew(study)
    here = places_of(study, lays)
    replaced = packed(lays)
    changed = CutStudy.objects.filter(pk=study.pk, applied_at=None)
    said = {"applied_at": timezone.now(), "applied_by_id": by.person_id, "replaced": replaced, "found": study.found}
    if not changed.update(**said, why_ended="", ended_at=None):
        raise Stale(_("Somebody else has just applied it; look again."))
    services_rolls.release(lays, by=by)
    Lay.objects.filter(pk__in=[lay.pk for lay in lays]).delete()
    _write(study, here)
    Marker.objects.filter(lays=None, code__in=[m["code"] for m in replaced["markers"]]).delete()
    record(by=by, subject=SUBJECT, key=study.order.number, what=APPLIED, before=study.found["now"] or {},
           after=study.found["found"])  # fmt: skip


def refuse_with_rolls(lays: Sequence[Lay]) -> None:
    """Raise HubError where lays that are to give way have rolls, naming them."""
    held = with_rolls(lays)
    if held:
        raise HubError(
            worded(
                _("Rolls are given to these lays: %(lays)s. Say that they go back to stock, or take them back first."),
                lays=", ".join(held),
            )
        )


def with_rolls(lays: Sequence[Lay]) -> list[str]:
    """Return the codes of lays that rolls are given to."""
    rows = Lay.objects.filter(pk__in=[lay.pk for lay in lays]).exclude(rolls=None)
    return list(rows.order_by("code").values_list("code", flat=True).distinct())


def _number_anew(study: CutStudy) -> None:
    """Give a study's lays numbers that no lay of the order has had: each cut plan put in force begins a hundred."""
    number = study.order.number
    codes = list(Lay.objects.filter(order=study.order).values_list("code", flat=True))
    for found in CutStudy.objects.filter(order=study.order).exclude(pk=study.pk).values_list("found", flat=True):
        codes += [lay["code"] for lay in found["lays"]]
    # Lays that a pool or a cut plan took the place of may come back.
    gone = [
        *Pool.objects.filter(shares__orders=study.order).values_list("replaced", flat=True),
        *CutStudy.objects.filter(order=study.order).values_list("replaced", flat=True),
    ]
    codes += [lay["code"] for kept in gone if kept for lay in kept["lays"]]
    base = (max((place_of(number, code) for code in codes), default=0) // HUNDRED + 1) * HUNDRED
    before = min((place_of(number, lay["code"]) for lay in study.found["lays"]), default=1) - 1
    for lay in study.found["lays"]:
        lay["code"] = f"{number}-{base + place_of(number, lay['code']) - before}-{lay['material']}"


def places_of(study: CutStudy, lays: Sequence[Lay]) -> dict[str, Place]:
    """Return where a study's lays would lie once the order's own have left; raises HubError for those without room."""
    here = cluster()
    if here is None:
        raise HubError(_("The cluster is empty; import a workbook first."))
    first_on, last_on = lays[0].cut_on, max(lay.cut_on for lay in lays) + timedelta(days=DAYS_AFTER)
    days = plan_bridge.open_days(here, study.factory, first_on, last_on)
    busy: dict[tuple[int, date], list[tuple[float, float]]] = defaultdict(list)
    others = Lay.objects.filter(factory=study.factory, cut_on__gte=first_on).exclude(pk__in=[lay.pk for lay in lays])
    for table, on, start, end in others.values_list("table", "cut_on", "start_min", "end_min"):
        busy[table, on].append((start, end))
    wanted = [Asked(**{name: lay[name] for name in ("code", "minutes", "length_mm", "width_mm")})
              for lay in study.found["lays"]]  # fmt: skip
    found, homeless = placed(wanted, list(CuttingTable.objects.filter(factory=study.factory)), busy, days)
    if homeless:
        raise HubError(
            worded(
                _("These lays find no free table within %(days)s days: %(lays)s."),
                days=DAYS_AFTER,
                lays=", ".join(homeless),
            )
        )
    return found


def _untouched(by: Membership, order: Order) -> list[Lay]:
    """The order's lays, locked; raises where one is spread already, or others cut them."""
    list(Lay.objects.select_for_update().filter(order=order).values_list("pk"))
    lays = lays_of(order)
    begun = [lay.code for lay in lays if lay.state != Lay.State.PLANNED]
    if begun:
        named = ", ".join(begun)
        raise HubError(worded(_("Spread or cut already: %(lays)s. The order stays as it is planned."), lays=named))
    if PoolShare.objects.filter(orders=order, pool__state=Pool.State.POOLED).exists():
        raise HubError(_("The order is cut together with others'; take that back first."))
    if not lays or not all(may_advance(by, lay) for lay in lays):
        raise HubError(_("Only those who cut the order change how it is cut."))
    return lays


def packed(lays: Sequence[Lay]) -> dict[str, Any]:
    """Return lays with their markers as plain rows, enough to write them back."""
    markers = Marker.objects.filter(pk__in={lay.marker_id for lay in lays})
    return {
        "markers": [
            {"style": marker.style_id, **{name: getattr(marker, name) for name in MARKER_FACTS}} for marker in markers
        ],
        "lays": [
            {
                "marker": lay.marker.code, "factory": lay.factory_id, "table": lay.table_id,
                "order": lay.order.number,
                "cut_on": lay.cut_on.isoformat(), **{name: getattr(lay, name) for name in LAY_FACTS},
            }
            for lay in lays
        ],
    }  # fmt: skip


def _write(study: CutStudy, places: dict[str, Place]) -> None:
    found = study.found
    rows = _markers([{**marker, "style": study.order.style_id} for marker in found["markers"]])
    nested = {marker.code: marker.length_mm for marker in rows.values()}
    Lay.objects.bulk_create(
        Lay(
            code=lay["code"], order=study.order, marker=rows[lay["marker"]], factory=study.factory,
            table_id=places[lay["code"]].table, cut_on=places[lay["code"]].on, material=lay["material"],
            start_min=places[lay["code"]].start_min, end_min=places[lay["code"]].end_min, plies=lay["plies"],
            fabric_m=lay["fabric_m"]
            + (nested[lay["marker"]] - lay["length_mm"]) * sum(n for _c, n in lay["plies"]) / 1000,
        )
        for lay in found["lays"]
    )  # fmt: skip


def _markers(wanted: Sequence[dict[str, Any]]) -> dict[str, Marker]:
    """The markers of these codes; those that are there already stay as they are, nested ones nested."""
    codes = [marker["code"] for marker in wanted]
    known = set(Marker.objects.filter(code__in=codes).values_list("code", flat=True))
    Marker.objects.bulk_create(
        Marker(style_id=marker["style"], **{name: value for name, value in marker.items() if name != "style"})
        for marker in wanted
        if marker["code"] not in known
    )
    return {marker.code: marker for marker in Marker.objects.filter(code__in=codes).defer("body")}


@transaction.atomic
def undo(*, by: Membership, study: CutStudy, rolls_back: bool = False) -> None:
    """Give an order the lays back that a study replaced, as long as none of the new ones is spread."""
    lays = _untouched(by, study.order)
    if not rolls_back:
        refuse_with_rolls(lays)
    if study.replaced is None or {lay.code for lay in lays} != {lay["code"] for lay in study.found["lays"]}:
        raise Stale(_("The order's lays have changed since; there is nothing to take back."))
    kept = study.replaced
    changed = CutStudy.objects.filter(pk=study.pk).exclude(applied_at=None)
    if not changed.update(applied_at=None, applied_by=None, replaced=None):
        raise Stale(_("Somebody else has just taken it back; look again."))
    services_rolls.release(lays, by=by)
    Lay.objects.filter(pk__in=[lay.pk for lay in lays]).delete()
    written_back(kept, {study.order.number: study.order})
    Marker.objects.filter(lays=None, code__in=[m["code"] for m in study.found["markers"]]).delete()
    record(by=by, subject=SUBJECT, key=study.order.number, what="taken back", before=study.found["found"],
           after=study.found["now"] or {})  # fmt: skip


def written_back(kept: Mapping[str, Any], orders: Mapping[str, Order]) -> None:
    """Write lays with their markers as :func:`packed` kept them; call inside a transaction."""
    rows = _markers(kept["markers"])
    longer_mm = {marker["code"]: rows[marker["code"]].length_mm - marker["length_mm"] for marker in kept["markers"]}
    lays = [
        Lay(
            order=orders[lay["order"]], marker=rows[lay["marker"]], factory_id=lay["factory"], table_id=lay["table"],
            cut_on=date.fromisoformat(lay["cut_on"]), **{name: lay[name] for name in LAY_FACTS},
        )
        for lay in kept["lays"]
    ]  # fmt: skip
    for lay in lays:  # their marker may have been nested or bettered meanwhile
        lay.fabric_m += longer_mm[lay.marker.code] * sum(n for _colour, n in lay.plies) / 1000
    Lay.objects.bulk_create(lays)
