"""A picture of a cut plan: one bar per lay, as high as its plies, split by the sizes of its marker."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Literal

from interlock.cutting.problem import CutProblem
from interlock.cutting.solution import CutPlan, PlannedLay

# The muted palette for categories; red, amber and green are kept for states.
_PALETTE = (
    "#4E79A7", "#A0CBE8", "#76B7B2", "#B07AA1", "#9C755F",
    "#BAB0AC", "#D4A6C8", "#86BCB6", "#79706E", "#499894",
)  # fmt: skip
_DARK = frozenset({"#4E79A7", "#B07AA1", "#9C755F", "#79706E", "#499894"})
_WIDTH, _LEFT, _TOP, _GAP = 720, 96, 44, 8
_LEAST_BAR, _MOST_BAR = 18, 56
_FONT = "font-family='system-ui, Noto Sans SC, sans-serif'"

_CAPTION = {
    "en": "{markers} markers, {lays} lays, {plies} plies, {fabric:,.1f} m of fabric, CNY {money:,.2f}",
    "zh": "{markers} 个唛架，{lays} 床，{plies} 层，面料 {fabric:,.1f} 米，{money:,.2f} 元",
}
_LAY = {"en": "lay {number}: {plies} plies", "zh": "第 {number} 床：{plies} 层"}


def draw(problem: CutProblem, plan: CutPlan, *, language: Literal["en", "zh"] = "en") -> str:
    """The plan as one SVG document, 720 px wide; the width of a bar is its garments, its height its plies."""
    most_plies = max(lay.total_plies for lay in plan.lays)
    bars, top = [], _TOP
    for number, lay in enumerate(plan.lays, 1):
        height = round(_LEAST_BAR + (_MOST_BAR - _LEAST_BAR) * lay.total_plies / most_plies)
        bars += [*_bar(problem, lay, number, top, height, language)]
        top += height + _GAP
    caption = _CAPTION[language].format(
        markers=plan.markers,
        lays=len(plan.lays),
        plies=plan.plies,
        fabric=plan.fabric_mm / 1000,
        money=plan.cost_fen / 100,
    )
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {top}' "
            f"width='{_WIDTH}' height='{top}' {_FONT}>",
            f"<title>{escape(caption)}</title>",
            f"<text x='{_GAP}' y='26' font-size='14' fill='currentColor'>{escape(caption)}</text>",
            *bars,
            "</svg>",
        ]
    )


def _bar(
    problem: CutProblem, lay: PlannedLay, number: int, top: int, height: int, language: Literal["en", "zh"]
) -> Iterator[str]:
    middle = top + height / 2 + 4
    plies = ", ".join(f"{name} {n}" for name, n in zip(problem.colours, lay.plies, strict=True) if n)
    label = _LAY[language].format(number=number, plies=lay.total_plies)
    yield f"<g><title>{escape(f'{label} ({plies})')}</title>"
    yield (
        f"<text x='{_LEFT - _GAP}' y='{middle}' font-size='12' text-anchor='end' "
        f"fill='currentColor'>{number} · {lay.total_plies}</text>"
    )
    unit, left = (_WIDTH - _LEFT - _GAP) / problem.max_garments, float(_LEFT)
    for size, count in enumerate(lay.ratio):
        if count:
            yield from _block(
                f"{problem.sizes[size]}×{count}", _PALETTE[size % len(_PALETTE)], left, top, unit * count, height
            )
            left += unit * count
    yield "</g>"


def _block(label: str, fill: str, left: float, top: int, width: float, height: int) -> Iterator[str]:
    ink = "#fff" if fill in _DARK else "#222"
    yield f"<rect x='{left:.1f}' y='{top}' width='{width:.1f}' height='{height}' fill='{fill}' stroke='#fff'/>"
    yield (
        f"<text x='{left + width / 2:.1f}' y='{top + height / 2 + 4}' font-size='11' text-anchor='middle' "
        f"fill='{ink}'>{escape(label)}</text>"
    )
