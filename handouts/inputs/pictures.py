"""What pictures show, in words: `content/pictograms.yaml`, ours and a clinic's."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Annotated

from pydantic import Field, RootModel, StringConstraints

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.base import LOCALE, InputModel, Line
from handouts.inputs.text import decode
from handouts.inputs.validation import validate
from handouts.inputs.yaml import parse_yaml
from handouts.paths import ORIGINAL_LOCALE
from handouts.pictograms import FOLDER, names

WORDS = "content/pictograms.yaml"

Locale = Annotated[str, StringConstraints(pattern=LOCALE.pattern)]


class PictureWords(InputModel):
    """What is said of one picture."""

    use: Line = Field(description="what it is for")
    alt: Mapping[Locale, Line] = Field(description="what it shows, for those who can't see it")

    def shown(self, locale: str) -> tuple[str, str]:
        """Return what it shows and the language of these words: the original's, if need be."""
        for tag in (locale, locale.partition("-")[0], ORIGINAL_LOCALE, *self.alt):
            if tag in self.alt:
                return self.alt[tag], tag
        return "", locale


class PictureWordsByName(RootModel[Mapping[str, PictureWords]]):
    """What is said of all pictures."""


def load_pictures(
    shipped: Mapping[str, bytes], own: Mapping[str, bytes], folder: str = ""
) -> Mapping[str, PictureWords]:
    """Return what is said of each picture there is: a clinic's `own` first, then the shipped ones.

    Raises:
        InvalidInput: a picture of the clinic's has no words, or its words have faults.
    """
    words = dict(_read(shipped[WORDS], WORDS))
    shown = f"{folder}/{WORDS}"
    if WORDS in own:
        words.update(_read(own[WORDS], shown))
    there = names(shipped) | names(own)
    problems = [
        Diagnostic(
            f"{folder}/{FOLDER}{name}.svg",
            None,
            f"no words say what it shows; add `{name}:` with `use:` and `alt:` to {shown}",
        )
        for name in sorted(there - words.keys())
    ]
    problems += [
        Diagnostic(shown, None, f"{name}: there is no {FOLDER}{name}.svg; add it, or delete this")
        for name in sorted(words.keys() - there)
    ]
    if problems:
        raise InvalidInput(problems)
    return words


@functools.lru_cache(maxsize=8)
def _read(text: bytes, shown: str) -> Mapping[str, PictureWords]:
    return validate(PictureWordsByName, parse_yaml(decode(text, shown), shown)).root
