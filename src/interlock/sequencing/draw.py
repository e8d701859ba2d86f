"""Pictures of lines: who sews what on which day."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator, Sequence
from html import escape
from typing import Literal
from zlib import crc32

from interlock.sequencing.problem import LineProblem
from interlock.sequencing.solution import DayOutput, LineSchedule, LotRun

_DAY_PX, _ROW_PX, _LABEL_PX, _HEAD_PX = 24, 30, 130, 34
_WORDS = {
    "en": {"title": "Lots by line and day", "day": "day", "pieces": "pieces", "late": "late", "unplaced": "unplaced"},
    "zh": {"title": "各生产线派工单排程", "day": "第", "pieces": "件", "late": "延误", "unplaced": "未排入"},
}


def gantt_svg(lines: Sequence[tuple[LineProblem, LineSchedule]], *, language: Literal["en", "zh"] = "en") -> str:
    """An SVG Gantt of one or several lines, a row each.

    Bars have one colour per style; changeover is black, learning paler, days after the due day are underlined in red,
    closed days are grey. Hovering a bar tells its lot, days and pieces.
    """
    days = max((problem.horizon_days for problem, _ in lines), default=0)
    width, height = _LABEL_PX + days * _DAY_PX + 10, _HEAD_PX + len(lines) * _ROW_PX + 10
    body = [*_head(days)]
    for row, (problem, schedule) in enumerate(lines):
        body += _row(problem, schedule, _HEAD_PX + row * _ROW_PX, language)
    title = _WORDS[language]["title"]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{title}" font-family="sans-serif" font-size="11">\n<title>{title}</title>\n'
        + "\n".join(body)
        + "\n</svg>\n"
    )


def _head(days: int) -> Iterator[str]:
    for day in range(days):
        if day % 7 == 0:
            yield f'<text x="{_LABEL_PX + day * _DAY_PX + 2}" y="{_HEAD_PX - 10}" fill="#555">{day}</text>'


def _row(problem: LineProblem, schedule: LineSchedule, top: int, language: str) -> Iterator[str]:
    label = escape(problem.line)
    if schedule.unplaced:
        label += f" ({_WORDS[language]['unplaced']} {len(schedule.unplaced)})"
    yield f'<text x="4" y="{top + 18}">{label}</text>'
    for number, capacity_min in enumerate(problem.capacity_min):
        fill = "#f7f7f7" if capacity_min > 0 else "#d5d5d5"
        yield _box(_LABEL_PX + number * _DAY_PX, top, _DAY_PX - 1, _ROW_PX - 4, fill)
    lot_of = {lot.id: lot for lot in problem.lots}
    used_min: dict[int, float] = {}
    for run in schedule.runs:
        lot = lot_of[run.lot]
        yield f"<g><title>{escape(_tip(run, lot.style, language))}</title>"
        for day in run.days:
            before_min = used_min.get(day.day, 0.0)
            yield from _day_boxes(day, before_min, problem.capacity_min[day.day], top, lot.style, day.day > lot.due_day)
            used_min[day.day] = before_min + day.minutes
        yield "</g>"


def _tip(run: LotRun, style: str, language: str) -> str:
    words = _WORDS[language]
    span = f"{words['day']} {run.start_day}-{run.end_day}" + (" 天" if language == "zh" else "")
    late = f", {words['late']} {run.late_piece_days}" if run.late_piece_days else ""
    return f"{run.lot} · {style} · {span} · {run.pieces} {words['pieces']}{late}"


def _day_boxes(
    day: DayOutput, before_min: float, capacity_min: float, top: int, style: str, late: bool
) -> Iterator[str]:
    """Changeover, then sewing (its learning part paler), side by side in the width of the day."""
    scale = (_DAY_PX - 1) / capacity_min
    left = _LABEL_PX + day.day * _DAY_PX + before_min * scale
    parts = (
        (day.changeover_min, "#222222"),
        (day.learning_min, _colour(style, 0.85)),
        (day.productive_min, _colour(style, 0.6)),
    )
    for minutes, fill in parts:
        if minutes > 0:
            yield _box(left, top, minutes * scale, _ROW_PX - 4, fill)
            left += minutes * scale
    if late:
        yield _box(left - day.minutes * scale, top + _ROW_PX - 7, day.minutes * scale, 3, "#d63939")


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{fill}"/>'


def _colour(style: str, lightness: float) -> str:
    """A colour that belongs to the style, the same in every picture."""
    hue = (crc32(style.encode()) % 360) / 360
    red, green, blue = (round(255 * part) for part in colorsys.hls_to_rgb(hue, lightness, 0.5))
    return f"#{red:02x}{green:02x}{blue:02x}"
