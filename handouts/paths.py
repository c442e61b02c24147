"""Names that several rooms know: of a clinic's files and their addresses, and of leaflets."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple

SETTINGS = "clinic.yaml"
BRAND = "styles/brand.css"  # the clinic's own style sheet
TOPICS = "content/topics/"
ORIGIN = "https://handouts.invalid"  # no such host (RFC 6761); addresses are served from memory
ORIGINAL_LOCALE = "en"  # our topics are written in it, and translated from it

_TOPIC = re.compile(rf"{TOPICS}([^/]+)/([^/]+)\.md")
# What leaflets are called below the output folder. Nothing else is ever written, replaced or
# deleted on the word of a worker or a manifest.
LEAFLET = re.compile(
    r"[a-z0-9][a-z0-9-]*/[A-Za-z-]{2,12}/([a-z0-9][a-z0-9.-]*\.pdf|[a-z0-9][a-z0-9-]*\.(?:txt|html))"
)


class TopicPath(NamedTuple):
    """What the path of a topic's text says."""

    topic: str
    locale: str


def topic_path(topic: str, locale: str) -> str:
    """Return where the text of a topic lies in a clinic's folder, and in ours."""
    return f"{TOPICS}{topic}/{locale}.md"


def parse_topic_path(path: str) -> TopicPath | None:
    """Return the topic and the language of a text's path; None if it is no text's path."""
    match = _TOPIC.fullmatch(path)
    return TopicPath(match[1], match[2]) if match else None


def address_of(path: str) -> str:
    """Return the address of one of the clinic's or our files in a leaflet's HTML."""
    return f"{ORIGIN}/{PurePosixPath(path)}"
