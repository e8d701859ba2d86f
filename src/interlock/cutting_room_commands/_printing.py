"""What ``interlock cut print`` reads, makes and writes."""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from interlock import paper
from interlock.cutting import is_plan_file
from interlock.cutting_room_commands._print_rolls import read_rolls
from interlock.cutting_room_commands.cut_print import WORDS
from interlock.errors import BrokenLaw, Cancelled, InterlockError, InvalidModel, Told
from interlock.files import check_file, check_folder, refuse_overwriting, written, written_folder
from interlock.markers import audit, dxf
from interlock.markers.words import WORDS as MARKER_WORDS
from interlock.paper import DrawnMarker, LayPaper, Pens
from interlock.plan_files import plan_of, read_scenario, warn
from interlock.report import check_same_book
from interlock.stages.nest import drawable
from interlock.words import Language

Stop = Callable[[], bool]
OF_LAYS, OF_MARKERS = ("cards", "tickets", "bundles", "requirement"), ("mini", "plt", "dxf")
WHAT = (*OF_LAYS, *OF_MARKERS)
# Markers' files are numbered; those of an earlier run that a new one does not write go.
_OWN_FILES = re.compile(r"\d{4,}-.*\.(plt|dxf)")
_SUFFIXES = {"bundles": (".xlsx",), "requirement": (".pdf", ".xlsx"), "plt": (".plt",), "dxf": (".dxf",)}
_NAMES = {"cards": "lay-cards.pdf", "tickets": "tickets.pdf", "mini": "mini-markers.pdf"}
_LISTED = 8


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is to be printed; ``what`` is empty where the user names nothing."""

    what: tuple[str, ...]
    out: Path
    lays: tuple[str, ...]
    day: date | None
    label: str
    max_pieces: int | None
    frame_mm: float | None
    pens: Pens
    templates: Path | None
    rolls: tuple[Path, ...]

    @property
    def draws(self) -> bool:
        """Whether markers are drawn by themselves."""
        return any(what in OF_MARKERS for what in self.what)


@dataclass(frozen=True)
class Source:
    """Lays to print, or markers without any."""

    lays: tuple[LayPaper, ...]
    markers: tuple[DrawnMarker, ...]

    def figures(self) -> dict[str, Any]:
        """Lays, markers and every ticket with its code, as values for JSON."""
        tickets = [
            {
                "code": lay.code_of(bundle), "lay": lay.lay, "order": of.order, "style": of.style, "fabric": lay.fabric,
                "number": bundle.number, "size": of.size, "garment": bundle.garment, "garments": lay.alike(bundle),
                "colour": bundle.colour, "shade": bundle.shade,
                "pieces": bundle.pieces, "first_ply": bundle.first_ply, "last_ply": bundle.last_ply,
            }
            for lay in self.lays
            for bundle in lay.bundles
            for of in (lay.garments_of(bundle),)
        ]  # fmt: skip
        lays = [{"lay": lay.lay, "code": lay.code, "marker": lay.marker} for lay in self.lays]
        return {"lays": lays, "markers": [drawn.name for drawn in self.markers], "tickets": tickets}


@dataclass(frozen=True)
class Made:
    """A file made: what it is, its name in a folder, how many lays, tickets or markers it shows, its content."""

    what: str
    name: str
    count: int
    content: bytes


def asked_of(options: argparse.Namespace) -> Asked:
    """Return what the options ask for; raises :class:`InvalidModel` naming every one that is wrong."""
    problems: list[Told] = []
    what = _what(options.what, problems)
    day = pens = None
    try:
        day = date.fromisoformat(options.day) if options.day else None
    except ValueError:
        problems.append(WORDS.told("bad_day", found=options.day))
    try:
        pens = _pens(options.pens)
    except (ValueError, InvalidModel):
        problems.append(WORDS.told("bad_pens", found=options.pens))
    if problems:
        raise InvalidModel(problems)
    return Asked(
        what=what, out=options.out, lays=tuple(options.lay), day=day, label=options.label,
        max_pieces=options.max_pieces, frame_mm=options.frame, pens=pens or Pens(), templates=options.templates,
        rolls=tuple(options.rolls),
    )  # fmt: skip


def _what(given: str | None, problems: list[Told]) -> tuple[str, ...]:
    if given is None:
        return ()
    names = [name.strip() for name in given.split(",") if name.strip()]
    if names == ["all"]:
        return WHAT
    unknown = [name for name in names if name not in WHAT] or ([] if names else [given])
    problems += [WORDS.told("unknown_what", found=name, known=", ".join((*WHAT, "all"))) for name in unknown]
    return tuple(name for name in WHAT if name in names)


def _pens(given: str | None) -> Pens:
    if given is None:
        return Pens()
    outline, inner, words = map(int, given.split(","))
    return Pens(outline=outline, inner=inner, words=words)


def source_of(options: argparse.Namespace, asked: Asked, language: Language, stop: Stop) -> Source | None:
    """Return what is to be printed; None after telling the errors of a workbook.

    Raises :class:`InterlockError` naming everything that is wrong with the file.
    """
    path: Path = options.source
    content = paper.parsed_json(path)
    if isinstance(content, dict) and content.get("interlock") == "plan":
        return _of_plan(options, asked, language, stop)
    if options.book is not None:
        raise InterlockError(WORDS.told("needless_book", path=path, book=options.book))
    if paper.is_lay_file(content):
        return _of_lays(path, asked)
    if isinstance(content, dict) and "problem" in content:
        return Source((), (paper.drawn_of(content, path.stem, str(path)),))
    if is_plan_file(content) or (isinstance(content, dict) and "cases" in content):
        raise InterlockError(WORDS.told("cut_plan", path=path))
    raise InterlockError(paper.other_file(path, content) or WORDS.told("unknown_file", path=path))


def _of_plan(options: argparse.Namespace, asked: Asked, language: Language, stop: Stop) -> Source | None:
    path: Path = options.source
    if options.book is None:
        raise InterlockError(WORDS.told("no_book", path=path))
    made = plan_of(path)
    scenario = read_scenario(options, language, stop, made.made_on)
    if scenario is None:
        return None
    warn(check_same_book(scenario, made, path, options.book), language)
    most = asked.max_pieces or paper.USUAL_BUNDLE
    spread, ends = read_rolls(asked.rolls)
    lays = paper.lays_of_plan(
        scenario, made, language=language, lays=asked.lays, day=asked.day, max_pieces=most, spread=spread, ends=ends
    )
    used = dict.fromkeys(lay.marker for lay in lays)
    drawn = {
        name: DrawnMarker(name, *drawable(scenario, marker), styles=(marker.style,))
        for name, marker in ((name, made.marker[name]) for name in used)
        if marker.nested
    }
    for name, one in drawn.items() if {"plt", "dxf"} & {*asked.what} else ():
        if breaches := audit(one.problem, one.marker):
            raise BrokenLaw(MARKER_WORDS.told("marker_named", name=name), breaches)
    lays = tuple(replace(lay, drawn=drawn.get(lay.marker)) for lay in lays)
    return Source(lays, tuple(drawn.values()))


def _of_lays(path: Path, asked: Asked) -> Source:
    spread, ends = read_rolls(asked.rolls)
    lays = paper.read_lays(path, max_pieces=asked.max_pieces, spread=spread, ends=ends)
    known = [lay.lay for lay in lays]
    some = ", ".join(known[:_LISTED])
    problems = [WORDS.told("unknown_lay", path=path, lay=name, known=some) for name in asked.lays if name not in known]
    chosen = [lay for lay in lays if (not asked.lays or lay.lay in asked.lays) and asked.day in (None, lay.cut_on)]
    if not chosen and not problems:
        problems.append(WORDS.told("nothing_that_day", path=path, day=asked.day))
    if problems:
        raise InvalidModel(problems)
    return Source(tuple(chosen), paper.markers_of(chosen))


def make(source: Source, asked: Asked, language: Language, stop: Stop) -> list[Made]:
    """Return every file that is asked for; raises :class:`InterlockError` where one cannot be made or written."""
    what = asked.what or (("cards", "tickets") if source.lays else ("mini", "plt"))
    if not source.lays and (wrong := [name for name in what if name in OF_LAYS]):
        raise InterlockError(WORDS.told("only_drawn", known=", ".join(OF_MARKERS), found=", ".join(wrong)))
    if not source.markers:
        if not any(name in OF_LAYS for name in what):
            raise InterlockError(paper.WORDS.told("no_marker"))
        what = tuple(name for name in what if name in OF_LAYS)
    _check_out(asked.out, what, len(source.markers))
    made: list[Made] = []
    for name in what:
        for one in _made(name, source, asked, language):
            made.append(one)
            if stop():
                raise Cancelled(WORDS.told("stopped"))
    if asked.out.suffix and what == ("requirement",):
        made = [one for one in made if Path(one.name).suffix == asked.out.suffix.lower()]
    return made


def _check_out(out: Path, what: tuple[str, ...], markers: int) -> None:
    """Refuse a place that cannot take the files before any is made; a name with a suffix is that of one file."""
    if not out.suffix or out.is_dir():
        check_folder(out)
        return
    count = sum(markers if name in ("plt", "dxf") else 1 for name in what)
    if count > 1:
        raise InterlockError(WORDS.told("several", path=out, count=count))
    known = _SUFFIXES.get(what[0], (".pdf",))
    if out.suffix.lower() not in known:
        raise InterlockError(WORDS.told("suffix", path=out, known=" / ".join(known)))
    check_file(out)


def _made(what: str, source: Source, asked: Asked, language: Language) -> Iterator[Made]:
    lays, templates = source.lays, asked.templates
    if what == "cards":
        yield Made(what, _NAMES[what], len(lays), paper.lay_cards(lays, language=language, templates=templates))
    elif what == "tickets":
        content = paper.tickets(lays, stock=asked.label, language=language, templates=templates)
        yield Made(what, _NAMES[what], sum(len(lay.bundles) for lay in lays), content)
    elif what == "bundles":
        count = sum(len(lay.bundles) for lay in lays)
        yield Made(what, "bundles.xlsx", count, paper.bundles_xlsx(lays, language=language))
    elif what == "mini":
        content = paper.mini_markers(source.markers, language=language, templates=templates)
        yield Made(what, _NAMES[what], len(source.markers), content)
    elif what == "requirement":
        content = paper.requirement_pdf(lays, language=language, templates=templates)
        yield Made(what, "requirement.pdf", len(lays), content)
        yield Made(what, "requirement.xlsx", len(lays), paper.requirement_xlsx(lays, language=language))
    else:
        for number, drawn in enumerate(source.markers, 1):
            yield Made(what, f"{number:04d}-{safe(drawn.name)}.{what}", 1, _drawn(what, drawn, asked))


def _drawn(what: str, drawn: DrawnMarker, asked: Asked) -> bytes:
    if what == "plt":
        return paper.marker_plt(
            drawn.problem,
            drawn.marker,
            title=drawn.name,
            frame_mm=asked.frame_mm,
            pens=asked.pens,
            unit_mm=drawn.unit_mm,
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "marker.dxf"
        dxf(drawn.problem, drawn.marker, path, drawn.unit_mm, title=drawn.name, styles=drawn.styles)
        return path.read_bytes()


def safe(name: str) -> str:
    """Return a name that a file may bear on any system."""
    return re.sub(r"[^\w.-]+", "_", name).strip("._")[:80] or "marker"


def write(made: Sequence[Made], out: Path, stop: Stop, inputs: Sequence[Path] = ()) -> list[Path]:
    """Write the files, all or none, and return their paths: into a folder, or the only one to the file named.

    Raises :class:`~interlock.files.CannotWrite` where one of them would replace one of the ``inputs``.
    """
    if len(made) == 1 and out.suffix and not out.is_dir():
        with written(out) as temporary:
            temporary.write_bytes(made[0].content)
        return [out]
    refuse_overwriting((out / one.name for one in made), inputs)
    with written_folder(out, _OWN_FILES) as folder:
        for one in made:
            (folder / one.name).write_bytes(one.content)
        if stop():
            raise Cancelled(WORDS.told("stopped"))
    return [out / one.name for one in made]
