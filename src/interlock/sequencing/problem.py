"""One line, its capacity by day and the lots given to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from interlock.errors import InvalidModel
from interlock.sequencing.learning import Curve, Familiarity, Learning
from interlock.sequencing.words import ERRORS

DEFAULT_LEARNING = Learning()


@dataclass(frozen=True, kw_only=True)
class SequencingLot:
    """A lot to sew on one line without interruption.

    ``release_day`` is the first day it may be sewn; ``due_day`` the last day by whose end it should be done (negative:
    overdue when the plan starts). ``late_fen_per_piece_day`` is the price of one piece sewn one day after it,
    ``wait_fen_per_piece_day`` that of one piece for every day from the first until its lot is sewn.
    ``locked_start`` is a day on which it has been promised or has begun: it starts then, on the first open day from it.
    """

    id: str
    style: str
    category: str
    pieces: int
    minutes_per_piece: float
    release_day: int
    due_day: int
    late_fen_per_piece_day: float
    locked_start: int | None = None
    wait_fen_per_piece_day: float = 0.0

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InvalidModel(problems)

    def _problems(self) -> Iterator[str]:
        if self.pieces < 1:
            yield ERRORS.told("pieces", name=self._name, found=self.pieces)
        if not (math.isfinite(self.minutes_per_piece) and self.minutes_per_piece > 0):
            yield ERRORS.told("smv", name=self._name, found=self.minutes_per_piece)
        if self.release_day < 0:
            yield ERRORS.told("release", name=self._name, found=self.release_day)
        if not (math.isfinite(self.late_fen_per_piece_day) and self.late_fen_per_piece_day >= 0):
            yield ERRORS.told("lot_late", name=self._name, found=self.late_fen_per_piece_day)
        if not (math.isfinite(self.wait_fen_per_piece_day) and self.wait_fen_per_piece_day >= 0):
            yield ERRORS.told("lot_wait", name=self._name, found=self.wait_fen_per_piece_day)
        if self.locked_start is not None and self.locked_start < self.release_day:
            yield (ERRORS.told("lock", name=self._name, lock=self.locked_start, release=self.release_day))

    @property
    def _name(self) -> str:
        return ERRORS.told("lot", lot=self.id)

    @property
    def work_min(self) -> float:
        """Standard minutes of the whole lot."""
        return self.pieces * self.minutes_per_piece


@dataclass(frozen=True, kw_only=True)
class LineProblem:
    """Sequence ``lots`` on ``line`` within ``len(capacity_min)`` calendar days.

    ``capacity_min[d]`` is operators x minutes x attendance x efficiency of day ``d``, in standard minutes; 0 is a
    closed day. ``previous_style`` is on the line when the plan starts; ``previous_days`` is how many days it has been
    (None: past its learning). ``known_styles`` and ``known_categories`` are what the line has sewn before.
    ``lost_fen_per_min`` prices capacity lost in starts (the line's bottleneck value), so that batching pays where
    capacity is scarce.
    """

    line: str
    operators: int
    capacity_min: tuple[float, ...]
    lots: tuple[SequencingLot, ...]
    learning: Learning = DEFAULT_LEARNING
    previous_style: str | None = None
    previous_category: str | None = None
    previous_days: float | None = None
    known_styles: frozenset[str] = frozenset()
    known_categories: frozenset[str] = frozenset()
    lost_fen_per_min: float = 0.0

    def __post_init__(self) -> None:
        problems = [*self._line_problems(), *self._lot_problems()]
        if problems:
            raise InvalidModel(problems)

    def _line_problems(self) -> Iterator[str]:
        if self.operators < 1:
            yield ERRORS.told("operators", name=self._name, found=self.operators)
        for day, minutes in enumerate(self.capacity_min):
            if not (math.isfinite(minutes) and minutes >= 0):
                yield ERRORS.told("capacity", name=self._name, day=day, found=minutes)
        if self.previous_days is not None and not (math.isfinite(self.previous_days) and self.previous_days >= 0):
            yield ERRORS.told("previous_days", name=self._name, found=self.previous_days)
        if not (math.isfinite(self.lost_fen_per_min) and self.lost_fen_per_min >= 0):
            yield ERRORS.told("lost", name=self._name, found=self.lost_fen_per_min)

    @property
    def _name(self) -> str:
        return ERRORS.told("line", line=self.line)

    def _lot_problems(self) -> Iterator[str]:
        seen: set[str] = set()
        category_of: dict[str, str] = {}
        if self.previous_style is not None and self.previous_category is not None:
            category_of[self.previous_style] = self.previous_category
        for lot in self.lots:
            if lot.id in seen:
                yield ERRORS.told("lot_twice", line=self.line, lot=lot.id)
            seen.add(lot.id)
            category = category_of.setdefault(lot.style, lot.category)
            if category != lot.category:
                yield (
                    ERRORS.told(
                        "categories", line=self.line, style=lot.style, category=category, lot=lot.id, other=lot.category
                    )
                )

    @property
    def horizon_days(self) -> int:
        """Number of calendar days planned."""
        return len(self.capacity_min)

    @cached_property
    def day_min(self) -> float:
        """Capacity of an ordinary day: the (lower) median of the open days; one day of experience on a style."""
        open_days = sorted(minutes for minutes in self.capacity_min if minutes > 0)
        return open_days[(len(open_days) - 1) // 2] if open_days else 1.0

    @property
    def previous_curve(self) -> Curve:
        """The curve that ``previous_style`` is climbing."""
        if self.previous_days is None:
            return self.learning.curve(Familiarity.SAME_STYLE)
        if self.previous_style in self.known_styles:
            return self.learning.known_style
        if self.previous_category in self.known_categories:
            return self.learning.known_category
        return self.learning.new_category

    def familiarity(self, lot: SequencingLot, earlier: Sequence[SequencingLot] = ()) -> Familiarity:
        """How well the line knows ``lot`` when it has just sewn ``earlier`` (in order) in this plan."""
        if lot.style == (earlier[-1].style if earlier else self.previous_style):
            return Familiarity.SAME_STYLE
        if lot.style in self.known_styles | {self.previous_style} | {e.style for e in earlier}:
            return Familiarity.KNOWN_STYLE
        if lot.category in self.known_categories | {self.previous_category} | {e.category for e in earlier}:
            return Familiarity.KNOWN_CATEGORY
        return Familiarity.NEW_CATEGORY

    def unplaced_fen(self, lot: SequencingLot) -> float:
        """The charge for a lot that does not end within the horizon: as if it came one whole horizon later still.

        Always more than the lateness of the same lot ending anywhere inside the horizon.
        """
        days = max(self.horizon_days, 2 * self.horizon_days - lot.due_day)
        return lot.pieces * (max(lot.late_fen_per_piece_day, 1.0) + lot.wait_fen_per_piece_day) * days


def start_loss_min(problem: LineProblem, lot: SequencingLot, earlier: Sequence[SequencingLot] = ()) -> float:
    """Capacity minutes that ``lot`` costs beyond its own work when sewn right after ``earlier`` (in order).

    With ``earlier`` empty the line comes from its previous style. A style still climbing its curve goes on from where
    it was: ``earlier`` then tells how far that is. The same number is spent by the schedule, to the minute.
    """
    familiarity = problem.familiarity(lot, earlier)
    if familiarity != Familiarity.SAME_STYLE:
        return problem.learning.start_loss_min(
            familiarity, work_min=lot.work_min, operators=problem.operators, day_min=problem.day_min
        )
    curve, experience_min = _run_so_far(problem, earlier)
    return curve.worked_min(lot.work_min, problem.day_min, experience_min) - lot.work_min


def _run_so_far(problem: LineProblem, earlier: Sequence[SequencingLot]) -> tuple[Curve, float]:
    """The curve that the line's last style climbs, and the minutes it has been worked."""
    first = len(earlier)
    while first > 0 and earlier[first - 1].style == earlier[-1].style:
        first -= 1
    run = earlier[first:]
    before = earlier[:first]
    if not run or (not before and run[0].style == problem.previous_style):
        curve = problem.previous_curve
        experience_min = (problem.previous_days or 0.0) * problem.day_min
    else:
        curve, experience_min = problem.learning.curve(problem.familiarity(run[0], before)), 0.0
    for lot in run:
        experience_min += curve.worked_min(lot.work_min, problem.day_min, experience_min)
    return curve, experience_min
