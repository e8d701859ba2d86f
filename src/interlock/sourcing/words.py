"""What is wrong with what the room of sourcing is asked, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    of_offer=("offer {offer!r}: {text}", "报价单 {offer}：{text}"),
    no_answer=(
        "material purchase: the solver found no answer ({status}); check quantities of very unlike size",
        "面辅料采购：求解器没有得到答案（{status}），请检查数量级相差悬殊的数量",
    ),
    need_of=("order {order!r}, material {material!r} {colour!r}", "订单 {order}，面辅料 {material} {colour}"),
    need_quantity=(
        "{name}: needed quantity is {found}; give an amount above 0, or leave the need out",
        "{name}：需要量为 {found}，应大于 0，否则请去掉这项需求",
    ),
    need_late=(
        "{name}: late_fen_per_unit_day is {found}; give 0 or more fen",
        "{name}：late_fen_per_unit_day 为 {found}，应不小于 0",
    ),
    stock_quantity=(
        "stock of {material!r} {colour!r}: quantity is {found}; give 0 or more",
        "库存 {material} {colour}：数量为 {found}，应不小于 0",
    ),
    no_price=("it has no price; give at least one price break", "没有价格，请至少给出一个价格阶梯"),
    price_break=(
        "price break {quantity} at {price} fen; give 0 or more for both",
        "价格阶梯 {quantity}，单价 {price} 分：两者都应不小于 0",
    ),
    breaks_rise=("price breaks must rise: {high} comes after {low}", "价格阶梯须递增：{high} 排在 {low} 之后"),
    prices_fall=(
        "the break from {high} must cost no more than from {low}",
        "数量 {high} 起的单价不得高于 {low} 起的单价",
    ),
    minimum=("minimum_quantity is {found}; give 0 or more", "minimum_quantity 为 {found}，应不小于 0"),
    maximum=(
        "maximum_quantity is {found}, under the least purchase of {least}; raise it",
        "maximum_quantity 为 {found}，低于最小采购量 {least}，请调高",
    ),
    lead=("lead_days is {found}; give 0 or more days", "lead_days 为 {found}，应不小于 0"),
    need_twice=(
        "order {order!r} needs material {material!r} {colour!r} {count} times; join them in one need",
        "订单 {order} 对面辅料 {material} {colour} 的需求出现 {count} 次，请合并成一项",
    ),
    offer_twice=(
        "offer {offer!r} appears {count} times; give each offer its own id",
        "报价单 {offer} 出现 {count} 次，编号不能重复",
    ),
    late=("late_fen_per_unit_day is {found}; give 0 or more fen", "late_fen_per_unit_day 为 {found}，应不小于 0"),
    purchase_parts=(
        "purchase from offer {offer!r}: shares must be above 0 and surplus 0 or more",
        "按报价单 {offer} 采购：各订单分得的数量应大于 0，结余应不小于 0",
    ),
)
