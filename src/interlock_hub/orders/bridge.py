"""Styles, materials and orders as the engine's values, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from interlock import model as engine
from interlock.explain.figures import MOST_SURE as MOST_SURE
from interlock_hub.core.models import Organisation
from interlock_hub.core.money import fen, yuan
from interlock_hub.network.models import Factory
from interlock_hub.orders.models import Material, Order, OrderQuantity, StockItem, Style, SupplyOffer

# As many pieces of a colour and size, and in all, as an order may have.
MOST_OF_CELL, MOST_OF_ORDER = engine.MOST_OF_CELL, engine.MOST_OF_ORDER


def style_of(row: Style) -> engine.Style:
    """Return a style as the engine's."""
    return msgspec.convert(row.body, engine.Style)


def material_of(row: Material) -> engine.Material:
    """Return a material as the engine's."""
    return msgspec.convert(row.body, engine.Material)


def order_of(row: Order, style: str, core: str, quantities: Iterable[OrderQuantity]) -> engine.Order:
    """Return an order as the engine's; ``style`` and ``core`` are codes."""
    return engine.Order(
        number=row.number,
        customer=row.customer,
        style=style,
        due_on=row.due_on,
        quantities=tuple(engine.Quantity(q.colour, q.size, q.pieces) for q in quantities),
        price_fen=fen(row.price_cny),
        core=core,
        earliest_start_on=row.earliest_start_on,
        material_ready_on=row.material_ready_on,
        priority=row.priority,
        over_share=row.over_share,
        under_share=row.under_share,
    )


def book_of_rows() -> dict[str, Any]:
    """Return the order-book part of a scenario as keyword arguments: open orders with what they are made of."""
    orders = list(Order.objects.filter(state=Order.State.OPEN).order_by("id"))
    by_order = defaultdict(list)
    for quantity in OrderQuantity.objects.filter(order__state=Order.State.OPEN).order_by("order_id", "rank"):
        by_order[quantity.order_id].append(quantity)
    styles = {row.pk: row for row in Style.objects.order_by("id")}
    cores = dict(Factory.objects.values_list("id", "code"))
    return {
        "styles": tuple(style_of(row) for row in styles.values()),
        "materials": tuple(material_of(row) for row in Material.objects.order_by("id")),
        "offers": tuple(msgspec.convert(row.body, engine.Offer) for row in SupplyOffer.objects.order_by("id")),
        "stock": tuple(msgspec.convert(row.body, engine.Stock) for row in StockItem.objects.order_by("id")),
        "orders": tuple(
            order_of(row, styles[row.style_id].code, cores[row.core_id] if row.core_id else "", by_order[row.pk])
            for row in orders
        ),
    }


def store_goods(scenario: engine.Scenario) -> None:
    """Write a scenario's styles, materials, offers and stock; rows of the same code are changed, stock is replaced."""
    Style.objects.bulk_create(
        [style_row(style) for style in scenario.styles],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "category", "sizes", "smv_min", "body"],
        batch_size=200,
    )
    Material.objects.bulk_create(
        [
            Material(code=m.code, name=m.name, kind=m.kind.value, body=msgspec.to_builtins(m))
            for m in scenario.materials
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "kind", "body"],
    )
    materials = dict(Material.objects.values_list("code", "id"))
    SupplyOffer.objects.bulk_create(
        [
            SupplyOffer(code=o.code, material_id=materials[o.material], seller=o.seller, body=msgspec.to_builtins(o))
            for o in scenario.offers
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["material", "seller", "body"],
    )
    StockItem.objects.all().delete()
    StockItem.objects.bulk_create(
        StockItem(material_id=materials[s.material], colour=s.colour, quantity=s.quantity, body=msgspec.to_builtins(s))
        for s in scenario.stock
    )


def style_row(style: engine.Style) -> Style:
    """Return a style as an unsaved row."""
    return Style(
        code=style.code,
        name=style.name,
        category=style.category,
        sizes=list(style.sizes),
        smv_min=sum(operation.smv_min for operation in style.operations),
        body=msgspec.to_builtins(style),
    )


def store_orders(
    orders: Iterable[engine.Order],
    *,
    owners: Mapping[str, Organisation],
    brands: Mapping[str, Organisation],
    state: str = Order.State.OPEN,
) -> list[Order]:
    """Add orders that are not in the book yet; ``owners`` by order number, ``brands`` by customer."""
    orders = list(orders)
    styles = dict(Style.objects.values_list("code", "id"))
    cores = dict(Factory.objects.values_list("code", "id"))
    rows = Order.objects.bulk_create(
        [
            Order(
                number=o.number,
                owner=owners[o.number],
                brand=brands.get(o.customer),
                customer=o.customer,
                style_id=styles[o.style],
                state=state,
                due_on=o.due_on,
                price_cny=yuan(o.price_fen),
                core_id=cores[o.core] if o.core else None,
                earliest_start_on=o.earliest_start_on,
                material_ready_on=o.material_ready_on,
                priority=o.priority,
                over_share=o.over_share,
                under_share=o.under_share,
                pieces=o.pieces,
            )
            for o in orders
        ],
        batch_size=500,
    )
    ids = dict(Order.objects.filter(number__in=[o.number for o in orders]).values_list("number", "id"))
    OrderQuantity.objects.bulk_create(
        (
            OrderQuantity(order_id=ids[o.number], rank=rank, colour=q.colour, size=q.size, pieces=q.pieces)
            for o in orders
            for rank, q in enumerate(o.quantities)
        ),
        batch_size=2000,
    )
    return rows
