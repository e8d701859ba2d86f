from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import cast
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from interlock.explain import CATEGORY_NAMES
from interlock.model import (
    BillItem,
    Calendar,
    Closure,
    CuttingTable,
    Factory,
    FactoryKind,
    Line,
    Lock,
    LotRule,
    Material,
    MaterialKind,
    Offer,
    Operation,
    Order,
    Piece,
    PlaceRule,
    PriceBreak,
    Quantity,
    Rules,
    Scenario,
    ShareRule,
    Skill,
    Stock,
    Style,
    Township,
)
from interlock.sample import make_sample
from interlock.words import LANGUAGES, Language
from interlock.workbook import Unwritable, read_book, write_book
from interlock.workbook.categories import category_code
from interlock.workbook.schema import fold
from interlock.workbook.sheets_orders import ORDERS
from interlock.workbook.sizes import plain_size

TODAY = date(2026, 11, 23)
LETTERS = "abcXYZ019 -_.,;:=()+@#\"'/\\|%&<>{}é款号颜、；：（）①"

# An order that is named like a column is read as a header.
words = st.text(LETTERS, min_size=1, max_size=12).map(str.strip).filter(lambda word: word and not ORDERS.find(word))
maybe_words = st.one_of(st.just(""), words)
days = st.dates(date(2020, 1, 1), TODAY + timedelta(days=730))  # a book looks two years ahead
future = st.dates(TODAY, TODAY + timedelta(days=300))
shares = st.floats(0, 1)
money = st.floats(0, 1e5)
counts = st.integers(1, 10**9)


def codes(least: int, most: int) -> st.SearchStrategy[list[str]]:
    return st.lists(words, min_size=least, max_size=most, unique_by=fold)


def categories() -> st.SearchStrategy[str]:
    # A name such as "T-shirt" is read as its code, so a category is a code or a name that is not known.
    return st.one_of(st.sampled_from(sorted(CATEGORY_NAMES)), words.filter(lambda name: category_code(name) == name))


@st.composite
def factories(draw: st.DrawFn, townships: list[Township]) -> list[Factory]:
    place = st.sampled_from([t.code for t in townships]) if townships else maybe_words
    return [
        Factory(
            code=code,
            name=draw(words),
            kind=draw(st.sampled_from(FactoryKind)),
            township=draw(place),
            longitude=draw(st.floats(-180, 180)),
            latitude=draw(st.floats(-90, 90)),
            minimum_lot_pieces=draw(counts),
            opening_fen=draw(st.integers(0, 10**9)),
            finishing_min_per_day=draw(money),
            finishing_fen_per_min=draw(money),
            first_pass_share=draw(st.none() | shares),
            on_time_share=draw(st.none() | shares),
            reply_hours=draw(st.none() | money),
        )
        for code in draw(codes(1, 3))
    ]


@st.composite
def lines(draw: st.DrawFn, made: list[Factory], wanted: list[str]) -> list[Line]:
    found = []
    for code in draw(codes(1, 3)):
        known = wanted if not found else draw(st.lists(categories(), min_size=1, max_size=3, unique=True))
        levels = st.floats(0.01, 1)
        found.append(
            Line(
                code=code,
                factory=draw(st.sampled_from(made)).code,
                operators=draw(st.integers(1, 10_000)),
                minutes_per_day=draw(st.floats(1, 1440)),
                efficiency=draw(st.floats(0.01, 2)),
                skills=tuple(Skill(category, draw(levels)) for category in known),
                price_fen_per_min=draw(money),
                attendance=draw(st.floats(0.01, 1)),
                current_style=draw(maybe_words),
            )
        )
    return found


@st.composite
def materials(draw: st.DrawFn) -> list[Material]:
    found = []
    for code in draw(codes(1, 3)):
        fabric = draw(st.booleans())
        found.append(
            Material(
                code=code,
                name=draw(words),
                kind=MaterialKind.FABRIC if fabric else MaterialKind.TRIM,
                unit="m" if fabric else draw(words),
                width_mm=draw(st.floats(100, 5_000)) if fabric else 0.0,
                two_way=draw(st.booleans()),
                by_colour=draw(st.booleans()),
                whole_units=draw(st.booleans()),
            )
        )
    return found


@st.composite
def styles(draw: st.DrawFn, goods: list[Material]) -> list[Style]:
    return [draw(style(code, goods)) for code in draw(codes(1, 3))]


@st.composite
def style(draw: st.DrawFn, code: str, goods: list[Material]) -> Style:
    sizes = draw(st.lists(words, min_size=1, max_size=4, unique_by=plain_size))
    names = draw(st.lists(words, max_size=2, unique=True))
    corner = draw(st.floats(10, 4_000))
    outline = ((0.0, 0.0), (corner, 0.0), (corner, draw(st.floats(10, 4_000))))
    numbers = draw(st.lists(st.integers(-999, 999), min_size=1, max_size=3, unique=True))
    used = draw(st.lists(st.sampled_from(goods), max_size=2, unique=True))
    return Style(
        code=code,
        name=draw(maybe_words),
        category=draw(categories()),
        sizes=tuple(sizes),
        operations=tuple(
            Operation(number=n, name=draw(words), machine=draw(maybe_words), smv_min=draw(st.floats(0.001, 600)))
            for n in numbers
        ),
        bill=tuple(
            BillItem(
                material=good.code,
                per_garment=draw(st.floats(0.001, 1e6)),
                cut_pieces=tuple(names),
                waste_share=draw(shares),
            )
            for good in used
        ),
        pieces=tuple(
            Piece(
                name=name, size=size, outline=outline, quantity=2, mirrored=draw(st.booleans()), grain_deg=draw(money)
            )
            for name in names
            for size in sizes
        ),
        finishing_min=draw(money),
    )


@st.composite
def orders(draw: st.DrawFn, made: list[Style], shops: list[Factory]) -> list[Order]:
    return [draw(order(number, made, shops)) for number in draw(codes(1, 3))]


@st.composite
def order(draw: st.DrawFn, number: str, made: list[Style], shops: list[Factory]) -> Order:
    chosen = draw(st.sampled_from(made))
    cells = st.tuples(maybe_words, st.sampled_from(chosen.sizes))
    return Order(
        number=number,
        customer=draw(maybe_words),
        style=chosen.code,
        due_on=draw(future),
        quantities=tuple(
            Quantity(colour, size, draw(st.integers(1, 10**6)))
            for colour, size in draw(st.lists(cells, min_size=1, max_size=4, unique=True))
        ),
        price_fen=draw(st.integers(0, 10**9)),
        core=draw(st.sampled_from(["", *(shop.code for shop in shops)])),
        earliest_start_on=draw(st.none() | days),
        material_ready_on=draw(st.none() | days),
        priority=draw(st.integers(1, 5)),
        over_share=draw(st.floats(0, 0.5)),
        under_share=draw(st.floats(0, 0.5)),
    )


@st.composite
def offers(draw: st.DrawFn, goods: list[Material]) -> list[Offer]:
    found = []
    for code in draw(codes(0, 2)):
        starts = sorted(draw(st.lists(money, min_size=1, max_size=3, unique=True)))
        least = draw(money)
        found.append(
            Offer(
                code=code,
                seller=draw(words),
                material=draw(st.sampled_from(goods)).code,
                breaks=tuple(
                    map(PriceBreak, starts, sorted((draw(st.floats(1e-6, 1e6)) for _ in starts), reverse=True))
                ),
                lead_days=draw(st.integers(0, 730)),
                colour=draw(maybe_words),
                minimum_quantity=least,
                maximum_quantity=draw(st.none() | st.floats(least, 2e6)),
            )
        )
    return found


@st.composite
def calendars(draw: st.DrawFn, shops: list[Factory]) -> Calendar:
    spans = draw(st.lists(st.tuples(days, st.integers(0, 30), maybe_words), max_size=2))
    return Calendar(
        rest_weekdays=tuple(draw(st.lists(st.integers(0, 6), max_size=3, unique=True))),
        public_holidays=draw(st.booleans()),
        closures=tuple(
            Closure(
                first_on=first,
                last_on=first + timedelta(days=length),
                factory=draw(st.sampled_from(["", *(shop.code for shop in shops)])),
                reason=reason,
            )
            for first, length, reason in spans
        ),
    )


@st.composite
def rules(draw: st.DrawFn, shops: list[Factory], rows: list[Line], booked: list[Order], made: list[Style]) -> Rules:
    codes = [shop.code for shop in shops]
    towns = sorted({shop.township for shop in shops if shop.township})
    category = {order.number: next(s.category for s in made if s.code == order.style) for order in booked}
    skilled = [(o.number, row.code) for o in booked for row in rows if row.level(category[o.number]) > 0]
    subjects = draw(
        st.lists(
            st.sampled_from([("order", o.number) for o in booked]) | st.tuples(st.just("customer"), words),
            max_size=3,
            unique=True,
        )
    )
    spots = st.sampled_from([*(("factory", code) for code in codes), *(("township", town) for town in towns)])
    least = st.floats(0.01, 1 / len(codes))
    return Rules(
        places=tuple(
            PlaceRule(where="prefer", discount_fen_per_min=draw(st.floats(0.001, 1e6)), **dict([subject, draw(spots)]))
            for subject in subjects
        ),
        shares=tuple(
            ShareRule(factory=code, least_share=draw(least), most_share=draw(st.floats(1 / len(codes), 1)))
            for code in draw(st.lists(st.sampled_from(codes), max_size=2, unique=True))
        ),
        lots=tuple(
            LotRule(smallest_lot_pieces=draw(st.integers(2, 10**9)), split="free", **dict([subject]))
            for subject in subjects
        ),
        locks=tuple(
            Lock(order=number, line=line, first_on=draw(days), pieces=draw(st.sampled_from([0, 1])))
            for number, line in draw(
                st.lists(st.sampled_from(skilled), max_size=2, unique_by=lambda pair: pair[0])
                if skilled
                else st.just([])
            )
        ),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    townships = [
        Township(
            code=code,
            name=draw(words),
            name_en=draw(maybe_words),
            longitude=draw(st.floats(-180, 180)),
            latitude=draw(st.floats(-90, 90)),
            approximate=draw(st.booleans()),
        )
        for code in draw(codes(0, 2))
    ]
    shops = draw(factories(townships))
    goods = draw(materials())
    made = draw(styles(goods))
    rows = draw(lines(shops, sorted({style.category for style in made})))
    booked = draw(orders(made, shops))
    return Scenario(
        cluster=draw(words),
        today=TODAY,
        townships=tuple(townships),
        factories=tuple(shops),
        lines=tuple(rows),
        tables=tuple(
            CuttingTable(
                code=code,
                factory=draw(st.sampled_from(shops)).code,
                length_mm=draw(st.floats(500, 100_000)),
                width_mm=draw(st.floats(300, 5_000)),
                minutes_per_day=draw(st.floats(1, 1440)),
            )
            for code in draw(codes(0, 2))
        ),
        styles=tuple(made),
        orders=tuple(booked),
        materials=tuple(goods),
        offers=tuple(draw(offers(goods))),
        stock=tuple(
            Stock(
                material=draw(st.sampled_from(goods)).code,
                quantity=draw(money),
                colour=draw(maybe_words),
                available_on=draw(st.none() | days),
            )
            for _ in range(draw(st.integers(0, 2)))
        ),
        calendar=draw(calendars(shops)),
        rules=draw(rules(shops, rows, booked, made)),
        made_up=draw(st.booleans()),
    )


def read_back(scenario: Scenario, language: Language) -> tuple[Scenario | None, list[str]]:
    with TemporaryDirectory() as folder:
        book = Path(folder) / "book.xlsx"
        write_book(scenario, book, language)
        reading = read_book(book)
    return reading.scenario, [issue.sentence("en") for issue in reading.errors]


@given(scenario=scenarios(), language=st.sampled_from(LANGUAGES))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_scenario_that_is_written_reads_back_equal(scenario: Scenario, language: Language) -> None:
    assert read_back(scenario, language) == (scenario, [])


def test_a_book_without_orders_says_so() -> None:
    read, errors = read_back(replace(cast.scenario(), orders=()), "en")
    assert read is None
    assert errors == [
        "book.xlsx, sheet Orders: found no orders; expected at least one row; fill it in; rows with text under Skip are"
        " not read"
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_cluster_reads_back_equal(language: Language) -> None:
    scenario = make_sample(factories=20, orders=30, today=TODAY)
    assert read_back(scenario, language) == (scenario, [])


def test_orders_take_one_row_a_colour_with_a_column_for_each_size(tmp_path: Path) -> None:
    scenario = cast.scenario()
    write_book(scenario, tmp_path / "book.xlsx", "en")
    page = load_workbook(tmp_path / "book.xlsx")["Orders"]
    rows = sum(len(order.colours) for order in scenario.orders)
    assert page.max_row == rows + 1
    assert [cell.value for cell in page[1]][-len(cast.SIZES) :] == list(cast.SIZES)


def test_quantities_in_an_order_of_their_own_take_a_row_each(tmp_path: Path) -> None:
    scenario = cast.scenario()
    turned = replace(scenario.orders[0], quantities=scenario.orders[0].quantities[::-1])
    scenario = replace(scenario, orders=(turned, *scenario.orders[1:]))
    write_book(scenario, tmp_path / "book.xlsx", "en")
    page = load_workbook(tmp_path / "book.xlsx")["Orders"]
    assert page.max_row == sum(len(order.quantities) for order in scenario.orders) + 1
    assert read_book(tmp_path / "book.xlsx").scenario == scenario


def test_what_begins_like_a_formula_stays_text(tmp_path: Path) -> None:
    scenario = replace(cast.scenario(), cluster="=1+1")
    write_book(scenario, tmp_path / "book.xlsx", "zh")
    cell = load_workbook(tmp_path / "book.xlsx")["集群"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")


@pytest.mark.parametrize(("text", "found"), [("x" * 40_000, "40,000 characters"), ("a\x07b", "control character")])
def test_a_text_that_no_cell_can_hold_is_refused_by_name(tmp_path: Path, text: str, found: str) -> None:
    scenario = replace(cast.scenario(), cluster=text)
    with pytest.raises(Unwritable, match=f"sheet Cluster, row 2.*{found}"):
        write_book(scenario, tmp_path / "book.xlsx", "en")
    assert list(tmp_path.iterdir()) == []


def test_writing_leaves_the_old_book_alone_when_it_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = tmp_path / "book.xlsx"
    write_book(cast.scenario(), book, "en")
    before = book.read_bytes()

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("openpyxl.writer.excel.ExcelWriter.save", fail)
    with pytest.raises(Exception, match="No space left"):
        write_book(cast.scenario(), book, "zh")
    assert book.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
