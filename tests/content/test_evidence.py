"""The list of facts whose sources' words are not kept is up to date."""

from __future__ import annotations

from docs.make_evidence import PAGE, evidence_page
from handouts.inputs.facts import shipped_facts


def test_the_page_is_up_to_date() -> None:
    """`python docs/make_evidence.py` writes it."""
    assert PAGE.read_text("utf-8") == evidence_page(shipped_facts())
