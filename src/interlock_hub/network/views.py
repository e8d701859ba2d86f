"""Pages of the register: the list of factories, one factory, and the map."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, roles, the_member
from interlock_hub.core.bridge import category_name, firm_name
from interlock_hub.core.ledger import looked
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import cluster, history, today
from interlock_hub.network import map_data, register
from interlock_hub.network.forms import DaysForm, machine_name
from interlock_hub.network.models import Factory, Line
from interlock_hub.network.panels import panels_of
from interlock_hub.network.selectors import (
    REGISTER_READERS,
    changes_from,
    closures_from,
    editable_by,
    factories_visible_to,
    machines_of,
    measured_to,
    private_to,
)
from interlock_hub.network.sheets import xlsx_response
from interlock_hub.network.words import VIRTUE_NAMES, town_name, virtue_name

HISTORY_ROWS = 20
READERS = roles(*REGISTER_READERS, Role.OWNER)
# Who gives work to whom is the business of those who do.
SEE_FLOWS = (Role.OPERATOR, Role.PLANNER, Role.OWNER)


@access(READERS)
@require_GET
def factory_list(request: HttpRequest) -> HttpResponse:
    """List the factories asked for."""
    member, wanted = the_member(request), register.Filter.of(request.GET)
    every = register.found(member, wanted)
    pages = Paginator(register.sorted_rows(member, every, wanted.sort), register.PAGE_ROWS)
    totals = register.totals_of(every)
    pages.__dict__["count"] = totals["factories"]  # counted already
    page = pages.get_page(request.GET.get("page"))
    rows = register.rows_of(member, page.object_list)
    context = {
        "wanted": wanted,
        "page": page,
        "rows": rows,
        "all_whole": all(row.whole for row in rows),
        "totals": totals,
        "kinds": Factory.Kind.choices,
        "townships": register.townships(),
        "skills": sorted(((code, category_name(code)) for code in register.skills()), key=lambda pair: pair[1]),
        "shows_declared": member.sees_cluster or totals["factories"] == 1,
        "virtues": VIRTUE_NAMES,
        "virtue_words": " · ".join(virtue_name(name) for name in register.VIRTUES),
    }
    return render(request, "network/list.html", context)


@access(READERS)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Return the list that is seen as an Excel file: the same rows in the same order, all pages."""
    member, wanted = the_member(request), register.Filter.of(request.GET)
    rows = register.sorted_rows(member, register.found(member, wanted), wanted.sort)
    headers = [
        _("Code"), _("Factory"), _("Kind"), _("Township"), _("Lines"), _("Operators"), _("Declared min a day"),
        _("Can sew"), *(virtue_name(name) for name in register.VIRTUES),
    ]  # fmt: skip
    lines = (_cells(row) for row in register.rows_of(member, rows))
    return xlsx_response(_("Factories"), _("Factories"), headers, lines)


def _cells(row: register.Row) -> list[Any]:
    factory = row.factory
    declared = None if row.declared_min is None else round(row.declared_min)
    return [
        factory.code, firm_name(factory.name), str(factory.get_kind_display()), town_name(factory.township), row.lines,
        row.operators, declared, ", ".join(category_name(skill) for skill in row.skills),
        *(_rounded(row.virtues[name]) if name in row.virtues else _("not shown to you") for name in register.VIRTUES),
    ]  # fmt: skip


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 1)


@access(READERS)
@require_GET
def factory(request: HttpRequest, code: str) -> HttpResponse:
    """Show one factory; what is private of it only to its own people and the operator, and that is noted."""
    member = the_member(request)
    found = get_object_or_404(factories_visible_to(member), code=code)
    if private_to(member, found):
        looked(by=member, of=found.organisation, subject="network.factory", key=found.code)
    return render(request, "network/factory.html", factory_context(member, found))


def factory_context(member: Membership, found: Factory, days_form: DaysForm | None = None) -> dict[str, Any]:
    """Return what the factory page shows a member."""
    private, measured = private_to(member, found), measured_to(member, found)
    lines = list(Line.objects.filter(factory=found))
    shown = register.virtues_shown(found, measured=measured)
    virtues = [(virtue_name(name), shown.get(name), name in shown) for name in register.VIRTUES]
    return {
        "factory": found,
        "private": private,
        "measured": measured,
        "editable": editable_by(member, found),
        "lines": lines,
        "operators": sum(line.operators for line in lines),
        "declared_min": sum(line.declared_min_per_day for line in lines),
        "skills": sorted({category for line in lines for category in line.skills}),
        "virtues": virtues,
        "radar": {
            "names": [name for name, _value, _shown in virtues],
            "values": [value for _name, value, _shown in virtues],
            "unknown": _("not yet measured"),
        }
        if measured
        else None,
        "machines": [(machine_name(machine.kind), machine.count) for machine in machines_of(found)],
        "tables": [(t.code, t.length_mm / 1000, t.width_mm / 1000, t.minutes_per_day) for t in found.tables.all()],
        "closures": list(closures_from(found, today())) if private else [],
        "changes": list(changes_from(found, today())) if private else [],
        "days_form": days_form or DaysForm(),
        "panels": list(panels_of(member, found)),
        "history": list(history("network.factory", found.code)[:HISTORY_ROWS]) if private else [],
    }


@access(READERS)
@require_GET
def cluster_map(request: HttpRequest) -> HttpResponse:
    """Draw the cluster: where its factories stand and where work flows."""
    member = the_member(request)
    drawn = map_data.drawn(member, cluster())
    context = {"map": drawn, "data": drawn.data, "all_flows": member.sees_cluster, "some_flows": member.may(*SEE_FLOWS)}
    return render(request, "network/map.html", context)


@access(roles(Role.OPERATOR))
@require_GET
def import_book(request: HttpRequest) -> HttpResponse:
    """Go to where workbooks are taken in."""
    return redirect("site:import")
