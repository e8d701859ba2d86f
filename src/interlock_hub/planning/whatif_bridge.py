"""What-ifs and comparisons: edits of a plan's book, two plans side by side, a plan played forward, a plan as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec

from interlock import model as engine
from interlock.errors import InterlockError
from interlock.explain import beside_tables
from interlock.whatif import Comparison, apply, compare, load_edits, premium_fen, sentences
from interlock.whatif.scenarios import fast
from interlock_hub.core.bridge import said
from interlock_hub.core.money import yuan
from interlock_hub.planning.bridge import make_plan, plan_in, policy_of, scenario_in
from interlock_hub.planning.models import PlanVersion

Json = dict[str, Any]
Tell = Callable[[str, float], None]
Stop = Callable[[], bool]


def edited(base: PlanVersion, edits: Sequence[Mapping[str, Any]]) -> engine.Scenario:
    """Return the book of a plan with edits; raises the engine's InvalidModel naming all that cannot be."""
    return apply(scenario_in(base.book), load_edits(msgspec.json.encode(list(edits)), "the what-if"))


def problems_of(base: PlanVersion, edits: Sequence[Mapping[str, Any]]) -> Mapping[str, list[str]] | None:
    """Return why edits cannot be made, in both languages; None where they can."""
    try:
        edited(base, edits)
    except InterlockError as error:
        return said(error)
    return None


def comparison_of(before: PlanVersion, after: PlanVersion) -> Json:
    """Return how the plan ``after`` differs from ``before``, as plain values with sentences in both languages."""
    return told(compare(scenario_in(before.book), plan_in(before.body), scenario_in(after.book), plan_in(after.body)))


def planned_what_if(
    base: PlanVersion, edits: Sequence[Mapping[str, Any]], *, tell: Tell, stop: Stop
) -> tuple[engine.Scenario, engine.Plan, Json]:
    """Plan a base as it is and with edits, both quickly and alike, so that only the edits tell.

    Returns the edited book, its plan, and how that differs from the base so planned. Raises what planning raises.
    """
    before = scenario_in(base.book)
    known = load_edits(msgspec.json.encode(list(edits)), "the what-if")
    after, policy = apply(before, known), fast(policy_of(plan_in(base.body)))
    was = make_plan(before, policy, tell=lambda stage, share, **_: tell(stage, share / 2), stop=stop)
    now = make_plan(after, policy, tell=lambda stage, share, **_: tell(stage, (1 + share) / 2), stop=stop)
    found = told(compare(before, was, after, now))
    found["premium_cny"] = _yuan(premium_fen(before, known, after, now))
    return after, now, found


@beside_tables()
def told(found: Comparison) -> Json:
    """Return a comparison as plain values; its sentences leave out what single firms are paid."""
    nameless = replace(found, factories=())
    return {
        "sentences": {language: list(sentences(nameless, language)) for language in ("en", "zh")},
        "costs": [
            {"kind": c.kind, "before": _yuan(c.before_fen), "after": _yuan(c.after_fen)}
            for c in found.costs
            if c.before_fen or c.after_fen
        ],
        "late": [found.late_before, found.late_after],
        "late_days": [found.late_days_before, found.late_days_after],
        "on_time": [found.on_time_before, found.on_time_after],
        "counts": [found.orders_before, found.orders_after],
        "factories": _factories(found),
        "orders": _orders(found),
    }


def _factories(found: Comparison) -> list[Json]:
    return [
        {
            "code": f.factory,
            "name": f.name,
            "township": f.township,
            "minutes": [round(f.before_min), round(f.after_min)],
            "pay": [_yuan(f.before_pay_fen), _yuan(f.after_pay_fen)],
            "load": [round(f.before_load, 4), round(f.after_load, 4)],
        }
        for f in found.factories
    ]


def _orders(found: Comparison) -> list[Json]:
    rows = []
    for change in found.orders:
        was, now = change.before, change.after
        rows.append(
            {
                "order": change.order,
                "ship": [was.ship_on.isoformat() if was else None, now.ship_on.isoformat() if now else None],
                "late": [was.late_days if was else None, now.late_days if now else None],
                "cost": [_yuan(was.cost_fen) if was else None, _yuan(now.cost_fen) if now else None],
                "makers": change.other_makers,
            }
        )
    return rows


def played(version: PlanVersion, *, runs: int, tell: Tell, stop: Stop) -> tuple[dict[str, float], Json]:
    """Play a plan forward: how likely each order is in time by its number, and the whole."""
    from interlock.simulate import simulate

    made = plan_in(version.body)
    found = simulate(
        scenario_in(version.book), made, runs=runs, policy=policy_of(made), stop=stop,
        progress=lambda share: tell("simulate", share),
    )  # fmt: skip
    whole = {
        "runs": found.runs,
        "on_time": found.on_time_share,
        "error": found.on_time_error,
        "planned": found.planned_on_time_share,
        "late_cny": _yuan(found.late_fen),
        "holdups": {holdup.value: share for holdup, share in found.holdups.items() if share},
    }
    return {outlook.order: outlook.on_time_probability for outlook in found.outlooks}, whole


def write_file(version: PlanVersion, path: Path, language: str) -> None:
    """Write a plan as an Excel workbook or, by the ending ``.html``, as a page that works offline."""
    from interlock.report import write_report
    from interlock.workbook.plan_writer import write_plan

    words: Any = language
    scenario, made = scenario_in(version.book), plan_in(version.body)
    if path.suffix == ".html":
        write_report(scenario, made, path, language=words)
    else:
        write_plan(scenario, made, path, words)


def _yuan(fen: int) -> float:
    return float(yuan(fen))
