"""Garment pieces: their outlines, pattern files in and out, a small library of graded drafts, and pictures of them."""

from interlock.patterns.draw import sheet_svg
from interlock.patterns.dxf import write_dxf
from interlock.patterns.file import MM_PER_UNIT, UNITS, PatternFile, Refused, Repair, Taken, Unit
from interlock.patterns.fold import unfold
from interlock.patterns.json_form import patterns_json
from interlock.patterns.library import designs, garment_pieces, graded, models
from interlock.patterns.nest import nest_svg
from interlock.patterns.pieces import Mark, MarkKind, Outline, Piece, Point
from interlock.patterns.png import svg_png
from interlock.patterns.reading import read_patterns
from interlock.patterns.sizes import in_every_size

__all__ = [
    "MM_PER_UNIT",
    "UNITS",
    "Mark",
    "MarkKind",
    "Outline",
    "PatternFile",
    "Piece",
    "Point",
    "Refused",
    "Repair",
    "Taken",
    "Unit",
    "designs",
    "garment_pieces",
    "graded",
    "in_every_size",
    "models",
    "nest_svg",
    "patterns_json",
    "read_patterns",
    "sheet_svg",
    "svg_png",
    "unfold",
    "write_dxf",
]
