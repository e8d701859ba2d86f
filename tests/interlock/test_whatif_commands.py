"""Commands that ask what if: whatif, worth; and what a plan's commands say of an edited book."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from interlock.cli import main
from interlock.errors import InvalidModel
from interlock.model import Plan, Scenario, dump, fingerprint, load
from interlock.whatif import (
    AddLine,
    ChangeOrder,
    CloseLine,
    DropOrder,
    EarlierMaterial,
    Overtime,
    as_events,
    dump_edits,
)
from interlock.workbook import read_book, write_book


@pytest.fixture(scope="module")
def folder(scenario: Scenario, made: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book, its plan, and edits in one folder."""
    place = tmp_path_factory.mktemp("what_if")
    write_book(scenario, place / "book.xlsx", "en")
    book = read_book(place / "book.xlsx").scenario
    assert book is not None
    (place / "plan.json").write_bytes(dump(replace(made, fingerprint=fingerprint(book))))
    line = scenario.lines[0]
    new = AddLine(
        code="NEW-L", factory=line.factory, operators=20, skills=line.skills, price_fen_per_min=line.price_fen_per_min
    )
    (place / "line.json").write_bytes(dump_edits([new]))
    number = made.promises[0].order
    kept = [CloseLine(line=line.code), ChangeOrder(order=number, due_on=made.promises[0].due_on + timedelta(days=3))]
    (place / "closed.json").write_bytes(dump_edits([*kept, DropOrder(order=made.promises[-1].order)]))
    return place


def call(command: str, folder: Path, *arguments: str, book: str = "book.xlsx") -> int:
    return main([command, str(folder / "plan.json"), str(folder / book), *arguments])


def test_a_what_if_stands_beside_the_plan_as_it_is(folder, capsys):
    assert call("whatif", folder, str(folder / "line.json"), "--lang", "en") == 0
    told = capsys.readouterr().out
    assert re.search(r"Scenario +As it is +line\n", told)
    assert re.search(r"Cost .*CNY .*CNY\n", told)
    assert "planned afresh" in told
    assert "differ in dates, lateness and makers of single orders already" in told


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_small_change_is_told_beside_what_another_search_changes(folder, made, tmp_path, capsys, language):
    late = tmp_path / "late.json"
    order = made.promises[0]
    late.write_bytes(dump_edits([ChangeOrder(order=order.order, due_on=order.due_on + timedelta(days=1))]))
    assert call("whatif", folder, str(late), "--lang", language) == 0
    told = capsys.readouterr().out
    number = r"[\d,.]+"
    said = {
        "en": rf"differs by .*CNY and by {number} days? late in all; {number} orders? newly late and {number} orders? "
        rf"no longer, and {number} orders? planned otherwise",
        "zh": rf"总成本相差 .*元，延误合计相差 {number} 天，{number} .*新延误，{number} .*不再延误，"
        rf"{number} .*安排不同",
    }
    assert re.search(said[language], told)


@pytest.mark.no_cover
def test_a_repaired_what_if_is_written_with_its_scenario_and_told_in_chinese(folder, made, tmp_path, capsys):
    out = tmp_path / "new"
    asked = [str(folder / "closed.json"), "--repair", "-o", str(out), "--lang", "zh"]
    assert call("whatif", folder, *asked) in (0, 1)
    told = capsys.readouterr().out
    assert "现状" in told
    assert "在原计划上以最小改动实现" in told
    after = load((out / "plan.json").read_bytes(), Plan)
    assert made.promises[-1].order not in after.promise
    assert after.fingerprint == fingerprint(load((out / "scenario.json").read_bytes(), Scenario))


def test_a_what_if_as_json_holds_figures_sentences_and_the_comparison(folder, capsys):
    assert call("whatif", folder, str(folder / "closed.json"), "--repair", "--json") == 0
    base, other = json.loads(capsys.readouterr().out)["scenarios"]
    assert (base["name"], other["name"]) == ("base", "closed")
    assert base["comparison"] is None
    assert other["sentences"]
    assert other["comparison"]["orders_after"] == other["comparison"]["orders_before"] - 1


def test_what_only_a_new_plan_can_take_up_is_refused_in_a_repair(folder, scenario, tmp_path, capsys):
    early = tmp_path / "early.json"
    early.write_text('[{"kind": "drop_order", "order": "none"}]', encoding="utf-8")
    assert call("whatif", folder, str(folder / "line.json"), "--repair", "--lang", "zh") == 2
    assert "line.json：第 1 项改动（add_line）：不能用修复来实现" in capsys.readouterr().err
    assert call("whatif", folder, str(early), "--lang", "zh") == 2
    assert f"{early}：第 1 项改动（drop_order）：工作簿中没有订单 none" in capsys.readouterr().err


@pytest.mark.no_cover
def test_bottlenecks_and_the_predicted_and_checked_worth_of_a_line_are_told(folder, capsys):
    assert call("worth", folder, "--lang", "en") == 0
    assert capsys.readouterr().out.strip()
    assert call("worth", folder, str(folder / "line.json"), "--verify", "--lang", "zh") == 0
    told = capsys.readouterr().out
    assert "新产线 NEW-L" in told
    assert "从多个起点重新派工" in told
    assert call("worth", folder, str(folder / "line.json"), "--json") == 0
    (edit,) = json.loads(capsys.readouterr().out)["edits"]
    assert edit["predicted_cny"] <= edit["relaxed_cny"] <= edit["clearing_cny"] <= edit["at_prices_cny"]


def test_bottlenecks_of_a_plan_that_was_kept_are_counted_as_they_are_now(folder, made, tmp_path, capsys):
    told = []
    for plan in (made, replace(made, bottlenecks=())):
        (tmp_path / "plan.json").write_bytes(dump(plan))
        assert main(["worth", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), "--json"]) == 0
        told.append(json.loads(capsys.readouterr().out)["bottlenecks"])
    assert told[0] == told[1] != []


def test_edits_of_orders_have_no_worth_as_capacity(folder, capsys):
    assert call("worth", folder, str(folder / "closed.json"), "--lang", "zh") == 2
    assert "改的不是产能网络" in capsys.readouterr().err


def test_the_book_of_a_plan_is_known_by_its_fingerprint(folder, scenario, made, tmp_path, capsys):
    assert call("simulate", folder, "--runs", "3", "--lang", "en") == 0
    assert capsys.readouterr().err == ""
    dearer = tuple(replace(line, price_fen_per_min=line.price_fen_per_min + 1) for line in scenario.lines)
    write_book(replace(scenario, lines=dearer), folder / "dearer.xlsx", "en")
    assert call("simulate", folder, "--runs", "3", "--lang", "zh", book="dearer.xlsx") == 0
    assert "之后有改动" in capsys.readouterr().err


@pytest.mark.no_cover
def test_a_repair_warns_of_an_edited_book_and_keeps_to_the_plan(folder, scenario, made, tmp_path, capsys):
    first, *rest = scenario.orders
    later = replace(first, due_on=first.due_on + timedelta(days=5))
    new = replace(first, number="NEW-9")
    write_book(replace(scenario, orders=(later, *rest, new)), folder / "edited.xlsx", "en")
    nothing = tmp_path / "nothing.json"
    nothing.write_text("[]", encoding="utf-8")
    out = tmp_path / "kept"
    assert call("repair", folder, str(nothing), "-o", str(out), "--lang", "en", book="edited.xlsx") in (0, 1)
    told = capsys.readouterr()
    assert f"order {first.number} is due" in told.err
    assert "order NEW-9 is not in the plan" in told.err
    assert "Nothing changes." in told.out
    assert load((out / "plan.json").read_bytes(), Plan).promise[first.number].due_on == first.due_on
    assert call("simulate", folder, "--runs", "3", book="edited.xlsx") == 2


def test_a_repair_refuses_a_book_without_what_the_plan_names(folder, scenario, tmp_path, capsys):
    write_book(replace(scenario, orders=scenario.orders[1:]), folder / "fewer.xlsx", "en")
    nothing = tmp_path / "nothing.json"
    nothing.write_text("[]", encoding="utf-8")
    assert call("repair", folder, str(nothing), "-o", str(tmp_path / "no"), "--lang", "zh", book="fewer.xlsx") == 2
    assert f"工作簿中没有订单 {scenario.orders[0].number}" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()


def test_new_orders_are_promised_on_a_repaired_scenario_too(folder, scenario, made, tmp_path, capsys):
    # In a place of its own: a plan with a scenario beside it is one that was repaired.
    (tmp_path / "plan.json").write_bytes((folder / "plan.json").read_bytes())
    (tmp_path / "scenario.json").write_bytes(dump(scenario))
    size = scenario.orders[0].quantities[0]
    due_on = scenario.orders[0].due_on + timedelta(days=14)
    sheet = tmp_path / "more.csv"
    sheet.write_text(
        f"order,customer,style,due date,colour,size,quantity\nNEW-3,A,{scenario.orders[0].style},{due_on},"
        f"{size.colour},{size.size},{size.pieces}\n",
        encoding="utf-8",
    )
    assert call("promise", tmp_path, str(sheet), "--lang", "en", book="scenario.json") == 0
    assert capsys.readouterr().out.startswith("Order NEW-3")


def test_material_that_comes_earlier_is_no_event(scenario, made):
    supplied = next((o for o in scenario.orders if o.material_ready_on), None)
    if supplied is None:
        number, ready_on = scenario.orders[0].number, scenario.today
        scenario = replace(
            scenario, orders=(replace(scenario.orders[0], material_ready_on=ready_on), *scenario.orders[1:])
        )
    else:
        number = supplied.number
    early = EarlierMaterial(order=number, ready_on=made.promise[number].material_on - timedelta(days=1))
    with pytest.raises(InvalidModel, match="a repair cannot take it up"):
        as_events(scenario, made, [early])
    late = replace(early, ready_on=made.promise[number].material_on + timedelta(days=2))
    assert [event.ready_on for event in as_events(scenario, made, [late])] == [late.ready_on]


def test_there_is_nothing_to_verify_without_edits(folder: Path, capsys: pytest.CaptureFixture[str]):
    assert call("worth", folder, "--verify", "--lang", "en") == 2
    assert "name a file of edits" in capsys.readouterr().err


def test_overtime_happens_to_a_plan_line_by_line_within_the_law(scenario, made):
    factory = scenario.lines[0].factory
    days = {"first_on": made.first_on, "last_on": made.first_on + timedelta(days=5)}
    events = as_events(scenario, made, [Overtime(share=0.2, factory=factory, **days)])
    assert {event.line for event in events} == {line.code for line in scenario.lines_of[factory]}
    assert all(event.hours * 60 == pytest.approx(0.2 * scenario.line[event.line].minutes_per_day) for event in events)
    with pytest.raises(InvalidModel, match="between 0 and 3"):
        as_events(scenario, made, [Overtime(share=0.5, factory=factory, **days)])
