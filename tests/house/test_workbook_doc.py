"""The workbook's documentation cannot drift from the table that drives its reader, template and writer."""

from pathlib import Path

from interlock.workbook.guide import markdown
from interlock.workbook.limits import MEGABYTE, Limits

DOC = Path(__file__).parents[2] / "docs" / "workbook.md"
START, END = "<!-- schema -->\n", "<!-- /schema -->\n"


def test_the_documented_sheets_and_columns_are_those_of_the_schema() -> None:
    text = DOC.read_text(encoding="utf-8")
    assert text.count(START) == text.count(END) == 1
    documented = text.partition(START)[2].partition(END)[0].strip()
    assert documented == markdown().strip(), (
        "write interlock.workbook.guide.markdown() between the marks of the document"
    )


def test_the_documented_limits_are_those_of_the_reader() -> None:
    limits = Limits()
    text = " ".join(DOC.read_text(encoding="utf-8").split())
    for said in (
        f"files over {limits.file_bytes // MEGABYTE} MB",
        f"unpacking to over {limits.unpacked_bytes // 1000 // MEGABYTE} GB",
        f"more than {limits.unpack_ratio}-fold",
        f"over {limits.rows:,} rows or {limits.columns} columns",
    ):
        assert said in text
