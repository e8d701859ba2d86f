"""A law that is broken is named; every test breaks one law of a good plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from interlock.errors import BrokenLaw
from interlock.laws import breaches, judge
from interlock.model import FinishDay, Quantity, Share

DAY = timedelta(days=1)


def first(parts, **changes):
    """The parts with changes made to the first of them."""
    return (replace(parts[0], **changes), *parts[1:])


def found(scenario, policy, plan):
    return "\n".join(breaches(scenario, policy, plan))


def test_a_good_plan_breaks_no_law(scenario, policy, made):
    judge(scenario, policy, made)
    assert made.lays
    assert made.lots
    assert any(marker.nested for marker in made.markers)


def test_the_judge_names_plan_and_breaches(scenario, policy, made):
    with pytest.raises(BrokenLaw, match="law") as caught:
        judge(scenario, policy, replace(made, promises=made.promises[1:]))
    assert "has no promise" in str(caught.value)


CASES = {
    "a promise is missing": (lambda p: {"promises": p.promises[1:]}, "has no promise"),
    "a promise stands twice": (lambda p: {"promises": (*p.promises, p.promises[0])}, "promise O-1 stands 2 times"),
    "a stranger is promised": (
        lambda p: {"promises": (*p.promises, replace(p.promises[0], order="X"))},
        "order X, which nobody ordered",
    ),
    "pieces are promised that nobody makes": (
        lambda p: {"promises": first(p.promises, pieces=p.promises[0].pieces + 1)},
        "pieces are promised",
    ),
    "outside pieces are promised that nobody makes": (
        lambda p: {"promises": first(p.promises, outside_pieces=5)},
        "promise says 5 pieces outside",
    ),
    "a lot is lost": (
        lambda p: {"lots": p.lots[1:], "finishing": tuple(d for d in p.finishing if d.lot != p.lots[0].id)},
        "pieces are made",
    ),
    "a lot makes other colours": (
        lambda p: {"lots": first(p.lots, quantities=(Quantity("pink", "S", p.lots[0].pieces),))},
        "pink S",
    ),
    "a lay is lost": (lambda p: {"lays": p.lays[1:]}, "pieces are cut, but"),
    "a lot's days make too few": (
        lambda p: {"lots": first(p.lots, days=first(p.lots[0].days, pieces=0))},
        "its days make",
    ),
    "cut before the material is in": (
        lambda p: {"promises": tuple(replace(x, material_on=x.material_on + 60 * DAY) for x in p.promises)},
        "but its material is in on",
    ),
    "cut on a Sunday": (
        lambda p: {"lays": first(p.lays, cut_on=p.lays[0].cut_on + (6 - p.lays[0].cut_on.weekday()) * DAY)},
        "is closed",
    ),
    "sewn before it is cut": (lambda p: {"lots": first(p.lots, arrive_on=p.first_on)}, "is not cut before"),
    "sewn before it arrives": (lambda p: {"lots": first(p.lots, arrive_on=p.last_on)}, "but its pieces arrive on"),
    "finished before it is sewn": (
        lambda p: {"lots": first(p.lots, finish_on=p.lots[0].end_on)},
        "but sewn until",
    ),
    "sewn without a day": (lambda p: {"lots": first(p.lots, days=())}, "it has no day"),
    "finishing of a stranger": (
        lambda p: {"finishing": (*p.finishing, FinishDay("X/1", "C1", p.first_on, 1.0))},
        "names lot X/1",
    ),
    "finishing before sewing": (
        lambda p: {"finishing": first(p.finishing, on=p.first_on)},
        "is not after sewing ends",
    ),
    "too little finishing": (lambda p: {"finishing": p.finishing[1:]}, "minutes of"),
    "ships on another day": (
        lambda p: {"promises": first(p.promises, ship_on=p.promises[0].ship_on + DAY)},
        "shipped on",
    ),
    "late days miscounted": (lambda p: {"promises": first(p.promises, late_days=9)}, "9 days late"),
    "a line of another factory": (lambda p: {"lots": first(p.lots, line="S3-A", factory="S1")}, "is not one of"),
    "a line without the skill": (
        lambda p: {"lots": tuple(replace(x, line="S3-A", factory="S3") for x in p.lots)},
        "has no skill for T-shirt",
    ),
    "a line works too much": (
        lambda p: {"lots": first(p.lots, days=first(p.lots[0].days, learning_min=99_999.0))},
        "minutes of 7",
    ),
    "work is skipped": (
        lambda p: {"lots": first(p.lots, days=first(p.lots[0].days, productive_min=0.0))},
        "productive minutes for",
    ),
    "lots overlap": (
        lambda p: {"lots": tuple(replace(x, line=p.lots[0].line, factory=p.lots[0].factory) for x in p.lots)},
        "inside lot",
    ),
    "a table of another shop": (lambda p: {"lays": first(p.lays, table="nope")}, "table nope is not one of"),
    "a marker that is not there": (lambda p: {"markers": p.markers[1:]}, "is not in the plan"),
    "a lay longer than its table": (
        lambda p: {"markers": tuple(replace(m, length_mm=20_000.0) for m in p.markers)},
        "mm long on table",
    ),
    "a marker wider than its fabric": (
        lambda p: {"markers": tuple(replace(m, width_mm=2_500.0) for m in p.markers)},
        "mm wide on",
    ),
    "lays overlap": (
        lambda p: {"lays": tuple(replace(x, table="K1-1", cut_on=p.lays[0].cut_on, start_min=0.0) for x in p.lays)},
        "overlap",
    ),
    "a lay ends after the day": (
        lambda p: {"lays": (*p.lays[:-1], replace(p.lays[-1], end_min=5_000.0))},
        "lays end at minute 5000",
    ),
    "a finishing day too full": (
        lambda p: {"finishing": (replace(p.finishing[0], minutes=99_999.0),)},
        "99999.0 minutes of 4000.0",
    ),
    "loads say something else": (lambda p: {"loads": first(p.loads, used_min=1e6)}, "sewing loads show"),
    "a marker of too many garments": (
        lambda p: {"markers": first(p.markers, ratio=(("S", 40),))},
        "40 garments; the limit is 6",
    ),
    "utilisation above one": (lambda p: {"markers": first(p.markers, utilisation=1.2)}, "utilisation 1.200"),
    "a nest with a piece missing": (
        lambda p: {"markers": tuple(replace(m, placements=m.placements[1:]) if m.nested else m for m in p.markers)},
        "the pieces placed are not those",
    ),
    "too many plies": (
        lambda p: {"lays": first(p.lays, plies=((p.lays[0].plies[0][0], 999),))},
        "999 plies; the limits",
    ),
    "fabric miscounted": (lambda p: {"lays": first(p.lays, fabric_m=1.0)}, "it says 1.000 m of fabric"),
    "a marker of another style": (
        lambda p: {"lays": first(p.lays, marker=next(m.id for m in p.markers if m.material != p.lays[0].material))},
        "is not of its style and material",
    ),
    "nothing bought": (lambda p: {"purchases": ()}, "for a need of"),
    "material arrives after its promise": (
        lambda p: {"purchases": tuple(replace(x, arrive_on=x.arrive_on + 90 * DAY) for x in p.purchases)},
        "but it arrives on",
    ),
    "an offer that nobody made": (lambda p: {"purchases": first(p.purchases, offer="X")}, "no such offer"),
    "a price that nobody asked": (lambda p: {"purchases": first(p.purchases, fen_per_unit=1.0)}, "not the offer's"),
    "a cost that is not quantity times price": (lambda p: {"purchases": first(p.purchases, cost_fen=7)}, "its cost 7"),
    "less than the minimum": (
        lambda p: {"purchases": first(p.purchases, quantity=1.0, shares=())},
        "its minimum is",
    ),
    "shares above the quantity": (
        lambda p: {"purchases": first(p.purchases, shares=(Share("O-1", 1e9),))},
        "shares of",
    ),
    "faster than the seller": (
        lambda p: {"purchases": first(p.purchases, arrive_on=p.purchases[0].order_on)},
        "it takes",
    ),
    "more stock than there is": (
        lambda p: {"stock_uses": first(p.stock_uses, quantity=1e6)},
        "taken of",
    ),
    "stock shares above what is taken": (
        lambda p: {"stock_uses": first(p.stock_uses, shares=(Share("O-1", 1e6),))},
        "shares exceed",
    ),
    "a lot is paid otherwise": (lambda p: {"lots": first(p.lots, pay_fen=1)}, "pays 1 fen"),
    "transport costs otherwise": (lambda p: {"lots": first(p.lots, haul_fen=10**9)}, "transport 1000000000 fen"),
    "opening costs otherwise": (lambda p: {"lots": first(p.lots, opening_fen=123)}, "opening 123 fen"),
    "a cost that its parts do not make": (
        lambda p: {"costs": replace(p.costs, sewing=p.costs.sewing + 10_000)},
        "cost of sewing",
    ),
    "promises that cost something else": (
        lambda p: {"promises": first(p.promises, cost_fen=0)},
        "fen together, the plan",
    ),
    "a bound above its cost": (
        lambda p: {"bounds": first(p.bounds, lower_bound_fen=p.bounds[0].cost_fen + 100)},
        "is above the cost",
    ),
    "stages that cost something else": (lambda p: {"bounds": p.bounds[1:]}, "the stages cost"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_broken_law_is_named(name, scenario, policy, made):
    change, text = CASES[name]
    assert text in found(scenario, policy, replace(made, **change(made)))


def test_an_order_may_not_be_cut_before_its_earliest_start(scenario, policy, made):
    orders = tuple(replace(o, earliest_start_on=o.due_on) for o in scenario.orders)
    assert "before the order may start" in found(replace(scenario, orders=orders), policy, made)


def test_a_customers_material_is_not_there_earlier(scenario, policy, made):
    orders = tuple(replace(o, material_ready_on=o.due_on) for o in scenario.orders)
    assert "the customer's material is in on" in found(replace(scenario, orders=orders), policy, made)


def test_an_offer_has_no_more_than_its_maximum(scenario, policy, made):
    offers = tuple(replace(o, minimum_quantity=0.0, maximum_quantity=1.0) for o in scenario.offers)
    assert "its maximum is 1" in found(replace(scenario, offers=offers), policy, made)


def test_fabrics_are_cut_in_step(scenario, policy, made):
    style = scenario.style["TEE"]
    lined = replace(style, bill=(*style.bill, replace(style.bill[0], material="F-SHIRT")))
    styles = tuple(lined if s.code == "TEE" else s for s in scenario.styles)
    assert "its fabrics are" in found(replace(scenario, styles=styles), policy, made)
