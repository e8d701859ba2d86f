"""Make what all tests share before they start, with no lines counted: ``python tests/support/warm.py``.

What is compiled is kept beside the sources, one loop after the other: one process begins at the first stage of a plan,
the other at the last, and where they meet each takes what the other has.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable


def cast_plan() -> None:
    """Plan the engine's small cast."""
    import cast

    cast.made()


def world_plan() -> None:
    """Plan the platform's small cluster, its last stage's loops first."""
    _sequence_a_fleet()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub_settings")
    import django
    import hub_world

    django.setup()
    from interlock_hub.site.bridge import sample

    hub_world.made(sample(factories=20, orders=36, seed=3, today=hub_world.TODAY))


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


PARTS: dict[str, Callable[[], None]] = {"cast": cast_plan, "world": world_plan}


def main() -> int:
    """Make one part where it is named, else all at once; returns 0 when all are made."""
    if sys.argv[1:]:
        PARTS[sys.argv[1]]()
        return 0
    at_work = [subprocess.Popen([sys.executable, __file__, part]) for part in PARTS]
    return max(abs(one.wait()) for one in at_work)


if __name__ == "__main__":
    sys.exit(main())
