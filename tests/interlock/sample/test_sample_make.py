from collections import defaultdict
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interlock.errors import InvalidModel
from interlock.model import FactoryKind, Scenario, distance_km, dump, load
from interlock.sample import TOWNSHIPS, make_sample

TODAY = date(2026, 3, 2)
PARK = "360731400"


@pytest.fixture(scope="module")
def county() -> Scenario:
    return make_sample(today=TODAY)


def load_of(scenario: Scenario, weeks: int) -> float:
    days = sum(scenario.calendar.mask(scenario.today, 7 * weeks))
    asked_min = sum(order.pieces * scenario.style[order.style].smv_min for order in scenario.orders)
    return asked_min / (days * sum(line.capacity_min_per_day for line in scenario.lines))


def sewing_min_by_category(scenario: Scenario) -> dict[str, float]:
    asked_min: dict[str, float] = defaultdict(float)
    for order in scenario.orders:
        style = scenario.style[order.style]
        asked_min[style.category] += order.pieces * style.smv_min
    return asked_min


def skilled_min_by_category(scenario: Scenario) -> dict[str, float]:
    skilled_min: dict[str, float] = defaultdict(float)
    for line in scenario.lines:
        for skill in line.skills:
            skilled_min[skill.category] += line.capacity_min_per_day
    return skilled_min


def test_the_default_cluster_has_the_asked_kinds_of_factories(county: Scenario) -> None:
    kinds = [FactoryKind.CUTTING_CENTRE, FactoryKind.CORE, FactoryKind.SATELLITE]
    assert [len(county.of_kind(kind)) for kind in kinds] == [3, 12, 160]
    assert len(county.orders) == 600
    assert len(county.styles) == 30
    assert len({style.category for style in county.styles}) == 10
    assert county.made_up


def test_the_default_load_is_met(county: Scenario) -> None:
    assert load_of(county, 8) == pytest.approx(0.8, abs=0.02)


@pytest.mark.parametrize("wanted", [0.5, 0.95, 1.2])
def test_another_load_is_met(wanted: float) -> None:
    scenario = make_sample(factories=30, orders=120, load=wanted, today=TODAY)
    assert load_of(scenario, 8) == pytest.approx(wanted, abs=0.02)


def test_down_jackets_are_hotter_than_every_cool_skill(county: Scenario) -> None:
    asked_min, skilled_min = sewing_min_by_category(county), skilled_min_by_category(county)
    heat = {category: asked_min[category] / skilled_min[category] for category in asked_min}
    assert max(heat, key=lambda category: heat[category]) in ("down_jacket", "dress")


def test_orders_are_between_a_hundred_and_twenty_thousand_pieces_with_a_heavy_tail(county: Scenario) -> None:
    pieces = sorted(order.pieces for order in county.orders)
    assert pieces[0] >= 100
    assert pieces[-1] <= 20_000
    assert sum(pieces) / len(pieces) > 1.3 * pieces[len(pieces) // 2]


def test_orders_have_one_to_four_colours_and_four_to_six_neighbouring_sizes(county: Scenario) -> None:
    for order in county.orders:
        sizes = list(dict.fromkeys(q.size for q in order.quantities))
        every = list(county.style[order.style].sizes)
        start = every.index(sizes[0])
        assert 1 <= len(order.colours) <= 4
        assert 4 <= len(sizes) <= 6
        assert sizes == every[start : start + len(sizes)]


def test_middle_sizes_are_asked_most(county: Scenario) -> None:
    large = [order for order in county.orders if order.pieces > 5_000]
    for order in large:
        sizes = list(dict.fromkeys(q.size for q in order.quantities))
        by_size = [sum(order.pieces_of(colour, size) for colour in order.colours) for size in sizes]
        assert by_size.index(max(by_size)) not in (0, len(sizes) - 1)


def test_orders_are_due_on_open_days_within_the_weeks(county: Scenario) -> None:
    for order in county.orders:
        assert 0 <= (order.due_on - county.today).days < 56 + 12
        assert county.calendar.is_open(order.due_on)


def test_most_tolerances_are_three_per_cent_and_some_material_is_supplied(county: Scenario) -> None:
    three = sum(order.over_share == 0.03 == order.under_share for order in county.orders)
    supplied = sum(order.material_ready_on is not None for order in county.orders)
    assert 0.7 < three / 600 < 0.9
    assert 0.25 < supplied / 600 < 0.55


def test_prices_leave_a_margin_over_material_sewing_and_finishing(county: Scenario) -> None:
    cheapest = {o.material: o.breaks[-1].fen_per_unit for o in county.offers}
    for order in county.orders:
        style = county.style[order.style]
        work_fen = style.smv_min * 45 + style.finishing_min * 40
        counted_fen = sum(i.per_garment * cheapest[i.material] for i in style.bill if not i.cut_pieces)
        material_fen = 0.0 if order.material_ready_on else counted_fen
        assert order.price_fen > work_fen + material_fen


def test_lines_look_like_core_and_satellite_lines(county: Scenario) -> None:
    for line in county.lines:
        core = county.factory[line.factory].kind is FactoryKind.CORE
        assert (25 if core else 8) <= line.operators <= (45 if core else 30)
        assert 540 <= line.minutes_per_day <= 600
        assert 0.55 <= line.efficiency <= 0.85
        assert 30 <= line.price_fen_per_min <= 60
        assert 1 <= len(line.skills) <= 4
    counts = {kind: {len(county.lines_of[f.code]) for f in county.of_kind(kind)} for kind in FactoryKind}
    assert counts[FactoryKind.CORE] <= {3, 4, 5, 6}
    assert counts[FactoryKind.SATELLITE] <= {1, 2, 3}
    assert counts[FactoryKind.CUTTING_CENTRE] == {0}


def test_a_line_sews_today_only_what_it_can_sew(county: Scenario) -> None:
    busy = [line for line in county.lines if line.current_style]
    assert 0.4 < len(busy) / len(county.lines) < 0.9
    for line in busy:
        assert line.level(county.style[line.current_style].category) > 0


def test_every_core_can_finish_and_all_finishing_together_is_busy_not_overrun(county: Scenario) -> None:
    days = sum(county.calendar.mask(TODAY, 56))
    asked_min = sum(o.pieces * county.style[o.style].finishing_min for o in county.orders)
    has_min = days * sum(f.finishing_min_per_day for f in county.factories)
    assert all(core.finishing_min_per_day > 0 for core in county.of_kind(FactoryKind.CORE))
    assert 0.70 <= asked_min / has_min <= 0.85


def test_no_core_owns_more_finishing_than_it_has(county: Scenario) -> None:
    days = sum(county.calendar.mask(TODAY, 56))
    asked_min: dict[str, float] = defaultdict(float)
    for order in county.orders:
        asked_min[order.core] += order.pieces * county.style[order.style].finishing_min
    for core in county.of_kind(FactoryKind.CORE):
        assert asked_min[core.code] <= 0.95 * days * core.finishing_min_per_day


def test_tables_are_wide_and_long_enough_for_every_fabric(county: Scenario) -> None:
    widest_mm = max(material.width_mm for material in county.materials)
    assert all(table.width_mm >= widest_mm and 8_000 <= table.length_mm <= 24_000 for table in county.tables)
    assert all(county.tables_of[centre.code] for centre in county.of_kind(FactoryKind.CUTTING_CENTRE))
    assert {county.factory[t.factory].kind for t in county.tables} == {FactoryKind.CORE, FactoryKind.CUTTING_CENTRE}


def test_most_cores_and_centres_are_in_the_park_and_every_township_has_a_satellite(county: Scenario) -> None:
    hub = [*county.of_kind(FactoryKind.CORE), *county.of_kind(FactoryKind.CUTTING_CENTRE)]
    assert sum(factory.township == PARK for factory in hub) > len(hub) / 2
    assert {f.township for f in county.of_kind(FactoryKind.SATELLITE)} == {t.code for t in TOWNSHIPS}


def test_distances_are_those_of_one_county(county: Scenario) -> None:
    first = county.factories[0]
    assert all(distance_km(first, other) < 80 for other in county.factories)


def test_most_factories_have_service_facts_and_some_do_not(county: Scenario) -> None:
    known = [f.first_pass_share is not None for f in county.factories if f.kind is not FactoryKind.CUTTING_CENTRE]
    assert 0.75 < sum(known) / len(known) < 1


def test_every_name_of_a_firm_or_brand_says_that_it_is_a_sample(county: Scenario) -> None:
    names = [f.name for f in county.factories] + [o.customer for o in county.orders]
    names += [offer.seller for offer in county.offers] + [style.name for style in county.styles]
    assert all(name.startswith("示例") and "/ Sample " in name for name in names)


def test_the_order_book_of_a_large_county_keeps_its_shape() -> None:
    scenario = make_sample(factories=350, orders=1_350, today=TODAY)
    assert [len(scenario.of_kind(k)) for k in (FactoryKind.CUTTING_CENTRE, FactoryKind.CORE)] == [6, 24]
    assert len(scenario.styles) == 45
    assert load_of(scenario, 8) == pytest.approx(0.8, abs=0.02)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    first, again, other = (dump(make_sample(factories=20, orders=40, seed=s, today=TODAY)) for s in (3, 3, 4))
    assert first == again
    assert first != other


def test_a_sample_survives_its_json() -> None:
    scenario = make_sample(factories=20, orders=40, today=TODAY)
    assert load(dump(scenario), Scenario) == scenario


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    factories=st.integers(3, 40),
    orders_per_factory=st.integers(2, 8),
    weeks=st.integers(2, 10),
    wanted=st.floats(0.4, 1.1),
    seed=st.integers(0, 10_000),
)
def test_small_samples_keep_their_promises(
    factories: int, orders_per_factory: int, weeks: int, wanted: float, seed: int
) -> None:
    orders = max(4, factories * orders_per_factory)
    scenario = make_sample(factories=factories, orders=orders, weeks=weeks, load=wanted, seed=seed, today=TODAY)
    assert len(scenario.factories) == factories
    assert len(scenario.orders) == orders
    assert load_of(scenario, weeks) == pytest.approx(wanted, abs=0.02)
    skilled = skilled_min_by_category(scenario)
    assert all(skilled[scenario.style[order.style].category] > 0 for order in scenario.orders)
    assert all(100 <= order.pieces <= 20_000 for order in scenario.orders)


@pytest.mark.parametrize(
    ("argument", "named"),
    [
        ({"factories": 2}, "factories is 2"),
        ({"orders": 0}, "orders is 0"),
        ({"weeks": 1}, "weeks is 1"),
        ({"load": float("nan")}, "load is nan"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_an_argument_out_of_bounds_is_refused_by_name(argument: dict[str, float], named: str) -> None:
    with pytest.raises(InvalidModel, match=named):
        make_sample(today=TODAY, **argument)  # type: ignore[arg-type]


def test_every_argument_out_of_bounds_is_named_at_once() -> None:
    with pytest.raises(InvalidModel) as found:
        make_sample(factories=1, orders=0, weeks=0, load=9, seed=-3, today=TODAY)
    assert len(found.value.problems) == 5


def test_too_few_orders_for_the_factories_are_refused_with_a_remedy() -> None:
    with pytest.raises(InvalidModel, match="more orders or fewer factories"):
        make_sample(factories=175, orders=5, today=TODAY)


def test_too_many_orders_for_the_factories_are_refused_with_a_remedy() -> None:
    with pytest.raises(InvalidModel, match="fewer orders or more factories"):
        make_sample(factories=3, orders=3_000, today=TODAY)
