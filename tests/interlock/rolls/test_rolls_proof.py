"""Bounds and proofs against every way of spreading some tiny cases, counted out without the solver."""

from __future__ import annotations

import random
from collections import Counter
from itertools import product

import pytest

from interlock.errors import Infeasible
from interlock.rolls import LayToSpread, Occupied, Roll, RollProblem, Splice, assign_rolls, check

Part = tuple[str, int, int]  # "head" or "tail", lay, splice
Way = tuple[tuple[int, ...], tuple[Part, ...], float]


def tiny(seed: int, *, spliced: bool, timed: bool) -> RollProblem:
    luck = random.Random(seed)
    lays = tuple(
        LayToSpread(
            name=f"L{number}",
            marker_mm=luck.randint(30, 60) * 100,
            width_mm=1480,
            plies=(luck.randint(1, 3),),
            splices=(Splice(1500, 100),) if spliced else (),
            when=Occupied(f"T{number}", 30 * number, 60 + 30 * number) if timed else None,
        )
        for number in range(2)
    )
    rolls = tuple(
        Roll(
            name=f"R{number}",
            colour="navy",
            shade=luck.choice("AB"),
            length_mm=luck.randint(70, 160) * 100,
            width_mm=luck.choice((1500, 1500, 1500, 1400)),
        )
        for number in range(3)
    )
    return RollProblem(
        colours=("navy",),
        lays=lays,
        rolls=rolls,
        fabric_fen_per_m=2000,
        usable_mm=3000,
        remnant_fen=luck.choice((0, 3000)),
        mount_fen=300,
        splice_fen=100,
        shade_fen=luck.choice((0, 1500)),
    )


def ways(problem: RollProblem, roll: Roll) -> list[Way]:
    """Everything that a roll may give: (whole plies, head and tail, cost)."""
    places = [(at, splice) for at, lay in enumerate(problem.lays) for splice in range(len(lay.splices))]
    found: list[Way] = []
    for whole in product(*(range(lay.plies[0] + 1) for lay in problem.lays)):
        for head, tail in product((None, *places), repeat=2):
            parts: list[Part] = []
            used = sum(count * lay.marker_mm for count, lay in zip(whole, problem.lays, strict=True))
            cost = 0.0
            if head:
                splice = problem.lays[head[0]].splices[head[1]]
                parts.append(("head", *head))
                used += splice.at_mm + splice.overlap_mm
                cost += 100 + splice.overlap_mm * 2
            if tail:
                lay = problem.lays[tail[0]]
                parts.append(("tail", *tail))
                used += lay.marker_mm - lay.splices[tail[1]].at_mm
            lays = {at for at, count in enumerate(whole) if count} | {part[1] for part in parts}
            left = roll.length_mm - used
            in_turn = len(lays) < 2 or problem.lays[0].when is None
            fits = left >= 0 and in_turn and all(roll.width_mm >= problem.lays[at].width_mm for at in lays)
            if lays and fits:
                rest = problem.kept_fen if left >= problem.usable_mm else left * 2
                found.append((whole, tuple(parts), cost + 300 * len(lays) + rest))
    return [((0,) * len(problem.lays), (), 0.0), *found]


def least_fen(problem: RollProblem) -> float | None:
    """The least cost of all ways; None where none spreads every ply."""
    best = None
    wanted = [lay.plies[0] for lay in problem.lays]
    for chosen in product(*(ways(problem, roll) for roll in problem.rolls)):
        plies = [sum(way[0][at] for way in chosen) for at in range(len(wanted))]
        balance: Counter[tuple[str, int, int]] = Counter()
        shades = set()
        for roll, (whole, parts, _) in zip(problem.rolls, chosen, strict=True):
            for kind, lay, splice in parts:
                balance[roll.shade, lay, splice] += 1 if kind == "head" else -1
                plies[lay] += kind == "head"
                shades.add((lay, roll.shade))
            shades |= {(at, roll.shade) for at, count in enumerate(whole) if count}
        if plies == wanted and not any(balance.values()):
            cost = sum(way[2] for way in chosen) + problem.shade_fen * (len(shades) - len(wanted))
            best = cost if best is None else min(best, cost)
    return best


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("spliced", [False, True])
def test_no_way_costs_less_than_the_bound_and_none_less_than_a_proved_plan(seed: int, spliced: bool):
    problem = tiny(seed, spliced=spliced, timed=False)
    least = least_fen(problem)
    if least is None:
        with pytest.raises(Infeasible):
            assign_rolls(problem)
        return
    plan = assign_rolls(problem)
    check(problem, plan)
    assert plan.lower_bound_fen <= round(least) <= plan.cost_fen
    assert plan.proved


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("spliced", [False, True])
def test_lays_at_one_time_share_a_roll_only_where_no_other_way_spreads_every_ply(seed: int, spliced: bool):
    problem = tiny(seed, spliced=spliced, timed=True)
    least = least_fen(problem)
    try:
        plan = assign_rolls(problem)
    except Infeasible:
        assert least is None
        return
    check(problem, plan)
    assert bool(plan.clashes) == (least is None)
    assert least is None or plan.lower_bound_fen <= round(least) <= plan.cost_fen


def test_a_few_long_rolls_are_settled_though_their_patterns_are_countless():
    lays = (
        LayToSpread(name="L1", marker_mm=4210, width_mm=1480, plies=(20,)),
        LayToSpread(name="L2", marker_mm=3170, width_mm=1480, plies=(20,)),
        LayToSpread(name="L3", marker_mm=3650, width_mm=1480, plies=(10,)),
        LayToSpread(name="L4", marker_mm=3270, width_mm=1480, plies=(10,)),
    )
    rolls = tuple(
        Roll(name=name, colour="navy", shade=shade, length_mm=length_mm, width_mm=1500)
        for name, shade, length_mm in (("R1", "A", 98_000), ("R2", "A", 91_500), ("R3", "B", 87_200))
    )
    asked = RollProblem(
        colours=("navy",),
        lays=lays,
        rolls=rolls,
        fabric_fen_per_m=2200,
        end_loss_mm=40,
        usable_mm=3000,
        mount_fen=300,
        shade_fen=2000,
    )
    plan = assign_rolls(asked)
    check(asked, plan)
    assert plan.proved
