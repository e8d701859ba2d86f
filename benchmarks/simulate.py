"""Play a plan of the sample many times: seconds, and what its dates come to under the measured noise."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from interlock.model import Plan, Scenario, load
from interlock.simulate import Noise, simulate
from interlock.workbook import read_book


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--book", type=Path, help="a workbook; without it the sample is made")
    parser.add_argument("--plan", type=Path, help="its plan.json; without it the plan is made")
    parser.add_argument("--orders", type=int, default=600)
    parser.add_argument("--factories", type=int, default=175)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; JSON is all it prints")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        book = options.book or _sample(Path(folder), options.orders, options.factories)
        plan = options.plan or _planned(book, Path(folder))
        scenario = read_book(book).scenario
        if scenario is None:
            sys.exit(f"{book} cannot be planned; check it with: interlock check {book}")
        print(json.dumps(_measure(scenario, load(plan.read_bytes(), Plan), options.runs)))


def _measure(scenario: Scenario, plan: Plan, runs: int) -> dict[str, Any]:
    still = simulate(scenario, plan, noise=Noise.none(), runs=2)
    started, started_cpu = time.perf_counter(), time.process_time()
    played = simulate(scenario, plan, runs=runs)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - started_cpu
    categories = {buffer.key: buffer.days for buffer in played.buffers if buffer.scope == "category"}
    return {
        "orders": len(plan.promises),
        "lots": len(plan.lots),
        "runs": runs,
        "seconds": round(seconds, 2),
        "cpu_seconds": round(cpu_seconds, 2),
        "same_dates_without_noise": all(o.ships == ((o.planned_on, 2),) for o in still.outlooks),
        "same_lateness_without_noise": abs(still.late_fen - plan.costs.lateness) <= 1,
        "planned_on_time_percent": round(100 * played.planned_on_time_share, 2),
        "on_time_percent": round(100 * played.on_time_share, 2),
        "on_time_error_percent": round(100 * played.on_time_error, 2),
        "late_percent_by_cause": {key.value: round(100 * share, 1) for key, share in played.holdups.items()},
        "buffer_days_by_category": categories,
    }


def _sample(folder: Path, orders: int, factories: int) -> Path:
    book = folder / "book.xlsx"
    _run("sample", "-o", str(book), "--orders", str(orders), "--factories", str(factories), "--seed", "1")
    return book


def _planned(book: Path, folder: Path) -> Path:
    _run("plan", str(book), "-o", str(folder / "out"), "--json")
    return folder / "out" / "plan.json"


def _run(*arguments: str) -> None:
    command = [sys.executable, "-m", "interlock.cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"interlock {arguments[0]} ended with {done.returncode}:\n{done.stderr}")


if __name__ == "__main__":
    main()
