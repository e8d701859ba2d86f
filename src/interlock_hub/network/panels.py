"""What rooms above add to the register: parts of the factory page, flows on the map.

A panel is a function of the member and the factory that returns a template with its context, or None where it has
nothing to say. The page asks all of them in the order in which their rooms registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from interlock_hub.core.hooks import Hooks, panels
from interlock_hub.core.models import Membership
from interlock_hub.network.models import Factory

Panel = Callable[[Membership, Factory], tuple[str, dict[str, Any]] | None]


@dataclass(frozen=True)
class Flow:
    """Pieces that go from one factory to another to be sewn; both are row ids."""

    from_factory: int
    to_factory: int
    pieces: int


FlowFinder = Callable[[Membership], Sequence[Flow]]

_panels: Hooks[Panel] = Hooks()
_flow_finders: Hooks[FlowFinder] = Hooks()
register = _panels.add
register_flows = _flow_finders.add


def panels_of(member: Membership, factory: Factory) -> Iterator[dict[str, Any]]:
    """Yield the template and context of every panel that has something to say."""
    return panels(_panels, member, factory)


def flows_visible_to(member: Membership) -> list[Flow]:
    """Return the flows that a member may see on the map."""
    return [flow for finder in _flow_finders for flow in finder(member)]
