"""Many lines together: which line sews which lot, and in which order, so that the whole costs less."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from interlock.errors import InvalidModel
from interlock.sequencing._calendar import Calendar
from interlock.sequencing.problem import LineProblem, SequencingLot
from interlock.sequencing.solution import LineSchedule
from interlock.sequencing.words import ERRORS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PASSES = 8
# Lot placements looked at, at most; a few tenths of a microsecond each.
MOST_LOOKS = 4_000_000


@dataclass(frozen=True, kw_only=True, eq=False)
class FleetProblem:
    """Lines with the lots that they have, all over the same days, and lots ``outside`` that a line might take in.

    ``fen[lot, line]``, lots counted through the lines in turn, those outside last: what a lot costs on a line besides
    its days there; infinite where it may not be sewn. ``outside_fen[lot]``: what a lot outside costs there, its
    lateness counted ``late_weight`` times. ``owner[line]``: whose line it is; ``most_min[owner]``: the work that an
    owner may be brought to by lots of others; ``least_min[owner]`` (0 where not given): the work below which no lot
    leaves an owner. A lot with a locked start stays. A move must save ``least_saving_fen``,
    lateness counted ``late_weight`` times. ``for_money``: lots are looked at that only their line makes dear, too.

    Raises `InvalidModel` with every contradiction found.
    """

    lines: tuple[LineProblem, ...]
    fen: NDArray[np.float64]
    owner: NDArray[np.int64]
    most_min: NDArray[np.float64]
    least_saving_fen: float = 0.0
    late_weight: float = 1.0
    outside: tuple[SequencingLot, ...] = ()
    outside_fen: tuple[float, ...] = ()
    least_min: tuple[float, ...] = ()
    for_money: bool = False

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise InvalidModel(problems)

    @property
    def lots(self) -> tuple[SequencingLot, ...]:
        """All lots, through the lines in turn, then those outside."""
        return (*(lot for line in self.lines for lot in line.lots), *self.outside)

    def _problems(self) -> Iterator[str]:
        import numpy as np

        lots, lines = self.lots, len(self.lines)
        if len({line.horizon_days for line in self.lines}) > 1:
            yield ERRORS.told("days_differ")
        if len({lot.id for lot in lots}) < len(lots):
            yield ERRORS.told("lot_lines")
        if self.fen.shape != (len(lots), lines):
            yield ERRORS.told("fen_table", found=self.fen.shape, lots=len(lots))
            return
        home = np.repeat(np.arange(lines), [len(line.lots) for line in self.lines])
        if not np.isfinite(self.fen[np.arange(len(home)), home]).all():
            yield ERRORS.told("fen_home")
        if len(self.outside_fen) != len(self.outside):
            yield ERRORS.told("outside_fen", found=len(self.outside_fen), lots=len(self.outside))
        if self.owner.shape != (lines,) or (
            lines and not 0 <= self.owner.min() <= self.owner.max() < len(self.most_min)
        ):
            yield ERRORS.told("owners", owners=len(self.most_min), lines=lines)
        if self.least_min and len(self.least_min) != len(self.most_min):
            yield ERRORS.told("least_min", found=len(self.least_min), owners=len(self.most_min))


def share_out(problem: FleetProblem, schedules: Sequence[LineSchedule]) -> list[LineSchedule]:
    """Move lots between lines, from the ``schedules`` that they have, while it pays; a schedule for every line.

    Lots outside come first, to the line and position where they save most; then dearest lots: to the line and position
    that cost least; into the place of a lot that goes elsewhere; or lots before them make way. Moves are counted, never
    timed: the same problem gives the same answer. Every line's schedule follows the order found; its ``cost_fen`` and
    the lots' ``fen``, outside where they are left there, add up to no more than before.
    """
    from interlock.sequencing import _fleet_kernels
    from interlock.sequencing._fleet_tables import fleet_of, state_of

    if not problem.lots:
        return list(schedules)
    lots, fleet = problem.lots, fleet_of(problem)
    state = state_of(problem, fleet, schedules, MOST_LOOKS)
    if not _fleet_kernels.improve(fleet, state, problem.least_saving_fen, PASSES):
        return list(schedules)
    return [
        _laid(line, schedule, [lots[i] for i in order[:count]])
        for line, schedule, order, count in zip(problem.lines, schedules, state.order, state.count, strict=True)
    ]


def _laid(line: LineProblem, schedule: LineSchedule, lots: Sequence[SequencingLot]) -> LineSchedule:
    if [lot.id for lot in lots] == _ids(schedule):
        return schedule
    calendar = Calendar(replace(line, lots=tuple(lots)))
    for lot in lots:
        calendar.lay(lot)
    return calendar.schedule(proven=False)


def _ids(schedule: LineSchedule) -> list[str]:
    return [*(run.lot for run in schedule.runs), *schedule.unplaced]
