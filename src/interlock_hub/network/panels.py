"""What rooms above add to the register: parts of the factory page, flows on the map, ears for changed capacity.

A panel is a function of the member and the factory that returns a template with its context, or None where it has
nothing to say. The page asks all of them in the order in which their rooms registered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from interlock_hub.core.models import Membership
from interlock_hub.network.models import CapacityChange, Factory

Panel = Callable[[Membership, Factory], tuple[str, dict[str, Any]] | None]
Listener = Callable[[Membership, CapacityChange], None]


@dataclass(frozen=True)
class Flow:
    """Pieces that go from one factory to another to be sewn; both are row ids."""

    from_factory: int
    to_factory: int
    pieces: int


FlowFinder = Callable[[Membership], Sequence[Flow]]

_panels: list[Panel] = []
_flow_finders: list[FlowFinder] = []
_listeners: list[Listener] = []


def register(panel: Panel) -> Panel:
    """Add a panel to the factory page; the same one again changes nothing."""
    if panel not in _panels:
        _panels.append(panel)
    return panel


def panels_of(member: Membership, factory: Factory) -> Iterator[dict[str, Any]]:
    """Yield the template and context of every panel that has something to say."""
    for panel in _panels:
        found = panel(member, factory)
        if found is not None:
            yield {"template": found[0], "context": found[1]}


def register_flows(finder: FlowFinder) -> FlowFinder:
    """Add a source of flows for the map."""
    if finder not in _flow_finders:
        _flow_finders.append(finder)
    return finder


def flows_visible_to(member: Membership) -> list[Flow]:
    """Return the flows that a member may see on the map."""
    return [flow for finder in _flow_finders for flow in finder(member)]


def on_capacity_change(listener: Listener) -> Listener:
    """Hear of lines that stand or have fewer hands; called in the transaction that writes the change."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_capacity_change(by: Membership, change: CapacityChange) -> None:
    """Tell every listener of a change."""
    for listener in _listeners:
        listener(by, change)
