"""The bundles of a lay: pieces of one garment of the marker and one colour, small enough to carry and to trace."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from interlock.cutting.solution import PlannedLay
from interlock.errors import InvalidModel, Told
from interlock.words import Words

WORDS = Words(
    sizes=(
        "bundles: {names} size names for a ratio of {count} sizes; give one name each",
        "分扎：尺码名 {names} 个，配比却有 {count} 个尺码，请一一对应",
    ),
    colours=(
        "bundles: {names} colour names for plies of {count} colours; give one name each",
        "分扎：颜色名 {names} 个，层数却有 {count} 种颜色，请一一对应",
    ),
    max_pieces=(
        "bundles: max_pieces is {found}; a bundle holds at least 1",
        "分扎：每扎最多件数为 {found}，至少为 1",
    ),
    first_number=(
        "bundles: numbers start at {found}; start at 1 or more",
        "分扎：扎号从 {found} 开始，须从 1 或更大的数开始",
    ),
    shade_plies=(
        "bundles: shade {shade} is given for plies {first} to {last}, but the lay has plies 1 to {plies}; correct it",
        "分扎：缸号 {shade} 写的是第 {first} 至 {last} 层，但本床只有第 1 至 {plies} 层，请更正",
    ),
    shades_overlap=(
        "bundles: ply {ply} is given shade {one} and shade {other}; a ply has one shade",
        "分扎：第 {ply} 层同时写了缸号 {one} 和 {other}，一层只能有一个缸号",
    ),
    dealt=(
        "bundles: garment {garment} of size {size} in {colour}: {found} plies are dealt out, but the lay has {plies}",
        "分扎：{size} 码第 {garment} 件、{colour} 分配了 {found} 层，但本床有 {plies} 层",
    ),
    numbers=(
        "bundles: the lay needs {count} numbers from {first}, but they end at {last}; give a longer range or allow "
        "more pieces in a bundle",
        "分扎：本床从 {first} 号起需要 {count} 个扎号，但号段止于 {last}，请加长号段或提高每扎件数",
    ),
)


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """Pieces ``first_ply`` to ``last_ply`` (counted from 1 at the bottom) of one garment of a lay's marker.

    ``garment`` counts the garments of the same size in the marker from 1; ``pieces`` is the number of garments.
    ``shade`` is that of all its plies (``""``: not told), ``owner`` the order whose pieces they are where the lay is of
    several (``""``: not told).
    """

    number: int
    size: str
    colour: str
    garment: int
    pieces: int
    first_ply: int
    last_ply: int
    shade: str = ""
    owner: str = ""


@dataclass(frozen=True, kw_only=True)
class Dealt:
    """Of one garment of a lay's marker, the next so many plies of a colour, from the bottom up, are for an owner."""

    size: str
    garment: int
    colour: str
    owner: str
    plies: int


@dataclass(frozen=True)
class ShadePlies:
    """Plies ``first_ply`` to ``last_ply`` of a lay (counted from 1 at the bottom) are of one shade."""

    shade: str
    first_ply: int
    last_ply: int


def bundles(
    lay: PlannedLay,
    *,
    sizes: Sequence[str],
    colours: Sequence[str],
    max_pieces: int,
    first_number: int = 1,
    last_number: int | None = None,
    shades: Sequence[ShadePlies] = (),
    dealt: Sequence[Dealt] = (),
) -> tuple[Bundle, ...]:
    """All bundles of a lay, numbered from ``first_number`` by size, garment and ply.

    Plies lie colour after colour in the order of ``colours``. A bundle never mixes colours, ``shades`` nor the owners
    that garments are ``dealt`` out to; the plies of a colour, shade and owner are split as evenly as bundles of at most
    ``max_pieces`` allow, so that no bundle is a leftover of a few pieces.

    Raises :class:`~interlock.errors.InvalidModel` if names do not match the lay, ``max_pieces`` is below 1, shades lie
    outside the lay or on each other, more or fewer plies are dealt out than lie there, or numbers go beyond
    ``last_number``.
    """
    _refuse(lay, sizes, colours, max_pieces, first_number, shades)
    places = [(size, garment) for size, count in zip(sizes, lay.ratio, strict=True) for garment in range(1, count + 1)]
    owned = _owned(lay, colours, dealt)
    cut = [
        (size, garment, *stack)
        for size, garment in places
        for stack in _stacks(lay, colours, max_pieces, shades, owned.get((size, garment), ()))
    ]
    if last_number is not None and first_number + len(cut) - 1 > last_number:
        raise InvalidModel([WORDS.told("numbers", count=len(cut), first=first_number, last=last_number)])
    return tuple(
        Bundle(
            number=number,
            size=size,
            colour=colour,
            garment=garment,
            pieces=last - first + 1,
            first_ply=first,
            last_ply=last,
            shade=shade,
            owner=owner,
        )
        for number, (size, garment, colour, shade, owner, first, last) in enumerate(cut, first_number)
    )


def _stacks(
    lay: PlannedLay,
    colours: Sequence[str],
    max_pieces: int,
    shades: Sequence[ShadePlies],
    owners: Sequence[ShadePlies],
) -> Iterator[tuple[str, str, str, int, int]]:
    below = 0
    for colour, plies in zip(colours, lay.plies, strict=True):
        for shade, lowest, highest in _one_shade_each(below + 1, below + plies, shades):
            for owner, first, last in _one_shade_each(lowest, highest, owners):
                count = last - first + 1
                parts = -(-count // max_pieces)
                for part in range(parts):
                    yield colour, shade, owner, first + count * part // parts, first + count * (part + 1) // parts - 1
        below += plies


def _owned(lay: PlannedLay, colours: Sequence[str], dealt: Sequence[Dealt]) -> dict[tuple[str, int], list[ShadePlies]]:
    """The plies of each garment by owner, which lie as plies of a shade do; raises where they are more or fewer."""
    found: dict[tuple[str, int], list[ShadePlies]] = defaultdict(list)
    cells: dict[tuple[str, int, str], list[Dealt]] = defaultdict(list)
    for one in dealt:
        cells[one.size, one.garment, one.colour].append(one)
    heights: dict[str, list[int]] = defaultdict(list)
    below = 0
    for colour, plies in zip(colours, lay.plies, strict=True):
        heights[colour] += range(below + 1, below + plies + 1)
        below += plies
    problems = []
    for (size, garment, colour), parts in cells.items():
        count, left = sum(part.plies for part in parts), heights[colour]
        if count != len(left):
            facts = {"size": size, "garment": garment, "colour": colour}
            problems.append(WORDS.told("dealt", found=count, plies=len(left), **facts))
            continue
        for part in parts:
            own, left = left[: part.plies], left[part.plies :]
            found[size, garment] += _runs(part.owner, own)
    if problems:
        raise InvalidModel(problems)
    return found


def _runs(owner: str, plies: Sequence[int]) -> list[ShadePlies]:
    """Plies that lie on each other, a run of each: a colour may lie in several places of a lay."""
    starts = [at for at, ply in enumerate(plies) if at == 0 or plies[at - 1] + 1 != ply]
    return [
        ShadePlies(owner, plies[start], plies[end - 1]) for start, end in pairwise([*starts, len(plies)]) if start < end
    ]


def _one_shade_each(first: int, last: int, shades: Sequence[ShadePlies]) -> Iterator[tuple[str, int, int]]:
    """Split plies where the shade changes; plies of no known shade stand for themselves."""
    at = first
    for known in sorted(shades, key=lambda known: known.first_ply):
        start, end = max(known.first_ply, first), min(known.last_ply, last)
        if start > end:
            continue
        if at < start:
            yield "", at, start - 1
        yield known.shade, start, end
        at = end + 1
    if at <= last:
        yield "", at, last


def _refuse(
    lay: PlannedLay,
    sizes: Sequence[str],
    colours: Sequence[str],
    max_pieces: int,
    first_number: int,
    shades: Sequence[ShadePlies],
) -> None:
    problems: list[Told] = []
    if len(sizes) != len(lay.ratio):
        problems.append(WORDS.told("sizes", names=len(sizes), count=len(lay.ratio)))
    if len(colours) != len(lay.plies):
        problems.append(WORDS.told("colours", names=len(colours), count=len(lay.plies)))
    if max_pieces < 1:
        problems.append(WORDS.told("max_pieces", found=max_pieces))
    if first_number < 1:
        problems.append(WORDS.told("first_number", found=first_number))
    problems += _wrong_shades(lay.total_plies, shades)
    if problems:
        raise InvalidModel(problems)


def _wrong_shades(plies: int, shades: Sequence[ShadePlies]) -> Iterator[Told]:
    inside: list[ShadePlies] = []
    for known in shades:
        if 1 <= known.first_ply <= known.last_ply <= plies:
            inside.append(known)
        else:
            facts = {"first": known.first_ply, "last": known.last_ply, "plies": plies}
            yield WORDS.told("shade_plies", shade=known.shade, **facts)
    inside.sort(key=lambda known: known.first_ply)
    for one, other in pairwise(inside):
        if other.first_ply <= one.last_ply:
            yield WORDS.told("shades_overlap", ply=other.first_ply, one=one.shade, other=other.shade)
