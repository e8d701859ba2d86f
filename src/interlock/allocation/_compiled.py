"""How loops are compiled.

Loops work on tuples of arrays. Counting references to those arrays (atomically, at every call) would cost more than the
loops' own work and keep threads from running side by side, so the functions marked `njit_loop` and `njit_inline` do
without: they never allocate, and their callers hold the arrays. Functions that need memory of their own use `njit_own`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

_UNCOUNTED: dict[str, Any] = {"_nrt": False}

njit_own: Any = njit(cache=True, nogil=True)
njit_loop: Any = njit(cache=True, nogil=True, **_UNCOUNTED)
njit_inline: Any = njit(cache=True, nogil=True, inline="always", **_UNCOUNTED)

# Constants that loops hand on: a plain Python constant would have numba compile every callee once per value of it.
YES: Any = np.bool_(True)
NO: Any = np.bool_(False)
NONE: Any = np.int64(0)
