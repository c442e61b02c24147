"""What a clinic can give, and the leaflets in which a word stands."""

from __future__ import annotations

import functools

import pytest

from handouts.assets import example_clinic
from handouts.desk.catalog import Catalog, load_catalog
from handouts.inputs.clinic import load_clinic


@functools.cache
def catalog(locale: str = "en") -> Catalog:
    """Return what the example clinic can give."""
    return load_catalog(load_clinic(example_clinic()), locale)


def test_leaflets_stand_by_product_with_titles_in_the_pages_language() -> None:
    groups = catalog("es").groups()
    assert list(groups)[-1] == "any"
    assert "¿Cuáles son los riesgos?" in {item.title for item in groups["any"]}
    assert {item.product for item in groups["infusion"]} == {"infusion"}


def test_a_set_has_its_topics_but_not_those_that_it_only_offers() -> None:
    (first_talk,) = [item for item in catalog().sets if item.name == "first-talk"]
    assert "risks" in first_talk.topics
    assert "talking-therapy" not in first_talk.topics


@pytest.mark.parametrize(
    ("typed", "first", "others"),
    [
        ("bladder", "bladder-health", {"risks"}),
        ("BLADDER  pee", "bladder-health", set()),
        ("riesgos", "risks", set()),
    ],
)
def test_titles_come_before_texts(typed: str, first: str, others: set[str]) -> None:
    hits = catalog("es" if typed == "riesgos" else "en").search(typed)
    assert hits[0].leaflet.topic == first
    assert others <= {hit.leaflet.topic for hit in hits}
    assert all(hit.sentence for hit in hits if hit.leaflet.topic in others)


def test_accents_need_not_be_typed() -> None:
    assert {hit.leaflet.topic for hit in catalog("es").search("presion")} >= {"risks"}


def test_sentences_have_no_marks() -> None:
    for hit in catalog().search("blood"):
        assert not any(mark in hit.sentence for mark in ("**", "{{", ":::", "[["))


@pytest.mark.parametrize("typed", ["", "   ", "xyzzy"])
def test_nothing_is_found(typed: str) -> None:
    assert catalog().search(typed) == ()


def test_a_word_that_may_have_been_meant_is_offered() -> None:
    assert catalog().near("blader") == "bladder"
    assert catalog().near("xyzzyxyzzy") == ""
