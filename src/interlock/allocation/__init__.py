"""Orders to sewing lines and buckets of time: a plan, the price of every capacity, and a proven lower bound."""

from interlock.allocation.check import check, prove
from interlock.allocation.check_days import check_days
from interlock.allocation.days import DayPlan, to_days
from interlock.allocation.diff import Change, Diff, Standing
from interlock.allocation.draw import draw
from interlock.allocation.events import (
    CapacityFalls,
    DueChanges,
    EligibleLines,
    Event,
    LineReturns,
    LineStops,
    LotDeclined,
    LotRejected,
    MaterialMoves,
    NewOrder,
    OrderAdded,
    OrderCancelled,
    OutputBehind,
    QuantityChanges,
)
from interlock.allocation.live import LiveBook
from interlock.allocation.problem import AllocationProblem
from interlock.allocation.promise import Promise, PromisedWay, Reason
from interlock.allocation.run import Effort
from interlock.allocation.solution import Allocation, Costs, Prices, Residual, Way
from interlock.allocation.solve import allocate, earliest_due_date, way
from interlock.allocation.unfold import unfolded

__all__ = [
    "Allocation",
    "AllocationProblem",
    "CapacityFalls",
    "Change",
    "Costs",
    "DayPlan",
    "Diff",
    "DueChanges",
    "Effort",
    "EligibleLines",
    "Event",
    "LineReturns",
    "LineStops",
    "LiveBook",
    "LotDeclined",
    "LotRejected",
    "MaterialMoves",
    "NewOrder",
    "OrderAdded",
    "OrderCancelled",
    "OutputBehind",
    "Prices",
    "Promise",
    "PromisedWay",
    "QuantityChanges",
    "Reason",
    "Residual",
    "Standing",
    "Way",
    "allocate",
    "check",
    "check_days",
    "draw",
    "earliest_due_date",
    "prove",
    "to_days",
    "unfolded",
    "way",
]
