"""What a search has found so far: layouts of every block, compacted sections, and the marker they make."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import cycle, zip_longest
from typing import Any

from interlock.markers._blocks import Block, blocks_of, section_problems
from interlock.markers._columns import columns_of
from interlock.markers._layout import Placed, marker_from, risen
from interlock.markers._polish import joined, needs_polish, polish_request, polished
from interlock.markers._stripes import is_striped, parted
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker

MOST_LAYOUTS = 8
MOST_VARIANTS = 4


class Pool:
    """The layouts of one problem; ``hands`` processes search, ``known`` is a marker that is there already."""

    def __init__(self, problem: MarkerProblem, seconds: int, hands: int = 1, known: Marker | None = None) -> None:
        self._problem = problem
        self._seconds = seconds
        self._sections = section_problems(problem)
        self.blocks: list[Block] = blocks_of(problem, seconds * hands)
        # By spread: layouts that are spread are longer, but easier to match.
        self._layouts: list[dict[float, list[Marker]]] = [{} for _ in self.blocks]
        self._polished: list[Marker | None] = [None for _ in self._sections]
        self._asked: dict[int, tuple[Marker, ...]] = {}
        self._known = known if len(self._sections) == 1 else None
        self.polish_meanwhile = is_striped(problem)
        split = any(len(self._of(number)) > 1 or len(block.copies) > 1 for number, block in self._section_blocks())
        self.polish_at_end = split or needs_polish(problem)

    @property
    def is_whole(self) -> bool:
        """Whether every block has a layout."""
        return all(self._layouts)

    def lay_matched(self, seed: int) -> None:
        """Lay every section in columns whose stripes meet, where that can be done without compaction."""
        for number, problem in enumerate(self._sections):
            laid = marker_from(problem, columns_of(problem, seed), seconds=self._seconds, seed=seed)
            self._polished[number] = parted(problem, laid)

    def take(self, block: int, placed: Placed, seed: int, spread_mm: float = 0.0) -> None:
        """Take in a layout of a block."""
        problem = self.blocks[block].problem
        marker = marker_from(problem, risen(problem, placed, spread_mm), seconds=self._seconds, seed=seed)
        kept = self._layouts[block].setdefault(spread_mm, [])
        kept.append(marker)
        kept.sort(key=lambda one: one.length_mm)
        del kept[MOST_LAYOUTS:]

    def take_polished(self, section: int, request: dict[str, object], message: dict[str, Any]) -> None:
        """Take in a compacted section."""
        if "placed" in message:
            marker = polished(self._sections[section], self._asked[id(request)], message)
            best = self._polished[section]
            if best is None or marker.length_mm < best.length_mm:
                self._polished[section] = marker

    def best(self, *, shorter_than: Marker | None) -> Marker | None:
        """Return the best marker, unless one as short is known."""
        if not (all(self._polished) if self.polish_meanwhile else self.is_whole):
            return None
        found = [self._best_of(number) for number in range(len(self._sections))]
        sections = [marker for marker in found if marker]
        if len(sections) < len(found):
            return None
        if shorter_than and sum(marker.length_mm for marker in sections) >= shorter_than.length_mm:
            return None
        if len(sections) == 1:
            return sections[0]
        marker = joined(self._problem, [(one, {}, False) for one in sections], self._seconds)
        return None if shorter_than and marker.length_mm >= shorter_than.length_mm else marker

    def polish_requests(
        self, *, most: int | None, seconds: float, shares: int = 1
    ) -> Iterator[tuple[int, dict[str, object]]]:
        """Yield requests to compact the best layouts of every section; each section's are dealt to ``shares``."""
        if not self.is_whole:
            return
        for number, problem in enumerate(self._sections):
            chosen = self._variants(number)[:most]
            for share in range(min(shares, len(chosen))):
                markers = tuple(self._ways_to_match(problem, chosen[share::shares]))
                request = polish_request(problem, markers, seconds / len(self._sections))
                self._asked[id(request)] = markers
                yield number, request

    def _ways_to_match(self, problem: MarkerProblem, markers: Sequence[Marker]) -> Iterator[Marker]:
        """Yield layouts to compact; where neighbours leave none of them room to match, it is parted before."""
        for marker in markers:
            yield marker
            if self.polish_meanwhile and (apart := parted(problem, marker)):
                yield apart

    def known_request(self) -> tuple[int, dict[str, object]] | None:
        """Return the request to compact the marker that was there already: a run that was killed left it as it was."""
        if not self._known:
            return None
        request = polish_request(self._problem, (self._known,), 1.0)
        self._asked[id(request)] = (self._known,)
        return 0, request

    def _section_blocks(self) -> Iterator[tuple[int, Block]]:
        return ((block.section, block) for block in self.blocks)

    def _of(self, section: int) -> list[int]:
        return [number for number, block in enumerate(self.blocks) if block.section == section]

    def _best_of(self, section: int) -> Marker | None:
        done = self._polished[section]
        if self.polish_meanwhile:
            return done
        raw = self._joined(section, [])
        return done if done and done.length_mm < raw.length_mm else raw

    def _joined(self, section: int, against: Sequence[bool]) -> Marker:
        """Join the best layouts of a section's blocks; every so many of them turned by 180 degrees."""
        numbers = self._of(section)
        turns = cycle(against or [False])
        parts = [
            (self._ranked(number)[0], dict(first), next(turns))
            for number in numbers
            for first in self.blocks[number].copies
        ]
        if len(parts) == 1:
            return self._ranked(numbers[0])[0]
        return joined(self._sections[section], parts, self._seconds)

    def _ranked(self, block: int) -> list[Marker]:
        """A block's layouts: the shortest of each spread, the least spread first, then the next of each."""
        kinds = [layouts for _, layouts in sorted(self._layouts[block].items())]
        return [marker for rank in zip_longest(*kinds) for marker in rank if marker]

    def _variants(self, section: int) -> list[Marker]:
        """Layouts to compact: several of a single block, or the blocks joined in several ways."""
        numbers = self._of(section)
        if len(numbers) == 1 and len(self.blocks[numbers[0]].copies) == 1:
            known = [self._known] if self._known else []
            return known + self._ranked(numbers[0])
        ways: list[list[bool]] = [[]]
        if _may_turn(self._sections[section]):
            ways += [[False, True], [True, False], [False, True, True]]
        return [self._joined(section, way) for way in ways[:MOST_VARIANTS]]


def _may_turn(problem: MarkerProblem) -> bool:
    """Whether a block may be turned by 180 degrees by itself."""
    if problem.rules.direction not in ("two_way", "by_garment"):
        return False
    return all(
        {(angle + 180) % 360 for angle in rule.rotations_deg} == {angle % 360 for angle in rule.rotations_deg}
        for rule in problem.piece_rules
    )
