"""What the judge of sourcing says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    sourcing=("sourcing", "采购方案"),
    needless=(
        "order {order!r} gets material {material!r} {colour!r}, which it does not need",
        "订单 {order} 分到面辅料 {material} {colour}，但并不需要",
    ),
    need=(
        "order {order!r}, material {material!r} {colour!r}: {found} accounted for of {wanted}",
        "订单 {order}，面辅料 {material} {colour}：需要 {wanted}，去向只有 {found}",
    ),
    stock=(
        "stock of {material!r} {colour!r} on day {day} is overdrawn by {beyond}",
        "第 {day} 天面辅料 {material} {colour} 的库存透支 {beyond}",
    ),
    no_offer=("purchase from unknown offer {offer!r}", "采购依据的报价单 {offer} 不存在"),
    purchase=("purchase from offer {offer!r}: {text}", "按报价单 {offer} 采购：{text}"),
    offer_twice=(
        "offer {offer!r} is bought from {count} times in colour {colour!r}",
        "报价单 {offer} 的 {colour} 色采购了 {count} 次",
    ),
    other_terms=("another seller or material than offered", "供应商或面辅料与报价单不同"),
    colour=("colour {colour!r} is not offered", "报价单没有 {colour} 色"),
    minimum=("{found} is under the minimum of {least}", "采购 {found}，低于起订量 {least}"),
    price=("{found} fen per unit, the offer says {offered}", "单价 {found} 分，报价单为 {offered} 分"),
    purchase_cost=("the cost is {found:.2f} fen, {told} stated", "金额为 {found:.2f} 分，写的是 {told} 分"),
    lead=(
        "ordered on day {order_day}, arrives on {arrive_day}; lead is {lead}",
        "第 {order_day} 天下单、第 {arrive_day} 天到货，交货需要 {lead} 天",
    ),
    purchase_shares=(
        "shares of {shares} and surplus of {surplus} are not the {bought} bought",
        "分给各订单 {shares}、结余 {surplus}，与采购量 {bought} 不符",
    ),
    part_unit=("parts of a unit", "出现了不足一个单位的数量"),
    maximum=("offer {offer!r}: {found} bought of {most}", "报价单 {offer}：采购 {found}，最多可供 {most}"),
    reason=(
        "order {order!r}, material {material!r}: the reason {reason!r} is not so",
        "订单 {order}，面辅料 {material}：缺料原因 {reason} 不属实",
    ),
    room=(
        "order {order!r}, material {material!r}: missing while offer {offer!r} has room",
        "订单 {order}，面辅料 {material}：写明缺料，而报价单 {offer} 还有余量",
    ),
    ready=(
        "order {order!r} is ready on {found}, {told} stated",
        "订单 {order} 第 {found} 天齐料，写的是第 {told} 天",
    ),
    cost=("the purchases cost {found} fen, {told} stated", "采购合计 {found} 分，写的是 {told} 分"),
    bound=("the cost of {cost} fen is under its lower bound of {bound}", "费用 {cost} 分低于其下界 {bound} 分"),
    late_cost=("lateness costs {found:.2f} fen, {told} stated", "延误费用为 {found:.2f} 分，写的是 {told} 分"),
)
