"""Anything at all in a clinic's folder ends in a leaflet or in problems with a place.

What is tried is made of pieces that mean something to what reads it. Every gate has fuzzing of its
own beside its tests; here are the ways from a folder's bytes to a PDF. `HANDOUTS_FUZZ=50` tries 50
times as much.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from handouts.assets import shipped_files
from handouts.compose.spec import LeafletSpec
from handouts.errors import InvalidInput
from handouts.formats import FORMATS
from handouts.inputs.clinic import read_clinic
from handouts.inputs.snapshot import read_folder
from handouts.preflight.folder import folder_problems
from handouts.session import ClinicSession
from tests.builders import TINY, examples

FILES = read_folder(TINY)
CSS = "styles/brand.css"
SETTINGS = "clinic.yaml"
TOPIC = "content/topics/tiny/en.md"
HEAD = "templates/partials/masthead.html"


def fuzzed(count: int) -> settings:
    """Return the settings of a test that tries `count` examples, none for longer than 20 s."""
    return settings(
        max_examples=examples(count),
        deadline=datetime.timedelta(seconds=20),
        suppress_health_check=list(HealthCheck),
    )


def pieces(*words: str, most: int = 12) -> st.SearchStrategy[str]:
    """Return texts made of `words` and of a few signs that break things."""
    odd = ("\x00", "\ufeff", "é", "漢", "\u202e", "\r\n", "\ud7ff", "9" * 40, "e" * 300)
    return st.lists(st.sampled_from((*words, *words, *odd)), max_size=most).map("".join)


def outcome(files: Mapping[str, bytes], *, made: bool = True) -> str:
    """Return the problems that a folder ends in, or nothing if its leaflet is made."""
    try:
        clinic = read_clinic(MappingProxyType({**FILES, **files}), Path("tiny"), "tiny")
        session = ClinicSession(clinic)
        topics = (session.library.topic("tiny", "en"),)
        spec = LeafletSpec(clinic, topics, "en", FORMATS["sheet"], "letter")
        session.render(spec) if made else session.compose(spec)
    except InvalidInput as error:
        problems = error.problems
    else:
        return ""
    assert problems
    for problem in problems:
        assert problem.file
        assert len(str(problem)) < 600
        assert "\n" not in problem.message.partition(" Add ")[0]
        assert " object at 0x" not in problem.message
    return "\n".join(map(str, problems))


@fuzzed(40)
@given(pieces(
    "name: ", "phone: 1\n", "after_hours_phone: 2\n", "region: US\n", "logo: ", "{file: ",
    "logo.svg", ", alt: x}\n", "policy:\n", "  infusion:\n", "    food_hours: ", "6\n",
    "write-in\n", "locales: [en", "]\n", "- ", "\t", "&a ", "*a", "<<: ", "!!str ", "|\n", "'",
    "“", "#", "...", "---\n", ": ",
))  # fmt: skip
def test_any_settings(text: str) -> None:
    outcome({SETTINGS: text.encode("utf-8", "surrogatepass")}, made=False)


@fuzzed(25)
@given(st.binary(max_size=80), st.sampled_from([SETTINGS, CSS, TOPIC, HEAD, "logo.svg"]))
def test_any_bytes(data: bytes, path: str) -> None:
    outcome({path: data}, made=False)


@fuzzed(15)
@given(pieces(
    "{{ ", " }}", "{% ", " %}", "for x in ", "range(99)", "if ", "else", "endif", "endfor",
    "clinic", ".name", ".settings", "|", "e", "length", "join", "[0]", "(", ")", "'a'", " * 99",
    " ~ ", "set x = ", "macro m()", "endmacro", "m()", "block b", "endblock",
    "include 'partials/masthead.html'", "extends 'layouts/pages.html'", "<p>", "</p>", "<div",
    "<script>", "<!--", "&", "style='", "{#", "#}",
))  # fmt: skip
def test_any_template(text: str) -> None:
    outcome({HEAD: text.encode()}, made=False)


@pytest.mark.pdf
@fuzzed(8)
@example("{{ clinic.name }}</div></body><table><tr><p>")
@given(pieces(
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td colspan=2>", "<svg>", "words ",
    "<b>", "</b>", "<ul><li>", "</section>", "</body>", "<img src='/logo.svg' alt='x'>",
    "<a href='#x'>", "<h4>", "<hr>", "&nbsp;", "<math>", "<form>", "<input>",
))  # fmt: skip
def test_any_page(text: str) -> None:
    outcome({HEAD: text.encode()})


@pytest.mark.pdf
@fuzzed(10)
@given(pieces(
    "\n", "\n\n", "## ", "### ", "- ", "1. ", "> ", "words ", "**", "*", "[x](", "#y)",
    "https://a.example)", "![a](", "logo.svg)", ":::emergency\n", ":::call-us\n", ":::\n",
    "| a | b |\n|---|---|\n| c | d |\n", "{{ clinic.phone }}", "{{ policy.", "{optional}", "<b>",
    "`", "---\n", "    ", "\\",
))  # fmt: skip
def test_any_topic(text: str) -> None:
    outcome({TOPIC: FILES[TOPIC] + b"\n" + text.encode()})


@pytest.mark.pdf
@fuzzed(12)
@example(":root { --color-heading: var(--color-heading) } * { width: calc(infinity * 1px) }")
@example("h1 { font: bold 0 / 0 inherit } p { content: counter(page, none) }")
@given(pieces(
    "p { ", "h1, .emergency { ", "@page { ", "@media print { ", "* { ", "} ", "color: red; ",
    "width: ", "margin: ", "calc(1px * ", "infinity) ", "1e5px; ", "-3mm; ", "auto; ",
    "display: grid; ", "display: flex; ", "columns: 2; ", "float: left; ", "position: ",
    "absolute; ", "running(x); ", "content: element(x); ", "content: 'x'; ", "var(--a); ",
    "--a: 1; ", "font-size: ", "0; ", "50%; ", "break-before: page; ", "transform: ",
    "rotate(1turn); ", "background: ", "linear-gradient(red, blue); ", "url(/logo.svg); ",
    "grid: 1fr / 2fr; ", "opacity: .1; ", "/* ", " */", "!important; ", "line-height: ", "-1; ",
    "hyphens: auto; ", "&:hover { ", "@layer x { ",
))  # fmt: skip
def test_any_style_sheet(text: str) -> None:
    outcome({CSS: text.encode()})


@pytest.mark.pdf
@fuzzed(12)
@given(pieces(
    "<g>", "</g>", "<path d='M0 0h9v9z'", "<rect width='", "9'", "/>", " fill='url(#a)'",
    "<linearGradient id='a'>", "</linearGradient>", "<stop offset='1'/>", " href='#a'",
    "<use id='b'", "<text>x</text>", " transform='scale(0)'", " transform='rotate(1 2 3)'",
    "<clipPath id='c'>", "</clipPath>", " clip-path='url(#c)'", "<mask id='m'>", "</mask>",
    "<pattern id='p' width='1' height='1'>", "</pattern>", " stroke='red'",
    " stroke-dasharray='1 0'", " viewBox='0 0 0 0'", " d='M0 0a1 1 0 0 1'", "<style>",
    "path{fill:red}", "</style>", "<svg>", "</svg>", " width='-1'", " height='0'",
))  # fmt: skip
def test_any_logo(inside: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    outcome({"logo.svg": drawing.encode()})


@pytest.mark.pdf
@fuzzed(10)
@given(st.sampled_from(["cut", "flip", "add"]), st.integers(0, 10_000), st.binary(max_size=8))
def test_any_picture(damage: str, place: int, noise: bytes) -> None:
    """A photo of which a part is lost, changed or more than there should be."""
    data = PHOTO
    at = place % len(data)
    spoiled = {
        "cut": data[:at],
        "flip": data[:at] + noise + data[at + len(noise) :],
        "add": data[:at] + noise + data[at:],
    }[damage]
    text = FILES[SETTINGS].replace(b"logo.svg", b"logo.png")
    outcome({SETTINGS: text, "logo.png": spoiled})


def _photo() -> bytes:
    from io import BytesIO

    from PIL import Image

    data = BytesIO()
    Image.effect_noise((24, 24), 50).save(data, "PNG")
    return data.getvalue()


PHOTO = _photo()


def test_a_shipped_folder_has_no_problem() -> None:
    """The tests above would say nothing if `outcome` refused whatever it gets."""
    assert outcome({}) == ""
    assert folder_problems(FILES, "tiny", shipped_files()) == []
    assert "broken CSS" in outcome({CSS: b"p {"}, made=False)
