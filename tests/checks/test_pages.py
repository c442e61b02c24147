"""Checks of finished pages, and the quality report."""

from __future__ import annotations

import datetime
import functools
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner, Result

from handouts import assets
from handouts.authoring.overrides import copies
from handouts.checks import measures
from handouts.checks.base import CheckResult, Context, Finding, Leaflet
from handouts.checks.measures import NO_VALIDATOR
from handouts.checks.page_checker import with_pages
from handouts.checks.registry import CHECKS, clinic_checks, leaflet_checks
from handouts.checks.report import LeafletResult, Report, TextResult
from handouts.checks.run import check_clinic
from handouts.checks.session import CheckSession
from handouts.cli import main
from handouts.errors import Problem
from handouts.formats import FORMATS
from handouts.inputs.library import load_library
from handouts.reports.quality_pdf import quality_report, quality_view
from tests.builders import TINY, Spoiled, a_clinic, a_folder, a_topic, add, swap
from tests.pdf_ua import assert_pdf_ua, read_tags

pytestmark = pytest.mark.usefixtures("here")

TODAY = datetime.date(2026, 6, 1)
LEAFLET_CHECKS = {check.code: check for check in leaflet_checks()}
MARKS = {"reference": "TST-TINY", "version": "Version 1.0", "telephone number": "(555) 010-0100"}
FOOTER = "TST-TINY · Version\r\n1.0 (555)\u00a0010-0100 Ask us for large\r\nprint."
LARGE = tuple(f"{FOOTER} Page {number} of 4" for number in range(1, 5))
SHIPPED = load_library(assets.shipped_files(), {})


def a_leaflet(form: str = "sheet", **more: Any) -> Leaflet:
    """Return a leaflet of which every check thinks well."""
    good: dict[str, Any] = {
        "texts": (f"Front {FOOTER} Page 1 of 2", f"Back {FOOTER} Page 2 of 2"),
        "numbering": "Page {number} of {total} ",
        "help_line": "Ask us for large print.",
        "boxes": {"emergency": (1, 0.9), "call-us": (2, 0.5)},
        "marks": MARKS,
        "fills": (0.95, 0.8),
        "smallest_pt": 18.0 if form == "large-print" else 14.0,
        "body_pt": 18.0,
        "contrast": 12.0,
        "opening": ("title", "message", "key-points", "text"),
        "message_stands_out": True,
        "line_letters": (60, 64),
        "pdf_ua": (),
        "metadata": {
            "title": "What is this?", "language": "en", "clinic": "tiny", "topic": "tiny",
            "ref": "TST-TINY", "version": "1.0", "review_by": "2027-01-15",
            "content_digest": "0" * 64,
        },
    }  # fmt: skip
    return Leaflet(a_topic(), FORMATS[form], "letter", **{**good, **more})


def told(leaflet: Leaflet, check: str) -> list[Finding]:
    desk = CheckSession(a_clinic(), SHIPPED, TODAY)
    return list(LEAFLET_CHECKS[check].run(leaflet, desk.context()).findings)


def lacking(name: str) -> dict[str, str]:
    return {key: value for key, value in a_leaflet().metadata.items() if key != name}


SPOILED: list[tuple[str, Leaflet, str]] = [
    ("printable", a_leaflet(texts=(), failures=(Problem("a.md", 3, "12 mm over 2 pages"),)),
     "12 mm over"),
    ("brand", a_leaflet(brand=(("error", Problem("brand.css", 2, "1.5:1")),)), "1.5:1"),
    ("pdf-ua", a_leaflet(pdf_ua=("7.1-8: no metadata",)), "7.1-8"),
    ("page-fill", a_leaflet(fills=(0.95, 0.2)), "page 2 of 2 is 20% full"),
    ("page-fill", a_leaflet(fills=(0.5, 0.8)), "page 1 of 2 is 50% full"),
    ("page-count", a_leaflet("large-print", texts=(FOOTER,) * 5), "5 pages, at most 4"),
    ("front-page", a_leaflet(opening=("title", "key-points", "message")), "message does not come"),
    ("front-page", a_leaflet(opening=("title", "message", "text")), "key points do not come"),
    ("front-page", a_leaflet(message_stands_out=False), "looks like the text"),
    ("line-length", a_leaflet(line_letters=(84, 93)), "a long line has 84 letters, at most 70"),
    ("line-length", a_leaflet("booklet", line_letters=(30, 33)), "longest line has 33 letters"),
    ("toner", a_leaflet(saver_ink=0.12), "ink covers 12% with --toner-saver, at most 10%"),
    ("small-type", a_leaflet(smallest_pt=9.0), "9.0 pt, at least 10 pt"),
    ("metadata", a_leaflet(metadata=lacking("title")), "does not say its title"),
    ("metadata", a_leaflet(metadata={**lacking("x"), "language": "es"}), "is in “es”"),
    ("provenance", a_leaflet(texts=(FOOTER, "Back")), "page 2 lacks the reference"),
    ("provenance", a_leaflet(texts=(f"{FOOTER} Page 1 of 2", FOOTER)), "not say “Page 2 of 2”"),
    ("help-boxes", a_leaflet(boxes={"call-us": (2, 0.7)}), "the call-us box is low on page 2"),
    ("language-help", a_leaflet(texts=("Front", "Back")), "nowhere says “Ask us for large"),
    ("provenance", a_leaflet("trifold", texts=("Out", "In")), "page 1, 2 lacks"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "leaflet", "words"), SPOILED)
def test_a_check_of_pages_flags_what_it_must(check: str, leaflet: Leaflet, words: str) -> None:
    assert words in " ".join(finding.message for finding in told(leaflet, check))


@pytest.mark.parametrize("check", sorted(LEAFLET_CHECKS))
@pytest.mark.parametrize(
    "leaflet",
    [
        a_leaflet(),
        a_leaflet(pdf_ua=None),
        a_leaflet(saver_ink=0.09),
        a_leaflet("large-print", texts=LARGE, fills=(0.9, 0.9, 0.9, 0.05)),
        a_leaflet("trifold", texts=(FOOTER, "In"), fills=(0.3, 0.1), line_letters=(30, 33)),
        a_leaflet("card", texts=(FOOTER, "Back"), marks={**MARKS, "review date": "Jan 2027"}),
    ],
    ids=lambda leaflet: leaflet.format.name,
)
def test_a_check_of_pages_leaves_good_ones_alone(check: str, leaflet: Leaflet) -> None:
    assert told(leaflet, check) == []


def test_every_check_of_pages_has_a_case() -> None:
    assert {case[0] for case in SPOILED} == set(LEAFLET_CHECKS)


# Copies of our files.


def own(path: str, change: Callable[[bytes], bytes] = bytes) -> dict[str, bytes]:
    files = copies([path], assets.shipped_files())
    return {path: change(files[path])}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (own("styles/base/text.css"), None),
        (own("content/topics/risks/en.md"), None),
        ({"styles/brand.css": b"p { color: #000 }"}, None),
        (own("styles/base/text.css", lambda data: data.partition(b"\n")[2]), "does not say which"),
        (own("styles/base/text.css", lambda data: data.replace(b" */", b"")[:40] + b"*/"),
         "does not say which"),
    ],
)  # fmt: skip
def test_copies_of_our_files_are_traced(files: Mapping[str, bytes], words: str | None) -> None:
    clinic = a_clinic(files)
    desk = CheckSession(clinic, SHIPPED, TODAY)
    (check,) = [entry for entry in clinic_checks() if entry.code == "customized"]
    found = list(check.run(clinic, desk.context()).findings)
    assert [words in finding.message for finding in found if words] == ([True] if words else [])
    assert len(found) == bool(words)
    assert all(finding.severity == "warning" for finding in found)


def test_a_copy_of_an_older_file_is_told() -> None:
    path = "styles/base/text.css"
    (note, _, rest) = copies([path], assets.shipped_files())[path].partition(b"\n")
    old = note[:-19] + b"0123456789abcdef */"
    clinic = a_clinic({path: old + b"\n" + rest})
    (check,) = [entry for entry in clinic_checks() if entry.code == "customized"]
    (finding,) = check.run(clinic, CheckSession(clinic, SHIPPED, TODAY).context()).findings
    assert "customize --diff" in finding.message


# Real pages.

OWN = "content/topics/tiny/en.md"


def a_checked_folder(parent: Path, spoiled: Mapping[str, Spoiled] | None = None) -> Path:
    """Return the tiny clinic's folder; it builds one of our topics, in one language."""
    files: dict[str, Spoiled] = {
        OWN: None,
        "content/topics/other/en.md": None,
        "content/topics/everything/en.md": None,
        "content/topics/tiny/es.md": None,
        "clinic.yaml": building("benefits"),
    }
    return a_folder(parent, {**files, **(spoiled or {})})


def building(topics: str) -> Callable[[str], str]:
    """Return a change of clinic.yaml: English only, and these topics."""
    return lambda text: add(f"\nbuild: {{topics: [{topics}]}}\n")(swap("[en, es]", "[en]")(text))


@functools.cache
def tiny_report(folder: Path) -> Report:
    return with_pages(check_clinic(folder, TODAY), TODAY)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    return tiny_report(a_checked_folder(tmp_path_factory.mktemp("clinic")))


@pytest.mark.pdf
def test_a_good_leaflet_is_made_and_measured(report: Report) -> None:
    (looked,) = report.leaflets
    leaflet = looked.leaflet
    assert [finding for finding in looked.findings if finding.severity == "error"] == []
    assert leaflet.is_made
    assert leaflet.pdf_ua == ()
    assert leaflet.smallest_pt >= 10
    assert leaflet.body_pt == 12
    assert leaflet.contrast >= 7
    assert set(leaflet.marks) == {
        "reference", "version", "date of issue", "review date", "telephone number"
    }  # fmt: skip
    data = report.describe()
    assert json.loads(json.dumps(data))["leaflets"][0]["pdf_ua"] is True


@pytest.mark.pdf
def test_a_text_that_is_too_long_and_pale_words_are_told(tmp_path: Path) -> None:
    pale_text = (TINY / OWN).read_text("utf-8").replace("TST-TINY", "TST-PALE")
    pale_text = pale_text.replace("What is this?", "What is pale?")
    folder = a_checked_folder(
        tmp_path,
        {
            OWN: add("\n\nSome more words here." * 150),
            "content/topics/pale/en.md": pale_text,
            "clinic.yaml": building("tiny, pale"),
            "styles/brand.css": "h2 { color: #ccc }",
        },
    )
    report = with_pages(check_clinic(folder, TODAY), TODAY)
    long, pale = report.leaflets
    (finding,) = [item for item in long.findings if item.check == "printable"]
    assert finding.severity == "error"
    assert " mm over 2 pages" in finding.message
    assert not long.leaflet.is_made
    assert any(item.check == "brand" and item.line == 1 for item in pale.findings)
    assert pale.leaflet.contrast < 2


@pytest.mark.pdf
def test_without_a_referee_pdf_ua_is_not_judged_and_a_note_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measures, "PDF_UA_MODULE", "no_such_module_here")
    report = with_pages(check_clinic(a_checked_folder(tmp_path), TODAY), TODAY)
    assert report.notes == (NO_VALIDATOR,)
    assert report.leaflets[0].leaflet.pdf_ua is None
    assert not report.count("error")


def test_another_package_called_page_is_no_referee(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "PDF_UA_MODULE", "json")
    assert measures.pdf_ua_validator() is None


def checked(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments), "--today", str(TODAY)])


def test_without_pango_the_texts_are_checked_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handouts.cli.check.find_missing_libraries", lambda: ("pango",))
    result = checked(a_checked_folder(tmp_path))
    assert "no pages were looked at: pango missing" in result.output
    assert "1 text, 0 leaflets" in result.output
    assert result.exit_code == 0


@pytest.mark.pdf
def test_the_command_writes_the_report(tmp_path: Path) -> None:
    folder, file = a_checked_folder(tmp_path), tmp_path / "quality.pdf"
    result = checked(folder, "--report", file, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["reports"][0]["leaflets"][0]["made"]
    assert file.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["one", "two", "--report", "x.pdf"], "one clinic"),
        (["nowhere", "--report", "no/such/folder/x.pdf"], "no such clinic folder"),
    ],
)
def test_wrong_input_ends_with_2(
    arguments: list[str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = checked(*arguments)
    assert result.exit_code == 2
    assert words in result.output


# The quality report.


@pytest.mark.pdf
def test_the_quality_report_is_accessible_and_short(report: Report) -> None:
    pdf = quality_report(report, TODAY)
    assert_pdf_ua(pdf)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1
        assert str(document.Root.Lang) == "en"
        assert str(document.docinfo.Title) == "Quality report: Tiny Clinic, 1 June 2026"
    tables = read_tags(pdf).find("Table")
    assert len(tables) == 5
    assert all(tag.scope for table in tables for tag in table.find("TH"))
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf))
    assert "Tiny Clinic" in text
    assert "page-validation" in text
    assert quality_report(report, TODAY) == pdf


def results(needs: str, *found: Finding) -> tuple[CheckResult, ...]:
    """Return what all checks of texts, or of leaflets, said: nothing, but for these findings."""
    return tuple(
        CheckResult(
            check.code,
            "failed" if any(f.check == check.code and f.severity == "error" for f in found)
            else "passed",
            tuple(f for f in found if f.check == check.code),
        )
        for check in CHECKS.values()
        if check.needs == needs
    )  # fmt: skip


def an_examined(*found: Finding) -> TextResult:
    return TextResult(a_topic(), 100, None, (), results("text", *found))


def looked_at(leaflet: Leaflet, *found: Finding) -> LeafletResult:
    """Return a leaflet with what the checks of leaflets say, as they say it."""
    if found:
        return LeafletResult(leaflet, results("leaflet", *found))
    context = CheckSession(a_clinic(), SHIPPED, TODAY).context()
    said = tuple(check.run(leaflet, context) for check in leaflet_checks())
    return LeafletResult(leaflet, said)


def test_every_finding_of_every_check_is_counted_under_one_bar() -> None:
    found = [
        Finding(check.code, "warning", "tiny/en.md", None, "mind this")
        for check in CHECKS.values()
        if check.needs != "clinic"
    ]
    examined = an_examined(*found)
    looked = looked_at(a_leaflet(), *found)
    others = tuple(Finding(check.code, "warning", "x", None, "y") for check in clinic_checks())
    report = Report(a_clinic(), (examined,), others, (("tiny", "en"),), (looked,))
    view = quality_view(report, TODAY)
    assert sum(bar.remarks for bar in bars_of(view)) == len(found) + len(others)


@pytest.mark.parametrize(
    ("leaflet", "bar", "text", "state"),
    [
        (a_leaflet(), "Contrast of text", "1 of 1", "met"),
        (a_leaflet(contrast=3.0), "Contrast of text", "0 of 1", "missed"),
        (a_leaflet(body_pt=11.0), "Size of type", "0 of 1", "missed"),
        (a_leaflet(pdf_ua=()), "Screen readers", "1 of 1", "met"),
        (a_leaflet(pdf_ua=None), "Screen readers", "not judged", "none"),
        (a_leaflet(texts=(), failures=(Problem("a", 1, "over"),)), "Contrast of text",
         "not judged", "none"),
    ],
)  # fmt: skip
def test_the_bars_say_what_was_measured(leaflet: Leaflet, bar: str, text: str, state: str) -> None:
    looked = looked_at(leaflet)
    report = Report(a_clinic(), (an_examined(),), (), (("tiny", "en"),), (looked,))
    view = quality_view(report, TODAY)
    (result,) = [item.result for item in bars_of(view) if item.name == bar]
    assert (result.text, result.state) == (text, state)


def bars_of(view: Mapping[str, Any]) -> list[Any]:
    """Return all bars of a quality report."""
    return [*view["bars"], *(bar for half in view["rules"] for bar in half)]


def test_a_leaflet_that_was_not_made_is_told() -> None:
    leaflet = a_leaflet(texts=(), failures=(Problem("a", 1, "over"),))
    report = Report(a_clinic(), (an_examined(),), (), (("tiny", "en"),), (looked_at(leaflet),))
    (row,) = quality_view(report, TODAY)["rows"]
    assert ("not made", "missed") in [(cell.text, cell.state) for cell in row["cells"]]


def many_examined(count: int, **more: Any) -> tuple[TextResult, ...]:
    """Return texts of many topics in two languages."""
    return tuple(
        replace(an_examined(), topic=replace(a_topic(), id=f"t{n}", locale=locale), **more)
        for n in range(count)
        for locale in ("en", "es")
    )


@pytest.mark.pdf
@pytest.mark.parametrize("count", [0, 1, 60])
def test_the_quality_report_is_one_page_whatever_the_clinic(count: int) -> None:
    """All is told by then: errors, notes, an address, two languages."""
    fault = Finding("claims", "error", "x.md", 3, "a promise")
    examined = many_examined(count, results=results("text", fault))
    built = tuple((item.topic.id, item.topic.locale) for item in examined)
    clinic = a_clinic(address="The Old Pump House, 1200 Harbour Street, Portmouth, PM1 2AB")
    report = Report(clinic, examined, (), built, notes=(NO_VALIDATOR, "no pages were looked at"))
    pdf = quality_report(report, TODAY)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert len(document.pages) == 1


def test_texts_are_summed_up_by_language() -> None:
    examined = many_examined(30)
    built = tuple((item.topic.id, item.topic.locale) for item in examined)
    rows = quality_view(Report(a_clinic(), examined, (), built), TODAY)["rows"]
    assert [row["title"] for row in rows] == ["English, 30 texts", "Spanish, 30 texts"]


def test_signatures_on_record_are_counted() -> None:
    from handouts.inputs.models.review import Review, Reviews

    review = Review(
        topic="t0", locale="en", text_hash="0123456789abcdef", kind="clarity", name="B. Lee",
        role="Editor", date=TODAY,
    )  # fmt: skip
    clinic = replace(a_clinic(), reviews=Reviews((review,)))
    examined = many_examined(3)
    built = tuple((item.topic.id, item.topic.locale) for item in examined)
    persons = quality_view(Report(clinic, examined, (), built), TODAY)["persons"]
    records = {person["name"]: person["record"] for person in persons}
    assert records["Clear communication"] == "1 of 6"
    assert records["Clinical content"] == "0 of 6"
    assert records["Rules and numbers"] == "–"


def test_what_was_not_made_is_not_judged() -> None:
    report = Report(a_clinic(), (an_examined(),), (), (("tiny", "en"),))
    view = quality_view(report, TODAY)
    named = {bar.name: bar.result.state for bar in bars_of(view)}
    assert named["Screen readers"] == named["Contrast of text"] == named["Fits its pages"] == "none"
    assert "not looked at" in view["verdict"]


def test_a_clinicians_signature_and_a_past_review_date_show() -> None:
    from handouts.inputs.models.review import Review, Reviews

    review = Review(
        topic="tiny", locale="en", text_hash="0123456789abcdef", name="Dr. A", role="Psychiatrist",
        date=TODAY,
    )  # fmt: skip
    clinic = replace(a_clinic(), reviews=Reviews((review,)))
    report = Report(clinic, (an_examined(),), (), (("tiny", "en"),))
    cells = quality_view(report, datetime.date(2027, 2, 1))["rows"][0]["cells"]
    assert cells[-2].text == "2026-06-01"
    assert (cells[-3].text, cells[-3].state) == ("2027-01-15", "missed")


def test_the_context_is_what_checks_of_pages_get() -> None:
    """A check of one's own, as in docs/checks.md."""

    def no_third_page(leaflet: Leaflet, _: Context) -> list[Finding]:
        many = len(leaflet.texts) > 2
        return [Finding("third", "error", leaflet.topic.file, None, "too long")] if many else []

    context = CheckSession(a_clinic(), SHIPPED, TODAY).context()
    assert no_third_page(a_leaflet(), context) == []
    assert len(no_third_page(a_leaflet(texts=("", "", "")), context)) == 1
