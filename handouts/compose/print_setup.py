"""A job's format and output to what the renderer must know of paper, folds and printers."""

from __future__ import annotations

from babel import Locale

from handouts.compose.spec import LeafletSpec
from handouts.formats import TRIFOLDS, Panel
from handouts.pdf.panels import Folding, Place, Side
from handouts.pdf.viewer_preferences import ViewerPreferences

# Which pages of the style sheet stand on a panel; text may run from the flap to the inside.
_PAGES = {"inside-1": ("inside", "flap"), "inside-2": ("inside", "flap"),
          "inside-3": ("inside", "flap")}  # fmt: skip


def printing(job: LeafletSpec) -> ViewerPreferences:
    """Return how the PDF of a job wants to be printed."""
    form, output = job.format, job.output
    duplex = form.duplex or ""
    if form.name == "packet" and not output.duplex:
        duplex = ""
    return ViewerPreferences(duplex, form.actual_size, output.bleed_mm)


def folding(job: LeafletSpec) -> Folding | None:
    """Return where the panels of a job stand on its sheet, or None for one without folds."""
    if job.format.name != "trifold":
        return None
    sheet = TRIFOLDS[job.paper]
    rtl = is_rtl(job.locale)
    outside = _places(sheet.outside(rtl=rtl), ("cover", "flap", "back"))
    inside = _places(sheet.inside(rtl=rtl), ("inside-1", "inside-2", "inside-3"))
    return Folding((Side("outside", outside), Side("ground", inside)), last="back")


def is_rtl(locale: str) -> bool:
    """Return whether a locale is written from right to left."""
    return bool(Locale.parse(locale, sep="-").text_direction == "rtl")


def _places(panels: tuple[Panel, ...], reading_order: tuple[str, ...]) -> tuple[Place, ...]:
    found = {panel.name: panel.x_mm + panel.width_mm / 2 for panel in panels}
    return tuple(Place(_PAGES.get(name, (name,)), found[name]) for name in reading_order)
