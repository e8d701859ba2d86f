"""The register as a list: which factories, in which order, with what beside each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, F, FloatField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import QueryDict

from interlock_hub.core.models import Membership
from interlock_hub.network.models import Factory, Line, Township
from interlock_hub.network.selectors import factories_visible_to, private_to, worked_for

PAGE_ROWS = 100
VIRTUES = ("skill", "cost", "speed", "range", "service")
# The one that follows from what a firm declares of its lines; the others are drawn from its prices and its work.
DECLARED_VIRTUES = ("range",)
SKILLS_KEPT_S = 60


@dataclass(frozen=True)
class Row:
    """A factory with what its lines come to; ``declared_min`` and ``virtues`` as far as the reader may see them."""

    factory: Factory
    lines: int
    operators: int
    declared_min: float | None
    skills: tuple[str, ...]
    virtues: dict[str, float | None]

    @property
    def bars(self) -> list[dict[str, Any]]:
        """The virtues that are shown as small bars, ten high."""
        return [
            {"name": name, "value": value, "x": 7 * at, "height": _height(value), "y": 20 - _height(value)}
            for at, (name, value) in enumerate(self.virtues.items())
        ]

    @property
    def whole(self) -> bool:
        """Whether all five virtues are shown."""
        return len(self.virtues) == len(VIRTUES)


def virtues_shown(factory: Factory, *, measured: bool) -> dict[str, float | None]:
    """Return a factory's virtues by name: all five, or those that follow from what it declares."""
    return {name: factory.virtues.get(name) for name in (VIRTUES if measured else DECLARED_VIRTUES)}


def _height(value: float | None) -> float:
    return max(1.0, round((value or 0) / 5, 1))


@dataclass(frozen=True)
class Filter:
    """What the reader asked for, as it stands in the address."""

    q: str = ""
    kind: str = ""
    township: str = ""
    skill: str = ""
    sort: str = "code"

    @classmethod
    def of(cls, query: QueryDict) -> Filter:
        """Read a query; what makes no sense is left out."""
        sort = query.get("sort", "")
        return cls(
            q=query.get("q", "").strip()[:60],
            kind=query.get("kind", "") if query.get("kind") in Factory.Kind.values else "",
            township=query.get("township", "")[:60],
            skill=query.get("skill", "")[:60],
            sort=sort if sort.lstrip("-") in SORTS else "code",
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.q or self.kind or self.township or self.skill)


SORTS = ("code", "name", "kind", "township", "lines", "operators", "declared")


def found(member: Membership, wanted: Filter) -> QuerySet[Factory]:
    """Return the factories asked for, unsorted."""
    rows = factories_visible_to(member)
    if wanted.q:
        rows = rows.filter(Q(code__icontains=wanted.q) | Q(name__icontains=wanted.q))
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    if wanted.township:
        rows = rows.filter(township__code=wanted.township)
    if wanted.skill:
        rows = rows.filter(Exists(Line.objects.filter(factory=OuterRef("pk"), skills__has_key=wanted.skill)))
    return rows


def sorted_rows(member: Membership, rows: QuerySet[Factory], sort: str) -> QuerySet[Factory]:
    """Return factories in the order asked for."""
    name = sort.lstrip("-")
    if name == "declared" and not member.sees_cluster:
        name = "code"
    totals: dict[str, Any] = {"lines": Value(1.0), "operators": F("operators"), "declared": _declared()}
    if name in totals:
        rows = rows.annotate(by=Coalesce(_total(totals[name]), 0.0))
        name = "by"
    key = "township__name" if name == "township" else name
    return rows.order_by(f"-{key}" if sort.startswith("-") else key, "code")


def rows_of(member: Membership, factories: Iterable[Factory]) -> list[Row]:
    """Return factories with what their lines come to, in one query."""
    factories = list(factories)
    by_factory: dict[int, list[Line]] = {factory.pk: [] for factory in factories}
    for line in Line.objects.filter(factory__in=by_factory):
        by_factory[line.factory_id].append(line)
    working = worked_for(member)
    return [_row(member, factory, by_factory[factory.pk], working) for factory in factories]


def totals_of(rows: QuerySet[Factory]) -> dict[str, int]:
    """Return the factories by kind, and the lines and operators of all of them."""
    kinds = list(rows.order_by().values_list("kind", "township_id"))
    sums = Line.objects.filter(factory__in=rows.order_by().values("pk")).aggregate(
        lines=Sum(Value(1)), operators=Sum("operators")
    )
    return {
        "factories": len(kinds),
        "townships": len({town for _kind, town in kinds}),
        "lines": sums["lines"] or 0,
        "operators": sums["operators"] or 0,
        **{kind: sum(1 for found, _town in kinds if found == kind) for kind in Factory.Kind.values},
    }


def skills() -> Sequence[str]:
    """Return every category that some line can sew; remembered for a minute."""
    known: list[str] | None = cache.get("network.skills")
    if known is None:
        known = sorted({category for skills in Line.objects.values_list("skills", flat=True) for category in skills})
        cache.set("network.skills", known, SKILLS_KEPT_S)
    return known


def townships() -> QuerySet[Township]:
    """Return the townships to choose from."""
    return Township.objects.order_by("name")


def _row(member: Membership, factory: Factory, lines: Sequence[Line], working: frozenset[int]) -> Row:
    private = private_to(member, factory)
    return Row(
        factory=factory,
        lines=len(lines),
        operators=sum(line.operators for line in lines),
        declared_min=sum(line.declared_min_per_day for line in lines) if private else None,
        skills=tuple(sorted({category for line in lines for category in line.skills})),
        virtues=virtues_shown(factory, measured=private or factory.pk in working),
    )


def _declared() -> Any:
    return F("operators") * F("minutes_per_day") * F("attendance") * F("efficiency")


def _total(expression: Any) -> Subquery:
    lines = Line.objects.filter(factory=OuterRef("pk")).order_by().values("factory")
    return Subquery(lines.annotate(total=Sum(expression, output_field=FloatField())).values("total"))
