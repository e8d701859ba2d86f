"""A scenario and its plan as the compact columns that the page draws from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interlock.explain.names import both, halves
from interlock.explain.words import headline
from interlock.model import Factory, FactoryKind, Line, Order, Promise
from interlock.report.boundary import Ring
from interlock.report.cloth import lays, markers, materials, purchases, stock_uses, tables
from interlock.report.frame import Columns, Frame, columns
from interlock.report.reasons import CAUSES, category_names, cause_names, reasons, stages
from interlock.report.spread import missed, spread
from interlock.report.work import RESOURCES, SCOPES, bottlenecks, flows, loads, lots, outside
from interlock.words import Language

KINDS = tuple(kind.value for kind in FactoryKind)


def page_data(
    frame: Frame, *, language: Language, boundary: list[Ring], marker_svgs: Mapping[str, str]
) -> dict[str, Any]:
    """Return all the page draws from: codes as positions, days as days since the plan was made, money in fen."""
    return {
        "meta": meta(frame, language),
        "codes": {"kinds": KINDS, "causes": CAUSES, "resources": RESOURCES, "scopes": SCOPES},
        "townships": townships(frame),
        "factories": factories(frame),
        "lines": lines(frame),
        "styles": styles(frame),
        "categories": category_names(frame),
        "customers": [halves(name) for name in frame.customer],
        "orders": orders(frame),
        "lots": lots(frame),
        "outside": outside(frame),
        "flows": flows(frame),
        "loads": loads(frame),
        "bottlenecks": bottlenecks(frame),
        "causes": cause_names(),
        "reasons": reasons(frame),
        "materials": materials(frame),
        "colours": [both(name) for name in frame.colour],
        "tables": tables(frame),
        "markers": markers(frame, marker_svgs),
        "lays": lays(frame),
        "purchases": purchases(frame),
        "stock": stock_uses(frame),
        "boundary": boundary,
    }


def meta(frame: Frame, language: Language) -> dict[str, Any]:
    """Return what the head of the page says: whose plan it is, its sentence and its money."""
    plan = frame.plan
    return {
        "cluster": both(plan.cluster),
        "made_on": plan.made_on.isoformat(),
        "today": max(0, frame.day(plan.as_of) or 0),
        "first": frame.day(plan.first_on),
        "last": frame.day(plan.last_on),
        "policy": plan.policy,
        "seed": plan.seed,
        "made_up": plan.made_up or frame.scenario.made_up,
        "language": language,
        "headline": [headline(plan, "en"), headline(plan, "zh")],
        "open": [int(worked) for worked in _open_days(frame)],
        "costs": {name: getattr(plan.costs, name) for name in plan.costs.__dataclass_fields__},
        "cost": plan.cost_fen,
        "left_over": plan.left_over_fen,
        "bound": plan.lower_bound_fen,
        "gap": plan.gap,
        "utilisation": plan.utilisation,
        "bounds": stages(frame),
        "lays": len(plan.lays),
        "fairness": spread(frame),
        "missed": missed(frame),
    }


def _open_days(frame: Frame, factory: str = "") -> tuple[bool, ...]:
    plan = frame.plan
    return frame.scenario.calendar.mask(plan.first_on, (plan.last_on - plan.first_on).days + 1, factory)


def townships(frame: Frame) -> Columns:
    """Return the townships; a code that the factories name but nobody listed has no point."""
    known = frame.scenario.township
    return columns(
        frame.township,
        code=lambda code: code,
        name=lambda code: known[code].name if code in known else code,
        en=lambda code: (known[code].name_en or known[code].name) if code in known else code,
        lon=lambda code: known[code].longitude if code in known else None,
        lat=lambda code: known[code].latitude if code in known else None,
        approximate=lambda code: int(code in known and known[code].approximate),
    )


def factories(frame: Frame) -> Columns:
    """Return the factories with their recorded service and five virtues."""
    virtues = {v.factory: v for v in frame.plan.virtues}

    def virtue(factory: Factory) -> list[float | None] | None:
        v = virtues.get(factory.code)
        return None if v is None else [_whole(x) for x in (v.skill, v.cost, v.speed, v.range, v.service)]

    return columns(
        frame.scenario.factories,
        code=lambda f: f.code,
        name=lambda f: both(f.name),
        kind=lambda f: KINDS.index(f.kind.value),
        township=lambda f: frame.township[f.township],
        lon=lambda f: round(f.longitude, 5),
        lat=lambda f: round(f.latitude, 5),
        first_pass=lambda f: f.first_pass_share,
        on_time=lambda f: f.on_time_share,
        reply=lambda f: f.reply_hours,
        virtues=virtue,
    )


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)


def lines(frame: Frame) -> Columns:
    """Return the sewing lines with what they can do in a day, and which days that others work they do not."""
    open_days = _open_days(frame)
    factories = {line.factory: _open_days(frame, line.factory) for line in frame.scenario.lines}
    first = frame.day(frame.plan.first_on) or 0

    def idle(line: Line) -> list[int]:
        closed = {at for at, worked in enumerate(factories[line.factory]) if not worked}
        stopped = (change for change in frame.scenario.changes_of.get(line.code, ()) if change.share <= 0)
        stands = (at for change in stopped for at in frame.days(change.first_on, change.last_on))
        return [first + at for at in sorted(closed.union(stands)) if open_days[at]]

    return columns(
        frame.scenario.lines,
        code=lambda line: line.code,
        factory=lambda line: frame.factory[line.factory],
        operators=lambda line: line.operators,
        capacity=lambda line: round(line.capacity_min_per_day),
        idle=idle,
        skills=lambda line: [frame.category[s.category] for s in line.skills if s.category in frame.category],
    )


def styles(frame: Frame) -> Columns:
    """Return the styles with their category and standard minutes."""
    return columns(
        frame.scenario.styles,
        code=lambda style: style.code,
        name=lambda style: both(style.name),
        category=lambda style: frame.category[style.category],
        smv=lambda style: round(style.smv_min, 2),
    )


def orders(frame: Frame) -> Columns:
    """Return every promise beside what was asked."""

    def asked(promise: Promise) -> Order:
        return frame.scenario.order[promise.order]

    return columns(
        frame.plan.promises,
        number=lambda p: p.order,
        customer=lambda p: frame.customer[asked(p).customer],
        style=lambda p: frame.style[asked(p).style],
        asked=lambda p: asked(p).pieces,
        value=lambda p: asked(p).value_fen,
        priority=lambda p: asked(p).priority,
        core=lambda p: frame.factory.get(p.core),
        cutter=lambda p: frame.factory.get(p.cutting_factory),
        material=lambda p: frame.day(p.material_on),
        cut_first=lambda p: frame.day(p.cut_first_on),
        cut_last=lambda p: frame.day(p.cut_last_on),
        sew_first=lambda p: frame.day(p.sew_first_on),
        sew_last=lambda p: frame.day(p.sew_last_on),
        ship=lambda p: frame.day(p.ship_on),
        due=lambda p: frame.day(p.due_on),
        late=lambda p: p.late_days,
        pieces=lambda p: p.pieces,
        outside=lambda p: p.outside_pieces,
        cost=lambda p: p.cost_fen,
    )
