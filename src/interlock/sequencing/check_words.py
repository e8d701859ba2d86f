"""What the judges of schedules say, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    schedule=("schedule of line {line!r}", "产线 {line} 的排程"),
    stranger=("lot {lot!r} is not one of the line's lots", "派工单 {lot} 不属于这条产线"),
    times=(
        "lot {lot!r} appears {times} times; once, sewn or unplaced, is right",
        "派工单 {lot} 出现 {times} 次，应恰好一次（已排或未排）",
    ),
    early=(
        "lot {lot!r} starts on day {day}, before its release on day {release}",
        "派工单 {lot} 第 {day} 天开工，第 {release} 天才可开工",
    ),
    days_in_order=("lot {lot!r}: its days are not in order", "派工单 {lot}：各天没有先后相接"),
    overlap=(
        "lots {lot!r} and {other!r} overlap on days {first} to {last}",
        "派工单 {lot} 与 {other} 在第 {first} 至 {last} 天重叠",
    ),
    pause=(
        "lot {lot!r} pauses on day {day}: {used:.3f} of {room:.3f} min used",
        "派工单 {lot} 在第 {day} 天中断：{room:.3f} 分钟只用了 {used:.3f} 分钟",
    ),
    parts=(
        "lot {lot!r}, day {day}: {found:.3f} min are not the parts' {parts:.3f}",
        "派工单 {lot}，第 {day} 天：{found:.3f} 分钟，各部分合计 {parts:.3f} 分钟",
    ),
    day=(
        "day {day}: {used:.3f} minutes used of {room:.3f}",
        "第 {day} 天：用时 {used:.3f} 分钟，只有 {room:.3f} 分钟",
    ),
    ledger=("the ledger does not name each day of the horizon once", "台账没有把每一天各列一次"),
    ledger_day=("day {day}: the ledger does not equal the lots' minutes", "第 {day} 天：台账与各派工单的工时不符"),
    ledger_sum=(
        "day {day}: the ledger does not add up to the capacity of {room:.3f} minutes",
        "第 {day} 天：台账合计与 {room:.3f} 分钟的产能不符",
    ),
    changeover=(
        "lot {lot!r}: the changeover is not {minutes:.3f} minutes",
        "派工单 {lot}：转款应为 {minutes:.3f} 分钟",
    ),
    learning=(
        "lot {lot!r}, day {day}: learning {found:.3f} min, {told:.3f} stated",
        "派工单 {lot}，第 {day} 天：学习损失 {found:.3f} 分钟，写的是 {told:.3f} 分钟",
    ),
    changeover_late=(
        "lot {lot!r}: changeover on day {day}, after sewing has begun",
        "派工单 {lot}：第 {day} 天开缝之后才转款",
    ),
    sewn=("lot {lot!r}: {found} pieces sewn of {wanted}", "派工单 {lot}：缝 {found} 件，应为 {wanted} 件"),
    pieces=(
        "lot {lot!r}, day {day}: {pieces} pieces do not match {minutes:.3f} productive minutes",
        "派工单 {lot}，第 {day} 天：{pieces} 件与有效工时 {minutes:.3f} 分钟不符",
    ),
    minutes=(
        "lot {lot!r}: {found:.3f} productive min, {needed:.3f} needed",
        "派工单 {lot}：有效工时 {found:.3f} 分钟，需要 {needed:.3f} 分钟",
    ),
    no_lock=("lot {lot!r} is named a late lock but has no lock", "派工单 {lot} 列为锁定延后，但没有锁定"),
    lock=(
        "lot {lot!r}: locked to day {lock}, starts on {found}, misstated in late_locks",
        "派工单 {lot}：锁定在第 {lock} 天，第 {found} 天开工，锁定延后写得不对",
    ),
    late=("lot {lot!r}: {found} late piece-days, {told} stated", "派工单 {lot}：延误 {found} 件天，写的是 {told}"),
    late_cost=("lateness costs {found:.2f} fen, {told} stated", "延误费用为 {found:.2f} 分，写的是 {told} 分"),
    cost=("the cost is {found:.2f} fen, {told:.2f} stated", "费用为 {found:.2f} 分，写的是 {told:.2f} 分"),
    finishing=("finishing plan", "后整计划"),
    job_times=(
        "job {job!r} appears {times} times; once, done or unplaced, is right",
        "后整 {job} 出现 {times} 次，应恰好一次（已排或未排）",
    ),
    job_stranger=("job {job!r} is not in the problem", "后整 {job} 不在任务之内"),
    job_no_day=("job {job!r} has no day", "后整 {job} 没有安排任何一天"),
    job_early=(
        "job {job!r} begins on day {day}, before it arrives on day {release}",
        "后整 {job} 第 {day} 天开始，第 {release} 天才送到",
    ),
    job_days=("job {job!r}: its days are not in order", "后整 {job}：各天没有先后相接"),
    job_minutes=(
        "job {job!r} gets {found:.3f} of {needed:.3f} minutes",
        "后整 {job} 安排 {found:.3f} 分钟，需要 {needed:.3f} 分钟",
    ),
    job_negative=("job {job!r}: negative minutes on day {day}", "后整 {job}：第 {day} 天的分钟数为负"),
    shop_day=(
        "shop {shop!r}, day {day}: {used:.3f} minutes used of {room:.3f}",
        "后整车间 {shop}，第 {day} 天：用时 {used:.3f} 分钟，只有 {room:.3f} 分钟",
    ),
)
