"""The line for the chart."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from handouts.record.chart import MAX_LENGTH
from tests.record.given import HAND, give


def test_it_says_what_was_given(tmp_path: Path) -> None:
    issue = give(tmp_path, "risks")
    mark = issue.topics[0].mark
    assert issue.chart == (
        f"Patient leaflets given Nov 30, 2026, English, sheet: KET-RISKS 1.0 DRAFT ({mark}). "
        f"Issue {issue.id}, by RM."
    )


def test_it_says_so_in_the_clinics_country_and_for_all_leaflets(tmp_path: Path) -> None:
    issue = give(tmp_path, hand=dataclasses.replace(HAND, region="UK", by="", copies=2))
    spanish = dataclasses.replace(issue.items[0], locale="es-MX", format="large-print")
    chart = dataclasses.replace(issue, items=(*issue.items, spanish)).chart
    assert "30 Nov 2026, English and Spanish, sheet and large print, 2 copies" in chart
    assert chart.endswith(f"Issue {issue.id}.")


def test_it_is_never_too_long_and_always_says_draft(tmp_path: Path) -> None:
    names = [f"a-topic-with-a-name-{number}" for number in range(30)]
    for count in range(1, 31):
        issue = give(tmp_path, *names[:count])
        assert len(issue.chart) <= MAX_LENGTH
        assert issue.id in issue.chart
        assert "DRAFT" in issue.chart
