"""Plan the sample twice from an empty marker cache: time, gap, and whether the second plan is the same to the byte."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=600)
    parser.add_argument("--factories", type=int, default=175)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; JSON is all it prints")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(_measure(options, Path(folder)), ensure_ascii=False))


def _measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    book = folder / "book.xlsx"
    size = ["--orders", str(options.orders), "--factories", str(options.factories), "--seed", str(options.seed)]
    _, sample_seconds = _run("sample", "-o", str(book), *size)
    first, first_seconds = _run("plan", str(book), "-o", str(folder / "a"), "--json", "--cache", str(folder / "cache"))
    _, second_seconds = _run("plan", str(book), "-o", str(folder / "b"), "--json", "--cache", str(folder / "cache"))
    figures: dict[str, Any] = json.loads(first)
    figures.pop("files")
    return {
        **figures,
        "sample_seconds": sample_seconds,
        "whole_seconds": first_seconds,
        "again_seconds": second_seconds,
        "same_bytes_again": (folder / "a/plan.json").read_bytes() == (folder / "b/plan.json").read_bytes(),
        "rss_gb": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024**2, 2),
    }


def _run(*arguments: str) -> tuple[str, float]:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "interlock.cli", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(f"interlock {arguments[0]} ended with {done.returncode}:\n{done.stderr}")
    return done.stdout, round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    main()
