"""The application that servers run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SEEN = """
import gc
from interlock_hub.site.wsgi import application
import sys
print(callable(application), "interlock_hub.cutting.views" in sys.modules, gc.get_freeze_count() > 10_000)
"""


def test_all_pages_are_read_and_left_alone_before_the_first_request(tmp_path: Path) -> None:
    env = {**os.environ, "INTERLOCK_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "interlock_hub.site.settings"}
    env.pop("DATABASE_URL", None)
    told = subprocess.run([sys.executable, "-c", SEEN], env=env, check=True, capture_output=True, text=True).stdout
    assert told.split() == ["True", "True", "True"]
