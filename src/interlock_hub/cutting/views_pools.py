"""Pages of pools: the centre sees what could be cut together and all figures, a firm its own share and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import language, thing_name
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import Membership, Role
from interlock_hub.core.selectors import history
from interlock_hub.cutting import services_pools
from interlock_hub.cutting.models import Lay, Pool, PoolShare
from interlock_hub.cutting.pool_candidates import candidates
from interlock_hub.cutting.pool_tries import tried
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    firms_without_answer,
    material_names,
    orders_opened,
    pools_visible_to,
    shares_visible_to,
    shops_with_rolls,
)
from interlock_hub.network.models import Factory

READERS = roles(*CUTTING_READERS)
ROWS = 50
HISTORY_ROWS = 20


@access(READERS)
def pools(request: HttpRequest) -> HttpResponse:
    """Show what could be cut together at the own shops, pools that are, and the own shares in others' shops."""
    member = the_member(request)
    shops = _shops(member)
    if request.method == "POST":
        return _asked(request, member, shops)
    found = candidates(shops) if shops else []
    held = list(pools_visible_to(member)[:ROWS])
    shares = list(shares_visible_to(member)[:ROWS])
    fabrics = {c.material for c in found} | {p.material for p in held} | {s.pool.material for s in shares}
    context = {
        "shops": shops,
        "candidates": [
            {"found": one, "colours": sorted(thing_name(c) for c in one.colours), "tried": before}
            for one, before in zip(found[:ROWS], tried(found[:ROWS]), strict=True)
        ],
        "pools": held,
        "shares": shares,
        "names": material_names(fabrics),
        "firm": member.role == Role.PLANNER,
    }
    return render(request, "cutting/pools.html", context)


def _shops(member: Membership) -> list[Factory]:
    """The shops whose pools a member runs: the own ones; the operator runs none."""
    return [] if member.sees_cluster else list(shops_with_rolls(member))


def _asked(request: HttpRequest, member: Membership, shops: list[Factory]) -> HttpResponse:
    shop = next((one for one in shops if one.code == request.POST.get("factory")), None)
    try:
        if shop is None:
            raise HubError(_("Only the shop that cuts them lays orders together."))
        job = services_pools.ask(
            by=member, factory=shop, material=request.POST.get("material", ""), numbers=request.POST.getlist("order")
        )
    except HubError as error:
        messages.warning(request, str(error))
        return redirect("cutting:pools")
    return redirect("core:job", pk=job.pk)


@access(READERS)
@require_GET
def pool(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a pool to those who cut it: every firm's figures, answers, markers and plies."""
    member = the_member(request)
    found = get_object_or_404(pools_visible_to(member), pk=pk)
    shares = list(PoolShare.objects.filter(pool=found).select_related("firm", "answered_by").prefetch_related("orders"))
    lays = list(Lay.objects.filter(pool=found).select_related("table", "marker").defer("marker__body"))
    alone = found.found["cost_cny"] + found.found["saving_cny"]
    silent = firms_without_answer([row.firm_id for row in shares])
    context = {
        "pool": found,
        "shares": shares,
        "silent": [row.firm for row in shares if row.firm_id in silent],
        "orders": [order.number for row in shares for order in row.orders.all()],
        "opens": orders_opened(member, [order for row in shares for order in row.orders.all()]),
        "fabric": material_names({found.material}).get(found.material, found.material),
        "proof": found.found["proof"][language()],
        "alone": alone,
        "saved_share": found.found["saving_cny"] / alone if alone else None,
        "rows": _rows(found, lays),
        "contents": _contents(found, shares),
        "lays": lays,
        "undoable": found.state == Pool.State.POOLED and all(lay.state == Lay.State.PLANNED for lay in lays),
        "history": list(history(services_pools.SUBJECT, str(found.pk))[:HISTORY_ROWS]),
    }
    return render(request, "cutting/pool.html", context)


PARTS = (("fabric", "fabric_m"), ("markers", "markers"), ("lays", "lays"), ("plies", "plies"))


def _contents(found: Pool, shares: Sequence[PoolShare]) -> list[dict[str, Any]]:
    """What the cost is made of, as planned now, all alone and together; nothing for pools of before it was kept."""
    together, alone = found.found.get("contents"), [row.figures.get("alone") for row in shares]
    if together is None or not all(alone):
        return []
    now = found.found.get("in_force", {})
    return [
        {
            "part": part, "now": now.get(count), "alone": sum(one[count] for one in alone), "together": together[count],
            "alone_cny": sum(one[f"{part}_cny"] for one in alone), "together_cny": together[f"{part}_cny"],
        }
        for part, count in PARTS
    ]  # fmt: skip


def _own_contents(share: PoolShare) -> list[dict[str, Any]]:
    """What the firm's own orders take alone."""
    alone = share.figures.get("alone")
    return [{"part": p, "count": alone[count], "cny": alone[f"{p}_cny"]} for p, count in PARTS] if alone else []


def _rows(found: Pool, cut: Sequence[Lay]) -> list[dict[str, Any]]:
    """Markers with the plies of all their lays, and as they are once they are ``cut`` together."""
    made: dict[str, list[Lay]] = {}
    for lay in cut:
        made.setdefault(services_pools.name_of(lay.marker), []).append(lay)
    lays: dict[str, list[dict[str, Any]]] = {}
    for told in found.found["lays"]:
        lays.setdefault(told["marker"], []).append(told)
    return [
        _row(marker["ratio"], lays.get(marker["name"], [])) | _as_cut(made.get(marker["name"], []))
        for marker in found.found["markers"]
    ]


def _as_cut(lays: Sequence[Lay]) -> dict[str, Any]:
    """A marker of lays that are there, and the fabric that they take with it."""
    return {"marker": lays[0].marker, "fabric_m": sum(lay.fabric_m for lay in lays)} if lays else {}


def _row(ratio: dict[str, int], lays: Sequence[dict[str, Any]]) -> dict[str, Any]:
    plies: Counter[str] = Counter()
    for lay in lays:
        plies.update(dict(lay["plies"]))
    return {
        "ratio": ", ".join(f"{name} ×{count}" for name, count in ratio.items()),
        "plies": ", ".join(f"{thing_name(colour)} {count}" for colour, count in plies.items()),
        "total": plies.total(),
        "lays": len(lays),
        "fabric_m": sum(lay["fabric_m"] for lay in lays),
    }


@access(READERS)
@posted("cutting:pool")
def decide_pool(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the firms, lay the orders together, or give each its own lays back."""
    member = the_member(request)
    found = get_object_or_404(pools_visible_to(member), pk=pk)
    steps = {"send": services_pools.send, "cut": services_pools.cut_together, "part": services_pools.part}
    said = {
        "send": _("Every firm is asked; it sees its own share only."),
        "cut": _("The orders are cut together now."),
        "part": _("Every order has its own lays again."),
    }
    step = request.POST.get("to", "")
    try:
        if step not in steps:
            raise HubError(_("Say what is to be done with the pool."))
        steps[step](by=member, pool=found)
        messages.success(request, said[step])
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
    return redirect("cutting:pool", pk=found.pk)


@access(READERS)
@require_GET
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a firm its own share of a pool, and ask for its consent."""
    member = the_member(request)
    found = get_object_or_404(shares_visible_to(member), pk=pk)
    mine = (member.organisation_id, found.pool.factory.organisation_id)
    happened = history(services_pools.SUBJECT, str(found.pool_id)).filter(organisation__in=mine)
    context = {
        "share": found,
        "pool": found.pool,
        "orders": list(found.orders.order_by("number")),
        "fabric": material_names({found.pool.material}).get(found.pool.material, found.pool.material),
        "said": found.said[language()],
        "proof": found.pool.found["proof"][language()],
        "proof_alone": found.figures.get("proof", {}).get(language(), ""),
        "contents": _own_contents(found),
        "open": found.pool.state == Pool.State.ASKED,
        "history": list(happened[:HISTORY_ROWS]),
    }
    return render(request, "cutting/share.html", context)


@access(READERS)
@posted("cutting:share")
def answer_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Say for the own firm whether its orders may be cut with others'."""
    member = the_member(request)
    found = get_object_or_404(shares_visible_to(member), pk=pk)
    agrees = request.POST.get("to") == "agree"
    try:
        services_pools.answer(by=member, share=found, agrees=agrees)
    except HubError as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request,
            _("You agree. Your orders are cut together once every firm has agreed.") if agrees
            else _("You decline. Your orders are cut by themselves, as planned."),
        )  # fmt: skip
    return redirect("cutting:share", pk=found.pk)
