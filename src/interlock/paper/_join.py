"""PDF files that typst wrote, joined into one.

They are of version 1.4, whose objects stand one by one in a plain file with a table of where each begins (PDF
Reference, third edition, 3.4). Pages keep all they need; outlines and links between parts are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")
_ROOT = re.compile(rb"/Root (\d+) 0 R")
_PAGES = re.compile(rb"/Pages (\d+) 0 R")
_COUNT = re.compile(rb"/Count (\d+)")
_HEAD = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"
_OF_ITS_OWN = 2  # the catalog and the tree of all pages come first


def joined(parts: Sequence[bytes]) -> bytes:
    """Return the pages of all parts, in order, as one PDF."""
    if len(parts) == 1:
        return parts[0]
    objects: list[bytes] = []
    trees: list[int] = []
    count = 0
    for part in parts:
        found = _objects(part)
        offset = _OF_ITS_OWN + len(objects)
        tree = int(_only(_PAGES, found[int(_only(_ROOT, part[part.rindex(b"trailer") :]))]))
        count += int(_only(_COUNT, found[tree]))
        found[tree] = found[tree].replace(b"<<", b"<</Parent 2 0 R", 1)
        last = max(found)
        for number in range(1, last + 1):
            keep = b"/Parent 2 0 R" if number == tree else b""
            objects.append(_renumbered(found.get(number, b"null"), offset, keep))
        trees.append(offset + tree)
    kids = b" ".join(b"%d 0 R" % tree for tree in trees)
    own = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids)]
    return _file([*own, *objects])


def _objects(part: bytes) -> dict[int, bytes]:
    """The objects of a file by number, each without its frame."""
    start = int(part[part.rindex(b"startxref") + 9 :].split()[0])
    lines = part[start : part.index(b"trailer", start)].splitlines()
    places = sorted(int(line[:10]) for line in lines if line.rstrip().endswith(b" n"))
    found = {}
    for place, end in pairwise([*places, start]):
        head = part.index(b"obj", place) + 3
        number = int(part[place:head].split()[0])
        found[number] = part[head : part.rindex(b"endobj", head, end)].strip(b"\r\n")
    return found


def _renumbered(body: bytes, offset: int, keep: bytes) -> bytes:
    """An object whose references count from an offset on; its stream stays as it is."""
    head, stream, rest = body.partition(b"\nstream\n")
    if keep:
        before, _, after = head.partition(keep)
        return _shifted(before, offset) + keep + _shifted(after, offset) + stream + rest
    return _shifted(head, offset) + stream + rest


def _shifted(text: bytes, offset: int) -> bytes:
    return _REFERENCE.sub(lambda found: b"%d 0 R" % (int(found[1]) + offset), text)


def _file(objects: Sequence[bytes]) -> bytes:
    out, places = bytearray(_HEAD), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _only(pattern: re.Pattern[bytes], text: bytes) -> bytes:
    found = pattern.search(text)
    if found is None:
        raise ValueError(f"not a PDF of version 1.4 as it is joined here: no {pattern.pattern!r}")
    return found[1]
