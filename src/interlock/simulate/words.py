"""The texts of the simulation's pictures."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    orders_title=("Probability of shipping in time, by order", "各订单准时出货概率"),
    orders_subtitle=(
        "{orders} orders, {runs} runs: {share} in time on average (planned: {planned})",
        "{orders} 张订单，推演 {runs} 次：平均准时率 {share}（计划 {planned}）",
    ),
    orders_axis=("orders, surest first", "订单（由稳到险）"),
    wanted=("{share} wanted", "目标 {share}"),
    order_tip=(
        "{order}: {share} in time, due {due_on}, promise {promise_on}",
        "{order}：准时概率 {share}，交期 {due_on}，可承诺 {promise_on}",
    ),
    fan_title=("When order {order} is ready, step by step", "订单 {order} 各步完成日期的分布"),
    fan_subtitle=(
        "In time in {share} of the runs; {promise_on} can be promised with {confidence} confidence",
        "准时概率 {share}；{promise_on} 出货的把握为 {confidence}",
    ),
    material=("material in", "面辅料齐套"),
    cut=("cut", "裁完"),
    sewn=("sewn", "缝完"),
    ship=("ships", "出货"),
    due=("due {on}", "交期 {on}"),
    planned=("planned", "计划日"),
    median=("half of the runs", "一半推演不晚于此"),
    inner=("10 to 80 % of the runs", "10%–80% 的推演"),
    outer=("up to 95 %", "至 95%"),
    step_tip=(
        "{step}: planned {planned_on}; 10 % by {p10_on}, 50 % by {p50_on}, 80 % by {p80_on}, 95 % by {p95_on}",
        "{step}：计划 {planned_on}；10% 不晚于 {p10_on}，50% {p50_on}，80% {p80_on}，95% {p95_on}",
    ),
)
