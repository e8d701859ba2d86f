"""``interlock cut template``: a workbook of orders to fill in, for ``interlock cut plan``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from interlock.cutting_room_commands._group import Group, print_json
from interlock.words import Language, Words

DONE = 0
WORDS = Words(
    about=(
        "write a workbook of orders to fill in, with instructions and an example, for interlock cut plan",
        "生成裁剪订单工作簿模板，含填写说明与示例，供 interlock cut plan 使用",
    ),
    out=("workbook to write, .xlsx", "要写的工作簿，.xlsx"),
    written=("written: {path}", "已写入：{path}"),
)


def add_to(group: Group) -> None:
    """Add ``template``."""
    made = group.command("template", WORDS.say(group.language, "about"), run)
    made.add_argument("out", type=Path, metavar="FILE.xlsx", help=WORDS.say(group.language, "out"))


def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Write the workbook."""
    from interlock.files import check_ending, check_file, refuse_existing
    from interlock.workbook.cut_template import write_cut_template

    check_ending(options.out, (".xlsx",))
    check_file(options.out)
    refuse_existing(options.out)
    write_cut_template(options.out, language)
    if options.json:
        print_json({"file": str(options.out)})
    else:
        print(WORDS.say(language, "written", path=options.out))
    return DONE
