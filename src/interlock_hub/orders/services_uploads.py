"""Writes of order sheets: looked at, mapped, taken into the book all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError, Stale, worded
from interlock_hub.core.ledger import record
from interlock_hub.core.models import Membership, Organisation, Role
from interlock_hub.core.selectors import today
from interlock_hub.network.models import Factory
from interlock_hub.orders import sheet_bridge
from interlock_hub.orders.bridge import store_orders
from interlock_hub.orders.models import ColumnMapping, Order, OrderUpload
from interlock_hub.orders.selectors import cores_for, in_book, mapping_of, orders_visible_to, styles_visible_to
from interlock_hub.orders.services import SUBJECT
from interlock_hub.orders.words import UNFIT_NUMBER, unfit_number

if TYPE_CHECKING:
    from interlock.model import Order as EngineOrder

UPLOAD = "orders.upload"
LARGEST_BYTES = sheet_bridge.LIMITS.file_bytes
LANGUAGES = (("en", "en"), ("zh", "zh-hans"))


@transaction.atomic
def look_at(*, by: Membership, name: str, data: bytes, customer: str = "") -> OrderUpload:
    """Keep an order sheet and say what it holds; nothing goes into the book yet."""
    if not data:
        raise HubError(_("The file is empty; choose the file with the orders."))
    if len(data) > LARGEST_BYTES:
        raise HubError(
            worded(
                _("The file has %(size)s MB; give one of at most %(most)s MB, or split it."),
                size=round(len(data) / 1e6),
                most=round(LARGEST_BYTES / 1e6),
            )
        )
    upload = OrderUpload(
        organisation=by.organisation,
        member=by,
        customer=customer.strip()[:200],
        name=name[-200:] or "orders",
        data=data,
    )
    _read(by, upload)
    upload.save()
    record(by=by, subject=UPLOAD, key=upload.pk, what="looked at", after={"name": upload.name})
    return upload


@transaction.atomic
def look_again(*, by: Membership, upload: OrderUpload) -> OrderUpload:
    """Read an upload again, as the book and the styles may have changed; what was taken in stays as it is."""
    if upload.state != OrderUpload.State.TAKEN:
        _read(by, upload)
        upload.save(update_fields=["state", "found"])
    return upload


def headers_of(upload: OrderUpload) -> list[str]:
    """Return the headers of a sheet that mean nothing to us by themselves, explained or not."""
    return [*upload.found["unknown"], *upload.found.get("explained", ())]


@transaction.atomic
def map_columns(*, by: Membership, upload: OrderUpload, columns: Mapping[str, str]) -> OrderUpload:
    """Say what headers mean (our column by theirs), remember it for the customer, and read the sheet again.

    Two headers of the sheet cannot mean the same column.
    """
    here, said = headers_of(upload), dict[str, str]()
    for header, key in columns.items():
        other = said.setdefault(key, header) if key and header in here else header
        if other != header:
            twice = _("%(one)s and %(other)s cannot mean the same column: say of one of them that it is not needed.")
            raise HubError(worded(twice, one=other, other=header))
    known = {key for key, _title in sheet_bridge.column_choices()}
    kept = mapping_of(by.organisation, upload.customer)
    kept |= {header[:60]: key for header, key in columns.items() if key in known}
    for header in [header for header, key in columns.items() if not key]:
        kept.pop(header, None)
    ColumnMapping.objects.update_or_create(
        organisation=by.organisation, customer=upload.customer, defaults={"columns": kept}
    )
    record(by=by, subject=UPLOAD, key=upload.pk, what="columns mapped", after={"columns": kept})
    return look_again(by=by, upload=upload)


@transaction.atomic
def name_customer(*, by: Membership, upload: OrderUpload, customer: str) -> OrderUpload:
    """Say whose orders a sheet has that does not say it, and read it again; what its headers mean goes with it."""
    named = customer.strip()[:200]
    if not named:
        raise HubError(_("Give the customer's name."))
    if upload.state == OrderUpload.State.TAKEN:
        raise Stale(_("This sheet was taken in before; nothing has changed."))
    known = mapping_of(by.organisation, upload.customer)
    if known and not mapping_of(by.organisation, named):
        ColumnMapping.objects.create(organisation=by.organisation, customer=named, columns=known)
    upload.customer = named
    upload.save(update_fields=["customer"])
    record(by=by, subject=UPLOAD, key=upload.pk, what="customer named", after={"customer": named})
    return look_again(by=by, upload=upload)


def _read(by: Membership, upload: OrderUpload) -> None:
    styles = styles_visible_to(by).values_list("code", "name", "sizes")
    cores = list(cores_for(by).values_list("code", "name"))
    read = sheet_bridge.read_sheet(
        bytes(upload.data),
        upload.name,
        today=today(),
        styles=[(code, name, sizes) for code, name, sizes in styles],
        cores=cores,
        columns=mapping_of(by.organisation, upload.customer),
        customer=upload.customer,
    )
    orders = _at_home(by, read.orders, [code for code, _name in cores])
    fresh, known, clashes = _against_book(by, orders, read.places)
    unfit = [
        _issue(number, _("a number that can stand in an address"), UNFIT_NUMBER, place)
        for number, place in read.places.items()
        if unfit_number(number)
    ]
    errors = [*read.errors, *clashes, *unfit]
    if orders and not any(order.customer for order in orders):
        errors.append(_issue(_("no customer"), _("who orders"), _("Name the customer on this page; the file is kept.")))
    upload.found = {
        "orders": [] if errors else sheet_bridge.packed_orders(fresh),
        "shown": [_shown(order) for order in orders[:200]],
        "count": len(orders),
        "new": len(fresh),
        "pieces": sum(order.pieces for order in fresh),
        "known": known,
        "errors": errors,
        "warnings": list(read.warnings),
        "unknown": list(read.unknown),
        "explained": list(read.explained),
        "has_customer": read.has_customer,
    }
    upload.state = OrderUpload.State.REFUSED if errors else OrderUpload.State.READ


def _at_home(by: Membership, orders: Sequence[EngineOrder], cores: Sequence[str]) -> list[EngineOrder]:
    """What a planner's sheet asks without saying where is their own core factory's, where their firm has just one."""
    if by.role != Role.PLANNER or len(cores) != 1:
        return list(orders)
    return [replace(order, core=order.core or cores[0]) for order in orders]


def _shown(order: EngineOrder) -> dict[str, Any]:
    return {
        "number": order.number,
        "customer": order.customer,
        "style": order.style,
        "due_on": order.due_on.isoformat(),
        "pieces": order.pieces,
        "colours": len(order.colours),
        "core": order.core,
    }


def _against_book(
    by: Membership, orders: Sequence[EngineOrder], places: Mapping[str, tuple[str, str]]
) -> tuple[list[EngineOrder], list[str], list[dict[str, Any]]]:
    """Tell new orders from those that stand in the book already the same; others of the same number are errors."""
    held = in_book([order.number for order in orders])
    mine = set(orders_visible_to(by).filter(number__in=list(held)).values_list("number", flat=True)) if held else set()
    fresh, known, clashes = [], [], []
    for order in orders:
        row = held.get(order.number)
        if row is None:
            fresh.append(order)
        elif row.number in mine and _same(row, order):
            known.append(order.number)
        else:
            clashes.append(_clash(order.number, places[order.number], theirs=row.number not in mine))
    return fresh, known, clashes


def _same(row: Order, order: EngineOrder) -> bool:
    cells = {(q.colour, q.size): q.pieces for q in row.quantities.all()}
    return row.style.code == order.style and cells == {(q.colour, q.size): q.pieces for q in order.quantities}


def _clash(number: str, place: tuple[str, str], *, theirs: bool) -> dict[str, Any]:
    if theirs:
        remedy = _("The number is taken in this cluster: put the customer before it.")
        return _issue(number, _("a number nobody else has"), remedy, place)
    return _issue(
        number,
        _("the style and quantities of the book"),
        _("The order is in the book with other quantities: give this one a new number, or cancel that one first."),
        place,
    )


def _issue(found: object, expected: object, remedy: object, place: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """Return an issue of the hub's own in both languages, in the form of the engine's."""
    said: dict[str, Any] = {"sheet": place[0], "cell": place[1]}
    for name, text in (("found", found), ("expected", expected), ("remedy", remedy)):
        said[name] = {}
        for short, language in LANGUAGES:
            with translation.override(language):
                said[name][short] = str(text)
    return said


@transaction.atomic
def take_in(*, by: Membership, upload: OrderUpload) -> int:
    """Put the new orders of an upload into the book, all or none; taken twice it changes nothing.

    Returns how many came in. Raises Stale when the book has changed since the sheet was looked at.
    """
    if OrderUpload.objects.filter(pk=upload.pk, state=OrderUpload.State.TAKEN).exists():
        return 0
    if upload.state != OrderUpload.State.READ:
        raise HubError(_("The sheet has errors; mend them and upload it again, or say what its columns mean."))
    orders = sheet_bridge.unpacked_orders(upload.found["orders"])
    taken = OrderUpload.objects.filter(pk=upload.pk, state=OrderUpload.State.READ).update(
        state=OrderUpload.State.TAKEN, taken_at=timezone.now(), orders=len(orders)
    )
    if not taken:
        return 0
    try:
        with transaction.atomic():
            rows = store_orders(orders, owners=_owners(by, orders), brands=brands_of(orders))
    except (IntegrityError, KeyError):
        raise Stale(_("The book has changed since the sheet was looked at; look at it again.")) from None
    record(by=by, subject=UPLOAD, key=upload.pk, what="taken in", after={"orders": len(rows)})
    for row in rows:
        record(by=by, subject=SUBJECT, key=row.number, what="taken in", after={"sheet": upload.name})
    return len(rows)


def _owners(by: Membership, orders: Sequence[EngineOrder]) -> dict[str, Organisation]:
    """A planner's orders are their firm's; the operator's those of the core factory named, else the office's."""
    if not by.sees_cluster:
        return {order.number: by.organisation for order in orders}
    cores = Factory.objects.filter(code__in={order.core for order in orders}).select_related("organisation")
    firms = {core.code: core.organisation for core in cores}
    return {order.number: firms.get(order.core, by.organisation) for order in orders}


def brands_of(orders: Sequence[EngineOrder]) -> dict[str, Organisation]:
    """Return the brands on the platform by the customers' names."""
    names = {order.customer for order in orders}
    found = Organisation.objects.filter(kind=Organisation.Kind.BRAND, name__in=names)
    return {brand.name: brand for brand in found}
