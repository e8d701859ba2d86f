from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from interlock.sequencing import LineProblem, SequencingLot

Make = Callable[..., SequencingLot]


@pytest.fixture
def lot() -> Make:
    """A lot of 100 shirts of 10 minutes, free on day 0 and due on day 20, unless told otherwise."""

    def make(name: str, **changes: object) -> SequencingLot:
        values: dict[str, object] = {
            "id": name,
            "style": f"style-{name}",
            "category": "shirt",
            "pieces": 100,
            "minutes_per_piece": 10.0,
            "release_day": 0,
            "due_day": 20,
            "late_fen_per_piece_day": 50.0,
        }
        return SequencingLot(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def line() -> Callable[..., LineProblem]:
    """A line of 10 operators with 1,000 standard minutes on each of 30 days, which knows shirts."""

    def make(*lots: SequencingLot, **changes: object) -> LineProblem:
        values: dict[str, object] = {
            "line": "Line 1",
            "operators": 10,
            "capacity_min": (1000.0,) * 30,
            "lots": lots,
            "known_categories": frozenset({"shirt"}),
        }
        return LineProblem(**(values | changes))  # type: ignore[arg-type]

    return make


@pytest.fixture
def random_line() -> Callable[..., LineProblem]:
    """A line with random lots, closed days, releases, due days and, where asked, locks."""

    def make(
        seed: int, count: int, *, locks: float = 0.0, days: int = 40, lost_fen_per_min: float = 0.0
    ) -> LineProblem:
        rng, waits = random.Random(seed), random.Random(seed)
        capacity_min = tuple(0.0 if day % 7 == 6 else 4000 * rng.uniform(0.8, 1.0) for day in range(days))
        styles = [f"s{rng.randrange(max(2, count))}" for _ in range(count)]
        category = {style: f"c{rng.randrange(3)}" for style in [*styles, "s0"]}
        lots = []
        for number, style in enumerate(styles):
            release_day = rng.randrange(days // 2)
            lots.append(
                SequencingLot(
                    id=f"L{number}",
                    style=style,
                    category=category[style],
                    pieces=rng.randrange(50, 1 + 200_000 // (8 * count)),
                    minutes_per_piece=rng.choice([4.0, 7.25, 11.3]),
                    release_day=release_day,
                    due_day=release_day + rng.randrange(-2, 12),
                    late_fen_per_piece_day=rng.choice([0.0, 12.5, 50.0]),
                    wait_fen_per_piece_day=waits.choice([0.0, 0.0, 2.5]),
                    locked_start=release_day if rng.random() < locks else None,
                )
            )
        return LineProblem(
            line="random",
            operators=12,
            capacity_min=capacity_min,
            lots=tuple(lots),
            previous_style="s0",
            previous_category=category["s0"],
            previous_days=rng.choice([None, 1.5]),
            known_styles=frozenset({"s1"}),
            known_categories=frozenset({"c1"}),
            lost_fen_per_min=lost_fen_per_min,
        )

    return make
