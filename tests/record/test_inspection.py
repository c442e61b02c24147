"""A file that turns up: current, superseded, expired, altered or unknown."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result

from handouts.cli import main
from handouts.record.archive import LEAFLETS
from handouts.record.entries import ArchivedFile
from handouts.record.inspection import Inspection, inspect_file
from handouts.record.store import Record
from handouts.session import ClinicSession
from tests.batch_faults import batch
from tests.builders import TINY, a_folder, add, swap
from tests.conftest import Pdf
from tests.record.given import HAND, an_item

pytestmark = pytest.mark.pdf

TODAY = datetime.date(2026, 11, 23)


@pytest.fixture
def printed(tmp_path: Path, tiny_pdf: Pdf) -> Path:
    path = tmp_path / "printed.pdf"
    path.write_bytes(tiny_pdf("tiny"))
    return path


def inspected(path: Path, folder: Path = TINY, today: datetime.date = TODAY) -> Inspection:
    return inspect_file(path, ClinicSession(folder), today)


def test_a_fresh_leaflet_is_current_and_vouches_for_itself_only(printed: Path) -> None:
    found = inspected(printed)
    assert (found.state, found.proof) == ("current", "itself")
    assert "no archive or manifest here vouches for it" in found.vouched


def test_past_its_review_date_it_is_expired(printed: Path) -> None:
    found = inspected(printed, today=datetime.date(2040, 1, 1))
    assert (found.state, "2027-01-15" in found.topics[0].reason) == ("expired", True)


def test_a_changed_value_supersedes_it_and_is_named(printed: Path, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": swap("food_hours: 6", "food_hours: 8")})
    found = inspected(printed, folder)
    assert found.state == "superseded"
    (change,) = found.topics[0].comparison.changes
    assert (change.gone, change.come) == (("6",), ("8",))
    assert found.topics[0].current_mark in found.topics[0].reason


def test_words_that_were_kept_name_the_change_without_making_pages(
    printed: Path, tmp_path: Path, tiny: ClinicSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": swap("010-0100", "010-0109")})
    edition = tiny.edition("tiny", "en")
    record = Record(folder)
    record.give(HAND, [an_item(record)], {edition.digest: "\n".join(edition.words).encode()})
    monkeypatch.delattr(ClinicSession, "render")
    (change, *_) = inspected(printed, folder).topics[0].comparison.changes
    assert (change.weight, change.come) == ("phone", ("(555) 010-0109",))


def test_a_colour_does_not_supersede_it(printed: Path, tmp_path: Path) -> None:
    red = "\n:root { --color-heading: #701010; }\n"
    assert inspected(printed, a_folder(tmp_path, {"styles/brand.css": add(red)})).state == "current"


def test_the_archive_and_a_manifest_vouch_for_bytes(printed: Path, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    record = Record(folder)
    sha256 = record.archive.store(LEAFLETS, printed.read_bytes(), ".pdf")
    item = an_item(record)
    file = ArchivedFile(".pdf", sha256)
    issue = record.give(HAND, [type(item)(
        item.topics, "en", "sheet", "letter", 2, (file,), item.fingerprint
    )], {})  # fmt: skip
    found = inspected(printed, folder)
    assert (found.proof, found.issue) == ("archive", issue.id)
    assert found.vouched == f"byte for byte the archived one of issue {issue.id}"


@pytest.mark.usefixtures("here")
def test_a_manifest_vouches_for_what_a_batch_made(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": add("\nlocales: [en]\nbuild: {topics: [tiny]}\n")})
    settings = folder / "clinic.yaml"
    settings.write_text(settings.read_text("utf-8").replace("locales: [en, es]\n", ""), "utf-8")
    assert batch(folder, "-o", tmp_path / "out").exit_code == 0
    path = tmp_path / "out" / "tiny" / "en" / "tiny.sheet.letter.pdf"
    assert inspected(path, folder).proof == "manifest"
    path.write_bytes(path.read_bytes() + b"\n% stamped")
    assert inspected(path, folder).proof == ""


def test_a_file_that_was_saved_anew_is_unknown(printed: Path) -> None:
    with pikepdf.open(io.BytesIO(printed.read_bytes())) as pdf:
        pdf.save(printed)
    found = inspected(printed)
    assert (found.state, "nobody can tell" in found.vouched) == ("unknown", True)


def test_a_page_that_was_drawn_on_is_altered(printed: Path) -> None:
    with pikepdf.open(io.BytesIO(printed.read_bytes())) as pdf:
        pdf.pages[0].contents_add(b"q 0 0 50 50 re f Q")
        pdf.save(printed)
    found = inspected(printed)
    assert (found.state, "ALTERED" in found.vouched) == ("altered", True)


def test_another_clinics_leaflet_is_unknown(printed: Path, tmp_path: Path) -> None:
    folder = a_folder(tmp_path).rename(tmp_path / "elsewhere")
    found = inspected(printed, folder)
    assert found.state == "unknown"
    assert "made for tiny, not for elsewhere" in found.topics[0].reason


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["inspect", *map(str, arguments)])


@pytest.mark.usefixtures("here")
def test_the_command_says_it_in_words_and_in_json(printed: Path) -> None:
    fine = run(printed, "-c", TINY, "--today", "2026-11-23")
    assert (fine.exit_code, ": current" in fine.output) == (0, True)
    late = run(printed, "-c", TINY, "--today", "2040-01-01", "--json")
    assert late.exit_code == 1
    assert json.loads(late.output)[0]["state"] == "expired"
    none = run(__file__, "-c", TINY)
    assert (none.exit_code, "is not a PDF" in none.output) == (2, True)
