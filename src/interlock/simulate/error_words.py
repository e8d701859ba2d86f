"""What is wrong with what is to be played, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    order=("order", "订单"),
    line=("line", "产线"),
    table=("table", "裁床"),
    factory=("factory", "工厂"),
    block=("block", "裁剪段"),
    lot=("lot", "派工单"),
    not_played=(
        "order {order} was not played; name one of the {count} orders of the plan",
        "没有推演订单 {order}，请写计划中 {count} 张订单之一",
    ),
    noise=(
        "noise: {name} is {found:g}; give a value between 0 and {most:g}",
        "扰动：{name} 为 {found:g}，应在 0 与 {most:g} 之间",
    ),
    work_order=(
        "simulation: work names an order beyond the {count} there are; give indices of orders",
        "推演：有工作写的订单超出现有的 {count} 张，请写订单序号",
    ),
    no_lot=(
        "order {order}: no lot of it is planned; play a plan that makes every order",
        "订单 {order}：没有安排任何派工单，请推演排满每张订单的计划",
    ),
    blocks=("simulation: blocks must stand by order, then by day", "推演：裁剪段须先按订单、再按日期排列"),
    sequence=(
        "simulation: every {what} must stand in exactly one sequence",
        "推演：每个{what}须恰好出现在一个顺序中",
    ),
    days=("{place}: minutes of {found} days; give {wanted}", "{place}：给出 {found} 天的分钟数，应为 {wanted} 天"),
    from_day=(
        "the days from {found} on are to be played; give a day from 0 to {days}",
        "要从第 {found} 天起推演，应为 0 至 {days}",
    ),
    never_open=(
        "{place}: it has work and no open day; open it on some day",
        "{place}：有工作却没有开工日，请至少开一天",
    ),
    lot_days=(
        "promised lot on line {line}: arrives {arrive_on}, sewn {start_on} to {end_on}; give days that follow "
        "one another",
        "承诺的派工单，产线 {line}：{arrive_on} 到料，{start_on} 至 {end_on} 缝制，请给出先后相接的日期",
    ),
    lot_busy=(
        "promised lot on line {line}: the line is busy from {busy_on}, after the lot starts on {start_on}; give "
        "an earlier day or none",
        "承诺的派工单，产线 {line}：{busy_on} 起才被占用，晚于派工单 {start_on} 开工；请写更早的日期或不写",
    ),
    lot_closed=(
        "promised lot on line {line}: it is closed on {on}; end on an open day",
        "承诺的派工单，产线 {line}：{on} 停工，请在开工日完工",
    ),
    promise_lots=("promise: it has no lot; give at least one", "承诺：没有派工单，请至少给出一张"),
    promise_material=(
        "promise: material from {found!r}; choose {known}",
        "承诺：面辅料来源写的是 {found}，请从 {known} 中选择",
    ),
    promise_line=(
        "promise: there is no line {line}; name a line of the workbook",
        "承诺：没有产线 {line}，请写工作簿中的产线",
    ),
    promise_arrive=(
        "promise: pieces reach {line} on {arrive_on}, before material on {material_on}",
        "承诺：裁片 {arrive_on} 送到 {line}，早于面辅料 {material_on} 到齐",
    ),
    promise_ship=(
        "promise: it ships on {ship_on}, but line {line} sews until {end_on}; ship later",
        "承诺：{ship_on} 出货，而产线 {line} 缝到 {end_on}，请推迟出货",
    ),
    stranger=(
        "the plan names {what} {code}, which the workbook lacks; give the workbook that the plan was made from",
        "计划中的{what} {code} 不在工作簿里，请给出制定该计划时所用的工作簿",
    ),
    no_promise=(
        "the plan has parts of order {order} but no promise of it; give the plan as it was written",
        "计划有订单 {order} 的内容却没有它的承诺，请给出原样写出的计划",
    ),
    no_order=(
        "the plan has no order to play; give a plan with at least one",
        "计划中没有可推演的订单，请给出至少有一张订单的计划",
    ),
    stopped=("stopped before the plan was played; nothing was written", "推演应要求中途停止，未写入任何文件"),
    runs=(
        "simulation: {found} runs; give between {least} and {most:,}",
        "推演：次数为 {found}，应在 {least} 与 {most:,} 之间",
    ),
    seed=("simulation: seed {found}; give 0 or more", "推演：种子为 {found}，应不小于 0"),
    confidence=(
        "simulation: confidence {found:g}; give a share between 0 and 1, as 0.9",
        "推演：把握为 {found:g}，应为 0 与 1 之间的比例，如 0.9",
    ),
)
