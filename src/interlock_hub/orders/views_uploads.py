"""Order sheets: upload, look at what they hold, say what columns mean, take in."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.bridge import firm_name, language
from interlock_hub.core.errors import HubError
from interlock_hub.orders import selectors, services_uploads, sheet_bridge
from interlock_hub.orders.forms import UploadForm
from interlock_hub.orders.models import OrderUpload

UPLOADERS = roles(*PLANNERS)


@access(UPLOADERS)
def uploads(request: HttpRequest) -> HttpResponse:
    """Upload an order sheet; show the last ones."""
    member = the_member(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    known = {firm_name(name): name for name in selectors.customers_known_to(member)}
    if request.method == "POST" and form.is_valid():
        file, customer = form.cleaned_data["file"], form.cleaned_data["customer"]
        try:
            if file.size > services_uploads.LARGEST_BYTES:
                raise HubError(_("The file is larger than 8 MB; split it and upload the parts."))
            made = services_uploads.look_at(
                by=member, name=file.name, data=file.read(), customer=known.get(customer, customer)
            )
        except HubError as error:
            form.add_error(None, [str(problem) for problem in error.problems])
        else:
            return redirect("orders:upload", pk=made.pk)
    context = {
        "form": form,
        "uploads": selectors.recent_uploads(member),
        "customers": list(known),
    }
    return render(request, "orders/uploads.html", context, status=400 if form.is_bound else 200)


@access(UPLOADERS)
@require_GET
def template(request: HttpRequest) -> HttpResponseBase:
    """Send the workbook to fill in."""
    return FileResponse(BytesIO(sheet_bridge.template()), as_attachment=True, filename="template.xlsx")


@access(UPLOADERS)
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what an order sheet holds: orders to come in, and every error at its cell."""
    return _page(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> OrderUpload:
    return get_object_or_404(selectors.uploads_visible_to(the_member(request)), pk=pk)


def _page(request: HttpRequest, found: OrderUpload) -> HttpResponse:
    firm = the_member(request).organisation
    known = selectors.mapping_of(firm, found.customer)
    # What was said of sheets without a customer's name is likely to hold for a customer of whom nothing was said.
    likely = known or selectors.mapping_of(firm, "")
    headers = {header: likely.get(header, "") for header in services_uploads.headers_of(found)}
    context: dict[str, Any] = {
        "upload": found,
        "found": found.found,
        "shown": [row | {"due_on": _day(row["due_on"])} for row in found.found["shown"]],
        "errors": [_issue(issue) for issue in found.found["errors"]],
        "warnings": [_issue(issue) for issue in found.found["warnings"][:100]],
        "headers": headers,
        "likely": not known and any(headers.values()),
        "explained": all(header in known for header in found.found["unknown"]),
        "columns": sheet_bridge.column_choices(),
        "nameless": _nameless(found),
        "customers": [firm_name(name) for name in selectors.customers_known_to(the_member(request))],
        "ready": found.state == OrderUpload.State.READ and found.found["new"] > 0,
    }
    return render(request, "orders/upload.html", context)


def _day(kept: str | None) -> date | None:
    return date.fromisoformat(kept) if kept else None


def _nameless(found: OrderUpload) -> bool:
    """Neither the sheet nor who sent it says whose orders they are; headers nobody knows may be the customer's own."""
    shown = found.found["shown"]
    unsaid = not found.customer and not any(row["customer"] for row in shown)
    if not shown and found.found.get("has_customer"):
        return False  # it says whose they are; no row of it could be read yet
    return unsaid and found.state != OrderUpload.State.TAKEN and bool(shown or found.found["unknown"])


def _issue(kept: dict[str, Any]) -> dict[str, str]:
    said = language()
    texts = {name: kept[name][said] for name in ("found", "expected", "remedy")}
    return {"sheet": kept["sheet"], "cell": kept["cell"], **texts}


@access(UPLOADERS)
@posted("orders:upload")
def name_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whose orders a sheet has, and read it again."""
    member, found = the_member(request), _found(request, pk)
    customer = request.POST.get("customer", "").strip()
    known = {firm_name(name): name for name in selectors.customers_known_to(member)}
    try:
        services_uploads.name_customer(by=member, upload=found, customer=known.get(customer, customer))
    except HubError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    return redirect("orders:upload", pk=found.pk)


@access(UPLOADERS)
@posted("orders:upload")
def map_columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what headers mean, and read the sheet again."""
    found = _found(request, pk)
    pairs = zip(request.POST.getlist("header"), request.POST.getlist("column"), strict=False)
    try:
        services_uploads.map_columns(by=the_member(request), upload=found, columns=dict(pairs))
    except HubError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
    return redirect("orders:upload", pk=found.pk)


@access(UPLOADERS)
@posted("orders:upload")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the orders of a sheet into the book, all or none."""
    member, found = the_member(request), _found(request, pk)
    try:
        count = services_uploads.take_in(by=member, upload=found)
    except HubError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        services_uploads.look_again(by=member, upload=found)
        return redirect("orders:upload", pk=found.pk)
    if count:
        text = ngettext("%(n)s order is in the book now.", "%(n)s orders are in the book now.", count)
        messages.success(request, text % {"n": count})
    else:
        messages.info(request, _("This sheet was taken in before; nothing has changed."))
    return redirect("orders:upload", pk=found.pk)
