"""From patterns of rolls to plies in the order in which they are spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

from interlock.rolls._colour import Colour, Pattern
from interlock.rolls.solution import Clash, Fate, Ply, RollEnd, ShadeGroup, SpreadLay, Waste

Chosen = Sequence[Pattern | None]


def spread(colours: Sequence[Colour], chosen: Sequence[Chosen]) -> tuple[SpreadLay, ...]:
    """Every lay of the problem: its groups by colour, the largest shade at the bottom."""
    lays = []
    for lay in colours[0].problem.lays:
        groups: list[ShadeGroup] = []
        taken: list[tuple[str, int]] = []
        for colour, patterns in zip(colours, chosen, strict=True):
            if lay in colour.lays:
                groups += _groups(colour, patterns, colour.lays.index(lay))
                taken += _taken(colour, patterns, colour.lays.index(lay))
        end_loss_mm = colours[0].problem.end_loss_mm
        lays.append(SpreadLay(lay.name, tuple(groups), lay.marker_mm, end_loss_mm, tuple(taken)))
    return tuple(lays)


def _taken(colour: Colour, patterns: Chosen, lay: int) -> Iterator[tuple[str, int]]:
    """What a lay takes of each roll."""
    for roll, pattern in zip(colour.rolls, patterns, strict=True):
        if pattern and lay in pattern.lays():
            used = pattern.whole[lay] * colour.ply_mm[lay]
            used += colour.tail_mm[lay][pattern.tail[1]] if pattern.tail and pattern.tail[0] == lay else 0
            used += colour.head_mm[lay][pattern.head[1]] if pattern.head and pattern.head[0] == lay else 0
            yield roll.name, used


def _groups(colour: Colour, patterns: Chosen, lay: int) -> list[ShadeGroup]:
    groups = []
    for shade in colour.shades:
        used = {
            at: pattern
            for at, pattern in enumerate(patterns)
            if pattern and colour.rolls[at].shade == shade and lay in pattern.lays()
        }
        if used:
            groups.append(ShadeGroup(colour.name, shade, tuple(_plies(colour, used, lay))))
    return sorted(groups, key=lambda group: (-len(group.plies), group.shade))


def _plies(colour: Colour, used: dict[int, Pattern], lay: int) -> Iterator[Ply]:
    follower = _followers(used, lay)
    before = {after: (at, splice) for at, (after, splice) in follower.items()}
    first = [at for at in used if at not in before]
    done: set[int] = set()
    for start in (*first, *used):
        at: int | None = start
        while at is not None and at not in done:
            done.add(at)
            name = colour.rolls[at].name
            if at in before:
                earlier, splice = before[at]
                yield Ply(colour.rolls[earlier].name, name, splice)
            for _ in range(used[at].whole[lay]):
                yield Ply(name)
            at = follower[at][0] if at in follower else None


def _followers(used: dict[int, Pattern], lay: int) -> dict[int, tuple[int, int]]:
    """(next roll, splice) of every roll with a head: never itself, and in chains rather than circles where they can."""
    found: dict[int, tuple[int, int]] = {}
    for splice in sorted({p.head[1] for p in used.values() if p.head and p.head[0] == lay}):
        heads = [at for at, pattern in used.items() if pattern.head == (lay, splice)]
        tails = [at for at, pattern in used.items() if pattern.tail == (lay, splice)]
        for number, head in enumerate(heads):
            found[head] = (min(tails, key=lambda tail: (tail == head, _leads(found, tail, head))), splice)
            tails.remove(found[head][0])
            if found[head][0] == head and number:
                # Only its own tail is left: exchange it for another's.
                other = heads[number - 1]
                found[head], found[other] = found[other], found[head]
    return found


def _leads(found: dict[int, tuple[int, int]], start: int, end: int) -> bool:
    """Whether the rolls that follow from a roll come to another."""
    seen = {start}
    while start != end and start in found and found[start][0] not in seen:
        start = found[start][0]
        seen.add(start)
    return start == end


def ends(colours: Sequence[Colour], chosen: Sequence[Chosen]) -> tuple[RollEnd, ...]:
    """What is left of every roll in use, in the order of the problem's rolls."""
    found = {}
    for colour, patterns in zip(colours, chosen, strict=True):
        for roll, pattern in zip(colour.rolls, patterns, strict=True):
            if pattern:
                used_mm = colour.used_mm(pattern)
                left_mm = roll.length_mm - used_mm
                kept = left_mm >= max(1, colour.problem.usable_mm)
                fate: Fate = "remnant" if kept else "end_bit" if left_mm else "used_up"
                found[roll.name] = RollEnd(roll.name, used_mm, left_mm, fate)
    return tuple(found[roll.name] for roll in colours[0].problem.rolls if roll.name in found)


def clashes(colours: Sequence[Colour], chosen: Sequence[Chosen]) -> tuple[Clash, ...]:
    """The rolls that lays share though they lie at the same time."""
    found = []
    for colour, patterns in zip(colours, chosen, strict=True):
        for roll, pattern in zip(colour.rolls, patterns, strict=True):
            timed = [
                (lay.when, lay.name) for at in (pattern.lays() if pattern else ()) if (lay := colour.lays[at]).when
            ]
            timed.sort(key=lambda one: one[0].begin_min if one[0] else 0)
            for (one, name), (other, later) in combinations(timed, 2):
                if one and other and one.at_once_with(other):
                    found.append(Clash(roll.name, name, later))
    return tuple(found)


def waste(colours: Sequence[Colour], chosen: Sequence[Chosen]) -> Waste:
    """What a choice loses and handles."""
    problem = colours[0].problem
    rests = ends(colours, chosen)
    pairs = [
        (c, r, p)
        for c, patterns in zip(colours, chosen, strict=True)
        for r, p in zip(c.rolls, patterns, strict=True)
        if p
    ]
    heads = [(colour, pattern.head) for colour, _, pattern in pairs if pattern.head]
    shades = {(colour.name, lay, roll.shade) for colour, roll, pattern in pairs for lay in pattern.lays()}
    end_bit_mm = sum(end.left_mm for end in rests if end.fate == "end_bit")
    overlap_mm = sum(colour.lays[lay].splices[splice].overlap_mm for colour, (lay, splice) in heads)
    mounts = sum(len(pattern.lays()) for _, _, pattern in pairs)
    further = len(shades) - len({(colour, lay) for colour, lay, _ in shades})
    remnants = sum(1 for end in rests if end.fate == "remnant")
    handling = (
        mounts * problem.mount_fen
        + len(heads) * problem.splice_fen
        + further * problem.shade_fen
        + remnants * problem.kept_fen
    )
    return Waste(
        end_bit_mm=end_bit_mm,
        overlap_mm=overlap_mm,
        remnant_mm=sum(end.left_mm for end in rests if end.fate == "remnant"),
        end_loss_mm=sum(sum(colour.plies) for colour in colours) * problem.end_loss_mm,
        mounts=mounts,
        splices=len(heads),
        further_shades=further,
        remnants=remnants,
        fabric_fen=(end_bit_mm + overlap_mm) * problem.fabric_fen_per_m / 1000,
        handling_fen=handling,
    )
