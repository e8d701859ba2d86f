"""From an order to lays on tables: cut order plans with a bound, table schedules, and bundles."""

from interlock.cutting.check import breaches, check
from interlock.cutting.effort import QUICK, THOROUGH, Effort
from interlock.cutting.problem import CutProblem, LengthModel
from interlock.cutting.solution import CutPlan, PlannedLay
from interlock.cutting.solve import plan_cut

__all__ = [
    "QUICK",
    "THOROUGH",
    "CutPlan",
    "CutProblem",
    "Effort",
    "LengthModel",
    "PlannedLay",
    "breaches",
    "check",
    "plan_cut",
]
