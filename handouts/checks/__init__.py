"""Checks of topics and leaflets: the registry, and what a check is.

A check is a function from what it looks at and a Context to findings. To add one, write it in a
module of its own and put its entry into the list that fits what it needs:

- TEXT_CHECKS get a Document: a topic as blocks of plain text with line numbers.
- CLINIC_CHECKS get a Clinic: its settings and the files of its folder.
- LEAFLET_CHECKS get a Leaflet as it was made: what only pages can show.
"""

from __future__ import annotations

from typing import Any

from handouts.checks import (
    arms,
    balance,
    claims,
    clinic,
    dates,
    expiry,
    facts,
    fragments,
    instruments,
    leads,
    numbers,
    one_rule,
    pages,
    policy,
    promises,
    readability,
    senses,
    sentences,
    structure,
    terms,
    translations,
    typed_rules,
    words,
)
from handouts.checks.base import (
    Check,
    ClinicCheck,
    Context,
    Finding,
    Leaflet,
    LeafletCheck,
    Severity,
    TextCheck,
)

TEXT_CHECKS: tuple[TextCheck, ...] = (
    *facts.CHECKS,
    *claims.CHECKS,
    *readability.CHECKS,
    *sentences.CHECKS,
    *words.CHECKS,
    *numbers.CHECKS,
    *balance.CHECKS,
    *structure.CHECKS,
    *policy.CHECKS,
    *dates.CHECKS,
    *translations.CHECKS,
    *typed_rules.CHECKS,
    *one_rule.CHECKS,
    *arms.CHECKS,
    *senses.CHECKS,
    *leads.CHECKS,
    *fragments.CHECKS,
    *terms.CHECKS,
    *promises.CHECKS,
    *expiry.CHECKS,
    *instruments.CHECKS,
)
CLINIC_CHECKS: tuple[ClinicCheck, ...] = (*clinic.CHECKS,)
LEAFLET_CHECKS: tuple[LeafletCheck, ...] = (*pages.CHECKS,)


def all_checks() -> tuple[Check[Any], ...]:
    """Return every check there is, in the order in which they report."""
    return (*CLINIC_CHECKS, *TEXT_CHECKS, *LEAFLET_CHECKS)


__all__ = [
    "CLINIC_CHECKS",
    "LEAFLET_CHECKS",
    "TEXT_CHECKS",
    "Check",
    "ClinicCheck",
    "Context",
    "Finding",
    "Leaflet",
    "LeafletCheck",
    "Severity",
    "TextCheck",
    "all_checks",
]
