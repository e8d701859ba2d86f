"""Why orders are late and what would help, what proves the bound: sentences in both languages."""

from __future__ import annotations

from typing import Any

from interlock.explain.words import cause_name, remedy_sentence, sentence
from interlock.model import Cause, Reason, Remedy
from interlock.model.categories import category_name
from interlock.report.frame import Columns, Frame, columns
from interlock.words import Language

CAUSES = tuple(cause.value for cause in Cause)


def category_names(frame: Frame) -> list[tuple[str, str]]:
    """Return the categories in English and Chinese."""
    return [(category_name(code, "en"), category_name(code, "zh")) for code in frame.category]


def cause_names() -> list[tuple[str, str]]:
    """Return the causes in English and Chinese, as positioned in :data:`CAUSES`."""
    return [(cause_name(cause, "en"), cause_name(cause, "zh")) for cause in Cause]


def reasons(frame: Frame) -> Columns:
    """Return the reasons with their remedies, each sentence in English and Chinese."""
    season = (frame.plan.first_on, frame.plan.last_on)

    def why(reason: Reason, language: Language) -> str:
        return sentence(reason, language, season)

    def helps(remedy: Remedy, language: Language) -> str:
        return remedy_sentence(remedy, language, season)

    return columns(
        frame.plan.reasons,
        order=lambda r: frame.order[r.order],
        cause=lambda r: CAUSES.index(r.cause.value),
        why=lambda r: [why(r, "en"), why(r, "zh")],
        remedies=lambda r: [[helps(remedy, "en"), helps(remedy, "zh")] for remedy in r.remedies],
    )


def stages(frame: Frame) -> list[dict[str, Any]]:
    """Return the stages' costs beside their bounds and what proves them."""
    return [
        {"stage": b.stage, "cost": b.cost_fen, "bound": b.lower_bound_fen, "gap": b.gap, "proof": b.proof}
        for b in frame.plan.bounds
    ]
