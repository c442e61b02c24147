"""The gates for drawings, pictures and fonts."""

from __future__ import annotations

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from handouts.assets import shipped_files
from handouts.errors import InvalidInput
from handouts.paths import ORIGIN
from handouts.pdf.fetcher import MemoryFetcher, Refused
from handouts.preflight.folder import folder_problems
from handouts.preflight.fonts import font_problems
from handouts.preflight.images import picture_problems
from handouts.preflight.svg import svg_problems
from handouts.preflight.tokens import only_sets_tokens, range_problems
from handouts.session import ClinicSession
from tests.builders import Spoiled, a_folder, examples, swap
from tests.conftest import page_texts

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'

# --- Drawings


@pytest.mark.parametrize(
    "inside",
    [
        '<rect width="9" fill="url(#g)"/><linearGradient id="g"><stop/></linearGradient>',
        '<g id="a"><circle r="3"/></g><use xlink:href="#a"/><use href="#a"/>',
        '<image href="data:image/png;base64,AAAA" width="9" height="9"/>',
        "<metadata><rdf xmlns='x'>anything</rdf></metadata><title>t</title><desc>d</desc>",
        '<a href="https://example.org"><path d="M0 0h9v9z"/></a>',
        '<style>.a{fill:url(#g)} .b{mask:none}</style><path class="a" d="M0 0h9"/>',
        '<animate attributeName="x"/><filter id="f"><feBlend/></filter>',
        '<text x="1">Clinic</text>',
        '<path d="M0 0h9" stroke-dasharray="0 1 .5" opacity=".5"/>',
    ],
)
def test_honest_drawings_pass(inside: str) -> None:
    assert svg_problems(SVG.format(inside).encode(), "logo.svg") == []


def test_what_programs_write_before_a_drawing_passes() -> None:
    head = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!-- Made by a program -->\n'
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    )
    assert svg_problems((head + SVG.format("")).encode(), "logo.svg") == []


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script/>", "<script> cannot be used"),
        ('<image href="x.png"/>', "is outside the picture"),
        ('<image href="data:image/svg+xml,x"/>', "is outside the picture"),
        ('<path style="fill:url(http://x/y)"/>', "url(http://x/y) is outside"),
        ("<style>@import 'x';</style>", "@import in <style>"),
        ("<style>p{fill:url(x.svg)}</style>", "url(x.svg) is outside"),
        ('<rect width="1e9"/>', "is not a size"),
        ('<rect height="inf"/>', "is not a size"),
        ('<path stroke-dasharray="0.001"/>', "dashes too small"),
        ("<g>" * 70 + "</g>" * 70, "nested deeper than 60"),
        ("<g/>" * 10_001, "more than 10,000 shapes"),
        ("<text>" + "x" * 2_001 + "</text>", "letters of text"),
        ('<g id="a"><g id="b"><use href="#a"/></g></g>', "draws itself"),
    ],
)
def test_the_rest_is_told_with_its_line(inside: str, told: str) -> None:
    (problem, *_) = svg_problems(SVG.format("\n" + inside).encode(), "logo.svg")
    assert told in problem.message
    assert problem.line == 2


def test_a_huge_drawing_is_not_read() -> None:
    assert "too large" in svg_problems(b"<svg>" + b" " * (3 << 20), "x.svg")[0].message


TAGS = st.sampled_from(
    ["<g>", "</g>", '<use href="#a"/>', '<g id="a">', "<style>", "</style>", "&amp;", "&x;", "<",
     ">", '"', "<!--", "-->", "<![CDATA[", "]]>", '<path d="M0 0"/>', "url(#a)", "text", "\x00"]
)  # fmt: skip


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(TAGS, max_size=30).map("".join) | st.text(max_size=60))
def test_any_drawing_is_judged_and_never_raises(inside: str) -> None:
    for text in (SVG.format("").replace("</svg>", inside + "</svg>"), inside):
        problems = svg_problems(text.encode("utf-8", "replace"), "x.svg")
        assert all("\n" not in problem.message for problem in problems)


# --- Pictures


def picture(
    kind: str, mode: str = "RGB", size: tuple[int, int] = (30, 20), **options: object
) -> bytes:
    data = BytesIO()
    Image.new(mode, size, 1).save(data, kind, **options)
    return data.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_passes(mode: str) -> None:
    assert picture_problems(picture("PNG", mode), "x.png", decode=True) == []


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("WEBP", "RGBA")])
def test_other_pictures_pass(kind: str, mode: str) -> None:
    assert picture_problems(picture(kind, mode), "x.jpg", decode=True) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (picture("GIF", "P"), "a GIF, which cannot be printed; convert it to PNG or SVG"),
        (picture("TIFF"), "a TIFF"),
        (picture("BMP"), "a BMP"),
        (b"%PDF-1.7", "a PDF"),
        (b"8BPS\x00\x01", "a Photoshop file"),
        (b"%!PS-Adobe-3.0 EPSF", "an EPS"),
        (b"\x00\x00\x00\x18ftypheic", "a HEIC photo"),
        (b"\x00\x00\x00\x1cftypavif", "an AVIF"),
        (b"<html>", "a web page"),
        (b"nothing", "not a PNG, JPEG, WebP or SVG"),
        (picture("PNG")[:60], "damaged"),
        (picture("PNG", "1", (12_001, 1)), "12,001 × 1 dots"),
        (picture("PNG", "1", (6_000, 5_000)), "at most 24 million dots"),
        (
            picture("WEBP", save_all=True, append_images=[Image.new("RGB", (30, 20), 9)]),
            "moving pictures",
        ),
    ],
    ids=range(15),
)
def test_what_cannot_be_printed_is_named(data: bytes, told: str) -> None:
    (problem,) = picture_problems(data, "x.png", decode=True)
    assert told in problem.message


def test_a_cut_off_picture_is_found_when_it_is_used(tmp_path: Path) -> None:
    """WeasyPrint tells Pillow to accept it, and half a logo would be printed."""
    cut = picture("PNG", "RGB", (300, 200))[:-200]
    fetcher = MemoryFetcher({"images/x.png": cut})
    with pytest.raises(Refused, match="damaged"):
        fetcher.fetch(f"{ORIGIN}/images/x.png")
    with pytest.raises(InvalidInput, match=r"logo\.png"):
        ClinicSession(a_folder(tmp_path, {"logo.png": cut, "clinic.yaml": swap(".svg", ".png")}))


def test_data_addresses_go_through_the_gates_too() -> None:
    fetcher = MemoryFetcher({})
    with pytest.raises(Refused, match="draws itself"):
        fetcher.fetch("data:image/svg+xml," + SVG.format("<g id='a'><use href='%23a'/></g>"))


# --- Fonts

TTF = next(data for name, data in shipped_files().items() if name.endswith(".ttf"))


def packed(flavor: str) -> bytes:
    font, data = TTFont(BytesIO(TTF)), BytesIO()
    font.flavor = flavor
    font.save(data)
    return data.getvalue()


@pytest.mark.parametrize(
    "data", [TTF, packed("woff"), packed("woff2")], ids=["ttf", "woff", "woff2"]
)
def test_honest_fonts_pass(data: bytes) -> None:
    assert font_problems(data, "x") == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "not a font"),
        (b"<html>", "not a font"),
        (b"ttcf\x00\x01", "a collection of fonts"),
        (b"%!PS-AdobeFont", "a Type 1 font"),
        (TTF[:900], "cut off"),
        (TTF[:4] + b"\x00\x00" + TTF[6:], "0 tables"),
        (packed("woff")[:80], "damaged"),
        (packed("woff2")[:60], "damaged"),
        (packed("woff2")[:-500], "does not unpack"),
    ],
    ids=range(9),
)
def test_other_fonts_are_told(data: bytes, told: str) -> None:
    (problem,) = font_problems(data, "fonts/x.ttf")
    assert told in problem.message


def test_a_woff_table_that_unfolds_is_stopped() -> None:
    bomb = zlib.compress(bytes(8 << 20), 9)
    head = b"wOFF" + bytes(8) + b"\x00\x01" + bytes(30)
    entry = b"glyf" + (64).to_bytes(4, "big") + len(bomb).to_bytes(4, "big")
    small = head + entry + (len(bomb) + 9).to_bytes(4, "big") + bytes(4) + bomb
    assert "does not unpack to the size" in font_problems(small, "x.woff")[0].message
    large = head + entry + (99 << 20).to_bytes(4, "big") + bytes(4) + bomb
    assert "unpacks to 99 MB" in font_problems(large, "x.woff")[0].message


@settings(max_examples=examples(50), deadline=None)
@given(st.sampled_from([b"wOFF", b"wOF2", b"OTTO", b""]), st.binary(max_size=120))
def test_any_font_is_judged_and_never_raises(start: bytes, rest: bytes) -> None:
    for problem in font_problems(start + rest, "x"):
        assert "\n" not in problem.message


# --- The folder


def test_every_fault_of_the_folder_is_told_at_once(tmp_path: Path) -> None:
    files: dict[str, Spoiled] = {
        "styles/brand.css": "p { width: 1e9px }",
        "images/a.png": b"GIF89a",
        "images/b.svg": SVG.format("<script/>"),
        "fonts/c.ttf": b"x",
    }
    with pytest.raises(InvalidInput) as caught:
        ClinicSession(a_folder(tmp_path, files))
    told = str(caught.value)
    assert all(f"{name}" in told for name in files)


def test_pictures_lose_what_cameras_write_into_them(tmp_path: Path) -> None:
    """Where a photo was taken and by whom is nothing for a patient's PDF."""
    exif = Image.Exif()
    exif[0x013B] = "Canary Photographer"
    photo = picture("JPEG", exif=exif, comment=b"Canary comment")
    assert b"Canary" in photo
    folder = a_folder(tmp_path, {"logo.jpg": photo, "clinic.yaml": swap(".svg", ".jpg")})
    session = ClinicSession(folder)
    (spec,) = session.specs(["tiny"])
    pdf = session.render(spec).pdf
    assert b"Canary" not in pdf
    assert page_texts(pdf)


def test_a_turned_photo_stays_the_right_way_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = picture("JPEG", size=(30, 20), exif=exif)
    response = MemoryFetcher({"images/x.jpg": turned}).fetch(f"{ORIGIN}/images/x.jpg")
    served = response.read()
    with Image.open(BytesIO(served)) as image:
        assert image.getexif().get(0x0112) == 6


def test_gates_pass_what_we_ship() -> None:
    assert folder_problems(shipped_files(), "shipped", {}) != []  # sheets import one another
    pictures = {n: d for n, d in shipped_files().items() if n.endswith((".svg", ".ttf"))}
    assert folder_problems(pictures, "shipped", {}) == []


@pytest.mark.parametrize(
    ("css", "told"),
    [
        (":root { --radius: 90mm }", "--radius: 90mm is out of its range, 0mm to 6mm"),
        ("\n:root { --space-xs: -3mm }", "--space-xs: -3mm is out of its range"),
        (":root { --page-start: -2cm }", "--page-start: -2cm is out of its range, 0mm to 42mm"),
        (":root { --line-tight: .6 }", "--line-tight: .6 is out of its range, 1 to 2.5"),
        (":root { --size-body: 90pt }", "--size-body: 90pt is out of its range, 0pt to 36pt"),
        (":root { --pen-pitch: 5mm }", "--pen-pitch: 5mm is out of its range, 9mm to 15mm"),
    ],
)
def test_tokens_out_of_their_range_are_told_with_their_line(css: str, told: str) -> None:
    (problem,) = range_problems(css, "brand.css", shipped_files())
    assert str(problem).startswith(f"brand.css:{css.count(chr(10)) + 1}: {told}")


@pytest.mark.parametrize(
    ("css", "only"),
    [
        (":root { --palette-primary-800: #123; --radius: 0mm; --size-title: 30pt }", True),
        (':root { --font-body: "Atkinson Hyperlegible" }', True),
        ("", True),
        (":root { --radius: calc(2mm + 88mm) }", False),
        (":root { --color-paper: rgb(0 0 0 / .5) }", False),
        (':root { --font-body: "Our Sans" }', False),
        (":root { --axis: 40mm }", False),
        (":root { color: red }", False),
        ("p { --radius: 1mm }", False),
        ("@page { margin: 0 }", False),
    ],
)
def test_a_brand_that_only_sets_tokens_is_known(css: str, only: bool) -> None:
    assert only_sets_tokens(css, shipped_files()) is only
