from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.interlock.explain import made_plan as made
from tests.interlock.explain import stories

from interlock.explain import bottlenecks, headline, reasons, virtues
from interlock.explain.tables import TITLES, State, key_figures, plan_tables, state_of
from interlock.explain.tables.words import SHORT
from interlock.files import CannotWrite
from interlock.model import Costs, Plan, Rules, Scenario, ShareRule
from interlock.words import LANGUAGES, Language
from interlock.workbook.plan_writer import write_plan

SHEETS = (
    "summary",
    "promises",
    "lots",
    "lays",
    "purchases",
    "load",
    "late",
    "bottlenecks",
    "markers",
    "outside",
    "virtues",
)
SIGNS = {State.ON_TIME: "✓ on time", State.AT_RISK: "! at risk", State.LATE: "✗ late"}


def explained(scenario: Scenario, plan: Plan) -> Plan:
    return replace(
        plan,
        reasons=reasons(scenario, plan),
        bottlenecks=bottlenecks(scenario, plan),
        virtues=virtues(scenario, plan),
    )


@pytest.fixture(scope="module")
def book() -> tuple[Scenario, Plan]:
    scenario, plan = made.book(40)
    plan = replace(plan, outside=(made.outside_lot(30, plan.promises[3].order),))
    plan = replace(plan, costs=replace(plan.costs, outside=plan.outside[0].cost_fen))
    return scenario, explained(scenario, plan)


def written(tmp_path: Path, scenario: Scenario, plan: Plan, language: Language = "en") -> Any:
    path = tmp_path / "plan.xlsx"
    write_plan(scenario, plan, path, language)
    return load_workbook(path)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory, book: tuple[Scenario, Plan]) -> Any:
    return written(tmp_path_factory.mktemp("english"), *book)


def rows(workbook: Any, key: str) -> list[dict[str, Any]]:
    """The rows of a sheet as dicts by English header."""
    sheet = workbook[TITLES.say("en", key)]
    _, header, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in body]


def summary(workbook: Any) -> dict[str, Any]:
    return {row[0]: row[1] for row in workbook["Summary"].iter_rows(values_only=True) if row[0]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_stand_in_the_order_people_open_them(
    tmp_path: Path, book: tuple[Scenario, Plan], language: Language
) -> None:
    workbook = written(tmp_path, *book, language=language)
    assert workbook.sheetnames == [TITLES.say(language, key) for key in SHEETS]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_begins_with_the_headline(tmp_path: Path, book: tuple[Scenario, Plan], language: Language) -> None:
    first = written(tmp_path, *book, language=language).worksheets[0]
    assert first["A1"].value == headline(book[1], language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_least_share_that_is_missed_stands_below_the_headline(
    tmp_path: Path, book: tuple[Scenario, Plan], language: Language
) -> None:
    scenario, plan = book
    share = ShareRule(factory=plan.lots[0].factory, least_share=0.99)
    first = written(tmp_path, replace(scenario, rules=Rules(shares=(share,))), plan, language).worksheets[0]
    assert first["A1"].value == headline(plan, language)
    assert "99.0" in first["A2"].value


def test_money_adds_up_to_the_plans_cost(english: Any, book: tuple[Scenario, Plan]) -> None:
    _, plan = book
    found = summary(english)
    kinds = sum(found[f.name] for f in fields(Costs))
    assert kinds == pytest.approx(plan.cost_fen / 100)
    assert found["total"] == found["Cost (CNY)"] == pytest.approx(plan.cost_fen / 100)
    assert sum(row["Pay (CNY)"] for row in rows(english, "lots")) == pytest.approx(plan.costs.sewing / 100)
    assert sum(row["Transport (CNY)"] for row in rows(english, "lots")) == pytest.approx(plan.costs.transport / 100)
    assert sum(row["Cost (CNY)"] for row in rows(english, "purchases")) == pytest.approx(plan.costs.fabric / 100)
    assert sum(row["Cost (CNY)"] for row in rows(english, "outside")) == pytest.approx(plan.costs.outside / 100)


def test_shares_on_the_summary_agree_with_the_headline(english: Any, book: tuple[Scenario, Plan]) -> None:
    _, plan = book
    found = summary(english)
    assert f"{found['On time'] * 100:.1f} % on time" in headline(plan, "en")
    assert f"at most {found['Gap, at most'] * 100:.1f} % above" in headline(plan, "en")
    assert found["Gap, at most"] >= plan.gap


def test_every_part_of_the_plan_has_its_row(english: Any, book: tuple[Scenario, Plan]) -> None:
    _, plan = book
    assert {row["Order"] for row in rows(english, "promises")} == set(plan.promise)
    assert {row["Lot"] for row in rows(english, "lots")} == {lot.id for lot in plan.lots}
    assert {row["Lay"] for row in rows(english, "lays")} == {lay.id for lay in plan.lays}
    assert len(rows(english, "purchases")) == len(plan.purchases) + len(plan.stock_uses)
    assert [row["Order"] for row in rows(english, "late")] == [promise.order for promise in plan.late]
    assert len(rows(english, "bottlenecks")) == len(plan.bottlenecks) > 0
    assert [row["Marker"] for row in rows(english, "markers")] == [marker.id for marker in plan.markers]
    assert len(rows(english, "virtues")) == len(plan.virtues)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_whose_days_are_over_in_part_tells_so_and_what_is_ordered(
    tmp_path: Path, book: tuple[Scenario, Plan], language: Language
) -> None:
    scenario, plan = book
    today = max(p.order_on for p in plan.purchases) + timedelta(days=1)
    assert plan.first_on < today
    for as_of, over, source in ((None, 0, "buy"), (today, 1, "ordered")):
        there = replace(plan, as_of=as_of)
        assert [f.value for f in key_figures(scenario, there, language)].count(today) == over
        (table,) = (one for one in plan_tables(scenario, there, language) if one.key == "purchases")
        assert {row[0] for row in table.rows[: len(plan.purchases)]} == {SHORT.say(language, source)}


def test_dates_are_dates_and_shares_are_shares(english: Any, book: tuple[Scenario, Plan]) -> None:
    _, plan = book
    for row in rows(english, "promises"):
        promise = plan.promise[row["Order"]]
        assert row["Ships"].date() == promise.ship_on
        assert row["Due"].date() == promise.due_on
        assert row["Days late"] == promise.late_days
    sheet = english["Load"]
    assert sheet["E3"].number_format == "0%"
    assert isinstance(sheet["E2"].value, datetime)


@pytest.mark.parametrize(("language", "look"), [("en", "yyyy-mm-dd ddd"), ("zh", "[$-804]yyyy-mm-dd aaa")])
def test_every_date_shows_its_year(tmp_path: Path, language: Language, look: str) -> None:
    order = made.order(due=60)
    plan = made.late_plan(order, (made.lot((3,)),), (made.lay(0),))
    sheet = written(tmp_path, made.scenario(orders=(order,)), plan, language)[TITLES.say(language, "promises")]
    due, ships = sheet["F3"], sheet["G3"]
    assert (due.value.date(), due.number_format) == (made.on(60), look)
    assert (ships.value.date(), ships.number_format) == (made.on(4), look)


def looks(sheet: Any) -> dict[str, str]:
    return {head.value: cell.number_format for head, cell in zip(sheet[2], sheet[3], strict=True)}


def test_lengths_have_millimetres_and_prices_their_fractions_of_a_fen(english: Any) -> None:
    lays, markers = looks(english[TITLES.say("en", "lays")]), looks(english[TITLES.say("en", "markers")])
    assert lays["Length (m)"] == lays["Fabric (m)"] == markers["Length (m)"] == "#,##0.000"
    assert looks(english[TITLES.say("en", "purchases")])["Price (CNY)"] == "#,##0.00###"


def test_a_price_below_a_fen_is_stored_as_it_is(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    first = plan.purchases[0]
    cheap = replace(plan, purchases=(replace(first, fen_per_unit=0.155), *plan.purchases[1:]))
    sheet = written(tmp_path, scenario, cheap)["Purchases"]
    prices = [row["Price (CNY)"] for row in rows({"Purchases": sheet}, "purchases") if row["Offer"] == first.offer]
    assert 0.00155 in [pytest.approx(price) for price in prices]


def test_the_summary_stores_exact_shares_that_no_format_rounds_against_its_sentence(
    english: Any, book: tuple[Scenario, Plan]
) -> None:
    _, plan = book
    cells = {row[0].value: row[1] for row in english["Summary"].iter_rows(min_row=2, max_col=2) if row[0].value}
    gap, on_time = cells[SHORT.say("en", "gap")], cells[SHORT.say("en", "on_time_share")]
    assert (gap.value, gap.number_format) == (plan.gap, "0.000%")
    assert (on_time.value, on_time.number_format) == (plan.on_time_share, "0.000%")


def test_a_name_in_both_languages_is_shown_in_that_of_the_book(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    lot = plan.lots[0]
    double = "示例工厂 / Sample works with a very long name indeed"
    factories = tuple(replace(f, name=double) if f.code == lot.factory else f for f in scenario.factories)
    for language, name in (("en", "Sample works with a very long name indeed"), ("zh", "示例工厂")):
        made_of = replace(scenario, factories=factories)
        sheet = written(tmp_path, made_of, plan, language)[TITLES.say(language, "lots")]
        names = {row[1].value for row in sheet.iter_rows(min_row=3) if row[0].value == lot.factory}
        assert names == {name}
        assert sheet.column_dimensions["B"].width > len(name)


def test_the_load_of_all_weeks_ends_with_the_last_due_date(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    last = max(promise.due_on for promise in plan.promises)
    far = replace(plan.loads[0], week_on=last + timedelta(days=70), used_min=0.0, capacity_min=1e6)
    sheet = written(tmp_path, scenario, replace(plan, loads=(*plan.loads, far)))["Load"]
    before = written(tmp_path, scenario, plan)["Load"]
    assert [[c.value for c in row] for row in sheet.rows] == [[c.value for c in row] for row in before.rows]


def test_the_load_of_all_weeks_begins_with_the_week_of_the_plans_day(book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    first = min(load.week_on for load in plan.loads)
    today = first + timedelta(days=8)
    over = replace(plan.loads[0], used_min=plan.loads[0].used_min + 1e5, week_on=first)
    wholes = []
    for loads in (plan.loads, (*plan.loads, over)):
        there = replace(plan, as_of=today, loads=loads)
        (table,) = (one for one in plan_tables(scenario, there, "en") if one.key == "load")
        wholes.append([row[-1] for row in table.rows])
    assert wholes[0] == wholes[1]


def test_lateness_has_a_sign_and_a_colour_of_its_own(english: Any, book: tuple[Scenario, Plan]) -> None:
    _, plan = book
    colours: dict[str, set[str]] = {}
    sheet = english["Promises"]
    for row in sheet.iter_rows(min_row=3):
        state = state_of(plan, plan.promise[row[0].value])
        assert row[8].value == SIGNS[state]
        colours.setdefault(row[8].value, set()).add(row[8].fill.fgColor.rgb)
    assert len(colours) == 3, "the book has orders in each state"
    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == 3


@pytest.mark.parametrize(
    ("ships", "state"), [(8, State.AT_RISK), (10, State.AT_RISK), (11, State.LATE), (7, State.ON_TIME)]
)
def test_a_promise_within_two_days_of_due_is_at_risk(ships: int, state: State) -> None:
    order = made.order(due=10)
    promise = made.promise(order, (made.lot((3,), finish=ships),), (), 0)
    assert state_of(made.plan(promises=(promise,)), promise) is state


@pytest.mark.parametrize(
    ("ships", "today", "state"),
    [(8, 8, State.AT_RISK), (8, 9, State.SHIPPED), (12, 12, State.LATE), (12, 13, State.SHIPPED_LATE)],
)
def test_what_shipped_on_a_day_that_is_over_has_shipped(ships: int, today: int, state: State) -> None:
    order = made.order(due=10)
    promise = made.promise(order, (made.lot((3,), finish=ships),), (), 0)
    assert state_of(made.plan(promises=(promise,), as_of=made.on(today)), promise) is state


def test_late_orders_tell_why_and_what_would_help(english: Any) -> None:
    for row in rows(english, "late"):
        assert row["Cause"]
        assert row["Why late"].endswith(".")
        assert "Agree on a due date" in row["What would help"]


def test_a_late_order_without_a_reason_still_has_its_row(tmp_path: Path) -> None:
    scenario, plan = stories.finishing()
    (row,) = rows(written(tmp_path, scenario, plan), "late")
    assert (row["Order"], row["Why late"]) == ("O1", None)


def test_every_table_can_be_filtered_scrolled_and_printed(english: Any) -> None:
    for sheet in english.worksheets[1:]:
        assert sheet.freeze_panes is not None
        assert sheet.auto_filter.ref.startswith("A2:")
        assert sheet.print_title_rows == "$2:$2"
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert all(width.width >= 8 for width in sheet.column_dimensions.values())


def test_the_load_is_coloured_by_how_full_it_is(english: Any) -> None:
    kinds = {rule.type for area in english["Load"].conditional_formatting for rule in area.rules}
    assert kinds == {"colorScale", "cellIs"}


def test_load_cells_are_use_over_capacity(english: Any, book: tuple[Scenario, Plan]) -> None:
    _, plan = book
    used: Counter[tuple[str, date]] = Counter()
    capacity: Counter[tuple[str, date]] = Counter()
    for load in plan.loads:
        used[load.factory, load.week_on] += load.used_min  # type: ignore[assignment]
        capacity[load.factory, load.week_on] += load.capacity_min  # type: ignore[assignment]
    seen = 0
    for row in rows(english, "load"):
        for head, share in row.items():
            if isinstance(head, datetime) and share is not None:
                key = (row["Factory"], head.date())
                assert share == pytest.approx(used[key] / capacity[key])
                seen += 1
    assert seen == len(used)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, start: str) -> None:
    evil = f'{start}HYPERLINK("http://x","y")&1'
    order = made.order(evil, customer=evil)
    lots, lays = (made.lot((3,), order=evil),), (made.lay(0, evil),)
    scenario = made.scenario(orders=(order,), cluster=f"{start}1+1")
    plan = replace(made.late_plan(order, lots, lays), cluster=f"{start}1+1")
    workbook = written(tmp_path, scenario, plan)
    cells = [cell for sheet in workbook for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    guarded = [cell for cell in cells if cell.value == evil]
    assert guarded
    assert all(cell.quotePrefix for cell in guarded)


@settings(max_examples=12, deadline=None)
@given(st.text(max_size=30).filter(lambda text: text.strip() and " / " not in text))
@example("东方 sport")
def test_any_text_is_written_as_it_is_but_for_what_xml_forbids(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    order = made.order(customer=text)
    plan = made.late_plan(order, (made.lot((3,)),), (made.lay(0),))
    workbook = written(tmp_path_factory.mktemp("text"), made.scenario(orders=(order,)), plan)
    kept = "".join(
        c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    )
    read = workbook["Promises"]["B3"].value or ""
    assert read.replace("\r\n", "\n").replace("\r", "\n") == kept.replace("\r\n", "\n").replace("\r", "\n")


def test_a_text_too_long_for_a_cell_is_cut(tmp_path: Path) -> None:
    order = made.order(customer="x" * 40_000)
    plan = made.late_plan(order, (made.lot((3,)),), (made.lay(0),))
    text = written(tmp_path, made.scenario(orders=(order,)), plan)["Promises"]["B3"].value
    assert text.endswith("x…")
    assert len(text) < 32_767


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_header_is_missing_and_chinese_headers_are_chinese(
    tmp_path: Path, book: tuple[Scenario, Plan], language: Language
) -> None:
    for sheet in written(tmp_path, *book, language=language).worksheets[1:]:
        header = [cell.value for cell in sheet[2]]
        assert all(header)
        assert len(set(header)) == len(header)
        texts = [text for text in header if isinstance(text, str)]
        assert all((language == "en") == text.isascii() for text in texts), texts


def test_an_empty_plan_is_a_workbook_all_the_same(tmp_path: Path) -> None:
    workbook = written(tmp_path, made.scenario(orders=()), made.plan(markers=()))
    assert workbook["Summary"]["A1"].value == "No order is planned."
    assert workbook["Outside work"]["A1"].value == "Nothing goes outside the cluster."
    assert workbook["Bottleneck value"]["A1"].value.startswith("Nothing is scarce")
    assert all(sheet.max_row == 2 for sheet in workbook.worksheets[1:] if sheet.title != "Five virtues")


def test_a_township_that_is_not_listed_is_named_by_its_code(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    workbook = written(tmp_path, replace(scenario, townships=()), plan)
    assert {row["Township"] for row in rows(workbook, "lots")} == {"A", "B"}


def test_many_orders_of_one_purchase_are_counted_beyond_a_dozen(book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    shares = tuple(replace(p.shares[0]) for p in plan.purchases[:20])
    bought = replace(plan.purchases[0], shares=shares)
    table = next(t for t in plan_tables(scenario, replace(plan, purchases=(bought,)), "en") if t.key == "purchases")
    assert str(table.rows[0][-1]).endswith(" +8")


def test_the_same_plan_gives_the_same_sheets(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    contents = []
    for name in ("a.xlsx", "b.xlsx"):
        write_plan(*book, tmp_path / name, "zh")
        with ZipFile(tmp_path / name) as archive:
            contents.append({n: archive.read(n) for n in archive.namelist() if "worksheets" in n})
    assert contents[0] == contents[1]


def test_a_failure_leaves_the_old_file_and_nothing_half_written(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    scenario, plan = book
    path = tmp_path / "plan.xlsx"
    write_plan(scenario, plan, path)
    before = path.read_bytes()
    unknown = replace(plan, promises=(replace(plan.promises[0], order="nowhere"),))
    with pytest.raises(KeyError):
        write_plan(scenario, unknown, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["plan.xlsx"]


def test_a_folder_that_is_not_there_is_made(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    write_plan(*book, tmp_path / "new" / "plan.xlsx")
    assert (tmp_path / "new" / "plan.xlsx").stat().st_size > 0


def test_a_place_that_is_taken_by_a_folder_is_named(tmp_path: Path, book: tuple[Scenario, Plan]) -> None:
    (tmp_path / "plan.xlsx" / "inside").mkdir(parents=True)
    with pytest.raises(CannotWrite, match=r"plan\.xlsx cannot be written"):
        write_plan(*book, tmp_path / "plan.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["plan.xlsx"]


def imported(statement: str) -> Iterator[str]:
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    yield from subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


def test_importing_the_writer_loads_no_heavy_library() -> None:
    heavy = {"openpyxl", "numba", "ortools", "highspy", "shapely", "ezdxf", "spyrrow"}
    assert not heavy & set(imported("import interlock.explain, interlock.workbook.plan_writer"))
