"""The site's own pages: home by role, search, health, and what is shown when something is wrong."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.views.decorators.http import require_GET

from interlock_hub.core.access import ANYONE, MEMBERS, access, member_of, the_member
from interlock_hub.core.database import session_held_up
from interlock_hub.core.middleware import held_up
from interlock_hub.network.selectors import search as find_factories
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning.offers import REASONS
from interlock_hub.site.today import needs_of
from interlock_hub.site.today_lists import lists_and_sentence, nothing_now

MOST_FOUND = 12


@access(ANYONE)
@require_GET
def home(request: HttpRequest) -> HttpResponseBase:
    """Show what needs the member now; strangers see the login."""
    member = member_of(request)
    if member is None:
        from interlock_hub.core.views import log_in

        return log_in(request) if not request.user.is_authenticated else render(request, "site/no_member.html")
    sentence, lists = lists_and_sentence(member)
    context: dict[str, Any] = {
        "needs": needs_of(member),
        "sentence": sentence,
        "lists": lists,
        "nothing": nothing_now(member, lists),
    }
    if any(row.card for each in lists for row in each.rows):
        context["reasons"] = REASONS.items()
    return render(request, "site/home.html", context)


@access(ANYONE)
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Tell a load balancer that the site and its database answer."""
    database_answers()
    return JsonResponse({"ok": True})


def database_answers() -> None:
    """Ask the database something small; raises what it raises when it does not answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@access(MEMBERS)
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find orders and factories by what was typed."""
    member, text = the_member(request), request.GET.get("q", "").strip()
    found = {
        "orders": orders_visible_to(member).filter(number__icontains=text)[:MOST_FOUND] if text else [],
        "factories": find_factories(member, text)[:MOST_FOUND] if text else [],
    }
    page = "site/_found.html" if request.htmx else "site/search.html"  # type: ignore[attr-defined]
    return render(request, page, {"q": text, **found})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be read; where the session could not be kept because others held it up, that is said."""
    if session_held_up(exception):
        return held_up(request)
    return render(request, "site/wrong.html", {"code": 400}, status=400)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person may not open this."""
    return render(request, "site/wrong.html", {"code": 403}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is too old, or came from elsewhere."""
    return render(request, "site/wrong.html", {"code": "csrf"}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or not for this person."""
    return render(request, "site/wrong.html", {"code": 404}, status=404)


def fault(request: HttpRequest) -> HttpResponse:
    """The program is at fault; the page needs nothing that could fail again."""
    return HttpResponse(loader.render_to_string("site/fault.html"), status=500)
