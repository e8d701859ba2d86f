"""A made-up cluster from a seed, one page that reads as prose."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from datetime import date

import numpy as np

from interlock.errors import InvalidModel
from interlock.model.calendar import Calendar
from interlock.model.network import Factory, FactoryKind, Line
from interlock.model.scenario import Scenario
from interlock.sample.error_words import ERRORS
from interlock.sample.goods import GOODS
from interlock.sample.load import demand_by_category
from interlock.sample.market import make_offers, make_stock
from interlock.sample.network import capacity_by_category, make_factories, make_lines, with_current_styles
from interlock.sample.orders import make_asked, make_orders
from interlock.sample.shops import assign_cores, make_tables, with_finishing
from interlock.sample.styles import Made, make_styles, style_count
from interlock.sample.townships import TOWNSHIPS

CLUSTER = "于都示例集群（虚构） / Yudu sample cluster (made up)"
SMALL_WORK_MIN, LARGE_WORK_MIN = 12_000.0, 150_000.0
SMALLEST_SCALE, LARGEST_SCALE = 0.25, 1.8
MOST_FACTORIES, MOST_ORDERS, MOST_WEEKS = 20_000, 200_000, 52


def make_sample(
    *, factories: int = 175, orders: int = 600, weeks: int = 8, load: float = 0.8, seed: int = 1, today: date
) -> Scenario:
    """Return a county-like cluster with its order book; the same arguments give the same scenario.

    ``load`` is the standard minutes of all orders over those of all lines on the open days of ``weeks`` weeks from
    ``today``. Of the factories 7 % are core, 3 in 175 cutting centres, the others satellites. Every firm, brand, price
    and order is made up; townships are real, piece outlines are real drafts (see ``docs/sample.md``).

    Raises :class:`~interlock.errors.InvalidModel` for arguments out of bounds, and where the orders are too few or too
    many for the factories.
    """
    _check(factories, orders, weeks, load, seed)
    calendar = Calendar()
    open_days = sum(calendar.mask(today, 7 * weeks))
    chance = [np.random.default_rng([seed, room]) for room in range(7)]

    made = make_styles(style_count(orders), chance[0])
    sites = make_factories(factories, chance[1])
    lines = _staffed(sites, orders, load * open_days, seed)
    lines = with_current_styles(lines, _codes_by_category(made), chance[2])
    capacity = {name: minutes * open_days for name, minutes in capacity_by_category(lines).items() if minutes}
    asked = make_asked(orders, made, demand_by_category(capacity, load, chance[3]), open_days, chance[3])
    cores = [site for site in sites if site.kind is FactoryKind.CORE]
    core_of, share = assign_cores(asked, cores, lines, chance[4])
    book = make_orders(asked, core_of, today, weeks, calendar, chance[5])

    return Scenario(
        cluster=CLUSTER,
        today=today,
        townships=TOWNSHIPS,
        factories=with_finishing(sites, share, asked, load, open_days, chance[4]),
        lines=lines,
        tables=make_tables(sites, asked, load, open_days, chance[4]),
        styles=tuple(m.style for m in made),
        materials=tuple(goods.material for goods in GOODS.values()),
        offers=make_offers(factories, chance[6]),
        stock=make_stock(book, today, chance[6]),
        orders=tuple(booked.order for booked in book),
        calendar=calendar,
        made_up=True,
    )


def _check(factories: int, orders: int, weeks: int, load: float, seed: int) -> None:
    problems = [
        ERRORS.told("between", name=ERRORS.told(name), value=value, least=least, most=most)
        for name, value, least, most in (
            ("factories", factories, 3, MOST_FACTORIES),
            ("orders", orders, 1, MOST_ORDERS),
            ("weeks", weeks, 2, MOST_WEEKS),
        )
        if not least <= value <= most
    ]
    if not (math.isfinite(load) and 0.05 <= load <= 2):
        problems.append(ERRORS.told("load", found=load))
    if seed < 0:
        problems.append(ERRORS.told("seed", found=seed))
    if problems:
        raise InvalidModel(problems)


def _staffed(sites: Sequence[Factory], orders: int, loaded_days: float, seed: int) -> tuple[Line, ...]:
    """Lines of the usual size, or smaller (larger) ones where the orders are few (many) for the factories."""
    usual = make_lines(sites, 1.0, np.random.default_rng([seed, 1, 1]))
    work_min = sum(line.capacity_min_per_day for line in usual) * loaded_days / orders
    scale = min(1.0, LARGE_WORK_MIN / work_min) * max(1.0, SMALL_WORK_MIN / work_min)
    if scale == 1.0:
        return usual
    return make_lines(sites, min(LARGEST_SCALE, max(SMALLEST_SCALE, scale)), np.random.default_rng([seed, 1, 1]))


def _codes_by_category(made: Sequence[Made]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in made:
        found[one.style.category].append(one.style.code)
    return found
