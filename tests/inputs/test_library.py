"""Topics of the clinic and ours."""

from __future__ import annotations

import pytest

from handouts.assets import shipped_files
from handouts.errors import InvalidInput
from handouts.inputs.library import load_library
from tests.builders import TINY

TEXT = (TINY / "content/topics/tiny/en.md").read_bytes()
PATH = "content/topics/tiny/en.md"


def hash_of(text: bytes) -> str:
    """Return the text hash of a topic file."""
    return load_library({PATH: text}, {}).topic("tiny", "en").text_hash


def test_the_clinic_s_text_wins() -> None:
    own = TEXT.replace(b"What is this?", b"What is ours?")
    library = load_library({PATH: TEXT}, {PATH: own}, "folder")
    topic = library.topic("tiny", "en")
    assert (topic.front.title, topic.origin) == ("What is ours?", "clinic")
    assert topic.file == f"folder/{PATH}"


def test_ids_and_locales_are_sorted() -> None:
    paths = ("content/topics/b/es.md", "content/topics/b/en.md", "content/topics/a/es-MX.md")
    library = load_library(dict.fromkeys(paths, TEXT), {})
    assert library.ids == ("a", "b")
    assert library.locales("b") == ("en", "es")
    assert library.locales("nothing") == ()


@pytest.mark.parametrize(
    "path",
    ["content/topics/a/figures/en.md", "content/a/en.md", "a/b/c.yaml"],
)
def test_other_files_are_no_topics(path: str) -> None:
    assert load_library({path: TEXT}, {}).ids == ()


def test_notes_beside_the_topics_are_no_topics() -> None:
    assert load_library({"content/topics/README.md": b"# Ours"}, {}).ids == ()


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("content/topics/Asthma Plan (FINAL)/en.md", "rename the folder .* to asthma-plan-final"),
        ("content/topics/-/en.md", "rename the folder - to my-topic"),
        ("content/topics/Asthma.md", "a topic is a folder .*; move it to .*/asthma/en.md"),
        ("content/topics/a/en_US.md", "“en_US” is not a language tag"),
        ("content/topics/a/EN.md", "“EN” is not a language tag"),
    ],
)
def test_bad_names_are_refused_with_a_better_one(path: str, fault: str) -> None:
    with pytest.raises(InvalidInput, match=fault):
        load_library({}, {path: TEXT}, "folder")


def test_a_broken_topic_is_found_only_when_it_is_asked_for() -> None:
    library = load_library({PATH: b"nothing"}, {})
    assert library.ids == ("tiny",)
    with pytest.raises(InvalidInput):
        library.topic("tiny", "en")


def test_the_hash_is_of_the_words_a_reader_sees() -> None:
    assert hash_of(TEXT.replace(b"2027-01-15", b"2027-01-16")) == hash_of(TEXT)
    assert hash_of(TEXT.replace(b"TST-TINY", b"TST-OTHER")) == hash_of(TEXT)
    assert hash_of(TEXT + b"\n\n") == hash_of(TEXT)
    assert hash_of(TEXT.replace(b"breathe well", b"breathe")) != hash_of(TEXT)
    assert hash_of(TEXT.replace(b"small leaflet", b"leaflet")) != hash_of(TEXT)


def test_a_topic_knows_the_lines_of_its_front_matter() -> None:
    topic = load_library({PATH: TEXT}, {}).topic("tiny", "en")
    lines = TEXT.decode().split("\n")
    assert lines[topic.line_of("title") - 1].startswith("title:")
    assert "second" in lines[topic.line_of("key_points", 1) - 1]
    assert lines[topic.body_line - 1].startswith("Call {{")


def test_a_text_is_read_once_in_a_process() -> None:
    """A clinic asks for the same text in many formats and papers."""
    library = load_library(shipped_files(), {})
    again = load_library(shipped_files(), {})
    assert library.topic("risks", "en") is again.topic("risks", "en")
