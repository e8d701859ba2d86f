"""What is wrong with what the room of allocation is asked, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    usual_hours=(
        "overtime_min: {who} knows usual minutes only; leave overtime out of its problem.",
        "overtime_min：{who}只认正常工时，请在其问题中去掉加班。",
    ),
    order=("order", "订单"),
    place=("place", "位置"),
    line=("line", "产线"),
    cutting_shop=("cutting shop", "裁剪车间"),
    finishing_shop=("finishing shop", "后整车间"),
    orders=("orders (batch_min)", "订单（batch_min）"),
    places=("places (group_line)", "位置（group_line）"),
    above=("more than {low:g}", "大于 {low:g}"),
    least=("at least {low:g}", "不小于 {low:g}"),
    up_to=("{wanted} and at most {high:g}", "{wanted}且不大于 {high:g}"),
    of_event=("{event}: {problem}", "{event}：{problem}"),
    per_line=(
        "{name}: one finite number, never negative, is needed for each line.",
        "{name}：每条产线都要有一个不为负的有限数值。",
    ),
    lines_once=("line: a plain row of line numbers is needed, each once.", "line：应为一行产线编号，每条只写一次。"),
    above_zero=(
        "{name}: {found} found; a finite number above 0 is needed.",
        "{name}：现为 {found}，应为大于 0 的有限数值。",
    ),
    not_negative=(
        "{name}: {found} found; a finite number, never negative, is needed.",
        "{name}：现为 {found}，应为不为负的有限数值。",
    ),
    batches=("batches: {found} found; 1 to {most} are possible.", "batches：现为 {found}，应在 1 与 {most} 之间。"),
    group_or_lines=("group, lines: give one of them, not both.", "group 与 lines 只能给一个。"),
    per_bucket=(
        "time_fen_per_min: one finite number, never negative, is needed for each bucket.",
        "time_fen_per_min：每个时段都要有一个不为负的有限数值。",
    ),
    no_numbers=(
        "{name}: not an array of numbers ({why}); give numbers.",
        "{name}：不是数值数组（{why}），请给出数值。",
    ),
    never_there=(
        "order {order} is not in the book; it never was or has been cancelled.",
        "订单 {order} 不在订单簿中：从未有过，或已取消。",
    ),
    freeze=(
        "{found} buckets to freeze; {frozen} are frozen already, {buckets} exist.",
        "要冻结 {found} 个时段；已冻结 {frozen} 个，共 {buckets} 个。",
    ),
    price_table=(
        "{name} prices: a table of {found} found; the book's is {wanted}.",
        "{name} 价格：给出的表为 {found}，订单簿的为 {wanted}。",
    ),
    no_event=(
        "{event!r}: not an event; use those of interlock.allocation.",
        "{event}：不是事件，请用 interlock.allocation 中的事件。",
    ),
    no_order=(
        "order {order} does not exist; the book's orders have numbers below {count}.",
        "没有订单 {order}，订单簿的订单编号都小于 {count}。",
    ),
    order_gone=(
        "order {order} has been cancelled; add it as a new order.",
        "订单 {order} 已取消，请作为新订单加入。",
    ),
    no_lot=(
        "order {order} has no lot on line {line}; name a line that sews it.",
        "订单 {order} 在产线 {line} 上没有派工单，请写缝制它的产线。",
    ),
    no_line=(
        "line {line} does not exist; there are {count} lines, counted from 0.",
        "没有产线 {line}，共有 {count} 条，从 0 编号。",
    ),
    no_buckets=(
        "buckets {first} to {until} found; 0 to {last} exist, in this order.",
        "时段写的是 {first} 至 {until}，只有 0 至 {last}，且须按此先后。",
    ),
    bucket_frozen=(
        "bucket {bucket} is frozen; name buckets from {frozen} on.",
        "时段 {bucket} 已冻结，请写从 {frozen} 起的时段。",
    ),
    share_lost=(
        "line {line}: a share of {share} lost; 0 to 1 is possible.",
        "产线 {line}：减少的比例为 {share}，应在 0 与 1 之间。",
    ),
    release_in=(
        "release in bucket {release}; 0 to {buckets} is possible.",
        "可开工时段写的是 {release}，应在 0 与 {buckets} 之间。",
    ),
    sewn_frozen=(
        "order {order} is sewn in frozen bucket {first}; its release can be at most that.",
        "订单 {order} 已在冻结时段 {first} 缝制，可开工时段不得更晚。",
    ),
    due_in=("due in bucket {due}; 0 to {last} exist.", "交期时段写的是 {due}，只有 0 至 {last}。"),
    bucket_prices=(
        "time_fen_per_min: {buckets} finite numbers, none negative, are needed.",
        "time_fen_per_min：应为 {buckets} 个有限数值，都不为负。",
    ),
    urgency=("urgency {found}; a finite number above 0 is needed.", "加急写的是 {found}，应为大于 0 的有限数值。"),
    batches_found=(
        "{found} batches found; 1 to {most} are possible (cancel an order to end it).",
        "批数写的是 {found}，应在 1 与 {most} 之间（要结束订单请取消它）。",
    ),
    batch_min=(
        "batches of {found} minutes; a finite number above 0 is needed.",
        "每批 {found} 分钟，应为大于 0 的有限数值。",
    ),
    begun=(
        "order {order}: {least} batches have begun in frozen buckets; it can not have fewer.",
        "订单 {order}：冻结时段内已开工 {least} 批，不能更少。",
    ),
    only_batches=(
        "order {order} is being sewn in frozen buckets; only its number of batches can change.",
        "订单 {order} 正在冻结时段内缝制，只能改批数。",
    ),
    rejected=(
        "order {order}, line {line}: {batches} batches rejected of {planned}; 1 to all is possible.",
        "订单 {order}，产线 {line}：{planned} 批中有 {batches} 批不合格，应为 1 至全部。",
    ),
    lot_begun=(
        "order {order}: its lot on line {line} has begun; reject it or stop the line instead.",
        "订单 {order}：它在产线 {line} 的派工单已开工，请改报不合格或停线。",
    ),
    behind=(
        "order {order}, line {line}: {behind} minutes behind; more than 0 and at most the {planned:.1f} planned "
        "there are possible.",
        "订单 {order}，产线 {line}：落后 {behind} 分钟，应大于 0 且不超过那里安排的 {planned:.1f} 分钟。",
    ),
    when=(
        "release {release}, due {due}: buckets 0 to {last} exist.",
        "可开工时段 {release}、交期时段 {due}：只有时段 0 至 {last}。",
    ),
    times=(
        "time_fen_per_min: {found} values for {buckets} buckets.",
        "time_fen_per_min：{found} 个值，而时段有 {buckets} 个。",
    ),
    no_group=(
        "group {group} does not exist; there are {count}, counted from 0.",
        "没有组 {group}，共有 {count} 个，从 0 编号。",
    ),
    no_lines=(
        "lines {least} to {most} found; 0 to {last} exist.",
        "产线写的是 {least} 至 {most}，只有 0 至 {last}。",
    ),
    no_shop=(
        "{name} {shop} does not exist; -1 (none) to {last} are possible.",
        "{name} 没有 {shop}，应为 -1（没有）至 {last}。",
    ),
    whole=(
        "{name}: whole numbers are needed, fractions were found; round them first.",
        "{name}：应为整数，现有小数，请先取整。",
    ),
    table=(
        "{name}: found {found} dimension(s); a table of rows by buckets is needed.",
        "{name}：现为 {found} 维，应为“行 × 时段”的表。",
    ),
    row=(
        "{name}: found {found} dimensions; a plain row of numbers is needed.",
        "{name}：现为 {found} 维，应为一行数值。",
    ),
    buckets=(
        "{name}: {found} buckets, but line_min has {buckets}; use the same buckets.",
        "{name}：{found} 个时段，而 line_min 有 {buckets} 个，须一致。",
    ),
    no_bucket=("line_min: no bucket; the horizon needs at least one.", "line_min：没有时段，至少要有一个。"),
    overtime_table=(
        "overtime_min: a table of {found} found, line_min has {wanted}; give one for each.",
        "overtime_min：表为 {found}，line_min 为 {wanted}，须一一对应。",
    ),
    group_start=(
        "group_start: must run from 0 to the {places} places without falling back.",
        "group_start：须从 0 递增到 {places} 个位置，不得回退。",
    ),
    length=(
        "{name}: {found} values for {expected} {of}; give one each.",
        "{name}：{found} 个值，而{of}有 {expected} 个，须一一对应。",
    ),
    line_twice=(
        "group_line: group {group} names line {line} more than once; name it once.",
        "group_line：组 {group} 多次写了产线 {line}，只能写一次。",
    ),
    overtime_price=(
        "overtime_fen_per_min: {found} found; a price of at least 0 is needed.",
        "overtime_fen_per_min：现为 {found}，价格应不小于 0。",
    ),
    loss_share=(
        "loss_floor_share: {found} found; a share between 0 and 1 is needed.",
        "loss_floor_share：现为 {found}，应为 0 与 1 之间的比例。",
    ),
    out_of_range=(
        "{name}: {thing} {row} has {found}; {wanted} is needed ({count} such value(s)).",
        "{name}：{thing} {row} 为 {found}，应{wanted}（此类数值共 {count} 个）。",
    ),
    scores=(
        "line_score: a score between 0 and 1 is needed for each of the {lines} lines.",
        "line_score：{lines} 条产线各要一个 0 与 1 之间的评分。",
    ),
)
