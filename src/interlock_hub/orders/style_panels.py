"""Parts of the style page that rooms above fill in: its pattern files, for one.

A room above registers a function of the member and the style that returns a template with its context, or None where it
has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from interlock_hub.core.hooks import Hooks, panels
from interlock_hub.core.models import Membership
from interlock_hub.orders.models import Style

Panel = Callable[[Membership, Style], tuple[str, dict[str, Any]] | None]
_panels: Hooks[Panel] = Hooks()
register = _panels.add


def panels_of(member: Membership, style: Style) -> Iterator[dict[str, Any]]:
    """Yield the template and context of every panel that has something to say."""
    return panels(_panels, member, style)
