"""Changes by hand: tried, done on a draft, judged, undone; refused where a law or another planner stands in the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from interlock.laws import judge
from interlock.repair.by_hand import Law, Refused
from interlock_hub.core.errors import HubError, Stale
from interlock_hub.core.models import Cluster, LedgerEntry, Membership, Organisation, Role
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.models import Order
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning import board_bridge, board_views, bridge
from interlock_hub.planning.board_services import Wish, change, try_move
from interlock_hub.planning.board_words import WHY, why_refused
from interlock_hub.planning.models import LotOffer, PlanLoad, PlanLot, PlanMove, PlanOrder, PlanVersion
from interlock_hub.planning.services import publish

AsRole = Callable[[str], Client]
Member = Callable[[str], Membership]


@pytest.fixture
def operator(member: Member) -> Membership:
    return member(Role.OPERATOR)


@pytest.fixture
def rival(published: PlanVersion) -> Organisation:
    """Another core factory's firm, whose are half of the orders and a core factory's lines."""
    firm = Organisation.objects.create(code="rival", name="Rival", kind=Organisation.Kind.FIRM)
    half = list(Order.objects.order_by("number").values_list("pk", flat=True))[::2]
    Order.objects.filter(pk__in=half).update(owner=firm, planned_core=None)
    return firm


def _free_move(by: Membership, plan: PlanVersion, lots: Any = None) -> Wish:
    """A move that is possible: the first of the plan's lots that can go to another day of its line."""
    every = PlanLot.objects.filter(plan=plan) if lots is None else lots
    for lot in every.select_related("line").order_by("-end_on", "id")[:30]:
        for days in range(1, 8):
            on = lot.start_on + timedelta(days=days)
            if try_move(by=by, plan=plan, lot=lot.code, line=lot.line.code, on=on)["feasible"]:
                return Wish(what="move", lot=lot.code, line=lot.line.code, on=on)
    raise AssertionError("no lot can be moved")


def _rows(plan: PlanVersion) -> Any:
    return sorted(
        PlanLot.objects.filter(plan=plan).values_list(
            "code", "line_id", "start_on", "end_on", "pieces", "state", "finish_on"
        )
    )


def _holds(plan: PlanVersion) -> None:
    """The judge finds the plan sound, and the rows are those of the plan."""
    row = PlanVersion.objects.get(pk=plan.pk)
    scenario, made = bridge.scenario_in(row.book), bridge.plan_in(row.body)
    judge(scenario, bridge.policy_of(made), made)
    rows = PlanLot.objects.filter(plan=plan).values_list(
        "code", "line__code", "start_on", "end_on", "pieces", "finish_on"
    )
    assert sorted(rows) == sorted((x.id, x.line, x.start_on, x.end_on, x.pieces, x.finish_on) for x in made.lots)
    promised = {p.order: (p.ship_on, p.late_days) for p in made.promises}
    for number, ship_on, late in PlanOrder.objects.filter(plan=plan).values_list(
        "order__number", "ship_on", "late_days"
    ):
        assert promised[number] == (ship_on, late)
    used = sum(PlanLoad.objects.filter(plan=plan).values_list("used_min", flat=True))
    assert used == pytest.approx(sum(load.used_min for load in made.loads))
    assert float(row.cost_cny) == pytest.approx(made.cost_fen / 100)


def test_trying_a_move_writes_nothing_and_says_what_it_would_do(operator: Membership, published: PlanVersion) -> None:
    before, entries = _rows(published), LedgerEntry.objects.count()
    wish = _free_move(operator, published)
    answer = try_move(by=operator, plan=published, lot=wish.lot, line=wish.line, on=wish.on or date.max)
    assert answer["feasible"]
    assert answer["start_on"] == str(wish.on)
    assert isinstance(answer["cost_fen"], int)
    assert (_rows(published), LedgerEntry.objects.count(), PlanVersion.objects.count()) == (before, entries, 1)


def test_the_first_move_makes_a_draft_and_leaves_the_published_plan(
    operator: Membership, published: PlanVersion
) -> None:
    before = _rows(published)
    wish = _free_move(operator, published)
    answer = try_move(by=operator, plan=published, lot=wish.lot, line=wish.line, on=wish.on or date.max)
    draft, done = change(by=operator, plan=published, revision=0, wish=wish)
    assert (draft.state, draft.parent_id, draft.revision) == (PlanVersion.State.DRAFT, published.pk, 1)
    assert _rows(published) == before
    assert PlanLot.objects.get(plan=draft, code=wish.lot).start_on == wish.on
    assert abs(done.cost_fen - answer["cost_fen"]) < 100
    assert LedgerEntry.objects.filter(key=str(draft.number), what="by hand: move").exists()
    _holds(draft)


def test_a_move_is_undone_and_done_again_exactly(operator: Membership, published: PlanVersion) -> None:
    before = _rows(published)
    draft, _ = change(by=operator, plan=published, revision=0, wish=_free_move(operator, published))
    after = _rows(draft)
    draft, _ = change(by=operator, plan=draft, revision=1, wish=Wish(what="undo"))
    assert _rows(draft) == before
    assert PlanVersion.objects.get(pk=draft.pk).cost_cny == published.cost_cny
    _holds(draft)
    draft, _ = change(by=operator, plan=draft, revision=2, wish=Wish(what="redo"))
    assert _rows(draft) == after
    with pytest.raises(HubError, match="nothing to do again"):
        change(by=operator, plan=draft, revision=3, wish=Wish(what="redo"))


def test_a_new_change_forgets_what_was_undone(operator: Membership, published: PlanVersion) -> None:
    wish = _free_move(operator, published)
    draft, _ = change(by=operator, plan=published, revision=0, wish=wish)
    draft, _ = change(by=operator, plan=draft, revision=1, wish=Wish(what="undo"))
    draft, _ = change(by=operator, plan=draft, revision=2, wish=Wish(what="lock", lot=wish.lot))
    assert list(draft.moves.values_list("kind", "number", "undone")) == [("lock", 1, False)]


def test_whoever_looks_at_an_older_state_changes_nothing(operator: Membership, published: PlanVersion) -> None:
    wish = _free_move(operator, published)
    draft, _ = change(by=operator, plan=published, revision=0, wish=wish)
    before = _rows(draft)
    with pytest.raises(Stale):
        change(by=operator, plan=draft, revision=0, wish=Wish(what="undo"))
    old = PlanVersion.objects.get(pk=draft.pk)
    change(by=operator, plan=draft, revision=1, wish=Wish(what="lock", lot=wish.lot))
    with pytest.raises(Stale):
        change(by=operator, plan=old, revision=1, wish=Wish(what="undo"))
    assert [row[:5] for row in _rows(draft)] == [row[:5] for row in before]


def test_a_locked_lot_stays_until_it_is_unlocked(operator: Membership, published: PlanVersion) -> None:
    wish = _free_move(operator, published)
    draft, _ = change(by=operator, plan=published, revision=0, wish=Wish(what="lock", lot=wish.lot))
    assert PlanLot.objects.get(plan=draft, code=wish.lot).state == PlanLot.State.LOCKED
    assert bridge.scenario_in(PlanVersion.objects.get(pk=draft.pk).book).rules.locks
    answer = try_move(by=operator, plan=draft, lot=wish.lot, line=wish.line, on=wish.on or date.max)
    assert not answer["feasible"]
    assert "locked" in answer["why"]
    with pytest.raises(HubError, match="unlock it first"):
        change(by=operator, plan=draft, revision=1, wish=wish)
    draft, _ = change(by=operator, plan=draft, revision=1, wish=Wish(what="unlock", lot=wish.lot))
    assert PlanLot.objects.get(plan=draft, code=wish.lot).state == PlanLot.State.PLANNED
    _holds(draft)


def test_a_lot_is_split_in_two_and_merged_again(operator: Membership, published: PlanVersion) -> None:
    for lot in PlanLot.objects.filter(plan=published).order_by("-pieces")[:10]:
        try:
            draft, _ = change(
                by=operator, plan=published, revision=0, wish=Wish(what="split", lot=lot.code, pieces=lot.pieces // 2)
            )
            break
        except HubError:
            continue
    mates = PlanLot.objects.filter(plan=draft, order=lot.order, line=lot.line)
    assert lot.pieces // 2 in mates.values_list("pieces", flat=True)
    assert draft.lots.count() == published.lots.count() + 1
    assert set(draft.lots.filter(order=lot.order).values_list("parts", flat=True)) == {lot.parts + 1}
    _holds(draft)
    draft, _ = change(by=operator, plan=draft, revision=1, wish=Wish(what="merge", lot=lot.code))
    assert draft.lots.count() == published.lots.count()
    _holds(draft)
    draft, _ = change(by=operator, plan=draft, revision=2, wish=Wish(what="undo"))
    draft, _ = change(by=operator, plan=draft, revision=3, wish=Wish(what="undo"))
    assert _rows(draft) == _rows(published)


def test_a_part_that_would_be_too_small_is_refused_with_the_least(operator: Membership, published: PlanVersion) -> None:
    lot = PlanLot.objects.filter(plan=published).first()
    assert lot is not None
    with pytest.raises(HubError, match="too small"):
        change(by=operator, plan=published, revision=0, wish=Wish(what="split", lot=lot.code, pieces=1))


def _why(by: Membership, plan: PlanVersion, lot: PlanLot, line: Line, on: date) -> str:
    answer = try_move(by=by, plan=plan, lot=lot.code, line=line.code, on=on)
    assert not answer["feasible"]
    return str(answer["why"])


def test_a_refusal_names_its_law(operator: Membership, published: PlanVersion) -> None:
    lot = PlanLot.objects.filter(plan=published, start_on__gt=published.first_on + timedelta(days=9)).first()
    assert lot is not None
    category = lot.order.style.category
    unskilled = next(line for line in Line.objects.order_by("pk") if category not in line.skills)
    assert "no skill" in _why(operator, published, lot, unskilled, lot.start_on)
    assert "not there yet" in _why(operator, published, lot, lot.line, lot.arrive_on - timedelta(days=1))
    sunday = lot.start_on + timedelta(days=6 - lot.start_on.weekday())
    assert "does not work" in _why(operator, published, lot, lot.line, sunday)
    assert "is over" in _why(operator, published, lot, lot.line, published.first_on - timedelta(days=3))
    assert "no room left" in _why(operator, published, lot, lot.line, published.last_on + timedelta(days=3))


def test_every_law_has_its_words() -> None:
    assert set(WHY) == set(Law)
    for law in Law:
        said = why_refused(Refused(law, on=date(2026, 12, 5), pieces=120))
        assert "%" not in said
        assert said.endswith(".")
    assert why_refused(Refused(Law.BUSY, on=date(2026, 12, 5)), stranger=True) == "the line is not free on those days."


@pytest.mark.usefixtures("rival")
def test_a_planner_moves_only_lots_of_their_own_orders(member: Member, published: PlanVersion) -> None:
    planner = member(Role.PLANNER)
    mine = PlanLot.objects.filter(plan=published, order__in=orders_visible_to(planner))
    strange = PlanLot.objects.filter(plan=published).exclude(order__in=orders_visible_to(planner)).first()
    assert strange is not None
    with pytest.raises(HubError, match="no such lot of yours"):
        try_move(by=planner, plan=published, lot=strange.code, line=strange.line.code, on=strange.start_on)
    wish = _free_move(planner, published, mine)
    draft, _ = change(by=planner, plan=published, revision=0, wish=wish)
    assert draft.made_by == planner


def test_a_planner_may_not_ask_another_cores_line_nor_learn_who_is_on_a_satellites(
    member: Member, published: PlanVersion, rival: Organisation
) -> None:
    planner = member(Role.PLANNER)
    lot = PlanLot.objects.filter(plan=published, order__in=orders_visible_to(planner)).first()
    assert lot is not None
    others = Line.objects.exclude(factory__organisation=planner.organisation).exclude(pk=lot.line_id)
    core = others.exclude(factory__kind=Factory.Kind.SATELLITE).first() or others.last()
    assert core is not None
    Factory.objects.filter(pk=core.factory_id).update(kind=Factory.Kind.CORE, organisation=rival)
    with pytest.raises(HubError, match="another core factory"):
        try_move(by=planner, plan=published, lot=lot.code, line=core.code, on=lot.start_on)
    seen = set(orders_visible_to(planner).values_list("number", flat=True))
    for line in others.filter(factory__kind=Factory.Kind.SATELLITE):
        for days in range(0, 12, 3):
            on = lot.start_on + timedelta(days=days)
            answer = try_move(by=planner, plan=published, lot=lot.code, line=line.code, on=on)
            assert {one["order"] for one in answer["affected"] if one["days"]} <= seen
            assert "it is free from" not in answer["why"]


def test_plans_of_other_kinds_are_not_changed_by_hand(operator: Membership, published: PlanVersion) -> None:
    for state, purpose in (("superseded", "plan"), ("draft", "repair"), ("draft", "what_if")):
        PlanVersion.objects.filter(pk=published.pk).update(state=state, purpose=purpose)
        plan = PlanVersion.objects.get(pk=published.pk)
        with pytest.raises(HubError, match="cannot be changed by hand"):
            change(by=operator, plan=plan, revision=0, wish=Wish(what="undo"))


def test_a_plan_is_decoded_once_for_many_questions(
    operator: Membership, published: PlanVersion, django_assert_max_num_queries: Any
) -> None:
    lot = PlanLot.objects.filter(plan=published).select_related("line").first()
    assert lot is not None
    board_bridge._kept.clear()
    try_move(by=operator, plan=published, lot=lot.code, line=lot.line.code, on=lot.start_on)
    with django_assert_max_num_queries(3):
        try_move(by=operator, plan=published, lot=lot.code, line=lot.line.code, on=lot.start_on)
    assert len(board_bridge._kept) <= board_bridge.KEPT


def test_the_page_changes_and_undoes_over_the_wire(as_role: AsRole, member: Member, published: PlanVersion) -> None:
    browser, wish = as_role(Role.OPERATOR), _free_move(member(Role.OPERATOR), published)
    form = {"lot": wish.lot, "line": wish.line, "on": str(wish.on)}
    url = f"/planning/board/{published.number}"
    assert browser.post(f"{url}/probe/", form).json()["feasible"]
    told = browser.post(f"{url}/change/", {"what": "move", "revision": "0", **form}).json()
    assert told["settings"]["plan"] == told["header"]["number"] != published.number
    assert "untouched" in told["told"]
    assert [move["undone"] for move in told["settings"]["moves"]] == [False]
    again = browser.post(told["settings"]["change"], {"what": "undo", "revision": "1"}).json()
    assert [move["undone"] for move in again["settings"]["moves"]] == [True]
    assert again["told"] == ""
    stale = browser.post(told["settings"]["change"], {"what": "redo", "revision": "1"})
    assert stale.status_code == 409
    assert "Somebody else" in stale.json()["problems"][0]
    assert PlanMove.objects.count() == 1


@pytest.mark.parametrize(
    ("where", "form", "said"),
    [
        ("probe", {"lot": "x", "line": "y", "on": "soon"}, "is not a date"),
        ("probe", {"lot": "x", "line": "y"}, "Say the day"),
        ("probe", {"lot": "x", "line": "y", "on": "2026-12-01"}, "no such lot"),
        ("change", {"what": "burn", "revision": "0"}, "does not know"),
        ("change", {"what": "move", "lot": "x", "revision": "0"}, "Say the line and the day"),
        ("change", {"what": "split", "lot": "x", "revision": "0", "pieces": "many"}, "not a whole number"),
        ("change", {"what": "lock", "lot": "x", "revision": "0"}, "no such lot"),
        ("change", {"what": "undo", "revision": "0"}, "nothing to undo"),
    ],
)
def test_what_cannot_be_read_is_told(
    as_role: AsRole, published: PlanVersion, where: str, form: dict[str, str], said: str
) -> None:
    answer = as_role(Role.OPERATOR).post(f"/planning/board/{published.number}/{where}/", form)
    assert answer.status_code == 400
    assert said in answer.json()["problems"][0]


def test_what_is_locked_in_the_plan_that_holds_binds_the_next_plan(
    operator: Membership, published: PlanVersion
) -> None:
    wish = _free_move(operator, published)
    draft, _ = change(by=operator, plan=published, revision=0, wish=Wish(what="lock", lot=wish.lot))
    assert not bridge.scenario_of_rows(Cluster.objects.get(), published.first_on).rules.locks
    publish(by=operator, plan=draft)
    (lock,) = bridge.scenario_of_rows(Cluster.objects.get(), published.first_on).rules.locks
    lot = PlanLot.objects.select_related("order", "line").get(plan=draft, code=wish.lot)
    assert (lock.order, lock.line, lock.first_on) == (lot.order.number, lot.line.code, lot.start_on)
    # What the book cannot keep any more stops no plan.
    Order.objects.filter(pk=lot.order_id).update(state="cancelled")
    assert not bridge.scenario_of_rows(Cluster.objects.get(), published.first_on).rules.locks
    Order.objects.filter(pk=lot.order_id).update(state="open")
    assert not bridge.scenario_of_rows(Cluster.objects.get(), lock.first_on + timedelta(days=1)).rules.locks
    unlocked, _ = change(by=operator, plan=draft, revision=draft.revision, wish=Wish(what="unlock", lot=wish.lot))
    publish(by=operator, plan=unlocked)
    assert Cluster.objects.get().rules["locks"] == []


def test_a_draft_whose_changes_are_undone_says_why_it_makes_offers(
    as_role: AsRole, operator: Membership, published: PlanVersion
) -> None:
    draft, _ = change(by=operator, plan=published, revision=0, wish=_free_move(operator, published))
    draft, _ = change(by=operator, plan=draft, revision=1, wish=Wish(what="undo"))
    browser, page = as_role(Role.OPERATOR), f"/planning/plans/{draft.number}/publish/"
    assert "were made before on the same terms" not in browser.get(page).content.decode()
    gone = LotOffer.objects.filter(plan=published, state="open").values("pk")[:2]
    LotOffer.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).update(state="expired")
    answer = browser.get(page)
    effect = answer.context["effect"]
    assert (effect.new_offers, effect.offered_before) == (2, 2)
    assert "2 of the lots newly offered were offered before on the same terms" in answer.content.decode()


def test_a_change_names_its_lot_as_the_board_does(operator: Membership, published: PlanVersion) -> None:
    lot = PlanLot.objects.filter(plan=published, parts__gt=1, state="planned").select_related("order").last()
    assert lot is not None
    draft, _ = change(by=operator, plan=published, revision=0, wish=Wish(what="lock", lot=lot.code))
    said = [move["what"] for move in board_views._moves(draft)]
    assert said == [f"{lot.code} locked"]
