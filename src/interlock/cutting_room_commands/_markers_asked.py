"""What a user of ``interlock markers make`` asks for, as marker problems."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, get_args

from interlock.arguments import WORDS as ARGUMENTS
from interlock.arguments import Parser
from interlock.cutting_room_commands._materials import of_materials
from interlock.errors import InterlockError, InvalidModel, Told, chinese_of
from interlock.markers import (
    Block,
    Direction,
    MarkerProblem,
    MarkerRules,
    PieceRule,
    Placement,
    for_ratio,
    is_strip,
    read_strip,
)
from interlock.markers.file import bytes_of
from interlock.markers.problem import WIDEST_MM
from interlock.patterns import UNITS, PatternFile, Piece, Taken, in_every_size, read_patterns
from interlock.units import size_name
from interlock.words import Language, Words

WORDS = Words(
    width=(
        "width of the fabric in mm; give it again for the same marker on other widths",
        "幅宽（毫米）；可重复给出，为同一唛架排多种幅宽",
    ),
    direction=(
        "one_way (nap or print), two_way, by_garment (each garment its own way) or by_size (one_way)",
        "排料方向：one_way 单向、two_way 双向、by_garment 一件一向、by_size 一码一向（默认 one_way）",
    ),
    gap=("mm between pieces (0)", "样片间距，毫米（0）"),
    edge=("mm of each selvedge that cannot be used (0)", "每侧不可用布边，毫米（0）"),
    tilt=("degrees that a piece may lie off its grain (0)", "允许偏离纱向的度数（0）"),
    style=(
        "style that the pieces are of, as lays name it (as the pattern file names it)",
        "样片所属款式，与床次中的写法一致（默认按样板文件）",
    ),
    ratio=("garments by size, such as 36=1,38=2 (one of each)", "尺码配比，如 36=1,38=2（默认每码一件）"),
    material=(
        "only pieces of this material; give it again to have several on one marker",
        "只排这种面料的样片；可重复给出，把几种面料排在同一唛架上",
    ),
    buffer=("cloth kept free around a piece, such as collar=5 (mm)", "某样片四周的外放量，如 collar=5（毫米）"),
    block=(
        "a piece is cut as its box or hull first, such as collar=box",
        "某样片先按 box 矩形或 hull 凸包粗裁，如 collar=box",
    ),
    unmatched=(
        "{path}: no two pieces of a garment have a match point of one name, so the repeat moves nothing; set "
        "match points on layer 9 or 10 of the pattern, or match by hand",
        "{path}：一件衣服里没有两片带同名对位点，条格循环不起作用；请在样板第 9 或 10 层标出对位点，或手工对条格",
    ),
    unit=("unit of the file's lengths, where it is wrong about it", "长度单位，文件注明有误时指定"),
    rules=(
        "grade rules (.rul) of a DXF of one size (one of the same name beside it)",
        "单码 DXF 的放码规则文件（.rul），默认取同名文件",
    ),
    repeat_x=(
        "repeat of stripes or checks along the fabric, mm; match points meet on it",
        "条格沿布长方向的循环（毫米），对位点按循环对齐",
    ),
    repeat_y=("repeat of stripes or checks across the fabric, mm", "条格沿幅宽方向的循环（毫米）"),
    sections=(
        "sections of a stepped lay, one after the other, such as S,M/L,XL",
        "阶梯拉布的分段，各段依次排列，如 S,M/L,XL",
    ),
    fixed=(
        'copies that must lie just so: JSON [{{"piece": ..., "size": ..., "garment": 0, "x_mm": ..., "y_mm": ..., '
        '"rotation_deg": 0, "mirrored": false}}]',
        '位置固定的样片：JSON [{{"piece": ..., "size": ..., "garment": 0, "x_mm": ..., "y_mm": ..., '
        '"rotation_deg": 0, "mirrored": false}}]',
    ),
    number=(
        "{found}: not a number from {least} to {most}; write one number without a unit, and the option again for "
        "another",
        "{found} 不是 {least} 到 {most} 之间的数；请只写一个不带单位的数字，另一个请再写一次该选项",
    ),
    twice=("{found} is given twice; give each size once", "{found} 写了两次，每个尺码只写一次"),
    pair=("{found}: write it as NAME=VALUE", "{found} 应写成 名称=值"),
    no_width=("{path}: give the fabric's width with --width", "{path}：请用 --width 给出幅宽"),
    no_copies=(
        "{path} does not hold fixed copies: {why}; see interlock markers make --help for their form",
        "{path} 不是固定样片的写法：{why}；写法见 interlock markers make --help",
    ),
    warned=("{path}: {what}", "{path}：{what}"),
    unit_option=("{path}: {what} (--unit)", "{path}：{what}（--unit）"),
    unit_convert=(
        "{path}: {what} (interlock patterns convert --unit writes it anew)",
        "{path}：{what}（用 interlock patterns convert --unit 重新写出）",
    ),
    taken=("{path}, {pieces}: {what}", "{path} 中 {pieces}：{what}"),
    many_pieces=(
        "{path}: the marker asked for has {found} pieces; at most {most} are nested: give fewer garments with --ratio",
        "{path}：所要的唛架有 {found} 片，最多可排 {most} 片，请用 --ratio 减少件数",
    ),
    strip_rules=("{path} has its own strip; leave out {found}", "{path} 自带条带尺寸与规则，请去掉 {found}"),
)


Made = TypeVar("Made")

# A marker of a long table holds some hundreds; of more, even the first layout would not come in time.
MOST_PLACED = 3_000
# Options that only pieces of a pattern file have a use for.
PATTERN_OPTIONS = (
    *("width", "direction", "gap", "edge", "tilt", "repeat_x", "repeat_y"),
    *("sections", "fixed", "ratio", "material", "buffer", "block", "unit", "rules", "style"),
)


# A match point meets another of its name, on another piece or another copy: alone it binds nothing.
_FEWEST_TO_MATCH = 2


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Markers asked for: one for each width of the fabric; ``unit_mm``: see :class:`MarkerFile`.

    ``taken`` is what the reader of the pattern file took for granted, ``styles`` what the markers' garments are of.
    """

    problems: tuple[MarkerProblem, ...]
    unit_mm: float | None = None
    taken: tuple[Told, ...] = ()
    styles: tuple[str, ...] = ()

    def tell(self, language: Language) -> None:
        """Say on standard error what was taken for granted."""
        for what in self.taken:
            print(f"interlock: {what.chinese if language == 'zh' else what}", file=sys.stderr)


def add_style(parser: Parser, language: Language) -> None:
    """Add the option that says what style a marker file names."""
    parser.add_argument("--style", metavar="NAME", help=WORDS.say(language, "style"))


def add_rules(parser: Parser, language: Language) -> None:
    """Add the options that say how pieces may lie; ``style`` is none where it is no option."""
    parser.set_defaults(style=None)

    def text(key: str) -> str:
        return WORDS.say(language, key)

    def mm(least: float, most: float) -> Callable[[str], float]:
        return number(least, most, language)

    parser.add_argument("--width", type=mm(1, 10_000), action="append", metavar="MM", help=text("width"))
    parser.add_argument("--direction", choices=get_args(Direction), help=text("direction"))
    parser.add_argument("--gap", type=mm(0, 500), metavar="MM", help=text("gap"))
    parser.add_argument("--edge", type=mm(0, 2_000), metavar="MM", help=text("edge"))
    parser.add_argument("--tilt", type=mm(0, 15), metavar="DEGREES", help=text("tilt"))
    parser.add_argument("--repeat-x", type=mm(0, 2_000), metavar="MM", help=text("repeat_x"))
    parser.add_argument("--repeat-y", type=mm(0, 2_000), metavar="MM", help=text("repeat_y"))
    parser.add_argument("--sections", metavar="SIZES/SIZES", help=text("sections"))
    parser.add_argument("--fixed", type=Path, metavar="FILE.json", help=text("fixed"))
    parser.add_argument("--ratio", type=ratio(language), metavar="SIZE=N,...", help=text("ratio"))
    parser.add_argument("--material", action="append", metavar="NAME", help=text("material"))
    parser.add_argument("--buffer", type=pair(language), action="append", metavar="PIECE=MM", help=text("buffer"))
    parser.add_argument("--block", type=pair(language), action="append", metavar="PIECE=HOW", help=text("block"))
    add_reading(parser, language)


def add_reading(parser: Parser, language: Language) -> None:
    """Add the options that say how a pattern file is read."""
    parser.add_argument("--unit", choices=UNITS, help=WORDS.say(language, "unit"))
    parser.add_argument("--rules", type=Path, metavar="RULES.rul", help=WORDS.say(language, "rules"))


def read_asked(options: argparse.Namespace) -> Asked:
    """Return the markers that the file and the options ask for."""
    path: Path = options.file
    content = _parsed(path) if path.suffix.lower() == ".json" else None
    if content is not None and is_strip(content):
        given = [f"--{name.replace('_', '-')}" for name in PATTERN_OPTIONS if getattr(options, name) is not None]
        if given:
            raise InterlockError(WORDS.told("strip_rules", path=path, found=" ".join(given)))
        strip = read_strip(content)
        return Asked(problems=(strip.problem,), unit_mm=strip.unit_mm)
    found = in_every_size(read_patterns(path, unit=options.unit, rules=options.rules))
    pieces = found.all_pieces()
    problems: list[str] = [] if options.width else [WORDS.told("no_width", path=path)]
    meant = _tried(problems, lambda: of_materials(path, pieces, options.material, options.ratio))
    rules = _tried(problems, lambda: rules_of((options.width or [WIDEST_MM])[0], **_given(options)))
    piece_rules = _piece_rules(options, problems)
    fixed = _tried(problems, lambda: _fixed(options.fixed)) if options.fixed else ()
    # Where the material is not known yet, pieces that may not be meant are not to be too wide.
    usual = rules if rules and meant is not None else MarkerRules(width_mm=WIDEST_MM)
    sizes = _by_size(pieces if meant is None else meant)
    first = _tried(problems, lambda: _first(options, sizes, usual, piece_rules))
    if problems or first is None:
        raise InvalidModel(problems)
    first = replace(first, fixed=fixed or ())
    others = [replace(first, rules=rules_of(width, **_given(options))) for width in options.width[1:]]
    taken = (*taken_for_granted(found, options.ratio or found.sizes), *_unmatched(first, found.name))
    style = options.style or found.style
    return Asked(problems=(first, *others), taken=taken, styles=(style,) if style else ())


def rules_of(width_mm: float, **given: Any) -> MarkerRules:
    """Return the rules of a fabric that options give; what is wrong with them names the option."""
    try:
        return MarkerRules(width_mm=width_mm, **given)
    except InvalidModel as error:
        texts = [(str(problem), chinese_of([problem])) for problem in error.problems]
        raise InvalidModel([Told(*(text.replace("edge_mm", "--edge") for text in both)) for both in texts]) from None


def _unmatched(problem: MarkerProblem, name: str) -> Iterator[Told]:
    """Say where stripes or checks are asked for, but no two pieces of a garment have a match point to meet on them."""
    rules = problem.rules
    if not (rules.repeat_x_mm or rules.repeat_y_mm):
        return
    copies: Counter[tuple[str, str]] = Counter()
    for piece, _all in problem.pieces:
        copies.update(
            (mark.name, piece.size) for mark in piece.marks if mark.kind == "match" for _ in range(piece.quantity)
        )
    if max(copies.values(), default=0) < _FEWEST_TO_MATCH:
        yield WORDS.told("unmatched", path=name)


def taken_for_granted(found: PatternFile, sizes: Container[str], remedy: str = "unit_option") -> tuple[Told, ...]:
    """Return what the reader of a pattern file took for granted, with the pieces that it was taken for.

    ``remedy`` is what helps where its unit is in doubt: unit_option, or unit_convert for commands without ``--unit``.
    """
    names: dict[Told, dict[str, None]] = {}
    for repair in found.repairs:
        if isinstance(repair.what, Taken):
            names.setdefault(repair.what, {})[repair.piece] = None
    taken = [
        WORDS.told("taken", path=found.name, pieces=Told(", ".join(some), "、".join(some)), what=what)
        for what, some in names.items()
    ]
    unit = [WORDS.told(remedy, path=found.name, what=found.unit_found)] if found.unit_doubtful else []
    return (
        *unit,
        *taken,
        *(WORDS.told("warned", path=found.name, what=what) for size, what in found.missing().items() if size in sizes),
    )


def _first(
    options: argparse.Namespace,
    sizes: Mapping[str, Sequence[Piece]],
    rules: MarkerRules,
    piece_rules: Sequence[PieceRule],
) -> MarkerProblem:
    asked = options.ratio or dict.fromkeys(sizes, 1)
    made = for_ratio(sizes, asked, rules, piece_rules, _sections(options.sections))
    if made.piece_count > MOST_PLACED:
        raise InterlockError(
            WORDS.told("many_pieces", path=options.file, found=f"{made.piece_count:,}", most=f"{MOST_PLACED:,}")
        )
    return made


def _tried(problems: list[str], make: Callable[[], Made]) -> Made | None:
    """Make something of the options; what is wrong with it is noted, so that all of it is told at once."""
    try:
        return make()
    except InvalidModel as error:
        problems += error.problems
    except InterlockError as error:
        problems.append(Told(str(error), error.chinese))
    return None


def _sections(found: str | None) -> list[list[str]]:
    named = size_name(found or "").replace("、", ",")
    return [[size.strip() for size in section.split(",")] for section in named.split("/")] if named else []


def _fixed(path: Path) -> tuple[Placement, ...]:
    import msgspec

    from interlock.model import in_words, not_json

    content = bytes_of(path)
    try:
        return msgspec.json.decode(content, type=tuple[Placement, ...])
    except msgspec.ValidationError as error:
        raise InterlockError(WORDS.told("no_copies", path=path, why=in_words(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InterlockError(not_json(content, str(path))) from None


def _given(options: argparse.Namespace) -> dict[str, Any]:
    names = {
        "direction": "direction",
        "gap": "gap_mm",
        "edge": "edge_mm",
        "tilt": "tilt_deg",
        "repeat_x": "repeat_x_mm",
        "repeat_y": "repeat_y_mm",
    }
    return {name: getattr(options, key) for key, name in names.items() if getattr(options, key) is not None}


def _piece_rules(options: argparse.Namespace, problems: list[str]) -> list[PieceRule]:
    """The rules of single pieces; what is wrong with one is noted."""
    given: list[tuple[str, Callable[[PieceRule], PieceRule]]] = [
        *((name, partial(_buffered, value=value)) for name, value in options.buffer or ()),
        *((name, partial(_blocked, value=value)) for name, value in options.block or ()),
    ]
    found: dict[str, PieceRule] = {}
    for name, change in given:
        before = found.setdefault(name, PieceRule(piece=name))
        found[name] = _tried(problems, partial(change, before)) or before
    return list(found.values())


def _buffered(rule: PieceRule, *, value: str) -> PieceRule:
    try:
        return replace(rule, buffer_mm=float(value))
    except ValueError:
        raise InterlockError(WORDS.told("number", found=f"{rule.piece}={value}", least=0, most=500)) from None


def _blocked(rule: PieceRule, *, value: Block) -> PieceRule:
    return replace(rule, block=value)


def _parsed(path: Path) -> Any:
    """What a JSON file holds, to tell strip packing from pieces; the reader of pieces says what is wrong with it."""
    try:
        return json.loads(bytes_of(path))
    except (ValueError, RecursionError):
        return None


def _by_size(pieces: Sequence[Piece]) -> Mapping[str, Sequence[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        found.setdefault(piece.size, []).append(piece)
    return found


def number(least: float, most: float, language: Language) -> Callable[[str], float]:
    """Read a number within limits."""

    def read(found: str) -> float:
        try:
            value = float(found)
        except ValueError:
            value = least - 1
        if not least <= value <= most:
            said = WORDS.say(language, "number", found=found, least=f"{least:g}", most=f"{most:g}")
            raise argparse.ArgumentTypeError(said)
        return value

    return read


def pair(language: Language) -> Callable[[str], tuple[str, str]]:
    """Read ``NAME=VALUE``."""

    def read(found: str) -> tuple[str, str]:
        name, equals, value = found.rpartition("=")
        if not (name and equals and value):
            raise argparse.ArgumentTypeError(WORDS.say(language, "pair", found=found))
        return name, value

    return read


def ratio(language: Language) -> Callable[[str], dict[str, int]]:
    """Read garments by size, ``36=1,38=2``, or as a Chinese keyboard writes them, ``36：1，38：2``."""

    def read(found: str) -> dict[str, int]:
        counts: dict[str, int] = {}
        for part in size_name(found).replace("、", ",").split(","):
            name, count = pair(language)(part.strip().replace(":", "="))
            if not count.isdecimal() or len(count) > 4:
                raise argparse.ArgumentTypeError(ARGUMENTS.say(language, "between", found=part, least=0, most=9999))
            if name.strip() in counts:
                raise argparse.ArgumentTypeError(WORDS.say(language, "twice", found=name.strip()))
            counts[name.strip()] = int(count)
        return counts

    return read
