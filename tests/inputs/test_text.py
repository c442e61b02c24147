"""Bytes to text."""

from __future__ import annotations

import pytest

from handouts.errors import InvalidInput
from handouts.inputs.text import decode


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("é “x”".encode(), "é “x”"),
        (b"", ""),
    ],
)
def test_utf8_is_read_whatever_its_mark_and_line_ends(data: bytes, text: str) -> None:
    assert decode(data, "f") == text


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ("a\nCafé".encode("cp1252"), "f:2: byte 0xe9 is not UTF-8 text"),
        ("a".encode("utf-16"), "f: this is UTF-16 text"),
        (b"PK\x03\x04", "f: this is a Word, Pages or ZIP file"),
        (b"{\\rtf1", "f: this is a rich-text"),
        (b"%PDF-1.7", "f: this is a PDF"),
        (b"\x89PNG\r\n", "f: this is a picture"),
    ],
)
def test_other_bytes_are_named(data: bytes, fault: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        decode(data, "f")
    assert str(caught.value.problems[0]).startswith(fault)
