"""Sentences that hold for some regions or promises only are taken out for the others."""

from __future__ import annotations

import pytest

from handouts.errors import InvalidInput
from handouts.inputs.conditions import fitting, promises_of
from handouts.inputs.models.clinic import PROMISES
from tests.builders import a_clinic, a_topic

US = a_clinic().settings
UK = a_clinic(region="UK").settings
PROMISING = a_clinic(promises=["rating-scale"]).settings


@pytest.mark.parametrize(
    ("written", "us", "uk"),
    [
        ("One. [[US| Two. ]] Three.", "One. Two. Three.", "One. Three."),
        ("One. [[US| Two. ]]", "One. Two.", "One."),
        ("[[US| FDA]][[UK,EU| MHRA]] says so.", "FDA says so.", "MHRA says so."),
        ("Ask[[US| the FDA]].", "Ask the FDA.", "Ask."),
        ("- [[US| Two. ]]\n- Three", "- Two.\n- Three", "- Three\n"),
        ("| a | [[US| b ]] |", "| a | b |", "| a | |"),
        ("see [[1]](https://a.example)", "see [[1]](https://a.example)", None),
    ],
)
def test_a_mark_prints_for_its_region_only(written: str, us: str, uk: str | None) -> None:
    topic = a_topic(written)
    assert fitting(topic, US).body == us
    assert fitting(topic, UK).body == (us if uk is None else uk)


def test_a_section_with_a_flag_goes_and_the_lines_after_it_stay_where_they_were() -> None:
    body = "## One\n\nText.\n\n## Two {us, wide}\n\nLaw.\n\n## Three {optional}\n\nEnd."
    assert fitting(a_topic(body), US).body == body.replace("{us, wide}", "{wide}")
    elsewhere = fitting(a_topic(body), UK).body
    assert "Law" not in elsewhere
    assert "Two" not in elsewhere
    assert elsewhere.split("\n")[8] == "## Three {optional}"


def test_a_list_that_loses_a_line_stays_one_list() -> None:
    body = "- one\n- [[US| two ]]\n- three\n\nAfter."
    assert fitting(a_topic(body), UK).body == "- one\n- three\n\n\nAfter."


def test_a_promise_prints_only_where_the_clinic_makes_it() -> None:
    topic = a_topic("We talk. [[rating-scale| We measure your mood. ]]")
    assert fitting(topic, US).body == "We talk."
    assert fitting(topic, PROMISING).body == "We talk. We measure your mood."
    assert promises_of(topic) == {"rating-scale": 20}


def test_key_points_and_actions_lose_what_does_not_hold() -> None:
    topic = a_topic(
        key_points=["**One** thing.", "[[US| **Two** things. ]]", "Three.", "Four."],
        actions=[
            {"do": "[[US| Call the FDA. ]]", "why": "They ask.", "how": "By phone."},
            {"do": "Rest.", "why": "It helps.", "how": "Lie down. [[UK| Have tea. ]]"},
        ],
    )
    front = fitting(topic, UK).front
    assert tuple(point.text for point in front.key_points) == ("**One** thing.", "Three.", "Four.")
    assert [action.how for action in front.actions] == ["Lie down. Have tea."]


def test_a_topic_for_another_region_is_refused_with_a_way_out() -> None:
    topic = a_topic(region=["US"])
    assert fitting(topic, US).body == topic.body
    with pytest.raises(InvalidInput, match=r"holds for US only.*UK.*handouts customize topic tiny"):
        fitting(topic, UK)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("[[USA| The law. ]]", "`\\[\\[USA\\| …\\]\\]`: no such region or promise"),
        ("[[rating-scales| We ask. ]]", "did you mean rating-scale"),
        ("[[US| The law.", "not closed on its line"),
    ],
)
def test_a_wrong_mark_is_told_with_its_line(body: str, message: str) -> None:
    with pytest.raises(InvalidInput, match=message) as caught:
        fitting(a_topic(body), US)
    assert caught.value.problems[0].line == 20


def test_a_main_message_with_nothing_left_is_refused() -> None:
    with pytest.raises(InvalidInput, match="main_message: nothing is left"):
        fitting(a_topic(main_message="[[US| Only here. ]]"), UK)


def test_every_promise_says_what_the_clinic_confirms() -> None:
    assert all(words and not words.endswith(".") for words in PROMISES.values())
