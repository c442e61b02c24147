"""How a PDF wants to be printed: which edge to turn the sheet round, its true size, its bleed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pydyf

from handouts.pdf.internals.pdf_objects import pages
from handouts.units import PT_PER_MM

# ISO 32000-1, table 150. Printing programs read both; the person at the printer can overrule them.
_DUPLEX = {"long": "/DuplexFlipLongEdge", "short": "/DuplexFlipShortEdge"}


@dataclass(frozen=True, slots=True)
class ViewerPreferences:
    """What a viewer or a print shop should know."""

    duplex: str = ""  # the edge to turn the sheet round: "long", "short" or none
    actual_size: bool = False  # viewers should not scale it: folds or cuts depend on that
    bleed_mm: float = 0.0  # ink past the trim; the sheet goes further where it has marks


DEFAULT = ViewerPreferences()


def set_viewer_preferences(pdf: Any, wanted: ViewerPreferences) -> None:
    """Write `wanted` into `pdf`, a pydyf.PDF; for the finisher of `write_pdf`."""
    entries = pdf.catalog.setdefault("ViewerPreferences", pydyf.Dictionary())
    if wanted.duplex:
        entries["Duplex"] = _DUPLEX[wanted.duplex]
    if wanted.actual_size:
        entries["PrintScaling"] = "/None"
    for page in pages(pdf):
        left, top, right, bottom = page["TrimBox"]
        # WeasyPrint takes 10 points at most for the bleed, and counts the room for marks in.
        by = wanted.bleed_mm * PT_PER_MM
        page["BleedBox"] = pydyf.Array([left - by, top - by, right + by, bottom + by])
