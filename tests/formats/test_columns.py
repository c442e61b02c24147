"""Two columns are split where both end as high up as they can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handouts.document.parse import parse_topic
from handouts.formats import FitParams
from handouts.formats.columns import (
    Part,
    best_split,
    estimated_split,
    optional_mm,
    parts_of,
    taller,
)
from handouts.pdf.measure import two_columns
from handouts.session import ClinicSession
from tests.builders import a_job, a_topic

WORDS = "Some words to fill a column, which say nothing much at all. "


@pytest.mark.parametrize(
    ("heights", "split"),
    [([5, 5], 1), ([9, 1, 1], 1), ([1, 1, 9], 2), ([4, 4, 4], 2), ([7], 1), ([3, 3, 3, 3], 2)],
)
def test_the_best_split(heights: list[float], split: int) -> None:
    assert best_split(heights) == split


@given(st.lists(st.floats(0.5, 200), min_size=1, max_size=12))
def test_no_other_split_is_better(heights: list[float]) -> None:
    best = taller(heights, best_split(heights))
    assert all(best <= taller(heights, split) for split in range(1, len(heights) + 1))


@pytest.mark.parametrize(
    ("body", "height"),
    [
        ("## A {wide}\n\nWords.\n", 0),
        ("## A {optional}\n\n" + "word " * 17, 14),
        ("## A {wide optional}\n\n## B {optional}\n\n## C\n\n" + "word " * 99, 16),
        ("## A {optional}\n\n:::questions\n:::\n", 23),
    ],
)
def test_how_high_optional_sections_are(body: str, height: float) -> None:
    """A heading each, half a column's lines, and what is drawn."""
    assert round(optional_mm(parse_topic(a_topic(body)))) == height


def test_a_heading_stands_with_what_it_opens() -> None:
    body = Markup("<p>One</p>\n<ul><li>Two</li></ul>\n<p>Three</p>\n")
    parts = parts_of(Markup("Why?"), 2, body)
    assert [(part.heading, part.body.strip()) for part in parts] == [
        ("Why?", "<p>One</p>"),
        ("", "<ul><li>Two</li></ul>"),
        ("", "<p>Three</p>"),
    ]


def test_longer_words_and_room_for_the_pen_count_for_more() -> None:
    def part(html: str) -> Part:
        return Part(Markup(), 2, Markup(html))  # noqa: S704  # our own tags

    short, long = part(f"<p>{WORDS}</p>"), part(f"<p>{WORDS * 4}</p>")
    pen = part('<div class="pen-line"></div>' * 4)
    assert estimated_split([long, short, short]) == 1
    assert estimated_split([short, short, long]) == 2
    assert estimated_split([short, short, pen]) == 2


@pytest.mark.pdf
def test_an_estimate_that_is_out_is_put_right(
    tiny: ClinicSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the block was split first, the columns end up level."""
    monkeypatch.setattr("handouts.compose.blocks.estimated_split", lambda parts: len(parts))
    topic = a_topic("\n\n".join(f"## Part {n}\n\n{WORDS * 3}" for n in range(4)))
    laid_out = tiny.lay_out(a_job(topic, clinic=tiny.clinic))
    (block, *_) = two_columns(laid_out.document.pages)
    assert [len(column) for column in block.columns_mm] == [2, 2]


@pytest.mark.pdf
def test_a_block_that_goes_on_to_the_next_page_is_read_page_by_page(tiny: ClinicSession) -> None:
    """Left, right, then over: such a block is left to WeasyPrint's own columns."""
    topic = a_topic("\n\n".join(f"## Part {n}\n\n{WORDS * 4}" for n in range(14)))
    laid_out = tiny.lay_out(a_job(topic, clinic=tiny.clinic))
    assert len(laid_out.fills) == 2
    assert not two_columns(laid_out.document.pages)
    assert min(fill.share for fill in laid_out.fills) > 0.3


def test_without_splits_all_is_left_to_the_layout_engine(tiny: ClinicSession) -> None:
    spec = a_job(a_topic(f"## Part\n\n{WORDS}"), clinic=tiny.clinic)
    assert "data-column" not in tiny.compose(spec, FitParams()).html
    assert "data-column" in tiny.compose(spec, FitParams(splits={})).html
