"""The anytime search: a layout within a second, better ones as time goes by, and what was found is never lost."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from interlock.errors import BrokenLaw, Cancelled, InvalidModel
from interlock.markers._crew import Crew, Task
from interlock.markers._layout import marker_from, request_for
from interlock.markers.cache import MarkerCache
from interlock.markers.check import audit
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker
from interlock.markers.solve import failure
from interlock.markers.words import WORDS

Better = Callable[[Marker, float], None]
Progress = Callable[[float, Marker | None], None]
Stop = Callable[[], bool]

# Layouts come thick and fast in the first moments; so much of the time since the start passes between two that are
# judged and told.
TELL_SHARE = 0.05
TELL_LEAST_S = 0.2


def improve(
    problem: MarkerProblem,
    known: Marker | None = None,
    *,
    seconds: int,
    workers: int | None = None,
    seed: int = 0,
    cache: MarkerCache | None = None,
    better: Better | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Marker:
    """Search for ``seconds`` seconds and return the shortest marker found, or ``known`` where none is shorter.

    ``known`` (else the cache's marker of this problem) is where the search starts; ``workers`` processes (one per core)
    search with seeds ``seed``, ``seed + 1``, ... Each better marker is audited, kept in the cache and given to
    ``better`` with the seconds since the start as it comes, so that a run that is killed loses nothing. ``progress`` is
    called several times a second with the share of the time gone and the best marker; when ``stop`` returns true, the
    search ends with the best so far.

    Raises :class:`InvalidModel` for a senseless time, :class:`Cancelled` when stopped before the first layout,
    :class:`BrokenLaw` when no layout keeps the rules, and :class:`~interlock.errors.InterlockError` when nesting fails,
    naming the pieces.
    """
    if not isinstance(seconds, int) or seconds < 1:
        raise InvalidModel([WORDS.told("seconds", found=repr(seconds))])
    kept = known or (cache.get(problem) if cache else None)
    board = _Board(problem, kept, cache=cache, better=better)
    hands = workers or _cores()
    with Crew(hands) as crew:
        for number in range(hands):
            request = request_for(problem, seconds=seconds, seed=seed + number)
            crew.give(Task(part=0, seed=seed + number, seconds=seconds, request=request))
        while crew.at_work:
            for task, message in crew.heard():
                board.take(task, message, seconds)
            board.tell()
            if progress:
                progress(min(board.since_s / seconds, 1.0), board.best)
            if stop and stop():
                break
    board.tell(now=True)
    return board.answer()


@dataclass
class _Board:
    """The best so far, what came since, and whom to tell."""

    problem: MarkerProblem
    best: Marker | None
    cache: MarkerCache | None
    better: Better | None
    started: float = field(default_factory=time.monotonic)
    _waiting: list[Marker] = field(default_factory=list)
    _told_s: float = 0.0
    _breaches: list[str] = field(default_factory=list)

    @property
    def since_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def take(self, task: Task, message: dict[str, Any], seconds: int) -> None:
        """Take in a report or an answer of a process."""
        if message["kind"] == "failed":
            raise failure(self.problem, message, task.seed)
        if "placed" in message:
            marker = marker_from(self.problem, message["placed"], seconds=seconds, seed=task.seed)
            self._waiting.append(marker)

    def tell(self, *, now: bool = False) -> None:
        """Judge what came, shortest first, and keep the first that keeps every rule, if it is the best so far."""
        waits = self.best is not None and not now
        if waits and self.since_s < self._told_s + max(TELL_LEAST_S, TELL_SHARE * self.since_s):
            return
        for marker in sorted(self._waiting, key=lambda marker: marker.length_mm):
            if self.best is not None and marker.length_mm >= self.best.length_mm:
                break
            self._breaches = audit(self.problem, marker)
            if not self._breaches:
                self._keep(marker)
                break
        self._waiting.clear()
        self._told_s = self.since_s

    def _keep(self, marker: Marker) -> None:
        self.best = self.cache.put(self.problem, marker) if self.cache else marker
        if self.better:
            self.better(marker, self.since_s)

    def answer(self) -> Marker:
        """Return the best; raise where there is none."""
        if self.best is None and self._breaches:
            raise BrokenLaw("the marker", self._breaches)
        if self.best is None:
            raise Cancelled(WORDS.told("stopped"))
        return self.best


def _cores() -> int:
    from interlock.compute.choose import cores

    return cores()
