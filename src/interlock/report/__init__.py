"""A plan as one HTML page that works offline, in Chinese and English, for the planner's screen, a phone and paper."""

from interlock.report.boundary import UnreadableBoundary
from interlock.report.write import write_report

__all__ = ["UnreadableBoundary", "write_report"]
