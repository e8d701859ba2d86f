"""Material needs of orders turned into purchases from sellers' offers, stock first."""

from interlock.sourcing.check import check
from interlock.sourcing.problem import Need, PriceBreak, SellerOffer, SourcingProblem, StockItem
from interlock.sourcing.solution import Missing, Purchase, Sourcing, StockUse
from interlock.sourcing.solve import source

__all__ = [
    "Missing",
    "Need",
    "PriceBreak",
    "Purchase",
    "SellerOffer",
    "Sourcing",
    "SourcingProblem",
    "StockItem",
    "StockUse",
    "check",
    "source",
]
