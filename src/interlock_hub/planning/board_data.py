"""What the board shows of a plan to a member, as data.js describes it; built from rows, kept while nothing changes.

The operator sees all work, but no customer. A planner sees the lots of orders they may see; an order of others on their
line is grey and without its customer and dates. How full a stranger's line is, only the operator is told.
"""

from __future__ import annotations

import gzip
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils import translation
from django.utils.translation import get_language

from interlock_hub.core.bridge import category_name, firm_name, thing_name
from interlock_hub.core.formats import DASH, chinese
from interlock_hub.core.kept import Kept
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory, Line, Township
from interlock_hub.network.selectors import lines_visible_to
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to, price_seen_by
from interlock_hub.planning.board_bridge import closed_days, encoded
from interlock_hub.planning.models import PlanLot, PlanVersion
from interlock_hub.planning.selectors import loads_visible_to, lots_visible_to, plan_orders_visible_to, published

Json = dict[str, Any]
KEPT = 12
# Names in the register may change while a plan stands still; they are read again after so long.
FRESH_S = 300.0
PLANNED, LOCKED, FROZEN, DONE = range(4)
STATES: dict[str, int] = {PlanLot.State.PLANNED: PLANNED, PlanLot.State.LOCKED: LOCKED, PlanLot.State.DONE: DONE}
WEEKS_SHOWN = 4


@dataclass(frozen=True)
class Packed:
    """A board as it is sent: compressed JSON and what names exactly this state of it."""

    body: bytes
    tag: str


_kept: Kept[Packed] = Kept(KEPT, FRESH_S)


def packed_board(member: Membership, plan: PlanVersion) -> Packed:
    """Return the board of a plan for a member, from what is kept where plan, revision and reader are the same.

    It is kept in the process, and in the data folder for the other processes: the worker prepares there what is asked
    for most (:func:`prepare_boards`).
    """
    reader = 0 if member.sees_cluster else member.organisation_id
    now = today()
    key = (plan.pk, plan.made_at.isoformat(), plan.revision, plan.state, reader, get_language(), now.isoformat())
    return _kept.get(key, lambda: _from_files(key) or _packed(member, plan, now, key))


def _name(key: tuple[object, ...]) -> str:
    return "board-" + hashlib.sha256(repr(key).encode()).hexdigest()


def _from_files(key: tuple[object, ...]) -> Packed | None:
    found = caches["files"].get(_name(key))
    return Packed(*found) if found else None


def _packed(member: Membership, plan: PlanVersion, now: date, key: tuple[object, ...]) -> Packed:
    body = encoded(board(member, plan, now))
    packed = Packed(gzip.compress(body, 1, mtime=0), hashlib.sha256(body).hexdigest()[:24])
    caches["files"].set(_name(key), (packed.body, packed.tag), FRESH_S)
    return packed


def prepare_boards() -> None:
    """Have the board of the plan that holds ready in both languages before the first reader of the day asks for it."""
    plan, operator = published(), Membership.objects.filter(role=Role.OPERATOR, active=True).first()
    if plan is None or operator is None:
        return
    for language, _shown in settings.LANGUAGES:
        with translation.override(language):
            packed_board(operator, plan)


def board(member: Membership, plan: PlanVersion, now: date) -> Json:
    """Return the whole board of a plan, as the member may see it."""
    first_on = plan.first_on - timedelta(days=plan.first_on.weekday())
    days, kinds, brands = _Days(first_on), _Places(), _Places()
    orders, at_order = _orders(member, plan, kinds, brands)
    lines, at_line = _lines(member, plan, first_on, kinds)
    strangers = _Strangers(orders, at_order, kinds, brands)
    lots = _lots(lots_visible_to(member, plan), days, at_line, strangers, days[now.isoformat()])
    last = max((day for name in ("end", "finish") for day in lots[name]), default=0)
    shown = max(min((plan.last_on - first_on).days, last + 7), 7 * WEEKS_SHOWN - 1)
    last_on = first_on + timedelta(days=shown)
    for line in lines:
        line["load"] = line["load"] and line["load"][: shown // 7 + 1]
    townships, factories = _houses()
    return {
        "plan": {"number": plan.number, "revision": plan.revision},
        "today": now.isoformat(),
        "first_on": first_on.isoformat(),
        "last_on": last_on.isoformat(),
        "closed": closed_days(first_on, last_on),
        "townships": townships,
        "factories": factories,
        "categories": [{"code": code, "name": category_name(code)} for code in kinds],
        "brands": [{"code": code, "name": firm_name(code) or DASH} for code in brands],
        "lines": lines,
        "orders": orders,
        "lots": lots,
    }


class _Places(dict[str, int]):
    """Codes in the order of their first mention; gives the place of each."""

    def __missing__(self, code: str) -> int:
        self[code] = len(self)
        return self[code]


class _Days(dict[str, int]):
    """Days from the first one shown, by date as text; each date is counted once."""

    def __init__(self, first_on: date) -> None:
        super().__init__()
        self._first = first_on.toordinal()

    def __missing__(self, text: str) -> int:
        self[text] = date.fromisoformat(text).toordinal() - self._first
        return self[text]


def _text(name: str) -> Cast:
    """A date as text: making a date of each of 200,000 would take longer than all else."""
    return Cast(name, CharField())


def _houses() -> tuple[list[Json], list[Json]]:
    zh = chinese()
    townships = [
        {"code": code, "name": name if zh else english or name}
        for code, name, english in Township.objects.order_by("code").values_list("code", "name", "name_en")
    ]
    factories = Factory.objects.order_by("kind", "code").values_list("code", "name", "township__code", "kind")
    return townships, [
        {"code": code, "name": firm_name(name), "township": township, "kind": kind}
        for code, name, township, kind in factories
    ]


def _lines(member: Membership, plan: PlanVersion, first_on: date, kinds: _Places) -> tuple[list[Json], dict[int, int]]:
    loads, worth = _loads(member, plan, first_on)
    own = None if member.sees_cluster else set(lines_visible_to(member).values_list("pk", flat=True))
    rows = Line.objects.order_by("factory__kind", "factory__code", "code").values_list(
        "pk", "code", "operators", "factory__code", "skills", "minutes_per_day", "efficiency", "attendance"
    )
    found: list[Json] = []
    at: dict[int, int] = {}
    for pk, code, operators, house, skills, minutes, efficiency, attendance in rows:
        at[pk] = len(found)
        seen = own is None or pk in own
        day_min = operators * minutes * efficiency * attendance
        found.append(
            {
                "code": code,
                "name": code.removeprefix(f"{house}-"),
                "factory": house,
                "operators": operators,
                "skill": kinds[max(skills, key=skills.get)] if skills else -1,
                "free_fen_per_day": round(worth.get(code, 0.0) * day_min * 100) if seen else 0,
                "load": loads.get(code, ([], []))[0] if seen else None,
                "room": loads.get(code, ([], []))[1] if seen else None,
            }
        )
    return found, at


def _loads(
    member: Membership, plan: PlanVersion, first_on: date
) -> tuple[dict[str, tuple[list[float], list[int]]], dict[str, float]]:
    """How full each line is by week and its minutes, and what a minute of it is worth on the mean of all weeks."""
    rows = loads_visible_to(member, plan).filter(resource="sewing").order_by()
    columns = rows.annotate(week=_text("week_on")).values_list(
        "unit", "week", "capacity_min", "used_min", "value_cny_per_min"
    )
    days = _Days(first_on)
    shares: dict[str, dict[int, tuple[float, int]]] = defaultdict(dict)
    values: dict[str, list[float]] = defaultdict(list)
    for unit, week, capacity, used, value in columns:
        shares[unit][days[week] // 7] = (round(used / capacity, 3) if capacity else 0.0, round(capacity))
        values[unit].append(value)
    every = {unit: [weeks.get(w, (0.0, 0)) for w in range(max(weeks) + 1)] for unit, weeks in shares.items()}
    loads = {unit: ([share for share, _ in weeks], [room for _, room in weeks]) for unit, weeks in every.items()}
    return loads, {unit: sum(found) / len(found) for unit, found in values.items()}


ORDER_COLUMNS = (
    "number",
    "brand",
    "category",
    "style",
    "colour",
    "due_on",
    "ship_on",
    "price_fen",
    "priority",
    "late_days",
)


def _orders(
    member: Membership, plan: PlanVersion, kinds: _Places, brands: _Places
) -> tuple[dict[str, list[Any]], dict[int, tuple[int, Json]]]:
    """Columns of the orders whose dates the member may see, and by key their place and what lots take from them."""
    rows = plan_orders_visible_to(member, plan).order_by().annotate(
        due=_text("due_on"), ship=_text("ship_on"), cloth=_text("material_on")
    ).values_list(
        "order_id", "order__number", "order__customer", "order__style__category", "order__style__name", "due", "ship",
        "cloth", "order__price_cny", "order__priority",
    )  # fmt: skip
    seen = price_seen_by(member)
    private: set[int] = set()
    if seen is not None:
        private = set(orders_visible_to(member).filter(seen).order_by().values_list("pk", flat=True))
    told: list[tuple[Any, ...]] = []
    at: dict[int, tuple[int, Json]] = {}
    days, named = _Days(plan.first_on), {}
    for pk, number, customer, category, style, due, ship, cloth, price, priority in rows:
        at[pk] = (len(told), {"due": due, "cloth": cloth})
        if style not in named:
            named[style] = thing_name(style)
        told.append((
            number, brands[customer if pk in private else ""], kinds[category], named[style], "", due, ship,
            int(price * 100) if pk in private else 0, priority, days[ship] - days[due],
        ))  # fmt: skip
    return _columns(ORDER_COLUMNS, told), at


def _columns(names: tuple[str, ...], rows: list[tuple[Any, ...]]) -> dict[str, list[Any]]:
    columns: Iterable[tuple[Any, ...]] = zip(*rows, strict=True) if rows else ((),) * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


LOT_COLUMNS = (
    "id", "order", "line", "start", "end", "pieces", "late_days", "state", "parts", "arrive", "cut", "finish",
)  # fmt: skip


@dataclass(frozen=True)
class _Strangers:
    """The orders told so far, to which those are added that a member only sews."""

    orders: dict[str, list[Any]]
    at_order: dict[int, tuple[int, Json]]
    kinds: _Places
    brands: _Places

    def add(self, finish: dict[int, str]) -> frozenset[int]:
        """Add orders of others on own lines: number and style, as the lot sheet says; no customer, no dates."""
        rows = Order.objects.filter(pk__in=finish).values_list("pk", "number", "style__category", "style__name")
        for pk, number, category, style in rows if finish else ():
            self.at_order[pk] = (len(self.orders["number"]), {"due": finish[pk], "cloth": None})
            dates = (finish[pk], None)
            row = (number, self.brands[""], self.kinds[category], thing_name(style), "", *dates, 0, 0, 0)
            for name, value in zip(ORDER_COLUMNS, row, strict=True):
                self.orders[name].append(value)
        return frozenset(finish)


def _lots(
    seen: QuerySet[PlanLot], days: _Days, at_line: dict[int, int], strangers: _Strangers, now: int
) -> dict[str, list[Any]]:
    rows = (
        seen.order_by()
        .annotate(arrive=_text("arrive_on"), start=_text("start_on"), end=_text("end_on"), finish=_text("finish_on"))
        .values_list("code", "order_id", "line_id", "state", "parts", "pieces", "arrive", "start", "end", "finish")
    )
    found = list(rows)
    at_order, strange = strangers.at_order, dict[int, str]()
    for row in found:
        if row[1] not in at_order:
            strange[row[1]] = max(row[9], strange.get(row[1], ""))
    busy = strangers.add(strange)
    told: list[tuple[Any, ...]] = []
    for code, order, line, state, parts, pieces, arrive, start, end, finish in found:
        place, dates = at_order[order]
        begun = days[start]
        fixed = order in busy or (begun < now and state != PlanLot.State.DONE)
        late = 0 if order in busy else days[finish] - days[dates["due"]]
        told.append((
            code, place, at_line[line], begun, days[end], pieces, late, FROZEN if fixed else STATES[state], parts,
            None if dates["cloth"] is None else days[dates["cloth"]], days[arrive], days[finish],
        ))  # fmt: skip
    return _columns(LOT_COLUMNS, told)
