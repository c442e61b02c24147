"""What workers do for `requests`."""

from __future__ import annotations

from handouts.comparison.editions import compare_pdfs
from handouts.comparison.requests import DiffReply, DiffRequest


def diff(request: DiffRequest) -> DiffReply:
    """Return what changed between each two PDFs, and the report if one is wanted."""
    found = [compare_pdfs(pair) for pair in request.pairs]
    report = b""
    if request.report_paper:
        from handouts.reports.changes_pdf import changes_report  # loads WeasyPrint

        report = changes_report(found, request.report_paper)
    return DiffReply(tuple(item.describe() for item in found), data=report)
