"""A page is the same tree, read as XML or as HTML; or it is left to the HTML parser."""

from __future__ import annotations

from typing import Any

import pytest
import tinyhtml5
from hypothesis import given, settings
from hypothesis import strategies as st

from handouts import assets
from handouts.errors import InvalidInput
from handouts.pdf.internals.html_tree import html_tree
from handouts.session import ClinicSession
from tests.builders import examples

PAGE = (
    "<!doctype html>\n<html lang='en'>\n<head>\n<title>T</title></head>\n<body>{}</body>\n</html>"
)


def as_lists(element: Any) -> list[Any]:
    """Return a tree in a form that can be compared."""
    children = [as_lists(child) for child in element]
    return [element.tag, dict(element.attrib), element.text or "", element.tail or "", children]


def same_tree(page: str) -> bool:
    """Return whether a page is read at all, and check that it is read as HTML is."""
    tree = html_tree(page)
    if tree is not None:
        theirs = tinyhtml5.parse(page, namespace_html_elements=False)
        assert as_lists(tree) == as_lists(theirs)
    return tree is not None


@pytest.fixture(scope="module")
def example() -> ClinicSession:
    """Return the session of an example clinic."""
    return ClinicSession(assets.example_clinic())


@pytest.mark.parametrize("form", ["sheet", "large-print", "booklet", "trifold", "card", "poster"])
def test_our_pages_are_read(form: str, example: ClinicSession) -> None:
    for name in ("risks", "what-to-expect-infusion", "bladder-health", "questions-to-ask"):
        try:
            (spec,) = example.specs([name], ["es"], [form])
        except InvalidInput:
            continue  # this topic does not come in that format
        assert same_tree(example.compose(spec).html)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n<p>One <b>two</b><br>\nthree &amp; &lt;four&gt;</p>\n ",
        "<ul>\n<li>One<ul><li>Two</li></ul></li>\n</ul><p>H<sub>2</sub>O <a href='#x'>x</a></p>",
        "<table><thead>\n<tr><th scope='col'>A</th></tr></thead><tbody></tbody></table>",
        '<div class="a"><img src="x.png" alt="A &quot;b&quot;" /><hr></div>\ud7ff\u2028😀',
    ],
)
def test_well_formed_pages_are_read(body: str) -> None:
    assert same_tree(PAGE.format(body))


@pytest.mark.parametrize(
    "body",
    [
        "<p>One",  # not well-formed
        "<p>One<div>two</div></p>",  # HTML ends the paragraph
        "<span><p>One</p></span>",
        "<h1>One<h2>two</h2></h1>",
        "<a href='#a'>One<b><a href='#b'>two</a></b></a>",
        "<table><tr><td>One</td></tr></table>",  # HTML adds a tbody
        "<table><tbody><tr>words<td>One</td></tr></tbody></table>",  # and moves the words
        "<table><tbody><tr>\u00a0<td>One</td></tr></tbody></table>",  # no space, to HTML
        "<div/>One",  # HTML opens it
        "<p class='x' />One",
        "<p xmlns:x='y'>One</p>",
        "<pre>\nOne</pre>",
        "<p>&nbsp;&copy;</p>",
        "<p>&#150;</p>",
        "<P>One</P>",
        "<p CLASS='a'>One</p>",
        "<p title='a\nb'>One</p>",
        "<p title='a\tb'>One</p>",
        "<p xml:lang='en'>One</p>",
        "<p hidden>One</p>",
        "<!-- One --><p>two</p>",
        "<p><![CDATA[<b>]]></p>",
        "<?x y?><p>One</p>",
        "<svg xmlns='http://www.w3.org/2000/svg' viewbox='0 0 1 1'></svg>",
        "<style>a::before { content: '&amp;' }</style>",
        "<script>1</script>",
        "<p>\x0b</p>",
        "<p>\udc80</p>",
        "<p>One\r\ntwo</p>",
    ],
)
def test_what_html_reads_in_its_own_way_is_left_to_it(body: str) -> None:
    assert html_tree(PAGE.format(body)) is None


@pytest.mark.parametrize(
    "page",
    [
        "<p>One</p>",
        "<!doctype html><p>One</p>",
        "<!doctype html><html><body></body></html>",
        "<!doctype html><html><head></head>words<body></body></html>",
        "<!doctype html><html><head></head><body></body></html>\n",
        "<!doctype html [<!ENTITY a 'b'>]><html><head></head><body>&a;</body></html>",
    ],
)
def test_other_documents_are_left_to_it_too(page: str) -> None:
    assert html_tree(page) is None


TAGS = ["p", "div", "b", "a", "span", "ul", "ol", "li", "table", "thead", "tbody", "tr", "td", "th",
        "h1", "h2", "dl", "dt", "dd", "br", "img", "section", "em", "caption", "pre", "form", "svg",
        "option", "button", "hr", "nobr"]  # fmt: skip


@settings(max_examples=examples(150), deadline=None)
@given(
    st.recursive(
        st.text(st.characters(codec="utf-8", exclude_characters="<>&"), max_size=5)
        | st.sampled_from([" ", "\u00a0", "\n"]),
        lambda inside: (
            st.tuples(st.sampled_from(TAGS), st.lists(inside, max_size=4).map("".join)).map(
                lambda pair: "<{0} class='x'>{1}</{0}>".format(*pair)
            )
            | st.sampled_from(TAGS).map("<{}/>".format)
        ),
        max_leaves=12,
    )
)
def test_any_page_that_is_read_is_read_as_html_is(body: str) -> None:
    same_tree(PAGE.format(body))
