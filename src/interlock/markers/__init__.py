"""Markers: the pieces of one or more garments nested on the fabric's width."""

from interlock.markers._draw_copy import size_of, words_of
from interlock.markers._keys import problem_key
from interlock.markers._label import Label, label_for
from interlock.markers._strip_label import StripLabel, strip_label
from interlock.markers.cache import MarkerCache, default_cache_folder
from interlock.markers.check import audit
from interlock.markers.draw import dxf, figures_of, svg
from interlock.markers.estimate import estimate, length_mm
from interlock.markers.file import MarkerFile, read_marker, write_marker
from interlock.markers.lengths import FittedLengths, LengthStore, Observed, calibration, fit
from interlock.markers.problem import MarkerProblem, for_ratio
from interlock.markers.rules import Block, Direction, MarkerRules, PieceRule
from interlock.markers.search import improve
from interlock.markers.solution import Marker, Placement, placed_outline, placed_points
from interlock.markers.solve import nest, nest_many
from interlock.markers.strip import Strip, is_strip, read_strip

__all__ = [
    "Block",
    "Direction",
    "FittedLengths",
    "Label",
    "LengthStore",
    "Marker",
    "MarkerCache",
    "MarkerFile",
    "MarkerProblem",
    "MarkerRules",
    "Observed",
    "PieceRule",
    "Placement",
    "Strip",
    "StripLabel",
    "audit",
    "calibration",
    "default_cache_folder",
    "dxf",
    "estimate",
    "figures_of",
    "fit",
    "for_ratio",
    "improve",
    "is_strip",
    "label_for",
    "length_mm",
    "nest",
    "nest_many",
    "placed_outline",
    "placed_points",
    "problem_key",
    "read_marker",
    "read_strip",
    "size_of",
    "strip_label",
    "svg",
    "words_of",
    "write_marker",
]
