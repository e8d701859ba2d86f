"""A line's lots day by day, with changeover and learning curve, and finished lots through the finishing shops."""

from interlock.sequencing.check import check, recomputed_cost_fen
from interlock.sequencing.learning import Curve, Familiarity, Learning
from interlock.sequencing.problem import LineProblem, SequencingLot, start_loss_min
from interlock.sequencing.solution import DayOutput, LedgerDay, LineSchedule, LotRun
from interlock.sequencing.solve import sequence, sequence_all

__all__ = [
    "Curve",
    "DayOutput",
    "Familiarity",
    "Learning",
    "LedgerDay",
    "LineProblem",
    "LineSchedule",
    "LotRun",
    "SequencingLot",
    "check",
    "recomputed_cost_fen",
    "sequence",
    "sequence_all",
    "start_loss_min",
]
