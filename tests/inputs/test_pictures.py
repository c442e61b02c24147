"""What pictures show, in words: ours, a clinic's, and what is missing."""

from __future__ import annotations

import pytest

from handouts.assets import shipped_files
from handouts.errors import InvalidInput
from handouts.inputs.pictures import WORDS, PictureWords, load_pictures

OURS = shipped_files()
DRAWING = {"templates/pictograms/garden.svg": b"<svg/>"}
GARDEN = b"garden:\n  use: waiting\n  alt: {en: A garden, de: Ein Garten}\n"


def test_a_clinic_adds_pictures_and_words() -> None:
    found = load_pictures(OURS, {**DRAWING, WORDS: GARDEN}, "clinic")
    assert found["garden"].alt["de"] == "Ein Garten"
    assert found["drip"] == load_pictures(OURS, {})["drip"]


@pytest.mark.parametrize(
    ("own", "message"),
    [
        (DRAWING, "clinic/templates/pictograms/garden.svg: no words say what it shows; add"),
        ({WORDS: GARDEN}, f"clinic/{WORDS}: garden: there is no templates/pictograms/garden.svg"),
        ({WORDS: b"drip:\n  alt: {en: A drip}\n"}, f"clinic/{WORDS}:1: drip.use: missing; add it"),
    ],
)
def test_a_picture_without_words_or_words_without_a_picture(
    own: dict[str, bytes], message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        load_pictures(OURS, own, "clinic")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("locale", "shown"),
    [("es", ("Uno", "es")), ("es-MX", ("Uno", "es")), ("fr", ("One", "en")), ("en", ("One", "en"))],
)
def test_words_in_another_language_say_which_it_is(locale: str, shown: tuple[str, str]) -> None:
    words = PictureWords.model_validate({"use": "x", "alt": {"en": "One", "es": "Uno"}})
    assert words.shown(locale) == shown
