"""A plan as one HTML page that works offline, in Chinese and English, for the planner's screen, a phone and paper."""

from interlock.report.belongs import SCENARIO_FILE, OtherBook, as_planned, check_same_book
from interlock.report.boundary import UnreadableBoundary, read_boundary
from interlock.report.write import write_report

__all__ = [
    "SCENARIO_FILE",
    "OtherBook",
    "UnreadableBoundary",
    "as_planned",
    "check_same_book",
    "read_boundary",
    "write_report",
]
