"""What customers and planners have settled is kept: who may sew, how much, in what lots, and what is locked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from interlock.laws.words import LAWS
from interlock.model import Lock, Lot, LotRule, Order, PlaceRule, Plan, Scenario

ROUNDING = 1e-6


def rule_breaches(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Yield breaches of the rules."""
    rules = scenario.rules
    if not (rules.places or rules.shares or rules.lots or rules.locks):
        return
    lots: dict[str, list[Lot]] = defaultdict(list)
    for lot in plan.lots:
        lots[lot.order].append(lot)
    outside = {order.number: 0 for order in scenario.orders}
    for away in plan.outside:
        outside[away.order] += away.pieces
    for order in scenario.orders:
        mine = lots[order.number]
        locks = [lock for lock in rules.locks if lock.order == order.number]
        yield from _places(scenario, order, mine)
        yield from _locks(order, locks, mine, sum(lot.pieces for lot in mine) + outside[order.number])
        rule = _lot_rule(scenario, order)
        if rule is not None:
            yield from _split(rule, order, mine)
            yield from _smallest(plan, rule, order, locks, mine)
    yield from _shares(scenario, plan)


def _places(scenario: Scenario, order: Order, lots: Sequence[Lot]) -> Iterator[str]:
    """An order's own list of places replaces its customer's; what is forbidden stays so."""
    own = [rule for rule in scenario.rules.places if rule.order == order.number]
    theirs = [rule for rule in scenario.rules.places if rule.customer and rule.customer == order.customer]
    only = [r for r in own if r.where == "only"] or [r for r in theirs if r.where == "only"]
    never = [rule for rule in (*own, *theirs) if rule.where == "never"]
    for lot in lots:
        if any(_is_at(scenario, rule, lot.factory) for rule in never):
            yield LAWS.told("never_there", lot=lot.id, factory=lot.factory, order=order.number)
        if only and not any(_is_at(scenario, rule, lot.factory) for rule in only):
            yield LAWS.told("only_there", lot=lot.id, factory=lot.factory, order=order.number)


def _is_at(scenario: Scenario, rule: PlaceRule, factory: str) -> bool:
    return rule.factory == factory if rule.factory else scenario.factory[factory].township == rule.township


def _lot_rule(scenario: Scenario, order: Order) -> LotRule | None:
    own = [rule for rule in scenario.rules.lots if rule.order == order.number]
    theirs = [rule for rule in scenario.rules.lots if rule.customer and rule.customer == order.customer]
    return next(iter([*own, *theirs]), None)


def _split(rule: LotRule, order: Order, lots: Sequence[Lot]) -> Iterator[str]:
    if rule.split == "free":
        return
    places: dict[str, set[str]] = defaultdict(set)
    for lot in lots:
        for q in lot.quantities:
            places[_whole(rule, q.colour, q.size)].add(lot.factory)
    for whole, factories in places.items():
        if len(factories) > 1:
            what = LAWS.told(f"its_{rule.split}", name=whole) if whole else LAWS.told("all_of_it")
            found = ", ".join(sorted(factories))
            yield LAWS.told("split", order=order.number, what=what, factories=found)


def _whole(rule: LotRule, colour: str, size: str) -> str:
    """The part that stays together: a colour, a size, or all (``""``)."""
    return {"colour": colour, "size": size}.get(rule.split, "")


def _smallest(plan: Plan, rule: LotRule, order: Order, locks: Sequence[Lock], lots: Sequence[Lot]) -> Iterator[str]:
    """A lot is as large as the rule wants, or as the colour, size or order that it is a share of, locks left out.

    What is sewn already was cut short by the floor, not by a plan: its line may sew the rest.
    """
    if rule.smallest_lot_pieces == 1:
        return
    locked = [lot for lot in lots if any(_may_be(lock, lot) for lock in locks)]
    wholes: Counter[str] = Counter()
    away = [lot.quantities for lot in plan.outside if lot.order == order.number]
    for quantities in [lot.quantities for lot in lots if lot not in locked] + away:
        for q in quantities:
            wholes[_whole(rule, q.colour, q.size)] += q.pieces
    done: Counter[str] = Counter()
    for lot in lots:
        done[lot.line] += lot.pieces * lot.done
    for lot in lots:
        if lot in locked or lot.done:
            continue
        least = min(rule.smallest_lot_pieces, *(wholes[_whole(rule, q.colour, q.size)] for q in lot.quantities))
        if lot.pieces + done[lot.line] < least:
            yield LAWS.told("smallest", lot=lot.id, pieces=lot.pieces, order=order.number, least=least)


def _may_be(lock: Lock, lot: Lot) -> bool:
    return lot.line == lock.line and lot.start_on >= lock.first_on


def _locks(order: Order, locks: Sequence[Lock], lots: Sequence[Lot], made: int) -> Iterator[str]:
    """On each locked line, so many pieces as its locks want start on the locks' days or later, on no other line."""
    left = made
    wanted: list[tuple[Lock, int]] = []
    for lock in sorted(locks, key=lambda lock: not lock.pieces):
        pieces = min(lock.pieces or left, left)
        wanted.append((lock, pieces))
        left -= pieces
    for lock, _ in wanted:
        later = [(other, n) for other, n in wanted if other.line == lock.line and other.first_on >= lock.first_on]
        asked = sum(n for _, n in later)
        sewn = sum(lot.pieces for lot in lots if _may_be(lock, lot))
        if sewn < asked:
            yield LAWS.told(
                "locked", order=order.number, asked=asked, line=lock.line, first_on=lock.first_on, sewn=sewn
            )


def _shares(scenario: Scenario, plan: Plan) -> Iterator[str]:
    smv_min = {order.number: scenario.style[order.style].smv_min for order in scenario.orders}
    given: Counter[str] = Counter()
    for lot in plan.lots:
        given[lot.factory] += lot.pieces * smv_min[lot.order]  # type: ignore[assignment]
    total = sum(given.values()) + sum(lot.pieces * smv_min[lot.order] for lot in plan.outside)
    for rule in scenario.rules.shares:
        if given[rule.factory] > rule.most_share * total * (1 + ROUNDING):
            yield LAWS.told("most_share", factory=rule.factory, share=given[rule.factory] / total, most=rule.most_share)
