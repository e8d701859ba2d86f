"""A new order with its promise: what is wanted, three ways to make it, one chosen and held."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import JobRun, Membership, Role
from interlock_hub.core.money import yuan
from interlock_hub.core.selectors import jobs_visible_to, today
from interlock_hub.network.models import Factory
from interlock_hub.network.selectors import townships
from interlock_hub.network.words import town_name
from interlock_hub.orders import maps, selectors, services_promises, words
from interlock_hub.orders.forms import MOST_COLOURS, NewOrderForm
from interlock_hub.orders.models import Order, Style
from interlock_hub.orders.promising import Wanted, Way, together

ASKERS = roles(*PLANNERS, Role.BRAND)
ROWS = 4


@access(ASKERS)
def new_order(request: HttpRequest) -> HttpResponse:
    """Ask what is wanted; then look for ways to make it."""
    member = the_member(request)
    form = NewOrderForm(request.POST or None, member=member, initial={"style": request.GET.get("style", "")})
    if request.method == "POST":
        form.full_clean()
        style = form.cleaned_data.get("style")
        quantities = form.quantities(style.sizes) if style else ()
        if form.is_valid():
            try:
                job = services_promises.ask(by=member, wanted=_wanted(member, form, quantities))
                return redirect("orders:ways", pk=job.pk)
            except HubError as error:
                form.add_error(None, [str(problem) for problem in error.problems])
    chosen = form["style"].value()
    context = {"form": form, **_rows(request, _style(member, str(chosen or "")), form.wrong)}
    return render(request, "orders/new.html", context, status=400 if form.is_bound else 200)


def _wanted(member: Membership, form: NewOrderForm, quantities: tuple[tuple[str, str, int], ...]) -> Wanted:
    said = form.cleaned_data
    number = form.clean_number()
    return Wanted(
        number=number or services_promises.free_number(f"N{today():%y%m%d}"),
        number_typed=bool(number),
        customer=member.organisation.name if member.role == Role.BRAND else said["customer"],
        style=said["style"].code,
        due_on=said["due_on"],
        quantities=quantities,
        price_fen=form.price_fen,
        core=said["core"].code if said["core"] else "",
        material_ready_on=said["material_ready_on"],
    )


@access(ASKERS)
@require_GET
def matrix(request: HttpRequest) -> HttpResponse:
    """Show the matrix to fill in for a style, with one colour more if asked."""
    style = _style(the_member(request), request.GET.get("style", ""))
    return render(request, "orders/_matrix_form.html", _rows(request, style))


def _style(member: Membership, code: str) -> Style | None:
    return selectors.styles_visible_to(member).defer("body").filter(code=code).first() if code else None


def _rows(request: HttpRequest, style: Style | None, wrong: Collection[str] = ()) -> dict[str, Any]:
    """The rows of the matrix with what stands in them already; ``wrong`` are names of inputs to mark."""
    given = request.POST or request.GET
    wanted = given.get("rows", "")
    count = min(max(int(wanted), 1), MOST_COLOURS) if wanted.isdigit() else ROWS
    sizes = list(style.sizes) if style else []
    rows = [
        {
            "colour": given.get(f"colour-{row}", ""),
            "wrong": f"colour-{row}" in wrong,
            "cells": [
                (column, size, given.get(f"pieces-{row}-{column}", ""), f"pieces-{row}-{column}" in wrong)
                for column, size in enumerate(sizes)
            ],
        }
        for row in range(count)
    ]
    return {"style": style, "sizes": sizes, "matrix_rows": rows, "count": count, "more": min(count + 2, MOST_COLOURS)}


@access(ASKERS)
@require_GET
def ways(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the ways that were found, or how far the search is."""
    member, job = the_member(request), _job(request, pk)
    wanted = Wanted.of_json(job.given["wanted"])
    found = services_promises.ways_of(job)
    style = Style.objects.defer("body").filter(code=wanted.style).first()
    context = {
        "job": job,
        "wanted": wanted,
        "style": style,
        "cards": _cards(member, wanted, found),
        "no_more": words.why_no_more([way.way for way in alike] for alike in together(found)),
        "is_brand": member.role == Role.BRAND,
        "told_sure": any(way.chance is not None for way in found),
        **_held(job),
        "plan": (job.result or {}).get("on_plan"),
        # Said only where no way meets the wanted day.
        "soonest_on": min((way.ship_on for way in found if all(way.late_days for way in found)), default=None),
    }
    return render(request, "orders/ways.html", context)


def _held(job: JobRun) -> dict[str, Any]:
    """The order of this search if there is one, its way, and whether that can still change."""
    held = services_promises.order_of(job)
    way = str((held.promise or {})["way"]) if held else ""
    changing = bool(held and held.state == Order.State.HELD)
    gone = held is None and services_promises.number_gone(job)
    name = words.way_name(way)
    return {"held": held, "held_way": way, "held_way_name": name, "changing": changing, "number_gone": gone}


def _job(request: HttpRequest, pk: UUID) -> JobRun:
    mine = jobs_visible_to(the_member(request)).filter(kind=services_promises.KIND)
    return get_object_or_404(mine.filter(organisation_id=the_member(request).organisation_id), pk=pk)


def _cards(member: Membership, wanted: Wanted, found: tuple[Way, ...]) -> list[dict[str, Any]]:
    """The ways as a page shows them; a brand learns nothing of makers' names and pay."""
    if not found:
        return []
    brand = member.role == Role.BRAND
    codes = {maker.factory for way in found for maker in way.makers if maker.factory}
    factories = {f.code: f for f in Factory.objects.filter(code__in=codes).select_related("township")}
    towns = list(townships())
    return [
        {
            "way": way,
            "name": " · ".join(words.way_name(same.way) for same in alike),
            "names": [same.way for same in alike],
            "why": way.why[language()],
            "price": yuan(wanted.price_fen),
            "each": None if brand else services_promises.each_cny(way, wanted.pieces),
            "makers": _makers(way, factories),
            "factories": len({maker.factory for maker in way.makers if maker.factory}),
            "outside": sum(maker.pieces for maker in way.makers if not maker.factory),
            "map": maps.map_of(towns, _places(way, factories)),
            "days_early": (wanted.due_on - way.ship_on).days,
            "named": not brand,
            "quality": None if brand else way.quality,
        }
        for alike in together(found)
        for way in alike[:1]
    ]


def _places(way: Way, factories: dict[str, Factory]) -> list[tuple[Factory, int]]:
    pieces: dict[str, int] = {}
    for maker in way.makers:
        pieces[maker.factory] = pieces.get(maker.factory, 0) + maker.pieces
    return [(factories[code], count) for code, count in pieces.items() if code in factories]


def _makers(way: Way, factories: dict[str, Factory]) -> list[tuple[str, int]]:
    return [(f"{place.code} · {town_name(place.township)}", count) for place, count in _places(way, factories)]


@access(ASKERS)
@posted("orders:ways")
def choose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hold the order in the way chosen."""
    job = _job(request, pk)
    before = services_promises.way_held(job)
    try:
        number = request.POST.get("number", "").strip()[: Order._meta.get_field("number").max_length]
        order = services_promises.hold(by=the_member(request), job=job, way=request.POST.get("way", ""), number=number)
    except services_promises.PlaceGone:
        again = services_promises.ask_again(by=the_member(request), job=job)
        messages.warning(
            request, _("Meanwhile another order was promised on the same lines; these are the ways that are left.")
        )
        return redirect("orders:ways", pk=again.pk)
    except HubError as error:
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("orders:ways", pk=job.pk)
    messages.success(request, _held_words(order, before))
    return redirect("orders:order", number=order.number)


def _held_words(order: Order, before: str) -> str:
    """What a choice came to; ``before`` is the way that was chosen earlier, empty where none was."""
    way = (order.promise or {})["way"]
    facts = {"order": order.number, "way": words.way_name(way), "before": words.way_name(before)}
    if not before:
        return _("Order %(order)s is held for 24 hours.") % facts
    if before == way:
        return _("Order %(order)s has the way “%(way)s” already; nothing was changed.") % facts
    return _("Order %(order)s is held the way “%(way)s” now, no longer “%(before)s”; its 24 hours run on.") % facts
