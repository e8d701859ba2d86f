"""Names of nested markers: no two of them bear the same, so that a card's picture is that of its own marker."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from interlock.errors import InvalidModel
from interlock.paper.lay import DrawnMarker, LayPaper
from interlock.paper.words import WORDS

# What tells markers of one name apart, the shortest first; no two lays have one name.
_TELLING: tuple[Callable[[LayPaper], str], ...] = (
    lambda lay: lay.fabric,
    lambda lay: lay.style,
    lambda lay: f"{lay.style} {lay.fabric}",
    lambda lay: f"{lay.order} {lay.fabric}",
    lambda lay: lay.lay,
)


def markers_apart(lays: Sequence[LayPaper]) -> tuple[LayPaper, ...]:
    """Return lays whose nested markers have names of their own: where several bear one, each is told by its fabric,
    its style, its order or its lay, too, in the marker's name as on the lay's card.
    """
    of_name: dict[str, list[list[LayPaper]]] = defaultdict(list)
    for lay in lays:
        if lay.drawn:
            known = of_name[lay.drawn.name]
            same = next((some for some in known if some[0].drawn == lay.drawn), None)
            if same is None:
                known.append([lay])
            else:
                same.append(lay)
    names = {lay.lay: name for some in of_name.values() if len(some) > 1 for lay, name in _named(some)}
    return tuple(_renamed(lay, names[lay.lay]) if lay.lay in names else lay for lay in lays)


def _named(alike: Sequence[Sequence[LayPaper]]) -> Iterable[tuple[LayPaper, str]]:
    """Every lay with the name that its marker gets; ``alike`` are the lays of each marker of one name."""
    tell = next(tell for tell in _TELLING if len({tell(some[0]) for some in alike}) == len(alike))
    return [(lay, f"{lay.marker} {tell(some[0])}") for some in alike for lay in some]


def _renamed(lay: LayPaper, name: str) -> LayPaper:
    return replace(lay, marker=name, drawn=replace(lay.drawn, name=name) if lay.drawn else None)


def markers_of(lays: Iterable[LayPaper]) -> tuple[DrawnMarker, ...]:
    """Return the nested markers of lays, each once.

    Raises :class:`~interlock.errors.InvalidModel` naming those that share a name, for one would replace the other.
    """
    found: dict[str, DrawnMarker] = {}
    alike: dict[str, None] = {}
    for drawn in (lay.drawn for lay in lays if lay.drawn):
        if found.setdefault(drawn.name, drawn) != drawn:
            alike[drawn.name] = None
    if alike:
        raise InvalidModel([WORDS.told("markers_alike", marker=name) for name in alike])
    return tuple(found.values())
