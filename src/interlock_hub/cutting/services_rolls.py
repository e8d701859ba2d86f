"""Writes of rolls: into stock by hand, given to lays, back again, and what is left of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.bridge import thing_name
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record, record_many
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.cutting import rolls_bridge
from interlock_hub.cutting.models import Lay, Roll, RollPlan, RollUse
from interlock_hub.cutting.prices import least_cny_per_m, price_of
from interlock_hub.cutting.rolls_seen import SPREAD, seen, why_outdated
from interlock_hub.cutting.selectors import may_advance
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Material, OrderQuantity

SUBJECT, LAY = "cutting.roll", "cutting.lay"
GIVEN, CAME_BACK = gettext_noop("rolls given"), gettext_noop("came back as a remnant")
GIVEN_OUT, USED_UP = gettext_noop("given to lays"), gettext_noop("used up, its lays are cut")
BACK_IN_STOCK = gettext_noop("back in stock, its lays have changed")
LOST = gettext_noop("rolls taken off, they do not reach")
# Rolls looked at for lays at once: more than a day's lays of a fabric are spread from.
MOST_ROLLS = 400
# A width of before that was a slip of the unit.
NARROWEST_MM = 300
# Lays that a job without an answer leads back to.
MOST_WAYS = 3
_named = lazy(thing_name, str)
_NOT_THEIRS = _("Only those who cut these lays give them rolls.")


def key_of(roll: Roll) -> str:
    """Return what the ledger calls a roll."""
    return f"{roll.factory.code}/{roll.code}"


def fabrics() -> dict[str, dict[str, Any]]:
    """Return the fabrics that rolls can be of, by code: their width and whether they are bought by colour."""
    rows = Material.objects.filter(kind="fabric").values_list("code", "name", "body")
    return {
        code: {"name": name, "width_mm": body.get("width_mm", 0.0), "by_colour": body.get("by_colour", True)}
        for code, name, body in rows
    }


def known_colours() -> list[str]:
    """Return the colours that orders ask for."""
    return list(OrderQuantity.objects.order_by("colour").values_list("colour", flat=True).distinct())


def whole_colour(colour: str, words: Mapping[str, str]) -> str:
    """Return a colour as orders name it, where what was written is one half of that name."""
    return words.get(colour.strip().lower(), colour.strip())


@transaction.atomic
def add(*, by: Membership, factory: Factory, **facts: Any) -> Roll:
    """Put one roll into a shop's stock; raises HubError when its number is there already."""
    fabric = fabrics().get(facts["material"])
    if fabric is None:
        raise HubError(worded(_("There is no fabric %(fabric)s; choose one of the list."), fabric=facts["material"]))
    if fabric["by_colour"] and not facts.get("colour"):
        raise HubError(_("Give the colour; this fabric is bought by colour."))
    words = rolls_bridge.colours_by_word(known_colours())
    facts["colour"] = whole_colour(facts["colour"], words) if fabric["by_colour"] else ""
    try:
        with transaction.atomic():
            roll = Roll.objects.create(factory=factory, **facts)
    except IntegrityError:
        raise HubError(
            worded(_("Roll %(roll)s is there already; give each roll its own number."), roll=facts["code"])
        ) from None
    record(by=by, subject=SUBJECT, key=key_of(roll), what="added", after={"length_m": roll.length_m})
    return roll


@transaction.atomic
def drop(*, by: Membership, roll: Roll) -> None:
    """Take a roll off the list that is not there; raises Stale when it was given to a lay meanwhile."""
    if not Roll.objects.filter(pk=roll.pk, state=Roll.State.STOCK).update(state=Roll.State.DROPPED):
        raise Stale(worded(_("Roll %(roll)s is given to lays; take them back first."), roll=roll.code))
    record(by=by, subject=SUBJECT, key=key_of(roll), what="dropped", before={"length_m": roll.length_m})


def ask(*, by: Membership, lay: Lay, whole_day: bool) -> JobRun:
    """Ask which rolls a lay is spread from, or all lays of its fabric on its day that have none yet."""
    if lay.state == Lay.State.SPREAD and not whole_day:
        raise HubError(worded(SPREAD, lays=lay.code))
    lays = _wanted(lay, whole_day=whole_day)
    if not lays:
        raise HubError(worded(_("Lay %(lay)s has its rolls, or is cut already."), lay=lay.code))
    return _start(by, lays)


def ask_again(*, by: Membership, plan: RollPlan) -> JobRun:
    """Ask anew which rolls the lays of a proposal are spread from, those of them that still have none."""
    lays = list(without_rolls(plan))
    if not lays:
        raise HubError(_("Each of these lays has its rolls, or is spread already."))
    if not all(may_advance(by, lay) for lay in lays):
        raise HubError(_NOT_THEIRS)
    return _start(by, lays)


def without_rolls(plan: RollPlan) -> QuerySet[Lay]:
    """Return the lays of a choice that wait without rolls."""
    lays = Lay.objects.filter(code__in=plan.found["lays"], state=Lay.State.PLANNED, rolls=None)
    return lays.select_related("factory").order_by("table", "start_min", "pk")


def _start(by: Membership, lays: Sequence[Lay]) -> JobRun:
    given = {"factory": lays[0].factory.code, "material": lays[0].material, "lays": [lay.code for lay in lays]}
    return jobs.start("give-rolls", by=by, given=given)


def _wanted(lay: Lay, *, whole_day: bool) -> list[Lay]:
    lays = Lay.objects.filter(state=Lay.State.PLANNED, rolls=None, factory=lay.factory_id, material=lay.material)
    lays = lays.filter(cut_on=lay.cut_on) if whole_day else lays.filter(pk=lay.pk)
    return list(lays.select_related("marker", "factory").defer("marker__body").order_by("table", "start_min", "pk"))


def _ways_on(job: JobRun) -> jobs.Ways:
    """From a job that gave no rolls: to the stock of the fabric, and to the lays."""
    given = job.given
    stock = f"{reverse('cutting:rolls')}?{urlencode({'factory': given['factory'], 'fabric': given['material']})}"
    lays = [(gettext("Lay %(lay)s") % {"lay": code}, reverse("cutting:lay", args=[code])) for code in given["lays"]]
    return [(gettext("See the rolls of this fabric"), stock), *lays[:MOST_WAYS]]


@jobs.kind("give-rolls", _("Choose rolls for lays"), back=_ways_on, queue=jobs.QUICK)
def give_job(running: jobs.Running) -> jobs.Finish:
    """Choose rolls in stock for lays at least waste; the choice becomes a proposal."""
    given = running.given
    factory = Factory.objects.get(code=given["factory"])
    lays = list(
        Lay.objects.filter(code__in=given["lays"])
        .select_related("marker__style", "marker__pattern", "table")
        .order_by("cut_on", "start_min", "pk")
    )
    body = Material.objects.values_list("body", flat=True).get(code=given["material"])
    price = price_of(least_cny_per_m([given["material"]]), given["material"], _colour_of(lays))
    fabric = rolls_bridge.Fabric(body.get("by_colour", True), price or Decimal(0))
    rolls = list(
        Roll.objects.filter(factory=factory, material=given["material"], state=Roll.State.STOCK)
        .filter(width_mm__gte=NARROWEST_MM)
        .order_by("-length_m")[:MOST_ROLLS]
    )
    if not rolls:
        lacking = _("No roll of fabric %(fabric)s is in stock here; add the rolls that are there.")
        raise HubError(worded(lacking, fabric=given["material"]))
    if fabric.by_colour:
        _refuse_without_colour(given["material"], lays, rolls)
    running.progress("rolls", 0.1)
    found = rolls_bridge.proposed(lays, rolls, fabric, stop=running.stop)

    def keep() -> dict[str, Any]:
        used = {use["roll"] for use in found["uses"]}
        as_seen = seen(lays, [roll for roll in rolls if roll.code in used])
        plan = RollPlan.objects.create(
            factory=factory,
            material=given["material"],
            found={**found, "lays": given["lays"], "seen": as_seen},
            job=running.job,
        )
        return {"url": reverse("cutting:roll_plan", args=[plan.pk])}

    return keep


def _refuse_without_colour(material: str, lays: Sequence[Lay], rolls: Sequence[Roll]) -> None:
    """Name the colours of which there is no roll at all."""
    wanted = dict.fromkeys(colour for lay in lays for colour, plies in lay.plies if plies)
    there = {roll.colour for roll in rolls}
    if missing := [_named(colour) for colour in wanted if colour not in there]:
        lacking = _("No roll of fabric %(fabric)s in %(colours)s is in stock here; add the rolls that are there.")
        colours = format_lazy(", ".join(["{}"] * len(missing)), *missing)
        raise HubError(worded(lacking, fabric=material, colours=colours))


def _colour_of(lays: Sequence[Lay]) -> str:
    return str(lays[0].plies[0][0]) if lays and lays[0].plies else ""


@transaction.atomic
def give(*, by: Membership, plan: RollPlan) -> None:
    """Give lays the rolls of a proposal; raises Stale when a lay or a roll is no longer as it was."""
    lays = _locked(by, plan.found["lays"])
    uses = plan.found["uses"]
    wanted = Roll.objects.filter(factory=plan.factory_id, code__in={use["roll"] for use in uses})
    rolls = {roll.code: roll for roll in wanted.select_for_update()}
    if (why := why_outdated(plan)) is not None:
        raise Stale(why)
    proposed = RollPlan.objects.filter(pk=plan.pk, state=RollPlan.State.PROPOSED)
    if not proposed.update(state=RollPlan.State.GIVEN, given_at=timezone.now(), given_by_id=by.person_id):
        raise Stale(_("Somebody else has just decided on these rolls; look again."))
    by_code = {lay.code: lay for lay in lays}
    RollUse.objects.bulk_create(
        RollUse(plan=plan, lay=by_code[use["lay"]], roll=rolls[use["roll"]],
                splices=use.get("splices", []),
                **{name: use[name] for name in ("rank", "colour", "plies", "used_m")})
        for use in uses
    )  # fmt: skip
    Roll.objects.filter(pk__in=[roll.pk for roll in rolls.values()]).update(state=Roll.State.GIVEN)
    lays_of: dict[str, list[str]] = defaultdict(list)
    for use in uses:
        lays_of[use["roll"]].append(use["lay"])
    for roll in rolls.values():
        roll.factory = plan.factory
    keys = {code: key_of(roll) for code, roll in rolls.items()}
    told: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        keys[code]: ({}, {"for_lays": named}) for code, named in lays_of.items()
    }
    record_many(by=by, subject=SUBJECT, keys=keys.values(), what=GIVEN_OUT, changes=told)
    for lay in lays:
        record(
            by=by,
            subject=LAY,
            key=lay.code,
            what=GIVEN,
            after={"rolls": [u["roll"] for u in uses if u["lay"] == lay.code]},
        )


def _locked(by: Membership, codes: Collection[str]) -> list[Lay]:
    """The lays of these codes that are not cut, locked; raises where others cut them."""
    list(Lay.objects.select_for_update().filter(code__in=codes).values_list("pk"))
    lays = list(Lay.objects.filter(code__in=codes).exclude(state=Lay.State.CUT).select_related("factory"))
    if not all(may_advance(by, lay) for lay in lays):
        raise HubError(_NOT_THEIRS)
    return lays


@transaction.atomic
def undo(*, by: Membership, plan: RollPlan) -> None:
    """Put the rolls of lays back into stock, as long as none of the lays is cut."""
    codes = list(RollUse.objects.filter(plan=plan).values_list("lay__code", flat=True).distinct())
    lays = _locked(by, codes)
    if len(lays) != len(codes):
        raise Stale(_("One of the lays is cut already; its rolls stay as they are."))
    given = RollPlan.objects.filter(pk=plan.pk, state=RollPlan.State.GIVEN)
    if not given.update(state=RollPlan.State.UNDONE):
        raise Stale(_("Somebody else has just decided on these rolls; look again."))
    release(lays, by=by)
    for lay in lays:
        record(by=by, subject=LAY, key=lay.code, what="taken back")


def release(lays: Iterable[Lay], *, by: Membership | None = None) -> None:
    """Free the rolls of lays that are no longer spread from them; call inside a transaction.

    Each roll that comes back to stock says so in its history; a choice of rolls of which nothing is left is taken back.
    """
    uses = RollUse.objects.filter(lay__in=[lay.pk for lay in lays])
    plans = set(uses.values_list("plan", flat=True))
    rolls = set(uses.values_list("roll", flat=True))
    uses.delete()
    still = set(RollUse.objects.filter(roll__in=rolls).values_list("roll", flat=True))
    back = Roll.objects.filter(pk__in=rolls - still, state=Roll.State.GIVEN)
    record_many(
        by=by, subject=SUBJECT, keys=[key_of(roll) for roll in back.select_related("factory")], what=BACK_IN_STOCK
    )
    back.update(state=Roll.State.STOCK)
    RollPlan.objects.filter(pk__in=plans, state=RollPlan.State.GIVEN, uses=None).update(state=RollPlan.State.UNDONE)


def change_length(lays: Sequence[Lay], longer_m: float) -> None:
    """Give lays that have rolls so much more of every ply.

    Lays whose rolls do not reach lose them, and so do lays with a spliced ply: another layout has its gaps elsewhere.
    Their history says so.
    """
    uses = list(RollUse.objects.filter(lay__in=[lay.pk for lay in lays]).select_related("roll"))
    spliced = {use.lay_id for use in uses if use.splices}
    _lose(spliced)
    uses = [use for use in uses if use.lay_id not in spliced]
    for use in uses:
        use.used_m = max(0.0, use.used_m + use.plies * longer_m)
    RollUse.objects.bulk_update(uses, ["used_m"])
    _lose({use.lay_id for use in uses if left_m([use.roll])[use.roll_id] < 0})


def _lose(lays: Collection[int]) -> None:
    rows = Lay.objects.filter(pk__in=lays)
    release(rows)
    record_many(by=None, subject=LAY, keys=sorted(rows.values_list("code", flat=True)), what=LOST)


def left_m(rolls: Iterable[Roll]) -> dict[int, float]:
    """Return what is left of rolls once everything given to lays is spread, by row."""
    rows = {roll.pk: roll.length_m for roll in rolls}
    used = RollUse.objects.filter(roll__in=rows).order_by().values_list("roll").annotate(used=Sum("used_m"))
    taken: dict[int, float] = dict(used)
    return {pk: round(length - taken.get(pk, 0.0), 3) for pk, length in rows.items()}


def after_cut(*, by: Membership, lay: Lay) -> None:
    """Settle the rolls of a lay that is cut: those with no other lay to come are used up, what is left comes back."""
    rolls = list(Roll.objects.filter(uses__lay=lay, state=Roll.State.GIVEN).select_related("factory"))
    waiting = set(
        RollUse.objects.filter(roll__in=rolls)
        .exclude(lay__state=Lay.State.CUT)
        .exclude(lay=lay)
        .values_list("roll", flat=True)
    )
    left = left_m(rolls)
    for roll in rolls:
        if roll.pk in waiting:
            continue
        Roll.objects.filter(pk=roll.pk).update(state=Roll.State.USED)
        record(by=by, subject=SUBJECT, key=key_of(roll), what=USED_UP, after={"left_m": left[roll.pk]})
        if left[roll.pk] >= rolls_bridge.USABLE_M:
            _remnant(by, roll, left[roll.pk])


def _remnant(by: Membership, roll: Roll, length_m: float) -> None:
    root = roll.code.partition("/R")[0][:50]
    number = Roll.objects.filter(factory=roll.factory, code__startswith=f"{root}/R").count() + 1
    made = Roll.objects.create(
        factory=roll.factory, code=f"{root}/R{number}", material=roll.material, colour=roll.colour, shade=roll.shade,
        length_m=length_m, width_mm=roll.width_mm, remnant_of=roll,
    )  # fmt: skip
    record(by=by, subject=SUBJECT, key=key_of(made), what=CAME_BACK, after={"length_m": length_m, "of": roll.code})


def before_uncut(*, lay: Lay) -> None:
    """Take remnants back that came of a lay's rolls; raises Stale when one was given to another lay meanwhile."""
    rolls = list(Roll.objects.filter(uses__lay=lay, state=Roll.State.USED))
    remnants = Roll.objects.filter(remnant_of__in=rolls)
    if remnants.exclude(state=Roll.State.STOCK).exists() or RollUse.objects.filter(roll__in=remnants).exists():
        raise Stale(_("What was left of the lay's rolls is given to another lay already; take that back first."))
    remnants.delete()
    Roll.objects.filter(pk__in=[roll.pk for roll in rolls]).update(state=Roll.State.GIVEN)


def uses_of(lays: Iterable[Lay]) -> dict[int, list[RollUse]]:
    """Return the rolls of lays by lay, bottom ply first."""
    found: dict[int, list[RollUse]] = defaultdict(list)
    for use in RollUse.objects.filter(lay__in=[lay.pk for lay in lays]).select_related("roll").order_by("lay", "rank"):
        found[use.lay_id].append(use)
    return found
