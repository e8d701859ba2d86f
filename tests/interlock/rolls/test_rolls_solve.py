from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interlock.errors import Cancelled, Infeasible, InvalidModel
from interlock.rolls import (
    Clash,
    LayToSpread,
    Occupied,
    Roll,
    RollProblem,
    Splice,
    _exact,
    assign_rolls,
    breaches,
    check,
)


def problem(*, rolls: list[Roll], lays: list[LayToSpread], **more: int) -> RollProblem:
    colours = tuple(dict.fromkeys(roll.colour for roll in rolls))
    asked: dict[str, int] = {"fabric_fen_per_m": 2000, "usable_mm": 3000, "remnant_fen": 3000, "shade_fen": 500, **more}
    return RollProblem(colours=colours, lays=tuple(lays), rolls=tuple(rolls), **asked)


def roll(name: str, metres: float, shade: str = "A", colour: str = "navy", width_mm: int = 1500) -> Roll:
    return Roll(name=name, colour=colour, shade=shade, length_mm=round(metres * 1000), width_mm=width_mm)


def lay(name: str, metres: float, *plies: int, **more: object) -> LayToSpread:
    return LayToSpread(name=name, marker_mm=round(metres * 1000), width_mm=1480, plies=plies, **more)  # type: ignore[arg-type]


def test_end_bits_of_one_lay_become_plies_of_another():
    rolls = [roll("1", 29), roll("2", 29), roll("3", 29)]
    asked = problem(rolls=rolls, lays=[lay("long", 7, 6), lay("short", 4, 4)])
    plan = assign_rolls(asked)
    check(asked, plan)
    # 3 x 7 m and 2 x 4 m use a roll of 29 m up; the largest roll first leaves end bits of 1 m.
    assert plan.proved
    assert (plan.cost_fen, plan.waste.lost_mm) == (0, 0)
    assert plan.usual is not None
    assert plan.saved_mm == plan.usual.waste.lost_mm > 0


def test_a_ply_is_spliced_where_that_is_allowed_and_pays():
    rolls = [roll("1", 12.1), roll("2", 8)]
    asked = problem(rolls=rolls, lays=[lay("one", 5, 4, splices=(Splice(2000, 100), Splice(4000, 100)))])
    plan = assign_rolls(asked)
    check(asked, plan)
    assert (plan.waste.splices, plan.waste.overlap_mm, plan.waste.end_bit_mm) == (1, 100, 0)
    with pytest.raises(Infeasible, match="no way to spread"):
        assign_rolls(dataclasses.replace(asked, lays=(lay("one", 5, 4),)))


def test_a_splice_never_joins_two_shades(monkeypatch: pytest.MonkeyPatch):
    # That nothing less is left over is found at once and never proved: the time for a proof is not what counts here.
    monkeypatch.setattr(_exact, "WORK", 0.1)
    rolls = [roll("1", 12.1, "A"), roll("2", 8, "B")]
    asked = problem(rolls=rolls, lays=[lay("one", 5, 4, splices=(Splice(2000, 100), Splice(4000, 100)))])
    with pytest.raises(Infeasible) as error:
        assign_rolls(asked)
    assert "1 plies of lay one" in str(error.value)
    assert "床次 one 的 1 层" in error.value.chinese


def test_shades_of_a_lay_are_limited_where_asked():
    rolls = [roll("1", 10, "A"), roll("2", 10, "B"), roll("3", 20, "C")]
    free = problem(rolls=rolls, lays=[lay("one", 5, 4)], mount_fen=0, shade_fen=0, remnant_fen=6000)
    limited = dataclasses.replace(free, lays=(lay("one", 5, 4, most_shades=1),))
    plan = assign_rolls(limited)
    check(limited, plan)
    assert [group.shade for group in plan.lays[0].groups] == ["C"]


def test_a_marker_goes_on_rolls_that_are_wide_enough():
    asked = problem(rolls=[roll("narrow", 50, width_mm=1400), roll("wide", 20)], lays=[lay("one", 5, 4)])
    assert {end.roll for end in assign_rolls(asked).ends} == {"wide"}
    only = dataclasses.replace(asked, rolls=(roll("narrow", 50, width_mm=1400),))
    with pytest.raises(Infeasible, match="at least 1480 mm wide"):
        assign_rolls(only)


def test_too_little_fabric_is_told_with_what_is_lacking():
    asked = problem(rolls=[roll("1", 12)], lays=[lay("one", 5, 4)], end_loss_mm=100)
    with pytest.raises(Infeasible, match=r"need 20\.4 m, the rolls hold 12\.0 m; get at least 8\.4 m more"):
        assign_rolls(asked)


def test_rolls_that_are_too_narrow_do_not_hide_what_is_lacking():
    narrow = roll("narrow", 50, width_mm=1400)
    asked = problem(rolls=[roll("1", 12), narrow], lays=[lay("one", 5, 4)])
    with pytest.raises(Infeasible, match=r"hold 12\.0 m \(too narrow, so not counted: narrow of 1,400 mm\);") as told:
        assign_rolls(asked)
    assert "布卷合计 12.0 米（幅宽不够、未计入：narrow 1,400 毫米）；请至少再备 8.0 米" in told.value.chinese
    both = [lay("one", 5, 4), dataclasses.replace(lay("slim", 4, 4), width_mm=1400)]
    with pytest.raises(Infeasible, match=r"lays of 1,480 mm and wider need 20\.0 m, the rolls that wide hold 12\.0 m"):
        assign_rolls(dataclasses.replace(asked, lays=tuple(both)))


def test_a_colour_without_any_roll_is_told_by_one_sentence():
    asked = problem(rolls=[roll("1", 30), roll("2", 5, colour="blue")], lays=[lay("one", 5, 4, 2)])
    with pytest.raises(Infeasible) as told:
        assign_rolls(dataclasses.replace(asked, rolls=asked.rolls[:1]))
    assert "colour blue: the lays need 10.0 m, and no roll is of it" in str(told.value)
    assert len(str(told.value).splitlines()) == 1


def test_a_roll_goes_only_to_a_lay_that_begins_after_the_earlier_has_ended():
    rolls = [roll("1", 40), roll("2", 30), roll("3", 30)]
    lays = [
        lay("one", 5, 4, when=Occupied("T1", 0, 60)),
        lay("same time", 5, 4, when=Occupied("T2", 30, 90)),
        lay("after", 5, 4, when=Occupied("T1", 60, 120)),
    ]
    untimed = problem(rolls=rolls, lays=[dataclasses.replace(each, when=None) for each in lays], mount_fen=100)
    assert [end.roll for end in assign_rolls(untimed).ends] != ["1", "2", "3"]
    asked = problem(rolls=rolls, lays=lays, mount_fen=100)
    plan = assign_rolls(asked)
    check(asked, plan)
    assert plan.clashes == ()
    assert plan.usual is not None
    assert plan.usual.clashes == ()
    of = {each.lay: {ply.roll for group in each.groups for ply in group.plies} for each in plan.lays}
    assert not of["one"] & of["same time"]
    assert not of["same time"] & of["after"]


def test_a_roll_that_two_lays_must_share_at_one_time_is_told():
    lays = [
        lay("later", 5, 4, when=Occupied("T2", 30, 90)),
        lay("first", 5, 4, when=Occupied("T1", 0, 60)),
        lay("alone", 5, 2, when=Occupied("T1", 70, 99)),
    ]
    asked = problem(rolls=[roll("1", 41), roll("2", 12)], lays=lays)
    plan = assign_rolls(asked)
    check(asked, plan)
    assert Clash("1", "first", "later") in plan.clashes
    assert not [clash for clash in plan.clashes if clash.roll == "2" and "first" in (clash.lay, clash.later)]


def test_parts_of_one_lay_side_by_side_share_a_roll():
    at = Occupied("T1", 0, 60)
    asked = problem(rolls=[roll("1", 40)], lays=[lay("one.1", 5, 4, when=at), lay("one.2", 5, 4, when=at)])
    plan = assign_rolls(asked)
    check(asked, plan)
    assert plan.clashes == ()


def test_a_lay_that_ends_before_it_begins_is_refused():
    with pytest.raises(InvalidModel, match="ends before it has begun"):
        problem(rolls=[roll("1", 40)], lays=[lay("one", 5, 4, when=Occupied("T1", 60, 60))])


def test_it_stops_when_asked():
    asked = problem(rolls=[roll("1", 29), roll("2", 29)], lays=[lay("long", 7, 6), lay("short", 4, 4)])
    with pytest.raises(Cancelled):
        assign_rolls(asked, stop=lambda: True)


@st.composite
def problems(draw: st.DrawFn) -> RollProblem:
    marker = st.integers(20, 60)
    lays = []
    for number in range(draw(st.integers(1, 3))):
        length = draw(marker)
        splices = tuple(Splice(100 * at, 100) for at in draw(st.sets(st.integers(2, length - 3), max_size=2)))
        begin = draw(st.integers(0, 2))
        when = draw(st.sampled_from([None, Occupied("T1", begin, begin + 1), Occupied("T2", begin, begin + 2)]))
        asked = {"plies": (draw(st.integers(1, 6)),), "splices": splices, "when": when}
        lays.append(LayToSpread(name=f"L{number}", marker_mm=100 * length, width_mm=1480, **asked))
    lengths = draw(st.lists(st.integers(100, 300), min_size=2, max_size=4))
    rolls = [roll(f"R{n}", length / 10, draw(st.sampled_from("AB"))) for n, length in enumerate(lengths)]
    return problem(rolls=rolls, lays=lays, end_loss_mm=draw(st.sampled_from([0, 60])), mount_fen=300)


@settings(max_examples=25)
@given(problems())
def test_no_ply_mixes_shades_and_every_metre_is_accounted_for(asked: RollProblem):
    try:
        plan = assign_rolls(asked)
    except Infeasible:
        return
    check(asked, plan)
    shade_of = {r.name: r.shade for r in asked.rolls}
    length_of = {r.name: r.length_mm for r in asked.rolls}
    for spread in plan.lays:
        for group in spread.groups:
            assert {shade_of[name] for ply in group.plies for name in ply.rolls} == {group.shade}
    spread_mm = sum((lay.marker_mm + asked.end_loss_mm) * sum(lay.plies) for lay in asked.lays)
    opened = sum(length_of[end.roll] for end in plan.ends)
    assert opened == spread_mm + plan.waste.lost_mm + plan.waste.remnant_mm
    assert plan.lower_bound_fen <= plan.cost_fen
    assert not breaches(asked, plan)


def test_many_rolls_lose_far_less_than_the_usual_way():
    lengths = (21, 27, 32, 28, 29, 24, 26, 31, 29, 23, 33, 35, 22)
    rolls = [roll(f"R{n}", metres + n / 7, "AB"[n % 2]) for n, metres in enumerate(lengths)]
    asked = problem(
        rolls=rolls, lays=[lay("one", 7.31, 14), lay("two", 5.2, 18), lay("three", 3.87, 21)], mount_fen=300
    )
    plan = assign_rolls(asked)
    check(asked, plan)
    assert plan.usual is not None
    assert plan.waste.lost_mm < plan.usual.waste.lost_mm
    assert plan == assign_rolls(asked)
