"""Markers kept on disk, so that the same marker is nested once and the same plan comes out every time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

from interlock.errors import InterlockError
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker

ENGINE = "1"


def default_cache_folder() -> Path:
    """Return the folder for cached markers: below ``XDG_CACHE_HOME`` if it is set and absolute, else ``~/.cache``."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "interlock" / "markers"


def problem_key(problem: MarkerProblem) -> str:
    """Return the content hash of a problem and the nesting engine, the same in whatever order the pieces come."""
    from importlib.metadata import version

    rules = problem.rules
    content: dict[str, Any] = {
        "engine": [ENGINE, version("spyrrow")],
        "rules": [float(rules.width_mm), rules.direction, float(rules.gap_mm), float(rules.edge_mm)],
        "pieces": sorted(
            [
                piece.name,
                piece.size,
                garments,
                piece.quantity,
                piece.mirrored,
                float(piece.grain_deg),
                [[float(x), float(y)] for x, y in piece.outline],
            ]
            for piece, garments in problem.pieces
        ),
    }
    # What was added later counts only where it is used, so that markers kept before are still found.
    more = {
        "tilt": rules.tilt_deg,
        "repeat": [rules.repeat_x_mm, rules.repeat_y_mm] if rules.repeat_x_mm or rules.repeat_y_mm else [],
        "match": _match_points(problem) if rules.repeat_x_mm or rules.repeat_y_mm else [],
        "piece_rules": [asdict(rule) for rule in sorted(problem.piece_rules, key=str)],
        "sections": problem.sections,
        "fixed": [asdict(copy) for copy in sorted(problem.fixed, key=str)],
    }
    content |= {name: value for name, value in more.items() if value}
    return hashlib.sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def _match_points(problem: MarkerProblem) -> list[Any]:
    return sorted(
        [piece.name, piece.size, mark.name, [[float(x), float(y)] for x, y in mark.points]]
        for piece, _ in problem.pieces
        for mark in piece.marks
        if mark.kind == "match"
    )


class MarkerCache:
    """Markers in a folder, one JSON file each. Once a marker is there, its problem always gives the same bytes.

    Files are written whole or not at all, so that several processes may share the folder. A damaged file counts as
    absent and is replaced by the next nest. The time that a nest was given is no part of the key: a shorter marker that
    is put later replaces a longer one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, problem: MarkerProblem) -> Marker | None:
        """Return the marker of this problem, or None."""
        return self._read(problem, problem_key(problem))

    def put(self, problem: MarkerProblem, marker: Marker) -> Marker:
        """Keep the marker unless the cache holds one that is as short, and return the one kept."""
        key = problem_key(problem)
        known = self._read(problem, key)
        if known is not None and known.length_mm <= marker.length_mm:
            return known
        self._write(key, marker)
        return marker

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _read(self, problem: MarkerProblem, key: str) -> Marker | None:
        import msgspec

        try:
            entry = json.loads(self._path(key).read_bytes())
            marker = msgspec.convert(entry["marker"], Marker)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, InterlockError):
            return None
        return marker if entry.get("key") == key and _is_whole(problem, marker) else None

    def _write(self, key: str, marker: Marker) -> None:
        import msgspec

        entry: dict[str, Any] = {"key": key, "marker": marker}
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(suffix=".part", dir=self.folder)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(msgspec.json.encode(entry))
                Path(name).replace(self._path(key))
            finally:
                with contextlib.suppress(FileNotFoundError):
                    Path(name).unlink()
        except OSError as error:
            raise InterlockError(
                f"the marker cache {self.folder} cannot be written ({error.strerror}); choose another folder "
                "or free space"
            ) from error


def _is_whole(problem: MarkerProblem, marker: Marker) -> bool:
    wanted = Counter({(piece.name, piece.size): piece.quantity * garments for piece, garments in problem.pieces})
    return wanted == Counter((placement.piece, placement.size) for placement in marker.placements)
