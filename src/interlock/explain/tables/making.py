"""Tables of making: lots, lays and markers, and the materials they need."""

from __future__ import annotations

from interlock.explain import figures
from interlock.explain.tables.table import Row, Table, count, day, length, money, number, percent, price, state, text
from interlock.explain.tables.view import View, orders_of, state_of
from interlock.model import Lay, Lot, PlanMarker, Purchase, StockUse
from interlock.units import FEN_PER_CNY, MM_PER_M, cny

# Of a quantity less than that is nothing.
ROUNDING = 1e-6


def lots_table(view: View) -> Table:
    """Return who sews what and when, by factory and line."""
    columns = (
        text("factory", 11), text("factory_name", 22), text("township", 14), text("line"),
        text("lot", 16), text("order", 14), text("category", 14), count("pieces", 9),
        text("quantities", 30), day("arrive_on"), day("start_on"), day("end_on"),
        count("line_days", 9), day("finish_on"), day("due_on"), state("order_state", 10),
        count("used_min", 11), count("changeover_min", 11), count("learning_min", 11),
        money("pay", 14), money("haul", 12), money("opening", 12),
    )  # fmt: skip

    def row(lot: Lot) -> Row:
        place, promise = view.scenario.factory[lot.factory].township, view.plan.promise[lot.order]
        return (
            lot.factory, view.factory(lot.factory), view.township(place), lot.line, lot.id, lot.order,
            view.category(lot.order), lot.pieces, view.cells(lot.quantities), lot.arrive_on, lot.start_on, lot.end_on,
            len(lot.days), lot.finish_on, promise.due_on, state_of(view.plan, promise),
            sum(d.used_min for d in lot.days), sum(d.changeover_min for d in lot.days),
            sum(d.learning_min for d in lot.days), cny(lot.pay_fen), cny(lot.haul_fen), cny(lot.opening_fen),
        )  # fmt: skip

    lots = sorted(view.plan.lots, key=lambda lot: (lot.factory, lot.line, lot.start_on, lot.id))
    says = view.says(
        "lots",
        lots=view.counted(len(lots), "lot"),
        pieces=view.counted(sum(lot.pieces for lot in lots), "piece"),
        factories=view.counted(len({lot.factory for lot in lots}), "factory"),
    )
    return Table(key="lots", says=says, columns=columns, rows=[row(lot) for lot in lots], fixed=2)


def lays_table(view: View) -> Table:
    """Return what is cut on which table and when, by day."""
    columns = (
        day("cut_on"), text("factory", 22), text("table", 10), count("from_min", 9),
        count("to_min", 9), text("lay", 16), text("order", 14), text("material_name", 20),
        text("marker", 16), text("ratio", 24), count("plies", 8), text("plies_by_colour", 30),
        length("fabric_m", 11), length("length_m", 10), percent("utilisation", 11), text("nested", 11),
    )  # fmt: skip

    def row(lay: Lay) -> Row:
        marker = view.plan.marker[lay.marker]
        return (
            lay.cut_on, view.factory(lay.factory), lay.table, lay.start_min, lay.end_min, lay.id, lay.order,
            view.material(lay.material), lay.marker, view.pairs(marker.ratio), lay.all_plies, view.pairs(lay.plies),
            lay.fabric_m, marker.length_mm / MM_PER_M, _utilisation(marker), view.nested(marker.nested),
        )  # fmt: skip

    lays = sorted(view.plan.lays, key=lambda lay: (lay.cut_on, lay.factory, lay.table, lay.start_min, lay.id))
    known = view.plan.known_fabric_share
    says = view.says(
        "lays_unknown" if known == 0 else "lays" if known == 1 else "lays_known",
        lays=view.counted(len(lays), "lay"),
        fabric=figures.count(sum(lay.fabric_m for lay in lays)),
        known=figures.percent_at_least(known, view.language),
        utilisation=figures.percent(view.plan.utilisation, view.language),
    )
    return Table(key="lays", says=says, columns=columns, rows=[row(lay) for lay in lays], fixed=3)


def markers_table(view: View) -> Table:
    """Return the markers with the lays they are used in."""
    columns = (
        text("marker", 16), text("style"), text("material_name", 22), number("width_cm", 9),
        text("ratio", 24), count("garments", 10), length("length_m", 10), percent("utilisation", 11),
        text("nested", 10), count("lays", 8), count("plies", 8),
    )  # fmt: skip
    rows: list[Row] = [
        (
            m.id, m.style, view.material(m.material), m.width_mm / 10, view.pairs(m.ratio), m.garments,
            m.length_mm / MM_PER_M, _utilisation(m), view.nested(m.nested), len(lays),
            sum(lay.all_plies for lay in lays),
        )
        for m in view.plan.markers
        for lays in [view.lays_of_marker.get(m.id, [])]
    ]  # fmt: skip
    nested = sum(m.nested for m in view.plan.markers)
    says = view.says("markers", markers=view.counted(len(rows), "marker"), nested=figures.count(nested))
    return Table(key="markers", says=says, columns=columns, rows=rows)


def _utilisation(marker: PlanMarker) -> float | None:
    """What a marker uses of its fabric; nothing where its pieces are not known."""
    return marker.utilisation if marker.has_pieces else None


def purchases_table(view: View) -> Table:
    """Return what to buy, first to order first, and the stock used."""
    columns = (
        text("source", 9), day("order_on"), day("in_on"), text("material"),
        text("material_name", 22), text("colour"), number("quantity"), text("unit", 7),
        price("unit_price", 12), money("cost", 15), text("seller", 22), text("offer", 14),
        number("surplus", 10), number("spent", 14), text("for_orders", 40),
    )  # fmt: skip

    def bought(p: Purchase) -> Row:
        material = view.scenario.material[p.material]
        source = view.short("ordered" if view.plan.is_over(p.order_on) else "buy")
        return (
            source, p.order_on, p.arrive_on, p.material, view.material(p.material), view.name(p.colour),
            p.quantity, material.unit, p.fen_per_unit / FEN_PER_CNY, cny(p.cost_fen), view.name(p.seller), p.offer,
            p.surplus, p.spent if p.spent > ROUNDING else None, orders_of(p.shares),
        )  # fmt: skip

    def used(s: StockUse) -> Row:
        material = view.scenario.material[s.material]
        return (
            view.short("stock"), None, s.available_on, s.material, view.material(s.material), view.name(s.colour),
            s.quantity, material.unit, None, 0.0, "", "", None, None, orders_of(s.shares),
        )  # fmt: skip

    plan = view.plan
    says = view.says(
        "purchases",
        purchases=view.counted(len(plan.purchases), "purchase"),
        cost=figures.money(sum(p.cost_fen for p in plan.purchases), view.language),
        stocks=view.counted(len(plan.stock_uses), "stock_use"),
    )
    purchases = sorted(plan.purchases, key=lambda p: (p.order_on, p.material, p.colour, p.offer))
    stock = sorted(plan.stock_uses, key=lambda s: (s.material, s.colour, s.available_on))
    rows = [*map(bought, purchases), *map(used, stock)]
    return Table(key="purchases", says=says, columns=columns, rows=rows)
