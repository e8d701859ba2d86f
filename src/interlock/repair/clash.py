"""Events that cannot all be so: what is told of a lot, and of its line, contradicts itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from interlock.errors import InvalidModel, Placed, Told
from interlock.model import (
    AttendanceFell,
    Event,
    LineStopped,
    LotDeclined,
    LotGiven,
    LotRejected,
    OutputBehind,
    Plan,
    Scenario,
    kind_of,
)
from interlock.words import Words

SAYS = Words(
    one=("event {number} ({kind})", "第 {number} 个事件（{kind}）"),
    of=("{events}: {problem}", "{events}：{problem}"),
    two=("{events} and {event}", "{events}、{event}"),
)


class Clash(InvalidModel):
    """What is told of some lots cannot be so; ``lots`` are those that its problems are about, one by one."""

    def __init__(self, told: Mapping[str, str]) -> None:
        super().__init__(list(told.values()))
        self.lots = tuple(told)

    def __reduce__(self) -> tuple[type[Clash], tuple[dict[str, str]]]:  # type: ignore[override]
        """Errors come back from other processes as they were."""
        return type(self), (dict(zip(self.lots, self.problems, strict=True)),)

    def of_events(self, scenario: Scenario, plan: Plan, events: Sequence[Event]) -> tuple[str, ...]:
        """Return the problems, each with the places, from 1, of the events that it comes of."""
        return tuple(
            _of_events(events, list(_concerned(scenario, plan, events, lot)), problem)
            for lot, problem in zip(self.lots, self.problems, strict=True)
        )


def _of_events(events: Sequence[Event], numbers: Sequence[int], problem: str) -> str:
    if not numbers:
        return problem
    named: Told | None = None
    for number in numbers:
        one = SAYS.told("one", number=number, kind=kind_of(events[number - 1]))
        named = SAYS.told("two", events=named, event=one) if named else one
    told = SAYS.told("of", events=named, problem=problem)
    return Placed(told, told.chinese, place=str(numbers[0]))


def _concerned(scenario: Scenario, plan: Plan, events: Sequence[Event], lot: str) -> Iterator[int]:
    """The places of events about a lot, and about what is sewn or lost on its line, or on one that it is given to."""
    lines = {plan.lot[lot].line} if lot in plan.lot else set()
    lines |= {event.line for event in events if isinstance(event, LotGiven) and event.lot == lot}
    for number, event in enumerate(events, 1):
        match event:
            case LineStopped():
                touches = event.line in lines
            case AttendanceFell():
                touches = event.line in lines or event.factory in {scenario.line[code].factory for code in lines}
            case LotGiven():
                touches = event.lot == lot or event.line in lines
            case OutputBehind():
                touches = event.lot == lot or plan.lot[event.lot].line in lines
            case LotRejected() | LotDeclined():
                touches = event.lot == lot
            case _:
                touches = False
        if touches:
            yield number
