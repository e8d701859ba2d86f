"""What the judge of the whole plan says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

LAWS = Words(
    fabric=("fabric", "面料"),
    trims=("trims", "辅料"),
    cutting=("cutting", "裁剪"),
    sewing=("sewing", "缝制"),
    overtime=("overtime", "加班"),
    transport=("transport", "运输"),
    opening=("opening", "开单"),
    finishing=("finishing", "后整"),
    outside=("outside", "外发"),
    lateness=("lateness", "延误"),
    network=("network", "派工"),
    cloth=("cloth", "用布"),
    lot=("lot", "派工单"),
    lay=("lay", "床次"),
    marker=("marker", "唛架"),
    promise=("promise", "交期承诺"),
    lots=("lots", "派工单"),
    outside_lots=("outside lots", "外发单"),
    lays=("lays", "床次"),
    promises=("promises", "交期承诺"),
    first_cut=("first cut", "开裁"),
    last_cut=("last cut", "裁完"),
    first_sewn=("first sewn", "开缝"),
    last_sewn=("last sewn", "缝完"),
    shipped=("shipped", "出货"),
    its_colour=("its colour {name}", "{name} 色"),
    its_size=("its size {name}", "{name} 码"),
    all_of_it=("it", "整单"),
    no_skill=(
        "lot {lot}: line {line} has no skill for {category}",
        "派工单 {lot}：产线 {line} 没有{category}的技能",
    ),
    declined=(
        "lot {lot}: factory {factory} has declined order {order}",
        "派工单 {lot}：工厂 {factory} 已拒接订单 {order}",
    ),
    sewn_min=(
        "lot {lot}: {sewn:.1f} productive minutes for {needed:.1f} standard minutes of work",
        "派工单 {lot}：有效工时 {sewn:.1f} 分钟，所需标准工时 {needed:.1f} 分钟",
    ),
    inside=(
        "line {line}: lot {after} starts on {start_on} inside lot {before}",
        "产线 {line}：派工单 {after} 于 {start_on} 开工，落在派工单 {before} 的期间之内",
    ),
    line_day=(
        "line {line} on {on}: {minutes:.1f} minutes of {most:.1f}",
        "产线 {line}，{on}：用时 {minutes:.1f} 分钟，只有 {most:.1f} 分钟",
    ),
    month_hours=(
        "line {line} in {year}-{month:02}: {hours:.1f} hours of overtime; {most:g} are allowed",
        "产线 {line}，{year} 年 {month:02} 月：加班 {hours:.1f} 小时，最多允许 {most:g} 小时",
    ),
    table_length=(
        "lay {lay}: {found:.0f} mm long on table {table} of {held:.0f} mm",
        "床次 {lay}：唛架长 {found:.0f} 毫米，裁床 {table} 只有 {held:.0f} 毫米",
    ),
    table_width=(
        "lay {lay}: {found:.0f} mm wide on table {table} of {held:.0f} mm",
        "床次 {lay}：唛架宽 {found:.0f} 毫米，裁床 {table} 只有 {held:.0f} 毫米",
    ),
    lays_overlap=(
        "table {table} on {on}: lays {before} and {after} overlap",
        "裁床 {table}，{on}：床次 {before} 与 {after} 时间重叠",
    ),
    table_day=(
        "table {table} on {on}: lays end at minute {minute:.0f} of its day",
        "裁床 {table}，{on}：床次到当天第 {minute:.0f} 分钟才结束，超出工作时间",
    ),
    finishing_day=(
        "finishing at {factory} on {on}: {minutes:.1f} minutes of {most:.1f}",
        "后整 {factory}，{on}：用时 {minutes:.1f} 分钟，只有 {most:.1f} 分钟",
    ),
    loads=(
        "{what} loads show {shown:.1f} minutes, the parts use {found:.1f}",
        "{what}负荷共显示 {shown:.1f} 分钟，各部分合计 {found:.1f} 分钟",
    ),
    garments=(
        "marker {marker}: {garments} garments; the limit is {max_garments}",
        "唛架 {marker}：排 {garments} 件，上限 {max_garments} 件",
    ),
    marker_width=(
        "marker {marker}: {found:.0f} mm wide on {material} of {held:.0f} mm",
        "唛架 {marker}：宽 {found:.0f} 毫米，面料 {material} 幅宽只有 {held:.0f} 毫米",
    ),
    utilisation=(
        "marker {marker}: utilisation {utilisation:.3f} is not its pieces' share of the fabric",
        "唛架 {marker}：用布率 {utilisation:.3f} 与裁片面积所占比例不符",
    ),
    pieces_placed=(
        "marker {marker}: the pieces placed are not those of its sizes",
        "唛架 {marker}：排入的裁片与尺码配比不符",
    ),
    lay_marker=(
        "lay {lay}: marker {marker} is not of its style and material",
        "床次 {lay}：唛架 {marker} 不属于该款式和面料",
    ),
    plies=(
        "lay {lay}: {found} plies; the limits are {least} to {most}",
        "床次 {lay}：拉布 {found} 层，应为 {least} 至 {most} 层",
    ),
    lay_fabric=(
        "lay {lay}: it says {said:.3f} m of fabric; its plies take {found:.3f} m",
        "床次 {lay}：写明用布 {said:.3f} 米，按层数计算为 {found:.3f} 米",
    ),
    fabrics_laid=(
        "order {order}: laid {found}, its fabrics are {wanted}",
        "订单 {order}：已排 {found}，应排面料为 {wanted}",
    ),
    in_step=("order {order}: its fabrics are cut in different quantities", "订单 {order}：各面料裁出的数量不一致"),
    short=(
        "order {order}: {found:.2f} of {material} {colour} for a need of {needed:.2f}",
        "订单 {order}：{material} {colour} 备料 {found:.2f}，需要 {needed:.2f}",
    ),
    material_late=(
        "order {order}: promised with material in on {said}, but it arrives on {on}",
        "订单 {order}：按面辅料 {said} 到齐承诺，实际 {on} 才到",
    ),
    own_material=("order {order}: the customer's material is in on {on}", "订单 {order}：客供面辅料 {on} 才到"),
    purchase=("purchase of {material} {colour} from {offer}", "向 {offer} 采购 {material} {colour}"),
    no_offer=("{where}: there is no such offer", "{where}：没有这张报价单"),
    under_minimum=("{where}: {found:g}, its minimum is {least:g}", "{where}：采购 {found:g}，起订量为 {least:g}"),
    offer_price=(
        "{where}: {price:g} fen a unit is not the offer's price for {quantity:g}",
        "{where}：单价 {price:g} 分，与报价单中 {quantity:g} 的价格不符",
    ),
    purchase_cost=("{where}: its cost {cost} is not quantity times price", "{where}：金额 {cost} 不等于数量乘以单价"),
    purchase_shares=(
        "{where}: shares of {given:.2f} of a quantity of {quantity:.2f}",
        "{where}：分给各订单 {given:.2f}，采购数量 {quantity:.2f}",
    ),
    purchase_left=(
        "{where}: {left:.2f} left over of {free:.2f} that no order has",
        "{where}：剩余 {left:.2f}，而未分给订单的只有 {free:.2f}",
    ),
    lead=(
        "{where}: ordered {order_on}, arrives {arrive_on}; it takes {days} days",
        "{where}：{order_on} 下单、{arrive_on} 到货，而交货需要 {days} 天",
    ),
    over_maximum=(
        "offer {offer} {colour}: {found:g} bought, its maximum is {most:g}",
        "报价单 {offer} {colour}：采购 {found:g}，最多可供 {most:g}",
    ),
    stock_shares=(
        "stock of {material} {colour}: shares exceed the quantity taken",
        "库存 {material} {colour}：分给各订单的数量超过领用数量",
    ),
    stock_taken=(
        "stock of {material} {colour} on {on}: {used:g} taken of {there:g}",
        "库存 {material} {colour}，{on}：领用 {used:g}，只有 {there:g}",
    ),
    plan=("the plan of {made_on} for {cluster}", "{cluster} {made_on} 制定的计划"),
    as_of=(
        "days before {as_of} are said to be over; that must be a day from {first} to {last}",
        "计划称 {as_of} 之前各天已过，该日期应在 {first} 至 {last} 之间",
    ),
    cost=(
        "cost of {kind}: {said} fen by the plan, {found:.0f} fen by its parts",
        "{kind}费用：计划写 {said} 分，按各部分计算为 {found:.0f} 分",
    ),
    promised=(
        "promises cost {promised} fen together, the plan {total} fen",
        "各订单承诺费用合计 {promised} 分，计划为 {total} 分",
    ),
    pay=(
        "lot {lot}: pays {said} fen; {pieces} pieces earn {found:.0f} fen",
        "派工单 {lot}：工费写 {said} 分，{pieces} 件应为 {found:.0f} 分",
    ),
    haul=(
        "lot {lot}: transport {said} fen; {km:.1f} km cost {found:.0f} fen",
        "派工单 {lot}：运费写 {said} 分，{km:.1f} 公里应为 {found:.0f} 分",
    ),
    opened=(
        "order {order} on line {line}: opening {paid} fen; {factory} asks {asked} fen",
        "订单 {order}，产线 {line}：开单费 {paid} 分，工厂 {factory} 要价 {asked} 分",
    ),
    overtime_due=(
        "lot {lot}: {said} fen for overtime; its minutes beyond the shift earn {due:.0f} fen",
        "派工单 {lot}：加班费写 {said} 分，班外工时应为 {due:.0f} 分",
    ),
    cut_outside=(
        "order {order}: cutting outside costs {said} fen; {least:.0f} fen are due at least",
        "订单 {order}：外裁费用 {said} 分，至少应为 {least:.0f} 分",
    ),
    bound=(
        "bound of {stage}: {bound} fen is above the cost of {cost} fen",
        "{stage}的下界 {bound} 分高于费用 {cost} 分",
    ),
    stages=(
        "the stages cost {staged} fen together, the plan {total} fen",
        "各环节费用合计 {staged} 分，计划为 {total} 分",
    ),
    nothing_to_cut=(
        "order {order}: it goes outside to be cut, but its style has no fabric",
        "订单 {order}：外发裁剪，但款式没有面料",
    ),
    pieces_promised=(
        "order {order}: {promised} pieces are promised, but {made} are made",
        "订单 {order}：承诺 {promised} 件，实际安排 {made} 件",
    ),
    outside_promised=(
        "order {order}: promise says {promised} pieces outside, lots say {outside}",
        "订单 {order}：承诺外发 {promised} 件，外发单合计 {outside} 件",
    ),
    lot_days=(
        "lot {lot}: its days make {found} pieces of {pieces}",
        "派工单 {lot}：逐日合计 {found} 件，应为 {pieces} 件",
    ),
    made_ordered=(
        "order {order} {colour} {size}: {made} pieces are made, {asked} are ordered",
        "订单 {order}，{colour} {size}：安排 {made} 件，订购 {asked} 件",
    ),
    cut_sewn=(
        "order {order} {colour} {size}: {laid} pieces are cut, but {made} are sewn",
        "订单 {order}，{colour} {size}：裁 {laid} 件，缝 {made} 件",
    ),
    marker_names=(
        "marker {marker}: style {style} or material {material} is not listed",
        "唛架 {marker}：款式 {style} 或面料 {material} 不在清单中",
    ),
    lay_table=(
        "lay {lay}: table {table} is not one of factory {factory}",
        "床次 {lay}：裁床 {table} 不属于工厂 {factory}",
    ),
    marker_missing=("lay {lay}: marker {marker} is not in the plan", "床次 {lay}：唛架 {marker} 不在计划中"),
    no_ply=("lay {lay}: it has no ply", "床次 {lay}：没有一层布"),
    lot_line=(
        "lot {lot}: line {line} is not one of factory {factory}",
        "派工单 {lot}：产线 {line} 不属于工厂 {factory}",
    ),
    no_day=("lot {lot}: it has no day", "派工单 {lot}：没有安排任何一天"),
    finishing_lot=(
        "finishing on {on} names lot {lot}, which is not in the plan",
        "{on} 的后整写的是派工单 {lot}，计划中没有这张派工单",
    ),
    no_promise=(
        "order {order}: it has no promise; every order gets one",
        "订单 {order}：没有交期承诺，每张订单都应有一个",
    ),
    nobody_ordered=("{what} name order {order}, which nobody ordered", "{what}写的是订单 {order}，没有这张订单"),
    twice=("{what} {name} stands {count} times", "{what} {name} 出现 {count} 次"),
    never_there=(
        "lot {lot}: sewn at {factory}, where order {order} may never be sewn",
        "派工单 {lot}：安排在 {factory}，而订单 {order} 不得在那里缝制",
    ),
    only_there=(
        "lot {lot}: sewn at {factory}, which is none of the places of order {order}",
        "派工单 {lot}：安排在 {factory}，不在订单 {order} 允许的地点之内",
    ),
    split=(
        "order {order}: {what} may not be split, but is sewn in factories {factories}",
        "订单 {order}：{what}不得拆分，却分在工厂 {factories} 缝制",
    ),
    smallest=(
        "lot {lot}: {pieces} pieces; no lot of order {order} may have fewer than {least}",
        "派工单 {lot}：{pieces} 件，订单 {order} 的每张派工单不得少于 {least} 件",
    ),
    locked=(
        "order {order}: {asked} pieces are locked to line {line} from {first_on}, {sewn} are sewn there from then on",
        "订单 {order}：锁定 {asked} 件从 {first_on} 起在产线 {line} 缝制，实际只有 {sewn} 件",
    ),
    most_share=(
        "factory {factory}: {share:.2%} of all work; it may have at most {most:.2%}",
        "工厂 {factory}：占全部工作量的 {share:.2%}，最多可占 {most:.2%}",
    ),
    cut_before_material=(
        "lay {lay}: cut on {on}, but its material is in on {material_on}",
        "床次 {lay}：{on} 开裁，而面辅料 {material_on} 才到",
    ),
    cut_before_start=(
        "lay {lay}: cut on {on}, before the order may start on {start_on}",
        "床次 {lay}：{on} 开裁，早于订单可开工日 {start_on}",
    ),
    cut_closed=("lay {lay}: cut on {on}, when {factory} is closed", "床次 {lay}：{on} 开裁，而 {factory} 当天休息"),
    arrives_before_material=(
        "lot {lot}: arrives on {on}, but its material is in on {material_on}",
        "派工单 {lot}：{on} 裁片到达，而面辅料 {material_on} 才到",
    ),
    not_cut=(
        "lot {lot}: {colour} {size} of order {order} is not cut before {on}",
        "派工单 {lot}：订单 {order} 的 {colour} {size} 到 {on} 尚未裁出",
    ),
    back_before_material=(
        "order {order}: back from outside on {on}, but its material is in on {material_on}",
        "订单 {order}：{on} 外发返回，而面辅料 {material_on} 才到",
    ),
    sent_uncut=(
        "order {order}: {pieces} {colour} {size} go outside on {by}, but {material} is not cut by then",
        "订单 {order}：{by} 外发 {colour} {size} {pieces} 件，而 {material} 届时还没裁",
    ),
    days_in_order=("lot {lot}: its days do not follow one another", "派工单 {lot}：各天没有先后相接"),
    sewn_before_arrival=(
        "lot {lot}: sewn from {on}, but its pieces arrive on {arrive_on}",
        "派工单 {lot}：{on} 开缝，而裁片 {arrive_on} 才到",
    ),
    finished_early=(
        "lot {lot}: finished on {on}, but sewn until {end_on}",
        "派工单 {lot}：{on} 后整完成，而缝制到 {end_on} 才结束",
    ),
    sewn_closed=(
        "lot {lot}: sewn on {on}, when {factory} is closed",
        "派工单 {lot}：{on} 缝制，而 {factory} 当天休息",
    ),
    finishing_on=(
        "lot {lot}: finishing on {on} is not after sewing ends on {end_on} and by {finish_on}",
        "派工单 {lot}：{on} 后整，应在 {end_on} 缝完之后、不晚于 {finish_on}",
    ),
    finishing_min=(
        "lot {lot}: finishing takes {found:.1f} minutes of {needed:.1f} needed",
        "派工单 {lot}：后整 {found:.1f} 分钟，需要 {needed:.1f} 分钟",
    ),
    promise_day=(
        "order {order}: {what} on {said} by its promise, on {found} by its parts",
        "订单 {order}：承诺{what}日为 {said}，按各部分为 {found}",
    ),
    late_days=(
        "order {order}: promised {days} days late, ships {ship_on}, due {due_on}",
        "订单 {order}：承诺延误 {days} 天，而出货 {ship_on}、交期 {due_on}",
    ),
)
