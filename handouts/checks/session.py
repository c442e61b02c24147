"""What the checks of one library share, read once."""

from __future__ import annotations

import datetime
import functools
from typing import TYPE_CHECKING

from handouts import assets
from handouts.checks.base import (
    Context,
)
from handouts.checks.language import Language, load_language
from handouts.checks.plain_text import Document, to_plain_text
from handouts.checks.sample_values import clinic_sample_values
from handouts.document.values import PlaceholderValues
from handouts.errors import InvalidInput
from handouts.inputs.conditions import fitting
from handouts.inputs.facts import shipped_facts
from handouts.inputs.library import Library
from handouts.inputs.locales import load_strings, locale_names
from handouts.inputs.models.clinic import Clinic
from handouts.inputs.models.review import Review
from handouts.paths import ORIGINAL_LOCALE

if TYPE_CHECKING:
    from handouts.session import ClinicSession


class CheckSession:
    """What the checks of one library share, read once."""

    def __init__(self, clinic: Clinic, library: Library, today: datetime.date) -> None:
        self.clinic = clinic
        self.library = library
        self.today = today
        self.shipped = assets.shipped_files()
        self.facts = shipped_facts()
        self._languages: dict[str, Language | None] = {}
        self._values: dict[str, PlaceholderValues] = {}
        self._documents: dict[tuple[str, str], Document] = {}

    def document(self, name: str, locale: str) -> Document:
        """Return a topic, read and laid out in lines.

        Raises:
            InvalidInput: its file has faults.
        """
        key = name, locale
        if key not in self._documents:
            topic = fitting(self.library.topic(name, locale), self.clinic.settings)
            self._documents[key] = to_plain_text(topic, self.values(locale))
        return self._documents[key]

    def values(self, locale: str) -> PlaceholderValues:
        """Return what fills placeholders in `locale`, in English words if we have no others."""
        if locale not in self._values:
            files = {**self.shipped, **self.clinic.files}
            known = locale_names(files)
            base = locale.partition("-")[0]
            use = next(name for name in (locale, base, ORIGINAL_LOCALE) if name in known)
            strings = load_strings(files, use)
            self._values[locale] = clinic_sample_values(
                use, self.clinic.settings, self.facts, strings
            )
        return self._values[locale]

    def context(self, document: Document | None = None) -> Context:
        """Return what checks may know about a document, or about the clinic alone."""
        language = original = None
        reviews: tuple[Review, ...] = ()
        if document is not None:
            base = document.language
            if base not in self._languages:
                self._languages[base] = load_language(
                    self.shipped, self.clinic.files, base, self.clinic.folder
                )
            language = self._languages[base]
            original = self._original(document)
            reviews = self._reviews(document)
        return Context(
            self.facts, self.clinic, self.library, self.today, language, original, reviews
        )

    def _reviews(self, document: Document) -> tuple[Review, ...]:
        """Return the signatures under a text's words as the clinic would print them now."""
        topic, signed = document.topic, self.clinic.reviews
        kinds = {
            review.kind
            for review in signed.root
            if (review.topic, review.locale) == (topic.id, topic.locale)
        }
        if not kinds:
            return ()
        try:
            digest = self._printing.edition(topic.id, topic.locale).digest
        except InvalidInput:
            return ()  # what cannot be printed has no words to sign
        found = (signed.find(topic.id, topic.locale, digest, kind) for kind in sorted(kinds))
        return tuple(review for review in found if review)

    @functools.cached_property
    def _printing(self) -> ClinicSession:
        from handouts.session import ClinicSession  # loads the layout engine

        return ClinicSession(self.clinic)

    def _original(self, document: Document) -> Document | None:
        topic = document.topic
        if topic.locale == ORIGINAL_LOCALE:
            return None
        if ORIGINAL_LOCALE not in self.library.locales(topic.id):
            return None
        try:
            return self.document(topic.id, ORIGINAL_LOCALE)
        except InvalidInput:
            return None  # its faults are reported where it is examined itself
