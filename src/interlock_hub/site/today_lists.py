"""The lists under what needs a member: late orders, offers that wait, tight places, today's lots and lays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interlock_hub.core import formats
from interlock_hub.core.bridge import category_name, firm_name, thing_name
from interlock_hub.core.formats import DASH
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import today
from interlock_hub.cutting.models import Lay
from interlock_hub.cutting.needs import fabric_needs
from interlock_hub.cutting.selectors import lays_visible_to, material_names
from interlock_hub.network.models import Factory, Line, Township
from interlock_hub.network.words import town_name
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import open_orders
from interlock_hub.planning.figures import lots_of_own
from interlock_hub.planning.models import LotOffer, PlanBottleneck, PlanLoad, PlanVersion
from interlock_hub.planning.moving import lots_ending, moves
from interlock_hub.planning.offer_cards import OfferCard, cards
from interlock_hub.planning.selectors import loads_known_to, offers_visible_to, plan_orders_visible_to, published
from interlock_hub.planning.waiting import waits_for
from interlock_hub.planning.words_bridge import why_late

SHOWN = 6
# Of the factories that are asked for one order, so many are named.
NAMED = 2
# A place with more room than this is not tight, whatever its few busy lines are worth.
TIGHT_LOAD = 0.8
# What an inspector or a driver has to look ahead to, and how much of it a page shows.
SOON = timedelta(days=7)
MOST_OF_WEEK = 20
MOST_FABRICS = 12


@dataclass(frozen=True)
class Row:
    """A line of a list: a light, what it is, more of it, a figure on the right, and where it leads, if anywhere.

    ``parts`` are more of it that each stay on one line; ``card`` is what can be answered here instead of there.
    """

    light: str
    name: str
    more: str
    figure: str
    action: str = ""
    url: str = ""
    parts: tuple[str, ...] = ()
    card: OfferCard | None = None


@dataclass(frozen=True)
class TodayList:
    """A list with its heading; ``url`` leads to all of it, ``scope`` says what its figures count."""

    heading: str
    url: str
    rows: list[Row] = field(default_factory=list)
    scope: str = ""


Lister = Callable[[Membership, PlanVersion], TodayList]


def lists_of(member: Membership) -> list[TodayList]:
    """Return the lists of a member's home, without empty ones."""
    plan = published()
    if plan is None:
        return []
    found = [lister(member, plan) for lister in LISTERS.get(member.role, ())]
    return [each for each in found if each.rows]


def _late(member: Membership, plan: PlanVersion) -> TodayList:
    rows = plan_orders_visible_to(member, plan).filter(late_days__gt=0, order__state=Order.State.OPEN)
    season = plan.first_on, plan.last_on
    shown, known = [], loads_known_to(member)
    for row in rows.order_by("-late_days", "order__number")[:SHOWN]:
        why = why_late(row.reason, season, known)
        more = waits_for(row) if member.role == Role.BRAND else why.sentence if why else ""
        days = ngettext("%(n)s day late", "%(n)s days late", row.late_days) % {"n": row.late_days}
        if row.by_told:
            more = f"{_('Its customer was told %(told)s.') % {'told': formats.day(row.due_on)}} {more}".strip()
        url = reverse("orders:order", args=[row.order.number])
        action = _("See it") if member.role == Role.BRAND else _("Ways to help")
        shown.append(Row("late", row.order.number, more, days, action, url))
    return TodayList(_("Orders most late"), reverse("orders:list") + "?light=late", shown)


def _waiting_offers(member: Membership, plan: PlanVersion) -> TodayList:
    open_ones = offers_visible_to(member).filter(state=LotOffer.State.OPEN).order_by()
    orders = open_ones.values_list("order_id", "order__number").annotate(first=Min("expires_at"))
    found = list(orders.order_by("first", "order__number")[:SHOWN])
    asked: dict[int, dict[str, None]] = defaultdict(dict)  # the factories of each order, the most urgent first
    of_these = open_ones.filter(order_id__in=[order for order, _number, _first in found])
    for order, name in of_these.order_by("expires_at", "id").values_list("order_id", "factory__name"):
        asked[order][name] = None
    shown = [
        Row(
            "risk" if first > timezone.now() else "late",
            number,
            _some(list(asked[order])),
            _("answer by %(at)s") % {"at": formats.instant(first)},
            _("See it"),
            reverse("planning:offers"),
        )
        for order, number, first in found
    ]
    return TodayList(_("Offers that run out first"), reverse("planning:offers"), shown)


def _some(names: Sequence[str]) -> str:
    """The first factories by name, and of how many they are where those are not all."""
    said = ("、" if formats.chinese() else ", ").join(firm_name(name) for name in names[:NAMED])
    if len(names) <= NAMED:
        return said
    return _("%(names)s and others, %(n)s in all") % {"names": said, "n": formats.grouped(len(names))}


def _tight(member: Membership, plan: PlanVersion) -> TodayList:
    dearest = PlanBottleneck.objects.filter(plan=plan, cny_per_day__gt=0, load__gte=TIGHT_LOAD)
    dearest = dearest.filter(scope__in=["skill", "township"])
    towns = {town.code: town_name(town) for town in Township.objects.all()}
    operator = member.may(Role.OPERATOR)
    if not operator:
        dearest = dearest.filter(key__in=_large_groups())
    url = reverse("planning:plan", args=[plan.number]) if operator else reverse("network:map")
    action = _("Bottlenecks") if operator else _("On the map")
    places: dict[tuple[str, str], PlanBottleneck] = {}  # each once, in its dearest week
    for value in dearest.order_by("-cny_per_day")[: 20 * SHOWN]:
        places.setdefault((value.scope, value.key), value)
    shown = []
    for row in list(places.values())[:SHOWN]:
        name = category_name(row.key) if row.scope == "skill" else towns.get(row.key, row.key)
        more = _("week of %(day)s, %(load)s full") % {
            "day": formats.day(row.week_on), "load": formats.percent(row.load)}  # fmt: skip
        figure = _("one more line-day: %(money)s") % {"money": formats.money(row.cny_per_day)}
        shown.append(Row("risk", name, more, figure, action, url))
    return TodayList(_("Where it is tight"), url, shown, _tight_scope(plan, wide=operator))


def _tight_scope(plan: PlanVersion, *, wide: bool) -> str:
    if wide:
        said = _("What one more line-day would save at most, by plan %(plan)s; every skill and township.")
        return said % {"plan": str(plan)}
    return _(
        "What one more line-day would save at most, by plan %(plan)s; skills and townships of %(firms)s or more firms."
    ) % {"plan": str(plan), "firms": settings.MINIMUM_GROUP}


def _large_groups() -> set[str]:
    """Return the townships and skills that so many firms share that no figure of them tells one firm's."""
    firms: dict[str, set[int]] = {}
    sewing = Line.objects.values_list("factory__organisation_id", "factory__township__code", "skills")
    for firm, township, skills in sewing:
        for key in (township, *skills):
            firms.setdefault(key, set()).add(firm)
    return {key for key, those in firms.items() if len(those) >= settings.MINIMUM_GROUP}


def _my_offers(member: Membership, plan: PlanVersion) -> TodayList:
    shown = [
        Row(
            "risk",
            f"{category_name(card.first.order.style.category)} · {_pieces(card.pieces)}",
            f"{formats.day(card.first.start_on)} – {formats.day(card.end_on)}",
            formats.money(card.pay_cny),
            _("See it"),
            reverse("planning:offers"),
            card=card,
        )
        for card in cards(member)[:SHOWN]
    ]
    return TodayList(_("New work"), reverse("planning:offers"), shown)


def _my_lots(member: Membership, plan: PlanVersion) -> TodayList:
    now = today()
    rows = lots_of_own(member, plan, now).order_by("start_on", "end_on", "code")[:SHOWN]
    shown = [
        Row(
            "ok" if lot.start_on <= now else "none",
            f"{lot.order.number} · {category_name(lot.order.style.category)} · {_pieces(lot.pieces)}",
            f"{lot.line.code}, {formats.day(lot.start_on)} – {formats.day(lot.end_on)}",
            formats.money(lot.pay_cny),
            _("See it"),
            reverse("planning:my_lots"),
        )
        for lot in rows
    ]
    return TodayList(_("On my lines, now and next"), reverse("planning:my_lots"), shown)


def _lays(member: Membership, plan: PlanVersion) -> TodayList:
    every = lays_visible_to(member).exclude(state=Lay.State.CUT).order_by("cut_on", "start_min", "table__code")
    rows = list(every[:SHOWN])
    names = material_names({lay.material for lay in rows})
    shown = [
        Row(
            "risk" if lay.cut_on <= today() else "none",
            f"{lay.order.number} · {thing_name(names.get(lay.material, lay.material))}",
            f"{lay.table.code}, {formats.day(lay.cut_on)}",
            formats.metres(lay.fabric_m),
            _("Open lay"),
            reverse("cutting:lay", args=[lay.code]),
        )
        for lay in rows
    ]
    return TodayList(_("Next lays"), reverse("cutting:day"), shown)


def _shipping(member: Membership, plan: PlanVersion) -> TodayList:
    rows = open_orders(member).filter(ship_on__gte=today()).order_by("ship_on", "number")[:SHOWN]
    shown = [
        Row(
            "late" if order.late_days else "ok",
            f"{order.number} · {category_name(order.style.category)} · {_pieces(order.pieces)}",
            _("due %(day)s") % {"day": formats.day(order.due_on)},
            _("ships %(day)s") % {"day": formats.day(order.ship_on)},
            _("See it"),
            reverse("orders:order", args=[order.number]),
        )
        for order in rows
    ]
    return TodayList(_("Shipping next"), reverse("orders:list"), shown)


def _townships(member: Membership, plan: PlanVersion) -> TodayList:
    """How full townships are in the plan; those with too few firms to hide any one of them are left out."""
    towns = {town.pk: town_name(town) for town in Township.objects.all()}
    sewing = PlanLoad.objects.filter(plan=plan, resource="sewing").values("factory__township")
    found = sewing.annotate(
        firms=Count("factory__organisation", distinct=True), used=Sum("used_min"), all=Sum("capacity_min")
    ).filter(firms__gte=settings.MINIMUM_GROUP, all__gt=0)
    rows = sorted(found, key=lambda row: -row["used"] / row["all"])[:SHOWN]
    shown = [
        Row(
            "risk" if row["used"] > 0.95 * row["all"] else "ok",
            towns.get(row["factory__township"], DASH),
            ngettext("%(n)s firm", "%(n)s firms", row["firms"]) % {"n": formats.grouped(row["firms"])},
            _("%(load)s full") % {"load": formats.percent(row["used"] / row["all"])},
            _("On the map"),
            reverse("network:map"),
        )
        for row in rows
    ]
    scope = _(
        "Planned sewing minutes over available ones, all lines of a township, from %(first)s to %(last)s (plan "
        "%(plan)s); townships of %(firms)s or more firms."
    ) % {
        "first": formats.day(plan.first_on),
        "last": formats.day(plan.last_on),
        "plan": str(plan),
        "firms": settings.MINIMUM_GROUP,
    }
    return TodayList(_("Fullest townships of the plan"), reverse("network:list"), shown, scope)


def _pieces(count: int) -> str:
    return ngettext("%(n)s piece", "%(n)s pieces", count) % {"n": formats.grouped(count)}


def county_sentence() -> str:
    """Return the cluster in one sentence, with its scope: what is registered here, nothing else."""
    firms = Factory.objects.aggregate(n=Count("id"), satellites=Count("id", filter=Q(kind=Factory.Kind.SATELLITE)))
    operators = Line.objects.aggregate(n=Sum("operators"))["n"] or 0
    book = Order.objects.filter(state=Order.State.OPEN).aggregate(n=Count("id"), pieces=Sum("pieces"))
    return _(
        "In the register today: %(factories)s factories of all kinds, %(satellites)s of them satellites, with "
        "%(operators)s sewing operators by their own account. In the order book today: %(orders)s open orders of all "
        "firms, %(pieces)s pieces."
    ) % {
        "factories": formats.grouped(firms["n"]),
        "satellites": formats.grouped(firms["satellites"]),
        "operators": formats.grouped(operators),
        "orders": formats.grouped(book["n"]),
        "pieces": formats.short(book["pieces"] or 0),
    }


def lists_and_sentence(member: Membership) -> tuple[str, list[TodayList]]:
    """Return the sentence above a member's lists (``""`` for most roles) and the lists."""
    wide = member.role in (Role.OPERATOR, Role.OFFICIAL)
    return county_sentence() if wide and Factory.objects.exists() else room_to_come(member.role), lists_of(member)


def _fabric(member: Membership, plan: PlanVersion) -> TodayList:
    needs = fabric_needs(today())[:MOST_FABRICS]
    names = material_names({need.material for need in needs})
    shown = [
        Row(
            "none",
            thing_name(names.get(need.material, need.material)),
            "",
            formats.metres(need.metres),
            parts=tuple(
                _("week of %(day)s: %(metres)s") % {"day": formats.day(week), "metres": formats.metres(metres)}
                for week, metres in need.weeks.items()
            ),
        )
        for need in needs
    ]
    scope = _(
        "Metres that the lays of plan %(plan)s take, all firms together, customers' own fabric left out; only weeks in "
        "which %(firms)s or more firms cut it. What is in stock or bought already is not taken off."
    ) % {"plan": str(plan), "firms": settings.MINIMUM_GROUP}
    return TodayList(_("Fabric that will be cut in the coming weeks"), "", shown, scope)


def _ending(member: Membership, plan: PlanVersion) -> TodayList:
    now = today()
    shown = [
        Row(
            "risk" if lot.end_on <= now else "none",
            f"{lot.order.number} · {category_name(lot.order.style.category)} · {_pieces(lot.pieces)}",
            f"{firm_name(lot.factory.name)}, {lot.line.code}",
            _("sewn on %(day)s") % {"day": formats.day(lot.end_on)},
            _("See the factory"),
            reverse("network:factory", args=[lot.factory.code]),
        )
        for lot in lots_ending(member, plan, now, now + SOON)[:MOST_OF_WEEK]
    ]
    return TodayList(_("Lots that end within a week"), "", shown)


def _moving(member: Membership, plan: PlanVersion) -> TodayList:
    now = today()
    shown = []
    for move in moves(member, plan, now, now + SOON, MOST_OF_WEEK):
        what = _("sewn garments") if move.sewn else _("cut pieces")
        by = _("from %(day)s") if move.sewn else _("by %(day)s")
        shown.append(
            Row(
                "risk" if move.on <= now else "none",
                f"{firm_name(move.start.name)} → {firm_name(move.end.name)}",
                f"{move.order.number} · {what} · {_pieces(move.pieces)}",
                by % {"day": formats.day(move.on)},
                _("See the factory"),
                reverse("network:factory", args=[move.end.code]),
            )
        )
    return TodayList(_("What moves within a week"), "", shown)


def room_to_come(role: str) -> str:
    """Return what a role whose room is still to come finds here until then; empty for all others."""
    return {
        Role.SELLER: _("The market for fabric and trims comes later; until then you see here what will be cut."),
        Role.INSPECTOR: _("Inspection gets a room of its own later; until then you see here which lots are sewn when."),
        Role.DRIVER: _("Trips by vehicle come later; until then you see here what moves from and to your firm."),
    }.get(Role(role), "")


def nothing_now(member: Membership, lists: Collection[TodayList]) -> str:
    """Return what a home without needs says; empty where lists are all that its reader comes for."""
    if member.role not in (Role.SELLER, Role.INSPECTOR, Role.DRIVER):
        return _("Nothing needs you now. New work shows up here by itself.")
    if lists:
        return ""
    if published() is None:
        return _("No plan is published yet; what it holds for you shows up here by itself.")
    return {
        Role.SELLER: _("In the coming weeks no fabric is cut by enough firms that its metres could be told."),
        Role.INSPECTOR: _("No lot of your firm ends within a week. Factories and what they sew are under Network."),
        Role.DRIVER: _("Nothing moves from or to your firm within a week. Where factories lie is under Network."),
    }[Role(member.role)]


LISTERS: dict[str, tuple[Lister, ...]] = {
    Role.OPERATOR: (_late, _waiting_offers, _tight),
    Role.PLANNER: (_late, _waiting_offers),
    Role.CUTTER: (_lays,),
    Role.OWNER: (_my_offers, _my_lots),
    Role.BRAND: (_shipping, _late),
    Role.OFFICIAL: (_townships, _tight),
    Role.SELLER: (_fabric,),
    Role.INSPECTOR: (_ending,),
    Role.DRIVER: (_moving,),
}
