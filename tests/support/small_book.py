"""A book so small that every number can be checked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from interlock.allocation import AllocationProblem, Event, LiveBook, NewOrder, allocate
from interlock.errors import InvalidModel


def small(**changes: Any) -> AllocationProblem:
    """Two orders of two batches of 100 minutes, due in buckets 1 and 3; two lines, 4 buckets of 250 minutes."""
    late = np.maximum(np.arange(4)[None, :] - np.array([[1], [3]]), 0)
    given: dict[str, Any] = {
        "batch_min": [100.0, 100.0],
        "batches": [2, 2],
        "release": [0, 0],
        "time_fen_per_min": late * 5.0 + np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]]),
        "outside_fen_per_min": [90.0, 90.0],
        "minutes_per_piece": [10.0, 10.0],
        "group": [0, 0],
        "cut_shop": [0, -1],
        "cut_use": [0.1, 0.0],
        "finish_shop": [-1, 0],
        "finish_use": [0.0, 0.1],
        "group_start": [0, 2],
        "group_line": [0, 1],
        "group_price_fen_per_min": [40.0, 50.0],
        "group_haul_fen_per_piece": [0.0, 0.0],
        "group_loss_min": [10.0, 10.0],
        "group_opening_fen": [0.0, 0.0],
        "line_min": np.full((2, 4), 250.0),
        "cut_min": np.full((1, 4), 50.0),
        "finish_min": np.full((1, 4), 50.0),
        "due": [1, 3],
    }
    return AllocationProblem(**(given | changes))


def small_book(problem: AllocationProblem | None = None, frozen: int = 0, **options: float) -> LiveBook:
    """A live book of the problem (the small one)."""
    problem = problem or small()
    return LiveBook(problem, allocate(problem, effort="quick"), frozen=frozen, **options)


def new_order(**changes: Any) -> NewOrder:
    """An order of one batch of 100 minutes, due in bucket 2."""
    given: dict[str, Any] = {
        "batch_min": 100.0,
        "batches": 1,
        "release": 0,
        "due": 2,
        "time_fen_per_min": [0.0, 0.0, 0.0, 5.0],
        "outside_fen_per_min": 90.0,
        "minutes_per_piece": 10.0,
        "group": 0,
    }
    return NewOrder(**(given | changes))


def refusal(book: LiveBook, *events: Event) -> str:
    """What a book says that refuses events, nothing being changed."""
    with pytest.raises(InvalidModel) as refused:
        book.repair(list(events))
    assert book.breaches() == []
    return str(refused.value)
