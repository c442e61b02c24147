"""Which topics a request means."""

from __future__ import annotations

import pytest

from handouts.errors import InvalidInput
from handouts.inputs.library import load_library
from handouts.inputs.selection import select_topics, variants
from tests.builders import TINY

TEXT = (TINY / "content/topics/tiny/en.md").read_bytes()
LIBRARY = load_library(
    {
        f"content/topics/{name}.md": text
        for name, text in {
            "risks/en": TEXT, "risks/es": TEXT, "benefits/en": TEXT, "broken/en": b"x",
            "preparing-infusion/en": TEXT, "preparing-esketamine/en": TEXT,
        }.items()
    },
    {},
)  # fmt: skip


def test_topics_come_in_the_order_asked_for_each_once() -> None:
    topics = select_topics(LIBRARY, ["risks", "benefits", "risks"], "en")
    assert [topic.id for topic in topics] == ["risks", "benefits"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        select_topics(LIBRARY, ["riks", "benefits", "broken"], "es")
    assert [str(problem) for problem in caught.value.problems] == [
        "riks: no such topic; did you mean risks?",
        "benefits: not written in “es” yet; there is: en",
        "broken: not written in “es” yet; there is: en",
    ]


def test_the_faults_of_a_topic_are_those_of_its_file() -> None:
    with pytest.raises(InvalidInput, match=r"content/topics/broken/en\.md:1: the file must start"):
        select_topics(LIBRARY, ["broken"], "en")


@pytest.mark.parametrize(
    ("name", "products", "found"),
    [
        ("risks", ("infusion",), ("risks",)),
        ("preparing", ("infusion",), ("preparing-infusion",)),
        (
            "preparing",
            ("infusion", "esketamine"),
            ("preparing-infusion", "preparing-esketamine"),
        ),
        ("preparing", (), ("preparing",)),
        ("nothing", ("infusion",), ("nothing",)),
    ],
)
def test_a_name_may_mean_a_variant_for_each_product(
    name: str, products: tuple[str, ...], found: tuple[str, ...]
) -> None:
    assert variants(LIBRARY, name, products) == found
