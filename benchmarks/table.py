"""Run every benchmark and print one table: what, figures as they came out, and what is wanted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

# What is run, which figures are shown, and what is wanted of them.
ROWS: tuple[tuple[str, tuple[str, ...], tuple[str, ...], str], ...] = (
    ("startup.py", (), ("median_seconds",), "help in under 0.3 s"),
    (
        "plan.py",
        (),
        ("whole_seconds", "again_seconds", "gap_percent", "on_time_percent", "utilisation_percent", "same_bytes_again"),
        "within 180 s, gap at most 3 %, the same bytes again",
    ),
    (
        "allocation.py",
        ("--orders", "1000", "--factories", "200", "--load", "0.76", "--seed", "1"),
        ("seconds", "gap_percent", "edd_gap_percent", "rss_gb"),
        "at most 10 s, gap at most 3 %",
    ),
    (
        "allocation.py",
        ("--orders", "100", "--factories", "20", "--load", "0.76", "--seed", "1", "--highs"),
        ("gap_percent", "bound_difference_percent"),
        "bound equal to HiGHS's within 0.1 %",
    ),
    (
        "days.py",
        ("--orders", "5000", "--factories", "600", "--load", "0.76", "--seed", "1"),
        ("week_seconds", "week_gap_percent", "seconds", "gap_percent", "kept_percent_plain", "kept_percent"),
        "week level at most 5 s and 1.3 %; 98 % of lots within their promised bucket",
    ),
    (
        "events.py",
        ("--orders", "5000", "--factories", "600", "--load", "0.76", "--seed", "1"),
        (),
        "factory stop p95 100 ms, rush p95 200 ms, promise p95 10 ms, stream within 2 % of afresh",
    ),
    ("gap.py", (), (), "mean at most 0.3 % over best known"),
    ("workbook.py", ("--rows", "50000"), ("seconds", "rss_gb"), "50,000 rows checked in under 30 s and 1 GB"),
    (
        "patterns.py",
        (),
        ("folder", "files", "pieces", "refused", "valid_percent", "pieces_a_second", "lost_mm"),
        "at least 99 % of pieces valid, the others named; nothing lost by writing and reading again",
    ),
    ("cutting.py", (), (), "published cases reached, each with its bound"),
    (
        "paper.py",
        (),
        ("lays", "tickets", "cards_and_tickets_seconds", "plt_seconds"),
        "1,000 lay cards and their tickets well under 5 minutes",
    ),
    ("markers.py", ("--seconds", "10", "--seeds", "1"), ("means",), "garments +0.2, classic +0.3, large +1.0 points"),
    (
        "cutting_room.py",
        (),
        ("orders", "lays", "bundles", "cut_seconds", "lay_seconds", "tickets_seconds", "cards_seconds", "seconds"),
        "1,000 lays planned, placed and ticketed in under 300 s",
    ),
    (
        "rolls.py",
        (),
        ("lost_percent", "usual_lost_percent", "cost_cny", "usual_cny", "bound_cny", "proved", "cases"),
        "less lost than with the largest roll first, a bound beside it",
    ),
    ("lengths.py", (), ("mean_error_percent", "estimate_error_percent"), "mean error at most 2 % against 60 s nests"),
)


def main() -> None:
    """Print the table; 1 when a benchmark fails."""
    failed = False
    for script, arguments, shown, wanted in ROWS:
        figures = _run(script, arguments)
        failed = failed or figures is None
        print(f"\n{script} {' '.join(arguments)}\n  wanted: {wanted}")
        for name, value in _chosen(figures or {"failed": True}, shown).items():
            print(f"  {name:28} {value}")
    sys.exit(1 if failed else 0)


def _chosen(figures: dict[str, Any], shown: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in figures.items() if not shown or name in shown or name == "failed"}


def _run(script: str, arguments: tuple[str, ...]) -> dict[str, Any] | None:
    command = [sys.executable, str(HERE / script), *arguments, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(done.stderr, file=sys.stderr)
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
