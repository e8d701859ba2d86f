"""Which pieces of a pattern file are meant, where it names what they are cut from."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence
from pathlib import Path

from interlock.cutting_room_commands._counted import counted
from interlock.errors import InterlockError, Told
from interlock.patterns import Piece
from interlock.words import Words

WORDS = Words(
    no_material=(
        "{path} has no piece of material {found}; known materials are {known}",
        "{path} 中没有面料 {found} 的样片；已有面料为 {known}",
    ),
    no_materials=(
        "{path} names no material for its pieces; leave out --material",
        "{path} 未注明各样片的面料，请去掉 --material",
    ),
    several=(
        "{path} has pieces of several materials: {found}; say which are meant: --material {first} "
        "(give it again for each that lies on the same marker)",
        "{path} 的样片分属多种面料：{found}；请用 --material {first} 指定（要排在同一唛架上的面料逐一重复给出）",
    ),
    of=("{material} ({pieces})", "{material}（{pieces}）"),
    unnamed=('"" (no material named: {pieces})', '""（未注明面料：{pieces}）'),
)


def of_materials(
    path: Path, pieces: Sequence[Piece], materials: Collection[str] | None, sizes: Collection[str] | None
) -> list[Piece]:
    """Return the pieces of the materials meant, or all where none is given and the file names at most one.

    ``sizes`` are those asked for (every size where there are none). Raises
    :class:`~interlock.errors.InterlockError` for a material without pieces, and where none is given
    although the pieces asked for are of several.
    """
    if materials is None:
        _refuse_several(path, [piece for piece in pieces if not sizes or piece.size in sizes])
        return list(pieces)
    known = {piece.material for piece in pieces}
    if unknown := [material for material in dict.fromkeys(materials) if material not in known]:
        named = ", ".join(repr(material) for material in sorted(known) if material)
        key = "no_material" if named else "no_materials"
        raise InterlockError(WORDS.told(key, path=path, found=", ".join(map(repr, unknown)), known=named))
    return [piece for piece in pieces if piece.material in materials]


def _refuse_several(path: Path, pieces: Sequence[Piece]) -> None:
    names: dict[str, set[str]] = {}
    for piece in pieces:
        names.setdefault(piece.material, set()).add(piece.name)
    named = sorted(filter(None, names))
    if len(named) < 2:
        return
    said = [_counted(material, len(names[material])) for material in (*named, *([""] if "" in names else []))]
    found = Told(", ".join(map(str, said)), "、".join(one.chinese for one in said))
    raise InterlockError(WORDS.told("several", path=path, found=found, first=shlex.quote(named[0])))


def _counted(material: str, pieces: int) -> Told:
    words = Told(counted(pieces, "piece", "en"), counted(pieces, "piece", "zh"))
    return WORDS.told("of" if material else "unnamed", material=material, pieces=words)
