"""What is wrong with zones, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    zones=("planning in zones", "分区排产"),
    line_zone=(
        "line_zone: {lines} whole numbers are needed, one for each line; found {found}.",
        "line_zone：{lines} 条产线各需一个整数，现为 {found}。",
    ),
    numbers=(
        "line_zone: number the zones 0, 1, 2 ...; these have no line: {missing}.",
        "line_zone：分区请从 0、1、2 起编号；这些分区没有产线：{missing}。",
    ),
)
