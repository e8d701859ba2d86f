"""What is made: styles with their operations, pieces by size and bill of materials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from interlock.model._validate import Problems
from interlock.model.words import ERRORS
from interlock.patterns.pieces import Piece


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One step of the operation bulletin: its standard minute value and machine."""

    number: int
    name: str
    machine: str
    smv_min: float

    def __post_init__(self) -> None:
        with Problems("operation", f"{self.number} {self.name}") as p:
            p.text("name", self.name)
            p.within("SMV in minutes", self.smv_min, 0.001, 600)


@dataclass(frozen=True, kw_only=True)
class BillItem:
    """A material of a style.

    ``cut_pieces`` names the style's pieces that are cut from it (a marker then decides the quantity); without
    them ``per_garment`` units are used. ``waste_share`` is bought on top (0.02: two per cent).
    """

    material: str
    per_garment: float = 0.0
    cut_pieces: tuple[str, ...] = ()
    waste_share: float = 0.0

    def __post_init__(self) -> None:
        with Problems("bill of materials,", self.material) as p:
            p.text("material", self.material)
            p.within("waste share", self.waste_share, 0, 1)
            p.at_least("quantity per garment", self.per_garment, 0)
            if not self.cut_pieces and self.per_garment <= 0:
                p.add(ERRORS.told("bill_amount"))


@dataclass(frozen=True, kw_only=True)
class Style:
    """A design: category, operations, pieces by size, bill of materials.

    ``sizes`` gives their order. ``pieces`` may be empty for a style whose fabric is counted per garment only.
    ``finishing_min`` are the standard minutes of finishing, inspection and packing a garment needs.
    """

    code: str
    name: str
    category: str
    sizes: tuple[str, ...]
    operations: tuple[Operation, ...]
    bill: tuple[BillItem, ...] = ()
    pieces: tuple[Piece, ...] = ()
    finishing_min: float = 0.0

    def __post_init__(self) -> None:
        with Problems("style", self.code) as p:
            p.text("code", self.code)
            p.text("category", self.category)
            p.unique("size", self.sizes)
            p.unique("operation", (str(o.number) for o in self.operations))
            p.unique("material", (item.material for item in self.bill))
            p.unique("piece", (f"{piece.name} {piece.size}" for piece in self.pieces))
            p.at_least("finishing minutes", self.finishing_min, 0)
            if not self.sizes:
                p.add(ERRORS.told("no_size"))
            if not self.operations:
                p.add(ERRORS.told("no_operation"))
            self._check_pieces(p)

    def _check_pieces(self, p: Problems) -> None:
        names_by_size: dict[str, set[str]] = {}
        for piece in self.pieces:
            names_by_size.setdefault(piece.size, set()).add(piece.name)
        for size in names_by_size.keys() - set(self.sizes):
            p.add(ERRORS.told("piece_size", size=size))
        for item in self.bill:
            for size in self.sizes:
                for name in set(item.cut_pieces) - names_by_size.get(size, set()):
                    p.add(ERRORS.told("no_piece", material=item.material, piece=name, size=size))

    @cached_property
    def smv_min(self) -> float:
        """Standard minutes to sew one garment: the sum over its operations."""
        return sum(operation.smv_min for operation in self.operations)

    @cached_property
    def cut_items(self) -> tuple[BillItem, ...]:
        """The materials that are laid and cut; the first is the shell, whose cut plan the others share."""
        return tuple(item for item in self.bill if item.cut_pieces)

    def pieces_of(self, size: str, names: Iterable[str]) -> tuple[Piece, ...]:
        """Return the pieces of one size that bear one of the names."""
        wanted = set(names)
        return tuple(piece for piece in self.pieces if piece.size == size and piece.name in wanted)
