from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest

from interlock.errors import BrokenLaw, InvalidModel
from interlock.rolls import (
    Clash,
    LayToSpread,
    Occupied,
    Ply,
    Roll,
    RollPlan,
    RollProblem,
    ShadeGroup,
    Splice,
    SpreadLay,
    assign_rolls,
    check,
    draw,
)

ROLLS = (
    Roll(name="1", colour="navy", shade="A", length_mm=12_150, width_mm=1500),
    Roll(name="2", colour="navy", shade="A", length_mm=8_060, width_mm=1500),
    Roll(name="3", colour="navy", shade="B", length_mm=9_000, width_mm=1400),
    Roll(name="4", colour="white", shade="W", length_mm=30_000, width_mm=1500),
)
LAYS = (
    LayToSpread(
        name="one", marker_mm=5000, width_mm=1480, plies=(4, 0), splices=(Splice(2000, 100), Splice(4000, 100))
    ),
    LayToSpread(name="two", marker_mm=3000, width_mm=1380, plies=(2, 2), most_shades=1),
)
PROBLEM = RollProblem(
    colours=("navy", "white"),
    lays=LAYS,
    rolls=ROLLS,
    fabric_fen_per_m=2000,
    usable_mm=2000,
    end_loss_mm=20,
    mount_fen=300,
    splice_fen=100,
    shade_fen=1000,
)
PLAN = assign_rolls(PROBLEM)


def with_group(plan: RollPlan, lay: int, **change: object) -> RollPlan:
    group = dataclasses.replace(plan.lays[lay].groups[0], **change)  # type: ignore[arg-type]
    spread = dataclasses.replace(plan.lays[lay], groups=(group, *plan.lays[lay].groups[1:]))
    return dataclasses.replace(plan, lays=(*plan.lays[:lay], spread, *plan.lays[lay + 1 :]))


def with_waste(plan: RollPlan, **change: float) -> RollPlan:
    return dataclasses.replace(plan, waste=dataclasses.replace(plan.waste, **change))  # type: ignore[arg-type]


def two_groups(plan: RollPlan) -> RollPlan:
    group = plan.lays[0].groups[0]
    halves = (
        ShadeGroup(group.colour, group.shade, group.plies[:1]),
        ShadeGroup(group.colour, group.shade, group.plies[1:]),
    )
    return dataclasses.replace(plan, lays=(SpreadLay("one", halves), *plan.lays[1:]))


def test_the_plan_of_the_case_keeps_every_law():
    check(PROBLEM, PLAN)
    assert PLAN.waste.splices == 1
    assert [group.shade for group in PLAN.lays[1].groups] == ["B", "W"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda plan: dataclasses.replace(plan, lays=plan.lays[:1]), "asked are"),
        (lambda plan: with_group(plan, 0, plies=(Ply("9"),) * 4), "roll 9 is spread but not in stock"),
        (lambda plan: with_group(plan, 0, plies=plan.lays[0].groups[0].plies[:-1]), "3 plies of navy are spread, 4"),
        (lambda plan: with_group(plan, 0, shade="B"), "is of shade A"),
        (lambda plan: with_group(plan, 0, plies=(Ply("4"),) * 4), "roll 4 is white"),
        (lambda plan: with_group(plan, 0, plies=(Ply("3"),) * 4), "the marker needs 1480 mm"),
        (lambda plan: with_group(plan, 0, plies=(Ply("1", "2"),) * 4), "go together"),
        (lambda plan: with_group(plan, 0, plies=(Ply("1", "2", 7),) * 4), "splice no. 7 does not exist"),
        (lambda plan: with_group(plan, 0, plies=(Ply("1", "1", 0),) * 4), "is spliced to itself"),
        (lambda plan: with_group(plan, 0, plies=(Ply("1", "2", 0),) * 4), "begins with 4 spliced plies"),
        (lambda plan: with_group(plan, 0, plies=(Ply("1"),) * 4), "20080 mm are spread of 12150 mm"),
        (
            lambda plan: dataclasses.replace(
                plan, lays=(dataclasses.replace(plan.lays[0], taken_mm=(("1", 5),)), *plan.lays[1:])
            ),
            "told to be taken of its rolls",
        ),
        (two_groups, "lies in 2 groups"),
        (lambda plan: dataclasses.replace(plan, ends=plan.ends[:-1]), "ends are told of the rolls"),
        (lambda plan: with_waste(plan, overlap_mm=0), "overlap_mm: 0 is told, 100 found"),
        (lambda plan: with_waste(plan, fabric_fen=1.0), "fabric and handling"),
        (lambda plan: dataclasses.replace(plan, cost_fen=1, lower_bound_fen=0, usual=None), "the cost is"),
        (lambda plan: dataclasses.replace(plan, lower_bound_fen=10**9), "is above the cost"),
        (lambda plan: dataclasses.replace(plan, lower_bound_fen=0, proof="search"), "called proved"),
    ],
)
def test_the_judge_finds_what_is_wrong(change: Callable[[RollPlan], RollPlan], told: str):
    with pytest.raises(BrokenLaw, match=told):
        check(PROBLEM, change(PLAN))


def test_a_roll_at_two_lays_at_once_is_found_and_so_is_a_clash_that_is_none():
    at_once = tuple(dataclasses.replace(lay, when=Occupied(f"T{n}", 30 * n, 60 + 30 * n)) for n, lay in enumerate(LAYS))
    timed = dataclasses.replace(PROBLEM, lays=at_once)
    plan = with_group(PLAN, 1, shade="A", plies=(Ply("2"),) * 2)
    with pytest.raises(BrokenLaw, match="roll 2: lays one and two want it at the same time, which is not told"):
        check(timed, plan)
    with pytest.raises(BrokenLaw, match="which they do not"):
        check(PROBLEM, dataclasses.replace(PLAN, clashes=(Clash("2", "one", "two"),)))


def test_shades_beyond_the_limit_are_found():
    strict = dataclasses.replace(PROBLEM, lays=(dataclasses.replace(LAYS[0], most_shades=1), LAYS[1]))
    check(strict, PLAN)
    plies = PLAN.lays[1].groups[0].plies
    mixed = (
        ShadeGroup("navy", "B", plies[:1]),
        ShadeGroup("navy", "A", (Ply("2"),)),
        PLAN.lays[1].groups[1],
    )
    broken = dataclasses.replace(PLAN, lays=(PLAN.lays[0], SpreadLay("two", mixed)))
    with pytest.raises(BrokenLaw, match="2 shades of navy, at most 1 allowed"):
        check(strict, broken)


def test_every_contradiction_is_named_in_both_languages():
    lay = LayToSpread(name="one", marker_mm=0, width_mm=1480, plies=(1, -1, 2), splices=(Splice(90, 5),), most_shades=0)
    roll = Roll(name="1", colour="red", shade="A", length_mm=2_000_000, width_mm=0)
    with pytest.raises(InvalidModel) as error:
        RollProblem(colours=("navy", "navy"), lays=(lay,), rolls=(roll, roll), fabric_fen_per_m=-1, remnant_fen=5)
    assert len(error.value.problems) >= 10
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in line) for line in error.value.chinese.splitlines())


@pytest.mark.parametrize(("language", "told"), [("en", "lost in end bits and overlaps"), ("zh", "布尾与重叠损耗")])
def test_the_picture_shows_every_roll_in_use(language: str, told: str):
    drawn = draw(PROBLEM, PLAN, language=language)  # type: ignore[arg-type]
    assert told in drawn
    assert drawn.count("url(#part)") >= 2
    assert all(f">{end.roll} · " in drawn for end in PLAN.ends)
