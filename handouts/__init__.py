"""Branded patient handouts from topics, a clinic's settings and CSS.

    import handouts

    clinic = handouts.open_clinic("my-clinic")
    leaflet = handouts.render(clinic, "risks")

See docs/api.md. Importing this package loads nothing; each name is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from handouts.api import (
        CheckReport,
        Clinic,
        Preview,
        Workers,
        check,
        isolated,
        open_clinic,
        preview,
        render,
        use_plugins,
        write,
    )
    from handouts.diagnostics import Diagnostic, Location
    from handouts.errors import DoesNotFit, HandoutsError, InvalidInput, RenderError
    from handouts.formats import Output
    from handouts.isolation.tasks import Limits
    from handouts.session import Leaflet

__version__ = "0.1.0"

__all__ = [
    "CheckReport",
    "Clinic",
    "Diagnostic",
    "DoesNotFit",
    "HandoutsError",
    "InvalidInput",
    "Leaflet",
    "Limits",
    "Location",
    "Output",
    "Preview",
    "RenderError",
    "Workers",
    "__version__",
    "check",
    "isolated",
    "open_clinic",
    "preview",
    "render",
    "use_plugins",
    "write",
]

_HOMES = {
    "Diagnostic": "diagnostics",
    "DoesNotFit": "errors",
    "HandoutsError": "errors",
    "InvalidInput": "errors",
    "Leaflet": "session",
    "Limits": "isolation.tasks",
    "Location": "diagnostics",
    "Output": "formats",
    "RenderError": "errors",
}


def __getattr__(name: str) -> Any:
    """Return a public name, loaded on first use."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f"{__name__}.{_HOMES.get(name, 'api')}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted(__all__)
