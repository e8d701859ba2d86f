"""A picture of a pooled plan for the centre: for every firm, what it pays and what it saves."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Literal

from interlock.pooling.solution import PooledPlan, Share
from interlock.words import Words

_WIDTH, _GAP, _ROW = 760, 8, 30
# Where columns end (names, alone, pays) and where the bars of what is saved start and end.
_FIRM, _ALONE, _PAYS, _BAR, _BAR_END = 150, 260, 370, 396, 620
_SAVES = "#499894"
_FONT = "font-family='system-ui, Noto Sans SC, sans-serif' fill='currentColor'"

SAYS = Words(
    caption=(
        "{orders} orders of {firms} firms, {together} of them cut together",
        "{firms} 家企业 {orders} 张订单，其中 {together} 家合床",
    ),
    money=(
        "alone CNY {alone:,.2f}, together CNY {cost:,.2f}: CNY {saving:,.2f} ({share:.1%}) saved",
        "各自裁剪 {alone:,.2f} 元，合床 {cost:,.2f} 元，节省 {saving:,.2f} 元（{share:.1%}）",
    ),
    bound=(
        "no plan of these groups costs less than CNY {bound:,.2f}",
        "按此分组，怎么排也不会低于 {bound:,.2f} 元",
    ),
    alone=("alone, CNY", "单独（元）"),
    pays=("pays, CNY", "支付（元）"),
    saves=("saves, CNY", "节省（元）"),
    saved=("{saves:,.2f} ({share:.1%})", "{saves:,.2f}（{share:.1%}）"),
)


def draw(plan: PooledPlan, *, bound_fen: float | None = None, language: Literal["en", "zh"] = "en") -> str:
    """The plan as one SVG document, 760 px wide, for the centre: it shows every firm.

    A row for each firm: its cost alone, what it pays, and a bar for what it saves. ``bound_fen`` is what no plan of
    these groups can cost less than (None: not told).
    """
    alone_fen = plan.cost_fen + plan.saving_fen
    caption = SAYS.say(language, "caption", orders=plan.orders, firms=len(plan.shares), together=len(plan.together))
    share = plan.saving_fen / alone_fen if alone_fen else 0.0
    money = {"alone": alone_fen / 100, "cost": plan.cost_fen / 100, "saving": plan.saving_fen / 100, "share": share}
    said = [SAYS.say(language, "money", **money)]
    if bound_fen is not None:
        said.append(SAYS.say(language, "bound", bound=bound_fen / 100))
    top = 38 + 20 * len(said)
    unit = (_BAR_END - _BAR) / max(1, *(share.saving_fen for share in plan.shares))
    lines = [line for n, share in enumerate(plan.shares, 1) for line in _firm(share, top + n * _ROW, unit, language)]
    height = top + (len(plan.shares) + 1) * _ROW
    return "\n".join(
        [
            f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {_WIDTH} {height}' "
            f"width='{_WIDTH}' height='{height}' {_FONT}>",
            f"<title>{escape(caption)}</title>",
            _text(_GAP, 24, caption, size=14),
            *(_text(_GAP, 46 + 20 * number, line, size=12) for number, line in enumerate(said)),
            _text(_ALONE, top + 20, SAYS.say(language, "alone"), size=11, anchor="end"),
            _text(_PAYS, top + 20, SAYS.say(language, "pays"), size=11, anchor="end"),
            _text(_BAR, top + 20, SAYS.say(language, "saves"), size=11),
            *lines,
            "</svg>",
        ]
    )


def _firm(share: Share, top: int, unit: float, language: Literal["en", "zh"]) -> Iterator[str]:
    base = top + 17
    yield _text(_FIRM, base, share.firm, size=12, anchor="end")
    yield _text(_ALONE, base, f"{share.alone_fen / 100:,.2f}", size=12, anchor="end")
    yield _text(_PAYS, base, f"{share.pays_fen / 100:,.2f}", size=12, anchor="end")
    width = share.saving_fen * unit
    yield f"<rect x='{_BAR}' y='{top + 3}' width='{width:.1f}' height='{_ROW - 12}' fill='{_SAVES}'/>"
    part = share.saving_fen / share.alone_fen if share.alone_fen else 0.0
    said = SAYS.say(language, "saved", saves=share.saving_fen / 100, share=part)
    yield _text(_BAR + width + 6, base, said, size=11)


def _text(left: float, base: float, text: str, *, size: int, anchor: str = "start") -> str:
    return f"<text x='{left:.1f}' y='{base}' font-size='{size}' text-anchor='{anchor}'>{escape(text)}</text>"
