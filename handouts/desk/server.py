"""Serves the desk on this computer's loopback address, until Ctrl-C."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from handouts.desk.security import Guard
from handouts.errors import HandoutsError

LOOPBACK = "127.0.0.1"
_IDLE = 5  # seconds that an idle connection is kept
_MAX_REQUESTS = 250  # at once; more are told to come back


def listen(port: int) -> socket.socket:
    """Return a socket on the loopback address; port 0 takes a free one.

    Raises:
        HandoutsError: the port is taken.
    """
    try:
        return socket.create_server((LOOPBACK, port))
    except OSError:
        message = f"port {port} is taken; end what uses it, or choose another one with --port"
        raise HandoutsError(message) from None


def serve(app: ASGIApp, listener: socket.socket, tell: Callable[[str], None]) -> None:
    """Serve pages until Ctrl-C; `tell` is told the address to open, which works once."""
    port = listener.getsockname()[1]
    guard = Guard(app, [f"{LOOPBACK}:{port}", f"localhost:{port}"])
    config = uvicorn.Config(
        guard, log_level="critical", access_log=False, server_header=False, lifespan="off",
        timeout_keep_alive=_IDLE, limit_concurrency=_MAX_REQUESTS, timeout_graceful_shutdown=2,
    )  # fmt: skip
    tell(f"http://{LOOPBACK}:{port}/?token={guard.token}")
    uvicorn.Server(config).run(sockets=[listener])
