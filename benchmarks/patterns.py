"""Pattern files: pieces valid, seconds, and what is lost by writing and reading again, over a folder of DXF files.

Run ``python benchmarks/patterns.py [FOLDER] [--json]``; without a folder, the real exports in ``shared/bench/dxf``
beside the project where they are, else the six designs of the package, written as DXF first. ``lost_mm`` is the
farthest that a point of an outline moves on the way through DXF, SVG or JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from interlock.patterns import (
    PatternFile,
    Piece,
    designs,
    graded,
    models,
    nest_svg,
    patterns_json,
    read_patterns,
    write_dxf,
)

REAL = Path(__file__).parents[2] / "shared" / "bench" / "dxf"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        figures = measured(options.folder or (REAL if REAL.is_dir() else _written(Path(place))), Path(place))
    print(json.dumps(figures) if options.json else "\n".join(f"{name:16} {value}" for name, value in figures.items()))


def measured(folder: Path, place: Path) -> dict[str, float | str]:
    """Return figures over every DXF file of a folder; ``place`` is for files on the way."""
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".dxf")
    started = time.perf_counter()
    found = [read_patterns(path) for path in paths]
    seconds = time.perf_counter() - started
    pieces = sum(len(file.pieces) for file in found)
    refused = sum(len(file.refused) for file in found)
    return {
        "folder": folder.name,
        "files": len(found),
        "pieces": pieces,
        "refused": refused,
        "valid_percent": round(100 * pieces / max(1, pieces + refused), 2),
        "repairs": sum(len(file.repairs) for file in found),
        "seconds": round(seconds, 2),
        "pieces_a_second": round(pieces / seconds),
        "lost_mm": max(_lost_mm(file, place) for file in found),
    }


def _lost_mm(file: PatternFile, place: Path) -> float:
    write_dxf(file.pieces, place / "again.dxf")
    again = (
        read_patterns(place / "again.dxf"),
        read_patterns(nest_svg(file.pieces).encode(), "again.svg"),
        read_patterns(patterns_json(file.pieces).encode(), "again.json"),
    )
    return max(_moved_mm(file.pieces, other.pieces) for other in again)


def _moved_mm(pieces: Sequence[Piece], others: Sequence[Piece]) -> float:
    by_name = {(piece.name, piece.size): piece for piece in others}
    return max(
        max(map(math.dist, piece.outline, by_name[piece.name, piece.size].outline))
        if len(piece.outline) == len(by_name[piece.name, piece.size].outline)
        else math.inf
        for piece in pieces
    )


def _written(place: Path) -> Path:
    """The designs of the package as DXF files."""
    folder = place / "designs"
    folder.mkdir()
    for design in designs():
        for model in models(design):
            pieces = [piece for size in graded(design, model).values() for piece in size]
            write_dxf(pieces, folder / f"{design}-{model}.dxf", style=design)
    return folder


if __name__ == "__main__":
    main()
