"""The line on standard error that shows how far a command is."""

from __future__ import annotations

import sys
import time

from interlock.stages.progress import Step
from interlock.words import Language, Words

WORDS = Words(
    left=("about {seconds} s left", "约剩 {seconds} 秒"),
    read=("reading the workbook", "读取工作簿"),
    calibrate=("measuring how long markers come out", "标定唛架长度"),
    paths=("choosing cores, cutting and finishing shops", "选定核心工厂、裁剪与后整"),
    cut=("planning how to cut", "制定裁剪方案"),
    buy=("choosing what to buy", "采购面辅料"),
    allocate=("giving orders to lines", "订单分派到生产线"),
    lay=("putting lays on tables", "排床次上裁床"),
    sew=("sequencing the lines, day by day", "逐日排产线"),
    finish=("finishing and shipping", "后整与发运"),
    nest=("nesting the next days' markers", "排近日唛架"),
    explain=("finding reasons and bottlenecks", "查找延误原因与瓶颈"),
    judge=("judging the plan", "独立校验计划"),
    help=("trying what would bring late orders in on time", "试算延误订单的补救办法"),
    write=("writing the files", "写出文件"),
)


class ProgressLine:
    """Stage, share and time left on standard error: one line that changes on a terminal, a line a stage elsewhere."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._started = time.perf_counter()
        self._stage = ""
        self._live = sys.stderr.isatty()

    def say(self, stage: str) -> None:
        """Name a stage that has no share."""
        self._stage = stage
        self._write(WORDS.say(self._language, stage))

    def show(self, text: str) -> None:
        """Show what is said elsewhere."""
        self._write(text)

    def step(self, step: Step) -> None:
        """Show where the planner is."""
        if not self._live and step.stage == self._stage:
            return
        self._stage = step.stage
        self._write(f"{step.share:4.0%}  {WORDS.say(self._language, step.stage)}{self._left(step.share)}")

    def end(self) -> None:
        """Leave a clean line behind."""
        if self._live:
            sys.stderr.write("\r\x1b[K")

    def _left(self, share: float) -> str:
        passed = time.perf_counter() - self._started
        if share < 0.05 or passed < 2:
            return ""
        return "  " + WORDS.say(self._language, "left", seconds=round(passed / share * (1 - share)))

    def _write(self, text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text}" if self._live else f"{text}\n")
        sys.stderr.flush()
