"""Grade rules (.rul): how far each numbered point of the sample size moves for every other size.

Source of the form: ASTM D6673, grade rule table. As exported: keys with a colon, then ``RULE: DELTA n`` with one pair
``dx, dy`` a size, on one line or on several, counted from the sample size, whose own pair is zero. ``#`` begins a note,
a long list of sizes may go on on the next line, and ``END`` may be missing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from interlock.errors import InvalidModel, Told
from interlock.patterns.file import MM_PER_UNIT, Unit
from interlock.patterns.outlines import Point
from interlock.patterns.reading.decode import decoded
from interlock.patterns.reading.drawn import is_place, named_values
from interlock.patterns.reading.limits import MOST_RULES, MOST_SIZES
from interlock.patterns.reading.words import WORDS
from interlock.patterns.texts import one_line
from interlock.units import size_name

_RULE = re.compile(r"\s*RULE\s*:\s*(.*)", re.IGNORECASE)
_DELTA = re.compile(r"DELTA\s*(\d{1,9})(?!\d)(.*)", re.IGNORECASE)
_END = re.compile(r"\s*END\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*SIZE\s+LIST\s*:", re.IGNORECASE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_BETWEEN = re.compile(r"[\s,;]*")
_NOTE = re.compile(r"#.*")
_MOST_TOLD = 20


@dataclass(frozen=True, kw_only=True)
class GradeRules:
    """Sizes in order, the sample size, and by rule number the (dx, dy) of every size, as the file gives them."""

    name: str
    sizes: tuple[str, ...]
    sample: str
    units: str
    deltas: Mapping[int, tuple[Point, ...]]

    def moved_mm(self, size: str, unit: Unit) -> Mapping[int, Point]:
        """Return how far a point of each rule moves, in mm; ``unit`` is that of the pattern file."""
        at, sample = self.sizes.index(size), self.sizes.index(self.sample)
        factor = MM_PER_UNIT[self._unit(unit)]
        return {
            rule: ((pairs[at][0] - pairs[sample][0]) * factor, (pairs[at][1] - pairs[sample][1]) * factor)
            for rule, pairs in self.deltas.items()
        }

    def _unit(self, unit: Unit) -> Unit:
        """The pattern file's own unit where both are metric or both are not; what the rules say where they differ."""
        english = self.units.strip().lower() in ("english", "imperial", "inch", "inches")
        if english:
            return "in"
        return unit if unit != "in" or not self.units.strip() else "mm"


@dataclass
class _Rule:
    """A rule as it stands in the file: its number, its line, and what follows, line by line."""

    number: int
    line: int
    rest: list[tuple[int, str]]


def read_rules(data: bytes, name: str) -> GradeRules:
    """Read a grade-rule file.

    Raises :class:`InvalidModel` that names everything wrong in it, by line.
    """
    lines = [_NOTE.sub("", line) for line in re.split(r"\r\n?|\n", decoded(data))]
    problems: list[Told] = []
    top, rules = _parted(lines, name, problems)
    if not rules and not problems:
        raise InvalidModel([WORDS.told("no_rules", file=name)])
    head = named_values(top)
    count = head.get("number of sizes", "")
    sizes = _sizes(_listed(top), count) or _sizes(head.get("numeric size list", ""), count)
    sample = _sample(head, sizes)
    problems = [*_wrong_head(name, sizes, sample, count, len(rules)), *problems]
    deltas: dict[int, tuple[Point, ...]] = {}
    for rule in rules:
        pairs = _pairs(rule, name, len(sizes), problems)
        if deltas.setdefault(rule.number, pairs) != pairs:
            problems.append(WORDS.told("rule_twice", file=name, rule=rule.number, line=rule.line))
    if problems:
        raise InvalidModel(problems[:_MOST_TOLD])
    return GradeRules(name=name, sizes=sizes, sample=sample, units=head.get("units", ""), deltas=deltas)


def _parted(lines: Sequence[str], name: str, problems: list[Told]) -> tuple[list[str], list[_Rule]]:
    """The lines above the first rule, and every rule up to the end."""
    top: list[str] = []
    rules: list[_Rule] = []
    begun = False
    for number, line in enumerate(lines, 1):
        if begun and _END.fullmatch(line):
            break
        if not (started := _RULE.match(line)):
            if rules and begun:
                rules[-1].rest.append((number, line))
            elif not begun:
                top.append(line)
            continue
        begun = True
        if delta := _DELTA.match(started[1]):
            rules.append(_Rule(int(delta[1]), number, [(number, delta[2])]))
        else:
            problems.append(WORDS.told("rule_kind", file=name, line=number, found=one_line(started[1])[:40]))
    return top, rules


def _pairs(rule: _Rule, name: str, sizes: int, problems: list[Told]) -> tuple[Point, ...]:
    """The pair of every size; what is no number, and too many or too few of them, is told."""
    found: list[float] = []
    for line, text in rule.rest:
        if not _BETWEEN.fullmatch(_NUMBER.sub(" ", text)):
            facts = {"file": name, "line": line, "rule": rule.number, "found": one_line(text)[:40]}
            problems.append(WORDS.told("rule_number", **facts))
            return ()
        found += [float(number) for number in _NUMBER.findall(text)]
    pairs = tuple(zip(found[::2], found[1::2], strict=False))
    if sizes and (len(found) != 2 * sizes or not all(map(is_place, pairs))):
        facts = {"file": name, "line": rule.line, "rule": rule.number, "found": len(found), "sizes": sizes}
        problems.append(WORDS.told("rule_count", **facts))
    return pairs


def _listed(top: Sequence[str]) -> str:
    """The list of sizes, with the lines on which a long one goes on."""
    for at, line in enumerate(top):
        if _LIST.match(line):
            rest = takewhile(lambda more: more.strip() and ":" not in more, top[at + 1 :])
            return "  ".join([line.partition(":")[2].strip(), *(more.strip() for more in rest)])
    return ""


def _sample(head: Mapping[str, str], sizes: tuple[str, ...]) -> str:
    """The sample size by its name; some files give its number in the numeric list instead."""
    sample = size_name(one_line(head.get("sample size", "")))
    numbers = head.get("numeric size list", "").replace(",", " ").split()
    by_number = sample not in sizes and sample in numbers and len(numbers) == len(sizes)
    return sizes[numbers.index(sample)] if by_number else sample


def _sizes(listed: str, count: str) -> tuple[str, ...]:
    """Sizes stand apart by blanks; names with blanks in them stand apart by commas, tabs or several blanks."""
    listed = size_name(listed)
    wide = tuple(one_line(size) for size in re.split(r"[,;\t]|\s{2,}", listed) if size.strip())
    return wide if count.strip().lstrip("0") == str(len(wide)) else tuple(one_line(listed.replace(",", " ")).split())


def _wrong_head(name: str, sizes: tuple[str, ...], sample: str, count: str, rules: int) -> list[Told]:
    problems = []
    if not sizes:
        problems.append(WORDS.told("no_sizes", file=name))
    if sizes and count.strip().isdecimal() and count.strip().lstrip("0") != str(len(sizes)):
        facts = {"count": count.strip()[:9], "found": len(sizes), "sizes": " ".join(sizes)[:80]}
        problems.append(WORDS.told("size_count", file=name, **facts))
    if len(sizes) > MOST_SIZES or rules > MOST_RULES:
        problems.append(WORDS.told("rules_too_many", file=name, sizes=MOST_SIZES, rules=MOST_RULES))
    if len(set(sizes)) < len(sizes):
        problems.append(WORDS.told("sizes_twice", file=name, sizes=" ".join(sizes)[:80]))
    if sizes and sample not in sizes:
        problems.append(WORDS.told("no_sample", file=name, sample=sample[:40], sizes=" ".join(sizes)[:80]))
    return problems
