"""How a long piece of work tells where it is and is asked to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from interlock.errors import Cancelled
from interlock.stages.words import ERRORS

Stage = Literal["calibrate", "paths", "cut", "buy", "allocate", "lay", "sew", "finish", "nest", "explain", "judge"]

# Shares of the whole time that the stages take on a sample of usual size; only the progress shown rests on them.
_WEIGHTS: dict[Stage, float] = {
    "calibrate": 0.2, "paths": 0.01, "cut": 0.2, "buy": 0.03, "allocate": 0.14, "lay": 0.03, "sew": 0.08,
    "finish": 0.01, "nest": 0.24, "explain": 0.03, "judge": 0.03,
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Where the work is: its stage, and the share of all work done so far.

    Once lots have places: what sewing them, hauling them and being late costs so far, and by what share at most that is
    above the least possible.
    """

    stage: Stage
    share: float
    cost_fen: float | None = None
    gap: float | None = None


@dataclass
class Track:
    """Passes progress on and carries the wish to stop; measures each stage's seconds on the way.

    ``hurry`` is a wish to have what there is soon: it counts once a plan is in sight, ``stop`` no more from then on.
    """

    progress: Callable[[Step], None] | None = None
    stop: Callable[[], bool] | None = None
    hurry: Callable[[], bool] | None = None
    seconds: dict[Stage, float] = field(default_factory=dict)
    _entered: tuple[Stage, float] | None = None
    _figures: tuple[float, float] | tuple[None, None] = (None, None)
    _since: float = 0.0
    _first: float | None = None
    _told: float = 0.0

    def enter(self, stage: Stage) -> None:
        """Begin a stage; raises :class:`~interlock.errors.Cancelled` when the user wants to stop."""
        self.leave()
        if self.stop and self.stop():
            raise Cancelled(ERRORS.told("stopped"))
        self._entered = (stage, time.perf_counter())
        self.within(0.0)

    def in_sight(self) -> Callable[[], bool] | None:
        """Note that what follows gives a plan however short it is; return what ends its searches with their best."""
        if self.hurry is None:
            return self.stop
        self.stop = None
        return self.hurry

    def within(self, share: float) -> None:
        """Tell how much of the present stage is done."""
        if self.progress and self._entered:
            stage = self._entered[0]
            before = sum(
                weight for name, weight in _WEIGHTS.items() if list(_WEIGHTS).index(name) < list(_WEIGHTS).index(stage)
            )
            done = before + _WEIGHTS[stage] * min(1.0, share)
            if self._first is None:
                self._first = done
            # A later round has what the earlier ones left of the whole, so that progress never goes back.
            self._told = self._since + (1.0 - self._since) * (done - self._first) / (1.0 - self._first)
            self.progress(Step(stage, self._told, *self._figures))

    def again(self) -> None:
        """Begin a further round of stages, from an earlier one on."""
        self._since, self._first = self._told, None

    def share(self, share: float, _: str = "") -> None:
        """Take progress from a room that also tells it in words."""
        self.within(share)

    def found(self, cost_fen: float, bound_fen: float) -> None:
        """Take what the best allocation so far costs and its bound; told with the next step."""
        self._figures = cost_fen, max(cost_fen / bound_fen - 1.0, 0.0) if bound_fen > 0 else 0.0

    def leave(self) -> None:
        """End the present stage."""
        if self._entered:
            stage, since = self._entered
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - since
            self._entered = None
