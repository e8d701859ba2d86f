"""Paper for the floor: lay cards, bundle tickets, markers drawn small, and markers at 1:1 for plotters."""

from interlock.paper.bundle_list import bundles_xlsx
from interlock.paper.clock import in_turn, minutes_of
from interlock.paper.codes import bundle_code, is_code, lay_code
from interlock.paper.from_plan import lays_of_plan
from interlock.paper.from_rolls import with_rolls
from interlock.paper.lay import USUAL_BUNDLE, AtOnce, DrawnMarker, Garments, LayPaper, Spread, UsedRoll
from interlock.paper.lay_file import drawn_of, is_lay_file, parsed_json, read_lays
from interlock.paper.marker_names import markers_apart, markers_of
from interlock.paper.numbering import numbered, numbers_of
from interlock.paper.other_files import Kind, kind_of, other_file
from interlock.paper.plot import Pens, marker_plt
from interlock.paper.requirement import Need, needs, requirement_pdf, requirement_xlsx
from interlock.paper.sheets import lay_cards, mini_markers, tickets
from interlock.paper.stock import STOCKS, LabelStock, stock_named
from interlock.paper.words import WORDS

__all__ = [
    "STOCKS",
    "USUAL_BUNDLE",
    "WORDS",
    "AtOnce",
    "DrawnMarker",
    "Garments",
    "Kind",
    "LabelStock",
    "LayPaper",
    "Need",
    "Pens",
    "Spread",
    "UsedRoll",
    "bundle_code",
    "bundles_xlsx",
    "drawn_of",
    "in_turn",
    "is_code",
    "is_lay_file",
    "kind_of",
    "lay_cards",
    "lay_code",
    "lays_of_plan",
    "marker_plt",
    "markers_apart",
    "markers_of",
    "mini_markers",
    "minutes_of",
    "needs",
    "numbered",
    "numbers_of",
    "other_file",
    "parsed_json",
    "read_lays",
    "requirement_pdf",
    "requirement_xlsx",
    "stock_named",
    "tickets",
    "with_rolls",
]
