"""Markers: the pieces of one or more garments nested on the fabric's width."""

from interlock.markers.cache import MarkerCache, default_cache_folder, problem_key
from interlock.markers.check import audit
from interlock.markers.draw import dxf, svg
from interlock.markers.estimate import estimate, length_mm
from interlock.markers.problem import Direction, MarkerProblem, MarkerRules, for_ratio
from interlock.markers.solution import Marker, Placement
from interlock.markers.solve import nest, nest_many

__all__ = [
    "Direction",
    "Marker",
    "MarkerCache",
    "MarkerProblem",
    "MarkerRules",
    "Placement",
    "audit",
    "default_cache_folder",
    "dxf",
    "estimate",
    "for_ratio",
    "length_mm",
    "nest",
    "nest_many",
    "problem_key",
    "svg",
]
