from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.model import MaterialKind, Scenario
from interlock.patterns import graded
from interlock.sample import TOWNSHIPS, make_sample
from interlock.sample.catalogue import CATEGORIES, CATEGORY
from interlock.sample.chance import drawn
from interlock.sample.garments import DOWN_JACKET, FITS, JACKET, SHELL, SIZES, TEE, area_m2, pieces_of
from interlock.sample.load import demand_by_category, sized
from interlock.sample.network import apportioned, kind_counts

TODAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def county() -> Scenario:
    return make_sample(today=TODAY, factories=60, orders=300)


def test_there_are_24_townships_with_approximate_points_inside_the_county_box() -> None:
    assert len({t.code for t in TOWNSHIPS}) == 24
    for township in TOWNSHIPS:
        assert township.approximate
        assert 115.18 < township.longitude < 115.83
        assert 25.56 < township.latitude < 26.34


def test_bulletins_stay_in_the_range_of_their_category(county: Scenario) -> None:
    for style in county.styles:
        least, most = CATEGORY[style.category].smv_min
        assert least - 0.2 <= style.smv_min <= most + 0.2
        assert 0 < style.finishing_min < style.smv_min / 2


def test_every_operation_is_named_in_both_languages(county: Scenario) -> None:
    for style in county.styles:
        for operation in style.operations:
            chinese, _, english = operation.name.partition(" ")
            assert not chinese.isascii()
            assert english.isascii()
            assert english


def test_every_style_is_cut_from_its_shell_first_and_uses_all_its_pieces(county: Scenario) -> None:
    for style in county.styles:
        shell = county.material[style.cut_items[0].material]
        cut = [name for item in style.cut_items for name in item.cut_pieces]
        assert shell.kind is MaterialKind.FABRIC
        assert sorted(cut) == sorted({piece.name for piece in style.pieces})
        assert style.sizes == SIZES


def test_every_piece_fits_every_fabric_it_is_cut_from(county: Scenario) -> None:
    for style in county.styles:
        for item in style.cut_items:
            width_mm = county.material[item.material].width_mm
            assert 1_450 <= width_mm <= 1_800
            for size in style.sizes:
                assert all(piece.across_mm < width_mm for piece in style.pieces_of(size, item.cut_pieces))


def test_lined_garments_are_cut_from_a_lining_and_down_jackets_from_three_cloths(county: Scenario) -> None:
    cloths = {style.category: len(style.cut_items) for style in county.styles}
    assert cloths["down_jacket"] == 3
    assert cloths["jacket"] == cloths["dress"] == 2
    assert cloths["t_shirt"] == 1


def test_every_garment_is_labelled_bagged_and_boxed(county: Scenario) -> None:
    for style in county.styles:
        assert {"T-THREAD", "T-LABEL", "T-BAG", "T-CARTON"} <= {item.material for item in style.bill}


def test_napped_fabrics_are_one_way_and_plain_ones_are_not(county: Scenario) -> None:
    one_way = {m.code for m in county.materials if m.kind is MaterialKind.FABRIC and not m.two_way}
    assert one_way == {"F-CORD", "F-FLEECE", "F-SUEDE", "F-VELVET"}


def test_a_regular_t_shirt_is_the_real_draft() -> None:
    drafts = {p.name: p for p in graded("teagan")["38"]}
    for piece in pieces_of(TEE, FITS[0]):
        if piece.size == "M":
            draft = drafts[piece.name]
            assert piece.area_mm2 == pytest.approx(draft.area_mm2, rel=2e-3)
            assert piece.along_mm == pytest.approx(draft.along_mm, abs=1.0)
            assert (piece.quantity, piece.mirrored) == (draft.quantity, draft.mirrored)


def test_a_jacket_front_is_two_mirrored_halves_of_the_draft() -> None:
    draft = next(p for p in graded("brian")["38"] if p.name == "front")
    front = next(p for p in pieces_of(JACKET, FITS[0]) if p.size == "M" and p.name == "front")
    assert front.quantity == 2
    assert front.mirrored
    assert 2 * front.area_mm2 == pytest.approx(draft.area_mm2 * 1.04 * 1.06, rel=3e-3)


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.prefix)
def test_garments_grow_with_their_size(category) -> None:  # type: ignore[no-untyped-def]
    for recipe in category.recipes:
        for fit in FITS:
            pieces = pieces_of(recipe, fit)
            areas = [sum(p.area_mm2 * p.quantity for p in pieces if p.size == size) for size in SIZES]
            assert areas == sorted(areas)


def test_a_loose_fit_takes_more_cloth_than_a_slim_one() -> None:
    areas = {fit.name.split()[1]: area_m2(DOWN_JACKET, fit, SHELL) for fit in FITS}
    assert areas["slim"] < areas["regular"] < areas["loose"]


def test_every_material_has_three_offers_whose_prices_fall_with_quantity(county: Scenario) -> None:
    for material in county.materials:
        offers = [offer for offer in county.offers if offer.material == material.code]
        assert len(offers) == 3
        assert min(offer.lead_days for offer in offers) <= 4
        for offer in offers:
            assert 2 <= offer.lead_days <= 20
            prices = [step.fen_per_unit for step in offer.breaks]
            assert prices == sorted(prices, reverse=True)


def test_sellers_are_between_twenty_and_forty(county: Scenario) -> None:
    assert 20 <= len({offer.seller for offer in county.offers}) <= 40


def test_some_stock_is_at_hand_and_on_its_way(county: Scenario) -> None:
    assert any(stock.available_on is None or stock.available_on <= TODAY for stock in county.stock)
    assert {stock.material for stock in county.stock} <= {material.code for material in county.materials}


@given(
    shares=st.dictionaries(st.text(min_size=1, max_size=3), st.floats(0, 1e6), min_size=1, max_size=8),
    total=st.integers(0, 5_000),
)
def test_apportioning_gives_all_and_nothing_to_a_zero_share(shares: dict[str, float], total: int) -> None:
    counts = apportioned(shares, total)
    whole = sum(shares.values())
    assert sum(counts.values()) == (total if whole > 0 else 0)
    for key, share in shares.items():
        if whole > 0:
            assert abs(counts[key] - share / whole * total) < 1 + 1e-6
        if share == 0:
            assert counts[key] == 0


@given(factories=st.integers(3, 5_000))
def test_every_cluster_has_a_centre_a_core_and_a_satellite(factories: int) -> None:
    counts = kind_counts(factories)
    assert sum(counts) == factories
    assert min(counts) >= 1


@given(load=st.floats(0.1, 1.5), minutes=st.lists(st.floats(1, 1e6), min_size=1, max_size=10), seed=st.integers(0, 99))
def test_demand_by_category_sums_to_the_load(load: float, minutes: list[float], seed: int) -> None:
    capacity = dict(zip(reversed(CATEGORY), minutes, strict=False))
    wanted = demand_by_category(capacity, load, np.random.default_rng(seed))
    assert sum(wanted.values()) == pytest.approx(load * sum(minutes), rel=1e-9)
    assert min(wanted.values()) >= 0


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), orders=st.integers(1, 200), fill=st.floats(0.05, 0.95))
def test_scaled_sizes_ask_the_minutes_wanted(seed: int, orders: int, fill: float) -> None:
    rng = np.random.default_rng(seed)
    smv_min, category = rng.uniform(5, 60, orders), rng.integers(0, 4, orders)
    most = np.full(orders, 20_000.0)
    total = fill * float((most * smv_min).sum()) + (1 - fill) * float((100 * smv_min).sum())
    pieces = sized(rng.lognormal(0, 1.2, orders), smv_min, most, category, np.full(4, total / 4))
    assert pieces.min() >= 100
    assert pieces.max() <= 20_000
    assert float((pieces * smv_min).sum()) == pytest.approx(total, rel=0.006)


def test_drawing_follows_the_shares() -> None:
    rng = np.random.default_rng(5)
    found = [drawn("abc", (0.0, 3.0, 1.0), rng) for _ in range(4_000)]
    assert "a" not in found
    assert found.count("b") / 4_000 == pytest.approx(0.75, abs=0.03)
