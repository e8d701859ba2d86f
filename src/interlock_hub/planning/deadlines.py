"""Until when an offer of a lot waits for its answer, and until when the answer can be taken back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from interlock_hub.core.selectors import today

OFFER_HOURS = 24
# At the latest an answer is there when the day begins on which cloth or hands would stand waiting for it ...
MORNING = time(8)
# ... but whoever is asked has so long to see it.
LEAST = timedelta(hours=2)
# So long after taking a lot its firm can give it back, if its work has not begun; and so long it can answer then.
UNDO = timedelta(hours=1)


def begins_at(arrive_on: date, start_on: date) -> datetime:
    """Return the morning of the day on which a lot's cut pieces arrive or it starts, whichever is earlier.

    Days are counted from :func:`today`, which in a made-up cluster is not the clock's.
    """
    now = timezone.localtime()
    day = now.date() + (min(arrive_on, start_on) - today())
    return datetime.combine(day, MORNING, now.tzinfo)


def answer_by(arrive_on: date, start_on: date) -> datetime:
    """Return until when an offer made now waits: a day, less where its work begins sooner, at least two hours."""
    now = timezone.now()
    return max(min(now + timedelta(hours=OFFER_HOURS), begins_at(arrive_on, start_on)), now + LEAST)


def back_by(answered_at: datetime, arrive_on: date, start_on: date) -> datetime:
    """Return until when a lot that was taken can be given back: an hour, less where its work begins sooner."""
    return min(answered_at + UNDO, begins_at(arrive_on, start_on))
