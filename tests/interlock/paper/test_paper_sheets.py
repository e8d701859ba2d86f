from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from math import cos, pi, sin
from pathlib import Path

import pytest
from openpyxl import load_workbook
from paper_cast import DRAWN, MARKER, PROBLEM, lay
from pdf_reader import inked, pages, sizes_mm

from interlock.errors import InterlockError
from interlock.markers import MarkerProblem, MarkerRules, Placement, svg
from interlock.paper import (
    STOCKS,
    DrawnMarker,
    LayPaper,
    Spread,
    bundles_xlsx,
    is_code,
    lay_cards,
    mini_markers,
    needs,
    requirement_pdf,
    requirement_xlsx,
    sheets,
    tickets,
    typeset,
)
from interlock.paper.mini import MiniMarker
from interlock.paper.sheet_words import SHEET
from interlock.patterns import Piece

HAN = re.compile("[\u3400-\u9fff]")


def plain(text: str) -> str:
    return re.sub(r"\s|\u200b", "", text)


def test_a_lay_card_tells_what_the_table_must_know():
    (page,) = pages(lay_cards([lay()], language="zh"))
    told = plain(page)
    for words in (
        "裁床单",
        "A100-1-F1",
        "圆领T恤",
        "红星服饰",
        "0.620米",
        "0.660米",
        "藏青",
        "R-001",
        "42.5米",
        "276",
        "1–12",
        "裁片6",
        "左袖片×4",
    ):
        assert words in told, words
    assert "crew neck" not in page


def test_a_card_tells_the_spreader_which_way_plies_run():
    for two_way, told in ((False, "all plies running the same way"), (True, "plies may run either way")):
        (page,) = pages(lay_cards([lay(two_way=two_way)], language="en"))
        assert told in page.replace("\n", " ")
    rules = DRAWN.problem.rules.direction
    assert lay().either_way == (rules == "two_way")
    (untold,) = pages(lay_cards([lay(drawn=None)], language="en"))
    assert "Spreading" not in untold


def test_a_card_without_a_customer_has_no_box_for_one():
    for made, boxes in ((lay(), 1), (lay(customer=""), 0)):
        (page,) = pages(lay_cards([made], language="en"))
        assert page.count("Customer") == boxes
        assert "Bundles" in page


def test_small_markers_tell_garments_of_a_size_apart_and_mirrored_pieces():
    for made in (lay_cards([lay()], language="en"), mini_markers([DRAWN], language="en")):
        text = pages(made)[0]
        assert ["body M-1" in text, "body M-2" in text, "↔ mirrored" in text] == [True] * 3
        assert len(re.findall(r"M-[12] ↔", text)) == 2
    alone = replace(DRAWN, problem=replace(PROBLEM, pieces=tuple((piece, 1) for piece, _ in PROBLEM.pieces)))
    (page,) = pages(mini_markers([alone], language="en"))
    assert "M-1" not in page


def test_long_thin_pieces_bear_their_names_or_numbers_along_them():
    def strip(name: str, width: float, slope: float) -> Piece:
        turned = [(x * cos(slope) - y * sin(slope), x * sin(slope) + y * cos(slope))
                  for x, y in ((0.0, 0.0), (900.0, 0.0), (900.0, width), (0.0, width))]  # fmt: skip
        return Piece(name=name, size="M", outline=tuple(turned))

    strips = strip("waistband", 60, 0), strip("binding", 20, 0), strip("bias", 40, pi / 4)
    places = (("waistband", 0.0, 0.0), ("binding", 0.0, 60.0), ("bias", 930.0, 80.0))
    problem = MarkerProblem(tuple((piece, 1) for piece in strips), MarkerRules(width_mm=1500))
    marker = replace(
        MARKER, width_mm=1500, length_mm=4000.0, utilisation=problem.area_mm2 / 6e6,
        placements=tuple(
            Placement(piece=name, size="M", garment=0, x_mm=x, y_mm=y, rotation_deg=0, mirrored=False)
            for name, x, y in places
        ),
    )  # fmt: skip
    (drawing,) = MiniMarker(DrawnMarker("M1", problem, marker)).strips(190, 72)
    found = re.findall(r'rotate\(([-.0-9]+) [^)]*\)">([^<]*)</text>', drawing.svg)
    assert found == [("0", "waistband M"), ("0", "2 M"), ("-45", "3 M")]
    assert drawing.svg.rindex('class="p"') < drawing.svg.index("<text")
    assert svg(problem, marker).count("rotate(-45 ") == 1


def test_an_english_card_holds_no_chinese_word():
    for made in (
        lay_cards([lay(drawn=None)], language="en"),
        tickets([lay()], language="en"),
        requirement_pdf([lay()], language="en"),
    ):
        assert not [page for page in pages(made) if HAN.search(page)]


def test_each_lay_starts_on_a_new_page_with_its_own_numbers():
    found = pages(lay_cards([lay(), lay(lay="A100-2-F1", drawn=None)], language="en"))
    assert ["A100-1-F1" in page for page in found] == [True, False]
    assert "not nested yet" in found[1]
    assert all("page 1 of 1" in page for page in found)


def qr_on(page: list[list[bool]], left: int, top: int, module: float, count: int) -> list[list[bool]]:
    def centre(at: int) -> int:
        return int((at + 0.5) * module)

    return [[page[top + centre(y)][left + centre(x)] for x in range(count)] for y in range(count)]


def test_each_ticket_bears_its_code_in_letters_and_as_qr():
    import segno

    paper = lay(plies=(Spread(colour="white", plies=30),), ratio=(("M", 1),))
    (bundle,) = paper.bundles
    made = tickets([paper], stock="60x40", language="en")
    (page,) = pages(made)
    code = paper.code_of(bundle)
    assert is_code(code)
    assert code in plain(page)
    wanted = [[bool(dark) for dark in row] for row in segno.make_qr(code, error="m", mask=2, boost_error=False).matrix]
    pixels = inked(made)
    top = next(y for y, row in enumerate(pixels) if any(row[:200]))
    left = next(x for x in range(len(pixels[0])) if any(pixels[y][x] for y in range(top, top + 40)))
    run = next(x for x in range(left, len(pixels[0])) if not pixels[top + 1][x]) - left
    module = run / 7
    assert qr_on(pixels, left, top, module, len(wanted)) == wanted


@pytest.mark.parametrize("stock", STOCKS)
def test_a_ticket_names_the_fabric(stock):
    made = tickets([lay(fabric="SHELL"), lay(fabric="FUSE", fabric_name="")], stock=stock, language="en")
    text = "\n".join(pages(made))
    assert ["SHELL" in text, "FUSE" in text] == [True, True]


@pytest.mark.parametrize("stock", STOCKS)
def test_tickets_fill_the_stock_label_by_label(stock):
    paper = lay(max_pieces=2)
    made = tickets([paper], stock=stock, language="en")
    chosen, found = STOCKS[stock], pages(made)
    assert len(found) == -(-len(paper.bundles) // chosen.per_page)
    assert {*sizes_mm(made)} == {(chosen.page_width_mm, chosen.page_height_mm)}
    codes = re.findall(r"\bB[0-9A-Z]{13}\b", "\n".join(found))
    assert codes == [paper.code_of(bundle) for bundle in paper.bundles]


def test_what_does_not_fit_a_label_is_shortened_never_lost_beyond_its_edge():
    long = "一个非常非常长的款式名称用来试一试标签放不放得下" * 3
    for stock in STOCKS:
        made = tickets(
            [lay(order="ORDER-2026-" + "9" * 40, style_name=long, plies=(Spread(colour=long, plies=3),))], stock=stock
        )
        text = "".join(pages(made))
        assert "…" in text
        margin = int(STOCKS[stock].margin_mm / 25.4 * 72 * 4)
        edge = [row[-margin + 2 :] for row in inked(made)] if STOCKS[stock].across == 1 else []
        assert not any(any(row) for row in edge)


@pytest.mark.parametrize("stock", STOCKS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_long_colour_leaves_the_dye_lot_its_end(stock, language):
    plies = (Spread(colour="深海军藏青蓝色 Deep navy", plies=3, shade="LOT-2026-11-0087"),)
    text = "".join(pages(tickets([lay(plies=plies)], stock=stock, language=language)))
    assert "11-0087" in text
    assert re.search("颜色 ?深|Colour ?D", text)


def test_many_colours_and_sizes_all_stand_on_the_card():
    ratio = tuple((f"{150 + 5 * n}/{80 + n}A", 1 + n % 2) for n in range(24))
    plies = tuple(Spread(colour=f"颜色{n:02d}", plies=3 + n, shade="AB"[n % 2]) for n in range(12))
    paper = lay(ratio=ratio, plies=plies, drawn=None)
    told = plain("".join(pages(lay_cards([paper]))))
    for size, _ in ratio:
        assert size in told
    for spread in plies:
        assert told.count(spread.colour) == told.count("尺码配比")
    assert str(paper.all_plies * paper.garments_per_ply) in told


def test_names_are_data_never_markup():
    evil = '#panic("x") *bold* $x$ <a> [b] ${c} "q" \\ //'
    made = lay_cards([lay(order=evil, style=evil, note=evil, plies=(Spread(colour=evil, plies=1),))])
    assert plain("".join(pages(made))).count(plain('#panic("x")')) >= 3


def test_signs_that_are_not_printed_do_no_harm():
    odd = "a\tb\nc\x00d\u200ee"
    paper = lay(lay=odd, order=odd, style_name=odd, note=odd, plies=(Spread(colour=odd, plies=1),))
    (page,) = pages(lay_cards([paper], language="en"))
    assert "a b c d e" in page
    assert len(pages(tickets([paper], stock="60x40"))) == 3
    assert requirement_xlsx([paper])


def test_small_markers_name_their_pieces():
    made = mini_markers([DRAWN], language="zh")
    (page,) = pages(made)
    assert sizes_mm(made) == [(297, 210)]
    for words in ("唛架小图", "body", "左袖片", "0.620米", "双向排料"):
        assert words in plain(page)
    with pytest.raises(InterlockError, match="nested marker"):
        mini_markers([])


def test_the_requirement_adds_up_by_fabric_colour_and_shade():
    lays = [lay(), lay(lay="A100-2-F1")]
    found = {(need.colour, need.shade): (need.lays, need.plies) for need in needs(lays)}
    assert found == {("藏青 navy", "A"): (2, 80), ("藏青 navy", "B"): (2, 44), ("白 white", ""): (2, 60)}
    assert sum(need.metres for need in needs(lays)) == pytest.approx(sum(one.fabric_m for one in lays))
    told = plain("".join(pages(requirement_pdf(lays))))
    assert "121.4米" in told
    assert "A100-2-F1" in told


def test_metres_of_two_fabrics_are_never_added():
    shell, lining = lay(fabric="F-SHELL"), lay(lay="A100-9-L", fabric="F-LINING")
    told = plain("".join(pages(requirement_pdf([shell, lining]))))
    assert told.count("60.7米") >= 2
    assert "121.4米" not in told


def test_the_requirement_in_excel_holds_numbers_and_no_formula():
    book = load_workbook(BytesIO(requirement_xlsx([lay(order="=1+1", style="@x")], language="en")))
    assert book.sheetnames == ["By fabric and colour", "By lay"]
    by_fabric, by_lay = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    assert by_fabric[0] == ("Fabric", "Name", "Width, cm", "Colour", "Shade", "Lays", "Plies", "Metres")
    assert sum(row[-1] for row in by_fabric[1:]) == pytest.approx(60.72)
    assert by_lay[1][3:5] == ("=1+1", "@x")
    assert book["By lay"]["D2"].data_type == "s"


def test_the_list_of_bundles_holds_every_code_with_what_it_is_of():
    paper = lay()
    rows = list(load_workbook(BytesIO(bundles_xlsx([paper], language="en")))["Bundles"].iter_rows(values_only=True))
    assert rows[0][0] == "Code"
    assert [row[0] for row in rows[1:]] == [paper.code_of(bundle) for bundle in paper.bundles]
    assert sum(row[11] for row in rows[1:]) == paper.all_plies * paper.garments_per_ply


def test_a_ticket_says_which_garment_of_its_size_a_bundle_is_as_the_drawing_numbers_it():
    paper = lay(plies=(Spread(colour="white", plies=40),), ratio=(("S", 1), ("M", 2)), drawn=None)
    for language, told in (("en", ["", "", "1of2", "1of2", "2of2", "2of2"]), ("zh", None)):
        found = [plain(page) for page in pages(tickets([paper], stock="60x40", language=language))]
        words = told or ["", "", *["第1/2件"] * 2, *["第2/2件"] * 2]
        assert [word in page for word, page in zip(words, found, strict=True)] == [True] * 6
        assert "/2件" not in found[0]
        assert "of2" not in found[0].replace("1of2inlay", "")
    rows = list(load_workbook(BytesIO(bundles_xlsx([paper], language="en")))["Bundles"].iter_rows(values_only=True))
    assert [row[8:10] for row in rows[:4:3]] == [("Size", "Garment of the size"), ("M", 1)]
    numbers = [bundle.number for bundle in paper.bundles]
    assert len({*numbers}) == len(numbers) == 6


def test_a_centre_may_change_a_template_and_hears_what_is_wrong_with_it(tmp_path: Path):
    (tmp_path / "lay_cards.typ").write_text('#import "base.typ": *\n#for c in data.cards [OUR OWN #c.lay]\n', "utf-8")
    assert "OUR OWN A100-1-F1" in pages(lay_cards([lay()], templates=tmp_path))[0]
    (tmp_path / "lay_cards.typ").write_text('#import "base.typ": *\n\n#nothing-such\n', "utf-8")
    with pytest.raises(InterlockError, match=r"lay_cards.typ:3 cannot be set: unknown variable") as caught:
        lay_cards([lay()], templates=tmp_path)
    assert "模板 lay_cards.typ:3" in caught.value.chinese
    (tmp_path / "lay_cards.typ").write_text('#import "@preview/cetz:0.2.0": *\n', "utf-8")
    with pytest.raises(InterlockError, match="from the network"):
        lay_cards([lay()], templates=tmp_path)
    with pytest.raises(InterlockError, match="holds no template"):
        lay_cards([lay()], templates=tmp_path / "none")


def test_a_template_reads_nothing_outside_its_folder(tmp_path: Path):
    (tmp_path / "lay_cards.typ").write_text('#read("../../etc/hostname")\n', "utf-8")
    with pytest.raises(InterlockError, match="cannot be set"):
        lay_cards([lay()], templates=tmp_path)


def test_nothing_to_print_and_unknown_stock_are_refused():
    with pytest.raises(InterlockError, match="no lay to print"):
        lay_cards([])
    with pytest.raises(InterlockError, match="a4-3x8") as caught:
        tickets([lay()], stock="a5")
    assert "没有标签规格 a5" in caught.value.chinese


def test_the_same_lays_give_the_same_bytes():
    papers: list[LayPaper] = [lay()]
    assert lay_cards(papers) == lay_cards(papers)


DIRECTIONS = ("one_way", "two_way", "by_garment", "by_size")


def test_every_word_of_a_sheet_is_used_by_a_template_or_a_workbook():
    root = Path(__file__).parents[3] / "src" / "interlock" / "paper"
    users = [*root.glob("templates/*.typ"), root / "requirement.py", root / "bundle_list.py"]
    text = "".join(path.read_text("utf-8") for path in users)
    unused = [key for key in SHEET if not re.search(rf'\bw\.{key}\b|"{key}"', text)]
    assert unused == [*DIRECTIONS]


def test_templates_make_bold_themselves_for_the_font_of_the_sheets_has_one_weight():
    root = Path(__file__).parents[3] / "src" / "interlock" / "paper" / "templates"
    assert [path.name for path in root.glob("*.typ") if "strong(" in path.read_text("utf-8")] == []


def test_many_lays_are_set_in_parts_and_still_read_as_one_paper(monkeypatch):
    lays = [lay(lay=f"A{n}", drawn=None) for n in range(5)]
    whole_cards, whole_tickets = lay_cards(lays), tickets(lays, stock="50x30")
    monkeypatch.setattr(sheets, "CARDS_AT_ONCE", 2)
    monkeypatch.setattr(sheets, "TICKETS_AT_ONCE", 25)
    assert pages(lay_cards(lays)) == pages(whole_cards)
    assert pages(tickets(lays, stock="50x30")) == pages(whole_tickets)


def test_a_template_that_never_ends_is_ended(tmp_path: Path, monkeypatch):
    (tmp_path / "lay_cards.typ").write_text("#let f(n) = while true { n += 1 }\n#f(0)\n", "utf-8")
    monkeypatch.setattr(typeset, "LONGEST_S", 1)
    with pytest.raises(InterlockError, match=r"cannot be set|not set within"):
        lay_cards([lay()], templates=tmp_path)


def test_a_marker_of_fifty_metres_is_still_drawn():
    far = replace(DRAWN.marker.placements[-1], x_mm=49_000.0)
    marker = replace(DRAWN.marker, length_mm=50_000.0, placements=(*DRAWN.marker.placements[:-1], far))
    (page,) = pages(mini_markers([replace(DRAWN, marker=marker)], language="en"))
    assert "50.000 m" in page
    assert "45 m" in page
