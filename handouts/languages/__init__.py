"""Languages: one module each, with what its texts can be judged by.

To add one: its strings in `content/locales`, its words in `content/language`, and a module here
with a LANGUAGE. What it does not say (no formula, no word budget) is not judged in it.
"""

from __future__ import annotations

from handouts.languages.base import Ability, Counts, Formula, LanguageSpec, ReadingBar
from handouts.registry import Registry, discover

LANGUAGES: Registry[LanguageSpec] = Registry(
    "language",
    discover(__name__, "LANGUAGE", LanguageSpec),
    traits=lambda language: language.supports(),
)

__all__ = ["LANGUAGES", "Ability", "Counts", "Formula", "LanguageSpec", "ReadingBar"]
