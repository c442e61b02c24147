"""A leaflet's format and output to what the renderer must know of paper, folds and printers."""

from __future__ import annotations

from babel import Locale

from handouts.compose.spec import LeafletSpec
from handouts.formats.base import Folding
from handouts.pdf.viewer_preferences import ViewerPreferences


def viewer_preferences(spec: LeafletSpec) -> ViewerPreferences:
    """Return how the PDF of a leaflet wants to be printed."""
    fmt, output = spec.format, spec.output
    both_sides = output.duplex or not fmt.duplex_on_request
    duplex = (fmt.duplex if both_sides else None) or ""
    return ViewerPreferences(duplex, fmt.actual_size, output.bleed_mm)


def folding(spec: LeafletSpec) -> Folding | None:
    """Return where the panels of a leaflet stand on its sheet, or None for one without folds."""
    return spec.format.folding(spec.paper, is_rtl(spec.locale))


def is_rtl(locale: str) -> bool:
    """Return whether a locale is written from right to left."""
    return bool(Locale.parse(locale, sep="-").text_direction == "rtl")
