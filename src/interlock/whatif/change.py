"""A change of the network at the grain of allocation: more minutes, more lines, more skills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from interlock.allocation import AllocationProblem
from interlock.errors import InvalidModel
from interlock.whatif.words import ERRORS

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_TERMS = ("price_fen_per_min", "haul_fen_per_piece", "loss_min", "opening_fen")


@dataclass(frozen=True, kw_only=True, eq=False)
class Places:
    """On what terms lines join groups of orders: one row for each group and line, terms as in `AllocationProblem`."""

    group: Ints
    line: Ints
    price_fen_per_min: Floats
    haul_fen_per_piece: Floats
    loss_min: Floats
    opening_fen: Floats

    def __post_init__(self) -> None:
        rows = len(self.group)
        wrong = [name for name in ("line", *_TERMS) if len(getattr(self, name)) != rows]
        if wrong:
            raise InvalidModel(
                [ERRORS.told("values", name=name, found=len(getattr(self, name)), rows=rows) for name in wrong]
            )

    @classmethod
    def none(cls) -> Places:
        """No place at all."""
        whole, real = np.zeros(0, np.int64), np.zeros(0)
        return cls(group=whole, line=whole, **dict.fromkeys(_TERMS, real))

    @classmethod
    def of(cls, problem: AllocationProblem, line: int, groups: Sequence[int] | None = None) -> Places:
        """The places that a line has in a problem, all of them or those of some groups."""
        group = groups_of_places(problem)
        wanted = problem.group_line == line
        if groups is not None:
            wanted &= np.isin(group, np.asarray(groups, dtype=np.int64))
        terms = {name: getattr(problem, f"group_{name}")[wanted] for name in _TERMS}
        return cls(group=group[wanted], line=problem.group_line[wanted], **terms)

    def on(self, line: int) -> Places:
        """The same terms for another line."""
        return replace(self, line=np.full(len(self.group), line, dtype=np.int64))

    def __add__(self, other: Places) -> Places:
        names = ("group", "line", *_TERMS)
        return Places(**{name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in names})


@dataclass(frozen=True, eq=False)
class Touched:
    """Which cells (row and bucket) of lines, cutting and finishing shops a change is about."""

    line: Bools
    cut: Bools
    finish: Bools


@dataclass(frozen=True, kw_only=True, eq=False)
class Change:
    """More of something: capacities grow (or shrink), lines appear behind the last, lines join groups.

    ``more_line_min`` etc. are added to the problem's tables, in minutes by row and bucket (what would fall below zero
    becomes zero). ``new_line_min`` holds one row for each new line; new lines are numbered from the problem's line
    count on. ``like``: for each new line an existing one whose price is a first guess of its own.
    """

    new_line_min: Floats | None = None
    places: Places | None = None
    more_line_min: Floats | None = None
    more_cut_min: Floats | None = None
    more_finish_min: Floats | None = None
    like: tuple[int, ...] = ()

    def touched(self, problem: AllocationProblem) -> Touched:
        """The cells whose own price the change sets anew: new lines, lines that join groups, other capacities."""
        new = self.new_rows(problem)
        line = np.concatenate([_differs(problem.line_min, self.more_line_min), np.ones(new.shape, np.bool_)])
        if self.places is not None:
            line[self.places.line] = True
        return Touched(
            line, _differs(problem.cut_min, self.more_cut_min), _differs(problem.finish_min, self.more_finish_min)
        )

    def new_rows(self, problem: AllocationProblem) -> Floats:
        """Minutes of the new lines by bucket; no row where there are none."""
        return np.zeros((0, problem.bucket_count)) if self.new_line_min is None else self.new_line_min


def groups_of_places(problem: AllocationProblem) -> Ints:
    """The group that each place belongs to."""
    return np.repeat(np.arange(len(problem.group_start) - 1), np.diff(problem.group_start))


def changed(problem: AllocationProblem, change: Change) -> AllocationProblem:
    """The problem after the change; raises `InvalidModel` with every contradiction found."""
    if found := list(_problems(problem, change)):
        raise InvalidModel(found)
    line_min = np.vstack([_more(problem.line_min, change.more_line_min), change.new_rows(problem)])
    return replace(
        problem,
        line_min=line_min,
        cut_min=_more(problem.cut_min, change.more_cut_min),
        finish_min=_more(problem.finish_min, change.more_finish_min),
        **_with_places(problem, change.places or Places.none()),
    )


def _differs(table: Floats, more: Floats | None) -> Bools:
    return np.zeros(table.shape, np.bool_) if more is None else np.asarray(more != 0.0)


def _more(table: Floats, more: Floats | None) -> Floats:
    return table if more is None else np.maximum(table + more, 0.0)


def _with_places(problem: AllocationProblem, places: Places) -> dict[str, Any]:
    """The problem's places with new ones at the end of their groups."""
    group = np.concatenate([groups_of_places(problem), places.group])
    row = np.argsort(group, kind="stable")
    names = ("line", *_TERMS)
    merged = {f"group_{n}": np.concatenate([getattr(problem, f"group_{n}"), getattr(places, n)])[row] for n in names}
    merged["group_start"] = np.searchsorted(group[row], np.arange(len(problem.group_start))).astype(np.int64)
    return merged


def _problems(problem: AllocationProblem, change: Change) -> Iterator[str]:
    tables = (
        ("more_line_min", change.more_line_min, problem.line_min.shape),
        ("more_cut_min", change.more_cut_min, problem.cut_min.shape),
        ("more_finish_min", change.more_finish_min, problem.finish_min.shape),
    )
    for name, table, shape in tables:
        if table is not None and table.shape != shape:
            yield ERRORS.told("table", name=name, found=table.shape, wanted=shape)
    new = change.new_rows(problem)
    if new.ndim != 2 or new.shape[1] != problem.bucket_count:
        yield ERRORS.told("new_lines", found=new.shape, buckets=problem.bucket_count)
        return
    places, lines = change.places, len(problem.line_min) + len(new)
    if places is None:
        return
    groups = len(problem.group_start) - 1
    if ((places.group < 0) | (places.group >= groups)).any():
        yield ERRORS.told("groups", groups=groups, last=groups - 1)
    if ((places.line < 0) | (places.line >= lines)).any():
        yield ERRORS.told("lines", lines=lines, last=lines - 1)


def lines_like(
    problem: AllocationProblem,
    lines: Sequence[int],
    *,
    groups: Sequence[int] | None = None,
    from_bucket: int = 0,
    share: float = 1.0,
) -> Change:
    """One more line beside each of ``lines``: on its terms, with ``share`` of its minutes from a bucket on.

    With ``groups`` they join only those of its groups. Five to ten of them are a standard workshop.
    """
    first = len(problem.line_min)
    copied = problem.line_min[np.asarray(lines, dtype=np.int64)]
    places = Places.none()
    for number, line in enumerate(lines):
        places += Places.of(problem, line, groups).on(first + number)
    opened = np.arange(problem.bucket_count) >= from_bucket
    return Change(new_line_min=copied * share * opened, places=places, like=tuple(map(int, lines)))


def training(places: Places) -> Change:
    """Lines of the problem join more groups: what a course teaches."""
    return Change(places=places)


def line_days(problem: AllocationProblem, lines: Sequence[int], buckets: Sequence[int], share: float) -> Change:
    """More of what some lines have in some buckets: a sixth of a week of six days is one more line-day."""
    more = np.zeros_like(problem.line_min)
    cells = np.ix_(np.asarray(lines, dtype=np.int64), np.asarray(buckets, dtype=np.int64))
    more[cells] = problem.line_min[cells] * share
    return Change(more_line_min=more)


def shop_minutes(
    problem: AllocationProblem, *, cut: Sequence[int] = (), finish: Sequence[int] = (), share: float
) -> Change:
    """A share more of what cutting and finishing shops have, in every bucket."""
    return Change(
        more_cut_min=_scaled(problem.cut_min, cut, share), more_finish_min=_scaled(problem.finish_min, finish, share)
    )


def _scaled(table: Floats, rows: Sequence[int], share: float) -> Floats:
    more = np.zeros_like(table)
    chosen = np.asarray(rows, dtype=np.int64)
    more[chosen] = table[chosen] * share
    return more
