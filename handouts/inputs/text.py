"""Bytes of a file to text, or a problem that says which byte on which line and what to do."""

from __future__ import annotations

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput

_LOOKS_LIKE = (
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
    (b"PK\x03\x04", "a Word, Pages or ZIP file"),
    (b"{\\rtf", "a rich-text (RTF) file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


def decode(data: bytes, file: str) -> str:
    """Return the UTF-8 text of `data`, without byte order mark, with plain line ends.

    Raises:
        InvalidInput: the bytes are not UTF-8 text.
    """
    for start, name in _LOOKS_LIKE:
        if data.startswith(start):
            message = f"this is {name}, not plain text; save it as plain text in UTF-8"
            raise InvalidInput([Diagnostic(file, None, message)])
    if data[1:8:2].strip(b"\0") == b"" and len(data) > 1:  # every other byte: Windows' “Unicode”
        message = "this is UTF-16 text, not plain text; save it as plain text in UTF-8"
        raise InvalidInput([Diagnostic(file, None, message)])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = (
            f"byte 0x{data[error.start]:02x} is not UTF-8 text; "
            "save the file again with the encoding UTF-8"
        )
        raise InvalidInput([Diagnostic(file, line, message)]) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
