"""Paper for the tables: lay cards, tickets, small markers, fabric requirement and plotter files of lays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from interlock import model as engine
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import instant
from interlock_hub.core.selectors import cluster
from interlock_hub.cutting.bridge import nest_of
from interlock_hub.cutting.models import Lay, Marker, RollUse
from interlock_hub.cutting.selectors import material_names
from interlock_hub.cutting.services_paper import Printing
from interlock_hub.cutting.services_rolls import left_m, others_of, uses_of

if TYPE_CHECKING:
    from interlock.paper import DrawnMarker, LayPaper, Spread, UsedRoll

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
    lays: Sequence[Lay], clocks: Mapping[int, str], before: Mapping[str, Printing] | None = None
) -> tuple[LayPaper, ...]:
    """Return lays as paper, in their order; ``clocks`` say when each is spread, by its row. Bodies must be loaded.

    ``before`` is what was printed of them already: a reprint says so.
    """
    from interlock.paper import LayPaper

    here = cluster()
    names, first = material_names({lay.material for lay in lays}), _first_numbers(lays)
    drawn = {marker.pk: _drawn(marker) for marker in {lay.marker.pk: lay.marker for lay in lays}.values()}
    uses = uses_of(lays)
    left, others = left_m({use.roll for rows in uses.values() for use in rows}), others_of(uses)
    return tuple(
        LayPaper(
            lay=lay.code,
            order=lay.order.number,
            style=lay.marker.style.code,
            style_name=lay.marker.style.name,
            fabric=lay.material,
            fabric_name=names.get(lay.material, ""),
            centre=lay.factory.name,
            table=lay.table.code,
            cut_on=lay.cut_on,
            time=clocks.get(lay.pk, ""),
            marker=lay.marker.code,
            marker_mm=lay.marker.length_mm,
            width_mm=lay.marker.width_mm,
            end_loss_mm=_end_loss_mm(lay),
            ratio=tuple(lay.marker.ratio.items()),
            utilisation=min(lay.marker.utilisation, 1.0) or None,
            plies=_spreads(lay, uses[lay.pk]),
            rolls=_rolls(uses[lay.pk], left, others.get(lay.pk, {})),
            max_pieces=engine.Policy().max_bundle_pieces,
            first_bundle=first[lay.code],
            drawn=drawn[lay.marker.pk],
            note=" ".join(filter(None, (_reprint((before or {}).get(lay.code)), _splices(uses[lay.pk])))),
            made_up=bool(here and here.made_up),
        )
        for lay in lays
    )


def _end_loss_mm(lay: Lay) -> float:
    plies = sum(count for _colour, count in lay.plies)
    return max(0.0, round(lay.fabric_m * MM_PER_M / plies - lay.marker.length_mm, 1)) if plies else 0.0


def _spreads(lay: Lay, uses: Sequence[RollUse]) -> tuple[Spread, ...]:
    """Plies from the bottom up: by roll and shade where the rolls are known, else by colour."""
    from interlock.paper import Spread

    if not uses or any(not use.colour for use in uses):
        return tuple(Spread(colour=colour, plies=count) for colour, count in lay.plies if count)
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for use in uses:
        counts[use.colour, use.roll.shade] += use.plies
    return tuple(Spread(colour=colour, shade=shade, plies=count) for (colour, shade), count in counts.items())


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


def _rolls(
    uses: Sequence[RollUse], left: Mapping[int, float], others: Mapping[int, tuple[Sequence[str], Sequence[str]]]
) -> tuple[UsedRoll, ...]:
    from interlock.paper import UsedRoll

    return tuple(
        UsedRoll(
            roll=use.roll.code, colour=use.colour, shade=use.roll.shade, length_m=use.roll.length_m, plies=use.plies,
            left_m=left[use.roll_id],
        ).among(*others.get(use.roll_id, ((), ())))
        for use in uses
    )  # fmt: skip


def _drawn(marker: Marker) -> DrawnMarker | None:
    from interlock.paper import DrawnMarker

    return DrawnMarker(marker.code, *nest_of(marker)) if marker.nested else None


def _first_numbers(lays: Sequence[Lay]) -> dict[str, int]:
    """The first bundle number of each lay: numbers of an order run on over all its lays of a fabric."""
    most = engine.Policy().max_bundle_pieces
    rows = Lay.objects.filter(order__in={lay.order_id for lay in lays}).values_list(
        "code", "order", "material", "plies", "marker__ratio"
    )
    after: dict[tuple[int, str], int] = defaultdict(int)
    found = {}
    for code, order, material, plies, ratio in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        found[code] = after[order, material] + 1
        after[order, material] += sum(-(-count // most) for _colour, count in plies) * sum(ratio.values())
    return found


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
    from interlock.errors import InterlockError

    try:
        return PAPERS[paper](papers_of(lays, clocks, before), stock or stocks()[0])
    except InterlockError as error:
        chinese = error.chinese if language() == "zh" else ""
        raise HubError(*(chinese or str(error)).splitlines()) from None


def plotter_file(marker: Marker) -> bytes:
    """Return a nested marker at 1:1 for a plotter (HPGL)."""
    from interlock.paper import marker_plt

    return marker_plt(*nest_of(marker), title=marker.code)
