"""Gives rolls to lays, colour by colour, and tells what it costs beside the usual way and the bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from interlock.errors import Infeasible, Told, chinese_of
from interlock.rolls import _spreading
from interlock.rolls._colour import Chosen, Colour
from interlock.rolls._desk import Desk
from interlock.rolls.problem import RollProblem
from interlock.rolls.solution import RollPlan
from interlock.rolls.words import ERRORS


def assign_rolls(problem: RollProblem, *, stop: Callable[[], bool] | None = None) -> RollPlan:
    """Give every ply a roll at least cost of waste and handling, with a bound on how much less any plan could cost.

    The bound is the value of the relaxation with all patterns of every roll, by column generation (Gilmore and Gomory,
    "A linear programming approach to the cutting-stock problem", 1961). Plans come from diving in it and from
    annealing; with few rolls a program over all choices (CP-SAT) betters the plan and often proves it. The same
    problem gives the same plan.

    ``stop`` is asked now and then; when it answers true, :class:`~interlock.errors.Cancelled` is raised. Raises
    :class:`~interlock.errors.Infeasible` naming colours and lays that the rolls do not suffice for.
    """
    colours = [Colour.of(problem, at) for at in range(len(problem.colours))]
    colours = [colour for colour in colours if colour.lays]
    _refuse_hopeless(colours)
    answers = [Desk(colour, stop or (lambda: False)).solve() for colour in colours]
    lacking = [
        _lacking(colour, answer.lacking)
        for colour, answer in zip(colours, answers, strict=True)
        if answer.chosen is None
    ]
    if lacking:
        raise _infeasible(lacking)
    bounds = [answer.bound_fen for answer in answers]
    made = _plan(colours, [answer.chosen or [] for answer in answers], bounds)
    if any(answer.usual is None for answer in answers):
        return made
    return replace(made, usual=_plan(colours, [answer.usual or [] for answer in answers], bounds))


def _plan(colours: Sequence[Colour], chosen: Sequence[Chosen], bounds: Sequence[float]) -> RollPlan:
    waste = _spreading.waste(colours, chosen)
    cost_fen = round(waste.fabric_fen + waste.handling_fen)
    bound_fen = min(cost_fen, round(max(0.0, sum(bounds))))
    return RollPlan(
        lays=_spreading.spread(colours, chosen),
        ends=_spreading.ends(colours, chosen),
        waste=waste,
        cost_fen=cost_fen,
        lower_bound_fen=bound_fen,
        proof="search" if cost_fen - bound_fen <= 1 else "open",
    )


def _refuse_hopeless(colours: Sequence[Colour]) -> None:
    problems = []
    for colour in colours:
        of_colour = [roll for roll in colour.problem.rolls if roll.colour == colour.name]
        widest = max((roll.width_mm for roll in of_colour), default=0)
        for lay in colour.lays:
            if lay.width_mm > widest:
                facts = {"lay": lay.name, "colour": colour.name, "wanted": lay.width_mm, "found": widest}
                problems.append(ERRORS.told("no_width", **facts))
        needed = sum(plies * each for plies, each in zip(colour.plies, colour.ply_mm, strict=True))
        held = sum(roll.length_mm for roll in of_colour)
        if held < needed:
            metres = {"needed": needed, "held": held, "lacking": needed - held}
            problems.append(ERRORS.told("short", colour=colour.name, **{k: _metres(v) for k, v in metres.items()}))
    if problems:
        raise _infeasible(problems)


def _infeasible(problems: Sequence[str]) -> Infeasible:
    return Infeasible("\n".join(problems), chinese_of(problems))


def _metres(length_mm: int) -> str:
    return f"{length_mm / 1000:.1f}"


def _lacking(colour: Colour, plies: Sequence[int]) -> Told:
    some = [
        ERRORS.told("some_plies", plies=count, lay=lay.name)
        for count, lay in zip(plies, colour.lays, strict=True)
        if count
    ]
    lays = Told(", ".join(some), "、".join(text.chinese for text in some))
    held = _metres(sum(roll.length_mm for roll in colour.rolls))
    return ERRORS.told("unspread", colour=colour.name, lays=lays, held=held)
