from __future__ import annotations

import json
from dataclasses import replace

import cast
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.model import Plan, Quantity, Scenario, UnreadableJson, dump, load, load_events
from interlock.model.codec import SCHEMA_VERSION

texts = st.text(min_size=1, max_size=12).filter(str.strip)
quantities = st.dictionaries(
    st.tuples(texts, st.sampled_from(cast.SIZES)), st.integers(1, 10**6), min_size=1, max_size=6
)


def test_a_scenario_comes_back_equal():
    scenario = cast.scenario()
    assert load(dump(scenario), Scenario) == scenario


@settings(max_examples=30, deadline=None)
@given(quantities, st.integers(0, 10**7), st.floats(0, 0.5), texts)
def test_orders_come_back_equal_whatever_their_texts_and_numbers(cells, price, share, customer):
    changed = replace(
        cast.scenario().orders[0],
        customer=customer,
        price_fen=price,
        over_share=share,
        quantities=tuple(Quantity(colour, size, pieces) for (colour, size), pieces in cells.items()),
    )
    scenario = cast.scenario((changed,))
    assert load(dump(scenario), Scenario) == scenario


def test_the_same_value_gives_the_same_bytes_even_after_lookups():
    one, other = cast.scenario(), cast.scenario()
    assert one.factory["C1"]
    assert one.orders[0].pieces
    assert dump(one) == dump(other)


def test_a_newer_schema_is_refused_with_the_remedy():
    data = json.loads(dump(cast.scenario()))
    data["schema"] = SCHEMA_VERSION + 1
    with pytest.raises(UnreadableJson, match=r"book\.json has schema 3; .* upgrade"):
        load(json.dumps(data).encode(), Scenario, "book.json")


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "the file is empty"),
        (b"{", "is not JSON"),
        (b"[1, 2]", "was not written by Interlock"),
        (b'{"interlock": "scenario", "schema": "x", "scenario": {}}', "names no schema version"),
        (b'{"interlock": "plan", "schema": 1, "plan": {}}', "holds a plan"),
        (b'{"interlock": "scenario", "schema": 1, "scenario": {"cluster": 5}}', r"cluster"),
    ],
)
def test_other_files_are_refused_by_name(data, found):
    with pytest.raises(UnreadableJson, match=found):
        load(data, Scenario)


def test_a_value_out_of_bounds_is_named():
    text = (
        dump(cast.scenario())
        .decode()
        .replace('"operators": 30', '"operators": -30')
        .replace('"operators":30', '"operators":-30')
    )
    with pytest.raises(UnreadableJson, match="operators is -30"):
        load(text.encode(), Scenario)


def test_a_scenario_is_not_a_plan():
    with pytest.raises(UnreadableJson, match="where a plan is wanted"):
        load(dump(cast.scenario()), Plan)


def test_what_is_nested_too_deep_is_said_so() -> None:
    with pytest.raises(UnreadableJson, match="too deep"):
        load_events(b"[" * 100_000, "events.json")


def test_a_key_that_stands_twice_is_refused() -> None:
    with pytest.raises(UnreadableJson, match="order stands twice in one object"):
        load_events(b'[{"kind": "order_cancelled", "order": "A1", "order": "A2"}]', "events.json")
