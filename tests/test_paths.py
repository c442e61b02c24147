"""Names that several rooms know."""

from __future__ import annotations

import pytest

from handouts.paths import LEAFLET, address_of, parse_topic_path, topic_path


def test_the_path_of_a_topics_text_says_topic_and_language() -> None:
    assert parse_topic_path(topic_path("risks", "es-MX")) == ("risks", "es-MX")


@pytest.mark.parametrize(
    "path", ["content/topics/risks.md", "content/topics/a/b/en.md", "content/topics/a/figure.svg"]
)
def test_other_paths_are_no_topics(path: str) -> None:
    assert parse_topic_path(path) is None


@pytest.mark.parametrize(
    ("path", "is_leaflet"),
    [
        ("tiny/en/risks.sheet.letter.pdf", True),
        ("tiny/en/risks.sheet.letter.txt", False),
        ("tiny/en/risks.txt", True),
        ("../en/risks.pdf", False),
        ("tiny/en/../risks.pdf", False),
        ("/tiny/en/risks.pdf", False),
    ],
)
def test_what_a_leaflet_may_be_called(path: str, is_leaflet: bool) -> None:
    assert bool(LEAFLET.fullmatch(path)) == is_leaflet


def test_addresses_lead_nowhere_outside() -> None:
    assert address_of("styles/brand.css") == "https://handouts.invalid/styles/brand.css"
