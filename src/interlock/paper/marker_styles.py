"""Whether nested markers are of their lays' styles: by the styles' names, and by the pieces that are cut for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from interlock.errors import Told
from interlock.paper.lay import DrawnMarker, Garments, LayPaper
from interlock.paper.words import WORDS

# Shrinkage of another roll or a corrected line changes a piece by less; what differs more is another piece.
_SAME_PIECE = 0.1
_MM2_PER_CM2 = 100


def other_style(style: str, garments: Sequence[Garments], drawn: DrawnMarker) -> dict[str, str]:
    """Return the styles of a lay (``found``) and of its marker (``wanted``) where they are not the same ones.

    A marker that does not tell its styles is taken as any.
    """
    pooled = {one.name: one.style for one in garments}
    own = dict.fromkeys(pooled.get(size, style) for size, count in drawn.problem.garments.items() if count)
    if not drawn.styles or {*map(_plain, own)} == {*map(_plain, drawn.styles)}:
        return {}
    return {"found": ", ".join(own), "wanted": ", ".join(drawn.styles)}


def other_pieces(path: Path, lays: Sequence[LayPaper]) -> Iterator[Told]:
    """Yield where two lays cut one style from one fabric, but a piece of one size is another on the marker of each."""
    first: dict[tuple[str, str, str, str], tuple[LayPaper, float]] = {}
    told = set()
    for lay in lays:
        # What the sizes of pooled lays are called depends on who is in the pool.
        problem = lay.drawn.problem if lay.drawn and lay.drawn.unit_mm is None and not lay.garments else None
        for piece, _garments in problem.pieces if problem else ():
            key = (_plain(lay.style), lay.fabric, piece.size, piece.name)
            other, area_mm2 = first.setdefault(key, (lay, piece.area_mm2))
            if abs(piece.area_mm2 - area_mm2) > _SAME_PIECE * max(piece.area_mm2, area_mm2):
                if (other.lay, lay.lay) in told:
                    continue
                told.add((other.lay, lay.lay))
                areas = {"area": f"{area_mm2 / _MM2_PER_CM2:.0f}", "found": f"{piece.area_mm2 / _MM2_PER_CM2:.0f}"}
                facts = {"lay": lay.lay, "other": other.lay, "style": lay.style, "piece": piece.name}
                yield WORDS.told("other_pieces", path=path, size=piece.size, **facts, **areas)


def _plain(style: str) -> str:
    return " ".join(style.split()).casefold()
