"""The owner's own factory on the phone: who is there today, which line stands, when the factory is closed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.network import services
from interlock_hub.network.bridge import rests_on
from interlock_hub.network.forms import DaysForm, PresentForm
from interlock_hub.network.models import CapacityChange, Factory, Line
from interlock_hub.network.selectors import changes_from, closures_from, own_factories
from interlock_hub.network.views_edit import WRITERS

MIN_PER_H = 60


@access(WRITERS)
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Show the member's own factory."""
    own = list(own_factories(the_member(request)))
    wanted = request.GET.get("factory")
    factory = next((f for f in own if f.code == wanted), own[0] if own else None)
    if wanted and (factory is None or factory.code != wanted):
        raise Http404
    return render(request, "network/mine.html", _context(own, factory))


def _context(own: list[Factory], factory: Factory | None, form: DaysForm | None = None) -> dict[str, Any]:
    if factory is None:
        return {"own": own, "factory": None}
    now = today()
    changes = list(changes_from(factory, now))
    closures = list(closures_from(factory, now))
    closed_today = next((c for c in closures if c.first_on <= now), None)
    rests = closed_today is None and rests_on(factory, now)
    lines = [_line(line, changes) for line in Line.objects.filter(factory=factory)]
    return {
        "own": own,
        "factory": factory,
        "today": now,
        "lines": lines,
        "usual_h": sum(line["usual_min"] for line in lines) / MIN_PER_H,
        "today_h": 0.0 if closed_today or rests else sum(line["today_min"] for line in lines) / MIN_PER_H,
        "closed_today": closed_today,
        "rests": rests,
        "closures": closures,
        "changes": [c for c in changes if c.reason != services.ATTENDANCE],
        "next_stop": next((c for c in changes if c.share == 0 and c.first_on > now), None),
        "form": form or DaysForm(initial={"first_on": now, "last_on": now}),
    }


def _line(line: Line, changes: list[CapacityChange]) -> dict[str, Any]:
    """A line today: of several changes on a day the smallest share holds."""
    now = today()
    shares = [c.share for c in changes if c.line_id == line.pk and c.first_on <= now <= c.last_on]
    share = min(shares, default=1.0)
    usual = line.operators * line.attendance
    return {
        "row": line,
        "share": share,
        "present": round(usual * share),
        "usual": round(usual),
        "usual_min": line.declared_min_per_day,
        "today_min": line.declared_min_per_day * share,
    }


@access(WRITERS)
@posted("network:mine", keep=())
def present(request: HttpRequest, line: str) -> HttpResponse:
    """Say how many operators of a line came today."""
    found, form = _own_line(request, line), PresentForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the number of operators who are here, in digits."))
        return _home(found.factory)
    try:
        services.tell_attendance(by=the_member(request), line=found, present=form.cleaned_data["present"])
    except HubError as error:
        _say(request, error)
    else:
        messages.success(request, _("Noted. Whoever plans sees it at once."))
    return _home(found.factory)


@access(WRITERS)
@posted("network:mine")
def stands(request: HttpRequest) -> HttpResponse:
    """Say that a line, or all of them, stands on some days."""
    member, form = the_member(request), DaysForm(request.POST)
    factory = get_object_or_404(own_factories(member), code=request.POST.get("factory", ""))
    if form.is_valid():
        try:
            _write_stands(member, factory, request.POST.get("line", ""), form)
        except HubError as error:
            form.add_error("last_on", [str(problem) for problem in error.problems])
        except ObjectDoesNotExist:
            raise Http404 from None
        else:
            messages.success(request, _("Noted. Whoever plans sees it at once."))
            return _home(factory)
    context = _context(list(own_factories(member)), factory, form)
    return render(request, "network/mine.html", context, status=400)


def _write_stands(member: Membership, factory: Factory, line: str, form: DaysForm) -> None:
    """A named line stands; without a name the whole factory is closed."""
    if line:
        found = Line.objects.select_related("factory").get(factory=factory, code=line)
        services.tell_line_stands(by=member, line=found, **form.cleaned_data)
    else:
        services.add_closure(by=member, factory=factory, **form.cleaned_data)


def _own_line(request: HttpRequest, code: str) -> Line:
    own = own_factories(the_member(request))
    return get_object_or_404(Line.objects.select_related("factory"), code=code, factory__in=own)


def _home(factory: Factory) -> HttpResponse:
    return redirect(reverse("network:mine") + f"?factory={factory.code}")


def _say(request: HttpRequest, error: HubError) -> None:
    for problem in error.problems:
        messages.error(request, str(problem))
