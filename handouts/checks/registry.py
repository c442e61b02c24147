"""Every check there is, found by looking: one file each in `text`, `clinic` and `pages`."""

from __future__ import annotations

from typing import Any

from handouts.checks.base import Check, ClinicCheck, LeafletCheck, TextCheck
from handouts.registry import Registry, discover

CHECKS: Registry[Check[Any]] = Registry(
    "check",
    (
        check
        for folder in ("clinic", "text", "pages")
        for check in discover(f"handouts.checks.{folder}", "CHECK", Check)
    ),
    traits=lambda check: (check.needs,),
)


def text_checks() -> tuple[TextCheck, ...]:
    """Return the checks that read a text."""
    return CHECKS.having("text")


def clinic_checks() -> tuple[ClinicCheck, ...]:
    """Return the checks that look at a clinic's settings and files."""
    return CHECKS.having("clinic")


def leaflet_checks() -> tuple[LeafletCheck, ...]:
    """Return the checks that look at a finished leaflet."""
    return CHECKS.having("leaflet")
