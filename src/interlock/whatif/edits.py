"""What might be otherwise, as data: edits of a scenario. :func:`interlock.whatif.apply` makes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from interlock.model import Skill, dump_list, load_list


@dataclass(frozen=True, kw_only=True)
class AddLine:
    """A new line in a factory that there is; it works from ``from_on`` (None: from the first day)."""

    code: str
    factory: str
    operators: int
    skills: tuple[Skill, ...]
    price_fen_per_min: float
    from_on: date | None = None
    minutes_per_day: float = 540.0
    efficiency: float = 0.7
    attendance: float = 1.0


@dataclass(frozen=True, kw_only=True)
class AddWorkshop:
    """A standard workshop: a new satellite factory of ``lines`` equal lines at a township's point.

    Its lines are called ``{code}-1``, ``{code}-2`` and so on.
    """

    code: str
    name: str
    township: str
    lines: int
    operators: int
    skills: tuple[Skill, ...]
    price_fen_per_min: float
    from_on: date | None = None
    minutes_per_day: float = 540.0
    efficiency: float = 0.7
    attendance: float = 1.0
    minimum_lot_pieces: int = 100
    opening_fen: int = 0


@dataclass(frozen=True, kw_only=True)
class CloseLine:
    """A line stops for good: from ``from_on`` on, or is not there at all (None)."""

    line: str
    from_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class TrainLine:
    """A course: the line sews a category at a level, a new one or one that it knew less well."""

    line: str
    category: str
    level: float


@dataclass(frozen=True, kw_only=True)
class MoreTableTime:
    """So many more minutes a day at every cutting table of a factory (fewer: below zero)."""

    factory: str
    minutes_per_day: float


@dataclass(frozen=True, kw_only=True)
class MoreFinishing:
    """So many more standard minutes of finishing a day in a factory (fewer: below zero)."""

    factory: str
    minutes_per_day: float


@dataclass(frozen=True, kw_only=True)
class Overtime:
    """Lines work a share longer (0.25: a quarter) from ``first_on`` to ``last_on``, both included.

    It names a line, a factory or a township. The extra minutes earn ``premium_share`` of the line's price on top
    (Labour Law of the People's Republic of China, article 44: half as much again on working days); the plan's costs
    do not show it, :func:`interlock.whatif.premium_fen` tells it.
    """

    share: float
    first_on: date
    last_on: date
    line: str = ""
    factory: str = ""
    township: str = ""
    premium_share: float = 0.5


@dataclass(frozen=True, kw_only=True)
class ChangeOrder:
    """Another due date, or other pieces in all (each colour and size grows or shrinks alike), or both."""

    order: str
    due_on: date | None = None
    pieces: int | None = None


@dataclass(frozen=True, kw_only=True)
class DropOrder:
    """The order is not there."""

    order: str


@dataclass(frozen=True, kw_only=True)
class QuickerOffer:
    """A seller delivers within ``lead_days`` and asks ``price_share`` more (0.1: a tenth) for it."""

    offer: str
    lead_days: int
    price_share: float = 0.0


@dataclass(frozen=True, kw_only=True)
class EarlierMaterial:
    """The material that a customer supplies for an order is there on another day."""

    order: str
    ready_on: date


Edit = (
    AddLine
    | AddWorkshop
    | CloseLine
    | TrainLine
    | MoreTableTime
    | MoreFinishing
    | Overtime
    | ChangeOrder
    | DropOrder
    | QuickerOffer
    | EarlierMaterial
)

KINDS: Mapping[str, type[Edit]] = {
    "add_line": AddLine,
    "add_workshop": AddWorkshop,
    "close_line": CloseLine,
    "train_line": TrainLine,
    "more_table_time": MoreTableTime,
    "more_finishing": MoreFinishing,
    "overtime": Overtime,
    "change_order": ChangeOrder,
    "drop_order": DropOrder,
    "quicker_offer": QuickerOffer,
    "earlier_material": EarlierMaterial,
}
_NAMES: Mapping[type[Edit], str] = {kind: name for name, kind in KINDS.items()}


def kind_name(edit: Edit) -> str:
    """Return an edit's kind as JSON names it."""
    return _NAMES[type(edit)]


def dump_edits(edits: Sequence[Edit]) -> bytes:
    """Return edits as UTF-8 JSON, each with its ``kind``."""
    return dump_list("edits", [(kind_name(edit), edit) for edit in edits])


def load_edits(data: bytes, source: str = "the file") -> tuple[Edit, ...]:
    """Read back what :func:`dump_edits` wrote, or the same by another hand.

    Raises :class:`~interlock.model.UnreadableJson` naming every edit that cannot be read, by its place from 1.
    """
    return load_list(data, "edits", KINDS, source)
