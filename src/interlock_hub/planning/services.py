"""Writes of plans: asking for one, keeping it, publishing it with offers to satellites."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Cluster, JobRun, Membership
from interlock_hub.core.selectors import cluster, today
from interlock_hub.core.turns import in_turn
from interlock_hub.cutting.services import take_over
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import DaysAfter
from interlock_hub.planning import bridge, keep_bridge, publishing_bridge, storing_bridge
from interlock_hub.planning.carrying import carry_events
from interlock_hub.planning.dropping import refuse_called_off, refuse_unsaid
from interlock_hub.planning.models import PlanOrder, PlanVersion
from interlock_hub.planning.offers import offer_lots

POLICIES = ("balanced", "cheapest", "fastest", "fairest")
EFFORTS = ("quick", "normal", "long")
# How much dearer than a plan made afresh one may be that keeps what is offered; None keeps nothing.
KEEPS: dict[str, float | None] = {"one_percent": 0.01, "three_percent": 0.03, "always": inf, "nothing": None}
KEPT = "one_percent"
_OVERTAKEN = _(
    "Since you looked, another plan was published or plan %(plan)s was changed. Nothing was published: see what "
    "publishing it does now, then decide."
)
_WHAT_IF = _("Plan %(plan)s is a what-if: make the change real in the register or the order book, then plan anew.")


def ask_for_plan(
    *, by: Membership | None, policy: str = "balanced", seed: int = 0, effort: str = "quick", keep: str = KEPT
) -> JobRun:
    """Ask for a plan of all open orders, from the book as it is now.

    ``keep`` is one of KEEPS: lots of the plan in force stay with their lines and days as far as it says.

    Asking the same again while it waits or runs, as a double click does, returns the first job.
    """
    found = cluster()
    if found is None or not Order.objects.filter(state=Order.State.OPEN).exists():
        raise HubError(_("There is nothing to plan yet: import a workbook of the network and its orders first."))
    if policy not in POLICIES:
        raise HubError(worded(_("Choose one of the policies: %(policies)s."), policies=", ".join(POLICIES)))
    if effort not in EFFORTS:
        raise HubError(worded(_("Choose one of the efforts: %(efforts)s."), efforts=", ".join(EFFORTS)))
    if keep not in KEEPS:
        raise HubError(worded(_("Choose one of the ways to keep offers: %(keeps)s."), keeps=", ".join(KEEPS)))
    snapshot = bridge.dumped(bridge.by_what_was_told(bridge.scenario_of_rows(found, today())))
    given = {"policy": policy, "effort": effort, "keep": keep}
    with transaction.atomic():
        in_turn()
        return jobs.open_twin("plan", by=by, given=given, snapshot=snapshot, seed=seed) or jobs.start(
            "plan", by=by, given=given, snapshot=snapshot, seed=seed
        )


def asked_of(plan: PlanVersion) -> dict[str, str]:
    """Return what a plan was asked for with, for asking the same again; as usual where it came about otherwise."""
    job = JobRun.objects.filter(pk=plan.job_id, kind="plan") if plan.job_id else JobRun.objects.none()
    given = job.values_list("given", flat=True).first() or {}
    usual = {"policy": plan.policy, "effort": EFFORTS[0], "keep": KEPT}
    return {name: str(given.get(name, value)) for name, value in usual.items()}


@jobs.kind("plan", _("Plan the network"))
def plan_job(running: jobs.Running) -> jobs.Finish:
    """Plan the snapshot; the plan becomes a draft."""
    scenario = bridge.loaded_scenario(running.snapshot)
    policy = bridge.policy_named(
        running.given["policy"], seed=running.job.seed, effort=running.given.get("effort", "quick")
    )
    held = PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).first()
    most = KEEPS[running.given.get("keep", KEPT)]
    made = keep_bridge.made_plan(
        scenario, policy, held, most_dearer=most, today=today(), tell=running.progress, stop=running.stop
    )
    running.progress("help", 0.98, **bridge.live_figures(made.plan))
    plan = storing_bridge.ready(made.scenario, bridge.helped(made.scenario, made.plan, stop=running.stop))
    running.progress("write", 0.99, **bridge.live_figures(made.plan))
    facts = {"figures": made.figures, "parent": held if made.kept else None}

    def keep() -> dict[str, object]:
        version = storing_bridge.store_plan(
            plan, number=next_number(), made_by=running.job.member, job=running.job, **facts
        )
        record(by=running.job.member, subject="planning.plan", key=version.number, what="made", after=shown(version))
        return {"plan": version.number}

    return keep


def next_number() -> int:
    """Return the number of the next plan, which no plan has borne, not even one that is gone; call in a transaction."""
    in_turn()
    held, found = cluster(), PlanVersion.objects.aggregate(most=Max("number"))["most"] or 0
    number = max(found, held.last_plan if held else 0) + 1
    Cluster.objects.update(last_plan=number)
    return number


def shown(version: PlanVersion) -> dict[str, object]:
    """Return what the ledger keeps of a plan."""
    return {
        "policy": version.policy,
        "orders": version.orders,
        "late": version.late_orders,
        "cost_cny": str(version.cost_cny),
    }


def standing(plan: PlanVersion) -> str:
    """Return what a page says of a draft and of the plan it would replace: numbers and revisions."""
    plans = PlanVersion.objects.filter(Q(pk=plan.pk) | Q(state=PlanVersion.State.PUBLISHED)).order_by("number")
    return ",".join(f"{number}.{revision}" for number, revision in plans.values_list("number", "revision"))


def ask_to_publish(*, by: Membership, plan: PlanVersion, seen: str | None = None, drops: int = 0) -> JobRun:
    """Ask for a draft to be published; what cannot be is refused at once, and a repair is decided with its events.

    ``seen`` is how things stood on the page that was agreed to; where they are otherwise by now, raises Stale.
    ``drops`` is how many orders in force it was agreed to leave out; where the draft leaves out others, it is refused.
    """
    refuse_repairs(plan)
    refuse_unpublishable(plan)
    refuse_called_off(by, plan)
    refuse_unseen(plan, seen)
    refuse_unsaid(by, plan, drops)
    open_job = JobRun.objects.filter(
        kind="publish", given__plan=plan.number, state__in=[JobRun.State.QUEUED, JobRun.State.RUNNING]
    ).first()
    return open_job or jobs.start("publish", by=by, given={"plan": plan.number, "seen": seen})


@jobs.kind("publish", _("Publish a plan"), queue=jobs.QUICK)
def publish_job(running: jobs.Running) -> jobs.Finish:
    """Publish a draft; all that follows from it is one transaction with the job's end."""
    plan = PlanVersion.objects.get(number=running.given["plan"])
    running.progress("write", 0.2)
    whole, seen = publishing_bridge.whole_of(plan), running.given.get("seen")
    return lambda: {"plan": plan.number, "offers": publish(by=running.job.member, plan=plan, whole=whole, seen=seen)}


def refuse_repairs(plan: PlanVersion) -> None:
    """Raise for a repair: taking it also confirms the events that it answers."""
    if plan.purpose == PlanVersion.Purpose.REPAIR:
        raise HubError(worded(_("Plan %(plan)s is a repair: decide on it on the page of events."), plan=plan))


def refuse_unseen(plan: PlanVersion, seen: str | None) -> None:
    """Raise where another plan holds by now, or the draft was changed, since somebody looked; None saw nothing."""
    if seen is not None and seen != standing(plan):
        raise Stale(worded(_OVERTAKEN, plan=plan))


def refuse_unpublishable(plan: PlanVersion) -> None:
    """Raise where a plan is no draft of what is, or is made from a plan that no longer holds."""
    if plan.purpose == PlanVersion.Purpose.WHAT_IF:
        raise HubError(worded(_WHAT_IF, plan=plan))
    if plan.state != PlanVersion.State.DRAFT:
        raise Stale(worded(_("Plan %(plan)s is no draft any more; look again."), plan=plan))
    if is_overtaken(plan):
        raise Stale(
            worded(_("Plan %(plan)s was made from a plan that no longer holds; plan or repair anew."), plan=plan)
        )


def is_overtaken(plan: PlanVersion) -> bool:
    """Tell whether a draft was made from a plan that no longer holds, so that it cannot be published."""
    if plan.state != PlanVersion.State.DRAFT or plan.parent_id is None:
        return False
    return not PlanVersion.objects.filter(pk=plan.parent_id, state=PlanVersion.State.PUBLISHED).exists()


def publish(
    *, by: Membership | None, plan: PlanVersion, whole: publishing_bridge.Whole | None = None, seen: str | None = None
) -> int:
    """Make a draft the plan that holds: orders learn their dates, cutting its lays, satellites get offers.

    ``whole`` is the plan as it was read before: whoever publishes inside a transaction reads it ahead, so that others
    wait for the writing alone. ``seen`` is as in asking. Returns how many offers were made. Publishing what is
    published already changes nothing and makes no second offer; a draft made from a plan that no longer holds is
    refused as stale.
    """
    whole = whole or publishing_bridge.whole_of(plan)
    with transaction.atomic():
        return _publish(by, plan, whole, seen)


def _publish(by: Membership | None, plan: PlanVersion, whole: publishing_bridge.Whole, seen: str | None) -> int:
    in_turn()
    now = PlanVersion.objects.only("state", "revision").filter(pk=plan.pk).first()
    if now and now.state == PlanVersion.State.PUBLISHED:
        return 0
    plan.state = now.state if now else plan.state
    refuse_unpublishable(plan)
    refuse_called_off(by, plan)
    refuse_unseen(plan, seen)
    if now and now.revision != whole.revision:
        plan.refresh_from_db()
        whole = publishing_bridge.whole_of(plan)
    PlanVersion.objects.filter(state=PlanVersion.State.PUBLISHED).update(state=PlanVersion.State.SUPERSEDED)
    plan.state, plan.published_at = PlanVersion.State.PUBLISHED, timezone.now()
    PlanVersion.objects.filter(pk=plan.pk).update(state=plan.state, published_at=plan.published_at)
    _tell_orders(plan)
    take_over(markers=whole.markers, lays=whole.lays)
    _tell_factories(whole.virtues)
    offering = offer_lots(plan)
    made = len(offering.fresh)
    carry_events(plan, offering.refused)
    _keep_locks(plan)
    record(by=by, subject="planning.plan", key=plan.number, what="published", after={"offers": made})
    return made


def _tell_orders(plan: PlanVersion) -> None:
    """Every order in the plan learns its core, its date and how late that is by its own due date; others have none."""
    mine = PlanOrder.objects.filter(plan=plan, order=OuterRef("pk"))
    Order.objects.filter(Exists(mine)).update(
        planned_core=Subquery(mine.values("core")[:1]),
        ship_on=Subquery(mine.values("ship_on")[:1]),
        late_days=Greatest(DaysAfter(Subquery(mine.values("ship_on")[:1]), "due_on"), 0),
    )
    left = Order.objects.filter(~Exists(mine), state=Order.State.OPEN).exclude(ship_on=None)
    left.update(planned_core=None, ship_on=None, late_days=None)


def _keep_locks(plan: PlanVersion) -> None:
    """What was locked on the board is a rule of the cluster from now on, so that the next plan keeps it too."""
    held = cluster()
    if held is None:
        return
    moves = [(move.before["locks"], move.after["locks"]) for move in plan.moves.filter(undone=False)]
    locks = bridge.relocked(held.rules.get("locks", []), moves)
    if moves and locks != held.rules.get("locks", []):
        Cluster.objects.filter(pk=held.pk).update(rules={**held.rules, "locks": locks})


def _tell_factories(virtues: Mapping[str, dict[str, float | None]]) -> None:
    rows = list(Factory.objects.filter(code__in=virtues).only("pk", "code", "virtues"))
    changed = [row for row in rows if row.virtues != virtues[row.code]]
    for row in changed:
        row.virtues = virtues[row.code]
    Factory.objects.bulk_update(changed, ["virtues"], batch_size=500)
