"""The production server, and finding a port for it."""

from __future__ import annotations

import socket

# A process of the server that has been told to end twice at once, by a terminal and by the first of them, may hang.
KILL_S = 5


def serve(*, host: str, port: int, workers: int) -> None:
    """Serve the site until stopped; raises OSError when the port is taken."""
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "interlock_hub.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        backpressure=128,
        log_access=False,
        workers_kill_timeout=KILL_S,
    ).serve()


def free_port(wanted: int, host: str = "127.0.0.1") -> int:
    """Return the wanted port, or the next one that nobody listens on; raises OSError when there is none."""
    for port in range(wanted, min(wanted + 200, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise OSError(f"no free port from {wanted} on {host}")
