"""A process that draws one picture: ``python _picture.py FOLDER PIXELS_PER_INCH``. It imports nothing of Interlock.

It writes ``out.png`` beside ``page.typ``. A process of its own gives its memory back when it ends.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import cast

import typst
from pylopdf_fonts_zh_cn import sans_path


def main(root: Path, ppi: float) -> None:
    """Draw the page; fonts are the package's own."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(Path(sans_path()).parent)]
    )
    compiler = typst.Compiler(str(root / "page.typ"), root=str(root), font_paths=fonts, ignore_system_fonts=True)
    (root / "out.png").write_bytes(cast(bytes, compiler.compile(format="png", ppi=ppi)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
