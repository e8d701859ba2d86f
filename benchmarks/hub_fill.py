"""A large cluster as rows of the platform's database, without planning: what pages read, in the numbers they must bear.

``python benchmarks/hub_fill.py --factories 3000 --orders 40000`` fills the empty database that the environment names:
the made-up register and order book of the sample, then a plan, lots, loads, offers, lays and events from a seed. The
last line is JSON: open offers by login. ``--kept`` instead prints which offers are accepted and which views are kept.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import date, timedelta
from random import Random
from typing import Any

TODAY = date(2026, 11, 23)
PASSWORD = "silk-linen-000001"  # noqa: S105 (made-up people)
WEEKS = 12
BATCH = 2000


def main() -> int:
    """Fill the database, or say what is kept in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--factories", type=int, default=3000)
    parser.add_argument("--orders", type=int, default=40000)
    parser.add_argument("--kept", action="store_true")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock_hub.site.settings")
    import django

    django.setup()
    if options.kept:
        print(json.dumps(kept()))
        return 0
    fill(options.factories, options.orders)
    print(json.dumps({"offers": open_offers()}))
    return 0


def fill(factories: int, orders: int, seed: int = 1) -> None:
    """Fill the empty database that Django stands on."""
    from django.core.management import call_command
    from django.db import transaction

    from interlock_hub.core.database import learn_sizes
    from interlock_hub.site.bridge import sample
    from interlock_hub.site.seed import seed as seed_rows
    from interlock_hub.site.translations import compile_all

    compile_all()
    call_command("migrate", interactive=False, verbosity=0)
    began = time.perf_counter()
    scenario = sample(factories=factories, orders=orders, seed=seed, today=TODAY)
    _say(f"made up in {time.perf_counter() - began:.0f} s")
    seed_rows(scenario, password=PASSWORD)
    _say(f"register and order book in {time.perf_counter() - began:.0f} s")
    with transaction.atomic():
        _Plan(Random(seed)).write()
    learn_sizes()
    _say(f"plan in {time.perf_counter() - began:.0f} s")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


class _Plan:
    """A plan from a seed: not one that the judge would pass, but of the size and shape of one."""

    def __init__(self, chance: Random) -> None:
        from interlock_hub.network.models import CuttingTable, Factory, Line, Township
        from interlock_hub.orders.models import Order

        self.chance = chance
        self.factories = list(Factory.objects.order_by("pk"))
        self.lines = list(Line.objects.select_related("factory").order_by("pk"))
        self.tables = list(CuttingTable.objects.select_related("factory").order_by("pk"))
        self.orders = list(Order.objects.select_related("style").defer("style__body").order_by("pk"))
        self.townships = list(Township.objects.all())
        self.cores = [f for f in self.factories if f.kind == "core"]

    def write(self) -> None:
        """Write the plan and all that hangs on it."""
        from interlock_hub.planning.models import PlanBottleneck, PlanEvent, PlanLoad, PlanLot, PlanOrder

        self._version()
        promises = [self._promise(order) for order in self.orders]
        PlanOrder.objects.bulk_create(promises, batch_size=BATCH)
        self._tell_orders()
        PlanLot.objects.bulk_create([lot for p in promises for lot in self._lots(p)], batch_size=BATCH)
        PlanLoad.objects.bulk_create(self._loads(), batch_size=BATCH)
        PlanBottleneck.objects.bulk_create(self._bottlenecks(), batch_size=BATCH)
        self._offers()
        self._lays()
        PlanEvent.objects.bulk_create(self._events(), batch_size=BATCH)

    def _version(self) -> None:
        from interlock_hub.planning.models import PlanVersion

        pieces = sum(order.pieces for order in self.orders)
        self.version = PlanVersion.objects.create(
            number=1, state="published", policy="balanced", first_on=TODAY, last_on=TODAY + timedelta(weeks=WEEKS),
            orders=len(self.orders), late_orders=len(self.orders) // 25, pieces=pieces, cost_cny=pieces * 31,
            bound_cny=pieces * 30, on_time_share=0.96, utilisation=0.8, book=b"", body=b"",
            figures={"costs": {"sewing": pieces * 20.0, "transport": pieces * 4.0},
                     "headline": {"en": "96 % in time.", "zh": "96% 准时。"}},
        )  # fmt: skip

    def _promise(self, order: Any) -> Any:
        from interlock_hub.planning.models import PlanOrder

        core = next((f for f in self.cores if f.pk == order.core_id), None) or self.chance.choice(self.cores)
        late = self.chance.random() < 0.04
        ship = order.due_on + timedelta(days=self.chance.randint(1, 9) if late else -self.chance.randint(0, 9))
        start = ship - timedelta(days=12)
        return PlanOrder(
            plan=self.version, order=order, core=core, cutting=self.chance.choice(self.tables).factory,
            material_on=start, cut_first_on=start, cut_last_on=start + timedelta(days=1),
            sew_first_on=start + timedelta(days=3), sew_last_on=ship - timedelta(days=2), ship_on=ship,
            due_on=order.due_on, late_days=(ship - order.due_on).days, pieces=order.pieces,
            cost_cny=order.pieces * 31,
        )  # fmt: skip

    def _tell_orders(self) -> None:
        from django.db.models import OuterRef, Subquery

        from interlock_hub.orders.models import Order
        from interlock_hub.planning.models import PlanOrder

        mine = PlanOrder.objects.filter(plan=self.version, order=OuterRef("pk"))
        names = {"planned_core": "core", "ship_on": "ship_on", "late_days": "late_days"}
        Order.objects.update(**{name: Subquery(mine.values(said)[:1]) for name, said in names.items()})
        told = dict(Order.objects.values_list("pk", "ship_on"))
        for order in self.orders:
            order.ship_on = told[order.pk]

    def _lots(self, promise: Any) -> list[Any]:
        from interlock_hub.planning.models import PlanLot

        count = self.chance.choice((1, 1, 2, 3))
        found = []
        for part in range(1, count + 1):
            line = self.chance.choice(self.lines)
            pieces = max(promise.pieces // count, 1)
            days = [promise.sew_first_on + timedelta(days=n) for n in range(self.chance.randint(2, 7))]
            found.append(
                PlanLot(
                    plan=self.version, code=f"{promise.order.number}-{part}", order=promise.order, line=line,
                    factory=line.factory, part=part, parts=count, pieces=pieces, arrive_on=days[0], start_on=days[0],
                    end_on=days[-1], finish_on=promise.ship_on, late_days=promise.late_days, pay_cny=pieces * 20,
                    haul_cny=pieces * 2, distance_km=self.chance.uniform(1, 60),
                    quantities=[["red", "M", pieces]],
                    days=[[day.isoformat(), 300.0, pieces // len(days)] for day in days],
                )
            )  # fmt: skip
        return found

    def _loads(self) -> list[Any]:
        from interlock_hub.planning.models import PlanLoad

        units = [("sewing", line.factory, line.code, line.declared_min_per_day * 6) for line in self.lines]
        units += [("cutting", table.factory, table.code, table.minutes_per_day * 6) for table in self.tables]
        return [
            PlanLoad(plan=self.version, resource=resource, factory=factory, unit=code, week_on=week,
                     capacity_min=minutes, used_min=minutes * self.chance.uniform(0.3, 1.0), value_cny_per_min=0.4)
            for resource, factory, code, minutes in units
            for week in self._weeks()
        ]  # fmt: skip

    def _weeks(self) -> list[date]:
        return [TODAY + timedelta(weeks=week) for week in range(WEEKS)]

    def _bottlenecks(self) -> list[Any]:
        from interlock_hub.planning.models import PlanBottleneck

        places = [("township", t.code) for t in self.townships] + [("factory", f.code) for f in self.factories]
        places += [("skill", skill) for skill in sorted({skill for line in self.lines for skill in line.skills})]
        places += [("centre", table.factory.code) for table in self.tables]
        return [
            PlanBottleneck(plan=self.version, scope=scope, key=key, week_on=week, day_min=480.0, load=0.9,
                           cny_per_day=self.chance.uniform(0, 900))
            for scope, key in dict.fromkeys(places)
            for week in self._weeks()
        ]  # fmt: skip

    def _offers(self) -> None:
        from django.utils import timezone

        from interlock_hub.planning.models import LotOffer, PlanLot

        soon = timezone.now() + timedelta(hours=24)
        lots = PlanLot.objects.filter(plan=self.version, factory__kind="satellite").select_related("factory")
        LotOffer.objects.bulk_create(
            [
                LotOffer(
                    organisation_id=lot.factory.organisation_id, factory=lot.factory, plan=self.version, lot=lot,
                    order_id=lot.order_id, line_id=lot.line_id, pieces=lot.pieces, pay_cny=lot.pay_cny,
                    start_on=lot.start_on, end_on=lot.end_on, arrive_on=lot.arrive_on, distance_km=lot.distance_km,
                    state=self.chance.choice(("open", "open", "accepted", "accepted", "declined")), expires_at=soon,
                )
                for lot in lots.order_by("pk")
            ],
            batch_size=BATCH,
        )  # fmt: skip

    def _lays(self) -> None:
        from interlock_hub.cutting.models import Lay, Marker

        styles = list(dict.fromkeys(order.style for order in self.orders))
        Marker.objects.bulk_create(
            [Marker(code=f"M-{s.code}", style=s, material="F", width_mm=1500, length_mm=6000, utilisation=0.86,
                    nested=False, ratio={"M": 2}, body={}) for s in styles],
            batch_size=BATCH,
        )  # fmt: skip
        markers = dict(Marker.objects.values_list("style_id", "pk"))
        Lay.objects.bulk_create((self._lay(order, markers) for order in self.orders), batch_size=BATCH)

    def _lay(self, order: Any, markers: dict[int, int]) -> Any:
        from interlock_hub.cutting.models import Lay

        table, start = self.chance.choice(self.tables), self.chance.uniform(0, 400)
        return Lay(code=f"{order.number}-L1", order=order, marker_id=markers[order.style_id], factory=table.factory,
                   table=table, material="F", cut_on=order.ship_on - timedelta(days=12), start_min=start,
                   end_min=start + 40, plies=[["red", 40]], fabric_m=240.0)  # fmt: skip

    def _events(self) -> list[Any]:
        from interlock_hub.planning.models import PlanEvent

        return [
            PlanEvent(kind="order_cancelled", body={"order": order.number}, plan=self.version, order=order,
                      state=self.chance.choice(("confirmed", "dismissed", "failed")))
            for order in self.chance.sample(self.orders, min(len(self.orders), 400))
        ]  # fmt: skip


def open_offers() -> dict[str, list[int]]:
    """Return open offers by the login of an owner who may answer them."""
    from interlock_hub.core.models import Membership
    from interlock_hub.planning.models import LotOffer

    owners = dict(
        Membership.objects.filter(role="owner").order_by("-pk").values_list("organisation_id", "person__username")
    )
    found: dict[str, list[int]] = {}
    offers = LotOffer.objects.filter(state="open", organisation__in=owners).order_by("pk")
    for pk, organisation in offers.values_list("pk", "organisation_id"):
        found.setdefault(owners[organisation], []).append(pk)
    return found


def kept() -> dict[str, list[Any]]:
    """Return what the database holds of the writes that a load test makes: ids of offers, names of views."""
    from interlock_hub.core.models import LedgerEntry, SavedView

    done = LedgerEntry.objects.filter(subject="planning.offer", what="accepted").values_list("key", flat=True)
    return {"accepted": [int(key) for key in done], "views": list(SavedView.objects.values_list("name", flat=True))}


if __name__ == "__main__":
    sys.exit(main())
