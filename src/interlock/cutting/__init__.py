"""From an order to lays on tables: cut order plans with a bound, table schedules, and bundles."""

from interlock.cutting.bundles import Bundle, Dealt, ShadePlies, bundles
from interlock.cutting.cases import MM, CutCase, read_cases
from interlock.cutting.check import breaches, check, check_fabrics, fabric_breaches
from interlock.cutting.day_plan import (
    CENTRE_SHOP,
    Centre,
    CentreLay,
    DayPlan,
    centre_lays,
    lay_out,
    lay_rows,
    marker_name,
    read_centre,
)
from interlock.cutting.dealing import deal
from interlock.cutting.draw import draw
from interlock.cutting.effort import QUICK, STEADY, THOROUGH, Effort, scaled
from interlock.cutting.fabrics import Fabric, FabricShare, by_fabric, in_step, with_objective
from interlock.cutting.plan_file import is_plan_file, order_row, read_plans
from interlock.cutting.problem import CutProblem, LengthModel, Objective, Spread
from interlock.cutting.solution import CutPlan, PlannedLay, better_of
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
    "CENTRE_SHOP",
    "MM",
    "QUICK",
    "STEADY",
    "THOROUGH",
    "Bundle",
    "Centre",
    "CentreLay",
    "CutCase",
    "CutPlan",
    "CutProblem",
    "CuttingSpeeds",
    "DayPlan",
    "Dealt",
    "Effort",
    "Fabric",
    "FabricShare",
    "LayJob",
    "LengthModel",
    "Objective",
    "PlacedLay",
    "PlannedLay",
    "ShadePlies",
    "Spread",
    "Table",
    "TableProblem",
    "TableSchedule",
    "better_of",
    "breaches",
    "bundles",
    "by_fabric",
    "centre_lays",
    "check",
    "check_fabrics",
    "check_tables",
    "deal",
    "draw",
    "fabric_breaches",
    "in_step",
    "is_plan_file",
    "lay_minutes",
    "lay_out",
    "lay_rows",
    "marker_name",
    "order_row",
    "plan_cut",
    "read_cases",
    "read_centre",
    "read_plans",
    "scaled",
    "schedule_tables",
    "table_breaches",
    "with_objective",
]
