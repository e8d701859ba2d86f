"""Nest pieces on fabric: the engine ``sparrow`` in processes of its own, and a cache that remembers its markers.

sparrow: J. Gardeyn, G. Vanden Berghe, T. Wauters, "An open-source heuristic to reboot 2D nesting research" (2025).
"""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import TypeVar

from interlock.errors import Cancelled, InvalidModel
from interlock.markers._blocks import blocks_of
from interlock.markers._child import NestingChild
from interlock.markers._keys import problem_key
from interlock.markers._layout import failure, marker_from, request_for
from interlock.markers._polish import needs_polish
from interlock.markers.cache import MarkerCache
from interlock.markers.problem import MarkerProblem
from interlock.markers.search import improve
from interlock.markers.solution import Marker
from interlock.markers.words import WORDS

Progress = Callable[[float, str], None]
Stop = Callable[[], bool]
T = TypeVar("T")

POLL_S = 0.1
# A machine that is busy with other work slows the engine down; only a process far beyond its time hangs.
PATIENCE = 1.5
GRACE_S = 30


def nest(
    problem: MarkerProblem,
    *,
    seconds: int,
    seed: int = 0,
    starts: int = 1,
    progress: Progress | None = None,
    stop: Stop | None = None,
    cache: MarkerCache | None = None,
) -> Marker:
    """Return a short marker for the problem, nested for ``seconds`` seconds on one core.

    ``starts`` nests run side by side, one core each, with seeds ``seed``, ``seed + 1``, ...; the shortest is returned.
    ``progress`` is called with the share done (0 to 1) and the best figures so far; when ``stop`` returns true the nest
    is ended and :class:`Cancelled` raised. With a ``cache``, a known marker is returned at once and a new one kept: the
    engine's own clock makes two nests differ, so only a cached marker repeats.

    Raises :class:`InvalidModel` for a senseless time and :class:`InterlockError` when nesting fails, naming the pieces.
    """
    if starts < 1:
        raise InvalidModel([WORDS.told("starts", found=starts)])
    if not is_plain(problem):
        return _searched(
            [problem], seconds=seconds, workers=starts, seed=seed, cache=cache, progress=progress, stop=stop
        )[0]
    jobs = [_Job(problem, problem_key(problem), seconds, seed + number) for number in range(starts)]
    return _nested(jobs, workers=starts, cache=cache, progress=progress, stop=stop)[jobs[0].key]


def nest_many(
    problems: Sequence[MarkerProblem],
    *,
    seconds: int,
    workers: int | None = None,
    seed: int = 0,
    cache: MarkerCache | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Marker]:
    """Return a marker for every problem, in order, each nested for ``seconds`` seconds on one core.

    ``workers`` processes (one per core by default) share the work; equal problems are nested once. Everything else as
    in :func:`nest`.
    """
    by_key = {problem_key(problem): problem for problem in problems}
    plain = {key: problem for key, problem in by_key.items() if is_plain(problem)}
    others = {key: problem for key, problem in by_key.items() if key not in plain}
    jobs = [_Job(problem, key, seconds, seed) for key, problem in plain.items()]
    hands = workers or os.cpu_count() or 1
    share = len(plain) / max(len(by_key), 1)
    first, rest = _part_of(progress, 0.0, share), _part_of(progress, share, 1.0)
    markers = _nested(jobs, workers=hands, cache=cache, progress=first, stop=stop)
    some = [*others.values()]
    found = _searched(some, seconds=seconds, workers=hands, seed=seed, cache=cache, progress=rest, stop=stop)
    markers |= dict(zip(others, found, strict=True))
    return [markers[problem_key(problem)] for problem in problems]


def _part_of(progress: Progress | None, start: float, end: float) -> Progress | None:
    """Return a progress whose 0 to 1 are a part of the caller's."""
    return progress and (lambda share, text: progress(start + (end - start) * share, text))


def is_plain(problem: MarkerProblem) -> bool:
    """Tell whether the engine by itself keeps every rule of a problem, in one nest."""
    return not needs_polish(problem) and len(blocks_of(problem)) == len(blocks_of(problem)[0].copies) == 1


def _searched(
    problems: Sequence[MarkerProblem],
    *,
    seconds: int,
    workers: int,
    seed: int,
    cache: MarkerCache | None,
    progress: Progress | None,
    stop: Stop | None,
) -> list[Marker]:
    """Search for the markers of problems that are not plain, one after the other."""
    markers = []
    for number, problem in enumerate(problems):
        if cache and (known := cache.get(problem)):
            markers.append(known)
            continue

        def told(share: float, marker: Marker | None, number: int = number) -> None:
            if progress:
                text = f"{marker.length_mm / 1000:.3f} m · {100 * marker.utilisation:.1f} %" if marker else ""
                progress(min((number + share) / len(problems), 0.99), text)

        marker = improve(problem, seconds=seconds, workers=workers, seed=seed, progress=told, stop=stop)
        if stop and stop():
            raise Cancelled(WORDS.told("stopped_at_work"))
        markers.append(cache.put(problem, marker) if cache else marker)
    return markers


@dataclass(frozen=True)
class _Job:
    problem: MarkerProblem
    key: str
    seconds: int
    seed: int

    def __post_init__(self) -> None:
        if not isinstance(self.seconds, int) or self.seconds < 1:
            raise InvalidModel([WORDS.told("seconds", found=repr(self.seconds))])


@dataclass(frozen=True)
class _Report:
    problem: MarkerProblem
    length_mm: float


@dataclass
class _Floor:
    """What the threads that drive the processes share with the caller's thread."""

    jobs: queue.SimpleQueue[_Job] = field(default_factory=queue.SimpleQueue)
    reports: queue.SimpleQueue[_Report] = field(default_factory=queue.SimpleQueue)
    nests: queue.SimpleQueue[tuple[_Job, Marker]] = field(default_factory=queue.SimpleQueue)
    stopped: threading.Event = field(default_factory=threading.Event)


def _nested(
    jobs: Sequence[_Job], *, workers: int, cache: MarkerCache | None, progress: Progress | None, stop: Stop | None
) -> dict[str, Marker]:
    """Return the best marker of every key; a marker is cached as soon as all nests of its problem are there."""
    markers = {job.key: marker for job in jobs if cache and (marker := cache.get(job.problem))}
    missing = [job for job in jobs if job.key not in markers]
    waiting = Counter(job.key for job in missing)
    for job, marker in _run(missing, workers, progress, stop):
        known = markers.get(job.key)
        best = marker if known is None or marker.length_mm < known.length_mm else known
        waiting[job.key] -= 1
        markers[job.key] = cache.put(job.problem, best) if cache and not waiting[job.key] else best
    return markers


def _run(
    jobs: Sequence[_Job], workers: int, progress: Progress | None, stop: Stop | None
) -> Iterator[tuple[_Job, Marker]]:
    """Nest all jobs in a pool of processes; the caller's functions are called in the caller's thread."""
    if not jobs:
        return
    floor = _Floor()
    for job in jobs:
        floor.jobs.put(job)
    hands = min(max(workers, 1), len(jobs))
    board = _Board(jobs, hands, progress)
    with ThreadPoolExecutor(hands) as pool, ExitStack() as leaving:
        leaving.callback(floor.stopped.set)
        futures = [pool.submit(_drive, floor) for _ in range(hands)]
        working = True
        while working:
            working = _at_work(futures)
            yield from _taken(floor.nests)
            if working and stop and stop():
                raise Cancelled(WORDS.told("stopped_at_work"))
            board.show(_taken(floor.reports))


def _at_work(futures: Sequence[Future[None]]) -> bool:
    """Wait a moment; raise the first failure; tell whether any process still works."""
    done, running = wait(futures, timeout=POLL_S, return_when="FIRST_EXCEPTION")
    for future in done:
        future.result()
    return bool(running)


def _drive(floor: _Floor) -> None:
    """Take jobs until none is left, all in one process."""
    with NestingChild() as child:
        for job in _taken(floor.jobs):
            floor.nests.put((job, _nest_in(child, job, floor)))


def _taken(box: queue.SimpleQueue[T]) -> Iterator[T]:
    """Take what lies in a box that others may take from at the same time."""
    with suppress(queue.Empty):
        while True:
            yield box.get_nowait()


def _nest_in(child: NestingChild, job: _Job, floor: _Floor) -> Marker:
    message = child.ask(
        request_for(job.problem, seconds=job.seconds, seed=job.seed),
        limit_s=PATIENCE * job.seconds + GRACE_S,
        report=lambda message: floor.reports.put(_Report(job.problem, message["length_mm"])),
        stopped=floor.stopped.is_set,
    )
    if message["kind"] == "failed":
        raise failure(job.problem, message, job.seed)
    return marker_from(job.problem, message["placed"], seconds=job.seconds, seed=job.seed)


class _Board:
    """Turns reports into the caller's progress: time passed over time given, and the best figures of the latest job."""

    def __init__(self, jobs: Sequence[_Job], hands: int, progress: Progress | None) -> None:
        self._progress = progress
        self._budget_s = max(sum(job.seconds for job in jobs) / hands, max(job.seconds for job in jobs))
        self._started = time.monotonic()
        self._text = ""

    def show(self, reports: Iterable[_Report]) -> None:
        """Take in the reports that have come and call the caller's progress once."""
        for report in reports:
            utilisation = report.problem.area_mm2 / (report.length_mm * report.problem.rules.width_mm)
            self._text = f"{report.length_mm / 1000:.3f} m · {100 * utilisation:.1f} %"
        if self._progress:
            share = min((time.monotonic() - self._started) / self._budget_s, 0.99)
            self._progress(share, self._text)
