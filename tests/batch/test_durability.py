"""Whatever ends a batch, every PDF is whole, the manifest is true, and the next run carries on."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from handouts.batch import build
from handouts.batch.build import Request, Result, Summary, run_batch
from handouts.batch.journal import Journal, read_journal
from handouts.batch.manifest import Entry, Leaflet, mismatched_entries, read_manifest
from handouts.batch.requests import RenderReply
from handouts.errors import HandoutsError, WriteError
from handouts.isolation.pool import Stop
from handouts.isolation.tasks import Outcome, Task
from tests.batch_faults import (
    add_clinic,
    at_once,
    batch,
    plan_known,
    record,
    results,
    session_members,
    start_spoiled,
    tree,
    wait_until,
)
from tests.conftest import TODAY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
Tasks: TypeAlias = "Iterable[Task[RenderReply]]"
FAKE = {"render": "fake_pdf", "here": True}
SLOW = {"render": "slow_fake_pdf"}


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of three clinics with two leaflets each."""
    folder = tmp_path_factory.mktemp("durable") / "clinics"
    for name in ("east", "north", "west"):
        add_clinic(folder, name)
    return folder


@pytest.fixture(scope="module")
def undisturbed(clinics: Path) -> dict[str, bytes]:
    """Return what a run with stand-ins for PDFs leaves behind if nothing happens to it."""
    output = clinics.parent / "undisturbed"
    run_here(clinics, output)
    return tree(output)


@pytest.fixture
def output(undisturbed: dict[str, bytes], tmp_path: Path) -> Path:
    """Return an output folder in which the plan is known and everything is to do."""
    return plan_known(tmp_path / "out", undisturbed["manifest.json"])


def finish(process: subprocess.Popen[str], status: int) -> tuple[str, str]:
    """Return what a process printed; it must end with `status`, and nothing of it live on."""
    out, err = process.communicate(timeout=60)
    assert process.returncode == status, err
    assert wait_until(lambda: not session_members(process.pid), 5)
    return out, err


def true_manifest(output: Path) -> None:
    """Assert that the manifest on disk, if any, claims nothing that is not so."""
    assert mismatched_entries(output, read_manifest(output / "manifest.json")) == []
    for path in output.glob("*/*/*.pdf"):
        assert path.read_bytes().endswith(b"%%EOF\n"), f"{path} is torn"


class Nobody:
    """A listener that does not care."""

    def start(self, total: int) -> None:
        pass

    def on_result(self, result: Result) -> None:
        pass


def run_here(clinics: Path, output: Path, **changed: Any) -> Summary:
    """Run a batch in this process with stand-ins for PDFs."""
    request = Request(folders=(clinics,), output=output, today=TODAY)
    return run_batch(dataclasses.replace(request, **changed), Nobody(), lambda: False, at_once)


# --- ended from outside -----------------------------------------------------------------------


@pytest.mark.slow
def test_killed_again_and_again_it_converges(
    clinics: Path, undisturbed: dict[str, bytes], output: Path
) -> None:
    """Kill -9 at random moments, until a run gets through; each time the manifest is true."""
    chance = random.Random(5)  # noqa: S311
    kills = 0
    for _ in range(6):
        process = start_spoiled(SLOW, clinics, "-o", output, "--jobs", "2")
        try:
            process.wait(chance.uniform(0.6, 1.8))
            finish(process, 0)
            break
        except subprocess.TimeoutExpired:
            kills += 1
            process.kill()
            process.communicate()
            true_manifest(output)
            assert wait_until(lambda: not session_members(process.pid), 3)  # noqa: B023
    run_here(clinics, output)
    assert kills
    assert tree(output) == undisturbed


POINTS = [
    ("BuildState.open_record", "before", 1),
    ("write_manifest", "after", 1),
    ("write_atomic", "before", 2),
    ("write_atomic", "after", 2),  # a PDF is in place and the journal does not know
    ("Journal.append", "after", 1),
    ("Journal.append", "before", 4),
    ("BuildState.close_record", "before", 1),
    ("write_manifest", "after", 2),  # the manifest is new and the journal still there
    ("BuildState.close_record", "after", 1),
]


@pytest.mark.parametrize("point", POINTS, ids=str)
def test_killed_at_a_given_point_it_carries_on(
    clinics: Path, undisturbed: dict[str, bytes], output: Path, point: tuple[str, str, int]
) -> None:
    finish(start_spoiled({**FAKE, "die": point}, clinics, "-o", output), -signal.SIGKILL)
    true_manifest(output)
    run_here(clinics, output)
    assert tree(output) == undisturbed


@pytest.mark.parametrize(
    "point", [("_remove_if", "before", 1), ("_remove_if", "after", 1)], ids=str
)
def test_killed_while_it_tidies_up_no_orphan_stays(
    tmp_path: Path, point: tuple[str, str, int]
) -> None:
    folder = add_clinic(tmp_path / "clinics", "one")
    run_here(folder, tmp_path / "out")
    settings = folder / "clinic.yaml"
    settings.write_text(settings.read_text().replace("locales: [en, es]", "locales: [en]"))
    run_here(folder, tmp_path / "out", keep=True)
    process = start_spoiled({**FAKE, "die": point}, folder, "-o", tmp_path / "out")
    finish(process, -signal.SIGKILL)
    run_here(folder, tmp_path / "out")
    assert set(record(tmp_path / "out").entries) == {"one/en/tiny.sheet.letter.pdf"}
    assert [path.name for path in (tmp_path / "out" / "one").iterdir()] == ["en"]


@pytest.mark.timing
@pytest.mark.parametrize(
    ("number", "status"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)],
)
def test_asked_to_end_it_ends_soon_with_a_true_record(
    clinics: Path, undisturbed: dict[str, bytes], output: Path, number: int, status: int
) -> None:
    process = start_spoiled(SLOW, clinics, "-o", output, "--jobs", "1")
    assert wait_until(lambda: list(output.glob("*/*/*.pdf")))
    asked = time.monotonic()
    process.send_signal(number)
    out, _ = finish(process, status)
    assert time.monotonic() - asked < 3
    assert "not started" in out
    manifest = record(output)
    assert not manifest.complete
    assert {entry.state for entry in manifest.entries.values()} == {"made", "pending"}
    assert not list((output / ".handouts").glob("journal*"))
    run_here(clinics, output)
    assert tree(output) == undisturbed


def test_asked_twice_it_ends_at_once(clinics: Path, output: Path) -> None:
    process = start_spoiled({"render": "hang"}, clinics, "-o", output)
    assert wait_until((output / ".handouts" / "journal.jsonl").exists)
    process.send_signal(signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    process.communicate(timeout=10)
    assert process.returncode in (130, 143)
    assert wait_until(lambda: not session_members(process.pid), 3)


def test_a_killed_batch_frees_its_lock(clinics: Path, output: Path) -> None:
    process = start_spoiled({"render": "hang"}, clinics, "-o", output)
    assert wait_until((output / ".handouts" / "journal.jsonl").exists)
    second = batch(clinics, "-o", output)
    assert second.exit_code == 2
    assert f"(process {process.pid} on " in second.stderr
    process.kill()
    process.communicate()
    assert run_here(clinics, output).count("made") == 6


# --- workers ----------------------------------------------------------------------------------


def test_a_crashing_leaflet_is_named_and_the_others_are_made(
    clinics: Path, undisturbed: dict[str, bytes], output: Path
) -> None:
    process = start_spoiled({"render": "crash_on_spanish"}, clinics, "-o", output)
    _, err = finish(process, 1)
    for name in ("east", "north", "west"):
        assert f"{name}/es/tiny.sheet.letter.pdf: failed: " in err
    assert "its worker crashed (SIGSEGV)" in err
    made = {name for name in tree(output) if name.endswith(".pdf")}
    assert made == {name for name in undisturbed if "/en/" in name}
    assert all(tree(output)[name] == undisturbed[name] for name in made)
    record(output)


def test_a_runaway_is_stopped_and_the_others_are_made(clinics: Path, output: Path) -> None:
    process = start_spoiled(
        {"render": "hang", "warm": True}, clinics / "east", "-o", output, "--time-limit", "2",
    )  # fmt: skip
    _, err = finish(process, 1)
    assert "east/en/tiny.sheet.letter.pdf: failed: " in err
    assert "stopped after 2 s" in err


def test_half_a_pdf_is_no_pdf(clinics: Path, output: Path) -> None:
    process = start_spoiled({"render": "no_pdf"}, clinics / "east", "-o", output)
    _, err = finish(process, 1)
    assert "its worker sent something that is no PDF" in err
    assert not list((output).rglob("*.pdf"))


def test_a_clinic_changed_in_mid_run_is_told_not_mixed(
    clinics: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = add_clinic(tmp_path, "moving")
    open_record = build.BuildState.open_record

    def change_first(work: build.BuildState) -> None:
        (folder / "styles" / "brand.css").write_text("p { color: red }")
        open_record(work)

    monkeypatch.setattr(build.BuildState, "open_record", change_first)
    result = batch(folder, "-o", tmp_path / "out")
    assert result.exit_code == 1
    assert "was changed while its leaflets were made; run the command again" in result.stderr


# --- the disk ---------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EROFS], ids=errno.errorcode.get)
@pytest.mark.parametrize("call", ["write", "fsync", "replace", "mkdir", "open"])
def test_a_disk_that_fails_at_any_call_loses_nothing(
    clinics: Path,
    undisturbed: dict[str, bytes],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    number: int,
) -> None:
    """The n-th call fails and all after it, for n from 1 on, until the run gets through."""
    real = getattr(os, call)
    folder = str(tmp_path / "out")
    left = 0

    def failing(what: Any, *arguments: Any, **options: Any) -> Any:
        nonlocal left
        writes = call != "open" or arguments[0] & (os.O_WRONLY | os.O_RDWR)
        if writes and (isinstance(what, int) or folder in str(what)):
            left -= 1
            if left <= 0:
                raise OSError(number, os.strerror(number))
        return real(what, *arguments, **options)

    for n in range(1, 60):
        # The plan is known, so that only this process touches the disk.
        output = plan_known(tmp_path / f"out-{n}", undisturbed["manifest.json"])
        left = n
        with monkeypatch.context() as patch:
            patch.setattr(os, call, failing)
            error = failure(clinics, output)
        true_manifest(output)
        assert not list(output.glob("*/*/.*.part"))
        if error is None:
            break
        assert str(output) in str(error)
        assert error.exit_code == 2
        run_here(clinics, output)
        assert tree(output) == undisturbed
    else:
        pytest.fail("it never got through")
    assert n > 1, "the fault was never met"


def failure(clinics: Path, output: Path) -> HandoutsError | None:
    """Return what a run ends with, None if it gets through."""
    try:
        run_here(clinics, output)
    except HandoutsError as error:
        return error
    return None


def test_an_output_folder_removed_in_mid_run_is_told(clinics: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"

    def remove_it(tasks: Tasks, stop: Stop) -> Generator[Outcome[RenderReply]]:
        for number, outcome in enumerate(at_once(tasks, stop)):
            if number == 2:
                shutil.rmtree(output)
                output.write_text("something else now")
            yield outcome

    request = Request(folders=(clinics,), output=output, today=TODAY)
    with pytest.raises(WriteError, match="is a file, not a folder"):
        run_batch(request, Nobody(), lambda: False, remove_it)


@pytest.mark.parametrize("what", ["the output", "a clinic", "a file", "a file for another"])
def test_what_is_removed_in_mid_run_is_told_and_not_claimed(
    clinics: Path, undisturbed: dict[str, bytes], tmp_path: Path, what: str
) -> None:
    output = tmp_path / "out"

    def remove_it(tasks: Tasks, stop: Stop) -> Generator[Outcome[RenderReply]]:
        for number, outcome in enumerate(at_once(tasks, stop)):
            if number == 3:
                first = min(output.glob("*/*/*.pdf"))
                if what == "the output":
                    shutil.rmtree(output)
                elif what == "a clinic":
                    shutil.rmtree(first.parents[1])
                elif what == "a file":
                    first.unlink()
                else:
                    first.rename(first.with_suffix(".old"))
                    shutil.copy(first.with_suffix(".old"), first)
            yield outcome

    request = Request(folders=(clinics,), output=output, today=TODAY)
    with pytest.raises(WriteError, match=r"removed (or replaced )?while the batch ran") as caught:
        run_batch(request, Nobody(), lambda: False, remove_it)
    assert caught.value.exit_code == 2
    true_manifest(output)
    assert not read_manifest(output / "manifest.json").complete
    for old in output.glob("*/*/*.old"):
        old.unlink()
    run_here(clinics, output)
    assert tree(output) == undisturbed


@pytest.mark.parametrize("behind", ["out", "out/.handouts", "out/east/en"])
def test_what_a_kill_left_before_the_journal_was_there_is_swept(
    clinics: Path, output: Path, behind: str
) -> None:
    folder = output.parent / behind
    folder.mkdir(parents=True, exist_ok=True)
    names = {"out": ".manifest.json.x1.part", "out/.handouts": ".journal.jsonl.x1.part"}
    left = folder / names.get(behind, ".tiny.sheet.letter.pdf.x1.part")
    left.write_bytes(b"half")
    if behind == "out/east/en":
        (output / ".handouts").mkdir(exist_ok=True)
        (output / ".handouts/journal.jsonl").touch()
    strange = output / ".somebody-elses.part"
    strange.touch()
    run_here(clinics, output)
    assert not left.exists()
    assert strange.exists()


def test_the_manifest_of_a_run_that_is_on_claims_no_file_that_may_change(
    clinics: Path, undisturbed: dict[str, bytes], tmp_path: Path
) -> None:
    """Killed after a file was replaced and before its line was written, it would be untrue."""
    output = tmp_path / "out"
    run_here(clinics, output)
    for path in output.glob("*/*/*.pdf"):
        path.write_bytes(b"changed")

    def look(tasks: Tasks, stop: Stop) -> Generator[Outcome[RenderReply]]:
        entries = read_manifest(output / "manifest.json").entries
        assert not any(entry.sha256 for entry in entries.values())
        yield from at_once(tasks, stop)

    request = Request(folders=(clinics,), output=output, today=TODAY)
    run_batch(request, Nobody(), lambda: False, look)
    assert tree(output) == undisturbed


def test_a_link_in_the_output_folder_leads_nowhere(clinics: Path, tmp_path: Path) -> None:
    """Neither is a file behind it claimed, nor replaced, nor removed."""
    output, outside = tmp_path / "out", tmp_path / "outside"
    run_here(clinics, output)
    (output / "east").rename(outside)
    (output / "east").symlink_to(outside)
    before = tree(outside)
    with pytest.raises(WriteError, match="leads out of the output folder"):
        run_here(clinics, output)
    east = clinics.parent / "without-east"
    for name in ("north", "west"):
        add_clinic(east, name)
    entries = read_manifest(output / "manifest.json").entries
    path, entry = next(item for item in entries.items() if item[0].startswith("north"))
    (output / "north").rename(tmp_path / "north-outside")
    (output / "north").symlink_to(tmp_path / "north-outside")
    assert not build._remove_if(output, path, entry.sha256)
    assert tree(outside) == before


def test_the_manifest_keeps_no_words_of_a_faulty_text(tmp_path: Path) -> None:
    add_clinic(tmp_path / "clinics", "north")
    text = tmp_path / "clinics/north/content/topics/tiny/en.md"
    name = "Maria Canary-Ortiz"
    text.write_text(f"{text.read_text('utf-8')}\n[insert {name} here]\n", encoding="utf-8")
    for _ in range(2):  # the second time, from what the record says
        result = batch(tmp_path / "clinics", "-o", tmp_path / "out")
        assert result.exit_code == 1
        assert name in result.stderr
        assert name not in (tmp_path / "out/manifest.json").read_text("utf-8")


def test_a_bad_picture_in_a_topics_folder_costs_that_topic_only(tmp_path: Path) -> None:
    folder = add_clinic(tmp_path / "clinics", "north", "build: {topics: [tiny, other]}\n")
    (folder / "content/topics/other/huge.png").write_bytes(b"\x89PNG\r\n")
    found = results(folder, "-o", tmp_path / "out", "--locale", "en")
    assert {path.split("/")[-1].split(".")[0]: kind for path, kind in found.items()} == {
        "tiny": "made", "other": "failed",
    }  # fmt: skip


def test_an_output_nobody_reads_ends_the_talking_not_the_work(clinics: Path, output: Path) -> None:
    process = start_spoiled(FAKE, clinics, "-o", output)
    process.stdout.close()  # type: ignore[union-attr]
    _, err = process.communicate(timeout=30)
    assert err == ""
    assert record(output).complete


# --- the journal ------------------------------------------------------------------------------


def an_entry(number: int) -> Entry:
    leaflet = Leaflet(
        f"one/en/topic-{number}.sheet.letter.pdf", "one", (f"topic-{number}",), "en", "sheet",
        "letter", "a" * 64,
    )  # fmt: skip
    return Entry(leaflet, "made", "b" * 64, 100, 2, "a" * 64)


def test_a_journal_cut_at_any_byte_is_read_up_to_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as lines:
        lines.append(an_entry(1))
        lines.append(an_entry(2))
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for cut in range(first, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert list(read_journal(path)) == [an_entry(1)]
    path.write_bytes(whole[:-9])
    with Journal(path) as lines:
        lines.append(an_entry(3))
    assert list(read_journal(path)) == [an_entry(1), an_entry(3)], "it goes on in a line of its own"


@pytest.mark.parametrize("noise", [bytes(512), b"{}\n", b'{"path": 1}', b"[1]\n", b"\xff\xfe\n"])
def test_what_is_no_line_of_a_journal_is_passed_over(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as lines:
        lines.append(an_entry(1))
    path.write_bytes(noise + b"\n" + path.read_bytes() + noise)
    assert list(read_journal(path)) == [an_entry(1)]


def test_a_journal_reaches_the_disk_every_so_many_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    with Journal(tmp_path / "journal.jsonl") as lines:
        for number in range(120):
            lines.append(an_entry(number))
        assert len(synced) == 2
    assert len(synced) == 3


@pytest.mark.parametrize(
    "path", ["../../etc/passwd.pdf", "/etc/x.pdf", "a/en/..pdf/x.pdf", "a/en/x.txt", "a/b.pdf"]
)
def test_a_journal_cannot_name_a_file_that_no_batch_writes(tmp_path: Path, path: str) -> None:
    data = {**an_entry(1).as_data(), "path": path}
    (tmp_path / "journal.jsonl").write_text(json.dumps(data) + "\n")
    assert list(read_journal(tmp_path / "journal.jsonl")) == []


def test_what_failed_is_tried_last(tmp_path: Path) -> None:
    """Else a hostile clinic would use up every resumed run."""
    folder = add_clinic(tmp_path, "one", "build: {topics: [other, tiny]}\n")
    settings = folder / "clinic.yaml"
    settings.write_text(settings.read_text().replace("locales: [en, es]", "locales: [en]"))

    def fail_first(tasks: Tasks, stop: Stop) -> Generator[Outcome[RenderReply]]:
        for outcome in at_once(tasks, stop):
            broken = "other" in outcome.task.name
            yield dataclasses.replace(outcome, reply=RenderReply(1)) if broken else outcome

    request = Request(folders=(folder,), output=tmp_path / "out", today=TODAY)
    summary = run_batch(request, Nobody(), lambda: False, fail_first)
    assert [result.kind for result in summary.results] == ["failed", "made"]
    (folder / "styles" / "brand.css").write_text("p { color: #000 }")
    paths = [result.path for result in run_here(folder, tmp_path / "out").results]
    assert paths == ["one/en/tiny.sheet.letter.pdf", "one/en/other.sheet.letter.pdf"]


def test_the_same_results_however_many_workers(clinics: Path, tmp_path: Path) -> None:
    """Real PDFs: one worker, two workers; their bytes and their manifest are the same."""
    for workers in ("1", "2"):
        done = results(clinics / "east", "-o", tmp_path / workers, "--jobs", workers)
        assert set(done.values()) == {"made"}
    assert tree(tmp_path / "1") == tree(tmp_path / "2")
