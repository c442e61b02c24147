"""A promise that the clinic has not confirmed is told, and so is a fact that ends."""

from __future__ import annotations

import datetime

from handouts.assets import shipped_files
from handouts.checks.session import CheckSession
from handouts.checks.text.expired import findings as expired_findings
from handouts.checks.text.promise import findings as promise_findings
from handouts.inputs.library import load_library
from tests.builders import a_clinic

TOPIC = b"""---
ref: TST-PROMISE
version: "1.0"
issued: 2026-01-15
review_by: 2027-01-15
kind: information
product: any
title: What do you do?
short_title: Promises
audience: For people who test.
main_message: We treat you.
key_points: [You rest., We help., They wait.]
actions: [{do: Read it., why: It is short., how: Read slowly.}]
known: We know a little.
unknown: We do not know the rest.
facts: [HOME-06]
sources: [PI]
---
We talk. [[rating-scale| We measure your mood. ]]
"""


def desk(today: datetime.date, *promises: str) -> CheckSession:
    files = {"content/topics/tiny/en.md": TOPIC}
    clinic = a_clinic(files, promises=list(promises))
    return CheckSession(clinic, load_library(shipped_files(), files, "tiny"), today)


def test_a_promise_that_is_not_confirmed_is_told_with_its_line() -> None:
    here = desk(datetime.date(2026, 6, 1))
    document = here.document("tiny", "en")
    assert "mood" not in " ".join(block.text for block in document.blocks)
    (finding,) = promise_findings(document, here.context(document))
    assert finding.line == 19
    assert "add rating-scale to `promises:` in clinic.yaml" in finding.message


def test_a_promise_that_is_confirmed_prints() -> None:
    here = desk(datetime.date(2026, 6, 1), "rating-scale")
    document = here.document("tiny", "en")
    assert "We measure your mood." in " ".join(block.text for block in document.blocks)
    assert list(promise_findings(document, here.context(document))) == []


def test_a_fact_that_ends_is_told_before_and_after() -> None:
    found = {}
    for day in ("2026-06-01", "2026-11-30", "2027-01-01"):
        here = desk(datetime.date.fromisoformat(day))
        document = here.document("tiny", "en")
        found[day] = [item.severity for item in expired_findings(document, here.context(document))]
    assert found == {"2026-06-01": [], "2026-11-30": ["warning"], "2027-01-01": ["error"]}
