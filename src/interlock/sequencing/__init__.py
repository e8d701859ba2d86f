"""A line's lots day by day, with changeover and learning curve; then finished lots through the finishing shops."""

from interlock.sequencing.bound import lower_bound_fen
from interlock.sequencing.check import check, recomputed_cost_fen
from interlock.sequencing.check_finishing import check_finishing
from interlock.sequencing.draw import gantt_svg
from interlock.sequencing.due_order import in_due_order
from interlock.sequencing.finishing import (
    FinishingJob,
    FinishingPlan,
    FinishingProblem,
    FinishingRun,
    FinishingShop,
    finish,
)
from interlock.sequencing.fleet import FleetProblem, share_out
from interlock.sequencing.learning import Curve, Familiarity, Learning
from interlock.sequencing.problem import LineProblem, SequencingLot, start_loss_min
from interlock.sequencing.solution import DayOutput, LedgerDay, LineSchedule, LotRun
from interlock.sequencing.solve import in_turn, sequence, sequence_all

__all__ = [
    "Curve",
    "DayOutput",
    "Familiarity",
    "FinishingJob",
    "FinishingPlan",
    "FinishingProblem",
    "FinishingRun",
    "FinishingShop",
    "FleetProblem",
    "Learning",
    "LedgerDay",
    "LineProblem",
    "LineSchedule",
    "LotRun",
    "SequencingLot",
    "check",
    "check_finishing",
    "finish",
    "gantt_svg",
    "in_due_order",
    "in_turn",
    "lower_bound_fen",
    "recomputed_cost_fen",
    "sequence",
    "sequence_all",
    "share_out",
    "start_loss_min",
]
