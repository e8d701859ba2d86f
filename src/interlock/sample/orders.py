"""The order book: what is asked, in which colours and sizes, for when, at what price, with whose material."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from interlock.model.calendar import Calendar
from interlock.model.orders import Order, Quantity
from interlock.sample.chance import drawn
from interlock.sample.garments import SIZES
from interlock.sample.goods import COLOURS
from interlock.sample.load import LARGEST_ORDER, SMALLEST_ORDER, sized
from interlock.sample.network import apportioned
from interlock.sample.styles import Made

Floats = NDArray[np.float64]

SPREAD = 1.3
DEAR_SMALLER = 0.35
LINE_DAY_MIN = 4_500.0
LOTS_OF_LARGE_ORDER = 6
WAY_DAYS = 7
URGENT_SHARE = 0.02
URGENT_MOST_PIECES = 600
SLACK_SHORT_DAYS = 4
LONG_SLACK_DAYS = 12
WAITING_SHARE = 0.2
FEW_COLOURS_BELOW = 400
SUPPLIED_SHARE, SUPPLIED_SHARE_WHEN_SHORT = 0.4, 0.5
PRIORITIES = (0.05, 0.15, 0.55, 0.20, 0.05)
# A busy network has every order wait in turn: due dates leave this much beside the way itself.
QUEUE_DAYS = 12
TOLERANCES, TOLERANCE_SHARES = (0.03, 0.05, 0.02, 0.0), (0.80, 0.10, 0.06, 0.04)
SEWING_FEN_PER_MIN, FINISHING_FEN_PER_MIN, CUTTING_FEN = 52.0, 45.0, 60.0


@dataclass(frozen=True)
class Asked:
    """An order before its date: its style, its pieces, whether it is a quick-response one."""

    made: Made
    pieces: int
    urgent: bool

    @property
    def work_min(self) -> float:
        """Sewing minutes of the whole order."""
        return self.pieces * self.made.style.smv_min

    @property
    def way_days(self) -> float:
        """Calendar days its way through the network takes, with some room: six lots sewn at once and the rest."""
        sewing = self.work_min / (LOTS_OF_LARGE_ORDER * LINE_DAY_MIN)
        return WAY_DAYS + 1.4 * sewing * 7 / 6


@dataclass(frozen=True)
class Booked:
    """An order and the style it was made from; ``slack_days``: how long its material may still take to come in."""

    order: Order
    made: Made
    slack_days: float


def make_asked(
    orders: int, made: Sequence[Made], wanted_min: Mapping[str, float], open_days: int, rng: np.random.Generator
) -> tuple[Asked, ...]:
    """Return what is asked, in an order of chance: sizes are log-normal, dear garments in smaller numbers."""
    by_category = {name: [m for m in made if m.style.category == name] for name in wanted_min}
    middle = {name: np.mean([m.style.smv_min for m in group]) for name, group in by_category.items()}
    shares = {name: minutes / float(middle[name]) ** (1 - DEAR_SMALLER) for name, minutes in wanted_min.items()}
    styles = [
        group[k]
        for name, count in apportioned(shares, orders).items()
        for group in [by_category[name]]
        for k in _popular(len(group), count, rng)
    ]
    styles = [styles[k] for k in rng.permutation(orders)]
    pieces, urgent = _pieces(styles, wanted_min, open_days, rng)
    return tuple(Asked(*one) for one in zip(styles, pieces, urgent, strict=True))


def _popular(styles: int, count: int, rng: np.random.Generator) -> list[int]:
    """Draw styles so that the first ones are ordered more often (Zipf-like, exponent 0.7)."""
    weight = 1.0 / np.arange(1, styles + 1) ** 0.7
    return [int(k) for k in rng.choice(styles, size=count, p=weight / weight.sum())]


def _pieces(
    styles: Sequence[Made], wanted_min: Mapping[str, float], open_days: int, rng: np.random.Generator
) -> tuple[list[int], list[bool]]:
    smv_min = np.array([m.style.smv_min for m in styles])
    number = {name: n for n, name in enumerate(wanted_min)}
    category = np.array([number[m.style.category] for m in styles], dtype=np.int64)
    raw = rng.lognormal(0.0, SPREAD, len(styles)) * (12.0 / smv_min) ** DEAR_SMALLER
    urgent = (rng.random(len(styles)) < URGENT_SHARE) & (np.arange(len(styles)) > 0)
    most_min = LOTS_OF_LARGE_ORDER * LINE_DAY_MIN * 0.45 * open_days
    most = np.floor(np.clip(most_min / smv_min, 2 * SMALLEST_ORDER, LARGEST_ORDER) / 10) * 10
    most = np.where(urgent, URGENT_MOST_PIECES, most)
    pieces = sized(raw, smv_min, most, category, np.array(list(wanted_min.values())))
    return [int(n) for n in pieces], [bool(u) for u in urgent]


def make_orders(
    asked: Sequence[Asked],
    core_of: Sequence[str],
    today: date,
    weeks: int,
    calendar: Calendar,
    rng: np.random.Generator,
) -> tuple[Booked, ...]:
    """Return the order book: ``core_of`` names each order's core factory, blank where the plan may choose."""
    last_open = _last_open_days(today, weeks, calendar)
    return tuple(
        _booked(number, one, core, today, last_open, rng)
        for number, (one, core) in enumerate(zip(asked, core_of, strict=True), 1)
    )


def _last_open_days(today: date, weeks: int, calendar: Calendar) -> list[int]:
    """For each day from today, the last open day up to it, or the first open one: orders are due on open days."""
    open_mask = calendar.mask(today, 7 * weeks + QUEUE_DAYS)
    first = open_mask.index(True)
    found = []
    for day, is_open in enumerate(open_mask):
        first = day if is_open else first
        found.append(first)
    return found


def _booked(
    number: int, one: Asked, core: str, today: date, last_open: Sequence[int], rng: np.random.Generator
) -> Booked:
    due_day = _due_day(one, last_open, rng)
    slack_days = due_day - one.way_days
    ready_day = _material_day(slack_days, rng)
    start_day = _start_day(slack_days, rng)
    tolerance = drawn(TOLERANCES, TOLERANCE_SHARES, rng)
    order = Order(
        number=f"D{number:05d}",
        customer=_customer(rng),
        style=one.made.style.code,
        due_on=today + timedelta(days=due_day),
        quantities=_quantities(one.pieces, rng),
        price_fen=_price_fen(one, ready_day is not None, rng),
        core=core,
        earliest_start_on=None if start_day is None else today + timedelta(days=start_day),
        material_ready_on=None if ready_day is None else today + timedelta(days=ready_day),
        priority=5 if one.urgent else drawn((1, 2, 3, 4, 5), PRIORITIES, rng),
        over_share=tolerance,
        under_share=tolerance,
    )
    return Booked(order, one.made, slack_days)


def _due_day(one: Asked, last_open: Sequence[int], rng: np.random.Generator) -> int:
    """Anywhere from the end of its way to the last day; soon after its way for a quick-response order."""
    last_day = len(last_open) - 1
    least_days = min(one.way_days + QUEUE_DAYS, last_day)
    reach = 0.1 if one.urgent else 1.0
    return last_open[int(least_days + (last_day - least_days) * reach * rng.random())]


def _customer(rng: np.random.Generator) -> str:
    number = 1 + int(40 * rng.random() ** 2)
    return f"示例品牌 {number:02d} / Sample brand {number:02d}"


def _material_day(slack_days: float, rng: np.random.Generator) -> int | None:
    """The customer supplies the material of one order in two where time is short, of one in seven elsewhere."""
    short = slack_days < SLACK_SHORT_DAYS
    if rng.random() >= (SUPPLIED_SHARE_WHEN_SHORT if short else SUPPLIED_SHARE):
        return None
    return int(rng.uniform(-6, 1.0 if short else 0.6 * slack_days))


def _start_day(slack_days: float, rng: np.random.Generator) -> int | None:
    """Some orders may not start at once: their sample is not approved yet."""
    if slack_days < LONG_SLACK_DAYS or rng.random() >= WAITING_SHARE:
        return None
    return int(rng.uniform(2, 0.6 * slack_days))


def _price_fen(one: Asked, supplied: bool, rng: np.random.Generator) -> int:
    """Material, unless supplied, and work, with a margin of 12 to 24 per cent, more for small orders."""
    style = one.made.style
    work = style.smv_min * SEWING_FEN_PER_MIN + style.finishing_min * FINISHING_FEN_PER_MIN + CUTTING_FEN
    material = 0.0 if supplied else one.made.material_fen
    small = 0.15 if one.pieces < 500 else 0.06 if one.pieces < 1_500 else 0.0
    return 10 * round((material + work) * (1 + float(rng.uniform(0.12, 0.24)) + small) / 10)


def _quantities(pieces: int, rng: np.random.Generator) -> tuple[Quantity, ...]:
    colours = _colours(pieces, rng)
    sizes, size_share = _size_curve(rng)
    colour_share = rng.uniform(0.5, 1.5, len(colours))
    share = np.outer(colour_share / colour_share.sum(), size_share).ravel()
    cells = _rounded(share, pieces)
    return tuple(
        Quantity(colour, size, int(cells[n * len(sizes) + k]))
        for n, colour in enumerate(colours)
        for k, size in enumerate(sizes)
    )


def _colours(pieces: int, rng: np.random.Generator) -> list[str]:
    """One to four colours, one or two in a small order; black and white oftener than mustard."""
    counts = (0.6, 0.4) if pieces < FEW_COLOURS_BELOW else (0.25, 0.35, 0.25, 0.15)
    # The smallest of exponential times at these rates: a weighted draw without putting back (Efraimidis and
    # Spirakis, Information Processing Letters 97, 2006).
    times = rng.exponential(size=len(COLOURS)) * np.arange(2, len(COLOURS) + 2)
    return [COLOURS[k] for k in np.argsort(times)[: drawn(range(1, len(counts) + 1), counts, rng)]]


def _size_curve(rng: np.random.Generator) -> tuple[tuple[str, ...], Floats]:
    """Four to six neighbouring sizes in a bell round a middle near M-L."""
    count = drawn((4, 5, 6), (0.3, 0.4, 0.3), rng)
    start = int(rng.integers(0, len(SIZES) - count + 1))
    middle, width = start + (count - 1) / 2 + rng.uniform(-0.5, 0.5), rng.uniform(1.1, 1.6)
    bell = np.exp(-0.5 * ((np.arange(start, start + count) - middle) / width) ** 2)
    return SIZES[start : start + count], bell / bell.sum()


def _rounded(share: Floats, pieces: int) -> Floats:
    """Whole pieces, at least one in every cell, in proportion to the shares by largest remainder."""
    exact = share * (pieces - len(share))
    cells = np.floor(exact)
    left = pieces - len(share) - int(cells.sum())
    cells[np.argsort(cells - exact, kind="stable")[:left]] += 1
    return cells + 1
