"""Pages of better markers: those that are offered, one of them beside what it replaces, and the answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core import jobs
from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import failed_jobs, history
from interlock_hub.cutting import bridge, services_better, services_nests
from interlock_hub.cutting.models import BetterMarker, Lay, Marker
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    better_visible_to,
    lays_visible_to,
    marker_in_place_of,
    markers_visible_to,
    material_names,
    may_advance,
)
from interlock_hub.cutting.shown import ratio_of, styles_of

READERS = roles(*CUTTING_READERS)
OFFERED_ROWS = 100
ANSWERED_ROWS = 20


@access(READERS)
@require_GET
def better(request: HttpRequest) -> HttpResponse:
    """List the better markers that are offered, the most fabric first, and what was answered last."""
    member = the_member(request)
    seen = better_visible_to(member)
    offered = list(seen.filter(state=BetterMarker.State.OFFERED)[:OFFERED_ROWS])
    answered = list(seen.exclude(answered_at=None).order_by("-answered_at")[:ANSWERED_ROWS])
    context = {
        "offered": [_row(one) for one in offered],
        "answered": [_row(one) for one in answered],
        "names": material_names({one.marker.material for one in offered}),
        "metres": sum(one.saved_m for one in offered),
        "money": sum((one.saved_cny or Decimal(0) for one in offered), Decimal(0)),
        "failed": failed_jobs(member).filter(kind__in=jobs.idle_kinds()).first(),
        "nested": markers_visible_to(member).filter(nested=True).exists(),
    }
    return render(request, "cutting/better.html", context)


def _row(one: BetterMarker) -> dict[str, Any]:
    return {
        "better": one,
        "before_m": one.before_mm / 1000,
        "after_m": one.length_mm / 1000,
        "share": (one.before_mm - one.length_mm) / one.before_mm,
        "ratio": ratio_of(one.marker),
    }


@access(READERS)
@require_GET
def better_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a better marker above the one it would replace, and the lays that would take it."""
    member, found = the_member(request), _found(request, pk)
    if found is None:
        return _gone(request)
    marker = get_object_or_404(Marker.objects.select_related("style"), pk=found.marker_id)
    before = found.before or {"body": marker.body, "split": ""}
    waiting = lays_visible_to(member).filter(marker__code__in=_codes(found), state=Lay.State.PLANNED)
    context = {
        "row": _row(found),
        "better": found,
        "marker": marker,
        "styles": styles_of(
            marker, pooled=Lay.objects.filter(marker__code__in=_codes(found)).exclude(pool=None).exists()
        ),
        "fabric": material_names({marker.material}).get(marker.material, marker.material),
        "after": _drawn(marker, found.body),
        "before": _drawn(marker, before["body"]),
        "lays": list(waiting.order_by("cut_on", "start_min")[:OFFERED_ROWS]),
        "may": _may(member, found),
        "history": list(history(services_nests.SUBJECT, marker.code)[:ANSWERED_ROWS]),
    }
    return render(request, "cutting/better_one.html", context)


def _drawn(marker: Marker, body: dict[str, Any]) -> str:
    marker.body = body
    return bridge.picture_in_page(marker)


def _found(request: HttpRequest, pk: int) -> BetterMarker | None:
    return better_visible_to(the_member(request)).defer(None).filter(pk=pk).first()


def _gone(request: HttpRequest) -> HttpResponse:
    """Say that an offer is not there any more: old addresses are kept in messages and open pages."""
    return render(request, "cutting/better_gone.html", status=404)


def _codes(better: BetterMarker) -> list[str]:
    """The marker that it betters, and the copy of it that has taken it where others kept theirs."""
    return [better.marker.code, *filter(None, [(better.before or {}).get("split")])]


def _may(member: Membership, better: BetterMarker) -> bool:
    return _cuts(member, _codes(better))


def _cuts(member: Membership, markers: list[str]) -> bool:
    lays = Lay.objects.filter(marker__code__in=markers).select_related("factory").defer("marker__body")
    return any(may_advance(member, lay) for lay in lays)


@access(READERS)
@posted("cutting:better_one")
def better_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a better marker, leave it, or take the answer back."""
    member, found = the_member(request), _found(request, pk)
    if found is None:
        return _gone(request)
    if not _may(member, found):
        raise Http404
    try:
        _answered(request, member, found)
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
    return redirect("cutting:better_one", pk=found.pk) if "stay" in request.POST else redirect("cutting:better")


def _answered(request: HttpRequest, member: Membership, found: BetterMarker) -> None:
    to, code = request.POST.get("to", ""), found.marker.code
    if to == "take":
        services_better.take(by=member, better=found)
        messages.success(
            request, _("Lays that are not spread yet take the better marker %(marker)s.") % {"marker": code}
        )
    elif to == "leave":
        services_better.leave(by=member, better=found)
        messages.info(request, _("Marker %(marker)s stays as it was.") % {"marker": code})
    elif to == "back":
        services_better.take_back(by=member, better=found)
        messages.info(request, _("Marker %(marker)s is again what it was before.") % {"marker": code})
    else:
        raise HubError(_("Say whether the marker is taken or left."))


@access(READERS)
@posted("cutting:marker")
def improve_marker(request: HttpRequest, code: str) -> HttpResponse:
    """Look for a better layout of a marker now, for its nest where it is estimated."""
    member = the_member(request)
    found = markers_visible_to(member).filter(code=code).first()
    if found is None and marker_in_place_of(code, member):
        return redirect("cutting:marker", code)
    if found is None or not _cuts(member, [found.code]):
        raise Http404
    try:
        job = services_better.ask(by=member, marker=found)
    except HubError as error:
        messages.warning(request, str(error))
        return redirect("cutting:marker", code)
    return redirect("core:job", pk=job.pk)
