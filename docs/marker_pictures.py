"""Make the picture of the chapter on markers: ``python docs/marker_pictures.py``, about 15 seconds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from interlock.markers import MarkerRules, PieceRule, audit, for_ratio, improve, svg
from interlock.patterns import Mark, Piece, graded, svg_png
from interlock.patterns.outlines import bounds_mm

PICTURE = Path(__file__).parent / "pictures" / "marker-rules.png"
RULES = MarkerRules(width_mm=1480, direction="by_garment", repeat_x_mm=25, edge_mm=10)


def main() -> None:
    """Draw a striped marker in two sections, one way per garment, with sleeves cut from their boxes."""
    sizes = {size: [*map(marked, pieces)] for size, pieces in graded("brian").items()}
    problem = for_ratio(
        sizes,
        {"38": 2, "42": 2},
        RULES,
        piece_rules=[PieceRule(piece="sleeve", block="hull", buffer_mm=3)],
        sections=[["38"], ["42"]],
    )
    marker = improve(problem, seconds=12)
    assert audit(problem, marker) == []
    PICTURE.write_bytes(svg_png(svg(problem, marker, "Sample design, striped, stepped lay"), pixels_wide=1400))


def marked(piece: Piece) -> Piece:
    """Give a sample piece a match point near its hem, two notches and a line across."""
    left, bottom, right, top = bounds_mm(piece.outline)
    x, y = (left + right) / 2, bottom + 0.2 * (top - bottom)
    hem = [point for point in piece.outline if point[1] < bottom + 1]
    marks = (
        Mark(kind="match", points=((x, y),), name="hip"),
        Mark(kind="line", points=((x - 60, y), (x + 60, y))),
        *(Mark(kind="notch", points=(point,)) for point in hem[:2]),
    )
    return replace(piece, marks=marks)


if __name__ == "__main__":
    main()
