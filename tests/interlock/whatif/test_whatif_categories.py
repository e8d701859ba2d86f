"""Categories in edits under the names people give them."""

from __future__ import annotations

import cast
import pytest

from interlock.errors import InvalidModel
from interlock.model import Skill
from interlock.whatif import AddLine, TrainLine, apply

BASE = cast.scenario()


@pytest.mark.parametrize("name", ["t_shirt", "T-shirt", "T恤", "圆领衫"])
def test_a_new_line_sews_a_category_under_every_name_that_the_workbook_takes(name: str) -> None:
    edit = AddLine(code="N", factory="S1", operators=25, skills=(Skill(name, 0.9),), price_fen_per_min=37.0)
    assert apply(BASE, [edit]).line["N"].level("t_shirt") == 0.9


def test_a_trained_line_knows_the_category_by_its_code() -> None:
    made = apply(BASE, [TrainLine(line="S1-A", category="衬衫", level=0.7)])
    assert made.line["S1-A"].level("shirt") == 0.7


def test_a_category_that_nobody_knows_is_refused_with_those_there_are() -> None:
    new = AddLine(code="N", factory="S1", operators=25, skills=(Skill("tshrit", 0.9),), price_fen_per_min=37.0)
    with pytest.raises(InvalidModel) as caught:
        apply(BASE, [new, TrainLine(line="S1-A", category="衣", level=0.7)])
    first, second = caught.value.problems
    assert first.startswith("edit 1 (add_line): there is no category tshrit")
    assert "t_shirt" in first
    assert "没有品类 衣" in second.chinese  # type: ignore[attr-defined]


def test_a_code_that_is_not_there_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidModel) as caught:
        apply(BASE, [TrainLine(line="S9-A", category="shirt", level=0.7)])
    assert "known are" in str(caught.value)
    assert "S1-A" in str(caught.value)
