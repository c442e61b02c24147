"""Markdown from clinics: every construct of CommonMark prints, or is refused with its line.

No input crashes, none becomes markup of its own, and what is accepted is a sound PDF/UA.
"""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts.document.markdown import inline, read_block, read_body
from handouts.document.nodes import Prose
from handouts.errors import InvalidInput
from handouts.session import ClinicSession
from tests.builders import Spoiled, a_folder, add, examples
from tests.conftest import page_texts
from tests.pdf_ua import assert_pdf_ua

# What Markdown may become: an element, and the attributes it may have.
ALLOWED = {
    "p": set(), "em": set(), "strong": set(), "a": {"href", "title"}, "br": set(), "hr": set(),
    "img": {"src", "alt", "title"}, "ul": set(), "ol": {"start"}, "li": set(),
    "blockquote": set(), "h3": set(), "h4": set(), "h5": set(), "h6": set(),
    "table": set(), "thead": set(), "tbody": set(), "tr": set(), "td": {"style"},
    "th": {"style", "scope"},
    "span": {"class", "dir"}, "html": set(), "head": set(), "body": set(),
}  # fmt: skip

CONSTRUCTS = [
    # Paragraphs, breaks, entities, escapes
    "one\ntwo", "one  \ntwo", "one\\\ntwo", "   indented", "&amp; &copy; &#35; &#x22; &nope;",
    r"\*not em\* \# \[x\] \\ \`", "tabs\tin\ttext", "trailing   ", "a\u00a0b", "soft\u00adhyphen",
    "line one\r\nline two", "“quotes” – dashes…",
    # Emphasis
    "*a*", "**a**", "***a***", "_a_", "__a__", "*a **b** c*", "**a *b* c**", "*a", "**a", "a*b*c",
    "a_b_c", "* a *", "**a*", "*a**", "*(*a*)*", "**bold**text", "~~not struck~~", "*a\nb*",
    # Headings
    "### Third", "### Third ###", "Under\n---", "###no space", "### *em* **strong**",
    "### A [link](https://a.example)",
    # Thematic breaks
    "a\n\n---\n\nb", "a\n\n***\n\nb", "a\n\n_ _ _\n\nb",
    # Quotes
    "> quote", "> a\nlazy", "> a\n> > b", "> - a\n> - b", "> **a**\n>\n> b", ">", "> ---",
    # Lists
    "- a\n- b", "* a\n* b", "+ a", "1. a\n2. b", "7) a\n8) b", "- a\n  - b\n    - c",
    "1. a\n   - b",
    "- a\n\n- b", "- a\n\n  b", "-\n- b", "1.\n2. b", "- > a", "- 1. a", "0. a", "123456789. a",
    "- a\n1. b", "- a\n- b\n\n\n- c", "- [ ] a\n- [x] b", "-a", "- **a:** b", "- ---",
    # Links and pictures
    "[a](https://a.example)", '[a](https://a.example "title")', "[a](<https://a.example/b c>)",
    "<https://a.example>", "<me@a.example>", "[a][b]\n\n[b]: https://a.example",
    "[a]\n\n[a]: #tiny",
    "[a]", "[a](", "[a](b", "[*a*](https://a.example)", "[a [b]](https://a.example)",
    "[a](mailto:me@a.example)", "[a](tel:5550100)", "[](https://a.example)",
    "[a](https://a.example/" + "long/" * 30 + ")", "[a](https://é.example/ü)",
    "https://a.example", "![x](figures/x.svg)", '![x](figures/x.svg "t")', "![a][b]",
    "[![x](figures/x.svg)](https://a.example)",
    # Raw HTML prints as text
    "<b>a</b>", "<script>alert(1)</script>", "<!-- a -->", "<?a?>", "<!DOCTYPE html>",
    "<![CDATA[a]]>", "<div>\n\n*a*\n\n</div>", "a <br> b", '<a href="x">b</a>', "</p>", "<",
    "a < b",
    "&lt;b&gt;", "<img src=x onerror=alert(1)>", "<style>p{}</style>", "<x-y z>",
    # Tables
    "| a | b |\n|---|---|\n| c | d |", "a | b\n:-- | --:\nc | d", "| a |\n|---|\n| *b* \\| c |",
    "| a | b |\n|---|---|\n| c |", "| a |\n|---|", "| a | b |\n|---|---|\n| | |", "|a|\n|-|\n|<b>|",
    # Code, which a leaflet has none of: refused with a line
    "`a`", "``a ` b``", "```\na\n```", "~~~\na\n~~~", "    a", "`unclosed",
    # Right-to-left and other scripts' punctuation
    "1\\. not a list", "2020-01-01", "a: b", "#hashtag", "@me", "::: x", "$a$", "[^1]",
]  # fmt: skip


def html_of(body: str) -> Iterator[str]:
    """Yield the HTML of a body's prose and headings; none of one that has faults."""
    found = read_body(body, "f", 1)
    for section in found.sections if not found.problems else ():
        yield section.heading.html if section.heading else ""
        yield from (item.html for item in section.items if isinstance(item, Prose))


def assert_is_plain(html: str) -> None:
    """Fail when `html` holds an element or attribute that Markdown does not make."""
    root: ElementTree.Element = tinyhtml5.parse(html, namespace_html_elements=False)
    for element in root.iter():
        assert element.tag in ALLOWED, html
        assert set(element.attrib) <= ALLOWED[str(element.tag)], html
        assert element.get("href", "#").startswith(("https://", "http://", "mailto:", "tel:", "#"))
        assert re.fullmatch(r"(text-align:(left|right|center))?", element.get("style", ""))


@pytest.mark.parametrize("body", CONSTRUCTS)
def test_every_construct_is_read_or_refused_with_its_line(body: str) -> None:
    for html in html_of(body):
        assert_is_plain(html)
    for problem in read_body(body, "f", 1).problems:
        assert problem.file == "f"
        assert problem.line is not None
        assert problem.message


@functools.cache
def accepted() -> list[str]:
    """Return the constructs that a leaflet prints."""
    return [body for body in CONSTRUCTS if not read_body(body, "f", 1).problems]


def test_most_constructs_print() -> None:
    refused = [body for body in CONSTRUCTS if body not in accepted()]
    assert len(refused) < 15, refused


def made(tmp_path: Path, bodies: list[str]) -> bytes:
    """Return a packet of a topic with `bodies`, each below a heading of its own."""
    text = "".join(f"\n\n## Part {n}\n\n{body}\n" for n, body in enumerate(bodies, 1))
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    files: dict[str, Spoiled] = {
        "content/topics/tiny/en.md": add(text),
        "content/topics/tiny/figures/x.svg": picture,
    }
    session = ClinicSession(a_folder(tmp_path, files))
    (spec,) = session.specs(["tiny"], formats=["packet"])
    return session.render(spec).pdf


@pytest.mark.pdf
def test_all_of_them_together_are_a_sound_pdf(tmp_path: Path) -> None:
    bodies = [body for body in accepted() if "![" not in body]  # figures have their own test
    pdf = made(tmp_path, bodies)
    assert_pdf_ua(pdf)
    text = " ".join(" ".join(page_texts(pdf)).split())
    for words in ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&nope;", "~~not"):
        assert words in text
    assert "a (a.example)" in text  # a link's address, for those who read on paper


@pytest.mark.pdf
def test_figures_are_a_sound_pdf(tmp_path: Path) -> None:
    assert_pdf_ua(made(tmp_path, [body for body in accepted() if "figures/" in body]))


WORDS = st.sampled_from(
    ["*", "**", "_", "`", "[", "]", "(", ")", "![", "](", "<", ">", "<b>", "&amp;", "#", "## ",
     "- ",
     "1. ", "> ", "|", "|---|", "\n", "\n\n", "    ", "\\", ":::", "---", "https://a.example", "x",
     "word", "é", "\u202e", "“", '"', "'", "=", "~", "{", "}", "{wide}", "<https://a.example>"]
)  # fmt: skip
FRAGMENTS = st.lists(WORDS, max_size=40).map("".join)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=120)


@settings(max_examples=examples(100), deadline=None)
@given(FRAGMENTS | TEXTS)
def test_any_text_is_read_or_refused_and_never_becomes_markup(body: str) -> None:
    for html in html_of(body):
        assert_is_plain(html)
    block = read_block(body, "f", 1)
    if not block.problems:
        assert_is_plain(block.html)
    assert_is_plain(inline(body.replace("`", "").replace("](", "")))


@pytest.mark.pdf
@settings(max_examples=2, deadline=None)
@given(st.lists(FRAGMENTS, min_size=10, max_size=10))
def test_any_accepted_text_is_a_sound_pdf(
    tmp_path_factory: pytest.TempPathFactory, bodies: list[str]
) -> None:
    printable = []
    for body in bodies:
        if read_body(body, "f", 1).problems:
            continue
        if not re.search(r"!\[|[\u202e{}#]|\]:|=|\|", body):
            printable.append(body)
    with contextlib.suppress(InvalidInput):
        assert_pdf_ua(made(tmp_path_factory.mktemp("any"), printable))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "[Read more](https://a.example/b/)",
            '<a href="https://a.example/b/">Read more <span class="link-address" dir="ltr">'
            "(a.example/b)</span></a>",
        ),
        ("<https://a.example>", '<a href="https://a.example">https://a.example</a>'),
        ("[a.example](https://www.a.example/)", '<a href="https://www.a.example/">a.example</a>'),
        ("[(555) 010-0142](tel:5550100142)", '<a href="tel:5550100142">(555) 010-0142</a>'),
        (
            "[Call](tel:5550100)",
            '<a href="tel:5550100">Call <span class="link-address" dir="ltr">(5550100)</span></a>',
        ),
        (
            "[Mail](mailto:me@a.example)",
            '<a href="mailto:me@a.example">Mail <span class="link-address" dir="ltr">'
            "(me@a.example)</span></a>",
        ),
        ("[Below](#part)", '<a href="#part">Below</a>'),
    ],
)
def test_a_link_says_its_address_where_its_words_do_not(text: str, html: str) -> None:
    assert inline(text) == html
