"""Better markers that were taken, when a plan is published: its lays have them where it uses the same marker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_noop

from interlock_hub.core.ledger import record_many
from interlock_hub.cutting.keeping import MARKER_FACTS, Rows
from interlock_hub.cutting.models import BetterMarker, Lay, Marker, PatternVersion

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


def shortened(markers: Sequence[dict[str, Any]]) -> dict[str, float]:
    """Put layouts that were taken into a plan's markers of the same garments; return by how many mm, by code."""
    taken = Marker.objects.filter(better__state=BetterMarker.State.TAKEN, nested=True).select_related("style")
    known, patterns = {m.code: m for m in taken}, patterns_of(markers)
    return {found["code"]: _shortened(found, known.get(found["code"]), patterns) for found in markers}


def _shortened(found: dict[str, Any], known: Marker | None, patterns: Patterns) -> float:
    saved_mm = float(found["length_mm"]) - known.length_mm if known and _same(found, known, patterns) else 0.0
    if known is None or saved_mm <= 0:
        return 0.0
    found |= {name: getattr(known, name) for name in ("body", "length_mm", "utilisation", "nested")}
    return saved_mm


def _same(found: Mapping[str, Any], known: Marker, patterns: Patterns) -> bool:
    """Whether a plan's marker holds the same garments in the same pieces: style, fabric, width, ratio."""
    facts = (found["style"], found["material"], found["width_mm"], found["ratio"])
    pattern = patterns.get((found["style"], found.get("pieces", "")))
    return facts == (known.style.code, known.material, known.width_mm, known.ratio) and pattern == known.pattern_id


def split(markers: Sequence[dict[str, Any]], lays: Sequence[dict[str, Any]]) -> tuple[Rows, Rows]:
    """Return a plan's markers and lays where shops that took a better marker alone keep it for their lays.

    Such a marker has a row of its own, for others kept the longer one; the plan knows the longer one only.
    """
    found = {m["code"]: m for m in markers}
    shops: dict[tuple[str, str], Marker] = {}
    own = Lay.objects.filter(marker__code__contains="~", marker__nested=True, pool=None)
    copies = {marker.pk: marker for marker in Marker.objects.filter(lays__in=own).select_related("style").distinct()}
    patterns = patterns_of(markers) if copies else {}
    for pk, factory in own.order_by("pk").values_list("marker", "factory__code"):
        copy = copies[pk]
        code = next((code for code in found if copy.code.rpartition("~")[0] == code[:74]), "")
        if code and _same(found[code], copy, patterns) and copy.length_mm < found[code]["length_mm"]:
            shops[code, factory] = copy
    rows = [_moved(lay, found, shops.get((lay["marker"], lay["factory"]))) for lay in lays]
    known = {lay["marker"] for lay in rows}
    more = [_row(copy, found) for copy in {copy.pk: copy for copy in shops.values()}.values() if copy.code in known]
    return [*markers, *(m for m in more if m["code"] not in found)], rows


def _moved(lay: dict[str, Any], found: Mapping[str, dict[str, Any]], copy: Marker | None) -> dict[str, Any]:
    if copy is None:
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
