"""Criteria: what the quality report judges texts by. A check names the one that it speaks for.

They stand in the report in the order in which they stand here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of the quality report: a bar with a value, or a rule that no text breaks."""

    title: str  # as the report prints it
    mark: str  # when it is met; empty where the language or format decides


READING = Criterion("Reading", "")
SENTENCES = Criterion("Words in a sentence", "12 on average, 20 at most")
WORD_COUNT = Criterion("Words in a leaflet", "")
PAGES = Criterion("Fits its pages", "2 sides of a sheet")
TYPE = Criterion("Size of type", "text 12 pt, nothing below 10 pt")
LINES = Criterion("Letters in a line", "70 or less in nine of ten")
CONTRAST = Criterion("Contrast of text", "7:1 or more")
SCREEN_READERS = Criterion("Screen readers", "PDF/UA-1, machine rules")
ORIGIN = Criterion("Origin on every page", "reference, dates, phone, help line")
CDC = Criterion("CDC Index", "90 of 100 or more")
PEMAT_READ = Criterion("PEMAT-P, to understand", "90 % or more")
PEMAT_ACT = Criterion("PEMAT-P, to act", "90 % or more")
SAM = Criterion("SAM", "70 % or more")
BOXES = Criterion("Boxes", "one emergency, one call-us")
FACTS = Criterion("Facts", "each figure from a listed source")
NUMBERS = Criterion("Numbers", "N in 100, compared, with time")
BALANCE = Criterion("Balance", "benefit with harm, choices")
WORDS = Criterion("Words", "plain; no promises, no blame")
REVIEW = Criterion("Review", "date ahead, in 24 months")
PARTS = Criterion("Parts", "short, under clear headings")
RULES = Criterion("Rules", "times are those of the clinic")
TRANSLATIONS = Criterion("Translations", "of today’s wording")
FILES = Criterion("Files", "readable, copies up to date")

CRITERIA = tuple(found for found in globals().values() if isinstance(found, Criterion))
