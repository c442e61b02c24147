"""Copies of shipped files in a clinic's folder: noted, compared, accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handouts import assets
from handouts.authoring import overrides
from handouts.cli import main
from handouts.errors import InvalidInput
from tests.builders import a_folder

pytestmark = pytest.mark.usefixtures("here")

STYLE = "styles/components/callout.css"
TEMPLATE = "templates/components/emergency.html"
TOPIC = "content/topics/risks/en.md"
PICTURE = "templates/pictograms/drip.svg"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def a_copy(path: str) -> dict[str, bytes]:
    return overrides.copies([path], assets.shipped_files())


@pytest.mark.parametrize("path", [STYLE, TEMPLATE, TOPIC, PICTURE])
def test_a_fresh_copy_is_current(path: str) -> None:
    (found,) = overrides.customized(a_copy(path), assets.shipped_files())
    assert (found.path, found.state) == (path, "current")
    assert found.warning("clinic") is None


@pytest.mark.parametrize("path", [STYLE, TEMPLATE, PICTURE])
def test_a_copy_is_outdated_once_ours_changed(path: str) -> None:
    newer = {path: assets.shipped_files()[path] + b"\n"}
    (found,) = overrides.customized(a_copy(path), {**assets.shipped_files(), **newer})
    assert found.state == "outdated"
    assert "handouts customize --diff -c clinic" in str(found.warning("clinic"))


def test_a_topic_is_outdated_once_a_word_of_ours_changed() -> None:
    text = assets.shipped_files()[TOPIC].replace(b"short_title: ", b"short_title: New ", 1)
    (found,) = overrides.customized(a_copy(TOPIC), {**assets.shipped_files(), TOPIC: text})
    assert found.state == "outdated"


def test_a_changed_date_alone_does_not_make_a_topic_outdated() -> None:
    text = assets.shipped_files()[TOPIC].replace(b"issued: 2026-11-23", b"issued: 2026-11-24")
    (found,) = overrides.customized(a_copy(TOPIC), {**assets.shipped_files(), TOPIC: text})
    assert found.state == "current"


def test_a_drawing_of_the_clinics_own_needs_no_note() -> None:
    (found,) = overrides.customized({PICTURE: b"<svg/>"}, assets.shipped_files())
    assert (found.kind, found.warning("clinic")) == ("picture", None)


def test_a_file_without_a_note_is_untraced() -> None:
    (found,) = overrides.customized({STYLE: b"p {}"}, assets.shipped_files())
    assert found.state == "untraced"
    assert "does not say which version" in str(found.warning("clinic"))


def test_what_changed_in_a_topic_is_told_in_facts_and_sentences() -> None:
    base = assets.shipped_files()[TOPIC].decode()
    newer = base.replace("facts: [OVER-04, ", "facts: [OVER-01, ").replace(
        "short_title: ", "short_title: New "
    )
    lines = overrides.changes(TOPIC, base, newer)
    assert "fact no longer used: OVER-04" in lines
    assert "fact now used: OVER-01" in lines


def test_an_unknown_name_offers_near_ones() -> None:
    with pytest.raises(InvalidInput, match=r"did you mean .*risks"):
        overrides.shipped_paths("topic", "risk", assets.shipped_files())


def test_the_command_copies_and_never_overwrites(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    assert run("customize", "topic", "risks", "-c", folder, "--locale", "en").exit_code == 0
    assert "based_on:" in (folder / TOPIC).read_text("utf-8")
    (folder / TOPIC).write_text("mine", encoding="utf-8")
    again = run("customize", "topic", "risks", "-c", folder, "--locale", "en")
    assert again.exit_code == 2
    assert "is there already" in again.output
    assert (folder / TOPIC).read_text("utf-8") == "mine"


def test_diff_shows_what_changed_since_and_accept_ends_the_warning(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    run("customize", "style", "components/callout", "-c", folder)
    # Play a later release: our file is not the one that was copied.
    base = folder / overrides.BASE / STYLE
    base.write_text(base.read_text("utf-8") + ".old { color: red }\n", encoding="utf-8")
    own = folder / STYLE
    own.write_text(own.read_text("utf-8").replace(", ", ", 0", 1), encoding="utf-8")
    assert "-.old { color: red }" in run("customize", "--diff", "-c", folder).output
    assert run("customize", "--accept", "-c", folder).exit_code == 0
    assert "nothing changed" in run("customize", "--diff", "-c", folder).output
    files = {STYLE: own.read_bytes()}
    (found,) = overrides.customized(files, assets.shipped_files())
    assert found.state == "current"


def test_the_clinic_must_be_named() -> None:
    assert run("customize", "topic", "risks").exit_code == 2
