"""The words of a finished PDF, as a reader of PDFs finds them."""

from __future__ import annotations

import pypdfium2


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """Return the text of each page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return tuple(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
