"""What is said of writing and drawing pieces, in both languages."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    nothing_to_write=("there is no piece to write; choose at least one", "没有可写出的裁片，请至少选择一片"),
    nothing_to_draw=("there is no piece to draw; choose at least one", "没有可绘制的裁片，请至少选择一片"),
    nest=("pieces in all sizes", "各码放码图"),
    sizes=("Sizes", "尺码"),
)
