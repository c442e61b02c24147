"""`{{ … }}` in a topic: names and filters, nothing else."""

from __future__ import annotations

import contextlib
from decimal import Decimal
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handouts.document.placeholders import Unset, evaluate
from handouts.document.sentinels import as_written, fill_html, fill_text, mark
from handouts.errors import InvalidInput

FILTERS = {"hours": lambda value: f"{value} hours", "broken": lambda value: int("x")}
CONTEXT: dict[str, Any] = {
    "clinic": SimpleNamespace(name="Smith & Sons", phone="555 0100"),
    "policy": SimpleNamespace(
        infusion=SimpleNamespace(
            food_hours=6,
            stay_minutes=Unset("policy.infusion.stay_minutes", "120", "minutes of the visit"),
        )
    ),
    "facts": {"RISK_01": {"nausea": {"medicine": 29, "dose": Decimal("0.5")}}},
}


def filled(text: str) -> str:
    """Return `text` as HTML with its placeholders filled."""
    marked = mark(text, "f", 1)
    if marked.problems:
        raise InvalidInput(marked.problems)
    return fill_html(marked.text, evaluate(marked.placeholders, CONTEXT, FILTERS, "clinic.yaml"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("no placeholder", "no placeholder"),
        ("Call {{ clinic.phone }}.", "Call 555 0100."),
        ("{{clinic.phone}}{{ clinic.phone }}", "555 0100555 0100"),
        ("{{ clinic.name }}", "Smith &amp; Sons"),
        ("{{ policy.infusion.food_hours | hours }}", "6 hours"),
        ("{{ facts.RISK_01.nausea.medicine }} in 100", "29 in 100"),
        ("{{ facts.RISK_01.nausea.dose }}", "0.5"),
        ("{ not } one", "{ not } one"),
    ],
)
def test_names_and_filters(text: str, shown: str) -> None:
    assert filled(text) == shown


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "{{ clinic.fone }}",
            "f:1: {{ clinic.fone }}: no such value; “fone” is not known in clinic",
        ),
        ("x\n{{ klinic.phone }}", "f:2: {{ klinic.phone }}: no such value; “klinic” is not known"),
        ("{{ facts.RISK_01.nausia.x }}", "did you mean nausea?"),
        ("{{ clinic.phone | houers }}", "no filter “houers”; did you mean hours?"),
        ("{{ clinic.phone | broken }}", "cannot be worked out"),
        ("{{ clinic.phone | upper }}", "no filter “upper”"),
        ("{{ clinic }}", "stops too early; add one of: .name, .phone"),
        ("{{ facts.RISK_01 }}", "stops too early; add one of: .nausea"),
        ("{{ }}", "not a placeholder"),
        ("{{ clinic. }}", "not a placeholder"),
        ("{{ 1 + 1 }}", "only names and filters"),
        ("{{ clinic.phone.upper() }}", "only names and filters"),
        ("{{ clinic['phone'] }}", "only names and filters"),
        ("{{ [x for x in clinic] }}", "not a placeholder"),
        ("{{ clinic.__class__ }}", "cannot be worked out"),
        ("{{ clinic.name.__class__.__mro__ }}", "cannot be worked out"),
        ("{{ clinic.name", "unresolved placeholder near `{{ clinic.name`"),
        ("clinic.name }}", "unresolved placeholder"),
        ("{{ clinic.name\n}}", "f:1: unresolved placeholder"),
        ("{% if x %}", "unresolved placeholder"),
        ("{# x #}", "unresolved placeholder"),
    ],
)
def test_anything_else_is_refused_with_its_line(text: str, fault: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        filled(text)
    assert fault in str(caught.value.problems[0])


def test_an_unset_rule_quotes_the_lines_to_add() -> None:
    with pytest.raises(InvalidInput) as caught:
        filled("x\n{{ policy.infusion.stay_minutes }}")
    message = str(caught.value.problems[0])
    assert message.startswith(
        "clinic.yaml: policy.infusion.stay_minutes is not set, and f:2 prints"
    )
    assert message.endswith("policy:\n      infusion:\n        stay_minutes: 120")
    assert "or `write-in`" in message


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        filled("{{ a }} {{ clinic.name }}\n{{ b }}")
    assert [problem.line for problem in caught.value.problems] == [1, 2]


def test_marks_number_on_from_a_start() -> None:
    first = mark("{{ clinic.name }}", "f", 1)
    second = mark("{{ clinic.phone }}", "f", 2, start=1)
    assert fill_text(first.text + second.text, ("a", "b")) == "ab"


def test_a_sentinel_can_be_written_out_again() -> None:
    marked = mark("{{clinic.name}} and {{ clinic.phone | x }}", "f", 1)
    written = as_written(marked.text, marked.placeholders)
    assert written == "{{ clinic.name }} and {{ clinic.phone | x }}"


def test_what_is_whole_is_marked_though_another_is_not() -> None:
    marked = mark("{{ a }} {{ b", "f", 7)
    assert [(found.source, found.line) for found in marked.placeholders] == [("a", 7)]
    assert [problem.line for problem in marked.problems] == [7]


def test_a_value_never_becomes_markup_and_a_blank_stays_one() -> None:
    text = mark("{{ clinic.name }}", "f", 1).text
    assert fill_html(text, ("<b>",)) == "&lt;b&gt;"
    assert fill_html(text, (Markup("<span></span> hours"),)) == "<span></span> hours"
    assert fill_text(text, (Markup("<span></span> hours"),)).strip() == "hours"


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_any_text_is_filled_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        filled(text)


@given(st.text("{}%#|.()[]'\" abclinic_0+", max_size=40))
def test_any_expression_is_filled_or_refused(text: str) -> None:
    with contextlib.suppress(InvalidInput):
        filled(f"{{{{ {text} }}}}")


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_no_value_injects_markup(value: str) -> None:
    html = fill_html(mark("{{ clinic.name }}", "f", 1).text, (value,))
    assert "<" not in html
    assert unescape(html) == value
