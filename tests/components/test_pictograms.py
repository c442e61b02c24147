"""Pictograms: files that print anywhere, in a brand's colours, with words in every language."""

from __future__ import annotations

import base64
import re
from dataclasses import astuple
from xml.etree import ElementTree

import pytest
import weasyprint
from PIL import ImageOps

from handouts.assets import shipped_files
from handouts.inputs.yaml import parse_yaml
from handouts.pdf.raster import page_pictures
from handouts.pictograms import AS_DRAWN, FOLDER, Colours, coloured
from handouts.preflight.svg import svg_problems

FILES = {
    name.removeprefix(FOLDER).removesuffix(".svg"): data.decode()
    for name, data in shipped_files().items()
    if name.startswith(FOLDER)
}
LANGUAGES = {
    name.removeprefix("content/locales/").removesuffix(".yaml")
    for name in shipped_files()
    if name.startswith("content/locales/")
}
MAX_BYTES = 1100
FIELD = (100, 80)
ELEMENTS = {"svg", "g", "path", "circle"}
ATTRIBUTES = {"viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin",
              "transform", "d", "cx", "cy", "r"}  # fmt: skip
OTHERS = Colours(ink="#012345", paper="#fedcba", brand="#0a0b0c", alarm="#c0ffee")


def faults(drawing: str) -> list[str]:
    """Return what a picture may not have."""
    found = []
    if len(drawing.encode()) > MAX_BYTES:
        found.append(f"{len(drawing.encode())} bytes")
    root = ElementTree.fromstring(drawing)  # noqa: S314  # our own file
    if root.get("viewBox") != f"0 0 {FIELD[0]} {FIELD[1]}":
        found.append("another field")
    for element in root.iter():
        tag = element.tag.rpartition("}")[2]
        found += [tag] if tag not in ELEMENTS else []
        found += sorted(element.attrib.keys() - ATTRIBUTES)
        paints = {element.get("fill", "none"), element.get("stroke", "none")}
        found += sorted(paints - {"none", *astuple(AS_DRAWN)})
        found += ["letters"] if (element.text or "").strip() else []
    return found


def alternatives() -> dict[str, dict[str, str]]:
    tree = parse_yaml(shipped_files()["content/pictograms.yaml"].decode(), "pictograms.yaml").data
    assert isinstance(tree, dict)
    return {name: entry["alt"] for name, entry in tree.items()}  # type: ignore[misc,call-overload,index]


@pytest.mark.parametrize("name", FILES)
def test_a_picture_is_a_few_plain_shapes_in_the_four_colours(name: str) -> None:
    assert not faults(FILES[name])
    assert not svg_problems(FILES[name].encode(), name)


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ("<path", "<text>Z</text><path", "text"),
        ("<path", "<style>a{}</style><path", "style"),
        ('stroke="#111"', 'stroke="red"', "red"),
        ("<path", '<path class="a"', "class"),
        ("<path", f"<!--{'x' * MAX_BYTES}--><path", "bytes"),
        ('"0 0 100 80"', '"0 0 80 80"', "field"),
    ],
)
def test_anything_else_in_a_picture_is_found(written: str, instead: str, fault: str) -> None:
    spoilt = FILES["clock"].replace(written, instead, 1)
    assert any(fault in found for found in faults(spoilt))


def test_each_has_words_in_each_language() -> None:
    words = alternatives()
    assert words.keys() == FILES.keys()
    for name, texts in words.items():
        assert texts.keys() == LANGUAGES, name
        assert all(text[:1].isupper() and text[-1:].isalpha() for text in texts.values()), name


@pytest.mark.parametrize("name", FILES)
def test_all_its_colours_can_be_replaced(name: str) -> None:
    printed = coloured(FILES[name], OTHERS)
    paints = set(re.findall(r'(?:fill|stroke)="([^"]*)"', printed))
    assert paints <= {"none", *astuple(OTHERS)}
    assert OTHERS.ink in paints
    assert paints & {OTHERS.brand, OTHERS.alarm}
    assert coloured(FILES[name], AS_DRAWN) == FILES[name]


def test_a_not_is_a_ring_and_the_only_alarm() -> None:
    alarming = {name for name, drawing in FILES.items() if AS_DRAWN.alarm in drawing}
    assert alarming == {name for name in FILES if name.startswith("not-")}


@pytest.mark.pdf
@pytest.mark.parametrize("name", FILES)
def test_nothing_is_cut_at_the_edge_of_the_field(name: str) -> None:
    """With 10 units of paper around the field, all of it stays white."""
    around = FILES[name].replace('"0 0 100 80"', '"-10 -10 120 100"')
    style = "<style>@page{size:120mm 100mm;margin:0}body{margin:0}svg{width:120mm}</style>"
    (page,) = page_pictures(weasyprint.HTML(string=style + around).write_pdf(), 50.8)
    left, top, right, bottom = ImageOps.invert(page.convert("L")).getbbox() or (0, 0, 0, 0)
    assert left >= 19, name  # 2 dots a unit, and one for smooth edges
    assert top >= 19
    assert right <= 221
    assert bottom <= 181


@pytest.mark.pdf
def test_inline_and_as_an_image_it_prints_alike() -> None:
    drawing = coloured(FILES["not-drive"], OTHERS)
    data = base64.b64encode(drawing.encode()).decode()
    image = f'<img alt="" src="data:image/svg+xml;base64,{data}">'
    style = (
        "<style>@page{size:60mm 50mm;margin:0}svg,img{display:block;width:50mm;height:40mm}</style>"
    )
    one, other = (
        page_pictures(weasyprint.HTML(string=style + markup).write_pdf())[0]
        for markup in (drawing, image)
    )
    assert one.tobytes() == other.tobytes()
    colours = {colour for _, colour in one.getcolors(one.width * one.height) or ()}
    assert (0xC0, 0xFF, 0xEE) in colours
