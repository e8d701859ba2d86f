"""Work on a Ray cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from interlock.compute.where import POLL_S, RETRIES, Answered, In, Out, Progress, Stop, stopped
from interlock.errors import InterlockError
from interlock.words import Words

SAYS = Words(
    missing=(
        'Ray is not installed; it is an extra: pip install "interlock[ray]"',
        '没有安装 Ray，它是可选组件：pip install "interlock[ray]"',
    ),
    lost=(
        "Ray: item {number} was lost with its worker {times} times ({why}); look at the cluster's memory and nodes "
        "(ray status).",
        "Ray：第 {number} 项工作随其进程丢失 {times} 次（{why}），请检查集群的内存与节点（ray status）。",
    ),
    silent=("Ray: no cluster answers at {place} ({why}).", "Ray：{place} 没有集群应答（{why}）。"),
    here=("this machine", "本机"),
)


class OnRay:
    """One Ray task for each item. Tasks lost with their worker or node run again, elsewhere if need be."""

    def __init__(self, address: str | None) -> None:
        self.address = address
        self._ray = _connected(address)

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
        work = _Tasks(self._ray, function, items, answered)
        try:
            while work.running:
                if stop and stop():
                    raise stopped()
                if work.collect() and progress:
                    progress(len(work.done) / len(items))
        finally:
            work.cancel()
        return [work.done[i] for i in range(len(items))]


class _Tasks:
    """The tasks that run, by their reference, and the answers there are so far."""

    def __init__(
        self, ray: Any, function: Callable[[Any], Any], items: Sequence[Any], answered: Answered | None
    ) -> None:
        self.ray, self.function, self.items, self.answered = ray, function, items, answered
        # Ray itself starts a task again whose worker or node has died; an error of the function is never tried again.
        self.remote = ray.remote(max_retries=RETRIES, retry_exceptions=False, num_cpus=1)(_one)
        self.lost = [0] * len(items)
        self.done: dict[int, Any] = {}
        self.running = {self.remote.remote(function, item): i for i, item in enumerate(items)}

    def collect(self) -> int:
        """Wait a moment; take in the answers that have come, and return how many."""
        ended, _ = self.ray.wait(list(self.running), timeout=POLL_S)
        for reference in ended:
            number = self.running.pop(reference)
            self._take(number, reference)
        return len(ended)

    def _take(self, number: int, reference: Any) -> None:
        errors = self.ray.exceptions
        try:
            self.done[number] = self.ray.get(reference)
            if self.answered:
                self.answered(number, self.done[number])
        except errors.RayTaskError as error:
            raise error.cause from None
        # The answer itself may be lost with the node that kept it, and tasks may die more often than Ray repeats them.
        except errors.RayError as error:
            self._again(number, error)

    def _again(self, number: int, error: Exception) -> None:
        self.lost[number] += 1
        if self.lost[number] > RETRIES:
            told = SAYS.told("lost", number=number, times=self.lost[number], why=type(error).__name__)
            raise InterlockError(told) from error
        self.running[self.remote.remote(self.function, self.items[number])] = number

    def cancel(self) -> None:
        for reference in self.running:
            self.ray.cancel(reference, force=True)
        self.running = {}


def _one(function: Callable[[In], Out], item: In) -> Out:
    return function(item)


def _connected(address: str | None) -> Any:
    """The library, connected; a connection that the caller has made before is used as it is."""
    # No usage reports leave the factory.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise InterlockError(SAYS.told("missing")) from error
    if not ray.is_initialized():
        try:
            ray.init(address=address or "local", include_dashboard=None if address else False, log_to_driver=False)
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise InterlockError(SAYS.told("silent", place=address or SAYS.told("here"), why=error)) from error
    return ray
