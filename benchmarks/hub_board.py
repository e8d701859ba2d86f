"""Measure the board's data of a county: 3,000 lines and 40,000 lots, made as rows, first and from what is kept.

Run: python benchmarks/hub_board.py --lines 3000 --lots 40000
It writes into a database of its own in a temporary folder. Milliseconds of the server, one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from datetime import date, timedelta
from typing import Any

FIRST_ON = date(2026, 11, 23)
LOTS_AN_ORDER = 4
WEEKS = 12


def make(lines: int, lots: int) -> Any:
    """Make a register, orders and a published plan as rows; return its operator."""
    from django.utils import timezone

    from interlock_hub.core.models import Cluster, Membership, Organisation, Person, Role
    from interlock_hub.network.models import Factory, Line, Township
    from interlock_hub.orders.models import Order, Style
    from interlock_hub.planning.models import PlanLoad, PlanLot, PlanOrder, PlanVersion

    Cluster.objects.create(pk=1, name="Made", today=FIRST_ON, rest_weekdays=[6])
    office = Organisation.objects.create(code="office", name="Office", kind=Organisation.Kind.OFFICE)
    person = Person.objects.create_user("operator", password="not-used-anywhere-1")  # noqa: S106
    operator = Membership.objects.create(person=person, organisation=office, role=Role.OPERATOR)
    towns = Township.objects.bulk_create(
        Township(code=f"T{n}", name=f"镇 {n}", longitude=115.4, latitude=25.9) for n in range(23)
    )
    houses = Factory.objects.bulk_create(
        Factory(
            organisation=office, code=f"S{n:04}", name=f"卫星 {n} / Satellite {n}", kind="satellite",
            township=towns[n % 23], longitude=115.4, latitude=25.9,
        )
        for n in range(lines // 2)
    )  # fmt: skip
    rows = Line.objects.bulk_create(
        Line(
            factory=houses[n // 2], code=f"{houses[n // 2].code}-L{n % 2 + 1}", operators=12, minutes_per_day=480,
            efficiency=0.7, price_cny_per_min=0.5, skills={"t_shirt": 0.9},
        )
        for n in range(lines)
    )  # fmt: skip
    style = Style.objects.create(code="TS", name="T恤 / T-shirt", category="t_shirt", smv_min=8, body={})
    numbers = range(lots // LOTS_AN_ORDER)
    due = [FIRST_ON + timedelta(days=20 + n % 60) for n in numbers]
    orders = Order.objects.bulk_create(
        (Order(number=f"D{n:05}", owner=office, customer="B", style=style, due_on=due[n], pieces=800) for n in numbers),
        batch_size=2000,
    )
    plan = PlanVersion.objects.create(
        number=1, state="published", policy="balanced", first_on=FIRST_ON, last_on=FIRST_ON + timedelta(days=100),
        orders=len(orders), late_orders=0, pieces=1, cost_cny=1, bound_cny=1, on_time_share=1, utilisation=0.8,
        book=b"", body=b"", published_at=timezone.now(), made_by=operator,
    )  # fmt: skip
    PlanOrder.objects.bulk_create(
        (
            PlanOrder(
                plan=plan, order=orders[n], core=houses[0], cutting=houses[0], material_on=FIRST_ON,
                cut_last_on=due[n] - timedelta(days=12), ship_on=due[n], due_on=due[n], late_days=0, pieces=800,
                cost_cny=1,
            )
            for n in numbers
        ),
        batch_size=2000,
    )  # fmt: skip
    PlanLot.objects.bulk_create(
        (
            PlanLot(
                plan=plan, code=f"D{n // LOTS_AN_ORDER:05}/{n % LOTS_AN_ORDER + 1}", order=orders[n // LOTS_AN_ORDER],
                line=rows[n % lines], factory=rows[n % lines].factory, part=n % LOTS_AN_ORDER + 1, parts=LOTS_AN_ORDER,
                pieces=200, arrive_on=FIRST_ON, start_on=FIRST_ON + timedelta(days=n // lines * 5),
                end_on=FIRST_ON + timedelta(days=n // lines * 5 + 3),
                finish_on=FIRST_ON + timedelta(days=n // lines * 5 + 5),
                pay_cny=1, haul_cny=1,
            )
            for n in range(lots // LOTS_AN_ORDER * LOTS_AN_ORDER)
        ),
        batch_size=2000,
    )  # fmt: skip
    PlanLoad.objects.bulk_create(
        (
            PlanLoad(
                plan=plan, resource="sewing", factory=row.factory, unit=row.code, capacity_min=24000, used_min=20000,
                week_on=FIRST_ON + timedelta(days=7 * week), value_cny_per_min=0.02,
            )
            for row in rows
            for week in range(WEEKS)
        ),
        batch_size=2000,
    )  # fmt: skip
    return operator


def measure(operator: Any, repeats: int) -> dict[str, Any]:
    """Return server times of the data, first built and then asked again, and of the page."""
    from django.core.cache import caches
    from django.test import Client

    from interlock_hub.planning import board_data

    browser = Client(headers={"accept-encoding": "gzip"})
    browser.force_login(operator.person, backend="django.contrib.auth.backends.ModelBackend")

    def timed(url: str, **headers: str) -> tuple[float, Any]:
        began = time.perf_counter()
        answer = browser.get(url, headers=headers)
        return (time.perf_counter() - began) * 1000, answer

    built = []
    for _ in range(repeats):
        board_data._kept.clear()
        caches["files"].clear()
        took, answer = timed("/planning/board/1/data/")
        built.append(took)
    kept = [timed("/planning/board/1/data/")[0] for _ in range(10 * repeats)]
    same = [timed("/planning/board/1/data/", **{"if-none-match": answer["ETag"]})[0] for _ in range(10 * repeats)]
    page = [timed("/planning/board/")[0] for _ in range(3 * repeats)]
    return {
        "built_ms": round(statistics.median(built)),
        "kept_ms": round(statistics.median(kept), 1),
        "not_modified_ms": round(statistics.median(same), 1),
        "page_ms": round(statistics.median(page)),
        "sent_kb": round(len(answer.content) / 1000),
    }


def main() -> None:
    """Make the rows, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=3000)
    parser.add_argument("--lots", type=int, default=40000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "INTERLOCK_DATA": folder, "DJANGO_SETTINGS_MODULE": "interlock_hub.site.settings",
            "INTERLOCK_HOSTS": "testserver", "INTERLOCK_DEBUG": "0",
        }  # fmt: skip
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        storages: Any = settings.STORAGES
        storages["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
        call_command("migrate", verbosity=0)
        found = measure(make(asked.lines, asked.lots), asked.repeats)
        print(json.dumps({"lines": asked.lines, "lots": asked.lots, **found}))


if __name__ == "__main__":
    main()
