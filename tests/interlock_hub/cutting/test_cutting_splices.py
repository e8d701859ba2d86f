"""Splices: a ply that passes from one roll to the next where few pieces reach across, on the page and on the card."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlock_hub.cutting import rolls_bridge, services_rolls
from interlock_hub.cutting.models import Lay, Marker, Roll, RollPlan, RollUse
from interlock_hub.cutting.rolls_seen import seen
from interlock_hub.cutting.splices_bridge import LEAST_APART_MM, MOST_OVERLAP_MM, places, splices_of

EXTENTS = st.lists(st.tuples(st.floats(0, 9000), st.floats(1, 1500)).map(lambda p: (p[0], p[0] + p[1])), max_size=60)


@given(EXTENTS)
def test_every_piece_lies_whole_on_one_of_two_spliced_sheets(extents):
    length_mm = 11_000
    found = places(extents, length_mm)
    assert all(0 < at < at + overlap < length_mm and overlap <= MOST_OVERLAP_MM for at, overlap in found)
    for at, overlap in found:
        assert all(right <= at + overlap or left >= at for left, right in extents)
    starts = [at for at, _overlap in found]
    assert all(later - sooner >= LEAST_APART_MM for sooner, later in pairwise(starts))


@pytest.fixture
def spliced(db, member):
    """A lay of three plies on a nested marker, and two rolls of a ply and a half each, a little more."""
    own = Lay.objects.filter(factory__organisation_id=member("cutter").organisation_id, state=Lay.State.PLANNED)
    lays = own.filter(marker__nested=True).select_related("marker__style", "marker__pattern", "factory", "order")
    lay = next(one for one in lays.order_by("-marker__length_mm", "pk") if splices_of(one.marker))
    ply_m = (lay.marker.length_mm + 30) / 1000
    lay.plies, lay.fabric_m = [["navy", 3]], 3 * ply_m
    lay.save()
    overlap_m = max(splice.overlap_mm for splice in splices_of(lay.marker)) / 1000
    at_m = max(min(s.at_mm, lay.marker.length_mm - s.at_mm) for s in splices_of(lay.marker)) / 1000
    lengths = (ply_m + at_m + overlap_m + 0.1, 2 * ply_m - at_m + overlap_m + 0.1)
    for at, length in enumerate(lengths):
        Roll.objects.create(
            factory=lay.factory, code=f"R{at}", material=lay.material, colour="navy", shade="A",
            length_m=round(length, 3), width_mm=lay.marker.width_mm + 10,
        )  # fmt: skip
    return lay


@pytest.fixture
def plan(spliced):
    found = rolls_bridge.proposed(
        [spliced], list(Roll.objects.all()), rolls_bridge.Fabric(True, Decimal(20)), stop=lambda: False
    )
    as_seen = seen([spliced], Roll.objects.filter(code__in={use["roll"] for use in found["uses"]}))
    return RollPlan.objects.create(
        factory=spliced.factory, material=spliced.material, found={**found, "lays": [spliced.code], "seen": as_seen}
    )


@pytest.mark.django_db
def test_rolls_too_short_for_whole_plies_are_spliced(plan, spliced):
    found = plan.found
    assert found["splices"] == 1
    assert sum(use["plies"] for use in found["uses"]) == 3
    lengths = dict(Roll.objects.values_list("code", "length_m"))
    for end in found["ends"]:
        used = sum(use["used_m"] for use in found["uses"] if use["roll"] == end["roll"])
        assert used + end["left_m"] == pytest.approx(lengths[end["roll"]], abs=0.01)


@pytest.mark.django_db
def test_page_and_card_say_where_a_ply_goes_on(as_role, member, plan, spliced):
    client = as_role("cutter")
    assert "spliced of two rolls" in client.get(f"/cutting/rolls/plans/{plan.pk}/").content.decode()
    services_rolls.give(by=member("cutter"), plan=plan)
    assert "one ply goes on from" in client.get(f"/cutting/lays/{spliced.code}/").content.decode()
    card = pypdfium2.PdfDocument(client.get(f"/cutting/lays/{spliced.code}/paper/cards.pdf").content)
    assert "overlap" in "".join(page.get_textpage().get_text_range() for page in card)


@pytest.mark.django_db
def test_another_layout_has_its_gaps_elsewhere_so_a_spliced_lay_loses_its_rolls(member, plan, spliced):
    services_rolls.give(by=member("cutter"), plan=plan)
    services_rolls.change_length([spliced], -0.05)
    assert not RollUse.objects.exists()
    assert not Roll.objects.exclude(state="stock").exists()


@pytest.mark.django_db
def test_an_estimate_has_no_place_for_a_splice():
    assert splices_of(Marker.objects.filter(nested=False).first()) == ()
