from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from interlock.allocation import AllocationProblem, LiveBook, NewOrder, OrderAdded, Prices, Promise, allocate
from interlock.errors import InvalidModel


def shop_floor(**changes: Any) -> AllocationProblem:
    """One order fills line 0 until bucket 1; line 1 is dear and free; line 2 works from bucket 2 on; four buckets."""
    given: dict[str, Any] = {
        "batch_min": [200.0],
        "batches": [1],
        "release": [0],
        "time_fen_per_min": [[0.0, 0.0, 9.0, 9.0]],
        "outside_fen_per_min": [200.0],
        "minutes_per_piece": [10.0],
        "group": [0],
        "cut_shop": [-1],
        "cut_use": [0.0],
        "finish_shop": [-1],
        "finish_use": [0.0],
        "group_start": [0, 1, 4, 5],
        "group_line": [0, 0, 1, 2, 0],
        "group_price_fen_per_min": [40.0, 40.0, 70.0, 45.0, 40.0],
        "group_haul_fen_per_piece": np.zeros(5),
        "group_loss_min": np.zeros(5),
        "group_opening_fen": np.zeros(5),
        "line_min": [[100.0] * 4, [100.0] * 4, [0.0, 0.0, 100.0, 100.0]],
        "cut_min": np.full((1, 4), 10.0),
        "finish_min": np.full((1, 4), 10.0),
        "due": [1],
    }
    return AllocationProblem(**(given | changes))


def promised(book: LiveBook | None = None, score: list[float] | None = None, **changes: Any) -> Promise:
    given: dict[str, Any] = {
        "batch_min": 50.0,
        "batches": 2,
        "release": 0,
        "due": 1,
        "time_fen_per_min": [0.0, 0.0, 5.0, 10.0],
        "outside_fen_per_min": 200.0,
        "minutes_per_piece": 10.0,
        "group": 1,
    }
    line_score = None if score is None else np.array(score)
    return (book or book_of()).promise(NewOrder(**(given | changes)), line_score=line_score)


def book_of(problem: AllocationProblem | None = None) -> LiveBook:
    problem = problem or shop_floor()
    return LiveBook(problem, allocate(problem, effort="quick"))


def test_cheap_is_late_and_fast_is_dear() -> None:
    promise = promised()
    assert promise.cheapest.end == 2
    assert promise.cheapest.late_min == pytest.approx(100.0)
    assert promise.fastest is not None
    assert (promise.fastest.end, promise.fastest.lines.tolist()) == (0, [1])
    assert promise.fastest.cost_fen == 7000
    assert promise.cheapest.cost_fen == 100 * 45
    assert promise.best is None
    assert promise.moved is None


def test_the_best_way_is_on_the_lines_with_the_best_scores() -> None:
    best = promised(score=[0.2, 0.9, 0.5]).best
    assert best is not None
    assert best.lines.tolist() == [1]
    assert promised(score=[1.0, 0.0, 0.0]).best.lines.tolist() == [0]  # type: ignore[union-attr]


def test_the_reason_names_the_full_lines_of_the_bucket_that_was_wanted() -> None:
    prices = Prices(np.array([[3.0, 4.0, 0.0, 0.0]] + [[0.0] * 4] * 2), np.zeros((1, 4)), np.zeros((1, 4)))
    book = book_of()
    book.take_prices(prices)
    reason = promised(book, group=2).cheapest.reason
    assert (reason.binds, reason.bucket, reason.eligible, reason.full) == ("lines", 1, 1, 1)
    assert (reason.lines, reason.worth_fen_per_min) == ((0,), 4.0)
    dear = promised(book).cheapest.reason
    assert (dear.binds, dear.lines, dear.full) == ("price", (0,), 2)


def test_an_order_made_in_its_first_bucket_is_bound_by_its_release() -> None:
    assert promised(release=2).cheapest.reason.binds == "release"


def test_a_full_shop_is_the_reason() -> None:
    for shop in ("cut", "finish"):
        book = book_of(shop_floor(**{f"{shop}_min": [[0.0, 0.0, 0.0, 99.0]]}))
        reason = promised(book, **{f"{shop}_shop": 0, f"{shop}_use": 0.1}).cheapest.reason
        assert reason.binds == {"cut": "cutting", "finish": "finishing"}[shop]


def test_an_order_that_no_line_may_sew_or_that_never_fits_is_said_so() -> None:
    book = book_of(shop_floor(group_start=[0, 1, 4, 5, 5]))
    nobody = promised(book, group=3)
    assert nobody.fastest is None
    assert (nobody.cheapest.reason.binds, nobody.cheapest.outside_batches, nobody.cheapest.end) == ("nothing", 2, -1)
    assert promised(release=4).fastest is None
    assert promised(batches=12, batch_min=200.0).fastest is None


def test_a_promise_that_may_move_others_says_whom() -> None:
    book = book_of()
    before = book.to_allocation()
    order = NewOrder(
        batch_min=100.0, batches=1, release=0, due=0, time_fen_per_min=[0.0, 90.0, 90.0, 90.0],  # type: ignore[arg-type]
        outside_fen_per_min=200.0, minutes_per_piece=10.0, group=2,
    )  # fmt: skip
    moved = book.promise(order, may_move=True).moved
    assert moved is not None
    assert moved.named == (1,)
    assert moved.of(1).after.on_time  # type: ignore[union-attr]
    assert moved.of(0) is not None
    assert book.to_allocation() == before
    assert book.repair([OrderAdded(order)]) == moved


def test_senseless_questions_are_refused() -> None:
    with pytest.raises(InvalidModel, match="group 9"):
        promised(group=9)
    with pytest.raises(InvalidModel, match="line_score"):
        promised(score=[0.5, 0.5])
    with pytest.raises(InvalidModel, match="line_score"):
        promised(score=[0.5, 0.5, float("nan")])
