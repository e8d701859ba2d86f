"""What the room of pooled lays says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    few=(
        "pooled lays: {found} firm is named; pooling takes at least 2",
        "合床：只有 {found} 家企业，至少需要 2 家",
    ),
    many=(
        "pooled lays: {found} firms; at most {most} are shared out at once: pool them in smaller groups",
        "合床：共 {found} 家企业，一次最多 {most} 家，请分组合床",
    ),
    twice=(
        "pooled lays: the firm {name} is named twice; name each once",
        "合床：企业 {name} 出现两次，每家只列一次",
    ),
    empty=("pooled lays: a firm has no name; name it", "合床：有企业没有名称，请补上"),
    orders=(
        "pooled lays: {name} brings {found} orders; give at least 1",
        "合床：{name} 带来 {found} 张订单，至少应为 1",
    ),
    permutations=(
        "pooled lays: {found} permutations; draw at least 2, so that the error can be told",
        "合床：抽样 {found} 次，至少抽 2 次才能给出误差",
    ),
    exact=(
        "pooled lays: exact_up_to is {found}; give 0 to {most}",
        "合床：exact_up_to 为 {found}，应在 0 到 {most} 之间",
    ),
    unknown=(
        "pooled lays: {name} is not among the firms; ask for one of them",
        "合床：{name} 不在参与企业之中",
    ),
    negative=(
        "pooled lays: cutting for {names} is said to cost {found} fen; a cost is 0 or more",
        "合床：{names} 的裁剪成本为 {found} 分，应不小于 0",
    ),
)

SAYS = Words(
    own=(
        "Cut alone your orders would cost {alone}; cut together you pay {pays} and save {saves} ({share} %).",
        "贵司订单单独裁剪需 {alone}；合床后支付 {pays}，节省 {saves}（{share}%）。",
    ),
    error=(
        "The share is an estimate from {permutations} orders of joining; its standard error is {error}.",
        "份额由 {permutations} 次加入次序抽样估计，标准误 {error}。",
    ),
    exact=("The share is exact.", "份额为精确值。"),
    pooled=("{orders} orders were pooled.", "共拼 {orders} 张订单。"),
    total=("Together they save about {total}.", "合计节省约 {total}。"),
    estimated=(
        "All costs come from estimated marker lengths; what the nested markers take changes no share.",
        "以上费用均按唛架估算长度计算，排料后的实际长度不改变分摊。",
    ),
    rule=(
        "Rule: the Shapley value, what a firm adds to the saving on average over all orders of joining; "
        "nobody pays more than alone.",
        "分配规则：沙普利值，即企业按各种次序加入时对节省额的平均贡献；任何一家都不会比单独裁剪付得多。",
    ),
)
