"""Tables of orders: what is promised, what is late and why, what goes outside."""

from __future__ import annotations

from interlock.explain import figures
from interlock.explain.tables.table import Row, Table, count, day, long, money, state, text
from interlock.explain.tables.view import View, state_of
from interlock.explain.words import cause_name, headline, late_sentence, remedy_sentence, sentence
from interlock.model import Promise
from interlock.units import cny


def promises_table(view: View) -> Table:
    """Return what is promised for each order, first due first; the last row has what is left over for none, if any."""
    columns = (
        text("order", 14), text("customer", 18), text("style"), text("category", 14),
        count("pieces", 9), day("due_on"), day("ship_on"), count("late_days", 9),
        state("state", 10), text("core", 22), text("cutter", 22), day("material_on"),
        day("cut_first_on"), day("cut_last_on"), day("sew_first_on"), day("sew_last_on"),
        count("outside_pieces", 9), money("cost", 15), money("piece_cost", 11),
    )  # fmt: skip

    def row(p: Promise) -> Row:
        order = view.order(p.order)
        return (
            p.order, view.firm(order.customer), order.style, view.category(p.order), p.pieces, p.due_on, p.ship_on,
            p.late_days, state_of(view.plan, p), view.factory(p.core), view.factory(p.cutting_factory), p.material_on,
            p.cut_first_on, p.cut_last_on, p.sew_first_on, p.sew_last_on, p.outside_pieces, cny(p.cost_fen),
            cny(p.cost_fen / p.pieces) if p.pieces else None,
        )  # fmt: skip

    rows = [row(p) for p in sorted(view.plan.promises, key=lambda p: (p.due_on, p.order))]
    if view.plan.left_over_fen:
        rows.append((view.short("nobodys"), *[None] * (len(columns) - 3), cny(view.plan.left_over_fen), None))
    return Table(key="promises", says=headline(view.plan, view.language), columns=columns, rows=rows)


def late_table(view: View) -> Table:
    """Return the late orders with the reason of each and what would help, latest first."""
    columns = (
        text("order", 14), text("customer", 18), text("category", 14), count("pieces", 9),
        day("due_on"), day("ship_on"), count("late_days", 9), state("state", 9),
        text("cause", 16), long("reason", 60), long("remedies", 60),
    )  # fmt: skip
    reasons = {reason.order: reason for reason in view.plan.reasons}

    def row(p: Promise) -> Row:
        reason = reasons.get(p.order)
        told: Row = ("", "", "")
        if reason:
            helps = "\n".join(remedy_sentence(remedy, view.language, view.season) for remedy in reason.remedies)
            told = (cause_name(reason.cause, view.language), sentence(reason, view.language, view.season), helps)
        order = view.order(p.order)
        who: Row = (p.order, view.firm(order.customer), view.category(p.order))
        return (*who, p.pieces, p.due_on, p.ship_on, p.late_days, state_of(view.plan, p), *told)

    says, rows = late_sentence(view.plan, view.language), [row(p) for p in view.plan.late]
    return Table(key="late", says=says, columns=columns, rows=rows)


def outside_table(view: View) -> Table:
    """Return what goes outside the cluster."""
    columns = (
        text("order", 14), text("customer", 18), text("category", 14), count("pieces", 9),
        text("quantities", 40), money("cost", 15), day("ready_on"), long("why", 50),
    )  # fmt: skip
    rows: list[Row] = [
        (
            o.order, view.firm(view.order(o.order).customer), view.category(o.order), o.pieces,
            view.cells(o.quantities), cny(o.cost_fen), o.ready_on, view.word(o.why.value),
        )
        for o in view.plan.outside
    ]  # fmt: skip
    says = view.says("no_outside")
    if rows:
        pieces = view.counted(sum(o.pieces for o in view.plan.outside), "piece")
        cost = figures.money(sum(o.cost_fen for o in view.plan.outside), view.language)
        says = view.says("outside", pieces=pieces, cost=cost)
    return Table(key="outside", says=says, columns=columns, rows=rows)
