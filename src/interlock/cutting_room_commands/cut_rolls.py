"""``interlock cut rolls FILE``: rolls given to lays, beside the usual way."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from interlock.cutting_room_commands._group import Group, print_json
from interlock.units import at_most, cny, percent
from interlock.words import Language, Words

if TYPE_CHECKING:
    from interlock.rolls import RollPlan

DONE = 0
# Less shows as 0.00 m.
_SHOWN_MM = 5

WORDS = Words(
    about=(
        "give rolls to lays at least waste: shades kept apart, end bits used, remnants back to stock",
        "布卷配床：缸号分开，用足布尾，余料入库，损耗最省",
    ),
    file=(
        'FILE.json: {{"colours": [...], "lays": [...], "rolls": [...], "yuan_per_m": ...}}; see docs/cutting.md',
        'FILE.json：{{"colours": [...], "lays": [...], "rolls": [...], "yuan_per_m": ...}}，详见 docs/cutting.md',
    ),
    lays=(
        "lays of interlock cut lays; FILE.json then holds the rolls, and no lays",
        "interlock cut lays 写出的床次文件；此时 FILE.json 只含布卷，不含床次",
    ),
    out=(
        "write the result there, for interlock cut print --rolls",
        "把结果写到此文件，供 interlock cut print --rolls 使用",
    ),
    svg=("write the picture there", "把图写到此文件"),
    total=(
        "{rolls} rolls for {plies} plies in {lays} lays: {lost} m lost in end bits and overlaps ({share} % of what is "
        "spread), {remnants} remnants of {kept} m back to stock",
        "{rolls} 卷布拉 {lays} 床共 {plies} 层：布尾与重叠损耗 {lost} 米（占拉布的 {share}%），"
        "余料 {remnants} 段共 {kept} 米入库",
    ),
    cost=(
        "waste and handling CNY {cost}, no plan below CNY {bound}. {proof}",
        "损耗与操作共 {cost} 元，最低可能 {bound} 元。{proof}",
    ),
    usual=(
        "largest roll first would lose {lost} m and cost CNY {cost}: this way saves {saved_m} m and CNY {saved}",
        "若按通行的“大卷先用”，损耗 {lost} 米、共 {cost} 元；本方案省 {saved_m} 米、{saved} 元",
    ),
    usual_less=(
        "largest roll first would lose {lost} m and cost CNY {cost}: this way loses {saved_m} m more, but with its "
        "handling it saves CNY {saved}",
        "若按通行的“大卷先用”，损耗 {lost} 米、共 {cost} 元；本方案多损耗 {saved_m} 米，但换卷少，合计省 {saved} 元",
    ),
    usual_same=("largest roll first would do as well", "按通行的“大卷先用”也一样省"),
    no_usual=(
        "largest roll first does not spread every ply from these rolls",
        "按通行的“大卷先用”，这些布卷拉不足层数",
    ),
    lay=("lay {name}", "床次 {name}"),
    group=("  {colour} {shade}, {plies} plies: {runs}", "  {colour} {shade}，{plies} 层：{runs}"),
    run=("{roll} x {plies}", "{roll} × {plies}"),
    spliced=("{roll} + {next} at splice {splice}", "{roll} 接 {next}（驳布位 {splice}）"),
    too_narrow=(
        "too narrow for every lay of its colour, not used: {roll}, {found} mm wide",
        "幅宽不够，同色各床都用不上：{roll}，幅宽 {found} 毫米",
    ),
    left=("left over:", "剩余："),
    end_bit=("  {roll}: end bit {left} m", "  {roll}：布尾 {left} 米"),
    remnant=("  {roll}: remnant {left} m, back to stock", "  {roll}：余料 {left} 米，入库"),
    used_up=("  {roll}: used up", "  {roll}：用完"),
    clash=(
        "  wanted at the same time: roll {roll} is at lay {lay} until {until}; lay {later} waits for it, or give it "
        "another roll",
        "  同时要用：布卷 {roll} 在床次 {lay} 用到 {until}；床次 {later} 须等它，或另备布卷",
    ),
    written=("written: {path}", "已写入：{path}"),
)


def add_to(group: Group) -> None:
    """Add ``rolls``."""
    made = group.command("rolls", WORDS.say(group.language, "about"), run, patient=True)
    made.add_argument("file", type=Path, metavar="FILE", help=WORDS.say(group.language, "file"))
    made.add_argument("--lays", type=Path, metavar="LAYS.json", help=WORDS.say(group.language, "lays"))
    made.add_argument("-o", "--out", type=Path, metavar="OUT.json", help=WORDS.say(group.language, "out"))
    made.add_argument("--svg", type=Path, metavar="OUT.svg", help=WORDS.say(group.language, "svg"))


def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Read, assign, judge, tell."""
    from interlock.cutting_room_commands._rolls_of_lays import rolls_asked, rolls_of_lays
    from interlock.files import check_ending, check_file, written
    from interlock.rolls import assign_rolls, check, draw

    if options.svg:
        check_file(options.svg)
    if options.out:
        check_ending(options.out, (".json",))
        check_file(options.out)
    problem = rolls_of_lays(options.file, options.lays) if options.lays else rolls_asked(options.file)
    plan = assign_rolls(problem, stop=stop)
    check(problem, plan)
    if options.svg:
        with written(options.svg) as path:
            path.write_text(draw(problem, plan, language=language), encoding="utf-8")
    if options.out:
        with written(options.out) as path:
            path.write_text(json.dumps(figures(problem, plan), ensure_ascii=False, indent=1), encoding="utf-8")
    if options.json:
        print_json(figures(problem, plan))
        return DONE
    for line in _lines(problem, plan, language):
        print(line)
    for made in filter(None, (options.svg, options.out)):
        print(WORDS.say(language, "written", path=made))
    return DONE


def figures(problem: Any, plan: Any) -> dict[str, Any]:
    """The plan as one JSON object."""
    usual = plan.usual
    return {
        "cost_yuan": cny(plan.cost_fen),
        "lower_bound_yuan": cny(plan.lower_bound_fen),
        "proved": plan.proved,
        "lost_m": plan.waste.lost_mm / 1000,
        "lost_percent": percent(_lost_share(problem, plan), 3),
        "end_bits_m": plan.waste.end_bit_mm / 1000,
        "overlaps_m": plan.waste.overlap_mm / 1000,
        "remnants_m": plan.waste.remnant_mm / 1000,
        "mounts": plan.waste.mounts,
        "splices": plan.waste.splices,
        "further_shades": plan.waste.further_shades,
        "usual": {"cost_yuan": cny(usual.cost_fen), "lost_m": usual.waste.lost_mm / 1000} if usual else None,
        "saved_m": plan.saved_mm / 1000,
        "saved_yuan": cny(plan.saved_fen),
        "clashes": [{"roll": clash.roll, "lay": clash.lay, "later": clash.later} for clash in plan.clashes],
        "too_narrow": [roll.name for roll in problem.too_narrow],
        "lays": [
            {
                "lay": lay.lay,
                "marker_mm": lay.marker_mm,
                "end_loss_mm": lay.end_loss_mm,
                "taken_m": {roll: taken_mm / 1000 for roll, taken_mm in lay.taken_mm},
                "groups": [
                    {
                        "colour": group.colour,
                        "shade": group.shade,
                        "plies": [{"rolls": list(ply.rolls), "splice": ply.splice} for ply in group.plies],
                    }
                    for group in lay.groups
                ],
            }
            for lay in plan.lays
        ],
        "rolls": [
            {"roll": end.roll, "used_m": end.used_mm / 1000, "left_m": end.left_mm / 1000, "fate": end.fate}
            for end in plan.ends
        ],
    }


def _lost_share(problem: Any, plan: Any) -> float:
    spread_mm = sum(end.used_mm for end in plan.ends)
    return float(plan.waste.lost_mm / spread_mm)


def _lines(problem: Any, plan: Any, language: Language) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return WORDS.say(language, key, **values)

    waste, usual = plan.waste, plan.usual
    yield say(
        "total",
        rolls=len(plan.ends),
        plies=sum(lay.plies for lay in plan.lays),
        lays=len(plan.lays),
        lost=_metres(waste.lost_mm),
        share=percent(at_most(_lost_share(problem, plan), 2), 2),
        remnants=waste.remnants,
        kept=_metres(waste.remnant_mm),
    )
    proof = plan.proof_text(language)
    yield say("cost", cost=f"{cny(plan.cost_fen):,.2f}", bound=f"{cny(plan.lower_bound_fen):,.2f}", proof=proof)
    if usual:
        saved = {"saved_m": _metres(abs(plan.saved_mm)), "saved": f"{cny(plan.saved_fen):,.2f}"}
        yield say(
            _against_usual(plan),
            lost=_metres(usual.waste.lost_mm),
            cost=f"{cny(usual.cost_fen):,.2f}",
            **saved,
        )
    else:
        yield say("no_usual")
    for lay in plan.lays:
        yield say("lay", name=lay.lay)
        for group in lay.groups:
            runs = ", ".join(_run(list(same), language) for _, same in groupby(group.plies))
            yield say("group", colour=group.colour, shade=group.shade, plies=len(group.plies), runs=runs)
    for clash in plan.clashes:
        yield say("clash", roll=clash.roll, lay=clash.lay, later=clash.later, until=_until(problem, clash.lay))
    for roll in problem.too_narrow:
        yield say("too_narrow", roll=roll.name, found=f"{roll.width_mm:,}")
    yield say("left")
    for end in plan.ends:
        yield say(end.fate if end.left_mm >= _SHOWN_MM else "used_up", roll=end.roll, left=_metres(end.left_mm))


def _against_usual(plan: RollPlan) -> str:
    if round(cny(plan.saved_fen), 2) == 0 and plan.saved_mm == 0:
        return "usual_same"
    return "usual" if plan.saved_mm >= 0 else "usual_less"


def _run(plies: list[Any], language: Language) -> str:
    ply = plies[0]
    if ply.splice is None:
        return WORDS.say(language, "run", roll=ply.roll, plies=len(plies))
    return WORDS.say(language, "spliced", roll=ply.roll, next=ply.next_roll, splice=ply.splice + 1)


def _until(problem: Any, name: str) -> str:
    """The time of the clock at which a lay ends."""
    (end_min,) = (lay.when.end_min for lay in problem.lays if lay.name == name)
    hours, minutes = divmod(int(end_min) % (24 * 60), 60)
    return f"{hours}:{minutes:02d}"


def _metres(length_mm: int) -> str:
    return f"{length_mm / 1000:,.2f}"
