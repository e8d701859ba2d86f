"""From an order to lays on tables: cut order plans with a bound, table schedules, and bundles."""

from interlock.cutting.bundles import Bundle, ShadePlies, bundles
from interlock.cutting.check import breaches, check
from interlock.cutting.draw import draw
from interlock.cutting.effort import QUICK, THOROUGH, Effort
from interlock.cutting.problem import CutProblem, LengthModel
from interlock.cutting.solution import CutPlan, PlannedLay
from interlock.cutting.solve import plan_cut
from interlock.cutting.tables import (
    CuttingSpeeds,
    LayJob,
    PlacedLay,
    Table,
    TableProblem,
    TableSchedule,
    lay_minutes,
    schedule_tables,
)
from interlock.cutting.tables_check import check_tables, table_breaches

__all__ = [
    "QUICK",
    "THOROUGH",
    "Bundle",
    "CutPlan",
    "CutProblem",
    "CuttingSpeeds",
    "Effort",
    "LayJob",
    "LengthModel",
    "PlacedLay",
    "PlannedLay",
    "ShadePlies",
    "Table",
    "TableProblem",
    "TableSchedule",
    "breaches",
    "bundles",
    "check",
    "check_tables",
    "draw",
    "lay_minutes",
    "plan_cut",
    "schedule_tables",
    "table_breaches",
]
