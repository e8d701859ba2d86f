"""Pages of the cutting room: the day of the tables, and a lay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import thing_name
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import day as day_shown
from interlock_hub.core.models import Role
from interlock_hub.core.selectors import history, today
from interlock_hub.cutting import paper_bridge, services, services_paper, services_rolls
from interlock_hub.cutting.bundles_bridge import pooled_orders
from interlock_hub.cutting.drawing import strip_of
from interlock_hub.cutting.hours import Hours, clock, hours_of
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.roll_turns import turns_of
from interlock_hub.cutting.rolls_lost import lost_rolls
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    ShopDay,
    TableDay,
    days_with_lays,
    lays_visible_to,
    material_names,
    may_advance,
    orders_opened,
    overdue,
    pools_visible_to,
    shops_of_day,
    shops_with_rolls,
    tables_of_day,
)
from interlock_hub.cutting.shown import lay_row, marker_context, nestable, ratio_of
from interlock_hub.network.sheets import xlsx_response
from interlock_hub.orders.models import Order

READERS = roles(*CUTTING_READERS)
PAGE_ROWS = 100
OVERDUE_ROWS = 50
# A day with more lays shows one table's at once.
UNFOLDED_ROWS = 40
HISTORY_ROWS = 20


@access(READERS)
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Show what each table spreads and cuts on a day."""
    member, on = the_member(request), _day_of(request)
    days = days_with_lays(member, on)
    empty_on = on if _opens_next(request, days) else None
    if empty_on and days["after"]:
        on = days["after"]
        days = days_with_lays(member, on)
    shops = shops_of_day(member, on)
    shop = _shop_of(request, shops)
    tables = tables_of_day(member, on, shop.factory) if shop else []
    span_min = max((table.span_min for table in tables), default=0.0)
    late = list(overdue(member, on, shop.factory if shop else None)[: OVERDUE_ROWS + 1])
    hours = hours_of({lay.factory_id for lay in late} | ({shop.factory} if shop else set()))
    groups = _by_table(request, tables, hours, on)
    rows = [row for group in groups for row in group["rows"]]
    if len(rows) > services_paper.MOST_LAYS:
        for group in groups:
            group["paper"] = _paper_of_day(on, shop, group["rows"], group["table"].table.code)
    context = {
        "on": on,
        "days": days,
        "empty_on": empty_on,
        "shops": shops,
        "shop": shop,
        "hours": hours[shop.factory] if shop else None,
        "in_rail": member.role == Role.CUTTER,
        "own": shop and shops_with_rolls(member).filter(pk=shop.factory).exists(),
        "strips": [strip_of(table, span_min, hours[table.table.factory_id]) for table in tables],
        "groups": groups,
        "rows": rows,
        "overdue": [lay_row(member, lay, hours) for lay in late[:OVERDUE_ROWS]],
        "more_overdue": len(late) > OVERDUE_ROWS,
        "names": material_names({row["lay"].material for row in rows} | {lay.material for lay in late}),
        "totals": _totals(tables),
        "paper": _paper_of_day(on, shop, rows),
        "long_day": len(rows) > services_paper.MOST_LAYS,
        "here": request.get_full_path(),
    }
    return render(request, "cutting/day.html", context)


def _by_table(
    request: HttpRequest, tables: list[TableDay], hours: Mapping[int, Hours], on: date
) -> list[dict[str, Any]]:
    """Rows of lays by table; of a long day only one table is unfolded: the one asked for, else the next to work at."""
    member, wanted = the_member(request), request.GET.get("table", "")
    busy = [table for table in tables if table.lays]
    folded = sum(len(table.lays) for table in busy) > UNFOLDED_ROWS
    next_up = next((t for t in busy if t.table.code == wanted), None)
    next_up = next_up or next((t for t in busy if t.done < len(t.lays)), None) or next(iter(busy), None)
    query = request.GET.dict() | {"on": on.isoformat()}
    return [
        {
            "table": table,
            "rows": [lay_row(member, lay, hours) for lay in table.lays],
            "fabric_m": sum(lay.fabric_m for lay in table.lays),
            "unfolded": not folded or table is next_up,
            "here": f"{request.path}?{urlencode(query | {'table': table.table.code})}",
        }
        for table in busy
    ]


def _paper_of_day(on: date, shop: ShopDay | None, rows: list[dict[str, Any]], table: str = "") -> dict[str, Any] | None:
    """What the menu of papers of a day, or of one table's day, needs; None where nothing is cut."""
    if shop is None or not rows:
        return None
    fixed = {"on": on.isoformat(), "factory": shop.code} | ({"table": table} if table else {})
    base = reverse("cutting:day_paper", args=["x"]).removesuffix("x")
    drawn = any(row["lay"].marker.nested for row in rows)
    return {"base": base, "query": f"?{urlencode(fixed)}", "fixed": fixed.items(), "drawn": drawn,
            "stocks": paper_bridge.stock_labels()}  # fmt: skip


def _paper_of_lay(lay: Lay) -> dict[str, Any]:
    base = reverse("cutting:lay_paper", args=[lay.code, "x"]).removesuffix("x")
    plotter = reverse("cutting:marker_plt", args=[lay.marker.code]) if lay.marker.nested else ""
    return {"base": base, "query": "", "fixed": (), "drawn": lay.marker.nested, "plotter": plotter,
            "stocks": paper_bridge.stock_labels()}  # fmt: skip


def _day_of(request: HttpRequest) -> date:
    try:
        return parse_date(request.GET.get("on", "")) or today()
    except ValueError:
        return today()


def _opens_next(request: HttpRequest, days: dict[str, Any]) -> bool:
    """Tell whether the next day with lays opens instead: nobody asked for a day, and today nothing is cut."""
    return not request.GET.get("on") and not days["here"] and days["after"] is not None


def _shop_of(request: HttpRequest, shops: list[ShopDay]) -> ShopDay | None:
    wanted = request.GET.get("factory", "")
    if not wanted:
        return shops[0] if shops else None
    return next((shop for shop in shops if shop.code == wanted), None)


def _totals(tables: list[TableDay]) -> dict[str, Any]:
    lays = [lay for table in tables for lay in table.lays]
    used, there = sum(t.used_min for t in tables), sum(t.table.minutes_per_day for t in tables)
    return {
        "lays": len(lays),
        "tables": sum(1 for table in tables if table.lays),
        "cut": sum(1 for lay in lays if lay.state == Lay.State.CUT),
        "spread": sum(1 for lay in lays if lay.state == Lay.State.SPREAD),
        "fabric_m": sum(lay.fabric_m for lay in lays),
        "load": used / there if there and all(table.whole for table in tables) else None,
    }


@access(READERS)
@require_GET
def export_day(request: HttpRequest) -> HttpResponse:
    """Return the day's lays of a shop as an Excel file."""
    member, on = the_member(request), _day_of(request)
    shop = _shop_of(request, shops_of_day(member, on))
    if shop is None:
        raise Http404
    lays = [lay for table in tables_of_day(member, on, shop.factory) for lay in table.lays]
    hours = hours_of([shop.factory])[shop.factory]
    pooled = pooled_orders(lays)
    cells = [_cells(lay, hours, pooled.get(lay.pool_id or 0, [lay.order])) for lay in lays]
    return xlsx_response(f"{_('Lays')} {on.isoformat()}", _("Lays"), _headers(), cells)


def _headers() -> list[str]:
    return [
        _("Table"), pgettext("clock", "From"), pgettext("clock", "To"), _("Lay"), _("Order"), _("Style"), _("Fabric"),
        _("Marker"), _("Size ratio"), _("Marker length, m"), _("Plies by colour"), _("Plies"), _("Garments"),
        _("Fabric, m"), _("State"),
    ]  # fmt: skip


def _cells(lay: Lay, hours: Hours, orders: Sequence[Order]) -> list[Any]:
    plies = sum(count for _colour, count in lay.plies)
    return [
        lay.table.code, clock(hours.begins(lay.start_min)), clock(hours.ends(lay.end_min)),
        lay.code, ", ".join(order.number for order in orders),
        ", ".join(dict.fromkeys(order.style.code for order in orders)) if lay.pool_id else lay.marker.style.code,
        lay.material, lay.marker.code, ratio_of(lay.marker), round(lay.marker.length_mm / 1000, 3),
        ", ".join(f"{thing_name(colour)} {count}" for colour, count in lay.plies), plies,
        plies * sum(lay.marker.ratio.values()), round(lay.fabric_m, 2), str(lay.get_state_display()),
    ]  # fmt: skip


@access(READERS)
@require_GET
def lay(request: HttpRequest, code: str) -> HttpResponse:
    """Show a lay: what is spread, with which marker, and how far it is."""
    member = the_member(request)
    found = get_object_or_404(
        lays_visible_to(member).defer(None).select_related("done_by", "marker__pattern"), code=code
    )
    plies = [(thing_name(colour), count) for colour, count in found.plies]
    sizes = list(found.marker.ratio.items())
    uses = services_rolls.uses_of([found])[found.pk]
    pooled = pooled_orders([found]).get(found.pool_id or 0, [])
    bundles = paper_bridge.bundles_of(found, uses, pooled)
    context = {
        **marker_context(found.marker, pooled=bool(found.pool_id)),
        "lay": found,
        "row": lay_row(member, found, hours_of([found.factory_id])),
        "may": may_advance(member, found),
        "early": _early_days(found),
        "plies": plies,
        "sizes": sizes,
        "cells": [(colour, count, [count * n for _size, n in sizes]) for colour, count in plies],
        "garments": sum(count for _colour, count in plies) * sum(found.marker.ratio.values()),
        "opens": orders_opened(member, pooled or [found.order]),
        "opens_pool": pools_visible_to(member).filter(lays=found).exists(),
        "history": list(history("cutting.lay", found.code)[:HISTORY_ROWS]),
        "paper": _paper_of_lay(found),
        "printed": _printed(found, bundles),
        "bundles": bundles,
        "shades": any(one["shade"] for one in bundles),
        "orders": pooled,
        "nestable": nestable(member, [found], found.marker),
        "lost": {} if uses else lost_rolls(Lay.objects.filter(pk=found.pk)),
        "rolls": uses,
        "turns": turns_of({found.pk: uses})[found.pk],
        "here": request.get_full_path(),
    }
    return render(request, "cutting/lay.html", context)


def _printed(found: Lay, bundles: Sequence[Mapping[str, Any]]) -> list[tuple[str, services_paper.Printing]]:
    """What was printed of a lay: a card, tickets."""
    now = {found.code: paper_bridge.bundles_digest(one["code"] for one in bundles)}
    rows = [
        (paper, services_paper.printings([found], paper, now if paper == services_paper.TICKETS else None))
        for paper in services_paper.PRINTED
    ]
    return [(paper, each[found.code]) for paper, each in rows if found.code in each]


@access(READERS)
@require_GET
def lay_sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Return a lay as an Excel file."""
    found = get_object_or_404(lays_visible_to(the_member(request)), code=code)
    orders = pooled_orders([found]).get(found.pool_id or 0, [found.order])
    hours = hours_of([found.factory_id])[found.factory_id]
    return xlsx_response(found.code, _("Lays"), _headers(), [_cells(found, hours, orders)])


@access(READERS)
@posted("cutting:lay")
def advance(request: HttpRequest, code: str) -> HttpResponse:
    """Say that a lay was spread or cut, or take it back."""
    member = the_member(request)
    found = get_object_or_404(lays_visible_to(member), code=code)
    if not may_advance(member, found):
        raise Http404
    to = request.POST.get("to", "")
    if to == Lay.State.SPREAD and found.state == Lay.State.PLANNED and not found.marker.nested and not _sure(request):
        return render(request, "cutting/spread.html", _estimated(found, request.POST.get("next", "")))
    try:
        if to == "back":
            services.step_back(by=member, lay=found)
        else:
            _tell_early(request, services.advance(by=member, lay=found, to=to))
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
    return _back(request, found)


def _early_days(found: Lay) -> int:
    """How many days before its planned one a lay counts as spread or cut; 0 where it does not."""
    return 0 if found.state == Lay.State.PLANNED else max(0, (found.cut_on - today()).days)


def _tell_early(request: HttpRequest, found: Lay) -> None:
    """Say that a lay is spread or cut before its day: no mistake, but a slip of the finger looks the same."""
    if days := _early_days(found):
        early = ngettext(
            "Lay %(lay)s was planned for %(day)s, %(days)s day from now; take it back if another lay was meant.",
            "Lay %(lay)s was planned for %(day)s, %(days)s days from now; take it back if another lay was meant.",
            days,
        )
        messages.info(request, early % {"lay": found.code, "day": day_shown(found.cut_on), "days": days})


def _sure(request: HttpRequest) -> bool:
    """Whether it was said that a lay is spread although its marker is only estimated."""
    return request.POST.get("estimated") == "yes"


def _estimated(found: Lay, wanted: str) -> dict[str, Any]:
    """What is asked before a lay without a real marker counts as spread."""
    plies = sum(count for _colour, count in found.plies)
    return {"lay": found, "next": wanted, "plies": plies, "length_m": found.length_m}


def _back(request: HttpRequest, found: Lay) -> HttpResponse:
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return redirect(wanted) if safe else redirect("cutting:lay", found.code)
