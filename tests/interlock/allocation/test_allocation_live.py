from __future__ import annotations

import numpy as np
import pytest
from small_book import new_order, refusal, small, small_book

from interlock.allocation import (
    CapacityFalls,
    DueChanges,
    EligibleLines,
    LineReturns,
    LineStops,
    LotDeclined,
    LotRejected,
    MaterialMoves,
    OrderAdded,
    OrderCancelled,
    OutputBehind,
    Prices,
    QuantityChanges,
)
from interlock.errors import InvalidModel


def test_a_line_that_stops_gives_its_lots_to_another_and_the_diff_names_them() -> None:
    book = small_book()
    assert book.standing(0).lots == ((0, 2),)
    diff = book.repair([LineStops(0, 0, 3)])
    assert {change.order for change in diff.changes} == {0, 1}
    change = diff.of(0)
    assert change is not None
    assert change.before is not None
    assert change.before.lots == ((0, 2),)
    assert change.after is not None
    assert change.after.lots == ((1, 2),)
    assert (change.after.on_time, change.moved_min, change.cost_fen) == (True, 200.0, 200 * 10)
    assert diff.still_late == ()
    assert diff.after_fen == book.cost_fen
    assert diff.of(7) is None
    assert book.breaches() == []


def test_a_lot_stays_on_its_line_when_a_later_bucket_is_no_worse() -> None:
    diff = small_book(moved_fen_per_min=3.0).repair([LineStops(0, 1, 1)])
    assert all(change.moved_min == 0.0 for change in diff.changes)


def test_a_fall_of_capacity_moves_no_more_than_it_must() -> None:
    problem = small(time_fen_per_min=np.zeros((2, 4)), line_min=np.array([[450.0, 0, 0, 0], [450.0, 0, 0, 0]]))
    book = small_book(problem)
    diff = book.repair([CapacityFalls(0, 0, 0, share=0.5)])
    assert sum(change.moved_min for change in diff.changes) == 200.0
    assert book.residual().line_min[0, 0] == pytest.approx(225.0 - 210.0)


def test_late_material_moves_the_lot_and_its_return_moves_it_back() -> None:
    book = small_book()
    assert book.repair([MaterialMoves(0, 2)]).still_late == (0,)
    assert book.standing(0).first_bucket == 2
    diff = book.repair([MaterialMoves(0, 0)])
    assert diff.still_late == ()
    assert book.standing(0).on_time


def test_material_beyond_the_horizon_leaves_the_order_outside() -> None:
    book = small_book()
    book.repair([MaterialMoves(0, 4)])
    assert (book.standing(0).outside_batches, book.standing(0).last_bucket) == (2, -1)


def test_a_rush_takes_the_place_of_an_order_that_can_wait() -> None:
    problem = small(
        group_start=[0, 1], group_line=[0], group_price_fen_per_min=[40.0], group_haul_fen_per_piece=[0.0],
        group_loss_min=[10.0], group_opening_fen=[0.0], line_min=np.array([[210.0, 0.0, 0.0, 210.0]]),
        time_fen_per_min=[[0.0, 4.0, 4.0, 4.0], [0.0, 0.0, 0.0, 1.0]], due=[0, 2], finish_shop=[-1, -1],
    )  # fmt: skip
    book = small_book(problem)
    assert book.standing(0).on_time
    diff = book.repair([DueChanges(1, 0, urgency=20.0)])
    assert diff.still_late == (0,)
    assert book.standing(1).on_time
    assert diff.named == (1,)


def test_a_due_bucket_moves_the_cost_of_time_with_it() -> None:
    book = small_book()
    book.repair([DueChanges(1, 1)])
    assert book.terms(1).due == 1
    assert book.terms(1).time_fen_per_min.tolist() == [0.0, 0.0, 5.0, 10.0]
    book.repair([DueChanges(0, 2, urgency=2.0)])
    assert book.terms(0).time_fen_per_min.tolist() == [2.0, 1.0, 0.0, 10.0]


def test_an_order_grows_beyond_its_row_and_shrinks_again() -> None:
    book = small_book()
    assert book.repair([QuantityChanges(0, 4)]).still_late == ()
    assert sum(batches for _, batches in book.standing(0).lots) == 4
    assert book.breaches() == []
    book.repair([QuantityChanges(0, 1, batch_min=50.0)])
    assert book.standing(0).lots == ((0, 1),)
    assert book.terms(0).batch_min == 50.0
    assert book.breaches() == []


def test_orders_are_added_under_the_next_number_and_cancelled() -> None:
    book = small_book()
    for number in range(2, 9):
        assert book.next_order == number
        book.repair([OrderAdded(new_order())])
    assert book.breaches() == []
    book.repair([OrderCancelled(3), OrderCancelled(0)])
    assert book.orders == [1, 2, 4, 5, 6, 7, 8]
    assert book.breaches() == []
    assert not book.has(3)
    with pytest.raises(InvalidModel, match="order 3"):
        book.standing(3)


def test_an_added_order_may_bring_lines_of_its_own() -> None:
    book = small_book()
    own = EligibleLines(
        line=np.array([1]), price_fen_per_min=np.array([5.0]), haul_fen_per_piece=np.zeros(1), loss_min=np.zeros(1),
        opening_fen=np.zeros(1),
    )  # fmt: skip
    diff = book.repair([OrderAdded(new_order(group=None, lines=own))])
    new = diff.of(2)
    assert new is not None
    assert new.after is not None
    assert (new.before, new.after.lots, new.after.cost_fen) == (None, ((1, 1),), 500)
    assert book.breaches() == []


def test_a_rejected_lot_is_sewn_again_and_its_minutes_are_spent() -> None:
    book = small_book()
    before = book.problem().line_min.sum()
    book.repair([LotRejected(0, 0)])
    assert book.standing(0).outside_batches == 0
    assert book.problem().line_min.sum() == pytest.approx(before - 210.0)
    book.repair([LotRejected(1, 0, 1)])
    assert book.problem().line_min.sum() == pytest.approx(before - 310.0)
    assert sum(batches for _, batches in book.standing(1).lots) == 2
    assert book.breaches() == []


def test_a_declined_lot_never_comes_back_to_the_line() -> None:
    book = small_book()
    book.repair([LotDeclined(0, 0)])
    assert book.standing(0).lots == ((1, 2),)
    book.repair([LineStops(1, 0, 3)])
    assert book.standing(0).outside_batches == 2
    book.repair([LineReturns(1, 0, 3)])
    assert book.standing(0).lots == ((1, 2),)
    assert book.breaches() == []


def test_output_behind_is_sewn_later_and_what_is_frozen_stays() -> None:
    problem = small(time_fen_per_min=[[0.0, 2.0, 4.0, 6.0], [1.0, 9.0, 9.0, 0.0]], due=[0, 3], batches=[2, 1])
    book = small_book(problem, frozen=1)
    book.take_prices(Prices.free(problem))
    before = book.problem().line_min[0].copy()
    assert (book.standing(0).first_bucket, book.standing(0).last_bucket) == (0, 0)
    book.repair([OutputBehind(0, 0, 60.0)])
    assert (book.standing(0).first_bucket, book.standing(0).last_bucket) == (0, 1)
    assert book.standing(0).late_min == pytest.approx(60.0)
    np.testing.assert_allclose(before - book.problem().line_min[0], [60.0, 0.0, 0.0, 0.0])
    assert book.breaches() == []


def test_a_begun_lot_whose_line_stops_for_good_is_given_up_and_made_elsewhere() -> None:
    time_fen = [[0.0, 2.0, 4.0, 6.0], [3.0, 2.0, 1.0, 0.0]]
    book = small_book(small(time_fen_per_min=time_fen, batches=[3, 1], due=[0, 3]), frozen=1)
    assert book.standing(0).lots == ((0, 2), (1, 1)) or book.standing(0).last_bucket == 1
    book.repair([LineStops(0, 1, 3)])
    assert book.breaches() == []
    assert book.standing(0).outside_batches == 0
    book.repair([OrderCancelled(0)])
    assert book.breaches() == []
    assert book.problem().line_min[0, 0] < 250.0


def test_frozen_buckets_are_facts() -> None:
    problem = small(time_fen_per_min=[[0.0, 2.0, 4.0, 6.0], [1.0, 0.0, 0.0, 0.0]], due=[0, 3])
    book = small_book(problem, frozen=1)
    assert "frozen" in refusal(book, LineStops(0, 0, 2))
    assert "frozen bucket 0" in refusal(book, MaterialMoves(0, 2))
    assert "has begun" in refusal(book, LotDeclined(0, 0))
    assert "batches have begun" in refusal(book, QuantityChanges(0, 1))
    assert "number of batches" in refusal(book, QuantityChanges(0, 2, batch_min=70.0))
    book.freeze(2)
    assert book.frozen == 2
    with pytest.raises(InvalidModel, match="frozen already"):
        book.freeze(1)
    assert book.repair([OrderAdded(new_order())]).changes[-1].after.first_bucket >= 2  # type: ignore[union-attr]


def test_a_begun_order_shrinks_to_what_has_begun() -> None:
    time_fen = [[0.0, 0.0, 9.0, 9.0], [1.0, 0.0, 0.0, 0.0]]
    book = small_book(small(time_fen_per_min=time_fen, batch_min=[200.0, 100.0], due=[1, 3]), frozen=1)
    begun = sum(batches for _, batches in book.standing(0).lots)
    assert begun == 2
    book.repair([QuantityChanges(0, 3)])
    book.repair([QuantityChanges(0, 2)])
    assert sum(batches for _, batches in book.standing(0).lots) == 2
    assert book.breaches() == []


def test_a_begun_lot_gives_up_batches_that_have_not_begun() -> None:
    time_fen = [[0.0, 0.0, 9.0, 9.0], [1.0, 1.0, 0.0, 0.0]]
    problem = small(
        time_fen_per_min=time_fen, batches=[5, 1], line_min=np.full((2, 4), 300.0), due=[1, 3], cut_shop=[-1, -1]
    )
    book = small_book(problem, frozen=1)
    assert book.standing(0).lots == ((0, 5),)
    book.repair([QuantityChanges(0, 4)])
    assert book.standing(0).lots == ((0, 4),)
    assert "3 batches have begun" in refusal(book, QuantityChanges(0, 2))
