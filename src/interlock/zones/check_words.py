"""What the judge of zones says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    zones=(
        "order_zone: one zone of 0..{last} is needed for each order (-1: none).",
        "order_zone：每张订单要有 0..{last} 之一的分区（-1 表示没有）。",
    ),
    zone=(
        "order {order}: given to zone {zone}; zones with a line for it: {able}.",
        "订单 {order}：分到分区 {zone}，能做的分区有：{able}。",
    ),
)
