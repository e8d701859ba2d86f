"""Better markers that were taken and nests of estimates, when a plan is published that uses the same markers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from interlock_hub.core.ledger import record_many
from interlock_hub.cutting.keeping import MARKER_FACTS, Rows
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, PatternVersion
from interlock_hub.network.models import CuttingTable

ENDED = gettext_noop("better marker ended by newer pieces")
Patterns = Mapping[tuple[str, str], int | None]


def patterns_of(markers: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int | None]:
    """Return which version of a style's pieces markers were made from, by style and digest; None for those it has."""
    styles = {m["style"] for m in markers if m.get("pieces")}
    found: dict[tuple[str, str], int | None] = {}
    for row in (
        PatternVersion.objects.filter(style__code__in=styles)
        .order_by("style", "-number")
        .values_list("style", "style__code", "digest", "pk")
    ):
        current = not any(style == row[1] for style, _digest in found)
        found.setdefault((row[1], row[2]), None if current else row[3])
    return found


def shortened(markers: Sequence[dict[str, Any]], lays: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Put layouts into a plan's markers of the same garments: those that were taken, and nests in place of estimates.

    Returns by how many mm each marker is shorter, by code; a nest longer than its estimate has less than 0.
    """
    known, patterns, table_mm = _layouts(markers), patterns_of(markers), _table_mm(lays)
    return {
        found["code"]: _shortened(found, known.get(found["code"]), patterns, table_mm.get(found["code"], 0.0))
        for found in markers
    }


def _layouts(markers: Sequence[dict[str, Any]]) -> dict[str, Marker]:
    """Markers whose layouts may go before a plan's own, by code."""
    estimates = {m["code"] for m in markers if not m["nested"]}
    taken = Q(better__state=BetterMarker.State.TAKEN)
    nested = Marker.objects.filter(nested=True).annotate(taken=Count("better", filter=taken)).order_by()
    wanted = [pk for pk, code, n in nested.values_list("pk", "code", "taken") if n or code in estimates]
    return {marker.code: marker for marker in Marker.objects.select_related("style").in_bulk(wanted).values()}


def _table_mm(lays: Sequence[dict[str, Any]]) -> dict[str, float]:
    """The shortest table that a plan's lays of each marker lie on."""
    length_mm = dict(CuttingTable.objects.values_list("code", "length_mm"))
    found: dict[str, float] = {}
    for lay in lays:
        found[lay["marker"]] = min(length_mm[lay["table"]], found.get(lay["marker"], inf))
    return found


def _shortened(found: dict[str, Any], known: Marker | None, patterns: Patterns, table_mm: float) -> float:
    if known is None or not _same(found, known, patterns):
        return 0.0
    saved_mm = float(found["length_mm"]) - known.length_mm
    real = not found["nested"] and known.length_mm <= table_mm
    if saved_mm <= 0 and not real:
        return 0.0
    found |= {name: getattr(known, name) for name in ("body", "length_mm", "utilisation", "nested")}
    return saved_mm


def _same(found: Mapping[str, Any], known: Marker, patterns: Patterns) -> bool:
    """Whether a plan's marker holds the same garments in the same pieces: style, fabric, width, ratio."""
    facts = (found["style"], found["material"], found["width_mm"], found["ratio"])
    pattern = patterns.get((found["style"], found.get("pieces", "")))
    return facts == (known.style.code, known.material, known.width_mm, known.ratio) and pattern == known.pattern_id


def split(markers: Sequence[dict[str, Any]], lays: Sequence[dict[str, Any]]) -> tuple[Rows, Rows]:
    """Return a plan's markers and lays where shops that took a better marker alone, or a nest, keep it for their lays.

    Such a marker has a row of its own, for others kept the one before; the plan knows that one only.
    """
    found = {m["code"]: m for m in markers}
    shops: dict[tuple[str, str], Marker] = {}
    own = Lay.objects.filter(marker__code__contains="~", marker__nested=True, pool=None)
    copies = {marker.pk: marker for marker in Marker.objects.filter(lays__in=own).select_related("style").distinct()}
    patterns = patterns_of(markers) if copies else {}
    for pk, factory in own.order_by("pk").values_list("marker", "factory__code"):
        copy = copies[pk]
        code = next((code for code in found if copy.code.rpartition("~")[0] == code[:74]), "")
        better = code and (not found[code]["nested"] or copy.length_mm < found[code]["length_mm"])
        if better and _same(found[code], copy, patterns):
            shops[code, factory] = copy
    table_mm = dict(CuttingTable.objects.values_list("code", "length_mm"))
    rows = [_moved(lay, found, shops.get((lay["marker"], lay["factory"])), table_mm) for lay in lays]
    known = {lay["marker"] for lay in rows}
    more = [_row(copy, found) for copy in {copy.pk: copy for copy in shops.values()}.values() if copy.code in known]
    return [*markers, *(m for m in more if m["code"] not in found)], rows


def _moved(
    lay: dict[str, Any], found: Mapping[str, dict[str, Any]], copy: Marker | None, table_mm: Mapping[str, float]
) -> dict[str, Any]:
    if copy is None or copy.length_mm > table_mm[lay["table"]]:
        return lay
    shorter_mm = found[lay["marker"]]["length_mm"] - copy.length_mm
    plies = sum(n for _colour, n in lay["plies"])
    return lay | {"marker": copy.code, "fabric_m": lay["fabric_m"] - shorter_mm * plies / 1000}


def _row(copy: Marker, found: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    facts = {name: getattr(copy, name) for name in MARKER_FACTS}
    like = next(m for code, m in found.items() if copy.code.rpartition("~")[0] == code[:74])
    return {"style": copy.style.code, "pieces": like.get("pieces", ""), **facts}


def say_ended(codes: Sequence[str]) -> None:
    """Write into the history of markers whose taken layout no longer fits that it ended; call inside a transaction."""
    taken = BetterMarker.objects.filter(marker__code__in=codes, state=BetterMarker.State.TAKEN)
    keys = sorted(set(taken.values_list("marker__code", flat=True)))
    record_many(by=None, subject="cutting.marker", keys=keys, what=ENDED)
