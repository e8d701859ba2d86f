"""A plan as tables that people read, in either language; no file format in here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from interlock.explain.tables.making import lays_table, lots_table, markers_table, purchases_table
from interlock.explain.tables.network import bottlenecks_table, load_table, virtues_table
from interlock.explain.tables.orders import late_table, outside_table, promises_table
from interlock.explain.tables.summary import bound_table, cost_table, key_figures
from interlock.explain.tables.table import Column, Figure, Kind, Row, State, Table, Value
from interlock.explain.tables.view import View, state_of
from interlock.explain.tables.words import TITLES
from interlock.model import Plan, Scenario
from interlock.words import Language

__all__ = [
    "TITLES",
    "Column",
    "Figure",
    "Kind",
    "Row",
    "State",
    "Table",
    "Value",
    "bound_table",
    "cost_table",
    "key_figures",
    "plan_tables",
    "state_of",
]

_TABLES: Sequence[Callable[[View], Table]] = (
    promises_table,
    lots_table,
    lays_table,
    purchases_table,
    load_table,
    late_table,
    bottlenecks_table,
    markers_table,
    outside_table,
    virtues_table,
)


def plan_tables(scenario: Scenario, plan: Plan, language: Language) -> tuple[Table, ...]:
    """Return every table of a plan in the order people open them, without the summary's; money is in CNY."""
    view = View(scenario, plan, language)
    return tuple(make(view) for make in _TABLES)
