"""Orders to be cut together as JSON says them: tables in metres, garments in mm, money in yuan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interlock.errors import InvalidModel, Placed
from interlock.markers import Direction
from interlock.stages.pool import OrderToPool, PoolToCut
from interlock.units import cloth_widths, garment_lengths, is_cloth_width, is_garment_length
from interlock.words import Words

WORDS = Words(
    below_0=("{name} is {found:g}; give 0 or more", "{name} 为 {found:g}，应不小于 0"),
    width=(
        "width_mm is {found:g}; cloth is {least} to {most} mm wide: check the unit",
        "width_mm 为 {found:g}，布匹幅宽应为 {least} 至 {most} 毫米，请核对单位",
    ),
    garment=(
        "order {order}: per_garment_mm of size {size} is {found:g}; a garment takes {least} to {most} mm of cloth: "
        "check the unit",
        "订单 {order}：尺码 {size} 的 per_garment_mm 为 {found:g}，每件用布应为 {least} 至 {most} 毫米，请核对单位",
    ),
)
_NOT_BELOW_0 = (
    "max_length_m",
    "fixed_mm",
    "end_loss_mm",
    "yuan_per_m",
    "marker_yuan",
    "lay_yuan",
    "ply_yuan",
    "width_mm",
    "gap_mm",
    "edge_mm",
)


@dataclass(frozen=True, kw_only=True)
class StylePattern:
    """The pattern file of a style, beside the pool's own; with a ``material`` only the pieces cut from it."""

    style: str
    file: str
    material: str = ""


@dataclass(frozen=True, kw_only=True)
class PoolAsked:
    """Orders of one fabric with the limits and prices of :class:`~interlock.stages.pool.PoolToCut`.

    ``fabric`` and ``width_mm`` are its lays', where they are to be written; ``patterns``, ``direction``, ``gap_mm`` and
    ``edge_mm`` are for their markers, where these are to be nested.

    Raises :class:`~interlock.errors.InvalidModel`, each problem with its place where it has one.
    """

    colours: tuple[str, ...]
    orders: tuple[OrderToPool, ...]
    max_garments: int
    max_length_m: float
    max_plies: int
    min_plies: int = 1
    fixed_mm: float = 0.0
    end_loss_mm: float = 0.0
    under: float = 0.0
    over: float = 0.0
    yuan_per_m: float = 0.0
    marker_yuan: float = 0.0
    lay_yuan: float = 0.0
    ply_yuan: float = 0.0
    permutations: int = 100
    seed: int = 0
    fabric: str = ""
    width_mm: float = 0.0
    patterns: tuple[StylePattern, ...] = ()
    direction: Direction = "one_way"
    gap_mm: float = 0.0
    edge_mm: float = 0.0

    def __post_init__(self) -> None:
        problems: list[str] = [*self._below_0(), *self._slips()]
        try:
            self.asked()
        except InvalidModel as error:
            problems += error.problems
        if problems:
            raise InvalidModel(problems)

    def asked(self) -> PoolToCut:
        """Return what the engine is asked."""
        return PoolToCut(
            colours=self.colours,
            orders=self.orders,
            max_garments=self.max_garments,
            max_length_mm=max(0.0, self.max_length_m * 1000),
            max_plies=self.max_plies,
            min_plies=self.min_plies,
            fixed_mm=max(0.0, self.fixed_mm),
            under=self.under,
            over=self.over,
            end_loss_mm=max(0.0, self.end_loss_mm),
            fabric_fen_per_m=max(0, round(self.yuan_per_m * 100)),
            marker_fen=max(0, round(self.marker_yuan * 100)),
            lay_fen=max(0, round(self.lay_yuan * 100)),
            ply_fen=max(0, round(self.ply_yuan * 100)),
            permutations=self.permutations,
            seed=self.seed,
        )

    def _slips(self) -> Iterator[Placed]:
        """Yield the lengths and the width that were written in another unit."""
        if self.width_mm > 0 and not is_cloth_width(self.width_mm):
            told = WORDS.told("width", found=self.width_mm, **cloth_widths())
            yield Placed(str(told), told.chinese, place="width_mm")
        for number, order in enumerate(self.orders, 1):
            for at, (size, found) in enumerate(zip(order.sizes, order.per_garment_mm, strict=False), 1):
                if found > 0 and not is_garment_length(found):
                    told = WORDS.told("garment", order=order.name, size=size, found=found, **garment_lengths())
                    yield Placed(str(told), told.chinese, place=f"orders {number}, per_garment_mm {at}")

    def _below_0(self) -> Iterator[Placed]:
        for name in _NOT_BELOW_0:
            if (found := getattr(self, name)) < 0:
                told = WORDS.told("below_0", name=name, found=found)
                yield Placed(str(told), told.chinese, place=name)
