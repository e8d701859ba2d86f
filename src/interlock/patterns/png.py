"""A picture in SVG as PNG, with letters of its own, on any machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

# An A3 page at 144 pixels to the inch: enough to tell the sizes of a nest apart.
_WIDE_PT = 1_190
_PAGE = (
    "#set page(width: {wide}pt, height: auto, margin: 12pt, fill: white)\n"
    '#image("picture.svg", width: 100%, format: "svg")\n'
)


def svg_png(svg: str, *, pixels_wide: int = 2_400) -> bytes:
    """Return the picture as PNG, white behind, as high as its shape asks for."""
    import typst

    with TemporaryDirectory(prefix="interlock-picture-") as folder:
        root = Path(folder).resolve()
        (root / "picture.svg").write_text(svg, encoding="utf-8")
        (root / "page.typ").write_text(_PAGE.format(wide=_WIDE_PT), encoding="utf-8")
        compiler = typst.Compiler(str(root / "page.typ"), root=str(root), font_paths=_fonts(), ignore_system_fonts=True)
        return cast(bytes, compiler.compile(format="png", ppi=72 * pixels_wide / _WIDE_PT))


@cache
def _fonts() -> Any:
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(Path(sans_path()).parent)]
    )
