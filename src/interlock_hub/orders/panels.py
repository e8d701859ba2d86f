"""Parts of the order page that rooms above fill in: where the order is in the plan, its lays, its lots.

A room above registers a function of the member and the order that returns a template with its context, or None where it
has nothing to say. The order page asks all of them, in the order in which their rooms registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from interlock_hub.core.hooks import Hooks, panels
from interlock_hub.core.models import Membership
from interlock_hub.orders.models import Order

Panel = Callable[[Membership, Order], tuple[str, dict[str, Any]] | None]
_panels: Hooks[Panel] = Hooks()
register = _panels.add


def panels_of(member: Membership, order: Order) -> Iterator[dict[str, Any]]:
    """Yield the template and context of every panel that has something to say."""
    return panels(_panels, member, order)
