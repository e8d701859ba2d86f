"""Why orders are late and what would help, what proves the bound: sentences in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interlock.explain.figures import CATEGORY_NAMES
from interlock.explain.words import remedy_sentence, sentence
from interlock.model import Cause, Reason
from interlock.report.frame import Columns, Frame, columns

CAUSES = tuple(cause.value for cause in Cause)


def category_names(frame: Frame) -> list[tuple[str, str]]:
    """Return the categories in English and Chinese; a code that nobody named speaks for itself."""
    names: Mapping[str, tuple[str, str]] = CATEGORY_NAMES
    return [names.get(code, (code, code)) for code in frame.category]


def reasons(frame: Frame) -> Columns:
    """Return the reasons with their remedies, each sentence in English and Chinese."""

    def remedies(reason: Reason) -> list[list[str]]:
        return [[remedy_sentence(remedy, "en"), remedy_sentence(remedy, "zh")] for remedy in reason.remedies]

    return columns(
        frame.plan.reasons,
        order=lambda r: frame.order[r.order],
        cause=lambda r: CAUSES.index(r.cause.value),
        why=lambda r: [sentence(r, "en"), sentence(r, "zh")],
        remedies=remedies,
    )


def stages(frame: Frame) -> list[dict[str, Any]]:
    """Return the stages' costs beside their bounds and what proves them."""
    return [
        {"stage": b.stage, "cost": b.cost_fen, "bound": b.lower_bound_fen, "gap": b.gap, "proof": b.proof}
        for b in frame.plan.bounds
    ]
