"""Orders of several firms cut together: each firm sees its own share, agrees for itself, and learns of no other."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hub_api import program_of
from hub_pool import agreed, asked

from interlock_hub.core import jobs
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.services import make_token
from interlock_hub.cutting import paper_bridge, services, services_pools, services_rolls
from interlock_hub.cutting.bundles_bridge import pooled_orders
from interlock_hub.cutting.models import Lay, Marker, Pool, PoolShare
from interlock_hub.cutting.pool_candidates import candidates, firm_of
from interlock_hub.cutting.selectors import lays_visible_to, markers_visible_to, pools_visible_to, shares_visible_to
from interlock_hub.network.models import CuttingTable, Factory
from interlock_hub.orders.models import Order, OrderQuantity

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(member):
    client = Client(headers={"accept-language": "en"})
    client.force_login(member.person, backend=BACKEND)
    return client


def test_orders_that_save_nothing_against_their_lays_as_planned_are_no_failure(as_role, member, firms):
    Lay.objects.filter(code__startswith="POOLED-").update(fabric_m=1.0)
    found = candidates([Lay.objects.get(code="POOLED-0-1").factory])[0]
    job = services_pools.ask(by=member("cutter"), factory=found.factory, material=found.material, numbers=found.orders)
    jobs.run(str(job.pk))
    job.refresh_from_db()
    assert job.state == "done"
    assert "save nothing" in as_role("cutter").get(job.result["url"]).content.decode()


def test_the_list_says_what_was_worked_out_in_vain_until_the_lays_change(as_role, member, firms):
    Lay.objects.filter(code__startswith="POOLED-").update(fabric_m=1.0)
    found = candidates([Lay.objects.get(code="POOLED-0-1").factory])[0]
    browser = as_role("cutter")
    page = browser.get("/cutting/pools/").content.decode()
    assert "nothing to save" not in page
    job = services_pools.ask(by=member("cutter"), factory=found.factory, material=found.material, numbers=found.orders)
    jobs.run(str(job.pk))
    page = browser.get("/cutting/pools/").content.decode()
    assert re.search(r"Worked out .*: nothing to save; cut together they cost CNY [\d,.]+ more\.", page)
    assert "Work it out again" in page
    Lay.objects.filter(code="POOLED-0-1").update(plies=[["navy", 22]])
    page = browser.get("/cutting/pools/").content.decode()
    assert "nothing to save" not in page
    assert "Work it out again" not in page


def test_the_centre_sees_who_could_be_cut_together(as_role, firms):
    page = as_role("cutter").get("/cutting/pools/")
    (row,) = page.context["candidates"]
    assert len(row["found"].firms) == 3
    assert set(row["found"].orders) == {f"POOLED-{at}" for at in range(3)}


def test_those_with_the_smallest_orders_come_first(firms):
    found = candidates(list(Factory.objects.all()))
    pieces = dict(Order.objects.values_list("number", "pieces"))
    assert [one.fewest for one in found] == [min(pieces[number] for number in one.orders) for one in found]
    assert [one.fewest for one in found] == sorted(one.fewest for one in found)


def test_shares_make_the_saving_and_nobody_pays_more_than_alone(pool):
    shares = list(PoolShare.objects.filter(pool=pool))
    assert sum(float(s.saving_cny) for s in shares) == pytest.approx(pool.found["saving_cny"], abs=0.005)
    assert all(s.saving_cny >= 0 and s.pays_cny == s.alone_cny - s.saving_cny for s in shares)
    assert pool.found["bound_cny"] <= pool.found["cost_cny"]


def test_a_pool_costs_less_than_the_lays_that_it_would_replace(as_role, pool):
    now, together = pool.found["in_force"], pool.found["contents"]
    lays = Lay.objects.filter(order__in=PoolShare.objects.filter(pool=pool).values("orders"), material=pool.material)
    assert now["fabric_m"] == pytest.approx(sum(lay.fabric_m for lay in lays), abs=0.05)
    assert now["lays"] == len(lays)
    parts = ("fabric_cny", "markers_cny", "lays_cny", "plies_cny")
    assert sum(together[name] for name in parts) < sum(now[name] for name in parts)
    assert "As planned now" in as_role("cutter").get(f"/cutting/pools/{pool.pk}/").content.decode()


def test_fabric_has_its_price_in_every_colour_and_costs_are_the_sum_of_their_parts(pool):
    """A colour that the first order has not is bought at its price, too; fabric alone and together adds up."""
    together, shares = pool.found["contents"], list(PoolShare.objects.filter(pool=pool))
    parts = ("fabric_cny", "markers_cny", "lays_cny", "plies_cny")
    assert together["fabric_cny"] > 0
    assert sum(together[name] for name in parts) == pytest.approx(pool.found["cost_cny"], abs=0.05)
    for share in shares:
        assert sum(share.figures["alone"][name] for name in parts) == pytest.approx(float(share.alone_cny), abs=0.05)
        assert share.figures["alone"]["fabric_m"] > 0
    dealt = sum(share.figures["together_m"] for share in shares)
    assert dealt == pytest.approx(together["fabric_m"], abs=0.3)


def test_a_firm_reads_what_its_own_cost_is_made_of(pool, member, firms):
    asked(member, pool)
    share = PoolShare.objects.get(firm=firms[0].organisation)
    page = browser(firms[0]).get(f"/cutting/shares/{share.pk}/").content.decode()
    assert f"{share.figures['alone']['fabric_m']:,.1f}" in page
    assert f"{share.figures['together_m']:,.1f}" in page


def test_a_firm_reads_how_good_the_pooled_plan_and_its_own_are_and_no_figure_of_all(pool, member, firms):
    asked(member, pool)
    share = PoolShare.objects.get(firm=firms[0].organisation)
    client = browser(firms[0])
    for cookie, language in (("en", "en"), ("zh-hans", "zh")):
        client.cookies["django_language"] = cookie
        page = client.get(f"/cutting/shares/{share.pk}/").content.decode()
        assert pool.found["proof"][language] in page
        assert share.figures["proof"][language] in page
        for figure in (pool.found["cost_cny"], pool.found["bound_cny"]):
            assert f"{figure:,.2f}" not in page


def test_a_draft_is_seen_by_the_centre_alone(as_role, pool, firms):
    assert as_role("cutter").get(f"/cutting/pools/{pool.pk}/").status_code == 200
    for one in firms:
        assert not shares_visible_to(one).exists()
        assert browser(one).get(f"/cutting/pools/{pool.pk}/").status_code == 404


LAY_PAGES = ("", "lay.xlsx", "paper/cards.pdf", "paper/fabric.xlsx")


def addresses(pool):
    shares = list(PoolShare.objects.values_list("pk", flat=True))
    lays = list(Lay.objects.values_list("code", "marker__code"))
    orders = [f"POOLED-{at}" for at in range(3)]
    return [
        "/", "/cutting/pools/", f"/cutting/pools/{pool.pk}/", *(f"/cutting/shares/{pk}/" for pk in shares),
        "/cutting/", f"/cutting/?on={pool.first_on}",
        f"/cutting/day.xlsx?on={pool.first_on}&factory={pool.factory.code}",
        "/cutting/markers/", "/cutting/orders/", "/orders/", "/orders/export/", "/jobs/",
        *(f"/cutting/orders/{number}/" for number in orders), *(f"/orders/o/{number}/" for number in orders),
        *(f"/cutting/lays/{lay}/{tail}" for lay, _ in lays for tail in LAY_PAGES),
        *(f"/cutting/markers/{marker}/" for _, marker in lays),
    ]  # fmt: skip


API = ("/lays", "/markers", "/orders", "/pools")


@pytest.mark.parametrize("state", ["asked", "pooled"])
def test_no_page_export_or_api_tells_a_firm_of_another(member, pool, firms, state):
    """Neither names, orders, figures nor statements of another firm are in anything a firm can open."""
    agreed(member, pool, firms) if state == "pooled" else asked(member, pool)
    assert pool.state == ("pooled" if state == "pooled" else "draft") or Pool.objects.get(pk=pool.pk).state == state
    shares = {share.firm_id: share for share in PoolShare.objects.filter(pool=pool).select_related("firm")}
    for one in firms:
        mine = shares[one.organisation_id]
        others = [share for pk, share in shares.items() if pk != one.organisation_id]
        key = make_token(
            member=one, name="all", scopes=["cutting:read", "orders:read", "planning:read", "network:read"]
        )
        texts = [_text(browser(one).get(address)) for address in addresses(pool)]
        texts += [_text(Client().get(f"/api/v1{path}", headers={"authorization": f"Bearer {key}"})) for path in API]
        said = "\n".join(texts)
        assert str(mine.saving_cny).rstrip("0").rstrip(".") in said.replace(",", "")
        for other in others:
            at = other.firm.code.removeprefix("pool-")
            for secret in (
                f"Secret firm {at}",
                f"Secret_brand_{at}",
                f'POOLED-{at}"',
                f"POOLED-{at}<",
                f"/POOLED-{at}/",
            ):
                assert secret not in said, f"{one.organisation} reads {secret}"
            for figure in {other.alone_cny, other.saving_cny, other.pays_cny} - {
                mine.alone_cny,
                mine.saving_cny,
                mine.pays_cny,
            }:
                assert not re.search(rf"(?<![\d.]){re.escape(f'{figure:.2f}')}(?!\d)", said.replace(",", ""))


def figures(share):
    return {share.alone_cny, share.saving_cny, share.pays_cny}


def _text(answer):
    if answer.status_code != 200:
        return ""
    if answer.streaming:
        return b"".join(answer.streaming_content).decode("utf-8", "replace")
    kind = answer.headers["Content-Type"]
    if "sheet" in kind:
        import io

        from openpyxl import load_workbook

        book = load_workbook(io.BytesIO(answer.content))
        return "\n".join(str(cell) + "<" for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    if "pdf" in kind:
        import pypdfium2

        document = pypdfium2.PdfDocument(answer.content)
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    return answer.content.decode("utf-8", "replace")


def test_a_firm_sees_no_pooled_lay_and_no_marker_of_it(member, pool, firms):
    agreed(member, pool, firms)
    assert Lay.objects.filter(pool=pool).exists()
    for one in firms:
        assert not lays_visible_to(one).filter(pool=pool).exists()
        assert not markers_visible_to(one).filter(lays__pool=pool).exists()
        assert not pools_visible_to(one).exists()
    assert lays_visible_to(member("cutter")).filter(pool=pool).exists()
    assert not pools_visible_to(member("operator")).exists(), "the operator sees work, not firms' money"


def test_after_the_consent_of_all_the_lays_are_pooled(member, pool, firms):
    agreed(member, pool, firms)
    assert pool.state == "pooled"
    cells = {}
    for lay in Lay.objects.filter(pool=pool).select_related("marker"):
        for name, count in lay.marker.ratio.items():
            cells[name] = cells.get(name, 0) + count * sum(n for _colour, n in lay.plies)
    wanted = {}
    for row in OrderQuantity.objects.filter(order__number__startswith="POOLED-").select_related("order__style"):
        name = f"{row.order.style.code} {row.size}"
        wanted[name] = wanted.get(name, 0) + row.pieces
    assert cells == wanted
    assert not Lay.objects.filter(order__number__startswith="POOLED-", pool=None, material=pool.material).exists()


def bundles_of(lay):
    pooled = pooled_orders([lay]).get(lay.pool_id or 0, [])
    return paper_bridge.bundles_of(lay, services_rolls.uses_of([lay])[lay.pk], pooled)


def test_tickets_of_a_pooled_lay_say_whose_garments_each_bundle_holds(member, pool, firms):
    agreed(member, pool, firms)
    lays = list(Lay.objects.filter(pool=pool).select_related("factory", "table", "marker__style", "order"))
    bundles = [bundle for lay in lays for bundle in bundles_of(lay)]
    assert len({one["number"] for one in bundles}) == len(bundles)
    got = Counter()
    for one in bundles:
        got[one["order"], one["colour"], one["size"]] += one["pieces"]
    wanted = OrderQuantity.objects.filter(order__number__startswith="POOLED-")
    assert got == {(row.order.number, row.colour, row.size): row.pieces for row in wanted.select_related("order")}
    styles = set(Order.objects.filter(number__startswith="POOLED-").values_list("number", "style__code"))
    assert {(one["order"], one["style"]) for one in bundles} == styles
    assert len({style for _order, style in styles}) < len(styles), "firms have a style in common"
    OrderQuantity.objects.filter(order__number="POOLED-0").update(pieces=1)
    assert [bundle for lay in lays for bundle in bundles_of(lay)] == bundles, "what was agreed is cut"
    client = browser(member("cutter"))
    assert all(
        number in client.get(f"/cutting/lays/{lays[0].code}/").content.decode() for number in pool.found["orders"]
    )


def test_pooled_pages_name_every_order_and_link_those_of_the_viewers_own_firm(as_role, member, pool, firms):
    agreed(member, pool, firms)
    pages = [f"/cutting/pools/{pool.pk}/", f"/cutting/lays/{Lay.objects.filter(pool=pool).first().code}/"]
    sheet = f"{pages[1]}lay.xlsx"
    for page in pages:
        said = as_role("cutter").get(page).content.decode()
        assert all(number in said for number in pool.found["orders"])
        assert "/orders/o/POOLED-" not in said
    assert all(number in _text(as_role("cutter").get(sheet)) for number in pool.found["orders"])
    operators = as_role("operator").get(pages[1]).content.decode()
    assert "See the pool" not in operators, "its figures are the centre's alone"
    Factory.objects.filter(pk=pool.factory_id).update(organisation=firms[1].organisation)
    for page in pages:
        said = browser(firms[1]).get(page).content.decode()
        assert all(number in said for number in pool.found["orders"])
        assert set(re.findall(r"/orders/o/(POOLED-\d)/", said)) == {"POOLED-1"}


def test_programs_of_those_who_cut_a_pooled_lay_read_every_order_of_it(member, pool, firms):
    cutter = program_of(member("cutter"), "cutting:read")
    assert cutter("lays/POOLED-0-1").json()["orders"] == ["POOLED-0"]
    agreed(member, pool, firms)
    lay = Lay.objects.filter(pool=pool).first()
    numbers = sorted(pool.found["orders"])
    assert cutter(f"lays/{lay.code}").json()["orders"] == numbers
    for number in numbers:
        items = cutter("lays", order=number).json()["items"]
        assert {item["code"] for item in items} >= {one.code for one in Lay.objects.filter(pool=pool)}
    for firm in firms:
        seen = program_of(firm, "cutting:read")
        assert seen(f"lays/{lay.code}").status_code in (403, 404)


def test_reading_lays_asks_as_often_for_pooled_ones_as_for_others(member, pool, firms):
    cutter = program_of(member("cutter"), "cutting:read")
    with CaptureQueriesContext(connection) as before:
        assert cutter("lays", limit=1).json()["items"]
    agreed(member, pool, firms)
    with CaptureQueriesContext(connection) as after:
        assert len(cutter("lays").json()["items"]) > 1
    assert len(after) <= len(before) + 3


def test_one_firm_that_declines_ends_it(as_role, member, pool, firms):
    asked(member, pool)
    share = PoolShare.objects.get(firm=firms[1].organisation)
    answer = browser(firms[1]).post(f"/cutting/shares/{share.pk}/answer/", {"to": "decline"}, follow=True)
    assert "cut by themselves" in answer.content.decode()
    pool.refresh_from_db()
    assert pool.state == "declined"
    other = PoolShare.objects.get(firm=firms[0].organisation)
    with pytest.raises(Stale):
        services_pools.answer(by=firms[0], share=other, agrees=True)
    assert Lay.objects.filter(order__number__startswith="POOLED-").count() == 3


def test_a_firm_answers_for_itself_only(member, pool, firms):
    asked(member, pool)
    theirs = PoolShare.objects.get(firm=firms[1].organisation)
    assert browser(firms[0]).post(f"/cutting/shares/{theirs.pk}/answer/", {"to": "agree"}).status_code == 404
    with pytest.raises(HubError):
        services_pools.answer(by=firms[0], share=theirs, agrees=True)


def test_today_asks_the_firm_for_its_consent(member, pool, firms):
    asked(member, pool)
    page = browser(firms[0]).get("/").content.decode()
    assert "waits for your consent" in page
    assert (
        "We agree"
        in browser(firms[0])
        .get(f"/cutting/shares/{PoolShare.objects.get(firm=firms[0].organisation).pk}/")
        .content.decode()
    )


def test_the_centre_gives_each_its_own_lays_back_until_one_is_spread(as_role, member, pool, firms):
    agreed(member, pool, firms)
    as_role("cutter").post(f"/cutting/pools/{pool.pk}/decide/", {"to": "part"})
    assert set(Lay.objects.filter(order__number__startswith="POOLED-").values_list("code", flat=True)) == {
        f"POOLED-{at}-1" for at in range(3)
    }
    pool.refresh_from_db()
    assert pool.state == "ended"
    with pytest.raises(Stale):
        services_pools.part(by=member("cutter"), pool=pool)


def test_lays_that_changed_meanwhile_are_not_pooled(as_role, member, pool, firms):
    Lay.objects.filter(code="POOLED-0-1").update(plies=[["navy", 99]])
    agreed(member, pool, firms)
    assert pool.state == "agreed", "all agree, but the centre has to work it out again"
    answer = as_role("cutter").post(f"/cutting/pools/{pool.pk}/decide/", {"to": "cut"}, follow=True)
    assert "changed since" in answer.content.decode()


def test_a_new_plan_ends_pools_and_keeps_what_is_spread(member, published, pool, firms):
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    agreed(member, pool, firms)
    first = Lay.objects.filter(pool=pool).select_related("factory").first()
    services.advance(by=member("cutter"), lay=first, to="spread")
    markers, lays = markers_and_lays(published)
    services.take_over(markers=markers, lays=lays)
    assert Lay.objects.filter(pool=pool).exists()
    Lay.objects.filter(pool=pool).update(state="planned")
    services.take_over(markers=markers, lays=lays)
    assert not Lay.objects.filter(pool=pool).exists()
    pool.refresh_from_db()
    assert pool.state == "ended"


def test_a_new_plan_with_the_same_lays_keeps_a_pool_and_another_says_why_it_ends(as_role, member, pool):
    rows = Lay.objects.filter(order__number__startswith="POOLED-").values_list(
        "code", "marker__code", "plies", "order__number"
    )
    same = [
        {"code": c, "marker": m, "plies": p, "order": number, "material": pool.material} for c, m, p, number in rows
    ]
    lengths = dict(Lay.objects.values_list("marker__code", "marker__length_mm"))
    asked(member, pool)
    services_pools.before_plan(same, lengths)
    pool.refresh_from_db()
    assert pool.state == "asked"
    services_pools.before_plan([], {})
    page = as_role("cutter").get(f"/cutting/pools/{pool.pk}/").content.decode()
    assert "lays its orders otherwise" in page
    assert "Work it out again" in page


def test_a_plan_with_shorter_markers_ends_a_pool_that_was_worked_out_with_longer_ones(member, pool):
    rows = Lay.objects.filter(order__number__startswith="POOLED-").select_related("marker", "order")
    same = [
        {"code": row.code, "marker": row.marker.code, "plies": row.plies, "order": row.order.number,
         "material": row.material} for row in rows
    ]  # fmt: skip
    services_pools.before_plan(same, {row.marker.code: row.marker.length_mm - 100 for row in rows})
    pool.refresh_from_db()
    assert (pool.state, pool.why_ended) == ("ended", "plan")


def test_a_marker_that_got_better_makes_the_centre_work_it_out_again(member, pool, firms):
    Marker.objects.filter(code="POOLED").update(length_mm=F("length_mm") - 100)
    agreed(member, pool, firms)
    assert pool.state == "agreed"
    with pytest.raises(Stale, match="changed since"):
        services_pools.cut_together(by=member("cutter"), pool=pool)


def test_after_a_plan_that_lays_them_alike_orders_are_laid_together_again(member, published, pool, firms):
    """Their lays come back as the plan has them, then the pool takes their place; without a place it stays agreed."""
    from interlock_hub.planning.publishing_bridge import markers_and_lays

    rows = list(Lay.objects.filter(order__number__startswith="POOLED-").select_related("marker", "order", "table"))
    agreed(member, pool, firms)
    markers, lays = markers_and_lays(published)
    marker = rows[0].marker
    markers.append({name: getattr(marker, name) for name in (
        "code", "material", "width_mm", "length_mm", "utilisation", "nested", "ratio", "body")}
        | {"style": marker.style.code, "pieces": ""})  # fmt: skip
    lays += [
        {"order": row.order.number, "marker": row.marker.code, "factory": pool.factory.code, "table": row.table.code,
         **{name: getattr(row, name) for name in (
            "code", "material", "cut_on", "start_min", "end_min", "plies", "fabric_m")}}
        for row in rows
    ]  # fmt: skip
    services.take_over(markers=markers, lays=lays)
    pool.refresh_from_db()
    assert pool.state == "pooled"
    assert Lay.objects.filter(pool=pool).exists()
    assert not Lay.objects.filter(order__number__startswith="POOLED-", pool=None).exists()
    CuttingTable.objects.filter(factory=pool.factory).update(length_mm=1)
    services.take_over(markers=markers, lays=lays)
    pool.refresh_from_db()
    assert pool.state == "agreed"
    assert Lay.objects.filter(order__number__startswith="POOLED-", pool=None).count() == 3


def test_orders_far_apart_in_days_are_no_candidates(firms):
    lay = Lay.objects.get(code="POOLED-2-1")
    Lay.objects.filter(pk=lay.pk).update(cut_on=lay.cut_on + timedelta(days=3))
    (found,) = candidates([lay.factory])
    assert (found.orders, len(found.firms)) == (["POOLED-0", "POOLED-1"], 2)


def test_an_order_that_is_begun_or_in_another_colour_is_no_candidate(firms):
    Lay.objects.filter(code="POOLED-2-1").update(plies=[["red", 13]])
    factory = Lay.objects.get(code="POOLED-0-1").factory
    assert candidates([factory])[0].orders == ["POOLED-0", "POOLED-1"]
    Lay.objects.filter(code="POOLED-1-1").update(state="spread")
    assert candidates([factory]) == []


def test_the_list_of_candidates_asks_as_often_for_many_orders_as_for_few(firms):
    factory = Lay.objects.select_related("factory").get(code="POOLED-0-1").factory
    with CaptureQueriesContext(connection) as queries:
        candidates([factory])
    assert len(queries) <= 3


def test_the_operator_answers_for_its_own_organisation(as_role, member, pool, firms):
    mine = PoolShare.objects.get(pool=pool, firm=firms[0].organisation)
    PoolShare.objects.filter(pk=mine.pk).update(firm=member("operator").organisation_id)
    asked(member, pool)
    as_role("operator").post(f"/cutting/shares/{mine.pk}/answer/", {"to": "agree"})
    mine.refresh_from_db()
    assert mine.answer == "agreed"
    assert set(shares_visible_to(member("operator"))) == {mine}


def test_firms_are_not_asked_where_nobody_can_answer(as_role, member, pool, firms):
    address = f"/cutting/pools/{pool.pk}/"
    Membership.objects.filter(pk=firms[1].pk).update(role=Role.INSPECTOR)
    page = as_role("cutter").get(address).content.decode()
    assert "the firms can be asked then" in page
    assert 'value="send" disabled' in page
    refused = as_role("cutter").post(f"{address}decide/", {"to": "send"}, follow=True)
    assert f"Nobody can answer in: {firms[1].organisation.name}" in refused.content.decode()
    pool.refresh_from_db()
    assert pool.state == "draft"
    Membership.objects.filter(pk=firms[1].pk).update(role=Role.PLANNER)
    assert "Nobody in" not in as_role("cutter").get(address).content.decode()
    asked(member, pool)
    assert "Nobody in" not in as_role("cutter").get(address).content.decode()
    Membership.objects.filter(pk=firms[1].pk).update(role=Role.INSPECTOR)
    assert "They are asked, and the pool waits" in as_role("cutter").get(address).content.decode()


def test_orders_that_cannot_be_pooled_any_more_are_refused(as_role, member, firms):
    answer = as_role("cutter").post("/cutting/pools/", {"factory": "x", "material": "y", "order": ["z"]}, follow=True)
    assert "Only the shop" in answer.content.decode()
    lay = Lay.objects.get(code="POOLED-0-1")
    with pytest.raises(Stale):
        services_pools.ask(by=member("cutter"), factory=lay.factory, material=lay.material, numbers=["POOLED-0"])


def test_empty_pages_say_what_comes(as_role, lay):
    Lay.objects.all().delete()
    assert "meet on the same fabric" in as_role("cutter").get("/cutting/pools/").content.decode()
    assert "asked nothing now" in as_role("planner").get("/cutting/pools/").content.decode()
    assert "run by the shop" in as_role("operator").get("/cutting/pools/").content.decode()


def test_the_firm_of_an_order_is_its_core_factorys_whoever_entered_it(firms, member):
    order = Order.objects.get(number="POOLED-0")
    operator, core = member("operator").organisation, Factory.objects.exclude(organisation=order.owner).first()
    Order.objects.filter(pk=order.pk).update(owner=operator, planned_core=core)
    order.refresh_from_db()
    assert firm_of(order) == core.organisation
    shop = Lay.objects.get(order=order).factory
    found = next(one for one in candidates([shop]) if "POOLED-0" in one.orders)
    assert core.organisation_id in found.firms
    assert operator.pk not in found.firms
