"""The body of a topic."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from handouts.document.markdown import (
    BodySection,
    Directive,
    inline,
    inline_faults,
    read_block,
    read_body,
    split_first,
)
from handouts.document.nodes import (
    Block,
    Heading,
    LineBreak,
    ListBlock,
    Paragraph,
    Picture,
    PlaceholderSpan,
    Prose,
    Quote,
    Table,
    Words,
)


def faults(body: str) -> list[str]:
    """Return what is wrong with a body that starts on line 10."""
    return [str(problem) for problem in read_body(body, "f", 10).problems]


def nested(mark: str, depth: int) -> str:
    """Return a list in a list, so many deep, each a line further down."""
    return "\n".join(f"{'  ' * level}{mark}item {level}" for level in range(depth))


def sections(body: str, line: int = 1) -> tuple[BodySection, ...]:
    """Return the sections of a body without faults."""
    found = read_body(body, "f", line)
    assert not found.problems
    return found.sections


def blocks(body: str) -> tuple[Block, ...]:
    """Return the nodes of a body of prose, below a heading on line 8."""
    ((prose,),) = (section.items for section in sections(f"## Head\n\n{body}", 8))
    assert isinstance(prose, Prose)
    return prose.blocks


def test_headings_make_sections() -> None:
    first, second = sections("Words.\n\n## A **bold** head\n\nMore.", 10)
    assert first.heading is None
    assert [type(item) for item in first.items] == [Prose]
    assert second.heading is not None
    assert (second.heading.html, second.line) == ("A <strong>bold</strong> head", 12)


@pytest.mark.parametrize(
    ("heading", "wide", "optional"),
    [
        ("## A", False, False),
        ("## A {wide}", True, False),
        ("## A {optional}", False, True),
        ("## A {optional, wide}", True, True),
    ],
)
def test_flags_of_a_heading(heading: str, wide: bool, optional: bool) -> None:
    (section,) = sections(f"{heading}\n\nx")
    assert section.heading is not None
    assert (section.heading.html, section.wide, section.optional) == ("A", wide, optional)


def test_a_directive_has_its_name_title_body_and_line() -> None:
    (section,) = sections("Words.\n:::note Good *to* know\n\n- a\n- b\n:::\nMore.", 10)
    prose, directive, more = section.items
    assert directive == Directive("note", "Good *to* know", "\n- a\n- b", 11)
    assert isinstance(prose, Prose)
    assert isinstance(more, Prose)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("<script>x</script>", "&lt;script&gt;"),
        ("a <b onclick=x>b</b>", "&lt;b onclick=x&gt;"),
        ("<!-- x -->", "&lt;!-- x --&gt;"),
        ("a & b", "a &amp; b"),
        ("[x](https://a.example)", '<a href="https://a.example">'),
        ("| a |\n|---|\n| b |", "<table>"),
    ],
)
def test_html_prints_as_text_and_markdown_works(body: str, shown: str) -> None:
    (section,) = sections(body)
    assert isinstance(section.items[0], Prose)
    assert shown in section.items[0].html


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("| Way | Who |\n|---|---|\n| Spray | You |\n| Drip | Staff |", ["Spray", "Drip"]),
        ("| | Who |\n|---|---|\n| **Spray** | You |", ["<strong>Spray</strong>"]),
        ("| Way | Who |\n|---|---|\n| Spray | You |\n| | Staff |", []),
        ("| Way |\n|---|\n| Spray |", []),
    ],
)
def test_a_first_column_that_names_the_rows_is_their_header(body: str, names: list[str]) -> None:
    (section,) = sections(body)
    assert isinstance(section.items[0], Prose)
    assert re.findall(r'<th scope="row">(.+?)</th>', section.items[0].html) == names


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("# Title", "f:10: a title stands in the body"),
        ("x\n\n#### Deep", "f:12: heading jumps to level 4; use ##"),
        ("## A\n\n#### Deep", "f:12: heading jumps to level 4; use ###"),
        ("## A {wde}", "f:10: {wde} is not known; use {optional} or {wide}"),
        ("> ## A", "f:10: a heading stands in a list or quote"),
        ("- ## A", "f:10: a heading stands in a list or quote"),
        ("a\nb [x](../a.md)", "f:11: link to “../a.md”"),
        ("[x]()", "f:10: link to “”"),
        ("![](figures/a.svg)", "f:10: picture figures/a.svg has no description"),
        ("![x](https://a.example/b.png)", "f:10: picture “https://a.example/b.png”; put it in"),
        ("![x](../b.png)", "f:10: picture “../b.png”; put it in"),
        ("![x](/etc/passwd)", "f:10: picture “/etc/passwd”"),
        ("a\n\n    code", "f:12: a line indented by four spaces"),
        ("```\ncode\n```", "f:10: lines between ```"),
        ("a\n`code`", "f:11: words between `…` print as code"),
        (nested("- ", 12), "f:16: lists or quotes more than 6 deep; start some further left"),
        (nested("- ", 150), "f:16: lists or quotes more than 6 deep"),
        ("> " * 20 + "x", "f:10: lists or quotes more than 6 deep"),
    ],
)
def test_what_a_leaflet_cannot_print_is_refused_with_its_line(body: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(body)), faults(body)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (":::note\nx", "f:10: :::note is not closed; put a line `:::` after its last one"),
        (":::note", "f:10: :::note is not closed"),
        ("a\n\n:::note\nx\n:::call-us\ny\n:::", "f:12: :::note is not closed before line 14"),
        (":::note\nx\n:::\n:::\n", "f:13: `:::` closes nothing"),
        ("::::note\nx\n::::", "f:10: `::::note`: write exactly three colons"),
        ("- a\n\n  :::note\n  x\n  :::", "f:12: :::note stands in a list or quote"),
        ("> :::note\n> x\n> :::", "f:10: :::note stands in a list or quote"),
        ("a :::note", "f:10: `:::` must stand at the start of its own line"),
    ],
)
def test_fences_are_whole_and_stand_alone(body: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(body)), faults(body)


def test_prose_is_a_tree_with_lines() -> None:
    paragraph, items, table, quote, heading = blocks(
        "One\n\n- a\n- b\n\n  c\n\n| d | e |\n|---|---|\n| f | g |\n\n> h\n\n### i"
    )
    assert isinstance(paragraph, Paragraph)
    assert (paragraph.text.html, paragraph.text.line) == ("One", 10)
    assert isinstance(items, ListBlock)
    assert (len(items.items), len(items.items[1]), items.ordered, items.line) == (2, 2, False, 12)
    assert isinstance(table, Table)
    assert [text.html for text in (*table.heads, *table.rows[0])] == ["d", "e", "f", "g"]
    assert table.line == 17
    assert isinstance(quote, Quote)
    assert quote.line == 21
    assert isinstance(heading, Heading)
    assert (heading.level, heading.text.source, heading.text.line) == (3, "i", 23)


def test_words_are_spans() -> None:
    (paragraph,) = blocks("One **two** *\ue0003\ue001*\nthree ![x](figures/y.svg)")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.text.spans == (
        Words("One "),
        Words("two", bold=True),
        Words(" "),
        PlaceholderSpan(3, italic=True),
        LineBreak(),
        Words("three "),
        Picture("figures/y.svg", "x"),
    )


def test_a_heading_inside_a_component_is_refused() -> None:
    (problem,) = read_block("a\n\n## B", "f", 10).problems
    assert str(problem).startswith("f:12: a heading stands in a component")


def test_what_is_six_deep_is_there() -> None:
    assert faults(nested("- ", 6)) == []
    (section,) = sections(nested("- ", 6))
    assert isinstance(section.items[0], Prose)
    assert "item 5" in section.items[0].html


def test_a_component_is_no_deeper() -> None:
    found = read_block(nested("- ", 12), "f", 10).problems
    assert [str(problem)[:20] for problem in found] == ["f:16: lists or quote"]


def test_one_line_of_markdown() -> None:
    assert inline("**a** <b>") == "<strong>a</strong> &lt;b&gt;"
    assert inline_faults("**a** [b](https://b.example)") == []


@pytest.mark.parametrize("text", ["[a](b.md)", "![a](b.png)", "`a`"])
def test_a_line_holds_no_pictures_code_or_odd_links(text: str) -> None:
    assert inline_faults(text)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_any_body_is_read_or_refused(body: str) -> None:
    assert all(problem.line for problem in read_body(body, "f", 1).problems)


@given(st.lists(st.sampled_from(["#", "##", ">", "-", "1.", ":::note", ":::", "```", "    ", "x",
                                 "|a|", "|-|", "{wide}", "![", "](", ")", "\n", " "])))  # fmt: skip
def test_any_mix_of_marks_is_read_or_refused(parts: list[str]) -> None:
    for section in read_body(" ".join(parts).replace(" \n ", "\n"), "f", 1).sections:
        for item in section.items:
            if isinstance(item, Prose):
                assert item.html.count("<li>") == item.html.count("</li>")


@pytest.mark.parametrize(
    ("first", "rest"),
    [
        ("<p>One<br>line</p>", "\n<p>Two</p>"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "<p>c</p>"),
        ('<div><svg><path d="M0"/></svg><img alt=""></div>', " <p>x</p>"),
        ("<h3>A</h3>\n<p>B</p>", "\n<p>C</p>"),
        ("<h3>A</h3>", ""),
        ("", ""),
    ],
)
def test_a_body_is_parted_after_its_first_element(first: str, rest: str) -> None:
    assert split_first(Markup(first + rest)) == (first, rest)  # noqa: S704  # our own tags
