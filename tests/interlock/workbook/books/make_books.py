"""Write the messy workbooks of the tests: order sheets as factories really write them, and files that are none.

Run: python tests/interlock/workbook/books/make_books.py [FOLDER]
"""

from __future__ import annotations

import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
SEED = 20261123
COLOURS = ("红色", "藏青", "白色", "卡其", "雾霾蓝")
SIZES = ("S", "M", "L", "XL")
Rows = Sequence[Sequence[Any]]

NETWORK: dict[str, Rows] = {
    "集群": [["名称", "今天", "示例数据"], ["示例集群", "2026-11-23", "是"]],
    "工厂": [
        ["工厂信息表"],
        ["编号", "名称", "类型", "乡镇", "经度", "纬度", "一次合格率（%）", "准时率"],
        ["F1", "示例核心一厂", "核心工厂", "贡江镇", 115.41, 25.95, "96%", 0.92],
        ["F2", "示例卫星二厂", "卫星厂", "岭背镇", 115.5, 26.05, 97.5, None],
        ["C1", "示例裁剪中心", "裁剪中心", "贡江镇", 115.42, 25.96, None, None],
    ],
    "生产线": [
        ["编号", "所属工厂", "人数", "每天分钟", "效率（%）", "品类", "工价（元/分钟）", "车间主任"],
        ["F1-L1", "F1", "30人", "9.5小时", 70, "T恤：1；Polo衫：0.9", 0.5, "甲"],
        ["F2-L1", "示例卫星二厂", 18, 570, "62%", "T恤 0.9、卫衣", "0.42元", "乙"],
    ],
    "裁床": [["编号", "工厂", "长度（米）", "宽度（厘米）", "每天分钟"], ["C1-B1", "C1", "12", 190, 540]],
    "款式": [
        ["款号", "名称", "品类", "尺码", "后整工时（分钟）"],
        ["T-101", "圆领T恤", "T恤", "S/M/L/XL", 1.5],
        ["T-102", "连帽卫衣", "卫衣", "S、M、L、XL、2XL", 2],
        ["K-201", "童装T恤", "t-shirt", "110,120,130", 1],
    ],
    "工序": [
        ["款号", "序号", "工序名称", "机种", "标准工时（分钟）"],
        ["T-101", 1, "合肩", "四线包缝", 0.45],
        ["T-101", 2, "上袖", "四线包缝", 1.2],
        ["T-102", 1, "整件", None, "14.5分钟"],
        ["K-201", 1, "整件", None, 4.8],
    ],
    "面辅料": [
        ["编号", "名称", "类型", "单位", "有效幅宽（厘米）", "分颜色"],
        ["JERSEY", "180克汗布", "面料", "米", 175, "是"],
        ["LABEL", "主唛", "辅料", "个", None, "否"],
    ],
    "用料": [
        ["款号", "物料", "单件用量", "损耗（%）"],
        ["T-101", "JERSEY", 0.9, 3],
        ["T-101", "主唛", 1, "2%"],
        ["T-102", "JERSEY", 1.6, None],
    ],
    "报价": [
        ["编号", "供应商", "物料", "单价（元/单位）", "货期（天）", "最小起订量"],
        ["O1", "示例供应商", "JERSEY", "0：21.5；500：20", 7, 50],
        ["O2", "示例供应商", "LABEL", 0.12, "3天", None],
    ],
    "库存": [["物料", "颜色", "数量"], ["JERSEY", "白色", "1,200米"]],
}


def sheet(book: Workbook, name: str, rows: Rows) -> Worksheet:
    """Add a sheet with these rows."""
    page = book.create_sheet(name)
    for row in rows:
        page.append(list(row))
    return page


def network(skip: Sequence[str] = (), **changed: Rows) -> Workbook:
    """Return a book of a small network without orders; ``changed`` replaces sheets by name."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in NETWORK.items():
        if name not in skip:
            sheet(book, name, changed.get(name, rows))
    return book


def matrix(page: Worksheet, top: int, titles: Rows, sizes: Sequence[str], quantities: Rows, totals: bool = True) -> int:
    """Write title lines and a matrix of colours by sizes below them; return the next free row."""
    for row in titles:
        for column, value in enumerate(row, 1):
            page.cell(top, column, value)
        top += 1
    header = ["颜色", *sizes] + (["合计"] if totals else [])
    for column, value in enumerate(header, 1):
        page.cell(top, column, value).font = Font(bold=True)
    for row in quantities:
        top += 1
        known = [value or 0 for value in row[1:]]
        for column, value in enumerate([*row, *([sum(known)] if totals else [])], 1):
            page.cell(top, column, value)
    if totals:
        top += 1
        sums = [sum(row[i] or 0 for row in quantities) for i in range(1, len(sizes) + 1)]
        for column, value in enumerate(["合计", *sums, sum(sums)], 1):
            page.cell(top, column, value)
    return top + 2


def random_matrix(chance: random.Random, colours: int, sizes: Sequence[str]) -> Rows:
    """Return rows of a colour and quantities in tens, some cells blank."""
    return [
        [colour, *(chance.choice((None, 10, 20, 30, 60)) if i else 40 for i, _ in enumerate(sizes))]
        for colour in chance.sample(COLOURS, colours)
    ]


def make_matrix(folder: Path, chance: random.Random) -> None:
    book = network()
    page = book.create_sheet("T-101大货")
    page["A1"] = "示例服饰有限公司生产制单"
    page.merge_cells("A1:F1")
    titles = [
        ["订单号：PO-1", None, "款号：T-101"],
        ["客户", "甲品牌", "交期", date(2026, 12, 20), "单价", "35.5元"],
    ]
    end = matrix(page, 2, titles, SIZES, random_matrix(chance, 3, SIZES))
    page.cell(end, 1, "备注：包装按客户要求")
    page.merge_cells(start_row=end, start_column=1, end_row=end, end_column=6)
    book.save(folder / "matrix.xlsx")


def make_merged(folder: Path, chance: random.Random) -> None:
    book = network()
    page = book.create_sheet("订单")
    page["A1"] = "生产通知单    订单号：PO-2  款号：T-102  客户：乙品牌  交期：2026/12/28  溢短装：±3%"
    page.merge_cells("A1:G1")
    page["A3"], page["B3"], page["G3"] = "颜色", "尺码", "合计"
    page.merge_cells("A3:A4")
    page.merge_cells("B3:F3")
    page.merge_cells("G3:G4")
    for column, size in enumerate(("S", "M", "L", "XL", "XXL"), 2):
        page.cell(4, column, size)
    page.append(["红色", 10, 20, 30, 20, 10, 90])
    page.append(["藏青", None, 20, "—", 20, None, 40])
    page.append(["总计", 10, 40, 30, 40, 10, 130])
    book.save(folder / "merged.xlsx")


def make_wrong_sums(folder: Path, chance: random.Random) -> None:
    book = network()
    page = book.create_sheet("订单")
    page.append(["订单号：PO-3", "款号：T-101", "交期：2026-12-20", "数量：500件"])
    page.append(["颜色", "S", "M", "L", "XL", "合计"])
    page.append(["红色", 10, 20, 30, 40, 110])
    page.append(["白色", 10, 10, 10, 10, 40])
    page.append(["合计", 20, 30, 45, 50, 140])
    book.save(folder / "wrong_sums.xlsx")


def make_chinese_dates(folder: Path, chance: random.Random) -> None:
    book = network()
    rows = [["订单号", "款号", "颜色", "尺码", "数量", "交期"]]
    dates = ("12月5日", "2026年12月5日", "2026/12/5", "20261205", date(2026, 12, 5), "5 Dec 2026", 46361, "1月8日前")
    rows += [[f"D-{i}", "T-101", "红色", "M", 100, due] for i, due in enumerate(dates, 1)]
    sheet(
        book,
        "订单明细",
        [*rows, ["D-9", "T-101", "红色", "M", 100, "5/12/2026"], ["D-10", "T-101", "红色", "M", 9, "待定"]],
    )
    book.save(folder / "chinese_dates.xlsx")


def make_full_width(folder: Path, chance: random.Random) -> None:
    book = network()
    page = book.create_sheet("订单")
    page.append(["订单号：ＰＯ－４　款号：Ｔ－１０１　交期：２０２６－１２－１８　单价：３５．５元"])
    page.append(["颜色", "Ｓ", "Ｍ", "Ｌ", "ＸＬ", "合计"])
    page.append(["红色", "１２０", "１，２００", "３００件", "８０", "１，７００件"])
    book.save(folder / "full_width.xlsx")


def make_missing_sheets(folder: Path, chance: random.Random) -> None:
    book = network(skip=("生产线", "工序", "裁床"))
    sheet(book, "订单", [["订单号", "款号", "颜色", "S", "M", "交期"], ["PO-5", "T-101", "红色", 10, 20, "2026-12-20"]])
    sheet(book, "随手记", [["明天打电话"]])
    book.save(folder / "missing_sheets.xlsx")


def make_unknown_style(folder: Path, chance: random.Random) -> None:
    book = network()
    rows = [["订单号", "款号", "颜色", "S", "M", "3XL", "交期", "核心工厂"]]
    rows += [
        ["PO-6", "T-999", "红色", 10, 20, None, "2026-12-20", None],
        ["PO-7", "t-101", "红色", 10, 20, 5, "2026-12-20", "F9"],
    ]
    sheet(book, "订单", rows)
    book.save(folder / "unknown_style.xlsx")


def make_duplicate_order(folder: Path, chance: random.Random) -> None:
    book = network()
    head = ["订单号", "款号", "颜色", "尺码", "数量", "交期"]
    one = ["PO-8", "T-101", "红色", "M", 100, "2026-12-20"]
    sheet(book, "订单", [head, one, [*one[:5], "2026-12-21"], ["PO-8", "T-101", "红色", "L", 50, None]])
    sheet(book, "订单2", [head, ["PO-8", "T-101", "白色", "S", 100, "2026-12-20"]])
    book.save(folder / "duplicate_order.xlsx")


def make_uncalculated(folder: Path, chance: random.Random) -> None:
    book = network()
    page = book.create_sheet("订单")
    page.append(["订单号：PO-9", "款号：T-101", "交期：2026-12-20"])
    page.append(["颜色", "S", "M", "L", "合计", "备注"])
    page.append(["红色", 10, "=B3*2", 30, "=SUM(B3:D3)", "=1+1"])
    book.save(folder / "uncalculated.xlsx")


def make_several_styles(folder: Path, chance: random.Random) -> None:
    book = network()
    page = book.create_sheet("订单")
    page["A1"], page["C1"] = "客户：丙品牌", "交期：12月30日"
    top = 3
    for number, style, sizes in (
        ("PO-10", "T-101", SIZES),
        ("PO-11", "T-102", (*SIZES, "2XL")),
        ("PO-12", "K-201", (110, 120, 130)),
    ):
        titles = [["款号", style, "订单号", number]]
        top = matrix(page, top, titles, sizes, random_matrix(chance, 2, sizes))
    book.save(folder / "several_styles.xlsx")


def make_long_list(folder: Path, chance: random.Random) -> None:
    book = network()
    rows: list[list[Any]] = [
        ["Order book, week 47"],
        [],
        ["Qty", "Size", "Color", "Style No.", "PO", "Buyer", "Delivery date", "FOB", "Merchandiser"],
    ]
    for number in (1, 2):
        for colour in chance.sample(COLOURS, 2):
            for size in SIZES[:3]:
                rows.append(
                    [
                        f"{chance.randrange(1, 9)}00 pcs",
                        size,
                        colour,
                        "T-101",
                        f"L-{number}",
                        "Brand X",
                        "5-Jan-2027",
                        41.2,
                        "Li",
                    ]
                )
        rows.append([sum(int(row[0].split()[0]) for row in rows[-6:]), None, "Subtotal"])
    sheet(book, "Orders", rows)
    book.save(folder / "long_list.xlsx")


def make_past_due(folder: Path, chance: random.Random) -> None:
    book = network()
    sheet(
        book, "订单", [["订单号", "款号", "颜色", "S", "M", "交期"], ["PO-13", "T-101", "红色", 10, 20, "2026-11-20"]]
    )
    book.save(folder / "past_due.xlsx")


def make_no_skill(folder: Path, chance: random.Random) -> None:
    styles = [*NETWORK["款式"], ["J-301", "羽绒服", "羽绒服", "M,L", 5]]
    operations = [*NETWORK["工序"], ["J-301", 1, "整件", None, 60]]
    book = network(款式=styles, 工序=operations)
    sheet(
        book, "订单", [["订单号", "款号", "颜色", "M", "L", "交期"], ["PO-14", "J-301", "黑色", 10, 20, "2026-12-20"]]
    )
    book.save(folder / "no_skill.xlsx")


def make_no_pieces(folder: Path, chance: random.Random) -> None:
    outline = "0,0 500,0 500,700 0,700"
    bill = [["款号", "物料", "裁片", "损耗（%）"], ["K-201", "JERSEY", "前片、后片", 2]]
    book = network(用料=bill)
    pieces = [["款号", "裁片名称", "尺码", "片数", "轮廓"]]
    pieces += [
        ["K-201", name, size, 1, outline]
        for name in ("前片", "后片")
        for size in (110, 120, 130)
        if (name, size) != ("后片", 130)
    ]
    sheet(book, "裁片", [*pieces, ["K-201", "袖", "140", 2, "0,0 500,0"]])
    sheet(
        book,
        "订单",
        [["订单号", "款号", "颜色", "110", "120", "交期"], ["PO-15", "K-201", "黄色", 10, 20, "2026-12-20"]],
    )
    book.save(folder / "no_pieces.xlsx")


def make_every_sheet_wrong(folder: Path, chance: random.Random) -> None:
    book = network(
        skip=("库存",),
        工厂=[["编号", "名称", "类型"], ["F1", "一厂", "总厂"], ["F1", None, "核心工厂"], ["F3", "三厂", "卫星工厂"]],
        生产线=[
            ["编号", "所属工厂", "人数", "每天分钟", "效率（%）", "品类", "工价"],
            ["L1", "F7", 0, 570, "320%", "T恤：2", "五毛"],
        ],
        面辅料=[["编号", "名称", "类型", "单位"], ["JERSEY", "汗布", "面料", "公斤"], ["LABEL", "主唛", "辅料", "个"]],
        报价=[["编号", "供应商", "物料"], ["O1", "示例供应商", "JERSEY"]],
    )  # fmt: skip
    page = book.create_sheet("订单")
    page.append(["订单号：PO-16", "交期：12月8日"])
    page.append(["颜色", "S", "M", "合计"])
    page.append(["红色", 10, "若干", 10])
    book.save(folder / "every_sheet_wrong.xlsx")


def make_network(folder: Path, chance: random.Random) -> None:
    network().save(folder / "network.xlsx")


def make_csv(folder: Path, chance: random.Random) -> None:
    head = "订单号,款号,颜色,S,M,L,合计,交期\r\n"
    text = head + 'G-1,T-101,红色,"1,200",300,,1500件,12月5日\r\nG-1,T-101,白色,100,,,100,\r\n'
    (folder / "orders_gb18030.csv").write_bytes(text.encode("gb18030"))
    text = "订单号;款号;颜色;尺码;数量;交期\r\nB-1;T-101;红色;M;1,200;2026/12/5\r\nB-1;T-101;红色;L;80;\r\n"
    (folder / "orders_bom.csv").write_bytes(text.encode("utf-8-sig"))
    text = "Order\tStyle\tColour\tSize\tPieces\tDue\nU-1\tT-102\tred\t2XL\t60\t2026-12-24\n"
    (folder / "orders_tab.csv").write_bytes(text.encode("utf-16"))


def make_no_workbooks(folder: Path, chance: random.Random) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    (folder / "empty.xlsx").write_bytes(b"")
    (folder / "not_a_workbook.xlsx").write_bytes(b"<html><table><tr><td>1</td></tr></table></html>")
    (folder / "old.xls").write_bytes(ole)
    (folder / "encrypted.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))
    (folder / "noise.csv").write_bytes(b"\x00\x01\xff\xfe\x00" * 20)


def make_macros(folder: Path, chance: random.Random) -> None:
    plain = folder / "macros.xlsx"
    network().save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(folder / "macros.xlsm", "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.infolist():
            data = source.read(part)
            if part.filename == "[Content_Types].xml":
                old, new = (
                    b"openxmlformats-officedocument.spreadsheetml.sheet.main",
                    b"ms-excel.sheet.macroEnabled.main",
                )
                data = data.replace(old, new)
            target.writestr(zipfile.ZipInfo(part.filename), data)
        target.writestr(zipfile.ZipInfo("xl/vbaProject.bin"), b"macros")
    plain.unlink()


MAKERS: tuple[Callable[[Path, random.Random], None], ...] = (
    make_matrix,
    make_merged,
    make_wrong_sums,
    make_chinese_dates,
    make_full_width,
    make_missing_sheets,
    make_unknown_style,
    make_duplicate_order,
    make_uncalculated,
    make_several_styles,
    make_long_list,
    make_past_due,
    make_no_skill,
    make_no_pieces,
    make_every_sheet_wrong,
    make_network,
    make_csv,
    make_no_workbooks,
    make_macros,
)


def make_all(folder: Path) -> None:
    """Write every book into a folder."""
    for make in MAKERS:
        make(folder, random.Random(f"{SEED} {make.__name__}"))


if __name__ == "__main__":
    make_all(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
