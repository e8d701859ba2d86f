"""The register as the engine's values, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from interlock import model as engine
from interlock_hub.core.models import Cluster, Organisation
from interlock_hub.core.money import fen, fine_fen, fine_yuan, yuan
from interlock_hub.network.models import CapacityChange, Closure, CuttingTable, Factory, Line, Township


def township_of(row: Township) -> engine.Township:
    """Return a township as the engine's."""
    return engine.Township(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        longitude=row.longitude,
        latitude=row.latitude,
        approximate=row.approximate,
    )


def factory_of(row: Factory, townships: Mapping[int, str]) -> engine.Factory:
    """Return a factory as the engine's; ``townships`` are codes by row id."""
    return engine.Factory(
        code=row.code,
        name=row.name,
        kind=engine.FactoryKind(row.kind),
        township=townships[row.township_id],
        longitude=row.longitude,
        latitude=row.latitude,
        minimum_lot_pieces=row.minimum_lot_pieces,
        opening_fen=fen(row.opening_cny),
        finishing_min_per_day=row.finishing_min_per_day,
        finishing_fen_per_min=fine_fen(row.finishing_cny_per_min),
        overtime_hours=row.overtime_hours,
        first_pass_share=row.first_pass_share,
        on_time_share=row.on_time_share,
        reply_hours=row.reply_hours,
    )


def line_of(row: Line, factories: Mapping[int, str]) -> engine.Line:
    """Return a line as the engine's; ``factories`` are codes by row id."""
    return engine.Line(
        code=row.code,
        factory=factories[row.factory_id],
        operators=row.operators,
        minutes_per_day=row.minutes_per_day,
        efficiency=row.efficiency,
        skills=tuple(engine.Skill(category, level) for category, level in row.skills.items()),
        price_fen_per_min=fine_fen(row.price_cny_per_min),
        attendance=row.attendance,
        current_style=row.current_style,
    )


def calendar_of(cluster: Cluster) -> engine.Calendar:
    """Return the cluster's calendar with all closures."""
    return engine.Calendar(
        rest_weekdays=tuple(cluster.rest_weekdays),
        public_holidays=cluster.public_holidays,
        closures=tuple(
            engine.Closure(
                first_on=row.first_on,
                last_on=row.last_on,
                factory=row.factory.code if row.factory else "",
                reason=row.reason,
            )
            for row in Closure.objects.select_related("factory").order_by("id")
        ),
    )


def rests_on(factory: Factory, on: date) -> bool:
    """Tell whether the cluster's calendar keeps a factory closed on a day: a rest day, a holiday, closed days."""
    found = Cluster.objects.first()
    return found is not None and not calendar_of(found).is_open(on, factory.code)


def network_of_rows(cluster: Cluster) -> dict[str, Any]:
    """Return the network part of a scenario as keyword arguments."""
    towns = list(Township.objects.order_by("id"))
    rows = list(Factory.objects.order_by("id"))
    factories = {row.pk: row.code for row in rows}
    names = {row.pk: row.code for row in towns}
    lines = list(Line.objects.order_by("id"))
    codes = {row.pk: row.code for row in lines}
    return {
        "townships": tuple(township_of(row) for row in towns),
        "factories": tuple(factory_of(row, names) for row in rows),
        "lines": tuple(line_of(row, factories) for row in lines),
        "tables": tuple(
            engine.CuttingTable(
                code=row.code,
                factory=factories[row.factory_id],
                length_mm=row.length_mm,
                width_mm=row.width_mm,
                minutes_per_day=row.minutes_per_day,
            )
            for row in CuttingTable.objects.order_by("id")
        ),
        "calendar": calendar_of(cluster),
        "capacity_changes": tuple(
            engine.CapacityChange(line=codes[row.line_id], first_on=row.first_on, last_on=row.last_on, share=row.share)
            for row in CapacityChange.objects.order_by("id")
        ),
    }


def store_network(scenario: engine.Scenario, organisations: Mapping[str, Organisation]) -> None:
    """Write a scenario's network into the register; rows of the same code are changed, none is removed.

    ``organisations`` say who runs each factory, by factory code.
    """
    Township.objects.bulk_create(
        [
            Township(
                code=t.code,
                name=t.name,
                name_en=t.name_en,
                longitude=t.longitude,
                latitude=t.latitude,
                approximate=t.approximate,
            )
            for t in scenario.townships
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "name_en", "longitude", "latitude", "approximate"],
    )
    towns = dict(Township.objects.values_list("code", "id"))
    Factory.objects.bulk_create(
        [_factory_row(f, organisations[f.code], towns[f.township]) for f in scenario.factories],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "name", "kind", "township", "longitude", "latitude", "minimum_lot_pieces", "opening_cny",
            "finishing_min_per_day", "finishing_cny_per_min", "overtime_hours", "first_pass_share",
            "on_time_share", "reply_hours",
        ],
        batch_size=500,
    )  # fmt: skip
    factories = dict(Factory.objects.values_list("code", "id"))
    Line.objects.bulk_create(
        [_line_row(line, factories[line.factory]) for line in scenario.lines],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=[
            "factory", "operators", "minutes_per_day", "efficiency", "attendance", "price_cny_per_min",
            "current_style", "skills",
        ],
        batch_size=500,
    )  # fmt: skip
    CuttingTable.objects.bulk_create(
        [
            CuttingTable(
                code=t.code,
                factory_id=factories[t.factory],
                length_mm=t.length_mm,
                width_mm=t.width_mm,
                minutes_per_day=t.minutes_per_day,
            )
            for t in scenario.tables
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["factory", "length_mm", "width_mm", "minutes_per_day"],
    )
    _store_closures(scenario.calendar.closures, factories)


def _store_closures(closures: Sequence[engine.Closure], factories: Mapping[str, int]) -> None:
    known = defaultdict(set)
    for row in Closure.objects.all():
        known[row.factory_id].add((row.first_on, row.last_on))
    Closure.objects.bulk_create(
        Closure(factory_id=factories.get(c.factory), first_on=c.first_on, last_on=c.last_on, reason=c.reason)
        for c in closures
        if (c.first_on, c.last_on) not in known[factories.get(c.factory)]
    )


def _factory_row(f: engine.Factory, organisation: Organisation, township: int) -> Factory:
    return Factory(
        organisation=organisation,
        code=f.code,
        name=f.name,
        kind=f.kind.value,
        township_id=township,
        longitude=f.longitude,
        latitude=f.latitude,
        minimum_lot_pieces=f.minimum_lot_pieces,
        opening_cny=yuan(f.opening_fen),
        finishing_min_per_day=f.finishing_min_per_day,
        finishing_cny_per_min=fine_yuan(f.finishing_fen_per_min),
        overtime_hours=f.overtime_hours,
        first_pass_share=f.first_pass_share,
        on_time_share=f.on_time_share,
        reply_hours=f.reply_hours,
    )


def _line_row(line: engine.Line, factory: int) -> Line:
    return Line(
        factory_id=factory,
        code=line.code,
        operators=line.operators,
        minutes_per_day=line.minutes_per_day,
        efficiency=line.efficiency,
        attendance=line.attendance,
        price_cny_per_min=fine_yuan(line.price_fen_per_min),
        current_style=line.current_style,
        skills={skill.category: skill.level for skill in line.skills},
    )
