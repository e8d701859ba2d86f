"""Satellites on their phones: one takes a lot, another refuses one, and the planner decides on the repair."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

Enter = Callable[..., Any]


def test_an_owner_takes_a_lot_with_one_tap(enter: Enter) -> None:
    page = enter("owner1", phone=True)
    page.get_by_role("link", name="Answer").first.tap()
    offer = page.locator("article.offer").first
    card = offer.get_attribute("id")
    page.wait_for_load_state()  # all of the page, before its offers are counted
    before = page.locator("article.offer").count()
    take = offer.get_by_role("button", name="Take it")
    assert take.bounding_box()["height"] >= 48
    take.tap()
    page.get_by_text(re.compile("You took")).wait_for()
    assert page.locator(f"article#{card}").count() == 0
    assert page.locator("article.offer").count() == before - 1
    page.goto("/planning/lots/")
    assert page.locator("article.lot").count() >= 1


def test_a_refused_lot_is_given_to_somebody_else_once_the_planner_agrees(enter: Enter) -> None:
    owner = enter("owner-S004", phone=True)
    owner.goto("/planning/offers/")
    offer = owner.locator("article.offer").first
    card = offer.get_attribute("id")
    refusal = offer.locator("details").first  # of all its parts
    refusal.get_by_text("Not this one").tap()
    refusal.get_by_label("Not enough people").check()
    refusal.get_by_label("In your own words").fill("two are ill")
    refusal.get_by_role("button", name=re.compile("Refuse")).tap()
    owner.locator(f"article#{card}").wait_for(state="detached")
    planner = enter("planner")
    planner.goto("/planning/events/")
    take = planner.get_by_role("button", name="Take the repair")
    take.wait_for(timeout=90_000)
    assert "Not enough people" in planner.locator("section.repair").inner_text()
    changes = planner.locator("section.repair .sentences li")
    assert changes.count() >= 1
    take.click()
    planner.get_by_text("Nothing waits for a decision.").wait_for(timeout=60_000)
    planner.goto("/planning/")
    planner.get_by_text(re.compile(r"Plan v\d+ holds")).wait_for()
    assert planner.locator("tbody .state-published").count() == 1
