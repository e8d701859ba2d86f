"""A picture of the plan: how full every line is in every bucket."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from interlock.allocation.problem import AllocationProblem, Floats
from interlock.allocation.solution import Allocation

CELL_WIDTH, CELL_HEIGHT, LEFT, TOP = 34, 16, 120, 44
TEXTS = {
    "en": {
        "title": "Load of lines by bucket",
        "line": "Line",
        "closed": "closed",
        "of": "{used:.0f} of {room:.0f} min",
    },
    "zh": {"title": "各产线分期负荷", "line": "产线", "closed": "停工", "of": "已排 {used:.0f} / 产能 {room:.0f} 分钟"},
}


def draw(
    problem: AllocationProblem,
    allocation: Allocation,
    *,
    line_names: Sequence[str] | None = None,
    bucket_names: Sequence[str] | None = None,
    language: str = "en",
    most_lines: int = 200,
) -> str:
    """A heat map of line load as SVG, the fullest `most_lines` lines first. `language` is "en" or "zh"."""
    words = TEXTS[language]
    used, room = allocation.used(problem).line_min, problem.line_min
    shown = np.argsort(-_share(used.sum(axis=1), room.sum(axis=1)), kind="stable")[:most_lines]
    names = line_names or [f"{words['line']} {i}" for i in range(len(room))]
    buckets = bucket_names or [str(t) for t in range(problem.bucket_count)]
    width, height = LEFT + CELL_WIDTH * problem.bucket_count + 12, TOP + CELL_HEIGHT * len(shown) + 12
    body = [_text(LEFT + CELL_WIDTH * t + CELL_WIDTH / 2, TOP - 6, name, "middle") for t, name in enumerate(buckets)]
    for row, line in enumerate(shown):
        y = TOP + CELL_HEIGHT * row
        body.append(_text(LEFT - 6, y + 12, names[line], "end"))
        body += [
            _cell(t, y, float(used[line, t]), float(room[line, t]), f"{names[line]} · {buckets[t]}", words)
            for t in range(problem.bucket_count)
        ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" font-family="sans-serif" font-size="11"><title>{words["title"]}</title>'
        f"{_text(6, 16, words['title'], 'start')}{''.join(body)}</svg>"
    )


def _share(used: Floats, room: Floats) -> Floats:
    return np.divide(used, room, out=np.zeros_like(used), where=room > 0.0)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="#334155">{escape(text)}</text>'


def _cell(bucket: int, y: int, used_min: float, room_min: float, name: str, words: dict[str, str]) -> str:
    x, size = LEFT + CELL_WIDTH * bucket, f'width="{CELL_WIDTH - 1}" height="{CELL_HEIGHT - 1}"'
    if room_min <= 0.0:
        tip, fill = f"{name}: {words['closed']}", "#e2e8f0"
    else:
        tip = f"{name}: {words['of'].format(used=used_min, room=room_min)}"
        fill = _colour(used_min / room_min)
    return f'<rect x="{x}" y="{y}" {size} fill="{fill}"><title>{escape(tip)}</title></rect>'


def _colour(share: float) -> str:
    """From pale (empty) to deep blue (full)."""
    empty, full = (239, 246, 255), (30, 64, 175)
    mixed = (round(a + (b - a) * min(max(share, 0.0), 1.0)) for a, b in zip(empty, full, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)
