"""Every ordered piece is accounted for: ordered -> cut -> sewn in a lot or given outside -> promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from interlock.laws.words import LAWS
from interlock.model import MaterialKind, Order, Plan, Quantity, Scenario

Cells = Counter[tuple[str, str]]
# Shares of a whole number of pieces are compared with this much room for the floating point.
ROUNDING = 1e-9


def quantity_breaches(scenario: Scenario, plan: Plan) -> Iterator[str]:
    """Yield breaches of the laws of pieces."""
    cut, given = _cut_cells(plan), _given_cells(plan)
    uncut = _by_order((lot.order, lot.quantities) for lot in plan.outside if lot.uncut)
    for order in scenario.orders:
        made_cells = given.get(order.number, Counter())
        # A style without fabric comes as cut panels: there is nothing to lay.
        laid = cut.get(order.number, Counter()) + uncut.get(order.number, Counter())
        if not _is_cut(scenario, order):
            laid = made_cells
            if order.number in uncut:
                yield LAWS.told("nothing_to_cut", order=order.number)
        yield from _order_cells(order, laid, made_cells)
        promise = plan.promise[order.number]
        made = sum(given.get(order.number, Counter()).values())
        if promise.pieces != made:
            yield LAWS.told("pieces_promised", order=order.number, promised=promise.pieces, made=made)
        outside = sum(lot.pieces for lot in plan.outside if lot.order == order.number) if plan.outside else 0
        if promise.outside_pieces != outside:
            yield LAWS.told("outside_promised", order=order.number, promised=promise.outside_pieces, outside=outside)
    for lot in plan.lots:
        if sum(day.pieces for day in lot.days) != lot.pieces:
            yield LAWS.told("lot_days", lot=lot.id, found=sum(d.pieces for d in lot.days), pieces=lot.pieces)


def _is_cut(scenario: Scenario, order: Order) -> bool:
    bill = scenario.style[order.style].bill
    return any(scenario.material[item.material].kind is MaterialKind.FABRIC for item in bill)


def _order_cells(order: Order, cut: Cells, given: Cells) -> Iterator[str]:
    for colour, size in sorted({(q.colour, q.size) for q in order.quantities} | cut.keys() | given.keys()):
        asked = order.pieces_of(colour, size)
        least = asked * (1 - order.under_share) - ROUNDING
        most = asked * (1 + order.over_share) + ROUNDING
        made, laid = given[colour, size], cut[colour, size]
        if not least <= made <= most:
            yield LAWS.told("made_ordered", order=order.number, colour=colour, size=size, made=made, asked=asked)
        if made != laid:
            yield LAWS.told("cut_sewn", order=order.number, colour=colour, size=size, laid=laid, made=made)


def _given_cells(plan: Plan) -> dict[str, Cells]:
    here = ((lot.order, lot.quantities) for lot in plan.lots)
    return _by_order(chain(here, ((lot.order, lot.quantities) for lot in plan.outside)))


def _by_order(parts: Iterable[tuple[str, tuple[Quantity, ...]]]) -> dict[str, Cells]:
    found: dict[str, Cells] = {}
    for number, quantities in parts:
        for q in quantities:
            found.setdefault(number, Counter())[q.colour, q.size] += q.pieces
    return found


def _cut_cells(plan: Plan) -> dict[str, Cells]:
    """Garments by colour and size as the shell's lays yield them; cloth laws hold the other fabrics to it."""
    shell: dict[str, str] = {}
    for lay in plan.lays:
        shell.setdefault(lay.order, lay.material)
    cut: dict[str, Cells] = {}
    for lay in plan.lays:
        if lay.material != shell[lay.order]:
            continue
        cells = cut.setdefault(lay.order, Counter())
        for size, garments in plan.marker[lay.marker].ratio:
            for colour, plies in lay.plies:
                cells[colour, size] += garments * plies
    return cut
