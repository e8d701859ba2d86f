"""What no plan can do without is named at its cell where a book is read to be planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import cast
import pytest

from interlock.cli import main
from interlock.model import (
    Closure,
    FactoryKind,
    Lock,
    LotRule,
    MaterialKind,
    PlaceRule,
    Quantity,
    Rules,
    Scenario,
    ShareRule,
)
from interlock.workbook import Reading, read_book, write_book

Change = Callable[[Scenario], Scenario]


def each(name: str, **facts: Any) -> Change:
    """Change all values of a list of the scenario."""
    return lambda scenario: replace(scenario, **{name: tuple(replace(v, **facts) for v in getattr(scenario, name))})


def closed(scenario: Scenario) -> Scenario:
    shut = Closure(first_on=cast.TODAY, last_on=cast.TODAY + timedelta(days=900))
    return replace(scenario, calendar=replace(scenario.calendar, closures=(shut,)))


def huge(scenario: Scenario) -> Scenario:
    first = scenario.orders[0]
    many = tuple(replace(q, pieces=1_000_001) for q in first.quantities)
    return replace(scenario, orders=(replace(first, quantities=many), *scenario.orders[1:]))


def locked(scenario: Scenario) -> Scenario:
    order = replace(scenario.orders[0], quantities=(Quantity("white", scenario.orders[0].quantities[0].size, 900_000),))
    lock = Lock(order=order.number, line="S1-A", first_on=cast.TODAY + timedelta(days=7))
    return replace(scenario, orders=(order, *scenario.orders[1:]), rules=Rules(locks=(lock,)))


def shared_out(scenario: Scenario) -> Scenario:
    lock = Lock(order="O-1", line="S1-A", first_on=cast.TODAY + timedelta(days=7))
    return replace(scenario, rules=Rules(locks=(lock,), shares=(ShareRule(factory="S1", most_share=0.001),)))


def without_cores(scenario: Scenario) -> Scenario:
    factories = tuple(
        replace(f, kind=FactoryKind.SATELLITE) if f.kind is FactoryKind.CORE else f for f in scenario.factories
    )
    return replace(scenario, factories=factories, orders=tuple(replace(o, core="") for o in scenario.orders))


def scarce(scenario: Scenario) -> Scenario:
    trims = {m.code for m in scenario.materials if m.kind is MaterialKind.TRIM}
    offers = tuple(
        replace(o, maximum_quantity=max(1.0, o.minimum_quantity)) if o.material in trims else o for o in scenario.offers
    )
    return replace(scenario, offers=offers, stock=())


CASES: dict[str, tuple[Change, str, str]] = {
    "no_core": (without_cores, "Factories", "factory of kind core"),
    "no_tables": (lambda scenario: replace(scenario, tables=()), "", "at least one cutting table"),
    "no_finishing": (each("factories", finishing_min_per_day=0.0), "Factories", "minutes of finishing a day"),
    "too_wide": (each("tables", width_mm=500.0), "Materials", "at most 50 cm"),
    "never_open": (closed, "Calendar", "at least one open day"),
    "many_pieces": (huge, "Orders", "at most 1,000,000 pieces"),
    "lock_room": (locked, "Rules", "locked to line S1-A"),
    "lock_share": (shared_out, "Rules", "what locks give this factory"),
    "offers_short": (scarce, "Offers", "which the orders need"),
}


def read(folder: Path, change: Change, *, to_plan: bool) -> Reading:
    write_book(change(cast.scenario()), folder / "book.xlsx", "en")
    return read_book(folder / "book.xlsx", to_plan=to_plan)


@pytest.mark.parametrize("key", CASES)
def test_what_no_plan_can_do_without_is_an_error_at_its_cell(key: str, tmp_path: Path) -> None:
    change, sheet, text = CASES[key]
    reading = read(tmp_path, change, to_plan=True)
    assert reading.scenario is None
    (first, *_) = (issue for issue in reading.errors if issue.key == key)
    assert (first.sheet, bool(first.cell)) == (sheet, bool(sheet))
    assert text in first.sentence("en")
    assert first.sentence("zh")


@pytest.mark.parametrize("key", CASES)
def test_a_book_that_is_a_part_of_something_is_not_asked_for_it(key: str, tmp_path: Path) -> None:
    assert read(tmp_path, CASES[key][0], to_plan=False).errors == ()


def test_a_day_that_nobody_can_know_of_is_an_error_in_any_book(tmp_path: Path) -> None:
    far = each("orders", due_on=cast.TODAY + timedelta(days=63_000))
    for to_plan in (True, False):
        (first, *_) = (issue for issue in read(tmp_path, far, to_plan=to_plan).errors if issue.key == "far")
        assert first.sheet == "Orders"
        assert "two years from today" in first.sentence("en")


def test_a_book_that_can_be_planned_and_one_without_orders_have_no_such_error(tmp_path: Path) -> None:
    assert read(tmp_path, lambda scenario: scenario, to_plan=True).scenario
    bare = read(tmp_path, lambda scenario: replace(without_cores(scenario), orders=()), to_plan=True)
    assert {issue.key for issue in bare.errors} <= {"sheet_empty"}


def test_check_refuses_what_plan_would(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_book(without_cores(cast.scenario()), tmp_path / "book.xlsx", "en")
    assert main(["check", str(tmp_path / "book.xlsx"), "--lang", "en"]) == 2
    assert "sheet Factories, cell D2" in "".join(capsys.readouterr())


def test_an_order_that_no_factory_would_take_is_a_warning_at_its_number(tmp_path: Path) -> None:
    small = read(tmp_path, each("factories", minimum_lot_pieces=900_000), to_plan=True)
    assert {issue.key for issue in small.warnings} >= {"all_too_small"}
    assert "no_maker" not in {issue.key for issue in small.warnings}
    # A customer's smallest lot keeps an order from being split; what is smaller as a whole is sewn as it is.
    whole = Rules(lots=tuple(LotRule(order=o.number, smallest_lot_pieces=900_000) for o in cast.scenario().orders))
    assert not {"all_too_small"} & {
        issue.key for issue in read(tmp_path, lambda s: replace(s, rules=whole), to_plan=True).warnings
    }
    assert small.scenario
    cutting = next(f.code for f in cast.scenario().factories if f.kind is FactoryKind.CUTTING_CENTRE)
    rules = Rules(places=(PlaceRule(where="only", order="O-1", factory=cutting),))
    kept = read(tmp_path, lambda scenario: replace(scenario, rules=rules), to_plan=True)
    (warning,) = (issue for issue in kept.warnings if issue.key == "no_maker")
    assert warning.sheet == "Orders"
    assert "found no factory that may sew O-1; expected a factory that the rules allow" in warning.sentence("en")
    assert "发现订单 O-1 没有工厂可做，需要至少一家规则允许且能做该品类的工厂" in warning.sentence("zh")


@pytest.mark.parametrize("key", ["earliest_start_on", "material_ready_on"])
def test_an_order_that_begins_only_when_it_is_due_is_a_warning_at_its_cell(key: str, tmp_path: Path) -> None:
    due_on = cast.scenario().order["O-1"].due_on
    for on, warned in ((due_on - timedelta(days=1), 0), (due_on, 1), (due_on + timedelta(days=170), 1)):
        orders = tuple(
            replace(order, **{key: on}) if order.number == "O-1" else order for order in cast.scenario().orders
        )
        reading = read(tmp_path, lambda scenario, orders=orders: replace(scenario, orders=orders), to_plan=True)
        found = [issue for issue in reading.warnings if issue.key == "start_late"]
        assert [(issue.sheet, issue.found, bool(issue.cell)) for issue in found] == [("Orders", f"{on}", True)] * warned
        assert all(f"{due_on}" in issue.sentence(language) for issue in found for language in ("en", "zh"))


def test_a_lock_from_the_due_date_on_is_a_warning_at_its_day(tmp_path: Path) -> None:
    due_on = cast.scenario().order["O-1"].due_on
    for first_on, warned in ((due_on - timedelta(days=1), 0), (due_on, 1), (due_on + timedelta(days=700), 1)):
        lock = Lock(order="O-1", line="S1-A", first_on=first_on)
        rules = Rules(locks=(lock,))
        reading = read(tmp_path, lambda scenario, rules=rules: replace(scenario, rules=rules), to_plan=True)
        found = [issue for issue in reading.warnings if issue.key == "lock_late"]
        assert [(issue.sheet, issue.found) for issue in found] == [("Rules", f"{first_on}")] * warned


def test_a_lock_whose_day_is_over_is_a_warning_at_its_day(tmp_path: Path) -> None:
    lock = Lock(order="O-1", line="S1-A", first_on=cast.TODAY - timedelta(days=3))
    reading = read(tmp_path, lambda scenario: replace(scenario, rules=Rules(locks=(lock,))), to_plan=True)
    (warning,) = (issue for issue in reading.warnings if issue.key == "lock_past")
    assert (warning.sheet, warning.found) == ("Rules", f"{lock.first_on}")
    assert f"it begins {cast.TODAY} at the earliest" in warning.sentence("en")
