"""Page one of a sheet alone: the short version, on one side of a sheet."""

from __future__ import annotations

from handouts.formats.base import ALL_MARKS, OFFICE_PAPERS, FormatSpec
from handouts.formats.sheet import fit_to_sheet

FORMAT = FormatSpec(
    name="one-page",
    summary="page one of the sheet alone, the short version",
    how_to_print="one side",
    steps="lines and boxes closer",
    papers=OFFICE_PAPERS,
    sizes_pt=(12.0,),
    fit=fit_to_sheet,
    max_pages=1,
    min_last_fill=0.5,
    whole=False,
    has_strip=True,
    footed=True,
    judged_lines=True,
    marks=ALL_MARKS - {"date of issue"},  # its edition says the rest
)
