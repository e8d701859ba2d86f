"""Pages of lot offers: a satellite's cards on the phone, the planner's list; and a satellite's own lots."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, F, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import PLANNERS, access, posted, roles, the_member
from interlock_hub.core.formats import grouped, instant
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.planning import figures
from interlock_hub.planning import offers as services
from interlock_hub.planning.forms import DeclineForm, reason_words
from interlock_hub.planning.models import LotOffer, PlanLot
from interlock_hub.planning.offer_cards import answered, cards, counted, listed
from interlock_hub.planning.selectors import offers_visible_to, published
from interlock_hub.planning.sheets import sheet
from interlock_hub.planning.views import page_of, tried

ANSWERED_SHOWN = 30
DAYS_SHOWN = 14


@access(roles(*PLANNERS, Role.OWNER))
@require_GET
def offers(request: HttpRequest) -> HttpResponseBase:
    """Show offers of lots: cards to answer for a satellite, a list for those who plan."""
    member = the_member(request)
    if member.role == Role.OWNER:
        return render(request, "planning/my_offers.html", _cards(member, request.GET.get("refuse", "")))
    every = _filtered(request, member)
    if request.GET.get("format") == "xlsx":
        return _as_sheet(member, every)
    counts = counted(offers_visible_to(member))
    page = page_of(request, every)
    context = {
        "page": page,
        "rows": listed(page),
        "states": [(value, label, counts.get(value, 0)) for value, label in LotOffer.State.choices],
        "state": request.GET.get("state", ""),
        "answered": sum(counts.get(s, 0) for s in ("accepted", "declined", "expired")),
        "open": counts.get("open", 0),
        "declined": counts.get("declined", 0) + counts.get("expired", 0),
        "total_pay": total_pay(member, every),
        "show_pay": not member.sees_cluster,
    }
    return render(request, "planning/offers.html", context)


def _filtered(request: HttpRequest, member: Membership) -> QuerySet[LotOffer]:
    every = offers_visible_to(member)
    if request.GET.get("state") in LotOffer.State.values:
        every = every.filter(state=request.GET["state"])
    text = request.GET.get("q", "").strip()
    if text:
        every = every.filter(order__number__icontains=text) | every.filter(factory__name__icontains=text)
    order = {"start": "start_on", "pieces": "-pieces", "order": "order__number", "factory": "factory__code"}
    if request.GET.get("sort") in order:
        return every.order_by(order[request.GET["sort"]], "id")
    return every.order_by(F("answered_at").desc(nulls_first=True), "expires_at", "id")  # what waits, then the latest


def total_pay(member: Membership, every: QuerySet[LotOffer]) -> Any:
    """Return what some offers pay together; to the operator only where enough firms are in it to hide each."""
    found = every.order_by().aggregate(pay=Sum("pay_cny"), firms=Count("organisation", distinct=True))
    hidden = member.sees_cluster and found["firms"] < settings.MINIMUM_GROUP
    return None if hidden else found["pay"]


def _as_sheet(member: Membership, every: QuerySet[LotOffer]) -> HttpResponseBase:
    pay = not member.sees_cluster
    headings = [
        _("State"), _("Factory"), _("Order"), _("Style"), _("Pieces"), _("First day"), _("Last day"),
        _("Answer by"), _("Reason"), *([_("Pay, CNY")] if pay else []),
    ]  # fmt: skip
    rows = (
        [
            str(o.get_state_display()), o.factory.name, o.order.number, o.order.style.code, o.pieces, o.start_on,
            o.end_on, timezone.localtime(o.expires_at).strftime("%Y-%m-%d %H:%M"),
            reason_words(o.reason) if o.reason else "",
            *([float(o.pay_cny)] if pay else []),
        ]
        for o in every
    )  # fmt: skip
    return sheet("offers.xlsx", headings, rows)


def _cards(member: Membership, refusing: str) -> dict[str, Any]:
    """A satellite's offers: those to answer as cards, that refused without a reason open; what came of the others."""
    waiting = cards(member)
    open_ones = [offer.pk for card in waiting for offer in card.parts]
    gone = offers_visible_to(member).exclude(pk__in=open_ones).order_by("-answered_at", "-id")
    return {
        "waiting": waiting,
        "answered": answered(gone[:ANSWERED_SHOWN]),
        "pay": sum(card.pay_cny for card in waiting),
        "reasons": services.REASONS.items(),
        "refusing": refusing,
    }


def _mine(request: HttpRequest, member: Membership, pk: int) -> list[LotOffer]:
    """The offer that is answered and, where its card has more parts, those named beside it."""
    also = [int(text) for text in request.POST.getlist("also") if text.isdecimal()]
    own = LotOffer.objects.filter(organisation_id=member.organisation_id)
    return [get_object_or_404(own, pk=each) for each in dict.fromkeys((pk, *also))]


@access(roles(*PLANNERS, Role.OWNER))
@posted("planning:offers", keep=())
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lot, or all parts of a card."""
    member = the_member(request)
    offers = _mine(request, member, pk)
    if tried(request, lambda: services.accept(by=member, offers=offers)):
        _say_taken(request, offers)
    return redirect("planning:offers")


def _say_taken(request: HttpRequest, offers: list[LotOffer]) -> None:
    pieces = grouped(sum(offer.pieces for offer in offers))
    ends = [end for end in map(services.undo_until, offers) if end]
    if len(ends) < len(offers):
        said = _("You took %(pieces)s pieces; they are in your lots.") % {"pieces": pieces}
    else:
        said = _("You took %(pieces)s pieces; they are in your lots. Until %(at)s you can give them back, below.") % {
            "pieces": pieces, "at": instant(min(ends))}  # fmt: skip
    messages.success(request, said)


@access(roles(Role.OWNER))
@posted("planning:offers")
def take_back(request: HttpRequest) -> HttpResponse:
    """Give back a lot, or all parts of a card, that were taken a short while ago."""
    member = the_member(request)
    own = LotOffer.objects.filter(organisation_id=member.organisation_id)
    answers = {get_object_or_404(own, pk=pk): at for pk, at in _answers(request.POST.getlist("answer"))}
    if answers and tried(request, lambda: services.take_back(by=member, answers=answers)):
        messages.info(request, _("You gave the lot back; it waits for your answer again."))
    return redirect("planning:offers")


def _answers(texts: list[str]) -> Iterator[tuple[int, datetime]]:
    """Offers' numbers with the moments of their answers, as the page gave them; what is neither is left out."""
    for text in texts:
        number, _at, moment = text.partition("@")
        with suppress(ValueError):
            at = parse_datetime(moment)
            if number.isdecimal() and at and is_aware(at):
                yield int(number), at


@access(roles(*PLANNERS, Role.OWNER))
@posted("planning:offers", keep=())
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse a lot, or all parts of a card, and say why."""
    member = the_member(request)
    offers, form = _mine(request, member, pk), DeclineForm(request.POST)
    reason = form.words() if form.is_valid() else ""
    if not reason:
        messages.error(
            request,
            _("Order %(order)s, %(pieces)s pieces, is not refused yet: say why on its card, by a reason or in words.")
            % {"order": offers[0].order.number, "pieces": grouped(sum(offer.pieces for offer in offers))},
        )
        key = ",".join(str(offer.pk) for offer in offers)
        return redirect(f"{reverse('planning:offers')}?refuse={key}#offer-{pk}")
    if tried(request, lambda: services.decline(by=member, offers=offers, reason=reason)):
        messages.info(request, _("You refused the lot; the planner finds it another place."))
    return redirect("planning:offers")


@access(roles(Role.OWNER, Role.PLANNER))
@require_GET
def my_lots(request: HttpRequest) -> HttpResponse:
    """Show what the firm's own lines sew, today and in the days to come."""
    member, held, now = the_member(request), published(), today()
    lots = list(figures.lots_of_own(member, held, now)[:500]) if held else []
    for lot in lots:
        lot.left = sum(row[2] for row in lot.days if row[0] >= now.isoformat())  # type: ignore[attr-defined]
        lot.done = lot.pieces - lot.left  # type: ignore[attr-defined]
        lot.per_piece = lot.pay_cny / lot.pieces  # type: ignore[attr-defined]
    context = {
        "running": [lot for lot in lots if lot.start_on <= now],
        "coming": [lot for lot in lots if lot.start_on > now],
        "days": _by_day(lots, now),
        "pay": sum(lot.pay_cny for lot in lots),
        "lone": len(lots) == 1,
        "asked": cards(member) if held else [],
        "held": held,
        "today": now,
    }
    return render(request, "planning/my_lots.html", context)


def _by_day(lots: list[PlanLot], now: date) -> list[tuple[date, list[tuple[PlanLot, int]], int]]:
    """Pieces by day for the next days that have work."""
    found: dict[date, list[tuple[PlanLot, int]]] = defaultdict(list)
    for lot in lots:
        for on, _minutes, pieces in lot.days:
            if on >= now.isoformat() and pieces:
                found[date.fromisoformat(on)].append((lot, pieces))
    return [(on, rows, sum(pieces for _lot, pieces in rows)) for on, rows in sorted(found.items())[:DAYS_SHOWN]]
