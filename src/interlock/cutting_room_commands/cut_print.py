"""``interlock cut print``: lay cards, bundle tickets, small markers, fabric requirement, plotter and cutter files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from interlock.arguments import inputs_of, whole
from interlock.cutting_room_commands._group import Group, print_json
from interlock.words import Language, Words

DONE, BAD_INPUT = 0, 2
Stop = Callable[[], bool]
LISTED, FIRST = 8, 3
STOCKS = ("a4-3x8", "a4-2x7", "60x40", "50x30")

WORDS = Words(
    about=(
        "print lays: lay cards, bundle tickets, small markers, fabric requirement, plotter and cutter files",
        "打印床次：裁床单、扎票、唛架小图、面料需求单，以及绘图仪和裁床文件",
    ),
    source=(
        "plan.json of interlock plan (then the book, too), a JSON file of lays, or a marker file",
        "interlock plan 写出的 plan.json（还需工作簿）、床次 JSON 文件，或唛架文件",
    ),
    book=("workbook that the plan was made from", "排计划所用的工作簿"),
    orders=("further order sheets, .xlsx or .csv", "其他订单表，.xlsx 或 .csv"),
    what=(
        "what to print, with commas between: cards, tickets, bundles, requirement, mini, plt, dxf or all "
        "(cards,tickets)",
        "打印内容，用逗号隔开：cards 裁床单、tickets 扎票、bundles 扎票清单、requirement 面料需求单、mini 唛架小图、"
        "plt、dxf 或 all"
        "（默认 cards,tickets）",
    ),
    out=("folder for the files, or the name of the one file", "输出文件夹；只有一个文件时也可给文件名"),
    lay=("only this lay; give it again for more", "只打印该床次，可重复给出"),
    day=("only the lays of this day", "只打印这一天的床次"),
    label=("label stock of tickets (a4-3x8)", "扎票标签规格（默认 a4-3x8）"),
    max_pieces=("most pieces in a bundle (30, or as the file says)", "每扎最多件数（默认 30，或按文件所写）"),
    frame=("split a plotter file into frames of this many mm", "绘图文件按此长度分段，毫米"),
    pens=("pens for outlines, inner lines and words (1,1,1)", "轮廓、内线、文字所用笔号（默认 1,1,1）"),
    rolls=(
        "rolls given to the lays, as interlock cut rolls -o wrote them; give it again for each fabric",
        "床次所用布卷，由 interlock cut rolls -o 写出；每种面料各写一次",
    ),
    templates=("folder with your own templates", "自有模板所在文件夹"),
    unknown_what=("--what {found}: unknown; choose among {known}", "--what {found}：没有这一项，可选 {known}"),
    bad_day=("--day {found}: not a date; write it as 2026-12-05", "--day {found} 不是日期，请写成 2026-12-05"),
    bad_pens=(
        "--pens {found}: write three pens from 1 to 8, such as 1,2,3",
        "--pens {found}：请写三个 1 到 8 的笔号，例如 1,2,3",
    ),
    no_book=(
        "{path} is a plan; give the workbook that it was made from, too",
        "{path} 是计划文件，请同时给出排计划所用的工作簿",
    ),
    needless_book=(
        "{path} stands alone; leave out {book}",
        "{path} 无需其他文件，请去掉 {book}",
    ),
    unknown_lay=("{path} has no lay {lay}; it has {known}", "{path} 里没有床次 {lay}，现有 {known}"),
    bad_rolls=(
        "{path}: {place} is missing or not as interlock cut rolls --json prints it; run that again",
        "{path}：{place} 缺失或不是 interlock cut rolls --json 的输出格式，请重新运行该命令",
    ),
    lay_given_twice=(
        "two files of --rolls give rolls to lay {name}; leave one out",
        "有两个 --rolls 文件都给床次 {name} 配了布卷，请去掉一个",
    ),
    roll_given_twice=(
        "roll {name} stands in two files of --rolls; a roll is of one fabric: remove or rename it in one, and run "
        "interlock cut rolls again",
        "布卷 {name} 出现在两个 --rolls 文件中；一卷布只属于一种面料，请在其中一个里去掉或改名，"
        "重新运行 interlock cut rolls",
    ),
    unknown_file=(
        "{path} is neither a plan, nor lays, nor a marker; see docs/cutting.md for what a file of lays holds",
        "{path} 既不是计划，也不是床次或唛架，床次文件的写法见 docs/cutting.md",
    ),
    cut_plan=(
        "{path} is a cut plan, whose lays are on no table yet; put them there first: interlock cut lays {path} "
        "--centre CENTRE.json -o LAYS.json, and print those",
        "{path} 是裁剪方案，床次还没有排上裁床；请先运行 interlock cut lays {path} --centre CENTRE.json -o LAYS.json，"
        "再打印 LAYS.json",
    ),
    nothing_that_day=("{path} has no lay on {day}; choose another day", "{path} 里没有 {day} 的床次，请换一天"),
    only_drawn=(
        "a marker without a lay can be printed as {known}, not as {found}",
        "只有唛架没有床次时可打印 {known}，不能打印 {found}",
    ),
    several=(
        "{path}: {count} files would be written; give a folder",
        "{path}：将写出 {count} 个文件，请给出文件夹",
    ),
    suffix=("{path}: the file's name must end in {known}", "{path}：文件名须以 {known} 结尾"),
    not_nested=(
        "markers not nested yet, so not drawn: {count} ({markers})",
        "尚未排料、未绘制的唛架 {count} 个（{markers}）",
    ),
    not_nested_many=(
        "markers not nested yet, so not drawn: {count} ({markers}, ...)",
        "尚未排料、未绘制的唛架 {count} 个（{markers} 等）",
    ),
    written_many=("written: {count} files in {folder}", "已写入 {count} 个文件：{folder}"),
    written=("written: {files}", "已写入：{files}"),
    stopped=("stopped before everything was written; nothing was written", "未写完即停止，未写入任何文件"),
)


def add_to(group: Group) -> None:
    """Add the command to its group."""
    language = group.language

    def text(key: str) -> str:
        return WORDS.say(language, key)

    made = group.command("print", text("about"), run)
    made.add_argument("source", type=Path, metavar="FILE.json", help=text("source"))
    made.add_argument("book", type=Path, nargs="?", metavar="BOOK.xlsx", help=text("book"))
    made.add_argument("orders", type=Path, nargs="*", default=[], metavar="ORDERS", help=text("orders"))
    made.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=text("out"))
    made.add_argument("--what", metavar="WHAT,...", help=text("what"))
    made.add_argument("--lay", action="append", default=[], metavar="LAY", help=text("lay"))
    made.add_argument("--day", metavar="YYYY-MM-DD", help=text("day"))
    made.add_argument("--label", choices=STOCKS, default=STOCKS[0], help=text("label"))
    made.add_argument("--max-pieces", type=whole(1, language), metavar="N", help=text("max_pieces"))
    made.add_argument("--frame", type=whole(1, language), metavar="MM", help=text("frame"))
    made.add_argument("--pens", metavar="N,N,N", help=text("pens"))
    made.add_argument("--rolls", type=Path, action="append", default=[], metavar="ROLLS.json", help=text("rolls"))
    made.add_argument("--templates", type=Path, metavar="FOLDER", help=text("templates"))
    made.set_defaults(today=None)


def run(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Print what is asked of the lays chosen; everything is written, or nothing."""
    from interlock.cutting_room_commands._printing import asked_of, make, source_of, write

    asked = asked_of(options)
    source = source_of(options, asked, language, stop)
    if source is None:
        return BAD_INPUT
    made = make(source, asked, language, stop)
    paths = write(made, options.out, stop, inputs_of(options))
    undrawn = sorted({lay.marker for lay in source.lays if not lay.drawn}) if asked.draws else []
    if options.json:
        files = [
            {"what": one.what, "path": str(path), "count": one.count} for one, path in zip(made, paths, strict=True)
        ]
        print_json({**source.figures(), "files": files, "not_nested": undrawn})
        return DONE
    if undrawn:
        comma = "、" if language == "zh" else ", "
        key = "not_nested" if len(undrawn) <= FIRST else "not_nested_many"
        print(WORDS.say(language, key, count=len(undrawn), markers=comma.join(undrawn[:FIRST])))
    if len(paths) > LISTED:
        print(WORDS.say(language, "written_many", count=len(paths), folder=options.out))
    else:
        print(WORDS.say(language, "written", files=", ".join(map(str, paths))))
    return DONE
