"""The formats a leaflet can have, and the papers they go on.

Every module of this folder that has a `FORMAT` is one; its name on the command line is in it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from handouts.formats.base import (
    AS_WRITTEN,
    ENDINGS,
    PAPERS,
    PLAIN,
    SAFE_EDGE_MM,
    FitParams,
    FormatSpec,
    Output,
    css_lengths,
    slug_mm,
)
from handouts.registry import Registry

__all__ = [
    "AS_WRITTEN",
    "ENDINGS",
    "FORMATS",
    "PAPERS",
    "PLAIN",
    "SAFE_EDGE_MM",
    "FitParams",
    "FormatSpec",
    "Output",
    "css_lengths",
    "main_format",
    "slug_mm",
]

_SHARED = frozenset({"base", "columns", "fit"})  # `fit` loads the layout engine


def _own_formats() -> Iterator[FormatSpec]:
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        if module.name not in _SHARED:
            yield importlib.import_module(f"{__name__}.{module.name}").FORMAT


FORMATS: Registry[FormatSpec] = Registry(
    "format", _own_formats(), traits=lambda fmt: fmt.traits
)  # fmt: skip


def main_format() -> FormatSpec:
    """Return the format by which a topic is judged, and that is made where none is named."""
    (fmt,) = FORMATS.having("main")
    return fmt
