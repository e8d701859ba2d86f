"""Which orders get material from a faster seller, because the days that they would be late cost more."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from interlock.sourcing import Need, SellerOffer, Sourcing, SourcingProblem, source

# A day beyond the one by which a rushed order's material is to be in weighs so many days of its lateness.
STEEP = 100.0
# What is tried ends after buying for so many needs, over all trials: a large book does not wait for its last order.
MOST_NEEDS = 20_000


@dataclass(frozen=True)
class Deadline:
    """From the end of ``day`` on, every day without the last of an order's material costs ``fen_per_day``."""

    day: int
    fen_per_day: float


def rushed(problem: SourcingProblem, deadlines: Mapping[str, Deadline]) -> Sourcing:
    """The purchases for the needs when an order waits for the last of its material, whichever that is.

    :func:`~interlock.sourcing.source` prices each metre by itself, so it knows what a day's wait is worth, but not that
    one colour in time is no use while another is late. Here whole orders are tried: all that an order needs is bought
    to be in by an earlier day on which some seller could have it there, and that stays when it costs less than the days
    that the order gains; from nobody rushed, and from all who are late. Both are local searches; the cheaper is taken.
    """
    room = _Room(problem, deadlines)
    best = room.first
    for start in dict.fromkeys((frozenset[tuple[str, int]](), room.late())):
        found = room.searched(room.with_days(room.first, dict(start)) if start else room.first)
        if found.fen < best.fen - 0.5:
            best = found
    return best.joined()


@dataclass(frozen=True)
class _Bought:
    """What is bought of each material with some orders rushed, and what it costs, days late included."""

    by_day: Mapping[str, int]
    of: Mapping[str, Sourcing]
    arrive_day: Mapping[str, Mapping[str, int]]
    fen_of: Mapping[str, float]
    wait_fen: float

    @property
    def fen(self) -> float:
        return math.fsum(self.fen_of.values()) + self.wait_fen

    def ready_day(self, order: str) -> int:
        return max((days.get(order, 0) for days in self.arrive_day.values()), default=0)

    def joined(self) -> Sourcing:
        """All materials' purchases as one; what is late costs the waits of orders, too."""
        parts = list(self.of.values())
        cost_fen = sum(part.cost_fen for part in parts)
        short = {item.order for part in parts for item in part.missing}
        orders = dict.fromkeys(chain.from_iterable(part.ready_day for part in parts))
        return Sourcing(
            purchases=tuple(chain.from_iterable(part.purchases for part in parts)),
            stock_uses=tuple(chain.from_iterable(part.stock_uses for part in parts)),
            missing=tuple(chain.from_iterable(part.missing for part in parts)),
            ready_day={order: self.ready_day(order) for order in orders if order not in short},
            cost_fen=cost_fen,
            late_fen=round(self.fen - cost_fen),
            lower_bound_fen=sum(part.lower_bound_fen for part in parts),
        )


class _Room:
    """Needs and offers by material, and the purchases with nobody rushed. What late orders cost is money alone."""

    def __init__(self, problem: SourcingProblem, deadlines: Mapping[str, Deadline]) -> None:
        self._problem, self._deadlines = problem, deadlines
        self._needs: dict[str, list[Need]] = defaultdict(list)
        self._needs_of: dict[str, list[Need]] = defaultdict(list)
        for need in problem.needs:
            self._needs[need.material].append(need)
            self._needs_of[need.order].append(need)
        self._offers: dict[str, list[SellerOffer]] = defaultdict(list)
        for offer in problem.offers:
            self._offers[offer.material].append(offer)
        self._left = MOST_NEEDS
        self._late: frozenset[str] = frozenset()
        first = self.with_days(None, {})
        self._late = frozenset(self._dearest_first(first))
        fen_of = {material: self._read(material, part)[1] for material, part in first.of.items()}
        self.first = replace(first, fen_of=fen_of)

    def late(self) -> frozenset[tuple[str, int]]:
        """Every order that is late for material, with the first day on which it could be in."""
        return frozenset((order, days[-1]) for order in self._deadlines if (days := self._days(self.first, order)))

    def searched(self, now: _Bought) -> _Bought:
        """The purchases after every order that is late was tried sooner, and every one that is rushed was not."""
        for order in self._dearest_first(now):
            for day in self._days(now, order):
                if self._left <= 0:
                    return now
                trial = self.with_days(now, {**now.by_day, order: day})
                if trial.fen < now.fen - 0.5:
                    now = trial
        for order in sorted(now.by_day):
            if self._left <= 0:
                return now
            trial = self.with_days(now, {o: day for o, day in now.by_day.items() if o != order})
            if trial.fen <= now.fen:
                now = trial
        return now

    def with_days(self, before: _Bought | None, by_day: Mapping[str, int]) -> _Bought:
        """The purchases when these orders are rushed; only materials that it concerns are bought anew."""
        old = before.by_day if before else {}
        changed = {order for order in {*old, *by_day} if old.get(order) != by_day.get(order)}
        touched = {n.material for order in changed for n in self._needs_of[order]} if before else set(self._needs)
        of, arrive, fen = (dict(before.of), dict(before.arrive_day), dict(before.fen_of)) if before else ({}, {}, {})
        for material in (m for m in self._needs if m in touched):
            of[material] = self._source(material, by_day)
            arrive[material], fen[material] = self._read(material, of[material])
        found = _Bought(dict(by_day), of, arrive, fen, 0.0)
        return replace(found, wait_fen=math.fsum(self._waits(found)))

    def _source(self, material: str, by_day: Mapping[str, int]) -> Sourcing:
        self._left -= len(self._needs[material])
        needs = tuple(
            replace(need, needed_day=by_day[need.order], late_fen_per_day=self._steep_fen(need.order))
            if need.order in by_day
            else need
            for need in self._needs[material]
        )
        problem = self._problem
        return source(
            replace(
                problem,
                needs=needs,
                offers=tuple(self._offers[material]),
                stock=tuple(item for item in problem.stock if item.material == material),
            )
        )

    def _steep_fen(self, order: str) -> float:
        return STEEP * self._deadlines[order].fen_per_day

    def _read(self, material: str, sourcing: Sourcing) -> tuple[dict[str, int], float]:
        """When each order has the last of it; what it costs, with the price of early cloth for those not late."""
        arrive: dict[str, int] = {}
        fen = float(sourcing.cost_fen)
        need_of = {(need.order, need.colour): need for need in self._needs[material]}
        for order, colour, day, quantity in _supplies(sourcing):
            need = need_of[order, colour]
            arrive[order] = max(day, arrive.get(order, 0))
            if order not in self._late:
                fen += self._problem.late_fen(need) * max(0, day - need.wanted_day) * quantity
        return arrive, fen

    def _waits(self, bought: _Bought) -> Iterator[float]:
        for order, deadline in self._deadlines.items():
            yield deadline.fen_per_day * max(0, bought.ready_day(order) - deadline.day)
        for part in bought.of.values():
            # What cannot be had at all is worse than any wait.
            yield from (self._steep_fen(item.order) for item in part.missing)

    def _days(self, bought: _Bought, order: str) -> list[int]:
        """Days before the order's material is in on which a seller could have some of it there, the last first.

        Of those by which nothing would be late only the last.
        """
        ready, deadline = bought.ready_day(order), self._deadlines[order].day
        if ready <= deadline:
            return []
        offered = {
            offer.lead_days
            for need in self._needs_of[order]
            for offer in self._offers[need.material]
            if offer.colour in ("", need.colour) and offer.lead_days < ready
        }
        in_time = max((day for day in offered if day <= deadline), default=-1)
        return sorted((day for day in offered if day >= in_time), reverse=True)

    def _dearest_first(self, bought: _Bought) -> Sequence[str]:
        waits = {
            order: deadline.fen_per_day * (bought.ready_day(order) - deadline.day)
            for order, deadline in self._deadlines.items()
        }
        return sorted((order for order, fen in waits.items() if fen > 0), key=lambda order: (-waits[order], order))


def _supplies(sourcing: Sourcing) -> Iterator[tuple[str, str, int, float]]:
    """(order, colour, day, quantity) of everything handed to orders."""
    for use in sourcing.stock_uses:
        yield use.order, use.colour, use.available_day, use.quantity
    for purchase in sourcing.purchases:
        yield from ((order, purchase.colour, purchase.arrive_day, quantity) for order, quantity in purchase.shares)
