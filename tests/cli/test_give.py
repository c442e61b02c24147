"""`handouts give`, `reprint` and `record`: a day at the desk, typed out."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from handouts.cli import main
from handouts.record.store import Record
from tests.builders import a_folder, add

TEXT = ("--format", "text")  # nothing is laid out: what is given makes no difference here
PROJECT = Path(__file__).parents[2]
SETS = "\nsets: {visit: {title: Visit, topics: [{topic: tiny}, {topic: other, give: offered}]}}\n"

pytestmark = [pytest.mark.pdf, pytest.mark.usefixtures("here")]


@pytest.fixture
def clinic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a clinic's folder, with the folder around it as the current one."""
    monkeypatch.chdir(tmp_path)
    return a_folder(tmp_path, {"clinic.yaml": add(SETS)})


def run(*arguments: object) -> Result:
    from handouts.batch import handlers

    handlers._sessions.clear()  # each command has workers of its own
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def given(*arguments: object) -> dict[str, Any]:
    """Return an issue that was given, as JSON data."""
    result = run("give", *arguments, "--json")
    assert result.exit_code == 0, result.output
    issue: dict[str, Any] = json.loads(result.stdout)
    return issue


def change(clinic: Path, old: str, new: str) -> None:
    settings = clinic / "clinic.yaml"
    settings.write_text(settings.read_text("utf-8").replace(old, new), encoding="utf-8")


def test_a_day_at_the_desk(clinic: Path, tmp_path: Path) -> None:
    first = given("visit", "-c", clinic, "--by", "rm")
    assert [item["topics"][0]["topic"] for item in first["items"]] == ["tiny"]
    written = tmp_path / "out" / "tiny" / "en" / "tiny.sheet.letter.pdf"
    sha256 = hashlib.sha256(written.read_bytes()).hexdigest()
    assert first["items"][0]["sha256"] == sha256
    assert first["chart"].endswith(f"Issue {first['id']}, by RM.")

    again = run("reprint", first["id"], "-c", clinic, "-o", "again")
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again/tiny/en/tiny.sheet.letter.pdf").read_bytes() == written.read_bytes()
    nothing = run("record", "superseded", "-c", clinic)
    assert (nothing.exit_code, nothing.output) == (
        0,
        "nothing to bin: all that was given is current\n",
    )

    change(clinic, "food_hours: 6", "food_hours: 8")
    listed = run("record", "superseded", "-c", clinic, "--json")
    assert listed.exit_code == 1
    (item,) = json.loads(listed.stdout)
    (changed,) = item["changes"]
    assert (changed["weight"], changed["gone"], changed["come"]) == ("number", ["6"], ["8"])
    assert (item["bin"], item["issues"]) == (first["items"][0]["topics"][0]["mark"], [first["id"]])
    told = run("record", "superseded", "-c", clinic).output
    assert "6 hours" in told
    assert f"bin {item['bin']}, keep {item['keep']}" in told

    refused = run("reprint", first["id"], "-c", clinic)
    assert refused.exit_code == 2
    assert "is superseded" in refused.output
    assert "--as-it-was" in refused.output
    second = given("visit", "-c", clinic)
    assert second["items"][0]["topics"][0]["mark"] == item["keep"]
    assert run("record", "binned", item["bin"], "-c", clinic).exit_code == 0
    assert run("record", "superseded", "-c", clinic).exit_code == 0

    listing = run("record", "list", "-c", clinic).output.splitlines()
    assert [line.partition(" UTC  ")[2] for line in listing] == [second["chart"], first["chart"]]
    only = run("record", "list", "-c", clinic, "--by", "rm", "--topic", "tiny", "--json")
    assert [issue["id"] for issue in json.loads(only.stdout)] == [first["id"]]

    checkpoint = run("record", "checkpoint", "-c", clinic).output.strip()
    fine = run("record", "verify", "-c", clinic, "--checkpoint", checkpoint)
    assert (fine.exit_code, fine.output[:7]) == (0, "3 lines")
    log = Record(clinic).log.path
    log.write_bytes(log.read_bytes().replace(b'"RM"', b'"TS"'))
    broken = run("record", "verify", "-c", clinic)
    assert broken.exit_code == 1
    assert f"{log}:1: " in broken.output


def test_a_reprint_needs_no_engine(clinic: Path, tmp_path: Path) -> None:
    issue = given("tiny", "-c", clinic, "--locale", "es")
    for path in clinic.iterdir():
        if path.is_file():
            path.write_text("not what it was")
    code = (
        "import sys; sys.modules |= dict.fromkeys(('weasyprint', 'pydyf', 'pikepdf', 'pypdfium2'));"
        "from handouts.cli import main; main()"
    )
    command = [sys.executable, "-c", code, "reprint", issue["id"], "-c", str(clinic), "-o", "again"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        [*command, "--as-it-was"], cwd=tmp_path, env=environment, check=False, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    data = (tmp_path / "again/tiny/es/tiny.sheet.letter.pdf").read_bytes()
    assert hashlib.sha256(data).hexdigest() == issue["items"][0]["sha256"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["riks"], "riks: no such topic"),
        (["tiny", "--today", "2040-01-01"], "had to be reviewed by 2027-01; it is not given"),
        (["tiny", "--by", "Zebulon Quartermain"], "a name is never kept in the record"),
        (["tiny", "--by", "R\x07\u202eM"], "a staff code has at most 4 letters"),
        (["tiny", "--print", "-o/etc/passwd"], "--print"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_given(clinic: Path, arguments: list[str], told: str) -> None:
    result = run("give", "-c", clinic, *arguments)
    assert result.exit_code == 2
    assert told in result.output
    assert Record(clinic).issues() == ()
    assert "Zebulon" not in result.output


def test_a_clinic_must_be_named_and_be_there() -> None:
    assert run("give", "risks").exit_code == 2
    assert run("reprint", "7K3F-92QD", "-c", "nowhere").exit_code == 2


def test_no_name_stays_anywhere(clinic: Path, tmp_path: Path) -> None:
    name = "Zebulon"
    run("give", "tiny", "-c", clinic, *TEXT, "--by", name)
    run("give", name, "-c", clinic)
    run("give", "tiny", "-c", clinic, *TEXT, "--print", name)
    run("reprint", name, "-c", clinic)
    given("tiny", "-c", clinic, *TEXT)
    for path in tmp_path.rglob("*"):
        assert name not in path.name
        assert path.is_dir() or name.encode() not in path.read_bytes()


def test_what_does_not_reach_the_printer_is_on_record(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    printed = tmp_path / "printed.txt"
    command = bin_folder / "lp"
    command.write_text(f'#!/bin/sh\necho "$@" >> {printed}\ntest "$2" = Front\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{bin_folder}:{os.environ['PATH']}")
    fine = run("give", "tiny", "-c", clinic, *TEXT, "--print", "Front", "--copies", "2")
    assert fine.exit_code == 0, fine.output
    (item,) = Record(clinic).issues()[0].items
    path = Record(clinic).path(item.to_print)
    assert printed.read_text() == f"-d Front -n 2 -t handouts -- {path}\n"
    away = run("give", "tiny", "-c", clinic, *TEXT, "--print", "Away")
    assert away.exit_code == 1
    assert "recorded, not printed" in away.output
    assert len(Record(clinic).issues()) == 2
    again = run("reprint", Record(clinic).issues()[0].id, "-c", clinic, "--print", "Front")
    assert again.exit_code == 0, again.output
    assert Record(clinic).entries()[-1].event == "printed-again"


def test_a_packet_and_a_text_are_given_too(clinic: Path, tmp_path: Path) -> None:
    packet = given("tiny", "other", "-c", clinic, "--packet")
    assert [topic["topic"] for topic in packet["items"][0]["topics"]] == ["tiny", "other"]
    assert (tmp_path / "out/tiny/en/packet.letter.pdf").exists()
    given("tiny", "-c", clinic, "--format", "text", "--format", "booklet")
    assert (tmp_path / "out/tiny/en/tiny.booklet.letter.print.pdf").exists()
    assert (tmp_path / "out/tiny/en/tiny.txt").exists()
    assert Record(clinic).verify()[1] == ()


def test_nothing_is_given_that_cannot_be_recorded(
    clinic: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given("tiny", "-c", clinic, *TEXT, "-o", "first")
    log = Record(clinic).log.path
    whole = log.read_bytes()
    log.write_bytes(whole[:-9])
    cut = run("give", "tiny", "-c", clinic, *TEXT)
    assert (cut.exit_code, f"{log}:1: " in cut.output) == (2, True)
    assert log.read_bytes() == whole[:-9]
    log.write_bytes(whole)

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        told = run("give", "tiny", "-c", clinic, *TEXT)
    assert (told.exit_code, "the disk is full" in told.output) == (2, True)
    assert "Patient leaflets given" not in told.output
    assert Record(clinic).verify() == (1, ())

    elsewhere = a_folder(tmp_path / "blocked", {"record": "in the way"})
    blocked = run("give", "tiny", "-c", elsewhere, *TEXT)
    assert (blocked.exit_code, "not written" in blocked.output) == (2, True)
    assert not (tmp_path / "out").exists()


def test_what_is_overdue_is_reprinted_only_as_it_was(clinic: Path) -> None:
    issue = given("tiny", "-c", clinic, *TEXT)
    late = run("reprint", issue["id"], "-c", clinic, "--today", "2040-01-01")
    assert (late.exit_code, "had to be reviewed by 2027-01" in late.output) == (2, True)
    fine = run("reprint", issue["id"], "-c", clinic, "--today", "2040-01-01", "--as-it-was")
    assert fine.exit_code == 0


def test_an_issue_is_compared_with_what_would_be_given_today(clinic: Path) -> None:
    issue = given("tiny", "-c", clinic)
    change(clinic, "food_hours: 6", "food_hours: 8")
    told = run("diff", issue["id"], "-c", clinic)
    assert told.exit_code == 1
    assert "6 -> 8" in told.output


def test_a_bundle_names_no_patient_and_one_that_does_is_written_nowhere(
    clinic: Path, tmp_path: Path
) -> None:
    issue = given("tiny", "-c", clinic, *TEXT, "--fhir", "ehr")
    written = json.loads((tmp_path / "ehr" / f"{issue['id']}.json").read_text("utf-8"))
    assert "subject" not in str(written)
    marker = "Patient/XYZZY-42"
    result = run("give", "tiny", "-c", clinic, *TEXT, "--fhir", "ehr", "--patient-ref", marker)
    assert result.exit_code == 0, result.output
    printed = json.loads(result.stdout)
    assert all(entry["resource"]["subject"]["reference"] == marker for entry in printed["entry"])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not [path for path in files if b"XYZZY" in path.read_bytes()]
    named = run("give", "tiny", "-c", clinic, *TEXT, "--patient-ref", "Maria Ortiz")
    assert (named.exit_code, "Ortiz" in named.output) == (2, False)


def test_a_web_page_is_not_given(clinic: Path) -> None:
    result = run("give", "tiny", "-c", clinic, "--format", "web")
    assert result.exit_code == 2
    assert "a web page is handed to nobody" in result.output
    assert not (clinic / "record").exists()
