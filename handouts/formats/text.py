"""The words of a sheet without its pages, for a screen reader, a message or another program."""

from __future__ import annotations

from handouts.formats.base import OFFICE_PAPERS, FormatSpec

FORMAT = FormatSpec(
    name="text",
    summary="the words of the sheet as a text file, optional sections and all",
    how_to_print="not at all: it is to be read out, sent or searched",
    papers=OFFICE_PAPERS,
    sizes_pt=(12.0,),
    media="text",
    min_last_fill=0.0,
)
