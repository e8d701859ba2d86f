"""Commands that ask what if: ``interlock whatif | worth``."""

# ruff: noqa: T201 (a command prints)

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from interlock.errors import InterlockError, InvalidModel
from interlock.explain import bottlenecks, figures
from interlock.json_money import in_cny
from interlock.model import Plan, Scenario
from interlock.plan_files import (
    BAD_INPUT,
    DONE,
    check_outputs,
    check_plan_of_book,
    listed_in,
    plan_of,
    policy_of,
    read_scenario,
    refuse_listed,
    tell_outside,
    write_outputs,
)
from interlock.repair import repair
from interlock.units import at_least, cny, percent
from interlock.whatif import (
    BASE,
    Appraiser,
    Comparison,
    Edit,
    Outcome,
    Resolved,
    SideBySide,
    Worth,
    apply,
    as_events,
    bottleneck_sentences,
    compare,
    edit_words,
    last_due_on,
    load_edits,
    network_after,
    scenarios,
    sentences,
    side_by_side,
    worth_scope,
    worth_sentence,
)
from interlock.words import Language, Words

Stop = Callable[[], bool]
WhatIfs = Mapping[str, tuple[Edit, ...]]
Listed = tuple[dict[int, Edit], tuple[str, ...]]

WORDS = Words(
    planning=("planning: {name}", "正在排产：{name}"),
    base=("as it is", "现状"),
    afresh=(
        "Both sides are planned afresh, with estimated markers, so that they compare. Two such plans of the same book "
        "differ in dates, lateness and makers of single orders already: do not read those as effects of the edits.",
        "为便于比较，各方案均重新排产，唛架按估算值。同一订单簿重排两次，个别订单的出货日、延误和承做工厂本就会不同，"
        "不宜看作改动的效果。",
    ),
    scatter=(
        "Another search of the book as it is differs by {money} and by {days} late in all; {late} newly late and "
        "{kept} no longer, and {orders} planned otherwise. Changes of that size tell nothing.",
        "对现状换一个随机种子重新排产，总成本相差 {money}，延误合计相差 {days}，{late}新延误，{kept}不再延误，"
        "{orders}安排不同；这样大小的变化不说明问题。",
    ),
    repaired=("The plan is kept and changed as little as possible.", "在原计划上以最小改动实现。"),
    written=("written: {files}", "已写入：{files}"),
    worn=(
        "Days of the plan before {on} are over, so it is not planned afresh: it is kept and changed as little as "
        "possible.",
        "原计划 {on} 之前各天已过，因此不重新排产，而是在原计划上以最小改动实现。",
    ),
    verify_what=(
        "worth --verify checks the estimate of edits; name a file of edits too, or leave --verify out",
        "worth --verify 用来核对改动的估计值，请同时给出改动文件，或去掉 --verify",
    ),
)


def run_whatif(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Apply edits, plan anew or repair, and tell each what-if beside the plan as things are.

    A plan whose days are over in part is repaired in any case: planned afresh, those days would be planned again.
    """
    if options.out:
        check_outputs(options, *_folders(options.out, [path.stem for path in options.edits]))
    made, listed = plan_of(options.plan), [listed_in(path, load_edits) for path in options.edits]
    kept = options.repair or made.days_over > 0
    scenario = _scenario_of_plan(options, language, stop, made)
    if scenario is None:
        return BAD_INPUT
    _refuse_edits(options.edits, listed, partial(as_events, scenario, made) if kept else partial(apply, scenario))
    what_ifs = _what_ifs(options.edits, [edits for edits, _ in listed])
    if kept:
        table = _repaired(scenario, made, what_ifs)
    else:
        table = scenarios(scenario, what_ifs, policy_of(made), stop=stop, progress=_teller(language))
    found = table.outcomes[1:]
    files = _write(options.out, found, language, stop) if options.out else []
    if options.json:
        shown = {
            "repaired": kept,
            "as_of": made.as_of.isoformat() if made.as_of else None,
            "scenarios": [_figures(one, language) for one in table.outcomes],
            **_scatter_figures(table.scatter),
        }
        print(json.dumps(shown, ensure_ascii=False))
    else:
        way = "repaired" if options.repair else "worn" if kept else "afresh"
        print("\n".join(_told(table, WORDS.say(language, way, on=made.as_of), language)))
        if files:
            print(WORDS.say(language, "written", files=", ".join(map(str, files))))
    return max([tell_outside(one.plan, language) for one in found]) if options.out else DONE


def run_worth(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Tell what the plan's bottlenecks are worth, and what edits of the network are predicted to save."""
    if options.verify and not options.edits:
        raise InterlockError(WORDS.told("verify_what"))
    made = plan_of(options.plan)
    listed = [listed_in(options.edits, load_edits)] if options.edits else []
    scenario = _scenario_of_plan(options, language, stop, made)
    if scenario is None:
        return BAD_INPUT
    made = replace(made, bottlenecks=bottlenecks(scenario, made))
    _refuse_edits([options.edits], listed, partial(network_after, scenario))
    edits = [edit for read, _ in listed for edit in read.values()]
    priced = _priced(scenario, made, edits, verify=options.verify) if edits else []
    if options.json:
        print(json.dumps(_worth_figures(scenario, made, priced, language), ensure_ascii=False))
        return DONE
    print("\n".join(bottleneck_sentences(scenario, made, language)))
    for edit, worth, resolved in priced:
        print(worth_sentence(edit_words(scenario, edit, language), worth, resolved, language))
    if priced:
        print(worth_scope(language))
    return DONE


def _scenario_of_plan(options: argparse.Namespace, language: Language, stop: Stop, made: Plan) -> Scenario | None:
    scenario = read_scenario(options, language, stop, made.made_on)
    if scenario is not None:
        check_plan_of_book(scenario, made, options, language)
    return scenario


def _refuse_edits(paths: Sequence[Path], listed: Sequence[Listed], make: Callable[..., object]) -> None:
    """Raise :class:`~interlock.errors.InvalidModel` with all that is wrong with the edits of all files."""
    problems = [
        problem
        for path, (read, unread) in zip(paths, listed, strict=False)
        for problem in refuse_listed(path, unread, partial(make, list(read.values()), numbers=list(read)))
    ]
    if problems:
        raise InvalidModel(problems)


def _what_ifs(paths: Sequence[Path], read: Sequence[Mapping[int, Edit]]) -> WhatIfs:
    """Edits by the name of their file; one that is taken has its whole path."""
    found: dict[str, tuple[Edit, ...]] = {}
    for path, edits in zip(paths, read, strict=True):
        name = str(path) if path.stem in {BASE, *found} else path.stem
        found[name] = tuple(edits.values())
    return found


def _teller(language: Language) -> Callable[[float, str], None]:
    def tell(share: float, name: str) -> None:
        said = WORDS.say(language, "base") if name == BASE else name
        print(WORDS.say(language, "planning", name=said), file=sys.stderr)

    return tell


def _repaired(scenario: Scenario, made: Plan, what_ifs: WhatIfs) -> SideBySide:
    same = compare(scenario, made, scenario, made)
    beside = partial(Outcome, premium_fen=0, load_to_on=last_due_on(made))
    found = [beside(name=BASE, scenario=scenario, plan=made, comparison=same)]
    for name, edits in what_ifs.items():
        after = repair(scenario, policy_of(made), made, as_events(scenario, made, edits))
        comparison = compare(scenario, made, after.scenario, after.plan)
        found.append(beside(name=name, scenario=after.scenario, plan=after.plan, comparison=comparison))
    return SideBySide(tuple(found))


def _write(out: Path, found: Sequence[Outcome], language: Language, stop: Stop) -> list[Path]:
    """Plans of several what-ifs go into folders of their names."""
    folders = _folders(out, [Path(one.name).stem for one in found])
    return [
        path
        for folder, one in zip(folders, found, strict=True)
        for path in write_outputs(one.scenario, one.plan, folder, language, with_scenario=True, stop=stop)
    ]


def _folders(out: Path, names: Sequence[str]) -> list[Path]:
    return [out] if len(names) == 1 else [out / name for name in names]


def _told(table: SideBySide, way: str, language: Language) -> list[str]:
    found = table.outcomes[1:]
    said = [side_by_side(table, language), way]
    if table.scatter is not None:
        said.append(_scatter_sentence(table.scatter, language))
    for one in found:
        said += [] if len(found) == 1 else [f"{one.name}:" if language == "en" else f"{one.name}："]
        said += sentences(one.comparison, language)
    return said


def _scatter_sentence(scatter: Comparison, language: Language) -> str:
    late, kept, orders = (
        figures.counted(len(found), "order", language)
        for found in (scatter.newly_late, scatter.rescued, scatter.orders)
    )
    return WORDS.say(
        language,
        "scatter",
        money=figures.money(abs(scatter.total.change_fen), language),
        days=figures.counted(abs(scatter.late_days_after - scatter.late_days_before), "day", language),
        late=late,
        kept=kept,
        orders=orders,
    )


def _scatter_figures(scatter: Comparison | None) -> dict[str, object]:
    """How another search of the base differs; null where there was none."""
    if scatter is None:
        return {"scatter_cny": None, "scatter": None}
    return {
        "scatter_cny": cny(abs(scatter.total.change_fen)),
        "scatter": {
            "late_days": abs(scatter.late_days_after - scatter.late_days_before),
            "newly_late": len(scatter.newly_late),
            "no_longer_late": len(scatter.rescued),
            "orders_otherwise": len(scatter.orders),
        },
    }


def _figures(one: Outcome, language: Language) -> dict[str, object]:
    comparison = one.comparison
    return {
        "name": one.name,
        "cost_cny": cny(one.cost_fen),
        "overtime_premium_cny": cny(one.premium_fen),
        "on_time_percent": percent(at_least(one.plan.on_time_share, 2), 2),
        "late_days": comparison.late_days_after,
        "load_percent": percent(one.load, 2),
        "sentences": [] if one.name == BASE else sentences(comparison, language),
        "comparison": None if one.name == BASE else in_cny(comparison),
    }


def _priced(
    scenario: Scenario, made: Plan, edits: Sequence[Edit], *, verify: bool
) -> list[tuple[Edit | None, Worth, Resolved | None]]:
    """Each edit by itself, then all of them together."""
    network_after(scenario, edits)
    appraiser = Appraiser(scenario, policy_of(made))
    sets: list[tuple[Edit | None, Sequence[Edit]]] = [(edit, [edit]) for edit in edits]
    if len(edits) > 1:
        sets.append((None, edits))
    return [(edit, appraiser.worth(some), appraiser.resolve(some) if verify else None) for edit, some in sets]


def _verified_figures(resolved: Resolved) -> dict[str, object]:
    return {
        "verified_bound_cny": cny(resolved.bound_fen),
        "verified_plan_cny": cny(resolved.plan_fen),
        "verified_error_cny": cny(round(resolved.error_fen)),
        "verified_tells": resolved.tells,
    }


def _worth_figures(
    scenario: Scenario,
    made: Plan,
    priced: Sequence[tuple[Edit | None, Worth, Resolved | None]],
    language: Language,
) -> dict[str, object]:
    return {
        "bottlenecks": [
            {
                "scope": value.scope.value,
                "key": value.key,
                "week_on": value.week_on.isoformat(),
                "cny_per_day": cny(value.fen_per_day),
                "load_percent": percent(value.load, 1),
            }
            for value in made.bottlenecks
        ],
        "edits": [
            {
                "what": edit_words(scenario, edit, language),
                "predicted_cny": cny(worth.predicted_fen),
                "spread_cny": cny(worth.spread_fen),
                "relaxed_cny": cny(worth.relaxed_fen),
                "clearing_cny": cny(worth.clearing_fen),
                "at_prices_cny": cny(worth.at_prices_fen),
                **(_verified_figures(resolved) if resolved else {}),
            }
            for edit, worth, resolved in priced
        ],
    }
