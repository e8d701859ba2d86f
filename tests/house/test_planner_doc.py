"""What docs/planner.md shows can be done as it stands."""

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from tests.interlock.explain import made_plan

from interlock.model import check_events, load_events
from interlock.sample import make_sample

DOC = Path(__file__).parents[2] / "docs" / "planner.md"


def test_the_documented_events_can_happen_to_the_documented_sample() -> None:
    text = DOC.read_text(encoding="utf-8").partition("\n## Events\n")[2]
    command = re.search(r"interlock sample -o BOOK\.xlsx --today (\S+?)`", text)
    shown = re.search(r"```json\n(.*?)```", text, re.DOTALL)
    assert command
    assert shown
    today = date.fromisoformat(command[1])
    plan = replace(made_plan.plan(), first_on=today, last_on=today + timedelta(days=60))
    check_events(make_sample(today=today), plan, load_events(shown[1].encode(), str(DOC)))
