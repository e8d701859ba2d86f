"""``interlock cut nest LAYS.json``: the markers of a file of lays nested from the pattern files of their styles."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from interlock.arguments import whole
from interlock.cutting_room_commands._counted import listed
from interlock.cutting_room_commands._group import Group, print_json
from interlock.errors import InterlockError, InvalidModel, Told
from interlock.units import percent
from interlock.words import Language, Words

if TYPE_CHECKING:
    from interlock.markers import Marker, MarkerProblem
    from interlock.paper import LayPaper
    from interlock.patterns import Piece

DONE, TOO_LONG, STOPPED = 0, 1, 130
Garment = tuple[str, str]  # style, size

WORDS = Words(
    about=(
        "nest the markers of lays from the pattern files of their styles, for interlock cut print and plotters",
        "按各款样板文件为床次的唛架排料，供 interlock cut print 与绘图仪使用",
    ),
    file=("lays, as interlock cut lays or cut pool writes them", "床次文件，由 interlock cut lays 或 cut pool 写出"),
    pattern=(
        "the pattern file of a style; give it again for each style",
        "某款式的样板文件；每个款式各写一次",
    ),
    fabric=("only lays of this fabric", "只排这种面料的床次"),
    material=(
        "which material of the pattern files a fabric is, where they call it otherwise; give it again for each fabric",
        "面料在样板文件中的名称，名称不同时写明；每种面料各写一次",
    ),
    seconds=("seconds for each marker (30)", "每个唛架的排料秒数（30）"),
    out=("write the lays there, and a marker file beside them for each nest", "把床次写到此文件，唛架文件写在旁边"),
    workers=("processes to use (one per core)", "使用的进程数（默认每核一个）"),
    cache=("where markers are kept", "唛架的存放处"),
    nest=(
        "{marker}: {length} m ({estimated} m were estimated), {used} %; {lays}",
        "{marker}：长 {length} 米（原估 {estimated} 米），用布率 {used}%；{lays}",
    ),
    nothing=("{path} has no lay whose marker is not nested yet{of}", "{path} 中没有尚未排料的床次{of}"),
    of=(" of {fabric}", "（面料 {fabric}）"),
    no_pattern=(
        "lays of style {style} need its pieces; give them with --pattern {style}=FILE",
        "款式 {style} 的床次需要样片，请用 --pattern {style}=文件 给出",
    ),
    no_size=(
        "{file} has no piece of size {size}, which lay {lay} holds; its sizes are {known}",
        "{file} 没有床次 {lay} 所含 {size} 码的样片，文件中的尺码为 {known}",
    ),
    several=(
        "{file} has pieces of the materials {materials}; say which of them {fabric} is: --material {fabric}=NAME",
        "{file} 的样片分属面料 {materials}；请用 --material {fabric}=名称 写明 {fabric} 是哪一种",
    ),
    no_material=(
        "{file} has no piece of the material {found}; it has {materials}",
        "{file} 没有面料 {found} 的样片，文件中的面料为 {materials}",
    ),
    written=("written: {path}", "已写入：{path}"),
    too_long=(
        "lay {lay}: a ply of {marker} is {length} m as nested, with its end loss, but table {table} has room for "
        "{room} m; the lay keeps its estimate: put it on a longer table, or nest it longer (--seconds)",
        "床次 {lay}：{marker} 排出后每层连布头长 {length} 米，而裁床 {table} 只容 {room} 米；该床仍用估算长度，"
        "请改排更长的裁床，或延长排料时间（--seconds）",
    ),
    stopped=(
        "stopped; the markers nested by then are kept, and these lays keep their estimates: {lays}. Nest them from "
        "{path} with the same options to go on",
        "已停止；此前排好的唛架已保留，以下床次仍为估算长度：{lays}。继续排料请以 {path} 为输入，并使用相同选项",
    ),
)


def add_to(group: Group) -> None:
    """Add ``nest``."""
    from interlock.cutting_room_commands._markers_asked import WORDS as RULES
    from interlock.cutting_room_commands._markers_asked import number, pair
    from interlock.markers import Direction

    language = group.language

    def text(key: str) -> str:
        return WORDS.say(language, key)

    made = group.command("nest", text("about"), run, patient=True)
    made.add_argument("file", type=Path, metavar="LAYS.json", help=text("file"))
    made.add_argument(
        "--pattern", type=pair(language), action="append", metavar="STYLE=FILE", required=True, help=text("pattern")
    )
    made.add_argument("-o", "--out", type=Path, metavar="OUT.json", required=True, help=text("out"))
    made.add_argument("--fabric", metavar="NAME", help=text("fabric"))
    made.add_argument(
        "--material", type=pair(language), action="append", metavar="FABRIC=NAME", default=[], help=text("material")
    )
    made.add_argument(
        "--direction", choices=get_args(Direction), default="one_way", help=RULES.say(language, "direction")
    )
    for name, most in (("gap", 500), ("edge", 2_000)):
        made.add_argument(f"--{name}", type=number(0, most, language), default=0.0, metavar="MM",
                          help=RULES.say(language, name))  # fmt: skip
    made.add_argument("--seconds", type=whole(1, language), default=30, metavar="N", help=text("seconds"))
    made.add_argument("--workers", type=whole(1, language), metavar="N", help=text("workers"))
    made.add_argument("--cache", type=Path, metavar="FOLDER", help=text("cache"))


@dataclass(frozen=True)
class _Nest:
    """A marker of one or more lays, as it was nested."""

    lays: tuple[LayPaper, ...]
    problem: MarkerProblem
    marker: Marker
    file: Path

    @property
    def too_long(self) -> tuple[LayPaper, ...]:
        """The lays whose tables have no room for it."""
        return tuple(lay for lay in self.lays if not lay.fits_table(self.marker.length_mm))

    @property
    def styles(self) -> tuple[str, ...]:
        """The styles of its garments, as its lays name them."""
        return _styles(self.lays[0])

    @property
    def row(self) -> dict[str, Any]:
        """What is told of it."""
        return {
            "marker": self.lays[0].marker, "lays": [lay.lay for lay in self.lays], "file": str(self.file),
            "estimated_m": round(self.lays[0].marker_mm / 1000, 3),
            "length_m": round(self.marker.length_mm / 1000, 3),
            "density_percent": percent(self.marker.utilisation, 2),
        }  # fmt: skip


def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Read the lays and patterns, nest each marker once, judge it, write it beside the lays.

    When ``stop`` says so, the markers that are nested by then are written all the same; it ends with 130 then, and with
    1 where a lay keeps its estimate because the nest is longer than its table.
    """
    from interlock.files import check_ending, check_file, refuse_overwriting, written
    from interlock.markers import MarkerFile, write_marker
    from interlock.paper import parsed_json, read_lays

    patterns = {style: Path(file) for style, file in options.pattern}
    check_ending(options.out, (".json",))
    check_file(options.out)
    refuse_overwriting([options.out], [options.file, *patterns.values()])
    every = read_lays(options.file)
    lays = [lay for lay in every if lay.drawn is None and options.fabric in (None, lay.fabric)]
    if not lays:
        of = WORDS.told("of", fabric=options.fabric) if options.fabric else Told("", "")
        raise InterlockError(WORDS.told("nothing", path=options.file, of=of))
    asked = _problems(lays, _pieces(patterns, lays, dict(options.material), language), options)
    nests, stopped = _nested(options, asked, stop)
    refuse_overwriting([nest.file for nest in nests], [options.file, *patterns.values()])
    for nest in nests:
        write_marker(MarkerFile(problem=nest.problem, marker=nest.marker, styles=nest.styles), nest.file)
    too_long = {lay.lay: (nest, lay) for nest in nests for lay in nest.too_long}
    files = {lay.lay: nest.file.name for nest in nests for lay in nest.lays if lay.lay not in too_long}
    with written(options.out) as path:
        content = {"lays": [_row(row, files) for row in _rows(parsed_json(options.file))]}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    left = [lay.lay for lay in lays if lay.lay not in files and lay.lay not in too_long]
    for nest, lay in too_long.values():
        print(f"interlock: {WORDS.say(language, 'too_long', **_too_long(nest, lay))}", file=sys.stderr)
    if stopped:
        print(f"interlock: {WORDS.say(language, 'stopped', lays=listed(left, language), path=options.out)}",
              file=sys.stderr)  # fmt: skip
    if options.json:
        told = {"nests": [nest.row for nest in nests], "files": [str(options.out)]}
        rows = [_too_long(nest, lay) for nest, lay in too_long.values()]
        print_json({**told, "stopped": stopped, "not_nested": left, "too_long": rows})
    else:
        for nest in nests:
            print(_said(nest, language))
        print(WORDS.say(language, "written", path=options.out))
    return STOPPED if stopped else TOO_LONG if too_long else DONE


def _too_long(nest: _Nest, lay: LayPaper) -> dict[str, str]:
    """What is told of a lay whose table has no room for its nest."""
    ply_mm = nest.marker.length_mm + lay.end_loss_mm
    return {
        "lay": lay.lay, "marker": lay.marker, "table": lay.table or "–",
        "length": f"{ply_mm / 1000:.3f}", "room": f"{(lay.longest_ply_mm or 0) / 1000:.3f}",
    }  # fmt: skip


def _said(nest: _Nest, language: Language) -> str:
    row = nest.row
    facts = {"length": f"{row['length_m']:.3f}", "estimated": f"{row['estimated_m']:.3f}"}
    lays = ("、" if language == "zh" else ", ").join(row["lays"])
    return WORDS.say(language, "nest", marker=row["marker"], used=row["density_percent"], lays=lays, **facts)


def _rows(content: Any) -> list[dict[str, Any]]:
    return list(content.get("lays", [content]) if isinstance(content, dict) else content)


def _row(row: dict[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """A lay as it was written, with its nested marker in the place of the estimate."""
    if row["lay"] not in files:
        return row
    kept = {name: value for name, value in row.items() if name not in ("marker_mm", "utilisation")}
    return {**kept, "drawn": files[row["lay"]]}


def _garments(lay: LayPaper) -> dict[str, Garment]:
    """What each size of a lay's marker is: a style's own, or one of pooled orders, by its name there."""
    pooled = {one.name: (one.style, one.size) for one in lay.garments}
    return {size: pooled.get(size, (lay.style, size)) for size, count in lay.ratio if count}


def _styles(lay: LayPaper) -> tuple[str, ...]:
    return tuple(dict.fromkeys(style for style, _size in _garments(lay).values()))


def _pieces(
    patterns: Mapping[str, Path], lays: Sequence[LayPaper], materials: Mapping[str, str], language: Language
) -> dict[tuple[str, str, str], list[Piece]]:
    """The pieces of every garment in the lays: by style, size and fabric. All that is wrong is told at once."""
    from interlock.cutting_room_commands._markers_asked import taken_for_granted
    from interlock.patterns import in_every_size, read_patterns

    wanted = {(*garment, lay.fabric): lay.lay for lay in lays for garment in _garments(lay).values()}
    problems: list[str] = [
        WORDS.told("no_pattern", style=style)
        for style in dict.fromkeys(style for style, _size, _fabric in wanted)
        if style not in patterns
    ]
    found: dict[tuple[str, str, str], list[Piece]] = {}
    for style, path in patterns.items():
        try:
            read = in_every_size(read_patterns(path))
            read.all_pieces()
        except InterlockError as error:
            problems += error.problems or (Told(str(error), error.chinese or str(error)),)
            continue
        for taken in taken_for_granted(read, read.sizes, "unit_convert"):
            print(f"interlock: {taken.chinese if language == 'zh' else taken}", file=sys.stderr)
        for (_style, size, fabric), lay in wanted.items():
            if _style == style:
                pieces = found[style, size, fabric] = [
                    one
                    for one in _of_fabric(read.pieces, fabric, materials.get(fabric, ""), path, problems)
                    if one.size == size
                ]
                if not pieces:
                    facts = {"file": path, "size": size, "lay": lay, "known": ", ".join(read.sizes)}
                    problems.append(WORDS.told("no_size", **facts))
    if problems:
        raise InvalidModel(list(dict.fromkeys(problems)))
    return found


def _of_fabric(pieces: Sequence[Piece], fabric: str, told: str, path: Path, problems: list[str]) -> Sequence[Piece]:
    """The pieces cut from a fabric: those of the material that it is ``told`` to be or bears the name of, else all of a
    file that tells no materials apart.
    """
    known = {piece.material for piece in pieces if piece.material}
    named = ", ".join(sorted(known)) or "–"
    material = told or (fabric if fabric in known else "")
    if material:
        if material not in known:
            problems.append(WORDS.told("no_material", file=path, found=material, materials=named))
            return pieces
        return [piece for piece in pieces if piece.material == material]
    if len(known) > 1:
        problems.append(WORDS.told("several", file=path, materials=named, fabric=fabric))
    return pieces


def _problems(
    lays: Sequence[LayPaper], pieces: Mapping[tuple[str, str, str], list[Piece]], options: argparse.Namespace
) -> dict[tuple[str, ...], tuple[MarkerProblem, list[LayPaper]]]:
    """The markers to nest, each once for its styles, with the lays that they are for."""
    from interlock.cutting_room_commands._markers_asked import rules_of
    from interlock.markers import for_ratio, problem_key

    found: dict[tuple[str, ...], tuple[MarkerProblem, list[LayPaper]]] = {}
    for lay in lays:
        sizes = {
            name: [replace(piece, size=name) for piece in pieces[(*garment, lay.fabric)]]
            for name, garment in _garments(lay).items()
        }
        rules = rules_of(lay.width_mm, direction=options.direction, gap_mm=options.gap, edge_mm=options.edge)
        problem = for_ratio(sizes, {size: count for size, count in lay.ratio if count}, rules)
        found.setdefault((problem_key(problem), *_styles(lay)), (problem, []))[1].append(lay)
    return found


def _nested(
    options: argparse.Namespace,
    asked: Mapping[tuple[str, ...], tuple[MarkerProblem, list[LayPaper]]],
    stop: Callable[[], bool],
) -> tuple[list[_Nest], bool]:
    """The markers that were nested, each judged, and whether nesting was stopped before the others."""
    from interlock.cutting_room_commands._printing import safe
    from interlock.errors import BrokenLaw, Cancelled
    from interlock.markers import MarkerCache, audit, default_cache_folder, nest_many
    from interlock.markers.words import WORDS as MARKER_WORDS

    problems = [problem for problem, _lays in asked.values()]
    cache = MarkerCache(options.cache or default_cache_folder())
    made: list[Marker | None]
    try:
        made = [*nest_many(problems, seconds=options.seconds, workers=options.workers, cache=cache, stop=stop)]
    except Cancelled:
        # Each marker is in the cache as soon as it is nested.
        made = [cache.get(problem) for problem in problems]
        if not any(made):
            raise
    found = []
    for number, ((problem, own), marker) in enumerate(zip(asked.values(), made, strict=True), 1):
        if marker is None:
            continue
        if breaches := audit(problem, marker):
            raise BrokenLaw(MARKER_WORDS.told("marker_named", name=own[0].marker), breaches)
        file = options.out.with_name(f"{options.out.stem}-{number:04d}-{safe(own[0].marker)}.json")
        found.append(_Nest(tuple(own), problem, marker, file))
    return found, None in made
