"""How a lower room lets higher ones take part without knowing them: functions registered when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


class Hooks(Generic[F]):
    """Functions in the order in which they were added, each of them once."""

    def __init__(self) -> None:
        self._added: list[F] = []

    def add(self, function: F) -> F:
        """Add a function; the same one again changes nothing."""
        if function not in self._added:
            self._added.append(function)
        return function

    def __iter__(self) -> Iterator[F]:
        return iter(self._added)


def panels(hooks: Hooks[Any], *asked: Any) -> Iterator[dict[str, Any]]:
    """Yield template and context of every panel that has something to say; the others return None."""
    for panel in hooks:
        found = panel(*asked)
        if found is not None:
            yield {"template": found[0], "context": found[1]}
