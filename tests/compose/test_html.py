"""A clinic, its topics and a format to one HTML document."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markupsafe import escape
from pydantic import ValidationError

from handouts.assets import shipped_files
from handouts.compose.html import compose
from handouts.compose.spec import ContentSources, LeafletSpec
from handouts.compose.template_sandbox import template_environment
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.formats import FORMATS, FitParams
from handouts.inputs.facts import shipped_facts
from handouts.inputs.locales import load_strings
from handouts.inputs.pictures import load_pictures
from handouts.inputs.references import reference_problems
from handouts.session import ClinicSession
from tests.builders import a_clinic, a_job, a_topic
from tests.conftest import Golden

ENVIRONMENT = template_environment(shipped_files())
KNOWLEDGE = {
    locale: ContentSources(
        shipped_facts(), load_strings(shipped_files(), locale), load_pictures(shipped_files(), {})
    )
    for locale in ("en", "es")
}
CALL_OUTS = ":::emergency\n- a\n:::\n\n:::call-us\n- b\n:::\n"


def html_of(spec: LeafletSpec, fit: FitParams | None = None) -> str:
    """Return the HTML of a spec."""
    return compose(spec, KNOWLEDGE[spec.locale], ENVIRONMENT, fit or FitParams()).html


def fault(spec: LeafletSpec) -> str:
    """Return the problems of a spec."""
    with pytest.raises(InvalidInput) as caught:
        html_of(spec)
    return str(caught.value)


@pytest.mark.parametrize("locale", ["en", "es"])
def test_the_sheet_is_as_it_was(tiny: ClinicSession, golden: Golden, locale: str) -> None:
    (spec,) = tiny.specs(["tiny"], [locale])
    golden(tiny.compose(spec).html, f"sheet.{locale}.html")


def test_the_packet_with_every_component_is_as_it_was(tiny: ClinicSession, golden: Golden) -> None:
    (spec,) = tiny.specs(["everything", "other"], formats=["packet"])
    golden(tiny.compose(spec).html, "packet.en.html")


def test_the_document_names_its_language_title_and_brand() -> None:
    clinic = a_clinic({"styles/brand.css": b""})
    html = html_of(a_job(clinic=clinic))
    assert '<html lang="en" dir="ltr" data-paper="letter" data-format="sheet"' in html
    assert "<title>What is this?</title>" in html
    assert 'href="https://handouts.invalid/styles/brand.css"' in html
    assert "brand.css" not in html_of(a_job())


def test_metadata_says_what_it_is() -> None:
    composed = compose(a_job(), KNOWLEDGE["en"], ENVIRONMENT)
    assert '<meta name="author" content="Tiny Clinic">' in composed.html
    assert composed.properties["ref"] == "TST-TINY"
    assert composed.properties["clinic"] == "tiny"


def test_the_text_hash_is_of_the_words_and_the_values_in_them() -> None:
    def hash_of(phone: str, body: str) -> Any:
        spec = a_job(a_topic(body), clinic=a_clinic(phone=phone))
        return compose(spec, KNOWLEDGE["en"], ENVIRONMENT).properties["text_hash"]

    assert hash_of("1", "Call {{ clinic.phone }}") != hash_of("2", "Call {{ clinic.phone }}")
    assert hash_of("1", "Call us") == hash_of("2", "Call us")


def test_optional_sections_can_be_dropped() -> None:
    spec = a_job(a_topic("## Stays\n\nx\n\n## Goes {optional}\n\ny"))
    assert "Goes" in html_of(spec)
    assert "Goes" not in html_of(spec, FitParams(drop_optional=True))
    assert "Stays" in html_of(spec, FitParams(drop_optional=True))


def test_neighbouring_call_outs_stand_in_one_row() -> None:
    html = html_of(a_job(a_topic(f"{CALL_OUTS}\nWords between.\n\n:::note\nc\n:::")))
    assert html.count("block--callouts") == 2


def test_a_wide_component_makes_its_section_wide() -> None:
    timeline = ":::timeline\n" + "- {title: a, text: b}\n" * 3 + ":::"
    html = html_of(a_job(a_topic(f"## A\n\nwords\n\n## B\n\n{timeline}")))
    assert re.findall(r"block--(\w+)", html) == ["columns", "wide"]


def test_placeholders_work_in_every_text() -> None:
    name = "{{ clinic.name }}"
    topic = a_topic(
        f"{name}\n\n## {name}\n\n:::note {name}\n{name}\n:::\n\n:::glossary\n"
        f"- {{term: '{name}', meaning: x}}\n:::\n\n:::actions\n:::\n\n:::what-we-know\n:::",
        title=name, main_message=name, known=name, audience=name, short_title=name,
        key_points=[name, f"**{name}** x", "c"],
        actions=[{"do": name, "why": name, "how": name}],
    )  # fmt: skip
    html = html_of(a_job(topic, clinic=a_clinic(name="A & B")))
    assert "\ue000" not in html
    assert "{{" not in html
    assert html.count("A &amp; B") >= 14
    assert "&amp;amp;" not in html


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("x\n\n:::cal-us\n- a\n:::", "tiny/en.md:22: :::cal-us: no such component"),
        ("{{ clinic.fone }}", "tiny/en.md:20: {{ clinic.fone }}: no such value"),
        ("{{ clinic.address }}", "tiny/clinic.yaml: address is not set, and tiny/en.md:20 prints"),
        ("{{ clinic.logo }}", "no such value; “logo” is not known in clinic"),
        ("{{ policy.infusion.food_hours }}", "infusion:\n        food_hours: 6"),
        (":::note\nx", "tiny/en.md:20: :::note is not closed"),
    ],
)
def test_faults_name_file_and_line(body: str, message: str) -> None:
    assert message in fault(a_job(a_topic(body)))


def test_a_key_point_holds_no_pictures() -> None:
    topic = a_topic(key_points=["![a](b.png)", "b", "c"])
    assert "a picture stands in a line of text" in fault(a_job(topic))


def test_faults_of_all_topics_are_told_at_once() -> None:
    spec = a_job(a_topic("{{ a }}"), a_topic(":::x\n:::"), form=FORMATS["packet"])
    assert len(fault(spec).split("\n")) == 2


def test_facts_and_sources_must_be_there() -> None:
    problems = reference_problems(a_topic(facts=["DAY-99"], sources=["PIX"]), shipped_facts())
    assert [problem.message.partition(";")[0] for problem in problems] == [
        "facts: no fact “DAY-99”",
        "sources: no source “PIX”",
    ]


@pytest.mark.parametrize(
    ("translation", "of", "note"),
    [
        (None, "", ""),
        ({"reviewer": "A. Person"}, "0123456789abcdef", ""),
        ({}, "0123456789abcdef", "unreviewed"),
        ({"reviewer": "A. Person"}, "0" * 16, "stale"),
        ({}, "0" * 16, "both"),
    ],
)
def test_a_translation_says_how_it_stands(
    translation: dict[str, str] | None, of: str, note: str
) -> None:
    head = {"of_version": "1.0", "of_hash": of, "method": "human"}
    topic = a_topic(translation=None if translation is None else {**head, **translation})
    spec = LeafletSpec(a_clinic(), (topic,), "en", a_job().format, "letter", {"tiny": a_topic()})
    words = KNOWLEDGE["en"].strings.translation
    html = html_of(spec)
    assert (str(escape(words.unreviewed)) in html) == (note in {"unreviewed", "both"})
    stale = str(escape(words.stale.partition("{")[0]))
    assert (stale in html) == (note in {"stale", "both"})


@pytest.mark.parametrize(
    ("topics", "form", "path"),
    [
        (1, None, "tiny/en/tiny.sheet.letter.pdf"),
        (2, FORMATS["packet"], "tiny/en/packet.letter.pdf"),
    ],
)
def test_where_a_pdf_belongs(topics: int, form: Any, path: str) -> None:
    assert a_job(*[a_topic()] * topics, form=form).path.as_posix() == path


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=40)
)
@example("0" * 34)
def test_no_setting_of_a_clinic_injects_markup(value: str) -> None:
    clinic = a_clinic(name=value, address=value, strapline=value)
    with contextlib.suppress(ValidationError):  # most are no number, and refused
        clinic = a_clinic(name=value, address=value, strapline=value, phone=f"1{value}"[:40])
    topic = a_topic("{{ clinic.name }} {{ clinic.address }} {{ clinic.phone }}")
    # As long a name: the head and the foot of a page leave a long one out.
    harmless = a_clinic(name="x" * len(value), address="x", strapline="x")
    plain = html_of(a_job(topic, clinic=harmless))
    assert html_of(a_job(topic, clinic=clinic)).count("<") == plain.count("<")


@pytest.mark.parametrize("value", ["<script>x</script>", "{{ clinic.phone }}", "**bold**", "](x)"])
def test_a_name_prints_as_it_is_written(value: str) -> None:
    html = html_of(a_job(a_topic("At {{ clinic.name }}."), clinic=a_clinic(name=value)))
    assert f"At {escape(value)}." in html


PARTS = (
    "# A", "## A", "## A {wide}", "### B", "> x", "- x", "  - y", "1. x", ":::note", ":::emergency",
    ":::timeline", ":::checklist", ":::glossary", ":::actions", ":::do-dont", ":::", "- {term: a}",
    "- {term: a, meaning: b}", "do: [x]", "dont: [y]", "{{ clinic.name }}", "{{ clinic", "```",
    "    x", "|a|b|", "|-|-|", "![a](b.png)", "[a](b)", "<b>", "---", "", "", "x ___", "**a**",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=12))
def test_any_mix_of_lines_is_composed_or_refused_with_lines(lines: list[str]) -> None:
    html = ""
    problems: tuple[Diagnostic, ...] = ()
    try:
        html = html_of(a_job(a_topic("\n".join(lines))))
    except InvalidInput as error:
        problems = error.problems
    assert bool(html) != bool(problems)
    assert all(problem.line is not None for problem in problems), problems
    for tag in ("div", "section", "ul", "ol", "li", "table", "blockquote", "p"):
        assert len(re.findall(rf"<{tag}\b", html)) == html.count(f"</{tag}>"), tag


def test_a_sheet_has_page_one_and_page_two_where_the_text_says_so() -> None:
    html = html_of(a_job(a_topic("First words.\n\n***\n\nLast words.\n")))
    one, _, two = html.partition('<div class="page-two"')
    assert "First words." in one
    assert "help-strip" in one
    assert "Last words." in two


def test_one_page_prints_page_one_alone() -> None:
    topic = a_topic("First words.\n\n***\n\nLast words.\n")
    html = html_of(a_job(topic, form=FORMATS["one-page"]))
    assert "First words." in html
    assert "Last words." not in html


def test_a_picture_that_is_not_there_is_told_with_its_line() -> None:
    with pytest.raises(InvalidInput, match="not-drive"):
        html_of(a_job(a_topic(picture="not-driven")))
