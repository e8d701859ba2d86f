"""Rolls in stock and the lays of a centre, as one problem of rolls."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

from interlock.cutting_room_commands._json_file import read_json
from interlock.cutting_room_commands._other_files import read_content, refuse_other
from interlock.cutting_room_commands._rolls_form import RollsAsked, RollStock
from interlock.errors import InterlockError, InvalidModel
from interlock.paper import LayPaper, in_turn, kind_of, minutes_of, read_lays
from interlock.rolls import LayToSpread, Occupied, RollProblem
from interlock.words import Words

WORDS = Words(
    lays_alone=(
        "{path} is a file of lays; give the file of rolls, and this one with --lays: interlock cut rolls ROLLS.json "
        "--lays {path}",
        "{path} 是床次文件；请先写布卷文件，再用 --lays 给出它：interlock cut rolls ROLLS.json --lays {path}",
    ),
    rolls_alone=(
        "{path} holds rolls without lays; give the file of lays, too: interlock cut rolls {path} --lays LAYS.json",
        "{path} 只有布卷，没有床次；请同时给出床次文件：interlock cut rolls {path} --lays LAYS.json",
    ),
    fabrics=(
        '{path} has lays of {known}; write the one that the rolls are of into {stock}: "fabric": "..."',
        '{path} 中有 {known} 的床次；请在 {stock} 中写明布卷是哪种面料："fabric": "..."',
    ),
    end_losses=(
        "{path}: lays of {fabric} lose {found} mm at their ends; rolls need one value: write end_loss_mm into {stock}",
        "{path}：{fabric} 各床的布头损耗为 {found} 毫米，配卷只用一个值，请在 {stock} 中写明 end_loss_mm",
    ),
    no_colour=(
        "{stock}: no roll is of the colour {colour}, which lays of {path} need; its rolls are of {known}: correct the "
        "colour of the rolls, or get some",
        "{stock}：没有颜色为 {colour} 的布卷，而 {path} 的床次需要它；现有布卷的颜色为 {known}，"
        "请改正布卷颜色，或补足布卷",
    ),
    splices=(
        "{stock}: splices name the lay {lay}, which {path} does not have of this fabric; correct its name",
        "{stock}：splices 中的床次 {lay} 不在 {path} 的该面料床次之中，请改正名称",
    ),
)


def rolls_asked(path: Path) -> RollProblem:
    """Return what a file of rolls with its own lays asks; a file of lays or rolls alone is refused by one word."""
    content = read_content(path)
    kind = kind_of(content)
    if kind == "lays":
        raise InterlockError(WORDS.told("lays_alone", path=path))
    refuse_other(path, content, "rolls")
    if isinstance(content, dict) and kind == "rolls" and not {"lays", "colours"} & content.keys():
        raise InterlockError(WORDS.told("rolls_alone", path=path))
    return read_json(path, RollsAsked).asked()


def rolls_of_lays(stock_path: Path, lays_path: Path) -> RollProblem:
    """Return what is asked of the rolls in one file for the lays in another, as ``interlock cut lays`` wrote them.

    Lays come in the order of the clock. Raises :class:`~interlock.errors.InterlockError` naming everything that is
    wrong in either.
    """
    refuse_other(stock_path, read_content(stock_path), "rolls")
    stock, every = _both(stock_path, lays_path)
    known = tuple(dict.fromkeys(lay.fabric for lay in every))
    fabric = stock.fabric or known[0]
    if fabric not in known or (stock.fabric is None and len(known) > 1):
        raise InvalidModel([WORDS.told("fabrics", path=lays_path, known=", ".join(known), stock=stock_path)])
    lays = in_turn(lay for lay in every if lay.fabric == fabric)
    losses = sorted({lay.end_loss_mm for lay in lays})
    problems = []
    if stock.end_loss_mm is None and len(losses) > 1:
        found = ", ".join(f"{loss:g}" for loss in losses)
        problems.append(WORDS.told("end_losses", path=lays_path, fabric=fabric, found=found, stock=stock_path))
    names = [lay.lay for lay in lays]
    unknown = dict.fromkeys(row.lay for row in stock.splices if row.lay not in names)
    problems += [WORDS.told("splices", stock=stock_path, lay=lay, path=lays_path) for lay in unknown]
    colours = tuple(dict.fromkeys(part.colour for lay in lays for part in lay.plies))
    held = ", ".join(dict.fromkeys(roll.colour for roll in stock.rolls))
    lacking = [colour for colour in colours if all(roll.colour != colour for roll in stock.rolls)]
    facts = {"stock": stock_path, "path": lays_path, "known": held}
    problems += [WORDS.told("no_colour", colour=colour, **facts) for colour in lacking]
    if problems:
        raise InvalidModel(problems)
    return stock.problem(
        colours,
        [_lay(lay, colours, stock) for lay in lays],
        [roll for roll in stock.rolls if roll.colour in colours],
        losses[0] if stock.end_loss_mm is None else stock.end_loss_mm,
    )


def _both(stock_path: Path, lays_path: Path) -> tuple[RollStock, tuple[LayPaper, ...]]:
    """Read both files; what is wrong in either is told at once."""
    problems: list[str] = []
    try:
        lays = read_lays(lays_path)
    except InvalidModel as error:
        problems += error.problems
    try:
        stock = read_json(stock_path, RollStock)
    except InvalidModel as error:
        problems = [*error.problems, *problems]
    if problems:
        raise InvalidModel(problems)
    return stock, lays


def _lay(lay: LayPaper, colours: Sequence[str], stock: RollStock) -> LayToSpread:
    """A lay in whole millimetres: never shorter or narrower than it is."""
    plies = tuple(sum(part.plies for part in lay.plies if part.colour == colour) for colour in colours)
    return LayToSpread(
        name=lay.lay,
        marker_mm=math.ceil(lay.marker_mm),
        width_mm=math.ceil(lay.width_mm),
        plies=plies,
        splices=tuple(stock.splices_of(lay.lay)),
        most_shades=stock.most_shades,
        when=_when(lay),
    )


def _when(lay: LayPaper) -> Occupied | None:
    """Where and when a lay lies, as far as it tells; one that names no table is on a table of its own."""
    minutes = minutes_of(lay)
    return Occupied(lay.table or lay.lay, *minutes) if minutes and minutes[0] < minutes[1] else None
