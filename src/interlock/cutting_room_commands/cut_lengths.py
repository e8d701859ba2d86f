"""``interlock cut lengths``: how long markers of a style come out, fitted to short nests, for cut plans."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from interlock.arguments import whole
from interlock.cutting_room_commands._cut_passes import Stop
from interlock.cutting_room_commands._group import Group, print_json
from interlock.cutting_room_commands._markers_asked import add_rules, read_asked
from interlock.errors import BrokenLaw
from interlock.markers import (
    FittedLengths,
    MarkerCache,
    MarkerProblem,
    audit,
    calibration,
    default_cache_folder,
    fit,
    for_ratio,
    nest_many,
)
from interlock.markers.words import WORDS as MARKER_WORDS
from interlock.patterns import Piece
from interlock.units import percent
from interlock.words import Language, Words

WORDS = Words(
    about=(
        "fit the length of a style's markers to short nests, as interlock cut plan needs it",
        "用短时排料拟合某款唛架的长度，供 interlock cut plan 使用",
    ),
    file=("pattern file", "样板文件"),
    seconds=("seconds for each short nest (4)", "每次短时排料的秒数（4）"),
    seed=("seed of the search", "搜索的随机种子"),
    workers=("processes to use (one per core)", "使用的进程数（默认每核一个）"),
    cache=("where markers and their lengths are kept", "唛架及其长度的存放处"),
    head=(
        "width {width} mm: {fixed} mm plus, for each garment, {each}",
        "幅宽 {width} 毫米：固定 {fixed} 毫米，另按件：{each}",
    ),
    error=(
        "  {nests} nests; each left out in turn is missed by {error} % on average",
        "  依据 {nests} 次排料；逐一留出检验，平均误差 {error}%",
    ),
    few=("  {nests} nests, too few to tell the error", "  依据 {nests} 次排料，尚不足以估计误差"),
)


def add_to(group: Group) -> None:
    """Add ``lengths``."""
    language = group.language

    def text(key: str) -> str:
        return WORDS.say(language, key)

    lengths = group.command("lengths", text("about"), run_lengths)
    lengths.add_argument("file", type=Path, metavar="FILE", help=text("file"))
    add_rules(lengths, language)
    lengths.add_argument("--seconds", type=whole(1, language), default=4, metavar="N", help=text("seconds"))
    lengths.add_argument("--seed", type=whole(0, language), default=0, metavar="N", help=text("seed"))
    lengths.add_argument("--workers", type=whole(1, language), metavar="N", help=text("workers"))
    lengths.add_argument("--cache", type=Path, metavar="FOLDER", help=text("cache"))


def run_lengths(options: argparse.Namespace, language: Language, stop: Stop) -> int:
    """Nest a few ratios of the style for a short time, keep what they came out at, and fit."""
    rows, asked = [], read_asked(options)
    asked.tell(language)
    for problem in asked.problems:
        fitted = _fitted(problem, options, stop)
        rows.append(_figures(problem, fitted))
        if not options.json:
            print("\n".join(_sentences(problem, fitted, language)))
    if options.json:
        print_json(rows[0] if len(rows) == 1 else {"widths": rows})
    return 0


def _fitted(asked: MarkerProblem, options: argparse.Namespace, stop: Stop) -> FittedLengths:
    cache = MarkerCache(options.cache or default_cache_folder())
    sizes = _sizes(asked)
    problems = [for_ratio(sizes, ratio, asked.rules) for ratio in calibration(sizes)]
    nested = nest_many(
        problems, seconds=options.seconds, workers=options.workers, seed=options.seed, cache=cache, stop=stop
    )
    for problem, marker in zip(problems, nested, strict=True):
        if breaches := audit(problem, marker):
            raise BrokenLaw(MARKER_WORDS.told("the_marker"), breaches)
    return fit(sizes, asked.rules, cache.lengths.observed(sizes, asked.rules))


def _sizes(problem: MarkerProblem) -> Mapping[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece, _ in problem.pieces:
        found.setdefault(piece.size, []).append(piece)
    return found


def _figures(problem: MarkerProblem, fitted: FittedLengths) -> dict[str, Any]:
    """The figures in the form of a fabric of ``interlock cut plan``."""
    return {
        "width_mm": problem.rules.width_mm,
        "fixed_mm": round(fitted.fixed_mm, 1),
        "per_garment_mm": {size: round(mm, 1) for size, mm in zip(fitted.sizes, fitted.per_garment_mm, strict=True)},
        "nests": fitted.observations,
        "error_percent": None if fitted.error is None else percent(fitted.error, 2),
    }


def _sentences(problem: MarkerProblem, fitted: FittedLengths, language: Language) -> list[str]:
    each = " ".join(f"{size} {mm:,.0f}" for size, mm in zip(fitted.sizes, fitted.per_garment_mm, strict=True))
    width, fixed = f"{problem.rules.width_mm:g}", f"{fitted.fixed_mm:,.0f}"
    known = "few" if fitted.error is None else "error"
    error = 0.0 if fitted.error is None else percent(fitted.error, 2)
    facts = {"nests": fitted.observations} if known == "few" else {"nests": fitted.observations, "error": error}
    return [
        WORDS.say(language, "head", width=width, fixed=fixed, each=each),
        WORDS.say(language, known, **facts),
    ]
