"""What the judges of cut plans and table schedules say, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    plan=("The cut order plan", "裁剪方案"),
    markers=("the plan has {found} markers, at most {most} allowed", "方案有 {found} 个唛架，最多允许 {most} 个"),
    also=(
        "the plan spreads {found} further fabrics, the order has {wanted}",
        "方案另裁 {found} 种面料，订单另有 {wanted} 种",
    ),
    also_plies=(
        "fabric {fabric}: a lay of {plies} plies, {least} to {most} allowed",
        "面料 {fabric}：一床 {plies} 层，允许 {least} 至 {most} 层",
    ),
    also_differ=(
        "fabric {fabric}: its lays do not cut the same garments as those of the first fabric",
        "面料 {fabric}：各床裁出的件数与第一种面料不一致",
    ),
    stepped=("the stepped lays do not hold every lay once", "阶梯拉布没有把每床各包含一次"),
    sections=(
        "stepped lay {number}: {found} sections, at most {most} allowed",
        "阶梯床 {number}：{found} 段，最多允许 {most} 段",
    ),
    stepped_length=(
        "stepped lay {number}: {found:.1f} mm long, at most {most:.1f} mm allowed",
        "阶梯床 {number}：长 {found:.1f} 毫米，最多允许 {most:.1f} 毫米",
    ),
    fabrics=("The fabrics of the cut order plan", "裁剪方案的面料分摊"),
    shares=("the shares are not those of the fabrics", "分摊与面料不对应"),
    share_lays=("fabric {fabric}: its lays are not those of the plan", "面料 {fabric}：床次与方案不一致"),
    share_fabric=(
        "fabric {fabric}: {told:.1f} mm are told, its lays need {found:.1f} mm",
        "面料 {fabric}：写的是 {told:.1f} 毫米，各床需要 {found:.1f} 毫米",
    ),
    share_marker=("fabric {fabric}: a marker is longer than the table", "面料 {fabric}：有唛架比裁床长"),
    share_cost=(
        "the fabrics cost {found} fen in all, the plan tells {told} fen",
        "各面料费用合计 {found} 分，方案写的是 {told} 分",
    ),
    ratio=(
        "lay {lay}: its ratio has {found} sizes, the order has {wanted}",
        "床次 {lay}：配比有 {found} 个尺码，订单有 {wanted} 个",
    ),
    colours=(
        "lay {lay}: its plies have {found} colours, the order has {wanted}",
        "床次 {lay}：层数有 {found} 个颜色，订单有 {wanted} 个",
    ),
    quantity=(
        "{name}: {cut} garments are cut, {wanted} are ordered and {low:g} to {high:g} allowed",
        "{name}：裁 {cut} 件，订购 {wanted} 件，允许 {low:g} 至 {high:g} 件",
    ),
    garments=(
        "lay {lay}: {found} garments in its marker, at most {most} allowed",
        "床次 {lay}：唛架排 {found} 件，最多允许 {most} 件",
    ),
    length=(
        "lay {lay}: its marker is {found:.1f} mm long, at most {most:.1f} mm allowed",
        "床次 {lay}：唛架长 {found:.1f} 毫米，最多允许 {most:.1f} 毫米",
    ),
    plies=(
        "lay {lay}: {found} plies, {least} to {most} allowed",
        "床次 {lay}：{found} 层，允许 {least} 至 {most} 层",
    ),
    counts=(
        "the plan tells {markers} markers and {plies} plies, its lays have {found_markers} and {found_plies}",
        "方案写的是 {markers} 个唛架、{plies} 层，各床合计 {found_markers} 个、{found_plies} 层",
    ),
    fabric=(
        "the plan tells {told:.1f} mm of fabric, its lays need {found:.1f} mm",
        "方案写用布 {told:.1f} 毫米，各床需要 {found:.1f} 毫米",
    ),
    cost=(
        "the plan tells a cost of {told} fen, its lays cost {found:.2f} fen",
        "方案写费用 {told} 分，各床合计 {found:.2f} 分",
    ),
    worth=("the plan tells the value {told}, its lays give {found}", "方案写的评分是 {told}，各床算出的是 {found}"),
    bounds=("the plan has {values} values but {bounds} bounds", "方案有 {values} 项评分，却有 {bounds} 项下界"),
    above=(
        "the bound {bound} is above the value {found} that it is a bound of",
        "下界 {bound} 高于它所约束的评分 {found}",
    ),
    not_proved=(
        "the plan is called proved, but its bound {bound} is below its value {found}",
        "方案称已证最优，但下界 {bound} 低于评分 {found}",
    ),
    schedule=("The table schedule", "裁床排程"),
    never_asked=("lay {lay} was never asked for", "床次 {lay} 不在要求之内"),
    no_table=("lay {lay}: table {table} does not exist", "床次 {lay}：没有裁床 {table}"),
    times=("lay {lay}: it appears {times} times instead of once", "床次 {lay}：出现 {times} 次，应为一次"),
    shop=(
        "lay {lay}: table {table} stands in {found}, not in {wanted}",
        "床次 {lay}：裁床 {table} 在 {found}，不在 {wanted}",
    ),
    table_width=(
        "lay {lay}: {found} mm wide on table {table} of {held} mm",
        "床次 {lay}：宽 {found} 毫米，裁床 {table} 只有 {held} 毫米",
    ),
    table_length=(
        "lay {lay}: {found} mm long on table {table} of {held} mm",
        "床次 {lay}：长 {found} 毫米，裁床 {table} 只有 {held} 毫米",
    ),
    early=(
        "lay {lay}: cut on day {day}, released on day {release}",
        "床次 {lay}：第 {day} 天开裁，第 {release} 天才可开裁",
    ),
    minutes=(
        "lay {lay}: {found} minutes planned, {needed} needed",
        "床次 {lay}：安排 {found} 分钟，需要 {needed} 分钟",
    ),
    outside_day=(
        "lay {lay}: outside the working time of table {table} on day {day}",
        "床次 {lay}：超出裁床 {table} 第 {day} 天的工作时间",
    ),
    overlap=(
        "lays {lay} and {other} overlap on table {table}, day {day}",
        "床次 {lay} 与 {other} 在裁床 {table} 第 {day} 天时间重叠",
    ),
    late=("late lays are {found}, the schedule tells {told}", "延误的床次是 {found}，排程写的是 {told}"),
    late_days=(
        "weighted lateness is {found} days, the schedule tells {told}",
        "加权延误 {found} 天，排程写的是 {told} 天",
    ),
)
