"""Several nesting processes at work on tasks, each driven by a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from interlock.errors import Cancelled
from interlock.markers._child import NestingChild

POLL_S = 0.1
# A machine that is busy with other work slows the engine down; only a process far beyond its time hangs.
PATIENCE = 1.5
GRACE_S = 30


@dataclass(frozen=True, kw_only=True)
class Task:
    """A request to a nesting process, and which part of the whole it belongs to."""

    part: int
    seed: int
    seconds: float
    request: dict[str, object]
    spread_mm: float = 0.0


Message = tuple[Task, dict[str, Any]]


class Crew:
    """So many processes; tasks given are taken up in order, and what the processes say comes back in :meth:`heard`."""

    def __init__(self, hands: int) -> None:
        self._tasks: queue.Queue[Task | None] = queue.Queue()
        self._messages: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(max(hands, 1))
        self._hands: list[Future[None]] = [self._pool.submit(self._drive) for _ in range(hands)]
        self._open = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        for _hand in self._hands:
            self._tasks.put(None)
        self._pool.shutdown(wait=True)

    def give(self, task: Task) -> None:
        """Hand out a task."""
        self._open += 1
        self._tasks.put(task)

    @property
    def at_work(self) -> bool:
        """Whether a task has not been answered yet."""
        return self._open > 0

    def heard(self) -> Iterator[Message]:
        """Wait a moment, raise what a process failed with, and yield what the processes have said."""
        done, _ = wait(self._hands, timeout=POLL_S if self._open else 0, return_when="FIRST_EXCEPTION")
        with suppress(queue.Empty):
            while True:
                task, message = self._messages.get_nowait()
                self._open -= message["kind"] != "progress"
                yield task, message
        for hand in done:
            hand.result()

    def _drive(self) -> None:
        with NestingChild() as child:
            while (task := self._tasks.get()) and not self._stopped.is_set():
                with suppress(Cancelled):
                    self._messages.put((task, self._answer(child, task)))

    def _answer(self, child: NestingChild, task: Task) -> dict[str, Any]:
        return child.ask(
            task.request,
            limit_s=PATIENCE * task.seconds + GRACE_S,
            report=lambda message: self._messages.put((task, message)),
            stopped=self._stopped.is_set,
        )
