"""What checks of finished leaflets share: how they say where, and what can be judged on paper."""

from __future__ import annotations

from handouts.checks.base import (
    Condition,
    Context,
    Finding,
    Leaflet,
    Severity,
    Skipped,
)


def finding_on(leaflet: Leaflet, check: str, severity: Severity, message: str) -> Finding:
    """Return a finding about a leaflet: it is at the topic's text, and names format and paper."""
    shown = f"{leaflet.format.name}, {leaflet.paper}: {message}"
    return Finding(check, severity, leaflet.topic.file, None, shown)


def squeezed(text: str) -> str:
    """Return the text without blanks: a line may break, and a number hold together, anywhere."""
    return "".join(text.split())


def is_made(leaflet: Leaflet, _context: Context) -> Skipped | None:
    """Object where there is no leaflet: `printable` says why."""
    return None if leaflet.is_made else Skipped("not_applicable", "the leaflet was not made")


def of_format(trait: str, otherwise: str) -> Condition:
    """Return a condition that a leaflet's format has a trait, with the reason if it has not."""

    def ask(leaflet: Leaflet, _context: Context) -> Skipped | None:
        has = getattr(leaflet.format, trait)
        return None if has else Skipped("not_applicable", otherwise)

    return ask
