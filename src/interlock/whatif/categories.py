"""Categories that edits name, as the codes of the book: what its workbook understands, an edit may say as well."""

from __future__ import annotations

from collections.abc import Iterable

from interlock.errors import InvalidModel
from interlock.explain import CATEGORY_NAMES
from interlock.model import Scenario, Skill
from interlock.words import Words, known_ones
from interlock.workbook.categories import category_code
from interlock.workbook.schema import plain

SAYS = Words(
    category=(
        "there is no category {category}; name one of the book's or a usual one: {known}",
        "没有品类 {category}，请写工作簿中的品类或通用品类（{known}）",
    ),
)


def category_of(scenario: Scenario, name: str) -> str:
    """Return the code of a category under any name the workbook takes: ``T恤`` gives ``t_shirt``.

    Raises :class:`~interlock.errors.InvalidModel` for one that neither the book nor the usual names have.
    """
    own = {plain(code): code for code in _own(scenario)}
    code = own.get(plain(name)) or category_code(name)
    if code in CATEGORY_NAMES or plain(name) in own:
        return code
    raise InvalidModel([SAYS.told("category", category=name, known=known_ones(name, own.values()))])


def skills_of(scenario: Scenario, skills: Iterable[Skill]) -> tuple[Skill, ...]:
    """Return skills with the codes of their categories; raises InvalidModel naming all that are unknown."""
    found, problems = list[Skill](), list[str]()
    for skill in skills:
        try:
            found.append(Skill(category_of(scenario, skill.category), skill.level))
        except InvalidModel as error:
            problems += error.problems
    if problems:
        raise InvalidModel(problems)
    return tuple(found)


def _own(scenario: Scenario) -> set[str]:
    """What the book's styles need and its lines sew."""
    sewn = {skill.category for line in scenario.lines for skill in line.skills}
    return sewn | {style.category for style in scenario.styles}
