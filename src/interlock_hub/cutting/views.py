"""Pages of the room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interlock_hub.core.access import MEMBERS, access


@access(MEMBERS)
def day(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")


@access(MEMBERS)
def markers(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")
