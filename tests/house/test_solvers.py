from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "order", ["import highspy, ortools.sat.python.cp_model", "import ortools.sat.python.cp_model, highspy"]
)
def test_both_solvers_load_in_one_process(order):
    assert subprocess.run([sys.executable, "-c", order], check=False).returncode == 0


def test_the_command_line_and_the_rooms_load_no_solver_before_one_is_needed():
    rooms = "cli allocation cutting sequencing sourcing markers patterns model workbook "
    rooms += "explain report sample laws simulate repair whatif paper"
    imports = "; ".join(f"import interlock.{room}" for room in rooms.split())
    heavy = ["ortools", "numba", "highspy", "spyrrow", "shapely", "ezdxf", "openpyxl", "typst", "segno", "fontTools"]
    code = f"{imports}; import sys; print([name for name in {heavy!r} if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert loaded.strip() == "[]"
