"""A made-up cluster of any size from a seed: factories, lines, styles, orders, materials, with real townships."""

from interlock.sample.make import make_sample
from interlock.sample.townships import TOWNSHIPS

__all__ = ["TOWNSHIPS", "make_sample"]
