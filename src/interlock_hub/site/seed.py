"""A made-up cluster as a database full of organisations, people, orders and a published plan."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING
from zlib import crc32

from django.db import transaction

from interlock_hub.core import services
from interlock_hub.core.models import Membership, Organisation, Person, Role
from interlock_hub.network.bridge import store_network
from interlock_hub.network.models import Factory, Machine
from interlock_hub.orders.bridge import store_goods, store_orders
from interlock_hub.orders.models import Style, SupplyOffer

if TYPE_CHECKING:
    from interlock.model import Scenario

OFFICE = "office"
MACHINES = ("lockstitch", "overlock", "coverstitch", "buttonhole", "bartack", "press")


@dataclass(frozen=True)
class Login:
    """A login of the demo: whose it is and its password."""

    role: str
    username: str
    password: str
    organisation: str


@transaction.atomic
def seed(scenario: Scenario, *, password: str = "") -> list[Login]:
    """Fill an empty database with a scenario; return one login per role (made-up people, one password)."""
    services.set_cluster(
        by=None,
        name=scenario.cluster,
        today=scenario.today,
        public_holidays=scenario.calendar.public_holidays,
        rest_weekdays=list(scenario.calendar.rest_weekdays),
        made_up=scenario.made_up,
    )
    firms = _firms(scenario)
    store_network(scenario, firms)
    _machines()
    store_goods(scenario)
    brands = {name: _organisation(f"brand-{_slug(name)}", name, "brand") for name in _customers(scenario)}
    office = _organisation(OFFICE, scenario.cluster, "office")
    owners = {o.number: firms[o.core] if o.core else office for o in scenario.orders}
    store_orders(scenario.orders, owners=owners, brands=brands)
    _own_styles(scenario, owners)
    return _people(scenario, firms, brands, office, password or _password())


def _firms(scenario: Scenario) -> dict[str, Organisation]:
    """One organisation for each factory, by factory code."""
    rows = [
        Organisation(code=f"firm-{f.code}", name=f.name, kind="centre" if f.kind == "cutting_centre" else "firm")
        for f in scenario.factories
    ]
    Organisation.objects.bulk_create(rows, batch_size=500)
    found = {row.code: row for row in Organisation.objects.filter(code__startswith="firm-")}
    return {f.code: found[f"firm-{f.code}"] for f in scenario.factories}


def _own_styles(scenario: Scenario, owners: Mapping[str, Organisation]) -> None:
    """Each firm owns the style that it has most orders of, and may upload pattern files for it; others are shared."""
    counts = Counter((owners[order.number].pk, order.style) for order in scenario.orders if order.core)
    found: dict[str, int] = {}
    for (firm, style), _count in sorted(counts.items(), key=lambda cell: (-cell[1], cell[0])):
        if style not in found and firm not in found.values():
            found[style] = firm
    for style, firm in found.items():
        Style.objects.filter(code=style).update(owner_id=firm)


def _machines() -> None:
    """Made-up machine parks that fit the number of operators."""
    rows = []
    for factory in Factory.objects.prefetch_related("lines"):
        chance = Random(factory.code)
        operators = sum(line.operators for line in factory.lines.all())
        for at, kind in enumerate(MACHINES):
            count = round(operators * (0.55, 0.3, 0.12, 0.03, 0.03, 0.08)[at] * chance.uniform(0.8, 1.2))
            if count:
                rows.append(Machine(factory=factory, kind=kind, count=count))
    Machine.objects.bulk_create(rows, batch_size=1000)


def _people(
    scenario: Scenario,
    firms: Mapping[str, Organisation],
    brands: Mapping[str, Organisation],
    office: Organisation,
    password: str,
) -> list[Login]:
    core = next(o.core for o in scenario.orders if o.core) if any(o.core for o in scenario.orders) else ""
    core = core or next(f.code for f in scenario.factories if f.kind == "core")
    satellites = [f.code for f in scenario.factories if f.kind == "satellite"]
    centre = next((f.code for f in scenario.factories if f.kind == "cutting_centre"), core)
    county = _organisation("county", "县工信局（虚构） / County office (made up)", "office")
    places = [
        (Role.OPERATOR, "operator", office),
        (Role.PLANNER, "planner", firms[core]),
        (Role.CUTTER, "cutter", firms[centre]),
        (Role.BRAND, "brand", next(iter(brands.values()))),
        (Role.OFFICIAL, "official", county),
        (Role.INSPECTOR, "inspector", firms[core]),
        (Role.DRIVER, "driver", firms[core]),
    ]
    if scenario.offers:
        places.append((Role.SELLER, "seller", _seller(scenario.offers[0].seller)))
    places += [(Role.OWNER, f"owner{at}", firms[code]) for at, code in enumerate(satellites[:3], 1)]
    hashed = Person()
    hashed.set_password(password)
    logins = []
    for role, username, organisation in places:
        person = Person.objects.create(username=username, first_name=username, password=hashed.password)
        services.join(person=person, organisation=organisation, role=role)
        logins.append(Login(role, username, password, organisation.name))
    others = [f.code for f in scenario.factories if f.kind == "core" and f.code != core]
    _one_in_each(others, Role.PLANNER, firms, hashed.password)
    _one_in_each(satellites[3:], Role.OWNER, firms, hashed.password)
    return logins


def _one_in_each(codes: list[str], role: Role, firms: Mapping[str, Organisation], hashed: str) -> None:
    """Every one of these factories has somebody of a role who can log in, and answer for it."""
    people = Person.objects.bulk_create(
        [Person(username=f"{role}-{code}", first_name=code, password=hashed) for code in codes], batch_size=500
    )
    ids = dict(Person.objects.filter(username__startswith=f"{role}-").values_list("username", "id"))
    Membership.objects.bulk_create(
        [
            Membership(person_id=ids[person.username], organisation=firms[code], role=role)
            for person, code in zip(people, codes, strict=True)
        ],
        batch_size=500,
    )


def _seller(name: str) -> Organisation:
    """A seller of the offers as an organisation of its own."""
    found = _organisation(f"seller-{_slug(name)}", name, "seller")
    SupplyOffer.objects.filter(seller=name).update(organisation=found)
    return found


def _organisation(code: str, name: str, kind: str) -> Organisation:
    return services.make_organisation(code=code, name=name, kind=kind)


def _customers(scenario: Scenario) -> list[str]:
    return list(dict.fromkeys(order.customer for order in scenario.orders))


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or str(crc32(name.encode()))


def _password() -> str:
    """A password that is easy to read out and hard to guess."""
    return (
        "-".join(
            secrets.choice(("silk", "linen", "wool", "denim", "tulle", "felt", "twill", "satin")) for _ in range(2)
        )
        + f"-{secrets.randbelow(10**6):06d}"
    )
