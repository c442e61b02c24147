"""The line for a patient's chart: what was given, short enough for any chart."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from babel import Locale, UnknownLocaleError

from handouts.record.entries import GivenTopic, Issue

MAX_LENGTH = 240


def chart_line(issue: Issue) -> str:
    """Return what an issue handed out, in one line of at most 240 characters.

    A line that grows too long loses the editions' marks first, then versions, then references;
    the issue's id leads to all of them. That a leaflet was a draft is never left out.
    """
    by = f", by {issue.by}" if issue.by else ""
    start = f"Patient leaflets given {_day(issue)}, {_kind(issue)}: "
    end = f". Issue {issue.id}{by}."
    styles: tuple[Callable[[GivenTopic], str], ...] = (_with_mark, _with_version, _with_ref)
    topics = issue.topics
    for style in styles:
        line = f"{start}{', '.join(dict.fromkeys(map(style, topics)))}{end}"
        if len(line) <= MAX_LENGTH:
            return line
    drafts = sum(topic.state == "draft" for topic in topics)
    told = f", {drafts} of them DRAFT" if drafts else ""
    return f"{start}{len(topics)} leaflets{told}{end}"


def _with_mark(topic: GivenTopic) -> str:
    return f"{_with_version(topic)} ({topic.mark})"


def _with_version(topic: GivenTopic) -> str:
    return f"{topic.ref} {topic.version}{_draft(topic)}"


def _with_ref(topic: GivenTopic) -> str:
    return f"{topic.ref}{_draft(topic)}"


def _draft(topic: GivenTopic) -> str:
    return " DRAFT" if topic.state == "draft" else ""


def _day(issue: Issue) -> str:
    """Return the day with the month in letters, so that no two countries read it differently."""
    day: datetime.date = issue.day
    month = f"{day:%b}"
    return (
        f"{month} {day.day}, {day.year}"
        if issue.region == "US"
        else (f"{day.day} {month} {day.year}")
    )


def _kind(issue: Issue) -> str:
    """Return in which languages, forms and how many copies."""
    languages = dict.fromkeys(_language(item.locale) for item in issue.items)
    forms = dict.fromkeys(item.format.replace("-", " ") for item in issue.items)
    copies = f", {issue.copies} copies" if issue.copies > 1 else ""
    return f"{' and '.join(languages)}, {' and '.join(forms)}{copies}"


def _language(locale: str) -> str:
    """Return the English name of a language, or its tag."""
    try:
        return Locale.parse(locale, sep="-").get_language_name("en") or locale
    except (UnknownLocaleError, ValueError):
        return locale
