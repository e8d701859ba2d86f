"""The nesting process: one request per line on its input, reports and one answer per request on its output.

It runs apart because the engine cannot be stopped and ends a process that gives it an outline it does not like. It ends
by itself when its input closes, hence when the process that started it is gone.
"""

from __future__ import annotations

import json
import math
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, TextIO

POLL_S = 0.2
MOST_LAYOUTS = 8
MOST_PIECES = 400

Placed = list[tuple[int, float, float, float]]
Report = Callable[[dict[str, Any]], None]


def main() -> None:
    """Serve requests until the input closes."""
    requests: list[str] = []
    arrived = threading.Condition()
    threading.Thread(target=_listen, args=(sys.stdin, requests, arrived), daemon=True).start()
    while True:
        with arrived:
            arrived.wait_for(lambda: requests)
            line = requests.pop(0)
        _send(sys.stdout, answer(json.loads(line), lambda report: _send(sys.stdout, report)))


def answer(request: dict[str, Any], report: Report) -> dict[str, Any]:
    """Nest one request and return the answer: ``placed``, or ``failed`` with the items at fault."""
    try:
        if request.get("task") == "polish":
            return _polish(request, report)
        return {"kind": "done", "placed": _nest(request, report)}
    except BaseException as error:  # the engine's panics are no Exceptions
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        text = (str(error) or type(error).__name__).splitlines()[0]
        return {"kind": "failed", "text": text[:300], "items": _items_at_fault(request) if "items" in request else []}


def _listen(stream: TextIO, requests: list[str], arrived: threading.Condition) -> None:
    for line in stream:
        with arrived:
            requests.append(line)
            arrived.notify()
    os._exit(0)


def _send(stream: TextIO, message: dict[str, Any]) -> None:
    stream.write(json.dumps(message) + "\n")
    stream.flush()


def _nest(request: dict[str, Any], report: Report) -> Placed:
    """Let the engine explore, then compact its last layouts, as many as there is time for, and keep the shortest."""
    ends_s = time.monotonic() + _seconds(request)
    layouts, nearly = _explore(request, report)
    affordable = min(MOST_LAYOUTS, int(request["seconds"]) // 2, MOST_PIECES // len(layouts[-1]))
    kept = layouts[-max(1, affordable) :]
    return _shortest(request, kept[::-1] + (nearly if affordable > 1 else []), report, ends_s) or layouts[-1]


def _explore(request: dict[str, Any], report: Report) -> tuple[list[Placed], list[Placed]]:
    """Return the engine's layouts in the order found, its answer last, and its shortest one with overlaps if any."""
    import spyrrow

    exploring_s, compressing_s = _split(_seconds(request))
    config = _config(exploring_s, compressing_s, request["seed"], request["gap_mm"], request.get("threads", 1))
    queue = spyrrow.ProgressQueue()
    outcome: dict[str, Any] = {}
    solver = threading.Thread(target=_solve, args=(_instance(request, request["items"]), config, queue, outcome))
    solver.start()
    found: list[Any] = []
    nearly: list[Any] = []
    while solver.is_alive():
        solver.join(POLL_S)
        for kind, solution in queue.drain():
            if kind == spyrrow.ReportType.ExplInfeas:
                nearly = [min([*nearly, solution], key=lambda layout: layout.width)]
            elif kind in (spyrrow.ReportType.ExplFeas, spyrrow.ReportType.CmprFeas):
                found.append(solution)
                placed = _placed(solution, request["gap_mm"])
                report({"kind": "progress", "length_mm": solution.width, "placed": placed})
    if "error" in outcome:
        raise outcome["error"]
    gap_mm = request["gap_mm"]
    layouts = [_placed(solution, gap_mm) for solution in (*found, outcome["solution"])]
    return layouts, [_placed(solution, gap_mm) for solution in nearly]


def _shortest(request: dict[str, Any], layouts: list[Placed], report: Report, ends_s: float) -> Placed | None:
    """Compact the layouts and return the shortest, or None when each keeps an overlap; past the end only two."""
    from interlock.markers._compact import Compactor

    outlines = [_outline(item) for item in request["items"]]
    compactor = Compactor(outlines, request["usable_mm"], request["gap_mm"])
    best: tuple[float, Placed] | None = None
    for number, layout in enumerate(layouts):
        if best and number > 1 and time.monotonic() > ends_s:
            break
        result = compactor.compacted(layout)
        if result and (best is None or result[0] < best[0]):
            best = result
            report({"kind": "progress", "length_mm": best[0], "placed": best[1]})
    return best[1] if best else None


def _polish(request: dict[str, Any], report: Report) -> dict[str, Any]:
    """Compact layouts one after the other while there is time, the first in any case; report each that is shorter."""
    from interlock.markers._compact import Compactor, Freedom, Tie

    ends_s = time.monotonic() + request["seconds"]
    outlines = [tuple((x, y) for x, y in outline) for outline in request["outlines"]]
    compactor = Compactor(outlines, request["usable_mm"], request["gap_mm"], ends_s=ends_s)
    best: dict[str, Any] = {"kind": "done"}
    for number, layout in enumerate(request["layouts"]):
        if number and time.monotonic() > ends_s:
            break
        ties = [Tie(first=a, second=b, axis=axis, apart_mm=apart) for a, b, axis, apart in layout["ties"]]
        freedom = Freedom(tilts_deg=layout["tilts_deg"], ties=ties, fixed=layout["fixed"])
        result = compactor.compacted([(n, angle, x, y) for n, angle, x, y in layout["placed"]], freedom)
        if result and result[0] < best.get("length_mm", math.inf):
            best |= {"length_mm": result[0], "placed": result[1], "layout": number}
            report({**best, "kind": "progress"})
    return best


def _solve(instance: Any, config: Any, queue: Any, outcome: dict[str, Any]) -> None:
    try:
        outcome["solution"] = instance.solve(config, queue)
    except BaseException as error:
        outcome["error"] = error


def _config(exploring_s: int, compressing_s: int, seed: int, gap_mm: float, threads: int = 1) -> Any:
    import spyrrow

    return spyrrow.StripPackingConfig(
        total_computation_time=None,
        exploration_time=exploring_s,
        compression_time=compressing_s,
        min_items_separation=gap_mm or None,
        num_workers=threads,
        seed=seed,
    )


def _seconds(request: dict[str, Any]) -> float:
    """The time given, less what has gone by since the start where the end is fixed."""
    left_s = float(request.get("ends_at", math.inf)) - time.time()
    return min(float(request["seconds"]), max(left_s, 1.0))


def _split(seconds: float) -> tuple[int, int]:
    """Exploring and compressing time in whole seconds; about half a second is left for compaction if there are enough.

    Compressing for longer than one second was measured not to pay.
    """
    return (int(seconds - 1.4), 1) if seconds > 3 else (max(int(seconds), 1), 0)


def _instance(request: dict[str, Any], items: list[dict[str, Any]]) -> Any:
    import spyrrow

    from interlock.markers._shape import trimmed

    # The engine keeps the gap from the strip's edges too, where the rules do not ask for it.
    height_mm = request["usable_mm"] + 2 * request["gap_mm"]
    parts = [
        spyrrow.Item(
            str(number),
            list(trimmed(_outline(item), request["usable_mm"], item["rotations_deg"])),
            item["copies"],
            list(item["rotations_deg"]),
        )
        for number, item in enumerate(items)
    ]
    return spyrrow.StripPackingInstance("", height_mm, parts)


def _outline(item: dict[str, Any]) -> tuple[tuple[float, float], ...]:
    return tuple((x, y) for x, y in item["outline"])


def _placed(solution: Any, gap_mm: float) -> Placed:
    return [
        (int(item.id), float(item.rotation), item.translation[0], item.translation[1] - gap_mm)
        for item in solution.placed_items
    ]


def _items_at_fault(request: dict[str, Any]) -> list[int]:
    """Try every item alone for a moment; those that fail are named."""
    config = _config(0, 0, 0, 0.0)
    guilty = []
    for number, item in enumerate(request["items"]):
        try:
            _instance(request, [{**item, "copies": 1}]).solve(config)
        except BaseException:  # as above
            guilty.append(number)
    return guilty


if __name__ == "__main__":
    main()
