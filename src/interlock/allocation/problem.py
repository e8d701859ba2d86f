"""What is asked: which lines sew which orders, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interlock.allocation.words import ERRORS
from interlock.errors import InvalidModel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_BATCHES = 12


@dataclass(frozen=True, kw_only=True, eq=False)
class AllocationProblem:
    """Orders, sewing lines and shops over `T` buckets of time; money in fen, work in standard minutes.

    Orders (arrays of length `n`):
        `batch_min` sewing minutes of one batch; `batches` how many (1..12); `release` first bucket in which sewing may
        run (`T`: not within the horizon); `time_fen_per_min[n, T]` what a minute sewn in a bucket costs for being late
        or early; `outside_fen_per_min` the price of a minute given outside the cluster; `minutes_per_piece`; `group`
        which group of lines may sew it; `cut_shop` (-1: none) and `cut_use`, the cutting minutes that a sewing minute
        asks one bucket before (bucket 0 asks bucket 0); `finish_shop` and `finish_use`, likewise one bucket after (the
        last bucket asks itself); `due`, optional, the bucket by which sewing should end (used by the dispatcher only).

    Groups (`G`, compressed rows: places `group_start[g]` to `group_start[g + 1]` belong to group `g`):
        `group_line` the line; `group_price_fen_per_min` its sewing price; `group_haul_fen_per_piece`; `group_loss_min`
        start-up minutes and `group_opening_fen` money, both spent once for every order that opens the line. Start-up
        minutes use capacity and pay the bucket's time cost, not the sewing price.

    Capacities in minutes: `line_min[L, T]`, `cut_min[C, T]`, `finish_min[F, T]`.

    Overtime: `overtime_min[L, T]`, optional, are minutes that a line may work in a bucket beyond its `line_min`; each
    costs `overtime_fen_per_min` on top of all else. A line's first minutes of a bucket are always its usual ones.

    `loss_floor_share` (0..1): the lower bound counts only this share of the start-up minutes, for callers whose lines
    may lose less in reality because styles repeat.

    Raises `InvalidModel` with every contradiction found.
    """

    batch_min: Floats
    batches: Ints
    release: Ints
    time_fen_per_min: Floats
    outside_fen_per_min: Floats
    minutes_per_piece: Floats
    group: Ints
    cut_shop: Ints
    cut_use: Floats
    finish_shop: Ints
    finish_use: Floats
    group_start: Ints
    group_line: Ints
    group_price_fen_per_min: Floats
    group_haul_fen_per_piece: Floats
    group_loss_min: Floats
    group_opening_fen: Floats
    line_min: Floats
    cut_min: Floats
    finish_min: Floats
    loss_floor_share: float = 1.0
    due: Ints | None = None
    overtime_min: Floats | None = None
    overtime_fen_per_min: float = 0.0

    def __post_init__(self) -> None:
        unusable = [problem for name in _ARRAYS if (problem := self._freeze(name))]
        if unusable:
            raise InvalidModel(unusable)
        problems = [*_shapes(self)]
        if not problems:
            problems = [*_orders(self), *_groups(self), *_capacities(self)]
        if problems:
            raise InvalidModel(problems)

    def _freeze(self, name: str) -> str | None:
        """Replace an array by an own, contiguous, read-only one; the complaint if its values are no numbers."""
        given: Any = getattr(self, name)
        if given is None:
            return None
        kind = np.int64 if name in _WHOLE else np.float64
        try:
            array = np.array(given, dtype=kind, order="C")
        except (TypeError, ValueError, OverflowError) as error:
            return ERRORS.told("no_numbers", name=name, why=error)
        if name in _WHOLE and not np.array_equal(array, np.asarray(given)):
            return ERRORS.told("whole", name=name)
        array.flags.writeable = False
        object.__setattr__(self, name, array)
        return None

    @property
    def order_count(self) -> int:
        """How many orders there are."""
        return len(self.batch_min)

    @property
    def bucket_count(self) -> int:
        """How many buckets of time there are."""
        return int(self.line_min.shape[1])

    def want_usual_hours(self, who: str) -> None:
        """Raise `InvalidModel` where lines may work overtime, for those who know usual minutes only."""
        if self.overtime_min is not None:
            raise InvalidModel([ERRORS.told("usual_hours", who=who)])

    @property
    def cut_bucket(self) -> Ints:
        """The bucket whose cutting serves the sewing of each bucket: the one before."""
        return _fixed(np.maximum(np.arange(self.bucket_count) - 1, 0))

    @property
    def finish_bucket(self) -> Ints:
        """The bucket whose finishing serves the sewing of each bucket: the one after."""
        return _fixed(np.minimum(np.arange(self.bucket_count) + 1, self.bucket_count - 1))

    @property
    def due_bucket(self) -> Ints:
        """The bucket by which each order should be sewn: `due`, else the last bucket in which its time is cheapest."""
        if self.due is not None:
            return self.due
        backwards = self.time_fen_per_min[:, ::-1]
        due: Ints = (self.bucket_count - 1 - backwards.argmin(axis=1)).astype(np.int64)
        return due


def _fixed(buckets: Ints) -> Ints:
    array: Ints = buckets.astype(np.int64)
    array.flags.writeable = False
    return array


_WHOLE = frozenset({"batches", "release", "group", "cut_shop", "finish_shop", "group_start", "group_line", "due"})
_BY_ORDER = [
    "batch_min",
    "batches",
    "release",
    "outside_fen_per_min",
    "minutes_per_piece",
    "group",
    "cut_shop",
    "cut_use",
    "finish_shop",
    "finish_use",
    "due",
]
_BY_PLACE = ["group_line", "group_price_fen_per_min", "group_haul_fen_per_piece", "group_loss_min", "group_opening_fen"]
_TABLES = ["time_fen_per_min", "line_min", "cut_min", "finish_min"]
_ARRAYS = (*_BY_ORDER, *_BY_PLACE, *_TABLES, "group_start", "overtime_min")


def _shapes(problem: AllocationProblem) -> Iterator[str]:
    """Complaints about arrays whose shapes do not fit together."""
    for name in _TABLES:
        if getattr(problem, name).ndim != 2:
            yield ERRORS.told("table", name=name, found=getattr(problem, name).ndim)
            return
    for name in (*_BY_ORDER, *_BY_PLACE, "group_start"):
        array = getattr(problem, name)
        if array is not None and array.ndim != 1:
            yield ERRORS.told("row", name=name, found=array.ndim)
            return
    orders, places, buckets = len(problem.batch_min), len(problem.group_line), problem.line_min.shape[1]
    yield from _lengths(problem, _BY_ORDER, orders, ERRORS.told("orders"))
    yield from _lengths(problem, _BY_PLACE, places, ERRORS.told("places"))
    yield from _lengths(problem, ["time_fen_per_min"], orders, ERRORS.told("orders"))
    for name in _TABLES:
        if getattr(problem, name).shape[1] != buckets:
            found = getattr(problem, name).shape[1]
            yield ERRORS.told("buckets", name=name, found=found, buckets=buckets)
    if buckets == 0:
        yield ERRORS.told("no_bucket")
    over = problem.overtime_min
    if over is not None and over.shape != problem.line_min.shape:
        yield ERRORS.told("overtime_table", found=over.shape, wanted=problem.line_min.shape)
    start = problem.group_start
    if len(start) == 0 or start[0] != 0 or start[-1] != places or (np.diff(start) < 0).any():
        yield ERRORS.told("group_start", places=places)


def _lengths(problem: AllocationProblem, names: list[str], expected: int, of: str) -> Iterator[str]:
    for name in names:
        array = getattr(problem, name)
        if array is not None and len(array) != expected:
            yield ERRORS.told("length", name=name, found=len(array), expected=expected, of=of)


def _orders(problem: AllocationProblem) -> Iterator[str]:
    buckets, groups = problem.bucket_count, len(problem.group_start) - 1
    yield from _outside_of(problem.batch_min, "batch_min", "order", low=0.0, open_low=True)
    yield from _outside_of(problem.minutes_per_piece, "minutes_per_piece", "order", low=0.0, open_low=True)
    yield from _outside_of(problem.batches, "batches", "order", low=1, high=MOST_BATCHES)
    yield from _outside_of(problem.release, "release", "order", low=0, high=buckets)
    yield from _outside_of(problem.group, "group", "order", low=0, high=groups - 1)
    yield from _outside_of(problem.cut_shop, "cut_shop", "order", low=-1, high=len(problem.cut_min) - 1)
    yield from _outside_of(problem.finish_shop, "finish_shop", "order", low=-1, high=len(problem.finish_min) - 1)
    for name in ("outside_fen_per_min", "cut_use", "finish_use", "time_fen_per_min"):
        yield from _outside_of(getattr(problem, name), name, "order", low=0.0)


def _groups(problem: AllocationProblem) -> Iterator[str]:
    for name in _BY_PLACE[1:]:
        yield from _outside_of(getattr(problem, name), name, "place", low=0.0)
    yield from _outside_of(problem.group_line, "group_line", "place", low=0, high=len(problem.line_min) - 1)
    group_of_place = np.repeat(np.arange(len(problem.group_start) - 1), np.diff(problem.group_start))
    pairs = np.stack([group_of_place, problem.group_line])
    distinct, counts = np.unique(pairs, axis=1, return_counts=True)
    for group, line in distinct[:, counts > 1].T:
        yield ERRORS.told("line_twice", group=group, line=line)


def _capacities(problem: AllocationProblem) -> Iterator[str]:
    for name, thing in (("line_min", "line"), ("cut_min", "cutting_shop"), ("finish_min", "finishing_shop")):
        yield from _outside_of(getattr(problem, name), name, thing, low=0.0)
    if problem.overtime_min is not None:
        yield from _outside_of(problem.overtime_min, "overtime_min", "line", low=0.0)
    if not 0.0 <= problem.overtime_fen_per_min < np.inf:
        yield ERRORS.told("overtime_price", found=problem.overtime_fen_per_min)
    if not 0.0 <= problem.loss_floor_share <= 1.0:
        yield ERRORS.told("loss_share", found=problem.loss_floor_share)


def _outside_of(
    array: Floats | Ints, name: str, thing: str, *, low: float, high: float = np.inf, open_low: bool = False
) -> Iterator[str]:
    """One complaint for an array with values outside a range (or not finite): the first row and how many there are."""
    wrong = ~np.isfinite(array) | (array <= low if open_low else array < low) | (array > high)
    if not wrong.any():
        return
    first = tuple(np.argwhere(wrong)[0])
    wanted = ERRORS.told("above" if open_low else "least", low=low)
    if high < np.inf:
        wanted = ERRORS.told("up_to", wanted=wanted, high=high)
    yield ERRORS.told(
        "out_of_range",
        name=name,
        thing=ERRORS.told(thing),
        row=first[0],
        found=array[first],
        wanted=wanted,
        count=int(wrong.sum()),
    )
