"""What the cutting room says, in Chinese and English."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    proof_counting=(
        "Best possible: garments, plies and lays cannot be counted lower.",
        "已证最优：按件数、层数、床次推算，不可能更低。",
    ),
    proof_search=(
        "Best possible: a complete search found no better plan.",
        "已证最优：完整搜索未找到更好的方案。",
    ),
    proof_good=("Good, but not proved best: {gap}.", "方案良好，尚未证明最优：{gap}。"),
    proof_far=(
        "Not proved best: {gap}; more work may find a better plan.",
        "尚未证明最优：{gap}；继续计算可能得到更好的方案。",
    ),
    gap=("at most {gap} % above the {what} possible", "{what}最多比最低可能高 {gap}%"),
    best_money=("least cost", "成本"),
    best_markers=("fewest markers", "唛架数"),
    best_plies=("fewest plies", "层数"),
    best_fabric=("least fabric", "用料"),
    fixed=("length model: fixed_mm is {found}; give 0 or more", "长度模型：固定长度为 {found} 毫米，请填 0 或以上"),
    per_garment=(
        "length model: size no. {number} takes {found} mm; give more than 0",
        "长度模型：第 {number} 个尺码每件长度为 {found} 毫米，请填大于 0 的数",
    ),
    no_size=("cut problem: no size is named; name at least one", "裁剪方案：没有尺码，请至少写一个"),
    no_colour=("cut problem: no colour is named; name at least one", "裁剪方案：没有颜色，请至少写一个"),
    twice_size=(
        "cut problem: size {name} is named twice; give each size one column",
        "裁剪方案：尺码 {name} 重复，每个尺码只写一列",
    ),
    twice_colour=(
        "cut problem: colour {name} is named twice; give each colour one column",
        "裁剪方案：颜色 {name} 重复，每个颜色只写一次",
    ),
    shape=(
        "cut problem: demand must have {colours} colours of {sizes} sizes each",
        "裁剪方案：订单数量应为 {colours} 个颜色、每色 {sizes} 个尺码",
    ),
    lengths=(
        "cut problem: the length model knows {found} sizes, the order has {sizes}; give one length per size",
        "裁剪方案：长度模型有 {found} 个尺码，订单有 {sizes} 个，请给每个尺码一个长度",
    ),
    under=(
        "cut problem: under is {found}; give a share from 0 to below 1",
        "裁剪方案：允许少裁为 {found}，请填 0 到 1",
    ),
    over=("cut problem: over is {found}; give a share of 0 or more", "裁剪方案：允许多裁为 {found}，请填 0 或以上"),
    max_garments=(
        "cut problem: max_garments is {found}; a marker holds at least 1 garment",
        "裁剪方案：每个唛架最多件数为 {found}，至少应为 1",
    ),
    plies=(
        "cut problem: a lay has {least} to {most} plies; give a min_plies of at least 1 and no more than max_plies",
        "裁剪方案：每床 {least} 到 {most} 层，最少层数须不小于 1 且不大于最多层数",
    ),
    below_0=("cut problem: {name} is {found}; give 0 or more", "裁剪方案：{name} 为 {found}，请填 0 或以上"),
    above=("cut problem: {name} is {found}; give at most {most}", "裁剪方案：{name} 为 {found}，最多 {most}"),
    many_pieces=(
        "cut problem: {colour} {size} asks for {found} garments; give at most {most}, or split the order",
        "裁剪方案：{colour} {size} 的数量为 {found} 件，最多 {most} 件，请更正或拆单",
    ),
    many_in_all=(
        "cut problem: the order asks for {found} garments in all; give at most {most}, or split the order",
        "裁剪方案：订单合计 {found} 件，最多 {most} 件，请更正或拆单",
    ),
    below_1=("cut problem: {name} is {found}; give 1 or more", "裁剪方案：{name} 为 {found}，请填 1 或以上"),
    objective=(
        "cut problem: objective {found!r} is unknown; use 'money' or 'markers_plies_fabric'",
        "裁剪方案：没有 {found!r} 这种目标，请用 money 或 markers_plies_fabric",
    ),
    negative=(
        "cut problem: {colour} {size} asks for {found} garments; give 0 or more",
        "裁剪方案：{colour} {size} 的数量为 {found} 件，请填 0 或以上",
    ),
    nothing=(
        "cut problem: every quantity is 0, so there is nothing to cut; give at least one garment",
        "裁剪方案：所有数量都是 0，没有可裁的，请至少填一件",
    ),
    long_garment=(
        "cut problem: one garment of size {size} needs a marker of {found} mm but at most {most} mm may be spread; "
        "use a longer table or a wider fabric",
        "裁剪方案：尺码 {size} 一件就需要 {found} 毫米的唛架，而最多只能拉布 {most} 毫米，请用更长的裁床或更宽的面料",
    ),
    no_fabric=("cut problem: no fabric is named; name at least one", "裁剪方案：没有面料，请至少写一种"),
    fabric_plies=(
        "fabric {name}: a lay has {least} to {most} plies; give a min_plies of at least 1 and no more than max_plies",
        "面料 {name}：每床 {least} 到 {most} 层，最少层数须不小于 1 且不大于最多层数",
    ),
    fabric_below_0=(
        "fabric {name}: {field} is {found}; give 0 or more",
        "面料 {name}：{field} 为 {found}，请填 0 或以上",
    ),
    known_shape=(
        "cut problem: the made marker {ratio} has {found} sizes, the order has {sizes}; give garments of every size, "
        "0 where it has none",
        "裁剪方案：已有唛架 {ratio} 有 {found} 个尺码，订单有 {sizes} 个，请写全每个尺码的件数，没有的写 0",
    ),
    known_empty=(
        "cut problem: the made marker {ratio} holds no garment, or fewer than 0 of a size; give at least 1",
        "裁剪方案：已有唛架 {ratio} 没有衣片，或有尺码少于 0 件，请至少写 1 件",
    ),
    known_long=(
        "cut problem: the made marker {ratio} is {found} mm long but at most {most} mm may be spread; leave it out or "
        "use a longer table",
        "裁剪方案：已有唛架 {ratio} 长 {found} 毫米，而最多只能拉布 {most} 毫米，请去掉它或换更长的裁床",
    ),
    known_many=(
        "cut problem: the made marker {ratio} holds {found} garments, at most {most} allowed; leave it out or raise "
        "max_garments",
        "裁剪方案：已有唛架 {ratio} 有 {found} 件，而每个唛架最多 {most} 件，请去掉它或提高上限",
    ),
    steps_apart=(
        "cut problem: stepped lays and fabrics in step cannot be planned together; set sections to 1 or plan each "
        "fabric by itself",
        "裁剪方案：分段拉布不能与多种面料同步裁剪一起规划，请把段数设为 1，或逐种面料规划",
    ),
    reuse_apart=(
        "cut problem: fabrics in step need markers that serve several lays; count markers by ratio",
        "裁剪方案：多种面料同步裁剪时一个唛架须可用于多床，请按配比计唛架数",
    ),
    no_plan=(
        "No cut order plan was found: lays of {least} to {most} plies do not make this order within {under} / "
        "{over}. Widen the tolerance, lower min_plies, or cut it together with another order.",
        "排不出裁剪方案：每床 {least} 到 {most} 层，无法在少裁 {under}、多裁 {over} 以内裁完此单。"
        "请放宽多裁少裁、降低最少层数，或与其他订单合床。",
    ),
    too_few_markers=(
        "No cut order plan was found with at most {markers} markers. Allow more markers or widen the tolerance.",
        "最多 {markers} 个唛架排不出裁剪方案，请允许更多唛架，或放宽多裁少裁。",
    ),
    stopped=("The cut order plan was stopped; no plan was kept.", "裁剪方案已停止，未保留任何方案。"),
    effort=(
        "effort: {found}; give at least 1 move and 1 attempt, and no other value below 0",
        "搜索力度：{found}；至少 1 次移动、1 次尝试，其余不得小于 0",
    ),
    lay_ratio=(
        "planned lay: ratio {found} holds no garment; give at least 1 and none below 0",
        "计划床次：配比 {found} 没有一件，至少应为 1 件且不得有负数",
    ),
    lay_plies=(
        "planned lay: plies {found} spread nothing; give at least 1 and none below 0",
        "计划床次：层数 {found} 没有拉布，至少应为 1 层且不得有负数",
    ),
)

CASE_WORDS = Words(
    of_order=("order {order}: {text}", "订单 {order}：{text}"),
    centre=("centre", "裁剪中心 centre"),
    order=("order {name}", "订单 {name}"),
    no_orders=("the file holds no order; give at least one", "文件里没有订单，请至少写一个"),
    order_twice=(
        "order {name} stands {times} times in the file; keep one, or give each its own name",
        "订单 {name} 在文件中出现 {times} 次，请只留一个，或各起不同的名称",
    ),
    no_sizes=(
        "{place}: sizes is []; write at least one size, or leave sizes out",
        "{place}：sizes 为 []，请至少写一个尺码，或去掉 sizes",
    ),
    no_object=(
        "order no. {number} is {found}; write an object {{...}} with sizes and demand",
        "第 {number} 个订单是 {found}，请写成含 sizes 与 demand 的对象 {{...}}",
    ),
    unknown=(
        "{place}: {name} is not known here; choose among {known}, or remove it",
        "{place}：不认识 {name}，可用 {known}，否则请删除",
    ),
    missing=("{place}: {name} is missing; add it", "{place}：缺少 {name}，请补上"),
    no_number=("{place}: {name} is {found}; write a number", "{place}：{name} 为 {found}，请写数字"),
    large_number=(
        "{place}: {name} is {found}; write a number of at most {most}",
        "{place}：{name} 为 {found}，请写不超过 {most} 的数",
    ),
    below_0=("{place}: {name} is {found}; give 0 or more", "{place}：{name} 为 {found}，应不小于 0"),
    not_above=("{place}: {name} is {found}; give more than 0", "{place}：{name} 为 {found}，请填大于 0 的数"),
    table_twice=(
        "{place}: table {name} stands twice; give each table its own name",
        "{place}：裁床 {name} 写了两次，请给每张裁床各自的名称",
    ),
    no_share=(
        "{place}: {name} is {found}; write a share from 0 to 1, such as 0.03 for 3 %",
        "{place}：{name} 为 {found}，请写 0 到 1 的比例，例如 3% 写 0.03",
    ),
    no_whole=("{place}: {name} is {found}; write a whole number", "{place}：{name} 为 {found}，请写整数"),
    no_list=(
        "{place}: {name} is {found}; write a list [...]",
        "{place}：{name} 为 {found}，请写成列表 [...]",
    ),
    no_centre=(
        'the file has no centre; write {{"centre": {{"first_on": ..., "tables": [...]}}, "orders": [...]}}',
        '文件里没有 centre，请写成 {{"centre": {{"first_on": ..., "tables": [...]}}, "orders": [...]}}',
    ),
    no_days=(
        "{place}: {name} is {found}; write a whole number from 1 to {most}",
        "{place}：{name} 为 {found}，请写 1 到 {most} 的整数",
    ),
    no_time=(
        "{place}: {name} is {found}; write a time such as 08:00",
        "{place}：{name} 为 {found}，请写时间，例如 08:00",
    ),
    no_table=(
        "{place}: table no. {number} is {found}; write an object {{...}}",
        "{place}：第 {number} 张裁床是 {found}，请写成对象 {{...}}",
    ),
    no_day=(
        "{place}: {name} is {found}; write a date such as 2026-12-05",
        "{place}：{name} 为 {found}，请写日期，例如 2026-12-05",
    ),
    no_fabric=(
        "{place}: fabric no. {number} is {found}; write an object {{...}}",
        "{place}：第 {number} 种面料是 {found}，请写成对象 {{...}}",
    ),
    unknown_size=(
        "{place}: {colour} asks for size {size}, which is not among the sizes {known}; add it to sizes or "
        "correct its name",
        "{place}：{colour} 要尺码 {size}，而尺码表只有 {known}，请补进 sizes 或改正名称",
    ),
    no_row=(
        "{place}: the demand of {colour} is {found}; write one number for each of the {sizes} sizes",
        "{place}：{colour} 的数量为 {found}，请给 {sizes} 个尺码各写一个数",
    ),
    no_pieces=(
        "{place}: {colour} {size} asks for {found}; write a whole number of garments",
        "{place}：{colour} {size} 的数量为 {found}，请写整数件数",
    ),
    no_formula=(
        "{place}: length_yd is {found}; write it as '0.06 + 1.21 * garments + 0.05 * sum(size_index)'",
        "{place}：length_yd 为 {found}，请写成 '0.06 + 1.21 * garments + 0.05 * sum(size_index)'",
    ),
    sizes_alike=(
        "{place}: colour {colour} has a size twice, which may differ in the width of its letters alone: {sizes}; write "
        "each size once",
        "{place}：颜色 {colour} 有尺码写了两次（可能只是全角、半角不同）：{sizes}，每个尺码只写一次",
    ),
    no_lengths=(
        "{place}: {name} is {found}; write a length above 0 for each of the {sizes} sizes",
        "{place}：{name} 为 {found}，请给 {sizes} 个尺码各写一个大于 0 的长度",
    ),
    no_width=(
        "{place}: {name} is {found}; cloth is {least} to {most} mm wide: check the unit",
        "{place}：{name} 为 {found}，布匹幅宽应为 {least} 至 {most} 毫米，请核对单位",
    ),
    no_table_width=(
        "{place}: {name} is {found}; a table is {least} to {most} mm wide: check the unit",
        "{place}：{name} 为 {found}，裁床宽度应为 {least} 至 {most} 毫米，请核对单位",
    ),
    no_garment=(
        "{place}: {name} is {found}; a garment takes {least} to {most} mm of cloth: check the unit",
        "{place}：{name} 为 {found}，每件用布应为 {least} 至 {most} 毫米，请核对单位",
    ),
    no_ratio=(
        "{place}: known marker no. {number} is {found}; write its garments by size, such as [1, 2, 1]",
        "{place}：第 {number} 个已有唛架为 {found}，请写各尺码件数，例如 [1, 2, 1]",
    ),
    count_markers=(
        "{place}: count_markers is {found}; write ratio (a marker serves several lays) or lay (each lay needs one)",
        "{place}：count_markers 为 {found}，请写 ratio（一个唛架用于多床）或 lay（每床一个唛架）",
    ),
)

PLAN_WORDS = Words(
    no_plan=(
        "plan no. {number} is no object; give the file as interlock cut plan --json printed it",
        "第 {number} 个方案不是对象，请使用 interlock cut plan --json 的输出",
    ),
    no_order=(
        "order {order}: the plan's file does not hold the order (asked); only orders with fabrics go on tables: plan "
        "it in our own form with interlock cut plan --json",
        "订单 {order}：方案文件中没有订单内容（asked）；只有写明 fabrics 的订单才能排上裁床，请用联织格式重新运行 "
        "interlock cut plan --json",
    ),
    no_lays=(
        "order {order}, fabric {fabric}: its lays are missing; run interlock cut plan --json again",
        "订单 {order} 面料 {fabric}：缺少床次，请重新运行 interlock cut plan --json",
    ),
    no_lay=(
        "order {order}, fabric {fabric}, lay no. {number}: write garments for each of {sizes} sizes (ratio) and plies "
        "for each of {colours} colours (plies), whole numbers, not all 0",
        "订单 {order} 面料 {fabric} 第 {number} 床：请写 {sizes} 个尺码的件数（ratio）与 {colours} 个颜色的层数"
        "（plies），须为整数且不全为 0",
    ),
    no_steps=(
        "order {order}: stepped is no list of lists of lay numbers; run interlock cut plan --json again",
        "订单 {order}：stepped 不是床次序号的列表，请重新运行 interlock cut plan --json",
    ),
    broken=(
        "order {order}: its lays break a rule of the order: {breach}; correct them, or plan it again",
        "订单 {order}：床次不符合订单要求（{breach}），请更正或重新制定方案",
    ),
)

TABLE_WORDS = Words(
    speed_above=("cutting speeds: {name} is {found}; give more than 0", "裁剪速度：{name} 为 {found}，请填大于 0 的数"),
    speed_not_below=("cutting speeds: {name} is {found}; give 0 or more", "裁剪速度：{name} 为 {found}，请填 0 或以上"),
    twice_table=(
        "table {table} is given twice; give each table one code",
        "裁床 {table} 写了两次，请给每张裁床一个编号",
    ),
    table_length=(
        "table {table}: its length is {found} mm; give more than 0",
        "裁床 {table}：长度为 {found} 毫米，请填大于 0 的数",
    ),
    table_minutes=(
        "table {table}: a day has negative minutes; give 0 for a day off",
        "裁床 {table}：有一天的分钟数为负，休息日请填 0",
    ),
    twice_lay=("lay {lay} is given twice; give each lay one id", "床次 {lay} 写了两次，请给每床一个编号"),
    lay_minutes=("lay {lay}: it takes {found} minutes; give at least 1", "床次 {lay}：用时 {found} 分钟，至少应为 1"),
    lay_numbers=(
        "lay {lay}: release day {day}, weight {weight}; give 0 or more",
        "床次 {lay}：最早第 {day} 天、权重 {weight}，都应为 0 或以上",
    ),
    no_table=(
        "lay {lay}: shop {shop} has no table; name a shop that has one",
        "床次 {lay}：裁剪车间 {shop} 没有裁床，请改为有裁床的车间",
    ),
    lay_wide=(
        "lay {lay}: no table of {shop} is {found} mm wide; use a wider table",
        "床次 {lay}：{shop} 没有 {found} 毫米宽的裁床，请用更宽的裁床",
    ),
    lay_long=(
        "lay {lay}: {found} mm, longest table of {shop} {most} mm; shorten the lay",
        "床次 {lay}：长 {found} 毫米，{shop} 最长的裁床为 {most} 毫米，请缩短该床",
    ),
    lay_day=(
        "lay {lay}: {found} minutes, but no table of {shop} long enough works more than {most} minutes a day and a lay "
        "does not cross days; split the lay",
        "床次 {lay}：需 {found} 分钟，而 {shop} 够长的裁床每天最多 {most} 分钟，一床不能跨天，请拆床",
    ),
)
