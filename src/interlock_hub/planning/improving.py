"""The job that looks for something better than the published plan when nobody waits, and keeps it as a draft.

What firms have accepted, what is sewn and what begins before tomorrow stays where it is.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.core.money import yuan
from interlock_hub.core.selectors import today
from interlock_hub.core.turns import in_turn
from interlock_hub.planning import bridge, storing_bridge
from interlock_hub.planning.days import days_over
from interlock_hub.planning.models import LotOffer, PlanVersion
from interlock_hub.planning.services import next_number, shown


def ask_to_improve(*, by: Membership, plan: PlanVersion) -> JobRun:
    """Ask for something better than the plan that holds; asking again while it runs returns the first job."""
    if plan.state != PlanVersion.State.PUBLISHED:
        raise HubError(worded(_("Plan %(plan)s is not the published one; open that one to make it better."), plan=plan))
    alive = [JobRun.State.QUEUED, JobRun.State.RUNNING]
    with transaction.atomic():
        in_turn()
        running = JobRun.objects.filter(kind="improve", given__plan=plan.number, state__in=alive).first()
        return running or jobs.start("improve", by=by, given={"plan": plan.number})


@jobs.kind("improve", _("Look for a better plan"))
def improve_job(running: jobs.Running) -> jobs.Finish:
    """Make the plan cheaper; what comes out is a draft, or a note on the plan that nothing pays."""
    plan = PlanVersion.objects.get(number=running.given["plan"])
    accepted = LotOffer.objects.filter(plan=plan, state=LotOffer.State.ACCEPTED).values_list("lot__code", flat=True)
    frozen_days = days_over(plan.first_on, today() + timedelta(days=1))
    scenario, before = bridge.scenario_in(plan.book), bridge.plan_in(plan.body)
    after = bridge.improved(
        scenario, before, held=frozenset(accepted), frozen_days=frozen_days, tell=running.progress, stop=running.stop
    )
    running.progress("help", 0.9, **bridge.live_figures(after))
    saved = float(yuan(before.cost_fen - after.cost_fen))
    better = bridge.helped(scenario, after, stop=running.stop) if after is not before else None
    found = storing_bridge.ready(scenario, better) if better else None

    def keep() -> dict[str, object]:
        figures = PlanVersion.objects.values_list("figures", flat=True).get(pk=plan.pk)
        looked: dict[str, object] = {"on": today().isoformat(), "plan": None, "saved": 0.0}
        if found is not None:
            draft = storing_bridge.store_plan(
                found, number=next_number(), parent=plan, made_by=running.job.member, job=running.job
            )
            looked |= {"plan": draft.number, "saved": saved}
            record(by=running.job.member, subject="planning.plan", key=draft.number, what="made", after=shown(draft))
        PlanVersion.objects.filter(pk=plan.pk).update(figures=figures | {"looked": looked})
        found_so = {"plan": looked["plan"], "saved_cny": looked["saved"]}
        record(
            by=running.job.member, subject="planning.plan", key=plan.number, what="looked for a better one",
            after=found_so,
        )  # fmt: skip
        return {"plan": looked["plan"]}

    return keep
