"""Needs of one material, pooled; quantities are whole numbers of grains."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from interlock.sourcing.problem import Need, SellerOffer, SourcingProblem, StockItem


@dataclass(frozen=True)
class Tier:
    """A price of a deal and the quantities it holds for."""

    fen_per_grain: float
    least: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Deal:
    """A way to get one colour: an offer with its price tiers, or stock that comes late (one free tier)."""

    colour: str
    arrive_day: int
    offer: SellerOffer | None
    tiers: tuple[Tier, ...]

    @property
    def most(self) -> int:
        """The largest quantity."""
        return max(tier.most for tier in self.tiers)


@dataclass(frozen=True, kw_only=True)
class Pool:
    """Needs of one colour that are equally late with every deal; ``late_fen[d]`` per grain of the colour's deal d."""

    colour: str
    needs: tuple[tuple[Need, int], ...]
    late_fen: tuple[float, ...]

    @property
    def grains(self) -> int:
        """Quantity of the pool."""
        return sum(grains for _, grains in self.needs)


@dataclass
class Flow:
    """What each need gets: (need, deal or stock day, grains), what is missing, and each deal's purchase."""

    shares: list[tuple[Need, Deal, int]] = field(default_factory=list)
    bought: list[tuple[Deal, int]] = field(default_factory=list)
    missing: list[tuple[Need, int]] = field(default_factory=list)


def use_stock(
    problem: SourcingProblem, needs: Sequence[Need], stock: Sequence[StockItem]
) -> tuple[list[tuple[Need, StockItem, int]], list[tuple[Need, int]], list[tuple[StockItem, int]]]:
    """(uses, needs left, stock left) when the earliest wanted need takes stock that is there in time first.

    Serving by wanted day is right: stock in time for one need is in time for every later one.
    """
    left_in = [_grains(problem, item.material, item.quantity) for item in stock]
    uses, open_needs = [], []
    for need in sorted(needs, key=lambda n: (n.wanted_day, n.order)):
        grains = _grains(problem, need.material, problem.supplied_quantity(need))
        for at, item in enumerate(stock):
            taken = min(grains, left_in[at]) if item.available_day <= need.wanted_day else 0
            if taken:
                uses.append((need, item, taken))
                left_in[at] -= taken
                grains -= taken
        if grains:
            open_needs.append((need, grains))
    return uses, open_needs, [(item, left) for item, left in zip(stock, left_in, strict=True) if left]


def _grains(problem: SourcingProblem, material: str, quantity: float) -> int:
    return math.floor(quantity * problem.grains_per_unit(material) + 1e-6)


def late_stock_deal(item: StockItem, grains: int) -> Deal:
    """Stock that comes after it is wanted, as a free deal."""
    return Deal(colour=item.colour, arrive_day=item.available_day, offer=None, tiers=(Tier(0.0, 0, grains),))


def offer_deal(problem: SourcingProblem, offer: SellerOffer, colour: str, wanted: int) -> Deal | None:
    """``offer`` for ``wanted`` grains of ``colour``; None when no quantity can be bought."""
    unit = problem.grains_per_unit(offer.material)
    maximum = wanted if offer.maximum_quantity is None else math.floor(offer.maximum_quantity * unit + 1e-6)
    limit = math.inf if offer.maximum_quantity is None else maximum
    starts = [math.ceil(item.from_quantity * unit - 1e-6) for item in offer.breaks]
    minimum = math.ceil(offer.minimum_quantity * unit - 1e-6)
    tiers = []
    for at, item in enumerate(offer.breaks):
        least = max(starts[at], minimum)
        beyond = starts[at + 1] if at + 1 < len(starts) else math.inf
        if least < beyond and least <= limit:
            # More than is wanted is bought only to reach the tier.
            most = int(min(max(least, wanted), limit, beyond))
            tiers.append(Tier(item.fen_per_unit / unit, least, most))
    return Deal(colour=colour, arrive_day=offer.lead_days, offer=offer, tiers=tuple(tiers)) if tiers else None


def undominated(deals: Sequence[Deal], wanted: int) -> list[Deal]:
    """The deals left when those are dropped that another makes useless.

    One that arrives no later, has room for everything and costs no more for any quantity up to ``wanted`` can take over
    the other's part of any plan: with all-units discounts a larger purchase from one seller never costs more than two.
    """
    kept: list[Deal] = []
    for at, deal in enumerate(deals):
        rivals = [*kept, *deals[at + 1 :]]
        if not any(_dominates(rival, deal, wanted) for rival in rivals):
            kept.append(deal)
    return kept


def _dominates(rival: Deal, deal: Deal, wanted: int) -> bool:
    offer = rival.offer
    if offer is None or rival.arrive_day > deal.arrive_day or rival.most < wanted:
        return False
    if offer.maximum_quantity is not None and not offer.colour:
        return False  # other colours may need it
    bends = {float(wanted), 0.0}
    for tiers in (rival.tiers, deal.tiers):
        bends.update(float(tier.least) for tier in tiers)
        # Where paying for more at the next price becomes cheaper.
        bends.update(b.least * b.fen_per_grain / a.fen_per_grain for a, b in pairwise(tiers) if a.fen_per_grain)
    return all(_cost(rival, bend) <= _cost(deal, bend) for bend in bends if bend <= wanted)


def _cost(deal: Deal, grains: float) -> float:
    """Fen of getting ``grains``, buying more where that is cheaper."""
    return min(tier.fen_per_grain * max(grains, tier.least) for tier in deal.tiers)


def pools_of(
    problem: SourcingProblem, colour: str, needs: Sequence[tuple[Need, int]], deals: Sequence[Deal]
) -> list[Pool]:
    """The needs of one colour, those with the same lateness at every deal together, earliest wanted first.

    What a day without the last of a need costs is shared over all of it that is not in stock in time.
    """
    together: dict[tuple[float, ...], list[tuple[Need, int]]] = defaultdict(list)
    for need, grains in needs:
        fen = problem.late_fen(need) / problem.grains_per_unit(need.material)
        fen_per_day = need.late_fen_per_day / grains
        late = tuple(
            fen * max(0, deal.arrive_day - need.wanted_day) + fen_per_day * need.late_days(deal.arrive_day)
            for deal in deals
        )
        together[late].append((need, grains))
    return [Pool(colour=colour, needs=tuple(members), late_fen=late) for late, members in together.items()]


def least_fen_per_grain(deals: Sequence[Deal], wanted: int) -> float:
    """The least that a grain can cost when ``wanted`` are bought: a tier above the demand is paid for in full."""
    return min(
        (tier.fen_per_grain * max(1.0, tier.least / max(wanted, 1)) for deal in deals for tier in deal.tiers),
        default=0.0,
    )
