"""What a leaflet can be written as besides a PDF: from its topics' trees to bytes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from handouts.compose.spec import LeafletSpec
from handouts.document.nodes import Document
from handouts.registry import Registry

Write = Callable[[LeafletSpec, Sequence[Document]], bytes]


@dataclass(frozen=True, slots=True)
class Writer:
    """One kind of output."""

    # What it is called.
    name: str
    # What it writes, in one line.
    summary: str
    # How the names of its files end, such as `.txt`.
    suffix: str
    # From a leaflet and the trees of its topics, in the leaflet's order, to a file's bytes.
    write: Write = field(repr=False)


WRITERS: Registry[Writer] = Registry("writer")
