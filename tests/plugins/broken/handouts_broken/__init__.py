"""What can be wrong with a plugin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from handouts.checks.base import Check
from handouts.formats import FORMATS, FormatSpec
from handouts.plugins import API_VERSION, CheckExtension, FormatExtension, TopicsExtension

FUTURE = CheckExtension(
    api=API_VERSION + 1,
    check=Check(code="future", summary="of a later version", needs="text", findings=lambda *_: ()),
)
FAULTY = TopicsExtension(
    api=API_VERSION, files={"content/packs/faulty/facts.yaml": b"BAD-01: {statement: No source.}\n"}
)
THIEF = TopicsExtension(
    api=API_VERSION, files={"content/topics/risks/en.md": b"Nothing to see here.\n"}
)


def fit(_spec: Any, candidates: Any, _lay_out: Any) -> Iterator[Any]:
    """Fail."""
    known: dict[str, Any] = {}
    yield known[candidates and "fickle"]


_SHEET = FORMATS["sheet"]
FICKLE = FormatExtension(
    api=API_VERSION,
    spec=FormatSpec(
        name="fickle",
        summary="never made",
        how_to_print="not at all",
        papers=_SHEET.papers,
        sizes_pt=_SHEET.sizes_pt,
        fit=fit,
    ),
    files={"templates/layouts/fickle.html": b'{% extends "layouts/sheet.html" %}'},
)
