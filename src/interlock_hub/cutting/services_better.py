"""Better markers: sought when the worker has nothing else to do, offered, then taken or left by those who cut."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.selectors import today
from interlock_hub.cutting import better_bridge, services_nests, services_rolls
from interlock_hub.cutting.models import BetterMarker, Lay, Marker
from interlock_hub.cutting.prices import least_cny_per_m, price_of
from interlock_hub.cutting.relaying import relay
from interlock_hub.cutting.selectors import may_advance
from interlock_hub.cutting.services_nests import AHEAD, EARLIER_PIECES, MOST_S, SUBJECT, ways_on

# A round in idle time, and one that somebody asked for.
ROUND_S = 20
ASKED_S = 20
# A marker shorter by less than this share is no news to anybody.
WORTH_SHARE = 0.0005
_GONE = _("A plan or repair published meanwhile cuts other markers, so this better one is no longer offered.")
OFFERED, TAKEN, LEFT = (
    gettext_noop("better marker offered"), gettext_noop("better marker taken"), gettext_noop("better marker left"),
)  # fmt: skip


def seek_when_idle() -> JobRun | None:
    """Start nesting the estimated marker that is cut soonest, where no job waits or runs; without one, a round on the
    marker that most fabric hangs on. None where nothing is to do.

    The marker's time is charged when the round starts, so that a round that fails or is killed is not begun for ever.
    """
    if not settings.IDLE_MARKERS or jobs.busy():
        return None
    with transaction.atomic():
        if (estimate := services_nests.soonest_estimate()) is not None:
            return services_nests.start_idle(estimate)
        marker = _most_at_stake()
        if marker is None:
            return None
        Marker.objects.filter(pk=marker.pk).update(tried_s=F("tried_s") + ROUND_S)
        return jobs.start("idle-marker", by=None, given={"marker": marker.code}, seed=marker.tried_s + 1)


def _most_at_stake() -> Marker | None:
    coming = Q(lays__state=Lay.State.PLANNED, lays__cut_on__lte=today() + AHEAD)
    markers = Marker.objects.filter(nested=True, pattern=None, tried_s__lt=MOST_S).defer("body")
    at_stake = markers.annotate(metres=Sum("lays__fabric_m", filter=coming)).filter(metres__gt=0)
    return at_stake.order_by("tried_s", "-metres", "pk").first()


def ask(*, by: Membership, marker: Marker) -> JobRun:
    """Ask for a round on a marker now, for its nest where it is estimated; one that waits or runs is returned."""
    if not marker.nested:
        return services_nests.ask(by=by, marker=marker)
    if marker.pattern_id:
        raise HubError(worded(EARLIER_PIECES, marker=marker.code))
    unfinished = JobRun.objects.filter(
        kind="better-marker", given__marker=marker.code, state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING]
    ).first()
    return unfinished or jobs.start("better-marker", by=by, given={"marker": marker.code}, seed=marker.tried_s + 1001)


@jobs.kind("idle-marker", _("Look for a better marker in idle time"), retries=0, priority=jobs.IDLE, back=ways_on)
def idle_job(running: jobs.Running) -> jobs.Finish:
    """Improve a marker for a round; where anything else is asked for meanwhile, the best so far is kept."""
    return _seek(running, ROUND_S, jobs.giving_way(running))


@jobs.kind("better-marker", _("Look for a better marker"), retries=1, back=ways_on)
def asked_job(running: jobs.Running) -> jobs.Finish:
    """Improve a marker that somebody asked to be improved."""
    return _seek(running, ASKED_S, running.stop)


def _seek(running: jobs.Running, seconds: int, stop: Callable[[], bool]) -> jobs.Finish:
    marker = Marker.objects.select_related("style", "pattern").filter(code=running.given["marker"], nested=True).first()
    if marker is None:
        raise HubError(_("The marker is in no plan any more; nothing is left to improve."))
    found = better_bridge.improved(
        marker,
        seconds=seconds,
        seed=running.job.seed,
        tell=lambda share: running.progress("nest", share),
        stop=stop,
    )
    if running.stop():
        raise jobs.JobCancelled

    def keep() -> dict[str, Any]:
        offered = offer(code=marker.code, before_mm=marker.length_mm, found=found, job=running.job)
        page = (
            reverse("cutting:better_one", args=[offered.pk])
            if offered
            else reverse("cutting:marker", args=[marker.code])
        )
        return {"url": page, "better": bool(offered)}

    return keep


@transaction.atomic
def offer(*, code: str, before_mm: float, found: dict[str, Any], job: JobRun | None = None) -> BetterMarker | None:
    """Offer a layout to those who cut; None where it is no shorter to speak of, or the marker has changed meanwhile."""
    marker = Marker.objects.filter(code=code, length_mm=before_mm).defer("body").first()
    if marker is None or found["length_mm"] > before_mm * (1 - WORTH_SHARE):
        return None
    before = BetterMarker.objects.filter(marker=marker, state=BetterMarker.State.OFFERED)
    if before.filter(length_mm__lte=found["length_mm"]).exists():
        return None
    before.update(state=BetterMarker.State.PASSED)
    saved_m, saved_cny = gains(marker, before_mm - found["length_mm"], _waiting(marker))
    made = BetterMarker.objects.create(
        marker=marker, before_mm=before_mm, saved_m=saved_m, saved_cny=saved_cny, job=job, **found
    )
    record(by=None, subject=SUBJECT, key=marker.code, what=OFFERED, after=_shown(made))
    return made


def _waiting(marker: Marker) -> list[Lay]:
    return list(Lay.objects.filter(marker=marker, state=Lay.State.PLANNED).select_related("factory"))


def gains(marker: Marker, shorter_mm: float, lays: list[Lay]) -> tuple[float, Decimal | None]:
    """Return the metres that lays save when their marker is so much shorter, and their least price where known."""
    prices = least_cny_per_m([marker.material])
    metres, money = 0.0, None
    for lay in lays:
        for colour, plies in lay.plies:
            saved_m = plies * shorter_mm / 1000
            price = price_of(prices, marker.material, colour)
            metres += saved_m
            if price is not None:
                money = (money or Decimal(0)) + Decimal(str(saved_m)) * price
    return metres, money.quantize(Decimal("0.01")) if money is not None else None


def _shown(made: BetterMarker) -> dict[str, Any]:
    return {
        "before_mm": round(made.before_mm, 1),
        "after_mm": round(made.length_mm, 1),
        "saved_m": round(made.saved_m, 2),
        "saved_cny": str(made.saved_cny) if made.saved_cny is not None else None,
    }


@transaction.atomic
def take(*, by: Membership, better: BetterMarker) -> BetterMarker:
    """Let the lays that are not spread yet, of those who say so, take a better marker; others keep theirs.

    Raises Stale when somebody has answered already, HubError where no lay waits for it any more.
    """
    marker = Marker.objects.filter(pk=better.marker_id).first()
    if marker is None or not BetterMarker.objects.filter(pk=better.pk).exists():
        raise Stale(_GONE)
    locked = Lay.objects.select_for_update().filter(marker=marker, state=Lay.State.PLANNED).order_by("pk")
    factories = {lay.pk: lay for lay in _waiting(marker)}
    mine = [lay for lay in locked if lay.pk in factories and may_advance(by, factories[lay.pk])]
    if not mine:
        raise HubError(
            worded(
                _("Every lay with marker %(marker)s is spread or cut already; there is nothing left to save."),
                marker=marker.code,
            )
        )
    _answer(by, better, BetterMarker.State.TAKEN)
    relaid = relay(marker, mine, **{name: getattr(better, name) for name in ("body", "length_mm", "utilisation")})
    target = relaid.marker
    BetterMarker.objects.filter(pk=better.pk).update(before=relaid.before)
    record(by=by, subject=SUBJECT, key=marker.code, what=TAKEN, after=_shown(better))
    for lay in mine:
        record(by=by, subject="cutting.lay", key=lay.code, what=TAKEN, after={"marker": target.code})
    transaction.on_commit(lambda: better_bridge.remember(target))
    better.refresh_from_db()
    return better


def _answer(by: Membership, better: BetterMarker, state: str) -> None:
    if not BetterMarker.objects.filter(pk=better.pk).exists():
        raise Stale(_GONE)
    still = BetterMarker.objects.filter(pk=better.pk, state=BetterMarker.State.OFFERED)
    if not still.update(state=state, answered_at=timezone.now(), answered_by_id=by.person_id):
        raise Stale(_("Somebody else has just answered for this marker; look again."))


def after_plan(kept: Collection[str]) -> None:
    """Bring offers up to a plan that was just published; call inside a transaction.

    An offer that is no longer shorter than its marker ends; the others say what the plan's lays save. What was taken
    is part of the plan now and cannot be given back. ``kept`` are the markers that the plan did not touch.
    """
    touched = BetterMarker.objects.exclude(marker__code__in=kept)
    touched.filter(state=BetterMarker.State.TAKEN).update(before=None)
    offered = touched.filter(state=BetterMarker.State.OFFERED).select_related("marker").defer("body", "marker__body")
    for better in offered:
        marker = better.marker
        shorter_mm = marker.length_mm - better.length_mm
        if not marker.nested or shorter_mm <= marker.length_mm * WORTH_SHARE:
            BetterMarker.objects.filter(pk=better.pk).update(state=BetterMarker.State.PASSED)
            continue
        saved_m, saved_cny = gains(marker, shorter_mm, _waiting(marker))
        BetterMarker.objects.filter(pk=better.pk).update(
            before_mm=marker.length_mm, saved_m=saved_m, saved_cny=saved_cny
        )


@transaction.atomic
def leave(*, by: Membership, better: BetterMarker) -> None:
    """Leave a better marker where it is; the marker stays."""
    _answer(by, better, BetterMarker.State.LEFT)
    record(by=by, subject=SUBJECT, key=better.marker.code, what=LEFT, after=_shown(better))


@transaction.atomic
def take_back(*, by: Membership, better: BetterMarker) -> None:
    """Give lays their former marker back, as long as none of them is spread; the better one is offered again."""
    before = better.before or {}
    fabric = dict(before.get("lays", ()))
    lays = list(Lay.objects.select_for_update().filter(code__in=fabric).order_by("pk"))
    if better.state != BetterMarker.State.TAKEN or any(lay.state != Lay.State.PLANNED for lay in lays) or not lays:
        raise Stale(_("A lay with this marker is spread already; the marker stays as it is."))
    changed = BetterMarker.objects.filter(pk=better.pk, state=BetterMarker.State.TAKEN)
    if not changed.update(state=BetterMarker.State.OFFERED, answered_at=None, answered_by=None, before=None):
        raise Stale(_("Somebody else has just answered for this marker; look again."))
    for lay in lays:
        lay.marker_id, lay.fabric_m = better.marker_id, fabric[lay.code]
    Lay.objects.bulk_update(lays, ["marker", "fabric_m"])
    services_rolls.change_length(lays, (before["length_mm"] - better.length_mm) / 1000)
    if before["split"]:
        Marker.objects.filter(code=before["split"], lays=None).delete()
    else:
        layout = {name: before[name] for name in ("body", "length_mm", "utilisation")}
        Marker.objects.filter(pk=better.marker_id).update(**layout)
    record(by=by, subject=SUBJECT, key=better.marker.code, what="taken back", before=_shown(better))
