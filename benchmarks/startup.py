"""How long ``interlock --help`` takes as a whole process: the median of several runs."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="accepted for symmetry; JSON is all it prints")
    options = parser.parse_args()
    seconds = []
    for _ in range(options.runs):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "interlock.cli", "--help"], capture_output=True, check=True)
        seconds.append(time.perf_counter() - started)
    print(json.dumps({"median_seconds": round(statistics.median(seconds), 3), "most_seconds": round(max(seconds), 3)}))


if __name__ == "__main__":
    main()
