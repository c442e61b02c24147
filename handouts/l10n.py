"""Dates, lengths of time and clinic rules in the words of a locale and region."""

from __future__ import annotations

import datetime
import functools
import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.numbers import format_decimal
from babel.units import format_unit
from markupsafe import Markup

from handouts import assets
from handouts.document.placeholders import Unset
from handouts.inputs.models.strings import BlankWords
from handouts.languages import LANGUAGES

# A short line for the pen, in the middle of a sentence.
BLANK = Markup('<span class="pen pen--inline"></span>')

# A long word before it stays free: the two must fit the narrowest cover in its largest type.
_LAST_WORD = re.compile(r"(?<!\S{7}) (?=[^\s<>]{1,6}$)")


def babel_locale(locale: str, territory: str) -> Locale:
    """Return Babel's locale for a language tag in a country: es in US is `es_US`.

    Raises:
        ValueError: Babel knows no such language.
    """
    language, _, written_territory = locale.partition("-")
    try:
        return Locale.parse(f"{language}_{written_territory or territory}")
    except (UnknownLocaleError, ValueError):
        try:
            return Locale.parse(language)
        except (UnknownLocaleError, ValueError):
            raise ValueError(f"“{locale}” is not a language that is known") from None


def long_date(day: datetime.date, locale: Locale) -> str:
    """Return a date in full: November 23, 2026 or 23 de noviembre de 2026."""
    return format_date(day, "long", locale)


def short_time(moment: datetime.datetime, locale: Locale) -> str:
    """Return a time of day in the locale's own way: 2:12 PM, 14:12."""
    return str(format_time(moment, "short", locale=locale))


def month_and_year(day: datetime.date, locale: Locale) -> str:
    """Return month and year, short: Nov 2026."""
    return format_skeleton("yMMM", day, locale=locale)


def isolate_bidi(text: str, locale: Locale) -> str:
    """Return `text` so that it keeps its order in a page of the other direction.

    In a right-to-left page `12 Quay Street` would print as `Quay Street 12`, and a phone number
    with its parts swapped; WeasyPrint ignores a bare `bdi` and `dir=auto`.
    """
    strong = (unicodedata.bidirectional(letter) for letter in text)
    direction = next((kind for kind in strong if kind in {"L", "R", "AL"}), "L")
    if locale.text_direction == "ltr" or direction != "L" or not text:
        return text
    return Markup('<span dir="ltr">{}</span>').format(text)


def bind_numbers(html: str) -> str:
    """Return `html` with numbers on one line: `8 in 100`, `8 a. m.`, `(555) 010-0142`."""
    html = _ON_ONE_LINE.sub(lambda match: match[0].replace(" ", "\u00a0"), html)
    return _ratio().sub(lambda match: match[0].replace(" ", "\u00a0"), html)


_ON_ONE_LINE = re.compile(r"(?:\b\d{1,2} [ap]\. m\.|\(\d{3}\) \d{3}-\d{4})(?![^<>]*>)")


@assets.cached
def _ratio() -> re.Pattern[str]:
    """Return what joins `8 in 100`, outside of tags: split over two lines it is read wrongly."""
    words = {word for language in LANGUAGES.values() for word in language.joins}
    joins = "|".join(map(re.escape, sorted(words, key=len)))
    return re.compile(rf"(?<=\d) ({joins}) (?=1(?:0|[.,\u00a0\u202f](?=0))+\b)(?![^<>]*>)")


def avoid_runt(html: str) -> str:
    """Return a title or short text whose last short word does not stand alone on a line."""
    return _LAST_WORD.sub("\u00a0", html) if html.count(" ") > 2 else html


def group_digits(value: Any, locale: Locale) -> Any:
    """Return whole numbers of five digits or more with separators: 868,000; years stay."""
    if isinstance(value, int) and value >= 10_000:
        return format_decimal(value, locale=locale)
    return value


def hours(value: Any, locale: Locale, blanks: BlankWords) -> Any:
    """Return `6 hours`, or a blank for the pen and the unit."""
    return _with_unit(value, "duration-hour", locale, blanks.hours)


def minutes(value: Any, locale: Locale, blanks: BlankWords) -> Any:
    """Return `40 minutes`, or a blank for the pen and the unit."""
    return _with_unit(value, "duration-minute", locale, blanks.minutes)


def duration(value: Any, locale: Locale, blanks: BlankWords) -> Any:
    """Return minutes in the words one would say: `2 hours`, `90 minutes`, `2 hours 30 minutes`."""
    if not isinstance(value, int) or value < 60 or 60 < value < 120:
        return minutes(value, locale, blanks)
    whole, rest = divmod(value, 60)
    parts = [hours(whole, locale, blanks)]
    if rest:
        parts.append(minutes(rest, locale, blanks))
    return " ".join(parts)


def weekdays(locale: str) -> tuple[str, ...]:
    """Return the short names of the days, from the day that a week starts with in a language."""
    language = Locale.parse(locale, sep="-")
    names = get_day_names("abbreviated", context="stand-alone", locale=language)
    return tuple(names[(language.first_week_day + day) % 7] for day in range(7))


@functools.lru_cache(maxsize=16)
def filters(locale: Locale, blanks: BlankWords) -> Mapping[str, Callable[[Any], Any]]:
    """Return the filters that placeholders may use, for one language always the same ones."""
    return {
        "hours": lambda value: hours(value, locale, blanks),
        "minutes": lambda value: minutes(value, locale, blanks),
        "duration": lambda value: duration(value, locale, blanks),
    }


def _with_unit(value: Any, unit: str, locale: Locale, blank: str) -> Any:
    if isinstance(value, Unset):
        return value
    if isinstance(value, Markup):
        return Markup(blank).format(blank=BLANK)
    if not isinstance(value, int | Decimal):
        raise ValueError(f"“{value}” is not a number")
    # The number stays on one line with its unit.
    return format_unit(value, unit, "long", locale=locale).replace(" ", "\u00a0")
