"""Shorten a nested layout: all pieces move at once, on their true outlines, by a sequence of linear programs.

Two convex parts stay apart along an axis that separates them now; that is linear in the moves, and exact, since pieces
only shift. Each program may move every piece by at most d along and across; d shrinks when the gain does. A shared
slack lets a layout with small overlaps be repaired. After Z. Li and V. Milenkovic, "Compaction and separation
algorithms for non-convex polygons and their applications", European Journal of Operational Research 84 (1995).

Three things go beyond the paper. Pieces may tilt: turns are linear in the small, so that the last programs only shift
again and are exact. Pieces may be tied: the distance of two along or across is wanted to be so much (stripes, checks);
it is approached by half a box at a time. Pieces may be fixed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from interlock.markers._bodies import Array, Bodies, bodies_of, near_pairs, separations, turned_bodies
from interlock.markers._convex import convex_parts
from interlock.markers._program import Pairs, Room, solve_program
from interlock.patterns.outlines import Outline, turned

Placed = list[tuple[int, float, float, float]]

FIRST_BOX = 0.01
LAST_BOX = 0.001
SHRINK = 0.25
SMALL_GAIN = 3e-5
LARGEST_SLACK_MM = 1e-3
LARGEST_RESIDUE_MM = 1e-6
MOST_ROUNDS = 40
MOST_ROUNDS_TIED = 150
TILT_ROUNDS, TILT_SHRINK = 24, 0.5


@dataclass(frozen=True, kw_only=True)
class Tie:
    """The first of two placed pieces is wanted so far after the second: along (axis 0) or across (axis 1)."""

    first: int
    second: int
    axis: int
    apart_mm: float


@dataclass(frozen=True, kw_only=True)
class Freedom:
    """What the pieces of one layout may do: tilts left and right in degrees, ties, and which are fixed."""

    tilts_deg: Sequence[tuple[float, float]] = ()
    ties: Sequence[Tie] = ()
    fixed: Sequence[int] = ()


JUST_SHIFT = Freedom()


class Compactor:
    """Compacts layouts of one problem; convex parts are worked out once per item and rotation.

    No further tilt is tried once the monotonic clock says ``ends_s``.
    """

    def __init__(
        self, outlines: Sequence[Outline], usable_mm: float, gap_mm: float, *, ends_s: float = math.inf
    ) -> None:
        self._outlines = outlines
        self._ends_s = ends_s
        self._usable_mm = usable_mm
        self._gap_mm = gap_mm
        self._parts: dict[tuple[int, float], list[Array]] = {}

    def compacted(self, placed: Placed, freedom: Freedom = JUST_SHIFT) -> tuple[float, Placed] | None:
        """Return the length and the placements after compaction, or None when overlaps could not be repaired."""
        bodies = bodies_of([self._parts_of(number, angle) for number, angle, _, _ in placed])
        place = np.array([(x, y) for _, _, x, y in placed])
        if not freedom.fixed:
            place[:, 0] -= (place[:, 0] + bodies.low[:, 0]).min()
        run, radians = self._run(bodies, place, freedom), np.zeros(len(placed))
        run.shift(FIRST_BOX * self._usable_mm)
        if run.is_sound and any(low < 0 or high > 0 for low, high in freedom.tilts_deg):
            run, radians = self._tilted(bodies, run, freedom)
        if not run.is_sound:
            return None
        moved = [
            (number, angle + float(np.degrees(turn)), float(x), float(y))
            for (number, angle, _, _), turn, (x, y) in zip(placed, radians, run.place, strict=True)
        ]
        return run.length_mm, moved

    def _run(self, bodies: Bodies, place: Array, freedom: Freedom) -> _Run:
        return _Run(bodies, place, self._usable_mm, self._gap_mm, freedom)

    def _tilted(self, bodies: Bodies, run: _Run, freedom: Freedom) -> tuple[_Run, Array]:
        """Turn and shift by one program, repair by shifts what turning did beyond the linear; keep what is shorter."""
        bounds, radians = np.radians(np.array(freedom.tilts_deg)), np.zeros(len(run.place))
        box = FIRST_BOX * self._usable_mm
        for _ in range(TILT_ROUNDS):
            if box < LAST_BOX * self._usable_mm or time.monotonic() > self._ends_s:
                break
            move, turn, _, _ = run.program(box, bounds - radians[:, None])
            trial = self._run(turned_bodies(bodies, radians + turn), run.place + move, freedom)
            trial.shift(box)
            if trial.is_sound and trial.length_mm < run.length_mm * (1 - SMALL_GAIN):
                run, radians = trial, radians + turn
            else:
                box *= TILT_SHRINK
        return run, radians

    def _parts_of(self, number: int, angle: float) -> list[Array]:
        if (number, angle) not in self._parts:
            rings = convex_parts(self._outlines[number])
            self._parts[number, angle] = [np.array(turned(ring, angle)) for ring in rings]
        return self._parts[number, angle]


class _Run:
    """One layout while its pieces are moved."""

    def __init__(self, bodies: Bodies, place: Array, usable_mm: float, gap_mm: float, freedom: Freedom) -> None:
        self._bodies = bodies
        self.place = place
        self._usable_mm = usable_mm
        self._gap_mm = gap_mm
        self._freedom = freedom
        self.slack = np.inf

    @property
    def is_sound(self) -> bool:
        """Whether nothing overlaps and every tie is kept."""
        return self.slack <= LARGEST_SLACK_MM and self.residue_mm() <= LARGEST_RESIDUE_MM

    @property
    def length_mm(self) -> float:
        """Where the last piece ends."""
        return float((self.place[:, 0] + self._bodies.high[:, 0]).max())

    def shift(self, box: float) -> None:
        """Move pieces, by at most a box at first, until there is little to gain."""
        length = np.inf
        for _ in range(MOST_ROUNDS_TIED if self._freedom.ties else MOST_ROUNDS):
            residue = self.residue_mm()
            move, _, new_length, new_slack = self.program(box)
            repaired = new_slack <= LARGEST_SLACK_MM < self.slack
            approached = residue > LARGEST_RESIDUE_MM
            gain = np.inf if repaired or approached else (length - new_length) / new_length
            if new_slack < self.slack or gain > 0:
                slack = new_slack if approached else min(self.slack, new_slack)
                self.place, length, self.slack = self.place + move, new_length, slack
            if gain < SMALL_GAIN:
                box *= SHRINK
            if box < LAST_BOX * self._usable_mm:
                break

    def residue_mm(self) -> float:
        """By how much the worst tie is off."""
        return max((abs(self._residue(tie)) for tie in self._freedom.ties), default=0.0)

    def _residue(self, tie: Tie) -> float:
        return float(self.place[tie.first, tie.axis] - self.place[tie.second, tie.axis] - tie.apart_mm)

    def program(self, box: float, turns: Array | None = None) -> tuple[Array, Array, float, float]:
        """Solve one program: moves, turns in radians, the length after them and the slack that was needed."""
        first, second = near_pairs(self._bodies, self.place, 2 * box + self._gap_mm)
        axis, apart, of_second = separations(self._bodies, self.place, first, second, self._gap_mm)
        reach = 2 * box * np.abs(axis).sum(-1)
        binding = apart - self._gap_mm < reach
        pairs = Pairs(
            first=first[binding],
            second=second[binding],
            axis=axis[binding],
            need=self._gap_mm - apart[binding],
            of_second=of_second[binding],
        )
        ties = [
            (tie.first, tie.second, tie.axis, float(np.clip(-self._residue(tie), -box / 2, box / 2)))
            for tie in self._freedom.ties
        ]
        room = Room(usable_mm=self._usable_mm, box_mm=box, turns=turns, ties=ties, fixed=self._freedom.fixed)
        return solve_program(self._bodies, self.place, pairs, room)
