"""The command line, in this process and in real ones."""

from __future__ import annotations

import datetime
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from handouts import __version__
from handouts.cli import COMMANDS, Reported, main
from handouts.cli.options import today_option
from handouts.errors import HandoutsError
from tests.batch_faults import session_members
from tests.builders import TINY, a_folder, swap

PROJECT = Path(__file__).parents[2]
SHEET = "tiny/en/tiny.sheet.letter.pdf"


def run(*arguments: str | Path) -> Result:
    """Return the result of a command in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def start(*arguments: str | Path, cwd: Path) -> subprocess.Popen[str]:
    """Return a command that runs in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "handouts", *map(str, arguments)],
        cwd=cwd,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


# --- help ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_command_has_help_with_an_example_or_its_options(name: str) -> None:
    result = run(*filter(None, [name]), "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.stdout
    short = run(*filter(None, [name]), "-h")
    assert short.stdout == result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_has_the_first_line_of_each_commands_help(name: str) -> None:
    command = main.get_command(click.Context(main, **main.context_settings), name)
    assert command
    assert command.get_short_help_str(limit=200) == COMMANDS[name]


def test_a_character_the_terminal_lacks_is_escaped_not_fatal() -> None:
    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="ascii")
    Reported(HandoutsError("“é”")).show(stream)
    stream.flush()
    assert buffer.getvalue() == b"\\u201c\\xe9\\u201d\n"


def test_version() -> None:
    assert run("--version").stdout == f"handouts, version {__version__}\n"


def test_no_command_is_wrong_usage() -> None:
    assert run().exit_code == 2
    assert run("rendr").exit_code == 2
    assert run("render").exit_code == 2


# --- render --------------------------------------------------------------------------------------


@pytest.mark.pdf
def test_render_names_the_file_and_its_pages(tmp_path: Path) -> None:
    result = run("render", "tiny", "-c", TINY, "-o", tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{tmp_path / SHEET}  (1 pages)\n"
    assert (tmp_path / SHEET).read_bytes().startswith(b"%PDF-")


@pytest.mark.pdf
def test_quiet_prints_nothing(tmp_path: Path) -> None:
    result = run("render", "tiny", "-c", TINY, "-o", tmp_path, "-q")
    assert (result.exit_code, result.output) == (0, "")


@pytest.mark.pdf
def test_json_tells_programs_what_was_made_and_what_was_not(tmp_path: Path) -> None:
    result = run("render", "tiny", "everything", "-c", TINY, "-o", tmp_path, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert found["leaflets"] == [
        {
            "path": str(tmp_path / SHEET), "clinic": "tiny", "topics": ["tiny"], "locale": "en",
            "format": "sheet", "paper": "letter", "pages": 1,
        }
    ]  # fmt: skip
    (problem,) = found["problems"]
    assert problem["file"].endswith("everything/en.md")
    assert "does not fit" in problem["message"]
    assert problem["message"] in result.stderr


@pytest.mark.pdf
def test_a_warning_about_the_brand_fails_nothing(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"styles/brand.css": "p {\n  colour: red;\n}"})
    result = run("render", "tiny", "-c", folder, "-o", tmp_path / "out")
    assert result.exit_code == 0
    assert result.stderr.startswith(f"warning: {folder}/styles/brand.css:2: ")


@pytest.mark.pdf
def test_an_earlier_pdf_is_replaced(tmp_path: Path) -> None:
    (tmp_path / SHEET).parent.mkdir(parents=True)
    (tmp_path / SHEET).write_bytes(b"old")
    assert run("render", "tiny", "-c", TINY, "-o", tmp_path).exit_code == 0
    assert (tmp_path / SHEET).read_bytes().startswith(b"%PDF-")
    assert len(list((tmp_path / SHEET).parent.iterdir())) == 1


def test_without_a_clinic_the_example_is_used_and_said_so(tmp_path: Path) -> None:
    result = run("render", "nothing", "-o", tmp_path)
    assert result.stderr.startswith("No clinic named: using the example clinic.")
    assert not run("render", "nothing", "-o", tmp_path, "-q").stderr.startswith("No clinic")


# --- topics --------------------------------------------------------------------------------------


def test_topics_lists_the_clinic_s_and_ours() -> None:
    result = run("topics", "-c", TINY)
    assert result.exit_code == 0
    assert "tiny (yours)" in result.stdout
    assert "risks" in result.stdout


def test_topics_as_json() -> None:
    entries = {
        entry["id"]: entry for entry in json.loads(run("topics", "-c", TINY, "--json").stdout)
    }
    assert entries["tiny"]["locales"] == ["en", "es"]
    assert (entries["tiny"]["origin"], entries["risks"]["origin"]) == ("clinic", "shipped")
    assert len(entries["tiny"]["text_hash"]) == 16


def test_topics_lists_the_rest_when_one_is_broken(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, {"content/topics/tiny/en.md": swap("kind: information", "kind: x")})
    result = run("topics", "-c", folder)
    assert result.exit_code == 2
    assert "tiny/en.md:6: kind: " in result.stderr
    assert "other (yours)" in result.stdout


# --- init ----------------------------------------------------------------------------------------


INIT = (
    "--name",
    "Oak: “Clinic”",
    "--phone",
    "0123",
    "--after-hours-phone",
    "0124",
    "--region",
    "UK",
)


def test_init_asks_for_nothing_that_the_options_say(tmp_path: Path) -> None:
    result = run("init", tmp_path / "oak", *INIT)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Next:" in result.stdout
    assert (tmp_path / "oak/clinic.yaml").is_file()


@pytest.mark.pdf
def test_what_init_writes_renders_at_once(tmp_path: Path) -> None:
    run("init", tmp_path / "oak", *INIT)
    # The first of them prints blanks to write in, in the coloured head too.
    topics = ("what-to-expect-infusion", "risks")
    result = run("render", *topics, "-c", tmp_path / "oak", "-o", tmp_path / "out")
    assert result.exit_code == 0, result.stderr
    assert list(tmp_path.rglob("risks.sheet.a4.pdf"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (INIT[2:], "--name is missing, and there is no terminal to ask on"),
        ((*INIT, "--region", "XX"), "Invalid value for '--region'"),
        ((*INIT, "--locale", "xx"), "--locale xx: there is en, es"),
        ((*INIT, "--phone", "none"), "--phone: “none” has no digits"),
        ((*INIT, "--website", "our page"), "--website: “our page” is not a web address"),
        ((*INIT, "--name", "Oak \N{DECIDUOUS TREE}"), "--name: no font prints"),
    ],
)
def test_init_says_what_it_needs(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("init", tmp_path / "oak", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (tmp_path / "oak").exists()


def test_names_of_papers_formats_and_regions_are_known_in_any_case(tmp_path: Path) -> None:
    init = [word if word != "UK" else "uk" for word in INIT]
    assert run("init", tmp_path / "oak", *init, "--paper", "A4").exit_code == 0
    assert "region: UK" in (tmp_path / "oak/clinic.yaml").read_text("utf-8")
    arguments = ("risks", "-c", tmp_path / "oak", "-o", tmp_path / "out", "--format", "Text")
    assert run("render", *arguments, "--paper", "A4").exit_code == 0


def test_init_writes_over_nothing(tmp_path: Path) -> None:
    run("init", tmp_path / "oak", *INIT)
    (tmp_path / "oak/clinic.yaml").write_text("mine")
    result = run("init", tmp_path / "oak", *INIT)
    assert result.exit_code == 2
    assert "is there already; name a folder that does not exist yet" in result.stderr
    assert (tmp_path / "oak/clinic.yaml").read_text() == "mine"


# --- real processes ------------------------------------------------------------------------------


@pytest.mark.pdf
def test_a_real_process_prints_pure_json(tmp_path: Path) -> None:
    """No banner, no warning of a library, no word of ours on standard output."""
    process = start("render", "tiny", "-c", TINY, "-o", "out", "--json", cwd=tmp_path)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (0, "")
    assert Path(json.loads(out)["leaflets"][0]["path"]) == Path("out") / SHEET


def test_a_real_process_reports_bad_input(tmp_path: Path) -> None:
    process = start("render", "tinny", "-c", TINY, "-o", "out", cwd=tmp_path)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    assert err == "tinny: no such topic; did you mean tiny?\n"
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_the_output_is_told(tmp_path: Path) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "handouts", "check", "--list"]
        done = subprocess.run(
            command, cwd=PROJECT, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60
        )
    assert done.returncode == 2
    assert done.stderr.startswith("the output of this command could not be written: the disk is")
    assert done.stderr.count("\n") == 1


@pytest.mark.pdf
@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_ctrl_c_stops_a_real_process_with_whole_files_only(tmp_path: Path) -> None:
    long = {"content/topics/tiny/en.md": lambda text: text + "\nMany words stand here.\n" * 600}
    folder = a_folder(tmp_path, long)
    process = start("render", "tiny", "other", "-c", folder, "--packet", "-o", "out", cwd=tmp_path)
    # The command, the process that workers are forked from, its helper, and a worker.
    wait_for(lambda: len(session_members(process.pid)) == 4)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert not list(tmp_path.rglob("*.part"))


def wait_for(condition: object) -> None:
    """Wait until `condition()` holds, and a moment more."""
    assert callable(condition)
    for _ in range(400):
        if condition():
            break
        time.sleep(0.05)
    time.sleep(0.4)


@pytest.mark.parametrize(
    ("stopped", "day"),
    [("0", "1970-01-01"), ("1795608000", "2026-11-25"), ("", None), ("soon", None)],
)
def test_the_clock_can_be_stopped(
    stopped: str, day: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As reproducible-builds.org asks for; what is no number of seconds is not listened to."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", stopped)
    told: list[datetime.date] = []
    command = click.command()(today_option(lambda today: told.append(today)))
    assert CliRunner().invoke(command, []).exit_code == 0
    assert (told[0].isoformat() == day) if day else (told[0].year > 2025)
