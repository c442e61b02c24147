"""A page for a screen: the words of the sheet in one HTML file."""

from __future__ import annotations

from handouts.formats.base import OFFICE_PAPERS, FormatSpec

FORMAT = FormatSpec(
    name="web",
    summary="the words of the sheet as one web page that needs nothing else, light or dark",
    how_to_print="not at all: it is to be read on a screen; its PDF is the sheet",
    papers=OFFICE_PAPERS,
    sizes_pt=(12.0,),
    media="html",
    min_last_fill=0.0,
)
