"""What pages show of lays and markers: rows of lists, and all of one marker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interlock_hub.core.bridge import thing_name
from interlock_hub.core.models import Membership
from interlock_hub.cutting import bridge, services, services_nests
from interlock_hub.cutting.hours import Hours
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.cutting.selectors import material_names, may_advance


def lay_row(member: Membership, lay: Lay, hours: Mapping[int, Hours]) -> dict[str, Any]:
    """A lay as a row of a list, with what can be done to it."""
    step = services.NEXT.get(Lay.State(lay.state)) if may_advance(member, lay) else None
    return {
        "lay": lay,
        "plies": sum(count for _colour, count in lay.plies),
        "colours": ", ".join(thing_name(colour) for colour, _count in lay.plies),
        "clock": hours[lay.factory_id].span(lay.start_min, lay.end_min),
        "next": step.value if step else "",
    }


def nestable(member: Membership, lays: Sequence[Lay], marker: Marker) -> bool:
    """Whether a member may have an estimated marker nested now."""
    return services_nests.why_not(marker, lays) is None and any(may_advance(member, lay) for lay in lays)


def marker_context(marker: Marker, *, pooled: bool) -> dict[str, Any]:
    """Return all that a page shows of a marker, with its picture where it is nested; ``pooled``: see `styles_of`."""
    return {
        "marker": marker,
        "length_m": marker.length_mm / 1000,
        "width_cm": marker.width_mm / 10,
        "ratio": ratio_of(marker),
        "styles": styles_of(marker, pooled=pooled),
        "pooled": pooled,
        "fabric": material_names({marker.material}).get(marker.material, marker.material),
        "picture": bridge.picture_in_page(marker) if marker.nested else "",
        "pieces": bridge.pieces_in(marker) if marker.nested else [],
    }


def styles_of(marker: Marker, *, pooled: bool) -> list[str]:
    """Return the codes of the styles in a marker: several may lie in one of pooled lays, whose sizes are called so."""
    return list(dict.fromkeys(size.rpartition(" ")[0] for size in marker.ratio)) if pooled else [marker.style.code]


def ratio_of(marker: Marker) -> str:
    """Return a marker's garments by size, in one line."""
    apart = ", " if any(" " in size for size in marker.ratio) else " "
    return apart.join(f"{size}×{count}" for size, count in marker.ratio.items())
