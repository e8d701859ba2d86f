"""Garment pieces: their outlines, a small library of graded drafts, DXF files and pictures of them."""

from interlock.patterns.draw import sheet_svg
from interlock.patterns.dxf import write_dxf
from interlock.patterns.fold import unfold
from interlock.patterns.library import designs, garment_pieces, graded, models
from interlock.patterns.pieces import Mark, MarkKind, Outline, Piece, Point

__all__ = [
    "Mark",
    "MarkKind",
    "Outline",
    "Piece",
    "Point",
    "designs",
    "garment_pieces",
    "graded",
    "models",
    "sheet_svg",
    "unfold",
    "write_dxf",
]
