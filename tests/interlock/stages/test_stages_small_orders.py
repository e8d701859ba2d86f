"""Orders of a few pieces: fabrics of very unlike length, minimum quantities far above the need, stock."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import cast
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.errors import Infeasible
from interlock.model import BillItem, Material, MaterialKind, Offer, Policy, PriceBreak, Stock
from interlock.stages.buy import buy, least_fen_per_m, order_needs
from interlock.stages.cut import Lengths, cut_orders, fabrics_of
from interlock.stages.facts import MOST_NAMED, shortened
from interlock.stages.horizon import Horizon
from interlock.stages.lay import lay_min
from interlock.stages.paths import choose_paths

SWIFT = Policy(calibrate_seconds=0, nest_days=0, effort="quick")


def with_rib(orders, *, minimum=30.0, breaks=((0, 4_000.0),), stock=(), by_colour=True, per_garment=0.05):
    """The cast with a rib collar: so much per garment, no pieces, and bought in quantities meant for large orders."""
    rib = Material(code="RIB", name="rib", kind=MaterialKind.FABRIC, width_mm=1_000, by_colour=by_colour)
    offer = Offer(
        code="RIB-1", seller="Mill 3", material="RIB", lead_days=2, minimum_quantity=minimum,
        breaks=tuple(PriceBreak(*step) for step in breaks),
    )  # fmt: skip
    usual = cast.scenario(orders)
    item = BillItem(material="RIB", per_garment=per_garment, waste_share=0.03)
    styles = tuple(replace(s, bill=(*s.bill, item)) if s.code == "TEE" else s for s in usual.styles)
    return replace(
        usual, styles=styles, materials=(*usual.materials, rib), offers=(*usual.offers, offer), stock=tuple(stock)
    )


def cut_and_bought(scenario, policy=SWIFT):
    lengths, horizon = Lengths(scenario, policy), Horizon.of(scenario, policy)
    cuts = cut_orders(lengths, choose_paths(lengths), least_fen_per_m(lengths), {}, workers=1)
    return lengths, cuts, buy(lengths, horizon, cuts, {})


def cutting_fen(lengths, cut):
    policy, scenario = lengths.policy, lengths.scenario
    fabrics = fabrics_of(scenario, scenario.style[scenario.order[cut.order].style])
    style = scenario.style[scenario.order[cut.order].style]
    fen = policy.marker_fen * len({step.ratio for step in cut.steps}) * len(fabrics)
    for step in cut.steps:
        fen += step.all_plies * policy.ply_fen * len(fabrics)
        fen += sum(lay_min(lengths, style, item, step) for item in fabrics) * policy.cut_fen_per_min
    return fen


def fabric_fen(lengths, bought):
    """What each order's fabric costs: its share of every purchase."""
    fabrics = {m.code for m in lengths.scenario.materials if m.kind is MaterialKind.FABRIC}
    found = defaultdict(float)
    for purchase in bought.purchases:
        total = sum(share.quantity for share in purchase.shares)
        for share in purchase.shares if purchase.material in fabrics else ():
            found[share.order] += purchase.cost_fen * share.quantity / total
    return found


@pytest.mark.parametrize("pieces", [1, 2, 3, 5, 10, 20, 50])
def test_a_garment_fits_the_table_however_short_another_of_its_fabrics_is(pieces):
    order = replace(cast.order("O-1", "TEE", 21, 10), quantities=(cast.Quantity("red", "M", pieces),))
    lengths, cuts, bought = cut_and_bought(with_rib((order,)))
    assert cuts["O-1"].pieces >= pieces
    cost = cutting_fen(lengths, cuts["O-1"]) + sum(fabric_fen(lengths, bought).values())
    assert 0 < bought.cloth_bound_fen <= cost


@st.composite
def books(draw):
    orders = tuple(
        replace(
            cast.order(f"O-{n}", draw(st.sampled_from(["TEE", "TEE", "SHIRT"])), draw(st.integers(10, 40)), 10),
            quantities=tuple(
                cast.Quantity(colour, size, draw(st.one_of(st.integers(1, 5), st.integers(6, 400))))
                for colour in draw(st.sampled_from([("red",), ("red", "blue")]))
                for size in draw(st.sampled_from([("M",), ("S", "L")]))
            ),
            over_share=draw(st.sampled_from([0.0, 0.05, 0.5])),
        )
        for n in range(1, draw(st.integers(1, 4)) + 1)
    )
    stock = draw(
        st.lists(
            st.builds(
                Stock,
                material=st.sampled_from(["RIB", "F-TEE", "F-SHIRT"]),
                colour=st.sampled_from(["red", "blue", ""]),
                quantity=st.floats(0.1, 300.0),
            ),
            max_size=2,
        )
    )
    return with_rib(
        orders,
        minimum=draw(st.sampled_from([0.0, 5.0, 100.0])),
        breaks=draw(st.sampled_from([((0, 4_000.0),), ((0, 5_000.0), (20, 3_000.0), (400, 900.0))])),
        stock=stock,
        by_colour=draw(st.booleans()),
        per_garment=draw(st.sampled_from([0.01, 0.05, 0.6])),
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books())
def test_the_bound_of_cloth_is_never_above_its_cost(scenario):
    lengths, cuts, bought = cut_and_bought(scenario)
    paid = fabric_fen(lengths, bought)
    cost = sum(cutting_fen(lengths, cut) for cut in cuts.values()) + sum(paid.values())
    assert bought.cloth_bound_fen <= cost
    if not scenario.stock:
        for number, cut in cuts.items():
            assert cut.plan.lower_bound[0] <= cutting_fen(lengths, cut) + paid[number] + len(bought.purchases)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(books())
def test_no_order_book_needs_more_fabric_than_its_least_price_is_reckoned_with(scenario):
    """A metre is never had for less than the least price: what is paid for fabric shows it."""
    lengths, cuts, bought = cut_and_bought(replace(scenario, stock=()))
    least = least_fen_per_m(lengths)
    needs = defaultdict(float)
    for order in scenario.orders:
        for cell, metres in order_needs(lengths, order, cuts[order.number], {}).items():
            needs[cell] += metres
    for cell, fen_per_m in least.items():
        paid = sum(p.cost_fen for p in bought.purchases if (p.material, p.colour) == cell)
        assert paid >= needs[cell] * fen_per_m - 1


def test_a_book_of_more_lays_than_a_plan_holds_is_refused_at_once():
    order = replace(cast.order("O-1", "TEE", 21, 10), quantities=(cast.Quantity("red", "M", 1_000_000_000),))
    with pytest.raises(Infeasible, match=r"order O-1 alone asks for 1,000,000,000 pieces"):
        cut_and_bought(with_rib((order,)))


def test_a_long_list_is_named_by_its_first_lines_and_the_number_of_others():
    lines = [f"line {n}" for n in range(2_700)]
    assert shortened(lines).splitlines() == [*lines[:MOST_NAMED], "and 2,680 more"]
    assert shortened(lines[:MOST_NAMED]).splitlines() == lines[:MOST_NAMED]
