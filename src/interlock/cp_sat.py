"""Runs CP-SAT so that it can be stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

_STOP_POLL_S = 0.1


def solved(solver: cp_model.CpSolver, model: cp_model.CpModel, stop: Callable[[], bool] | None) -> tuple[object, bool]:
    """Solve in a thread of its own: only the calling one hears Ctrl-C, and it hears nothing while it solves itself.

    Returns how it ended, and whether that was because it was stopped.
    """
    if stop is None:
        return solver.solve(model), False
    status: list[object] = []
    solving = threading.Thread(target=lambda: status.append(solver.solve(model)), daemon=True)
    solving.start()
    cancelled = False
    try:
        while solving.is_alive():
            solving.join(_STOP_POLL_S)
            cancelled = cancelled or stop()
            if cancelled:
                solver.stop_search()
    except BaseException:
        solver.stop_search()
        solving.join()
        raise
    return status[0], cancelled
