"""Every claim and question of the source article is answered by a topic that really says it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from docs.make_coverage import FILE, PAGE, coverage_page, shipped_coverage
from handouts import assets
from handouts.document.parse import parse_topic
from handouts.errors import InvalidInput
from handouts.inputs.facts import shipped_facts
from handouts.inputs.library import load_library
from handouts.inputs.models.coverage import VERDICTS, Coverage
from handouts.inputs.models.topic import Topic
from handouts.inputs.validation import validate
from handouts.inputs.yaml import parse_yaml

ROWS = tuple(f"C{number:02d}" for number in range(1, 95))
QUESTIONS = tuple(f"S{number:02d}" for number in range(12, 22))
FRONT_PARTS = frozenset({"main message", "key points"})

# What the clinical review counted; a compound verdict counts as its first word.
VERDICT_COUNTS = dict(zip(VERDICTS, (23, 39, 4, 16, 8, 2, 2), strict=True))


@pytest.fixture(scope="module")
def coverage() -> Coverage:
    return shipped_coverage()


@pytest.fixture(scope="module")
def topics() -> dict[str, Topic]:
    """Return the shipped topics in English."""
    library = load_library(assets.shipped_files(), {})
    return {name: library.topic(name, "en") for name in library.ids}


def test_every_claim_and_question_has_an_answer(
    coverage: Coverage, topics: dict[str, Topic]
) -> None:
    """An answer is a section that exists, in a topic that cites one of the claim's facts."""
    assert list(gaps(coverage, topics)) == []


def test_rows_stand_in_the_order_of_the_article(coverage: Coverage) -> None:
    assert tuple(coverage.rows) == ROWS
    assert tuple(coverage.questions) == QUESTIONS


def test_verdicts_are_those_of_the_review(coverage: Coverage) -> None:
    verdicts = [claim.verdict for claim in coverage.rows.values()]
    assert {verdict: verdicts.count(verdict) for verdict in VERDICTS} == VERDICT_COUNTS


def test_the_page_is_up_to_date(coverage: Coverage) -> None:
    """`python docs/make_coverage.py` writes it."""
    assert PAGE.read_text("utf-8") == coverage_page(coverage)


def test_a_missing_row_is_a_gap(coverage: Coverage, topics: dict[str, Topic]) -> None:
    rows = {row: claim for row, claim in coverage.rows.items() if row != "C39"}
    assert list(gaps(coverage.model_copy(update={"rows": rows}), topics)) == ["C39: missing"]


def test_a_missing_question_is_a_gap(coverage: Coverage, topics: dict[str, Topic]) -> None:
    questions = {block: q for block, q in coverage.questions.items() if block != "S16"}
    spoiled = coverage.model_copy(update={"questions": questions})
    assert list(gaps(spoiled, topics)) == ["S16: missing"]


@pytest.mark.parametrize(
    ("old", "new", "gap"),
    [
        (
            "section: What was wrong in",
            "section: What is it in",
            "no section “What is it in the past?”",
        ),
        (
            "topic: history, section: What was wrong",
            "topic: past, section: What was wrong",
            "no topic",
        ),
        ("facts: [HIST-03, HIST-04, RISK-09]", "facts: [COST-01]", "cites none of COST-01"),
        ("facts: [HIST-03, HIST-04, RISK-09]", "facts: [HIST-99]", "no fact HIST-99"),
        ("topics: [benefits]", "topics: [gains]", "S15: no topic gains"),
    ],
)
def test_a_wrong_place_is_a_gap(topics: dict[str, Topic], old: str, new: str, gap: str) -> None:
    assert gap in "\n".join(gaps(read(with_change(old, new)), topics))


def test_a_heading_that_is_renamed_is_a_gap(coverage: Coverage, topics: dict[str, Topic]) -> None:
    """Whoever edits a topic is told which claim loses its answer."""
    renamed = library_text("history", "## What was wrong in the past?", "## What about war?")
    expected = ["C10: history has no section “What was wrong in the past?”"]
    assert list(gaps(coverage, {**topics, "history": renamed})) == expected


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("verdict: wrong", "verdict: nonsense", "verdict"),
        ("    left_out: a promise without a number\n", "", "say why it is `left_out`"),
        ("    left_out: a promise without", "    says: Hope\n    left_out: a promise", "says"),
    ],
)
def test_a_row_that_is_not_dealt_with_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        read(with_change(old, new))


def gaps(coverage: Coverage, topics: Mapping[str, Topic]) -> Iterator[str]:
    """Yield what is not answered, or answered by a place that is not there."""
    yield from (f"{row}: missing" for row in ROWS if row not in coverage.rows)
    yield from (f"{block}: missing" for block in QUESTIONS if block not in coverage.questions)
    for block, question in coverage.questions.items():
        yield from (f"{block}: no topic {name}" for name in question.topics if name not in topics)
    known = shipped_facts().facts
    for row, claim in coverage.rows.items():
        yield from (f"{row}: no fact {fact}" for fact in claim.facts if fact not in known)
    for row, answer in coverage.places():
        topic = topics.get(answer.topic)
        facts = coverage.rows[row].facts
        if topic is None:
            yield f"{row}: no topic {answer.topic}"
        elif answer.section not in sections(topic):
            yield f"{row}: {topic.id} has no section “{answer.section}”"
        elif not set(facts) & set(topic.front.facts):
            yield f"{row}: {topic.id} cites none of {', '.join(facts)}"


def sections(topic: Topic) -> frozenset[str]:
    """Return the headings and component titles of a topic, and its front parts."""
    document = parse_topic(topic)
    headings = {part.heading.html.unescape() for part in document.sections if part.heading}
    titles = {use.heading.source for use in document.components if use.heading}
    return FRONT_PARTS | headings | titles


def library_text(name: str, old: str, new: str) -> Topic:
    """Return a shipped topic in English with one change."""
    path = f"content/topics/{name}/en.md"
    text = assets.shipped_files()[path].decode()
    assert text.count(old) == 1
    return load_library({path: text.replace(old, new).encode()}, {}).topic(name, "en")


def with_change(old: str, new: str) -> str:
    """Return the coverage file with the first `old` replaced."""
    text = assets.shipped_files()[FILE].decode()
    assert old in text
    return text.replace(old, new, 1)


def read(text: str) -> Coverage:
    """Return the coverage in `text`."""
    return validate(Coverage, parse_yaml(text, FILE))
