"""Values as JSON that has money in yuan, with the unit in the name."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from interlock.model import Costs
from interlock.units import FEN_PER_CNY

_FEN = re.compile(r"(?<![a-z])fen(?![a-z])")
_COSTS = frozenset(Costs.__dataclass_fields__)


def in_cny(value: object) -> Any:
    """Return a value of dataclasses as JSON has it: ``cost_fen`` is ``cost_cny``, costs by kind bear ``_cny`` too."""
    return _turned(msgspec.to_builtins(value))


def _turned(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_turned(one) for one in value]
    if not isinstance(value, dict):
        return value
    turned: dict[str, Any] = {}
    for name, found in value.items():
        if _FEN.search(name):
            turned[_FEN.sub("cny", name)] = _yuan(found)
        elif isinstance(found, dict) and found and found.keys() <= _COSTS:
            turned[f"{name}_cny"] = _yuan(found)
        else:
            turned[name] = _turned(found)
    return turned


def _yuan(found: Any) -> Any:
    if isinstance(found, dict):
        return {name: _yuan(one) for name, one in found.items()}
    if isinstance(found, list | tuple):
        return [_yuan(one) for one in found]
    return found / FEN_PER_CNY if isinstance(found, int | float) else _turned(found)
