"""Pictures: how sure every order is, and how the dates of one order spread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from interlock.errors import InvalidModel
from interlock.simulate.error_words import ERRORS
from interlock.simulate.solution import Outlook, Played, StepDates
from interlock.simulate.words import WORDS
from interlock.units import at_least
from interlock.words import Language

_WIDTH, _LEFT, _RIGHT = 860, 96, 24
_TOP, _PLOT, _BOTTOM = 64, 240, 36
_ROW = 46
_MOST_TICKS = 8
_INK, _FAINT, _GRID = "#334155", "#64748b", "#e2e8f0"
_SAFE, _SHAKY, _LATE = "#15803d", "#d97706", "#b91c1c"
_OUTER, _INNER, _MEDIAN = "#bfdbfe", "#60a5fa", "#1e3a8a"
# Bars wider than this have a gap between them.
_WIDE = 4.0
# Below even odds an order is red; between that and the confidence asked for it is amber.
_EVEN = 0.5


def draw_orders(played: Played, *, language: Language = "en") -> str:
    """An SVG with a bar for every order's on-time probability, surest first; hovering a bar names the order."""
    outlooks = sorted(played.outlooks, key=lambda o: (-o.on_time_probability, o.due_on, o.order))
    height = _TOP + _PLOT + _BOTTOM
    step = (_WIDTH - _LEFT - _RIGHT) / len(outlooks)
    subtitle = WORDS.say(
        language,
        "orders_subtitle",
        orders=len(outlooks),
        runs=played.runs,
        share=_percent(played.on_time_share),
        planned=_percent(played.planned_on_time_share),
    )
    body = [*_percent_grid()]
    body += [_bar(o, _LEFT + i * step, step, played.confidence, language) for i, o in enumerate(outlooks)]
    wanted = _TOP + _PLOT * (1 - played.confidence)
    body.append(_line(_LEFT, wanted, _WIDTH - _RIGHT, wanted, _INK, dashed=True))
    text = WORDS.say(language, "wanted", share=_percent(played.confidence))
    body.append(_text(_WIDTH - _RIGHT, wanted - 5, text, "end", _INK))
    body.append(_text(_WIDTH / 2, height - 12, WORDS.say(language, "orders_axis"), "middle", _FAINT))
    return _svg(height, WORDS.say(language, "orders_title"), subtitle, body)


def draw_fan(played: Played, order: str, *, language: Language = "en") -> str:
    """An SVG with the dates of one order's steps: the plan's, half of the runs', and how far they spread.

    Raises :class:`~interlock.errors.InvalidModel` for an order that was not played.
    """
    outlook = played.outlook.get(order)
    if outlook is None:
        raise InvalidModel([ERRORS.told("not_played", order=order, count=len(played.outlooks))])
    axis = _Axis.of(outlook)
    bottom = _TOP + _ROW * len(outlook.steps)
    body = [*_date_grid(axis, bottom), *_due(outlook, axis, bottom, language)]
    for row, step in enumerate(outlook.steps):
        body += _step(step, axis, _TOP + _ROW * row, language)
    body += _legend(bottom + 44, language)
    subtitle = WORDS.say(
        language,
        "fan_subtitle",
        share=_percent(outlook.on_time_probability),
        promise_on=outlook.promise_on,
        confidence=_percent(played.confidence),
    )
    return _svg(bottom + 60, WORDS.say(language, "fan_title", order=order), subtitle, body)


@dataclass(frozen=True)
class _Axis:
    """Dates across the picture."""

    first_on: date
    days: int

    @classmethod
    def of(cls, outlook: Outlook) -> _Axis:
        dates = [outlook.due_on, *(d for s in outlook.steps for d in (s.planned_on, s.p10_on, s.p95_on))]
        return cls(min(dates) - timedelta(days=1), (max(dates) - min(dates)).days + 3)

    def x(self, on: date) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * (on - self.first_on).days / self.days

    def ticks(self) -> Iterator[date]:
        every = -(-self.days // _MOST_TICKS)
        return (self.first_on + timedelta(days=day) for day in range(0, self.days + 1, every))


def _bar(outlook: Outlook, x: float, width: float, confidence: float, language: Language) -> str:
    share = outlook.on_time_probability
    fill = _SAFE if share >= confidence else _SHAKY if share >= _EVEN else _LATE
    tip = WORDS.say(
        language,
        "order_tip",
        order=outlook.order,
        share=_percent(share),
        due_on=outlook.due_on,
        promise_on=outlook.promise_on,
    )
    # A bar of no height could not be pointed at.
    tall = max(_PLOT * share, 2.0)
    return _box(x, _TOP + _PLOT - tall, width * (0.9 if width > _WIDE else 1.0), tall, fill, tip)


def _step(step: StepDates, axis: _Axis, top: float, language: Language) -> Iterator[str]:
    name = WORDS.say(language, step.step)
    tip = WORDS.say(
        language, "step_tip", step=name, planned_on=step.planned_on, p10_on=step.p10_on, p50_on=step.p50_on,
        p80_on=step.p80_on, p95_on=step.p95_on,
    )  # fmt: skip
    yield _text(_LEFT - 10, top + 24, name, "end", _INK)
    # Dates are days, not instants: a band covers its last day.
    day = axis.x(axis.first_on + timedelta(days=1)) - axis.x(axis.first_on)
    yield _box(axis.x(step.p10_on), top + 8, axis.x(step.p95_on) - axis.x(step.p10_on) + day, 24, _OUTER, tip)
    yield _box(axis.x(step.p10_on), top + 8, axis.x(step.p80_on) - axis.x(step.p10_on) + day, 24, _INNER, tip)
    yield _box(axis.x(step.p50_on) + day / 2 - 1.5, top + 5, 3, 30, _MEDIAN, tip)
    x = axis.x(step.planned_on) + day / 2
    yield f'<circle cx="{x:.1f}" cy="{top + 20:.1f}" r="4.5" fill="white" stroke="{_INK}" stroke-width="2"/>'


def _due(outlook: Outlook, axis: _Axis, bottom: float, language: Language) -> Iterator[str]:
    """A line at the end of the due date."""
    x = axis.x(outlook.due_on + timedelta(days=1))
    yield _line(x, _TOP, x, bottom, _LATE, dashed=True)
    anchor = "end" if x > _WIDTH / 2 else "start"
    yield _text(x, _TOP - 5, WORDS.say(language, "due", on=outlook.due_on), anchor, _LATE)


def _legend(top: float, language: Language) -> Iterator[str]:
    x = float(_LEFT)
    for key, fill in (("inner", _INNER), ("outer", _OUTER), ("median", _MEDIAN)):
        yield _box(x, top - 9, 12, 10, fill)
        yield _text(x + 17, top, WORDS.say(language, key), "start", _FAINT)
        x += 175
    yield f'<circle cx="{x + 6:.1f}" cy="{top - 4:.1f}" r="4.5" fill="white" stroke="{_INK}" stroke-width="2"/>'
    yield _text(x + 17, top, WORDS.say(language, "planned"), "start", _FAINT)


def _percent_grid() -> Iterator[str]:
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        y = _TOP + _PLOT * (1 - share)
        yield _line(_LEFT, y, _WIDTH - _RIGHT, y, _GRID)
        yield _text(_LEFT - 8, y + 4, f"{share:.0%}", "end", _FAINT)


def _date_grid(axis: _Axis, bottom: float) -> Iterator[str]:
    for on in axis.ticks():
        yield _line(axis.x(on), _TOP, axis.x(on), bottom, _GRID)
        yield _text(axis.x(on), bottom + 16, f"{on:%m-%d}", "middle", _FAINT)


def _percent(share: float) -> str:
    return f"{at_least(share):.1%}"


def _svg(height: float, title: str, subtitle: str, body: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" '
        f'height="{height:.0f}" role="img" font-family="sans-serif" font-size="12"><title>{escape(title)}</title>\n'
        f'<text x="12" y="22" font-size="15" font-weight="bold" fill="{_INK}">{escape(title)}</text>\n'
        f"{_text(12, 41, subtitle, 'start', _FAINT)}\n" + "\n".join(body) + "\n</svg>\n"
    )


def _box(x: float, y: float, width: float, height: float, fill: str, tip: str = "") -> str:
    inside = f"<title>{escape(tip)}</title>" if tip else ""
    return f'<rect x="{x:.2f}" y="{y:.1f}" width="{width:.2f}" height="{height:.1f}" fill="{fill}">{inside}</rect>'


def _line(x1: float, y1: float, x2: float, y2: float, stroke: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 4"' if dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{stroke}"{dash}/>'


def _text(x: float, y: float, text: str, anchor: str, fill: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'
