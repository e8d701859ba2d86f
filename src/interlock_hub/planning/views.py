"""Pages of the room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from interlock_hub.core.access import MEMBERS, access


@access(MEMBERS)
def plans(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")


@access(MEMBERS)
def board(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")


@access(MEMBERS)
def offers(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")


@access(MEMBERS)
def events(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")


@access(MEMBERS)
def my_lots(request: HttpRequest) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")


@access(MEMBERS)
def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Show it."""
    return render(request, "base.html")
