"""Markers kept on disk, so that the same marker is nested once and the same plan comes out every time."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from interlock.errors import InterlockError, Told
from interlock.files import reason
from interlock.markers._keys import problem_key
from interlock.markers.lengths import LengthStore
from interlock.markers.problem import MarkerProblem
from interlock.markers.solution import Marker
from interlock.markers.words import WORDS


def default_cache_folder() -> Path:
    """Return the folder for cached markers: below ``XDG_CACHE_HOME`` if it is set and absolute, else ``~/.cache``."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (base if base.is_absolute() else Path.home() / ".cache") / "interlock" / "markers"


class MarkerCache:
    """Markers in a folder, one JSON file each. Once a marker is there, its problem always gives the same bytes.

    Files are written whole or not at all, so that several processes may share the folder. A damaged file counts as
    absent and is replaced by the next nest. The time that a nest was given is no part of the key: a shorter marker that
    is put later replaces a longer one. ``lengths`` remembers what every nest came out at.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lengths = LengthStore(folder / "lengths")

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
        self.lengths.add(problem, marker)
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
            raise InterlockError(WORDS.told("no_cache", folder=self.folder, why=Told(*reason(error)))) from error


def _is_whole(problem: MarkerProblem, marker: Marker) -> bool:
    wanted = Counter({(piece.name, piece.size): piece.quantity * garments for piece, garments in problem.pieces})
    return wanted == Counter((placement.piece, placement.size) for placement in marker.placements)
