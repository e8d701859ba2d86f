"""How long markers of a style on a fabric come out: fitted to short nests, and better with every nest that is made.

The length of a marker is close to linear in the area of its pieces: ``fixed + stretch x area / usable width``, for the
two ends cost a share of the longest piece whatever the ratio. Both are fitted by least squares on relative errors, held
near :func:`~interlock.markers.estimate` by how much that is off on designs it has not seen; nests of few garments weigh
less, for they scatter more. A nest of fewer seconds than asked for counts as the shorter one it would have become.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interlock.errors import InterlockError, InvalidModel, Told
from interlock.files import reason
from interlock.markers._keys import problem_key
from interlock.markers.estimate import END_SHARE, FULL_DETAILED, ONE_WAY, PER_PIECE
from interlock.markers.problem import MarkerProblem, for_ratio
from interlock.markers.rules import MarkerRules
from interlock.markers.solution import Marker
from interlock.markers.words import WORDS
from interlock.patterns.pieces import Piece

Sizes = Mapping[str, Sequence[Piece]]

# Seconds of the nests whose lengths are told.
LONG_S = 60
# A nest grows shorter by this share with every doubling of its time (measured: benchmarks/lengths.py).
PER_DOUBLING = 0.006
# How far the estimate is off on a design that it has not seen, and how nests of one style scatter about a line.
_STRETCH_OFF, _FIXED_OFF = 0.05, 0.15
_SCATTER, _SCATTER_OF_ONE = 0.008, 0.06
_ONE_WAY_KINDS = ("one_way",)


@dataclass(frozen=True)
class Observed:
    """A nest: garments by size, the length it came out at, and the seconds it was given."""

    garments: tuple[tuple[str, int], ...]
    length_mm: float
    seconds: int

    def __post_init__(self) -> None:
        counts = [count for _, count in self.garments]
        if not (self.length_mm > 0 and self.seconds > 0 and counts and min(counts) >= 0 and max(counts) > 0):
            raise InvalidModel([WORDS.told("no_observation", found=self)])


@dataclass(frozen=True, kw_only=True)
class FittedLengths:
    """Length of any marker of a style: ``fixed_mm`` and ``per_garment_mm`` by size, in the order of ``sizes``.

    ``error`` is the mean relative error on observed nests of three garments and more, each left out of the fit in turn
    (None: too few to tell).
    """

    sizes: tuple[str, ...]
    fixed_mm: float
    per_garment_mm: tuple[float, ...]
    observations: int
    error: float | None

    def marker_mm(self, garments: Mapping[str, int]) -> float:
        """Return the length of a marker of so many garments by size."""
        each = dict(zip(self.sizes, self.per_garment_mm, strict=True))
        return self.fixed_mm + sum(each[size] * count for size, count in garments.items())


def fit(sizes: Sizes, rules: MarkerRules, observed: Sequence[Observed], *, seconds: int = LONG_S) -> FittedLengths:
    """Return the lengths of markers that are nested for ``seconds``, from nests of the same pieces and rules.

    Without observations they are those of the estimate. Observations of sizes that are not there are passed over.
    """
    style = _Style(sizes, rules)
    rows = [style.row(one, seconds) for one in observed if all(size in sizes for size, _ in one.garments)]
    fixed_mm, stretch = style.solved(rows)
    return FittedLengths(
        sizes=tuple(sizes),
        fixed_mm=fixed_mm,
        per_garment_mm=tuple(stretch * style.along_mm[size] for size in sizes),
        observations=len(rows),
        error=_left_out(style, rows),
    )


def calibration(sizes: Sizes) -> tuple[dict[str, int], ...]:
    """Return the ratios whose short nests tell most: small, middle and large markers of small and large sizes."""
    named = list(sizes)
    low, middle, high = named[0], named[len(named) // 2], named[-1]
    wanted = ({high: 2}, {middle: 3}, {low: 2, high: 2}, {low: 2, middle: 2, high: 2}, {low: 4, middle: 4})
    merged = [{size: ratio[size] for size in named if size in ratio} for ratio in wanted]
    return tuple(dict(each) for each in dict.fromkeys(tuple(ratio.items()) for ratio in merged))


@dataclass(frozen=True)
class _Row:
    """One observation as the fit sees it: area over width, length at the seconds asked for, and its scatter."""

    along_mm: float
    length_mm: float
    scatter: float
    garments: int


class _Style:
    """What the pieces alone say: area over width of each size, and the estimate as (fixed, stretch)."""

    def __init__(self, sizes: Sizes, rules: MarkerRules) -> None:
        problems = {size: for_ratio(sizes, {size: 1}, rules) for size in sizes}
        self.along_mm = {size: _along_mm(problem) for size, problem in problems.items()}
        self.one_mm = sum(self.along_mm.values()) / len(self.along_mm)
        pieces = sum(problem.piece_count for problem in problems.values()) / len(problems)
        self.stretch = FULL_DETAILED + PER_PIECE / pieces + ONE_WAY * (rules.direction in _ONE_WAY_KINDS)
        self.fixed_mm = END_SHARE * max(problem.longest_mm for problem in problems.values())

    def row(self, one: Observed, seconds: int) -> _Row:
        """Return an observation as a row of the fit."""
        garments = sum(count for _, count in one.garments)
        shorter = 1 - PER_DOUBLING * math.log2(seconds / one.seconds)
        along_mm = sum(self.along_mm[size] * count for size, count in one.garments)
        return _Row(along_mm, one.length_mm * shorter, _SCATTER + _SCATTER_OF_ONE / garments**2, garments)

    def solved(self, rows: Sequence[_Row]) -> tuple[float, float]:
        """Return (fixed, stretch) by weighted least squares with the estimate as what is believed before."""
        off_fixed, off_stretch = _FIXED_OFF * self.one_mm, _STRETCH_OFF * self.stretch
        weights = [(row.scatter * row.length_mm) ** -2 for row in rows]
        aa = off_fixed**-2 + sum(weights)
        ab = sum(w * row.along_mm for w, row in zip(weights, rows, strict=True))
        bb = off_stretch**-2 + sum(w * row.along_mm**2 for w, row in zip(weights, rows, strict=True))
        a = self.fixed_mm * off_fixed**-2 + sum(w * row.length_mm for w, row in zip(weights, rows, strict=True))
        b = self.stretch * off_stretch**-2 + sum(
            w * row.along_mm * row.length_mm for w, row in zip(weights, rows, strict=True)
        )
        whole = aa * bb - ab * ab
        fixed_mm = (a * bb - b * ab) / whole
        return (fixed_mm, (aa * b - ab * a) / whole) if fixed_mm >= 0 else (0.0, b / bb)


def _along_mm(problem: MarkerProblem) -> float:
    gap_mm2 = problem.rules.gap_mm / 2 * sum(piece.outline_mm * piece.quantity * n for piece, n in problem.pieces)
    return (problem.area_mm2 + gap_mm2) / problem.rules.usable_mm


def _left_out(style: _Style, rows: Sequence[_Row]) -> float | None:
    errors = []
    for at, row in enumerate(rows):
        if row.garments >= 3 and len(rows) >= 3:
            fixed_mm, stretch = style.solved([*rows[:at], *rows[at + 1 :]])
            errors.append(abs(fixed_mm + stretch * row.along_mm - row.length_mm) / row.length_mm)
    return sum(errors) / len(errors) if errors else None


class LengthStore:
    """What nests came out at, in files beside the marker cache: one file for each size of a style, a line a nest.

    A nest stands in the file of every size that it holds, so that it is found from the pieces alone.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def add(self, problem: MarkerProblem, marker: Marker) -> None:
        """Keep what a nest came out at; one in sections or with fixed copies says nothing of others and is left out.

        Raises :class:`~interlock.errors.InterlockError` where the folder cannot be written.
        """
        if problem.sections or problem.fixed or problem.piece_rules:
            return
        keys = _size_keys(_by_size(problem), problem.rules)
        counts = [[keys[size], count] for size, count in problem.garments.items()]
        line = json.dumps([counts, round(marker.length_mm, 3), max(1, marker.seconds)]) + "\n"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for key, _ in counts:
                self._append(str(key), line)
        except OSError as error:
            raise InterlockError(WORDS.told("no_store", path=self._folder, why=Told(*reason(error)))) from None

    def observed(self, sizes: Sizes, rules: MarkerRules) -> tuple[Observed, ...]:
        """Return the nests of these pieces and rules, each once; a line that was cut off is passed over."""
        keys = _size_keys(sizes, rules)
        names = {key: size for size, key in keys.items()}
        lines = dict.fromkeys(line for key in keys.values() for line in self._lines(key))
        return tuple(one for line in lines if (one := _read(line, names)))

    def _append(self, key: str, line: str) -> None:
        handle = os.open(self._path(key), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)

    def _lines(self, key: str) -> list[str]:
        try:
            return self._path(key).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.jsonl"


def _by_size(problem: MarkerProblem) -> dict[str, list[Piece]]:
    found: dict[str, list[Piece]] = {}
    for piece, _ in problem.pieces:
        found.setdefault(piece.size, []).append(piece)
    return found


def _size_keys(sizes: Sizes, rules: MarkerRules) -> dict[str, str]:
    return {size: problem_key(for_ratio(sizes, {size: 1}, rules)) for size in sizes}


def _read(line: str, names: Mapping[str, str]) -> Observed | None:
    try:
        counts, length_mm, seconds = json.loads(line)
        return Observed(tuple((names[key], int(count)) for key, count in counts), float(length_mm), int(seconds))
    except (ValueError, TypeError, KeyError, InvalidModel):
        return None
