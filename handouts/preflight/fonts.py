"""A font file: sound from outside, and no larger unpacked than it says.

Packed fonts are the danger: 636 bytes can unfold to 200 MB, and the library that reads them has
no limit of its own. Here they are unpacked to at most what their heads promise.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import brotli  # type: ignore[import-untyped]  # comes with fontTools' WOFF support

from handouts.diagnostics import Diagnostic

MAX_UNPACKED = 24 << 20
MAX_TABLES = 64

_PLAIN = (b"\x00\x01\x00\x00", b"true", b"OTTO")
_CHUNK = 1 << 20


def font_problems(data: bytes, file: str) -> list[Diagnostic]:
    """Return what is wrong with a TTF, OTF, WOFF or WOFF2 file."""
    try:
        message = _fault(data)
    except (struct.error, IndexError, zlib.error, brotli.error):
        message = "this font file is damaged; get it again from its maker"
    return [Diagnostic(file, None, message)] if message else []


def _fault(data: bytes) -> str | None:
    kind = data[:4]
    if kind in _PLAIN:
        (tables,) = struct.unpack(">H", data[4:6])
        ends = [sum(struct.unpack(">II", data[at + 8 : at + 16]))
                for at in range(12, 12 + 16 * tables, 16)]  # fmt: skip
        return _table_fault(tables) or ("this font file is cut off; get it again"
                                        if max(ends, default=0) > len(data) else None)  # fmt: skip
    if kind == b"wOFF":
        return _woff_fault(data)
    if kind == b"wOF2":
        return _woff2_fault(data)
    if kind == b"ttcf":
        return "a collection of fonts cannot be used; save the one you need as TTF"
    if kind[:2] in {b"\x80\x01", b"%!"}:
        return "a Type 1 font cannot be used; convert it to OTF or TTF"
    return "this is not a font that can be used; use TTF, OTF, WOFF or WOFF2"


def _table_fault(tables: int) -> str | None:
    if not 0 < tables <= MAX_TABLES:
        return f"the font has {tables} tables (1 to {MAX_TABLES} can be); get it again"
    return None


def _size_fault(size: int) -> str | None:
    if size > MAX_UNPACKED:
        limit = f"at most {MAX_UNPACKED >> 20} MB"
        return f"the font unpacks to {size / (1 << 20):,.0f} MB ({limit}); use a smaller one"
    return None


def _woff_fault(data: bytes) -> str | None:
    """Return what is wrong with a WOFF: each table is packed on its own."""
    (tables,) = struct.unpack(">H", data[12:14])
    if message := _table_fault(tables):
        return message
    entries = [struct.unpack(">IIII", data[at + 4 : at + 20])
               for at in range(44, 44 + 20 * tables, 20)]  # fmt: skip
    if message := _size_fault(sum(size for _, _, size, _ in entries)):
        return message
    for offset, packed, size, _ in entries:
        if packed >= size:
            continue
        unpacked = zlib.decompressobj().decompress(data[offset : offset + packed], size + 1)
        if len(unpacked) != size:
            return "the font does not unpack to the size it states; get it again from its maker"
    return None


def _woff2_fault(data: bytes) -> str | None:
    """Return what is wrong with a WOFF2: all tables are packed as one stream."""
    if data[4:8] == b"ttcf":
        return "a collection of fonts cannot be used; save the one you need as TTF"
    tables, _, promised, packed = struct.unpack(">HHII", data[12:24])
    if message := _table_fault(tables):
        return message
    reader = _Woff2Directory(data, tables)
    stored = sum(reader.stored_sizes())
    originals = sum(reader.originals)
    if message := _size_fault(max(stored, originals, promised)):
        return message
    if _unpacked_size(data[reader.at : reader.at + packed], stored) != stored:
        return "the font does not unpack to the size it states; get it again from its maker"
    return None


def _unpacked_size(packed: bytes, limit: int) -> int:
    """Return how many bytes brotli data unpacks to, counted up to `limit` and a little more."""
    unpacker = brotli.Decompressor()
    total = len(unpacker.process(packed, output_buffer_limit=_CHUNK))
    while total <= limit and not unpacker.is_finished():
        more = len(unpacker.process(b"", output_buffer_limit=_CHUNK))
        if more == 0:
            break
        total += more
    return total


class _Woff2Directory:
    """The table directory of a WOFF2 file (W3C WOFF File Format 2.0, section 4.1)."""

    def __init__(self, data: bytes, tables: int) -> None:
        self.data = data
        self.tables = tables
        self.at = 48
        self.originals: list[int] = []

    def stored_sizes(self) -> Iterator[int]:
        """Yield how long each table is in the packed stream; `at` then stands behind them."""
        for _ in range(self.tables):
            flags = self.data[self.at]
            self.at += 1
            tag = flags & 63
            if tag == 63:
                own = self.data[self.at : self.at + 4]
                self.at += 4
            else:
                own = {10: b"glyf", 11: b"loca"}.get(tag, b"")
            version = flags >> 6
            original = self.number()
            self.originals.append(original)
            changed = version != 3 if own in {b"glyf", b"loca"} else version != 0
            yield self.number() if changed else original

    def number(self) -> int:
        """Return the next number of up to five groups of seven bits."""
        value = 0
        for _ in range(5):
            byte = self.data[self.at]
            self.at += 1
            value = value << 7 | byte & 127
            if not byte & 128:
                break
        return value
