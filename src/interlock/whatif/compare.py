"""Two plans side by side: cost by kind, lateness, who gains and who loses work, what changes for each order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from interlock.model import Costs, Plan, Resource, Scenario
from interlock.repair.diff import LEAST_TOLD_FEN

# Work that differs by less than this is the same work: standard minutes of a factory over the whole plan.
SAME_MIN = 1.0


@dataclass(frozen=True, kw_only=True)
class CostChange:
    """One kind of cost (a field of :class:`~interlock.model.Costs`) in both plans."""

    kind: str
    before_fen: int
    after_fen: int

    @property
    def change_fen(self) -> int:
        """What it costs more (less: below zero)."""
        return self.after_fen - self.before_fen


@dataclass(frozen=True, kw_only=True)
class FactoryChange:
    """A factory's sewing in both plans: standard minutes of its pieces, its pay, and how full it is (0: no line).

    What its lines lose when they start a style is no work and not in the minutes; it is in the load, which is of the
    weeks that both plans have.
    """

    factory: str
    name: str
    township: str
    before_min: float
    after_min: float
    before_pay_fen: int
    after_pay_fen: int
    before_load: float
    after_load: float

    @property
    def change_min(self) -> float:
        """Standard minutes it gains (loses: below zero)."""
        return self.after_min - self.before_min

    @property
    def change_pay_fen(self) -> int:
        """Pay it gains (loses: below zero)."""
        return self.after_pay_fen - self.before_pay_fen


@dataclass(frozen=True, kw_only=True)
class OrderFate:
    """What one plan says of an order: when it ships, how late, who makes it (factories), what it costs."""

    ship_on: date
    due_on: date
    late_days: int
    makers: tuple[str, ...]
    outside_pieces: int
    cost_fen: int


@dataclass(frozen=True, kw_only=True)
class OrderChange:
    """An order that is not the same in both plans; None where a plan does not have it."""

    order: str
    before: OrderFate | None
    after: OrderFate | None

    @property
    def earlier_days(self) -> int:
        """Days by which it ships earlier (later: below zero); 0 where one plan does not have it."""
        return (self.before.ship_on - self.after.ship_on).days if self.before and self.after else 0

    @property
    def saved_late_days(self) -> int:
        """Days by which it is less late; an order that only one plan has counts as it is there."""
        return (self.before.late_days if self.before else 0) - (self.after.late_days if self.after else 0)

    @property
    def other_makers(self) -> bool:
        """Whether other factories make it."""
        return bool(self.before and self.after and self.before.makers != self.after.makers)


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How the plan ``after`` differs from the plan ``before``.

    ``costs`` has every kind; ``factories`` those whose work or pay differs, who gains most pay first; ``orders`` those
    that differ, who gains most days of lateness first. ``season`` is the days that either plan speaks of.
    ``late_shipped`` is how many of those late in ``after`` have shipped by its day.
    """

    costs: tuple[CostChange, ...]
    orders_before: int
    orders_after: int
    late_before: int
    late_after: int
    late_days_before: int
    late_days_after: int
    on_time_before: float
    on_time_after: float
    factories: tuple[FactoryChange, ...]
    orders: tuple[OrderChange, ...]
    season: tuple[date, date]
    late_shipped: int = 0

    @property
    def total(self) -> CostChange:
        """All kinds of cost together."""
        return CostChange(
            kind="total",
            before_fen=sum(c.before_fen for c in self.costs),
            after_fen=sum(c.after_fen for c in self.costs),
        )

    @property
    def gainers(self) -> tuple[FactoryChange, ...]:
        """Factories that are paid more, most first."""
        return tuple(f for f in self.factories if f.change_pay_fen > 0)

    @property
    def losers(self) -> tuple[FactoryChange, ...]:
        """Factories that are paid less, who loses most first."""
        return tuple(f for f in reversed(self.factories) if f.change_pay_fen < 0)

    @property
    def rescued(self) -> tuple[OrderChange, ...]:
        """Orders that were late and are not any more."""
        return tuple(o for o in self.orders if o.before and o.after and o.before.late_days > 0 >= o.after.late_days)

    @property
    def newly_late(self) -> tuple[OrderChange, ...]:
        """Orders that were on time and are late now."""
        return tuple(o for o in self.orders if o.before and o.after and o.after.late_days > 0 >= o.before.late_days)

    @property
    def added_late(self) -> tuple[OrderChange, ...]:
        """Orders that only the plan after has, and that are late there."""
        return tuple(o for o in self.orders if o.before is None and o.after and o.after.late_days > 0)

    @property
    def dropped_late(self) -> tuple[OrderChange, ...]:
        """Orders that only the plan before has, and that were late there."""
        return tuple(o for o in self.orders if o.after is None and o.before and o.before.late_days > 0)


def compare(
    scenario_a: Scenario | None,
    plan_a: Plan,
    scenario_b: Scenario | None,
    plan_b: Plan,
    *,
    premiums_fen: Mapping[str, int] | None = None,
) -> Comparison:
    """Compare plan B with plan A, each with the scenario that it was made from; nothing is planned here.

    Without a scenario, factories that the other does not know are called by their codes.

    ``premiums_fen`` is what factories earn in plan B for overtime that the plan itself does not show
    (:func:`~interlock.whatif.premiums_fen`): it counts as cost of overtime and as their pay.
    """
    premiums, weeks = premiums_fen or {}, _weeks_of_both(plan_a, plan_b)
    costs_b = replace(plan_b.costs, overtime=plan_b.costs.overtime + sum(premiums.values()))
    return Comparison(
        costs=tuple(_costs(plan_a.costs, costs_b)),
        orders_before=len(plan_a.promises),
        orders_after=len(plan_b.promises),
        late_before=len(plan_a.late),
        late_after=len(plan_b.late),
        late_days_before=sum(promise.late_days for promise in plan_a.promises),
        late_days_after=sum(promise.late_days for promise in plan_b.promises),
        on_time_before=plan_a.on_time_share,
        on_time_after=plan_b.on_time_share,
        factories=tuple(
            sorted(
                _factories(scenario_a, _work(plan_a, weeks), scenario_b, _work(plan_b, weeks, premiums)), key=_by_gain
            )
        ),
        orders=tuple(sorted(_orders(plan_a, plan_b), key=lambda o: (-o.saved_late_days, -o.earlier_days, o.order))),
        late_shipped=len(plan_b.late) - len(plan_b.late_to_come),
        season=(min(plan_a.first_on, plan_b.first_on), max(plan_a.last_on, plan_b.last_on)),
    )


def _costs(before: Costs, after: Costs) -> Iterator[CostChange]:
    for field in fields(Costs):
        yield CostChange(kind=field.name, before_fen=getattr(before, field.name), after_fen=getattr(after, field.name))


def _by_gain(change: FactoryChange) -> tuple[int, float, str]:
    return (-change.change_pay_fen, -change.change_min, change.factory)


@dataclass
class _Work:
    minutes: float = 0.0
    used_min: float = 0.0
    pay_fen: int = 0
    load: float = 0.0


def _factories(
    scenario_a: Scenario | None, before: Mapping[str, _Work], scenario_b: Scenario | None, after: Mapping[str, _Work]
) -> Iterator[FactoryChange]:
    known = {code: found for book in (scenario_a, scenario_b) if book for code, found in book.factory.items()}
    for code in dict.fromkeys([*known, *before, *after]):
        factory = known.get(code)
        was, now = before.get(code, _Work()), after.get(code, _Work())
        if abs(now.minutes - was.minutes) < SAME_MIN and now.pay_fen == was.pay_fen:
            continue
        yield FactoryChange(
            factory=code,
            name=factory.name if factory else code,
            township=factory.township if factory else "",
            before_min=was.minutes,
            after_min=now.minutes,
            before_pay_fen=was.pay_fen,
            after_pay_fen=now.pay_fen,
            before_load=was.load,
            after_load=now.load,
        )


def _weeks_of_both(plan_a: Plan, plan_b: Plan) -> Set[date]:
    """The weeks that both plans have whole; the shorter may end within its last."""
    weeks = {load.week_on for load in plan_a.loads} & {load.week_on for load in plan_b.loads}
    return weeks if plan_a.last_on == plan_b.last_on else weeks - {max(weeks, default=plan_a.first_on)}


def _work(plan: Plan, weeks: Set[date], premiums_fen: Mapping[str, int] | None = None) -> Mapping[str, _Work]:
    """Sewing by factory; its load is that of some weeks."""
    found: defaultdict[str, _Work] = defaultdict(_Work)
    for factory, premium in (premiums_fen or {}).items():
        found[factory].pay_fen += premium
    for lot in plan.lots:
        found[lot.factory].pay_fen += lot.pay_fen + lot.overtime_fen
        found[lot.factory].minutes += sum(day.productive_min for day in lot.days)
        found[lot.factory].used_min += sum(
            day.used_min for day in lot.days if day.on - timedelta(days=day.on.weekday()) in weeks
        )
    capacity: defaultdict[str, float] = defaultdict(float)
    for load in plan.loads:
        if load.resource is Resource.SEWING and load.week_on in weeks:
            capacity[load.factory] += load.capacity_min
    for factory, work in found.items():
        work.load = work.used_min / capacity[factory] if capacity[factory] > 0 else 0.0
    return found


def _orders(plan_a: Plan, plan_b: Plan) -> Iterator[OrderChange]:
    before, after = _fates(plan_a), _fates(plan_b)
    for number in dict.fromkeys([*before, *after]):
        change = OrderChange(order=number, before=before.get(number), after=after.get(number))
        if _differs(change.before, change.after):
            yield change


def _differs(before: OrderFate | None, after: OrderFate | None) -> bool:
    """Whether an order is not the same in both plans, roundings of shared purchases aside."""
    if before is None or after is None or abs(before.cost_fen - after.cost_fen) > LEAST_TOLD_FEN:
        return before != after
    return replace(before, cost_fen=after.cost_fen) != after


def _fates(plan: Plan) -> dict[str, OrderFate]:
    makers: defaultdict[str, set[str]] = defaultdict(set)
    for lot in plan.lots:
        makers[lot.order].add(lot.factory)
    return {
        promise.order: OrderFate(
            ship_on=promise.ship_on,
            due_on=promise.due_on,
            late_days=promise.late_days,
            makers=tuple(sorted(makers[promise.order])),
            outside_pieces=promise.outside_pieces,
            cost_fen=promise.cost_fen,
        )
        for promise in plan.promises
    }
