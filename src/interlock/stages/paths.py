"""Through which core, cutting shop and finishing shop each order goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from interlock.errors import Infeasible
from interlock.model import Factory, FactoryKind, MaterialKind, Scenario, Style, distance_km
from interlock.stages.cut import Lengths
from interlock.stages.facts import Path
from interlock.stages.words import ERRORS

# A kilometre counts as much as this share of a shop's load when shops are compared.
LOAD_PER_KM = 0.01
# A core's own table or finishing shop is preferred until it is this much fuller than another.
OWN_SHOP_LEAD = 0.05


@dataclass(frozen=True)
class Taken:
    """Minutes that other orders have in a plan already: of lines that sew for each core, of tables, of finishing."""

    cores: Mapping[str, float] = field(default_factory=dict)
    cutters: Mapping[str, float] = field(default_factory=dict)
    finishers: Mapping[str, float] = field(default_factory=dict)


NOTHING_TAKEN = Taken()


def choose_paths(lengths: Lengths, taken: Taken = NOTHING_TAKEN) -> Mapping[str, Path]:
    """Return every order's path, orders in due order, shops chosen by load and distance.

    What is ``taken`` counts as load of the shops that have it.
    Raises :class:`~interlock.errors.Infeasible` naming the kind of factory that the cluster lacks.
    """
    scenario = lengths.scenario
    cores = scenario.of_kind(FactoryKind.CORE)
    cutters = [f for f in scenario.factories if scenario.tables_of[f.code]]
    finishers = [f for f in scenario.factories if f.finishing_min_per_day > 0]
    _want(cores, "no_core")
    _want(cutters, "no_table")
    if any(scenario.style[o.style].finishing_min > 0 for o in scenario.orders):
        _want(finishers, "no_finishing")

    sewing_min = {f.code: sum(line.capacity_min_per_day for line in scenario.lines_of[f.code]) for f in cores}
    cutting_min = {f.code: sum(table.minutes_per_day for table in scenario.tables_of[f.code]) for f in cutters}
    finishing_min = {f.code: f.finishing_min_per_day for f in finishers}
    choose_core = _Chooser(cores, sewing_min, taken.cores)
    choose_cutter = _Chooser(cutters, cutting_min, taken.cutters)
    choose_finisher = _Chooser(finishers, finishing_min, taken.finishers)
    wide_enough = {code: _wide_enough(scenario, style) for code, style in scenario.style.items()}
    paths: dict[str, Path] = {}
    for order in sorted(scenario.orders, key=lambda o: (o.due_on, o.number)):
        style = scenario.style[order.style]
        core = order.core or choose_core(order.pieces * style.smv_min, None)
        home = scenario.factory[core]
        cutting = choose_cutter(lengths.cutting_min(order), home, wide_enough[style.code])
        finishing = choose_finisher(order.pieces * style.finishing_min, home) if style.finishing_min > 0 else core
        paths[order.number] = Path(core, cutting, finishing)
    return paths


def _want(found: Sequence[Factory], lacking: str) -> None:
    if not found:
        raise Infeasible(ERRORS.told(lacking))


def _wide_enough(scenario: Scenario, style: Style) -> frozenset[str]:
    """The factories with a table for the widest fabric of the style."""
    fabrics = [m for i in style.bill if (m := scenario.material[i.material]).kind is MaterialKind.FABRIC]
    widest = max(fabrics, key=lambda m: m.width_mm, default=None)
    found = frozenset(t.factory for t in scenario.tables if widest is None or t.width_mm >= widest.width_mm)
    if widest is not None and not found and any(o.style == style.code for o in scenario.orders):
        raise Infeasible(ERRORS.told("no_wide_table", style=style.code, fabric=widest.code, width=widest.width_mm))
    return found


class _Chooser:
    """Gives work to the shop with the least load, near ones and one's own first."""

    def __init__(self, shops: Sequence[Factory], capacity: Mapping[str, float], taken: Mapping[str, float]) -> None:
        self._shops = shops
        self._capacity = {code: max(minutes, 1e-9) for code, minutes in capacity.items()}
        self._given = {code: taken.get(code, 0.0) for code in self._capacity}
        self._all_given = sum(self._given.values())
        self._total = sum(self._capacity.values())

    def __call__(self, work: float, home: Factory | None, among: frozenset[str] | None = None) -> str:
        self._all_given += work
        fair = self._all_given / self._total

        def price(shop: Factory) -> float:
            load = (self._given[shop.code] + work) / self._capacity[shop.code] / fair if fair else 0.0
            if home is None:
                return load
            own = OWN_SHOP_LEAD if shop.code == home.code else 0.0
            return load + LOAD_PER_KM * distance_km(home, shop) - own

        shops = [shop for shop in self._shops if among is None or shop.code in among]
        best = min(shops, key=lambda shop: (price(shop), shop.code))
        self._given[best.code] += work
        return best.code
