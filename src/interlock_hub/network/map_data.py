"""The cluster as points and arrows in km around its middle; a large one is drawn by township."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from django.db.models import Sum

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.models import Cluster, Membership
from interlock_hub.network.models import Line, Township
from interlock_hub.network.panels import Flow, flows_visible_to
from interlock_hub.network.selectors import factories_visible_to
from interlock_hub.network.words import town_name

# More factories than this are drawn as their townships.
MOST_POINTS = 250
MOST_FLOWS = 300
KM_PER_DEGREE = 111.32
TABLE_ROWS = 40
Point = tuple[float, float]


@dataclass(frozen=True)
class Town:
    """A township on the map, with what stands and flows there; ``pieces_from_others`` come from other townships."""

    name: str
    code: str
    factories: int
    operators: int
    pieces_in: int
    pieces_out: int
    pieces_from_others: int


@dataclass(frozen=True)
class Drawn:
    """What the map draws, and the same as a table."""

    data: dict[str, Any]
    towns: Sequence[Town]
    flows: Sequence[tuple[str, str, int]]
    factories: int
    pieces: int
    outside_pieces: int
    by_township: bool

    @property
    def busiest(self) -> Town | None:
        """The township that most pieces flow to from other townships."""
        best = max(self.towns, key=lambda town: town.pieces_from_others, default=None)
        return best if best and best.pieces_from_others else None


def drawn(member: Membership, cluster: Cluster | None) -> Drawn:
    """Return the map as a member may see it."""
    rows: list[Any] = list(
        factories_visible_to(member).values_list(
            "pk", "code", "name", "kind", "longitude", "latitude", "township_id", named=True
        )
    )
    towns = {town.pk: town for town in Township.objects.filter(pk__in={row.township_id for row in rows})}
    place = _projection(towns.values(), rows)
    flows = _within(flows_visible_to(member), {row.pk for row in rows})
    home = {row.pk: row.township_id for row in rows}
    by_township = len(rows) > MOST_POINTS
    arrows = _summed(flows, home if by_township else {row.pk: row.pk for row in rows})
    spots = {pk: place(town.longitude, town.latitude) for pk, town in towns.items()}
    points = spots if by_township else {row.pk: place(row.longitude, row.latitude) for row in rows}
    names = _names(towns) if by_township else {row.pk: firm_name(row.name) for row in rows}
    listed = _listed(member, towns, flows, home)
    return Drawn(
        data={
            "towns": [
                {"name": town.name, "at": spots[pk], "factories": town.factories, "operators": town.operators}
                for pk, town in listed.items()
            ],
            "factories": []
            if by_township
            else [{"name": names[row.pk], "code": row.code, "kind": row.kind, "at": points[row.pk]} for row in rows],
            "flows": [
                {"from": points[a], "to": points[b], "words": [names[a], names[b]], "pieces": pieces}
                for (a, b), pieces in arrows[:MOST_FLOWS]
                if a != b
            ],
            "boundary": [[place(*corner[:2]) for corner in ring] for ring in _rings(cluster)],
        },
        towns=sorted(listed.values(), key=lambda town: (-town.pieces_in, -town.factories)),
        flows=[(names[a], names[b], pieces) for (a, b), pieces in arrows[:TABLE_ROWS]],
        factories=len(rows),
        pieces=sum(flow.pieces for flow in flows),
        outside_pieces=sum(flow.pieces for flow in flows if home[flow.from_factory] != home[flow.to_factory]),
        by_township=by_township,
    )


def _projection(towns: Iterable[Township], rows: Sequence[Any]) -> Any:
    """Degrees to km east and north of the middle; true to scale at this size."""
    spots = [(t.longitude, t.latitude) for t in towns] or [(r.longitude, r.latitude) for r in rows] or [(0.0, 0.0)]
    east, north = (sum(values) / len(spots) for values in zip(*spots, strict=True))
    shrink = cos(radians(north))

    def place(longitude: float, latitude: float) -> Point:
        x_km = (longitude - east) * KM_PER_DEGREE * shrink
        return round(x_km, 2), round((latitude - north) * KM_PER_DEGREE, 2)

    return place


def _within(flows: Iterable[Flow], seen: set[int]) -> list[Flow]:
    return [flow for flow in flows if flow.from_factory in seen and flow.to_factory in seen]


def _summed(flows: Iterable[Flow], key: dict[int, int]) -> list[tuple[tuple[int, int], int]]:
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for flow in flows:
        sums[key[flow.from_factory], key[flow.to_factory]] += flow.pieces
    return sorted(sums.items(), key=lambda found: -found[1])


def _names(towns: dict[int, Township]) -> dict[int, str]:
    return {pk: town_name(town) for pk, town in towns.items()}


def _listed(
    member: Membership, towns: dict[int, Township], flows: Sequence[Flow], home: dict[int, int]
) -> dict[int, Town]:
    count = Counter(home.values())
    lines = Line.objects.filter(factory__in=factories_visible_to(member).order_by().values("pk")).order_by()
    sums = lines.values_list("factory__township").annotate(hands=Sum("operators"))
    operators = defaultdict(int, sums)
    coming: dict[int, int] = defaultdict(int)
    going: dict[int, int] = defaultdict(int)
    crossing: dict[int, int] = defaultdict(int)
    for flow in flows:
        coming[home[flow.to_factory]] += flow.pieces
        going[home[flow.from_factory]] += flow.pieces
        if home[flow.from_factory] != home[flow.to_factory]:
            crossing[home[flow.to_factory]] += flow.pieces
    names = _names(towns)
    return {
        pk: Town(names[pk], town.code, count[pk], operators[pk], coming[pk], going[pk], crossing[pk])
        for pk, town in towns.items()
    }


def _rings(cluster: Cluster | None) -> list[list[list[float]]]:
    """The outlines in a GeoJSON of any kind."""
    found: list[list[list[float]]] = []

    def walk(node: Any) -> None:
        if not isinstance(node, dict):
            return
        for child in (*node.get("features", ()), *node.get("geometries", ()), node.get("geometry")):
            walk(child)
        if node.get("type") == "Polygon":
            found.extend(node["coordinates"])
        elif node.get("type") == "MultiPolygon":
            for polygon in node["coordinates"]:
                found.extend(polygon)

    walk(cluster.boundary if cluster else None)
    return found
