"""What owners say of their lines that rooms above want to hear of: planning makes each an event of its plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from interlock_hub.core.hooks import Hooks
from interlock_hub.core.models import Membership
from interlock_hub.network.models import Factory, Line

What = Literal["stands", "runs again"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """A line, or where none is named the whole factory, stands on days; or it does not stand on them after all."""

    what: What
    factory: Factory
    line: Line | None = None
    first_on: date
    last_on: date


Listener = Callable[[Membership, Change], None]
_listeners: Hooks[Listener] = Hooks()
# A listener is called in the same transaction as each change.
listen = _listeners.add


def tell(by: Membership, change: Change) -> None:
    """Tell all who listen."""
    for listener in _listeners:
        listener(by, change)
