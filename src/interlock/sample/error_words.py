"""What no sample can be made of, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    factories=("factories", "工厂数"),
    orders=("orders", "订单数"),
    weeks=("weeks", "周数"),
    between=("{name} is {value}; ask for {least} to {most:,}", "{name}为 {value}，应在 {least} 与 {most:,} 之间"),
    load=(
        "load is {found:g}; ask for 0.05 to 2 (0.8: four fifths of all sewing capacity)",
        "负荷为 {found:g}，应在 0.05 与 2 之间（0.8 即缝制产能的八成）",
    ),
    seed=("seed is {found}; give 0 or more", "种子为 {found}，应不小于 0"),
    too_few=(
        "orders of {smallest} to {largest:,} pieces, {orders} in all, are {least:,.0f} to {most:,.0f} standard "
        "minutes, and the load asks for {total:,.0f}; ask for more orders or fewer factories",
        "{orders} 张订单、每张 {smallest} 至 {largest:,} 件，合 {least:,.0f} 至 {most:,.0f} 标准分钟，"
        "而负荷要求 {total:,.0f}；请增加订单或减少工厂",
    ),
    too_many=(
        "orders of {smallest} to {largest:,} pieces, {orders} in all, are {least:,.0f} to {most:,.0f} standard "
        "minutes, and the load asks for {total:,.0f}; ask for fewer orders or more factories",
        "{orders} 张订单、每张 {smallest} 至 {largest:,} 件，合 {least:,.0f} 至 {most:,.0f} 标准分钟，"
        "而负荷要求 {total:,.0f}；请减少订单或增加工厂",
    ),
)
