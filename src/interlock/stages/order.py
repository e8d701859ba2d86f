"""When to order what is bought: not today, but in time for the first lay that needs it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from interlock.model import Policy, Purchase, Scenario
from interlock.stages.buy import Bought
from interlock.stages.horizon import Horizon
from interlock.stages.lay import Laid
from interlock.stages.lots import LotDraft

# Material is wanted so many days before it is cut: to be inspected, relaxed and, now and then, to come late.
SAFETY_DAYS = 7


def ordered_in_time(
    scenario: Scenario,
    policy: Policy,
    horizon: Horizon,
    bought: Bought,
    laid: Laid,
    lots: Sequence[LotDraft],
    finish_day: Mapping[str, int],
) -> Bought:
    """Return the purchases with the last safe day to order each, and when every order's material is in then.

    A purchase is there ``SAFETY_DAYS`` before the first lay of any of its orders, or as soon as it can be. It is
    ordered on an open day. Orders that are late wait for room, not for material: theirs is in by the day from which
    they could still be in time, so that it is there when room falls free.
    """
    latest = {number: day - SAFETY_DAYS for number, day in _first_days(bought, laid, lots).items()}
    for number in _late_orders(scenario, policy, horizon, laid, lots, finish_day):
        latest[number] = min(latest[number], bought.wanted_day.get(number, 0))
    purchases = tuple(
        _put_off(horizon, purchase, min((latest[share.order] for share in purchase.shares), default=0))
        for purchase in bought.purchases
    )
    ready = {**bought.ready_day, **_ready_days(horizon, replace(bought, purchases=purchases))}
    start = {number: max(day, ready[number]) for number, day in bought.start_day.items()}
    return replace(bought, purchases=purchases, ready_day=ready, start_day=start)


def _late_orders(
    scenario: Scenario,
    policy: Policy,
    horizon: Horizon,
    laid: Laid,
    lots: Sequence[LotDraft],
    finish_day: Mapping[str, int],
) -> set[str]:
    """Orders of which a lot is finished, or back from outside, after it is due."""
    due = {order.number: horizon.day(order.due_on) for order in scenario.orders}
    ready = {lot.id: finish_day[lot.id] if lot.line else laid.cut_day[lot.id] + policy.outside_days for lot in lots}
    return {lot.order for lot in lots if ready[lot.id] > due[lot.order]}


def _first_days(bought: Bought, laid: Laid, lots: Sequence[LotDraft]) -> dict[str, int]:
    """The day on which each order first needs its material: its first lay, or as soon as may be without lays here."""
    first: dict[str, int] = {lot.order: bought.start_day[lot.order] for lot in lots if lot.uncut or not lot.taken}
    for lay in laid.lays:
        first[lay.order] = min(lay.day, first.get(lay.order, lay.day))
    return first


def _put_off(horizon: Horizon, purchase: Purchase, arrive_day: int) -> Purchase:
    """The purchase on the last open day from which it is there by then; unchanged where that is today or past."""
    lead = purchase.arrive_on - purchase.order_on
    days = [day for day in range(arrive_day - lead.days + 1) if horizon.open_mask()[day]]
    if not days:
        return purchase
    order_on = horizon.on(days[-1])
    return replace(purchase, order_on=order_on, arrive_on=order_on + lead)


def _ready_days(horizon: Horizon, bought: Bought) -> dict[str, int]:
    ready: dict[str, int] = defaultdict(int)
    for order, day in _arrivals(horizon, bought):
        ready[order] = max(day, ready[order])
    return dict(ready)


def _arrivals(horizon: Horizon, bought: Bought) -> Iterator[tuple[str, int]]:
    for purchase in bought.purchases:
        yield from ((share.order, horizon.day(purchase.arrive_on)) for share in purchase.shares)
    for use in bought.stock_uses:
        yield from ((share.order, horizon.day(use.available_on)) for share in use.shares)
