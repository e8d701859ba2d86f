"""The nesting process: one request per line on its input, reports and one answer per request on its output.

It runs apart because the engine cannot be stopped and ends a process that gives it an outline it does not like. It ends
by itself when its input closes, hence when the process that started it is gone.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable
from typing import Any, TextIO

POLL_S = 0.2
KEPT_LAYOUTS = 8

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
    """Nest one request and return the answer: ``placed`` and its length, or ``failed`` with the items at fault."""
    try:
        return {"kind": "done", "placed": _nest(request, report)}
    except BaseException as error:  # the engine's panics are no Exceptions
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            raise
        return {"kind": "failed", "text": str(error).splitlines()[0][:300], "items": _items_at_fault(request)}


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
    import spyrrow

    exploring_s, compressing_s = _split(request["seconds"])
    config = spyrrow.StripPackingConfig(
        total_computation_time=None,
        exploration_time=exploring_s,
        compression_time=compressing_s,
        min_items_separation=request["gap_mm"] or None,
        num_workers=1,
        seed=request["seed"],
    )
    queue = spyrrow.ProgressQueue()
    outcome: dict[str, Any] = {}
    solver = threading.Thread(target=_solve, args=(_instance(request, request["items"]), config, queue, outcome))
    solver.start()
    while solver.is_alive():
        solver.join(POLL_S)
        for _, solution in queue.drain():
            report({"kind": "progress", "length_mm": solution.width, "utilisation": solution.density})
    if "error" in outcome:
        raise outcome["error"]
    return _placed(outcome["solution"], request["gap_mm"])


def _solve(instance: Any, config: Any, queue: Any, outcome: dict[str, Any]) -> None:
    try:
        outcome["solution"] = instance.solve(config, queue)
    except BaseException as error:
        outcome["error"] = error


def _split(seconds: int) -> tuple[int, int]:
    """Exploring and compressing time: compressing beyond one second was measured not to pay."""
    return (seconds - 1, 1) if seconds > 2 else (seconds, 0)


def _instance(request: dict[str, Any], items: list[dict[str, Any]]) -> Any:
    import spyrrow

    # The engine keeps the gap from the strip's edges too, where the rules do not ask for it.
    height_mm = request["usable_mm"] + 2 * request["gap_mm"]
    parts = [
        spyrrow.Item(str(number), [(x, y) for x, y in item["outline"]], item["copies"], list(request["rotations_deg"]))
        for number, item in enumerate(items)
    ]
    return spyrrow.StripPackingInstance("", height_mm, parts)


def _placed(solution: Any, gap_mm: float) -> Placed:
    return [
        (int(item.id), float(item.rotation), item.translation[0], item.translation[1] - gap_mm)
        for item in solution.placed_items
    ]


def _items_at_fault(request: dict[str, Any]) -> list[int]:
    """Try every item alone for a moment; those that fail are named."""
    import spyrrow

    config = spyrrow.StripPackingConfig(
        total_computation_time=None, exploration_time=0, compression_time=0, num_workers=1, seed=0
    )
    guilty = []
    for number, item in enumerate(request["items"]):
        try:
            _instance(request, [{**item, "copies": 1}]).solve(config)
        except BaseException:  # as above
            guilty.append(number)
    return guilty


if __name__ == "__main__":
    main()
