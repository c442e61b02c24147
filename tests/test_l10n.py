"""Dates, lengths of time and blanks in the words of a locale."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from babel import Locale
from markupsafe import Markup

from handouts import l10n
from handouts.assets import shipped_files
from handouts.document.placeholders import Unset
from handouts.inputs.locales import load_strings
from handouts.inputs.models.strings import BlankWords

DAY = datetime.date(2026, 11, 23)
NBSP = "\u00a0"


def blanks(locale: str) -> BlankWords:
    """Return the words around blanks."""
    return load_strings(shipped_files(), locale).blank


@pytest.mark.parametrize(
    ("tag", "territory", "locale"),
    [
        ("en", "US", "en_US"),
        ("es", "US", "es_US"),
        ("es-MX", "US", "es_MX"),
        ("en", "GB", "en_GB"),
        ("en", "EU", "en"),
    ],
)
def test_a_language_in_a_country(tag: str, territory: str, locale: str) -> None:
    assert str(l10n.babel_locale(tag, territory)) == locale


def test_an_unknown_language() -> None:
    with pytest.raises(ValueError, match="“xx” is not a language that is known"):
        l10n.babel_locale("xx", "US")


@pytest.mark.parametrize(
    ("locale", "long", "short"),
    [
        ("en_US", "November 23, 2026", "Nov 2026"),
        ("en_GB", "23 November 2026", "Nov 2026"),
        ("es_US", "23 de noviembre de 2026", "nov 2026"),
    ],
)
def test_dates(locale: str, long: str, short: str) -> None:
    found = Locale.parse(locale)
    assert l10n.long_date(DAY, found) == long
    assert l10n.month_and_year(DAY, found).replace("de ", "") == short


@pytest.mark.parametrize(
    ("name", "value", "english", "spanish"),
    [
        ("hours", 1, "1 hour", "1 hora"),
        ("hours", 6, "6 hours", "6 horas"),
        ("hours", Decimal("1.5"), "1.5 hours", "1.5 horas"),
        ("minutes", 40, "40 minutes", "40 minutos"),
        ("duration", 40, "40 minutes", "40 minutos"),
        ("duration", 60, "1 hour", "1 hora"),
        ("duration", 90, "90 minutes", "90 minutos"),
        ("duration", 120, "2 hours", "2 horas"),
        ("duration", 150, "2 hours 30 minutes", "2 horas 30 minutos"),
        ("duration", 0, "0 minutes", "0 minutos"),
    ],
)
def test_lengths_of_time(name: str, value: Any, english: str, spanish: str) -> None:
    for tag, expected in (("en", english), ("es", spanish)):
        shown = l10n.filters(Locale.parse(f"{tag}_US"), blanks(tag))[name](value)
        assert shown.replace(NBSP, " ") == expected


def test_a_number_stays_on_one_line_with_its_unit() -> None:
    assert l10n.hours(6, Locale.parse("en_US"), blanks("en")) == f"6{NBSP}hours"


def test_a_blank_keeps_its_unit_and_an_unset_rule_stays_unset() -> None:
    english = l10n.filters(Locale.parse("en_US"), blanks("en"))
    blank = english["hours"](l10n.BLANK)
    assert isinstance(blank, Markup)
    assert l10n.BLANK in blank
    assert "hours" in blank
    unset = Unset("policy.x", "1", "x")
    assert english["duration"](unset) is unset


@pytest.mark.parametrize("name", ["hours", "minutes", "duration"])
def test_words_are_no_length_of_time(name: str) -> None:
    with pytest.raises(ValueError, match="“soon” is not a number"):
        l10n.filters(Locale.parse("en_US"), blanks("en"))[name]("soon")


@pytest.mark.parametrize(
    ("value", "shown"), [(868_000, "868,000"), (2026, 2026), (9_999, 9_999), ("12345", "12345")]
)
def test_large_numbers_are_grouped(value: Any, shown: Any) -> None:
    assert l10n.group_digits(value, Locale.parse("en_US")) == shown


def test_so_many_in_a_hundred_stays_on_one_line() -> None:
    html = '<img alt="8 in 100"> it was 8 in 100, <b>22 de cada 1,000</b>, and 5 in 2019'
    shown = '<img alt="8 in 100"> it was 8_in_100, <b>22_de_cada_1,000</b>, and 5 in 2019'
    assert l10n.bind_numbers(html) == shown.replace("_", NBSP)


@pytest.mark.parametrize(
    ("html", "shown"),
    [
        ("A few are serious, so we watch you.", "A few are serious, so we watch_you."),
        ("What happens if I have a treatment?", "What happens if I have a treatment?"),
        ("¿Qué riesgos y efectos secundarios hay?", "¿Qué riesgos y efectos secundarios hay?"),
        ("Do not drive", "Do not drive"),
        ("You may <b>call us</b>", "You may <b>call us</b>"),
    ],
)
def test_a_short_last_word_is_not_left_alone(html: str, shown: str) -> None:
    assert l10n.avoid_runt(html) == shown.replace("_", NBSP)


def test_times_and_telephone_numbers_stay_on_one_line() -> None:
    html = 'de 8 a. m. a 5 p. m., <a href="tel:(555) 010-0142">(555) 010-0142</a>; a. m.'
    shown = 'de 8_a._m. a 5_p._m., <a href="tel:(555) 010-0142">(555)_010-0142</a>; a. m.'
    assert l10n.bind_numbers(html) == shown.replace("_", NBSP)
