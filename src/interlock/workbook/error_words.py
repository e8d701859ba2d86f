"""What no workbook can hold and no reader can be told, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    long_text=(
        "sheet {sheet}, row {row}: a text of {found:,} characters; Excel holds {most:,}: shorten it",
        "工作表 {sheet} 第 {row} 行：文字有 {found:,} 个字符，Excel 最多 {most:,} 个，请缩短",
    ),
    control=(
        "sheet {sheet}, row {row}: {found!r} holds a control character; remove it",
        "工作表 {sheet} 第 {row} 行：{found!r} 含有控制字符，请删除",
    ),
    limit=("limit {name} is below 1; give at least 1", "限额 {name} 小于 1，至少应为 1"),
)
