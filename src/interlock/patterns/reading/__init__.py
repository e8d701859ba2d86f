"""Reading pattern files: AAMA / ASTM D6673 DXF with grade rules, SVG and Interlock's own JSON."""

from interlock.patterns.reading.read import read_patterns

__all__ = ["read_patterns"]
