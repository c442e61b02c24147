"""One of each kind of plugin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from handouts import assets
from handouts.checks.base import Check, Context, Finding
from handouts.checks.plain_text import Document as PlainText
from handouts.components.base import ComponentSpec
from handouts.compose.spec import LeafletSpec
from handouts.document.nodes import Document
from handouts.formats import FORMATS, FormatSpec
from handouts.languages import LanguageSpec
from handouts.plugins import (
    API_VERSION,
    CheckExtension,
    ComponentExtension,
    FormatExtension,
    LanguageExtension,
    TopicsExtension,
    WriterExtension,
)
from handouts.writers import Writer

NUDGE = ComponentExtension(
    api=API_VERSION,
    spec=ComponentSpec(
        name="nudge",
        summary="A friendly word.",
        example=":::nudge\nDrink some water.\n:::",
        roles=frozenset({"callout"}),
    ),
    files={
        "templates/components/nudge.html": (
            b'{% macro nudge(title="") %}'
            b'<div class="callout nudge">{{ caller() }}</div>{% endmacro %}'
        ),
        "styles/components/nudge.css": b".nudge { border-inline-start: 2mm solid #333 }\n",
    },
)

_SHEET = FORMATS["sheet"]
SLIP = FormatExtension(
    api=API_VERSION,
    spec=FormatSpec(
        name="slip",
        summary="one page, like a sheet",
        how_to_print="one side",
        papers=_SHEET.papers,
        sizes_pt=_SHEET.sizes_pt,
        max_pages=4,
    ),
    files={
        "templates/layouts/slip.html": (
            b'{% extends "layouts/sheet.html" %}'
            b"{% block body_class %}pages sheet slip{% endblock %}"
        ),
        "styles/formats/slip.css": b".slip h1 { font-style: italic }\n",
    },
)


def findings(document: PlainText, _context: Context) -> Iterator[Finding]:
    """Yield words that shout; fail over one that no check should meet."""
    for block in document.blocks:
        if "UNTHINKABLE" in block.text:
            raise LookupError("no such thought")
        if "DANGER" in block.text:
            message = "“DANGER” shouts; write it small"
            yield Finding("shouting", "warning", document.file, block.line_at(0), message)


SHOUTING = CheckExtension(
    api=API_VERSION,
    check=Check(
        code="shouting",
        summary="words that shout",
        needs="text",
        findings=findings,
        rationale="Nobody likes to be shouted at.",
    ),
)

_OURS = assets.bundled("content")
FRENCH = LanguageExtension(
    api=API_VERSION,
    spec=LanguageSpec(
        name="fr",
        title="French",
        joins=("sur",),
        turns=("mais",),
        explains=("c’est-à-dire",),
        no_treatment="aucun traitement",
    ),
    files={
        "content/locales/fr.yaml": (_OURS / "locales" / "en.yaml").read_bytes(),
        "content/language/fr.yaml": (_OURS / "language" / "en.yaml").read_bytes(),
    },
)


def outline(spec: LeafletSpec, documents: Sequence[Document]) -> bytes:
    """Return how many sections each topic has; there is no outline in Spanish."""
    if spec.locale == "es":
        raise ZeroDivisionError("no outline")
    lines = [
        f"{topic.id}: {len(document.sections)}"
        for topic, document in zip(spec.topics, documents, strict=True)
    ]
    return "\n".join(lines).encode()


OUTLINE = WriterExtension(
    api=API_VERSION,
    writer=Writer(name="outline", summary="an outline", suffix=".outline.txt", write=outline),
)

_TOPIC = """---
ref: NIT-ONE
version: 1.0
issued: 2026-01-15
review_by: 2027-01-15
kind: information
product: any
title: What is laughing gas?
short_title: Laughing gas
audience: For people who ask.
main_message: Laughing gas is a gas.
key_points: [It is a gas., It has no colour., It wears off soon.]
actions: [{do: Ask us., why: We know., how: By phone.}]
known: It acts for minutes.
unknown: We do not know for how long it helps.
facts: [NIT-01]
sources: [NIT-BOOK]
---
It wears off within {{ facts.NIT_01.wears_off.value }} minutes.

:::emergency
- You cannot breathe well
:::

:::call-us
- You keep vomiting
:::
"""
_FACTS = """NIT-01:
  statement: Laughing gas wears off within minutes.
  status: checked
  sources: [NIT-BOOK]
  figures:
    wears_off: {value: 10, unit: minutes}
"""
_SOURCES = """NIT-BOOK:
  label: The book of gases
  citation: The book of gases, 2020.
  seen: yes
  accessed: 2026-11-23
"""
NITROUS = TopicsExtension(
    api=API_VERSION,
    files={
        "content/topics/laughing-gas/en.md": _TOPIC.encode(),
        "content/packs/nitrous/facts.yaml": _FACTS.encode(),
        "content/packs/nitrous/sources.yaml": _SOURCES.encode(),
    },
)
