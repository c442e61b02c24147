"""Reading a printed PDF back: what it was made from, and whether it may still be handed out."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from handouts.cli import main
from handouts.errors import HandoutsError
from handouts.pdf.provenance import inspect_pdf
from handouts.session import ClinicSession
from tests.builders import TINY, a_folder
from tests.conftest import Pdf

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("here")]

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def printed(tmp_path: Path, tiny_pdf: Pdf) -> Path:
    path = tmp_path / "printed.pdf"
    path.write_bytes(tiny_pdf("tiny"))
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["inspect", *(str(argument) for argument in arguments)])


def test_a_fresh_leaflet_is_current_and_unaltered(printed: Path, tiny: ClinicSession) -> None:
    report = inspect_pdf(printed, tiny.library, TODAY)
    assert (report.clinic, report.locale, report.format) == ("tiny", "en", "sheet")
    assert report.topics[0].state == "current"
    assert report.good


def test_past_its_review_date_it_is_expired(printed: Path, tiny: ClinicSession) -> None:
    report = inspect_pdf(printed, tiny.library, datetime.date(2040, 1, 1))
    assert report.topics[0].expired
    assert not report.good


def test_a_changed_text_supersedes_it(printed: Path, tmp_path: Path, tiny: ClinicSession) -> None:
    topic = inspect_pdf(printed, tiny.library, TODAY).topics[0].topic
    source = tiny.library.sources[topic, "en"]
    newer = source.text.replace(b"short_title: ", b"short_title: New ", 1)
    folder = a_folder(tmp_path, {f"content/topics/{topic}/en.md": newer})
    report = inspect_pdf(printed, ClinicSession(folder).library, TODAY)
    assert report.topics[0].state == "superseded"


def test_a_page_that_was_drawn_on_is_altered(printed: Path, tiny: ClinicSession) -> None:
    with pikepdf.open(printed, allow_overwriting_input=True) as pdf:
        pdf.pages[0].contents_add(b"q 0 0 50 50 re f Q")
        pdf.pages[0].contents_coalesce()
        pdf.save(printed)
    assert inspect_pdf(printed, tiny.library, TODAY).altered


def test_a_mere_resave_is_not_an_alteration(printed: Path, tiny: ClinicSession) -> None:
    with pikepdf.open(printed, allow_overwriting_input=True) as pdf:
        pdf.save(
            printed, recompress_flate=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    assert not inspect_pdf(printed, tiny.library, TODAY).altered


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"not a PDF", "is not a PDF that can be read"), (None, "cannot be read")],
)
def test_other_files_are_refused(
    tmp_path: Path, tiny: ClinicSession, content: bytes | None, said: str
) -> None:
    path = tmp_path / "x.pdf"
    if content:
        path.write_bytes(content)
    with pytest.raises(HandoutsError, match=said):
        inspect_pdf(path, tiny.library, TODAY)


def test_a_pdf_of_somebody_else_is_refused(tmp_path: Path, tiny: ClinicSession) -> None:
    path = tmp_path / "x.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    with pytest.raises(HandoutsError, match="was not made by handouts"):
        inspect_pdf(path, tiny.library, TODAY)


def test_the_command_says_it_in_words_and_in_json(printed: Path) -> None:
    fine = run(printed, "-c", TINY, "--today", "2026-11-23")
    assert (fine.exit_code, "current text" in fine.output) == (0, True)
    late = run(printed, "-c", TINY, "--today", "2040-01-01", "--json")
    assert late.exit_code == 1
    assert json.loads(late.output)[0]["topics"][0]["expired"] is True
