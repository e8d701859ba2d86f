"""Pages of markers: the list, one with the lays that use it, and its files."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Min, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, roles, the_member
from interlock_hub.core.selectors import history
from interlock_hub.cutting import bridge, paper_bridge
from interlock_hub.cutting.hours import hours_of
from interlock_hub.cutting.models import BetterMarker, Marker
from interlock_hub.cutting.rolls_lost import lost_rolls
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    better_visible_to,
    lay_counts,
    lays_visible_to,
    marker_in_place_of,
    markers_visible_to,
    material_names,
    may_advance,
)
from interlock_hub.cutting.shown import lay_row, marker_context, nestable, ratio_of, styles_of
from interlock_hub.network.sheets import download

READERS = roles(*CUTTING_READERS)
PAGE_ROWS = 100
HISTORY_ROWS = 20
MARKER_SORTS = ("first_on", "code", "style", "utilisation", "length_mm", "width_mm")
SOONEST = "first_on"
SORT_FIELDS = {"style": "style__code"}


@access(READERS)
@require_GET
def markers(request: HttpRequest) -> HttpResponse:
    """List markers with how well they use the fabric, those that are cut soonest first."""
    member, query = the_member(request), request.GET
    text, kind, sort = query.get("q", "").strip()[:60], query.get("kind", ""), query.get("sort", SOONEST)
    sort = sort if sort.lstrip("-") in MARKER_SORTS else SOONEST
    rows = markers_visible_to(member)
    if text:
        rows = rows.filter(code__icontains=text)
    if kind in ("nested", "estimated"):
        rows = rows.filter(nested=kind == "nested")
    key = SORT_FIELDS.get(sort.lstrip("-"), sort.lstrip("-"))
    ordered = rows
    if key == SOONEST:
        seen = lays_visible_to(member).order_by().values("pk")
        ordered = rows.annotate(first_on=Min("lays__cut_on", filter=Q(lays__in=seen)))
    pages = Paginator(ordered.order_by(f"-{key}" if sort.startswith("-") else key, "code"), PAGE_ROWS)
    page = pages.get_page(query.get("page"))
    found = list(page.object_list)
    counts = lay_counts([marker.pk for marker in found], member)
    names = material_names({marker.material for marker in found})
    context = {
        "wanted": {"q": text, "kind": kind, "sort": sort},
        "page": page,
        "rows": [_marker_row(marker, counts.get(marker.pk, {}), names) for marker in found],
        "nested": rows.filter(nested=True).count(),
        "offered": better_visible_to(member).filter(state=BetterMarker.State.OFFERED).count(),
    }
    return render(request, "cutting/markers.html", context)


def _marker_row(marker: Marker, count: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    return {
        "marker": marker,
        "styles": styles_of(marker, pooled=bool(count.get("pool"))),
        "fabric": names.get(marker.material, marker.material),
        "ratio": ratio_of(marker),
        "length_m": marker.length_mm / 1000,
        "width_cm": marker.width_mm / 10,
        "utilisation": marker.utilisation or None,
        "lays": count.get("n", 0),
        "first_on": count.get("first_on"),
    }


View = Callable[[HttpRequest, Marker], HttpResponse]


def _of_marker(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """A view of a marker by its code; where the reader's lays have another in its place now, the way to that one."""

    @wraps(view)
    def found_or_followed(request: HttpRequest, code: str) -> HttpResponse:
        member = the_member(request)
        found = markers_visible_to(member).defer(None).select_related("style", "pattern").filter(code=code).first()
        if found is not None:
            return view(request, found)
        instead = marker_in_place_of(code, member)
        if instead is None:
            raise Http404
        said = _("Your lays no longer use marker %(marker)s; this one has taken its place.")
        messages.info(request, said % {"marker": code})
        return redirect("cutting:marker", instead.code)

    return found_or_followed


@access(READERS)
@require_GET
@_of_marker
def marker(request: HttpRequest, found: Marker) -> HttpResponse:
    """Show a marker and the lays that use it."""
    member = the_member(request)
    lays = list(lays_visible_to(member).filter(marker=found).order_by("cut_on", "start_min")[:PAGE_ROWS])
    hours = hours_of({lay.factory_id for lay in lays})
    context = {
        **marker_context(found, pooled=any(lay.pool_id for lay in lays)),
        "rows": [lay_row(member, lay, hours) for lay in lays],
        "may": any(may_advance(member, lay) for lay in lays),
        "nestable": nestable(member, lays, found),
        "lost": lost_rolls(lays_visible_to(member).filter(marker=found)),
        "better": better_visible_to(member).filter(marker=found, state=BetterMarker.State.OFFERED).first(),
        "history": list(history("cutting.marker", found.code)[:HISTORY_ROWS]),
    }
    return render(request, "cutting/marker.html", context)


@access(READERS)
@require_GET
@_of_marker
def marker_svg(request: HttpRequest, found: Marker) -> HttpResponse:
    """Return a nested marker as SVG."""
    return _file(found, "svg", "image/svg+xml", lambda marker: bridge.picture(marker).encode())


@access(READERS)
@require_GET
@_of_marker
def marker_dxf(request: HttpRequest, found: Marker) -> HttpResponse:
    """Return a nested marker as DXF for the cutter."""
    return _file(found, "dxf", "application/dxf", bridge.cutter_file)


@access(READERS)
@require_GET
@_of_marker
def marker_plt(request: HttpRequest, found: Marker) -> HttpResponse:
    """Return a nested marker at 1:1 for a plotter."""
    return _file(found, "plt", "application/vnd.hp-HPGL", paper_bridge.plotter_file)


def _file(found: Marker, ending: str, kind: str, written: Callable[[Marker], bytes]) -> HttpResponse:
    if not found.nested:
        raise Http404
    return download(written(found), f"{found.code}.{ending}", kind)
