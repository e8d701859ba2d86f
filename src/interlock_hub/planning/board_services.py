"""Changes of a plan by hand: tried without writing, done on a draft, undone until it is published."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import today
from interlock_hub.core.turns import in_turn
from interlock_hub.network.models import Factory, Line
from interlock_hub.orders.selectors import orders_visible_to
from interlock_hub.planning import board_bridge
from interlock_hub.planning.board_bridge import Done, Law, Opened, Refused
from interlock_hub.planning.board_rows_bridge import write_rows
from interlock_hub.planning.board_words import why_refused
from interlock_hub.planning.models import PlanBottleneck, PlanLoad, PlanLot, PlanMove, PlanOrder, PlanVersion
from interlock_hub.planning.services import next_number

Json = dict[str, Any]
WHATS = (*board_bridge.CHANGES, "undo", "redo")


@dataclass(frozen=True)
class Wish:
    """What a planner wants done with a lot."""

    what: str
    lot: str = ""
    line: str = ""
    on: date | None = None
    pieces: int = 0


def changeable(plan: PlanVersion) -> bool:
    """Tell whether a plan may be changed by hand: a draft itself, the published one by a draft made of it."""
    ordinary = plan.purpose == PlanVersion.Purpose.PLAN
    return plan.state == PlanVersion.State.PUBLISHED or (ordinary and plan.state == PlanVersion.State.DRAFT)


def try_move(*, by: Membership, plan: PlanVersion, lot: str, line: str, on: date) -> Json:
    """Return what a move would do; nothing is written. A refusal is an answer too, with its law."""
    stranger = _refuse_strange(by, plan, lot, line)
    found = board_bridge.opened(plan, today())
    try:
        answer = board_bridge.probe(found, lot, line, on)
    except Refused as error:
        days = _late_days(found, lot)
        why = why_refused(error, stranger=stranger)
        return {"feasible": False, "why": why, "cost_fen": 0, "affected": [], **days}
    if _pushes_strangers(by, [one["order"] for one in answer["affected"] if one["days"]]):
        why = why_refused(Refused(Law.BUSY), stranger=True)
        return {"feasible": False, "why": why, "cost_fen": 0, "affected": [], **_late_days(found, lot)}
    touched = orders_visible_to(by).filter(number__in=[one["order"] for one in answer["affected"]])
    known = set(touched.values_list("number", flat=True))
    answer["affected"] = [one for one in answer["affected"] if one["order"] in known]
    return {"feasible": True, "why": "", **answer}


def _late_days(found: Opened, lot: str) -> Json:
    promise = found.plan.promise[found.plan.lot[lot].order]
    days = (promise.ship_on - promise.due_on).days
    return {"late_days_before": days, "late_days_after": days}


def _pushes_strangers(by: Membership, numbers: Collection[str]) -> bool:
    """Tell whether orders that a planner may not see would shift; only the operator may do that, or be told."""
    if by.sees_cluster or not numbers:
        return False
    return orders_visible_to(by).filter(number__in=numbers).count() < len(set(numbers))


def change(*, by: Membership, plan: PlanVersion, revision: int, wish: Wish) -> tuple[PlanVersion, Done]:
    """Do what is wished, if nobody changed the plan since ``revision``; return the draft and what was done.

    The first change of a published plan makes a draft of it. Raises :class:`~interlock_hub.core.errors.HubError` that
    says why a change is refused.
    """
    if not changeable(plan):
        raise HubError(
            worded(_("Plan %(plan)s cannot be changed by hand; open the published plan or a draft."), plan=plan)
        )
    if plan.revision != revision:
        raise Stale(_stale(plan))
    if wish.what in ("undo", "redo"):
        return _unwind(by, plan, wish.what)
    stranger = _refuse_strange(by, plan, wish.lot, wish.line)
    found = board_bridge.opened(plan, today())
    try:
        done = board_bridge.change(found, wish.what, wish.lot, wish.line, wish.on, wish.pieces)
    except Refused as error:
        raise HubError(why_refused(error, stranger=stranger)) from error
    if _pushes_strangers(by, done.shifted):
        raise HubError(why_refused(Refused(Law.BUSY), stranger=True))
    return _kept(by, plan, done, wish, found.plan.lot[wish.lot].order)


def _stale(plan: PlanVersion) -> str:
    return _("Somebody else has changed plan %(plan)s since you opened it; it has been loaded anew.") % {"plan": plan}


def _refuse_strange(by: Membership, plan: PlanVersion, lot: str, line: str) -> bool:
    """Refuse lots of others and lines that a planner may not ask; tell whether the line is a stranger's."""
    row = PlanLot.objects.filter(plan=plan, code=lot).values_list("order_id", "line__code").first()
    if row is None or not (by.sees_cluster or orders_visible_to(by).filter(pk=row[0]).exists()):
        raise HubError(worded(_("There is no such lot of yours in plan %(plan)s."), plan=plan))
    house = Line.objects.filter(code=line or row[1]).values_list("factory__organisation_id", "factory__kind").first()
    if house is None:
        raise HubError(worded(_("There is no line %(line)s."), line=line))
    strange = not by.sees_cluster and house[0] != by.organisation_id
    if strange and house[1] != Factory.Kind.SATELLITE and line != row[1]:
        raise HubError(_("That is another core factory's line; ask for a satellite's line, or use your own."))
    return strange


def _kept(by: Membership, plan: PlanVersion, done: Done, wish: Wish, order: str) -> tuple[PlanVersion, Done]:
    place = {"line": wish.line, "on": wish.on.isoformat() if wish.on else "", "pieces": wish.pieces}
    with transaction.atomic():
        draft = _taken(by, plan)
        draft.moves.filter(undone=True).delete()
        number = (draft.moves.aggregate(most=Max("number"))["most"] or 0) + 1
        PlanMove.objects.create(
            plan=draft, number=number, kind=wish.what, lot=wish.lot, order=order, place=place, before=done.before,
            after=done.after, by=by,
        )  # fmt: skip
        _write(by, draft, done, wish.what, {"lot": wish.lot, **place})
    return _open_again(draft, done)


def _unwind(by: Membership, plan: PlanVersion, way: str) -> tuple[PlanVersion, Done]:
    """Undo the last change that stands, or do the first undone one again."""
    undo = way == "undo"
    moves = plan.moves.filter(undone=not undo)
    move = moves.last() if undo else moves.first()
    if move is None:
        raise HubError(_("There is nothing to undo.") if undo else _("There is nothing to do again."))
    if not by.sees_cluster and not orders_visible_to(by).filter(number=move.order).exists():
        raise HubError(_("The last change is of an order that is not yours."))
    sides = (move.after, move.before) if undo else (move.before, move.after)
    try:
        done = board_bridge.replay(board_bridge.opened(plan, today()), *sides)
    except Refused as error:
        raise HubError(why_refused(error)) from error
    with transaction.atomic():
        draft = _taken(by, plan)
        if not PlanMove.objects.filter(pk=move.pk, undone=not undo).update(undone=undo):
            raise Stale(_stale(plan))
        _write(by, draft, done, way, {"lot": move.lot, "change": move.number})
    return _open_again(draft, done)


def _taken(by: Membership, plan: PlanVersion) -> PlanVersion:
    """The draft to change, one revision on; a new one where the plan is published. Nobody else has it until the end."""
    if plan.state == PlanVersion.State.PUBLISHED:
        return _draft_of(by, plan)
    mine = PlanVersion.objects.filter(pk=plan.pk, revision=plan.revision, state=PlanVersion.State.DRAFT)
    if not mine.update(revision=F("revision") + 1):
        raise Stale(_stale(plan))
    return PlanVersion.objects.defer("book", "body").get(pk=plan.pk)


def _draft_of(by: Membership, plan: PlanVersion) -> PlanVersion:
    in_turn()
    if not PlanVersion.objects.filter(pk=plan.pk, state=PlanVersion.State.PUBLISHED).exists():
        raise Stale(worded(_("Plan %(plan)s does not hold any more; the board shows the plan that does."), plan=plan))
    draft = PlanVersion.objects.get(pk=plan.pk)
    draft.pk, draft.number, draft.revision, draft.parent = None, next_number(), 1, plan
    draft.state, draft.purpose = PlanVersion.State.DRAFT, PlanVersion.Purpose.PLAN
    draft.made_by, draft.job, draft.published_at = by, None, None
    draft._state.adding = True
    draft.save()
    for table in (PlanOrder, PlanLot, PlanLoad, PlanBottleneck):
        _copy(table, plan.pk, draft.pk)
    record(by=by, subject="planning.plan", key=draft.number, what="drafted", after={"from": plan.number})
    return draft


def _copy(table: type[models.Model], old: int, new: int) -> None:
    """Copy a plan's rows inside the database; 40,000 of them never reach this process."""
    quote = connection.ops.quote_name
    fields = [str(f.column) for f in table._meta.concrete_fields if not f.primary_key]
    names = ", ".join(map(quote, fields))
    values = ", ".join("%s" if name == "plan_id" else quote(name) for name in fields)
    rows = f"SELECT {values} FROM {quote(table._meta.db_table)} WHERE plan_id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(table._meta.db_table)} ({names}) {rows}", [new, old])


def _write(by: Membership, draft: PlanVersion, done: Done, what: str, after: Json) -> None:
    write_rows(draft, done)
    record(
        by=by, subject="planning.plan", key=draft.number, what=f"by hand: {what}",
        before={"parts": done.before["lots"] and [lot["id"] for lot in done.before["lots"]]},
        after={**after, "cost_fen": done.cost_fen, "revision": draft.revision},
    )  # fmt: skip


def _open_again(draft: PlanVersion, done: Done) -> tuple[PlanVersion, Done]:
    board_bridge.keep(draft, today(), done.opened)
    return draft, done
