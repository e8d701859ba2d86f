"""The lays of a plan as paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from interlock.errors import InvalidModel
from interlock.model import Lay, Plan, Scenario
from interlock.paper.from_rolls import with_rolls
from interlock.paper.lay import USUAL_BUNDLE, DrawnMarker, LayPaper, Spread
from interlock.paper.numbering import numbered
from interlock.paper.words import WORDS
from interlock.rolls import RollEnd, SpreadLay
from interlock.units import MM_PER_M
from interlock.words import Language

_NOT_DRAWN: Mapping[str, DrawnMarker] = MappingProxyType({})
_HOUR_MIN = 60
_LISTED = 8


def lays_of_plan(
    scenario: Scenario,
    plan: Plan,
    *,
    language: Language = "zh",
    lays: Collection[str] = (),
    day: date | None = None,
    drawn: Mapping[str, DrawnMarker] = _NOT_DRAWN,
    max_pieces: int = USUAL_BUNDLE,
    spread: Sequence[SpreadLay] = (),
    ends: Sequence[RollEnd] = (),
) -> tuple[LayPaper, ...]:
    """Return lays of a plan by day, place, table and time: those named, those of a day, or all.

    Each lay of an order has a thousand of bundle numbers in its fabric, so that none stands twice, whichever lays are
    chosen. ``drawn`` are its nested markers by id, ``spread`` and ``ends`` rolls given to its lays. Raises
    :class:`~interlock.errors.InvalidModel` naming lays that the plan does not have, or a day on which nothing is cut.
    """
    chosen = [lay for lay in plan.lays if (not lays or lay.id in lays) and day in (None, lay.cut_on)]
    unknown = [name for name in lays if all(lay.id != name for lay in plan.lays)]
    if unknown:
        some = ", ".join(sorted((lay.id for lay in plan.lays), key=_natural)[:_LISTED])
        raise InvalidModel([WORDS.told("unknown_lay", lay=name, known=some) for name in unknown])
    if not chosen and day is not None:
        raise InvalidModel([WORDS.told("nothing_that_day", day=day, days=_days(plan))])
    papers = _Papers(scenario, plan, language, drawn, max_pieces)
    every = with_rolls([papers.of(lay) for lay in sorted(plan.lays, key=lambda lay: _natural(lay.id))], spread, ends)
    by_name = {paper.lay: paper for paper in numbered(every)}
    return tuple(by_name[lay.id] for lay in sorted(chosen, key=_moment))


class _Papers:
    def __init__(
        self,
        scenario: Scenario,
        plan: Plan,
        language: Language,
        drawn: Mapping[str, DrawnMarker],
        max_pieces: int,
    ) -> None:
        self._scenario, self._plan, self._language, self._drawn = scenario, plan, language, drawn
        self._max_pieces = max_pieces

    def of(self, lay: Lay) -> LayPaper:
        scenario = self._scenario
        marker, order = self._plan.marker[lay.marker], scenario.order[lay.order]
        style = scenario.style[order.style]
        return LayPaper(
            lay=lay.id,
            order=lay.order,
            style=style.code,
            style_name=style.name,
            fabric=lay.material,
            fabric_name=scenario.material[lay.material].name,
            customer=order.customer,
            centre=scenario.factory[lay.factory].name,
            table=lay.table,
            cut_on=lay.cut_on,
            time=_shift(lay, self._language),
            marker=marker.id,
            marker_mm=marker.length_mm,
            width_mm=marker.width_mm,
            end_loss_mm=max(0.0, round(lay.fabric_m * MM_PER_M / lay.all_plies - marker.length_mm, 1)),
            ratio=marker.ratio,
            utilisation=min(marker.utilisation, 1.0) or None,
            two_way=scenario.material[lay.material].two_way,
            plies=tuple(Spread(colour=colour, plies=count) for colour, count in lay.plies),
            max_pieces=self._max_pieces,
            drawn=self._drawn.get(marker.id),
            made_up=self._plan.made_up,
        )


def _natural(name: str) -> tuple[int, str]:
    return len(name), name


def _moment(lay: Lay) -> tuple[date, str, str, float, str]:
    return lay.cut_on, lay.factory, lay.table, lay.start_min, lay.id


def _days(plan: Plan) -> str:
    """The first days on which something is cut."""
    days = sorted({lay.cut_on for lay in plan.lays})
    return ", ".join(map(str, days[:_LISTED])) or "–"


def _shift(lay: Lay, language: Language) -> str:
    """When it is spread and cut, from the start of the table's day."""
    return WORDS.say(language, "shift", first=_clock(lay.start_min), last=_clock(lay.end_min))


def _clock(minutes: float) -> str:
    whole = round(minutes)
    return f"{whole // _HOUR_MIN}:{whole % _HOUR_MIN:02d}"
