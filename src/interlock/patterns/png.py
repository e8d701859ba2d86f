"""A picture in SVG as PNG, with letters of its own, on any machine."""

from __future__ import annotations

import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from interlock.errors import InterlockError
from interlock.patterns.words import WORDS

# An A3 page at 144 pixels to the inch: enough to tell the sizes of a nest apart.
_WIDE_PT = 1_190
_PAGE = (
    "#set page(width: {wide}pt, height: auto, margin: 12pt, fill: white)\n"
    '#image("picture.svg", width: 100%, format: "svg")\n'
)
# A picture takes a second or two.
LONGEST_S = 300


def svg_png(svg: str, *, pixels_wide: int = 2_400) -> bytes:
    """Return the picture as PNG, white behind, as high as its shape asks for.

    It is drawn in a process of its own, which gives its memory back. Raises
    :class:`~interlock.errors.InterlockError` where the picture cannot be drawn.
    """
    with TemporaryDirectory(prefix="interlock-picture-") as folder:
        root = Path(folder).resolve()
        (root / "picture.svg").write_text(svg, encoding="utf-8")
        (root / "page.typ").write_text(_PAGE.format(wide=_WIDE_PT), encoding="utf-8")
        script = str(files("interlock.patterns") / "_picture.py")
        command = [sys.executable, "-P", script, str(root), f"{72 * pixels_wide / _WIDE_PT}"]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
        except subprocess.TimeoutExpired:
            raise InterlockError(WORDS.told("png", why=f"> {LONGEST_S} s")) from None
        if (out := root / "out.png").exists():
            return out.read_bytes()
        raise InterlockError(WORDS.told("png", why=(ended.stderr.strip().splitlines() or ["?"])[-1]))
