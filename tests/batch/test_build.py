"""`handouts batch` as its users see it: what is made, what is left alone, what is told."""

from __future__ import annotations

import functools
import importlib
import json
import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from handouts.batch import fingerprint
from handouts.batch.fingerprint import Fingerprints
from handouts.batch.lock import locked
from handouts.cli import main
from handouts.inputs.clinic import load_clinic
from handouts.isolation.tasks import default_workers
from handouts.session import ClinicSession
from tests.batch_faults import add_clinic, at_once, batch, record, results, tree
from tests.builders import TINY
from tests.conftest import page_texts

ONE = ("north/en/tiny.sheet.letter.pdf", "north/es/tiny.sheet.letter.pdf")
TWO = tuple(path.replace("north", "south") for path in ONE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with two clinics in `clinics`, built to `out`."""
    folder = tmp_path_factory.mktemp("built")
    add_clinic(folder / "clinics", "north")
    add_clinic(folder / "clinics", "south")
    result = batch(folder / "clinics", "-o", folder / "out")
    assert result.exit_code == 0, result.output
    assert "4 made, 0 unchanged" in result.stdout
    return folder


@pytest.fixture
def two(built: Path, tmp_path: Path) -> Path:
    """Return a copy of that folder, to change."""
    shutil.copytree(built, tmp_path / "copy")
    return tmp_path / "copy"


def test_a_batch_makes_what_the_clinics_ask_for_and_records_it(built: Path) -> None:
    assert set(tree(built / "out")) == {*ONE, *TWO, "manifest.json", ".handouts/lock"}
    manifest = record(built / "out")
    assert manifest.complete
    assert set(manifest.entries) == {*ONE, *TWO}


def test_the_bytes_are_those_of_a_single_render(built: Path) -> None:
    session = ClinicSession(built / "clinics" / "north")
    (spec,) = session.specs(["tiny"], ["es"])
    assert (built / "out" / spec.path).read_bytes() == session.render(spec).pdf


def test_nothing_is_done_again(two: Path) -> None:
    before = tree(two / "out")
    assert set(results(two / "clinics", "-o", two / "out").values()) == {"unchanged"}
    assert tree(two / "out") == before


def test_a_text_overdue_for_its_review_says_so_from_the_next_month(two: Path) -> None:
    """Its date, 15 January 2027, is printed to the month. Nothing else in the folder changed."""
    run = functools.partial(results, two / "clinics", "-o", two / "out", "--today")
    assert set(run("2027-01-31").values()) == {"unchanged"}
    assert set(run("2027-02-01").values()) == {"made"}
    (first, *_) = page_texts((two / "out" / ONE[0]).read_bytes())
    assert "review was due by Jan 2027" in first
    assert set(run("2027-02-28").values()) == {"unchanged"}
    assert set(run("2027-03-01").values()) == {"unchanged"}


def test_time_stamps_count_for_nothing(two: Path) -> None:
    """Touched inputs change nothing; a changed PDF is noticed though it looks older."""
    for path in (two / "clinics").rglob("*"):
        os.utime(path, (2_000_000_000, 2_000_000_000))
    changed = two / "out" / ONE[0]
    changed.write_bytes(changed.read_bytes() + b"\n")
    os.utime(changed, (0, 0))
    done = results(two / "clinics", "-o", two / "out")
    assert done == {ONE[0]: "made", ONE[1]: "unchanged", **dict.fromkeys(TWO, "unchanged")}
    record(two / "out")


def test_a_token_changed_in_one_brand_rebuilds_that_clinic_only(two: Path) -> None:
    brand = two / "clinics" / "south" / "styles" / "brand.css"
    brand.write_text(brand.read_text() + ":root { --color-heading: #004400; }\n")
    done = results(two / "clinics", "-o", two / "out")
    assert done == {**dict.fromkeys(ONE, "unchanged"), **dict.fromkeys(TWO, "made")}


def test_a_changed_topic_rebuilds_the_leaflets_that_print_it(two: Path) -> None:
    """Its translations too: they say so when their original has changed."""
    text = two / "clinics" / "north" / "content" / "topics" / "tiny" / "es.md"
    text.write_text(text.read_text("utf-8").replace("\n---\n", "\n---\n\n", 1), encoding="utf-8")
    shown = batch(two / "clinics", "-o", two / "out", "--dry-run").stdout
    assert f"make {ONE[1]} (changed)" in shown
    assert f"skip {ONE[0]}" in shown
    text = text.with_name("en.md")
    text.write_text(text.read_text("utf-8") + "\nMore words.\n", encoding="utf-8")
    done = results(two / "clinics", "-o", two / "out")
    assert done == {**dict.fromkeys(ONE, "made"), **dict.fromkeys(TWO, "unchanged")}


def test_a_dry_run_writes_nothing(two: Path) -> None:
    shutil.rmtree(two / "out")
    result = batch(two / "clinics", "-o", two / "out", "--dry-run")
    assert result.exit_code == 0
    assert f"make {ONE[0]} (new)" in result.stdout
    assert "4 to make" in result.stdout
    assert not (two / "out").exists()


@pytest.mark.parametrize(
    ("options", "made"),
    [
        (["--clinic", "north"], set(ONE)),
        (["--locale", "es"], {ONE[1], TWO[1]}),
        (["--topic", "tiny", "--clinic", "south", "--locale", "en"], {TWO[0]}),
        (["--format", "sheet", "--paper", "letter"], {*ONE, *TWO}),
    ],
)
def test_a_plan_can_be_narrowed(two: Path, options: list[str], made: set[str]) -> None:
    done = results(two / "clinics", "-o", two / "other", "--dry-run", *options)
    assert {path for path, result in done.items() if result == "made"} == made


def test_a_set_narrows_a_plan_to_its_topics(two: Path) -> None:
    settings = two / "clinics" / "north" / "clinic.yaml"
    a_set = "\nsets:\n  first: {title: First visit, topics: [{topic: tiny, give: offered}]}\n"
    settings.write_text(settings.read_text() + a_set)
    done = results(two / "clinics", "-o", two / "other", "--dry-run", "--topic", "first")
    assert {path for path, result in done.items() if result == "made"} == set(ONE)
    results(two / "clinics", "-o", two / "other", "--topic", "first")
    done = results(two / "clinics", "-o", two / "other", "--topic", "first")  # from the manifest
    assert {done[path] for path in ONE} == {"unchanged"}


def test_a_narrowed_run_leaves_the_rest_for_later(two: Path) -> None:
    shutil.rmtree(two / "out")
    results(two / "clinics", "-o", two / "out", "--clinic", "north", "--locale", "es")
    manifest = record(two / "out")
    assert not manifest.complete
    assert {path: entry.state for path, entry in manifest.entries.items()} == {
        ONE[0]: "pending", ONE[1]: "made"
    }  # fmt: skip
    done = results(two / "clinics", "-o", two / "out")
    assert done == {ONE[1]: "unchanged", **dict.fromkeys((ONE[0], *TWO), "made")}


def test_a_name_that_nobody_builds_is_refused_with_the_nearest(two: Path) -> None:
    result = batch(two / "clinics", "-o", two / "out", "--topic", "tiney")
    assert result.exit_code == 2
    assert "--topic tiney: no clinic here builds that; did you mean tiny?" in result.stderr


def test_what_nobody_asks_for_any_more_goes_unless_kept(two: Path) -> None:
    settings = two / "clinics" / "north" / "clinic.yaml"
    settings.write_text(settings.read_text().replace("locales: [en, es]", "locales: [en]"))
    stranger = two / "out" / "north" / "es" / "notes.pdf"
    stranger.write_bytes(b"not ours")
    results(two / "clinics", "-o", two / "out", "--keep")
    assert (two / "out" / ONE[1]).is_file()
    assert record(two / "out").complete
    done = results(two / "clinics", "-o", two / "out")
    assert done[ONE[1]] == "removed"
    assert done[ONE[0]] == "unchanged"
    assert sorted(path.name for path in stranger.parent.iterdir()) == ["notes.pdf"]
    assert ONE[1] not in record(two / "out").entries


def test_an_orphan_changed_by_hand_is_left_alone(two: Path) -> None:
    settings = two / "clinics" / "north" / "clinic.yaml"
    settings.write_text(settings.read_text().replace("locales: [en, es]", "locales: [en]"))
    (two / "out" / ONE[1]).write_bytes(b"somebody's work")
    done = results(two / "clinics", "-o", two / "out")
    assert done[ONE[1]] == "kept"
    assert (two / "out" / ONE[1]).read_bytes() == b"somebody's work"


def spoil(two: Path) -> Path:
    """Make the English leaflet of north fail; return its text."""
    text = two / "clinics" / "north" / "content" / "topics" / "tiny" / "en.md"
    text.write_text(text.read_text("utf-8") + "\n{{ clinic.fax }}\n", encoding="utf-8")
    return text


def test_one_bad_topic_stops_nothing_and_its_old_pdf_is_marked(two: Path) -> None:
    before = tree(two / "out")
    good = spoil(two).read_text("utf-8")
    result = batch(two / "clinics", "-o", two / "out")
    assert result.exit_code == 1
    assert f"{ONE[0]}: failed: " in result.stderr
    assert "en.md:" in result.stderr
    assert "fax" in result.stderr
    assert "1 failed" in result.stdout
    entry = record(two / "out").entries[ONE[0]]
    assert (entry.state, entry.stale) == ("failed", True)
    assert str(two) not in (two / "out" / "manifest.json").read_text("utf-8")
    assert tree(two / "out")[ONE[0]] == before[ONE[0]]
    mended = good.replace("\n{{ clinic.fax }}\n", "")
    (two / "clinics/north/content/topics/tiny/en.md").write_text(mended, encoding="utf-8")
    assert results(two / "clinics", "-o", two / "out")[ONE[0]] == "unchanged", "it is current again"
    assert tree(two / "out") == before


def test_a_hospital_can_choose_to_have_no_old_copies(two: Path) -> None:
    spoil(two)
    batch(two / "clinics", "-o", two / "out", "--remove-stale")
    assert not (two / "out" / ONE[0]).exists()
    assert record(two / "out").entries[ONE[0]].sha256 == ""


def test_a_broken_clinic_costs_itself_only(two: Path) -> None:
    settings = two / "clinics" / "south" / "clinic.yaml"
    good = settings.read_text()
    settings.write_text("nmae: Wrong\n")
    spoil(two).write_text("no front matter")
    result = batch(two / "clinics", "-o", two / "out")
    assert result.exit_code == 1
    assert f"{settings}:1: nmae" in result.stderr
    manifest = record(two / "out")
    assert {manifest.entries[path].state for path in TWO} == {"failed"}
    assert all(manifest.entries[path].sha256 for path in TWO), "its PDFs are still there"
    settings.write_text(good)
    assert results(two / "clinics", "-o", two / "out")[TWO[0]] == "unchanged"


def test_nothing_to_plan_is_wrong_input(two: Path) -> None:
    (two / "clinics" / "north" / "clinic.yaml").write_text("nmae: Wrong\n")
    result = batch(two / "clinics" / "north", "-o", two / "out")
    assert result.exit_code == 2
    assert "clinic.yaml:1: nmae" in result.stderr
    assert batch(two / "no-such", "-o", two / "out").exit_code == 2


def test_two_clinics_of_one_name_are_refused_before_any_work(two: Path) -> None:
    twin = add_clinic(two / "elsewhere", "North")
    result = batch(two / "clinics" / "north", twin, "-o", two / "fresh")
    assert result.exit_code == 2
    assert "same name" in result.stderr
    assert not list((two / "fresh").rglob("*.pdf"))


def test_a_packet_and_several_papers_can_be_asked_for(tmp_path: Path) -> None:
    build = "build: {topics: [tiny, other], formats: [sheet, packet], papers: [letter, a4]}\n"
    add_clinic(tmp_path, "both", build.replace("tiny, other", "tiny"))
    done = results(tmp_path / "both", "-o", tmp_path / "out", "--locale", "en", "--dry-run")
    assert set(done) == {
        "both/en/packet.a4.pdf", "both/en/packet.letter.pdf",
        "both/en/tiny.sheet.a4.pdf", "both/en/tiny.sheet.letter.pdf",
    }  # fmt: skip
    done = results(tmp_path / "both", "-o", tmp_path / "out", "--locale", "en", "--paper", "a4")
    assert set(done.values()) == {"made"}


def test_a_topic_that_is_not_translated_is_told_by_name(tmp_path: Path) -> None:
    add_clinic(tmp_path, "half", "build: {topics: [other]}\n")
    result = batch(tmp_path / "half", "-o", tmp_path / "out", "--dry-run")
    assert result.exit_code == 1
    assert "cannot make half/es/other.sheet.letter.pdf (other: not written in" in result.stdout


def test_quiet_is_silent_but_for_failures(two: Path) -> None:
    result = batch(two / "clinics", "-o", two / "out", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    spoil(two)
    result = batch(two / "clinics", "-o", two / "out", "--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "fax" in result.stderr


def test_json_is_all_there_is_on_standard_output(two: Path) -> None:
    spoil(two)
    data = json.loads(batch(two / "clinics", "-o", two / "out", "--json").stdout)
    assert data["counts"] == {
        "made": 1, "unchanged": 2, "failed": 1, "removed": 0, "kept": 0, "pending": 0
    }  # fmt: skip
    (failed,) = [item for item in data["leaflets"] if item["result"] == "failed"]
    assert failed["problems"][0]["line"]


def test_a_second_batch_on_the_same_folder_is_told_who_is_there(two: Path) -> None:
    with locked(two / "out" / ".handouts", ""):
        result = batch(two / "clinics", "-o", two / "out")
    assert result.exit_code == 2
    assert f"another batch is writing there (process {os.getpid()} on " in result.stderr
    with locked(two / "out" / ".handouts", "1/2"):
        assert batch(two / "clinics", "-o", two / "out").exit_code == 2
        assert batch(two / "clinics", "-o", two / "out", "--shard", "1/2").exit_code == 2
        assert batch(two / "clinics", "-o", two / "out", "--shard", "2/2").exit_code == 0


def test_a_lock_that_is_a_link_harms_nobody(two: Path) -> None:
    canary = two / "canary"
    canary.write_text("alive")
    lock = two / "out" / ".handouts" / "lock"
    lock.unlink()
    lock.symlink_to(canary)
    assert batch(two / "clinics", "-o", two / "out").exit_code == 2
    assert canary.read_text() == "alive"


def break_nothing(path: Path) -> None:
    path.unlink()


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def fill_with_nuls(path: Path) -> None:
    path.write_bytes(bytes(100))


def climb(path: Path) -> None:
    path.write_text(path.read_text().replace("south/en", "../../en"))


def nest_without_end(path: Path) -> None:
    path.write_text("[" * 200_000)


def count_to_infinity(path: Path) -> None:
    path.write_text(re.sub(r'"bytes": [1-9]\d*', '"bytes": 1e999', path.read_text()))


def lead_elsewhere(path: Path) -> None:
    path.write_text(path.read_text().replace('"path": "south/en', '"path": "evil/en'))


DAMAGES = [
    break_nothing, cut, fill_with_nuls, climb, nest_without_end, count_to_infinity, lead_elsewhere
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_lost_manifest_costs_time_only(
    tmp_path: Path, damage: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With stand-ins for PDFs: what they hold is not the point."""
    monkeypatch.setattr(
        importlib.import_module("handouts.cli.batch"), "_executor", lambda *_: at_once
    )
    for name in ("north", "south"):
        add_clinic(tmp_path / "clinics", name)
    results(tmp_path / "clinics", "-o", tmp_path / "out")
    before = tree(tmp_path / "out")
    damage(tmp_path / "out" / "manifest.json")
    assert set(results(tmp_path / "clinics", "-o", tmp_path / "out").values()) == {"made"}
    assert tree(tmp_path / "out") == before


def test_a_newer_manifest_is_not_touched(two: Path) -> None:
    path = two / "out" / "manifest.json"
    path.write_text(path.read_text().replace('"schema": 1', '"schema": 2'))
    before = path.read_bytes()
    result = batch(two / "clinics", "-o", two / "out")
    assert result.exit_code == 2
    assert "written by a newer version" in result.stderr
    assert path.read_bytes() == before


def test_a_claim_that_is_wrong_is_not_believed(two: Path) -> None:
    path = two / "out" / "manifest.json"
    sha256 = record(two / "out").entries[ONE[0]].sha256
    path.write_text(path.read_text().replace(sha256, "0" * 64))
    assert results(two / "clinics", "-o", two / "out")[ONE[0]] == "made"
    record(two / "out")


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links")
def test_a_pdf_replaced_by_a_link_is_replaced_itself(two: Path) -> None:
    canary = two / "canary.pdf"
    shutil.copy(two / "out" / ONE[0], canary)
    (two / "out" / ONE[0]).unlink()
    (two / "out" / ONE[0]).symlink_to(canary)
    canary.write_bytes(canary.read_bytes() + b"alive")
    assert results(two / "clinics", "-o", two / "out")[ONE[0]] == "made"
    assert not (two / "out" / ONE[0]).is_symlink()
    assert canary.read_bytes().endswith(b"alive")


def test_a_folder_in_the_way_stops_the_batch_with_its_name(two: Path) -> None:
    (two / "out" / ONE[0]).unlink()
    (two / "out" / ONE[0] / "inside").mkdir(parents=True)
    result = batch(two / "clinics", "-o", two / "out")
    assert result.exit_code == 2
    assert f"{two / 'out' / ONE[0]}: not written; a folder of that name" in result.stderr
    record(two / "out")


def test_an_output_that_cannot_be_written_is_told_before_any_work(two: Path) -> None:
    (two / "taken").write_bytes(b"")
    result = batch(two / "clinics", "-o", two / "taken")
    assert result.exit_code == 2
    assert "is a file, not a folder" in result.stderr


def test_manifest_check_tells_what_is_not_as_recorded(two: Path) -> None:
    def check() -> Result:
        return CliRunner().invoke(main, ["manifest", "check", str(two / "out")])

    assert "4 of 4 files are as the manifest says" in check().stdout
    (two / "out" / TWO[0]).unlink()
    result = check()
    assert result.exit_code == 1
    assert TWO[0] in result.stderr


def test_without_a_folder_it_builds_the_example_and_says_so(tmp_path: Path) -> None:
    result = batch("-o", tmp_path, "--dry-run", "--clinic", "harbor-light")
    assert "using the example clinic" in result.stderr
    assert "harbor-light/en/risks.sheet.letter.pdf" in result.stdout


# --- fingerprints ----------------------------------------------------------------------------


def prints(files: dict[str, bytes] | None = None, **settings: Any) -> str:
    clinic = load_clinic(TINY)
    return Fingerprints("tiny", settings, {**clinic.files, **(files or {})}).of(
        ["tiny"], "es", "sheet", "letter"
    )


@pytest.mark.parametrize(
    "name",
    [
        "content/topics/tiny/es.md",
        "content/topics/tiny/en.md",
        "content/topics/tiny/figures/one.svg",
        "content/locales/es.yaml",
        "styles/anything.css",
        "templates/components/note.html",
        "images/new.png",
        "reviews.yaml",
    ],
)
def test_what_shapes_a_leaflet_changes_its_fingerprint(name: str) -> None:
    assert prints({name: b"new"}) != prints()


@pytest.mark.parametrize(
    "name",
    ["content/topics/other/en.md", "content/topics/tiny/fr.md", "content/locales/en.yaml"],
)
def test_what_does_not_shape_it_leaves_its_fingerprint(name: str) -> None:
    assert prints({name: b"new"}) == prints()


def test_settings_versions_and_shipped_files_count(monkeypatch: pytest.MonkeyPatch) -> None:
    before = prints()
    assert prints(phone="1") != before
    monkeypatch.setattr(fingerprint, "versions", lambda: {"weasyprint": "71.0"})
    assert prints() != before


def test_no_two_contents_have_one_digest_by_running_together() -> None:
    assert fingerprint.files_digest({"a": b"b\0c"}) != fingerprint.files_digest({"a\0b": b"c"})


def test_there_is_a_worker_for_each_core_at_least_one() -> None:
    assert 1 <= default_workers() <= (os.cpu_count() or 1)


def test_no_more_workers_than_are_of_use(two: Path) -> None:
    result = batch(two / "clinics", "-o", two / "out", "--jobs", "10000")
    assert result.exit_code == 0
    assert "warning: --jobs 10000: more than 256 are not started" in result.stderr
