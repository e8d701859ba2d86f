"""Markers in files: everything that is needed to judge, draw and improve one, as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from interlock.errors import InterlockError, InvalidModel, Placed, Told
from interlock.files import reason, written
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker
from interlock.markers.words import WORDS

FORMAT = "interlock marker 1"
MOST_BYTES = 64_000_000


@dataclass(frozen=True, kw_only=True)
class MarkerFile:
    """A marker with the problem it answers.

    ``unitless`` marks a strip packing instance, which has no unit, garments or sizes; ``unit_mm`` is what its unit
    became. ``styles`` are those that its garments are of, by name (none: not told). Raises :class:`InvalidModel` for a
    unit that is not above 0.
    """

    problem: MarkerProblem
    marker: Marker
    unit_mm: float = 1.0
    format: str = FORMAT
    unitless: bool = False
    styles: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not (math.isfinite(self.unit_mm) and self.unit_mm > 0):
            raise InvalidModel([WORDS.told("marker_unit", found=self.unit_mm)])

    @property
    def own_unit_mm(self) -> float | None:
        """What the unit of a file without one became; None for garments in mm."""
        return self.unit_mm if self.unitless or self.unit_mm != 1 else None


def write_marker(made: MarkerFile, path: Path) -> None:
    """Write a marker file, whole or not at all."""
    import msgspec

    with written(path) as temporary:
        temporary.write_bytes(msgspec.json.encode(made))


def read_marker(path: Path) -> MarkerFile:
    """Return the marker in a file; raises :class:`InterlockError` naming the file and what is wrong with it."""
    import msgspec

    from interlock.model import in_words, not_json

    content = bytes_of(path)
    try:
        made = msgspec.json.decode(content, type=MarkerFile)
    except InvalidModel as error:
        raise InvalidModel([_in_file(path, problem) for problem in error.problems]) from None
    except msgspec.ValidationError as error:
        cause = error.__cause__
        if isinstance(cause, InvalidModel):
            raise InvalidModel([_in_file(path, problem) for problem in cause.problems]) from None
        raise InterlockError(WORDS.told("no_marker_file", path=path, why=in_words(error))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InterlockError(WORDS.told("no_marker_file", path=path, why=not_json(content, path.name))) from None
    if made.format != FORMAT:
        raise InterlockError(WORDS.told("no_marker_file", path=path, why=repr(made.format)))
    return made


def bytes_of(path: Path) -> bytes:
    """Return what a file holds; raises :class:`InterlockError` where it cannot be read or is far too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InterlockError(WORDS.told("too_large", path=path, most=f"{MOST_BYTES / 1e6:.0f}"))
        return path.read_bytes()
    except OSError as error:
        raise InterlockError(WORDS.told("unreadable", path=path, why=Told(*reason(error)))) from None


def _in_file(path: Path, problem: str) -> Placed:
    return Placed(f"{path}: {problem}", f"{path}：{getattr(problem, 'chinese', problem)}", str(path))
