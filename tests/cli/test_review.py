"""`handouts review` as it is typed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from handouts.cli import main
from handouts.pdf.page_text import page_texts
from tests.builders import a_folder, swap
from tests.pdf_ua import assert_pdf_ua

SIGNER = ("--as", "Dr. A. Rivera", "--role", "Psychiatrist")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["review", *arguments, "--today", "2026-12-01"])


def state_of(folder: Path) -> dict[str, Any]:
    done = run("status", "-c", str(folder), "--json")
    assert done.exit_code == 0, done.output
    found = [item for item in json.loads(done.stdout) if item["topic"] == "tiny"]
    return next(item for item in found if item["locale"] == "en")


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a clinic whose topic `tiny` is signed."""
    folder = a_folder(tmp_path_factory.mktemp("signed"))
    digest = state_of(folder)["digest"]
    done = run("sign", "tiny", "-c", str(folder), *SIGNER, "--digest", digest)
    assert done.exit_code == 0, done.output
    return folder


def test_what_was_signed_is_signed(signed: Path) -> None:
    found = state_of(signed)
    assert (found["state"], found["signed_by"]) == ("signed", "Dr. A. Rivera")


def test_a_changed_rule_ends_it_and_names_old_and_new(signed: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "tiny"
    shutil.copytree(signed, folder)
    file = folder / "clinic.yaml"
    file.write_text(swap("food_hours: 6", "food_hours: 8")(file.read_text("utf-8")), "utf-8")
    found = state_of(folder)
    assert found["state"] == "ended"
    assert "6" in found["reason"]
    assert "8" in found["reason"]


def test_a_digest_of_other_words_is_refused_and_nothing_written(signed: Path) -> None:
    before = (signed / "reviews.yaml").read_bytes()
    done = run("sign", "tiny", "-c", str(signed), *SIGNER, "--digest", "0" * 64)
    assert done.exit_code == 2
    assert "would print as edition" in done.output
    assert (signed / "reviews.yaml").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("sign", "nothing", *SIGNER, "--digest", "0" * 64), "no such topic"),
        (("sign", "tiny", "--as", "A" * 41, "--role", "R", "--digest", "0"), "room for 40"),
        (("sign", "tiny", "--as", "A\x1b[31m", "--role", "R", "--digest", "0"), "control"),
        (("withdraw", "tiny", *SIGNER, "--kind", "lay"), "no lay signature"),
        (("due", "--within", "soon"), "90d"),
    ],
)
def test_bad_input_is_told(signed: Path, arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments, "-c", str(signed))
    assert done.exit_code == 2
    assert told in done.output


def test_due_lists_dates_and_fails_for_what_is_past(signed: Path) -> None:
    done = run("due", "-c", str(signed), "--within", "3660d", "--json")
    found = json.loads(done.stdout)
    assert [item["days"] for item in found] == sorted(item["days"] for item in found)
    late = CliRunner().invoke(
        main, ["review", "due", "-c", str(signed), "--today", "2040-01-01", "--quiet"]
    )
    assert late.exit_code == 1
    assert "was due" in late.output


def test_unsigned_topics_are_not_printed_where_the_clinic_says_so(
    signed: Path, tmp_path: Path
) -> None:
    import shutil

    folder = tmp_path / "tiny"
    shutil.copytree(signed, folder)
    with (folder / "clinic.yaml").open("a", encoding="utf-8") as file:
        file.write("build: {require_review: clinical}\n")
    render = ["render", "-c", str(folder), "--output", str(tmp_path / "out")]
    assert CliRunner().invoke(main, [*render, "tiny"]).exit_code == 0
    done = CliRunner().invoke(main, [*render, "everything"])
    assert done.exit_code == 2
    assert "no clinician has signed" in done.output


def test_diff_tells_what_changed_since_it_was_signed(signed: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "tiny"
    shutil.copytree(signed, folder)
    same = CliRunner().invoke(main, ["diff", "--since-signed", "tiny", "-c", str(folder)])
    assert (same.exit_code, "no difference" in same.output) == (0, True)
    file = folder / "clinic.yaml"
    file.write_text(swap("food_hours: 6", "food_hours: 8")(file.read_text("utf-8")), "utf-8")
    told = CliRunner().invoke(main, ["diff", "--since-signed", "-c", str(folder)])
    assert (told.exit_code, "6 -> 8" in told.output) == (1, True)
    none = CliRunner().invoke(main, ["diff", "--since-signed", "other", "-c", str(folder)])
    assert (none.exit_code, "no clinician has signed it" in none.output) == (2, True)


def test_the_proof_shows_the_words_that_are_signed(signed: Path, tmp_path: Path) -> None:
    output = tmp_path / "pack.pdf"
    done = run(
        "proof", "tiny", "-c", str(signed), "--locale", "en", "--output", str(output), "--json"
    )
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["digests"] == {"tiny/en": state_of(signed)["digest"]}
    assert_pdf_ua(output.read_bytes())
    assert found["digests"]["tiny/en"][:40] in "".join(page_texts(output.read_bytes())).replace(
        "\n", ""
    )
