"""What a room above can promise for an order that is not in the book yet; planning provides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.errors import HubError
from interlock_hub.orders.bridge import MOST_SURE

Tell = Callable[[str, float], None]
Stop = Callable[[], bool]
WAYS = ("cheapest", "fastest", "best_quality")
# A way that ships in time with a lesser chance is a risk, whatever its date.
SURE_ENOUGH = 0.8


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An order that is asked for; ``quantities`` are (colour, size, pieces), ``core`` a code or empty.

    ``number_typed``: somebody gave the number; else it is the next free one, and another where that is taken by then.
    """

    number: str
    customer: str
    style: str
    due_on: date
    quantities: tuple[tuple[str, str, int], ...]
    price_fen: int = 0
    core: str = ""
    material_ready_on: date | None = None
    number_typed: bool = True

    @property
    def pieces(self) -> int:
        """All pieces asked for."""
        return sum(pieces for _colour, _size, pieces in self.quantities)

    def as_json(self) -> dict[str, Any]:
        """Return it as a job keeps it."""
        ready = self.material_ready_on.isoformat() if self.material_ready_on else None
        return asdict(self) | {"due_on": self.due_on.isoformat(), "material_ready_on": ready}

    @classmethod
    def of_json(cls, found: dict[str, Any]) -> Wanted:
        """Return what :meth:`as_json` kept."""
        ready = found["material_ready_on"]
        return cls(
            **found
            | {
                "due_on": date.fromisoformat(found["due_on"]),
                "material_ready_on": date.fromisoformat(ready) if ready else None,
                "quantities": tuple((colour, size, pieces) for colour, size, pieces in found["quantities"]),
            }
        )


class Standing(TextChoices):
    """How a way stands to the wanted date: a value for programs, a label for readers, and a light."""

    IN_TIME = "in_time", _("in time")
    AT_RISK = "at_risk", _("in time, but not surely")
    LATE = "late", _("late")

    @property
    def light(self) -> str:
        """The colour that it bears on every page."""
        return {Standing.IN_TIME: "ok", Standing.AT_RISK: "risk", Standing.LATE: "late"}[self]


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Who sews how much; a factory of ``""`` is outside the cluster."""

    factory: str
    line: str
    pieces: int


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to make the order: ``cost_fen`` of all its pieces, ``why`` it is not sooner by language (en, zh).

    ``by`` is the way it was looked for and ``aim_on`` the day that was aimed at, with which it is booked: what looks
    for the cheapest may find another's. None: the day it is planned by, in what was found before that was kept.
    ``confidence`` is the probability to ship by the wanted date, None where nothing is known of it.
    ``core`` is the core factory that has it made, empty in what was found before that was kept. ``quality`` is the
    mean of its pieces, 0..1 (:class:`interlock.repair.Option`), None in what was found before that was kept.
    """

    way: str
    by: str
    ship_on: date
    late_days: int
    cost_fen: int
    makers: tuple[Maker, ...]
    why: dict[str, str]
    confidence: float | None
    core: str = ""
    aim_on: date | None = None
    quality: float | None = None

    @property
    def standing(self) -> Standing:
        """How it stands to the wanted date."""
        if self.late_days:
            return Standing.LATE
        unsure = self.confidence is not None and self.confidence < SURE_ENOUGH
        return Standing.AT_RISK if unsure else Standing.IN_TIME

    @property
    def chance(self) -> float | None:
        """The probability as it is told, None where it is not: what ships late by the plan itself is not unsure.

        A few hundred runs without a failure are no certainty.
        """
        return None if self.confidence is None or self.late_days else min(self.confidence, MOST_SURE)

    def as_json(self) -> dict[str, Any]:
        """Return it as a job's result keeps it."""
        aim_on = self.aim_on.isoformat() if self.aim_on else None
        return asdict(self) | {"ship_on": self.ship_on.isoformat(), "aim_on": aim_on}

    @classmethod
    def of_json(cls, found: dict[str, Any]) -> Way:
        """Return what :meth:`as_json` kept."""
        makers = tuple(Maker(**maker) for maker in found["makers"])
        days = {"ship_on": date.fromisoformat(found["ship_on"]), "aim_on": _day(found.get("aim_on"))}
        return cls(**found | days | {"makers": makers})


def _day(found: str | None) -> date | None:
    return date.fromisoformat(found) if found else None


def together(found: Iterable[Way]) -> list[list[Way]]:
    """Return ways in groups that are one in all but what they are best at, in their order."""
    alike: dict[object, list[Way]] = {}
    for way in found:
        alike.setdefault((way.ship_on, way.cost_fen, way.makers), []).append(way)
    return list(alike.values())


@dataclass(frozen=True, kw_only=True)
class Promised:
    """The ways that were found on a plan."""

    plan: int
    ways: tuple[Way, ...]


class Promiser(Protocol):
    """Looks for ways to make an order on the plan that holds."""

    def ready(self) -> bool:
        """Tell whether there is a plan to promise on."""

    def promise(self, wanted: Wanted, *, tell: Tell, stop: Stop) -> Promised:
        """Return the cheapest, the fastest and the way of the best quality; raises the engine's errors or HubError."""


_promisers: list[Promiser] = []


def provide(promiser: Promiser) -> None:
    """Say who can promise; the last one that says so is asked."""
    _promisers.append(promiser)


def promiser() -> Promiser:
    """Return who can promise; raises HubError where there is no plan to promise on."""
    if not _promisers or not _promisers[-1].ready():
        raise no_plan()
    return _promisers[-1]


def no_plan() -> HubError:
    """Return the error that there is no plan to promise on."""
    return HubError(_("No plan is published yet, so nothing can be promised: plan the network and publish first."))
