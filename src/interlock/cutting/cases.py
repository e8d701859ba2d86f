"""An order to be cut as JSON says it: our own form for a centre's orders, and the form of published test cases.

``docs/cutting.md`` describes both. Every value that is out of place is told by its name, all at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from interlock.cutting.fabrics import Fabric, in_step
from interlock.cutting.order_sheet import Sheet, is_number, shown
from interlock.cutting.problem import CutProblem, LengthModel, Objective
from interlock.cutting.solution import Level
from interlock.cutting.words import CASE_WORDS as WORDS
from interlock.errors import InvalidModel
from interlock.units import garment_lengths, is_garment_length, size_name

Unit = Literal["m", "yd", "garment", "slot"]
MM: Mapping[Unit, float] = {"m": 1000.0, "yd": 914.4, "garment": 1000.0, "slot": 1000.0}
# Over-production is free in the case of CSPLib: far more than any plan makes.
_FREELY = 5.0
_NO_LIMIT = 1_000_000
_FORMULA = re.compile(
    r"\s*([\d.]+)\s*\+\s*([\d.]+)\s*\*\s*garments(?:\s*\+\s*([\d.]+)\s*\*\s*sum\(size_index\b[^)]*\))?\s*"
)
_OWN_KEYS = (
    "order", "style", "sizes", "demand", "under", "over", "under_yuan", "over_yuan", "max_garments", "max_length_m",
    "fabrics", "known_markers", "most_markers", "sections", "count_markers", "objective", "ready_on", "due_on", "note",
)  # fmt: skip
# Limits by our name: the file's key, and a value that contradicts nothing.
_FREE: Mapping[str, tuple[str, float]] = {"max_garments": ("max_garments", 100), "max_length_mm": ("max_length_m", 1e9)}
_FREE_PLIES = 1000
_FABRIC_KEYS = (
    "name", "fixed_mm", "per_garment_mm", "min_plies", "max_plies", "end_loss_mm", "yuan_per_m", "marker_yuan",
    "lay_yuan", "ply_yuan", "width_mm", "outline_mm",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CutCase:
    """One order of a file: its name, the problem, the unit in which its fabric is told, and its fabrics.

    ``by_markers`` asks for a plan with at most so many markers each, beside the plan of the problem itself. Fabric is
    there on ``ready_on`` and the order should be cut by ``due_on`` (None: not told).
    """

    name: str
    problem: CutProblem
    unit: Unit = "m"
    fabrics: tuple[Fabric, ...] = ()
    by_markers: tuple[int, ...] = ()
    style: str = ""
    ready_on: date | None = None
    due_on: date | None = None

    @property
    def paid(self) -> Level:
        """What the money of the problem is paid for: of plates, whose slots cost nothing, plies alone."""
        return "plies" if self.unit == "slot" and self.problem.objective == "money" else "money"


def read_cases(content: object, name: str = "") -> tuple[CutCase, ...]:
    """Return the orders of a file's JSON: one object, a list of them, or ``{"orders": [...]}``.

    An order without a name has ``name``, or its number where there are several.

    Raises :class:`~interlock.errors.InvalidModel` naming every order and value that is wrong.
    """
    if isinstance(content, dict) and isinstance(content.get("orders"), list):
        content = content["orders"]
    orders = content if isinstance(content, list) else [content]
    if not orders:
        raise InvalidModel([WORDS.told("no_orders")])
    cases: list[CutCase] = []
    problems: list[str] = []
    for number, order in enumerate(orders, 1):
        try:
            cases.append(_case(order, number, name if len(orders) == 1 and name else str(number)))
        except InvalidModel as error:
            problems += error.problems
    times = Counter(case.name for case in cases)
    problems += [WORDS.told("order_twice", name=name, times=n) for name, n in times.items() if n > 1]
    if problems:
        raise InvalidModel(problems)
    return tuple(cases)


def _case(order: object, number: int, name: str) -> CutCase:
    if not isinstance(order, dict):
        raise InvalidModel([WORDS.told("no_object", number=number, found=shown(order))])
    name = str(order.get("order") or order.get("id") or name)
    sheet = Sheet(name, order)
    case = _own(sheet) if "fabrics" in order or "max_garments" in order else _published(sheet)
    if case is None or sheet.problems:
        raise InvalidModel(sheet.problems)
    return case


def _own(sheet: Sheet) -> CutCase | None:
    """Our own form: metres, mm and yuan, a list of fabrics."""
    sheet.unknown(_OWN_KEYS)
    sizes, colours, demand = _demand(sheet)
    fabrics = [_fabric(sheet, at, fabric, sizes) for at, fabric in enumerate(sheet.listed("fabrics"), 1)]
    if not fabrics and "fabrics" not in sheet.values:
        sheet.wrong("missing", name="fabrics")
    asked: dict[str, Any] = {
        "max_garments": sheet.whole("max_garments"),
        "max_length_mm": sheet.above_0("max_length_m") * 1000,
        "under": sheet.share("under"),
        "over": sheet.share("over"),
        "under_fen": sheet.fen("under_yuan"),
        "over_fen": sheet.fen("over_yuan"),
        "known": tuple(_ratios(sheet, sheet.listed("known_markers"))),
        "most_markers": sheet.whole("most_markers") if sheet.values.get("most_markers") is not None else None,
        "sections": sheet.whole("sections", 1),
        "reuse_markers": _counted(sheet, "ratio") == "ratio",
        "objective": _objective(sheet),
    }
    ready_on, due_on = sheet.day("ready_on"), sheet.day("due_on")
    # What could not be read is taken as what contradicts nothing, so that contradictions are told beside it.
    asked |= {key: most for key, (name, most) in _FREE.items() if not is_number(sheet.values.get(name))}
    if asked["max_length_mm"] <= 0:
        asked["max_length_mm"] = _FREE["max_length_mm"][1]
    read = _whole(fabrics)
    if not read and sheet.values.get("fabrics") != []:
        read = [Fabric(name="?", length=LengthModel(0.0, (1.0,) * len(sizes)), max_plies=_FREE_PLIES)]
    made = _made(sheet, lambda: in_step(read, sizes=sizes, colours=colours, demand=demand, **asked))
    if made is None:
        return None
    style = str(sheet.values.get("style", sheet.name))
    rest: dict[str, Any] = {"style": style, "ready_on": ready_on, "due_on": due_on}
    return CutCase(name=sheet.name, problem=made, fabrics=tuple(_whole(fabrics)), **rest)


def _whole(fabrics: Sequence[Fabric | None]) -> list[Fabric]:
    return [fabric for fabric in fabrics if fabric is not None]


def _fabric(sheet: Sheet, number: int, found: object, sizes: Sequence[str]) -> Fabric | None:
    if not isinstance(found, dict):
        sheet.wrong("no_fabric", number=number, found=shown(found))
        return None
    part = Sheet(sheet.name, found, sheet.problems)
    name = str(found.get("name", number))
    place = f"fabrics.{name}."
    part.unknown(_FABRIC_KEYS, place)
    each = _garments_mm(part, sizes, place)
    try:
        return Fabric(
            name=name,
            length=LengthModel(part.number("fixed_mm", 0.0, place=place), tuple(each)),
            min_plies=part.whole("min_plies", 1, place=place),
            max_plies=part.whole("max_plies", place=place),
            end_loss_mm=part.number("end_loss_mm", 0.0, place=place),
            fen_per_m=part.fen("yuan_per_m", place=place),
            marker_fen=part.fen("marker_yuan", place=place),
            lay_fen=part.fen("lay_yuan", place=place),
            ply_fen=part.fen("ply_yuan", place=place),
            width_mm=part.width("width_mm", place=place),
            outline_mm=part.number("outline_mm", 0.0, place=place),
        )
    except InvalidModel as error:
        sheet.beside(error)
        return None


def _published(sheet: Sheet) -> CutCase | None:
    """The form of published cases: lengths in yards or none, one colour or several, or slots of a plate.

    Other keys (notes, what was published) are passed over.
    """
    sizes, colours, demand = _demand(sheet)
    slots = "slots" in sheet.values
    length, unit = _length(sheet, sizes)
    most_mm = sheet.number("max_lay_yd", _NO_LIMIT) * MM["yd"]
    garments = sheet.whole("slots") if slots else sheet.whole("max_garments_per_marker", _fitting(length, most_mm))
    plies = _NO_LIMIT if slots else sheet.whole("max_plies", sheet.whole("max_plies_per_lay", _NO_LIMIT))
    by_markers = tuple(sorted(int(key) for key in _known(sheet) if str(key).isdigit())) if slots else ()
    if sheet.problems:
        return None
    made = _made(
        sheet,
        lambda: CutProblem(
            sizes=sizes,
            colours=colours,
            demand=demand,
            max_garments=garments,
            max_length_mm=most_mm,
            min_plies=sheet.whole("min_plies", 1),
            max_plies=plies if plies < _NO_LIMIT else max(map(sum, demand), default=1) or 1,
            length=length,
            under=sheet.number("under", sheet.number("tolerance", 0.0)),
            over=sheet.number("over", sheet.number("tolerance", _FREELY if slots else 0.0)),
            ply_fen=100 if slots else 0,
            most_markers=max(by_markers, default=None) if slots else None,
            reuse_markers=slots or _counted(sheet, "ratio" if len(colours) > 1 else "lay") == "ratio",
            objective="money" if slots else "markers_plies_fabric",
        ),
    )
    unit = "slot" if slots else unit
    return CutCase(name=sheet.name, problem=made, unit=unit, by_markers=by_markers) if made else None


def _made(sheet: Sheet, make: Callable[[], CutProblem]) -> CutProblem | None:
    try:
        return make()
    except InvalidModel as error:
        sheet.beside(error)
        return None


def _demand(sheet: Sheet) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[int, ...], ...]]:
    """Sizes, colours and the garments of each; one row without colours is the colour ``one``."""
    found = sheet.values.get("demand")
    if found is None:
        sheet.wrong("missing", name="demand")
        return ("1",), ("1",), ((1,),)
    rows = found if isinstance(found, dict) else {"one": found}
    first: object = next(iter(rows.values()), [])
    named = list(first) if isinstance(first, dict) else [str(n + 1) for n in range(len(_row(first)))]
    if sheet.values.get("sizes") == []:
        # All else is counted by sizes.
        sheet.wrong("no_sizes")
        raise InvalidModel(sheet.problems)
    sizes = tuple(size_name(str(size)) for size in sheet.listed("sizes") or named)
    return sizes, tuple(map(str, rows)), tuple(tuple(_quantities(sheet, c, row, sizes)) for c, row in rows.items())


def _row(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


def _quantities(sheet: Sheet, colour: str, row: object, sizes: Sequence[str]) -> Iterator[int]:
    if isinstance(row, dict):
        asked, row = row, {size_name(str(size)): pieces for size, pieces in row.items()}
        if len(row) < len(asked):
            sheet.wrong("sizes_alike", colour=colour, sizes=", ".join(map(str, asked)))
        for size in row:
            if size not in sizes:
                sheet.wrong("unknown_size", colour=colour, size=size, known=", ".join(sizes))
        row = [row.get(size, 0) for size in sizes]
    if not isinstance(row, list) or len(row) != len(sizes):
        sheet.wrong("no_row", colour=colour, found=shown(row), sizes=len(sizes))
        yield from (1 for _ in sizes)
        return
    for size, pieces in zip(sizes, row, strict=True):
        if not is_number(pieces) or pieces != int(pieces):
            sheet.wrong("no_pieces", colour=colour, size=size, found=shown(pieces))
            yield 1
        else:
            yield int(pieces)


def _length(sheet: Sheet, sizes: Sequence[str]) -> tuple[LengthModel, Unit]:
    """The length model of a case: by garment, by formula, or one garment long where it names none."""
    if "length_yd_per_garment" in sheet.values:
        each = _per_size(sheet, "length_yd_per_garment", sizes, "")
        return LengthModel(0.0, tuple(yd * MM["yd"] for yd in each)), "yd"
    if "length_yd" not in sheet.values:
        return LengthModel(0.0, (MM["garment"],) * len(sizes)), "garment"
    found = _FORMULA.fullmatch(str(sheet.values["length_yd"]))
    if not found:
        sheet.wrong("no_formula", found=shown(sheet.values["length_yd"]))
        return LengthModel(0.0, (1.0,) * len(sizes)), "yd"
    fixed, each_yd, step = (float(part or 0) * MM["yd"] for part in found.groups())
    return LengthModel(fixed, tuple(each_yd + step * at for at in range(len(sizes)))), "yd"


def _per_size(sheet: Sheet, key: str, sizes: Sequence[str], place: str) -> list[float]:
    found = sheet.values.get(key)
    if isinstance(found, dict):
        named = {size_name(str(size)): length for size, length in found.items()}
        found = [named.get(size) for size in sizes]
    right = isinstance(found, list) and len(found) == len(sizes)
    if not right or not all(is_number(n) and n > 0 for n in found or ()):
        sheet.wrong("no_lengths", name=f"{place}{key}", sizes=len(sizes), found=shown(found))
        return [1.0] * len(sizes)
    return [float(each) for each in found or ()]


def _garments_mm(sheet: Sheet, sizes: Sequence[str], place: str) -> list[float]:
    """The lengths of a fabric; those that no garment takes are told, as a slip of the unit."""
    told = len(sheet.problems)
    found = _per_size(sheet, "per_garment_mm", sizes, place)
    if len(sheet.problems) == told and not all(map(is_garment_length, found)):
        facts = {"name": f"{place}per_garment_mm", "found": shown(sheet.values["per_garment_mm"])}
        sheet.wrong("no_garment", **facts, **garment_lengths())
        return [1.0] * len(sizes)
    return found


def _ratios(sheet: Sheet, listed: Sequence[Any]) -> Iterator[tuple[int, ...]]:
    """Yield the ratios of known markers that can be read."""
    for number, found in enumerate(listed, 1):
        ratio = found.get("ratio") if isinstance(found, dict) else found
        if isinstance(ratio, list) and all(isinstance(n, int) and not isinstance(n, bool) for n in ratio):
            yield tuple(ratio)
        else:
            sheet.wrong("no_ratio", number=number, found=shown(found))


def _counted(sheet: Sheet, usual: str) -> str:
    found = sheet.values.get("count_markers", usual)
    if found not in ("ratio", "lay"):
        sheet.wrong("count_markers", found=shown(found))
    return str(found)


def _objective(sheet: Sheet) -> Objective:
    """What counts; ``markers`` is short for the longer name, as on the command line."""
    found = sheet.values.get("objective", "money")
    return cast(Objective, "markers_plies_fabric" if found == "markers" else found)


def _known(sheet: Sheet) -> Mapping[str, Any]:
    found = sheet.values.get("known")
    return found if isinstance(found, dict) else {}


def _fitting(length: LengthModel, most_mm: float) -> int:
    """Garments of the shortest size that a lay could hold, where a case limits its length alone."""
    room = (most_mm - length.fixed_mm) / min(length.per_garment_mm, default=1.0)
    return max(1, min(int(room + 1e-9), 1000))
