"""Make the pictures of the chapters on rolls and pooled lays: ``python docs/rolls_pictures.py``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from interlock.cli import main
from interlock.patterns import svg_png

HERE = Path(__file__).parent
PICTURES, EXAMPLES = HERE / "pictures", HERE.parent / "examples"


def draw(command: str) -> None:
    """Run a command on its example in both languages and keep its picture."""
    for language in ("en", "zh"):
        with TemporaryDirectory() as folder:
            drawn = Path(folder) / "drawn.svg"
            main(["cut", command, str(EXAMPLES / f"{command}.json"), "--svg", str(drawn), "--lang", language])
            svg = drawn.read_text(encoding="utf-8").replace("currentColor", "#222")
            (PICTURES / f"cut-{command}-{language}.png").write_bytes(svg_png(svg, pixels_wide=1200))


if __name__ == "__main__":
    draw("rolls")
    draw("pool")
