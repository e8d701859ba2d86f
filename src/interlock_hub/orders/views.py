"""The order book, and the page of one order."""

from __future__ import annotations

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core import ledger
from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import history, today
from interlock_hub.orders import filters, matrix, selectors, services, services_promises, words
from interlock_hub.orders.columns import COLUMN_PAGE, VIEW_PAGE, Column, chosen, open_to
from interlock_hub.orders.export import write_orders
from interlock_hub.orders.forms import DueForm
from interlock_hub.orders.models import Order
from interlock_hub.orders.panels import panels_of

READERS = roles(*selectors.ORDER_READERS)
CHANGERS = roles(*PLANNERS)


@access(READERS)
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Show the order book as the address filters it."""
    member, asked = the_member(request), filters.asked_of(request.GET)
    services.release_expired()
    found = _asked_for(member, asked)
    saved = selectors.views_of(member, VIEW_PAGE, COLUMN_PAGE)
    shown = _columns(member, saved)
    page = filters.page_of(filters.ordered(found, asked), asked.page)
    counts = selectors.summary(found)
    context = {
        "asked": asked,
        "page": page,
        "rows": [(row, selectors.price_visible_to(member, row)) for row in page.rows],
        "counts": counts,
        "sentence": words.list_sentence(counts),
        "columns": shown,
        "shown": {column.key for column in shown},
        "choices": open_to(member),
        "saved": saved[VIEW_PAGE],
        "states": Order.State.choices,
        "categories": selectors.categories(),
        "customers": selectors.customers_known_to(member),
        "cores": list(selectors.core_factories().values_list("code", "name")),
        "may_add": member.may(*PLANNERS, Role.BRAND),
        "may_upload": member.may(*PLANNERS),
        "query": request.GET.urlencode(),
    }
    return render(request, "orders/list.html", context)


def _asked_for(member: Membership, asked: filters.Asked) -> Any:
    return filters.narrowed(selectors.orders_visible_to(member), asked, private=selectors.price_seen_by(member))


def _columns(member: Membership, saved: dict[str, Any]) -> tuple[Column, ...]:
    return chosen(member, next((view.query for view in saved[COLUMN_PAGE]), ""))


@access(READERS)
@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Give the list as it is filtered, sorted and shown, all pages, as an Excel file."""
    member, asked = the_member(request), filters.asked_of(request.GET)
    found = filters.ordered(_asked_for(member, asked), asked)
    out = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    write_orders(out, found, _columns(member, selectors.views_of(member, COLUMN_PAGE)), member)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=f"{_('orders')}-{today():%Y%m%d}.xlsx")


@access(READERS)
@posted("orders:list")
def columns(request: HttpRequest) -> HttpResponse:
    """Remember which columns to show."""
    services.remember_columns(by=the_member(request), keys=request.POST.getlist("column"))
    return _back(request)


@access(READERS)
@posted("orders:list")
def keep_view(request: HttpRequest) -> HttpResponse:
    """Keep the list as it is filtered."""
    try:
        services.keep_view(
            by=the_member(request), name=request.POST.get("name", ""), query=request.POST.get("query", "")
        )
    except HubError as error:
        _say(request, error)
    return _back(request)


@access(READERS)
@posted("orders:list", keep=())
def drop_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view."""
    services.drop_view(by=the_member(request), pk=pk)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    query = request.POST.get("query", "")
    response = redirect("orders:list")
    response.headers["Location"] += f"?{query}" if query else ""
    return response


def _say(request: HttpRequest, error: HubError) -> None:
    for problem in error.problems:
        messages.error(request, str(problem))


def _found(request: HttpRequest, number: str) -> Order:
    orders = selectors.orders_visible_to(the_member(request)).select_related(
        "style", "core", "planned_core", "owner", "brand"
    )
    return get_object_or_404(orders, number=number)


@access(READERS)
def order(request: HttpRequest, number: str) -> HttpResponse:
    """Show an order: where it stands in a sentence, its pieces, its steps, what happened to it."""
    member, found = the_member(request), _found(request, number)
    planned = found.planned_core.organisation_id if found.planned_core else None
    may_change = selectors.may_change(member, found)
    if member.organisation_id not in (found.owner_id, found.brand_id, planned):
        ledger.looked(by=member, of=found.owner, subject="orders.order", key=found.number)
    context = {
        "order": found,
        "sentence": words.order_sentence(found),
        "private": selectors.price_visible_to(member, found),
        "matrix": matrix.matrix_of(selectors.quantities_of(found), found.style.sizes),
        "panels": list(panels_of(member, found)),
        "history": _history(member, found),
        "may_change": may_change,
        "fixed": words.why_fixed(found, may_change=may_change),
        "may_release": found.state == Order.State.HELD and _holds(member, found),
        "due_form": DueForm(initial={"due_on": found.due_on}),
        "way": words.way_name(found.promise["way"]) if found.promise else "",
        "asked": services_promises.asked_by(member, found) if found.state == Order.State.HELD else None,
    }
    return render(request, "orders/order.html", context)


def _history(member: Membership, found: Order) -> list[dict[str, Any]]:
    """What happened, with names of people for those of the same organisation and the operator only."""
    private = selectors.price_visible_to(member, found)
    return [
        {
            "at": entry.at,
            "what": words.happened(entry.what),
            "who": entry.actor.shown_name
            if entry.actor and (member.sees_cluster or entry.organisation_id == member.organisation_id)
            else entry.organisation.name if entry.organisation else "",
            "changes": words.changes_in_words(entry.before or {}, entry.after or {}, private=private),
            "reason": (entry.after or {}).get("reason", ""),
        }
        for entry in history("orders.order", found.number)[:100]
    ]  # fmt: skip


def _holds(member: Membership, found: Order) -> bool:
    return selectors.may_change(member, found) or found.brand_id == member.organisation_id


@access(READERS)
@posted("orders:order")
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order; a brand may release what is held for it."""
    member, found = the_member(request), _found(request, number)
    held = found.state == Order.State.HELD and _holds(member, found)
    if not (selectors.may_change(member, found) or held):
        return _refused(request, found)
    try:
        services.cancel(by=member, order=found, reason=request.POST.get("reason", ""))
        messages.success(request, _("Order %(order)s is cancelled.") % {"order": found.number})
    except HubError as error:
        _say(request, error)
    return redirect("orders:order", number=found.number)


@access(CHANGERS)
@posted("orders:order")
def move_due(request: HttpRequest, number: str) -> HttpResponse:
    """Give an order another due date."""
    member, found, form = the_member(request), _found(request, number), DueForm(request.POST)
    if not selectors.may_change(member, found):
        return _refused(request, found)
    if not form.is_valid():
        messages.error(request, _("Give the new due date."))
        return redirect("orders:order", number=found.number)
    try:
        services.move_due(by=member, order=found, due_on=form.cleaned_data["due_on"])
        messages.success(request, _("The due date is moved; the next plan or repair takes it into account."))
    except HubError as error:
        _say(request, error)
    return redirect("orders:order", number=found.number)


@access(CHANGERS)
@posted("orders:order")
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Take a held order into the book."""
    member, found = the_member(request), _found(request, number)
    if not selectors.may_change(member, found):
        return _refused(request, found)
    services.release_expired()
    try:
        services.confirm(by=member, order=found)
        messages.success(request, _("Order %(order)s is in the book.") % {"order": found.number})
    except HubError as error:
        _say(request, error)
    return redirect("orders:order", number=found.number)


def _refused(request: HttpRequest, found: Order) -> HttpResponse:
    messages.error(request, _("Only the firm that took the order can change it."))
    return redirect("orders:order", number=found.number)
