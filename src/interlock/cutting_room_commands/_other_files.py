"""Files of the cutting room that are given to the wrong command: what each holds, and where it goes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from interlock.cutting_room_commands._json_file import read_bytes
from interlock.errors import InterlockError
from interlock.paper import kind_of
from interlock.words import Words

Command = Literal["plan", "lays", "pool", "rolls"]
_TAKES = {"plan": ("orders",), "lays": ("orders", "plans"), "pool": ("pool",), "rolls": ("rolls",)}

WORDS = Words(
    other=("{path} holds {what}; {wanted}", "{path} 里是{what}；{wanted}"),
    plan=("a plan, which goes to interlock cut print", "生产计划，应交给 interlock cut print"),
    plans=("cut plans, which go to interlock cut lays", "裁剪方案，应交给 interlock cut lays"),
    lays=(
        "lays, which go to interlock cut nest, cut rolls --lays and cut print",
        "床次，应交给 interlock cut nest、cut rolls --lays 和 cut print",
    ),
    given_rolls=(
        "rolls given to lays, which go to interlock cut print --rolls",
        "已配到床次的布卷，应交给 interlock cut print --rolls",
    ),
    rolls=("rolls, which go to interlock cut rolls", "布卷，应交给 interlock cut rolls"),
    pool=("orders to be pooled, which go to interlock cut pool", "合床订单，应交给 interlock cut pool"),
    orders=(
        "orders to be cut one by one, which go to interlock cut plan and cut lays",
        "单独裁剪的订单，应交给 interlock cut plan 和 cut lays",
    ),
    marker=(
        "a marker, which goes to interlock markers and cut print",
        "唛架，应交给 interlock markers 和 cut print",
    ),
    for_plan=("give orders, as docs/cutting.md shows", "请给出订单，写法见 docs/cutting.md"),
    for_lays=("give orders or cut plans, as docs/cutting.md shows", "请给出订单或裁剪方案，写法见 docs/cutting.md"),
    for_pool=(
        "give the orders of several firms, as examples/pool.json shows",
        "请给出多家企业的订单，写法见 examples/pool.json",
    ),
    for_rolls=("give rolls, as docs/cutting.md shows", "请给出布卷，写法见 docs/cutting.md"),
)


def read_content(path: Path) -> object:
    """Return what a JSON file holds; None where it holds none, which whoever reads it tells better."""
    try:
        found: object = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        return None
    return found


def refuse_other(path: Path, content: object, command: Command) -> None:
    """Raise :class:`InterlockError` where a file is for another command, with the one that takes it."""
    kind = kind_of(content)
    if kind and kind not in _TAKES[command]:
        raise InterlockError(WORDS.told("other", path=path, what=WORDS.told(kind), wanted=WORDS.told(f"for_{command}")))
