"""What placeholders print: settings, rules in words, blanks for a pen, figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from babel import Locale

from handouts.assets import shipped_files
from handouts.document.nodes import Placeholder
from handouts.document.values import PlaceholderValues, printed_values, sample_values
from handouts.errors import InvalidInput
from handouts.inputs.facts import shipped_facts
from handouts.inputs.locales import load_strings
from tests.builders import a_clinic


def values(make: Callable[..., PlaceholderValues], **settings: Any) -> PlaceholderValues:
    clinic = a_clinic(**settings)
    strings = load_strings(shipped_files(), "en")
    return make(clinic.settings, "clinic.yaml", shipped_facts(), strings, Locale("en"))


def printed(
    source: str, make: Callable[..., PlaceholderValues] = printed_values, **settings: Any
) -> str:
    (value,) = values(make, **settings).evaluate([Placeholder(source, "topic.md", 7)])
    return str(value)


def test_a_setting_prints_as_the_clinic_wrote_it() -> None:
    assert printed("clinic.phone", phone="(555) 010-0142") == "(555) 010-0142"


def test_a_rule_prints_in_words_and_a_number_through_its_filter() -> None:
    policy = {"infusion": {"food_hours": 6, "drive": "next-day-after-sleep"}}
    assert printed("policy.infusion.food_hours | hours", policy=policy) == "6\u00a0hours"
    assert "until" in printed("policy.infusion.drive", policy=policy)


def test_a_rule_left_to_a_pen_prints_a_blank_and_is_judged_with_a_stand_in() -> None:
    policy = {"infusion": {"food_hours": "write-in"}}
    rule = "policy.infusion.food_hours | hours"
    assert "<" in printed(rule, policy=policy)
    assert printed(rule, sample_values, policy=policy) == "6\u00a0hours"


def test_a_rule_that_is_not_set_is_told_with_the_line_to_add() -> None:
    with pytest.raises(InvalidInput) as told:
        printed("policy.infusion.food_hours | hours", policy={"infusion": {}})
    (problem,) = told.value.problems
    assert problem.file == "clinic.yaml"
    assert "food_hours" in problem.message


def test_all_faults_are_told_at_once() -> None:
    sources = ["clinic.fax", "facts.BEN_01.remission.everyone", "clinic.phone.number()"]
    with pytest.raises(InvalidInput) as told:
        values(printed_values).evaluate(
            Placeholder(source, "topic.md", line) for line, source in enumerate(sources, 3)
        )
    assert [problem.line for problem in told.value.problems] == [3, 4, 5]


def test_the_emergency_number_is_the_region_s() -> None:
    assert printed("region.emergency_number") == "911"
    assert printed("region.emergency_number", region="UK") == "999"


def test_numbers_of_five_digits_are_grouped() -> None:
    facts = values(printed_values)
    many = replace(facts, names={"facts": SimpleNamespace(people=868_000, year=1970)})
    found = many.evaluate(
        Placeholder(source, "topic.md", 1) for source in ("facts.people", "facts.year")
    )
    assert [str(value) for value in found] == ["868,000", "1970"]
