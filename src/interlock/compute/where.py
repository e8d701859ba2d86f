"""What every place where work runs promises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from interlock.errors import Cancelled, Told

In = TypeVar("In")
Out = TypeVar("Out")
Progress = Callable[[float], None]
Stop = Callable[[], bool]
# Hears an item's number and its answer.
Answered = Callable[[int, Any], None]

POLL_S = 0.2
# How often work is started again that was lost with its worker.
RETRIES = 2


class Where(Protocol):
    """A place where work runs."""

    def each(
        self,
        function: Callable[[In], Out],
        items: Sequence[In],
        *,
        progress: Progress | None = None,
        stop: Stop | None = None,
        answered: Answered | None = None,
    ) -> list[Out]:
        """Return ``function`` of every item, in order; the answer does not depend on where the work ran.

        ``function`` must be importable and items picklable. ``progress`` is told the share done, and ``answered`` every
        item's number and answer as they come, in any order. A lost worker's items are done again. Raises
        :class:`~interlock.errors.Cancelled` soon after ``stop`` says so, whatever ``function`` raises, and
        :class:`~interlock.errors.InterlockError` where workers are lost again and again.
        """
        ...


def stopped() -> Cancelled:
    """The error of work that the caller has stopped."""
    return Cancelled(Told("stopped before the work was done; nothing was written", "应要求中途停止，未写入任何文件"))
