"""How evenly the work is spread over the townships, and which factories have less of it than the rules want."""

from __future__ import annotations

from interlock.model import Resource, fairness, missed_shares
from interlock.report.frame import Frame


def spread(frame: Frame) -> float | None:
    """Return the evenness of sewing over the townships, 1 being the best; None where only one of them can sew."""
    factory = frame.scenario.factory
    places = {factory[load.factory].township for load in frame.plan.loads if load.resource is Resource.SEWING}
    return round(fairness(frame.scenario, frame.plan), 4) if len(places) > 1 else None


def missed(frame: Frame) -> list[list[float]]:
    """Return the factories that get less than the rules' least share: where they stand, the share wanted, the share."""
    return [
        [frame.factory[one.factory], round(one.least_share, 4), round(one.share, 4)]
        for one in missed_shares(frame.scenario, frame.plan)
    ]
