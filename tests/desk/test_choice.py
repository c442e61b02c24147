"""A choice stands in the address: what is typed there is taken or left out, never an error."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.desk.choice import MAX_CHOSEN, Choice, read_choice
from handouts.record.entries import MAX_COPIES

LOCALES = ["en", "es"]


@pytest.mark.parametrize(
    ("query", "choice"),
    [
        ("", Choice(locale="en")),
        ("t=risks&t=benefits&lang=es", Choice(("risks", "benefits"), locale="es")),
        ("t=risks&t=risks", Choice(("risks",), locale="en")),
        ("lang=xx&size=huge&copies=many", Choice(locale="en")),
        ("copies=0", Choice(locale="en")),
        ("copies=99999", Choice(locale="en", copies=MAX_COPIES)),
        (
            "size=large-print&copies=2&printer=Front",
            Choice((), "", "en", "large-print", 2, "Front"),
        ),
        ("q=+bladder++pain+", Choice(locale="en", search="bladder pain")),
    ],
)
def test_an_address_is_read(query: str, choice: Choice) -> None:
    assert read_choice(parse_qs(query), LOCALES) == choice


@given(
    st.builds(
        Choice,
        st.lists(st.sampled_from(["risks", "benefits", "tiny", "é&=#"]), unique=True).map(tuple),
        st.sampled_from(["", "first-visit"]),
        st.sampled_from(LOCALES),
        st.sampled_from(["sheet", "large-print", "card"]),
        st.integers(1, MAX_COPIES),
        st.sampled_from(["", "Front desk"]),
        st.sampled_from(["", "bladder", "¿qué?"]),
    )
)
def test_what_is_written_is_read_again(choice: Choice) -> None:
    assert read_choice(parse_qs(choice.query()), LOCALES) == choice


@given(st.text(max_size=80))
def test_no_address_is_an_error(query: str) -> None:
    read_choice(parse_qs(query), LOCALES)


def test_a_topic_is_added_and_taken_away() -> None:
    choice = Choice(("risks",), "visit")
    assert choice.with_topic("benefits").topics == ("risks", "benefits")
    assert choice.with_topic("risks").topics == ()
    assert choice.with_topic("benefits").set_name == ""
    full = Choice(tuple(f"t{number}" for number in range(MAX_CHOSEN)))
    assert full.with_topic("more").topics == full.topics
