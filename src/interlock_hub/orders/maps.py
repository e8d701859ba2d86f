"""A small schematic map: townships as points, makers as circles by their pieces. All in the units of the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from interlock_hub.network.models import Factory, Township

WIDTH, HEIGHT, EDGE = 240, 150, 14
LEAST_RADIUS, MOST_RADIUS = 4.0, 12.0


def map_of(towns: Sequence[Township], places: Sequence[tuple[Factory, int]]) -> dict[str, Any]:
    """Return the points of a map; a degree east is shorter than a degree north by the cosine of the latitude."""
    points = [(t.longitude, t.latitude) for t in towns] + [(f.longitude, f.latitude) for f, _pieces in places]
    if not points:
        return {"width": WIDTH, "height": HEIGHT, "towns": [], "makers": []}
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    flat = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * flat, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * EDGE) / across, (HEIGHT - 2 * EDGE) / up)

    def placed(longitude: float, latitude: float) -> tuple[float, float]:
        x = WIDTH / 2 + (longitude - (west + east) / 2) * flat * scale
        y = HEIGHT / 2 - (latitude - (south + north) / 2) * scale
        return round(x, 1), round(y, 1)

    most = max((pieces for _factory, pieces in places), default=1)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "towns": [placed(t.longitude, t.latitude) for t in towns],
        "makers": [
            {"at": placed(f.longitude, f.latitude), "r": round(_radius(pieces / most), 1), "code": f.code}
            for f, pieces in places
        ],
    }


def _radius(share: float) -> float:
    return LEAST_RADIUS + (MOST_RADIUS - LEAST_RADIUS) * math.sqrt(share)
