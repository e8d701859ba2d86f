"""What the database needs of us: to wait where SQLite has one writer at a time, and to learn how large it is."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import OperationalError, connection

log = logging.getLogger(__name__)

T = TypeVar("T")
TRIES = 10
SHORT_MS = 100
LOOKED_AT_ROWS = 400


def is_locked(error: OperationalError) -> bool:
    """Tell whether another writer held the database for longer than one waits."""
    return connection.vendor == "sqlite" and "locked" in str(error)


def is_held_up(error: BaseException | None) -> bool:
    """Tell whether a write failed for others' alone: SQLite's lock held for long, or on PostgreSQL a deadlock.

    What failed so was a transaction of its own, and nothing of it was written.
    """
    if not isinstance(error, OperationalError):
        return False
    return is_locked(error) or getattr(error.__cause__, "sqlstate", "") in ("40001", "40P01", "55P03")


def session_held_up(error: Exception) -> bool:
    """Tell whether a session was not kept for others' writing alone; Django says only that it was interrupted."""
    return isinstance(error, SessionInterrupted) and is_held_up((error.__context__ or error).__context__)


def patiently(write: Callable[[], T]) -> T:
    """Do a write that is a transaction of its own, and try again where another writer holds the database for long."""
    for _ in range(TRIES - 1):
        try:
            return write()
        except OperationalError as error:
            if not is_locked(error):
                raise
            log.warning("another writer holds the database; trying again")
    return write()


@contextmanager
def if_free() -> Iterator[None]:
    """Do a write that may be left out: where another writer holds the database, it is."""
    try:
        with _short_of_patience():
            yield
    except OperationalError as error:
        if not is_locked(error):
            raise


def learn_sizes() -> None:
    """Let SQLite learn how large its tables are and how its indexes part them; PostgreSQL does so by itself.

    Without it SQLite reads a plan's lots one by one to find a firm's few. It looks at some rows of each index only, so
    it takes milliseconds at any size; where another writer holds the database, the next one does it.
    """
    if connection.vendor != "sqlite":
        return
    with if_free(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT_ROWS}")
        cursor.execute("ANALYZE")


@contextmanager
def _short_of_patience() -> Iterator[None]:
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    patience_ms = round(1000 * connection.settings_dict["OPTIONS"].get("timeout", 5))
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA busy_timeout = {SHORT_MS}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {patience_ms}")
