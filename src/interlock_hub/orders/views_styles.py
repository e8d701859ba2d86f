"""Styles: the list, and one style's bulletin, bill and pieces."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, roles, the_member
from interlock_hub.core.models import Role
from interlock_hub.orders import selectors, style_bridge
from interlock_hub.orders.filters import PAGE_ROWS, asked_of
from interlock_hub.orders.style_panels import panels_of

STYLE_READERS = roles(Role.OPERATOR, Role.PLANNER, Role.CUTTER, Role.BRAND)


@access(STYLE_READERS)
@require_GET
def styles(request: HttpRequest) -> HttpResponse:
    """Show the styles, of one category if asked."""
    member, asked = the_member(request), asked_of(request.GET)
    found = selectors.style_list(member, category=asked.category, text=asked.text)
    start = (asked.page - 1) * PAGE_ROWS
    rows = list(found[start : start + PAGE_ROWS + 1])
    context = {
        "styles": rows[:PAGE_ROWS],
        "page": asked.page,
        "more": len(rows) > PAGE_ROWS,
        "asked": asked,
        "categories": selectors.categories(),
    }
    return render(request, "orders/styles.html", context)


@access(STYLE_READERS)
@require_GET
def style(request: HttpRequest, code: str) -> HttpResponse:
    """Show a style: how it is sewn, what of, and its pieces by size."""
    member = the_member(request)
    found = get_object_or_404(selectors.styles_visible_to(member), code=code)
    sizes = style_bridge.sizes_drawn(found)
    size = request.GET.get("size", "")
    size = size if size in sizes else ""
    named = selectors.materials().filter(code__in=[item["material"] for item in found.body.get("bill", ())])
    context = {
        "style": found,
        "bulletin": style_bridge.bulletin_of(found),
        "bill": style_bridge.bill_of(found, dict(named.values_list("code", "name"))),
        "may_ask": member.may(*PLANNERS, Role.BRAND),
        "sizes": sizes,
        "size": size,
        "legend": [(one, at % style_bridge.SHADES) for at, one in enumerate(sizes)],
        "picture": style_bridge.picture_of(found, size),
        "panels": list(panels_of(member, found)),
        "orders": selectors.open_orders(member).filter(style=found).order_by("due_on", "number")[:20],
    }
    return render(request, "orders/style.html", context)
