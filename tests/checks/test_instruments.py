"""CDC Index, PEMAT-P and SAM: each item of each is met by one text and missed by another."""

from __future__ import annotations

import datetime
from dataclasses import replace
from importlib import resources
from typing import Any

import pytest

from handouts.assets import shipped_files
from handouts.checks.base import Context, Leaflet
from handouts.checks.instruments import cdc, pemat, sam
from handouts.checks.instruments.evidence import (
    Answer,
    Evidence,
    InstrumentInput,
    InstrumentScore,
    Item,
    Verdict,
)
from handouts.checks.instruments.scores import instruments
from handouts.checks.plain_text import Document, to_plain_text
from handouts.checks.registry import CHECKS
from handouts.checks.session import CheckSession
from handouts.formats import FORMATS
from handouts.inputs.library import load_library
from handouts.inputs.yaml import parse_yaml
from tests.builders import a_clinic, a_topic

FILES = resources.files("handouts.checks.instruments")
TODAY = datetime.date(2026, 6, 1)
ITEMS: dict[str, Item] = {
    f"{name}-{item.number}": item
    for name, items in (
        ("cdc", cdc.ITEMS),
        ("pemat", (*pemat.UNDERSTANDING, *pemat.ACTING)),
        ("sam", sam.ITEMS),
    )
    for item in items
}
# What a page shows, and factors of SAM that are items of PEMAT under another number.
ON_PAGES = {"cdc-2", "cdc-3", "cdc-10", "pemat-11", "sam-4", "sam-15"}
SHARED = {"sam-1", "sam-6", "sam-7", "sam-9", "sam-14", "sam-17", "sam-18"}
VERDICTS = {
    "misses": "missed", "partly": "partly", "meets": "met", "absent": "not-applicable",
}  # fmt: skip


@pytest.fixture(scope="module")
def desk() -> CheckSession:
    """Return a desk of a clinic whose own rules are all set."""
    rules = {
        "infusion": {
            "food_hours": "6", "drink_hours": "2", "infusion_minutes": "40", "rest_minutes": "60",
            "stay_minutes": "120", "drive": "next-day-after-sleep", "escort": "takes-you-home",
        }
    }  # fmt: skip
    return CheckSession(a_clinic(policy=rules), load_library(shipped_files(), {}), TODAY)


def read(desk: CheckSession, case: Any) -> tuple[Document, Context]:
    """Return a case as a document, with what checks know about it."""
    front = dict(case) if isinstance(case, dict) else {"body": case}
    locale = front.pop("locale", "en")
    words, sentence = int(front.pop("words", 0)), front.pop("sentences", "")
    body = front.pop("body", "") + "word " * words + f"{sentence} " * 20
    topic = replace(a_topic(body, **{"facts": ["BEN-01", "RISK-01"], **front}), locale=locale)
    document = to_plain_text(topic, desk.values(locale))
    return document, desk.context(document)


def view_of(desk: CheckSession, case: Any, leaflet: Leaflet | None = None) -> InstrumentInput:
    document, context = read(desk, case)
    assert context.language is not None
    return InstrumentInput(document, context, leaflet)


def cases() -> list[Any]:
    """Return the cases as (item, verdict, text)."""
    parsed: dict[str, Any] = {}
    for file in ("cdc.yaml", "pemat.yaml", "sam.yaml"):
        data = parse_yaml((FILES / file).read_text("utf-8"), file).data
        assert isinstance(data, dict)
        parsed |= data
    return [
        pytest.param(name, VERDICTS[kind], case, id=f"{name}-{kind}-{index}")
        for name, lists in parsed.items()
        if isinstance(lists, dict)
        for kind, texts in lists.items()
        if isinstance(texts, list)
        for index, case in enumerate(texts)
    ]


@pytest.mark.parametrize(("name", "verdict", "case"), cases())
def test_an_item_judges_a_text(desk: CheckSession, name: str, verdict: str, case: Any) -> None:
    test = ITEMS[name].test
    assert test is not None
    evidence = test(view_of(desk, case))
    assert evidence.verdict == verdict
    assert evidence.found or verdict == "met"


def a_page(**more: Any) -> Leaflet:
    """Return a sheet that opens as it should."""
    good: dict[str, Any] = {
        "opening": ("title", "message", "key-points", "text"), "message_stands_out": True,
        "white": 0.7, "body_pt": 12.0,
    }  # fmt: skip
    return Leaflet(a_topic(), FORMATS["sheet"], "letter", **{**good, **more})


@pytest.mark.parametrize(
    ("name", "spoiled"),
    [
        ("cdc-2", {"opening": ("title", "key-points", "message")}),
        ("cdc-3", {"message_stands_out": False}),
        ("cdc-10", {"opening": ("title", "message", "text", "key-points")}),
        ("pemat-11", {"opening": ("title", "message", "text")}),
        ("sam-4", {"opening": ("title", "message", "text")}),
        ("sam-15", {"white": 0.2}),
        ("sam-16", {"body_pt": 11.0}),
    ],
)
def test_an_item_judges_a_page(desk: CheckSession, name: str, spoiled: dict[str, Any]) -> None:
    """Good pages meet it, others miss it, and without a page nobody judges."""
    test, text = ITEMS[name].test, ":::note\nRest.\n:::"
    assert test is not None
    assert test(view_of(desk, text, a_page())).verdict == "met"
    assert test(view_of(desk, text, a_page(**spoiled))).verdict == "missed"
    assert test(view_of(desk, text)).verdict == "page"


def test_every_item_that_a_program_sees_has_a_case() -> None:
    tested = {name for name, item in ITEMS.items() if item.test}
    shown = {case.values[0] for case in cases()}
    assert tested - ON_PAGES - SHARED == shown
    missed = {case.values[0] for case in cases() if case.values[1] == "missed"}
    assert missed == shown


def test_the_instruments_have_all_their_items() -> None:
    assert [item.number for item in cdc.ITEMS] == list(range(1, 21))
    print_items = [*range(1, 13), *range(15, 20)]
    assert [item.number for item in pemat.UNDERSTANDING] == print_items
    assert [item.number for item in pemat.ACTING] == list(range(20, 27))
    assert [item.number for item in sam.ITEMS] == list(range(1, 23))


def test_what_only_a_person_can_answer_is_never_counted(desk: CheckSession) -> None:
    document, context = read(desk, "Some words.")
    personal = {item.asks for item in ITEMS.values() if item.test is None}
    for found in instruments(document, context):
        for answer in found.answers:
            if answer.asks in personal:
                assert answer.evidence.verdict == "person"
                assert answer.judge
                assert answer not in found.settled
                assert answer in found.for_a_person


def test_the_score_lies_between_what_is_sure_and_what_may_be(desk: CheckSession) -> None:
    document, context = read(desk, "Some words.")
    (found, *_) = instruments(document, context)
    data = found.describe()
    verdicts = [item["verdict"] for item in data["items"]]
    applicable = len(verdicts) - verdicts.count("not-applicable")
    still_open = verdicts.count("person") + verdicts.count("page")
    assert data["at_least"] == round(100 * verdicts.count("met") / applicable, 1)
    assert data["at_most"] == round(100 * (verdicts.count("met") + still_open) / applicable, 1)
    assert all(item["line"] for item in data["items"] if item["verdict"] == "missed")


def test_a_sign_of_what_a_person_must_judge_is_no_pass(desk: CheckSession) -> None:
    """“One main message” is there; whether it is the right one, no program can say."""
    document, context = read(desk, {"body": "Some words.", "main_message": "Do not drive today."})
    (found, *_) = instruments(document, context)
    first = found.answers[0]
    assert first.judge
    assert (first.evidence.verdict, first.verdict) == ("met", "person")
    assert first in found.for_a_person
    assert first not in found.settled


def an_instrument(*verdicts: Verdict, judge: str = "") -> InstrumentScore:
    answers = (Answer(n, "An item", judge, Evidence(verdict)) for n, verdict in enumerate(verdicts))
    return InstrumentScore("cdc", "CDC Index", 90.0, tuple(answers))


NEARLY = an_instrument(
    "met", "met", "met", "met", "met", "met", "met", "met", "missed", "person",
)  # fmt: skip


@pytest.mark.parametrize(
    ("score", "shown", "is_met", "is_missed"),
    [
        (an_instrument("met", "met"), "100", True, False),
        (an_instrument("met", "met", judge="Good?"), "0–100", False, False),
        (an_instrument("met", "person", "not-applicable"), "50–100", False, False),
        (an_instrument("met", "page"), "50–100", False, False),
        (an_instrument("met", "missed"), "50", False, True),
        (
            an_instrument(
                "met", "met", "met", "met", "met", "met", "met", "met", "missed", "person"
            ),
            "80–90",
            False,
            True,
        ),
        (an_instrument("not-applicable"), "–", True, False),
    ],
)
def test_an_instrument_waits_for_a_person_where_a_program_cannot_say(
    score: InstrumentScore, shown: str, is_met: bool, is_missed: bool
) -> None:
    """Missed, too, where too many signs are lacking: a person may mend no text."""
    assert (score.shown, score.is_met, score.is_missed) == (shown, is_met, is_missed)


def test_without_a_message_nothing_stands_first(desk: CheckSession) -> None:
    """CDC: a no on item 1 is a no on items 2 to 4."""
    document, context = read(desk, {"body": "![x](figures/x.svg)", "main_message": "Why?"})
    (found, *_) = instruments(document, context, a_page())
    assert [answer.evidence.verdict for answer in found.answers[:4]] == ["missed"] * 4


@pytest.mark.parametrize(
    "check", ["cdc-index", "pemat-understandability", "pemat-actionability", "sam"]
)
def test_a_poor_text_is_told_once_for_each_instrument(desk: CheckSession, check: str) -> None:
    document, context = read(desk, "20% failed. PLEASE DO NOT DRIVE. The patient must rest.")
    found = list(CHECKS[check].run(document, context).findings)
    assert len(found) == 1
    assert all("missing are: " in finding.message and finding.line for finding in found)
