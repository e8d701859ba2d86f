"""Standard output and error that may be full, closed, or unable to write Chinese."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from interlock.errors import InterlockError, Told
from interlock.files import reason
from interlock.words import Words

WORDS = Words(
    unprintable=(
        "the output cannot be printed ({why}); send it to another place",
        "结果无法输出（{why}），请换一个输出位置",
    ),
)


class CannotPrint(InterlockError):
    """Standard output takes no more: its disk is full, or it cannot be written at all."""


@contextmanager
def speaking() -> Iterator[None]:
    """Let a command print: what standard output refuses is one error, what standard error refuses is left out.

    Letters that the streams' encoding lacks are written as escapes; a stream that is closed is silent.
    """
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _Out(_opened(sys.stdout)), _Err(_opened(sys.stderr))
    try:
        yield
    finally:
        if before[0] is not None and before[1] is not None:
            sys.stdout, sys.stderr = before


def silence(stream: Any) -> None:
    """Let a stream end in nothing: Python flushes it once more at its end, and would complain."""
    with suppress(OSError, ValueError):
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def _opened(stream: Any) -> Any:
    if stream is None:
        return Path(os.devnull).open("w", encoding="utf-8")
    with suppress(AttributeError, OSError):
        stream.reconfigure(errors="backslashreplace")
    return stream


class _Stream:
    """A stream that says in its own way what it cannot write; all else is as before."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        try:
            return int(self._stream.write(text))
        except BrokenPipeError:
            raise
        except OSError as error:
            self._refused(error)
            return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            self._refused(error)

    def _refused(self, error: OSError) -> None:
        raise NotImplementedError


class _Out(_Stream):
    def _refused(self, error: OSError) -> None:
        silence(self._stream)
        raise CannotPrint(WORDS.told("unprintable", why=Told(*reason(error)))) from None


class _Err(_Stream):
    def _refused(self, error: OSError) -> None:
        silence(self._stream)
