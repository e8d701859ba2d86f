"""Make what all tests share before they start, with no lines counted: ``python tests/support/warm.py``.

What is compiled is kept beside the sources, one loop after the other: one process begins at the first stage of a plan,
the other at the last, and where they meet each takes what the other has.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path


def cast_plan() -> None:
    """Plan the engine's small cast."""
    import cast

    cast.made()
    _days_and_rolls()


def world_plan() -> None:
    """Plan the platform's small cluster, its last stage's loops first."""
    _sequence_a_fleet()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_settings")
    import django
    import hub_world

    django.setup()
    from interlock_hub.site.bridge import sample

    hub_world.made(sample(factories=20, orders=36, seed=3, today=hub_world.TODAY))
    _events()


def _sequence_a_fleet() -> None:
    """More lots on one line than are tried in every order, few on another, and both shared out."""
    import numpy as np

    from interlock.sequencing import FleetProblem, LineProblem, SequencingLot, sequence, share_out

    def lot(number: int) -> SequencingLot:
        return SequencingLot(
            id=f"{number}", style=f"style {number}", category="shirt", pieces=100, minutes_per_piece=10.0,
            release_day=0, due_day=5, late_fen_per_piece_day=50.0,
        )  # fmt: skip

    lines = tuple(
        LineProblem(line=name, operators=10, capacity_min=(480.0,) * 60, lots=tuple(map(lot, numbers)))
        for name, numbers in (("many", range(12)), ("few", range(12, 15)))
    )
    problem = FleetProblem(
        lines=lines, fen=np.zeros((15, 2)), owner=np.arange(2), most_min=np.full(2, np.inf), least_saving_fen=0.0
    )
    share_out(problem, [sequence(line) for line in lines])


def _days_and_rolls() -> None:
    """Whole lots in turn on lines that are too full for all of them, and a few rolls given to a lay."""
    from county import county
    from interlock.allocation import allocate, to_days
    from interlock.rolls import LayToSpread, Roll, RollProblem, assign_rolls

    crowded = county(60, 10, 1.1, 0, 6)
    to_days(crowded, allocate(crowded, effort="quick"))
    rolls = tuple(Roll(name=n, colour="navy", shade="A", length_mm=40_000, width_mm=1500) for n in ("R1", "R2", "R3"))
    lays = (LayToSpread(name="L", marker_mm=3_700, width_mm=1480, plies=(20,)),)
    assign_rolls(RollProblem(colours=("navy",), lays=lays, rolls=rolls, fabric_fen_per_m=2200, mount_fen=300))


def _events() -> None:
    """Events of every kind in a live book, and a promise."""
    import numpy as np

    from county import county
    from event_stream import EventStream
    from interlock.allocation import LiveBook, allocate

    problem = county(60, 8, 1.1, 0, 4)
    book = LiveBook(problem, allocate(problem, effort="quick"), frozen=1)
    stream = EventStream(book, 0)
    for _ in range(40):
        book.repair([stream.next()])
    if (asked := stream.new_order()) is not None:
        book.promise(asked, line_score=np.ones(8), may_move=True)


PARTS: dict[str, Callable[[], None]] = {"cast": cast_plan, "world": world_plan}


def main() -> int:
    """Make one part where it is named, else all at once; returns 0 when all are made."""
    sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
    if sys.argv[1:]:
        PARTS[sys.argv[1]]()
        return 0
    at_work = [subprocess.Popen([sys.executable, __file__, part]) for part in PARTS]
    return max(abs(one.wait()) for one in at_work)


if __name__ == "__main__":
    sys.exit(main())
