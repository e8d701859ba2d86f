"""Sheets set by typst from templates and data: no system fonts, no network, no date but the data's own.

A template is a ``.typ`` file that reads ``data.json`` beside it: names of pieces, colours and firms enter as data and
are never read as markup. A centre's own folder may hold other files of the same names, and whatever those include.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from interlock.errors import InterlockError, Told
from interlock.files import reason
from interlock.paper.words import WORDS

TEMPLATES = ("base.typ", "lay_cards.typ", "tickets.typ", "mini_markers.typ", "requirement.typ")
MOST_MB = 8
_PACKAGE = re.compile(r'"(@[\w-]+/[^"]+)"')


def set_pdf(template: str, data: Mapping[str, Any], templates: Path | None = None) -> bytes:
    """Return the PDF of a template with its data; ``templates`` is a folder with a centre's own.

    The same data gives the same bytes. Raises :class:`~interlock.errors.InterlockError` naming a template that cannot
    be read or set.
    """
    import typst

    with TemporaryDirectory(prefix="interlock-paper-") as folder:
        root = Path(folder).resolve()
        _lay_out(root, templates)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        try:
            compiler = typst.Compiler(
                str(root / template), root=str(root), font_paths=_fonts(), ignore_system_fonts=True
            )
            made = compiler.compile(format="pdf", timestamp=0, pdf_tags=False)
        except typst.TypstError as error:
            raise _wrong_template(template, error, root) from None
    return cast(bytes, made)


@cache
def _fonts() -> Any:
    import typst
    from pylopdf_fonts_zh_cn import sans_path

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(Path(sans_path()).parent)]
    )


def _lay_out(root: Path, templates: Path | None) -> None:
    """Put Interlock's templates into the folder that typst may read, and a centre's own over them."""
    for name in TEMPLATES:
        text = (files("interlock.paper") / "templates" / name).read_text(encoding="utf-8")
        (root / name).write_text(text, encoding="utf-8")
    if templates is None:
        return
    for path, content in _own(templates).items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _own(folder: Path) -> dict[Path, bytes]:
    """The files of a centre's folder; it must hold at least one template, none that loads from the network."""
    problems: list[Told] = []
    found: dict[Path, bytes] = {}
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            if path.stat().st_size > MOST_MB * 1_000_000:
                problems.append(WORDS.told("template_big", path=path, most=MOST_MB))
                continue
            content = path.read_bytes()
            found[path.relative_to(folder)] = content
            for package in _PACKAGE.findall(content.decode("utf-8", "replace")) if path.suffix == ".typ" else ():
                problems.append(WORDS.told("template_network", name=path.name, found=package))
    except OSError as error:
        english, chinese = reason(error)
        raise InterlockError(WORDS.told("template", name=folder, why=Told(english, chinese))) from None
    if not any(str(path) in TEMPLATES for path in found):
        problems.append(WORDS.told("templates", path=folder, known=", ".join(TEMPLATES)))
    if problems:
        raise InterlockError("\n".join(problems), "\n".join(problem.chinese for problem in problems))
    return found


def _wrong_template(template: str, error: Any, root: Path) -> InterlockError:
    """What typst says, with the place, without the folder that was only there for the moment."""
    place = re.search(r"([\w./-]+\.typ):(\d+)", error.diagnostic or "")
    name = f"{Path(place[1]).name}:{place[2]}" if place else template
    why = "; ".join([error.message, *error.hints]).replace(f"{root}/", "")
    return InterlockError(WORDS.told("template", name=name, why=why))
