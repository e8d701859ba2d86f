"""What happens to a plan: events as data, and the order that is asked for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from interlock.allocation.problem import MOST_BATCHES, Floats, Ints
from interlock.allocation.words import ERRORS
from interlock.errors import InvalidModel


@dataclass(frozen=True, kw_only=True, eq=False)
class EligibleLines:
    """Lines that may sew one order (each once), with what each asks; arrays like a group's in `AllocationProblem`."""

    line: Ints
    price_fen_per_min: Floats
    haul_fen_per_piece: Floats
    loss_min: Floats
    opening_fen: Floats

    def __post_init__(self) -> None:
        problems: list[str] = []
        for name in ("price_fen_per_min", "haul_fen_per_piece", "loss_min", "opening_fen"):
            array = _numbers(self, name)
            if array.shape != np.shape(self.line) or not (np.isfinite(array) & (array >= 0.0)).all():
                problems.append(ERRORS.told("per_line", name=name))
        line = np.asarray(self.line)
        object.__setattr__(self, "line", line.astype(np.int64))
        if line.ndim != 1 or not np.array_equal(line, self.line) or len(np.unique(line)) != len(line):
            problems.append(ERRORS.told("lines_once"))
        _refuse(problems)


@dataclass(frozen=True, kw_only=True, eq=False)
class NewOrder:
    """An order that is asked for; its values mean what they mean in `AllocationProblem`.

    `group` names a group of lines of the book; or `lines` gives lines of its own (exactly one of the two). `due` is the
    bucket by which sewing should end. Raises `InvalidModel` with every contradiction found.
    """

    batch_min: float
    batches: int
    release: int
    due: int
    time_fen_per_min: Floats
    outside_fen_per_min: float
    minutes_per_piece: float
    group: int | None = None
    lines: EligibleLines | None = None
    cut_shop: int = -1
    cut_use: float = 0.0
    finish_shop: int = -1
    finish_use: float = 0.0

    def __post_init__(self) -> None:
        problems: list[str] = []
        for name in ("batch_min", "minutes_per_piece"):
            if not _is_positive(getattr(self, name)):
                problems.append(ERRORS.told("above_zero", name=name, found=getattr(self, name)))
        for name in ("outside_fen_per_min", "cut_use", "finish_use"):
            if not _is_amount(getattr(self, name)):
                problems.append(ERRORS.told("not_negative", name=name, found=getattr(self, name)))
        if not 1 <= self.batches <= MOST_BATCHES:
            problems.append(ERRORS.told("batches", found=self.batches, most=MOST_BATCHES))
        if (self.group is None) == (self.lines is None):
            problems.append(ERRORS.told("group_or_lines"))
        time_fen = _numbers(self, "time_fen_per_min")
        if time_fen.ndim != 1 or not (np.isfinite(time_fen) & (time_fen >= 0.0)).all():
            problems.append(ERRORS.told("per_bucket"))
        _refuse(problems)


@dataclass(frozen=True)
class LineStops:
    """A line does not work from bucket `first` to bucket `last`, both included."""

    line: int
    first: int
    last: int


@dataclass(frozen=True)
class LineReturns:
    """A line has all its stated capacity again from bucket `first` to `last`: no stop, no loss of attendance."""

    line: int
    first: int
    last: int


@dataclass(frozen=True)
class CapacityFalls:
    """A line has lost `share` (0..1) of its stated capacity from bucket `first` to `last`."""

    line: int
    first: int
    last: int
    share: float


@dataclass(frozen=True)
class MaterialMoves:
    """The materials of an order are in by bucket `release` (the number of buckets: not within the horizon)."""

    order: int
    release: int


@dataclass(frozen=True, eq=False)
class DueChanges:
    """An order is wanted by bucket `due`.

    `time_fen_per_min`, what a minute costs in each bucket, moves along with the due bucket unless it is given anew.
    `urgency`: from now on lateness costs that many times as much (a rush is an earlier due bucket and an urgency above
    1: at the old price of lateness, being late is often the cheapest way).
    """

    order: int
    due: int
    time_fen_per_min: Floats | None = None
    urgency: float = 1.0


@dataclass(frozen=True)
class QuantityChanges:
    """An order has `batches` batches now, of `batch_min` minutes each if that changes too."""

    order: int
    batches: int
    batch_min: float | None = None


@dataclass(frozen=True, eq=False)
class OrderAdded:
    """A new order; it gets the next free number (`LiveBook.next_order`)."""

    asked: NewOrder


@dataclass(frozen=True)
class OrderCancelled:
    """An order is not wanted any more. What was sewn in frozen buckets is spent."""

    order: int


@dataclass(frozen=True)
class LotRejected:
    """Inspection rejects `batches` of a lot (all of them if not given): they are to be sewn again.

    Their minutes, the lot's earliest, are spent: the capacity stays used and nothing comes of it.
    """

    order: int
    line: int
    batches: int | None = None


@dataclass(frozen=True)
class LotDeclined:
    """A line declines its lot of an order; it is not asked again for this order."""

    order: int
    line: int


@dataclass(frozen=True)
class OutputBehind:
    """A line has `behind_min` minutes' work less of an order done than planned; they are sewn later.

    The lot's earliest minutes are spent for nothing.
    """

    order: int
    line: int
    behind_min: float


Event: TypeAlias = (
    LineStops
    | LineReturns
    | CapacityFalls
    | MaterialMoves
    | DueChanges
    | QuantityChanges
    | OrderAdded
    | OrderCancelled
    | LotRejected
    | LotDeclined
    | OutputBehind
)


def _numbers(thing: object, name: str) -> Floats:
    """Replace a field by an array of numbers of its own; complain at once if it is none."""
    try:
        array = np.array(getattr(thing, name), dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidModel([ERRORS.told("no_numbers", name=name, why=error)]) from None
    array.flags.writeable = False
    object.__setattr__(thing, name, array)
    return array


def _refuse(problems: list[str]) -> None:
    if problems:
        raise InvalidModel(problems)


def _is_amount(value: float) -> bool:
    return math.isfinite(value) and value >= 0.0


def _is_positive(value: float) -> bool:
    return math.isfinite(value) and value > 0.0
