"""Files that are either whole or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from interlock.errors import InterlockError


class CannotWrite(InterlockError):
    """A place to write to cannot be used; the text names it and the remedy."""


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a temporary path beside ``path`` to write to; it takes the name ``path`` only when all went well."""
    _make_folder(path.parent)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except OSError as error:
        raise CannotWrite(f"{path} cannot be written ({error.strerror}); choose another place") from None
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def written_folder(folder: Path) -> Iterator[Path]:
    """Give an empty temporary folder; what is in it then replaces the entries of the same names in ``folder``.

    Entries of ``folder`` with other names stay as they are.
    """
    _make_folder(folder)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=folder))
    try:
        yield temporary
        for made in sorted(temporary.iterdir()):
            _take_place(made, folder / made.name)
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be written ({error.strerror}); choose another place") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            raise PermissionError(13, "permission denied")
    except OSError as error:
        raise CannotWrite(f"{folder} cannot be used as a folder ({error.strerror}); choose another place") from None


def _take_place(made: Path, place: Path) -> None:
    """Files change in one step; a folder is moved aside first, because a folder cannot replace a full one."""
    if made.is_dir() and place.is_dir():
        place.rename(made.parent / f".old-{place.name}")
    made.replace(place)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
