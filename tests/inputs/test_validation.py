"""Faults of a model in the words of the person who wrote the file."""

from __future__ import annotations

import pytest

from handouts.components.glossary import Glossary
from handouts.errors import InvalidInput
from handouts.inputs.models.clinic import ClinicSettings
from handouts.inputs.models.topic import FrontMatter
from handouts.inputs.validation import required_lines, validate
from handouts.inputs.yaml import parse_yaml
from tests.builders import TINY

CLINIC = (TINY / "clinic.yaml").read_text("utf-8")
HEAD = (TINY / "content/topics/tiny/en.md").read_text("utf-8").split("---\n")[1]


def faults(model: type, text: str) -> list[str]:
    """Return the faults of `text` as lines, without the name of the file."""
    with pytest.raises(InvalidInput) as caught:
        validate(model, parse_yaml(text, "f"))
    return [str(problem).removeprefix("f:") for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("name: Tiny Clinic", "nmae: Tiny", "1: nmae: unknown key; did you mean name?"),
        ("name: Tiny Clinic", "name: {a: b}", "1: name: expected one line of text"),
        ("name: Tiny Clinic", "name:", "1: name: has no value"),
        ("name: Tiny Clinic", f"name: {'x' * 200}", "has 200 letters; at most 80"),
        ("(555) 010-0100", "call us", "2: phone: “call us” has no digits"),
        ("(555) 010-0100", "(555) O1O-0199", "2: phone: “O1O” has letters among its digits"),
        ("(555) 010-0100", "(555) 1-Ol", "2: phone: “Ol” has letters among its digits"),
        ("(555) 010-0100", '"(555) 010\\u200e0100"', "2: phone: holds the hidden sign"),
        ("region: US", "region: USA", "4: region: “USA” is not one of 'US'"),
        ("[en, es]", "en", "5: locales: expected a list"),
        ("[en, es]", "[]", "5: locales: needs at least 1 item, not 0"),
        ("[en, es]", "[en_US]", "5: locales: “en_US” is not written like"),
        ("food_hours: 6", "food_hours: six", "9: policy.infusion.food_hours: “six” is not a whole"),
        ("food_hours: 6", "food_hours: -1", "“-1” is not a whole number"),
        ("food_hours: 6", "food_hours: 1e400", "“1e400” is not a whole number"),
        ("food_hours: 6", "food_hours: 25", "25 is outside 0 to 24; check the unit"),
        ("next-day-after-sleep", "tomorrow", "11: policy.infusion.drive: “tomorrow” is not one"),
        ("  infusion:", "  - infusion:", "7: policy: expected `key: value` lines"),
    ],
)
def test_faults_of_a_clinic(old: str, new: str, fault: str) -> None:
    text = CLINIC.replace(old, new, 1)
    if new == "  - infusion:":
        text = "\n".join(text.split("\n")[:7]) + "\n  - x\n"
    assert any(fault in found for found in faults(ClinicSettings, text)), faults(
        ClinicSettings, text
    )


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2026-01-15", "15.1.2026", "3: issued: “15.1.2026” is not a date"),
        ("2026-01-15", "2026-02-30", "3: issued: “2026-02-30” is not a date"),
        ("2027-01-15", "2028-01-16", "4: review_by: at most 24 months after issued; write 2028-01"),
        ("2027-01-15", "2026-01-15", "4: review_by: must be later than issued"),
        ("  - A third thing.\n", "", "11: key_points: needs at least 3 items, not 2"),
        ("DAY-07", "day7", "19: facts: “day7” is not written like RISK-01"),
        ("do: Read it.", "does: Read it.", "16: actions.do: missing; add it"),
        ("TST-TINY", "tiny", "1: ref: “tiny” is not written like KET-RISKS"),
        ("This is a small leaflet.", "A. B. C. D.", "main_message: has 4 sentences; keep to three"),
    ],
)
def test_faults_of_a_front_matter(old: str, new: str, fault: str) -> None:
    found = faults(FrontMatter, HEAD.replace(old, new, 1))
    assert any(fault in line for line in found), found


def test_a_list_with_a_spoiled_item_is_not_also_called_too_short() -> None:
    assert len(faults(FrontMatter, HEAD.replace("DAY-07", "day7"))) == 1


def test_all_faults_are_told_at_once() -> None:
    found = faults(ClinicSettings, "name: x\nphone: none\n")
    assert [line.split(": ")[1] for line in found] == ["phone", "after_hours_phone", "region"]


def test_a_missing_key_comes_with_an_example() -> None:
    assert "add it (for example `region: US`)" in faults(ClinicSettings, "name: x")[-1]
    assert required_lines(ClinicSettings) == "`name:`, `phone:`, `after_hours_phone:`, `region:`"


@pytest.mark.parametrize("text", ["- a", "hello"])
def test_a_file_that_is_no_mapping(text: str) -> None:
    assert faults(ClinicSettings, text) == ["1: expected `key: value` lines"]


def test_faults_in_a_list_of_a_directive() -> None:
    text = "- {term: a, meaning: b}\n- {term: c}"
    assert faults(Glossary, text) == ["2: meaning: missing; add it: what it means, in plain words"]
