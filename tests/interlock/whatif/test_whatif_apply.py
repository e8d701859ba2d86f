from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import cast
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.model import CapacityChange, Lock, Rules, Scenario, Skill
from interlock.whatif import (
    AddLine,
    AddWorkshop,
    ChangeOrder,
    CloseLine,
    DropOrder,
    EarlierMaterial,
    Edit,
    MoreFinishing,
    MoreTableTime,
    Overtime,
    QuickerOffer,
    TrainLine,
    apply,
)

SHIRT = (Skill("shirt", 0.9),)
BASE = cast.scenario()
DAYS = [cast.TODAY + timedelta(days=d) for d in range(60)]


def line_min(scenario: Scenario, code: str, on: date) -> float:
    """What a line has on an open day."""
    return scenario.line[code].capacity_min_per_day * scenario.share_of(code, on)


def problems_of(edits: Sequence[Edit], scenario: Scenario = BASE) -> tuple[str, ...]:
    with pytest.raises(InvalidModel) as caught:
        apply(scenario, edits)
    return caught.value.problems


def test_a_new_line_works_from_its_day_on_and_not_before() -> None:
    opens = cast.TODAY + timedelta(days=10)
    made = apply(
        BASE, [AddLine(code="N", factory="S1", operators=25, skills=SHIRT, price_fen_per_min=37.0, from_on=opens)]
    )
    assert [line_min(made, "N", on) > 0 for on in DAYS] == [on >= opens for on in DAYS]
    assert made.line["N"].operators == 25
    assert made.line["N"].factory == "S1"


def test_a_new_line_without_a_day_works_from_the_first() -> None:
    made = apply(BASE, [AddLine(code="N", factory="S1", operators=25, skills=SHIRT, price_fen_per_min=37.0)])
    assert line_min(made, "N", cast.TODAY) > 0
    assert made.capacity_changes == ()


def test_a_workshop_stands_in_its_township_with_so_many_equal_lines() -> None:
    made = apply(
        BASE,
        [AddWorkshop(code="W", name="w", township="T1", lines=3, operators=20, skills=SHIRT, price_fen_per_min=36.0)],
    )
    assert [line.code for line in made.lines_of["W"]] == ["W-1", "W-2", "W-3"]
    place = BASE.township["T1"]
    assert (made.factory["W"].longitude, made.factory["W"].latitude) == (place.longitude, place.latitude)


def test_a_line_that_an_order_is_locked_to_is_not_closed_before_it_is_sewn() -> None:
    lock = Lock(order="O-1", line="S1-A", first_on=cast.TODAY + timedelta(days=7))
    locked = replace(BASE, rules=Rules(locks=(lock,)))
    for closing in (CloseLine(line="S1-A"), CloseLine(line="S1-A", from_on=lock.first_on)):
        assert "a rule locks O-1 to line S1-A; take that lock out" in problems_of([closing], locked)[0]
    assert apply(locked, [CloseLine(line="S1-A", from_on=lock.first_on + timedelta(days=30))]).rules == locked.rules


def test_a_closed_line_has_nothing_from_its_day_on() -> None:
    shuts = cast.TODAY + timedelta(days=7)
    made = apply(BASE, [CloseLine(line="S3-A", from_on=shuts)])
    assert [line_min(made, "S3-A", on) > 0 for on in DAYS] == [on < shuts for on in DAYS]


def test_a_line_closed_at_once_is_gone_with_what_was_said_of_it() -> None:
    half = CapacityChange(line="S3-A", first_on=cast.TODAY, last_on=DAYS[3], share=0.5)
    made = apply(replace(BASE, capacity_changes=(half,)), [CloseLine(line="S3-A")])
    assert "S3-A" not in made.line
    assert made.capacity_changes == ()


def test_a_trained_line_sews_the_category_besides_what_it_knew() -> None:
    made = apply(BASE, [TrainLine(line="S1-A", category="shirt", level=0.7)])
    assert made.line["S1-A"].level("shirt") == 0.7
    assert made.line["S1-A"].level("t_shirt") == BASE.line["S1-A"].level("t_shirt")


def test_tables_and_finishing_get_more_minutes() -> None:
    made = apply(
        BASE, [MoreTableTime(factory="K1", minutes_per_day=90.0), MoreFinishing(factory="C1", minutes_per_day=500.0)]
    )
    assert [table.minutes_per_day for table in made.tables] == [690.0, 690.0]
    assert made.factory["C1"].finishing_min_per_day == 4_500.0


@given(
    share=st.floats(0.05, 0.6),
    first=st.integers(-3, 50),
    length=st.integers(0, 30),
    cut_first=st.integers(0, 40),
    cut_length=st.integers(0, 20),
    cut_share=st.floats(0.0, 1.0),
)
def test_overtime_adds_its_share_on_its_days_and_leaves_all_others(
    share: float, first: int, length: int, cut_first: int, cut_length: int, cut_share: float
) -> None:
    cut = CapacityChange(
        line="S1-A", first_on=DAYS[cut_first], last_on=DAYS[cut_first] + timedelta(days=cut_length), share=cut_share
    )
    before = replace(BASE, capacity_changes=(cut,))
    first_on = cast.TODAY + timedelta(days=first)
    edit = Overtime(line="S1-A", share=share, first_on=first_on, last_on=first_on + timedelta(days=length))
    made = apply(before, [edit])
    for on in DAYS:
        longer = 1 + share if edit.first_on <= on <= edit.last_on else 1.0
        assert line_min(made, "S1-A", on) == pytest.approx(line_min(before, "S1-A", on) * longer)
        assert line_min(made, "S2-A", on) == line_min(before, "S2-A", on)


def test_overtime_twice_on_a_line_multiplies_where_both_hold() -> None:
    early = Overtime(factory="S1", share=0.2, first_on=DAYS[0], last_on=DAYS[9])
    late = Overtime(township="T1", share=0.1, first_on=DAYS[5], last_on=DAYS[14])
    made = apply(BASE, [early, late])
    usual = line_min(BASE, "S1-A", DAYS[0])
    found = [line_min(made, "S1-A", DAYS[d]) / usual for d in (0, 7, 12, 20)]
    assert found == pytest.approx([1.2, 1.32, 1.1, 1.0])
    assert line_min(made, "C1-A", DAYS[7]) / line_min(BASE, "C1-A", DAYS[7]) == pytest.approx(1.1)


@given(pieces=st.integers(1, 20_000))
def test_a_changed_quantity_adds_up_and_keeps_its_proportions(pieces: int) -> None:
    made = apply(BASE, [ChangeOrder(order="O-2", pieces=pieces)]).order["O-2"]
    assert made.pieces == pieces
    before = BASE.order["O-2"]
    for q in before.quantities:
        assert abs(made.pieces_of(q.colour, q.size) - q.pieces * pieces / before.pieces) <= 1


def test_an_order_may_have_another_due_date_or_be_dropped() -> None:
    made = apply(BASE, [ChangeOrder(order="O-1", due_on=DAYS[40]), DropOrder(order="O-2")])
    assert made.order["O-1"].due_on == DAYS[40]
    assert made.order["O-1"].pieces == BASE.order["O-1"].pieces
    assert "O-2" not in made.order


def test_material_comes_sooner_from_a_seller_and_from_a_customer() -> None:
    made = apply(
        BASE,
        [
            QuickerOffer(offer="F-TEE-slow", lead_days=2, price_share=0.1),
            EarlierMaterial(order="O-6", ready_on=DAYS[1]),
        ],
    )
    offer = next(one for one in made.offers if one.code == "F-TEE-slow")
    assert offer.lead_days == 2
    assert [b.fen_per_unit for b in offer.breaks] == pytest.approx([1_980.0, 1_782.0])
    assert made.order["O-6"].material_ready_on == DAYS[1]


WRONG: dict[str, Edit] = {
    "line L9": TrainLine(line="L9", category="shirt", level=0.5),
    "line L8": CloseLine(line="L8"),
    "already": TrainLine(line="S3-A", category="shirt", level=0.5),
    "factory F9": MoreFinishing(factory="F9", minutes_per_day=1.0),
    "table in factory S1": MoreTableTime(factory="S1", minutes_per_day=1.0),
    "minutes a day": MoreTableTime(factory="K1", minutes_per_day=2_000.0),
    "township T9": AddWorkshop(
        code="W", name="w", township="T9", lines=1, operators=9, skills=SHIRT, price_fen_per_min=1
    ),
    "0 lines": AddWorkshop(code="W", name="w", township="T1", lines=0, operators=9, skills=SHIRT, price_fen_per_min=1),
    "line S1-A stands 2 times": AddLine(code="S1-A", factory="S1", operators=9, skills=SHIRT, price_fen_per_min=1),
    "order O-9": DropOrder(order="O-9"),
    "stay as it is": ChangeOrder(order="O-1"),
    "0 pieces": ChangeOrder(order="O-1", pieces=0),
    "offer X": QuickerOffer(offer="X", lead_days=1),
    "-1": QuickerOffer(offer="BAG-fast", lead_days=1, price_share=-2.0),
    "not the customer's": EarlierMaterial(order="O-1", ready_on=DAYS[0]),
    "name one of the three": Overtime(share=0.2, first_on=DAYS[0], last_on=DAYS[1]),
    "no line at K1": Overtime(factory="K1", share=0.2, first_on=DAYS[0], last_on=DAYS[1]),
    "above 0": Overtime(line="S1-A", share=0.0, first_on=DAYS[0], last_on=DAYS[1]),
    "premium": Overtime(line="S1-A", share=0.1, first_on=DAYS[0], last_on=DAYS[1], premium_share=-1.0),
    "swap": Overtime(line="S1-A", share=0.1, first_on=DAYS[1], last_on=DAYS[0]),
}


@pytest.mark.parametrize("found", WRONG)
def test_an_edit_that_cannot_be_made_is_named_with_what_was_found(found: str) -> None:
    (problem,) = problems_of([WRONG[found]])
    assert problem.startswith("edit 1 (")
    assert found in problem


def test_overtime_beyond_the_day_is_refused() -> None:
    longest = replace(BASE, lines=(replace(BASE.lines[0], minutes_per_day=1_000.0), *BASE.lines[1:]))
    (problem,) = problems_of([Overtime(line="C1-A", share=0.5, first_on=DAYS[0], last_on=DAYS[1])], longest)
    assert "over 24 hours" in problem


def test_all_problems_are_told_at_once_and_nothing_is_changed() -> None:
    before = cast.scenario()
    problems = problems_of(
        [DropOrder(order="O-1"), DropOrder(order="O-9"), TrainLine(line="S1-A", category="shirt", level=2.0)], before
    )
    assert [problem.split(":")[0] for problem in problems] == ["edit 2 (drop_order)", "edit 3 (train_line)"]
    assert before == cast.scenario()


def test_the_last_line_of_a_cluster_cannot_be_closed() -> None:
    assert "no line would be left" in problems_of([CloseLine(line=line.code) for line in BASE.lines])[0]


def test_townships_are_offered_with_their_names() -> None:
    (told,) = problems_of(
        [AddWorkshop(code="W", name="w", township="T9", lines=1, operators=9, skills=SHIRT, price_fen_per_min=1)]
    )
    assert f"T1 ({BASE.township['T1'].name})" in told


def test_more_than_any_line_has_is_refused() -> None:
    huge = AddLine(code="N", factory="S1", operators=100_000, skills=SHIRT, price_fen_per_min=1e300)
    assert ["most 10,000" in told or "most 100,000" in told for told in problems_of([huge])] == [True, True]
