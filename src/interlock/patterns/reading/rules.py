"""Grade rules (.rul): how far each numbered point of the sample size moves for every other size.

Source of the form: ASTM D6673, grade rule table. As exported: keys with a colon, then ``RULE: DELTA n`` with one pair
``dx, dy`` a size, on one line or on several, counted from the sample size, whose own pair is zero.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from interlock.errors import InvalidModel, Told
from interlock.patterns.file import MM_PER_UNIT, Unit
from interlock.patterns.outlines import Point
from interlock.patterns.reading.decode import decoded
from interlock.patterns.reading.drawn import is_place, named_values
from interlock.patterns.reading.limits import MOST_RULES, MOST_SIZES
from interlock.patterns.reading.words import WORDS
from interlock.patterns.texts import one_line

_RULE = re.compile(r"^\s*RULE\s*:\s*DELTA\s*(\d+)", re.IGNORECASE | re.MULTILINE)
_END = re.compile(r"^\s*END\s*$", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_NOTE = re.compile(r"#.*")


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


def read_rules(data: bytes, name: str) -> GradeRules:
    """Read a grade-rule file.

    Raises :class:`InvalidModel` that names everything wrong in it.
    """
    text = _NOTE.sub("", decoded(data))
    starts = list(_RULE.finditer(text))
    if not starts:
        raise InvalidModel([WORDS.told("no_rules", file=name)])
    head = named_values(text[: starts[0].start()].splitlines())
    sizes = _sizes(head.get("size list", ""), head.get("number of sizes", ""))
    sample = one_line(head.get("sample size", ""))
    problems = _wrong_head(name, sizes, sample, len(starts))
    end = _END.search(text, starts[-1].end())
    ends = [*(start.start() for start in starts[1:]), end.start() if end else len(text)]
    deltas: dict[int, tuple[Point, ...]] = {}
    for start, stop in zip(starts, ends, strict=True):
        found = [float(number) for number in _NUMBER.findall(text[start.end() : stop])]
        pairs = tuple(zip(found[::2], found[1::2], strict=False))
        if len(found) != 2 * len(sizes) or not all(map(is_place, pairs)):
            problems.append(WORDS.told("rule_count", file=name, rule=start[1], found=len(found), sizes=len(sizes)))
        deltas[int(start[1][:9])] = pairs
    if problems:
        raise InvalidModel(problems[:20])
    return GradeRules(name=name, sizes=sizes, sample=sample, units=head.get("units", ""), deltas=deltas)


def _sizes(listed: str, count: str) -> tuple[str, ...]:
    """Sizes stand apart by blanks; names with blanks in them stand apart by commas, tabs or several blanks."""
    wide = tuple(one_line(size) for size in re.split(r"[,;\t]|\s{2,}", listed) if size.strip())
    return wide if count.strip() == str(len(wide)) else tuple(one_line(listed.replace(",", " ")).split())


def _wrong_head(name: str, sizes: tuple[str, ...], sample: str, rules: int) -> list[Told]:
    problems = []
    if not sizes:
        problems.append(WORDS.told("no_sizes", file=name))
    if len(sizes) > MOST_SIZES or rules > MOST_RULES:
        problems.append(WORDS.told("rules_too_many", file=name, sizes=MOST_SIZES, rules=MOST_RULES))
    if len(set(sizes)) < len(sizes):
        problems.append(WORDS.told("sizes_twice", file=name, sizes=" ".join(sizes)[:80]))
    if sizes and sample not in sizes:
        problems.append(WORDS.told("no_sample", file=name, sample=sample[:40], sizes=" ".join(sizes)[:80]))
    return problems
