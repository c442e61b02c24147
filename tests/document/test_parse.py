"""A topic's text is read once, into nodes that know their lines."""

from __future__ import annotations

import pytest

from handouts.document.nodes import (
    ComponentUse,
    ListBlock,
    Paragraph,
    PlaceholderSpan,
    Prose,
    Table,
    Words,
)
from handouts.document.parse import parse_topic
from tests.builders import a_topic

BODY = """Opening words for {{ clinic.name }}.

## First heading {wide}

- one
- **two**

| What | How |
|---|---|
| this | that |

:::checklist What to bring
- Your pills
- Your card ___
:::

## Second heading {optional}

:::timeline
- title: You arrive
  text: Tell us **how** you are.
:::
"""


def test_sections_keep_headings_lines_and_marks() -> None:
    first, second, third = parse_topic(a_topic(BODY)).sections
    assert first.heading is None
    assert second.heading is not None
    assert third.heading is not None
    assert (str(second.heading.html), second.wide, second.optional) == (
        "First heading",
        True,
        False,
    )
    assert (str(third.heading.html), third.wide, third.optional) == ("Second heading", False, True)
    assert third.line - second.line == 14


def test_blocks_are_typed() -> None:
    prose = parse_topic(a_topic(BODY)).sections[1].items[0]
    assert isinstance(prose, Prose)
    items, table = prose.blocks
    assert isinstance(items, ListBlock)
    assert not items.ordered
    (first,) = items.items[1]
    assert isinstance(first, Paragraph)
    assert first.text.spans == (Words("two", bold=True),)
    assert isinstance(table, Table)
    assert [cell.html for cell in table.heads] == ["What", "How"]


def test_a_placeholder_is_a_node_with_its_line() -> None:
    document = parse_topic(a_topic(BODY))
    prose = document.sections[0].items[0]
    assert isinstance(prose, Prose)
    (paragraph,) = prose.blocks
    assert isinstance(paragraph, Paragraph)
    (span,) = [span for span in paragraph.text.spans if isinstance(span, PlaceholderSpan)]
    placeholder = document.placeholders[span.number]
    assert placeholder.source.strip() == "clinic.name"
    assert placeholder.line == paragraph.text.line


def test_a_list_component_has_items_and_a_settings_component_fields() -> None:
    checklist, timeline = parse_topic(a_topic(BODY)).components
    assert isinstance(checklist, ComponentUse)
    assert checklist.title == "What to bring"
    assert [item.pen for item in checklist.items] == [False, True]
    assert [field.text.source for field in timeline.fields] == [
        "You arrive",
        "Tell us **how** you are.",
    ]
    assert timeline.fields[1].text.line == timeline.line + 2
    assert timeline.has_role("drawing")


def test_a_key_point_is_told_whole_and_in_two_parts() -> None:
    document = parse_topic(a_topic(key_points=["**Eat nothing.** Sip water.", "Rest.", "Ask."]))
    bold, plain, _ = document.front.key_points
    assert bold.lead is not None
    assert (bold.lead.html, bold.rest.html) == ("Eat nothing.", "Sip water.")
    assert plain.lead is None
    assert plain.whole == plain.rest


def test_faults_are_collected_and_what_can_be_read_is() -> None:
    document = parse_topic(a_topic("Words.\n\n:::chekclist\n- one\n:::\n\n:::timeline\n:::\n"))
    assert [use.name for use in document.components] == ["chekclist", "timeline"]
    unknown, empty = document.problems
    assert "checklist" in unknown.message
    assert "empty" in empty.message
    assert empty.line is not None
    assert unknown.line is not None
    assert empty.line - unknown.line == 4


def test_a_topic_is_parsed_once_in_a_process() -> None:
    topic = a_topic(BODY)
    assert parse_topic(topic) is parse_topic(topic)


def test_three_stars_begin_page_two() -> None:
    body = "One.\n\n## Still one\n\nMore.\n\n***\n\nTwo.\n\n## Two as well\n\nEnd.\n"
    document = parse_topic(a_topic(body))
    assert [section.page for section in document.sections] == [1, 1, 2, 2]
    assert [section.heading is None for section in document.sections] == [True, False, True, False]
    assert document.has_page_two
    assert not parse_topic(a_topic(BODY)).has_page_two


@pytest.mark.parametrize("rule", ["---", "___", "_ _ _", "****", "> ***", "- ***"])
def test_other_rules_stay_rules(rule: str) -> None:
    document = parse_topic(a_topic(f"One.\n\n{rule}\n\nTwo.\n"))
    assert not document.problems
    assert not document.has_page_two


def test_page_two_begins_once() -> None:
    (problem,) = parse_topic(a_topic("One.\n\n***\n\nTwo.\n\n***\n\nThree.\n")).problems
    assert "page two" in problem.message
    assert problem.line == 26


def test_a_key_point_and_an_action_may_have_a_picture() -> None:
    action = {"do": "Call.", "why": "We help.", "how": "Now.", "picture": "phone-clinic"}
    points = ["Rest.", {"text": "Ask.", "picture": "question"}, "Wait."]
    front = parse_topic(a_topic(key_points=points, actions=[action])).front
    assert [point.picture for point in front.key_points] == ["", "question", ""]
    assert front.actions[0].picture == "phone-clinic"


def test_a_box_for_help_is_never_in_a_section_that_may_be_left_out() -> None:
    body = "## More {optional}\n\nWords.\n\n:::emergency\n- You faint\n:::\n"
    (problem,) = parse_topic(a_topic(body)).problems
    assert ":::emergency stands in an {optional} section" in problem.message
    assert problem.line == parse_topic(a_topic(body)).sections[0].line + 4
    assert parse_topic(a_topic(body.replace(" {optional}", ""))).problems == ()
