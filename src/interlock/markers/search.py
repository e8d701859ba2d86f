"""The anytime search: a layout within a second, better ones as time goes by, and what was found is never lost."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from interlock.errors import BrokenLaw, Cancelled, InterlockError, InvalidModel
from interlock.markers._columns import columns_of
from interlock.markers._crew import Crew, Task
from interlock.markers._layout import failure, request_for
from interlock.markers._plan import Nest, nests_of
from interlock.markers._pool import Pool
from interlock.markers.cache import MarkerCache
from interlock.markers.check import audit
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker
from interlock.markers.words import WORDS

Better = Callable[[Marker, float], None]
Progress = Callable[[float, Marker | None], None]
Stop = Callable[[], bool]

# Layouts come thick and fast in the first moments; so much of the time since the start passes between two that are
# judged and told.
TELL_SHARE = 0.05
TELL_LEAST_S = 0.2
# Layouts that are no marker before they are compacted get a program of their own so often meanwhile.
POLISH_SHARE = 0.3
MOST_MEANWHILE = 3
# Once there is a marker, processes that have not ended so much after their time, on a busy machine, are not waited for.
PATIENCE_S = 5.0
PATIENCE_SHARE = 0.25


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

    ``known`` (else the cache's marker of this problem) is where the search starts, unless it breaks a rule. ``workers``
    processes (one per core) search with seeds ``seed``, ``seed + 1``, ... Each better marker is audited, kept in the
    cache and given to ``better`` with the seconds since the start as it comes, so that a run that is killed loses
    nothing; the first, columns that are there at once, is told but not kept. ``progress`` is called several times a
    second with the share of the time gone and the best marker; when ``stop`` returns true, the search ends with the
    best so far.

    Raises :class:`InvalidModel` for a senseless time or fixed pieces that overlap, :class:`Cancelled` when stopped
    before the first layout, :class:`BrokenLaw` when no layout keeps the rules, and
    :class:`~interlock.errors.InterlockError` when nesting fails, naming the pieces.
    """
    if not isinstance(seconds, int) or seconds < 1:
        raise InvalidModel([WORDS.told("seconds", found=repr(seconds))])
    _check_fixed(problem)
    kept = _sound(problem, known) or _sound(problem, cache.get(problem) if cache else None)
    board = _Board(problem, kept, seconds=seconds, cache=cache, better=better, progress=progress, stop=stop)
    hands = workers or _cores()
    pool = Pool(problem, seconds, hands, kept)
    if kept is None:
        _lay_columns(board, pool, seed)
    first = board.best
    try:
        _search(board, pool, hands, seed)
    except InterlockError:
        # A process that dies in the middle takes nothing away from what was found before.
        if board.best is first:
            raise
    board.tell(pool, now=True)
    return board.answer(pool)


def _lay_columns(board: _Board, pool: Pool, seed: int) -> None:
    """Tell a layout at once, before any process has started. It is not kept: whoever nests next would rather nest."""
    if board.stop and board.stop():
        return
    if pool.polish_meanwhile:
        pool.lay_matched(seed)
    else:
        for number, block in enumerate(pool.blocks):
            pool.take(number, columns_of(block.problem, seed), seed)
    board.tell(pool, keep=False)


def _search(board: _Board, pool: Pool, hands: int, seed: int) -> None:
    """Nest, then compact whole markers where the rules or blocks ask for it."""
    with Crew(hands) as crew:
        nests = nests_of(pool.blocks, seconds=board.seconds, hands=hands, polish=pool.polish_at_end)
        _nest(board, pool, crew, nests, hands=hands, seed=seed)
        if pool.polish_at_end and pool.is_whole and not board.stopped:
            _polish(board, pool, crew, hands, most_s=max(board.left_s, 1.0))


def _nest(board: _Board, pool: Pool, crew: Crew, nests: Sequence[Nest], *, hands: int, seed: int) -> None:
    """Nest all blocks; where a layout is no marker yet, one more process compacts the best from time to time.

    Nests that begin together end together, whatever it took to start their processes.
    """
    for number, nest in enumerate(nests):
        request = request_for(nest.problem, seconds=nest.seconds, seed=seed + number, spread_mm=nest.spread_mm)
        request["threads"] = nest.threads
        if len(nests) <= hands:
            request["ends_at"] = time.time() + nest.seconds - board.since_s
        task = Task(
            part=nest.block, seed=seed + number, seconds=nest.seconds, request=request, spread_mm=nest.spread_mm
        )
        crew.give(task)
    polished_s = 0.0
    known = pool.known_request()
    with Crew(int(pool.polish_meanwhile or known is not None)) as polisher:
        if known:
            polisher.give(Task(part=known[0], seed=0, seconds=board.seconds, request=known[1]))
        while crew.at_work and not board.stopped and not board.overdue:
            _hear(pool, crew)
            if pool.polish_meanwhile and not polisher.at_work and board.since_s >= polished_s * (1 + POLISH_SHARE):
                for section, request in pool.polish_requests(most=MOST_MEANWHILE, seconds=2):
                    polisher.give(Task(part=section, seed=0, seconds=board.seconds, request=request))
                polished_s = board.since_s if polisher.at_work else 0.0
            _hear(pool, polisher)
            board.tell(pool)


def _polish(board: _Board, pool: Pool, crew: Crew, hands: int, *, most_s: float) -> None:
    """Compact the best layouts, a share for each process."""
    for section, request in pool.polish_requests(most=None, seconds=most_s, shares=hands):
        crew.give(Task(part=section, seed=0, seconds=board.seconds, request=request))
    while crew.at_work and not board.stopped and not board.overdue:
        _hear(pool, crew)
        board.tell(pool)


def _hear(pool: Pool, crew: Crew) -> None:
    for task, message in crew.heard():
        if message["kind"] == "failed":
            raise failure(pool.blocks[task.part].problem, message, task.seed)
        if task.request.get("task") == "polish":
            pool.take_polished(task.part, task.request, message)
        elif "placed" in message:
            pool.take(task.part, message["placed"], task.seed, task.spread_mm)


@dataclass
class _Board:
    """The best so far, whom to tell, and the clock."""

    problem: MarkerProblem
    best: Marker | None
    seconds: int
    cache: MarkerCache | None
    better: Better | None
    progress: Progress | None
    stop: Stop | None
    started: float = field(default_factory=time.monotonic)
    stopped: bool = False
    _told_s: float = 0.0
    _breaches: list[str] = field(default_factory=list)

    @property
    def since_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    @property
    def left_s(self) -> float:
        """Seconds of the time given that are left; negative when it is over."""
        return self.seconds - self.since_s

    @property
    def overdue(self) -> bool:
        """Whether the time is long over and there is a marker."""
        return self.best is not None and self.left_s < -max(PATIENCE_S, PATIENCE_SHARE * self.seconds)

    def tell(self, pool: Pool, *, now: bool = False, keep: bool = True) -> None:
        """Take the pool's best, if it is time, it is better and it keeps every rule; ask whether to stop."""
        if self.progress:
            self.progress(min(self.since_s / self.seconds, 1.0), self.best)
        self.stopped = self.stopped or bool(self.stop and self.stop())
        waits = self.best is not None and not now
        if waits and self.since_s < self._told_s + max(TELL_LEAST_S, TELL_SHARE * self.since_s):
            return
        marker = pool.best(shorter_than=self.best)
        self._told_s = self.since_s
        if marker is None:
            return
        self._breaches = audit(self.problem, marker)
        if not self._breaches:
            self.best = self.cache.put(self.problem, marker) if self.cache and keep else marker
            if self.better:
                self.better(marker, self.since_s)

    def answer(self, pool: Pool) -> Marker:
        """Return the best; raise where there is none."""
        if self.best is None and self._breaches:
            raise BrokenLaw(WORDS.told("the_marker"), self._breaches)
        if self.best is None and not self.stopped:
            raise InterlockError(WORDS.told("no_layout"))
        if self.best is None:
            raise Cancelled(WORDS.told("stopped"))
        return self.best


def _sound(problem: MarkerProblem, marker: Marker | None) -> Marker | None:
    return marker if marker and not audit(problem, marker) else None


def _check_fixed(problem: MarkerProblem) -> None:
    """Fixed copies that overlap each other leave no marker."""
    if not problem.fixed:
        return
    from interlock.markers.check import overlaps

    wrong = [WORDS.told("fixed_overlap", breach=breach) for breach in overlaps(problem, problem.fixed)]
    if wrong:
        raise InvalidModel(wrong)


def _cores() -> int:
    from interlock.compute.choose import cores

    return cores()
