"""How much of a pattern file is read, so that no file, hostile or broken, can take the machine."""

from __future__ import annotations

MOST_MB = 32
# Of a whole file, its vertices and points included. The largest export seen (120 pieces) has 12,000.
MOST_ENTITIES = 400_000
MOST_TAGS = 2_500_000
# Points that are drawn in all: a curve has many, and a block may be inserted often.
MOST_DRAWN = 500_000
MOST_BLOCKS = 20_000
MOST_PIECES = 5_000
# Blocks within blocks. Pattern programs use none.
MOST_DEPTH = 8
# Elements of an SVG within each other.
MOST_NESTING = 200
# Of one piece.
MOST_LINES = 4_000
MOST_POINTS = 20_000
# In the file's own unit: 10 m in micrometres.
MOST_COORDINATE = 1e7
# Of a grade-rule file.
MOST_RULES = 20_000
MOST_SIZES = 100
