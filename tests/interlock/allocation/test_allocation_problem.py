from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest

from interlock.allocation import AllocationProblem
from interlock.errors import InvalidModel


def small(**changes: Any) -> AllocationProblem:
    given: dict[str, Any] = {
        "batch_min": [100.0, 50.0],
        "batches": [2, 1],
        "release": [0, 1],
        "time_fen_per_min": [[0.0, 0.0, 3.0], [1.0, 0.0, 2.0]],
        "outside_fen_per_min": [90.0, 80.0],
        "minutes_per_piece": [10.0, 5.0],
        "group": [0, 0],
        "cut_shop": [0, -1],
        "cut_use": [0.1, 0.0],
        "finish_shop": [-1, 0],
        "finish_use": [0.0, 0.2],
        "group_start": [0, 2],
        "group_line": [0, 1],
        "group_price_fen_per_min": [40.0, 45.0],
        "group_haul_fen_per_piece": [5.0, 1.0],
        "group_loss_min": [10.0, 20.0],
        "group_opening_fen": [100.0, 0.0],
        "line_min": [[200.0, 200.0, 200.0], [100.0, 100.0, 0.0]],
        "cut_min": [[50.0, 50.0, 50.0]],
        "finish_min": [[50.0, 50.0, 50.0]],
    }
    return AllocationProblem(**(given | changes))


def test_lists_become_read_only_arrays_of_their_own() -> None:
    lines = np.full((2, 3), 100.0)
    problem = small(line_min=lines)
    lines[0, 0] = -1.0
    assert problem.line_min[0, 0] == 100.0
    with pytest.raises(ValueError, match="read-only"):
        problem.line_min[0, 0] = 5.0


def test_counts_are_read_off_the_arrays() -> None:
    assert (small().order_count, small().bucket_count) == (2, 3)


def test_without_due_dates_the_last_cheapest_bucket_is_the_due_one() -> None:
    assert small().due_bucket.tolist() == [1, 1]
    assert small(due=[2, 0]).due_bucket.tolist() == [2, 0]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"batch_min": [0.0, 50.0]}, "batch_min: order 0"),
        ({"batch_min": [np.nan, 50.0]}, "batch_min: order 0"),
        ({"batch_min": ["many", 50.0]}, "batch_min: not an array of numbers"),
        ({"batches": [13, 1]}, "batches: order 0 has 13"),
        ({"batches": [1.5, 1]}, "batches: whole numbers"),
        ({"release": [0, 4]}, "release: order 1"),
        ({"group": [0, 1]}, "group: order 1"),
        ({"cut_shop": [1, -1]}, "cut_shop: order 0"),
        ({"finish_use": [0.0, -0.1]}, "finish_use: order 1"),
        ({"outside_fen_per_min": [90.0]}, "outside_fen_per_min: 1 values for 2"),
        ({"time_fen_per_min": [[0.0, 0.0], [0.0, 0.0]]}, "time_fen_per_min: 2 buckets"),
        ({"line_min": [1.0, 2.0]}, "line_min: found 1 dimension"),
        ({"batch_min": [[1.0], [2.0]]}, "batch_min: found 2 dimensions"),
        ({"group_start": [0, 1]}, "group_start"),
        ({"group_line": [0, 0]}, "group 0 names line 0 more than once"),
        ({"group_line": [0, 7]}, "group_line: place 1 has 7"),
        ({"group_loss_min": [-1.0, 0.0]}, "group_loss_min: place 0"),
        ({"line_min": [[-1.0, 0.0, 0.0], [1.0, 1.0, 1.0]]}, "line_min: line 0"),
        ({"loss_floor_share": 1.2}, "loss_floor_share"),
    ],
)
def test_nonsense_is_refused_with_its_place(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidModel) as refusal:
        small(**changes)
    assert words in str(refusal.value)


def test_every_contradiction_is_listed_at_once() -> None:
    with pytest.raises(InvalidModel) as refusal:
        small(batch_min=[-1.0, 50.0], batches=[0, 1], line_min=np.full((2, 3), -5.0))
    assert len(refusal.value.problems) == 3


def test_a_horizon_without_buckets_is_refused() -> None:
    empty = {name: np.zeros((rows, 0)) for name, rows in [("line_min", 2), ("cut_min", 1), ("finish_min", 1)]}
    with pytest.raises(InvalidModel, match="at least one"):
        small(time_fen_per_min=np.zeros((2, 0)), **empty)


def test_a_problem_can_be_varied_by_replacing_fields() -> None:
    assert dataclasses.replace(small(), loss_floor_share=0.5).loss_floor_share == 0.5
