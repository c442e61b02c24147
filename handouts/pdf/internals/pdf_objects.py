"""The objects of a PDF that pydyf is about to write: how they are numbered, found and read.

All of it is used in the `finisher` of WeasyPrint's `write_pdf`, where the objects are complete and
nothing is written yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

Reference = bytes  # as pydyf writes it: b"12 0 R"


def resolve(pdf: Any, reference: Reference) -> Any:
    """Return the object of a pydyf.PDF that `reference` names."""
    return pdf.objects[int(reference.split()[0])]


def pages(pdf: Any) -> Iterator[Any]:
    """Yield the page dictionaries of a pydyf.PDF, in order."""
    for reference in pdf.page_references:
        yield resolve(pdf, reference)


def operations(pdf: Any, page: Any) -> list[Any]:
    """Return the list of operations that draw a page; changing it changes the page."""
    found: list[Any] = resolve(pdf, page["Contents"]).stream
    return found


def drawing(pdf: Any, page: Any) -> bytes:
    """Return the operations of a page as the bytes that stand between `stream` and `endstream`."""
    plain: bytes = pydyf.Stream(operations(pdf, page)).data
    return plain[plain.index(b"stream\n") + len(b"stream\n") : plain.rindex(b"\nendstream")]
