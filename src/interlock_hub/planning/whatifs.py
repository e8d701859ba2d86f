"""Writes of what-ifs, comparisons and plans played forward."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import JobRun, Membership
from interlock_hub.planning import bridge, storing_bridge, whatif_bridge
from interlock_hub.planning.models import PlanComparison, PlanOrder, PlanVersion, Scenario
from interlock_hub.planning.services import next_number

RUNS = 200
MOST_EDITS = 20
_ALIVE = (JobRun.State.QUEUED, JobRun.State.RUNNING)


@transaction.atomic
def make_scenario(*, by: Membership, base: PlanVersion, name: str) -> Scenario:
    """Begin a what-if from a plan."""
    made = Scenario.objects.create(name=name[:100], base=base, organisation=by.organisation, made_by=by)
    record(by=by, subject="planning.scenario", key=made.pk, what="made", after={"name": name, "base": base.number})
    return made


@transaction.atomic
def add_edit(*, by: Membership, scenario: Scenario, edit: dict[str, Any]) -> None:
    """Add a change; raises HubError with all that contradicts the plan's book."""
    edits = [*scenario.edits, edit]
    if len(edits) > MOST_EDITS:
        raise HubError(worded(_("A what-if holds at most %(most)s changes; begin another one."), most=MOST_EDITS))
    problems = whatif_bridge.problems_of(PlanVersion.objects.get(pk=scenario.base_id), edits)
    if problems:
        raise HubError(*problems["en" if (get_language() or "").startswith("en") else "zh"])
    _change_edits(by, scenario, edits)


@transaction.atomic
def remove_edit(*, by: Membership, scenario: Scenario, at: int) -> None:
    """Take a change out by its place from 0; one that is not there changes nothing."""
    if 0 <= at < len(scenario.edits):
        _change_edits(by, scenario, [edit for place, edit in enumerate(scenario.edits) if place != at])


def _change_edits(by: Membership, scenario: Scenario, edits: list[dict[str, Any]]) -> None:
    before = scenario.edits
    changed = Scenario.objects.filter(pk=scenario.pk, edits=before).update(edits=edits, plan=None)
    if not changed:
        raise Stale(_("Somebody else has just changed this what-if; look again."))
    scenario.edits, scenario.plan = edits, None
    record(
        by=by, subject="planning.scenario", key=scenario.pk, what="changed",
        before={"edits": len(before)}, after={"edits": len(edits)},
    )  # fmt: skip


def ask_for_scenario(*, by: Membership, scenario: Scenario) -> JobRun:
    """Ask for a what-if to be planned."""
    if not scenario.edits:
        raise HubError(_("Add at least one change first."))
    running = JobRun.objects.filter(kind="what_if", given__scenario=scenario.pk, state__in=_ALIVE).first()
    return running or jobs.start("what_if", by=by, given={"scenario": scenario.pk, "edits": scenario.edits})


@jobs.kind("what_if", _("Plan a what-if"))
def what_if_job(running: jobs.Running) -> jobs.Finish:
    """Plan the base as it is and with the changes, both quickly and alike, so that only the changes tell."""
    scenario = Scenario.objects.select_related("base").get(pk=running.given["scenario"])
    edits, base = running.given["edits"], scenario.base
    book, made, body = whatif_bridge.planned_what_if(base, edits, tell=running.progress, stop=running.stop)
    running.progress("write", 0.98, **bridge.live_figures(made))
    plan = storing_bridge.ready(book, made)

    def keep() -> dict[str, object]:
        version = storing_bridge.store_plan(
            plan, number=next_number(), made_by=running.job.member, job=running.job, parent=base,
            purpose=PlanVersion.Purpose.WHAT_IF, name=scenario.name,
        )  # fmt: skip
        _set_aside(scenario)
        Scenario.objects.filter(pk=scenario.pk, edits=edits).update(plan=version)
        PlanComparison.objects.create(before=base, after=version, body=body)
        record(by=running.job.member, subject="planning.scenario", key=scenario.pk, what="planned")
        return {"scenario": scenario.pk, "made": version.number}

    return keep


def _set_aside(scenario: Scenario) -> None:
    """A what-if keeps one plan only."""
    PlanVersion.objects.filter(
        pk__in=Scenario.objects.filter(pk=scenario.pk).values("plan"), purpose=PlanVersion.Purpose.WHAT_IF
    ).delete()


def ask_to_compare(*, by: Membership, before: PlanVersion, after: PlanVersion) -> JobRun:
    """Ask for two plans to be compared."""
    given = {"before": before.number, "after": after.number}
    running = JobRun.objects.filter(kind="compare", given=given, state__in=_ALIVE).first()
    return running or jobs.start("compare", by=by, given=given)


@jobs.kind("compare", _("Compare two plans"))
def compare_job(running: jobs.Running) -> jobs.Finish:
    """Compare two plans; what was compared already is kept as it is."""
    before = PlanVersion.objects.get(number=running.given["before"])
    after = PlanVersion.objects.get(number=running.given["after"])
    body = whatif_bridge.comparison_of(before, after)

    def keep() -> dict[str, object]:
        PlanComparison.objects.get_or_create(before=before, after=after, defaults={"body": body})
        return {"before": before.number, "after": after.number}

    return keep


def ask_to_play(*, by: Membership, plan: PlanVersion) -> JobRun:
    """Ask how likely the plan's orders are in time."""
    running = JobRun.objects.filter(kind="simulate", given__plan=plan.number, state__in=_ALIVE).first()
    return running or jobs.start("simulate", by=by, given={"plan": plan.number, "runs": RUNS})


@jobs.kind("simulate", _("Play a plan forward"))
def simulate_job(running: jobs.Running) -> jobs.Finish:
    """Play the plan under chance and keep how likely each order is in time."""
    plan = PlanVersion.objects.get(number=running.given["plan"])
    chances, whole = whatif_bridge.played(plan, runs=running.given["runs"], tell=running.progress, stop=running.stop)

    def keep() -> dict[str, object]:
        rows = list(PlanOrder.objects.filter(plan=plan).select_related("order").only("pk", "order__number"))
        for row in rows:
            row.confidence = chances.get(row.order.number)
        PlanOrder.objects.bulk_update(rows, ["confidence"], batch_size=500)
        figures = PlanVersion.objects.values_list("figures", flat=True).get(pk=plan.pk)
        PlanVersion.objects.filter(pk=plan.pk).update(figures=figures | {"played": whole})
        record(by=running.job.member, subject="planning.plan", key=plan.number, what="played forward")
        return {"plan": plan.number}

    return keep


def file_of(plan: PlanVersion, ending: str, language: str) -> Any:
    """Return a plan as an open file, written at the first asking; plans stand still, so it is kept."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    played = "played" if plan.figures.get("played") else "plan"
    name = f"plans/{plan.number}-{plan.made_at:%Y%m%d%H%M%S}-{played}-{language}.{ending}"
    if not default_storage.exists(name):
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"plan.{ending}"
            whatif_bridge.write_file(PlanVersion.objects.get(pk=plan.pk), path, language)
            default_storage.save(name, ContentFile(path.read_bytes()))
    return default_storage.open(name)
