"""Markers of pooled lays nested: pieces of every order's own style, read from the pattern files that a pool names."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from interlock.cutting_room_commands._markers_asked import MOST_PLACED, taken_for_granted
from interlock.cutting_room_commands._pool_form import PoolAsked, StylePattern
from interlock.cutting_room_commands._pool_lays import PoolMarker
from interlock.errors import BrokenLaw, InterlockError, InvalidModel, Placed, Told
from interlock.markers import (
    Marker,
    MarkerCache,
    MarkerFile,
    MarkerProblem,
    MarkerRules,
    audit,
    default_cache_folder,
    nest_many,
)
from interlock.markers.words import WORDS as MARKER_WORDS
from interlock.patterns import Piece, in_every_size, read_patterns
from interlock.stages.pooled_markers import Garment, garment_name, pooled_marker
from interlock.words import Words

WORDS = Words(
    unnamed=(
        "no pattern is named for style {style}, so its markers cannot be nested; add "
        "{{\"style\": ..., \"file\": ...}} to patterns, or leave out --seconds",
        "款式 {style} 没有写明样板文件，无法排料；请在 patterns 中补上 "
        "{{\"style\": ..., \"file\": ...}}，或去掉 --seconds",
    ),
    twice=("style {style} has two patterns; keep one", "款式 {style} 写了两个样板文件，请只留一个"),
    stranger=("no order is of style {style}; correct its name", "没有订单是款式 {style}，请改正款式名"),
    no_size=(
        "{file} has no piece of size {size}{of}, which order {order} asks for; its sizes are {known}",
        "{file} 没有订单 {order} 所要 {size} 码的样片{of}，文件中的尺码为 {known}",
    ),
    of=(" of material {material}", "（面料 {material}）"),
    many=(
        "a marker would hold {found} pieces; at most {most} are nested: lower max_garments",
        "一张唛架将有 {found} 片，最多可排 {most} 片，请减小 max_garments",
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Nest:
    """A marker of pooled lays as it was nested; ``too_long`` for the table, its lays keep the estimate."""

    asked: PoolMarker
    problem: MarkerProblem
    marker: Marker
    too_long: bool
    styles: tuple[str, ...]

    @property
    def file(self) -> MarkerFile:
        """What a marker file holds of it."""
        return MarkerFile(problem=self.problem, marker=self.marker, styles=self.styles)


def pieces_of(form: PoolAsked, folder: Path, tell: Callable[[Told], None]) -> dict[Garment, tuple[Piece, ...]]:
    """Return the pieces of every garment ordered, by style and size; pattern files lie beside the pool's, in a folder.

    ``tell`` hears what was taken for granted. Raises :class:`~interlock.errors.InterlockError` with all that is wrong
    or missing, each at its place.
    """
    problems: list[str] = list(_misnamed(form))
    found: dict[Garment, tuple[Piece, ...]] = {}
    for number, pattern in enumerate(form.patterns, 1):
        try:
            read = in_every_size(read_patterns(folder / pattern.file))
            sizes = _by_size(read.all_pieces(), pattern)
        except InterlockError as error:
            problems += error.problems or (Told(str(error), error.chinese or str(error)),)
            continue
        for taken in taken_for_granted(read, sizes, "unit_convert"):
            tell(taken)
        problems += _missing(form, pattern, sizes, f"patterns {number}")
        found |= {(pattern.style, size): tuple(pieces) for size, pieces in sizes.items()}
    if problems:
        raise InvalidModel(problems)
    return found


def _misnamed(form: PoolAsked) -> Iterator[Placed]:
    named = [pattern.style for pattern in form.patterns]
    ordered = dict.fromkeys(order.style for order in form.orders)
    for style in ordered:
        if style not in named:
            yield _placed("patterns", WORDS.told("unnamed", style=style))
    for number, style in enumerate(named, 1):
        if style not in ordered:
            yield _placed(f"patterns {number}, style", WORDS.told("stranger", style=style))
        elif style in named[: number - 1]:
            yield _placed(f"patterns {number}, style", WORDS.told("twice", style=style))


def _by_size(pieces: Iterable[Piece], pattern: StylePattern) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece in pieces:
        if pattern.material in ("", piece.material):
            found.setdefault(piece.size, []).append(piece)
    return found


def _missing(form: PoolAsked, pattern: StylePattern, sizes: Mapping[str, object], place: str) -> Iterator[Placed]:
    of = WORDS.told("of", material=pattern.material) if pattern.material else Told("", "")
    known = ", ".join(sizes) or "–"
    wanted = {size: order.name for order in form.orders if order.style == pattern.style for size in order.sizes}
    for size, order in wanted.items():
        if size not in sizes:
            facts = {"file": pattern.file, "size": size, "order": order, "known": known, "of": of}
            yield _placed(f"{place}, file", WORDS.told("no_size", **facts))


def _placed(place: str, told: Told) -> Placed:
    return Placed(str(told), told.chinese, place=place)


def nested(
    form: PoolAsked,
    pieces: Mapping[Garment, tuple[Piece, ...]],
    markers: Iterable[PoolMarker],
    options: argparse.Namespace,
    stop: Callable[[], bool],
) -> list[Nest]:
    """Nest every marker for ``options.seconds`` on one core, each audited; known ones are taken from the cache.

    Raises :class:`~interlock.errors.Cancelled` when ``stop`` says so.
    """
    rules = MarkerRules(width_mm=form.width_mm, direction=form.direction, gap_mm=form.gap_mm, edge_mm=form.edge_mm)
    asked = list(markers)
    problems = [pooled_marker(pieces, dict(marker.ratio), rules) for marker in asked]
    if (most := max(problem.piece_count for problem in problems)) > MOST_PLACED:
        raise InterlockError(WORDS.told("many", found=f"{most:,}", most=f"{MOST_PLACED:,}"))
    made = nest_many(
        problems, seconds=options.seconds, workers=options.workers, cache=MarkerCache(
            options.cache or default_cache_folder()
        ), stop=stop,
    )  # fmt: skip
    of = {garment_name(style, size): style for style, size in pieces}
    found = []
    for one, problem, marker in zip(asked, problems, made, strict=True):
        if breaches := audit(problem, marker):
            raise BrokenLaw(MARKER_WORDS.told("marker_named", name=one.name), breaches)
        styles = tuple(dict.fromkeys(of[name] for name, _count in one.ratio))
        found.append(Nest(one, problem, marker, marker.length_mm > form.max_length_m * 1000, styles))
    return found
