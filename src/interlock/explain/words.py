"""Reasons, remedies and the plan's headline as sentences in Chinese and in English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from interlock.explain import figures
from interlock.explain.figures import Season
from interlock.explain.names import named
from interlock.explain.tried_words import tried_sentence
from interlock.model import Cause, Help, Plan, Reason, Remedy, Scenario, WhyOutside, missed_shares
from interlock.model.categories import category_name
from interlock.words import Language, Words

SENTENCES = Words(
    material_purchase=(
        "{material} from {seller} arrives on {arrive_on}; even with every table and line free "
        "the order could not ship before {ship_on}.",
        "{material}（{seller}）{arrive_on}才到货，即使裁床和产线全部空着，最早也要{ship_on}才能出货。",
    ),
    material_stock=(
        "{material} in stock can be used from {arrive_on} only; even with every table and line free "
        "the order could not ship before {ship_on}.",
        "{material}的库存{arrive_on}才能动用，即使裁床和产线全部空着，最早也要{ship_on}才能出货。",
    ),
    material_customer=(
        "The customer's material comes on {arrive_on}; even with every table and line free "
        "the order could not ship before {ship_on}.",
        "客供面辅料{arrive_on}才到，即使裁床和产线全部空着，最早也要{ship_on}才能出货。",
    ),
    material_unknown=(
        "The material is complete on {arrive_on} only; even with every table and line free "
        "the order could not ship before {ship_on}.",
        "面辅料{arrive_on}才齐套，即使裁床和产线全部空着，最早也要{ship_on}才能出货。",
    ),
    cutting=(
        "The lays waited {wait_days} for a table at {factory}: material was there on {material_on}, the last lay is "
        "cut on {cut_on}, and the tables were {load_share} full in between.",
        "面辅料{material_on}已齐，但在{factory}排队等裁床 {wait_days}，{cut_on}才裁完；期间裁床占用 {load_share}。",
    ),
    skill_all=(
        "{category} lines, week of {week_on}: all {lines_n} are full until {full_until_on}.",
        "{week_on}当周，能做{category}的 {lines_n} 条产线全部排满，一直满到{full_until_on}。",
    ),
    skill_one=(
        "The only {category} line is full in the week of {week_on}, until {full_until_on}.",
        "{week_on}当周，能做{category}的唯一一条产线排满，一直满到{full_until_on}。",
    ),
    skill_some=(
        "{category} lines, week of {week_on}: {full_lines_n} of {lines_n} full, the rest nearly so, "
        "until {full_until_on}.",
        "{week_on}当周，能做{category}的 {lines_n} 条产线中有 {full_lines_n} 条排满，其余也所剩无几，"
        "一直到{full_until_on}。",
    ),
    skill_worth=(
        "{sentence} One more line-day is worth {worth_fen}.",
        "{sentence}每多一个产线日，可省 {worth_fen}。",
    ),
    queue_busy=(
        "Line {line} of {factory} is full with {other_orders} until {start_on}; {free_lines_n} of {lines_n} {category} "
        "lines would have the hours to sew it by {due_on}, were it moved there.",
        "{factory}的产线 {line} 在{start_on}之前被{other_orders}占满；能做{category}的 {lines_n} 条产线中，"
        "有 {free_lines_n} 条在交期{due_on}前的空余工时够做，可考虑改派。",
    ),
    queue_tried=(
        "Line {line} of {factory} is full with {other_orders} until {start_on}; of the {lines_n} {category} "
        "lines those with most room were tried, and none takes it in time without making another order late.",
        "{factory}的产线 {line} 在{start_on}之前被{other_orders}占满；能做{category}的 {lines_n} 条产线中，"
        "空余最多的几条已试排过，没有一条能赶上交期又不拖累其他订单。",
    ),
    queue_alone=(
        "Line {line} of {factory} is full with {other_orders} until {start_on}, and no other of the {lines_n} "
        "{category} lines has the hours to sew it by {due_on}.",
        "{factory}的产线 {line} 在{start_on}之前被{other_orders}占满；能做{category}的 {lines_n} 条产线中，"
        "没有别的产线在交期{due_on}前还有足够工时。",
    ),
    queue_behind=(
        "Line {line} of {factory} is full with {other_orders} until {start_on}.",
        "{factory}的产线 {line} 在{start_on}之前被{other_orders}占满。",
    ),
    queue_busy_untold=(
        "Line {line} of {factory} is not free for it before {start_on}; {free_lines_n} of {lines_n} {category} lines "
        "would have the hours to sew it by {due_on}, were it moved there.",
        "{factory}的产线 {line} 在{start_on}之前没有空；能做{category}的 {lines_n} 条产线中，"
        "有 {free_lines_n} 条在交期{due_on}前的空余工时够做，可考虑改派。",
    ),
    queue_tried_untold=(
        "Line {line} of {factory} is not free for it before {start_on}; of the {lines_n} {category} lines "
        "those with most room were tried, and none takes it in time without making another order late.",
        "{factory}的产线 {line} 在{start_on}之前没有空；能做{category}的 {lines_n} 条产线中，"
        "空余最多的几条已试排过，没有一条能赶上交期又不拖累其他订单。",
    ),
    queue_alone_untold=(
        "Line {line} of {factory} is not free for it before {start_on}, and no other of the {lines_n} {category} "
        "lines has the hours to sew it by {due_on}.",
        "{factory}的产线 {line} 在{start_on}之前没有空；能做{category}的 {lines_n} 条产线中，"
        "没有别的产线在交期{due_on}前还有足够工时。",
    ),
    queue_behind_untold=(
        "Line {line} of {factory} is not free for it before {start_on}.",
        "{factory}的产线 {line} 在{start_on}之前没有空。",
    ),
    cutting_untold=(
        "The lays waited {wait_days} for a table at {factory}: material was there on {material_on}, the last lay is "
        "cut on {cut_on}.",
        "面辅料{material_on}已齐，但在{factory}排队等裁床 {wait_days}，{cut_on}才裁完。",
    ),
    queue_slow=(
        "Line {line} of {factory} starts on {start_on} and takes {sew_days} over {pieces}; split over free lines "
        "it would take {free_days}.",
        "{factory}的产线 {line} {start_on}开工，{pieces}要做 {sew_days}；若分到空闲产线上只需 {free_days}。",
    ),
    stopped=(
        "Line {line} of {factory} stands from {stops_on} to {stands_until_on}: {pieces} that it could have begun on "
        "{arrive_on} are sewn by {end_on}.",
        "{factory}的产线 {line} 在{stops_on}至{stands_until_on}停工，"
        "本可在{arrive_on}开工的 {pieces}到{end_on}才缝完。",
    ),
    stopped_day=(
        "Line {line} of {factory} stands on {stops_on}: {pieces} that it could have begun on {arrive_on} are sewn by "
        "{end_on}.",
        "{factory}的产线 {line} 在{stops_on}停工，本可在{arrive_on}开工的 {pieces}到{end_on}才缝完。",
    ),
    stopped_untold=(
        "Line {line} of {factory} does not end it before {end_on}.",
        "{factory}的产线 {line} 到{end_on}才缝完。",
    ),
    too_little_time=(
        "The time from {start_on} to the due date {due_on} is {open_days}; cutting, sewing and finishing take "
        "{needed_days} even with everything free, so {ship_on} is the earliest.",
        "从{start_on}到交期{due_on}只有 {open_days}，而裁剪、缝制、后整即使一路畅通也要 {needed_days}，"
        "最早{ship_on}出货。",
    ),
    too_little_time_material=(
        "From {start_on} to the due date {due_on} there are {open_days}; cutting, sewing and finishing take "
        "{needed_days} even with everything free. The material comes on {material_on}, so {ship_on} is the earliest.",
        "从{start_on}到交期{due_on}只有 {open_days}，而裁剪、缝制、后整即使一路畅通也要 {needed_days}；"
        "面辅料{material_on}才到，最早{ship_on}出货。",
    ),
    finishing=(
        "Finishing at {factory} took until {finish_on}, {wait_days} longer than it had to: sewing ended on {sewn_on}.",
        "{sewn_on}已缝制完，但{factory}后整排队，{finish_on}才完成，多等了 {wait_days}。",
    ),
    then_finishing=(
        "{sentence} After sewing it waits {then_days} for finishing at {then_at}.",
        "{sentence}缝完后还要在{then_at}等后整 {then_days}。",
    ),
    lock=(
        "A lock holds {pieces} for line {line} of {factory} until {first_on}; from then on the order could not ship "
        "before {ship_on}.",
        "{pieces}被锁定在{factory}的产线 {line}，{first_on}才开工，即使此后一路畅通，最早也要{ship_on}才能出货。",
    ),
    outside_no_skill=(
        "No line can sew {category}: work on {pieces} goes outside the cluster and comes back on {ready_on}.",
        "集群内没有产线能做{category}，{pieces}要外发，{ready_on}才回来。",
    ),
    outside_not_allowed=(
        "Rules or refusals leave no factory that can sew {category} for it: work on {pieces} goes outside the cluster "
        "and comes back on {ready_on}.",
        "能做{category}的工厂不是被规则排除就是已拒接，{pieces}只能外发，{ready_on}才回来。",
    ),
    outside_uncut=(
        "No table has time to cut {pieces}: the fabric goes outside with the work, which comes back on {ready_on}.",
        "裁床排满，{pieces}裁不下，连面料一起外发，{ready_on}才回来。",
    ),
    outside_lot_too_small=(
        "A lot of {pieces} is below what {category} factories accept: it goes outside and comes back on {ready_on}.",
        "{pieces}低于所有能做{category}的工厂的起订量，只能外发，{ready_on}才回来。",
    ),
    outside_no_room=(
        "There is no room for {pieces}: the work goes outside and comes back on {ready_on}; before the due date "
        "{due_on} {category} lines are full, at times {full_lines_n} of {lines_n}.",
        "{pieces}排不下，只能外发，{ready_on}才回来；交期{due_on}之前，能做{category}的 {lines_n} 条产线"
        "最多有 {full_lines_n} 条排满。",
    ),
    outside_no_line=(
        "No {category} line has room for {pieces} in time: the work goes outside and comes back on {ready_on}.",
        "能做{category}的产线都来不及做这 {pieces}，只能外发，{ready_on}才回来。",
    ),
    outside_cut_late=(
        "Work on {pieces} goes outside and comes back on {ready_on}: the last lay is cut on {cut_on}, too late for any "
        "line to sew it by {due_on}.",
        "{pieces}外发，{ready_on}才回来：{cut_on}才裁完最后一床，无论哪条产线都赶不上交期{due_on}。",
    ),
)

REMEDIES = Words(
    untried=("{said} (estimate, not tried).", "{said}（估算，未试排）。"),
    faster_offer=(
        "Buy {material} from {seller} instead: it arrives on {arrive_on}, {gain_days} earlier, for {extra_fen} more.",
        "{material}改向{seller}采购：{arrive_on}到货，提前 {gain_days}，多花 {extra_fen}。",
    ),
    cheaper_offer=(
        "Buy {material} from {seller} instead: it arrives on {arrive_on}, {gain_days} earlier, for {saved_fen} less.",
        "{material}改向{seller}采购：{arrive_on}到货，提前 {gain_days}，还省 {saved_fen}。",
    ),
    more_lines=(
        "{lines} more with the skill {category}, from {from_on} to {to_on}, would sew it in time.",
        "{from_on}至{to_on}再增加 {lines}做{category}，就赶得上。",
    ),
    overtime=(
        "{line_hours} of overtime on {lines} by {by_on}.",
        "{by_on}前在 {lines}上加班，共 {line_hours}。",
    ),
    earlier_material=(
        "Material {earlier_days} earlier, by {by_on}.",
        "面辅料提前 {earlier_days}，{by_on}前到齐。",
    ),
    earlier_start=("Start {earlier_days} earlier, on {by_on}.", "提前 {earlier_days}开工，即{by_on}。"),
    lift_lock=("Lift the lock to line {line}.", "解除对产线 {line} 的锁定。"),
    lift_or_move_lock=(
        "Lift the lock to line {line}, or let it begin by {by_on}.",
        "解除对产线 {line} 的锁定，或将锁定的开工日提前到{by_on}或更早。",
    ),
    later_due=("Agree on a due date {later_days} later: {to_on}.", "与客户商定交期推迟 {later_days}，到{to_on}。"),
    table_time=(
        "{hours} of extra table time at {factory} by {by_on}.",
        "{by_on}前在{factory}多给 {hours}裁床时间。",
    ),
    finishing_time=(
        "{hours} of extra finishing at {factory} by {by_on}.",
        "{by_on}前在{factory}多给 {hours}后整工时。",
    ),
)

CAUSES = Words(
    material=("material", "等面辅料"),
    cutting=("cutting", "等裁床"),
    skill_full=("skill full", "能做的产线已满"),
    too_little_time=("too little time", "交期太紧"),
    finishing=("finishing", "等后整"),
    queue=("line busy", "产线被占"),
    stopped=("line stands", "产线停工"),
    outside=("outside", "外发"),
    lock=("locked", "规则锁定"),
)
"""Each cause in a word or two, for columns and filters."""

# An order that ships so many days before it is due, or fewer, has little in hand: the report calls it at risk.
TIGHT_DAYS = 2

HEADLINES = Words(
    empty=("No order is planned.", "没有订单。"),
    on_time=(
        "{orders} of {cores}, {pieces_short} to cut, sewn in {sewers}: {on_time} on time{tight}.",
        "{cores}的 {orders}，待裁 {pieces_short}，由 {sewers}缝制：{on_time} 准时{tight}。",
    ),
    on_time_outside=(
        "{orders} of {cores}, {pieces_short}, all sewn outside the cluster: {on_time} on time{tight}.",
        "{cores}的 {orders}，{pieces_short}，全部外发到集群之外：{on_time} 准时{tight}。",
    ),
    tight=(", {orders} of them with at most {days} in hand", "，其中 {orders}距交期不超过 {days}"),
    tight_now=(
        "Orders in time with at most {days} in hand: {before} before, {after} now.",
        "距交期不超过 {days}的准时订单：原 {before} 单，现 {after} 单。",
    ),
    cost=("The plan costs {cost}.", "总成本 {cost}。"),
    cost_gap=(
        "The plan costs {cost}, at most {gap} above the best possible.",
        "总成本 {cost}，最多比理论最优高 {gap}。",
    ),
    none_late=("No order is late.", "没有订单延误。"),
    late=("{orders} will be late.", "{orders}将延误。"),
    late_most=("{orders} will be late, {most} of them {because}.", "{orders}将延误，其中 {most} 张{because}。"),
    late_all=("{orders} will be late, {because}.", "{orders}将延误，{because}。"),
    late_shipped=("{said} {orders} shipped late.", "{said}{orders}已延误出货。"),
    only_shipped=("{orders} shipped late; no other order will be late.", "{orders}已延误出货，其余订单不会延误。"),
    share_missed=(
        "{name} has {share} of all sewing; the rules want at least {least}.",
        "{name}：分到全部缝制工时的 {share}，规则要求至少 {least}。",
    ),
)

_BECAUSE = Words(
    material=("for want of material", "在等面辅料"),
    cutting=("waiting for cutting tables", "在等裁床"),
    skill_full=("waiting for {category} lines in the week of {week_on}", "在等{week_on}当周的{category}产线"),
    too_little_time=("with too little time from the start", "一开始交期就太紧"),
    finishing=("waiting for finishing", "在等后整"),
    queue=("waiting behind other orders on their line", "在排队等产线"),
    stopped=("because their line stands", "因产线停工"),
    # The cause, not a count: orders that are late for something else may have work outside as well.
    outside=(
        "because work given outside the cluster comes back too late",
        "因为外发到集群之外的部分回来太晚",
    ),
    lock=("held back by a lock", "因规则锁定了开工日"),
)

# How a fact is said, by its name or the end of its name.
_COUNTED: Mapping[str, str] = {
    "lines": "line",
    "full_lines": "line",
    "other_orders": "other_order",
    "pieces": "piece",
    "hours": "hour",
    "line_hours": "line_hour",
    "open_days": "workday",
    "needed_days": "workday",
    "sew_days": "workday",
    "free_days": "workday",
}
_NUMBERS_ALONE = ("lines", "full_lines", "free_lines")


def sentence(reason: Reason, language: Language, season: Season | None = None, *, loads: bool = True) -> str:
    """Return why an order is late; dates outside ``season`` bear their year.

    Without ``loads`` it does not tell what else the line or the tables have to do.
    """
    values = _spoken(reason.facts, language, season)
    if reason.cause is Cause.SKILL_FULL:
        said = _skill_sentence(reason, language, values)
    else:
        key = _reason_key(reason)
        said = SENTENCES.say(language, key if loads else _UNTOLD.get(key, key), **values)
    if "then_days" in values and loads:
        said = SENTENCES.say(language, "then_finishing", sentence=said, **values)
    return said


def remedy_sentence(remedy: Remedy, language: Language, season: Season | None = None) -> str:
    """Return what would help, marked where it was not tried; dates outside ``season`` bear their year."""
    if remedy.tried:
        return tried_sentence(remedy, language, season)
    said = REMEDIES.say(language, _remedy_key(remedy), **_spoken(remedy.facts, language, season))
    if remedy.help is Help.LATER_DUE:
        return said  # the plan's own ship date
    return REMEDIES.say(language, "untried", said=said.rstrip(".。"))


def missed_sentences(scenario: Scenario, plan: Plan, language: Language) -> list[str]:
    """Return a sentence for every factory that gets less than the rules' least share."""
    return [
        HEADLINES.say(
            language,
            "share_missed",
            name=named(scenario.factory[one.factory].name, language),
            share=figures.percent_at_least(one.share, language),
            least=figures.percent(one.least_share, language),
        )
        for one in missed_shares(scenario, plan)
    ]


def cause_name(cause: Cause, language: Language) -> str:
    """Return a cause in a word or two."""
    return CAUSES.say(language, cause.value)


def headline(plan: Plan, language: Language) -> str:
    """Return the plan in two or three sentences: whose and how much it is, what it costs, how many are late and why."""
    if not plan.promises:
        return HEADLINES.say(language, "empty")
    values = {
        "orders": figures.counted(len(plan.promises), "order", language),
        "cores": figures.counted(len({p.core for p in plan.promises}), "core", language),
        "sewers": figures.counted(len({lot.factory for lot in plan.lots}), "factory", language),
        "pieces_short": figures.counted_short(sum(p.pieces for p in plan.promises), "piece", language),
        "on_time": figures.percent_at_least(plan.on_time_share, language),
        "tight": _tight(plan, language),
        "cost": figures.money(plan.cost_fen, language),
        "gap": figures.percent_at_most(max(plan.gap, 0.0), language),
    }
    keys = ("on_time" if plan.lots else "on_time_outside", "cost_gap" if plan.lower_bound_fen > 0 else "cost")
    said = [*(HEADLINES.say(language, key, **values) for key in keys), late_sentence(plan, language)]
    return ("" if language == "zh" else " ").join(said)


def tight_orders(plan: Plan) -> int:
    """Return how many orders to come are in time with hardly a day to spare: at most :data:`TIGHT_DAYS` in hand."""
    to_come = (promise for promise in plan.promises if not plan.has_shipped(promise))
    return sum(0 <= (promise.due_on - promise.ship_on).days <= TIGHT_DAYS for promise in to_come)


def tight_sentence(before: Plan, after: Plan, language: Language) -> str:
    """Return how many orders had hardly a day to spare and how many have now."""
    days = figures.counted(TIGHT_DAYS, "day", language)
    return HEADLINES.say(language, "tight_now", before=tight_orders(before), after=tight_orders(after), days=days)


def _tight(plan: Plan, language: Language) -> str:
    """How many orders are in time with hardly a day to spare; nothing where none is."""
    count = tight_orders(plan)
    if not count:
        return ""
    orders, days = figures.counted(count, "order", language), figures.counted(TIGHT_DAYS, "day", language)
    return HEADLINES.say(language, "tight", orders=orders, days=days)


def late_sentence(plan: Plan, language: Language) -> str:
    """Return how many orders will be late and what most of them wait for, and how many have shipped late."""
    late = len(plan.late_to_come)
    shipped = len(plan.late) - late
    if not plan.late:
        return HEADLINES.say(language, "none_late")
    if not late:
        return HEADLINES.say(language, "only_shipped", orders=figures.counted(shipped, "order", language))
    said = _late_to_come(plan, language)
    if not shipped:
        return said
    return HEADLINES.say(
        language, "late_shipped", said=said, orders=figures.counted(shipped, "other_order", language).capitalize()
    )


def _late_to_come(plan: Plan, language: Language) -> str:
    to_come = {promise.order for promise in plan.late_to_come}
    late, orders = len(to_come), figures.counted(len(to_come), "order", language)
    groups = Counter(_group(reason) for reason in plan.reasons if reason.order in to_come)
    if not groups:
        return HEADLINES.say(language, "late", orders=orders)
    (cause, category, week_on), most = min(groups.items(), key=lambda item: (-item[1], item[0]))
    facts = {"category": category, "week_on": week_on} if week_on else {}
    because = _BECAUSE.say(language, cause, **_spoken(facts, language, (plan.first_on, plan.last_on)))
    return HEADLINES.say(
        language, "late_all" if most == late else "late_most", orders=orders, most=most, because=because
    )


def _group(reason: Reason) -> tuple[str, str, str]:
    if reason.cause is not Cause.SKILL_FULL:
        return (reason.cause.value, "", "")
    return (reason.cause.value, str(reason.facts["category"]), str(reason.facts["week_on"]))


def _reason_key(reason: Reason) -> str:
    if reason.cause is Cause.MATERIAL:
        return f"material_{reason.facts['source']}"
    if reason.cause is Cause.QUEUE:
        return _queue_key(reason)
    if reason.cause is Cause.STOPPED:
        return "stopped_day" if reason.facts["stops_on"] == reason.facts["stands_until_on"] else "stopped"
    if reason.cause is Cause.OUTSIDE:
        return _outside_key(reason)
    if reason.cause is Cause.TOO_LITTLE_TIME and "material_on" in reason.facts:
        return "too_little_time_material"
    return reason.cause.value


# The same without what is a factory's own business: how full its line or its tables are.
_UNTOLD = {
    **{key: f"{key}_untold" for key in ("queue_busy", "queue_tried", "queue_alone", "queue_behind", "cutting")},
    **dict.fromkeys(("stopped", "stopped_day"), "stopped_untold"),
}


def _outside_key(reason: Reason) -> str:
    if reason.facts["why"] == WhyOutside.NO_ROOM and "cut_on" in reason.facts:
        return "outside_cut_late"
    if reason.facts["why"] == WhyOutside.NO_ROOM and not reason.facts["full_lines"]:
        return "outside_no_line"
    return f"outside_{reason.facts['why']}"


def _queue_key(reason: Reason) -> str:
    if not reason.facts["other_orders"]:
        return "queue_slow"
    if "due_on" not in reason.facts:
        return "queue_behind"  # a plan kept before room elsewhere was counted up to the due date
    if not reason.facts["free_lines"]:
        # Loads are by week: what was tried day by day may go all the same.
        goes = any(one.help is Help.OTHER_LINE for one in reason.remedies)
        return "queue_behind" if goes else "queue_alone"
    return "queue_tried" if reason.facts.get("tried_in_vain") else "queue_busy"


def _skill_sentence(reason: Reason, language: Language, values: Mapping[str, str]) -> str:
    every = reason.facts["full_lines"] == reason.facts["lines"]
    key = "skill_some" if not every else "skill_one" if reason.facts["lines"] == 1 else "skill_all"
    said = SENTENCES.say(language, key, **values)
    said = said[0].upper() + said[1:]
    if not reason.facts["worth_fen"]:
        return said
    return SENTENCES.say(language, "skill_worth", sentence=said, worth_fen=values["worth_fen"])


def _remedy_key(remedy: Remedy) -> str:
    if remedy.help is Help.EARLIER_START:
        return f"earlier_{remedy.facts['what']}"
    if remedy.help is Help.FASTER_OFFER and float(remedy.facts["extra_fen"]) < 0:
        return "cheaper_offer"
    if remedy.help is Help.LIFT_LOCK and "by_on" in remedy.facts:
        return "lift_or_move_lock"
    return remedy.help.value


def _spoken(facts: Mapping[str, str | int | float], language: Language, season: Season | None) -> dict[str, str]:
    said = {name: _say(name, value, language, season) for name, value in facts.items()}
    said |= {f"{name}_n": figures.count(float(facts[name])) for name in _NUMBERS_ALONE if name in facts}
    if "extra_fen" in facts:
        said["saved_fen"] = figures.money(-float(facts["extra_fen"]), language)
    return said


def _say(name: str, value: str | int | float, language: Language, season: Season | None) -> str:
    if isinstance(value, str):
        if name.endswith("_on"):
            return figures.day_words(date.fromisoformat(value), language, season)
        return category_name(value, language) if name == "category" else named(value, language)
    if name in _COUNTED:
        return figures.counted(value, _COUNTED[name], language)
    for ending, say in _ENDINGS.items():
        if name.endswith(ending):
            return say(value, language)
    return figures.count(value)


_ENDINGS: Mapping[str, Callable[[float, Language], str]] = {
    "_days": lambda value, language: figures.counted(value, "day", language),
    "_fen": figures.money,
    "_share": lambda value, language: figures.percent(value, language, 0),
}
