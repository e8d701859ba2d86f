"""What the pages of a plan show, cut down to who asks: costs, load by week, bottlenecks, the effect of publishing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import CharField, Count, F, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from interlock_hub.core.bridge import category_name, firm_name
from interlock_hub.core.formats import chinese
from interlock_hub.core.kept import Kept
from interlock_hub.core.models import Membership
from interlock_hub.cutting.keeping import changes, in_force
from interlock_hub.cutting.models import CutStudy
from interlock_hub.network.models import Factory, Line, Township
from interlock_hub.network.words import town_name
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning.bridge import garments_planned
from interlock_hub.planning.dropping import Dropped, dropped_by
from interlock_hub.planning.models import LotOffer, PlanBottleneck, PlanLoad, PlanLot, PlanOrder, PlanVersion
from interlock_hub.planning.offers import Offering, offered_before, offering_of
from interlock_hub.planning.selectors import offers_visible_to, plan_orders_visible_to, published
from interlock_hub.planning.words_bridge import cost_name

MOST_ROWS = 30
MOST_WEEKS = 16
MOST_NAMED = 12
SCOPES = ("skill", "township", "factory", "centre")
NEW_LINE_OPERATORS = 30
MANY_OFFERS = 50
# The loads of a plan stand still with its revision, but a factory may change hands: they are summed again then.
FRESH_S = 300.0
_loads: Kept[list[tuple[Any, ...]]] = Kept(8, FRESH_S)


@dataclass(frozen=True)
class Cell:
    """A week of a row of a heat table; ``heat`` is 0..5."""

    value: float | None
    heat: int


@dataclass(frozen=True)
class Heat:
    """A table of weeks: rows of (name, cells)."""

    weeks: list[date]
    rows: list[tuple[str, list[Cell]]] = field(default_factory=list)


def in_words(texts: dict[str, Any] | None) -> Any:
    """Return the text of the reader's language of one kept in both."""
    return (texts or {}).get("zh" if chinese() else "en") or ""


def own_orders(member: Membership, plan: PlanVersion) -> dict[str, int]:
    """Return how many orders of a plan the member may see, their pieces to cut, and how many of them are late."""
    seen = plan_orders_visible_to(member, plan).order_by()
    found = seen.aggregate(orders=Count("pk"), pieces=Sum("pieces"), late=Count("pk", filter=Q(late_days__gt=0)))
    return {name: value or 0 for name, value in found.items()}


def costs_of(plan: PlanVersion) -> list[dict[str, Any]]:
    """Return the plan's costs by kind, dearest first, with the share of the whole."""
    costs = plan.figures.get("costs", {})
    total = sum(costs.values()) or 1.0
    rows = [{"name": cost_name(kind), "cost": cost, "share": cost / total} for kind, cost in costs.items() if cost]
    return sorted(rows, key=lambda row: -row["cost"])


def load_by_township(member: Membership, plan: PlanVersion) -> Heat:
    """Return how full sewing lines are by township and week.

    The operator sees every township; others those with enough firms that no figure tells a neighbour's.
    """
    fewest = 1 if member.sees_cluster else settings.MINIMUM_GROUP
    table: dict[Any, dict[date, float]] = defaultdict(dict)
    for township, week_on, used, capacity, firms in _loads.get(
        (plan.pk, plan.revision, plan.made_at), lambda: _summed_loads(plan)
    ):
        if firms >= fewest and capacity:
            table[township][week_on] = used / capacity
    names = {town.pk: town_name(town) for town in Township.objects.all()}
    return _heat({names[key]: weeks for key, weeks in table.items()}, load_heat)


def _summed_loads(plan: PlanVersion) -> list[tuple[Any, ...]]:
    """Township, week, minutes used and there are, and how many firms' they are."""
    loads = PlanLoad.objects.filter(plan=plan, resource="sewing").order_by("week_on")
    return list(
        loads.values_list("factory__township", "week_on").annotate(
            Sum("used_min"), Sum("capacity_min"), Count("factory__organisation", distinct=True)
        )
    )


def load_of_own(member: Membership, plan: PlanVersion) -> Heat:
    """Return how full the member's own lines are by line and week."""
    own = PlanLoad.objects.filter(plan=plan, resource="sewing", factory__organisation_id=member.organisation_id)
    table: dict[str, dict[date, float]] = defaultdict(dict)
    for load in own.order_by("unit", "week_on")[: MOST_ROWS * MOST_WEEKS]:
        if load.capacity_min:
            table[load.unit][load.week_on] = load.used_min / load.capacity_min
    return _heat(table, load_heat)


def load_heat(share: float) -> int:
    """Return how hot a share of capacity is: 5 from 97 % on."""
    return next((heat for heat, least in ((5, 0.97), (4, 0.85), (3, 0.6), (2, 0.3), (1, 0.01)) if share >= least), 0)


def bottlenecks(member: Membership, plan: PlanVersion, scope: str) -> Heat:
    """Return what one more line-day is worth by place and week, dearest first.

    Others than the operator see of single factories their own only, and no township of so few firms that it tells one.
    """
    found = PlanBottleneck.objects.filter(plan=plan, scope=scope)
    if scope in ("factory", "centre") and not member.sees_cluster:
        own = Factory.objects.filter(organisation_id=member.organisation_id).values("code")
        found = found.filter(key__in=own)
    if scope == "township" and not member.sees_cluster:
        firms = Line.objects.order_by().values("factory__township__code")
        firms = firms.annotate(firms=Count("factory__organisation", distinct=True))
        found = found.filter(key__in=firms.filter(firms__gte=settings.MINIMUM_GROUP).values("factory__township__code"))
    keys = list(dict.fromkeys(found.order_by("-cny_per_day").values_list("key", flat=True)[:500]))[:MOST_ROWS]
    table: dict[str, dict[date, float]] = {key: {} for key in keys}
    for value in found.filter(key__in=keys):
        table[value.key][value.week_on] = value.cny_per_day
    most = max((worth for weeks in table.values() for worth in weeks.values()), default=0.0)
    names = _names(scope, keys)
    return _heat(
        {names.get(key, key): weeks for key, weeks in table.items()},
        lambda worth: min(5, 1 + int(5 * worth / most)) if worth >= 1 and most else 0,
    )


@dataclass(frozen=True)
class LineWorth:
    """What one more line is worth at most at the plan's prices, from a week on."""

    category: str
    operators: int
    from_on: date
    cny: float


def worth_of_lines(plan: PlanVersion) -> list[LineWorth]:
    """Return what one more line of usual size is worth, for the skills where it is worth most.

    A price is what the last minute saves; a whole line saves less and less, so this is the most it can be worth.
    """
    usual = Line.objects.filter(operators__gt=0).aggregate(
        minutes=Sum(F("operators") * F("minutes_per_day") * F("attendance") * F("efficiency")), people=Sum("operators")
    )
    if not usual["people"]:
        return []
    minutes = NEW_LINE_OPERATORS * usual["minutes"] / usual["people"]
    found: dict[str, list[PlanBottleneck]] = defaultdict(list)
    for value in PlanBottleneck.objects.filter(plan=plan, scope="skill", cny_per_day__gte=1).order_by("week_on"):
        found[value.key].append(value)
    rows = [
        LineWorth(
            category=category_name(key),
            operators=NEW_LINE_OPERATORS,
            from_on=values[0].week_on,
            cny=sum(v.cny_per_day * minutes / v.day_min * 6 for v in values if v.day_min),
        )
        for key, values in found.items()
    ]
    return sorted(rows, key=lambda row: -row.cny)[:3]


def _names(scope: str, keys: Iterable[str]) -> dict[str, str]:
    if scope == "skill":
        return {key: category_name(key) for key in keys}
    if scope == "township":
        return {town.code: town_name(town) for town in Township.objects.filter(code__in=list(keys))}
    return dict(Factory.objects.filter(code__in=list(keys)).values_list("code", "name"))


def _heat(table: dict[str, dict[date, float]], heat: Any) -> Heat:
    weeks = sorted({week for row in table.values() for week in row})[:MOST_WEEKS]
    while weeks and not any(heat(row.get(weeks[-1], 0.0)) for row in table.values()):
        weeks.pop()
    rows = []
    for name, values in table.items():
        cells = [Cell(values.get(week), heat(values[week]) if week in values else 0) for week in weeks]
        rows.append((name, cells))
    return Heat(weeks, rows)


def late_rows(member: Membership, plan: PlanVersion, query: dict[str, str]) -> QuerySet[PlanOrder]:
    """Return the late orders of a plan that the member may see, latest first."""
    late = plan_orders_visible_to(member, plan).filter(late_days__gt=0)
    if query.get("cause"):
        late = late.filter(reason__cause=query["cause"])
    if query.get("q"):
        late = late.filter(order__number__icontains=query["q"])
    order = {"ship": "ship_on", "due": "due_on", "order": "order__number"}.get(query.get("sort", ""), "-late_days")
    return late.order_by(order, "id")


@dataclass
class Effect:
    """What publishing a draft would do."""

    new_offers: int = 0
    changed_offers: int = 0
    offered_before: int = 0
    kept_offers: int = 0
    refused_lots: int = 0
    withdrawn_open: int = 0
    withdrawn_accepted: int = 0
    taken_from: list[tuple[str, int]] = field(default_factory=list)
    broken: list[dict[str, Any]] = field(default_factory=list)
    later: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)
    added: int = 0
    cost_change: float | None = None
    late_change: int | None = None
    held: PlanVersion | None = None
    cut_ends: list[tuple[str, str]] = field(default_factory=list)
    dropped: Dropped | None = None

    @property
    def first_offers(self) -> int:
        """How many lots go to factories that have no offer of their orders now."""
        return self.new_offers - self.changed_offers

    @property
    def mostly_new(self) -> bool:
        """Whether it asks many satellites anew that have been asked already under the plan that holds."""
        gone = self.withdrawn_open + self.withdrawn_accepted
        return self.new_offers > MANY_OFFERS and gone > self.kept_offers


def effect_of(member: Membership, plan: PlanVersion) -> Effect:
    """Return what publishing a draft would do: offers made and withdrawn, and whose dates change (of orders seen)."""
    effect = Effect(held=published())
    offering = offering_of(plan)
    effect.kept_offers, effect.new_offers = len(offering.kept), len(offering.fresh)
    effect.changed_offers = offering.changed
    effect.offered_before = offered_before(offering.fresh)
    effect.refused_lots = len(offering.refused)
    effect.withdrawn_open = sum(offer.state == LotOffer.State.OPEN for offer in offering.gone)
    effect.withdrawn_accepted, effect.taken_from = taken_back(member, offering)
    if effect.held:
        effect.cost_change = float(plan.cost_cny - effect.held.cost_cny)
        effect.late_change = plan.late_orders - effect.held.late_orders
    effect.broken = promises_broken(member, plan)
    _dates(member, plan, effect)
    effect.cut_ends = cut_plans_ended(member, plan)
    effect.dropped = dropped_by(member, plan)
    return effect


def taken_back(member: Membership, offering: Offering) -> tuple[int, list[tuple[str, int]]]:
    """Return how many accepted lots a draft takes back, and of those the member may see from whom, most lots first."""
    gone = [offer.pk for offer in offering.gone if offer.state == LotOffer.State.ACCEPTED]
    seen: Counter[str] = Counter()
    for at in range(0, len(gone), 500):
        seen.update(
            offers_visible_to(member).filter(pk__in=gone[at : at + 500]).values_list("factory__name", flat=True)
        )
    return len(gone), [(firm_name(name), lots) for name, lots in seen.most_common(MOST_NAMED)]


def promises_broken(member: Membership, plan: PlanVersion) -> list[dict[str, Any]]:
    """Return the orders seen that a plan ships later than their customers were told, most days first."""
    told = Order.objects.filter(promise__isnull=False, state__in=(Order.State.HELD, Order.State.OPEN))
    seen = plan_orders_visible_to(member, plan).filter(order__in=told)
    # Days in a promise are text, and text of days sorts as they do.
    later = seen.alias(was=KeyTextTransform("ship_on", "order__promise")).filter(was__lt=Cast("ship_on", CharField()))
    rows = []
    for row in later:
        was = row.order.told_on
        if was:
            change = {"order": row.order.number, "was": was, "now": row.ship_on, "held": row.order.ship_on}
            rows.append(change | {"days": (row.ship_on - was).days, "late_days": row.late_days})
    return sorted(rows, key=lambda row: (-row["days"], row["order"]))


def cut_plans_ended(member: Membership, plan: PlanVersion) -> list[tuple[str, str]]:
    """Return the orders seen whose cut plan in force ends when a draft is published, and why."""
    cuts = in_force()
    if not cuts:
        return []
    repair = plan.purpose == PlanVersion.Purpose.REPAIR
    why = changes(cuts, garments_planned(plan, {cut.study.order.number for cut in cuts}) if repair else None)
    seen = orders_visible_to(member).filter(number__in=why).order_by("number").values_list("number", flat=True)
    return [(number, str(CutStudy.Why(why[number]).label)) for number in seen]


def _dates(member: Membership, plan: PlanVersion, effect: Effect) -> None:
    changed = plan_orders_visible_to(member, plan).filter(Q(order__ship_on=None) | ~Q(order__ship_on=F("ship_on")))
    rows = changed.values("order__number", "order__ship_on", "ship_on", "due_on", "late_days")
    for row in rows:
        was = row["order__ship_on"]
        if was is None:
            effect.added += 1
            continue
        days = (row["ship_on"] - was).days
        change: dict[str, Any] = {"order": row["order__number"], "was": was, "now": row["ship_on"]}
        change |= {"days": abs(days), "late_days": row["late_days"]}
        (effect.later if days > 0 else effect.earlier).append(change)
    for found in (effect.later, effect.earlier):
        found.sort(key=lambda row: -row["days"])


def lots_of_own(member: Membership, plan: PlanVersion, first_on: date) -> QuerySet[PlanLot]:
    """Return the lots that the member's own lines sew or are still to sew: those taken, and those never to be asked."""
    taken = Q(offers=None) | Q(offers__state=LotOffer.State.ACCEPTED)
    return _own_lots(member, plan, first_on).filter(taken)


def _own_lots(member: Membership, plan: PlanVersion, first_on: date) -> QuerySet[PlanLot]:
    houses = Factory.objects.filter(organisation_id=member.organisation_id)
    own = PlanLot.objects.filter(plan=plan, factory__in=houses, end_on__gte=first_on)
    rows = own.select_related("order__style", "line", "factory").defer("order__style__body")
    return rows.order_by("start_on", "line__code")
