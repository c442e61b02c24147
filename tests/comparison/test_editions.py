"""What changed between two PDFs: their words, and the pages that look different."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handouts.cli import main
from handouts.comparison.editions import EditionComparison, compare_pdfs
from handouts.comparison.requests import PdfPair
from handouts.errors import InvalidInput
from handouts.reports.changes_pdf import changes_report
from handouts.session import ClinicSession
from tests.builders import a_folder, swap
from tests.conftest import Pdf, page_texts
from tests.pdf_ua import assert_pdf_ua

pytestmark = pytest.mark.pdf

TOPIC = "content/topics/tiny/en.md"


@pytest.fixture(scope="module")
def old(tiny_pdf: Pdf) -> bytes:
    return tiny_pdf("tiny")


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = a_folder(
        tmp_path_factory.mktemp("new"),
        {
            "clinic.yaml": swap("food_hours: 6", "food_hours: 8"),
            TOPIC: swap("This is a small leaflet.", "This is a little leaflet."),
        },
    )
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"])
    return session.render(spec).pdf


@pytest.fixture(scope="module")
def found(old: bytes, new: bytes) -> EditionComparison:
    return compare_pdfs(PdfPair("old.pdf", "new.pdf", old, new))


def test_only_what_changed_is_told(found: EditionComparison) -> None:
    assert [(change.weight, change.gone, change.come) for change in found.words.changes] == [
        ("number", ("6",), ("8",)),
        ("words", (), ()),
    ]
    assert [page.number for page in found.pages] == [1]


def test_a_pdf_is_no_different_from_itself(old: bytes) -> None:
    start = time.perf_counter()
    found = compare_pdfs(PdfPair("a.pdf", "b.pdf", old, old))
    assert found.is_same
    assert time.perf_counter() - start < 15  # takes 0.15 s on a quiet machine


def test_what_is_none_of_ours_is_told(old: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"new\.pdf: is not a PDF"):
        compare_pdfs(PdfPair("old.pdf", "new.pdf", old, b"nonsense"))


def test_the_report_shows_changes_and_pages_and_meets_pdf_ua(found: EditionComparison) -> None:
    report = changes_report([found], "letter")
    assert_pdf_ua(report)
    text = " ".join(" ".join(page_texts(report)).split())
    assert "6 → 8" in text
    assert "−6" in text  # told by a sign, not by colour alone
    assert text.index("Numbers") < text.index("Other sentences")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["diff", *map(str, arguments)])


@pytest.mark.usefixtures("here")
def test_the_command_tells_numbers_first(tmp_path: Path, old: bytes, new: bytes) -> None:
    before, after = tmp_path / "old.pdf", tmp_path / "new.pdf"
    before.write_bytes(old)
    after.write_bytes(new)
    same = run(before, before)
    assert (same.exit_code, "no difference" in same.output) == (0, True)
    told = run(before, after)
    assert told.exit_code == 1
    assert told.output.index("6 -> 8") < told.output.index("[-small-] {+little+}")
    (data,) = json.loads(run(before, after, "--json").stdout)
    assert (data["same"], data["pages"]) == (False, [1])
    report = tmp_path / "changes.pdf"
    assert run(before, after, "-q", "--report", report).output == ""
    assert report.read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.pdf", "nowhere.pdf"], "nowhere.pdf: cannot be read"),
        (["7K3F-92QD"], "name two PDFs, or an issue"),
        (["7K3F-92QD", "-c", "."], "no such issue; nothing has been given yet"),
    ],
)
def test_what_cannot_be_compared(arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.output
