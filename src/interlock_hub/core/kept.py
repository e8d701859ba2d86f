"""Answers that cost much and stand still with what they are made from: kept in the process, the newest few."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Kept(Generic[Answer]):
    """Answers by what they were made from; the one asked for longest ago goes first, and each after ``fresh_s``."""

    def __init__(self, most: int, fresh_s: float) -> None:
        self._most, self._fresh_s = most, fresh_s
        self._found: OrderedDict[Hashable, tuple[float, Answer]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Answer]) -> Answer:
        """Return the answer that is kept, else make it and keep it; two who ask at once may both make it."""
        with self._lock:
            made_at, answer = self._found.get(key, (0.0, None))
            if answer is not None and time.monotonic() - made_at < self._fresh_s:
                self._found.move_to_end(key)
                return answer
        answer = make()
        with self._lock:
            self._found[key] = time.monotonic(), answer
            self._found.move_to_end(key)
            while len(self._found) > self._most:
                self._found.popitem(last=False)
        return answer

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._found.clear()
