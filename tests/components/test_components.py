"""Directives: what their bodies may say, and what their macros get."""

from __future__ import annotations

from typing import Any

import pytest
from markupsafe import Markup

from handouts.assets import shipped_files
from handouts.components.base import ComponentSpec, DrawContext
from handouts.components.registry import COMPONENTS, named
from handouts.compose.macros import draw, macro_loader
from handouts.compose.template_sandbox import template_environment
from handouts.document.markdown import Directive
from handouts.document.nodes import ComponentUse
from handouts.document.parse import parse_topic, read_component
from handouts.document.sentinels import SENTINEL
from handouts.errors import InvalidInput
from handouts.inputs.facts import shipped_facts
from handouts.l10n import BLANK
from tests.builders import a_topic

BOX = "fact: RISK-01\nwith: Spray\nwithout: Dummy\ngroup: Adults\nperiod: 4 weeks\n"
ROW = "rows:\n  - {figure: nausea, name: Sick}\n"


class Macro:
    """A stand-in for a macro that keeps what it is given."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}
        self.arguments = (
            "title", "items", "stops", "fields", "entries", "do", "dont", "known", "unknown",
            "rows", "with_label", "without_label", "group", "period", "certainty", "people",
            "icons", "size", "sum", "row", "labels", "signs", "tiles", "intro",
            "do_title", "dont_title", "drawing", "lead", "lines", "text", "ticks", "end",
            "steps", "low", "high", "days",
        )  # fmt: skip

    def __call__(self, **given: Any) -> Markup:
        self.given = given
        return Markup("drawn")


def used(name: str, body: str, title: str = "") -> ComponentUse:
    """Return a component on line 10.

    Raises:
        InvalidInput: it has faults.
    """
    use, problems = read_component(Directive(name, title, body, 10), "tiny/en.md")
    if problems:
        raise InvalidInput(problems)
    return use


def context(values: tuple[Any, ...] = ()) -> DrawContext:
    """Return what components are drawn with."""

    def value(text: str) -> Any:
        sentinel = SENTINEL.fullmatch(text)
        return values[int(sentinel[1])] if sentinel else text

    front = {"actions": ["a"], "known": Markup("k"), "unknown": Markup("u")}
    return DrawContext(
        shipped_facts(), "en", front, value, lambda n: f"{n} minutes", {"clock", "drip", "rest"}
    )


def given(name: str, body: str, title: str = "", values: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Return what the macro of a component on line 10 is given."""
    macro = Macro()
    assert draw(context(values), used(name, body, title), lambda _: macro) == "drawn"
    return macro.given


def fault(name: str, body: str, title: str = "") -> str:
    """Return the first problem of a directive on line 10."""
    with pytest.raises(InvalidInput) as caught:
        given(name, body, title)
    return str(caught.value.problems[0]).removeprefix("tiny/en.md:")


@pytest.mark.parametrize("name", ["emergency", "call-us", "tell-us", "note", "steps", "questions"])
def test_a_markdown_body_comes_as_the_caller_s_html(name: str) -> None:
    found = given(name, "- **a**\n- b", "A *title*")
    assert found["title"] == "A <em>title</em>"
    assert found["caller"]() == "<ul>\n<li><strong>a</strong></li>\n<li>b</li>\n</ul>"


def test_an_item_that_ends_in_a_line_gets_one_for_the_pen() -> None:
    items = given("checklist", "- A driver\n- Your **list** ___")["items"]
    assert [(str(item.text), item.pen) for item in items] == [
        ("A driver", False),
        ("Your <strong>list</strong>", True),
    ]


def test_numbers_of_a_box_come_from_the_facts() -> None:
    (row,) = given("side-effects", BOX + ROW)["rows"]
    figure = shipped_facts().facts["RISK-01"].figures["nausea"]
    assert (row.medicine, row.dummy) == (figure.arms["medicine"], figure.arms["dummy"])
    assert (row.name, row.of, row.with_label) == ("Sick", 100, None)


def test_a_row_may_rest_on_another_fact() -> None:
    row = "rows:\n  - {fact: BEN-01, figure: remission, name: Well, good: yes, of_with: Alone}\n"
    (found,) = given("fact-box", BOX + row)["rows"]
    assert (found.medicine, found.good, found.with_label.name) == (22, True, "Alone")


def test_harms_are_bars_and_benefits_are_dots_unless_told_otherwise() -> None:
    assert given("side-effects", BOX + ROW)["icons"] is False
    assert given("side-effects", BOX + "icons: yes\n" + ROW)["icons"] is True
    assert given("fact-box", BOX + ROW)["icons"] is True
    assert given("fact-box", BOX + "icons: no\n" + ROW)["icons"] is False


def test_a_label_says_in_brackets_what_it_means() -> None:
    box = BOX.replace("without: Dummy", "without: Fake spray (it looks *the same*)")
    found = given("fact-box", box + ROW)
    assert (found["with_label"].name, found["with_label"].meaning) == ("Spray", "")
    assert found["without_label"].name == "Fake spray"
    assert found["without_label"].meaning == "(it looks <em>the same</em>)"


def test_the_sum_is_filled_in_from_the_facts() -> None:
    figure = shipped_facts().facts["RISK-01"].figures["nausea"].arms
    said = "sum: '**[medicine]** in [of] did, [did_not] did not, [difference] more than [dummy].'\n"
    assert given("side-effects", BOX + said + ROW)["sum"] == (
        f"<strong>{figure['medicine']}</strong> in 100 did, {100 - figure['medicine']} did not, "
        f"{figure['medicine'] - figure['dummy']} more than {figure['dummy']}."
    )
    assert "16: sum: there is no [medicin]; did you mean medicine?" in fault(
        "side-effects", BOX + "sum: '[medicin] did.'\n" + ROW
    )


@pytest.mark.parametrize(
    ("minutes", "number", "words"),
    [
        ("15", 15, "15 minutes"),
        ("write-in", None, f"{BLANK} minutes"),
        ("\ue0000\ue001", 40, "40 minutes"),
        ("\ue0001\ue001", None, f"{BLANK} minutes"),
    ],
)
def test_minutes_of_a_stop(minutes: str, number: int | None, words: str) -> None:
    body = f"- {{title: Drip, minutes: '{minutes}', text: x}}\n" + "- {title: a, text: b}\n" * 2
    first, second, _ = given("timeline", body, values=(40, BLANK))["stops"]
    assert (first.minutes, first.minutes_words) == (number, words)
    assert (second.minutes, second.minutes_words) == (None, "")


def test_do_dont_write_in_glossary_and_icon_array() -> None:
    found = given("do-dont", "do: [a]\ndont: ['**b**', {picture: clock, text: c}]")
    assert [(item.text, item.picture) for item in found["dont"]] == [
        ("<strong>b</strong>", ""),
        ("c", "clock"),
    ]
    assert given("write-in", "- {label: Name, size: short}")["fields"] == [
        {"label": "Name", "size": "short"}
    ]
    assert given("glossary", "- {term: a, meaning: b}")["entries"] == [
        {"term": "a", "meaning": "b"}
    ]
    assert (
        given("icon-array", "fact: RISK-01\nfigure: nausea\nname: Sick\nwith: a\nwithout: b")[
            "row"
        ].medicine
        == given("side-effects", BOX + ROW)["rows"][0].medicine
    )


def test_actions_and_what_we_know_print_the_front_matter() -> None:
    assert given("actions", "")["items"] == ["a"]
    assert given("what-we-know", "") == {"known": "k", "unknown": "u"}


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("note", " \n", "10: :::note is empty; write its text"),
        ("note", "a\n\n## b", "13: a heading stands in a component"),
        ("note", "a\n[b](c.md)", "12: link to “c.md”"),
        ("glossary", "", "10: :::glossary is empty; write its settings"),
        ("glossary", "hello", "11: expected a list"),
        ("glossary", "- {term: a}", "11: meaning: missing"),
        ("glossary", "- {term: a, meaning: '[b](c.md)'}", "11: link to “c.md”"),
        ("glossary", "- {term: a", "11: not valid YAML"),
        ("do-dont", "- a", "11: expected `key: value` lines"),
        ("do-dont", "do: [a]", "11: dont: missing"),
        ("checklist", "words", "10: :::checklist needs one list"),
        ("teach-back", "words\n- a", "10: :::teach-back needs one list"),
        ("timeline", "- {title: a, text: b}", "needs at least 3 items"),
        ("fact-box", BOX.replace("RISK-01", "RISK-99") + ROW, "fact: no fact “RISK-99”; did you"),
        ("fact-box", BOX + ROW.replace("nausea", "nausia"), "17: figure: RISK-01 has no figure"),
        ("fact-box", BOX + "arms: [medicine, dumy]\n" + ROW, "no group “dumy” in this figure"),
        (
            "timeline",
            "- {title: a, picture: drip, text: b}\n- {title: a, picture: dripp, text: b}\n"
            "- {title: a, text: b}",
            "12: picture: no picture “dripp”; did you mean drip?",
        ),
        (
            "timeline",
            "- {title: a, picture: drip, text: b}\n" * 2 + "- {title: a, text: b}",
            "10: give each stop a picture, or none",
        ),
        (
            "tiles",
            "- {picture: rest, lead: a}\n- {picture: x, lead: b}",
            "12: picture: no picture “x”",
        ),
        ("do-dont", "do: [a]\ndont:\n- {picture: y, text: b}", "13: picture: no picture “y”"),
        ("actions", "words", "10: :::actions prints the topic's settings of that name"),
    ],
)
def test_faults_have_their_line_and_a_remedy(name: str, body: str, expected: str) -> None:
    assert expected in fault(name, body)


@pytest.mark.parametrize("minutes", ["soon", "1.5", "-5", "1000", "15 minutes"])
def test_minutes_are_a_number(minutes: str) -> None:
    body = f"- {{title: a, minutes: {minutes}, text: b}}\n" + "- {title: a, text: b}\n" * 2
    assert fault("timeline", body) == f"11: minutes: “{minutes}” is not a number of minutes"


def test_a_title_is_one_line_of_words() -> None:
    assert fault("note", "x", "[a](b.md)").startswith("10: link to")


def test_an_unknown_directive_names_the_nearest() -> None:
    assert fault("cal-us", "- a").startswith(
        "10: :::cal-us: no such component; did you mean call-us"
    )


@pytest.mark.parametrize("name", COMPONENTS)
def test_every_component_has_its_macro_and_its_styles(name: str) -> None:
    files = shipped_files()
    environment = template_environment(files)
    with environment.metered():
        macro = macro_loader(environment.get_template, {})(name)
    assert callable(macro)
    shared = {"fact-box": "fact-box"}.get(name, name)
    assert f"styles/components/{shared}.css" in files


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("<p>x</p>", "has no macro note"),
        ("{% macro note() %}{{ caller() }}{% endmacro %}", "its macro must take: title"),
        ("{% macro note(title) %}x{% endmacro %}", "its macro must print {{ caller() }}"),
    ],
)
def test_a_clinic_s_own_macro_must_fit(template: str, message: str) -> None:
    environment = template_environment({"templates/components/note.html": template.encode()})
    load = macro_loader(environment.get_template, {})
    with environment.metered(), pytest.raises(Exception, match=message.replace("(", r"\(")[:20]):
        draw(context(), used("note", "x"), load)


def test_how_many_people_is_told_only_where_it_is_true_of_every_row() -> None:
    other = "  - {fact: BEN-01, figure: remission, name: Well}\n"
    assert given("fact-box", BOX + ROW)["people"] == {"medicine": 231, "dummy": 113}
    assert given("fact-box", BOX + ROW + other)["people"] is None


def test_roles_that_nobody_asks_for_are_refused() -> None:
    with pytest.raises(ValueError, match="component x: no such role: saftey"):
        ComponentSpec("x", "", "", roles=frozenset({"saftey"}))


def test_components_are_found_by_role() -> None:
    assert named("safety") == {"emergency", "call-us", "must-not", "tell-us"}
    assert named("safety", "urgent") == {"emergency", "call-us"}
    assert list(COMPONENTS) == sorted(COMPONENTS)


@pytest.mark.parametrize("spec", COMPONENTS.values(), ids=list(COMPONENTS))
def test_every_example_is_a_sound_text(spec: ComponentSpec) -> None:
    document = parse_topic(a_topic(spec.example))
    assert not document.problems
    assert [use.name for use in document.components] == [spec.name]
