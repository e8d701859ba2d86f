"""Pages of events: what happened to the plan, the repairs that wait for a yes, and the form that tells another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.models import JobRun
from interlock_hub.core.selectors import jobs_visible_to
from interlock_hub.planning import events as services
from interlock_hub.planning.carrying import OPEN
from interlock_hub.planning.dropping import dropped_by
from interlock_hub.planning.event_forms import EventForm
from interlock_hub.planning.event_rows import event_rows
from interlock_hub.planning.event_words import repairs_of
from interlock_hub.planning.figures import cut_plans_ended, promises_broken, taken_back
from interlock_hub.planning.kinds import ABOUT, KINDS
from interlock_hub.planning.models import PlanEvent, PlanVersion
from interlock_hub.planning.offers import offering_of
from interlock_hub.planning.selectors import (
    drafts_from,
    events_decided_by,
    events_visible_to,
    jobs_open_for,
    light_plans,
    published,
)
from interlock_hub.planning.views import drops_said, page_of, tried

MOST_OPEN = 200
ALIVE = (JobRun.State.QUEUED, JobRun.State.RUNNING)


@access(roles(*PLANNERS))
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Show what waits for a decision first, then what was decided."""
    member = the_member(request)
    every = events_visible_to(member)
    waiting = list(every.filter(state__in=OPEN).order_by("at", "id")[:MOST_OPEN])
    decided = every.exclude(state__in=OPEN)
    if request.GET.get("kind") in KINDS:
        decided = decided.filter(kind=request.GET["kind"])
    page = page_of(request, decided.order_by("-at", "-id"))
    decided_here = events_decided_by(member).filter(pk__in=[event.pk for event in waiting])
    rows = event_rows(waiting, decided_here.values_list("pk", flat=True))
    repairs = repairs_of(member, waiting)
    for repair in repairs:
        repair.rows = [row for row in rows if row.first.repaired_id == repair.draft.pk]
        broken = promises_broken(member, repair.draft)
        repair.broken = [row for row in broken if row["held"] is None or row["now"] > row["held"]]
        repair.dropped = dropped_by(member, repair.draft)
        repair.cut_ends = cut_plans_ended(member, repair.draft)
        repair.withdrawn_accepted, repair.taken_from = taken_back(member, offering_of(repair.draft, taken_only=True))
    held = published()
    context = {
        "repairs": repairs,
        "drafts": drafts_from(member, held) if held and repairs else (),
        "planning": jobs_visible_to(member).filter(kind="plan", state__in=ALIVE).exists(),
        "new": [row for row in rows if row.first.state == PlanEvent.State.NEW],
        "failed": [row for row in rows if row.first.state == PlanEvent.State.FAILED],
        "page": page,
        "decided": event_rows(page),
        "kinds": KINDS.items(),
        "told": [(kind, KINDS[kind]) for kind in ABOUT],
        "held": held,
        "jobs": jobs_open_for(member, "repair", "confirm"),
    }
    return render(request, "planning/events.html", context)


@access(roles(*PLANNERS))
def event_new(request: HttpRequest) -> HttpResponse:
    """Tell that something happened."""
    member, held = the_member(request), published()
    kind = request.GET.get("kind", "")
    if kind not in ABOUT:
        return redirect("planning:events")
    subject = request.GET.get(ABOUT[kind], "")
    form = EventForm(kind, member, held, request.POST or None, subject=subject)
    if request.method == "POST" and form.is_valid():
        if form.waits_for_subject:
            return redirect(f"{request.path}?kind={kind}&{form.about}={form.cleaned_data[form.about]}")
        if tried(request, lambda: services.tell(by=member, kind=kind, body=form.body(), order=form.order)):
            messages.info(request, _("Told. The plan is being repaired; look at what changes and decide."))
            return redirect("planning:events")
    context: dict[str, Any] = {"form": form, "kind": kind, "label": KINDS[kind], "held": held}
    return render(request, "planning/event_new.html", context)


@access(roles(*PLANNERS))
@posted("planning:events")
def take_up(request: HttpRequest) -> HttpResponse:
    """Do what would help a late order, and show the repair that does it."""
    at = request.POST.get("at", "")
    place, number = int(at) if at.isdecimal() and len(at) < 4 else -1, request.POST.get("order", "")
    if tried(request, lambda: services.take_up(by=the_member(request), number=number, at=place)):
        messages.info(request, _("Told. The plan is being repaired; look at what changes and decide."))
    return redirect("planning:events")


@access(roles(*PLANNERS))
@posted("planning:events", keep=())
def repair_mine(request: HttpRequest) -> HttpResponse:
    """Ask for a repair of one's own events alone."""
    if tried(request, lambda: services.repair_mine(by=the_member(request))):
        messages.info(
            request, _("The plan is being repaired after your events alone; look at what changes and decide.")
        )
    return redirect("planning:events")


def _decided(request: HttpRequest, pk: int) -> list[PlanEvent]:
    """The event that is decided and those named beside it, which its row holds."""
    also = [int(text) for text in request.POST.getlist("also") if text.isdecimal()]
    own = events_decided_by(the_member(request))
    return [get_object_or_404(own, pk=each) for each in dict.fromkeys((pk, *also))]


@access(roles(*PLANNERS))
@posted("planning:events", keep=())
def dismiss_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Leave the plan as it is in spite of an event, or of all events of a row."""
    events = _decided(request, pk)
    tried(request, lambda: services.dismiss(by=the_member(request), events=events))
    return redirect("planning:events")


@access(roles(*PLANNERS))
@posted("planning:events", keep=())
def event_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Try again to repair after an event, or all events of a row, that found no repair."""
    events = _decided(request, pk)
    tried(request, lambda: services.try_again(by=the_member(request), events=events))
    return redirect("planning:events")


@access(roles(*PLANNERS))
@posted("planning:events", keep=())
def confirm_repair(request: HttpRequest, number: int) -> HttpResponse:
    """Take a repair as the plan that holds."""
    member = the_member(request)
    draft = light_plans().filter(number=number, purpose=PlanVersion.Purpose.REPAIR).first()
    if draft is None or not events_visible_to(member).filter(repaired=draft).exists():
        messages.error(request, _("This repair was made anew or decided already; look again."))
    else:
        tried(request, lambda: services.ask_to_confirm(by=member, draft=draft, drops=drops_said(request)))
    return redirect("planning:events")
