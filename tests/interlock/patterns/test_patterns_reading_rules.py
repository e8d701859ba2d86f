"""Grade rules beside a DXF file of one size."""

from __future__ import annotations

from pathlib import Path

import pytest
from pattern_files import SQUARE, Style, line, point, sides, text

from interlock.errors import InvalidModel
from interlock.patterns import read_patterns
from interlock.patterns.outlines import area_mm2
from interlock.patterns.reading.chain import chained
from interlock.patterns.reading.decode import decoded
from interlock.patterns.reading.drawn import Drawn
from interlock.patterns.reading.dxf_drawn import drawn_pieces
from interlock.patterns.reading.grade import graded
from interlock.patterns.reading.rules import read_rules
from interlock.patterns.reading.tags import sections

HEAD = "ASTM/D13Proposal 1 Version: D 6673-04\nUNITS: METRIC\nNUMBER OF SIZES: 3\nSIZE LIST: S M L\nSAMPLE SIZE: M\n"
# Rule 1 stays, 2 grows along x, 3 along both, 4 along y: one size a line, and all sizes on one line.
RULES = (
    "RULE: DELTA 1\n 0.0, 0.0\n 0.0, 0.0\n 0.0, 0.0\n"
    "RULE: DELTA 2\n -10.0, 0.0\n 0.0, -0.0\n 10.0, 0.0\n"
    "RULE: DELTA 3  -10.00, -5.00  0.00, 0.00  10.00, 5.00\n"
    "RULE: DELTA 4  0.00, -5.00  0.00, 0.00  0.00, 5.00\nEND\n"
)
GRAIN = line((50, 100), (250, 100), 7)


def ruled(points: tuple[tuple[float, float], ...] = SQUARE) -> str:
    return "".join(text(f"# {number}", 2, at) for number, at in enumerate(points, 1))


def sample(drawn: str = "") -> bytes:
    return Style().piece("FRONT", "M", sides(SQUARE) + ruled() + GRAIN + drawn, quantity="1,0").written()


def test_every_size_of_the_rules_is_made_from_the_sample_size() -> None:
    found = read_patterns(sample(), "t.dxf", rules=(HEAD + RULES).encode())
    assert [(piece.size, piece.area_mm2) for piece in found.pieces] == [
        ("S", 290 * 195),
        ("M", 300 * 200),
        ("L", 310 * 205),
    ]
    assert not found.repairs


def test_points_between_move_by_their_share_and_notches_with_the_outline() -> None:
    outline = ((0, 0), (150, 0), (300, 0), (300, 200), (0, 200))
    drawn = sides(outline) + ruled() + point((150, 0), 4) + GRAIN
    data = Style().piece("FRONT", "M", drawn, quantity="1,0").written()
    large = read_patterns(data, "t.dxf", rules=(HEAD + RULES).encode()).pieces[2]
    assert (155.0, 0.0) in large.outline
    assert large.marks[0].points == ((155.0, 0.0),)


def test_rules_run_along_the_grade_reference_line() -> None:
    found = read_patterns(sample(line((0, 0), (0, 100), 5)), "t.dxf", rules=(HEAD + RULES).encode())
    left, _, right, top = 0, 0, 300 - 5, 200 + 10
    assert found.pieces[2].outline == ((0, 0), (300, 10), (right, top), (left - 5, 200))


def test_rules_in_inches_fit_a_pattern_in_millimetres() -> None:
    rules = (HEAD.replace("METRIC", "ENGLISH") + RULES).encode()
    found = read_patterns(sample(), "t.dxf", rules=rules)
    assert found.pieces[2].along_mm == pytest.approx(300 + 254)


def test_rules_beside_the_file_are_found(tmp_path: Path) -> None:
    (tmp_path / "t.dxf").write_bytes(sample())
    (tmp_path / "t.rul").write_text(HEAD + RULES)
    assert read_patterns(tmp_path / "t.dxf").sizes == ("S", "M", "L")


def test_rules_are_left_alone_where_the_sizes_are_drawn() -> None:
    style = Style().piece("FRONT", "M", sides(SQUARE) + GRAIN, quantity="1,0")
    data = style.piece("FRONT", "L", sides(SQUARE) + GRAIN).written()
    assert read_patterns(data, "t.dxf", rules=(HEAD + RULES).encode()).sizes == ("M", "L")


def test_what_has_no_rule_and_rules_that_lack_are_told() -> None:
    plain = Style().piece("FRONT", "M", sides(SQUARE) + GRAIN, quantity="1,0").written()
    told = read_patterns(plain, "t.dxf", rules=(HEAD + RULES).encode()).repairs
    assert {done.what for done in told} == {"no point of it has a grade rule; it is the same in every size"}
    lacking = read_patterns(sample(), "t.dxf", rules=(HEAD + RULES.replace("DELTA 4", "DELTA 9")).encode())
    assert lacking.sizes == ("M",)
    assert [refused.size for refused in lacking.refused] == ["S", "L"]
    assert "lack these that it names: 4" in lacking.refused[0].reason
    assert "缺少" in lacking.refused[0].reason.chinese


def test_everything_wrong_with_rules_is_named_at_once() -> None:
    broken = HEAD.replace("SAMPLE SIZE: M", "SAMPLE SIZE: XXL") + "RULE: DELTA 7  1.0, 2.0\n"
    with pytest.raises(InvalidModel) as caught:
        read_rules(broken.encode(), "t.rul")
    sample_size, rule = caught.value.problems
    assert "'XXL' is none of its sizes (S M L)" in sample_size
    assert "rule 7 has 2 numbers" in rule
    assert "基码" in caught.value.chinese
    with pytest.raises(InvalidModel, match="no grade rule"):
        read_rules(b"hello", "t.rul")


def test_names_of_sizes_may_hold_blanks() -> None:
    head = HEAD.replace("SIZE LIST: S M L", "SIZE LIST: 8 SHORT, 8 LONG, 10 LONG").replace("SIZE: M", "SIZE: 8 LONG")
    assert read_rules((head + RULES).encode(), "t.rul").sizes == ("8 SHORT", "8 LONG", "10 LONG")


# The same rules as programs write them: four pairs a line in columns and no END; a note behind every size; tabs, lower
# case and a list of sizes that goes on; the sample size by its number.
COLUMNS = "".join(
    f"RULE: DELTA {rule:>2}\r\n" + "".join(f"{x:>10.2f},{y:>9.2f}" for x, y in pairs) + "\r\n"
    for rule, pairs in {1: [(0, 0)] * 3, 2: [(-10, 0), (0, 0), (10, 0)], 3: [(-10, -5), (0, 0), (10, 5)],
                        4: [(0, -5), (0, 0), (0, 5)]}.items()
)  # fmt: skip
WRITTEN = {
    "columns": "ANSI/AAMA VERSION: 1.0.0\r\nAUTHOR: made up\r\nCREATION TIME: 14:03\r\nUNITS: METRIC\r\n"
    "GRADE RULE TABLE: TEE\r\nNUMBER OF SIZES:  3\r\nSIZE LIST: S M L \r\nSAMPLE SIZE: M\r\n" + COLUMNS,
    "notes": HEAD + "# all rules\n" + RULES.replace("\n -10.0, 0.0\n", "\n -10.0, 0.0   # Size S (1)\n"),
    "tabs": "units:\tmetric\nnumber of sizes:\t3\nsize list:\tS\tM\n\tL\nsample size:\tM\n"
    + RULES.lower().replace(" ", "\t").replace("END\n", "end"),
    "numeric": HEAD.replace("SAMPLE SIZE: M", "NUMERIC SIZE LIST: 1 2 3\nSAMPLE SIZE: 2") + RULES,
    "only numbers": HEAD.replace("SIZE LIST: S M L", "NUMERIC SIZE LIST: 34 36 38").replace("SIZE: M", "SIZE: 36")
    + RULES,
    "mark": "\ufeff" + HEAD.replace("\n", "\r") + RULES.replace("\n", "\r") + "what follows the end\rRULE: DELTA 1",
}


@pytest.mark.parametrize("form", WRITTEN)
def test_rules_are_read_as_programs_write_them(form: str) -> None:
    usual, found = read_rules((HEAD + RULES).encode(), "t.rul"), read_rules(WRITTEN[form].encode(), "t.rul")
    assert found.deltas == usual.deltas
    assert found.sizes.index(found.sample) == 1
    assert found.sizes in (("S", "M", "L"), ("34", "36", "38"))


WRONG = [
    (HEAD + RULES.replace("10.0, 0.0\nRULE: DELTA 3", "1O.0, 0.0\nRULE: DELTA 3"), "line 13: rule 2 holds", "第 13 行"),
    (HEAD + RULES.replace("DELTA 3", "ANGLE 3"), "line 14: RULE: 'ANGLE 3", "第 14 行：不认识"),
    (HEAD + RULES.replace("DELTA 4", "DELTA 3"), "line 15: rule 3 stands there a second time", "重复且数值不同"),
    (HEAD.replace("SIZES: 3", "SIZES: 4") + RULES, "says that there are 4 sizes", "写明有 4 个尺码"),
    (HEAD + RULES.replace(" 10.0, 0.0\n", ""), "line 10: rule 2 has 4 numbers", "第 10 行：规则 2 有 4 个数"),
]


@pytest.mark.parametrize(("written", "english", "chinese"), WRONG)
def test_what_is_wrong_with_a_rule_is_named_by_its_line(written: str, english: str, chinese: str) -> None:
    with pytest.raises(InvalidModel) as caught:
        read_rules(written.encode(), "t.rul")
    assert english in str(caught.value)
    assert chinese in caught.value.chinese
    assert len(caught.value.problems) <= 5


@pytest.mark.shared
@pytest.mark.parametrize("file", ["GMH1006F18_AAMA.DXF", "MEN_CLASSIC_TEE.DXF", "SS17_M_POLO_REG_ASTM.DXF"])
def test_real_nests_follow_from_their_sample_size(file: str) -> None:
    """The rules of a piece, read off a nest at its ruled points, give its other sizes to 0.5 % of their area."""
    path = Path(__file__).parents[4] / "shared/bench/dxf" / file
    if not path.exists():
        pytest.skip(f"{file} is not beside the project")
    drawn, _ = drawn_pieces(sections(decoded(path.read_bytes()), file), file)
    by_name: dict[str, dict[str, Drawn]] = {}
    for piece in drawn:
        said = piece.named_values()
        by_name.setdefault(said["piece name"], {})[said["size"]] = piece
    for sizes in by_name.values():
        base = sizes["50"]
        for size in ("42", "46", "58", "70"):
            made = graded(base, rules_between(base, sizes[size]))
            assert largest_area(made) == pytest.approx(largest_area(sizes[size]), rel=0.005)


def rules_between(base: Drawn, other: Drawn) -> dict[int, tuple[float, float]]:
    numbers = {(at.at): int(at.words[1:]) for at in base.texts if at.words.startswith("#") and at.layer < 4}
    pairs = (
        pair
        for one, same in zip(base.lines[1], other.lines[1], strict=True)
        for pair in zip(one.points, same.points, strict=False)
    )
    return {numbers[a]: (b[0] - a[0], b[1] - a[1]) for a, b in pairs if a in numbers}


def largest_area(piece: Drawn) -> float:
    return max(area_mm2(ring) for ring in chained(piece.lines[1]).rings)
