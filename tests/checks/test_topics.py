"""Checks of whole topics and clinics, and the command that runs them."""

from __future__ import annotations

import datetime
import functools
import json
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handouts.assets import shipped_files
from handouts.checks import handlers
from handouts.checks.base import Context, Finding
from handouts.checks.plain_text import Document, to_plain_text
from handouts.checks.registry import CHECKS, text_checks
from handouts.checks.report import Report
from handouts.checks.review_notes import review_notes
from handouts.checks.run import check_clinic, check_document, check_shipped
from handouts.checks.session import CheckSession
from handouts.cli import main
from handouts.inputs.library import Library, Source, load_library
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.review import Kind, Review
from handouts.inputs.models.topic import Topic
from tests.builders import Spoiled, a_clinic, a_folder, a_topic, add, swap

pytestmark = pytest.mark.usefixtures("here")

TODAY = datetime.date(2026, 6, 1)
TEXT_CHECKS = {check.code: check for check in text_checks()}
SHIPPED = load_library(shipped_files(), {})


def a_desk(
    library: Library = SHIPPED, today: datetime.date = TODAY, **settings: Any
) -> CheckSession:
    return CheckSession(a_clinic(**settings), library, today)


def told(
    check: str,
    topic: Topic,
    *,
    desk: CheckSession | None = None,
    original: Topic | None = None,
    facts: FactBase | None = None,
) -> list[Finding]:
    """Return what one check says about a topic."""
    desk = desk or a_desk()
    document = to_plain_text(topic, desk.values(topic.locale))
    context = desk.context(document)
    if original:
        context = replace(context, original=to_plain_text(original, desk.values("en")))
    if facts:
        context = replace(context, facts=facts)
    return list(TEXT_CHECKS[check].run(document, context).findings)


def test_every_check_has_a_name_of_its_own_and_says_what_it_looks_for() -> None:
    checks = CHECKS.values()
    assert len({check.code for check in checks}) == len(checks)
    assert all(check.summary and check.needs in ("text", "clinic", "leaflet") for check in checks)


@pytest.mark.parametrize(("words", "expected"), [(500, 0), (600, 1)])
def test_a_sheet_holds_550_words(words: int, expected: int) -> None:
    assert len(told("word-budget", a_topic("word " * words))) == expected


def test_words_of_optional_sections_do_not_count() -> None:
    assert told("word-budget", a_topic(f"## More on this {{optional}}\n\n{'word ' * 600}")) == []


@pytest.mark.parametrize(
    ("today", "severity"),
    [
        (datetime.date(2026, 6, 1), None),
        (datetime.date(2026, 12, 1), "warning"),
        (datetime.date(2027, 1, 15), "warning"),
        (datetime.date(2027, 1, 16), "error"),
        (datetime.date(2026, 1, 1), "warning"),  # issued in the future
    ],
)
def test_review_dates(today: datetime.date, severity: str | None) -> None:
    found = told("review-date", a_topic(), desk=a_desk(today=today))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def a_translation(of_hash: str = "0123456789abcdef", **more: str) -> Topic:
    facts = {"of_version": "1.0", "of_hash": of_hash, "method": "human", **more}
    return replace(a_topic(translation=facts), locale="es")


def test_a_reviewed_translation_of_the_text_as_it_is_passes() -> None:
    topic = a_translation(reviewer="Ana Ruiz", reviewed="2026-05-01")
    assert told("translation", topic, original=a_topic()) == []


def test_a_translation_behind_its_original_is_told_with_the_new_hash() -> None:
    topic = a_translation("fedcba9876543210", reviewer="Ana Ruiz", reviewed="2026-05-01")
    (finding,) = told("translation-behind", topic, original=a_topic())
    assert finding.severity == "warning"
    assert "0123456789abcdef" in finding.message


def test_a_translation_that_nobody_reviewed_is_told() -> None:
    (finding,) = told("translation", a_translation(), original=a_topic())
    assert "no qualified translator" in finding.message


def test_a_translators_signature_on_record_counts() -> None:
    """The one under these very words; another kind stands for nothing here."""
    topic, desk = a_translation(), a_desk()
    document = to_plain_text(topic, desk.values("es"))
    context = replace(desk.context(document), original=to_plain_text(a_topic(), desk.values("en")))
    kinds: tuple[tuple[Kind, int], ...] = (("translation", 0), ("clinical", 1))
    for kind, expected in kinds:
        review = Review(
            topic=topic.id, locale="es", digest="ab" * 32, kind=kind, name="Ana Ruiz",
            role="Translator", date=TODAY,
        )  # fmt: skip
        signed = replace(context, reviews=(review,))
        found = TEXT_CHECKS["translation"].run(document, signed).findings
        assert len(list(found)) == expected


def test_a_translation_without_its_origin_is_an_error() -> None:
    (finding,) = told("translation", replace(a_topic(), locale="es"), original=a_topic())
    assert finding.severity == "error"
    assert told("translation", replace(a_topic(), locale="es")) == []  # an original in Spanish


def test_a_translation_prints_the_same_figures() -> None:
    body = "{{ facts.BEN_01.remission.medicine }}"
    topic = replace(a_translation(), body=body)
    assert told("translation-figures", topic, original=a_topic(body)) == []
    assert len(told("translation-figures", topic, original=a_topic("No figure."))) == 1
    assert len(told("translation-figures", a_translation(), original=a_topic(body))) == 1


def a_library(*locales: str) -> Library:
    sources: Mapping[tuple[str, str], Source] = {
        ("tiny", locale): Source("tiny", locale, b"", f"tiny/{locale}.md", "clinic")
        for locale in locales
    }
    return Library(sources)


@pytest.mark.parametrize(("there", "expected"), [(("en",), 1), (("en", "es"), 0)])
def test_a_topic_missing_in_a_language_of_the_clinic_is_told(
    there: tuple[str, ...], expected: int
) -> None:
    desk = a_desk(a_library(*there), locales=["en", "es"])
    assert len(told("untranslated", a_topic(), desk=desk)) == expected


def test_a_recalled_fact_needs_a_note_for_the_reviewer() -> None:
    facts = a_desk().facts
    assert facts.facts["AFTER-11"].status == "recalled"
    bare = facts.facts["AFTER-11"].model_copy(update={"confirm": ""})
    without = replace(facts, facts={**facts.facts, "AFTER-11": bare})
    topic = a_topic(facts=["AFTER-11"])
    assert told("recalled", topic) == []
    assert len(told("recalled", topic, facts=without)) == 1


def test_the_reviewer_is_told_what_to_confirm() -> None:
    (note,) = review_notes(a_topic(facts=["AFTER-11", "OVER-03"]), a_desk().facts)
    assert note.fact == "AFTER-11"
    assert note.is_recalled
    assert note.note


def test_a_fact_that_is_laxer_than_the_clinics_rule_is_an_error() -> None:
    topic = a_topic("Do not drive for {{ facts.AFTER_02.hours.value }} hours.")
    desk = a_desk(policy={"infusion": {"drive": "48-hours"}})
    (finding,) = told("policy", topic, desk=desk)
    assert finding.severity == "error"
    (finding,) = told("policy", topic)
    assert finding.severity == "warning"


def test_what_only_some_languages_have_is_skipped_in_others() -> None:
    topic = replace(a_topic("FDA-approved ketamine cures. It is 22%."), locale="fi")
    desk = a_desk()
    document = to_plain_text(topic, desk.values("fi"))
    context = desk.context(document)
    assert context.language is None
    found = {check.code: check.run(document, context) for check in text_checks()}
    assert {code for code, result in found.items() if result.status == "not_judged"} >= {"claims"}
    assert all(found[check.code].status != "passed" for check in text_checks() if check.concern)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.sampled_from(
            [
                "## ", "- ", "\n", "\n\n", ":::note\n", ":::fact-box\n", ":::", "rows: [",
                "fact: X\n", "{{ facts.BEN_01 }}", "{{ clinic.phone }}", "{{", "22 in 100 ",
                "1 of 7", "%", "*", "**", "| a | b |\n|---|---|\n", "cure ", "not ",
                "infusion (", "TMS ", "?", ". ", "…", "“", "’", "ñ", "你好", "{optional}",
                "1,", "0.5 mg ", "![", "](x)", "a" * 50,
            ]
        ),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_no_text_breaks_a_check(body: str) -> None:
    for locale in ("en", "es"):
        topic = replace(a_topic(body), locale=locale)
        document = to_plain_text(topic, FUZZ.values(locale))
        check_document(FUZZ, document)


FUZZ = a_desk()


@pytest.mark.parametrize(
    "text", ["1,", ". ", "1 to ", "infusion (", "not ", "a-", "…", "9 in 100 "]
)
def test_no_text_stops_the_checks(text: str) -> None:
    """Time grows with the length of a text, not with its square.

    Processor time: what else the machine does in the meantime does not count.
    """
    start = time.process_time()
    document = to_plain_text(a_topic(text * (30_000 // len(text))), FUZZ.values("en"))
    check_document(FUZZ, document)
    assert time.process_time() - start < 10


def test_a_check_of_ones_own_is_a_function() -> None:
    """The example of docs/checks.md."""
    from handouts.checks.base import Check

    def no_semicolons(document: Document, _: Context) -> list[Finding]:
        return [
            Finding("semicolon", "warning", document.file, block.line, "make two sentences of it")
            for block in document.blocks
            if ";" in block.text
        ]

    check = Check("semicolon", "sentences joined by a semicolon", "text", no_semicolons)
    desk = a_desk()
    document = to_plain_text(a_topic("One; two."), desk.values("en"))
    assert len(list(check.run(document, desk.context(document)).findings)) == 1


# Bars that a text misses, so that the list can only get shorter: an instruction leaves out what
# studies have shown (CDC item 11), and pages without a picture miss CDC item 5.
KNOWN_MISSES: dict[tuple[str, str], list[str]] = {
    ("how-it-works", "en"): ["CDC Index", "PEMAT-P to understand"],
    ("how-it-works", "es"): ["CDC Index", "PEMAT-P to understand"],
    ("compounded-and-at-home", "en"): ["CDC Index"],
    ("compounded-and-at-home", "es"): ["CDC Index"],
    ("crisis-help", "en"): ["CDC Index"],
    ("crisis-help", "es"): ["CDC Index"],
    ("for-your-companion", "en"): ["CDC Index"],
    ("for-your-companion", "es"): ["CDC Index"],
    ("history", "en"): ["CDC Index"],
    ("history", "es"): ["CDC Index"],
    ("medical-uses", "es"): ["CDC Index"],
    ("preparing-esketamine", "en"): ["CDC Index"],
    ("preparing-esketamine", "es"): ["CDC Index"],
    ("preparing-infusion", "en"): ["CDC Index", "PEMAT-P to understand"],
    ("preparing-infusion", "es"): ["CDC Index"],
    ("risks", "en"): ["PEMAT-P to act"],
    ("risks", "es"): ["PEMAT-P to act"],
    ("specific-groups", "en"): ["CDC Index"],
    ("specific-groups", "es"): ["CDC Index"],
    ("what-to-expect-esketamine", "en"): ["PEMAT-P to act"],
    ("what-to-expect-esketamine", "es"): ["PEMAT-P to act"],
    ("what-to-expect-infusion", "en"): ["PEMAT-P to act"],
    ("what-to-expect-infusion", "es"): ["PEMAT-P to act"],
}


@pytest.mark.parametrize(
    ("name", "locale"), [pytest.param(*key, id="-".join(key)) for key in sorted(SHIPPED.sources)]
)
def test_our_own_topics_pass(name: str, locale: str) -> None:
    """No error in any shipped topic; warnings are for the writer to weigh."""
    file = SHIPPED.sources[name, locale].file
    found = [finding for finding in shipped_report().findings if finding.file == file]
    assert [finding for finding in found if finding.severity == "error"] == []
    (examined,) = [item for item in shipped_report().texts if item.topic.file == file]
    missed = [item.title for item in examined.instruments if item.is_missed]
    assert missed == KNOWN_MISSES.get((name, locale), [])


@functools.cache
def shipped_report() -> Report:
    """Return the report on our own topics, on the day they were issued."""
    return check_shipped(datetime.date(2026, 11, 23))


def a_checked_folder(parent: Path, spoiled: Mapping[str, Spoiled] | None = None) -> Path:
    """Return the tiny clinic's folder; of our topics it builds one, so that a test is quick."""
    build = add("\nbuild: {topics: [risks]}\n")
    return a_folder(parent, {"clinic.yaml": build, **(spoiled or {})})


def test_a_clinics_own_topics_get_the_same_report(tmp_path: Path) -> None:
    folder = a_checked_folder(
        tmp_path, {"content/topics/other/en.md": add("\nKetamine cures 22% of patients.\n")}
    )
    report = check_clinic(folder, TODAY)
    found = {f.check for f in report.findings if f.file.endswith("other/en.md")}
    assert {"claims", "percent", "needed-blocks"} <= found
    assert {item.topic.id for item in report.texts} >= {"tiny", "everything", "other", "risks"}


def test_a_clinic_that_names_its_topics_is_told_of_those_and_its_own(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path, {"clinic.yaml": add("\nbuild:\n  topics:\n    - rsks\n    - risks\n")}
    )
    report = check_clinic(folder, TODAY)
    assert "what-to-expect-infusion" not in {item.topic.id for item in report.texts}
    (finding,) = [f for f in report.findings if f.check == "build-list"]
    lines = (folder / "clinic.yaml").read_text().split("\n")
    assert finding.line == lines.index("    - rsks") + 1


def test_a_topic_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path) -> None:
    folder = a_checked_folder(tmp_path, {"content/topics/other/en.md": swap("version:", "verson:")})
    report = check_clinic(folder, TODAY)
    assert any(f.check == "readable" and f.file.endswith("other/en.md") for f in report.findings)
    assert "tiny" in {item.topic.id for item in report.texts}


def test_measures_of_a_topic_are_data() -> None:
    desk = a_desk()
    document = to_plain_text(a_topic("Some more words."), desk.values("en"))
    data = check_document(desk, document).describe()
    assert data["words"] > 10
    assert data["scores"]["flesch_kincaid"] is not None


def test_the_command_reports_by_file_and_fails_on_errors(tmp_path: Path) -> None:
    folder = a_checked_folder(
        tmp_path, {"content/topics/other/en.md": add("\nKetamine cures you.\n")}
    )
    result = CliRunner().invoke(main, ["check", str(folder), "--no-pages", "--today", "2026-06-01"])
    assert result.exit_code == 1
    line = next(line for line in result.output.split("\n") if "[claims]" in line)
    assert line.startswith(str(folder / "content/topics/other/en.md") + ":")
    assert "error" in line


def test_the_command_gives_data(tmp_path: Path) -> None:
    folder = a_checked_folder(tmp_path)
    result = CliRunner().invoke(
        main, ["check", "-c", str(folder), "--no-pages", "--json", "--today", "2026-06-01"]
    )
    data = json.loads(result.output)
    (report,) = data["reports"]
    assert report["clinic"] == "tiny"
    assert data["today"] == "2026-06-01"
    assert {"check", "severity", "file", "line", "message", "excerpt"} == set(report["findings"][0])


def test_strict_lets_warnings_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    finding = Finding("x", "warning", "a.md", 1, "mind this")
    report = Report(None, (), (finding,))
    monkeypatch.setattr(handlers, "check_shipped", lambda _: report)
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    assert CliRunner().invoke(main, ["check", "--strict"]).exit_code == 1


def test_a_folder_that_is_none_is_wrong_input(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["check", str(tmp_path / "nowhere")])
    assert result.exit_code == 2
    assert "no such clinic folder" in result.output


def test_a_bad_folder_does_not_hide_the_report_on_a_good_one(tmp_path: Path) -> None:
    folder = a_checked_folder(tmp_path)
    result = CliRunner().invoke(
        main, ["check", str(folder), str(tmp_path / "nowhere"), "--no-pages"]
    )
    assert result.exit_code == 2
    assert "Tiny Clinic" in result.output


def test_the_checks_can_be_listed() -> None:
    result = CliRunner().invoke(main, ["check", "--list"])
    assert result.exit_code == 0
    assert all(check.code in result.output for check in CHECKS.values())
