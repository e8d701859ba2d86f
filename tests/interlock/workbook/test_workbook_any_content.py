"""Whatever stands in the cells, the reader answers with a scenario or with issues, and never with an exception."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.interlock.workbook.books.make_books import NETWORK, network, sheet

from interlock.words import LANGUAGES
from interlock.workbook import Reading, read_book

TITLE = ["订单号：A", "款号：T-101", "交期：2026-12-20", None]
SHEETS: dict[str, list[list[Any]]] = {
    **{name: [list(row) for row in rows] for name, rows in NETWORK.items()},
    "乡镇": [["编码", "名称", "经度", "纬度"], ["T1", "贡江镇", 115.4, 25.9]],
    "裁片": [["款号", "裁片名称", "尺码", "轮廓"], ["K-201", "前片", "110", "0,0 90,0 90,90"]],
    "日历": [["工厂", "开始日期", "结束日期", "每周休息日"], ["F1", "2026-12-01", None, "周日"]],
    "订单": [TITLE, ["颜色", "S", "M", "合计"], ["红", 1, 2, 3], ["合计", 1, 2, 3], []],
    "订单2": [["订单号", "款号", "颜色", "尺码", "数量", "交期"], ["B", "T-101", "红", "S", 5, "2026-12-20"]],
}  # fmt: skip
HEADERS = sorted({str(cell) for rows in SHEETS.values() for cell in rows[0] if cell})

contents = st.one_of(
    st.none(),
    st.integers(-(10**18), 10**18),
    st.integers(-3, 300),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1)),
    st.just(time(8, 30)),
    st.just(timedelta(hours=30)),
    st.just(datetime(2026, 3, 4)),  # noqa: DTZ001
    st.text("0123456789.,:：/-±%+()年月日 AXS款红、；;'\"=#", max_size=12),
    st.sampled_from(
        ["合计", "小计", "订单号：B", "款号", "T-101", "F1", "S", "#REF!", "=1+1", "12月5日", "±", "%", "1e400"]
    ),
    st.sampled_from(HEADERS),
)
places = st.sampled_from(
    [(name, row, column) for name, rows in SHEETS.items() for row in range(len(rows) + 1) for column in range(9)]
)


def read(changes: dict[tuple[str, int, int], Any]) -> Reading:
    book = network(skip=list(NETWORK))
    pages = {name: sheet(book, name, rows) for name, rows in SHEETS.items()}
    for (name, row, column), value in changes.items():
        pages[name].cell(row + 1, column + 1).value = value
    with TemporaryDirectory() as folder:
        book.save(Path(folder) / "book.xlsx")
        return read_book(Path(folder) / "book.xlsx", today=date(2026, 11, 23))


@given(changes=st.dictionaries(places, contents, max_size=8))
@settings(max_examples=25, deadline=None)
def test_any_content_gives_a_scenario_or_issues(changes: dict[tuple[str, int, int], Any]) -> None:
    reading = read(changes)
    assert (reading.scenario is None) == bool(reading.errors)
    for issue in (*reading.errors, *reading.warnings):
        for language in LANGUAGES:
            assert issue.sentence(language)
            told = issue.as_dict(language)
            assert [key for key in ("file", "found", "expected", "remedy") if not told[key]] == []
