from __future__ import annotations

from dataclasses import replace

import cast
import pytest

from interlock.errors import Infeasible
from interlock.model import FactoryKind, Policy
from interlock.stages.cut import Lengths
from interlock.stages.paths import choose_paths


def chosen(scenario):
    return choose_paths(Lengths(scenario, Policy()))


def test_an_order_keeps_its_core_and_gets_shops():
    paths = chosen(cast.scenario())
    assert paths["O-3"].core == "C2"
    assert {path.cutting for path in paths.values()} == {"K1"}
    assert paths["O-3"].finishing in {"C1", "C2"}


def test_orders_without_a_core_are_spread_over_the_cores():
    orders = tuple(cast.order(f"N-{i}", "TEE", 20, 1_000, core="") for i in range(8))
    cores = [path.core for path in chosen(cast.scenario(orders)).values()]
    assert cores.count("C1") == cores.count("C2") == 4


def test_work_moves_to_a_second_cutting_centre_when_the_first_fills_up():
    scenario = cast.scenario(tuple(cast.order(f"N-{i}", "TEE", 20, 1_000) for i in range(8)))
    second = replace(scenario.factory["K1"], code="K2", longitude=115.5)
    table = replace(scenario.tables[0], code="K2-1", factory="K2")
    paths = chosen(replace(scenario, factories=(*scenario.factories, second), tables=(*scenario.tables, table)))
    assert {path.cutting for path in paths.values()} == {"K1", "K2"}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda s: {"tables": ()}, "no cutting table"),
        (lambda s: {"tables": tuple(replace(t, width_mm=900) for t in s.tables)}, "F-TEE.* is 1700 mm wide"),
        (
            lambda s: {"factories": tuple(replace(f, finishing_min_per_day=0) for f in s.factories)},
            "no finishing capacity",
        ),
    ],
)
def test_what_the_cluster_lacks_is_named_with_the_remedy(change, found):
    scenario = cast.scenario()
    with pytest.raises(Infeasible, match=found):
        chosen(replace(scenario, **change(scenario)))


def test_a_cluster_without_a_core_is_refused():
    scenario = cast.scenario()
    satellites = tuple(
        replace(f, kind=FactoryKind.SATELLITE) if f.code in ("C1", "C2") else f for f in scenario.factories
    )
    with pytest.raises(Infeasible, match="no core factory"):
        chosen(replace(scenario, factories=satellites))
