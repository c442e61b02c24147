"""What somebody at the desk has chosen: it stands in the address, so nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from handouts.record.entries import MAX_COPIES

SIZES = ("sheet", "large-print", "one-page", "card")
MAX_CHOSEN = 20
MAX_SEARCH = 60
MAX_PRINTER = 80


@dataclass(frozen=True, slots=True)
class Choice:
    """Leaflets to give, and how."""

    topics: tuple[str, ...] = ()
    # The set that they came from, if they did.
    set_name: str = ""
    # Of the leaflets, not of the page; empty for the clinic's first.
    locale: str = ""
    size: str = SIZES[0]
    copies: int = 1
    # The name of a printer of this computer; empty to print through the browser.
    printer: str = ""
    # What is searched for.
    search: str = ""

    def changed(self, **values: Any) -> Choice:
        """Return the choice with other values."""
        return replace(self, **values)

    def with_topic(self, topic: str) -> Choice:
        """Return the choice with a topic more, or without it if it is chosen."""
        rest = tuple(name for name in self.topics if name != topic)
        found = rest if topic in self.topics else (*self.topics, topic)[:MAX_CHOSEN]
        return replace(self, topics=found, set_name="")

    def query(self) -> str:
        """Return it as it stands in an address."""
        plain = Choice()
        values: list[tuple[str, str]] = [("t", topic) for topic in self.topics]
        for key, value, default in (
            ("set", self.set_name, plain.set_name),
            ("lang", self.locale, plain.locale),
            ("size", self.size, plain.size),
            ("copies", str(self.copies), str(plain.copies)),
            ("printer", self.printer, plain.printer),
            ("q", self.search, plain.search),
        ):
            if value != default:
                values.append((key, value))
        return urlencode(values)


def read_choice(query: Mapping[str, Sequence[str]], locales: Sequence[str]) -> Choice:
    """Return what an address or a form says; what makes no sense is left out."""

    def first(key: str) -> str:
        return query.get(key, [""])[0]

    locale, size, copies = first("lang"), first("size"), first("copies")
    return Choice(
        tuple(dict.fromkeys(topic[:60] for topic in query.get("t", ())))[:MAX_CHOSEN],
        first("set")[:60],
        locale if locale in locales else locales[0],
        size if size in SIZES else SIZES[0],
        min(int(copies), MAX_COPIES) if copies.isdecimal() and int(copies[:4]) > 0 else 1,
        first("printer")[:MAX_PRINTER],
        " ".join(first("q").split())[:MAX_SEARCH],
    )
