"""Paper printed from the pages: of a lay, of a shop's whole day."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, roles, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.selectors import today
from interlock_hub.cutting import paper_bridge, services_paper
from interlock_hub.cutting.hours import hours_of
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.selectors import CUTTING_READERS, lays_visible_to
from interlock_hub.network.sheets import XLSX, download

READERS = roles(*CUTTING_READERS)
KINDS = {"pdf": "application/pdf", "xlsx": XLSX}


@access(READERS)
@require_GET
def lay_paper(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """Return a paper of one lay."""
    seen = lays_visible_to(the_member(request)).defer(None).select_related("marker__pattern")
    found = get_object_or_404(seen, code=code)
    return _printed(request, paper, [found], found.code, "cutting:lay", found.code)


@access(READERS)
@require_GET
def day_paper(request: HttpRequest, paper: str) -> HttpResponse:
    """Return a paper of all lays of a shop's day, table by table, or of one table's day."""
    try:
        on = parse_date(request.GET.get("on", "")) or today()
    except ValueError:
        on = today()
    seen = lays_visible_to(the_member(request)).defer(None).select_related("marker__pattern")
    seen = seen.filter(cut_on=on, factory__code=request.GET.get("factory", ""))
    if table := request.GET.get("table", ""):
        seen = seen.filter(table__code=table)
    lays = list(seen.order_by("table__code", "start_min", "pk")[: services_paper.MOST_LAYS + 1])
    if len(lays) > services_paper.MOST_LAYS:
        messages.warning(
            request,
            _("More than %(most)s lays are too many for one file; print them table by table, or lay by lay.")
            % {"most": services_paper.MOST_LAYS},
        )
        return redirect(f"{reverse('cutting:day')}?{urlencode({'on': on.isoformat()})}")
    return _printed(request, paper, lays, on.isoformat(), "cutting:day")


def _printed(
    request: HttpRequest, paper: str, lays: Sequence[Lay], name: str, back: str, *arguments: str
) -> HttpResponse:
    if paper not in paper_bridge.PAPERS or not lays:
        raise Http404
    stock = request.GET.get("stock", "")
    hours = hours_of({lay.factory_id for lay in lays})
    clocks = {lay.pk: hours[lay.factory_id].span(lay.start_min, lay.end_min) for lay in lays}
    try:
        if stock and stock not in paper_bridge.stocks():
            raise HubError(_("There is no such label stock; choose one of the list."))
        bundles = paper_bridge.bundles_seen(lays) if paper == services_paper.TICKETS else None
        before = services_paper.printings(lays, paper, bundles)
        data = paper_bridge.printed(paper, lays, clocks, stock, before=before)
        services_paper.say_printed(by=the_member(request), lays=lays, paper=paper, bundles=bundles)
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
        return redirect(back, *arguments)
    return download(data, f"{name}-{paper}", KINDS[paper.rpartition(".")[2]])
