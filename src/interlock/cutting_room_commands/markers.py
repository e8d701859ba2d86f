"""``interlock markers make | improve | audit``."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from interlock.arguments import Parser, inputs_of, whole
from interlock.cutting_room_commands._counted import counted, listed
from interlock.cutting_room_commands._group import Group, Heard, errors_of, print_json
from interlock.cutting_room_commands._marker_files import KINDS, drawn_from, write
from interlock.cutting_room_commands._markers_asked import add_rules, add_style, read_asked
from interlock.errors import BrokenLaw, InterlockError, InvalidModel, Placed, Told, chinese_of
from interlock.files import check_file, refuse_overwriting
from interlock.markers import (
    Marker,
    MarkerCache,
    MarkerFile,
    MarkerProblem,
    audit,
    default_cache_folder,
    improve,
    read_marker,
)
from interlock.markers.words import WORDS as MARKER_WORDS
from interlock.words import Language, Words

DONE, BROKEN, BAD_INPUT = 0, 1, 2

WORDS = Words(
    make=("nest the pieces of a pattern file", "为样板文件中的样片排料"),
    improve=("make markers shorter that were made before", "继续改进已有唛架"),
    audit=("judge markers by exact geometry", "用精确几何校验唛架"),
    file=("pattern file, or a strip packing instance (.json)", "样板文件，或条带排样实例（.json）"),
    marker=("marker file that make has written (.json)", "make 写出的唛架文件（.json）"),
    seconds=("seconds for each marker (30)", "每个唛架的排料秒数（30）"),
    out=(
        "files to write: .json (to improve or audit it later), .svg, .png, .dxf (cutter), .plt (plotter, 1:1)",
        "要写的文件：.json（供以后改进或校验）、.svg、.png、.dxf（裁床）、.plt（绘图仪 1:1）",
    ),
    out_improve=(
        "files to write, as of make; else the marker file itself is renewed, and the drawings of it beside it",
        "要写的文件，同 make；默认更新原唛架文件及其旁边由它画出的文件",
    ),
    seed=("seed of the search", "搜索的随机种子"),
    workers=("processes to use (one per core)", "使用的进程数（默认每核一个）"),
    cache=("where markers are kept", "唛架的存放处"),
    fresh=("do not start from a marker kept before", "不从以前保存的唛架开始"),
    better=("{seconds} s: length {length}, {density} %", "{seconds} 秒：长 {length}，用布率 {density} %"),
    result=(
        "length {length}, {density} %, {pieces}, judged: keeps every rule",
        "长 {length}，用布率 {density} %，{pieces}，校验通过",
    ),
    stopped=("stopped; the best marker found is kept", "已停止，保留已找到的最好唛架"),
    no_better=("{path}: no better marker was found in {seconds} s", "{path}：{seconds} 秒内没有找到更好的唛架"),
    stale=(
        "{path} is renewed, but {files} beside it may still show the marker before; write that again",
        "{path} 已更新，但旁边的 {files} 可能仍是之前的唛架，请重新输出",
    ),
    good=(
        "{path}: keeps every rule; length {length}, {density} %",
        "{path}：校验通过；长 {length}，用布率 {density} %",
    ),
    broken=("{path}: breaks {rules}:", "{path}：违反 {rules}："),
    written=("written: {files}", "已写入：{files}"),
    suffix=(
        "{path}: write a marker to .json, .svg, .png, .dxf or .plt",
        "{path}：唛架只能写成 .json、.svg、.png、.dxf 或 .plt",
    ),
)


def add_to(parser: Parser, language: Language, heard: Heard) -> None:
    """Add every command of the group."""
    group = Group(parser, language, heard)

    def text(key: str) -> str:
        return WORDS.say(language, key)

    make = group.command("make", text("make"), run_make, patient=True)
    make.add_argument("file", type=Path, metavar="FILE", help=text("file"))
    add_rules(make, language)
    add_style(make, language)
    make.add_argument("--fresh", action="store_true", help=text("fresh"))
    make.add_argument("-o", "--out", type=Path, nargs="+", action="extend", metavar="OUT", help=text("out"))
    _add_search(make, language)

    better = group.command("improve", text("improve"), run_improve, patient=True)
    better.add_argument("files", type=Path, nargs="+", metavar="MARKER.json", help=text("marker"))
    better.add_argument("-o", "--out", type=Path, nargs="+", action="extend", metavar="OUT", help=text("out_improve"))
    _add_search(better, language)

    better.set_defaults(renews=True)

    judge = group.command("audit", text("audit"), run_audit)
    judge.add_argument("files", type=Path, nargs="+", metavar="MARKER.json", help=text("marker"))


def _add_search(parser: Parser, language: Language) -> None:
    def text(key: str) -> str:
        return WORDS.say(language, key)

    parser.add_argument("--seconds", type=whole(1, language), default=30, metavar="N", help=text("seconds"))
    parser.add_argument("--seed", type=whole(0, language), metavar="N", help=text("seed"))
    parser.add_argument("--workers", type=whole(1, language), metavar="N", help=text("workers"))
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help=text("cache"))


def run_make(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Nest the pieces of a file, on each width asked for."""
    asked = read_asked(options)
    asked.tell(language)
    outs = [_outs(options.out or [], problem, len(asked.problems)) for problem in asked.problems]
    refuse_overwriting((path for paths in outs for path in paths), inputs_of(options))
    _check_outs(outs)
    cache = MarkerCache(options.cache or default_cache_folder())
    rows = []
    for problem, paths in zip(asked.problems, outs, strict=True):
        known = None if options.fresh else cache.get(problem)
        job = _Job(problem, asked.unit_mm, language, asked.styles)
        marker = job.search(known, options, cache, stop)
        job.write(marker, paths)
        rows.append(job.figures(marker, paths, stopped=stop()))
        job.tell(marker, paths, quiet=options.json, stopped=stop())
    if options.json:
        print_json(rows[0] if len(rows) == 1 else {"markers": rows})
    return DONE


def run_improve(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Search on from markers in files; each file is renewed only by a shorter marker, and with it its drawings.

    Files that are no markers, or cannot be renewed, do not keep the others waiting: they are told at the end, with 2.
    """
    _check_outs([options.out or []])
    _refuse_other_markers(options)
    made, wrong = _read(options.files, [] if options.out else [_check_out])
    cache = MarkerCache(options.cache or default_cache_folder())
    options.seed = time.time_ns() % 2**31 if options.seed is None else options.seed
    rows = []
    for path, one in made:
        if stop():
            break
        paths = list(options.out or [path])
        job = _Job(one.problem, one.own_unit_mm, language, one.styles)
        marker = job.search(_shorter(one.marker, cache.get(one.problem)), options, cache, stop)
        stale: list[Path] = []
        if marker.length_mm < one.marker.length_mm or options.out:
            stale = _renew(path, one, marker, paths, job)
        else:
            paths.clear()
            print(WORDS.say(language, "no_better", path=path, seconds=options.seconds), file=sys.stderr)
        gained = round(100 * (marker.utilisation - one.marker.utilisation), 3)
        figures = {**job.figures(marker, paths, stopped=stop()), "not_renewed": [*map(str, stale)]}
        rows.append({"file": str(path), "gained_points": gained, **figures})
        job.tell(marker, paths, quiet=options.json, stopped=stop())
        if stale:
            print(WORDS.say(language, "stale", path=path, files=listed(map(str, stale), language)), file=sys.stderr)
    if wrong and not rows:
        raise InvalidModel(wrong)
    if options.json:
        told = rows[0] if len(options.files) == 1 else {"markers": rows}
        print_json({**told, **errors_of(wrong, language)} if wrong else told)
    for problem in wrong:
        print(f"interlock: {problem.chinese if language == 'zh' else problem}", file=sys.stderr)
    return BAD_INPUT if wrong else DONE


def _renew(path: Path, before: MarkerFile, marker: Marker, paths: list[Path], job: _Job) -> list[Path]:
    """Write a marker; what was drawn beside its file from the one before is drawn anew, and joins the ``paths``.

    Returns the files beside it that may still show the one before.
    """
    if path not in paths or marker == before.marker:
        job.write(marker, paths)
        return []
    drawn, stale = drawn_from(before, path, paths)
    job.write(marker, paths)
    for beside, language in drawn.items():
        job.write(marker, [beside], language)
    paths += drawn
    return stale


def _refuse_other_markers(options: argparse.Namespace) -> None:
    """A marker file may be renewed, but neither by another marker nor by a drawing."""
    named = options.out or []
    if len(options.files) == 1:
        named = [path for path in named if path.suffix.lower() != ".json"]
    refuse_overwriting(named, options.files)


def run_audit(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Judge every marker file; 1 when a rule is broken."""
    rows = []
    read, wrong = _read(options.files)
    if wrong:
        raise InvalidModel(wrong)
    for path, made in read:
        breaches = audit(made.problem, made.marker)
        said = [getattr(breach, "chinese", breach) if language == "zh" else str(breach) for breach in breaches]
        job = _Job(made.problem, made.own_unit_mm, language)
        rows.append({"file": str(path), "valid": not said, "breaches": said, **job.measures(made.marker)})
        if not options.json:
            key = "broken" if said else "good"
            rules = counted(len(said), "rule", language)
            print(WORDS.say(language, key, path=path, rules=rules, **job.words(made.marker)))
            print(*(f"- {line}" for line in said), sep="\n", end="\n" if said else "")
    if options.json:
        print_json(rows[0] if len(rows) == 1 else {"markers": rows})
    return DONE if all(row["valid"] for row in rows) else BROKEN


class _Job:
    """One marker on its way: searched for, told, written."""

    def __init__(
        self, problem: MarkerProblem, unit_mm: float | None, language: Language, styles: tuple[str, ...] = ()
    ) -> None:
        self._problem, self._unit_mm, self._language, self._styles = problem, unit_mm, language, styles
        self._started = time.monotonic()
        self._first_s: float | None = None
        self._seconds = 0.0
        self._told: dict[str, str] = {}

    def search(
        self, known: Marker | None, options: argparse.Namespace, cache: MarkerCache, stop: Callable[[], bool]
    ) -> Marker:
        """Search; better markers are told on standard error as they come."""
        self._first_s = 0.0 if known else None
        marker = improve(
            self._problem,
            known,
            seconds=options.seconds,
            workers=options.workers,
            seed=options.seed or 0,
            cache=cache,
            better=self._better,
            stop=stop,
        )
        self._seconds = time.monotonic() - self._started
        breaches = audit(self._problem, marker)
        if breaches:
            raise BrokenLaw(MARKER_WORDS.told("the_marker"), breaches)
        return marker

    def _better(self, marker: Marker, seconds: float) -> None:
        self._first_s = seconds if self._first_s is None else self._first_s
        # A marker that is shorter by less than can be read is not told.
        if (words := self.words(marker)) == self._told:
            return
        self._told = words
        print(WORDS.say(self._language, "better", seconds=f"{seconds:.1f}", **words), file=sys.stderr, flush=True)

    def words(self, marker: Marker) -> dict[str, str]:
        """Length and density in words; a unit-less file has unit-less lengths."""
        unit_mm = self._unit_mm
        metre = "米" if self._language == "zh" else "m"
        length = f"{marker.length_mm / 1000:.3f} {metre}" if unit_mm is None else f"{marker.length_mm / unit_mm:.3f}"
        return {"length": length, "density": f"{100 * marker.utilisation:.2f}"}

    def measures(self, marker: Marker) -> dict[str, object]:
        """Length, width and density as figures."""
        return {
            "density_percent": round(100 * marker.utilisation, 3),
            "length": round(marker.length_mm / (self._unit_mm or 1), 4),
            "width": round(marker.width_mm / (self._unit_mm or 1), 4),
            "unit": "mm" if self._unit_mm is None else "",
            "pieces": len(marker.placements),
        }

    def figures(self, marker: Marker, paths: Sequence[Path], *, stopped: bool) -> dict[str, object]:
        """What ``--json`` prints of a search."""
        return {
            **self.measures(marker),
            "seconds": round(self._seconds, 4),
            "first_layout_seconds": None if self._first_s is None else round(self._first_s, 4),
            "stopped": stopped,
            "files": [str(path) for path in paths],
        }

    def tell(self, marker: Marker, paths: Sequence[Path], *, quiet: bool, stopped: bool) -> None:
        """Say the outcome in words."""
        if stopped:
            print(WORDS.say(self._language, "stopped"), file=sys.stderr)
        if not quiet:
            pieces = counted(len(marker.placements), "piece", self._language)
            print(WORDS.say(self._language, "result", pieces=pieces, **self.words(marker)))
            if paths:
                print(WORDS.say(self._language, "written", files=", ".join(map(str, paths))))

    def write(self, marker: Marker, paths: Sequence[Path], language: Language | None = None) -> None:
        """Write the marker into each file, by its name's ending; ``language`` is that of the command where not told."""
        unit_mm = self._unit_mm
        made = MarkerFile(
            problem=self._problem, marker=marker, unit_mm=unit_mm or 1.0, unitless=unit_mm is not None,
            styles=self._styles,
        )  # fmt: skip
        for path in paths:
            write(made, path, language or self._language)


def _read(
    paths: Sequence[Path], checks: Sequence[Callable[[Path], None]] = ()
) -> tuple[list[tuple[Path, MarkerFile]], list[Placed]]:
    """Read marker files; returns those that can be read and pass the checks, and all that is wrong with the others."""
    made: list[tuple[Path, MarkerFile]] = []
    wrong: list[Placed] = []
    for path in paths:
        try:
            read = read_marker(path)
            for check in checks:
                check(path)
            made.append((path, read))
        except InterlockError as error:
            found = error.problems or (Told(str(error), error.chinese),)
            placed = (each if isinstance(each, Placed) else Placed(each, chinese_of([each])) for each in found)
            wrong += [each.within(str(path)) for each in placed]
    return made, wrong


def _shorter(first: Marker, second: Marker | None) -> Marker:
    return second if second and second.length_mm < first.length_mm else first


def _outs(paths: Sequence[Path], problem: MarkerProblem, markers: int) -> list[Path]:
    """Files to write; markers of several widths have the width in their names."""
    if markers == 1:
        return list(paths)
    return [path.with_stem(f"{path.stem}-{problem.rules.width_mm:g}") for path in paths]


def _check_outs(outs: Sequence[Sequence[Path]]) -> None:
    for path in [path for paths in outs for path in paths]:
        _check_out(path)


def _check_out(path: Path) -> None:
    if path.suffix.lower() not in KINDS:
        raise InterlockError(WORDS.told("suffix", path=path))
    check_file(path)
