from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock.model import Skill, UnreadableJson
from interlock.whatif import dump_edits, load_edits
from interlock.whatif.edits import KINDS, AddLine, DropOrder, Edit

SKILLS = st.builds(Skill, st.text("abc_", min_size=1, max_size=6), st.floats(0.01, 1.0))
WHOLE, REAL, TEXT = st.integers(-9, 9_999), st.floats(-1e6, 1e6), st.text("ABCxyz-019 裤", max_size=6)
OF_TYPE: dict[str, st.SearchStrategy[object]] = {
    "str": TEXT,
    "int": WHOLE,
    "float": REAL,
    "date": st.dates(),
    "date | None": st.none() | st.dates(),
    "int | None": st.none() | WHOLE,
    "tuple[Skill, ...]": st.lists(SKILLS, max_size=2).map(tuple),
}


def any_edit(kind: type[Edit]) -> st.SearchStrategy[Edit]:
    return st.builds(kind, **{field.name: OF_TYPE[str(field.type)] for field in fields(kind)})


@given(st.lists(st.one_of([any_edit(kind) for kind in KINDS.values()]), max_size=4))
def test_edits_come_back_from_json_as_they_were(edits: list[Edit]) -> None:
    assert load_edits(dump_edits(edits)) == tuple(edits)


def test_the_same_edits_give_the_same_bytes() -> None:
    edit = AddLine(
        code="N", factory="S1", operators=9, skills=(Skill("shirt"),), price_fen_per_min=3, from_on=date(2026, 12, 1)
    )
    assert dump_edits([edit]) == dump_edits([edit])
    assert b'"kind": "add_line"' in dump_edits([edit])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"{", "is not JSON"),
        (b"{}", "holds no edits; write a list"),
        (b'{"interlock": "edits", "schema": 9, "edits": []}', "schema 9"),
        (b'{"interlock": "edits", "schema": 1, "edits": {}}', "not a list"),
        (b'{"interlock": "edits", "schema": 1, "edits": [{"kind": "drop_order", "order": "O"}, 3]}', "edit 2"),
        (
            b'{"interlock": "edits", "schema": 1, "edits": [{"kind": "burn"}]}',
            "its kind is burn; write one of",
        ),
        (b'{"interlock": "edits", "schema": 1, "edits": [{"kind": "drop_order"}]}', "order"),
    ],
)
def test_what_cannot_be_read_is_named(data: bytes, found: str) -> None:
    with pytest.raises(UnreadableJson, match=r"what\.json") as caught:
        load_edits(data, "what.json")
    assert found in str(caught.value)


def test_a_bare_list_is_read_as_edits() -> None:
    assert load_edits(b"[]", "what.json") == ()
    assert load_edits(b'[{"kind": "drop_order", "order": "O"}]', "what.json") == (DropOrder(order="O"),)


def test_every_unreadable_edit_is_told() -> None:
    with pytest.raises(UnreadableJson) as caught:
        load_edits(b'{"interlock": "edits", "schema": 1, "edits": [{"kind": "burn"}, {"kind": "sink"}]}')
    assert "edit 1" in str(caught.value)
    assert "edit 2" in str(caught.value)
