import subprocess
import sys
from xml.etree import ElementTree

import pytest

import interlock.cutting
from interlock.cutting import CutProblem, LengthModel, draw, plan_cut

SVG = "{http://www.w3.org/2000/svg}"
PROBLEM = CutProblem(
    sizes=("S", "M", "L & XL"),
    colours=("navy", "<white>"),
    demand=((20, 30, 10), (7, 15, 3)),
    max_garments=5,
    max_length_mm=6_000,
    max_plies=40,
    length=LengthModel(20, (900, 1_000, 1_100)),
    fabric_fen_per_m=1_500,
    marker_fen=2_000,
)
PLAN = plan_cut(PROBLEM)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_picture_has_a_block_per_size_of_each_lay(language: str) -> None:
    picture = ElementTree.fromstring(draw(PROBLEM, PLAN, language=language))  # type: ignore[arg-type]  # noqa: S314
    blocks = picture.findall(f".//{SVG}rect")
    assert len(blocks) == sum(1 for lay in PLAN.lays for count in lay.ratio if count)


def test_bars_stay_inside_the_picture_and_grow_with_plies() -> None:
    picture = ElementTree.fromstring(draw(PROBLEM, PLAN))  # noqa: S314
    heights = [int(group.findall(f"{SVG}rect")[0].attrib["height"]) for group in picture.findall(f"{SVG}g")]
    assert heights == sorted(heights, reverse=True)
    for block in picture.findall(f".//{SVG}rect"):
        assert float(block.attrib["x"]) + float(block.attrib["width"]) <= float(picture.attrib["width"])
        assert float(block.attrib["y"]) + float(block.attrib["height"]) <= float(picture.attrib["height"])


def test_the_caption_speaks_both_languages() -> None:
    assert f"{PLAN.markers} markers" in draw(PROBLEM, PLAN)
    assert f"{PLAN.plies} 层" in draw(PROBLEM, PLAN, language="zh")


def test_the_face_of_the_room_is_what_it_names() -> None:
    assert all(hasattr(interlock.cutting, name) for name in interlock.cutting.__all__)


def test_importing_the_room_loads_no_solver() -> None:
    asked = "import sys, interlock.cutting; print(sorted({'ortools', 'numba', 'numpy', 'highspy'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
