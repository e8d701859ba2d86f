"""The page's sentences in English and Chinese: what every section says first, and what its figures cover."""

from __future__ import annotations

from collections.abc import Mapping

SENTENCES: Mapping[str, tuple[str, str]] = {
    "made_up_notice": (
        "The firms, orders and prices on this page are made up; only the method and the place names are real.",
        "本页的企业、订单和价格均为虚构，只有方法和地名是真实的。",
    ),
    "plan_line": (
        "Policy {policy}, seed {seed}. Days looked at: {first} to {last}.",
        "策略：{policy}，随机种子 {seed}。排产日期：{first}至{last}。",
    ),
    "last_ship_line": ("{plan} The last order ships on {day}.", "{plan}最后一张订单{day}出货。"),
    "scope_cost": (
        "Everything the plan pays for all orders on this page, by kind; the lateness penalty is a weight, not a bill.",
        "本页全部订单按本方案执行的总成本，分项列出；延误代价是权重，并非实际支出。",
    ),
    "scope_bound": (
        "No plan under the same rules costs less than this. Each stage proves its own bound; the page adds them up.",
        "在同样规则下，任何方案的成本都不会低于这个数。各环节分别证明理论下限，再相加得到。",
    ),
    "scope_gap": (
        "(cost − lower bound) / lower bound: this plan costs at most so much more than the best possible one.",
        "（成本 − 理论下限）/ 理论下限：本方案最多比最优方案贵这么多。",
    ),
    "scope_on_time": (
        "Orders that ship by their due date over all orders; at risk: ships at most two days before it is due.",
        "按期出货的订单占全部订单的比例；“有风险”指出货日离交期不超过两天。",
    ),
    "scope_orders": ("Orders promised by this plan, by category.", "本方案承诺交期的订单，按品类列出。"),
    "scope_pieces": (
        "Pieces cut and shipped, which may differ from the order within its tolerance.",
        "实际裁剪并出货的件数，在溢短装范围内可与订单数不同。",
    ),
    "scope_late": (
        "Orders that ship after their due date, by the cause that binds.",
        "晚于交期出货的订单，按主要原因列出。",
    ),
    "scope_utilisation": (
        "Area of pieces over area of fabric spread, end loss not counted; estimated until a marker is nested; a dash "
        "where fabric is given per garment without its pieces.",
        "裁片面积占拉布面积的比例，不含布头损耗；尚未排料的唛架按估算值计；只给单件用量、没有裁片的面料显示横线。",
    ),
    "utilisation_of": (
        "Pieces are known of {share} of the fabric spread; utilisation speaks of that alone.",
        "拉布用料中 {share} 有裁片资料，用布率只按这部分计算。",
    ),
    "gap_money": (
        "At most {left} lies between this plan and the best possible one.",
        "本方案与理论最优之间最多相差 {left}。",
    ),
    "cost_left_over": (
        "{money} of it is for material left over, which is in the cost of no order.",
        "其中余料 {money}，不计入任何订单的成本。",
    ),
    "no_bounds": ("This plan carries no proven bound.", "本方案没有可证明的理论下限。"),
    "late_lead": (
        "{n} orders will be late; {worst} the longest, by {days} days. Most value at risk stands first.",
        "{n} 张订单将延误，其中 {worst} 延误最久，达 {days} 天。风险货值大的排在前面。",
    ),
    "late_lead_one": (
        "1 order will be late: {worst}, by {days} days.",
        "1 张订单将延误：{worst}，延误 {days} 天。",
    ),
    "late_lead_and_shipped": ("{said} {n} other orders shipped late.", "{said}另外 {n} 张订单已延误出货。"),
    "late_lead_and_shipped_one": ("{said} 1 other order shipped late.", "{said}另外 1 张订单已延误出货。"),
    "late_lead_shipped": (
        "{n} orders shipped late; no other order will be late.",
        "{n} 张订单已延误出货，其余订单不会延误。",
    ),
    "late_lead_shipped_one": (
        "1 order shipped late; no other order will be late.",
        "1 张订单已延误出货，其余订单不会延误。",
    ),
    "none_late": ("No order is late.", "没有延误的订单。"),
    "no_reason": ("not explained yet", "尚未说明"),
    "no_orders": (
        "No order is promised; put orders into the workbook and plan again.",
        "还没有订单；请在工作簿中填入订单后重新排产。",
    ),
    "map_lead": (
        "{n} factories sew in this plan; the widest flow, {pieces} pieces, goes from {from} to {to}.",
        "本方案有 {n} 家工厂参与缝制；最大的一股流向是 {from} → {to}，共 {pieces} 件。",
    ),
    "map_lead_one": (
        "1 factory sews in this plan; the widest flow, {pieces} pieces, goes from {from} to {to}.",
        "本方案有 1 家工厂参与缝制；最大的一股流向是 {from} → {to}，共 {pieces} 件。",
    ),
    "map_lead_still_one": ("1 factory; nothing travels.", "1 家工厂，没有物料往来。"),
    "map_lead_still": ("{n} factories; nothing travels between them.", "{n} 家工厂，彼此之间没有物料往来。"),
    "map_how": (
        "Line width shows pieces, the {n} widest flows are drawn; choose a factory to see all of its own.",
        "线宽表示件数，只画最大的 {n} 股流向；点选工厂可查看它的全部流向。",
    ),
    "map_approximate": ("Places are approximate, not surveyed.", "位置为示意，未经测绘。"),
    "map_no_boundary": (
        "No boundary is drawn; give a GeoJSON file to see one.",
        "未绘制行政边界；如需显示，请提供 GeoJSON 文件。",
    ),
    "no_factories": (
        "No factory is listed; put factories into the workbook and plan again.",
        "还没有工厂；请在工作簿中填入工厂后重新排产。",
    ),
    "board_lead": (
        "{lots} on {lines} from {first} to {last}; choose a lot to see its whole way.",
        "{first}至{last}，{lines}共 {lots}；点选派工单可查看该订单全程。",
    ),
    "board_keys": (
        "Click a lot or use the arrow keys; Esc lets go. Click a group to fold it. Shaded days are not worked, "
        "by all or by a line; ✓ is told to be sewn.",
        "点击派工单或用方向键选择，Esc 取消；点击分组可收起或展开。阴影为全体或该产线不开工的日子，✓ 为已报缝完。",
    ),
    "no_lots": ("No lot is given to any line.", "没有派给任何产线的派工单。"),
    "load_lead": (
        "{resource} is {load} used from {first} to the week of the last due date, {last}; the fullest week, of {week}, "
        "stands at {most}.",
        "从{first}到最后交期（{last}）所在周，{resource}负荷为 {load}；最满的是{week}起的一周，达 {most}。",
    ),
    "load_how": (
        "Used over available standard minutes of the week. The first column counts the weeks from this one to that of "
        "the last due date; later weeks are shown where work is left. Open a township to see its factories.",
        "当周已用标准工时占可用标准工时的比例。首列合计从本周到最后交期所在周；之后的周只在还有活时显示。点开乡镇可查看各工厂。",
    ),
    "fairness_line": (
        "Evenness of the work over the townships: {even} (100 %: all are equally full).",
        "各乡镇分工均匀度：{even}（100% 表示各乡镇一样满）。",
    ),
    "share_missed": (
        "{name} has {share} of all sewing; the rules want at least {least}.",
        "{name}：分到全部缝制工时的 {share}，规则要求至少 {least}。",
    ),
    "no_loads": ("The plan tells no loads.", "本方案没有负荷数据。"),
    "worth_lead": (
        "Dearest: {name}, week of {week}. One more line-day there is worth {money}; it is {load} full.",
        "最紧的是{name}，{week}起的一周：多一个产线日值 {money}，负荷 {load}。",
    ),
    "worth_when": (
        "most in the week of {week}, {load} full; {n} weeks",
        "最高在{week}起的一周，负荷 {load}；共 {n} 周",
    ),
    "worth_when_one": ("week of {week}, {load} full", "{week}起的一周，负荷 {load}"),
    "worth_how": (
        "What the whole plan would save with one more line-day there in that week: a marginal value, true for a small "
        "change. A line-day is the mean of the lines there; skills and townships are told where they are short as a "
        "whole.",
        "当周在该处多一个产线日，整个方案能省下的钱。这是边际价值，只适用于小幅变动。产线日按该处各产线的平均一天计；"
        "品类和乡镇只列整体紧张的。",
    ),
    "no_bottlenecks": (
        "Nothing holds the plan back: no capacity has a price.",
        "没有瓶颈：任何产能都没有稀缺价值。",
    ),
    "lays_lead": (
        "{lays} on {tables} spread {metres} of fabric; {nested} use a nested marker, the others an estimate.",
        "{tables}共 {lays}，拉布 {metres}；其中 {nested}用已排料唛架，其余为估算。",
    ),
    "lays_capped": (
        "This page holds the first {shown} of {n} lays; the workbook holds all.",
        "本页只含前 {shown} 床（共 {n} 床），完整清单见工作簿。",
    ),
    "lay_line": (
        "Lay {lay}, marker {marker}, {width} cm wide: {ratio}. Plies: {plies}.",
        "床次 {lay}，唛架 {marker}，门幅 {width} 厘米：{ratio}。层数：{plies}。",
    ),
    "no_lays": ("Nothing is laid or cut in this plan.", "本方案没有裁剪床次。"),
    "no_picture": (
        "Its picture is not in this page; the first nested markers have one.",
        "本页未附此唛架图，只附最先裁剪的已排料唛架。",
    ),
    "not_nested": (
        "Length and utilisation are estimates; the marker is nested shortly before it is cut.",
        "长度和用布率为估算值，临近裁剪时再正式排料。",
    ),
    "purchases_lead": (
        "{n} purchases for {money} must be ordered within seven days; all together cost {all}.",
        "7 天内须下单 {n} 笔，合计 {money}；全部采购共 {all}。",
    ),
    "purchases_lead_one": (
        "1 purchase for {money} must be ordered within seven days; all together cost {all}.",
        "7 天内须下单 1 笔，金额 {money}；全部采购共 {all}。",
    ),
    "purchases_none_soon": (
        "Nothing has to be ordered within seven days; all purchases together cost {all}.",
        "7 天内无须下单；全部采购共 {all}。",
    ),
    "purchases_past": (
        "{n} purchases for {money} are ordered already.",
        "已下单 {n} 笔，合计 {money}。",
    ),
    "purchases_past_one": (
        "1 purchase for {money} is ordered already.",
        "已下单 1 笔，金额 {money}。",
    ),
    "purchase_line": (
        "Offer {offer} of {seller}, for {n} orders: {orders}.",
        "{seller}的报价单 {offer}，用于 {n} 张订单：{orders}。",
    ),
    "purchase_line_one": (
        "Offer {offer} of {seller}, for order {orders}.",
        "{seller}的报价单 {offer}，用于订单 {orders}。",
    ),
    "purchase_of_none": (
        "Offer {offer} of {seller}; ordered for orders that need it no more.",
        "{seller}报价 {offer}；所订数量已无订单需要。",
    ),
    "surplus": ("{quantity} more than any order needs.", "比订单所需多出 {quantity}。"),
    "no_purchases": ("Nothing needs to be bought.", "无需采购。"),
    "promises_lead": (
        "{n} orders promised: {on_time} on time, {at_risk} at risk, {late} late.",
        "共承诺 {n} 张订单：准时 {on_time}，有风险 {at_risk}，延误 {late}。",
    ),
    "promises_lead_one": (
        "1 order promised: {on_time} on time, {at_risk} at risk, {late} late.",
        "共承诺 1 张订单：准时 {on_time}，有风险 {at_risk}，延误 {late}。",
    ),
    "promises_shipped": ("{lead} {n} have shipped, {late} of them late.", "{lead}其中 {n} 张已出货，{late} 张延误。"),
    "promises_shipped_one": ("{lead} 1 has shipped, {late} of them late.", "{lead}其中 1 张已出货，{late} 张延误。"),
    "factories_lead_one": (
        "1 factory, {busy} of them sews in this plan; {known} has records to judge it by.",
        "共 1 家工厂，其中 {busy} 家参与本方案缝制，{known} 家有可评价的记录。",
    ),
    "factories_lead": (
        "{n} factories, {busy} of them sew in this plan; {known} have records to judge them by.",
        "共 {n} 家工厂，其中 {busy} 家参与本方案缝制，{known} 家有可评价的记录。",
    ),
    "no_virtues": ("No record yet to judge this factory by.", "该工厂尚无可评价的记录。"),
    "read_gap_title": ("Gap", "差距"),
    "read_gap": (
        "The lower bound is proven: no plan under the same rules can cost less. The gap is what this plan costs above "
        "the bound, as a share of the bound: {gap} means that this plan costs at most {gap} more than the best "
        "possible one. Gaps are rounded up, shares on time down. Whether an order may be late, split or given outside "
        "is part of the rules.",
        "理论下限是经过证明的：同样规则下任何方案都不可能更便宜。差距是本方案成本超出理论下限的部分除以理论下限："
        "{gap} 的意思是，本方案最多比最优方案贵 {gap}。差距一律向上取整，准交率一律向下取整。订单能否延误、拆分或外发，"
        "都属于规则的一部分。",
    ),
    "read_late_title": ("On time, at risk, late", "准时、有风险、延误"),
    "read_late": (
        "An order is on time when all of it ships by its due date, at risk when it is to ship at most two days before, "
        "late when it ships after; it has shipped when its ship date is over. Days late are calendar days. Green, "
        "amber and red say this and nothing else; grey is not worked, blue is selected.",
        "整张订单在交期前出完为准时，离交期不超过两天出货为有风险，晚于交期为延误；出货日已过即为已出货。延误天数按日历日计。"
        "绿、黄、红只表示这三种状态，灰色为非工作日，蓝色为选中。",
    ),
    "read_risk_title": ("Value × days", "货值×天数"),
    "read_risk": (
        "The order's selling value times its days late; its cost times days where no price is known. It orders the "
        "list, it is not a bill.",
        "订单货值乘以延误天数；没有单价的按成本计。只用于排序，并非实际损失。",
    ),
    "read_load_title": ("Load", "负荷"),
    "read_load": (
        "Standard minutes used, changeover and learning included, over the standard minutes that lines, tables or "
        "finishing have on open days. Capacity of a line-day: operators × minutes × attendance × efficiency.",
        "已用标准工时（含转款和学习损失）除以开工日可用标准工时。产线日产能 = 人数 × 工作分钟 × 出勤率 × 效率。",
    ),
    "read_even_title": ("Evenness", "均匀度"),
    "read_even": (
        "1 minus the Gini coefficient of the townships' sewing loads, each township weighing as much as its capacity. "
        "100 %: all are equally full; near 0 %: all work lies in one small place.",
        "1 减去各乡镇缝制负荷的基尼系数，各乡镇按产能加权。100% 表示一样满，接近 0% 表示活都集中在一个小地方。",
    ),
    "read_worth_title": ("Bottleneck value", "瓶颈价值"),
    "read_worth": (
        "The dual price of a capacity in the optimisation, per line-day, in CNY. It holds for the first extra "
        "line-days, not for a second factory; values of different places do not add up.",
        "优化模型中产能的对偶价格，以每产线日多少元表示。只对最先增加的几个产线日有效，不能推算到新建一座工厂；不同地点的数值"
        "不能相加。",
    ),
    "read_utilisation_title": ("Utilisation", "用布率"),
    "read_utilisation": (
        "Area of pieces over marker length × usable width, weighted by plies. End loss is in the fabric bought but not "
        "in this figure. Nested: measured on a real marker. Estimated: a length model.",
        "裁片面积除以唛架长 × 可用门幅，按层数加权。布头损耗计入用布量，但不计入此项。"
        "“已排料”为真实唛架，“估算”来自长度模型。",
    ),
    "read_cost_title": ("Cost", "成本"),
    "read_cost": (
        "Covers the orders of this plan only: materials bought, cutting, sewing pay, transport, opening, finishing, "
        "work outside and the lateness penalty. Overhead, wages of core staff and material from stock or customers are "
        "not in it.",
        "只含本方案订单：采购面辅料、裁剪、缝制加工费、运输、开线、后整、集群外发以及延误代价。不含管理费用、核心工厂管理人员"
        "工资，也不含库存和客供面料。",
    ),
    "read_virtues_title": ("Five virtues", "工厂五维"),
    "read_virtues": (
        "Skill, cost, speed, range and service, each from 0 to 100 within this cluster; a dash where no record exists. "
        "They compare factories of one cluster and one day, not of different clusters.",
        "技术好、成本低、反应快、品类全、服务优，各按本集群内 0–100 计分；没有记录的显示为横线。"
        "只在同一集群、同一天之间可比。",
    ),
    "read_map_title": ("Map", "地图"),
    "read_map": (
        "Schematic: township points are approximate where so marked, flows are bent only to part them. Pieces are "
        "those of this plan, out from the cutting place and back to the core.",
        "示意图：乡镇位置为近似值，流线弯曲只是为了区分。件数为本方案数量，裁片从裁剪地送出，成衣送回核心工厂。",
    ),
}
