"""One clinic's look never shows in another's leaflets, and a brand's rules always win."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from handouts.assets import bundled, example_clinic, shipped_files
from handouts.looking.looker import PageLooker
from handouts.pdf.xmp import read_xmp
from handouts.preflight.brand.audit import AuditResult, BrandAuditor
from handouts.session import ClinicSession
from tests.builders import TINY, a_folder
from tests.conftest import page_texts
from tests.pdf_ua import artifacts, assert_pdf_ua

pytestmark = pytest.mark.pdf

BRAND = "styles/brand.css"
PALETTE = re.compile(r"--palette-[\w-]+:\s*(#[0-9a-f]{6})")
GIVEN = re.compile(r"#[0-9a-f]{6}\b")


def streams(data: bytes) -> Iterator[Any]:
    """Yield the content streams of a PDF: pages, and what they draw again and again."""
    with pikepdf.open(BytesIO(data)) as pdf:
        yield from pdf.pages
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form":
                yield item


def colours(data: bytes) -> set[str]:
    """Return every RGB colour that is painted, as #rrggbb."""
    found: set[str] = set()
    for stream in streams(data):
        for instruction in pikepdf.parse_content_stream(stream):
            found |= colour_of(instruction)
    return found


def colour_of(instruction: Any) -> set[str]:
    """Return the RGB colour that an instruction of a content stream sets, if it does."""
    if str(instruction.operator) not in {"rg", "RG", "sc", "SC", "scn", "SCN"}:
        return set()
    parts = [round(255 * float(part)) for part in instruction.operands]
    return {"#" + "".join(f"{part:02x}" for part in parts)} if len(parts) == 3 else set()


def fonts(data: bytes) -> set[str]:
    """Return the names of the fonts in a PDF, such as IBMPlexSerifSemiBold."""
    with pikepdf.open(BytesIO(data)) as pdf:
        names = {
            str(item.BaseFont)[1:].rpartition("+")[2]
            for item in pdf.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"
        }
    return {re.sub(r"[- ]", "", name) for name in names}


def with_topics(name: str, parent: Path) -> Path:
    """Return a copy of an example clinic that has the tiny clinic's topics."""
    folder = parent / name
    shutil.copytree(example_clinic().parent / name, folder)
    shutil.copytree(TINY / "content", folder / "content", dirs_exist_ok=True)
    return folder


def packet(folder: Path) -> bytes:
    """Return a packet with every component."""
    session = ClinicSession(folder)
    (spec,) = session.specs(["everything", "tiny"], formats=["packet"])
    leaflet = session.render(spec)
    assert leaflet.diagnostics == ()
    return leaflet.pdf


@pytest.fixture(autouse=True)
def _unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let odd colours through, which the brand checks would stop; not in the module's fixtures."""
    monkeypatch.setattr(BrandAuditor, "verdict", lambda *_: AuditResult())
    monkeypatch.setattr(PageLooker, "remarks", lambda *_: ())


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a packet of the first example clinic."""
    return packet(with_topics("harbor-light", tmp_path_factory.mktemp("first")))


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the same packet of the second."""
    return packet(with_topics("cedar-row", tmp_path_factory.mktemp("second")))


def given_colours(name: str) -> set[str]:
    """Return the colours that an example clinic's brand sets."""
    path = bundled("content") / "clinics" / name / BRAND
    return set(GIVEN.findall(path.read_text("utf-8")))


def test_both_are_sound(first: bytes, second: bytes) -> None:
    assert_pdf_ua(first)
    assert_pdf_ua(second)


def test_nothing_of_the_first_brand_remains_in_the_second(first: bytes, second: bytes) -> None:
    text = "".join(page_texts(second)) + str(read_xmp(second))
    for words in ("Harbor", "Mood and pain care", "010-0142", "010-0199"):
        assert words in "".join(page_texts(first)), words
        assert words not in text, words
    for words in ("harborlight", "Quay"):  # of its website and address, which no packet prints
        assert words not in text, words
    only_first = given_colours("harbor-light") - given_colours("cedar-row")
    assert only_first
    assert not colours(second) & only_first


def test_each_brand_is_seen(first: bytes, second: bytes) -> None:
    assert colours(first) & given_colours("harbor-light")
    assert colours(second) & given_colours("cedar-row")
    assert not any("Serif" in font for font in fonts(first))
    assert any("Serif" in font for font in fonts(second))


def test_no_shipped_colour_shows_through_a_brand_that_sets_the_palette(tmp_path: Path) -> None:
    palette = shipped_files()["styles/tokens/palette.css"].decode()
    ours = PALETTE.findall(palette)
    assert len(ours) >= 8
    names = re.findall(r"--palette-[\w-]+", palette)
    theirs = [f"#10{number:02x}30" for number in range(len(names))]
    rules = " ".join(f"{name}: {colour};" for name, colour in zip(names, theirs, strict=True))
    data = packet(a_folder(tmp_path, {BRAND: f":root {{ {rules} }}", "logo.svg": SQUARE}))
    assert colours(data) & set(theirs)
    assert not colours(data) & set(ours)


SQUARE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
)


def test_tokens_reach_the_running_header_and_footer(tmp_path: Path) -> None:
    tokens = {"--color-text": "#102030", "--color-text-soft": "#102031", "--color-rule": "#102032"}
    rules = " ".join(f"{token}: {colour};" for token, colour in tokens.items())
    rules += '--font-body: "IBM Plex Serif"; --font-heading: "IBM Plex Serif";'
    data = packet(a_folder(tmp_path, {BRAND: f":root {{ {rules} }}"}))
    kinds = {kind for kind, text in artifacts(data) if text.strip()}
    assert {"Header", "Footer"} <= kinds
    assert all(font.startswith("IBMPlexSerif") for font in fonts(data)), fonts(data)
    with pikepdf.open(BytesIO(data)) as pdf:
        found = set[str]().union(*map(artifact_colours, pdf.pages))
    assert set(tokens.values()) <= found


def artifact_colours(page: pikepdf.Page) -> set[str]:
    """Return the colours set inside the artifacts of a page."""
    found: set[str] = set()
    depth: list[str] = []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in {"BMC", "BDC"}:
            depth.append(str(instruction.operands[0]))
        elif operator == "EMC":
            depth.pop()
        elif "/Artifact" in depth:
            found |= colour_of(instruction)
    return found


def test_an_ordinary_rule_of_a_brand_wins(tmp_path: Path) -> None:
    """However plain the brand's selector and however special ours, without !important."""
    selectors = ("h1", "h2", "p", "li", "th", "ul", "section", ".running-footer")
    rules = {selector: f"#1234{number:02x}" for number, selector in enumerate(selectors)}
    borders = [f"{one} {{ border-right: 1pt solid {colour} }}" for one, colour in rules.items()]
    css = "h1 { color: #654321 } " + " ".join(borders)
    found = colours(packet(a_folder(tmp_path, {BRAND: css})))
    assert "#654321" in found
    assert set(rules.values()) <= found


def test_we_use_no_important() -> None:
    for path, data in shipped_files().items():
        if path.startswith("styles/"):
            assert b"!important" not in data, path


def test_without_a_brand_the_shipped_look_is_used(tmp_path: Path) -> None:
    data = packet(a_folder(tmp_path, {BRAND: None}))
    palette = PALETTE.findall(shipped_files()["styles/tokens/palette.css"].decode())
    assert palette[0] in colours(data)
