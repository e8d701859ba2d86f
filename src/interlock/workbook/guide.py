"""How to fill in a workbook: the lines of the template's first sheet, and the tables of ``docs/workbook.md``."""

from __future__ import annotations

from collections.abc import Iterator

from interlock.words import Language, Words
from interlock.workbook.schema import Both, Column, Kind, Sheet, pick, plain, without_hint
from interlock.workbook.sheets import SHEETS
from interlock.workbook.words import KINDS

WORDS = Words(
    title=("Interlock workbook", "联织工作簿"),
    fill=(
        "Fill in the sheets one after the other; columns marked * are needed. The meaning of a column is in the note "
        "on its header.",
        "请依次填写各工作表；带 * 的列必填。列的含义见表头批注。",
    ),
    example=(
        "The grey row of each sheet is an example. A row with any text in the column Skip is not read.",
        "每张表的灰色行是示例。“跳过”列有任何文字的行都不会读取。",
    ),
    columns=(
        "Columns may stand in any order, under Chinese or English headers; others are left alone, with a warning.",
        "列的次序不限，表头可用中文或英文；其他列不读取，只给出提醒。",
    ),
    units=(
        "Units stand in the headers. A number may carry its own: 1,200件, 1.75 m, 0.5小时. Money is in CNY.",
        "单位见表头；数字也可自带单位，如 1,200件、1.75 m、0.5小时。金额单位为元。",
    ),
    dates=(
        "Dates: Excel dates, 2026-12-05, 2026/12/5, 12月5日, 5 Dec 2026. Not 5/12/2026: day and month are unclear.",
        "日期可用 Excel 日期、2026-12-05、2026/12/5、12月5日、5 Dec 2026；不要写 5/12/2026，日月不明。",
    ),
    names=(
        "Codes name rows of other sheets; a name that only one row has does as well.",
        "编号用于对应其他表的行；名称若不重复，也可代替编号。",
    ),
    long=(
        "Orders may be a list: one row an order, colour and size; or an order and colour, with a column for each size.",
        "订单可用清单：每单每色每码一行，或每单每色一行、各尺码为列。",
    ),
    matrix=(
        "Or paste order sheets as they are: title lines such as 订单号：PO-1 款号：T-101 客户：… 交期：12月5日, below "
        "them a row with 颜色 and the sizes, then one row a colour. 合计 and 小计 are checked. Several may stand below "
        "one another, on sheets of any name.",
        "也可直接粘贴订单表：标题行如“订单号：PO-1 款号：T-101 客户：… 交期：12月5日”，其下为颜色和尺码的表头，"
        "再下每色一行。合计、小计会核对。同一张表可上下排列多款，表名不限。",
    ),
    check=(
        "`interlock check BOOK.xlsx` names every error by its cell before anything is planned.",
        "interlock check BOOK.xlsx 会在排计划之前按单元格列出全部错误。",
    ),
    sheets=("Sheets", "工作表"),
    needed=("needed", "必需"),
    wanted=("expected", "建议"),
    optional=("optional", "可选"),
)
PARAGRAPHS = ("fill", "example", "columns", "units", "dates", "names", "long", "matrix", "check")
_NEED = {"yes": "needed", "warn": "wanted", "no": "optional"}


def instructions(language: Language) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the sheet of instructions: headings in one cell, numbered paragraphs and sheets in three."""
    yield (WORDS.say(language, "title"),)
    for number, key in enumerate(PARAGRAPHS, 1):
        yield (str(number), "", WORDS.say(language, key))
    yield ()
    yield (WORDS.say(language, "sheets"),)
    for sheet in SHEETS:
        need = WORDS.say(language, _NEED[sheet.needed])
        yield (sheet.title(language), need, pick(sheet.meaning, language))


def markdown() -> str:
    """Return the tables of sheets and columns as they stand in ``docs/workbook.md``."""
    lines = ["| Sheet | 工作表 | Need | What |", "|---|---|---|---|"]
    for sheet in SHEETS:
        need = WORDS.say("en", _NEED[sheet.needed])
        lines.append(f"| [{sheet.name[0]}](#{_anchor(sheet)}) | {sheet.name[1]} | {need} | {_both(sheet.meaning)} |")
    for sheet in SHEETS:
        lines += ["", f"### {sheet.name[0]} {sheet.name[1]}", _synonyms(sheet), ""]
        lines += ["| Column | 列 | Holds | Meaning | Example | Also headed |", "|---|---|---|---|---|---|"]
        lines += [_row(column) for column in sheet.columns if column.kind not in (Kind.SKIP, Kind.NOTE)]
    return "\n".join(lines) + "\n"


def _anchor(sheet: Sheet) -> str:
    return f"{sheet.name[0]} {sheet.name[1]}".lower().replace(" ", "-")


def _synonyms(sheet: Sheet) -> str:
    return "Also: " + ", ".join(sheet.synonyms) + "." if sheet.synonyms else ""


def _row(column: Column) -> str:
    star = " \\*" if column.required else ""
    cells = (
        column.header[0] + star,
        column.header[1],
        _holds(column),
        _both(column.meaning),
        _both(column.example) if column.example[0] != column.example[1] else column.example[0],
        ", ".join(_further_headers(column)),
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _further_headers(column: Column) -> list[str]:
    known = {plain(text) for header in column.header for text in (header, without_hint(header))}
    return [text for text in dict.fromkeys(column.synonyms) if plain(text) not in known]


def _holds(column: Column) -> str:
    if column.choices:
        return ", ".join(f"{texts[0]} {texts[1]}" if texts[0] != texts[1] else texts[0] for _, texts in column.choices)
    times, sign = (100, "%") if column.kind in (Kind.SHARE, Kind.PART) else (1, "")
    bounds = [f"from {column.least * times:g}{sign}"] if column.least is not None else []
    bounds += [f"to {column.most * times:g}{sign}"] if column.most is not None else []
    return " ".join([KINDS[column.kind.value][0], *bounds])


def _both(text: Both) -> str:
    return f"{text[0]}<br>{text[1]}"
