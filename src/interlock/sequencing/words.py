"""What is wrong with what the room of sequencing is asked, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    lot=("lot {lot!r}", "派工单 {lot}"),
    line=("line {line!r}", "产线 {line}"),
    finishing_shop=("finishing shop", "后整车间"),
    finishing_job=("finishing job", "后整任务"),
    shop_capacity=(
        "finishing shop {shop!r}: capacity of day {day} is {found}; give 0 or positive minutes",
        "后整车间 {shop}：第 {day} 天产能为 {found}，应不小于 0 分钟",
    ),
    job=("finishing job {job!r}", "后整 {job}"),
    job_minutes=(
        "{name}: minutes is {found}; give standard minutes above 0",
        "{name}：minutes 为 {found}，标准工时应大于 0",
    ),
    release=(
        "{name}: release_day is {found}; days count from 0, the plan's start",
        "{name}：release_day 为 {found}，日期从计划首日的 0 算起",
    ),
    job_late=(
        "{name}: late_fen_per_day is {found}; give 0 or more fen",
        "{name}：late_fen_per_day 为 {found}，应不小于 0",
    ),
    job_shop=(
        "finishing job {job!r}: shop {shop!r} is unknown; name one of {count} shops",
        "后整 {job}：没有车间 {shop}，请写 {count} 个车间之一",
    ),
    named_twice=("{kind} {name!r} appears {count} times", "{kind} {name} 出现 {count} 次"),
    days_differ=(
        "lines have different numbers of days; give them the same days",
        "各产线的天数不同，请给出相同的天数",
    ),
    lot_lines=(
        "a lot is on more than one line; give each lot its own id",
        "有派工单出现在多条产线上，每张派工单编号只能用一次",
    ),
    fen_table=(
        "fen is a table of {found}; give a row for each of {lots} lots, a number for each line",
        "fen 表为 {found}；应为 {lots} 张派工单各一行，每条产线一个数",
    ),
    fen_home=(
        "fen of a lot on the line that has it is not finite; give what it costs there",
        "派工单在其现有产线上的 fen 不是有限数值，请给出在那里的费用",
    ),
    least_min=(
        "{found} least works for {owners} owners; give one for each, or none",
        "归属方 {owners} 个、最低工作量 {found} 个，请逐个给出或全部不填",
    ),
    outside_fen=(
        "{found} costs outside for {lots} lots outside; give one for each",
        "外发派工单 {lots} 张、外发费用 {found} 个，请逐张给出",
    ),
    owners=(
        "owner must name one of {owners} owners for each of {lines} lines",
        "owner 应为 {lines} 条产线各写 {owners} 个业主之一",
    ),
    first_day=(
        "learning curve: first_day_share is {found}; give a share in (0, 1]",
        "学习曲线：first_day_share 为 {found}，应大于 0 且不超过 1",
    ),
    days_to_full=(
        "learning curve: days_to_full is {found}; give 0 or more days",
        "学习曲线：days_to_full 为 {found}，应不小于 0 天",
    ),
    changeover_min=(
        "learning: changeover_min_per_operator is {found}; give 0 or more minutes",
        "学习：changeover_min_per_operator 为 {found}，应不小于 0 分钟",
    ),
    pieces=(
        "{name}: pieces is {found}; give at least 1, or leave the lot out",
        "{name}：件数为 {found}，至少应为 1，否则请去掉这张派工单",
    ),
    smv=(
        "{name}: minutes_per_piece is {found}; give the style's SMV, above 0",
        "{name}：minutes_per_piece 为 {found}，款式标准工时应大于 0",
    ),
    lot_late=(
        "{name}: late_fen_per_piece_day is {found}; give 0 or more fen",
        "{name}：late_fen_per_piece_day 为 {found}，应不小于 0",
    ),
    lot_wait=(
        "{name}: wait_fen_per_piece_day is {found}; give 0 or more fen",
        "{name}：wait_fen_per_piece_day 为 {found}，应不小于 0",
    ),
    lock=(
        "{name}: locked_start is day {lock}, before its release on day {release}; move the lock or the release",
        "{name}：锁定在第 {lock} 天，早于第 {release} 天才可开工；请移动锁定或可开工日",
    ),
    operators=("{name}: operators is {found}; a line has at least 1", "{name}：人数为 {found}，产线至少有 1 人"),
    capacity=(
        "{name}: capacity of day {day} is {found}; give 0 for a closed day or positive minutes",
        "{name}：第 {day} 天产能为 {found}；停工写 0，否则应为正数",
    ),
    previous_days=(
        "{name}: previous_days is {found}; give 0 or more days, or None when learning is over",
        "{name}：previous_days 为 {found}，应不小于 0，学习期已过则写 None",
    ),
    lost=(
        "{name}: lost_fen_per_min is {found}; give 0 or more fen",
        "{name}：lost_fen_per_min 为 {found}，应不小于 0",
    ),
    lot_twice=(
        "line {line!r}: lot {lot!r} appears twice; give each lot its own id",
        "产线 {line}：派工单 {lot} 出现两次，编号不能重复",
    ),
    categories=(
        "line {line!r}: style {style!r} is {category!r} and, in lot {lot!r}, {other!r}; a style has one category",
        "产线 {line}：款式 {style} 为 {category}，而派工单 {lot} 写的是 {other}；一个款式只能有一个品类",
    ),
    negative=(
        "day {day}: an amount is negative; minutes and pieces are 0 or more",
        "第 {day} 天：数值为负，分钟与件数应不小于 0",
    ),
    days=(
        "lot {lot!r}: its days do not begin on its start day and end on its end day",
        "派工单 {lot}：各天没有从开工日开始、到完工日结束",
    ),
)
