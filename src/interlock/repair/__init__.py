"""A plan exists, something happens: the plan is repaired with the smallest change, and sentences say what changed."""

from interlock.repair.bounds import proved
from interlock.repair.clash import Clash
from interlock.repair.confidence import confidence_of
from interlock.repair.diff import Diff, LotMove, Maker, OrderChange, Standing, diff_of
from interlock.repair.improve import improve, weighed_fen
from interlock.repair.moved_words import moved_sentences
from interlock.repair.options import (
    Option,
    Why,
    also_sentence,
    apart_sentence,
    coinciding,
    option_sentence,
    promise,
    why_sentence,
)
from interlock.repair.solve import Bench, Repaired, repair
from interlock.repair.tried import events_of, help_of, in_vain, refuse_unhelpful, taken_up, unkept
from interlock.repair.words import diff_sentences, late_sentence

__all__ = [
    "Bench",
    "Clash",
    "Diff",
    "LotMove",
    "Maker",
    "Option",
    "OrderChange",
    "Repaired",
    "Standing",
    "Why",
    "also_sentence",
    "apart_sentence",
    "coinciding",
    "confidence_of",
    "diff_of",
    "diff_sentences",
    "events_of",
    "help_of",
    "improve",
    "in_vain",
    "late_sentence",
    "moved_sentences",
    "option_sentence",
    "promise",
    "proved",
    "refuse_unhelpful",
    "repair",
    "taken_up",
    "unkept",
    "weighed_fen",
    "why_sentence",
]
