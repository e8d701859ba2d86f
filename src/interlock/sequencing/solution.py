"""A line's lots on its days, with every minute of capacity accounted for."""

from __future__ import annotations

from dataclasses import dataclass

from interlock.errors import InvalidModel
from interlock.sequencing.words import ERRORS


@dataclass(frozen=True, kw_only=True)
class DayOutput:
    """What a line gives to one lot on one day; ``minutes`` = productive + changeover + learning."""

    day: int
    minutes: float
    productive_min: float
    changeover_min: float
    learning_min: float
    pieces: int

    def __post_init__(self) -> None:
        amounts = (self.minutes, self.productive_min, self.changeover_min, self.learning_min, self.pieces)
        if min(amounts) < 0:
            raise InvalidModel([ERRORS.told("negative", day=self.day)])


@dataclass(frozen=True, kw_only=True)
class LotRun:
    """One lot on the line from ``start_day`` to ``end_day`` (both worked); ``late_piece_days`` counts calendar days."""

    lot: str
    start_day: int
    end_day: int
    days: tuple[DayOutput, ...]
    late_piece_days: int

    def __post_init__(self) -> None:
        if not self.days or (self.days[0].day, self.days[-1].day) != (self.start_day, self.end_day):
            raise InvalidModel([ERRORS.told("days", lot=self.lot)])

    @property
    def pieces(self) -> int:
        """Pieces of the lot."""
        return sum(day.pieces for day in self.days)

    @property
    def lost_min(self) -> float:
        """Changeover and learning minutes of the lot."""
        return sum(day.changeover_min + day.learning_min for day in self.days)


@dataclass(frozen=True, kw_only=True)
class LedgerDay:
    """Where a day's capacity went: ``capacity = productive + changeover + learning + idle``."""

    day: int
    capacity_min: float
    productive_min: float
    changeover_min: float
    learning_min: float
    idle_min: float


@dataclass(frozen=True, kw_only=True)
class LineSchedule:
    """The sequence of one line.

    ``unplaced`` names lots that cannot end within the horizon; ``late_locks`` lots that could not start on their
    locked day. ``late_fen`` is the lateness of the placed lots; ``cost_fen`` adds their waiting, the charge of unplaced
    lots and the priced start losses: it is what the search minimises and what ``lower_bound_fen`` bounds. ``proven``
    says that no other order of the lots costs less.
    """

    line: str
    runs: tuple[LotRun, ...]
    ledger: tuple[LedgerDay, ...]
    unplaced: tuple[str, ...]
    late_locks: tuple[str, ...]
    late_fen: int
    cost_fen: float
    proven: bool

    @property
    def lost_min(self) -> float:
        """Capacity minutes lost in starts."""
        return sum(run.lost_min for run in self.runs)

    @property
    def end_day(self) -> dict[str, int]:
        """Last day of each placed lot, by lot id."""
        return {run.lot: run.end_day for run in self.runs}
