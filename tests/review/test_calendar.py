"""Calendar files, read by a calendar's own reader."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from handouts.inputs.models.review import Reviews
from handouts.review.calendar import to_calendar
from handouts.review.standing import due
from tests.review.test_standing import TODAY, an_edition


def a_calendar(*topics: str) -> bytes:
    editions = [an_edition(topic=topic) for topic in topics]
    return to_calendar(due(editions, Reviews(()), TODAY, 365), "my-clinic", TODAY)


def events(data: bytes) -> list[Any]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


def test_each_text_is_one_event_of_a_day() -> None:
    first, second = events(a_calendar("One", "Two"))
    assert first["DTSTART"].dt == datetime.date(2027, 2, 1)
    assert first["UID"] != second["UID"]
    assert "Tiny" in first["SUMMARY"]


def test_the_same_input_gives_the_same_bytes() -> None:
    assert a_calendar("One") == a_calendar("One")


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=120))
def test_any_title_is_read_back(title: str) -> None:
    edition = replace(an_edition(), title=title)
    data = to_calendar(due([edition], Reviews(()), TODAY, 365), "my-clinic", TODAY)
    (event,) = events(data)
    assert str(event["SUMMARY"]) == f"Review leaflet: {title} (en)"
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
