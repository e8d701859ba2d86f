"""Estimated markers nested before the next plan: those that are cut soonest in idle time, any when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.selectors import today
from interlock_hub.cutting import better_bridge
from interlock_hub.cutting.models import Lay, Marker
from interlock_hub.cutting.relaying import relay

SUBJECT = "cutting.marker"
# A nest of one marker, and the idle time that a marker gets at most until its next plan.
NEST_S = 10
MOST_S = 60
# Lays of so many days ahead are worth the machine's time now.
AHEAD = timedelta(days=7)
NESTED = gettext_noop("marker nested")
EARLIER_PIECES = _(
    "Marker %(marker)s is made from earlier pieces of its style; the next plan makes one from the new ones."
)
_CHANGED = _("A plan or repair published meanwhile has changed marker %(marker)s; look again.")
_TOO_LONG = _(
    "Nested, marker %(marker)s is %(length)s m long, longer than the tables of its lays, so its estimate stays. Try "
    "fewer garments in a marker under the order's cut plan."
)


def soonest_estimate() -> Marker | None:
    """Return the estimated marker that is cut soonest and can be nested, one never tried first."""
    lays = Lay.objects.filter(state=Lay.State.PLANNED, cut_on__lte=today() + AHEAD).filter(
        marker__nested=False, marker__pattern=None, marker__utilisation__gt=0, marker__tried_s__lt=MOST_S
    )
    soonest = lays.order_by("marker__tried_s", "cut_on", "start_min", "pk").values_list("marker", flat=True).first()
    return None if soonest is None else Marker.objects.defer("body").filter(pk=soonest).first()


def start_idle(marker: Marker) -> JobRun:
    """Start nesting a marker in idle time, charged at the start: one whose nest is killed is not begun for ever."""
    Marker.objects.filter(pk=marker.pk).update(tried_s=F("tried_s") + NEST_S)
    return jobs.start("idle-nest", by=None, given={"marker": marker.code}, seed=marker.tried_s + 1)


def why_not(marker: Marker, lays: Iterable[Lay]) -> HubError | None:
    """Return why a marker cannot be nested now for some lays of it, None where it can."""
    if marker.nested:
        return HubError(worded(_("Marker %(marker)s is nested already."), marker=marker.code))
    if marker.pattern_id:
        return HubError(worded(EARLIER_PIECES, marker=marker.code))
    if not marker.utilisation:
        said = _("The style has no pieces of this fabric, so marker %(marker)s cannot be nested; add its pieces.")
        return HubError(worded(said, marker=marker.code))
    if not any(lay.state == Lay.State.PLANNED for lay in lays):
        said = _("Every lay with marker %(marker)s is spread or cut already; there is nothing left to nest it for.")
        return HubError(worded(said, marker=marker.code))
    return None


def ask(*, by: Membership, marker: Marker) -> JobRun:
    """Ask that an estimated marker be nested now; a job of it that waits or runs already is returned."""
    if (error := why_not(marker, Lay.objects.filter(marker=marker))) is not None:
        raise error
    unfinished = JobRun.objects.filter(
        kind="nest-marker", given__marker=marker.code, state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING]
    ).first()
    return unfinished or jobs.start("nest-marker", by=by, given={"marker": marker.code}, seed=marker.tried_s + 1)


def ways_on(job: JobRun) -> jobs.Ways:
    """From a job that brought no marker: to the marker it was about, or to all."""
    code = str(job.given["marker"])
    known = Marker.objects.filter(code=code).exists()
    return (
        [(code, reverse("cutting:marker", args=[code]))]
        if known
        else [(gettext("Markers"), reverse("cutting:markers"))]
    )


@jobs.kind("idle-nest", _("Nest a marker in idle time"), retries=0, priority=jobs.IDLE, back=ways_on)
def idle_job(running: jobs.Running) -> jobs.Finish:
    """Nest a marker; where anything else is asked for meanwhile it gives way, and its time is not charged."""
    try:
        return _nested(running, jobs.giving_way(running))
    except jobs.JobCancelled:
        Marker.objects.filter(code=running.given["marker"], tried_s__gte=NEST_S).update(tried_s=F("tried_s") - NEST_S)
        raise


@jobs.kind("nest-marker", _("Nest a marker"), retries=1, back=ways_on)
def asked_job(running: jobs.Running) -> jobs.Finish:
    """Nest a marker that somebody asked for."""
    return _nested(running, running.stop)


def _nested(running: jobs.Running, stop: Callable[[], bool]) -> jobs.Finish:
    code = running.given["marker"]
    marker = Marker.objects.select_related("style", "pattern").filter(code=code, nested=False).first()
    if marker is None:
        raise HubError(worded(_CHANGED, marker=code))
    found = better_bridge.nested(
        marker, seconds=NEST_S, seed=running.job.seed, tell=lambda share: running.progress("nest", share), stop=stop
    )
    if found is None:
        raise jobs.JobCancelled
    if not any(_fits(lay, found["length_mm"]) for lay in _waiting(marker)):
        Marker.objects.filter(pk=marker.pk).update(tried_s=MOST_S)
        raise HubError(worded(_TOO_LONG, marker=code, length=f"{found['length_mm'] / 1000:.2f}"))

    def keep() -> dict[str, Any]:
        now = lay_out(by=running.job.member, marker=marker, found=found)
        return {"url": reverse("cutting:marker", args=[now.code])}

    return keep


def _waiting(marker: Marker) -> list[Lay]:
    """The lays that a nest of their marker is for."""
    return list(Lay.objects.filter(marker=marker, state=Lay.State.PLANNED).select_related("table"))


def _fits(lay: Lay, length_mm: float) -> bool:
    return lay.table.length_mm >= length_mm


@transaction.atomic
def lay_out(*, by: Membership | None, marker: Marker, found: dict[str, Any]) -> Marker:
    """Let the lays of an estimated marker that are not spread yet have its nest, where their tables are long enough.

    ``marker`` is as it was when it was nested. Raises Stale where it is another now, or no lay waits for it any more.
    """
    list(Lay.objects.select_for_update().filter(marker=marker.pk).order_by("pk").values_list("pk"))
    facts = ("code", "style_id", "material", "width_mm", "length_mm", "nested", "pattern_id")
    held = Marker.objects.filter(pk=marker.pk, **{name: getattr(marker, name) for name in facts}).first()
    lays = [lay for lay in _waiting(held) if _fits(lay, found["length_mm"])] if held else []
    if held is None or held.ratio != marker.ratio or not lays:
        raise Stale(worded(_CHANGED, marker=marker.code))
    now = relay(held, lays, **found).marker
    Marker.objects.filter(pk=now.pk).update(tried_s=0)
    lengths = {"before_mm": round(marker.length_mm, 1), "after_mm": round(now.length_mm, 1)}
    record(by=by, subject=SUBJECT, key=now.code, what=NESTED, after=lengths)
    for lay in lays:
        record(by=by, subject="cutting.lay", key=lay.code, what=NESTED, after={"marker": now.code, **lengths})
    return now
