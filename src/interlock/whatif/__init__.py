"""What if: a scenario with some things otherwise, two plans side by side, and what a change of the network is worth."""

from interlock.whatif.apply import apply
from interlock.whatif.appraise import Appraiser, network_after
from interlock.whatif.as_events import as_events
from interlock.whatif.change import Change, Places, changed, line_days, lines_like, shop_minutes, training
from interlock.whatif.compare import Comparison, CostChange, FactoryChange, OrderChange, OrderFate, compare
from interlock.whatif.edits import (
    AddLine,
    AddWorkshop,
    ChangeOrder,
    CloseLine,
    DropOrder,
    EarlierMaterial,
    Edit,
    MoreFinishing,
    MoreTableTime,
    Overtime,
    QuickerOffer,
    TrainLine,
    dump_edits,
    load_edits,
)
from interlock.whatif.gains import with_gains
from interlock.whatif.remedy import TRIED, Verified, best_remedy, helped, verified_remedies
from interlock.whatif.resolved import Resolved, allocations, compared
from interlock.whatif.scenarios import BASE, Outcome, SideBySide, last_due_on, premium_fen, premiums_fen, scenarios
from interlock.whatif.tell import aligned, bottleneck_sentences, edit_words, side_by_side, worth_scope, worth_sentence
from interlock.whatif.words import cost_kind, sentences, work_of
from interlock.whatif.worth import Prospect, Worth, resolve, worth

__all__ = [
    "BASE",
    "TRIED",
    "AddLine",
    "AddWorkshop",
    "Appraiser",
    "Change",
    "ChangeOrder",
    "CloseLine",
    "Comparison",
    "CostChange",
    "DropOrder",
    "EarlierMaterial",
    "Edit",
    "FactoryChange",
    "MoreFinishing",
    "MoreTableTime",
    "OrderChange",
    "OrderFate",
    "Outcome",
    "Overtime",
    "Places",
    "Prospect",
    "QuickerOffer",
    "Resolved",
    "SideBySide",
    "TrainLine",
    "Verified",
    "Worth",
    "aligned",
    "allocations",
    "apply",
    "as_events",
    "best_remedy",
    "bottleneck_sentences",
    "changed",
    "compare",
    "compared",
    "cost_kind",
    "dump_edits",
    "edit_words",
    "helped",
    "last_due_on",
    "line_days",
    "lines_like",
    "load_edits",
    "network_after",
    "premium_fen",
    "premiums_fen",
    "resolve",
    "scenarios",
    "sentences",
    "shop_minutes",
    "side_by_side",
    "training",
    "verified_remedies",
    "with_gains",
    "work_of",
    "worth",
    "worth_scope",
    "worth_sentence",
]
