"""What-ifs as they are read on a screen: figures side by side, bottlenecks, and what each edit is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from unicodedata import east_asian_width

from interlock.explain import category_name, figures
from interlock.explain.names import firm_named
from interlock.model import BottleneckValue, Plan, Scenario, Scope
from interlock.whatif.edits import Edit, kind_name
from interlock.whatif.resolved import Resolved
from interlock.whatif.scenarios import SideBySide
from interlock.whatif.worth import Worth
from interlock.words import Language, Words

MOST_PLACES = 3
# What a day is worth below this is told as nothing: it is said in whole yuan.
LEAST_TOLD_FEN = 50

_EDITS = Words(
    add_line=("Line {code} of {operators} operators at {factory}", "新产线 {code}（{factory}，{operators} 人）"),
    add_workshop=(
        "Workshop {code} in {township}, {lines} lines of {operators} operators",
        "新厂房 {code}（{township}，{lines} 条产线、每条 {operators} 人）",
    ),
    close_line=("Closing line {line}", "关闭产线 {line}"),
    train_line=("Line {line} trained for {category}", "产线 {line} 培训{category}"),
    more_table_time=(
        "{minutes_per_day:,.15g} minutes a day more on every table of {factory}",
        "每张裁床每天增加 {minutes_per_day:,.15g} 分钟（{factory}）",
    ),
    more_finishing=(
        "{minutes_per_day:,.15g} minutes of finishing a day more at {factory}",
        "后整每天增加 {minutes_per_day:,.15g} 分钟（{factory}）",
    ),
    overtime=("Overtime of {share} at {place}", "{place} 加班 {share}"),
    all=("All edits together", "全部改动合计"),
)

_SAYS = Words(
    none=(
        "Nothing holds the plan back: no capacity has a price.",
        "没有瓶颈：任何产能都没有稀缺价值。",
    ),
    skill=("One more line-day of a skill is worth most for: {found}.", "按品类，多一个产线日最值钱的是：{found}。"),
    township=(
        "One more line-day of a township is worth most in: {found}.",
        "按乡镇，多一个产线日最值钱的是：{found}。",
    ),
    factory=(
        "One more line-day of a factory is worth most at: {found}.",
        "按工厂，多一个产线日最值钱的是：{found}。",
    ),
    own=(
        "A line-day is the mean of the lines there; skills and townships are told where they are short as a whole.",
        "产线日按该处各产线的平均一天计；品类和乡镇只列整体紧张的。",
    ),
    centre=("One more table-day is worth most at: {found}.", "多一个裁床日最值钱的是：{found}。"),
    no_centre=("One more table-day is worth nothing anywhere.", "无论在哪里，多一个裁床日都不值钱。"),
    place=("{name} {money} (week of {week})", "{name} {money}（{week}起的一周）"),
    saves=("{what}: estimated to save {money}, give or take {spread}.", "{what}：估计可省 {money}，上下约 {spread}。"),
    costs=(
        "{what}: estimated to cost {money} more, give or take {spread}.",
        "{what}：估计多花 {money}，上下约 {spread}。",
    ),
    nothing=("{what}: estimated to save nothing.", "{what}：估计不省钱。"),
    verified_saves=(
        " Allocated again from several starts, plans cost {money} less on average, give or take {error}.",
        "从多个起点重新派工，成本平均降低 {money}，上下约 {error}。",
    ),
    verified_costs=(
        " Allocated again from several starts, plans cost {money} more on average, give or take {error}.",
        "从多个起点重新派工，成本平均增加 {money}，上下约 {error}。",
    ),
    verified_untold=(
        " Allocated again from several starts, plans differ by less than can be told from luck ({error}).",
        "从多个起点重新派工，成本相差不大，与搜索本身的偶然波动（约 {error}）分不开。",
    ),
    scope=(
        "Savings are those of this order book over the plan's days; what the edits themselves cost is not in them.",
        "以上为本订单簿在计划期内的节省，不含改动本身的投入。",
    ),
)


def side_by_side(table: SideBySide, language: Language) -> str:
    """Return the outcomes as a text table, a column for each."""
    columns = table.rows(language)
    return aligned([row for row in zip(*columns, strict=True) if any(row[1:])])


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as lines with columns of even width, the first to the left, Chinese letters two columns wide."""
    widths = [max(_width(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(_padded(cell, width, left=at == 0) for at, (cell, width) in enumerate(zip(row, widths, strict=True)))
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _padded(text: str, width: int, *, left: bool) -> str:
    blanks = " " * (width - _width(text))
    return text + blanks if left else blanks + text


def bottleneck_sentences(scenario: Scenario, plan: Plan, language: Language) -> tuple[str, ...]:
    """Return what one more line-day is worth where it is worth most: by skill, township, factory and centre."""
    if not plan.bottlenecks:
        return (_SAYS.say(language, "none"),)
    return tuple(_bottlenecks(scenario, plan, language))


def _bottlenecks(scenario: Scenario, plan: Plan, language: Language) -> Iterator[str]:
    season = (plan.first_on, plan.last_on)
    for scope in (Scope.SKILL, Scope.TOWNSHIP, Scope.FACTORY, Scope.CENTRE):
        best: dict[str, BottleneckValue] = {}
        for value in plan.bottlenecks:
            # A factory may stand in no township: what has no name cannot be told.
            if value.scope is scope and value.key:
                best.setdefault(value.key, value)
        places = [
            _SAYS.say(
                language,
                "place",
                name=_place(scenario, value, language),
                money=figures.money(value.fen_per_day, language),
                week=figures.day_words(value.week_on, language, season),
            )
            for value in list(best.values())[:MOST_PLACES]
            if value.fen_per_day >= LEAST_TOLD_FEN
        ]
        if best and not places and scope is Scope.CENTRE:
            yield _SAYS.say(language, "no_centre")
        if places:
            yield _SAYS.say(language, scope.value, found=("，" if language == "zh" else ", ").join(places))
    if any(value.scope is not Scope.CENTRE for value in plan.bottlenecks):
        yield _SAYS.say(language, "own")


def _place(scenario: Scenario, value: BottleneckValue, language: Language) -> str:
    if value.scope is Scope.SKILL:
        return category_name(value.key, language)
    return (
        _township(scenario, value.key, language)
        if value.scope is Scope.TOWNSHIP
        else _factory(scenario, value.key, language)
    )


def _township(scenario: Scenario, code: str, language: Language) -> str:
    place = scenario.township.get(code)
    return (place.name_en or place.name if language == "en" else place.name) if place else code


def _factory(scenario: Scenario, code: str, language: Language) -> str:
    factory = scenario.factory.get(code)
    return firm_named(factory.name, language) if factory else code


def edit_words(scenario: Scenario, edit: Edit | None, language: Language) -> str:
    """Return an edit of the network in some words; None is all edits together."""
    if edit is None:
        return _EDITS.say(language, "all")
    facts = {"place": "", **asdict(edit)}
    facts["place"] = facts.get("line") or facts.get("factory") or facts.get("township")
    if "share" in facts:
        facts["share"] = figures.percent(facts["share"], language, 0)
    if "category" in facts:
        facts["category"] = category_name(facts["category"], language)
    if facts.get("factory"):
        facts["factory"] = _factory(scenario, facts["factory"], language)
    if facts.get("township"):
        facts["township"] = _township(scenario, facts["township"], language)
    return _EDITS.say(language, kind_name(edit), **facts)


def worth_sentence(what: str, worth: Worth, resolved: Resolved | None, language: Language) -> str:
    """Return what something is estimated to save, and what it saved where it was allocated again."""
    fen = worth.predicted_fen
    money, spread = (figures.money(found, language) for found in (abs(fen), worth.spread_fen))
    key = "saves" if fen > 0 else "costs" if fen < 0 else "nothing"
    said = _SAYS.say(language, key, what=what, money=money, spread=spread)
    return said if resolved is None else said + _verified(resolved, language)


def _verified(resolved: Resolved, language: Language) -> str:
    error = figures.money(round(resolved.error_fen), language)
    if not resolved.tells:
        return _SAYS.say(language, "verified_untold", error=error)
    key = "verified_saves" if resolved.plan_fen > 0 else "verified_costs"
    return _SAYS.say(language, key, money=figures.money(abs(resolved.plan_fen), language), error=error)


def worth_scope(language: Language) -> str:
    """Return what predicted savings cover."""
    return _SAYS.say(language, "scope")
