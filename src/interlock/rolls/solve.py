"""Gives rolls to lays, colour by colour, and tells what it costs beside the usual way and the bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from interlock.errors import Infeasible, Told, chinese_of
from interlock.rolls import _spreading
from interlock.rolls._colour import Chosen, Colour
from interlock.rolls._desk import Answer, Desk
from interlock.rolls.problem import RollProblem
from interlock.rolls.solution import RollPlan
from interlock.rolls.words import ERRORS

# So many rolls that are too narrow are named.
_NAMED = 6


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
    answers = [_answer(colour, stop or (lambda: False)) for colour in colours]
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


def _answer(colour: Colour, stop: Callable[[], bool]) -> Answer:
    """Rolls that are never at two lays at once; where plies find none so, their lays share, and else all of them."""
    answer = Desk(colour, stop).solve()
    if answer.chosen is None and any(colour.clashes):
        lacking = frozenset(lay.name for lay, plies in zip(colour.lays, answer.lacking, strict=True) if plies)
        for freed in (lacking, frozenset(lay.name for lay in colour.lays)):
            answer = Desk(replace(colour, freed=freed), stop).solve()
            if answer.chosen is not None:
                break
    return answer


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
        clashes=_spreading.clashes(colours, chosen),
        proof="search" if cost_fen - bound_fen <= 1 else "open",
    )


def _refuse_hopeless(colours: Sequence[Colour]) -> None:
    problems = []
    for colour in colours:
        of_colour = [roll for roll in colour.problem.rolls if roll.colour == colour.name]
        if not of_colour:
            problems.append(ERRORS.told("no_roll", colour=colour.name, needed=_metres(_needed(colour, 0))))
            continue
        widest = max(roll.width_mm for roll in of_colour)
        for lay in colour.lays:
            if lay.width_mm > widest:
                facts = {"lay": lay.name, "colour": colour.name, "wanted": lay.width_mm, "found": widest}
                problems.append(ERRORS.told("no_width", **facts))
        widths = [lay.width_mm for lay in colour.lays if lay.width_mm <= widest]
        short = [(_needed(colour, width) - _held(colour, width), width) for width in sorted({*widths})]
        lacking, width = max(short, key=lambda found: found[0], default=(0, 0))
        if lacking > 0:
            metres = {"needed": _needed(colour, width), "held": _held(colour, width), "lacking": lacking}
            told = {name: _metres(length_mm) for name, length_mm in metres.items()}
            key = "short" if width == min(widths) else "short_wide"
            wide = {"width": f"{width:,}", "narrow": _narrow(colour, width)}
            problems.append(ERRORS.told(key, colour=colour.name, **told, **wide))
    if problems:
        raise _infeasible(problems)


def _needed(colour: Colour, width_mm: int) -> int:
    """Fabric for the lays of a colour that need at least a width."""
    plies = zip(colour.lays, colour.plies, colour.ply_mm, strict=True)
    return sum(count * each for lay, count, each in plies if lay.width_mm >= width_mm)


def _held(colour: Colour, width_mm: int) -> int:
    """Fabric on the rolls of a colour that have at least a width."""
    return sum(roll.length_mm for roll in colour.rolls if roll.width_mm >= width_mm)


def _narrow(colour: Colour, width_mm: int) -> Told:
    """The rolls of a colour that are too narrow for a width, in brackets; nothing where there are none."""
    found = [r for r in colour.problem.rolls if r.colour == colour.name and r.width_mm < width_mm]
    if not found:
        return Told("", "")
    some = [ERRORS.told("narrow_roll", roll=roll.name, width=f"{roll.width_mm:,}") for roll in found[:_NAMED]]
    more = "" if len(found) <= _NAMED else " …"
    english, chinese = ", ".join(some) + more, "、".join(each.chinese for each in some) + more
    return ERRORS.told("narrow", rolls=Told(english, chinese))


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
    narrow = _narrow(colour, min(lay.width_mm for lay in colour.lays))
    return ERRORS.told("unspread", colour=colour.name, lays=lays, held=held, narrow=narrow)
