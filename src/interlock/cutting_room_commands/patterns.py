"""``interlock patterns show | convert``: what a pattern file holds, and the same in another form."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from interlock.arguments import Parser
from interlock.cutting_room_commands._group import Group, Heard, print_json
from interlock.cutting_room_commands._markers_asked import add_reading
from interlock.errors import InterlockError, Told
from interlock.files import check_file, written
from interlock.patterns import (
    PatternFile,
    Piece,
    Taken,
    in_every_size,
    nest_svg,
    patterns_json,
    read_patterns,
    svg_png,
    write_dxf,
)
from interlock.words import Language, Words

DONE, SOME_REFUSED, BAD_INPUT = 0, 1, 2

WORDS = Words(
    show=(
        "list the pieces of a pattern file: sizes, quantities, areas, and everything that was mended",
        "列出样板文件中的裁片：尺码、片数、面积，以及每一处修补",
    ),
    convert=(
        "write the pieces of a pattern file as DXF, SVG, JSON or a picture of all sizes (PNG)",
        "把样板文件的裁片写成 DXF、SVG、JSON 或放码图（PNG）",
    ),
    file=(
        "pattern file: AAMA / ASTM DXF, SVG or Interlock's JSON",
        "样板文件：AAMA / ASTM DXF、SVG 或联织的 JSON",
    ),
    out=("file to write: .dxf, .svg, .json or .png", "要写的文件：.dxf、.svg、.json 或 .png"),
    valid_only=("leave out pieces that cannot be cut as they are", "略去无法裁剪的裁片"),
    head=(
        "{file}: {found}. Pieces: {pieces}; sizes: {sizes}; refused: {refused}",
        "{file}：{found}。裁片 {pieces} 个，尺码 {sizes} 个，拒收 {refused} 个",
    ),
    row=(
        "{name}  {size}  x {quantity}{pairs}  {area:.1f} cm²{material}",
        "{name}  {size}  × {quantity}{pairs}  {area:.1f} 平方厘米{material}",
    ),
    material=("  material {name}", "  面料 {name}"),
    pairs=(" (half of them mirrored)", "（左右各半）"),
    repair=("    mended: {what}", "    修补：{what}"),
    taken=("    taken for granted: {what}", "    默认：{what}"),
    doubtful=("look at it: the unit; --unit gives another", "请核对：单位，可用 --unit 另行指定"),
    warned=("look at it: {what}", "请核对：{what}"),
    refused=("refused: {reason}", "拒收：{reason}"),
    written=("written: {file} (pieces: {pieces})", "已写入：{file}（裁片 {pieces} 个）"),
    ending=(
        "{out} ends in none of .dxf, .svg, .json and .png; name the file by what it is to be",
        "{out} 的扩展名不是 .dxf、.svg、.json 或 .png，请按要写的格式命名",
    ),
)


def add_to(parser: Parser, language: Language, heard: Heard) -> None:
    """Add the commands on pattern files."""
    group = Group(parser, language, heard)
    show = group.command("show", WORDS.say(language, "show"), run_show)
    convert = group.command("convert", WORDS.say(language, "convert"), run_convert)
    for command in (show, convert):
        command.add_argument("file", type=Path, metavar="FILE", help=WORDS.say(language, "file"))
        add_reading(command, language)
    convert.add_argument("-o", "--out", type=Path, required=True, metavar="OUT", help=WORDS.say(language, "out"))
    convert.add_argument("--valid-only", action="store_true", help=WORDS.say(language, "valid_only"))


def run_show(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """List the pieces of a file; 1 where some of them were refused, 2 where all were."""
    found = in_every_size(read_patterns(options.file, unit=options.unit, rules=options.rules))
    if options.json:
        missing = [_in(language, what) for what in found.missing().values()]
        print_json({"unit": found.unit, "pieces": _rows(found, language), "missing": missing})
    else:
        for line in _lines(found, language):
            print(line)
    if not found.refused:
        return DONE
    return SOME_REFUSED if found.pieces else BAD_INPUT


def run_convert(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Write the pieces of a file in another form, all or nothing."""
    write = WRITERS.get(options.out.suffix.lower())
    if write is None:
        raise InterlockError(WORDS.told("ending", out=options.out))
    check_file(options.out)
    found = read_patterns(options.file, unit=options.unit, rules=options.rules)
    pieces = found.pieces if options.valid_only and found.pieces else found.all_pieces()
    if found.unit_doubtful:
        print(f"interlock: {found.name}: {_in(language, found.unit_found)} (--unit)", file=sys.stderr)
    with written(options.out) as path:
        write(found, pieces, path, language)
    if options.json:
        print_json({"file": str(options.out), "pieces": len(pieces), "unit": found.unit})
    else:
        print(WORDS.say(language, "written", file=options.out, pieces=len(pieces)))
    return DONE


def _rows(found: PatternFile, language: Language) -> list[dict[str, Any]]:
    """A row a piece; a refused one is not valid and tells its reason."""
    rows: list[dict[str, Any]] = [
        {
            "name": piece.name,
            "size": piece.size,
            "quantity": piece.quantity,
            "material": piece.material,
            "area_mm2": round(piece.area_mm2, 2),
            "valid": True,
            "repairs": [_in(language, what) for what in found.repairs_of(piece)],
        }
        for piece in found.pieces
    ]
    for refused in found.refused:
        repairs = [_in(language, what) for what in refused.repairs]
        row = {"name": refused.piece, "size": refused.size, "quantity": 0, "material": "", "area_mm2": 0.0}
        rows.append({**row, "valid": False, "repairs": repairs, "reason": _in(language, refused.reason)})
    return rows


def _lines(found: PatternFile, language: Language) -> list[str]:
    lines = [
        WORDS.say(
            language,
            "head",
            file=found.name,
            found=_in(language, found.unit_found),
            pieces=len(found.pieces),
            sizes=len(found.sizes),
            refused=len(found.refused),
        )
    ]
    lines += [WORDS.say(language, "doubtful")] if found.unit_doubtful else []
    named = any(piece.material for piece in found.pieces)
    for piece in found.pieces:
        lines.append(_row(piece, language, material=named))
        lines += [_repair(language, what) for what in found.repairs_of(piece)]
    lines += [WORDS.say(language, "refused", reason=_in(language, refused.reason)) for refused in found.refused]
    lines += [WORDS.say(language, "warned", what=_in(language, what)) for what in found.missing().values()]
    return lines


def _row(piece: Piece, language: Language, *, material: bool) -> str:
    return WORDS.say(
        language,
        "row",
        name=piece.name,
        size=piece.size,
        quantity=piece.quantity,
        pairs=WORDS.say(language, "pairs") if piece.mirrored else "",
        area=piece.area_mm2 / 100,
        material=WORDS.say(language, "material", name=piece.material or "–") if material else "",
    )


def _repair(language: Language, what: Told) -> str:
    return WORDS.say(language, "taken" if isinstance(what, Taken) else "repair", what=_in(language, what))


def _in(language: Language, told: str) -> str:
    return getattr(told, "chinese", told) if language == "zh" else str(told)


def _write_dxf(found: PatternFile, pieces: tuple[Piece, ...], path: Path, language: Language) -> None:
    write_dxf(pieces, path, style=found.style, sample_size=found.sample_size)


def _write_json(found: PatternFile, pieces: tuple[Piece, ...], path: Path, language: Language) -> None:
    path.write_text(patterns_json(pieces, style=found.style, sample_size=found.sample_size), encoding="utf-8")


def _write_svg(found: PatternFile, pieces: tuple[Piece, ...], path: Path, language: Language) -> None:
    path.write_text(_picture(found, pieces, language), encoding="utf-8")


def _write_png(found: PatternFile, pieces: tuple[Piece, ...], path: Path, language: Language) -> None:
    path.write_bytes(svg_png(_picture(found, pieces, language)))


def _picture(found: PatternFile, pieces: tuple[Piece, ...], language: Language) -> str:
    return nest_svg(pieces, found.style or Path(found.name).stem, sample_size=found.sample_size, language=language)


# What writes each kind of file.
WRITERS: dict[str, Callable[[PatternFile, tuple[Piece, ...], Path, Language], None]] = {
    ".dxf": _write_dxf,
    ".svg": _write_svg,
    ".json": _write_json,
    ".png": _write_png,
}
