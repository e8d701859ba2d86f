"""Paper for the tables: lay cards, tickets, small markers, fabric requirement and plotter files of lays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from interlock import model as engine
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import instant
from interlock_hub.core.selectors import cluster
from interlock_hub.cutting.bridge import nest_of
from interlock_hub.cutting.bundles_bridge import (
    dealt_of,
    garments_of,
    listed,
    numbers_of,
    pooled_orders,
    stacks_of,
)
from interlock_hub.cutting.models import Lay, Marker, RollUse
from interlock_hub.cutting.roll_turns import Turn, turns_of
from interlock_hub.cutting.services_paper import Printing
from interlock_hub.cutting.services_rolls import uses_of
from interlock_hub.orders.models import Material, Order

if TYPE_CHECKING:
    from interlock.cutting import Dealt
    from interlock.paper import DrawnMarker, LayPaper, UsedRoll

MM_PER_M = 1000


def stocks() -> list[str]:
    """Return the names of label stock that tickets can be printed on."""
    from interlock.paper import STOCKS

    return list(STOCKS)


def stock_labels() -> list[tuple[str, str]]:
    """Return label stock by name, as it is sold: labels on a sheet, or a roll of single ones."""
    from interlock.paper import STOCKS

    return [
        (
            name,
            _("A4 sheet, %(across)s × %(down)s labels") % {"across": stock.across, "down": stock.down}
            if stock.per_page > 1
            else _("Single labels, %(width)s × %(height)s mm")
            % {"width": f"{stock.width_mm:g}", "height": f"{stock.height_mm:g}"},
        )
        for name, stock in STOCKS.items()
    ]


def papers_of(
    lays: Sequence[Lay],
    clocks: Mapping[int, str],
    before: Mapping[str, Printing] | None = None,
) -> tuple[LayPaper, ...]:
    """Return lays as paper, in their order; ``clocks`` say when each is spread, by its row. Bodies must be loaded.

    ``before`` is what was printed of them already: a reprint says so.
    """
    here, uses, pooled = cluster(), uses_of(lays), pooled_orders(lays)
    fabrics = Material.objects.filter(code__in={lay.material for lay in lays})
    known = _Known(
        fabrics={fabric.code: fabric for fabric in fabrics},
        drawn={marker.pk: _drawn(marker) for marker in {lay.marker.pk: lay.marker for lay in lays}.values()},
        uses=uses,
        turns=turns_of(uses),
        pooled=pooled,
        dealt=dealt_of(lays, pooled),
        made_up=bool(here and here.made_up),
    )  # fmt: skip
    return tuple(_paper(lay, clocks.get(lay.pk, ""), (before or {}).get(lay.code), known) for lay in lays)


@dataclass(frozen=True)
class _Known:
    """What is looked up once for many lays; bundles alone need the first three."""

    uses: Mapping[int, Sequence[RollUse]]
    pooled: Mapping[int, Sequence[Order]]
    dealt: Mapping[str, tuple[Dealt, ...]]
    turns: Mapping[int, Mapping[int, Turn]] | None = None
    fabrics: Mapping[str, Material] = field(default_factory=dict)
    drawn: Mapping[int, DrawnMarker | None] = field(default_factory=dict)
    made_up: bool = False


def _paper(lay: Lay, clock: str, before: Printing | None, known: _Known) -> LayPaper:
    from interlock.paper import LayPaper, Spread

    uses, fabric = known.uses.get(lay.pk, ()), known.fabrics.get(lay.material)
    orders = known.pooled.get(lay.pool_id or 0) or [lay.order]
    first, last = numbers_of(lay)
    styles = dict.fromkeys(order.style.code for order in orders) if lay.pool_id else {lay.marker.style.code: None}
    return LayPaper(
        lay=lay.code,
        order=listed([order.number for order in orders]),
        style=listed(list(styles)),
        style_name=lay.marker.style.name if len(styles) == 1 else "",
        fabric=lay.material,
        fabric_name=fabric.name if fabric else "",
        two_way=fabric.body.get("two_way", True) if fabric else None,
        centre=lay.factory.name,
        table=lay.table.code,
        cut_on=lay.cut_on,
        time=clock,
        marker=lay.marker.code,
        marker_mm=lay.marker.length_mm,
        width_mm=lay.marker.width_mm,
        end_loss_mm=_end_loss_mm(lay),
        ratio=tuple(lay.marker.ratio.items()),
        utilisation=min(lay.marker.utilisation, 1.0) or None,
        plies=tuple(Spread(colour=colour, shade=shade, plies=n) for colour, shade, n in stacks_of(lay, uses)),
        rolls=() if known.turns is None else _rolls(uses, known.turns.get(lay.pk, {})),
        max_pieces=engine.Policy().max_bundle_pieces,
        first_bundle=first,
        last_bundle=last,
        drawn=known.drawn.get(lay.marker_id),
        note=" ".join(filter(None, (_reprint(before), _splices(uses)))),
        made_up=known.made_up,
        garments=garments_of(orders, lay.marker.ratio) if lay.pool_id else (),
        dealt=known.dealt.get(lay.code, ()),
    )


def bundles_of(lay: Lay, uses: Sequence[RollUse], pooled: Sequence[Order]) -> list[dict[str, Any]]:
    """Return the bundles of a lay as its tickets say them, none of a lay that cannot be printed.

    ``uses`` are its rolls, ``pooled`` the orders of its pool. The lay's marker needs no body.
    """
    orders = {lay.pool_id or 0: pooled}
    known = _Known({lay.pk: uses}, orders, dealt_of([lay], orders))
    try:
        with _told():
            paper = _paper(lay, "", None, known)
    except HubError:
        return []
    return [
        {
            "number": bundle.number, "at": at, "count": len(paper.bundles), "colour": bundle.colour,
            "shade": bundle.shade, "pieces": bundle.pieces, "first_ply": bundle.first_ply,
            "last_ply": bundle.last_ply, "size": of.size, "order": of.order, "style": of.style,
            "garment": bundle.garment, "garments": paper.alike(bundle), "code": paper.code_of(bundle),
        }
        for at, bundle in enumerate(paper.bundles, 1)
        for of in (paper.garments_of(bundle),)
    ]  # fmt: skip


def bundles_seen(lays: Sequence[Lay]) -> dict[str, str]:
    """Return what tells by code whether the tickets of lays still hold: the codes of all their bundles.

    Raises HubError where a lay cannot be printed.
    """
    pooled = pooled_orders(lays)
    known = _Known(uses_of(lays), pooled, dealt_of(lays, pooled))
    with _told():
        papers = [_paper(lay, "", None, known) for lay in lays]
    return {paper.lay: bundles_digest(map(paper.code_of, paper.bundles)) for paper in papers}


def bundles_digest(codes: Iterable[str]) -> str:
    """Return what :func:`bundles_seen` tells of a lay whose bundles have these codes."""
    return hashlib.sha256("".join(codes).encode()).hexdigest()


def _end_loss_mm(lay: Lay) -> float:
    plies = sum(count for _colour, count in lay.plies)
    return max(0.0, round(lay.fabric_m * MM_PER_M / plies - lay.marker.length_mm, 1)) if plies else 0.0


def _reprint(before: Printing | None) -> str:
    """What a card says that is not the first of its lay."""
    if before is None:
        return ""
    facts = {"number": before.times + 1, "at": instant(before.last_at)}
    if before.holds:
        return _("Print no. %(number)s; the last was of %(at)s.") % facts
    return _("Print no. %(number)s: the lay has changed, cards up to that of %(at)s no longer hold.") % facts


def _splices(uses: Sequence[RollUse]) -> str:
    """Where plies pass from one roll to the next, for those who spread."""
    return " ".join(
        _("Splice %(roll)s to %(next)s at %(at)s m, overlap %(overlap)s m.")
        % {"roll": use.roll.code, "next": roll, "at": f"{at_m:.2f}", "overlap": f"{overlap_m:.2f}"}
        for use in uses
        for roll, at_m, overlap_m in use.splices
    )


def _rolls(uses: Sequence[RollUse], turns: Mapping[int, Turn]) -> tuple[UsedRoll, ...]:
    from interlock.paper import AtOnce, UsedRoll

    return tuple(
        UsedRoll(
            roll=use.roll.code, colour=use.colour, shade=use.roll.shade, length_m=turn.comes_m, plies=use.plies,
            left_m=turn.left_m, earlier=turn.earlier, onward=turn.onward,
            at_once=tuple(AtOnce(other.code, other.table.code, clock) for other, clock in turn.at_once),
        )
        for use in uses
        for turn in (turns[use.roll_id],)
    )  # fmt: skip


def _drawn(marker: Marker) -> DrawnMarker | None:
    from interlock.paper import DrawnMarker

    return DrawnMarker(marker.code, *nest_of(marker)) if marker.nested else None


def _cards(papers: Sequence[LayPaper], _stock: str) -> bytes:
    from interlock.paper import lay_cards

    return lay_cards(papers, language=language())


def _tickets(papers: Sequence[LayPaper], stock: str) -> bytes:
    from interlock.paper import tickets

    return tickets(papers, stock=stock, language=language())


def _minis(papers: Sequence[LayPaper], _stock: str) -> bytes:
    from interlock.paper import markers_of, mini_markers

    return mini_markers(markers_of(papers), language=language())


def _fabric(papers: Sequence[LayPaper], _stock: str) -> bytes:
    from interlock.paper import requirement_pdf

    return requirement_pdf(papers, language=language())


def _fabric_sheet(papers: Sequence[LayPaper], _stock: str) -> bytes:
    from interlock.paper import requirement_xlsx

    return requirement_xlsx(papers, language=language())


PAPERS: dict[str, Callable[[Sequence[LayPaper], str], bytes]] = {
    "cards.pdf": _cards, "tickets.pdf": _tickets, "markers.pdf": _minis, "fabric.pdf": _fabric,
    "fabric.xlsx": _fabric_sheet,
}  # fmt: skip


def printed(
    paper: str,
    lays: Sequence[Lay],
    clocks: Mapping[int, str],
    stock: str = "",
    before: Mapping[str, Printing] | None = None,
) -> bytes:
    """Return a paper of :data:`PAPERS` for lays as a file; raises HubError with what the engine says against it.

    ``before`` is what was printed of the lays already, by code.
    """
    with _told():
        return PAPERS[paper](papers_of(lays, clocks, before), stock or stocks()[0])


@contextmanager
def _told() -> Iterator[None]:
    """Say what the engine says against a lay in the reader's language, as HubError."""
    from interlock.errors import InterlockError

    try:
        yield
    except InterlockError as error:
        chinese = error.chinese if language() == "zh" else ""
        raise HubError(*(chinese or str(error)).splitlines()) from None


def plotter_file(marker: Marker) -> bytes:
    """Return a nested marker at 1:1 for a plotter (HPGL)."""
    from interlock.paper import marker_plt

    return marker_plt(*nest_of(marker), title=marker.code)
