"""Every check flags what it must and leaves alone what it must not: the YAML file beside it."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest

from handouts.assets import shipped_files
from handouts.checks.base import Finding
from handouts.checks.examples import examples_of
from handouts.checks.plain_text import to_plain_text
from handouts.checks.registry import text_checks
from handouts.checks.session import CheckSession
from handouts.inputs.library import load_library
from tests.builders import a_clinic, a_topic

TODAY = datetime.date(2026, 6, 1)
CHECKS = {check.code: check for check in text_checks()}

# Checks that look at more than one text are tested in checks/test_topics.py, the instruments in
# checks/test_instruments.py.
ELSEWHERE = {"claims", "word-budget", "review-date", "translation", "translation-behind",
             "translation-figures", "untranslated", "cdc-index", "pemat-understandability",
             "pemat-actionability", "sam", "expired", "promise"}  # fmt: skip
# There is no recalled fact without a note; checks/test_topics.py makes one.
NEVER_FLAGGED = {"recalled"}


@pytest.fixture(scope="module")
def desk() -> CheckSession:
    """Return a desk of a clinic whose own rules are all set."""
    rules = {
        "infusion": {
            "food_hours": "6", "drink_hours": "2", "infusion_minutes": "40", "rest_minutes": "60",
            "stay_minutes": "120", "drive": "next-day-after-sleep", "escort": "takes-you-home",
        }
    }  # fmt: skip
    clinic = a_clinic(policy=rules)
    return CheckSession(clinic, load_library(shipped_files(), {}), TODAY)


def run(desk: CheckSession, check: str, locale: str, case: Any) -> list[Finding]:
    """Return what one check says about a case."""
    front = dict(case) if isinstance(case, dict) else {}
    body = front.pop("body") if front else case
    topic = replace(a_topic(body, **{"facts": ["BEN-01", "RISK-01"], **front}), locale=locale)
    document = to_plain_text(topic, desk.values(locale))
    return list(CHECKS[check].run(document, desk.context(document)).findings)


def cases(kind: str, groups: bool = False) -> list[Any]:
    """Return the examples of all checks as (locale, check, text), or (locale, claim, text)."""
    return [
        pytest.param(
            example.locale, example.group or example.check, example.text,
            id=f"{example.locale}-{example.group or example.check}-{index}",
        )
        for code in CHECKS
        for index, example in enumerate(examples_of(code))
        if example.kind == kind and bool(example.group) == groups
    ]  # fmt: skip


@pytest.mark.parametrize(("locale", "check", "case"), cases("flag"))
def test_a_check_flags_what_it_must(desk: CheckSession, locale: str, check: str, case: Any) -> None:
    found = run(desk, check, locale, case)
    assert found
    assert all(finding.check == check and finding.message for finding in found)


@pytest.mark.parametrize(("locale", "check", "case"), cases("pass"))
def test_a_check_leaves_alone_what_it_must(
    desk: CheckSession, locale: str, check: str, case: Any
) -> None:
    assert run(desk, check, locale, case) == []


@pytest.mark.parametrize(("locale", "claim", "case"), cases("flag", groups=True))
def test_a_claim_is_flagged_by_its_name(
    desk: CheckSession, locale: str, claim: str, case: str
) -> None:
    found = run(desk, "claims", locale, case)
    assert f"({claim})" in " ".join(finding.message for finding in found)


@pytest.mark.parametrize(("locale", "claim", "case"), cases("pass", groups=True))
def test_a_fair_sentence_is_no_claim(
    desk: CheckSession, locale: str, claim: str, case: str
) -> None:
    assert run(desk, "claims", locale, case) == []


@pytest.mark.parametrize("locale", ["en", "es"])
def test_every_claim_of_the_list_has_cases(desk: CheckSession, locale: str) -> None:
    topic = replace(a_topic(), locale=locale)
    language = desk.context(to_plain_text(topic, desk.values(locale))).language
    assert language
    listed = {claim.name for claim in language.words.claims}
    shown = {case.values[1] for case in cases("flag", groups=True) if case.values[0] == locale}
    assert listed == shown


def test_every_check_has_a_text_it_flags_and_one_it_does_not() -> None:
    flagged = {case.values[1] for case in cases("flag")}
    passed = {case.values[1] for case in cases("pass")}
    assert set(CHECKS) - ELSEWHERE - NEVER_FLAGGED <= flagged
    assert set(CHECKS) - ELSEWHERE <= passed


# Leaflet standards, section 4.3: the words to start with.
STANDARD_JARGON = [
    "administer", "adverse effect", "anaesthetic", "anesthetic", "antiemetic", "approximately",
    "cognitive", "consume", "contraindicated", "cystitis", "discontinue", "dissociation",
    "elevated blood pressure", "hypertension", "impaired", "infusion", "intranasal",
    "maintenance treatment", "monitor", "nausea", "off-label", "prior to", "sedation",
    "suicidal ideation", "transient", "treatment-resistant", "urination", "vital signs",
]  # fmt: skip
STANDARD_STIGMA = ["an addict", "committed suicide", "failed treatment", "non-compliant", "a trip"]


@pytest.mark.parametrize("word", STANDARD_JARGON)
def test_the_standard_words_of_the_trade_are_told_until_explained(
    desk: CheckSession, word: str
) -> None:
    assert run(desk, "jargon", "en", f"We speak of {word} here.")
    assert not run(desk, "jargon", "en", f"We speak of {word} (in plain words) here.")


@pytest.mark.parametrize("word", STANDARD_STIGMA)
def test_the_standard_words_that_hurt_are_told(desk: CheckSession, word: str) -> None:
    assert run(desk, "stigma", "en", f"They wrote of {word} here.")
