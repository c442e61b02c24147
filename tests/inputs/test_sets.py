"""Sets of leaflets: what they stand for, and what may be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import InvalidInput
from handouts.inputs.clinic import load_clinic
from handouts.inputs.models.clinic import LeafletSet
from handouts.inputs.sets import expand_sets
from handouts.session import ClinicSession
from tests.builders import a_folder, add

VISIT = LeafletSet.model_validate(
    {
        "title": "Visit",
        "topics": [
            {"topic": "risks"},
            {"topic": "benefits", "give": "ticked"},
            {"topic": "research", "give": "offered"},
        ],
    }
)


def test_a_set_stands_for_its_topics_in_order() -> None:
    names = expand_sets({"visit": VISIT}, ["tiny", "visit"])
    assert names == ("tiny", "risks", "benefits", "research")


def test_what_a_set_only_offers_is_given_when_it_is_named() -> None:
    assert expand_sets({"visit": VISIT}, ["visit"], given=True) == ("risks", "benefits")
    named = expand_sets({"visit": VISIT}, ["visit", "research"], given=True)
    assert named == ("risks", "benefits", "research")


def test_a_session_knows_the_sets_of_its_clinic(tmp_path: Path) -> None:
    sets = "\nsets: {first: {title: First, topics: [{topic: tiny}, {topic: other}]}}\n"
    session = ClinicSession(a_folder(tmp_path, {"clinic.yaml": add(sets)}))
    assert [spec.name for spec in session.specs(["first"])] == ["tiny", "other"]
    with pytest.raises(InvalidInput, match="firts: no such topic; did you mean first"):
        session.specs(["firts"])


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        ("risks: {title: A, topics: [{topic: tiny}]}", "“risks” is a topic's name too"),
        ("preparing: {title: A, topics: [{topic: tiny}]}", "“preparing” is a topic's name too"),
        ("a: {title: A, topics: [{topic: riks}]}", "no topic is called “riks”; did you mean risks"),
        ("a: {title: A, topics: [{topic: tiny}, {topic: tiny}]}", "tiny is named twice"),
        ("a: {title: A, topics: []}", "needs at least 1 item"),
        ("a: {title: A, topics: [{topic: tiny, give: often}]}", "“often” is not one of"),
        ("A b: {title: A, topics: [{topic: tiny}]}", "sets.A b"),
    ],
)
def test_what_is_wrong_with_a_set_is_told_with_its_line(
    tmp_path: Path, sets: str, told: str
) -> None:
    folder = a_folder(tmp_path, {"clinic.yaml": add(f"\nsets:\n  {sets}\n")})
    lines = (folder / "clinic.yaml").read_text("utf-8").splitlines()
    with pytest.raises(InvalidInput) as caught:
        load_clinic(folder)
    (problem,) = caught.value.problems
    assert told in str(problem)
    assert problem.line == len(lines)
