"""A clinic's leaflets as a static site."""

from __future__ import annotations

import json
import posixpath
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli import main
from handouts.session import ClinicSession
from handouts.web.library import PAGE, library
from handouts.web.requests import LibraryReply
from tests.builders import SETTINGS, a_folder, add

BUILD = "web_base: https://harbor.example/l\nbuild: {topics: [risks, bladder-health]}\n"
LOCALES = "locales: [en, es]\npolicy: {infusion: {drive: next-day-after-sleep}}\n"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> ClinicSession:
    """Return a clinic that publishes two leaflets in two languages."""
    folder = tmp_path_factory.mktemp("published")
    settings = "".join(f"{key}: {value}\n" for key, value in SETTINGS.items())
    (folder / "clinic.yaml").write_text(settings + BUILD + LOCALES, encoding="utf-8")
    return ClinicSession(folder)


def test_a_library_has_stable_addresses_and_every_link_leads_somewhere(
    session: ClinicSession,
) -> None:
    pdfs = {("risks", "en", "sheet"), ("risks", "en", "large-print")}
    files, problems = library(session, pdfs)
    assert problems == ()
    assert {"index.html", "en/index.html", "es/KET-RISKS/index.html", "en/words/index.html",
            "index.json", "sitemap.xml"} <= set(files)  # fmt: skip
    assert all(PAGE.fullmatch(path) for path in files)
    there = {*files, "en/KET-RISKS/sheet.pdf", "en/KET-RISKS/large-print.pdf"}
    for path, data in files.items():
        for href in re.findall(rb'href="([^"#]*)"', data):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href.decode()))
            if href.endswith(b"/"):
                target = posixpath.normpath(f"{target}/index.html")
            assert target in there, (path, href)
    risks = files["en/KET-RISKS/index.html"].decode()
    assert 'href="sheet.pdf"' in risks
    assert 'href="../../es/KET-RISKS/"' in risks
    assert "<loc>https://harbor.example/l/es/KET-RISKS/</loc>" in files["sitemap.xml"].decode()


def test_the_index_shows_questions_editions_and_who_signed(session: ClinicSession) -> None:
    files, _ = library(session)
    edition = session.edition("risks", "en").mark
    entry = next(
        entry
        for entry in json.loads(files["index.json"])["leaflets"]
        if (entry["topic"], entry["locale"]) == ("risks", "en")
    )
    assert (entry["edition"], entry["state"], entry["printed"]) == (edition, "draft", {})
    assert entry["page"] == "en/KET-RISKS/"
    shown = files["en/index.html"].decode().replace("\u00a0", " ")
    assert entry["title"] in shown
    assert edition in shown
    assert "has reviewed this text" in shown
    words = files["en/words/index.html"].decode()
    assert "bladder" in words
    assert "(555)" in words


def test_only_what_a_library_consists_of_is_taken_from_a_worker() -> None:
    reply = LibraryReply((("../x/index.html", 1), ("en/KET-1/index.html", 1)), data=b"ab")
    assert reply.files() == {"en/KET-1/index.html": b"b"}


def test_a_new_run_deletes_what_is_gone_and_touches_no_strange_folder(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": add("build: {topics: [tiny, risks]}\n")})
    out = tmp_path / "public"
    command = ["site", str(folder), "-o", str(out), "--no-pdf"]
    assert CliRunner().invoke(main, command).exit_code == 0
    assert (out / "en/KET-RISKS/index.html").is_file()
    settings = (folder / "clinic.yaml").read_text("utf-8")
    (folder / "clinic.yaml").write_text(settings.replace("[tiny, risks]", "[tiny]"))
    assert CliRunner().invoke(main, command).exit_code == 0
    assert not (out / "en/KET-RISKS/index.html").exists()
    assert (out / "en/TST-TINY/index.html").is_file()
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "notes.txt").write_text("mine")
    result = CliRunner().invoke(main, ["site", str(folder), "-o", str(strange), "--no-pdf"])
    assert result.exit_code == 2
    assert "something else than a library" in result.output
