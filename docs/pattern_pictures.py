"""Make the pictures of cutting.md from a design that comes with the package: ``python docs/pattern_pictures.py``."""

from __future__ import annotations

from pathlib import Path

from interlock.patterns import graded, nest_svg, svg_png
from interlock.words import LANGUAGES

PICTURES = Path(__file__).parent / "pictures"
DESIGN, SAMPLE_SIZE = "simon", "38"


def main() -> None:
    """Draw the shirt in all its sizes, in both languages."""
    pieces = [piece for size in graded(DESIGN).values() for piece in size]
    for language in LANGUAGES:
        picture = nest_svg(pieces, DESIGN, sample_size=SAMPLE_SIZE, language=language)
        (PICTURES / f"nest-{language}.png").write_bytes(svg_png(picture, pixels_wide=1_600))


if __name__ == "__main__":
    main()
