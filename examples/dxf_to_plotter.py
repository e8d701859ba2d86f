"""From a pattern file to the plotter: ``python examples/dxf_to_plotter.py [FOLDER] [SECONDS]``.

A shirt in two sizes is written as DXF, as pattern CAD would hand it over, and read back; its pieces are nested on
fabric of 1.5 m, judged, and printed: the marker at 1:1 for a plotter, a lay card, and bundle tickets with QR.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

from interlock.errors import BrokenLaw
from interlock.markers import MarkerRules, audit, for_ratio, nest
from interlock.paper import DrawnMarker, LayPaper, Pens, Spread, lay_cards, marker_plt, mini_markers, tickets
from interlock.patterns import Mark, Piece, graded, read_patterns, write_dxf

WIDTH_MM = 1_500.0
RATIO = {"34": 1, "36": 2}


def main(folder: Path, seconds: int) -> None:
    """Write everything into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pattern = folder / "shirt.dxf"
    sizes = graded("simon")
    write_dxf((_marked(piece) for size in RATIO for piece in sizes[size]), pattern, style="SHIRT-1")

    read = read_patterns(pattern)
    print(f"{pattern.name}: {len(read.pieces)} pieces of sizes {', '.join(read.sizes)}, in {read.unit}")
    by_size = {size: [piece for piece in read.pieces if piece.size == size] for size in read.sizes}

    problem = for_ratio(by_size, RATIO, MarkerRules(width_mm=WIDTH_MM, direction="two_way", gap_mm=1))
    marker = nest(problem, seconds=seconds)
    if breaches := audit(problem, marker):
        raise BrokenLaw("the marker", breaches)
    print(f"marker: {marker.length_mm / 1000:.3f} m, {100 * marker.utilisation:.2f} % used")

    drawn = DrawnMarker("SHIRT-1 34x1 36x2", problem, marker)
    lay = LayPaper(
        lay="L-1",
        order="A-1001",
        style="SHIRT-1",
        style_name="男式衬衫 shirt",
        fabric="POPLIN",
        table="T1",
        marker=drawn.name,
        marker_mm=marker.length_mm,
        width_mm=marker.width_mm,
        end_loss_mm=30,
        ratio=tuple(RATIO.items()),
        utilisation=marker.utilisation,
        plies=(Spread(colour="藏青 navy", plies=40, shade="A"), Spread(colour="白 white", plies=25)),
        drawn=drawn,
        made_up=True,
    )
    files = {
        "marker.plt": marker_plt(problem, marker, title=drawn.name, pens=Pens(outline=1, inner=2, words=2)),
        "mini-marker.pdf": mini_markers([drawn], language="en"),
        "lay-card.pdf": lay_cards([lay], language="zh"),
        "tickets.pdf": tickets([lay], stock="60x40", language="zh"),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")


def _marked(piece: Piece) -> Piece:
    """A piece with a notch at the middle of its first side and a drill hole near its middle."""
    (ax, ay), (bx, by) = piece.outline[:2]
    middle = tuple(sum(axis) / len(piece.outline) for axis in zip(*piece.outline, strict=True))
    notch = Mark(kind="notch", points=(((ax + bx) / 2, (ay + by) / 2),))
    return replace(piece, marks=(notch, Mark(kind="drill", points=((middle[0], middle[1]),))))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "example"), int(sys.argv[2]) if len(sys.argv) > 2 else 10)
