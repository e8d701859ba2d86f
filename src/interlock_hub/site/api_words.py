"""What the page of the API says in words: rooms, types, and what each operation does.

The sentences are those of the operations themselves, word for word; they stand here so that they are translated. A test
refuses an operation whose sentence does not.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

# The rooms in the order in which they are shown, by the tag that their operations bear.
ROOMS: dict[str, str | Promise] = {
    "orders": _("Orders and promises"),
    "planning": _("Plans, lots, offers, events"),
    "cutting": _("Cutting"),
    "network": _("Register"),
    "jobs": _("Long work"),
    "site": _("The site"),
}
TYPES: dict[str, str | Promise] = {
    "string": _("text"),
    "integer": _("whole number"),
    "number": _("number"),
    "boolean": _("yes or no"),
    "date": _("date"),
    "date-time": _("time with zone"),
    "uuid": _("identifier"),
    "object": _("object"),
}
RULES: tuple[str | Promise, ...] = (
    _(
        "Each request bears a key in the header `Authorization: Bearer …`; `Accept-Language` chooses Chinese or "
        "English for texts and errors."
    ),
    _("Money is CNY as decimal text, dates are 2026-12-01, times bear their zone."),
    _("Lists come in pages: give `next` back as `cursor` until it is empty."),
    _(
        "Errors have one form, `errors`: `where`, `found`, `message`. 401: no valid key; 403: scope or role; 404: not "
        "there, or not yours; 409: somebody was first; 422: a value cannot be read; 429 and 503: wait as `Retry-After` "
        "says."
    ),
)
PARAMETERS = (
    gettext_noop("rows a page"),
    gettext_noop("`next` of the page before; empty for the first"),
)
PURPOSES = (
    gettext_noop("Tell whether the site and its database answer."),
    gettext_noop("Return how far a job is."),
    gettext_noop("Ask a job to stop; one that waits is stopped at once, one that has ended stays as it is."),
    gettext_noop("List the factories you may see, by code: readers of the register all, others their own."),
    gettext_noop(
        "Return a factory with its lines and machines; opening another firm's private data is noted for it to see."
    ),
    gettext_noop(
        "List the orders you may see, by due date. `light`: late, within two days of it, in time, not planned."
    ),
    gettext_noop("Return an order; opening another firm's is noted for it to see."),
    gettext_noop("Cancel an open or held order; a brand may release what is held for it."),
    gettext_noop(
        "Take a held order into the book; a repeat changes nothing, 409 when it was cancelled or its 24 hours are over."
    ),
    gettext_noop(
        "Look for three ways to make a new order on the plan that holds: a job, whose ways are read by its id."
    ),
    gettext_noop("Return a promise: how far its job is, and the ways it found."),
    gettext_noop(
        "Hold the order for 24 hours in one of the ways; another way later changes how it is held, a repeat nothing."
    ),
    gettext_noop("List the plans you may see, newest first."),
    gettext_noop(
        "Look for a better plan than the published one: a job; its `plan` is a draft, or null where no move pays."
    ),
    gettext_noop("Start a plan of all open orders: a job; its `plan` is the number of the draft once it is done."),
    gettext_noop("Return a plan."),
    gettext_noop("List the lots of a plan that you may see, by code."),
    gettext_noop("List the lots of the published plan that you may see; a satellite sees its own."),
    gettext_noop("List the orders that a plan makes late, latest first, with the reason and what would help."),
    gettext_noop(
        "Return what one more line-day is worth, by week; of factories and centres only your own, unless you operate."
    ),
    gettext_noop("List the offers of lots you may see: a satellite its own."),
    gettext_noop("Take a lot that is offered to you; a repeat changes nothing, 409 when the offer is gone."),
    gettext_noop("Refuse a lot and say why: the plan is repaired at once. A repeat changes nothing."),
    gettext_noop(
        "Give back a lot that you took a short while ago: the offer waits for an answer again. A repeat "
        "changes nothing, and never undoes a later answer; 409 when it is too late."
    ),
    gettext_noop("List what happened to the plan, newest first."),
    gettext_noop("List the lays you may see, by day."),
    gettext_noop(
        "Say that a lay of your shop was spread or cut, or take it back on the same day; a repeat changes "
        "nothing. 409 where its marker is estimated and that was not said to be wanted."
    ),
    gettext_noop("Return a lay."),
    gettext_noop("List the markers of lays you may see, by code."),
    gettext_noop("Return a marker with its placements."),
    gettext_noop("List the better markers of lays you cut, as they were found."),
    gettext_noop("Let lays that are not spread yet take a better marker, leave it, or take the answer back."),
    gettext_noop(
        "Return the last cut plans that were tried for an order, the newest first: ratios with plies by colour."
    ),
    gettext_noop("List the rolls of the shops you work in, as they came in."),
    gettext_noop(
        "Put a roll into the stock of a shop you work in; one too narrow for every lay that waits there is told of."
    ),
    gettext_noop("List your firm's shares of pooled lays."),
    gettext_noop("Say whether your firm's orders may be cut together with others'."),
)
