"""The day that a plan is on: told by its user or by what is told of the floor, remembered, and never planned before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from interlock.cli import main
from interlock.errors import InvalidModel
from interlock.explain.figures import day_words
from interlock.laws import breaches
from interlock.model import (
    Lot,
    LotDay,
    LotDeclined,
    LotRejected,
    MaterialLate,
    Order,
    OrderAdded,
    OrderCancelled,
    OrderRushed,
    OutputBehind,
    Plan,
    Quantity,
    Scenario,
    check_events,
    dump,
    dump_events,
    load,
    order_problems,
)
from interlock.repair import diff_sentences, repair
from interlock.units import cny
from interlock.whatif import CloseLine, DropOrder, MoreFinishing, Overtime, dump_edits
from interlock.workbook import write_book

ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def folder(scenario: Scenario, made: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book, the same with one more order, and the plan."""
    place = tmp_path_factory.mktemp("planned")
    write_book(scenario, place / "book.xlsx", "en")
    write_book(replace(scenario, orders=(*scenario.orders, _more(scenario))), place / "more.xlsx", "en")
    (place / "plan.json").write_bytes(dump(made))
    return place


def _more(scenario: Scenario) -> Order:
    return replace(scenario.orders[0], number="NEW-1", due_on=scenario.orders[0].due_on + timedelta(days=14))


def _write(folder: Path, *events: object) -> str:
    (folder / "events.json").write_bytes(dump_events(events))  # type: ignore[arg-type]
    return str(folder / "events.json")


def _plan(folder: Path) -> Plan:
    return load((folder / "plan.json").read_bytes(), Plan)


def _days(plan: Plan, until: date) -> Mapping[str, list[LotDay]]:
    """What lots do on days before one."""
    found = {lot.id: [day for day in lot.days if day.on < until] for lot in plan.lots}
    return {name: days for name, days in found.items() if days}


def _rejected(made: Plan, on: date) -> LotRejected:
    due = (lot for lot in made.lots if made.promise[lot.order].due_on > on)
    lot = min(due, key=lambda lot: (lot.end_on, lot.id))
    first = lot.quantities[0]
    return LotRejected(lot=lot.id, quantities=(Quantity(first.colour, first.size, 1),), on=on)


def test_a_new_order_is_planned_on_days_that_are_not_over(folder: Path, made: Plan, tmp_path: Path, capsys):
    today = made.first_on + timedelta(days=20)
    command = ["promise", str(folder / "plan.json"), str(folder / "more.xlsx"), "--json"]
    assert main(command) == 0
    free = json.loads(capsys.readouterr().out)["promises"][0]["options"]
    assert min(way["ship_on"] for way in free) <= today.isoformat()
    assert main([*command, "--today", today.isoformat()]) == 0
    for way in json.loads(capsys.readouterr().out)["promises"][0]["options"]:
        why = way["why"]
        assert min(why["cut_on"], why["sew_first_on"], way["ship_on"]) >= today.isoformat()
        assert why["material_on"] > today.isoformat()


@pytest.mark.no_cover
def test_what_is_done_on_a_day_is_told_once_it_is_over(folder: Path, made: Plan, tmp_path: Path, capsys):
    on = made.first_on + timedelta(days=14)
    command = ["repair", str(folder / "plan.json"), str(folder / "book.xlsx"), _write(tmp_path, _rejected(made, on))]
    for language, said in (
        ("en", f"done on {day_words(on, 'en')}: days up to it are over"),
        ("zh", "截至当天各天已过"),
    ):
        assert main([*command, "-o", str(tmp_path / "new"), "--lang", language]) == 0
        assert said in capsys.readouterr().out
    after = _plan(tmp_path / "new")
    assert after.as_of == on + ONE_DAY
    again = next(lot for lot in after.lots if lot.order not in made.promise)
    assert again.start_on > on
    assert min(lay.cut_on for lay in after.lays if lay.order == again.order) > on
    assert all(bought.order_on > on for bought in after.purchases if bought.shares[0].order == again.order)
    assert _days(after, on + ONE_DAY) == _days(made, on + ONE_DAY)


@pytest.mark.no_cover
def test_a_plan_remembers_its_day_and_never_goes_back(folder: Path, made: Plan, tmp_path: Path, capsys):
    today, new = made.first_on + timedelta(days=9), tmp_path / "new"
    given = [str(folder / "plan.json"), str(folder / "book.xlsx"), "-o", str(new), "--today", today.isoformat()]
    assert main(["improve", *given, "--lang", "en"]) == 0
    assert _plan(new).as_of == today
    assert _days(_plan(new), today) == _days(made, today)
    kept = ["improve", str(new / "plan.json"), str(folder / "book.xlsx"), "-o", str(tmp_path / "newer"), "--json"]
    assert main(kept) == 0
    assert _plan(tmp_path / "newer").as_of == today
    capsys.readouterr()
    wrong = {today - ONE_DAY: "are over by", made.last_on + ONE_DAY: "plan anew"}
    for day, said in wrong.items():
        assert main([*kept[:-1], "--today", day.isoformat(), "--lang", "en"]) == 2
        told = capsys.readouterr().err
        assert said in told
        assert len(told.splitlines()) == 1
    early = (made.made_on - ONE_DAY).isoformat()
    assert main(["promise", *given[:2], "--today", early, "--lang", "zh"]) == 2
    assert f"是 {made.made_on} 排的" in capsys.readouterr().err
    assert main(["promise", *given[:2], "--today", "soon", "--lang", "en"]) == 2
    assert "not a date" in capsys.readouterr().err


def test_what_was_begun_on_days_that_are_over_cannot_be_given_away(folder: Path, made: Plan, tmp_path: Path, capsys):
    lot = min(made.lots, key=lambda lot: (lot.start_on, lot.id))
    today = lot.start_on + ONE_DAY
    given = {"kind": "lot_given", "lot": lot.id, "line": "X"}
    fewer = {
        "kind": "quantity_changed",
        "order": lot.order,
        "quantities": [{"colour": "white", "size": "M", "pieces": 1}],
    }
    (tmp_path / "events.json").write_text(json.dumps([given, fewer]), encoding="utf-8")
    command = ["repair", str(folder / "plan.json"), str(folder / "book.xlsx"), str(tmp_path / "events.json")]
    assert main([*command, "-o", str(tmp_path / "new"), "--today", today.isoformat(), "--lang", "en"]) == 2
    told = capsys.readouterr().err
    assert f"is begun on {lot.start_on}, and days before {today} are over" in told
    assert "what is cut cannot become less: leave it as it is" in told
    assert "freeze" not in told


@pytest.mark.no_cover
@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_has_shipped_is_neither_cancelled_nor_rushed(language, folder: Path, made: Plan, tmp_path: Path, capsys):
    first = min(made.promises, key=lambda one: one.ship_on)
    today = first.ship_on + ONE_DAY
    happened = OrderCancelled(order=first.order), OrderRushed(order=first.order, due_on=today)
    command = ["repair", str(folder / "plan.json"), str(folder / "book.xlsx"), _write(tmp_path, *happened)]
    given = ["-o", str(tmp_path / "new"), "--lang", language]
    assert main([*command, *given, "--today", today.isoformat()]) == 2
    told = capsys.readouterr().err.splitlines()
    said = {"en": f"order {first.order} shipped on {first.ship_on}", "zh": f"订单 {first.order} 已于 {first.ship_on}"}
    assert [said[language] in line for line in told] == [True, True]
    assert not (tmp_path / "new").exists()
    _write(tmp_path, happened[0])
    assert main([*command, *given, "--today", first.ship_on.isoformat()]) == 0


def test_no_order_comes_to_be_due_on_a_day_that_is_over(scenario: Scenario, made: Plan):
    today = made.first_on + 9 * ONE_DAY
    standing = replace(made, as_of=today)
    late = max(made.promises, key=lambda one: one.ship_on)
    wished = replace(_more(scenario), due_on=today - ONE_DAY)
    with pytest.raises(InvalidModel) as refused:
        check_events(
            scenario, standing, [OrderRushed(order=late.order, due_on=wished.due_on), OrderAdded(order=wished)]
        )
    for problem in (*refused.value.problems, *order_problems(scenario, standing, wished)):
        assert f"cannot be due on {wished.due_on}; give a day from {today} to" in problem
    assert len(refused.value.problems) == 2
    check_events(scenario, standing, [OrderRushed(order=late.order, due_on=today)])


def test_the_rest_of_a_lot_goes_on_when_days_are_over_no_sooner(scenario: Scenario, policy, made: Plan):
    from interlock.repair import repair

    lot = max(made.lots, key=lambda lot: (len(lot.days), lot.id))
    on, today = lot.start_on, lot.start_on + timedelta(days=5)
    behind = OutputBehind(lot=lot.id, on=on, pieces_done=0)
    after = repair(scenario, policy, replace(made, as_of=today), [behind]).plan
    assert min(day.on for day in after.lot[lot.id].days) >= today
    assert after.as_of == today


def test_a_day_outside_the_plan_breaks_a_law(scenario: Scenario, policy, made: Plan):
    for day in (made.made_on - ONE_DAY, made.last_on + ONE_DAY):
        assert any(
            f"days before {day} are said to be over" in told
            for told in breaches(scenario, policy, replace(made, as_of=day))
        )
    assert not list(breaches(scenario, policy, replace(made, as_of=made.last_on)))


def _begun(made: Plan) -> tuple[Lot, date]:
    """A lot of several days, and a day before its last: its first days are over then."""
    lot = next(lot for lot in made.lots if len(lot.days) > 1)
    return lot, lot.end_on


def test_what_is_cut_or_begun_on_days_that_are_over_stays_so(scenario: Scenario, policy, made: Plan):
    lot, today = _begun(made)
    standing = replace(made, as_of=today)
    late = MaterialLate(order=lot.order, ready_on=today + ONE_DAY)
    with pytest.raises(InvalidModel, match=f"order {lot.order} is cut since .* its material was there"):
        repair(scenario, policy, standing, [late])
    with pytest.raises(InvalidModel, match=f"lot {lot.id} is begun on .* it was not declined"):
        repair(scenario, policy, standing, [LotDeclined(lot=lot.id)])


def test_a_factory_keeps_what_it_has_begun_of_an_order_that_it_declines(scenario: Scenario, policy, made: Plan):
    by_house: dict[tuple[str, str], list[Lot]] = {}
    for lot in made.lots:
        by_house.setdefault((lot.order, lot.factory), []).append(lot)
    mine = next(lots for lots in by_house.values() if len({lot.start_on for lot in lots}) > 1)
    first, last = min(mine, key=lambda lot: lot.start_on), max(mine, key=lambda lot: lot.start_on)
    after = repair(scenario, policy, replace(made, as_of=last.start_on), [LotDeclined(lot=last.id)]).plan
    assert (after.lot[first.id].factory, after.lot[first.id].start_on) == (first.factory, first.start_on)
    assert last.id not in after.lot or after.lot[last.id].factory != last.factory


def test_an_order_that_is_cancelled_gives_no_day_back_that_is_over(scenario: Scenario, policy, made: Plan):
    lot, today = _begun(made)
    done = repair(scenario, policy, replace(made, as_of=today), [OrderCancelled(order=lot.order)])
    told = diff_sentences(done.diff, "en")[1]
    sewn = sum(day.pieces for one in made.lots if one.order == lot.order for day in one.days if day.on < today)
    assert f"Of these {sewn:,} pieces are sewn already" in told
    assert "need not be bought" not in told
    for one in made.lots:
        if one.order != lot.order:
            before = sum(day.pieces for day in one.days if day.on < today)
            assert sum(day.pieces for day in done.plan.lot[one.id].days if day.on < today) <= before


def test_a_lot_may_be_behind_after_the_day_on_which_it_was_to_end(scenario: Scenario, policy, made: Plan):
    lot = max(made.lots, key=lambda one: (one.pieces, one.id))
    on = lot.end_on + ONE_DAY
    after = repair(scenario, policy, made, [OutputBehind(lot=lot.id, on=on, pieces_done=lot.pieces - 10)]).plan
    assert after.lot[lot.id].pieces == lot.pieces - 10
    (rest,) = (one for one in after.lots if one.id not in made.lot)
    assert rest.pieces == 10
    assert rest.start_on > on


@pytest.mark.no_cover
def test_a_what_if_keeps_a_plan_whose_days_are_over_in_part(folder: Path, made: Plan, tmp_path: Path, capsys):
    today = made.first_on + 12 * ONE_DAY
    (tmp_path / "plan.json").write_bytes(dump(replace(made, as_of=today)))
    line = min(made.lots, key=lambda lot: lot.start_on).line
    closed = [CloseLine(line=line), DropOrder(order=max(made.promises, key=lambda one: one.ship_on).order)]
    (tmp_path / "edits.json").write_bytes(dump_edits(closed))
    command = ["whatif", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), str(tmp_path / "edits.json")]
    assert main([*command, "-o", str(tmp_path / "out"), "--lang", "en"]) in (0, 1)
    assert f"Days of the plan before {today} are over, so it is not planned afresh" in capsys.readouterr().out
    after = _plan(tmp_path / "out")
    assert after.as_of == today
    dropped = {lot.id for lot in made.lots if lot.order == closed[1].order}
    assert {name: days for name, days in _days(made, today).items() if name not in dropped} == _days(after, today)
    assert not [day for lot in after.lots if lot.line == line for day in lot.days if day.on >= today]
    assert main([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["repaired"], told["as_of"]) == (True, today.isoformat())
    assert told["scenarios"][0]["cost_cny"] == cny(made.cost_fen)


def test_a_what_if_that_would_plan_days_that_are_over_is_refused_by_its_place(
    folder: Path, made: Plan, tmp_path: Path, capsys
):
    today = made.first_on + 12 * ONE_DAY
    (tmp_path / "plan.json").write_bytes(dump(replace(made, as_of=today)))
    line = made.lots[0].line
    gone = Overtime(line=line, share=0.2, first_on=made.first_on, last_on=today - ONE_DAY)
    edits = [MoreFinishing(factory=made.lots[0].factory, minutes_per_day=60), gone]
    (tmp_path / "edits.json").write_bytes(dump_edits(edits))
    command = ["whatif", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), str(tmp_path / "edits.json")]
    assert main([*command, "--lang", "en"]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert f"{tmp_path / 'edits.json'}, edit 1 (more_finishing): a repair cannot take it up" in first
    assert f"before {today} are over" in first
    assert f"edit 2 (overtime): its days end on {gone.last_on}" in second


def test_a_plan_is_played_from_its_day_on(folder: Path, made: Plan, tmp_path: Path, capsys):
    today = made.first_on + 12 * ONE_DAY
    (tmp_path / "plan.json").write_bytes(dump(replace(made, as_of=today)))
    command = ["simulate", str(tmp_path / "plan.json"), str(folder / "book.xlsx"), "--runs", "5"]
    for language, said in (("en", f"those from {today} on played 5 times"), ("zh", f"从 {today} 起推演 5 次")):
        assert main([*command, "--lang", language]) == 0
        assert said in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["from_on"] == today.isoformat()


def test_a_report_is_of_the_day_that_is_told(folder: Path, made: Plan, tmp_path: Path, capsys):
    today = made.first_on + 12 * ONE_DAY
    command = ["report", str(folder / "plan.json"), str(folder / "book.xlsx"), "-o", str(tmp_path / "report.html")]
    assert main([*command, "--today", today.isoformat()]) == 0
    assert f'"today":{(today - made.made_on).days},' in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert main([*command, "--today", (made.made_on - ONE_DAY).isoformat(), "--lang", "en"]) == 2
    assert f"was made on {made.made_on}; give that day or a later one" in capsys.readouterr().err
