"""Judges a plan of rolls on its own: every ply, shade and metre, the cost, and that no bound is above its value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

from interlock.errors import BrokenLaw
from interlock.rolls.check_words import LAWS
from interlock.rolls.problem import LayToSpread, Roll, RollProblem
from interlock.rolls.solution import Ply, RollPlan, ShadeGroup, SpreadLay


def check(problem: RollProblem, plan: RollPlan) -> None:
    """Raise :class:`~interlock.errors.BrokenLaw` with every breach, if there is one; ``plan.usual`` is judged, too."""
    found = breaches(problem, plan)
    if plan.usual:
        found += [LAWS.told("usual", text=text) for text in breaches(problem, plan.usual)]
        if plan.usual.cost_fen < plan.cost_fen:
            found.append(LAWS.told("usual_cheaper", usual=plan.usual.cost_fen, found=plan.cost_fen))
    if found:
        raise BrokenLaw(LAWS.told("plan"), found)


def breaches(problem: RollProblem, plan: RollPlan) -> list[str]:
    """Every broken rule in words; empty if lays may be spread as planned."""
    names = list(_names(problem, plan))
    if names:
        return names
    judge = _Judge(problem, plan)
    found = [*judge.plies(), *judge.groups()]
    # Lengths make no sense where a ply refers to a splice that is not there.
    return found or [*judge.times(), *judge.lengths(), *judge.ends(), *judge.money()]


def _names(problem: RollProblem, plan: RollPlan) -> Iterator[str]:
    if [lay.lay for lay in plan.lays] != [lay.name for lay in problem.lays]:
        yield LAWS.told("lays", found=[lay.lay for lay in plan.lays], wanted=[lay.name for lay in problem.lays])
    known = {roll.name for roll in problem.rolls}
    for name in sorted({r for lay in plan.lays for g in lay.groups for ply in g.plies for r in ply.rolls} - known):
        yield LAWS.told("not_in_stock", roll=name)


class _Judge:
    """One answer before the laws; each method yields the breaches of one law."""

    def __init__(self, problem: RollProblem, plan: RollPlan) -> None:
        self.problem = problem
        self.plan = plan
        self.roll_of: dict[str, Roll] = {roll.name: roll for roll in problem.rolls}
        self.pairs: list[tuple[LayToSpread, SpreadLay]] = list(zip(problem.lays, plan.lays, strict=True))

    def plies(self) -> Iterator[str]:
        """Every colour of every lay has its plies, and each ply is of rolls that may be in it."""
        for lay, spread in self.pairs:
            count: Counter[str] = Counter()
            for group in spread.groups:
                count[group.colour] += len(group.plies)
            for colour, wanted in zip(self.problem.colours, lay.plies, strict=True):
                if count[colour] != wanted:
                    yield LAWS.told("plies", lay=lay.name, found=count[colour], colour=colour, wanted=wanted)
            for group in spread.groups:
                for number, ply in enumerate(group.plies, 1):
                    for text in self._ply(lay, group, ply):
                        yield LAWS.told(
                            "ply", lay=lay.name, colour=group.colour, shade=group.shade, number=number, text=text
                        )

    def _ply(self, lay: LayToSpread, group: ShadeGroup, ply: Ply) -> Iterator[str]:
        for name in ply.rolls:
            roll = self.roll_of[name]
            if roll.colour != group.colour:
                yield LAWS.told("colour", roll=name, colour=roll.colour)
            if roll.shade != group.shade:
                yield LAWS.told("shade", roll=name, shade=roll.shade)
            if roll.width_mm < lay.width_mm:
                yield LAWS.told("width", roll=name, found=roll.width_mm, wanted=lay.width_mm)
        if (ply.next_roll is None) != (ply.splice is None):
            yield LAWS.told("half_splice")
        elif ply.splice is not None and not 0 <= ply.splice < len(lay.splices):
            yield LAWS.told("no_splice", splice=ply.splice, allowed=len(lay.splices))
        elif ply.next_roll == ply.roll:
            yield LAWS.told("own_splice", roll=ply.roll)

    def groups(self) -> Iterator[str]:
        """A shade is one group in a lay, and no more shades are in it than allowed."""
        for lay, spread in self.pairs:
            shades = Counter((group.colour, group.shade) for group in spread.groups)
            for (colour, shade), times in shades.items():
                if times > 1:
                    yield LAWS.told("shade_apart", lay=lay.name, shade=shade, colour=colour, times=times)
            for colour, count in Counter(colour for colour, _ in shades).items():
                if lay.most_shades is not None and count > lay.most_shades:
                    yield LAWS.told("shades", lay=lay.name, count=count, colour=colour, most=lay.most_shades)
        tails: Counter[str] = Counter()
        heads: Counter[str] = Counter()
        for _, ply in self._all():
            if ply.next_roll is not None:
                heads[ply.roll] += 1
                tails[ply.next_roll] += 1
        for name in [name for name, times in tails.items() if times > 1]:
            yield LAWS.told("begins", roll=name, times=tails[name])
        for name in [name for name, times in heads.items() if times > 1]:
            yield LAWS.told("stops", roll=name, times=heads[name])

    def _all(self) -> Iterator[tuple[LayToSpread, Ply]]:
        for lay, spread in self.pairs:
            for group in spread.groups:
                for ply in group.plies:
                    yield lay, ply

    def used_mm(self) -> dict[str, int]:
        """Fabric taken from every roll in use."""
        used: dict[str, int] = defaultdict(int)
        for (_, name), taken in self.taken_mm().items():
            used[name] += taken
        return used

    def taken_mm(self) -> dict[tuple[str, str], int]:
        """Fabric that a lay takes from a roll."""
        used: dict[tuple[str, str], int] = defaultdict(int)
        loss = self.problem.end_loss_mm
        for lay, ply in self._all():
            if ply.splice is None or ply.next_roll is None:
                used[lay.name, ply.roll] += lay.marker_mm + loss
            else:
                splice = lay.splices[ply.splice]
                first_mm = loss // 2 + splice.at_mm + splice.overlap_mm
                used[lay.name, ply.roll] += first_mm
                used[lay.name, ply.next_roll] += lay.marker_mm + loss + splice.overlap_mm - first_mm
        return used

    def times(self) -> Iterator[str]:
        """A roll that two lays want at the same time is told, with the one that begins first, and no other is."""
        lays_of: dict[str, dict[str, LayToSpread]] = defaultdict(dict)
        for lay, ply in self._all():
            for name in ply.rolls:
                lays_of[name][lay.name] = lay
        found = {(name, *pair) for name, lays in lays_of.items() for pair in _overlaps(lays.values())}
        told = {(clash.roll, clash.lay, clash.later) for clash in self.plan.clashes}
        for key, some in (("at_once", found - told), ("not_at_once", told - found)):
            for roll, one, later in sorted(some):
                yield LAWS.told(key, roll=roll, lay=one, later=later)

    def lengths(self) -> Iterator[str]:
        """No roll gives more than it holds, and what a lay takes of each is told as it is."""
        taken = self.taken_mm()
        for lay in self.plan.lays:
            found = {roll: mm for (name, roll), mm in taken.items() if name == lay.lay}
            if lay.taken_mm and dict(lay.taken_mm) != found:
                yield LAWS.told("taken", lay=lay.lay, told=dict(lay.taken_mm), found=found)
        for name, used in self.used_mm().items():
            if used > self.roll_of[name].length_mm:
                yield LAWS.told("length", roll=name, used=used, held=self.roll_of[name].length_mm)

    def ends(self) -> Iterator[str]:
        """What is left is told for every roll in use, as it is."""
        used = self.used_mm()
        told = {end.roll: end for end in self.plan.ends}
        if len(told) != len(self.plan.ends) or told.keys() != used.keys():
            yield LAWS.told("ends", told=sorted(told), used=sorted(used))
            return
        for name, end in told.items():
            left = self.roll_of[name].length_mm - used[name]
            fate = "used_up" if left == 0 else "end_bit" if left < self.problem.usable_mm else "remnant"
            if (end.used_mm, end.left_mm, end.fate) != (used[name], left, fate):
                yield LAWS.told(
                    "end",
                    roll=name,
                    told_used=end.used_mm,
                    told_left=end.left_mm,
                    told_fate=end.fate,
                    used=used[name],
                    left=left,
                    fate=fate,
                )

    def money(self) -> Iterator[str]:
        """Figures, cost and bound are as the plies make them, and every metre is accounted for."""
        problem, waste = self.problem, self.plan.waste
        spliced = [lay.splices[ply.splice].overlap_mm for lay, ply in self._all() if ply.splice is not None]
        groups = sum(len(spread.groups) for _, spread in self.pairs)
        colours = sum(len({group.colour for group in spread.groups}) for _, spread in self.pairs)
        figures = {
            "end_bit_mm": sum(end.left_mm for end in self.plan.ends if end.fate == "end_bit"),
            "remnant_mm": sum(end.left_mm for end in self.plan.ends if end.fate == "remnant"),
            "overlap_mm": sum(spliced),
            "end_loss_mm": problem.end_loss_mm * sum(1 for _ in self._all()),
            "splices": len(spliced),
            "mounts": len({(lay.name, name) for lay, ply in self._all() for name in ply.rolls}),
            "further_shades": groups - colours,
            "remnants": sum(1 for end in self.plan.ends if end.fate == "remnant"),
        }
        for name, found in figures.items():
            if getattr(waste, name) != found:
                yield LAWS.told("figure", name=name, told=getattr(waste, name), found=found)
        fabric_fen = (figures["end_bit_mm"] + figures["overlap_mm"]) * problem.fabric_fen_per_m / 1000
        handling_fen = (
            figures["mounts"] * problem.mount_fen
            + figures["splices"] * problem.splice_fen
            + figures["further_shades"] * problem.shade_fen
            + figures["remnants"] * problem.kept_fen
        )
        if abs(waste.fabric_fen - fabric_fen) > 0.01 or waste.handling_fen != handling_fen:
            yield LAWS.told(
                "fabric_handling",
                told_fabric=waste.fabric_fen,
                told_handling=waste.handling_fen,
                fabric=fabric_fen,
                handling=handling_fen,
            )
        if abs(self.plan.cost_fen - fabric_fen - handling_fen) > 0.51:
            yield LAWS.told("cost", found=fabric_fen + handling_fen, told=self.plan.cost_fen)
        if self.plan.lower_bound_fen > self.plan.cost_fen:
            yield LAWS.told("bound", bound=self.plan.lower_bound_fen, cost=self.plan.cost_fen)
        if self.plan.proved and self.plan.cost_fen - self.plan.lower_bound_fen > 1:
            yield LAWS.told("not_proved", bound=self.plan.lower_bound_fen, cost=self.plan.cost_fen)
        opened = sum(self.roll_of[end.roll].length_mm for end in self.plan.ends)
        spread = sum(lay.marker_mm for lay, _ in self._all())
        parts = ("end_bit_mm", "remnant_mm", "overlap_mm", "end_loss_mm")
        if opened != spread + sum(figures[name] for name in parts):
            yield LAWS.told("metres", opened=opened, found=spread + sum(figures[name] for name in parts))


def _overlaps(lays: Iterable[LayToSpread]) -> Iterator[tuple[str, str]]:
    """Names of lays that lie at the same time, the one that begins first first; parts of one lay do not count."""
    timed = sorted((one for one in lays if one.when), key=lambda one: one.when.begin_min if one.when else 0)
    for first, later in combinations(timed, 2):
        if first.when and later.when and first.when != later.when and later.when.begin_min < first.when.end_min:
            yield first.name, later.name
