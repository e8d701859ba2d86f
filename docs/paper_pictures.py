"""Make the pictures of the chapter on paper from what ``examples/dxf_to_plotter.py`` wrote.

Run ``python examples/dxf_to_plotter.py example 20`` and then ``python docs/paper_pictures.py example``.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from plt_reader import Plot, read_plt

from interlock.patterns import svg_png

PICTURES = Path(__file__).parent / "pictures"
# Paper, the picture's name and its width in pixels; tickets are shown six beside each other.
SHEETS = (("lay-card.pdf", "paper-lay-card.png", 900), ("mini-marker.pdf", "paper-mini-marker.png", 1200))
TICKETS = 6
PENS = ("", "#000", "#06c")


def main(folder: Path) -> None:
    """Draw the sheets, some tickets and the plot."""
    for name, picture, wide in SHEETS:
        page = f'#set page(width: {wide}pt, height: auto, margin: 0pt)\n#image("{name}", width: 100%)'
        (PICTURES / picture).write_bytes(_png(page, folder / name))
    labels = "".join(
        f'box(stroke: 0.5pt + gray, image("tickets.pdf", page: {n}, width: 60mm)),' for n in range(1, TICKETS + 1)
    )
    page = f"#set page(width: auto, height: auto, margin: 8pt)\n#grid(columns: 3, gutter: 8pt, {labels})"
    (PICTURES / "paper-tickets.png").write_bytes(_png(page, folder / "tickets.pdf", ppi=150))
    plot = read_plt((folder / "marker.plt").read_bytes())
    (PICTURES / "paper-plot.png").write_bytes(svg_png(_drawn(plot), pixels_wide=1200))


def _png(page: str, pdf: Path, ppi: float = 72) -> bytes:
    """A page of typst that shows a PDF, as PNG."""
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / pdf.name).write_bytes(pdf.read_bytes())
        (root / "page.typ").write_text(page, encoding="utf-8")
        made = typst.compile(root / "page.typ", root=root, format="png", ppi=ppi)
    assert isinstance(made, bytes)
    return made


def _drawn(plot: Plot) -> str:
    """What a plotter would draw."""
    parts = [
        f'<path fill="none" stroke="{PENS[pen]}" stroke-width="2" d="M'
        + "L".join(f"{x:.1f},{plot.width - y:.1f}" for x, y in line)
        + '"/>'
        for frame in plot.frames
        for pen, line in frame.lines
    ]
    for frame in plot.frames:
        for said in frame.words:
            x, y, tall = said.x, plot.width - said.y, 10 * said.height_cm
            turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if said.direction[1] else ""
            size = f'font-size="{tall / 0.73:.1f}" textLength="{0.8 * tall * len(said.words):.1f}"'
            parts.append(f'<text font-family="Noto Sans SC" {size} x="{x:.1f}" y="{y:.1f}"{turn}>{said.words}</text>')
    box = f"-10 -10 {plot.length + 20:.0f} {plot.width + 20:.0f}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}">{"".join(parts)}</svg>'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
