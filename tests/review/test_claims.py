"""Claims of a review pack: each sentence once, the riskiest first."""

from __future__ import annotations

import datetime

from handouts.assets import shipped_files
from handouts.checks.plain_text import Document, to_plain_text
from handouts.checks.session import CheckSession
from handouts.inputs.library import load_library
from handouts.review.claims import Claim, claims, shared, with_fixed_words
from tests.builders import a_clinic, a_topic

BODY = """Rest well today. In 4 weeks, {{ facts.RISK_02.nausea.medicine }} in 100 felt sick.

:::call-us
- Your mood drops
:::

Do not drive. You may feel calm.
"""
SESSION = CheckSession(a_clinic(), load_library(shipped_files(), {}), datetime.date(2026, 12, 1))


def found(*topics: str) -> tuple[Claim, ...]:
    documents: list[Document] = [
        to_plain_text(a_topic(body), SESSION.values("en")) for body in topics
    ]
    return claims(documents)


def test_each_sentence_is_a_claim_with_its_risk() -> None:
    by_text = {claim.text: claim.risk for claim in found(BODY)}
    assert by_text["Do not drive."] == 1
    assert by_text["Your mood drops"] == 1
    assert by_text["In 4 weeks, 28 in 100 felt sick."] == 2
    assert by_text["You may feel calm."] == 3


def test_the_riskiest_come_first() -> None:
    risks = [claim.risk for claim in found(BODY)]
    assert risks == sorted(risks)


def test_a_figure_names_its_fact() -> None:
    (claim,) = [claim for claim in found(BODY) if "felt sick" in claim.text]
    assert claim.facts == ("RISK-02",)
    assert claim.places == (("tiny", 20),)


def test_what_stands_in_several_topics_is_read_once() -> None:
    import dataclasses

    other = to_plain_text(
        dataclasses.replace(a_topic("Do not drive."), id="other"), SESSION.values("en")
    )
    first = to_plain_text(a_topic(BODY), SESSION.values("en"))
    once = {claim.text for claim in shared(claims([first, other]))}
    assert "Do not drive." in once
    assert "Your mood drops" not in once


def test_what_else_prints_is_a_claim_too() -> None:
    first = claims([to_plain_text(a_topic("Do not drive."), SESSION.values("en"))])
    words = ("Do not drive.", "Call (555) 010-0142.", "Sources: a label")
    more = with_fixed_words(first, [("tiny", "en", words)])
    added = {claim.text: claim.risk for claim in more if claim not in first}
    assert added == {"Call (555) 010-0142.": 1, "Sources: a label": 3}
