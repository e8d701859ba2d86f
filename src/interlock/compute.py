"""Where work runs: in this process, or in processes of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import TypeVar

from interlock.errors import Cancelled

In = TypeVar("In")
Out = TypeVar("Out")
Progress = Callable[[float], None]
Stop = Callable[[], bool]

# Starting a process and loading a solver costs about as much as this many small pieces of work.
WORTH_A_PROCESS = 24
CHUNKS_PER_WORKER = 8
POLL_S = 0.2


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def each(
    function: Callable[[In], Out],
    items: Sequence[In],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Out]:
    """Return ``function`` of every item, in order; the answer does not depend on where the work ran.

    ``function`` must be importable and items picklable. ``progress`` is told the share done. Raises
    :class:`~interlock.errors.Cancelled` soon after ``stop`` says so, and whatever ``function`` raises.
    """
    workers = min(workers or cores(), max(1, len(items) // WORTH_A_PROCESS))
    if workers == 1:
        return _here(function, items, progress, stop)
    size = max(1, len(items) // (workers * CHUNKS_PER_WORKER))
    chunks = [items[at : at + size] for at in range(0, len(items), size)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_chunk, function, chunk) for chunk in chunks]
        waiting = set(futures)
        while waiting:
            done, waiting = wait(waiting, timeout=POLL_S, return_when=FIRST_COMPLETED)
            failed = next((f for f in done if f.exception()), None)
            if failed or (stop and stop()):
                pool.shutdown(wait=True, cancel_futures=True)
                if failed:
                    failed.result()
                raise Cancelled("stopped before the work was done; nothing was written")
            if progress:
                progress(1 - len(waiting) / len(futures))
        return [out for future in futures for out in future.result()]


def _here(
    function: Callable[[In], Out], items: Sequence[In], progress: Progress | None, stop: Stop | None
) -> list[Out]:
    found = []
    for number, item in enumerate(items, 1):
        if stop and stop():
            raise Cancelled("stopped before the work was done; nothing was written")
        found.append(function(item))
        if progress:
            progress(number / len(items))
    return found


def _chunk(function: Callable[[In], Out], items: Sequence[In]) -> list[Out]:
    return [function(item) for item in items]
