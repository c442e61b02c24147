"""The pages of the desk, a module each: its `routes(desk)` says at which addresses it answers."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.desk.desk import Desk
from handouts.errors import HandoutsError


def application(desk: Desk) -> Starlette:
    """Return all pages as an application, to be put behind a guard."""

    def fault(request: Request, error: Exception) -> Response:
        if isinstance(error, HandoutsError):
            return desk.refuse(request, error)
        return desk.show(request, "stop", 500, problem="")

    def nothing_there(request: Request, _error: Exception) -> Response:
        return desk.show(request, "nothing", 404)

    return Starlette(
        routes=[
            Route("/", lambda _request: RedirectResponse("/en/give", 303)),
            *_routes(desk),
        ],
        exception_handlers={404: nothing_there, HandoutsError: fault, Exception: fault},
    )


def _routes(desk: Desk) -> Iterator[Route]:
    for found in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        yield from importlib.import_module(f"{__name__}.{found.name}").routes(desk)
