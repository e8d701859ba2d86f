from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
from paper_cast import DRAWN, MARKER, PROBLEM, lay

from interlock.cutting import Dealt
from interlock.errors import InvalidModel
from interlock.model import Plan, Scenario
from interlock.paper import Garments, Spread, in_turn, lays_of_plan, minutes_of, numbered, read_lays, with_rolls
from interlock.paper.facts import card, ticket
from interlock.rolls import Ply, RollEnd, ShadeGroup, SpreadLay

PIECES = tuple(piece for piece, _garments in PROBLEM.pieces)
LAY: dict[str, Any] = {
    "lay": "L1",
    "order": "A1",
    "style": "T-1",
    "fabric": "F-1",
    "marker": "M1",
    "marker_mm": 5230,
    "width_mm": 1500,
    "ratio": {"S": 1, "M": 2},
    "plies": [{"colour": "黑", "plies": 40, "shade": "A"}, {"colour": "白", "plies": 20}],
    "cut_on": "2026-12-01",
    "rolls": [{"roll": "R1", "length_m": 99.5}],
}


def written(folder: Path, content: Any) -> Path:
    path = folder / "lays.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def refused(folder: Path, content: Any) -> InvalidModel:
    with pytest.raises(InvalidModel) as caught:
        read_lays(written(folder, content))
    return caught.value


def test_a_lay_of_its_own_needs_nothing_else(tmp_path):
    (found,) = read_lays(written(tmp_path, LAY))
    assert (found.lay, found.cut_on, found.all_plies, found.garments_per_ply) == ("L1", date(2026, 12, 1), 60, 3)
    assert found.plies[0] == Spread(colour="黑", plies=40, shade="A")
    assert found.rolls[0].length_m == 99.5
    assert read_lays(written(tmp_path, {"lays": [LAY, LAY | {"lay": "L2"}]}))[1].lay == "L2"


def test_a_nested_marker_tells_its_own_measures(tmp_path):
    marker = json.loads(msgspec.json.encode({"problem": PROBLEM, "marker": MARKER}))
    bare = {key: LAY[key] for key in ("lay", "order", "style", "fabric", "plies")}
    (found,) = read_lays(written(tmp_path, bare | {"drawn": marker}))
    assert (found.marker_mm, found.width_mm, found.ratio) == (620.0, 500.0, (("M", 2),))
    assert found.drawn
    assert found.drawn.marker == MARKER
    (tmp_path / "m1.json").write_text(json.dumps(marker), encoding="utf-8")
    (found,) = read_lays(written(tmp_path, bare | {"drawn": "m1.json"}))
    assert found.marker == "m1"


@pytest.mark.parametrize(
    ("field", "told", "words"),
    [
        ("marker_mm", 900, ("marker_mm is 900, but its drawn marker has 620.0", "marker_mm 为 900")),
        ("width_mm", 1400, ("width_mm is 1400, but its drawn marker has 500.0", "width_mm 为 1400")),
        ("utilisation", 0.951, ("utilisation is 0.951, but its drawn marker has ", "utilisation 为 0.951")),
        ("ratio", {"M": 3}, ('ratio is {"M": 3}, but its drawn marker has {"M": 2}', 'ratio 为 {"M": 3}')),
    ],
)
def test_a_lay_that_contradicts_its_drawn_marker_is_refused(tmp_path, field, told, words):
    marker = json.loads(msgspec.json.encode({"problem": PROBLEM, "marker": MARKER}))
    bare = {key: LAY[key] for key in ("lay", "order", "style", "fabric", "plies")} | {"drawn": marker}
    error = refused(tmp_path, bare | {field: told})
    assert f"lay L1: {words[0]}" in str(error)
    assert words[1] in error.chinese
    (found,) = read_lays(written(tmp_path, bare | {"marker_mm": 620.4, "ratio": {"S": 0, "M": 2}}))
    assert found.marker_mm == 620.4


def test_contradictions_are_told_beside_fields_that_are_not_known(tmp_path):
    error = refused(tmp_path, LAY | {"colur": "x", "marker_mm": 5.23, "ratio": {}})
    assert [part in str(error) for part in ("colur", "5.23", "garment")] == [True] * 3
    assert len(error.problems) == 3
    error = refused(tmp_path, LAY | {"plies": [{"colour": "黑", "plies": -3, "shde": "A"}]})
    assert [part in str(error) for part in ("shde", "-3")] == [True] * 2


def of_styles(*styles: str) -> dict[str, Any]:
    return json.loads(msgspec.json.encode({"problem": PROBLEM, "marker": MARKER, "styles": styles}))


def test_a_marker_of_another_style_is_refused(tmp_path):
    bare = {key: LAY[key] for key in ("lay", "order", "style", "fabric", "plies")}
    error = refused(tmp_path, bare | {"drawn": of_styles("polo")})
    assert "lay L1: style is T-1, but its drawn marker is of polo; give the marker of T-1" in str(error)
    assert "款式为 T-1，而 drawn 中的唛架属于款式 polo" in error.chinese
    assert read_lays(written(tmp_path, bare | {"drawn": of_styles("t-1 ")}))[0].drawn
    pooled = {
        **bare, "style": "polo, tee", "drawn": of_styles("tee"), "plies": LAY["plies"],
        "garments": [{"name": "M", "order": "A1", "style": "tee", "size": "M"}],
    }  # fmt: skip
    assert read_lays(written(tmp_path, pooled))[0].drawn
    assert "is of polo, tee" in str(refused(tmp_path, pooled | {"drawn": of_styles("polo", "tee")}))


def test_lays_of_one_style_whose_markers_cut_other_pieces_are_refused(tmp_path):
    shrunk = tuple((replace(piece, outline=tuple((x, 0.97 * y) for x, y in piece.outline)), 2) for piece in PIECES)
    lower = tuple((replace(piece, outline=tuple((x, 0.8 * y) for x, y in piece.outline)), 2) for piece in PIECES)

    def lays(pieces: Any, **second: Any) -> Any:
        problem = replace(PROBLEM, pieces=pieces)
        used = problem.area_mm2 / (MARKER.length_mm * MARKER.width_mm)
        other = {"problem": problem, "marker": replace(MARKER, utilisation=used)}
        bare = {key: LAY[key] for key in ("order", "style", "fabric", "plies")}
        drawn = json.loads(msgspec.json.encode(other))
        return {"lays": [bare | {"lay": "L1", "drawn": of_styles()}, bare | {"lay": "L2", "drawn": drawn} | second]}

    assert len(read_lays(written(tmp_path, lays(shrunk)))) == 2
    assert len(read_lays(written(tmp_path, lays(lower, fabric="F-2")))) == 2
    error = refused(tmp_path, lays(lower))
    assert "lays L1 and L2 both cut style T-1 from one fabric, but piece body of size M has 500 cm²" in str(error)
    assert "床次 L1 与 L2 都是款式 T-1 的同一面料" in error.chinese
    assert len(error.problems) == 1


def test_a_marker_that_overlaps_is_not_printed(tmp_path):
    moved = replace(MARKER, placements=(*MARKER.placements[:-1], replace(MARKER.placements[-1], x_mm=100.0)))
    marker = json.loads(msgspec.json.encode({"problem": PROBLEM, "marker": moved}))
    assert "overlap" in str(refused(tmp_path, LAY | {"drawn": marker}))


def test_everything_that_is_wrong_is_named_at_once_in_both_languages(tmp_path):
    wrong = LAY | {"marker_mm": "long", "ratio": [1], "cut_on": "1.12.", "plys": 3, "rolls": [{"length_m": 1}]}
    del wrong["order"]
    error = refused(tmp_path, {"lays": [wrong, LAY | {"lay": "L2", "plies": [{"colour": "黑", "plies": -4}]}]})
    for words in (
        'marker_mm is "long"',
        "ratio is [1]",
        "cut_on is",
        "plys is not known here",
        "rolls 1, roll",
        "order is missing",
        "-4",
    ):
        assert words in str(error), words
    assert "L2" in str(error)
    assert "marker_mm 为" in error.chinese
    assert "缺少 order" in error.chinese


@pytest.mark.parametrize("content", [[], {}, {"lays": []}, {"lays": [3]}, "x"])
def test_a_file_without_lays_says_what_to_write(tmp_path, content):
    assert refused(tmp_path, content)


def test_a_broken_file_names_the_line(tmp_path):
    path = tmp_path / "lays.json"
    path.write_text('{"lay": "L1",\n "order": }', encoding="utf-8")
    with pytest.raises(InvalidModel, match="line 2"):
        read_lays(path)


@pytest.mark.parametrize("content", [b"\xff\xfe", b'{"lay": "\\ud800", "plies": []}', b"[" * 100_000, b"", b"NaN"])
def test_a_file_that_is_no_text_or_no_json_is_refused(tmp_path, content):
    path = tmp_path / "lays.json"
    path.write_bytes(content)
    with pytest.raises(InvalidModel):
        read_lays(path)


def test_a_lay_that_stands_twice_is_refused(tmp_path):
    assert "stands 2 times" in str(refused(tmp_path, {"lays": [LAY, LAY]}))


def test_a_lay_refuses_nonsense_naming_all_of_it():
    with pytest.raises(InvalidModel) as caught:
        lay(order=" ", marker_mm=0, utilisation=2, ratio=(("M", 0),), plies=(), max_pieces=0, first_bundle=0)
    assert len(caught.value.problems) == 7
    with pytest.raises(InvalidModel, match="numbers from 5, but they end at 9"):
        lay(first_bundle=5, last_bundle=9)
    with pytest.raises(InvalidModel, match="more than 5000"):
        lay(ratio=(("M", 30),), plies=(Spread(colour="x", plies=2000),), max_pieces=1)


def test_bundles_never_mix_colours_or_shades():
    found = {(bundle.colour, bundle.shade, bundle.first_ply, bundle.last_ply) for bundle in lay().bundles}
    assert found == {
        ("藏青 navy", "A", 1, 20),
        ("藏青 navy", "A", 21, 40),
        ("藏青 navy", "B", 41, 62),
        ("白 white", "", 63, 92),
    }


def test_lays_of_a_plan_agree_with_it(scenario: Scenario, made: Plan):
    papers = lays_of_plan(scenario, made)
    assert {paper.lay for paper in papers} == {one.id for one in made.lays}
    by_id = {one.id: one for one in made.lays}
    for paper in papers:
        assert paper.fabric_m == pytest.approx(by_id[paper.lay].fabric_m, abs=0.06)
        assert [(s.colour, s.plies) for s in paper.plies] == [*by_id[paper.lay].plies]
    assert [paper.cut_on for paper in papers] == sorted(one.cut_on for one in made.lays)


def test_no_bundle_number_of_an_order_stands_twice_whichever_lays_are_printed(scenario: Scenario, made: Plan):
    papers = {paper.lay: paper for paper in lays_of_plan(scenario, made, max_pieces=12)}
    numbers: dict[tuple[str, str], list[int]] = {}
    for paper in papers.values():
        numbers.setdefault((paper.order, paper.fabric), []).extend(b.number for b in paper.bundles)
    for found in numbers.values():
        assert len(set(found)) == len(found)
    last = made.lays[-1].id
    (alone,) = lays_of_plan(scenario, made, lays=[last], max_pieces=12)
    assert alone.bundles == papers[last].bundles


def test_lays_and_days_that_are_not_there_are_named(scenario: Scenario, made: Plan):
    with pytest.raises(InvalidModel) as caught:
        lays_of_plan(scenario, made, lays=["X-1", "X-2"])
    assert len(caught.value.problems) == 2
    with pytest.raises(InvalidModel, match="nothing is cut on 1999-01-01"):
        lays_of_plan(scenario, made, day=date(1999, 1, 1))


def test_a_drawn_marker_goes_with_its_lay(scenario: Scenario, made: Plan):
    name = made.lays[0].marker
    (paper,) = lays_of_plan(scenario, made, lays=[made.lays[0].id], drawn={name: DRAWN})
    assert paper.drawn is DRAWN


def test_each_lay_of_an_order_in_a_file_has_a_thousand_of_numbers(tmp_path):
    lays = [LAY, LAY | {"lay": "L2"}, LAY | {"lay": "L3", "order": "A2"}, LAY | {"lay": "L4", "first_bundle": 101}]
    found = read_lays(written(tmp_path, {"lays": lays}))
    spans = [(one.bundles[0].number, one.bundles[-1].number) for one in found]
    assert spans == [(1001, 1009), (2001, 2009), (1001, 1009), (101, 109)]
    assert read_lays(written(tmp_path, {"lays": lays}), max_pieces=10)[1].first_bundle == 2001


def test_the_first_lay_by_name_has_the_first_thousand_whenever_it_is_cut(tmp_path):
    lays = [LAY | {"lay": name} for name in ("A1-10", "A1-9", "A1-1")]
    found = read_lays(written(tmp_path, {"lays": lays}))
    assert [(one.lay, one.first_bundle) for one in found] == [("A1-10", 3001), ("A1-9", 2001), ("A1-1", 1001)]


def test_a_lay_of_more_bundles_than_it_has_numbers_is_refused(tmp_path):
    many = LAY | {"plies": [{"colour": "navy", "plies": 400}]}
    with pytest.raises(InvalidModel, match="needs 1200 bundle numbers from 1001, but they end at 1999"):
        read_lays(written(tmp_path, many), max_pieces=1)


def test_rolls_given_to_one_lay_move_no_number_of_the_next():
    first = lay()
    shaded = with_rolls([first], [spread_of(*[Ply("R1")] * 62, *[Ply("W1")] * 30)])[0]
    parted = replace(first, plies=tuple(Spread(colour=s.colour, plies=1, shade=str(n)) for s in first.plies
                                        for n in range(s.plies)))  # fmt: skip
    second = lay(lay="A100-2-F1")
    assert len({numbered([one, second])[1].bundles for one in (first, shaded, parted)}) == 1


def test_a_size_of_two_orders_makes_tickets_of_one_order_each():
    whose = tuple(Garments(name="M", order=order, style="T1", size="M") for order in ("A1", "B1"))
    parts = [("A1", 62, "藏青 navy"), ("A1", 10, "白 white"), ("B1", 20, "白 white")]
    dealt = tuple(Dealt(size="M", garment=1, colour=colour, owner=order, plies=n) for order, n, colour in parts)
    pooled = lay(ratio=(("M", 1),), garments=whose, dealt=dealt)
    got = Counter()
    for bundle in pooled.bundles:
        got[pooled.garments_of(bundle).order] += bundle.pieces
    assert got == {"A1": 72, "B1": 20}
    assert len({pooled.code_of(bundle) for bundle in pooled.bundles}) == len(pooled.bundles)


def spread_of(*plies: Ply) -> SpreadLay:
    return SpreadLay("A100-1-F1", (ShadeGroup("藏青 navy", "A", plies[:62]), ShadeGroup("白 white", "B", plies[62:])))


def test_rolls_given_to_a_lay_stand_on_it_and_keep_its_shades_apart():
    plies = [*[Ply("R1")] * 40, Ply("R1", "R2", 0), *[Ply("R2")] * 21, *[Ply("W1")] * 30]
    (found,) = with_rolls([lay()], [spread_of(*plies)], [RollEnd("R1", 27_000, 3_000, "remnant")])
    assert found.plies == (
        Spread(colour="藏青 navy", plies=62, shade="A"),
        Spread(colour="白 white", plies=30, shade="B"),
    )
    told = [(roll.roll, roll.shade, roll.plies, roll.length_m, roll.left_m) for roll in found.rolls]
    assert told == [("R1", "A", 41, 30.0, 3.0), ("R2", "A", 22, None, None), ("W1", "B", 30, None, None)]
    assert {bundle.shade for bundle in found.bundles} == {"A", "B"}
    two = numbered([found, replace(found, lay="A100-2-F1")])
    numbers = [bundle.number for one in two for bundle in one.bundles]
    assert len(set(numbers)) == len(numbers)
    other = lay(lay="other")
    assert with_rolls([other, lay()], [spread_of(*plies)])[0] is other


def test_a_roll_that_goes_on_to_a_later_lay_says_so_on_the_card():
    plies = [*[Ply("R1")] * 62, *[Ply("W1")] * 30]
    later = replace(spread_of(*[Ply("R1")] * 62, *[Ply("W2")] * 30), lay="A100-2-F1")
    first, last = with_rolls([lay(), lay(lay="A100-2-F1")], [spread_of(*plies), later])
    assert [(used.roll, used.onward) for used in first.rolls] == [("R1", ("A100-2-F1",)), ("W1", ())]
    assert card(first, "en")["onward"] == ["R1 → A100-2-F1"]
    assert [used.onward for used in last.rolls] == [(), ()]
    assert card(last, "en")["onward"] == [f"{first.lay} → R1"]


def test_a_roll_goes_from_lay_to_lay_by_the_clock_whatever_their_order_in_the_file():
    day = date(2026, 12, 1)
    plies = [*[Ply("R1")] * 62, *[Ply("W1")] * 30]
    spread = [replace(spread_of(*plies), lay=name) for name in ("late", "early", "before")]
    lays = [
        lay(lay="late", table="1", cut_on=day, time="10:09–11:18"),
        lay(lay="early", table="2", cut_on=day, time="8:00–08:48"),
        lay(lay="before", table="2", cut_on=date(2026, 11, 30), time="12:00–13:00"),
    ]
    found = {one.lay: one.rolls[0] for one in with_rolls(lays, spread)}
    assert (found["before"].earlier, found["before"].onward) == ((), ("early", "late"))
    assert (found["early"].earlier, found["early"].onward) == (("before",), ("late",))
    assert found["late"].earlier == ("before", "early")


def test_lays_without_a_time_keep_their_order():
    day = date(2026, 12, 1)
    lays = [lay(lay="b", cut_on=day, time="10:00–11:00"), lay(lay="a", cut_on=day, time="in the morning")]
    assert [one.lay for one in in_turn([*lays, lay(lay="c", cut_on=date(2026, 11, 30))])] == ["c", "b", "a"]
    assert [one.lay for one in in_turn([*lays, lay(lay="c", cut_on=None)])] == ["b", "a", "c"]


def test_a_time_past_midnight_is_of_the_next_day():
    night = lay(cut_on=date(2026, 12, 1), time="22:00–1:00 +1")
    assert (
        minutes_of(night)
        == minutes_of(replace(night, time="22:00–25:00"))
        == minutes_of(replace(night, time="22:00–1:00"))
    )


def test_a_card_tells_of_a_roll_of_several_lays_what_holds_on_it():
    plies = [*[Ply("R1")] * 62, *[Ply("W1")] * 30]
    later = replace(spread_of(*[Ply("R1")] * 62, *[Ply("W2")] * 30), lay="A100-2-F1")
    end = RollEnd("R1", 97_900, 100, "end_bit")
    first, last = with_rolls([lay(), lay(lay="A100-2-F1")], [spread_of(*plies), later], [end])
    assert [(roll.length_m, roll.left_m) for roll in (first.rolls[0], last.rolls[0])] == [(98.0, None), (None, 0.1)]
    told = [replace(spread_of(*plies), taken_mm=(("R1", 60_000),)), replace(later, taken_mm=(("R1", 37_900),))]
    first, last = with_rolls([lay(), lay(lay="A100-2-F1")], told, [end])
    assert [(roll.length_m, roll.left_m) for roll in (first.rolls[0], last.rolls[0])] == [(98.0, 38.0), (38.0, 0.1)]
    assert card(last, "en")["rolls"][0][3:6] == ["38.0 m", "62", "0.1 m"]


def test_a_card_says_that_another_table_wants_a_roll_at_the_same_time():
    plies = [*[Ply("R1")] * 62, *[Ply("W1")] * 30]
    spread = [spread_of(*plies), replace(spread_of(*[Ply("R1")] * 62, *[Ply("W2")] * 30), lay="A100-2-F1")]
    at = {"cut_on": date(2026, 12, 1), "time": "08:30–09:00"}
    first = lay(table="T1", **{**at, "time": "08:00–09:00"})
    other, *_ = card(with_rolls([first, lay(lay="A100-2-F1", table="T2", **at)], spread)[0], "en")["at_once"]
    assert other.startswith("Roll R1 is wanted at the same time by lay A100-2-F1 on table T2, 08:30–09:00")
    after = lay(lay="A100-2-F1", table="T2", **{**at, "time": "09:00–09:30"})
    assert [card(one, "zh")["at_once"] for one in with_rolls([first, after], spread)] == [[], []]


def test_rolls_of_other_lays_or_other_plies_are_refused_together():
    with pytest.raises(InvalidModel) as caught:
        with_rolls([lay()], [spread_of(*[Ply("R1")] * 90), SpreadLay("elsewhere", ())])
    assert [*caught.value.problems] == [
        "rolls are given to lay elsewhere, which is not among these lays; leave it out",
        "lay A100-1-F1: 白 white has 30 plies, but rolls are given for 28; assign the rolls anew",
    ]


def test_a_lay_of_several_orders_says_on_each_ticket_whose_it_is_and_which_of_the_lay(tmp_path):
    mine = {"name": "X1 M", "order": "A100", "style": "X1", "size": "M", "style_name": "Shirt"}
    theirs = {"name": "Y2 M", "order": "B200", "style": "Y2", "size": "M"}
    written_lay = LAY | {"order": "A100, B200", "ratio": {"X1 M": 1, "Y2 M": 1}, "garments": [mine, theirs]}
    (made,) = read_lays(written(tmp_path, written_lay | {"first_bundle": 41}))
    told = [ticket(made, bundle, len(made.bundles), "en") for bundle in made.bundles]
    assert {(one["order"], one["style"], one["size"]) for one in told} == {("A100", "X1", "M"), ("B200", "Y2", "M")}
    count = len(told)
    assert [one["number"] for one in told] == [*range(41, 41 + count)]
    assert [one["of_lay"] for one in told] == [f"{at} of {count} in lay" for at in range(1, count + 1)]
    with pytest.raises(InvalidModel, match="garments 1, size"):
        read_lays(written(tmp_path, written_lay | {"garments": [{"name": "X1 M", "order": "A", "style": "X1"}]}))


def test_two_lays_of_an_order_share_no_number_of_a_bundle(tmp_path):
    clash = LAY | {"lay": "L2", "first_bundle": 1002}
    error = refused(tmp_path, {"lays": [LAY, clash]})
    assert "lays L1 and L2 of one order and fabric both have a bundle 1002" in str(error)
    assert "床次 L1 与 L2 都有扎号 1002" in error.chinese
    assert read_lays(written(tmp_path, {"lays": [LAY, clash | {"fabric": "F-2"}]}))
