"""Writes of promises: asked for by a job, chosen and held for 24 hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership, Organisation, Role
from interlock_hub.core.money import yuan
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory
from interlock_hub.orders.bridge import MOST_OF_ORDER
from interlock_hub.orders.models import Order, OrderQuantity, Style
from interlock_hub.orders.promising import Promised, Wanted, Way, promiser
from interlock_hub.orders.selectors import cores_for, far_due, far_material, last_due, line_weeks
from interlock_hub.orders.services import SUBJECT
from interlock_hub.orders.words import UNFIT_NUMBER, unfit_number, way_name

KIND = "promise"
HOLD_HOURS = 24
# What is larger, in weeks of one line, keeps others waiting while a place is sought for each of its many lots.
MOST_LINE_WEEKS = 60
_TAKEN = _("The number %(number)s is taken; give another.")
_TOO_LARGE = _(
    "That is more than a week's work of %(lines)s lines, too much for a quick answer. Ask for parts of it, each with a "
    "date of its own, or take the order into the book and run a plan."
)
_NO_LONGER = _("Order %(order)s is “%(way)s” and held no longer: for another way, cancel it on its page and ask anew.")
_TOO_MANY = _("The order has %(found)s pieces in all; an order has at most %(most)s: split it.")


class PlaceGone(Stale):
    """Another order was promised on the lines of a way since it was found."""


@transaction.atomic
def ask_again(*, by: Membership, job: JobRun) -> JobRun:
    """Look once more for the ways of what a search was asked for."""
    wanted = Wanted.of_json(job.given["wanted"])
    if not wanted.number_typed and _is_taken(wanted.number):
        wanted = replace(wanted, number=free_number(wanted.number.rpartition("-")[0]))
    return ask(by=by, wanted=wanted)


@transaction.atomic
def ask(*, by: Membership, wanted: Wanted) -> JobRun:
    """Ask for a promise; the job's result has the ways."""
    if wanted.due_on <= today():
        raise HubError(_("The wanted date must lie after today; give a later one."))
    if wanted.due_on > last_due():
        raise HubError(far_due())
    if wanted.material_ready_on and wanted.material_ready_on > last_due():
        raise HubError(far_material())
    if unfit_number(wanted.number):
        raise HubError(UNFIT_NUMBER)
    if Order.objects.filter(number=wanted.number).exists():
        raise HubError(worded(_TAKEN, number=wanted.number))
    if line_weeks(wanted.style, wanted.pieces) > MOST_LINE_WEEKS:
        raise HubError(worded(_TOO_LARGE, lines=MOST_LINE_WEEKS))
    if wanted.pieces > MOST_OF_ORDER:
        raise HubError(worded(_TOO_MANY, found=f"{wanted.pieces:,}", most=f"{MOST_OF_ORDER:,}"))
    promiser()
    return jobs.start(KIND, by=by, given={"wanted": _at_home(by, wanted).as_json()})


def _at_home(by: Membership, wanted: Wanted) -> Wanted:
    """What a planner wants without saying where is their own core factory's; a firm with several leaves it open."""
    own = [] if wanted.core or by.role != Role.PLANNER else list(cores_for(by).values_list("code", flat=True)[:2])
    return replace(wanted, core=own[0]) if len(own) == 1 else wanted


@jobs.kind(KIND, _("Look for a promise"), queue=jobs.QUICK, priority=jobs.PROMPT)
def promise_job(running: jobs.Running) -> jobs.Finish:
    """Look for the ways on the plan that holds; nothing is booked."""
    wanted, found = _searched(running, Wanted.of_json(running.given["wanted"]))

    def keep() -> dict[str, object]:
        JobRun.objects.filter(pk=running.job.pk).update(given={**running.given, "wanted": wanted.as_json()})
        return {"on_plan": found.plan, "ways": [way.as_json() for way in found.ways]}

    return keep


def _searched(running: jobs.Running, wanted: Wanted) -> tuple[Wanted, Promised]:
    """The ways, and what was wanted under a number that is free; another may take it while the search runs."""
    while True:
        wanted = _free(wanted)
        try:
            return wanted, promiser().promise(wanted, tell=running.progress, stop=running.stop)
        except Exception:
            if not _is_taken(wanted.number):
                raise


def _free(wanted: Wanted, number: str = "") -> Wanted:
    """What is wanted with a number that is free, ``number`` where it is given; raises Stale where there is none."""
    if not _is_taken(wanted.number):
        return wanted
    if not wanted.number_typed:
        number = free_number(wanted.number.rpartition("-")[0])
    if unfit_number(number):
        raise HubError(UNFIT_NUMBER)
    if not number or _is_taken(number):
        raise Stale(worded(_TAKEN, number=number or wanted.number))
    return replace(wanted, number=number)


def free_number(prefix: str) -> str:
    """Return a number for an order that nobody named: the prefix and the next free serial."""
    taken = set(Order.objects.filter(number__startswith=f"{prefix}-").values_list("number", flat=True))
    return next(f"{prefix}-{at:02d}" for at in range(1, len(taken) + 2) if f"{prefix}-{at:02d}" not in taken)


def ways_of(job: JobRun) -> tuple[Way, ...]:
    """Return the ways that a job found, none while it has not ended."""
    return tuple(Way.of_json(found) for found in (job.result or {}).get("ways", ()))


@transaction.atomic
def hold(*, by: Membership, job: JobRun, way: str, number: str = "") -> Order:
    """Hold an order for 24 hours in one of the ways that were found.

    While it is held, another choice changes its way and not its hours; once it is confirmed, raises Stale. An order
    that was asked for without a number gets the next free one; where a number that was typed is taken by then,
    ``number`` is the one to take instead.
    """
    job = JobRun.objects.select_for_update().get(pk=job.pk)
    wanted = Wanted.of_json(job.given["wanted"])
    chosen = next((found for found in ways_of(job) if found.way == way), None)
    if chosen is None:
        raise HubError(_("That way is none of those that were found; choose one of the three."))
    if (known := order_of(job)) is not None:
        return _held_otherwise(by, known, chosen, job)
    if _place_is_gone(job, chosen):
        raise PlaceGone(_("Meanwhile another order was promised on the same lines. Look for the ways again."))
    wanted = _numbered(job, wanted, number)
    try:
        with transaction.atomic():
            order = _held_order(by, wanted, chosen, job)
    except IntegrityError:
        raise Stale(worded(_TAKEN, number=wanted.number)) from None
    record(
        by=by, subject=SUBJECT, key=order.number, what="held",
        after=_told_of(order, chosen, job),
    )  # fmt: skip
    return order


def _place_is_gone(job: JobRun, chosen: Way) -> bool:
    """Tell whether an order that was promised since the search began is made on lines of this way."""
    lines = {maker.line for maker in chosen.makers if maker.line}
    since = Order.objects.filter(
        promise__isnull=False, created_at__gt=job.started_at or job.created_at,
        state__in=(Order.State.HELD, Order.State.OPEN),
    )  # fmt: skip
    promised = (
        maker for promise in since.values_list("promise", flat=True) for maker in (promise or {}).get("makers", ())
    )
    return any(maker["line"] in lines for maker in promised)


def order_of(job: JobRun) -> Order | None:
    """Return the order that is or was held by a search; None where none was, though another has its number."""
    return Order.objects.filter(number=Wanted.of_json(job.given["wanted"]).number, promise__job=str(job.pk)).first()


def way_held(job: JobRun) -> str:
    """Return the way in which the order of a job is held or was confirmed, empty where none was chosen."""
    order = order_of(job)
    return str((order.promise or {})["way"]) if order else ""


def number_gone(job: JobRun) -> bool:
    """Tell whether somebody typed a number that another order has by now, so that this one needs another."""
    wanted = Wanted.of_json(job.given["wanted"])
    return wanted.number_typed and order_of(job) is None and _is_taken(wanted.number)


def _is_taken(number: str) -> bool:
    return Order.objects.filter(number=number).exists()


def _numbered(job: JobRun, wanted: Wanted, number: str) -> Wanted:
    """What is wanted with a number that is free, which the job remembers; raises Stale where there is none."""
    changed = _free(wanted, number)
    if changed != wanted:
        job.given = {**job.given, "wanted": changed.as_json()}
        job.save(update_fields=["given"])
    return changed


def asked_by(member: Membership, order: Order) -> JobRun | None:
    """Return the search that found the way of an order, to a member of the firm that asked for it; None to others."""
    job = (order.promise or {}).get("job")
    mine = JobRun.objects.filter(kind=KIND, organisation_id=member.organisation_id)
    return mine.filter(pk=job).first() if job else None


def _held_otherwise(by: Membership, order: Order, chosen: Way, job: JobRun) -> Order:
    """Give a held order another way of the same search; nothing changes where it has that way already."""
    promise = order.promise or {}
    facts = {"order": order.number, "way": way_name(promise["way"])}
    if order.state == Order.State.CANCELLED:
        raise Stale(worded(_("Order %(order)s is held no more; ask for a new promise."), **facts))
    if promise["way"] == chosen.way:
        return order
    asked_core = Wanted.of_json(job.given["wanted"]).core
    mine = Order.objects.filter(
        pk=order.pk, state=Order.State.HELD, held_until__gt=timezone.now(), promise__way=promise["way"]
    )
    changed = {
        "ship_on": chosen.ship_on, "late_days": chosen.late_days, "promise": _kept(chosen, job),
        "planned_core": _core_of(chosen), **({} if asked_core else {"core": _core_of(chosen)}),
    }  # fmt: skip
    if not mine.update(**changed):
        raise Stale(worded(_NO_LONGER, **facts))
    record(
        by=by, subject=SUBJECT, key=order.number, what="held another way", before={"way": promise["way"]},
        after=_told_of(order, chosen, job),
    )  # fmt: skip
    order.refresh_from_db()
    return order


def _told_of(order: Order, chosen: Way, job: JobRun) -> dict[str, object]:
    """What the ledger keeps of a hold: the way, where and when by it, and until when it is held."""
    return {
        "way": chosen.way, "core": chosen.core, "ship_on": chosen.ship_on.isoformat(),
        "until": order.held_until.isoformat() if order.held_until else None, "plan": (job.result or {})["on_plan"],
    }  # fmt: skip


def _kept(chosen: Way, job: JobRun) -> dict[str, object]:
    return chosen.as_json() | {"job": str(job.pk), "plan": (job.result or {})["on_plan"]}


def _core_of(way: Way) -> Factory | None:
    """The core factory that was found; its firm sees the order, whose work is promised on its lines."""
    return Factory.objects.filter(code=way.core).first() if way.core else None


def _held_order(by: Membership, wanted: Wanted, chosen: Way, job: JobRun) -> Order:
    core = Factory.objects.select_related("organisation").get(code=wanted.core) if wanted.core else None
    order = Order.objects.create(
        number=wanted.number,
        owner=owner_of(by, core),
        brand=brand_of(by, wanted.customer),
        customer=wanted.customer,
        style=Style.objects.defer("body").get(code=wanted.style),
        state=Order.State.HELD,
        due_on=wanted.due_on,
        price_cny=Decimal(wanted.price_fen) / 100,
        core=core or _core_of(chosen),
        material_ready_on=wanted.material_ready_on,
        pieces=wanted.pieces,
        held_until=timezone.now() + timedelta(hours=HOLD_HOURS),
        ship_on=chosen.ship_on,
        late_days=chosen.late_days,
        promise=_kept(chosen, job),
        planned_core=_core_of(chosen),
    )
    OrderQuantity.objects.bulk_create(
        OrderQuantity(order=order, rank=rank, colour=colour, size=size, pieces=pieces)
        for rank, (colour, size, pieces) in enumerate(wanted.quantities)
    )
    return order


def owner_of(by: Membership, core: Factory | None) -> Organisation:
    """Return the firm that takes an order: a planner's own; for others that of the core factory they chose."""
    if by.role == Role.PLANNER or core is None:
        return by.organisation
    return core.organisation


def brand_of(by: Membership, customer: str) -> Organisation | None:
    """Return the brand that orders: the brand that asks, else the one of the customer's name."""
    if by.role == Role.BRAND:
        return by.organisation
    return Organisation.objects.filter(kind=Organisation.Kind.BRAND, name=customer).first()


def each_cny(way: Way, pieces: int) -> Decimal:
    """Return what a piece costs in a way, in yuan."""
    return yuan(way.cost_fen / pieces)
