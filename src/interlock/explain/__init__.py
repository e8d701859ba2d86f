"""Why orders are late, what one more line-day is worth, the five virtues: a plan explained in numbers and sentences."""

from interlock.explain.figures import beside_tables
from interlock.explain.five_virtues import virtues
from interlock.explain.on_day import on_day
from interlock.explain.why_late import reasons
from interlock.explain.words import (
    TIGHT_DAYS,
    cause_name,
    headline,
    late_sentence,
    missed_sentences,
    remedy_sentence,
    sentence,
    tight_orders,
    tight_sentence,
)
from interlock.explain.worth import bottlenecks
from interlock.model.categories import CATEGORY_NAMES, category_name

__all__ = [
    "CATEGORY_NAMES",
    "TIGHT_DAYS",
    "beside_tables",
    "bottlenecks",
    "category_name",
    "cause_name",
    "headline",
    "late_sentence",
    "missed_sentences",
    "on_day",
    "reasons",
    "remedy_sentence",
    "sentence",
    "tight_orders",
    "tight_sentence",
    "virtues",
]
