"""A language as the checks know it: our word lists with a clinic's additions, and its formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from handouts.languages import LANGUAGES, LanguageSpec
from handouts.languages.word_lists import WordLists, load_word_lists


@dataclass(frozen=True, slots=True)
class Language:
    """A language that we can judge a text in."""

    spec: LanguageSpec
    words: WordLists = field(repr=False)


def load_language(
    shipped: Mapping[str, bytes], clinic: Mapping[str, bytes], locale: str, folder: str = ""
) -> Language | None:
    """Return the language of `locale` with a clinic's words, or None if we cannot judge it.

    Raises:
        InvalidInput: a word list has faults.
    """
    spec = LANGUAGES.get(locale.partition("-")[0])
    words = load_word_lists(shipped, clinic, locale, folder)
    return Language(spec, words) if spec and words else None
