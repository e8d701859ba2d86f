"""What the judge of rolls says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    usual=("usual way: {text}", "常规做法：{text}"),
    usual_cheaper=(
        "the usual way costs {usual} fen, less than the plan's {found} fen",
        "常规做法 {usual} 分，比方案的 {found} 分还省",
    ),
    plan=("The plan of rolls", "配床方案"),
    lays=("the plan has the lays {found}, asked are {wanted}", "方案的床次是 {found}，要求的是 {wanted}"),
    not_in_stock=("roll {roll} is spread but not in stock", "布卷 {roll} 已拉布，但不在库存中"),
    plies=(
        "lay {lay}: {found} plies of {colour} are spread, {wanted} are wanted",
        "床次 {lay}：{colour} 拉了 {found} 层，要求 {wanted} 层",
    ),
    ply=("lay {lay}, {colour} {shade}, ply {number}: {text}", "床次 {lay}，{colour} {shade}，第 {number} 层：{text}"),
    colour=("roll {roll} is {colour}", "布卷 {roll} 是 {colour} 色"),
    shade=("roll {roll} is of shade {shade}", "布卷 {roll} 的缸号是 {shade}"),
    width=(
        "roll {roll} is {found} mm wide, the marker needs {wanted} mm",
        "布卷 {roll} 幅宽 {found} 毫米，唛架需要 {wanted} 毫米",
    ),
    half_splice=("a splice and a next roll go together", "驳布位与下一卷必须同时给出"),
    no_splice=(
        "splice no. {splice} does not exist; the lay allows {allowed}",
        "没有第 {splice} 号驳布位，该床次共有 {allowed} 个",
    ),
    own_splice=("roll {roll} is spliced to itself", "布卷 {roll} 与自身驳接"),
    shade_apart=(
        "lay {lay}: shade {shade} of {colour} lies in {times} groups",
        "床次 {lay}：{colour} 的缸号 {shade} 分成了 {times} 组",
    ),
    shades=(
        "lay {lay}: {count} shades of {colour}, at most {most} allowed",
        "床次 {lay}：{colour} 用了 {count} 个缸号，最多允许 {most} 个",
    ),
    begins=(
        "roll {roll} begins with {times} spliced plies; it has one start and one end",
        "布卷 {roll} 的起头接了 {times} 层，只能接一层",
    ),
    stops=(
        "roll {roll} ends with {times} spliced plies; it has one start and one end",
        "布卷 {roll} 的末尾接了 {times} 层，只能接一层",
    ),
    at_once=(
        "roll {roll}: lays {lay} and {later} want it at the same time, which is not told",
        "布卷 {roll}：床次 {lay} 与 {later} 同时要用，方案却未说明",
    ),
    not_at_once=(
        "roll {roll}: lays {lay} and {later} are told to want it at the same time, which they do not",
        "布卷 {roll}：方案称床次 {lay} 与 {later} 同时要用，实际并非如此",
    ),
    taken=(
        "lay {lay}: {told} mm are told to be taken of its rolls, {found} found",
        "床次 {lay}：写明各卷用布 {told} 毫米，应为 {found}",
    ),
    length=("roll {roll}: {used} mm are spread of {held} mm", "布卷 {roll}：拉布 {used} 毫米，只有 {held} 毫米"),
    ends=("ends are told of the rolls {told}, spread from are {used}", "写明余布的布卷是 {told}，用过的是 {used}"),
    end=(
        "roll {roll}: told {told_used}, {told_left}, {told_fate}; found {used}, {left}, {fate}",
        "布卷 {roll}：写的是用 {told_used}、余 {told_left}、{told_fate}；应为用 {used}、余 {left}、{fate}",
    ),
    figure=("{name}: {told} is told, {found} found", "{name}：写的是 {told}，应为 {found}"),
    fabric_handling=(
        "fabric and handling: {told_fabric:.2f} and {told_handling} fen are told, {fabric:.2f} and {handling} found",
        "用布与操作费用：写的是 {told_fabric:.2f} 和 {told_handling} 分，应为 {fabric:.2f} 和 {handling} 分",
    ),
    cost=("the cost is {found:.2f} fen, {told} is told", "费用为 {found:.2f} 分，写的是 {told}"),
    bound=("the bound {bound} is above the cost {cost}", "下界 {bound} 高于费用 {cost}"),
    not_proved=(
        "called proved, but the bound is {bound} and the cost {cost}",
        "称已证最优，但下界为 {bound}，费用为 {cost}",
    ),
    metres=("{opened} mm of rolls are opened, {found} mm accounted for", "开卷 {opened} 毫米，去向合计 {found} 毫米"),
)
