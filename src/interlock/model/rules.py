"""What customers and planners have settled beforehand: who may sew, how much, in what lots, and what is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal, get_args

from interlock.model._validate import Problems, named
from interlock.model.categories import category_told
from interlock.model.words import ERRORS

if TYPE_CHECKING:
    from interlock.model.network import Factory
    from interlock.model.orders import Order, Quantity
    from interlock.model.plan import Plan
    from interlock.model.scenario import Scenario

Where = Literal["only", "never", "prefer"]
Split = Literal["free", "colour", "size", "never"]


@dataclass(frozen=True, kw_only=True)
class PlaceRule:
    """Where a customer's orders, or one order, may be sewn. It names a factory or all factories of a township.

    ``only`` these places, together with all others named so for the same order or customer; an order's own replace its
    customer's. ``never`` there, whoever else says so. ``prefer``: plans are chosen as if a standard minute there cost
    ``discount_fen_per_min`` less; no such money is paid, and no cost of a plan shows it. Cutting, finishing and work
    outside the cluster are not meant.
    """

    where: Where
    customer: str = ""
    order: str = ""
    factory: str = ""
    township: str = ""
    discount_fen_per_min: float = 0.0

    def __post_init__(self) -> None:
        with Problems("rule", ERRORS.told("rule", where=self.where, subject=_subject(self))) as p:
            if self.where not in get_args(Where):
                p.add(ERRORS.told("where_known"))
            _one_of(p, "customer", self.customer, "order", self.order)
            _one_of(p, "factory", self.factory, "township", self.township)
            p.at_least("discount a minute", self.discount_fen_per_min, 0)
            if (self.discount_fen_per_min > 0) != (self.where == "prefer"):
                p.add(ERRORS.told("discount"))

    def names(self, factory: Factory) -> bool:
        """Tell whether the factory is one of these places."""
        return factory.code == self.factory if self.factory else factory.township == self.township


@dataclass(frozen=True, kw_only=True)
class ShareRule:
    """How much of all standard minutes of sewing one factory gets over the horizon, work outside counted in the whole.

    No plan gives it more than ``most_share``. ``least_share`` is a target: reached where there is work it can sew, and
    told by :func:`missed_shares` where it is not.
    """

    factory: str
    least_share: float = 0.0
    most_share: float = 1.0

    def __post_init__(self) -> None:
        with Problems("share of factory", self.factory) as p:
            p.text("factory", self.factory)
            p.within("least share", self.least_share, 0, 1)
            p.within("most share", self.most_share, 0, 1)
            if self.least_share > self.most_share:
                p.add(ERRORS.told("shares_cross", least_share=self.least_share * 100, most_share=self.most_share * 100))
            if self.least_share == 0 and self.most_share == 1:
                p.add(ERRORS.told("empty_share"))


@dataclass(frozen=True, kw_only=True)
class LotRule:
    """In what lots a customer's orders, or one order, may be sewn; an order's own rule replaces its customer's.

    No lot has fewer than ``smallest_lot_pieces``, unless the whole that it is a share of has not. ``split`` says what
    may lie in more than one factory: anything (``free``), whole colours or sizes, or nothing (``never``). Lines of one
    factory may always share; what no factory has room for goes outside the cluster all the same.
    """

    customer: str = ""
    order: str = ""
    smallest_lot_pieces: int = 1
    split: Split = "free"

    def __post_init__(self) -> None:
        with Problems("lots of", _subject(self)) as p:
            _one_of(p, "customer", self.customer, "order", self.order)
            p.at_least("smallest lot", self.smallest_lot_pieces, 1)
            if self.split not in get_args(Split):
                p.add(ERRORS.told("split_known", split=self.split))
            if self.smallest_lot_pieces == 1 and self.split == "free":
                p.add(ERRORS.told("empty_lots"))


@dataclass(frozen=True, kw_only=True)
class Lock:
    """A planner's word: so many pieces of an order (0: all that no other lock fixes) are one lot of this line.

    It is sewn from ``first_on``, never before; a day or more after it only where its pieces come later or the line is
    held by another lock.
    """

    order: str
    line: str
    first_on: date
    pieces: int = 0

    def __post_init__(self) -> None:
        with Problems("lock of order", self.order) as p:
            p.text("order", self.order)
            p.text("line", self.line)
            p.at_least("pieces", self.pieces, 0)


@dataclass(frozen=True, kw_only=True)
class Rules:
    """All rules of a scenario. Without any, every line with the skill may sew everything."""

    places: tuple[PlaceRule, ...] = ()
    shares: tuple[ShareRule, ...] = ()
    lots: tuple[LotRule, ...] = ()
    locks: tuple[Lock, ...] = ()

    def __post_init__(self) -> None:
        with Problems("rules") as p:
            p.unique(
                "rule",
                (
                    ERRORS.told("rule_at", where=r.where, place=r.factory or r.township, subject=_subject(r))
                    for r in self.places
                ),
            )
            p.unique("share of factory", (rule.factory for rule in self.shares))
            p.unique("rule for the lots of", map(_subject, self.lots))
            p.unique(
                "lock of", (ERRORS.told("lock_on", order=k.order, line=k.line, first_on=k.first_on) for k in self.locks)
            )
            p.unique("lock of all of order", (k.order for k in self.locks if not k.pieces))
            least = sum(rule.least_share for rule in self.shares)
            if least > 1 + 1e-9:
                p.add(ERRORS.told("least_shares", least=least))

    def may_sew(self, order: Order, factory: Factory) -> bool:
        """Tell whether the order may be sewn in the factory."""
        rules = self._places_of(order)
        if any(rule.where == "never" and rule.names(factory) for rule in rules):
            return False
        only = [rule for rule in rules if rule.where == "only"]
        own = [rule for rule in only if rule.order]
        return not only or any(rule.names(factory) for rule in own or only)

    def discount_fen_per_min(self, order: Order, factory: Factory) -> float:
        """Return by how much a minute there is preferred for the order, the largest of its rules."""
        rules = self._places_of(order)
        return max((r.discount_fen_per_min for r in rules if r.where == "prefer" and r.names(factory)), default=0.0)

    def most_discount_fen_per_min(self, order: Order) -> float:
        """Return the largest discount of any place for the order."""
        return max((rule.discount_fen_per_min for rule in self._places_of(order)), default=0.0)

    def place_key(self, order: Order) -> tuple[str, str]:
        """Return what orders under the same place rules share: its customer and number where rules name them."""
        return (
            order.customer if order.customer in self._places_by_customer else "",
            order.number if order.number in self._places_by_order else "",
        )

    def split_of(self, order: Order) -> Split:
        """Return what of the order may lie in more than one factory."""
        rule = self._lot_rule(order)
        return rule.split if rule else "free"

    def wholes_of(self, order: Order, quantities: Iterable[Quantity]) -> frozenset[str]:
        """Return which wholes that may not be split some pieces are of: colours, sizes, ``""`` for all; often none."""
        split = self.split_of(order)
        if split == "free":
            return frozenset()
        return frozenset(whole_of(split, q) for q in quantities)

    def smallest_lot_pieces(self, order: Order) -> int:
        """Return the fewest pieces of a lot of the order."""
        rule = self._lot_rule(order)
        return rule.smallest_lot_pieces if rule else 1

    def locks_of(self, number: str) -> tuple[Lock, ...]:
        """Return the locks of an order, those with pieces first."""
        return self._locks_by_order.get(number, ())

    def least_share(self, factory: str) -> float:
        """Return the share of all work that the factory should get at least."""
        return self._share_by_factory[factory].least_share if factory in self._share_by_factory else 0.0

    def most_share(self, factory: str) -> float:
        """Return the largest share of all work that the factory may get."""
        return self._share_by_factory[factory].most_share if factory in self._share_by_factory else 1.0

    def _places_of(self, order: Order) -> tuple[PlaceRule, ...]:
        theirs = self._places_by_customer.get(order.customer, ()) if order.customer else ()
        return (*self._places_by_order.get(order.number, ()), *theirs)

    def _lot_rule(self, order: Order) -> LotRule | None:
        theirs = self._lots_by_customer.get(order.customer) if order.customer else None
        return self._lots_by_order.get(order.number, theirs)

    @cached_property
    def _places_by_customer(self) -> Mapping[str, tuple[PlaceRule, ...]]:
        found: dict[str, tuple[PlaceRule, ...]] = {}
        for rule in self.places:
            if rule.customer:
                found[rule.customer] = (*found.get(rule.customer, ()), rule)
        return found

    @cached_property
    def _places_by_order(self) -> Mapping[str, tuple[PlaceRule, ...]]:
        found: dict[str, tuple[PlaceRule, ...]] = {}
        for rule in self.places:
            if rule.order:
                found[rule.order] = (*found.get(rule.order, ()), rule)
        return found

    @cached_property
    def _lots_by_customer(self) -> Mapping[str, LotRule]:
        return {rule.customer: rule for rule in self.lots if rule.customer}

    @cached_property
    def _lots_by_order(self) -> Mapping[str, LotRule]:
        return {rule.order: rule for rule in self.lots if rule.order}

    @cached_property
    def _locks_by_order(self) -> Mapping[str, tuple[Lock, ...]]:
        found: dict[str, tuple[Lock, ...]] = {}
        for lock in sorted(self.locks, key=lambda lock: not lock.pieces):
            found[lock.order] = (*found.get(lock.order, ()), lock)
        return found

    @cached_property
    def _share_by_factory(self) -> Mapping[str, ShareRule]:
        return {rule.factory: rule for rule in self.shares}


@dataclass(frozen=True, kw_only=True)
class MissedShare:
    """A factory that a plan gives less than its rule's target: shares of all standard minutes of sewing."""

    factory: str
    least_share: float
    share: float


def missed_shares(scenario: Scenario, plan: Plan) -> tuple[MissedShare, ...]:
    """Return the targets of least shares that a plan does not reach, in the order of the rules."""
    smv = {order.number: scenario.style[order.style].smv_min for order in scenario.orders}
    given: dict[str, float] = {}
    for lot in plan.lots:
        given[lot.factory] = given.get(lot.factory, 0.0) + lot.pieces * smv[lot.order]
    total = sum(given.values()) + sum(lot.pieces * smv[lot.order] for lot in plan.outside)
    if not total:
        return ()
    return tuple(
        MissedShare(factory=rule.factory, least_share=rule.least_share, share=share)
        for rule in scenario.rules.shares
        if (share := given.get(rule.factory, 0.0) / total) < rule.least_share - 1e-9
    )


def rule_problems(scenario: Scenario, rules: Rules) -> Iterator[tuple[Rule, str]]:
    """Yield every rule that names what a scenario does not have, or that it cannot keep, with the reason."""
    townships = {t.code for t in scenario.townships} | {f.township for f in scenario.factories}
    every: tuple[Rule, ...] = (*rules.places, *rules.shares, *rules.lots, *rules.locks)
    for rule in every:
        for what, known in (("factory", scenario.factory), ("order", scenario.order), ("line", scenario.line)):
            code = getattr(rule, what, "")
            if code and code not in known:
                yield rule, ERRORS.told("rule_names", what=named(what), code=code)
        if isinstance(rule, PlaceRule) and rule.township and rule.township not in townships:
            yield rule, ERRORS.told("rule_township", township=rule.township)
    for number in dict.fromkeys(lock.order for lock in rules.locks):
        order = scenario.order.get(number)
        locks = [lock for lock in rules.locks_of(number) if lock.line in scenario.line]
        if order is not None and order.style in scenario.style:
            yield from _lock_problems(scenario, rules, order, locks)
            yield from _locks_problems(scenario, rules, order, locks)


def whole_of(split: Split, quantity: Quantity) -> str:
    """Return the whole that some pieces are of under a rule for splitting: their colour, their size, or ``""``."""
    return {"colour": quantity.colour, "size": quantity.size}.get(split, "")


def bound_together(name: str, wholes: Mapping[str, frozenset[str]]) -> list[str]:
    """Return the lots that may not be apart from one, itself first; ``wholes`` are those that each lot has pieces of.

    Lots that share a whole are bound, and so are those that are bound to the same one.
    """
    found, bound = [name], wholes[name]
    rest = [other for other in wholes if other != name]
    while more := [other for other in rest if bound & wholes[other]]:
        bound = bound.union(*(wholes[other] for other in more))
        found += more
        rest = [other for other in rest if other not in more]
    return found


def still_kept(scenario: Scenario, rules: Rules) -> Rules:
    """Return the rules that an order book can still keep after orders have gone or become smaller.

    Those that name an order that is gone are left out, and locks that ask for what their order or line has no more.
    """
    known = {"", *scenario.order}
    rules = replace(
        rules,
        places=tuple(rule for rule in rules.places if rule.order in known),
        lots=tuple(rule for rule in rules.lots if rule.order in known),
    )
    while wrong := {rule for rule, _ in rule_problems(scenario, rules)}.intersection(rules.locks):
        rules = replace(rules, locks=tuple(lock for lock in rules.locks if lock not in wrong))
    return rules


def _lock_problems(scenario: Scenario, rules: Rules, order: Order, locks: list[Lock]) -> Iterator[tuple[Rule, str]]:
    """What each lock of an order cannot be."""
    category, split = scenario.style[order.style].category, rules.split_of(order)
    for lock in locks:
        line = scenario.line[lock.line]
        factory = scenario.factory.get(line.factory)
        if line.level(category) <= 0:
            yield lock, ERRORS.told("lock_skill", order=order.number, line=line.code, category=category_told(category))
        if factory is not None and not rules.may_sew(order, factory):
            yield lock, ERRORS.told("lock_forbidden", order=order.number, line=line.code, factory=factory.code)
        if lock.pieces and split in ("colour", "size"):
            yield lock, ERRORS.told("lock_split", order=order.number, split=split, pieces=lock.pieces)


def _locks_problems(scenario: Scenario, rules: Rules, order: Order, locks: list[Lock]) -> Iterator[tuple[Rule, str]]:
    """What the locks of an order cannot be together; said of the last."""
    locked = sum(lock.pieces for lock in locks)
    if locked > order.pieces:
        yield locks[-1], ERRORS.told("lock_pieces", order=order.number, locked=locked, pieces=order.pieces)
    if locked == order.pieces and not locks[-1].pieces:
        yield locks[-1], ERRORS.told("lock_rest", order=order.number)
    if rules.split_of(order) == "never" and len({scenario.line[lock.line].factory for lock in locks}) > 1:
        yield locks[-1], ERRORS.told("lock_apart", order=order.number)


def _subject(rule: PlaceRule | LotRule) -> str:
    if rule.customer:
        return ERRORS.told("customer", customer=rule.customer)
    return ERRORS.told("order", order=rule.order)


def _one_of(p: Problems, name: str, value: str, other_name: str, other: str) -> None:
    if bool(value.strip()) == bool(other.strip()):
        p.add(ERRORS.told("either", name=named(name), other=named(other_name)))


Rule = PlaceRule | ShareRule | LotRule | Lock
