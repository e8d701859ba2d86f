"""What the judge of pooled plans says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    cut_firms=("cut are the orders of {found}, asked those of {wanted}", "裁的是 {found} 的订单，要求的是 {wanted}"),
    cut_cost=(
        "the plans cost {found} fen, the shares make {told} fen",
        "各方案费用合计 {found} 分，分摊合计 {told} 分",
    ),
    pooled=("The pooled plan", "合并裁剪方案"),
    firms=("shares are of {found}, the firms are {wanted}", "分摊写的是 {found}，参与企业是 {wanted}"),
    groups=(
        "{count} groups were looked at; alone are missing: {missing}",
        "只看了 {count} 个组合；缺少单独裁剪的：{missing}",
    ),
    group_cost=(
        "{firms}: cutting costs {found} fen, told are {told}",
        "{firms}：裁剪费用为 {found} 分，写的是 {told} 分",
    ),
    in_all=(
        "told are {cost} fen and a saving of {saving}; alone all cost {alone} fen and together they save {saved}",
        "写的是 {cost} 分、节省 {saving} 分；各自单独裁共 {alone} 分，合并可省 {saved} 分",
    ),
    together=(
        "cutting {together} together and {apart} alone does not cost {cost} fen",
        "{together} 合并、{apart} 单独裁剪，费用不是 {cost} 分",
    ),
    orders=("{told} orders are told, the firms bring {found}", "写的是 {told} 张订单，各企业共带来 {found} 张"),
    sum_of_shares=(
        "the shares make {found} fen of a saving of {saving}",
        "各家分得合计 {found} 分，节省总额为 {saving} 分",
    ),
    alone=("{firm}: alone costs {found} fen, told are {told}", "{firm}：单独裁剪 {found} 分，写的是 {told} 分"),
    pays_more=(
        "{firm} pays {pays} fen, more than the {alone} of cutting alone",
        "{firm} 应付 {pays} 分，比单独裁剪的 {alone} 分还多",
    ),
    share=("{firm} is given {given} fen, its share is {found:.2f}", "{firm} 分得 {given} 分，应得 {found:.2f} 分"),
    envy=(
        "the most that a group would save beyond its shares is {found} fen, told are {told}",
        "一组企业在分摊之外最多还能省 {found} 分，写的是 {told} 分",
    ),
)
