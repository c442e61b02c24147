"""A topic of a clinic's own to start from."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from handouts.authoring.new_topic import write_topic
from handouts.checks.run import check_clinic
from handouts.errors import HandoutsError
from handouts.session import ClinicSession
from tests.builders import a_folder, a_topic, add

TODAY = datetime.date(2026, 12, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a clinic that builds a topic of its own."""
    return a_folder(tmp_path, {"clinic.yaml": add("build: {topics: [parking]}\n")})


def test_it_passes_the_checks_and_rests_on_no_fact(folder: Path) -> None:
    path = write_topic(folder, "parking", TODAY)
    report = check_clinic(folder, TODAY)
    found = [item for text in report.texts for item in text.findings if item.file == str(path)]
    assert [str(item) for item in found if item.severity == "error"] == []
    session = ClinicSession(folder)
    (spec,) = session.specs(["parking"], formats=["text"])
    text = session.write_text(spec).text
    assert "Where can my driver wait?" in text
    assert "Sources" not in text
    assert "FDA" not in text.replace("FDA: 1", "")
    assert "OWN-PARKING" in text


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Parking Info", "write parking-info"),
        ("../x", "write x"),
        ("risks", "handouts customize topic risks"),
        ("con", "cannot be a topic's name"),
    ],
)
def test_a_name_that_cannot_be_used_writes_nothing(folder: Path, name: str, message: str) -> None:
    with pytest.raises(HandoutsError, match=message):
        write_topic(folder, name, TODAY)


def test_what_is_there_is_kept(folder: Path) -> None:
    write_topic(folder, "parking", TODAY).write_text("mine")
    with pytest.raises(HandoutsError, match="is there already"):
        write_topic(folder, "parking", TODAY)


def test_a_medical_text_needs_facts_and_sources() -> None:
    assert a_topic(kind="practical", facts=[], sources=[]).front.facts == ()
    with pytest.raises(ValueError, match="facts: needs at least 1 item"):
        a_topic(facts=[])
    with pytest.raises(ValueError, match="sources: needs at least 1 item"):
        a_topic(sources=[])
