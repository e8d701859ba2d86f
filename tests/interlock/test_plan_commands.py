"""Commands on a plan that exists: repair, promise, simulate."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import cast
import pytest

from interlock.cli import main
from interlock.explain import tight_orders
from interlock.explain.figures import day_words
from interlock.model import (
    Cause,
    Help,
    LineStopped,
    Lot,
    LotGiven,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    Plan,
    Reason,
    Remedy,
    Scenario,
    dump,
    dump_events,
    fingerprint,
    load,
)
from interlock.repair import repair
from interlock.report import OtherBook, check_same_book
from interlock.taking_up import help_sentences
from interlock.whatif import helped
from interlock.workbook import read_book, write_book


@pytest.fixture(scope="module")
def folder(scenario: Scenario, made: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book, its plan, and events in one folder."""
    place = tmp_path_factory.mktemp("planned")
    write_book(scenario, place / "book.xlsx", "en")
    (place / "plan.json").write_bytes(dump(made))
    lot = made.lots[0]
    stopped = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on + timedelta(days=3))
    (place / "events.json").write_bytes(dump_events([stopped, OrderCancelled(order=made.promises[-1].order)]))
    more = replace(scenario.orders[0], number="NEW-1", due_on=scenario.orders[0].due_on + timedelta(days=14))
    write_book(replace(scenario, orders=(*scenario.orders, more)), place / "more.xlsx", "en")
    return place


def call(command: str, folder: Path, *arguments: str, book: str = "book.xlsx") -> int:
    return main([command, str(folder / "plan.json"), str(folder / book), *arguments])


def test_a_repair_writes_the_new_plan_and_its_scenario_and_tells_what_changed(folder, made, tmp_path, capsys):
    out = tmp_path / "new"
    assert call("repair", folder, str(folder / "events.json"), "-o", str(out), "--lang", "en") == 0

    told = capsys.readouterr().out
    assert f"Order {made.promises[-1].order} is cancelled" in told
    assert sorted(p.name for p in out.iterdir()) == [
        "markers", "plan.json", "plan.xlsx", "report.html", "scenario.json",
    ]  # fmt: skip
    after, book = load((out / "plan.json").read_bytes(), Plan), load((out / "scenario.json").read_bytes(), Scenario)
    assert made.promises[-1].order not in after.promise
    assert {p.order for p in after.promises} == set(book.order)
    assert main(["simulate", str(out / "plan.json"), str(out / "scenario.json"), "--runs", "5"]) == 0


def test_the_bound_that_a_cancelled_order_wears_is_proved_anew(scenario, folder, made, policy, tmp_path):
    gone = OrderCancelled(order="O-2")
    (tmp_path / "events.json").write_bytes(dump_events([gone]))
    assert call("repair", folder, str(tmp_path / "events.json"), "-o", str(tmp_path / "new")) == 0
    after = load((tmp_path / "new" / "plan.json").read_bytes(), Plan)
    worn = repair(scenario, policy, made, [gone]).plan
    fresh, old = ({one.stage: one for one in plan.bounds} for plan in (after, worn))
    assert old["network"].lower_bound_fen < fresh["network"].lower_bound_fen <= fresh["network"].cost_fen
    assert all(fresh[stage] == old[stage] for stage in old if stage != "network")


@pytest.mark.no_cover
def test_what_helps_an_order_that_a_repair_makes_late_is_tried(folder, made, policy, tmp_path):
    hasty = [OrderRushed(order=one.order, due_on=one.ship_on - timedelta(days=1)) for one in made.promises[:2]]
    (tmp_path / "events.json").write_bytes(dump_events(hasty))
    assert call("repair", folder, str(tmp_path / "events.json"), "-o", str(tmp_path / "new")) == 0
    after = load((tmp_path / "new" / "plan.json").read_bytes(), Plan)
    book = load((tmp_path / "new" / "scenario.json").read_bytes(), Scenario)
    assert any(reason.tried for reason in after.reasons)
    assert after == helped(book, policy, after)


@pytest.mark.no_cover
def test_who_gives_the_old_workbook_after_a_repair_is_shown_the_book_beside_the_plan(folder, tmp_path, capsys):
    out = tmp_path / "new"
    assert call("repair", folder, str(folder / "events.json"), "-o", str(out)) == 0
    capsys.readouterr()
    for language, anew in (("en", "plan anew"), ("zh", "重新排产")):
        old = ["simulate", str(out / "plan.json"), str(folder / "book.xlsx"), "--lang", language]
        assert main(old) == 2
        told = capsys.readouterr().err
        assert str(out / "scenario.json") in told
        assert anew not in told
    shutil.copy(folder / "plan.json", tmp_path / "plan.json")
    shutil.copy(out / "scenario.json", tmp_path / "scenario.json")
    assert main(["simulate", str(tmp_path / "plan.json"), str(out / "scenario.json"), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "plan anew" in told  # the book beside this one is of another plan
    assert str(tmp_path / "scenario.json") not in told


@pytest.mark.no_cover
def test_a_repaired_plan_asks_for_its_book_though_all_orders_are_as_before(folder, made, tmp_path, capsys):
    stopped, out = tmp_path / "stopped.json", tmp_path / "new"
    lot = made.lots[0]
    stopped.write_bytes(dump_events([LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on)]))
    assert call("repair", folder, str(stopped), "-o", str(out)) == 0
    capsys.readouterr()
    for command, more in (("repair", [str(stopped), "-o", str(tmp_path / "newer")]), ("simulate", [])):
        old = [command, str(out / "plan.json"), str(folder / "book.xlsx"), *more]
        for language, said in (("en", "was repaired"), ("zh", "修复过的计划")):
            assert main([*old, "--lang", language]) == 2
            told = capsys.readouterr().err
            assert said in told
            assert str(out / "scenario.json") in told
            assert "anew" not in told
            assert "重新排产" not in told


def test_of_a_wholly_other_book_the_differences_are_not_counted(folder, made, scenario, tmp_path):
    many = tuple(replace(scenario.orders[0], number=f"Y-{n}") for n in range(40))
    with pytest.raises(OtherBook) as refused:
        check_same_book(replace(scenario, orders=many), made, folder / "plan.json", tmp_path / "other.xlsx")
    assert "; and many more;" in str(refused.value)
    assert "；另有多处；" in refused.value.chinese


@pytest.mark.no_cover
def test_a_repair_as_json_holds_sentences_and_the_diff(folder, tmp_path, capsys):
    assert call("repair", folder, str(folder / "events.json"), "-o", str(tmp_path / "new"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["sentences"]
    assert told["diff"]["orders"]


@pytest.mark.no_cover
def test_a_plan_is_made_better_or_left_as_it_is(folder, tmp_path, capsys):
    assert call("improve", folder, "-o", str(tmp_path / "new"), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    after = load((tmp_path / "new" / "plan.json").read_bytes(), Plan)
    before = load((folder / "plan.json").read_bytes(), Plan)
    assert after.cost_fen <= before.cost_fen
    assert bool(told["diff"]["orders"]) == (after.cost_fen < before.cost_fen)
    assert told["tight"] == {"days": 2, "orders_before": tight_orders(before), "orders": tight_orders(after)}
    assert call("improve", tmp_path / "new", "-o", str(tmp_path / "newer"), "--lang", "zh", book="scenario.json") == 0
    assert f"距交期不超过 2 天的准时订单：原 {tight_orders(after)} 单" in capsys.readouterr().out


def test_events_on_things_that_are_not_there_are_all_named_and_nothing_is_written(folder, tmp_path, capsys):
    wrong = tmp_path / "wrong.json"
    wrong.write_bytes(dump_events([OrderCancelled(order="X-1"), OrderCancelled(order="X-2")]))
    assert call("repair", folder, str(wrong), "-o", str(tmp_path / "new")) == 2
    told = capsys.readouterr().err
    assert "X-1" in told
    assert "X-2" in told
    assert not (tmp_path / "new").exists()
    assert call("repair", folder, str(tmp_path / "none.json"), "-o", str(tmp_path / "new"), "--lang", "zh") == 2
    assert "无法读取" in capsys.readouterr().err


def test_wrong_events_are_told_by_their_places_and_one_cancelled_twice_by_the_first(folder, made, tmp_path, capsys):
    order, wrong = made.promises[0].order, tmp_path / "wrong.json"
    cancelled = {"kind": "order_cancelled", "order": order}
    wrong.write_text(json.dumps([cancelled, {"kind": "x"}, cancelled, {"kind": "y"}, {**cancelled, "order": "X-9"}]))
    assert call("repair", folder, str(wrong), "-o", str(tmp_path / "new"), "--lang", "en") == 2
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(", event ")[2][0] for line in said] == ["2", "3", "4", "5"]
    assert f"order {order} is cancelled by event 1 already" in said[1]
    assert call("repair", folder, str(wrong), "-o", str(tmp_path / "new"), "--lang", "zh") == 2
    assert f"订单 {order} 已被第 1 个事件取消" in capsys.readouterr().err


def test_a_new_order_is_promised_in_three_ways(folder, capsys):
    assert call("promise", folder, "--lang", "en", book="more.xlsx") == 0
    *told, scope, _ = capsys.readouterr().out.splitlines()
    assert scope.startswith("How sure a way is knows of its own lines only")
    assert told[0].startswith("Order NEW-1")
    assert told[1].startswith("  The cheapest way ships on ")
    assert sum("way" in line for line in told[1:]) == len(told) - 1 <= 3
    assert call("promise", folder, "--json", book="more.xlsx") == 0
    (asked,) = json.loads(capsys.readouterr().out)["promises"]
    first = asked["options"][0]
    assert first["plan_cost_cny"] == pytest.approx(sum(first["plan_costs_cny"].values()))
    assert first["plan_cost_cny"] == pytest.approx(first["own_cost_cny"] + first["others_cost_cny"])
    assert first["own_cost_cny"] > first["plan_costs_cny"]["fabric"] > 0
    assert not {"cost_cny", "costs_cny", "moved_cny"} & first.keys()
    assert "fen" not in json.dumps(asked)
    assert 0 < first["confidence"] <= 1
    assert (
        f" By itself it is {min(first['confidence'], 0.99):.0%}".replace("%", " %") + " sure to be in time" in told[1]
    )
    assert [option["way"] for option in asked["options"]] == ["cheapest", "fastest", "best_quality"]


@pytest.mark.no_cover
def test_a_way_that_is_promised_is_taken_up_as_it_was_told(folder, made, tmp_path, capsys):
    assert call("promise", folder, "--json", book="more.xlsx") == 0
    found = json.loads(capsys.readouterr().out)["promises"][0]["options"]
    for way in found:
        out = tmp_path / way["way"]
        assert call("promise", folder, "--take", f"NEW-1={way['way']}", "-o", str(out), "--json", book="more.xlsx") == 0
        told = json.loads(capsys.readouterr().out)
        assert "NEW-1" in " ".join(told["sentences"])
        after = load((out / "plan.json").read_bytes(), Plan)
        assert after.promise["NEW-1"].ship_on.isoformat() == way["ship_on"]
        assert after.cost_fen - made.cost_fen == round(100 * way["plan_cost_cny"])
    assert main(["simulate", str(out / "plan.json"), str(out / "scenario.json"), "--runs", "2"]) == 0
    capsys.readouterr()
    assert call("promise", folder, "--lang", "en", book="more.xlsx") == 0
    assert "--take NEW-1=cheapest (or fastest, best_quality) and -o NEW/" in capsys.readouterr().out


def test_what_cannot_be_taken_up_is_told_all_at_once(folder, tmp_path, capsys):
    out = tmp_path / "new"
    asked = [
        part for text in ("NEW-1=best", "X-9=fastest", "NEW-1=fastest", "NEW-1=cheapest") for part in ("--take", text)
    ]
    assert call("promise", folder, *asked, "-o", str(out), "--lang", "en", book="more.xlsx") == 2
    told = capsys.readouterr().err
    assert "--take NEW-1=best: write a new order and one of its ways, such as NEW-1=cheapest" in told
    assert "order X-9 is not among the new orders; known are NEW-1" in told
    assert "names order NEW-1 twice" in told
    assert call("promise", folder, "--take", "NEW-1=fastest", "--lang", "zh", book="more.xlsx") == 2
    assert "指定文件夹" in capsys.readouterr().err
    assert call("promise", folder, "-o", str(out), "--lang", "en", book="more.xlsx") == 2
    assert "add --take ORDER=WAY" in capsys.readouterr().err
    assert not out.exists()


def test_orders_that_take_each_others_room_are_not_taken_up_together(folder, made, scenario, tmp_path, capsys):
    alike = [replace(scenario.orders[0], number=f"NEW-{n}", due_on=made.last_on) for n in range(1, 5)]
    write_book(replace(scenario, orders=(*scenario.orders, *alike)), tmp_path / "more.xlsx", "en")
    asked = [part for order in alike for part in ("--take", f"{order.number}=fastest")]
    command = ["promise", str(folder / "plan.json"), str(tmp_path / "more.xlsx"), *asked, "-o", str(tmp_path / "new")]
    assert main([*command, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "as promised; nothing is written. Take up one, then ask for the others" in told
    assert not (tmp_path / "new").exists()


def test_a_promise_without_a_new_order_says_so(folder, capsys):
    assert call("promise", folder, "--lang", "zh") == 2
    assert "请提供含新订单号的订单表" in capsys.readouterr().err


def test_a_plan_played_forward_tells_how_likely_orders_are_in_time(folder, capsys):
    assert call("simulate", folder, "--runs", "20", "--lang", "zh") == 0
    assert "推演 20 次" in capsys.readouterr().out
    assert call("simulate", folder, "--runs", "20", "--json") == 0
    figures = json.loads(capsys.readouterr().out)
    assert 0 <= figures["on_time_percent"] <= 100
    assert len(figures["orders"]) == len(cast.scenario().orders)


def test_another_books_plan_is_refused(folder, scenario, tmp_path, capsys):
    other = tmp_path / "other.xlsx"
    write_book(replace(scenario, orders=scenario.orders[1:]), other, "en")
    assert main(["simulate", str(folder / "plan.json"), str(other)]) == 2
    assert capsys.readouterr().err


def test_a_book_with_errors_stops_every_command(folder, tmp_path, capsys):
    empty = tmp_path / "empty.xlsx"
    empty.write_bytes(b"")
    for command, rest in (
        ("repair", [str(folder / "events.json"), "-o", str(tmp_path / "new")]),
        ("promise", []),
        ("simulate", []),
    ):
        assert main([command, str(folder / "plan.json"), str(empty), *rest]) == 2
    assert capsys.readouterr().err


def test_a_policy_is_chosen_by_name(folder, tmp_path):
    out = tmp_path / "fast"
    swift = ("--nest-days", "0", "--workers", "1", "--policy", "fastest")
    assert main(["plan", str(folder / "book.xlsx"), "-o", str(out), *swift]) == 0
    assert load((out / "plan.json").read_bytes(), Plan).policy == "fastest"


def altered(folder: Path, made: Plan, tmp_path: Path, **more: object) -> Path:
    """The folder's plan with some of it written over by hand."""
    book = read_book(folder / "book.xlsx").scenario
    assert book is not None
    path = tmp_path / "altered.json"
    path.write_bytes(dump(replace(made, fingerprint=fingerprint(book), **more)))
    return path


@pytest.mark.parametrize("command", ["report", "simulate", "promise", "worth", "whatif", "repair", "improve"])
def test_a_plan_file_that_was_written_over_is_refused_as_a_fault_of_the_file(command, folder, made, tmp_path, capsys):
    path = altered(folder, made, tmp_path, costs=replace(made.costs, sewing=-5))
    book = "more.xlsx" if command == "promise" else "book.xlsx"
    more = {"report": ["-o", str(tmp_path / "r.html")], "repair": [str(folder / "events.json"), "-o", str(tmp_path)]}
    more["improve"] = ["-o", str(tmp_path)]
    more["whatif"] = [str(tmp_path / "edits.json")]
    (tmp_path / "edits.json").write_text("[]", encoding="utf-8")
    assert main([command, str(path), str(folder / book), *more.get(command, []), "--lang", "en"]) == 2
    said = capsys.readouterr().err
    assert f"{path} was altered and does not hold together" in said
    assert "cost of sewing: -5 fen by the plan" in said


def test_a_plan_without_its_lots_is_refused_in_chinese(folder, made, tmp_path, capsys):
    path = altered(folder, made, tmp_path, lots=())
    assert main(["simulate", str(path), str(folder / "book.xlsx"), "--lang", "zh"]) == 2
    assert f"{path} 被改动过，内容不能自洽" in capsys.readouterr().err


def test_all_that_is_wrong_with_events_is_told_at_once_each_with_its_file(folder, tmp_path, capsys):
    path = tmp_path / "wrong.json"
    path.write_text(
        """[{"kind": "order_cancelled", "order": "X-1"}, {"kind": "bogus"}, {"kind": "order_cancelled", "ordre": "X"},
        {"kind": "attendance_fell", "line": "L", "share": "half", "first_on": 5, "last_on": null}]""",
        encoding="utf-8",
    )
    assert call("repair", folder, str(path), "-o", str(tmp_path / "new"), "--json", "--lang", "en") == 2
    errors = json.loads(capsys.readouterr().out)["errors"]
    assert [error["file"] for error in errors] == [str(path)] * 4
    said = "\n".join(error["found"] for error in errors)
    assert "event 2: its kind is bogus" in said
    assert "event 3: not known here: ordre; choose among order; order is missing" in said
    assert "share is a text; write a number; first_on is a whole number" in said
    assert "event 1, order_cancelled: order X-1 is not in the order book; known are" in said


def test_events_that_cannot_all_be_so_are_named_with_their_file_and_places(folder, made, tmp_path, capsys):
    lot = next(lot for lot in made.lots if len(lot.days) > 1)
    stood = LineStopped(line=lot.line, first_on=lot.start_on, last_on=lot.start_on)
    done = OutputBehind(lot=lot.id, on=lot.start_on, pieces_done=lot.days[0].pieces - 1)
    path = tmp_path / "clash.json"
    path.write_bytes(dump_events([OrderCancelled(order=_other(made, lot)), stood, done]))
    command = ["repair", folder, str(path), "-o", str(tmp_path / "new")]
    assert call(*command, "--json", "--lang", "en") == 2
    (error,) = json.loads(capsys.readouterr().out)["errors"]
    assert error["file"] == str(path)
    assert "event 2 (line_stopped) and event 3 (output_behind): " in error["found"]
    assert call(*command, "--lang", "zh") == 2
    assert f"{path}：第 2 个事件（line_stopped）、第 3 个事件（output_behind）：派工单" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def _other(made: Plan, lot: Lot) -> str:
    """An order that no lot of a lot's line is of."""
    there = {one.order for one in made.lots if one.line == lot.line}
    return next(promise.order for promise in made.promises if promise.order not in there)


def test_an_order_that_cannot_be_promised_names_its_cell(folder, scenario, tmp_path, capsys):
    far = replace(scenario.orders[0], number="NEW-2", due_on=scenario.orders[0].due_on.replace(year=2190))
    write_book(replace(scenario, orders=(*scenario.orders, far)), tmp_path / "far.xlsx", "en")
    asked = [str(folder / "plan.json"), str(tmp_path / "far.xlsx"), "--lang", "en"]
    assert main(["promise", *asked]) == 2
    said = capsys.readouterr().err
    assert "far.xlsx, sheet Orders, cell I11: found 2190-12-14; expected a day up to 2028-11-22" in said
    assert "event" not in said


def test_an_order_that_nobody_can_supply_keeps_no_other_from_being_promised(folder, scenario, tmp_path, capsys):
    first = scenario.orders[0]
    more = replace(first, number="NEW-1")
    huge = replace(first, number="NEW-2", quantities=tuple(replace(q, pieces=400_000) for q in first.quantities))
    write_book(replace(scenario, orders=(*scenario.orders, more, huge)), tmp_path / "two.xlsx", "en")
    asked = [str(folder / "plan.json"), str(tmp_path / "two.xlsx"), "--lang", "en"]
    assert main(["promise", *asked]) == 1
    told = capsys.readouterr()
    assert "Order NEW-1" in told.out
    assert "NEW-2" in told.err
    assert main(["promise", *asked, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [one["order"] for one in found["promises"]] == ["NEW-1"]
    (impossible,) = found["impossible"]
    assert (impossible["order"], bool(impossible["why"])) == ("NEW-2", True)


def test_a_report_made_again_can_be_told_as_json(folder, tmp_path, capsys):
    out = tmp_path / "r.html"
    assert call("report", folder, "-o", str(out), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"files": [str(out)]}


def _named(made, order, line, told_on, **facts):
    """The plan with a remedy for an order that names a line, as if it had been tried."""
    due_on = made.promise[order].due_on.isoformat()
    facts |= {"order": order, "lines": line, "ship_on": told_on.isoformat(), "due_on": due_on}
    facts |= {"factories": "F", "extra_fen": 0, "late_fen": 0}
    remedy = Remedy(Help.OTHER_LINE if "lots" in facts else Help.OVERTIME, facts, tried=True)
    slow = {"other_orders": 0, "line": line, "factory": "F", "start_on": told_on.isoformat(), "sew_days": 9}
    why = Reason(order=order, cause=Cause.QUEUE, facts={**slow, "free_days": 3, "pieces": 9}, remedies=(remedy,))
    return replace(made, reasons=(why,))


def _earlier_elsewhere(made, scenario, policy):
    """A lot that another line makes sooner, with that line: its order then ships earlier."""
    for lot in made.lots:
        category = scenario.style[scenario.order[lot.order].style].category
        for line in (one.code for one in scenario.lines if one.code != lot.line and one.level(category) > 0):
            by_on = lot.end_on - timedelta(days=1)
            found = repair(scenario, policy, made, [LotGiven(lot=lot.id, line=line, by_on=by_on, may_move=True)]).plan
            others = all(one.late_days <= max(0, made.promise[one.order].late_days) for one in found.promises)
            if others and found.promise[lot.order].ship_on < made.promise[lot.order].ship_on:
                return lot, line
    raise AssertionError("no lot is sooner elsewhere")


@pytest.mark.no_cover
def test_what_would_help_an_order_is_done_as_the_plan_names_it(folder, made, scenario, policy, tmp_path, capsys):
    lot, line = _earlier_elsewhere(made, scenario, policy)
    by_on = (lot.end_on - timedelta(days=1)).isoformat()
    told = _named(made, lot.order, line, made.first_on, lots=lot.id, pieces=lot.pieces, by_on=by_on)
    (tmp_path / "plan.json").write_bytes(dump(told))
    command = ["repair", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), "-o", str(tmp_path / "new")]
    other = next(promise for promise in made.promises if promise.order != lot.order and promise.late_days <= 0)

    assert main([*command, "--take-up", lot.order, "--lang", "en"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert f"Late orders: {len(made.late)} before" in said[1]
    assert f"not on {day_words(made.first_on, 'en')} as the plan says of this measure" in said[2]
    assert any(f"{lot.pieces:,} pieces moved from {lot.line} to {line}" in line_ for line_ in said)
    assert load((tmp_path / "new" / "plan.json").read_bytes(), Plan).lot[lot.id].line == line

    later = {"kind": "order_rushed", "order": other.order, "due_on": (other.due_on + timedelta(days=1)).isoformat()}
    (tmp_path / "events.json").write_text(json.dumps([later]), encoding="utf-8")
    events = [*command[:3], str(tmp_path / "events.json"), *command[3:-1], str(tmp_path / "both")]
    assert main([*events, "--take-up", lot.order, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "单独采用该办法" in found["sentences"][2] or "by this measure alone" in found["sentences"][2]
    assert found["late"]["orders_before"] == len(made.late)
    assert 0 <= found["late"]["on_time_percent"] <= 100

    asked = ["--take-up", "X-1", "--take-up", lot.order, "--take-up", other.order]
    assert main([*command[:-1], str(tmp_path / "newer"), *asked, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert "order X-1 is not in the plan" in told
    assert f"order {other.order} is not late: it ships on {other.ship_on}" in told
    assert not (tmp_path / "newer").exists()


def test_of_several_orders_those_are_named_that_can_be_helped(folder, made, scenario, policy, tmp_path, capsys):
    lot, line = _earlier_elsewhere(made, scenario, policy)
    by_on = (lot.end_on - timedelta(days=1)).isoformat()
    told = _named(made, lot.order, line, made.first_on, lots=lot.id, pieces=lot.pieces, by_on=by_on)
    touched = {one.order for one in made.lots if one.line in (lot.line, line)}
    vain = next(promise for promise in made.promises if promise.order not in touched)
    there = next(one.line for one in made.lots if one.order == vain.order)
    day = made.first_on.isoformat()
    none = _named(made, vain.order, there, made.first_on, hours_a_day=0.1, line_hours=1.0, from_on=day, by_on=day)
    (tmp_path / "plan.json").write_bytes(dump(replace(told, reasons=(*told.reasons, *none.reasons))))
    command = ["repair", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), "-o", str(tmp_path / "new")]
    asked = ["--take-up", vain.order, "--take-up", lot.order]
    for language, said in (("en", "without the others it goes: "), ("zh", "去掉其余订单即可采用：")):
        assert main([*command, *asked, "--lang", language]) == 2
        assert f"{said}--take-up {lot.order}" in capsys.readouterr().err.splitlines()[-1]
    assert not (tmp_path / "new").exists()


def test_after_a_change_the_cheapest_helps_are_told_with_the_command_that_does_them(made, tmp_path):
    plans = [
        _named(made, promise.order, made.lots[0].line, promise.ship_on, lots=made.lots[0].id, pieces=9 + at)
        for at, promise in enumerate(made.promises[:4])
    ]
    dear = [
        replace(one.reasons[0].remedies[0], facts={**one.reasons[0].remedies[0].facts, "extra_fen": -at})
        for at, one in enumerate(plans)
    ]
    reasons = []
    for one, remedy in zip(plans, dear, strict=True):
        order = one.reasons[0].order
        remedy.facts["lots"] = f"{order}/1"
        reasons.append(replace(one.reasons[0], remedies=(remedy,)))
    told = help_sentences(replace(made, reasons=tuple(reasons)), "en", tmp_path / "a b")
    assert [text.split(" ")[1] for text in told[:3]] == ["12", "11", "10"]
    assert told[3] == (
        f"To do so: interlock repair '{tmp_path}/a b/plan.json' '{tmp_path}/a b/scenario.json' "
        f"--take-up {made.promises[3].order} -o NEW/ (again for more orders)."
    )
    assert help_sentences(replace(made, reasons=()), "zh", tmp_path) == ()


def test_what_helps_an_order_no_more_is_refused(folder, made, tmp_path, capsys):
    late = next(promise for promise in made.promises if promise.ship_on > made.first_on)
    line = next(lot.line for lot in made.lots if lot.order == late.order)
    on = made.first_on.isoformat()
    plan = _named(made, late.order, line, made.first_on, hours_a_day=0.1, line_hours=1.0, from_on=on, by_on=on)
    (tmp_path / "plan.json").write_bytes(dump(plan))
    command = ["repair", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), "-o", str(tmp_path / "new")]
    assert main([*command, "--take-up", late.order, "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert f"does not help order {late.order}" in told
    assert "interlock improve" in told
    assert not (tmp_path / "new").exists()


def test_a_repair_without_events_says_what_to_give(folder, tmp_path, capsys):
    assert call("repair", folder, "-o", str(tmp_path / "new"), "--lang", "en") == 2
    assert "give a file of events, or --take-up" in capsys.readouterr().err
