"""Work in processes of this machine."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Generic

from interlock.compute.where import POLL_S, RETRIES, Answered, In, Out, Progress, Stop, stopped
from interlock.errors import InterlockError
from interlock.words import Words

CHUNKS_PER_WORKER = 8
SAYS = Words(
    none=("processes: {found} asked for; at least one is needed.", "进程：要求 {found} 个，至少需要一个。"),
    died=(
        "processes: a worker died {times} times before it was done (most often the machine has too little memory); "
        "use fewer processes or smaller zones.",
        "进程：工作进程未完成就退出 {times} 次（多半是内存不足），请减少进程数或缩小分区。",
    ),
)


@dataclass(frozen=True)
class Processes:
    """Fresh processes for every piece of work; when one dies, what was not done is done again in new ones.

    Items go to them ``most`` at a time at most: one by one where each is long. Patient ones do not hear Ctrl-C, which a
    terminal sends to all processes: what they do must hear of a stop by itself.
    """

    count: int
    most: int | None = None
    patient: bool = False

    def __post_init__(self) -> None:
        if self.count < 1:
            raise InterlockError(SAYS.told("none", found=self.count))

    def each(
        self,
        function: Callable[[In], Out],
        items: Sequence[In],
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
        answered: Answered | None = None,
    ) -> list[Out]:
        """See :class:`~interlock.compute.Where`."""
        size = max(1, min(len(items) // (self.count * CHUNKS_PER_WORKER), self.most or len(items)))
        chunks = [items[at : at + size] for at in range(0, len(items), size)]
        work = _Work(function, chunks, progress, stop, answered)
        for _ in range(1 + RETRIES):
            if work.run(self.count, patient=self.patient):
                return work.answers()
        raise InterlockError(SAYS.told("died", times=1 + RETRIES))


class _Work(Generic[In, Out]):
    """Chunks of items, with the answers there are so far."""

    def __init__(
        self,
        function: Callable[[In], Out],
        chunks: list[Sequence[In]],
        progress: Progress | None,
        stop: Stop | None,
        answered: Answered | None,
    ) -> None:
        self.function, self.chunks, self.progress, self.stop = function, chunks, progress, stop
        self.answered = answered
        self.done: dict[int, list[Out]] = {}

    def run(self, count: int, *, patient: bool) -> bool:
        """Do what is missing in a fresh pool; false when a process died on the way."""
        missing = [i for i in range(len(self.chunks)) if i not in self.done]
        if not missing:
            return True
        with ProcessPoolExecutor(min(count, len(missing)), mp_context=get_context("spawn")) as pool:
            try:
                with _deaf_children() if patient else nullcontext():
                    chunk_of = {pool.submit(_chunk, self.function, self.chunks[i]): i for i in missing}
                self._collect(chunk_of)
            except BrokenProcessPool:
                return False
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        return True

    def _collect(self, chunk_of: dict[Future[list[Out]], int]) -> None:
        waiting = set(chunk_of)
        while waiting:
            ended, waiting = wait(waiting, timeout=POLL_S, return_when=FIRST_COMPLETED)
            # Answers first: they are kept even where another chunk's process has died.
            for future in sorted(ended, key=lambda one: isinstance(one.exception(), BrokenProcessPool)):
                self._take(chunk_of[future], future.result())
            if self.stop and self.stop():
                raise stopped()
            if self.progress and ended:
                self.progress(len(self.done) / len(self.chunks))

    def _take(self, chunk: int, outs: list[Out]) -> None:
        self.done[chunk] = outs
        if self.answered:
            for number, out in enumerate(outs, sum(map(len, self.chunks[:chunk]))):
                self.answered(number, out)

    def answers(self) -> list[Out]:
        return [out for i in range(len(self.chunks)) for out in self.done[i]]


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Processes started inside never hear Ctrl-C; their parent hears one that comes meanwhile a moment later."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _chunk(function: Callable[[In], Out], items: Sequence[In]) -> list[Out]:
    return [function(item) for item in items]
