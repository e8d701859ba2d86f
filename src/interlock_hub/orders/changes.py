"""Changes of orders that rooms above want to hear of: planning makes each an event of its plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from interlock_hub.core.hooks import Hooks
from interlock_hub.core.models import Membership
from interlock_hub.orders.models import Order

What = Literal["added", "cancelled", "rushed", "resized"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happened to an order: it was added (confirmed or taken in), cancelled, or is due or wanted otherwise."""

    what: What
    order: Order
    due_before: date | None = None


Listener = Callable[[Membership | None, Change], None]
_listeners: Hooks[Listener] = Hooks()
# A listener is called in the same transaction as each change.
listen = _listeners.add


def tell(by: Membership | None, change: Change) -> None:
    """Tell all who listen."""
    for listener in _listeners:
        listener(by, change)
