"""Sellers' offers, and what lies in stock already."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from interlock.model.materials import Material, MaterialKind, Offer, PriceBreak, Stock
from interlock.sample.goods import COLOURS, GOODS, Goods
from interlock.sample.orders import SLACK_SHORT_DAYS, Booked

FEWEST_SELLERS, MOST_SELLERS = 20, 40
STOCK_RESERVE = 1.10
REMNANTS = 14


@dataclass(frozen=True)
class Terms:
    """How a kind of offer differs from the usual price: dearer and quick, usual, or cheaper and slow."""

    price: tuple[float, float]
    lead_days: tuple[int, int]
    minimum_m: tuple[int, ...]
    minimum_units: tuple[int, ...]


TERMS = (
    Terms((1.04, 1.09), (2, 3), (0, 50), (0, 200)),
    Terms((0.99, 1.02), (4, 7), (100, 200, 300), (500, 1_000)),
    Terms((0.94, 0.97), (7, 10), (500, 800, 1_000), (3_000, 5_000)),
)
BREAKS = ((0.0, 1.0), (1_000.0, 0.96), (5_000.0, 0.92))
KG_PER_UNIT_OF_TERMS = 0.02


def make_offers(factories: int, rng: np.random.Generator) -> tuple[Offer, ...]:
    """Return three offers for every material, from 20 to 40 sellers who each deal in fabric or in trims."""
    sellers = max(FEWEST_SELLERS, min(MOST_SELLERS, FEWEST_SELLERS + factories // 17))
    fabric = [f"示例面料行 {n:02d} / Sample fabrics {n:02d}" for n in range(1, sellers * 3 // 5 + 1)]
    trim = [f"示例辅料行 {n:02d} / Sample trims {n:02d}" for n in range(1, sellers - len(fabric) + 1)]
    turn = {MaterialKind.FABRIC: _in_turn(fabric, rng), MaterialKind.TRIM: _in_turn(trim, rng)}
    wanted = [(goods, terms) for goods in GOODS.values() for terms in TERMS]
    return tuple(
        _offer(number, goods, terms, next(turn[goods.material.kind]), rng)
        for number, (goods, terms) in enumerate(wanted, 1)
    )


def _in_turn(sellers: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    while True:
        yield from (str(seller) for seller in rng.permutation(sellers))


def _offer(number: int, goods: Goods, terms: Terms, seller: str, rng: np.random.Generator) -> Offer:
    material = goods.material
    scale = KG_PER_UNIT_OF_TERMS if material.unit == "kg" else 1.0
    minimum = terms.minimum_m if material.kind is MaterialKind.FABRIC else terms.minimum_units
    price = goods.usual_fen * float(rng.uniform(*terms.price))
    return Offer(
        code=f"OF-{number:03d}",
        seller=seller,
        material=material.code,
        breaks=tuple(PriceBreak(start * scale, round(price * share, 3)) for start, share in BREAKS),
        lead_days=int(rng.integers(terms.lead_days[0], terms.lead_days[1] + 1)),
        minimum_quantity=float(rng.choice(minimum)) * scale,
    )


def make_stock(book: Iterable[Booked], today: date, rng: np.random.Generator) -> tuple[Stock, ...]:
    """Return what orders need that are too near for any purchase, and some remnants of fabric."""
    needed: dict[tuple[str, str], float] = defaultdict(float)
    for booked in book:
        if booked.order.material_ready_on is None and booked.slack_days < SLACK_SHORT_DAYS:
            for key, quantity in _needs(booked):
                needed[key] += quantity * STOCK_RESERVE
    held = [
        Stock(material=code, colour=colour, quantity=_counted(GOODS[code].material, quantity))
        for (code, colour), quantity in sorted(needed.items())
    ]
    return (*held, *_remnants(today, rng))


def _needs(booked: Booked) -> Iterator[tuple[tuple[str, str], float]]:
    order = booked.order
    pieces = {colour: sum(q.pieces for q in order.quantities if q.colour == colour) for colour in order.colours}
    for code, per_garment in booked.made.use.items():
        if not GOODS[code].material.by_colour:
            yield (code, ""), per_garment * order.pieces
            continue
        for colour, count in pieces.items():
            yield (code, colour), per_garment * count


def _counted(material: Material, quantity: float) -> float:
    return float(math.ceil(quantity)) if material.whole_units else round(quantity, 1)


def _remnants(today: date, rng: np.random.Generator) -> Iterator[Stock]:
    fabrics = [g.material for g in GOODS.values() if g.material.kind is MaterialKind.FABRIC and g.material.by_colour]
    for _ in range(REMNANTS):
        fabric = fabrics[int(rng.integers(len(fabrics)))]
        days = int(rng.integers(0, 8))
        yield Stock(
            material=fabric.code,
            colour=COLOURS[int(rng.integers(len(COLOURS)))],
            quantity=float(10 * rng.integers(8, 90)),
            available_on=today + timedelta(days=days) if days else None,
        )
