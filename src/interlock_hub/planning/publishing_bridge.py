"""What publishing writes of a plan elsewhere: markers and lays for the cutting room, virtues of factories."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import msgspec

from interlock import model as engine
from interlock_hub.cutting.models import PatternVersion
from interlock_hub.cutting.patterns_bridge import digest
from interlock_hub.planning.bridge import plan_in, scenario_in
from interlock_hub.planning.models import PlanVersion


@dataclass(frozen=True)
class Whole:
    """What publishing writes of a plan as it was at a revision: markers and lays for the cutting room, virtues."""

    revision: int
    markers: list[dict[str, Any]]
    lays: list[dict[str, Any]]
    virtues: dict[str, dict[str, float | None]]


def whole_of(version: PlanVersion) -> Whole:
    """Read a plan for publishing; it takes a while, so do it before others have to wait."""
    made = plan_in(version.body)
    markers, lays = markers_and_lays(version, made)
    virtues = {v.factory: {name: value for name, value in asdict(v).items() if name != "factory"} for v in made.virtues}
    return Whole(version.revision, markers, lays, virtues)


def markers_and_lays(
    version: PlanVersion, made: engine.Plan | None = None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the plan's markers and lays as plain rows, for the cutting room to take over; ``made`` is its body.

    Where pieces of styles have been replaced, a marker's ``pieces`` is the digest of those it was made from.
    """
    made = made or plan_in(version.body)
    pieces = _pieces_of(version) if PatternVersion.objects.exists() else {}
    markers = [
        {
            "code": m.id,
            "style": m.style,
            "material": m.material,
            "width_mm": m.width_mm,
            "length_mm": m.length_mm,
            "utilisation": m.utilisation,
            "nested": m.nested,
            "ratio": dict(m.ratio),
            "body": msgspec.to_builtins(m),
            "pieces": pieces.get(m.style, ""),
        }
        for m in made.markers
    ]
    lays = [
        {
            "code": lay.id,
            "order": lay.order,
            "marker": lay.marker,
            "factory": lay.factory,
            "table": lay.table,
            "material": lay.material,
            "cut_on": lay.cut_on,
            "start_min": lay.start_min,
            "end_min": lay.end_min,
            "plies": [list(pair) for pair in lay.plies],
            "fabric_m": lay.fabric_m,
        }
        for lay in made.lays
    ]
    return markers, lays


def _pieces_of(version: PlanVersion) -> dict[str, str]:
    """The digest of every style's pieces in a plan's book."""
    return {style.code: digest(msgspec.to_builtins(style.pieces)) for style in scenario_in(version.book).styles}
