"""What a plan should care about: the weights and limits a planner sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from interlock.model._validate import Problems
from interlock.model.network import MOST_OVERTIME_HOURS, Factory
from interlock.model.orders import Order
from interlock.model.styles import Style
from interlock.model.words import ERRORS

Effort = Literal["quick", "normal", "long"]
BucketsPerWeek = Literal[1, 2, 3, 6]
PolicyName = Literal["balanced", "cheapest", "fastest", "fairest"]

# Labour Law of the People's Republic of China, article 41.
MOST_OVERTIME_MONTH_HOURS = 36.0
# Further ahead nobody knows the day.
MOST_NEAR_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Weights in money and limits in the trade's units; the defaults are the ``balanced`` policy.

    A piece that is late costs ``late_share_per_day`` of its price each calendar day, times the order's priority
    over 3; an order without a price is valued at ``unpriced_fen_per_min`` of its standard minutes. That is money: a
    plan's costs show it. The next six weights only choose between plans, and no cost shows them. A late day weighs
    ``late_weight`` times its money; each of the last ``buffer_days`` before it a share ``buffer_share`` of a late day,
    because days rarely go as planned; each day of waiting from the first day on a share ``wait_share`` where work is
    given to lines and weeks, and ``line_wait_share`` where lots follow one another on lines. A minute sewn where
    townships are as full as on average is free; where they are twice as full it weighs ``spread_fen_per_min``,
    where they are empty it earns as much. Work outside the
    cluster costs ``outside_factor`` times the dearest line that could sew it and takes ``outside_days`` from when it
    is cut. ``haul_fen_per_piece_km`` is paid for cut pieces out and garments back.

    Every line may work ``overtime_hours`` a day beyond its shift (0: none), at most ``overtime_month_hours`` in a
    calendar month; a standard minute of it costs ``overtime_fen_per_min`` on top of the line's price. The law allows
    three hours a day and 36 a month (Labour Law of the People's Republic of China, article 41) and wants half as much
    wage again at least (article 44). A factory may allow less.

    Work is allocated to lines by weeks cut into ``buckets_per_week`` parts, in the first ``near_days`` by days. An
    order is split into at most ``lots_per_order`` lots, none with less than ``smallest_lot_min`` standard minutes of
    sewing.

    A marker holds at most ``max_garments``, a lay ``min_plies`` to ``max_plies``; every ply loses ``end_loss_mm``.
    Making a marker costs ``marker_fen``, spreading a ply ``ply_fen``, a minute of table time ``cut_fen_per_min``.
    One marker of every ordered style and fabric is nested for ``calibrate_seconds`` (0: none) to correct the length
    model; from 4 s on, several of each style's shell, and the model is fitted to them. Lays cut within ``nest_days``
    open days get a real nest of ``nest_seconds``, the first ``most_nests`` markers of them; the others carry the
    estimate.
    Bundles hold at most ``max_bundle_pieces``. ``effort`` and ``seed`` steer the search.
    """

    name: str = "balanced"
    late_share_per_day: float = 0.02
    unpriced_fen_per_min: float = 150.0
    late_weight: float = 2.0
    buffer_days: int = 4
    buffer_share: float = 0.25
    wait_share: float = 0.005
    line_wait_share: float = 0.0
    spread_fen_per_min: float = 0.0
    outside_factor: float = 3.0
    outside_days: int = 14
    haul_fen_per_piece_km: float = 0.4
    overtime_hours: float = 0.0
    overtime_month_hours: float = MOST_OVERTIME_MONTH_HOURS
    overtime_fen_per_min: float = 25.0
    buckets_per_week: BucketsPerWeek = 3
    near_days: int = 0
    calibrate_seconds: int = 1
    nest_days: int = 1
    nest_seconds: int = 1
    most_nests: int = 24
    smallest_lot_min: float = 4_000.0
    lots_per_order: int = 10
    max_garments: int = 6
    min_plies: int = 1
    max_plies: int = 120
    end_loss_mm: float = 30.0
    marker_fen: int = 8_000
    ply_fen: int = 30
    cut_fen_per_min: float = 60.0
    max_bundle_pieces: int = 30
    seed: int = 0
    effort: Effort = "quick"

    def __post_init__(self) -> None:
        with Problems("policy", self.name) as p:
            p.within("lateness share a day", self.late_share_per_day, 0, 1)
            p.within("weight of a late day", self.late_weight, 0.1, 20)
            p.within("buffer days", self.buffer_days, 0, 60)
            p.within("share of a buffer day", self.buffer_share, 0, 1)
            p.within("share of a day of waiting", self.wait_share, 0, 1)
            p.within("share of a day of waiting on lines", self.line_wait_share, 0, 1)
            p.within("weight of an even spread", self.spread_fen_per_min, 0, 1_000)
            p.within("outside factor", self.outside_factor, 1, 10)
            p.at_least("outside days", self.outside_days, 1)
            p.at_least("haul price", self.haul_fen_per_piece_km, 0)
            p.within("overtime hours a day", self.overtime_hours, 0, MOST_OVERTIME_HOURS)
            p.within("overtime hours a month", self.overtime_month_hours, 0, MOST_OVERTIME_MONTH_HOURS)
            p.at_least("overtime premium", self.overtime_fen_per_min, 0)
            if self.buckets_per_week not in get_args(BucketsPerWeek):
                p.add(ERRORS.told("buckets", buckets_per_week=self.buckets_per_week))
            p.within("days allocated by day", self.near_days, 0, MOST_NEAR_DAYS)
            p.at_least("calibration seconds", self.calibrate_seconds, 0)
            p.at_least("nesting days", self.nest_days, 0)
            p.at_least("nesting seconds", self.nest_seconds, 1)
            p.at_least("most nests", self.most_nests, 0)
            p.positive("smallest lot in minutes", self.smallest_lot_min)
            p.within("lots per order", self.lots_per_order, 1, 12)
            p.within("garments per marker", self.max_garments, 1, 30)
            p.at_least("fewest plies", self.min_plies, 1)
            p.at_least("most plies", self.max_plies, self.min_plies)
            p.within("end loss in mm", self.end_loss_mm, 0, 500)
            p.within("pieces per bundle", self.max_bundle_pieces, 1, 500)

    @classmethod
    def named(cls, name: PolicyName, **changes: Any) -> Policy:
        """Return the policy of a name, with other values for some of its fields.

        ``cheapest``: money only. ``fastest``: ship dates come forward, whatever sewing costs more for it. ``fairest``:
        work is spread over the townships (:func:`~interlock.model.fairness`). ``balanced``: money, with days in hand
        before each due date. Raises :class:`~interlock.errors.InvalidModel` for a name there is not.
        """
        with Problems("policy", name) as p:
            if name not in _NAMED:
                p.add(ERRORS.told("no_policy", known=", ".join(_NAMED)))
        return cls(**{"name": name, **_NAMED[name], **changes})

    def overtime_hours_at(self, factory: Factory) -> float:
        """Return how many hours a day the lines of a factory may work beyond their shift."""
        return min(
            self.overtime_hours, self.overtime_hours if factory.overtime_hours is None else factory.overtime_hours
        )

    def late_fen_per_piece_day(self, order: Order, style: Style) -> float:
        """Return what a piece of the order costs for each calendar day that it is late."""
        value_fen = order.price_fen or self.unpriced_fen_per_min * style.smv_min
        return value_fen * self.late_share_per_day * order.priority / 3


# What each named policy weighs otherwise than the balanced one.
_NAMED: Mapping[str, Mapping[str, Any]] = {
    "balanced": {},
    "cheapest": {"late_weight": 1.0, "buffer_days": 0, "wait_share": 0.0},
    "fastest": {"late_weight": 8.0, "wait_share": 0.3, "line_wait_share": 0.3},
    "fairest": {"spread_fen_per_min": 30.0},
}
