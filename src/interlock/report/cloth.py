"""What is bought, laid and cut: the page's columns of materials, markers and lays."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.explain.names import both
from interlock.model import Lay, PlanMarker, Purchase, Share
from interlock.report.frame import Columns, Frame, columns

MOST_LAYS = 20_000
MOST_PICTURES = 60
MOST_SHARES = 12


def materials(frame: Frame) -> Columns:
    """Return the materials."""
    return columns(
        frame.scenario.materials,
        code=lambda m: m.code,
        name=lambda m: both(m.name),
        unit=lambda m: m.unit,
        kind=lambda m: m.kind,
    )


def tables(frame: Frame) -> Columns:
    """Return the cutting tables."""
    return columns(
        frame.scenario.tables,
        code=lambda t: t.code,
        factory=lambda t: frame.factory[t.factory],
        minutes=lambda t: t.minutes_per_day,
    )


def markers(frame: Frame, marker_svgs: Mapping[str, str]) -> Columns:
    """Return the markers; the pictures of those that are cut first travel with them."""
    shown = _pictured(frame, marker_svgs)

    def picture(marker: PlanMarker) -> str | None:
        return marker_svgs[marker.id] if marker.id in shown else None

    return columns(
        frame.plan.markers,
        id=lambda m: m.id,
        style=lambda m: frame.style[m.style],
        material=lambda m: frame.material[m.material],
        width=lambda m: m.width_mm,
        ratio=lambda m: [[size, count] for size, count in m.ratio],
        length=lambda m: round(m.length_mm),
        utilisation=lambda m: round(m.utilisation, 4),
        nested=lambda m: int(m.nested),
        picture=picture,
    )


def _pictured(frame: Frame, marker_svgs: Mapping[str, str]) -> frozenset[str]:
    first = dict.fromkeys(lay.marker for lay in sorted(frame.plan.lays, key=_moment))
    nested = [code for code in [*first, *frame.plan.marker] if frame.plan.marker[code].nested and code in marker_svgs]
    return frozenset(list(dict.fromkeys(nested))[:MOST_PICTURES])


def _moment(lay: Lay) -> tuple[str, str, str, float]:
    return lay.cut_on.isoformat(), lay.factory, lay.table, lay.start_min


def lays(frame: Frame) -> Columns:
    """Return the lays by day, table and time, the first of them where there are very many."""
    return columns(
        sorted(frame.plan.lays, key=_moment)[:MOST_LAYS],
        id=lambda lay: lay.id,
        order=lambda lay: frame.order[lay.order],
        marker=lambda lay: frame.marker[lay.marker],
        table=lambda lay: frame.table[lay.table],
        day=lambda lay: frame.day(lay.cut_on),
        start=lambda lay: round(lay.start_min),
        end=lambda lay: round(lay.end_min),
        plies=lambda lay: [[frame.colour[colour], count] for colour, count in lay.plies],
        fabric=lambda lay: round(lay.fabric_m, 1),
    )


def purchases(frame: Frame) -> Columns:
    """Return what to buy, what must be ordered first on top."""
    first = sorted(frame.plan.purchases, key=lambda p: (p.order_on, p.material, p.colour, p.offer))
    return columns(
        first,
        offer=lambda p: p.offer,
        seller=lambda p: both(p.seller),
        material=lambda p: frame.material[p.material],
        colour=lambda p: both(p.colour),
        quantity=lambda p: round(p.quantity, 2),
        unit_fen=lambda p: p.fen_per_unit,
        cost=lambda p: p.cost_fen,
        order_on=lambda p: frame.day(p.order_on),
        arrive=lambda p: frame.day(p.arrive_on),
        surplus=lambda p: round(p.surplus, 2),
        shared=_shared,
        orders=lambda p: _shares(frame, p.shares),
    )


def _shared(purchase: Purchase) -> int:
    return len(purchase.shares)


def _shares(frame: Frame, shares: tuple[Share, ...]) -> list[int]:
    largest = sorted(shares, key=lambda share: (-share.quantity, share.order))[:MOST_SHARES]
    return [frame.order[share.order] for share in largest if share.order in frame.order]


def stock_uses(frame: Frame) -> Columns:
    """Return what is taken from stock."""
    return columns(
        frame.plan.stock_uses,
        material=lambda use: frame.material[use.material],
        colour=lambda use: both(use.colour),
        quantity=lambda use: round(use.quantity, 2),
        available=lambda use: frame.day(use.available_on),
        shared=lambda use: len(use.shares),
    )
