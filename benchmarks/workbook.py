"""Measure how long a workbook takes to be checked: seconds and memory for an order book of so many rows.

Run: python benchmarks/workbook.py --rows 50000 --json
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

from interlock.model import Order, Quantity, Scenario
from interlock.sample import make_sample
from interlock.workbook import Unwritable, read_book, write_book

TODAY = date(2026, 11, 23)
KB_PER_GB = 1_000_000


def main() -> None:
    """Write a book of so many order rows, check it in a fresh process, print the figures."""
    options = _options()
    if options.book:
        figures = _check(options.book)
    else:
        with tempfile.TemporaryDirectory() as folder:
            book = Path(folder) / "book.xlsx"
            started = time.perf_counter()
            write_book(_scenario(options.rows), book, "zh")
            wrote_seconds = time.perf_counter() - started
            command = [sys.executable, __file__, "--book", str(book), "--json"]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            megabytes = book.stat().st_size / 1e6
            figures = {
                "rows": options.rows,
                "megabytes": round(megabytes, 1),
                **json.loads(done.stdout),
                "write_seconds": round(wrote_seconds, 2),
            }
    print(json.dumps(figures) if options.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))


def _scenario(rows: int) -> Scenario:
    """A sample cluster whose orders take so many rows, one for each colour and size."""
    sample = make_sample(orders=60, today=TODAY)
    template = sample.orders[0]
    sizes = sample.style[template.style].sizes
    wanted = rows
    made: list[Order] = []
    while wanted > 0:
        quantities = tuple(Quantity(f"colour {i // len(sizes)}", sizes[i % len(sizes)], 100 + i) for i in range(10))
        # The last two change places, so that the writer keeps one row for each quantity.
        quantities = (*quantities[:-2], quantities[-1], quantities[-2])[: min(10, wanted)]
        made.append(replace(template, number=f"PO-{len(made):06d}", quantities=quantities))
        wanted -= len(quantities)
    return replace(sample, orders=tuple(made))


def _check(book: Path) -> dict[str, object]:
    started = time.perf_counter()
    reading = read_book(book)
    seconds = time.perf_counter() - started
    if reading.scenario is None:
        raise Unwritable("\n".join(issue.sentence("en") for issue in reading.errors[:5]))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KB_PER_GB
    return {"seconds": round(seconds, 2), "rss_gb": round(memory, 3), "orders": len(reading.scenario.orders)}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000, help="order rows of the book")
    parser.add_argument("--book", type=Path, help="check this book instead")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    return parser.parse_args()


if __name__ == "__main__":
    main()
