"""``interlock cut pool FILE``: orders of several firms cut together, the saving shared; a statement for each firm."""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from interlock.arguments import whole
from interlock.cutting_room_commands._group import Group, print_json
from interlock.units import cny, percent
from interlock.words import Language, Words

DONE = 0

WORDS = Words(
    about=(
        "cut orders of several firms together and share the saving; each firm's statement shows its own share only",
        "多家企业同料订单合床裁剪，节省额按沙普利值分摊，各家只看到自己的份额",
    ),
    file=(
        'FILE.json: {{"colours": [...], "orders": [{{"name", "firm", "style", ...}}], ...}}; see docs/cutting.md',
        'FILE.json：{{"colours": [...], "orders": [{{"name", "firm", "style", ...}}], ...}}，详见 docs/cutting.md',
    ),
    firm=("print this firm's statement and nothing else", "只打印该企业的对账说明"),
    out=(
        "write the lays there, for interlock cut rolls --lays and interlock cut print (for the centre)",
        "把床次写到此文件，供 interlock cut rolls --lays 和 interlock cut print 使用（供裁剪中心）",
    ),
    seconds=(
        "nest the markers of those lays so many seconds each, from the pattern files named in FILE.json",
        "为这些床次的唛架排料，每张若干秒，样片取自 FILE.json 写明的样板文件",
    ),
    workers=("processes to use (one per core)", "使用的进程数（默认每核一个）"),
    cache=("where markers are kept", "唛架的存放处"),
    nests_alone=(
        "--seconds nests the markers of the lays that -o writes; name a file with -o",
        "--seconds 是为 -o 写出的床次排料，请用 -o 写明文件",
    ),
    nest=(
        "  {name}: {length} m ({estimated} m were estimated), {used} %",
        "  {name}：长 {length} 米（原估 {estimated} 米），用布率 {used}%",
    ),
    too_long=(
        "  {name}: {length} m, longer than max_length_m, so its lays keep the estimate; lower max_garments, or nest it "
        "longer",
        "  {name}：长 {length} 米，超过 max_length_m，其床次仍用估算；请减小 max_garments，或延长排料时间",
    ),
    svg=("write the picture there (for the centre: it shows every firm)", "把图写到此文件（含各家数据，仅供裁剪中心）"),
    total=(
        "{orders} orders of {firms} firms: CNY {alone} when each cuts alone, CNY {cost} pooled; saved CNY {saving} "
        "({share} %)",
        "{firms} 家企业 {orders} 张订单：各自裁剪 {alone} 元，合床 {cost} 元，节省 {saving} 元（{share}%）",
    ),
    together=("cut together: {firms}", "合床：{firms}"),
    apart=("cut alone: {firms}", "单独裁剪：{firms}"),
    nothing=("cutting together saves nothing: each is cut alone", "合床没有节省，各自裁剪"),
    row=(
        "  {firm}: alone {alone}, pays {pays}, saves {saves}{error}",
        "  {firm}：单独 {alone}，支付 {pays}，节省 {saves}{error}",
    ),
    error=(" (standard error {error})", "（标准误 {error}）"),
    bound=("no plan of these groups costs less than CNY {bound}", "按此分组，怎么排也不会低于 {bound} 元"),
    estimated=(
        "what it costs stands on estimated lengths (per_garment_mm)",
        "费用按估算长度（per_garment_mm）计算",
    ),
    core=(
        "no group of firms would save more by itself",
        "没有哪几家自行合床能省得更多",
    ),
    envy=(
        "for the centre only: {firms} by themselves would save CNY {envy} more than their shares; the rule stands",
        "仅供中心参考：{firms} 若自行合床，可比分得的份额多省 {envy} 元；仍按公布的规则分摊",
    ),
    one_of_two=(
        "the picture and the lays show every firm, the statement only one; give --firm by itself",
        "图和床次含各家数据，对账说明只给一家，--firm 请单独使用",
    ),
    written=("written: {path}", "已写入：{path}"),
)


def add_to(group: Group) -> None:
    """Add ``pool``."""
    made = group.command("pool", WORDS.say(group.language, "about"), run, patient=True)
    made.add_argument("file", type=Path, metavar="FILE", help=WORDS.say(group.language, "file"))
    made.add_argument("--firm", metavar="NAME", help=WORDS.say(group.language, "firm"))
    made.add_argument("-o", "--out", type=Path, metavar="LAYS.json", help=WORDS.say(group.language, "out"))
    made.add_argument(
        "--seconds", type=whole(1, group.language), metavar="N", help=WORDS.say(group.language, "seconds")
    )
    made.add_argument(
        "--workers", type=whole(1, group.language), metavar="N", help=WORDS.say(group.language, "workers")
    )
    made.add_argument("--cache", type=Path, metavar="FOLDER", help=WORDS.say(group.language, "cache"))
    made.add_argument("--svg", type=Path, metavar="OUT.svg", help=WORDS.say(group.language, "svg"))


def run(options: argparse.Namespace, language: Language, stop: Callable[[], bool]) -> int:
    """Read, plan every group, share, judge, tell."""
    from interlock.cutting_room_commands._json_file import read_json
    from interlock.cutting_room_commands._other_files import read_content, refuse_other
    from interlock.cutting_room_commands._pool_form import PoolAsked
    from interlock.stages.pool import check_pooled, pool_orders

    _check_options(options)
    refuse_other(options.file, read_content(options.file), "pool")
    form = read_json(options.file, PoolAsked)
    asked = form.asked()
    pieces = _check_lays(form, options, language)
    if options.firm:
        _check_firm(options.firm, asked.firms)
    pooled = pool_orders(asked, stop=stop)
    check_pooled(asked, pooled)
    if options.firm:
        return _tell_firm(pooled.shares.statement_for(options.firm), language, as_json=options.json)
    nests = _nests(form, pooled, pieces, options, stop)
    paths = list(_written(form, pooled, nests, options, language))
    if options.json:
        print_json(figures(pooled) | ({"nests": _nest_figures(nests)} if options.seconds else {}))
        return DONE
    for line in (*_lines(pooled, language), *_nest_lines(nests, language)):
        print(line)
    for path in paths:
        print(WORDS.say(language, "written", path=path))
    return DONE


def _check_options(options: argparse.Namespace) -> None:
    from interlock.errors import InterlockError
    from interlock.files import check_ending, check_file

    if (options.svg or options.out) and options.firm:
        raise InterlockError(WORDS.told("one_of_two"))
    if options.seconds and not options.out:
        raise InterlockError(WORDS.told("nests_alone"))
    if options.svg:
        check_file(options.svg)
    if options.out:
        check_ending(options.out, (".json",))
        check_file(options.out)


def _check_lays(form: Any, options: argparse.Namespace, language: Language) -> dict[Any, Any]:
    """Refuse lays that cannot be written, and return the pieces of their markers where these are to be nested."""
    from interlock.cutting_room_commands._pool_lays import check_lays

    if options.out:
        check_lays(form)
    if not options.seconds:
        return {}
    from interlock.cutting_room_commands._pool_nests import pieces_of

    def tell(what: Any) -> None:
        print(f"interlock: {what.chinese if language == 'zh' else what}", file=sys.stderr)

    return pieces_of(form, options.file.parent, tell)


def _nests(
    form: Any, pooled: Any, pieces: dict[Any, Any], options: argparse.Namespace, stop: Callable[[], bool]
) -> list[Any]:
    if not options.seconds:
        return []
    from interlock.cutting_room_commands._pool_lays import markers_of
    from interlock.cutting_room_commands._pool_nests import nested

    return nested(form, pieces, markers_of(pooled).values(), options, stop)


def _written(
    form: Any, pooled: Any, nests: list[Any], options: argparse.Namespace, language: Language
) -> Iterator[Path]:
    """Write what is asked for: the picture, the lays, and a marker file beside them for each nest."""
    from interlock.cutting_room_commands._pool_lays import lays_of
    from interlock.files import written
    from interlock.markers import write_marker
    from interlock.pooling import draw

    if options.svg:
        bound_fen = sum(cut.plan.lower_bound[0] for cut in pooled.cuts)
        with written(options.svg) as path:
            path.write_text(draw(pooled.shares, bound_fen=bound_fen, language=language), encoding="utf-8")
        yield options.svg
    if not options.out:
        return
    drawn = {nest.asked.name: options.out.with_stem(f"{options.out.stem}-{nest.asked.name}")
             for nest in nests if not nest.too_long}  # fmt: skip
    for nest in nests:
        if nest.asked.name in drawn:
            write_marker(nest.file, drawn[nest.asked.name])
    with written(options.out) as path:
        found = lays_of(form, pooled, {name: made.name for name, made in drawn.items()})
        path.write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    yield options.out
    yield from drawn.values()


def _nest_figures(nests: list[Any]) -> list[dict[str, Any]]:
    return [
        {
            "marker": nest.asked.name, "estimated_m": round(nest.asked.estimated_mm / 1000, 3),
            "length_m": round(nest.marker.length_mm / 1000, 3), "too_long": nest.too_long,
            "density_percent": percent(nest.marker.utilisation, 2),
        }
        for nest in nests
    ]  # fmt: skip


def _nest_lines(nests: list[Any], language: Language) -> Iterator[str]:
    for nest in nests:
        length, estimated = f"{nest.marker.length_mm / 1000:.3f}", f"{nest.asked.estimated_mm / 1000:.3f}"
        used = percent(nest.marker.utilisation, 2)
        key = "too_long" if nest.too_long else "nest"
        yield WORDS.say(language, key, name=nest.asked.name, length=length, estimated=estimated, used=used)


def _check_firm(name: str, firms: tuple[str, ...]) -> None:
    from interlock.errors import InvalidModel
    from interlock.pooling.words import ERRORS

    if name not in firms:
        raise InvalidModel([ERRORS.told("unknown", name=name)])


def _tell_firm(statement: Any, language: Language, *, as_json: bool) -> int:
    if as_json:
        print_json(statement_figures(statement))
    else:
        print(statement.text(language))
    return DONE


def statement_figures(statement: Any) -> dict[str, Any]:
    """One firm's statement as a JSON object."""
    total = statement.total_saving_fen
    return {
        "firm": statement.firm,
        "alone_yuan": cny(statement.alone_fen),
        "pays_yuan": cny(statement.pays_fen),
        "saves_yuan": cny(statement.saving_fen),
        "standard_error_yuan": cny(statement.error_fen),
        "permutations": statement.permutations,
        "orders_pooled": statement.orders_pooled,
        "about_total_saving_yuan": None if total is None else cny(total),
    }


def figures(pooled: Any) -> dict[str, Any]:
    """Everything as one JSON object, for the centre."""
    shares = pooled.shares
    return {
        "lengths": "estimated",
        "cost_yuan": cny(shares.cost_fen),
        "saving_yuan": cny(shares.saving_fen),
        "together": list(shares.together),
        "exact": shares.exact,
        "permutations": len(shares.drawn),
        "in_core": shares.in_core,
        "envy_yuan": cny(shares.envy_fen),
        "statements": [statement_figures(shares.statement_for(share.firm)) for share in shares.shares],
        "cuts": [
            {
                "firms": list(cut.firms),
                "cost_yuan": cny(cut.plan.cost_fen),
                "lower_bound_yuan": cny(cut.plan.lower_bound[0]),
                "fabric_m": round(cut.plan.fabric_mm / 1000, 3),
                "sizes": list(cut.problem.sizes),
                "markers": [{"ratio": list(lay.ratio), "plies": list(lay.plies)} for lay in cut.plan.lays],
            }
            for cut in pooled.cuts
        ],
    }


def _lines(pooled: Any, language: Language) -> Iterator[str]:
    def say(key: str, **values: object) -> str:
        return WORDS.say(language, key, **values)

    comma = "、" if language == "zh" else ", "
    shares = pooled.shares
    alone = shares.cost_fen + shares.saving_fen
    money = {"alone": _yuan(alone), "cost": _yuan(shares.cost_fen), "saving": _yuan(shares.saving_fen)}
    share = percent(shares.saving_fen / alone, 2) if alone else 0.0
    yield say("total", orders=shares.orders, firms=len(shares.shares), share=share, **money)
    yield say("together", firms=comma.join(shares.together)) if shares.together else say("nothing")
    apart = [share.firm for share in shares.shares if share.firm not in shares.together]
    if apart and shares.together:
        yield say("apart", firms=comma.join(apart))
    for share in shares.shares:
        error = "" if shares.exact else say("error", error=_yuan(share.error_fen))
        own = {"alone": _yuan(share.alone_fen), "pays": _yuan(share.pays_fen), "saves": _yuan(share.saving_fen)}
        yield say("row", firm=share.firm, error=error, **own)
    bound_fen = sum(cut.plan.lower_bound[0] for cut in pooled.cuts)
    yield say("bound", bound=_yuan(math.floor(bound_fen)))
    yield say("estimated")
    yield say("core") if shares.in_core else say("envy", firms=comma.join(shares.envious), envy=_yuan(shares.envy_fen))


def _yuan(fen: float) -> str:
    return f"{cny(fen):,.2f}"
