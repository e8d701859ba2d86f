from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring as parsed

import pytest
from hub_browser import DESKTOP, MISSING, chromium, launched

from interlock.errors import InvalidModel
from interlock.patterns import Piece, graded, nest_svg, svg_png

SVG = "{http://www.w3.org/2000/svg}"


def pieces() -> list[Piece]:
    return [piece for size in graded("aaron").values() for piece in size]


def test_every_size_of_a_piece_lies_in_one_cell_in_its_own_colour() -> None:
    chosen = pieces()
    sizes = list(dict.fromkeys(piece.size for piece in chosen))
    root = parsed(nest_svg(chosen, "aaron", sample_size=sizes[1]))  # noqa: S314 (our own)
    groups = [group for group in root.iter(f"{SVG}g") if "data-size" in group.attrib]
    assert [(g.get("data-name"), g.get("data-size")) for g in groups] == [
        (name, size) for name in dict.fromkeys(piece.name for piece in chosen) for size in sizes
    ]
    colours = {(g.get("data-size"), g[0].get("style")) for g in groups}
    assert len(colours) == len(sizes)
    bold = {g.get("data-size") for g in groups if "sample" in (g[0].get("class") or "")}
    assert bold == {sizes[1]}


def test_sizes_that_lie_apart_in_the_file_are_laid_on_each_other() -> None:
    square = ((0, 0), (300, 0), (300, 200), (0, 200))
    apart = tuple((x + 1000, y) for x, y in square)
    drawn = nest_svg([Piece(name="A", size=size, outline=outline) for size, outline in (("S", square), ("M", apart))])
    first, second = re.findall(r"translate\(([-\d.]+),", drawn)
    assert float(first) - float(second) == 1000


def test_the_legend_speaks_both_languages_and_names_are_escaped() -> None:
    chosen = [Piece(name="<A&B>", size=size, outline=((0, 0), (90, 0), (0, 90))) for size in ("S", "M")]
    assert ">尺码<" in nest_svg(chosen, language="zh")
    english = nest_svg(chosen, language="en")
    assert ">Sizes<" in english
    assert parsed(english) is not None  # noqa: S314 (our own)


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(InvalidModel, match="no piece to draw") as caught:
        nest_svg([])
    assert "没有可绘制的裁片" in caught.value.chinese


def test_the_picture_comes_as_png_of_the_width_asked_for() -> None:
    image = svg_png(nest_svg([Piece(name="前片", size="M", outline=((0, 0), (90, 0), (0, 90)))]), pixels_wide=400)
    assert image.startswith(b"\x89PNG")
    assert int.from_bytes(image[16:20]) == pytest.approx(400, abs=1)


@pytest.mark.skipif(chromium() is None, reason=MISSING)
def test_a_browser_shows_the_whole_and_prints_it_at_full_size(tmp_path: Path) -> None:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    drawn, path = nest_svg(pieces(), "aaron"), tmp_path / "aaron.svg"
    path.write_text(drawn, encoding="utf-8")
    root = parsed(drawn)  # noqa: S314 (our own)
    _left, _top, wide, high = map(float, root.get("viewBox", "").split())
    assert (root.get("width"), root.get("height")) == (f"{wide:.0f}mm", f"{high:.0f}mm")
    measured = "() => { const at = document.documentElement.getBoundingClientRect(); return [at.width, at.height]; }"
    with launched() as browser:
        page = browser.new_page(viewport=DESKTOP)
        page.goto(path.as_uri())
        width, height = page.evaluate(measured)
        assert width <= DESKTOP["width"]
        assert height <= DESKTOP["height"]
        page.emulate_media(media="print")
        assert [side / 96 * 25.4 for side in page.evaluate(measured)] == pytest.approx([wide, high], abs=0.1)
