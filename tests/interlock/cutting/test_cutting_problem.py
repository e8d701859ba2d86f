import dataclasses

import pytest

from interlock.cutting import CutProblem, LengthModel, PlannedLay
from interlock.cutting.effort import Effort
from interlock.errors import InvalidModel


def order(**changes: object) -> CutProblem:
    asked: dict[str, object] = {
        "sizes": ("S", "M", "L"),
        "colours": ("navy", "white"),
        "demand": ((20, 40, 20), (10, 20, 0)),
        "max_garments": 6,
        "max_length_mm": 8_000,
        "max_plies": 50,
        "length": LengthModel(20, (900, 1_000, 1_100)),
    }
    return CutProblem(**{**asked, **changes})  # type: ignore[arg-type]


def told(**changes: object) -> str:
    with pytest.raises(InvalidModel) as caught:
        order(**changes)
    return str(caught.value)


def test_tolerances_are_rounded_inwards() -> None:
    asked = order(under=0.03, over=0.03, demand=((100, 40, 30), (1, 0, 99)))
    assert (asked.least(0, 0), asked.most(0, 0)) == (97, 103)
    assert (asked.least(0, 1), asked.most(0, 1)) == (39, 41)
    assert (asked.least(0, 2), asked.most(0, 2)) == (30, 30)
    assert (asked.least(1, 0), asked.most(1, 1)) == (1, 0)
    assert (asked.least(1, 2), asked.most(1, 2)) == (97, 101)


def test_a_size_too_long_for_the_table_is_refused_by_name() -> None:
    assert "size L needs a marker of 1120 mm" in told(max_length_mm=1_050)


def test_a_long_size_that_nobody_ordered_does_no_harm() -> None:
    assert order(max_length_mm=1_050, demand=((20, 40, 0), (10, 20, 0))).max_length_mm == 1_050


def test_an_order_of_nothing_is_refused() -> None:
    assert "every quantity is 0" in told(demand=((0, 0, 0), (0, 0, 0)))


def test_a_negative_quantity_is_refused_by_colour_and_size() -> None:
    assert "white M asks for -1" in told(demand=((20, 40, 20), (10, -1, 0)))


def test_names_must_match_the_quantities() -> None:
    message = told(sizes=("S", "S", "L"), colours=("navy",))
    assert "size S is named twice" in message
    assert "1 colours of 3 sizes" in message


def test_an_order_without_sizes_is_refused() -> None:
    assert "no size is named" in told(sizes=())


def test_a_length_model_of_other_sizes_is_refused() -> None:
    assert "knows 2 sizes, the order has 3" in told(length=LengthModel(0, (900, 1_000)))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"under": 1.0}, "under is 1.0"),
        ({"over": -0.1}, "over is -0.1"),
        ({"max_garments": 0}, "max_garments is 0"),
        ({"min_plies": 60}, "a lay has 60 to 50 plies"),
        ({"fabric_fen_per_m": -1}, "fabric_fen_per_m is -1"),
        ({"end_loss_mm": float("nan")}, "end_loss_mm is nan"),
        ({"objective": "beauty"}, "objective 'beauty' is unknown"),
    ],
)
def test_a_limit_out_of_range_is_refused(changes: dict[str, object], words: str) -> None:
    assert words in told(**changes)


def test_every_contradiction_is_told_at_once() -> None:
    with pytest.raises(InvalidModel) as caught:
        order(under=2, max_garments=0)
    assert len(caught.value.problems) == 2


def test_a_length_model_refuses_lengths_of_nothing() -> None:
    with pytest.raises(InvalidModel, match=r"size no\. 2 takes 0 mm"):
        LengthModel(0, (900, 0))
    with pytest.raises(InvalidModel, match="fixed_mm is -1"):
        LengthModel(-1, (900,))


def test_a_marker_is_as_long_as_its_garments_and_what_is_fixed() -> None:
    assert LengthModel(20, (900, 1_000)).marker_mm((2, 1)) == 2_820


def test_a_lay_without_garments_or_plies_is_refused() -> None:
    with pytest.raises(InvalidModel, match="holds no garment"):
        PlannedLay((0, 0), (1,))
    with pytest.raises(InvalidModel, match="spread nothing"):
        PlannedLay((1, 0), (0,))


def test_a_lay_cuts_its_garments_in_every_ply() -> None:
    lay = PlannedLay((2, 1), (10, 5))
    assert (lay.garments_per_ply, lay.total_plies, lay.garments) == (3, 15, 45)


def test_an_effort_of_nothing_is_refused() -> None:
    with pytest.raises(InvalidModel, match="at least 1 move"):
        Effort(0, 1, 0.0)


def test_problems_cannot_be_changed_afterwards() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        order().max_plies = 3  # type: ignore[misc]
