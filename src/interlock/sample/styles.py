"""Styles: a bulletin, pieces and a bill of materials each, spread over the categories."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from interlock.model.materials import MaterialKind
from interlock.model.styles import BillItem, Operation, Style
from interlock.sample.catalogue import CATEGORIES, Category
from interlock.sample.garments import FITS, SIZES, Fit, Recipe, area_m2, names_of, pieces_of
from interlock.sample.goods import GOODS

STYLES_AT_600_ORDERS = 30
FABRIC_USE_SHARE = 0.82
WASTE_SHARE = 0.02


@dataclass(frozen=True)
class Made:
    """A style beside what it was made from."""

    style: Style
    category: Category
    recipe: Recipe
    fit: Fit

    @cached_property
    def use(self) -> dict[str, float]:
        """Estimated units of every material per garment."""
        return {item.material: self._use_of(item) * (1 + item.waste_share) for item in self.style.bill}

    @cached_property
    def material_fen(self) -> float:
        """What the materials of one garment usually cost."""
        return sum(quantity * GOODS[code].usual_fen for code, quantity in self.use.items())

    @cached_property
    def lay_metres(self) -> tuple[float, ...]:
        """Estimated metres of a marker per garment, for each cloth that is cut."""
        return tuple(self._use_of(item) for item in self.style.cut_items)

    def _use_of(self, item: BillItem) -> float:
        if not item.cut_pieces:
            return item.per_garment
        cloth = next(cloth for cloth, _ in self.category.cloths if names_of(self.recipe, cloth) == item.cut_pieces)
        width_m = GOODS[item.material].material.width_mm / 1000
        return area_m2(self.recipe, self.fit, cloth) / width_m / FABRIC_USE_SHARE


def style_count(orders: int) -> int:
    """Return how many styles an order book has: 30 at 600 orders, growing with the square root."""
    return max(len(CATEGORIES), round(STYLES_AT_600_ORDERS * math.sqrt(orders / 600)))


def make_styles(count: int, rng: np.random.Generator) -> tuple[Made, ...]:
    """Return ``count`` styles, the categories in turn."""
    return tuple(_style(CATEGORIES[n % len(CATEGORIES)], n // len(CATEGORIES), rng) for n in range(count))


def _style(category: Category, nth: int, rng: np.random.Generator) -> Made:
    recipe = category.recipes[nth % len(category.recipes)]
    fit = FITS[(nth // len(category.recipes)) % len(FITS)]
    shell = category.shells[nth % len(category.shells)]
    operations = _operations(category, float(rng.uniform(*category.smv_min)), rng)
    smv_min = sum(operation.smv_min for operation in operations)
    chinese, english = category.label
    style = Style(
        code=f"{category.prefix}-{nth + 1:02d}",
        name=f"示例{fit.name.split()[0]}{chinese} {nth + 1:02d} / Sample {fit.name.split()[1]} {english} {nth + 1:02d}",
        category=category.name,
        sizes=SIZES,
        operations=operations,
        bill=_bill(category, recipe, shell),
        pieces=pieces_of(recipe, fit),
        finishing_min=round(smv_min * category.finishing_share * float(rng.uniform(0.9, 1.1)), 2),
    )
    return Made(style, category, recipe, fit)


def _operations(category: Category, total_min: float, rng: np.random.Generator) -> tuple[Operation, ...]:
    usual = np.array([minutes for _, _, minutes in category.steps]) * rng.uniform(0.85, 1.15, len(category.steps))
    minutes = np.maximum(0.05, np.round(usual * (total_min / usual.sum()), 2))
    return tuple(
        Operation(number=10 * (n + 1), name=name, machine=machine, smv_min=float(minutes[n]))
        for n, (name, machine, _) in enumerate(category.steps)
    )


def _bill(category: Category, recipe: Recipe, shell: str) -> tuple[BillItem, ...]:
    cut = tuple(
        BillItem(material=material or shell, cut_pieces=names_of(recipe, cloth), waste_share=WASTE_SHARE)
        for cloth, material in category.cloths
    )
    return (*cut, *(_counted(material, quantity) for material, quantity in category.trims))


def _counted(material: str, quantity: float) -> BillItem:
    waste = 0.0 if material == "T-CARTON" else WASTE_SHARE
    if GOODS[material].material.kind is MaterialKind.FABRIC:
        waste = 2 * WASTE_SHARE
    return BillItem(material=material, per_garment=quantity, waste_share=waste)
