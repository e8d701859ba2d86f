from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from interlock.errors import InvalidModel
from interlock.plan_commands import told
from interlock.simulate import draw_fan, draw_orders, simulate
from interlock.simulate.words import WORDS

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def played(easy):
    return simulate(easy.scenario, easy.plan(), runs=50)


def boxes(svg: str) -> list[ElementTree.Element]:
    return [box for box in ElementTree.fromstring(svg).iter(f"{SVG}rect") if box.find(f"{SVG}title") is not None]  # noqa: S314


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_order_has_a_bar_as_high_as_it_is_sure_and_surest_first(played, language):
    bars = boxes(draw_orders(played, language=language))
    heights = [float(bar.get("height", "0")) for bar in bars]
    assert len(bars) == len(played.outlooks)
    assert heights == sorted(heights, reverse=True)
    wanted = sorted((240 * o.on_time_probability for o in played.outlooks), reverse=True)
    assert heights == pytest.approx([max(2.0, height) for height in wanted], abs=0.06)


def test_shares_in_time_are_rounded_down_as_in_a_plans_headline(played):
    just_below = replace(played, planned_on_time_share=0.93178, on_time_share=0.99996)
    assert "99.9% in time on average (planned: 93.1%)" in draw_orders(just_below)
    assert "占 99.9%（±" in told(just_below, "zh")[0]
    assert "by the plan itself 93.1 %" in told(just_below, "en")[0]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fan_shows_every_step_of_its_order_with_wider_bands_for_rarer_dates(played, language):
    outlook = played.outlooks[-1]
    svg = draw_fan(played, outlook.order, language=language)
    bands = boxes(svg)
    assert len(bands) == 3 * len(outlook.steps)
    for row in range(len(outlook.steps)):
        outer, inner = (float(bands[3 * row + k].get("width", "0")) for k in (0, 1))
        assert outer >= inner > 0
    for step in outlook.steps:
        assert WORDS.say(language, step.step) in svg
    assert str(outlook.due_on) in svg


def test_a_picture_of_one_language_has_no_text_of_the_other(played):
    for draw in (draw_orders(played, language="en"), draw_fan(played, "O-1", language="en")):
        assert draw.isascii()


def test_codes_are_written_safely(easy):
    plan = easy.plan()
    name = 'O<&"'
    orders = tuple(replace(o, number=name) if o.number == "O-0" else o for o in easy.scenario.orders)
    named = replace(
        plan,
        purchases=(),
        lays=tuple(replace(y, order=name) if y.order == "O-0" else y for y in plan.lays),
        lots=tuple(replace(y, order=name) if y.order == "O-0" else y for y in plan.lots),
        promises=tuple(replace(y, order=name) if y.order == "O-0" else y for y in plan.promises),
    )
    played = simulate(replace(easy.scenario, orders=orders), named, runs=5)
    for svg in (draw_orders(played), draw_fan(played, name)):
        assert name in "".join(ElementTree.fromstring(svg).itertext())  # noqa: S314


def test_a_fan_of_an_order_that_was_not_played_is_refused(played):
    with pytest.raises(InvalidModel, match="order X was not played"):
        draw_fan(played, "X")
