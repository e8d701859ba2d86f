"""What the judges of an allocation say, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    longer=(
        "line {line}, bucket {bucket}: {found:.3f} minutes longer, {most:.3f} of overtime may be worked",
        "产线 {line}，时段 {bucket}：延长 {found:.3f} 分钟，可加班 {most:.3f} 分钟",
    ),
    line=("line", "产线"),
    lines=("lines", "产线"),
    cutting=("cutting", "裁剪"),
    finishing=("finishing", "后整"),
    fault=("order {order}: {text}.", "订单 {order}：{text}。"),
    fault_on=("order {order}: {text} (line {line}).", "订单 {order}：{text}（产线 {line}）。"),
    more=("... and more breaches of the same law.", "……同一条规则还有其他违反之处。"),
    out_of_range=(
        "{name}: values {least}..{most} found; 0..{last} exist.",
        "{name}：值为 {least}..{most}，只有 0..{last}。",
    ),
    outside_values=(
        "outside_batches: {found} values for {orders} orders.",
        "outside_batches：{found} 个值，而订单有 {orders} 张。",
    ),
    batches=(
        "order {order}: {inside} batches inside and {outside} outside of {wanted}.",
        "订单 {order}：内部 {inside} 批、外发 {outside} 批，应为 {wanted} 批。",
    ),
    outside_negative=(
        "order {order}: {found} batches outside; none can be negative.",
        "订单 {order}：外发 {found} 批，不能为负。",
    ),
    no_batch=(
        "order {order}: a lot of {found} batches; at least one is needed.",
        "订单 {order}：一张派工单 {found} 批，至少应有一批。",
    ),
    group=(
        "order {order}: line {line} is not in its group {group}.",
        "订单 {order}：产线 {line} 不在它的组 {group} 之内。",
    ),
    two_lots=(
        "order {order}: more than one lot on line {line}; one lot holds all its batches there.",
        "订单 {order}：在产线 {line} 上有多张派工单，应合为一张。",
    ),
    minutes=(
        "order {order} on line {line}: {planned:.6f} minutes planned, its batches and start-up need {needed:.6f}.",
        "订单 {order}，产线 {line}：安排 {planned:.6f} 分钟，各批与起步共需 {needed:.6f} 分钟。",
    ),
    negative=(
        "order {order}: {minutes} minutes; they cannot be negative.",
        "订单 {order}：{minutes} 分钟，不能为负。",
    ),
    early=(
        "order {order}: sewn in bucket {bucket}, released in bucket {release}.",
        "订单 {order}：在时段 {bucket} 缝制，时段 {release} 才可开工。",
    ),
    cutting_shop=("cutting shop", "裁剪车间"),
    finishing_shop=("finishing shop", "后整车间"),
    overload=(
        "{thing} {row}, bucket {bucket}: {used:.3f} minutes used of {room:.3f}.",
        "{thing} {row}，时段 {bucket}：用时 {used:.3f} 分钟，只有 {room:.3f} 分钟。",
    ),
    money=("{name}: {stated} stated, {found:.1f} recomputed.", "{name}：写的是 {stated}，重算为 {found:.1f}。"),
    prices=(
        "{name} prices: one finite price, never negative, is needed for each row and bucket.",
        "{name} 的价格：每行每个时段都要有一个不为负的有限数值。",
    ),
    bound=("lower bound {bound} fen is above the plan's cost {cost} fen.", "下界 {bound} 分高于计划费用 {cost} 分。"),
    days=(
        "{starts} starts and {ends} ends for {lots} lots",
        "{lots} 张派工单却有 {starts} 个开工时刻、{ends} 个完工时刻",
    ),
    overlap=(
        "line {line}: order {order} starts at {start:.4f}, before order {other} ends at {end:.4f}",
        "产线 {line}：订单 {order} 于 {start:.4f} 开工，而订单 {other} 到 {end:.4f} 才结束",
    ),
    stretch=(
        "order {order} on line {line}: {found:.3f} min in bucket {bucket} where its stretch has {wanted:.3f}",
        "订单 {order}，产线 {line}：时段 {bucket} 安排 {found:.3f} 分钟，按其起止应为 {wanted:.3f} 分钟",
    ),
    allocation=("the allocation", "派工方案"),
    repaired=("the repaired plan", "修复后的计划"),
    lost_batches=("its batches are not all accounted for", "各批没有全部落实"),
    foreign_line=("a line outside its group sews it", "由组外的产线缝制"),
    lots_on_line=("more than one lot on one line", "同一产线上有多张派工单"),
    wrong_minutes=(
        "the minutes planned are not those that its batches and start-up need",
        "安排的分钟数与各批及起步所需不符",
    ),
    too_early=("sewn before it is released", "早于可开工时段缝制"),
    negative_minutes=("negative minutes", "分钟数为负"),
    known_use=(
        "{name}: the use known is not the use counted from the lots.",
        "{name}：记录的用量与按派工单统计的不符。",
    ),
    known_lots=("lots: those known are not those planned.", "派工单：记录的与安排的不符。"),
    known_minutes=("lots: the minutes known are not those planned.", "派工单：记录的分钟数与安排的不符。"),
    recount=(
        "order {order}: {told} fen stated, {found:.2f} recounted.",
        "订单 {order}：写的是 {told} 分，重算为 {found:.2f} 分。",
    ),
    cancelled=(
        "order {order}: cancelled and still in the book, or gone without having been cancelled.",
        "订单 {order}：已取消却仍在订单簿中，或未取消却不见了。",
    ),
    declined=("order {order}: line {line} has declined it.", "订单 {order}：产线 {line} 已拒接。"),
    room=("{name}s: the room is not what the lots leave free.", "{name}：余量与各派工单留下的不符。"),
    lists=("lines: the lists of their lots do not add up to their use.", "产线：派工单清单合计与用量不符。"),
    frozen=(
        "order {order}, line {line}: its minutes in frozen buckets have changed.",
        "订单 {order}，产线 {line}：冻结时段内的分钟数有变动。",
    ),
)
