"""Rolls in stock and the lays of a centre, as one problem of rolls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from interlock.cutting_room_commands._json_file import read_json
from interlock.errors import InvalidModel
from interlock.paper import LayPaper, read_lays
from interlock.rolls import LayToSpread, Roll, RollProblem
from interlock.words import Words

WORDS = Words(
    fabrics=(
        '{path} has lays of {known}; write the one that the rolls are of into {stock}: "fabric": "..."',
        '{path} 中有 {known} 的床次；请在 {stock} 中写明布卷是哪种面料："fabric": "..."',
    ),
    end_losses=(
        "{path}: lays of {fabric} lose {found} mm at their ends; rolls need one value: write end_loss_mm into {stock}",
        "{path}：{fabric} 各床的布头损耗为 {found} 毫米，配卷只用一个值，请在 {stock} 中写明 end_loss_mm",
    ),
)


@dataclass(frozen=True, kw_only=True)
class RollStock:
    """Rolls of one fabric and its prices, as of :class:`~interlock.rolls.RollProblem`; the lays are in another file.

    ``fabric`` names the lays that the rolls are for, where there are several fabrics; ``end_loss_mm`` goes before what
    the lays say. Rolls of colours that no lay needs stay in stock.
    """

    rolls: tuple[Roll, ...]
    fabric_fen_per_m: int
    fabric: str | None = None
    end_loss_mm: int | None = None
    usable_mm: int = 2000
    mount_fen: int = 0
    splice_fen: int = 0
    shade_fen: int = 0
    remnant_fen: int | None = None
    most_shades: int | None = None


def rolls_of_lays(stock_path: Path, lays_path: Path) -> RollProblem:
    """Return what is asked of the rolls in one file for the lays in another, as ``interlock cut lays`` wrote them.

    Raises :class:`~interlock.errors.InterlockError` naming everything that is wrong in either.
    """
    stock = read_json(stock_path, RollStock)
    every = read_lays(lays_path)
    known = tuple(dict.fromkeys(lay.fabric for lay in every))
    fabric = stock.fabric or known[0]
    if fabric not in known or (stock.fabric is None and len(known) > 1):
        raise InvalidModel([WORDS.told("fabrics", path=lays_path, known=", ".join(known), stock=stock_path)])
    lays = [lay for lay in every if lay.fabric == fabric]
    losses = sorted({lay.end_loss_mm for lay in lays})
    if stock.end_loss_mm is None and len(losses) > 1:
        found = ", ".join(f"{loss:g}" for loss in losses)
        raise InvalidModel([WORDS.told("end_losses", path=lays_path, fabric=fabric, found=found, stock=stock_path)])
    return _problem(stock, lays, math.ceil(losses[0]) if stock.end_loss_mm is None else stock.end_loss_mm)


def _problem(stock: RollStock, lays: Sequence[LayPaper], end_loss_mm: int) -> RollProblem:
    colours = tuple(dict.fromkeys(part.colour for lay in lays for part in lay.plies))
    return RollProblem(
        colours=colours,
        lays=tuple(_lay(lay, colours, stock.most_shades) for lay in lays),
        rolls=tuple(roll for roll in stock.rolls if roll.colour in colours),
        fabric_fen_per_m=stock.fabric_fen_per_m,
        end_loss_mm=end_loss_mm,
        usable_mm=stock.usable_mm,
        mount_fen=stock.mount_fen,
        splice_fen=stock.splice_fen,
        shade_fen=stock.shade_fen,
        remnant_fen=stock.remnant_fen,
    )


def _lay(lay: LayPaper, colours: Sequence[str], most_shades: int | None) -> LayToSpread:
    """A lay in whole millimetres: never shorter or narrower than it is."""
    plies = tuple(sum(part.plies for part in lay.plies if part.colour == colour) for colour in colours)
    return LayToSpread(
        name=lay.lay,
        marker_mm=math.ceil(lay.marker_mm),
        width_mm=math.ceil(lay.width_mm),
        plies=plies,
        most_shades=most_shades,
    )
