"""What is answered: who is cut together, what that saves, each firm's share, and what each firm may be told."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from interlock.errors import InvalidModel
from interlock.pooling.words import ERRORS, SAYS
from interlock.units import FEN_PER_CNY, at_least, percent

# With fewer firms, a firm could subtract its own saving from the total and have its only partner's.
_FEWEST_FOR_TOTAL = 3


@dataclass(frozen=True)
class Group:
    """Firms and what cutting all their orders together costs."""

    firms: tuple[str, ...]
    cost_fen: int


@dataclass(frozen=True, kw_only=True)
class Share:
    """A firm's part: its cost alone, its part of the saving, and the standard error of a part that was sampled."""

    firm: str
    alone_fen: int
    saving_fen: int
    error_fen: float = 0.0

    @property
    def pays_fen(self) -> int:
        """What the firm pays for its orders."""
        return self.alone_fen - self.saving_fen


@dataclass(frozen=True, kw_only=True)
class Statement:
    """All that one firm is told. It holds its own figures, the number of orders pooled and a rounded total.

    ``total_saving_fen`` is the saving of all, rounded down to two digits; None with fewer than three firms, where it
    would give the other firm's saving away.
    """

    firm: str
    alone_fen: int
    pays_fen: int
    saving_fen: int
    error_fen: float
    permutations: int
    orders_pooled: int
    total_saving_fen: int | None

    def text(self, language: Literal["en", "zh"] = "en") -> str:
        """The statement in sentences."""
        share = percent(at_least(self.saving_fen / self.alone_fen, 2), 2) if self.alone_fen else 0.0
        own = {"alone": self.alone_fen, "pays": self.pays_fen, "saves": self.saving_fen}
        lines = [SAYS.say(language, "own", share=share, **{k: _money(v, language) for k, v in own.items()})]
        if self.permutations:
            error = _money(self.error_fen, language)
            lines.append(SAYS.say(language, "error", permutations=self.permutations, error=error))
        else:
            lines.append(SAYS.say(language, "exact"))
        lines.append(SAYS.say(language, "pooled", orders=self.orders_pooled))
        if self.total_saving_fen is not None:
            lines.append(SAYS.say(language, "total", total=_money(self.total_saving_fen, language)))
        lines += [SAYS.say(language, "estimated"), SAYS.say(language, "rule")]
        return (" " if language == "en" else "").join(lines)


def _money(fen: float, language: Literal["en", "zh"]) -> str:
    yuan = f"{fen / FEN_PER_CNY:,.2f}"
    return f"{yuan} 元" if language == "zh" else f"CNY {yuan}"


@dataclass(frozen=True, kw_only=True)
class PooledPlan:
    """The saving of cutting together and its shares. For the cutting centre only: it knows every firm's figures.

    ``together`` are the firms that are cut together (none when nothing is saved); the others are cut alone. ``groups``
    are all groups that were looked at with their cost. ``drawn`` are the orders of joining that were sampled, as
    positions of firms; empty when the shares are exact. ``envy_fen`` is the most that any group looked at would save by
    itself beyond its members' shares: 0 when the shares are in the core, so that no group does better by leaving.
    """

    shares: tuple[Share, ...]
    together: tuple[str, ...]
    cost_fen: int
    saving_fen: int
    orders: int
    groups: tuple[Group, ...]
    drawn: tuple[tuple[int, ...], ...] = ()
    envy_fen: int = 0
    envious: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether shares are exact."""
        return not self.drawn

    @property
    def in_core(self) -> bool:
        """Whether no group that was looked at would do better by itself."""
        return self.envy_fen == 0

    def share_of(self, firm: str) -> Share:
        """One firm's share."""
        for share in self.shares:
            if share.firm == firm:
                return share
        raise InvalidModel([ERRORS.told("unknown", name=firm)])

    def statement_for(self, firm: str) -> Statement:
        """What this firm is told, and nothing of the others but how many orders were pooled and the rounded total."""
        share = self.share_of(firm)
        return Statement(
            firm=firm,
            alone_fen=share.alone_fen,
            pays_fen=share.pays_fen,
            saving_fen=share.saving_fen,
            error_fen=round(share.error_fen, 2),
            permutations=len(self.drawn),
            orders_pooled=self.orders,
            total_saving_fen=_two_digits(self.saving_fen) if len(self.shares) >= _FEWEST_FOR_TOTAL else None,
        )


def _two_digits(fen: int) -> int:
    """Round down to two digits."""
    if fen < 1:
        return 0
    step = int(10 ** max(0, math.floor(math.log10(fen)) - 1))
    return fen // step * step
