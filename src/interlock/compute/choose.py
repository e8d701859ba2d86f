"""The places to choose from, and the choice for work in small pieces."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeVar

from interlock.compute.here import Here
from interlock.compute.where import Progress, Stop, Where

In = TypeVar("In")
Out = TypeVar("Out")

# Starting a process and loading a solver costs about as much as this many small pieces of work.
WORTH_A_PROCESS = 24


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def local() -> Where:
    """This process, one item after the other."""
    return Here()


def processes(count: int | None = None, *, most: int | None = None, patient: bool = False) -> Where:
    """`count` processes of this machine (as many as it has cores); they end with each piece of work.

    Items go to them `most` at a time at most: one by one where each is long. Patient ones do not hear Ctrl-C: what they
    do must hear of a stop by itself.
    """
    from interlock.compute.workers import Processes

    return Processes(count or cores(), most, patient)


def ray(address: str | None = None) -> Where:
    """A Ray cluster at `address` ("host:port", or "auto" on one of its nodes); without one, Ray on this machine.

    Every node needs the same version of Interlock. Raises `InterlockError` where Ray is not installed or no cluster
    answers.
    """
    from interlock.compute.cluster import OnRay

    return OnRay(address)


def each(
    function: Callable[[In], Out],
    items: Sequence[In],
    *,
    workers: int | None = None,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> list[Out]:
    """Return ``function`` of every item, in order, here or in processes, whichever the many small items are worth.

    The promise is that of :meth:`Where.each`; ``workers`` is the most processes that may be used.
    """
    count = min(workers or cores(), max(1, len(items) // WORTH_A_PROCESS))
    where = local() if count == 1 else processes(count)
    return where.each(function, items, progress=progress, stop=stop)
