"""Sheets set by typst from templates and data: no system fonts, no network, no date but the data's own.

A template is a ``.typ`` file that reads ``data.json`` beside it: names of pieces, colours and firms enter as data and
are never read as markup. A centre's own folder may hold other files of the same names, and whatever those include.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from interlock.errors import InterlockError, Told
from interlock.files import reason
from interlock.paper._join import joined
from interlock.paper.words import WORDS

TEMPLATES = ("base.typ", "lay_cards.typ", "tickets.typ", "mini_markers.typ", "requirement.typ")
MOST_MB = 8
# A part takes a second or two; a template that takes so long never ends.
LONGEST_S = 300
_PACKAGE = re.compile(r'"(@[\w-]+/[^"]+)"')


def set_pdf(template: str, data: Mapping[str, Any], templates: Path | None = None) -> bytes:
    """Return the PDF of a template with its data; ``templates`` is a folder with a centre's own.

    The same data gives the same bytes. Raises :class:`~interlock.errors.InterlockError` naming a template that cannot
    be read or set.
    """
    return set_parts(template, [data], templates)


def set_parts(template: str, parts: Sequence[Mapping[str, Any]], templates: Path | None = None) -> bytes:
    """Return one PDF of parts that are set apart, each from its own data, so that a thousand lays need little memory.

    As many processes as there are cores work at once. Raises as :func:`set_pdf`.
    """
    own = _own(templates) if templates else {}
    with ThreadPoolExecutor(max_workers=min(len(parts), os.cpu_count() or 1)) as pool:
        made = pool.map(lambda data: _set(template, data, own), parts)
        return joined([*made])


def _set(template: str, data: Mapping[str, Any], own: Mapping[Path, bytes]) -> bytes:
    """Set one part in a process of its own, in a folder of its own."""
    with TemporaryDirectory(prefix="interlock-paper-") as folder:
        root = Path(folder).resolve()
        _lay_out(root, own)
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        script = str(files("interlock.paper") / "_set.py")
        command = [sys.executable, "-P", script, str(root), template]
        try:
            ended = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_S, check=False)
        except subprocess.TimeoutExpired:
            raise InterlockError(WORDS.told("template_endless", name=template, seconds=LONGEST_S)) from None
        if (out := root / "out.pdf").exists():
            return out.read_bytes()
        raise _wrong_template(template, root, ended.stderr)


def _lay_out(root: Path, own: Mapping[Path, bytes]) -> None:
    """Put Interlock's templates into the folder that typst may read, and a centre's own over them."""
    for name in TEMPLATES:
        text = (files("interlock.paper") / "templates" / name).read_text(encoding="utf-8")
        (root / name).write_text(text, encoding="utf-8")
    for path, content in own.items():
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


def _wrong_template(template: str, root: Path, last_words: str) -> InterlockError:
    """What typst says, with the place, without the folder that was only there for the moment."""
    told = root / "wrong.json"
    if not told.exists():
        why = (last_words.strip().splitlines() or ["?"])[-1]
        return InterlockError(WORDS.told("template", name=template, why=why))
    said = json.loads(told.read_text(encoding="utf-8"))
    place = re.search(r"([\w./-]+\.typ):(\d+)", said["diagnostic"] or "")
    name = f"{Path(place[1]).name}:{place[2]}" if place else template
    why = "; ".join([said["message"], *said["hints"]]).replace(f"{root}/", "")
    return InterlockError(WORDS.told("template", name=name, why=why))
