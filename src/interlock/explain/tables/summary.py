"""What stands at the top of a plan: its figures, its cost by kind, and how far each stage is from the best possible."""

from __future__ import annotations

from dataclasses import fields

from interlock.explain.tables.table import Figure, Kind, Table, Value, exact, long, money, percent, text
from interlock.explain.tables.view import View
from interlock.model import Costs, Plan, Scenario
from interlock.units import cny
from interlock.words import Language


def key_figures(scenario: Scenario, plan: Plan, language: Language) -> tuple[Figure, ...]:
    """Return the figures that stand at the top of a plan."""
    view = View(scenario, plan, language)
    rows: list[tuple[str, Kind, Value]] = [
        ("cluster", Kind.TEXT, view.name(plan.cluster)),
        ("data", Kind.TEXT, view.short("made_up" if plan.made_up else "real")),
        ("policy", Kind.TEXT, view.word(plan.policy)),
        ("made_on", Kind.DATE, plan.made_on),
        *([("as_of", Kind.DATE, plan.as_of)] if plan.days_over else []),
        ("first_on", Kind.DATE, plan.first_on),
        ("last_on", Kind.DATE, plan.last_on),
        ("last_ship_on", Kind.DATE, max((promise.ship_on for promise in plan.promises), default=None)),
        ("orders", Kind.COUNT, len(plan.promises)),
        ("pieces", Kind.COUNT, sum(p.pieces for p in plan.promises)),
        ("on_time_share", Kind.EXACT, plan.on_time_share),
        ("late_orders", Kind.COUNT, len(plan.late)),
        *([("late_to_come", Kind.COUNT, len(plan.late_to_come))] if plan.days_over else []),
        ("lots", Kind.COUNT, len(plan.lots)),
        ("outside_pieces", Kind.COUNT, sum(lot.pieces for lot in plan.outside)),
        ("utilisation", Kind.PERCENT, plan.utilisation if plan.known_fabric_share else None),
        ("known_fabric", Kind.PERCENT, plan.known_fabric_share),
        ("cost", Kind.MONEY, cny(plan.cost_fen)),
        *([("left_over", Kind.MONEY, cny(plan.left_over_fen))] if plan.left_over_fen else []),
        ("bound", Kind.MONEY, cny(plan.lower_bound_fen)),
        ("gap", Kind.EXACT, plan.gap),
    ]
    return tuple(Figure(view.short(name), kind, value) for name, kind, value in rows)


def cost_table(scenario: Scenario, plan: Plan, language: Language) -> Table:
    """Return the plan's cost by kind with shares; the last row is the total."""
    view, total = View(scenario, plan, language), plan.cost_fen
    names = [*(f.name for f in fields(Costs)), "total"]
    return Table(
        key="summary",
        says="",
        columns=(text("kind", 26), money("cost", 20), percent("share", 20)),
        rows=[(view.short(n), cny(fen), fen / total if total else 0.0) for n in names for fen in [_fen(plan, n)]],
    )


def bound_table(scenario: Scenario, plan: Plan, language: Language) -> Table:
    """Return what each stage costs beside the least it could have cost, and what proves it."""
    view = View(scenario, plan, language)
    return Table(
        key="summary",
        says="",
        columns=(text("stage"), money("cost"), money("bound"), exact("gap"), long("proof")),
        rows=[
            (view.word(b.stage), cny(b.cost_fen), cny(b.lower_bound_fen), b.gap, view.word(b.proof))
            for b in plan.bounds
        ],
    )


def _fen(plan: Plan, kind: str) -> int:
    return plan.cost_fen if kind == "total" else int(getattr(plan.costs, kind))
