"""A picture of a pooled plan for the centre: for every firm, what it pays and what it saves."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Literal

from interlock.pooling.solution import PooledPlan, Share
from interlock.words import Words

_WIDTH, _LEFT, _RIGHT, _TOP, _BAR, _GAP = 720, 150, 210, 62, 22, 8
_PAYS, _SAVES = "#4E79A7", "#76B7B2"
_FONT = "font-family='system-ui, Noto Sans SC, sans-serif' fill='currentColor'"

SAYS = Words(
    caption=(
        "{orders} orders of {firms} firms: CNY {cost:,.2f} together, CNY {saving:,.2f} ({share:.1%}) saved",
        "{firms} 家企业 {orders} 张订单：拼床 {cost:,.2f} 元，节省 {saving:,.2f} 元（{share:.1%}）",
    ),
    pays=("pays", "支付"),
    saves=("saves", "节省"),
    firm=("pays {pays:,.2f}, saves {saves:,.2f}", "付 {pays:,.2f}，省 {saves:,.2f}"),
)


def draw(plan: PooledPlan, *, language: Literal["en", "zh"] = "en") -> str:
    """The plan as one SVG document, 720 px wide; a bar is a firm's cost alone. Not for firms: it shows all of them."""
    most = max(1, *(share.alone_fen for share in plan.shares))
    unit = (_WIDTH - _LEFT - _RIGHT) / most
    alone = plan.cost_fen + plan.saving_fen
    caption = SAYS.say(
        language, "caption", orders=plan.orders, firms=len(plan.shares), cost=plan.cost_fen / 100,
        saving=plan.saving_fen / 100, share=plan.saving_fen / alone if alone else 0.0,
    )  # fmt: skip
    lines: list[str] = []
    for number, share in enumerate(plan.shares):
        lines += _firm(share, _TOP + number * (_BAR + _GAP), unit, language)
    height = _TOP + len(plan.shares) * (_BAR + _GAP) + _GAP
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height}' "
            f"width='{_WIDTH}' height='{height}' {_FONT}>",
            f"<title>{escape(caption)}</title>",
            _text(_GAP, 24, caption, size=14),
            f"<rect x='{_LEFT}' y='36' width='12' height='12' fill='{_PAYS}'/>",
            _text(_LEFT + 16, 46, SAYS.say(language, "pays"), size=11),
            f"<rect x='{_LEFT + 80}' y='36' width='12' height='12' fill='{_SAVES}'/>",
            _text(_LEFT + 96, 46, SAYS.say(language, "saves"), size=11),
            *lines,
            "</svg>",
        ]
    )


def _firm(share: Share, top: int, unit: float, language: Literal["en", "zh"]) -> Iterator[str]:
    middle = top + _BAR - 6
    yield _text(_LEFT - _GAP, middle, share.firm, size=12, anchor="end")
    pays, saves = share.pays_fen * unit, share.saving_fen * unit
    yield f"<rect x='{_LEFT}' y='{top}' width='{pays:.1f}' height='{_BAR}' fill='{_PAYS}'/>"
    yield f"<rect x='{_LEFT + pays:.1f}' y='{top}' width='{saves:.1f}' height='{_BAR}' fill='{_SAVES}'/>"
    label = SAYS.say(language, "firm", pays=share.pays_fen / 100, saves=share.saving_fen / 100)
    yield _text(_LEFT + pays + saves + 6, middle, label, size=11)


def _text(left: float, base: float, text: str, *, size: int, anchor: str = "start") -> str:
    return f"<text x='{left:.1f}' y='{base}' font-size='{size}' text-anchor='{anchor}'>{escape(text)}</text>"
