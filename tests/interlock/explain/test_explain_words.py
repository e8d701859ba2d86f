from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.interlock.explain import made_plan as made
from tests.interlock.explain import stories

from interlock.explain import cause_name, headline, late_sentence, reasons, remedy_sentence, sentence, tight_orders
from interlock.model import Bound, Cause, Costs, Help, Plan, Reason, Remedy, WhyOutside
from interlock.words import LANGUAGES, Language

FULL = Reason(
    order="O1",
    cause=Cause.SKILL_FULL,
    facts={
        "category": "down_jacket",
        "week_on": "2026-11-23",
        "lines": 37,
        "full_lines": 37,
        "full_until_on": "2026-12-03",
        "worth_fen": 41_000,
    },
    remedies=(),
)


def test_a_full_skill_reads_as_a_planner_would_say_it() -> None:
    assert sentence(FULL, "en") == (
        "Down jacket lines, week of 23 Nov: all 37 are full until 3 Dec. One more line-day is worth 410 CNY."
    )
    assert sentence(FULL, "zh") == (
        "11月23日当周，能做羽绒服的 37 条产线全部排满，一直满到12月3日。每多一个产线日，可省 410 元。"
    )


def test_a_nearly_full_skill_says_how_many_lines_and_leaves_a_worth_of_nothing_out() -> None:
    nearly = replace(FULL, facts={**FULL.facts, "full_lines": 34, "worth_fen": 0})
    assert sentence(nearly, "en") == (
        "Down jacket lines, week of 23 Nov: 34 of 37 full, the rest nearly so, until 3 Dec."
    )
    assert "其中" not in sentence(nearly, "zh")
    assert "34 条排满" in sentence(nearly, "zh")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", stories.STORIES)
def test_every_reason_and_remedy_is_a_whole_sentence_in_both_languages(name: str, language: Language) -> None:
    (reason,) = reasons(*stories.STORIES[name]())
    said = [sentence(reason, language), *(remedy_sentence(remedy, language) for remedy in reason.remedies)]
    for text in said:
        assert text.endswith("。" if language == "zh" else ".")
        assert not re.search(r"[{}]|\d{4}-\d\d-\d\d|_", text), text
        assert text[0] == text[0].upper()


def test_chinese_sentences_hold_no_english_beyond_codes_and_names() -> None:
    for story in stories.STORIES.values():
        scenario, plan = story()
        (reason,) = reasons(scenario, plan)
        for text in (sentence(reason, "zh"), *(remedy_sentence(r, "zh") for r in reason.remedies)):
            left = re.sub(r"Factory \w+|Mill \w+|Jersey|L\d|T恤", "", text)
            assert not re.search("[a-zA-Z]", left), text


def test_dates_outside_the_season_bear_their_year() -> None:
    season = (made.on(0), made.on(5))
    assert "until 3 Dec 2026." in sentence(FULL, "en", season)
    assert "2026年12月3日" in sentence(FULL, "zh", season)


def test_a_cheaper_faster_offer_says_what_it_saves() -> None:
    facts = {"material": "Jersey", "seller": "Mill", "arrive_on": "2026-12-03", "gain_days": 1, "extra_fen": -80_000}
    remedy = Remedy(Help.FASTER_OFFER, facts)
    assert remedy_sentence(remedy, "en") == (
        "Buy Jersey from Mill instead: it arrives on 3 Dec, 1 day earlier, for 800 CNY less (estimate, not tried)."
    )
    assert remedy_sentence(remedy, "zh") == "Jersey改向Mill采购：12月3日到货，提前 1 天，还省 800 元（估算，未试排）。"


def test_what_was_not_tried_is_marked_as_an_estimate_but_for_the_day_the_plan_ships() -> None:
    overtime = Remedy(Help.OVERTIME, {"line_hours": 1.4, "lines": 1, "by_on": "2027-01-26"})
    assert remedy_sentence(overtime, "en") == "1.4 line-hours of overtime on 1 line by 26 Jan (estimate, not tried)."
    assert remedy_sentence(overtime, "zh") == "1月26日前在 1 条产线上加班，共 1.4 个产线小时（估算，未试排）。"
    later = Remedy(Help.LATER_DUE, {"later_days": 1, "to_on": "2027-01-28"})
    assert "estimate" not in remedy_sentence(later, "en")
    assert "估算" not in remedy_sentence(later, "zh")


@pytest.mark.parametrize("loads", [True, False])
def test_a_line_that_was_tried_in_vain_is_not_suggested(loads: bool) -> None:
    (reason,) = reasons(*stories.STORIES["queue"]())
    assert "were it moved there" in sentence(reason, "en", loads=loads)
    tried = replace(reason, facts={**reason.facts, "tried_in_vain": 1})
    assert "moved" not in sentence(tried, "en", loads=loads)
    assert "were tried, and none takes it in time" in sentence(tried, "en", loads=loads)
    assert "改派" not in sentence(tried, "zh", loads=loads)
    assert "已试排过" in sentence(tried, "zh", loads=loads)


@pytest.mark.parametrize("loads", [True, False])
def test_no_line_is_said_to_lack_room_beside_one_that_takes_it(loads: bool) -> None:
    (reason,) = reasons(*stories.STORIES["queue"]())
    alone = replace(reason, facts={**reason.facts, "free_lines": 0})
    assert "no other of the 3" in sentence(alone, "en", loads=loads)
    goes = replace(alone, remedies=(Remedy(Help.OTHER_LINE, {}, tried=True), *alone.remedies))
    assert "no other of" not in sentence(goes, "en", loads=loads)
    assert "没有别的产线" not in sentence(goes, "zh", loads=loads)


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_short_name_in_both_languages(cause: Cause) -> None:
    assert cause_name(cause, "en") != cause_name(cause, "zh")


def big_plan() -> Plan:
    orders = [made.order(f"O{n}", due=20, pieces=2_000) for n in range(600)]
    promises = tuple(
        made.promise(o, (made.lot((3,), finish=25 if n < 23 else 19),), (), 0) for n, o in enumerate(orders)
    )
    late = tuple(replace(FULL, order=f"O{n}") for n in range(17))
    others = tuple(Reason(order=f"O{n}", cause=Cause.MATERIAL, facts={}, remedies=()) for n in range(17, 23))
    cost = 8_130_000_000
    bound = Bound(stage="all", cost_fen=cost, lower_bound_fen=8_020_000_000, proof="dual")
    return made.plan(
        lots=(made.lot((3,)),), promises=promises, reasons=(*late, *others), costs=Costs(sewing=cost), bounds=(bound,)
    )


def test_the_headline_says_what_how_much_and_why() -> None:
    assert headline(big_plan(), "en") == (
        "600 orders of 1 core factory, 1.2 M pieces to cut, sewn in 1 factory: 96.1 % on time, "
        "577 orders of them with at most 2 days in hand. "
        "The plan costs 81.3 M CNY, at most 1.4 % above the best possible. "
        "23 orders will be late, 17 of them waiting for down jacket lines in the week of 23 Nov."
    )
    assert headline(big_plan(), "zh") == (
        "1 家核心工厂的 600 张订单，待裁 120 万件，由 1 家工厂缝制：96.1% 准时，其中 577 张订单距交期不超过 2 天。"
        "总成本 8,130 万元，最多比理论最优高 1.4%。"
        "23 张订单将延误，其中 17 张在等11月23日当周的羽绒服产线。"
    )


def test_the_headline_of_a_plan_that_nobody_here_sews_says_so() -> None:
    plan = replace(big_plan(), lots=())
    assert headline(plan, "en").startswith("600 orders of 1 core factory, 1.2 M pieces, all sewn outside the cluster: ")
    assert headline(plan, "zh").startswith("1 家核心工厂的 600 张订单，120 万件，全部外发到集群之外：")


def test_one_piece_and_one_line_read_as_one() -> None:
    plan = big_plan()
    plan = replace(plan, promises=(replace(plan.promises[0], pieces=1),), reasons=())
    assert headline(plan, "en").startswith("1 order of 1 core factory, 1 piece to cut, sewn in 1 factory: ")
    assert headline(plan, "zh").startswith("1 家核心工厂的 1 张订单，待裁 1 件，由 1 家工厂缝制：")
    only = replace(FULL, facts={**FULL.facts, "lines": 1, "full_lines": 1, "worth_fen": 0})
    assert sentence(only, "en") == "The only down jacket line is full in the week of 23 Nov, until 3 Dec."
    assert "唯一一条产线" in sentence(only, "zh")


@pytest.mark.parametrize("why", WhyOutside)
def test_work_outside_reads_right_for_one_piece(why: WhyOutside) -> None:
    facts = {"why": why.value, "category": "shirt", "pieces": 1, "ready_on": "2026-12-17", "due_on": "2026-12-15"}
    reason = Reason(order="O", cause=Cause.OUTSIDE, facts={**facts, "lines": 3, "full_lines": 1}, remedies=())
    said = sentence(reason, "en")
    assert "1 piece" in said
    assert not re.search(r"1 piece (go|find|come)\b|\bthey\b|\bthem\b|\b1 of 3 .*are", said)


def test_without_a_bound_the_headline_claims_no_gap() -> None:
    text = headline(replace(big_plan(), bounds=()), "en")
    assert "best possible" not in text
    assert "The plan costs 81.3 M CNY." in text


def test_late_orders_without_reasons_are_counted_all_the_same() -> None:
    plan = replace(big_plan(), reasons=())
    assert late_sentence(plan, "en") == "23 orders will be late."
    assert late_sentence(plan, "zh") == "23 张订单将延误。"


def test_one_cause_for_all_is_said_of_all() -> None:
    plan = replace(big_plan(), reasons=tuple(replace(FULL, order=f"O{n}") for n in range(23)))
    assert late_sentence(plan, "en") == ("23 orders will be late, waiting for down jacket lines in the week of 23 Nov.")


def test_work_outside_is_named_as_the_cause_and_not_counted() -> None:
    first = Reason(order="O0", cause=Cause.OUTSIDE, facts={}, remedies=())
    others = (replace(FULL, order="O1"), Reason(order="O2", cause=Cause.QUEUE, facts={}, remedies=()))
    promises = tuple(replace(p, late_days=2, outside_pieces=5) for p in big_plan().promises[:3])
    plan = replace(big_plan(), promises=promises, reasons=(*others, first))
    assert late_sentence(plan, "en") == (
        "3 orders will be late, 1 of them because work given outside the cluster comes back too late."
    )
    assert late_sentence(plan, "zh") == "3 张订单将延误，其中 1 张因为外发到集群之外的部分回来太晚。"


def test_a_plan_in_time_and_an_empty_plan_say_so() -> None:
    order = made.order(due=20)
    plan = made.late_plan(order, (made.lot((3,)),), (made.lay(0),))
    assert headline(plan, "en").endswith("No order is late.")
    assert headline(plan, "zh").endswith("没有订单延误。")
    assert headline(made.plan(), "en") == "No order is planned."


def worn_plan(today: int) -> Plan:
    """Four orders due on day 20: two ship late on days 22 and 25, two in time on days 19 and 20."""
    orders = [made.order(f"O{n}", due=20) for n in range(4)]
    promises = tuple(
        made.promise(order, (made.lot((3,), finish=ships),), (), 0)
        for order, ships in zip(orders, (22, 25, 19, 20), strict=True)
    )
    late = tuple(Reason(order=f"O{n}", cause=cause, facts={}, remedies=()) for n, cause in enumerate(
        (Cause.MATERIAL, Cause.FINISHING)
    ))  # fmt: skip
    return made.plan(lots=(made.lot((3,)),), promises=promises, reasons=late, as_of=made.on(today))


@pytest.mark.parametrize(
    ("today", "english", "chinese"),
    [
        (22, "2 orders will be late, 1 of them waiting for finishing.", "2 张订单将延误，其中 1 张在等后整。"),
        (
            23,
            "1 order will be late, waiting for finishing. 1 other order shipped late.",
            "1 张订单将延误，在等后整。另外 1 张订单已延误出货。",
        ),
        (26, "2 orders shipped late; no other order will be late.", "2 张订单已延误出货，其余订单不会延误。"),
    ],
)
def test_orders_that_shipped_late_are_told_apart_from_those_to_come(today: int, english: str, chinese: str) -> None:
    assert late_sentence(worn_plan(today), "en") == english
    assert late_sentence(worn_plan(today), "zh") == chinese


@pytest.mark.parametrize(("today", "tight"), [(19, 2), (20, 1), (21, 0)])
def test_days_in_hand_are_counted_of_orders_that_have_not_shipped(today: int, tight: int) -> None:
    assert tight_orders(worn_plan(today)) == tight
