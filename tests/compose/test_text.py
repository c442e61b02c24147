"""A leaflet as plain text has the words of its sheet, in their order."""

from __future__ import annotations

import re

import pytest

from handouts.assets import example_clinic, shipped_files
from handouts.compose.text import to_text
from handouts.document.nodes import Prose, Table
from handouts.document.parse import parse_topic
from handouts.inputs.library import load_library
from handouts.inputs.models.topic import Topic
from handouts.session import ClinicSession
from tests.conftest import Golden
from tests.pdf_ua import artifacts, read_tags

SHIPPED = load_library(shipped_files(), {})


@pytest.fixture(scope="module")
def example() -> ClinicSession:
    """Return the session of the example clinic."""
    return ClinicSession(example_clinic())


def said(text: str) -> str:
    """Return the letters and digits of a text, in order: tags of a PDF lose the spaces."""
    return re.sub(r"[\W_]", "", text)


@pytest.mark.pdf
@pytest.mark.parametrize(
    ("name", "locale"), [pytest.param(*key, id="-".join(key)) for key in sorted(SHIPPED.sources)]
)
def test_the_text_has_the_words_of_the_sheet_in_their_order(
    example: ClinicSession, name: str, locale: str
) -> None:
    """All of them, and what pages repeat at their foot once, at the end."""
    for spec in example.specs([name], [locale]):
        laid_out = example.lay_out(spec)
        pdf = example.renderer.write(laid_out)
        text = to_text(laid_out.page.html)
        printed = without_heads(said(read_tags(pdf).text), spec.topics[0])
        told = without_heads(said(text), spec.topics[0])
        assert told[: len(printed)] == printed
        *_, reference, clinic = text.strip().split("\n\n")
        assert told[len(printed) :] == said(reference + clinic)
        feet = said("".join(words for kind, words in artifacts(pdf) if kind == "Footer"))
        assert said(clinic) in feet
        assert said(reference) in feet


def without_heads(words: str, topic: Topic) -> str:
    """Return words without the heads of tables, which a table repeats on its next page."""
    for section in parse_topic(topic).sections:
        for block in (b for item in section.items if isinstance(item, Prose) for b in item.blocks):
            if isinstance(block, Table):
                words = words.replace(
                    said(" ".join(cell.html.striptags() for cell in block.heads)), ""
                )
    return words


def test_the_text_of_a_small_sheet_is_as_it_was(tiny: ClinicSession, golden: Golden) -> None:
    (spec,) = tiny.specs(["everything"], ["en"])
    golden(to_text(tiny.compose(spec).html), "text.en.txt")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>A <b>b</b></h1><p>c</p>", "A b\n\nc\n"),
        ("<ul><li>a</li><li><p>b</p><p>c</p></li></ul>", "- a\n- b\n  c\n"),
        ("<ol><li>a<ul><li>b</li></ul></li></ol>", "1. a\n  - b\n"),
        ("<table><tr><th>a</th><td><p>b</p><p>c</p></td></tr></table>", "a | b c\n"),
        ("<p>a<br>b</p><svg><text>x</text></svg>", "a b\n"),
        ('<p>a <span class="pen"></span></p>', "a ________________________\n"),
        ("<p>&amp; &lt;b&gt;</p>", "& <b>\n"),
        ('<div class="running-header"><p>x</p></div><p>a</p>', "a\n"),
    ],
)
def test_each_kind_of_element(html: str, text: str) -> None:
    assert to_text(html) == text


def test_lines_are_no_longer_than_they_may_be() -> None:
    text = to_text("<ul><li>" + "word " * 60 + "</li></ul>")
    assert max(map(len, text.split("\n"))) <= 72
    assert all(line.startswith(("- ", "  ")) for line in text.strip("\n").split("\n"))
