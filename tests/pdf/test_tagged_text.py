"""The words of a tagged PDF, paragraph by paragraph."""

from __future__ import annotations

import pytest

from handouts.pdf.tagged_text import read_paragraphs
from tests.conftest import Pdf

pytestmark = pytest.mark.pdf


def test_paragraphs_come_whole_and_in_order(tiny_pdf: Pdf) -> None:
    found = read_paragraphs(tiny_pdf("tiny"))
    texts = [paragraph.text for paragraph in found]
    assert texts.index("What is this?") < texts.index("This is a small leaflet.")
    assert texts.index("This is a small leaflet.") < texts.index("A second thing.")
    assert any(text.startswith("Do not eat for 6 hours. Do not drive") for text in texts)
    assert [paragraph.page for paragraph in found] == sorted(item.page for item in found)


def test_what_pages_repeat_is_no_paragraph(tiny_pdf: Pdf) -> None:
    texts = [paragraph.text for paragraph in read_paragraphs(tiny_pdf("tiny"))]
    assert not any("Page 1 of" in text for text in texts)


def test_a_pdf_without_tags_is_refused() -> None:
    with pytest.raises(ValueError, match="tags cannot be read"):
        read_paragraphs(b"%PDF-1.7 nonsense")
