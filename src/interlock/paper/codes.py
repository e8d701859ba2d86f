"""Short codes that scanners read: the same bundle always has the same, another one never in practice.

A code is a letter (``B`` bundle, ``L`` lay), twelve letters of 5 bits each of the SHA-256 of what it names, and one
letter that checks the others. Letters are those of Crockford's Base32, which has no I, L, O or U: nobody misreads it.
"""

from __future__ import annotations

import hashlib

from interlock.cutting import Bundle

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 12
_MISREAD = str.maketrans("ILO", "110")
# No name contains it, so that no two lists of names look alike.
_BETWEEN = "\x1f"


def lay_code(lay: str) -> str:
    """Return the code of a lay."""
    return _code("L", lay)


def bundle_code(lay: str, bundle: Bundle) -> str:
    """Return the code of a bundle of a lay; one of other plies, size, colour, owner or number has another code."""
    facts = (bundle.number, bundle.size, bundle.colour, bundle.shade, bundle.garment, bundle.first_ply, bundle.last_ply)
    owner = [bundle.owner] if bundle.owner else []
    return _code("B", lay, *map(str, facts), *owner)


def is_code(text: str) -> bool:
    """Tell whether a text is a code whose check letter is right; what a typist misreads is forgiven."""
    kind, rest = text[:1].upper(), text[1:].upper().translate(_MISREAD)
    known = kind in ("B", "L") and len(rest) == LENGTH + 1 and all(letter in LETTERS for letter in rest)
    return known and _check(kind + rest[:-1]) == rest[-1]


def _code(kind: str, *names: str) -> str:
    number = int.from_bytes(hashlib.sha256(_BETWEEN.join((kind, *names)).encode("utf-8", "replace")).digest()[:8])
    body = kind + "".join(LETTERS[number >> 5 * at & 31] for at in range(LENGTH))
    return body + _check(body)


def _check(body: str) -> str:
    """Return the check letter: odd weights are prime to 32, so that any single wrong letter changes the sum."""
    total = sum((2 * at + 1) * LETTERS.index(letter) for at, letter in enumerate(body[1:]))
    return LETTERS[(ord(body[0]) + total) % len(LETTERS)]
