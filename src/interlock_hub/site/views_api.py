"""The page on which people read what programs may ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from interlock_hub.core.access import MEMBERS, access
from interlock_hub.site import api_page
from interlock_hub.site.api_words import RULES


@access(MEMBERS)
@require_GET
def api(request: HttpRequest) -> HttpResponse:
    """Show every operation of the API, with its scopes, values and an example."""
    rooms = api_page.rooms(request.build_absolute_uri("/"))
    count = sum(len(room.operations) for room in rooms)
    rules = [api_page.marked(str(rule)) for rule in RULES]
    return render(request, "site/api.html", {"rooms": rooms, "count": count, "rules": rules})
