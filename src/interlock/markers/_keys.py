"""What a marker problem is known by: its content, whatever order the pieces come in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from interlock.markers.problem import MarkerProblem

ENGINE = "1"


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
