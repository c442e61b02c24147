"""What a clinic would print now: the texts that signatures are given for, and their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.assets import shipped_files
from handouts.batch.requests import ClinicSource
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, unknown
from handouts.inputs.clinic import load_clinic
from handouts.inputs.library import load_library
from handouts.isolation.pool import Runner
from handouts.record.giving import current_editions
from handouts.record.requests import CurrentEdition, CurrentRequest

TextKey = tuple[str, str]
"""A topic and a locale."""


@dataclass(frozen=True, slots=True)
class Printing:
    """Texts as they would be printed now."""

    editions: tuple[CurrentEdition, ...]
    # The printed words by digest, a paragraph each.
    words: Mapping[str, tuple[str, ...]]

    def edition(self, topic: str, locale: str) -> CurrentEdition:
        """Return the edition of a text.

        Raises:
            InvalidInput: there is no such text, or it cannot be printed.
        """
        for edition in self.editions:
            if (edition.topic, edition.locale) == (topic, locale):
                if edition.problems:
                    raise InvalidInput(edition.problems)
                return edition
        message = f"no such topic in {locale}; `handouts topics` lists what there is"
        raise InvalidInput([Diagnostic(f"{topic:.60}", None, message)])


def printable_texts(folder: Path) -> tuple[TextKey, ...]:
    """Return the topics and languages that the clinic can print, its own order first.

    Raises:
        InvalidInput: faults of the clinic's settings.
    """
    clinic = load_clinic(folder)
    library = load_library(shipped_files(), clinic.files, clinic.folder)
    topics = dict.fromkeys((*clinic.settings.build.topics, *sorted(library.ids)))
    return tuple(
        (topic, locale)
        for topic in topics
        for locale in clinic.settings.locales
        if topic in library.ids
        and locale in library.locales(topic)
        and library.topic(topic, locale).front.product in ("any", *clinic.products)
    )


def choose_texts(folder: Path, topics: Sequence[str], locale: str | None) -> tuple[TextKey, ...]:
    """Return the printable texts of some topics, or of `all`, in one language or every one.

    Raises:
        InvalidInput: an unknown topic, or none of them in that language.
    """
    texts = printable_texts(folder)
    known = {topic for topic, _ in texts}
    problems = [
        Diagnostic(topic, None, unknown("no such topic", topic, known))
        for topic in topics
        if topic != "all" and topic not in known
    ]
    if problems:
        raise InvalidInput(problems)
    found = tuple(
        (topic, tag)
        for topic, tag in texts
        if ("all" in topics or topic in topics) and locale in (None, tag)
    )
    if not found:
        raise InvalidInput([Diagnostic(str(locale), None, "no such text in this language")])
    return found


def printing_now(pool: Runner, clinic: ClinicSource, texts: tuple[TextKey, ...]) -> Printing:
    """Return how texts would be printed on the day that `clinic` names.

    Raises:
        InvalidInput: faults of the clinic's settings.
    """
    editions, words = current_editions(pool, CurrentRequest(clinic, texts))
    return Printing(tuple(editions[key] for key in texts if key in editions), words)
