"""A process that sets one sheet: ``python _set.py FOLDER TEMPLATE``. It imports nothing of Interlock, to start at once.

It writes ``out.pdf`` beside the template, or ``wrong.json`` with what typst says of it. A process of its own gives its
memory back when it ends, and can be ended when a template never does.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import cast

import typst
from pylopdf_fonts_zh_cn import sans_path


def main(root: Path, template: str) -> None:
    """Set the template with the data in its folder; fonts are the package's own, the date is always the same."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(Path(sans_path()).parent)]
    )
    try:
        compiler = typst.Compiler(str(root / template), root=str(root), font_paths=fonts, ignore_system_fonts=True)
        # Version 1.4 has no compressed objects, so that parts can be joined.
        made = compiler.compile(format="pdf", timestamp=0, pdf_tags=False, pdf_standards="1.4")
    except typst.TypstError as error:
        wrong = {"message": error.message, "hints": error.hints, "diagnostic": error.diagnostic}
        (root / "wrong.json").write_text(json.dumps(wrong), encoding="utf-8")
        return
    (root / "out.pdf").write_bytes(cast(bytes, made))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
