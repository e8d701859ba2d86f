"""Tables of the network: how full it is, what more of it would be worth, how good each factory is."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from interlock.explain import figures
from interlock.explain.tables.table import Row, Table, count, day, money, share, text
from interlock.explain.tables.view import View
from interlock.model import BottleneckValue, Plan, Scope
from interlock.model.categories import category_name
from interlock.units import cny


def load_table(view: View) -> Table:
    """Return how full every factory is in every week."""
    weeks = _weeks(view.plan)
    last_due_on = _last_due_on(view.plan)
    today = view.plan.as_of or view.plan.first_on
    this_week = today - timedelta(days=today.weekday())
    minutes: defaultdict[tuple[str, str], defaultdict[date, list[float]]]
    minutes = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for load in view.plan.loads:
        cell = minutes[load.resource.value, load.factory][load.week_on]
        cell[0] += load.used_min
        cell[1] += load.capacity_min

    def row(resource: str, factory: str) -> Row:
        cells = minutes[resource, factory]
        whole = [cell for week, cell in cells.items() if this_week <= week <= last_due_on]
        used, capacity = (sum(cell[i] for cell in whole) for i in (0, 1))
        shares = [_share(*cells[week]) if week in cells else None for week in weeks]
        place = view.township(view.scenario.factory[factory].township)
        return (view.short(resource), factory, view.factory(factory), place, *shares, _share(used, capacity))

    head = (
        text("resource", 10),
        text("factory", 11),
        text("factory_name", 22),
        text("township", 14),
    )
    columns = (*head, *(share(week, 10) for week in weeks), share("all_weeks", 10))
    order = {"sewing": 0, "cutting": 1, "finishing": 2}
    rows = [row(*key) for key in sorted(minutes, key=lambda key: (order[key[0]], key[1]))]
    return Table(key="load", says=view.says("load"), columns=columns, rows=rows, fixed=3)


def bottlenecks_table(view: View) -> Table:
    """Return what one more line-day is worth, dearest first."""
    columns = (
        text("scope", 10), text("name", 26), day("week_on"), money("worth", 16),
        count("day_min", 10), share("load", 9),
    )  # fmt: skip
    found = view.plan.bottlenecks
    says = view.says("no_bottlenecks")
    if found:
        first = found[0]
        says = view.says(
            "bottlenecks",
            name=_scope_name(view, first),
            week=figures.day_words(first.week_on, view.language, view.season),
            worth=figures.money(first.fen_per_day, view.language),
        )
    rows: list[Row] = [
        (view.short(b.scope), _scope_name(view, b), b.week_on, cny(b.fen_per_day), b.day_min, b.load) for b in found
    ]
    return Table(key="bottlenecks", says=says, columns=columns, rows=rows, fixed=2)


def virtues_table(view: View) -> Table:
    """Return the five virtues of every factory."""
    keys = ("skill", "price", "speed", "range", "service")
    head = (text("factory", 11), text("factory_name", 26), text("township", 14))
    rows: list[Row] = [
        (
            v.factory, view.factory(v.factory), view.township(view.scenario.factory[v.factory].township),
            v.skill, v.cost, v.speed, v.range, v.service,
        )
        for v in view.plan.virtues
    ]  # fmt: skip
    columns = (*head, *(count(key, 9) for key in keys))
    return Table(key="virtues", says=view.says("virtues"), columns=columns, rows=rows, fixed=2)


def _last_due_on(plan: Plan) -> date:
    return max((promise.due_on for promise in plan.promises), default=plan.last_on)


def _weeks(plan: Plan) -> list[date]:
    """Return the weeks to show: from the first with capacity to the last due date, or to the last work if later."""
    loads = [load for load in plan.loads if load.capacity_min or load.used_min]
    last = max([_last_due_on(plan), *(load.week_on for load in loads if load.used_min)])
    return sorted({load.week_on for load in loads if load.week_on <= last})


def _scope_name(view: View, value: BottleneckValue) -> str:
    if value.scope is Scope.SKILL:
        return category_name(value.key, view.language)
    return view.township(value.key) if value.scope is Scope.TOWNSHIP else view.factory(value.key)


def _share(used: float, capacity: float) -> float | None:
    return used / capacity if capacity > 0 else None
