"""Excel and CSV in and out: a filled-in workbook becomes a scenario, or issues that name file, sheet and cell."""

from interlock.workbook.issues import Issue
from interlock.workbook.limits import Limits
from interlock.workbook.read import Reading, read_book
from interlock.workbook.template import write_template
from interlock.workbook.writer import Unwritable, write_book

__all__ = [
    "Issue",
    "Limits",
    "Reading",
    "Unwritable",
    "read_book",
    "write_book",
    "write_template",
]
