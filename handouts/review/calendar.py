"""Review dates as a calendar file (RFC 5545): one all-day event for each text."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from handouts import __version__
from handouts.review.standing import Due

_LINE = 73  # bytes; a longer line is folded (RFC 5545, section 3.1)


def to_calendar(items: Iterable[Due], clinic: str, today: datetime.date) -> bytes:
    """Return an iCalendar file; the same input gives the same bytes."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//handouts//{__version__}//EN",
    ]
    for item in items:
        edition = item.edition
        signed = "signed" if item.is_signed else "not signed"
        lines += [
            "BEGIN:VEVENT",
            f"UID:{clinic}-{edition.topic}-{edition.locale}@handouts.invalid",
            f"DTSTAMP:{today:%Y%m%d}T000000Z",
            f"DTSTART;VALUE=DATE:{item.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{item.day + datetime.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'Review leaflet: {edition.title} ({edition.locale})')}",
            f"DESCRIPTION:{_escaped(f'{edition.topic}, edition {edition.mark}, {signed}')}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> str:
    parts, part = [], ""
    for character in line:
        if len((part + character).encode()) > _LINE:
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
