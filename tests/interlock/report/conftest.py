"""The made-up plan that every test of the report reads."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from interlock.model import Plan, Scenario

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def planned() -> tuple[Scenario, Plan]:
    from made_plan import made

    return made()


@pytest.fixture(scope="session")
def pictures(planned: tuple[Scenario, Plan]) -> dict[str, str]:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 15"><path d="M2 2L12 3L11 12Z"/></svg>'
    return {marker.id: svg for marker in planned[1].markers if marker.nested}
