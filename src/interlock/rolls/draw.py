"""A picture of a plan of rolls: one bar per roll, cut into plies by lay, with its end bit or remnant."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Literal, NamedTuple

from interlock.rolls.problem import RollProblem
from interlock.rolls.solution import RollEnd, RollPlan
from interlock.words import Words

# The muted palette for categories; red, amber and green are kept for states.
_PALETTE = (
    "#4E79A7", "#A0CBE8", "#76B7B2", "#B07AA1", "#9C755F",
    "#BAB0AC", "#D4A6C8", "#D7B98E", "#79706E", "#499894",
)  # fmt: skip
_WIDTH, _LEFT, _RIGHT, _TOP, _BAR, _GAP = 960, 150, 70, 66, 18, 6
# An end bit is a red line at least so wide, or nobody would see it.
_LEAST, _LINE = 3.0, 18
_WASTE, _REMNANT = "#C0392B", "#FFFFFF"
_FONT = "font-family='system-ui, Noto Sans SC, sans-serif' fill='currentColor'"

SAYS = Words(
    caption=(
        "{rolls} rolls, {lost:,.1f} m lost in end bits and overlaps, {remnants} remnants of {kept:,.1f} m, "
        "CNY {money:,.2f}",
        "{rolls} 卷布，布尾与重叠损耗 {lost:,.1f} 米，余料 {remnants} 段共 {kept:,.1f} 米，{money:,.2f} 元",
    ),
    usual=(
        "largest roll first: {lost:,.1f} m lost, CNY {money:,.2f}",
        "通行的“大卷先用”：损耗 {lost:,.1f} 米，{money:,.2f} 元",
    ),
    lay=("lay {name}", "床次 {name}"),
    end_bit=("end bit", "布尾"),
    remnant=("remnant", "余料"),
    part=("part of a spliced ply", "驳布层的一段"),
    ply=("whole ply", "整层"),
    used_up=("used up", "用完"),
    rest=("{metres:.2f} m", "{metres:.2f} 米"),
)


class _Cut(NamedTuple):
    lay: int
    length_mm: int
    part: bool


def draw(problem: RollProblem, plan: RollPlan, *, language: Literal["en", "zh"] = "en") -> str:
    """The plan as one SVG document, 960 px wide; bars are to scale, hatched parts belong to spliced plies."""
    ends = {end.roll: end for end in plan.ends}
    rolls = [roll for roll in problem.rolls if roll.name in ends]
    rolls.sort(key=lambda roll: (problem.colours.index(roll.colour), roll.shade))
    names = {roll.name: f"{roll.name} · {_metres(roll.length_mm, language)}" for roll in rolls}
    start = max(_LEFT, *(2 * _GAP + _wide(name) for name in names.values()))
    unit = (_WIDTH - start - _RIGHT) / max(roll.length_mm for roll in rolls)
    cuts = _cuts(problem, plan)
    legend, legend_lines = _legend(problem, language)
    lines, top, above = [], _TOP + _LINE * (legend_lines - 1), ("", "")
    for roll in rolls:
        if (roll.colour, roll.shade) != above:
            above = (roll.colour, roll.shade)
            top += 20
            lines.append(_text(_GAP, top - 5, f"{roll.colour} · {roll.shade}", size=12, weight=600))
        lines.append(_text(start - _GAP, top + _BAR - 5, names[roll.name], size=11, anchor="end"))
        lines += _bar(problem, cuts[roll.name], ends[roll.name], (start, top), unit, language)
        top += _BAR + _GAP
    waste = plan.waste
    caption = SAYS.say(
        language, "caption", rolls=len(rolls), lost=waste.lost_mm / 1000, remnants=waste.remnants,
        kept=waste.remnant_mm / 1000, money=plan.cost_fen / 100,
    )  # fmt: skip
    usual = plan.usual
    if usual:
        caption += " · " + SAYS.say(language, "usual", lost=usual.waste.lost_mm / 1000, money=usual.cost_fen / 100)
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {top + _GAP}' "
            f"width='{_WIDTH}' height='{top + _GAP}' {_FONT}>",
            f"<title>{escape(caption)}</title>",
            "<defs><pattern id='part' width='6' height='6' patternUnits='userSpaceOnUse' "
            "patternTransform='rotate(45)'><rect width='2' height='6' fill='#222' fill-opacity='.45'/>"
            "</pattern></defs>",
            _text(_GAP, 24, caption, size=13),
            *legend,
            *lines,
            "</svg>",
        ]
    )


def _cuts(problem: RollProblem, plan: RollPlan) -> dict[str, list[_Cut]]:
    """What is cut from every roll, from its start on: a tail first, a head last."""
    cuts: dict[str, list[_Cut]] = {end.roll: [] for end in plan.ends}
    last: dict[str, _Cut] = {}
    for number, (lay, spread) in enumerate(zip(problem.lays, plan.lays, strict=True)):
        for ply in (ply for group in spread.groups for ply in group.plies):
            if ply.splice is None or ply.next_roll is None:
                cuts[ply.roll].append(_Cut(number, problem.ply_mm(lay), part=False))
                continue
            splice = lay.splices[ply.splice]
            last[ply.roll] = _Cut(number, problem.head_mm(lay, splice), part=True)
            cuts[ply.next_roll].insert(0, _Cut(number, problem.tail_mm(lay, splice), part=True))
    return {name: [*found, *([last[name]] if name in last else [])] for name, found in cuts.items()}


def _bar(
    problem: RollProblem,
    cuts: list[_Cut],
    end: RollEnd,
    place: tuple[float, int],
    unit: float,
    language: Literal["en", "zh"],
) -> Iterator[str]:
    left, top = place
    for cut in cuts:
        width = cut.length_mm * unit
        name = SAYS.say(language, "lay", name=problem.lays[cut.lay].name)
        kind = SAYS.say(language, "part" if cut.part else "ply")
        title = escape(f"{name}, {kind}, {_metres(cut.length_mm, language)}")
        fill = _PALETTE[cut.lay % len(_PALETTE)]
        box = f"x='{left:.1f}' y='{top}' width='{width:.1f}' height='{_BAR}'"
        yield f"<g><title>{title}</title><rect {box} fill='{fill}' stroke='#fff' stroke-width='.6'/>"
        if cut.part:
            yield f"<rect {box} fill='url(#part)'/>"
        yield "</g>"
        left += width
    if end.left_mm:
        fill = _WASTE if end.fate == "end_bit" else _REMNANT
        stroke = "stroke='#79706E' stroke-dasharray='3 2'" if end.fate == "remnant" else ""
        title = escape(f"{SAYS.say(language, end.fate)}, {_metres(end.left_mm, language)}")
        width = max(_LEAST, end.left_mm * unit)
        yield f"<g><title>{title}</title><rect x='{left:.1f}' y='{top}' width='{width:.1f}' "
        yield f"height='{_BAR}' fill='{fill}' {stroke}/></g>"
        left += width
    rest = _metres(end.left_mm, language) if end.left_mm else SAYS.say(language, "used_up")
    colour = _WASTE if end.fate == "end_bit" else ""
    yield _text(left + 4, top + _BAR - 5, rest, size=10, colour=colour)


def _legend(problem: RollProblem, language: Literal["en", "zh"]) -> tuple[list[str], int]:
    """The lays' colours and what else is drawn, in as many lines as they need, and the number of lines."""
    left, line, parts = float(_GAP), 0, []
    entries = [
        (SAYS.say(language, "lay", name=lay.name), _PALETTE[at % len(_PALETTE)], "")
        for at, lay in enumerate(problem.lays)
    ]
    entries += [
        (SAYS.say(language, "end_bit"), _WASTE, ""),
        (SAYS.say(language, "remnant"), _REMNANT, "stroke='#79706E' stroke-dasharray='3 2'"),
    ]
    if any(lay.splices for lay in problem.lays):
        entries.append((SAYS.say(language, "part"), "url(#part)", "stroke='#79706E'"))
    for label, fill, stroke in entries:
        if left > _GAP and left + 16 + _wide(label) > _WIDTH:
            left, line = float(_GAP), line + 1
        top = 38 + _LINE * line
        parts.append(f"<rect x='{left:.0f}' y='{top}' width='12' height='12' fill='{fill}' {stroke}/>")
        parts.append(_text(left + 16, top + 10, label, size=11))
        left += 32 + _wide(label)
    return parts, line + 1


def _wide(words: str) -> float:
    """The width of small words; Chinese characters are about twice as wide as Latin ones."""
    return sum(11 if ord(sign) > 0x2E80 else 6 for sign in words)


def _metres(length_mm: int, language: Literal["en", "zh"]) -> str:
    return SAYS.say(language, "rest", metres=length_mm / 1000)


def _text(
    left: float, base: float, text: str, *, size: int, anchor: str = "start", weight: int = 400, colour: str = ""
) -> str:
    fill = f" fill='{colour}'" if colour else ""
    return (
        f"<text x='{left:.1f}' y='{base}' font-size='{size}' text-anchor='{anchor}' "
        f"font-weight='{weight}'{fill}>{escape(text)}</text>"
    )
