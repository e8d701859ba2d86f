"""Work in this process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from interlock.compute.where import Answered, In, Out, Progress, Stop, stopped


@dataclass(frozen=True)
class Here:
    """This process: one item after the other."""

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
        found = []
        for number, item in enumerate(items, 1):
            if stop and stop():
                raise stopped()
            found.append(function(item))
            if answered:
                answered(number - 1, found[-1])
            if progress:
                progress(number / len(items))
        return found
