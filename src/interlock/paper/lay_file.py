"""Lays in a JSON file of their own, for a centre that has nothing else: see ``docs/cutting.md``."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from interlock.cutting import Dealt
from interlock.errors import InterlockError, InvalidModel, Told
from interlock.files import reason
from interlock.model import not_json
from interlock.paper.from_rolls import with_rolls
from interlock.paper.lay import AtOnce, DrawnMarker, Garments, LayPaper, Spread, UsedRoll
from interlock.paper.marker_names import markers_apart
from interlock.paper.marker_styles import other_pieces, other_style
from interlock.paper.numbering import numbered
from interlock.paper.other_files import other_file
from interlock.paper.words import WORDS
from interlock.rolls import RollEnd, SpreadLay
from interlock.units import cloth_widths, is_cloth_width

MOST_MB = 64
_MISSING = object()
_NEEDED = ("lay", "order", "style", "fabric")
# A lay has one of these at least; else it is something else.
_LAY_KEYS = {"lay", "plies"}
# A length that somebody wrote in whole mm is still that of its drawing.
_ROUNDED_MM = 1.0
# So is a utilisation in whole per cents.
_ROUNDED_SHARE = 0.006
_FROM_MARKER = ("marker", "marker_mm", "width_mm", "ratio")


def read_lays(
    path: Path,
    *,
    max_pieces: int | None = None,
    spread: Sequence[SpreadLay] = (),
    ends: Sequence[RollEnd] = (),
) -> tuple[LayPaper, ...]:
    """Return the lays in a JSON file: one object, or ``{"lays": [...]}``.

    A lay has the fields of :class:`~interlock.paper.LayPaper`: ``ratio`` is an object of garments by size, ``cut_on`` a
    date, ``drawn`` a marker file's content or its path beside this file; what a marker tells need not be told again.
    Where a lay names no ``first_bundle``, its bundles are numbered in the thousand of its place among those of the same
    order and fabric. Nested markers that share a name are told apart (:func:`~interlock.paper.markers_apart`).
    ``max_pieces`` goes before what lays say; ``spread`` and ``ends`` are rolls given to them.

    Raises :class:`~interlock.errors.InvalidModel` naming every field that is wrong, missing or unknown.
    """
    content = _parsed(path)
    if told := other_file(path, content):
        raise InvalidModel([told])
    found = (
        content.get("lays", [content] if _LAY_KEYS & content.keys() else []) if isinstance(content, dict) else content
    )
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise InvalidModel([WORDS.told("no_lays", path=path)])
    problems: list[str] = []
    lays: list[LayPaper] = []
    for number, written in enumerate(found, 1):
        try:
            lays.append(_Reader(written, path, number).lay())
        except InvalidModel as error:
            problems += error.problems
    problems += [*_twice(path, lays), *other_pieces(path, lays)]
    if problems:
        raise InvalidModel(problems)
    if max_pieces is not None:
        lays = [replace(lay, max_pieces=max_pieces) for lay in lays]
    keep = [lay.lay for lay, written in zip(lays, found, strict=True) if written.get("first_bundle") is not None]
    papers = numbered(with_rolls(markers_apart(lays), spread, ends), keep=keep)
    if keep and (shared := list(_numbers_twice(path, papers))):
        raise InvalidModel(shared)
    return papers


def _numbers_twice(path: Path, lays: Sequence[LayPaper]) -> Iterator[str]:
    """Two lays of one order and fabric whose bundles share a number, as may be where lays say where they start."""
    had: dict[tuple[str, str, int], str] = {}
    for lay in lays:
        shared: dict[str, int] = {}
        for bundle in lay.bundles:
            other = had.setdefault((lay.order, lay.fabric, bundle.number), lay.lay)
            if other != lay.lay:
                shared.setdefault(other, bundle.number)
        for other, number in shared.items():
            yield WORDS.told("numbers_twice", path=path, lay=lay.lay, other=other, number=number)


def is_lay_file(content: object) -> bool:
    """Tell whether parsed JSON is meant to be lays."""
    return isinstance(content, dict) and ("lays" in content or "plies" in content)


def drawn_of(content: Any, name: str, place: str) -> DrawnMarker:
    """Return the marker in the content of a marker file, as ``interlock markers make`` writes it.

    Raises :class:`~interlock.errors.InvalidModel` naming what is wrong with it.
    """
    import msgspec

    from interlock.markers import MarkerFile, audit

    try:
        made = msgspec.convert({**content, "problem": content["problem"], "marker": content["marker"]}, MarkerFile)
    except (KeyError, TypeError):
        raise InvalidModel([WORDS.told("no_marker_in", place=place)]) from None
    except msgspec.ValidationError as error:
        told = error.__cause__ if isinstance(error.__cause__, InvalidModel) else None
        problems = told.problems if told else [str(error)]
        raise InvalidModel([_at(place, problem) for problem in problems]) from None
    if breaches := audit(made.problem, made.marker):
        raise InvalidModel([_at(place, breach) for breach in breaches])
    return DrawnMarker(name, made.problem, made.marker, made.own_unit_mm, made.styles)


def parsed_json(path: Path) -> Any:
    """Return what a JSON file holds; raises :class:`~interlock.errors.InterlockError` where it cannot be read."""
    return _parsed(path)


class _Reader:
    """Reads one lay and collects all that is wrong with it."""

    def __init__(self, written: Mapping[str, Any], path: Path, number: int) -> None:
        self._written, self._path = written, path
        self._place = f"{path}, lay {written.get('lay', number)}"
        self._chinese = f"{path} 床次 {written.get('lay', number)}"
        self._problems: list[str] = []
        # Whether a value is missing or wrong, so that no lay can be made to see what contradicts itself.
        self._unread = False

    def lay(self) -> LayPaper:
        """Return the lay; raises :class:`~interlock.errors.InvalidModel` with everything found."""
        values = self._values()
        if not self._unread:
            try:
                made = LayPaper(**values)
            except InvalidModel as error:
                self._problems += [Told(f"{self._path}: {p}", f"{self._path} {_zh(p)}") for p in error.problems]
            else:
                if not self._problems:
                    return made
        raise InvalidModel(self._problems)

    def _values(self) -> dict[str, Any]:
        known = {field.name for field in fields(LayPaper)}
        for name in self._written:
            if name not in known:
                self._say("unknown_field", field=name, known=", ".join(sorted(known)))
        values = {name: read for name, read in self._read_all(known) if read is not _MISSING}
        if isinstance(drawn := values.get("drawn"), DrawnMarker):
            marker = drawn.marker
            self._compare(values, drawn)
            values.setdefault("marker", drawn.name)
            values.setdefault("marker_mm", marker.length_mm)
            values.setdefault("width_mm", marker.width_mm)
            values.setdefault("utilisation", min(marker.utilisation, 1.0))
            values.setdefault("ratio", tuple(drawn.problem.garments.items()))
        else:
            values.setdefault("marker", "–")
        # A drawn marker that is wrong is told by itself, not again by what it would have told.
        for name in (*_NEEDED, *(() if self._written.get("drawn") else _FROM_MARKER), "plies"):
            if name not in values and name not in self._written:
                self._say("missing_field", field=name)
        return values

    def _compare(self, values: Mapping[str, Any], drawn: DrawnMarker) -> None:
        """Say where the lay tells of its marker what its drawing does not."""
        if drawn.unit_mm is not None:
            return
        own = values.get("style", _MISSING)
        if own is not _MISSING and (styles := other_style(own, values.get("garments", ()), drawn)):
            self._say("other_style", **styles)
        marker, held = drawn.marker, {size: n for size, n in drawn.problem.garments.items() if n}
        for field, wanted, rounded, digits in (
            ("marker_mm", marker.length_mm, _ROUNDED_MM, 1),
            ("width_mm", marker.width_mm, _ROUNDED_MM, 1),
            ("utilisation", min(marker.utilisation, 1.0), _ROUNDED_SHARE, 3),
        ):
            if abs(values.get(field, wanted) - wanted) > rounded:
                self._say("not_as_drawn", field=field, found=f"{values[field]:g}", wanted=f"{wanted:.{digits}f}")
        ratio = values.get("ratio")
        if ratio is not None and all(count is not _MISSING for _, count in ratio):
            told = {size: count for size, count in ratio if count}
            if told != held:
                written, drawn_held = (json.dumps(each, ensure_ascii=False) for each in (told, held))
                self._say("not_as_drawn", field="ratio", found=written, wanted=drawn_held)

    def _read_all(self, known: set[str]) -> Iterator[tuple[str, Any]]:
        for name, value in self._written.items():
            if name in known and value is not None:
                yield name, _KINDS.get(name, _Reader._text)(self, name, value)

    def _text(self, name: str, value: Any) -> Any:
        return value if isinstance(value, str) else self._wrong(name, value, "a_text")

    def _names(self, name: str, value: Any) -> Any:
        plain = isinstance(value, list) and all(isinstance(one, str) for one in value)
        return tuple(value) if plain else self._wrong(name, value, "names")

    def _number(self, name: str, value: Any) -> Any:
        plain = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        return float(value) if plain else self._wrong(name, value, "a_number")

    def _width(self, name: str, value: Any) -> Any:
        found = self._number(name, value)
        if found is _MISSING or found <= 0 or is_cloth_width(found):
            return found
        self._say("cloth_width", field=name, found=f"{found:g}", **cloth_widths())
        return _MISSING

    def _count(self, name: str, value: Any) -> Any:
        plain = isinstance(value, int) and not isinstance(value, bool)
        return value if plain else self._wrong(name, value, "a_count")

    def _flag(self, name: str, value: Any) -> Any:
        return value if isinstance(value, bool) else self._wrong(name, value, "a_flag")

    def _day(self, name: str, value: Any) -> Any:
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            return self._wrong(name, value, "a_date")

    def _ratio(self, name: str, value: Any) -> Any:
        if not isinstance(value, dict):
            return self._wrong(name, value, "a_ratio")
        return tuple((size, self._count(f"{name}.{size}", count)) for size, count in value.items())

    def _plies(self, name: str, value: Any) -> Any:
        kinds = {"colour": _Reader._text, "plies": _Reader._count, "shade": _Reader._text}
        return self._rows(name, value, kinds, ("colour", "plies"), Spread)

    def _rolls(self, name: str, value: Any) -> Any:
        text, number, count = _Reader._text, _Reader._number, _Reader._count
        kinds = {
            "roll": text, "colour": text, "shade": text, "length_m": number, "plies": count, "left_m": number,
            "earlier": _Reader._names, "onward": _Reader._names, "at_once": _Reader._at_once,
        }  # fmt: skip
        return self._rows(name, value, kinds, ("roll",), UsedRoll)

    def _at_once(self, name: str, value: Any) -> Any:
        kinds = dict.fromkeys(("lay", "table", "time"), _Reader._text)
        return self._rows(name, value, kinds, tuple(kinds), AtOnce)

    def _garments(self, name: str, value: Any) -> Any:
        kinds = dict.fromkeys(("name", "order", "style", "size", "style_name"), _Reader._text)
        return self._rows(name, value, kinds, ("name", "order", "style", "size"), Garments)

    def _dealt(self, name: str, value: Any) -> Any:
        text, count = _Reader._text, _Reader._count
        kinds = {"size": text, "garment": count, "colour": text, "owner": text, "plies": count}
        return self._rows(name, value, kinds, tuple(kinds), Dealt)

    def _rows(self, name: str, value: Any, kinds: Mapping[str, Any], needed: tuple[str, ...], make: Any) -> Any:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            return self._wrong(name, value, "a_list")
        rows = []
        for at, row in enumerate(value, 1):
            place = f"{name} {at}"
            for key in row.keys() - kinds.keys():
                self._say("unknown_field", field=f"{place}, {key}", known=", ".join(kinds))
            for key in needed:
                if key not in row:
                    self._say("missing_field", field=f"{place}, {key}")
            read = {key: kinds[key](self, f"{place}, {key}", row[key]) for key in kinds if row.get(key) is not None}
            if all(key in read for key in needed) and _MISSING not in read.values():
                rows.append(make(**read))
        return tuple(rows)

    def _drawn(self, name: str, value: Any) -> Any:
        try:
            if isinstance(value, str):
                path = self._path.parent / value
                return drawn_of(_parsed(path), self._written.get("marker", path.stem), str(path))
            return drawn_of(value, self._written.get("marker", "–"), f"{self._place}, {name}")
        except InvalidModel as error:
            self._problems += error.problems
        except InterlockError as error:
            self._problems.append(Told(str(error), error.chinese or str(error)))
        self._unread = True
        return _MISSING

    def _wrong(self, name: str, value: Any, wanted: str) -> Any:
        found = json.dumps(value, ensure_ascii=False)
        self._say(
            "wrong_field", field=name, found=found if len(found) <= 40 else found[:40] + "…", wanted=WORDS.told(wanted)
        )
        return _MISSING

    def _say(self, key: str, **values: object) -> None:
        self._unread |= key != "unknown_field"
        self._problems.append(WORDS.told(key, place=Told(self._place, self._chinese), **values))


_KINDS: Mapping[str, Callable[[_Reader, str, Any], Any]] = {
    **dict.fromkeys(("marker_mm", "end_loss_mm", "longest_ply_mm", "utilisation"), _Reader._number),
    "width_mm": _Reader._width,
    **dict.fromkeys(("max_pieces", "first_bundle", "last_bundle"), _Reader._count),
    "cut_on": _Reader._day,
    "ratio": _Reader._ratio,
    "plies": _Reader._plies,
    "rolls": _Reader._rolls,
    "garments": _Reader._garments,
    "dealt": _Reader._dealt,
    "drawn": _Reader._drawn,
    **dict.fromkeys(("made_up", "two_way"), _Reader._flag),
}


def _parsed(path: Path) -> Any:
    try:
        if path.stat().st_size > MOST_MB * 1_000_000:
            raise InterlockError(WORDS.told("big", path=path, most=MOST_MB))
        content = path.read_bytes()
    except OSError as error:
        raise InterlockError(WORDS.told("unreadable", path=path, why=Told(*reason(error)))) from None
    try:
        found = json.loads(content.decode("utf-8-sig"))
        json.dumps(found, ensure_ascii=False).encode()  # half a pair of UTF-16 can be escaped, but is no letter
        return found
    except (UnicodeError, ValueError, RecursionError):
        raise InvalidModel([not_json(content, str(path))]) from None


def _twice(path: Path, lays: list[LayPaper]) -> Iterator[Told]:
    names = [lay.lay for lay in lays]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield WORDS.told("lay_twice", path=path, lay=name, times=names.count(name))


def _at(place: str, problem: str) -> Told:
    return Told(f"{place}: {problem}", f"{place}：{_zh(problem)}")


def _zh(problem: str) -> str:
    return problem.chinese if isinstance(problem, Told) else problem
