"""What WeasyPrint may read: files in memory."""

from __future__ import annotations

import base64

import pytest

from handouts.paths import ORIGIN
from handouts.pdf import fetcher
from handouts.pdf.fetcher import MemoryFetcher, Refused, sniff
from handouts.pictograms import BrandColours, Colours, address_of

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
FILES = {
    "logo.svg": SVG,
    "images/a b.svg": SVG,
    "styles/brand.css": b"p {}",
    "templates/x.html": b"p {}",
    "templates/pictograms/x.svg": b'<svg stroke="#111" fill="#156"/>',
    "page.png": b"<html>",
}


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        (f"{ORIGIN}/logo.svg", "image/svg+xml"),
        (f"{ORIGIN}/images/a%20b.svg", "image/svg+xml"),
        (f"{ORIGIN}/styles/brand.css", 'text/css; charset="utf-8"'),
        (f"{ORIGIN}/logo.svg#part", "image/svg+xml"),
        ("data:image/svg+xml;base64," + base64.b64encode(SVG).decode(), "image/svg+xml"),
    ],
)
def test_files_in_memory_and_small_data_addresses(url: str, kind: str) -> None:
    response = MemoryFetcher(FILES).fetch(url)
    assert response.headers["Content-Type"] == kind


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (f"{ORIGIN}/nothing.svg", "no such file"),
        (f"{ORIGIN}/templates/x.html", "templates cannot be used"),
        (f"{ORIGIN}/pictograms/y.svg", "no such file"),
        (f"{ORIGIN}/pictograms/../x.html", "no such file"),
        (f"{ORIGIN}/page.png", "not a style sheet, picture or font"),
        (f"{ORIGIN}/logo.svg?x", "no outside address"),
        (f"{ORIGIN}/../../etc/passwd", "no such file"),
        (f"{ORIGIN}/%2e%2e/etc/passwd", "no such file"),
        ("http://handouts.invalid/logo.svg", "no outside address"),
        ("https://handouts.invalid@evil.example/logo.svg", "no outside address"),
        ("https://handouts.invalid.evil.example/logo.svg", "no outside address"),
        ("https://handouts.invalid:444/logo.svg", "no outside address"),
        ("file:///etc/passwd", "no outside address"),
        ("ftp://a.example/x", "no outside address"),
        ("/etc/passwd", "no outside address"),
        ("data:image/png", "without a comma"),
        ("data:;base64,AAAA" + "A" * 900_000, "larger than 512 kB"),
        ("data:text/html,<html>", "not a style sheet"),
        ("data:text/css,p%20%7B%7D", "put style sheets into files"),
    ],
)
def test_everything_else_is_refused_and_written_down(url: str, reason: str) -> None:
    one = MemoryFetcher(FILES)
    with pytest.raises(Refused, match=reason):
        one.fetch(url)
    ((shown, told),) = one.refused
    assert reason in told
    assert len(shown) <= 100


def test_nothing_is_ever_opened() -> None:
    with pytest.raises(Refused):
        MemoryFetcher(FILES).open("https://example.org")


@pytest.mark.parametrize(("limit", "value"), [("MAX_REQUESTS", 2), ("MAX_BYTES", 100)])
def test_one_leaflet_has_limits_and_the_next_starts_afresh(
    monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(fetcher, limit, value)
    one = MemoryFetcher(FILES)
    one.fetch(f"{ORIGIN}/logo.svg")
    one.fetch(f"{ORIGIN}/logo.svg")
    with pytest.raises(Refused, match="one leaflet uses more than"):
        one.fetch(f"{ORIGIN}/logo.svg")
    one.start()
    one.fetch(f"{ORIGIN}/logo.svg")
    assert one.refused == []


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF0000WEBP", "image/webp"),
        (b"\x00\x01\x00\x00", "font/ttf"),
        (b"wOF2", "font/woff2"),
        (b"\xef\xbb\xbf\n<?xml version='1.0'?><svg/>", "image/svg+xml"),
        (b"GIF89a\x00", None),
        (b"<html>", None),
        (b"p {}", "text/css"),
    ],
)
def test_kinds_are_told_by_content(data: bytes, kind: str | None) -> None:
    assert sniff(data) == kind


def test_a_pictogram_comes_in_the_colours_of_its_ground() -> None:
    one = MemoryFetcher(FILES)
    one.colours = BrandColours(
        Colours("#000001", "#000002", "#000003", "#000004"), Colours.on("#00000a", "#00000b")
    )
    on_paper, on_hero = (
        one.fetch(address_of("x", on_hero=on_hero)).read() for on_hero in (False, True)
    )
    assert on_paper == b'<svg stroke="#000001" fill="#000003"/>'
    assert on_hero == b'<svg stroke="#00000b" fill="#00000b"/>'
