"""What WeasyPrint may read: a dictionary of files in memory, under a made-up origin.

There is no `open` and no socket behind it, so neither a style sheet nor a picture can reach a
file of the machine or the network. A made-up origin also keeps `..` from climbing, and keeps the
machine's paths out of the PDF. Refusals are written down, because WeasyPrint swallows exceptions
while it draws SVG.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from handouts.inputs.snapshot import SUFFIXES
from handouts.paths import ORIGIN
from handouts.pdf.plain_zero import FOLDER as PLAIN_ZERO
from handouts.pdf.plain_zero import with_plain_zero
from handouts.pictograms import ADDRESSES, AS_DRAWN, FIGURE_ADDRESSES, BrandColours, served
from handouts.preflight.fonts import font_problems
from handouts.preflight.images import picture_problems, printable
from handouts.preflight.svg import svg_problems

MAX_REQUESTS = 400
MAX_BYTES = 48 << 20
MAX_DATA_BYTES = 512 << 10


class Refused(ValueError):
    """An address that may not be used, with the reason."""


class MemoryFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint ships no types
    """Serves `files` as `https://handouts.invalid/<path>` and small `data:` addresses.

    Pictograms are served below `pictograms/` and drawings of components below `figures/`, in the
    brand's `colours`.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(allow_redirects=False, allowed_protocols=("https", "data"))
        for table in (
            self.handlers, self.handle_open, self.process_request, self.process_response,
        ):  # fmt: skip
            table.clear()
        self.files = files
        self.colours = BrandColours(AS_DRAWN, AS_DRAWN)  # those of the pictures on the next page
        self._passed: set[str | bytes] = set()  # what has been through its gate already
        self.refused: list[tuple[str, str]] = []
        self.start()

    def start(self) -> None:
        """Forget the last document: its refusals and what it used of the limits."""
        self.refused.clear()
        self.requests_left = MAX_REQUESTS
        self.bytes_left = MAX_BYTES

    def open(self, *_: object, **__: object) -> None:
        """Refuse: nothing is ever opened."""
        raise Refused("nothing outside the clinic's folder can be used")

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # WeasyPrint passes headers
        """Return the file at `url` from memory.

        Raises:
            Refused: the address is not one of ours; also noted in `refused`.
        """
        try:
            data, kind = self._look_up(url)
        except Refused as refusal:
            self.refused.append((_shown(url), str(refusal)))
            raise
        if kind == "text/css":
            kind += "; charset=utf-8"  # or an @charset would make it another sheet than we read
        return URLFetcherResponse(url, data, {"Content-Type": kind})

    def _look_up(self, url: str) -> tuple[bytes, str]:
        self.requests_left -= 1
        if self.requests_left < 0:
            raise Refused(f"one leaflet uses more than {MAX_REQUESTS} files")
        is_data = url[:5].lower() == "data:"
        data = _data_address(url) if is_data else self._file(url)
        self.bytes_left -= len(data)
        if self.bytes_left < 0:
            raise Refused(f"one leaflet uses more than {MAX_BYTES >> 20} MB of files")
        kind = sniff(data)
        if kind is None:
            raise Refused("not a style sheet, picture or font that can be printed")
        if is_data and kind == "text/css":
            raise Refused("not a picture or font; put style sheets into files")
        self._pass(hashlib.sha256(data).digest() if is_data else url, data, kind)
        return printable(data, kind), kind

    def _pass(self, key: str | bytes, data: bytes, kind: str) -> None:
        """Send a picture or font through its gate, once."""
        if key in self._passed:
            return
        if kind == "image/svg+xml":
            problems = svg_problems(data, "")
        elif kind.startswith("image/"):
            problems = picture_problems(data, "", decode=True)
        elif kind.startswith("font/"):
            problems = font_problems(data, "")
        else:
            problems = []
        if problems:
            raise Refused(problems[0].message)
        self._passed.add(key)

    def _file(self, url: str) -> bytes:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" != ORIGIN or parts.query:
            raise Refused("only files of the clinic's folder can be used, no outside address")
        path = unquote(parts.path).lstrip("/")
        if path.startswith("templates/"):
            raise Refused("templates cannot be used as pictures or styles")
        try:
            if path.startswith((ADDRESSES, FIGURE_ADDRESSES)):
                return served(path, self.files, self.colours)
            if path.startswith(PLAIN_ZERO):
                return with_plain_zero(self.files[path.replace(PLAIN_ZERO, "fonts/", 1)])
            return self.files[path]
        except KeyError:
            suffix = PurePosixPath(path).suffix.lower()
            if suffix[1:].isalnum() and suffix not in SUFFIXES:
                message = (
                    f"{suffix} files cannot be used; pictures are PNG, JPEG, WebP or SVG, and "
                    "fonts TTF, OTF, WOFF or WOFF2"
                )
                raise Refused(message) from None
            raise Refused("no such file in the clinic's folder") from None


def sniff(data: bytes) -> str | None:
    """Return the MIME type of a picture, font or style sheet by its content, or None."""
    for start, kind in _MAGIC:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<") and b"<svg" in data[:4096]:
        return "image/svg+xml"
    if head.startswith(b"<") or b"\x00" in data[:1024]:
        return None
    return "text/css"


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x00\x01\x00\x00", "font/ttf"),
    (b"true", "font/ttf"),
    (b"OTTO", "font/otf"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
)


def _data_address(url: str) -> bytes:
    """Return the bytes of a `data:` address."""
    if len(url) > MAX_DATA_BYTES * 4 // 3 + 200:
        raise Refused(f"a data: address is larger than {MAX_DATA_BYTES >> 10} kB")
    head, comma, body = url[5:].partition(",")
    if not comma:
        raise Refused("a data: address without a comma")
    if not head.lower().rstrip().endswith(";base64"):
        return unquote(body).encode("utf-8", "replace")
    try:
        return base64.b64decode(unquote(body), validate=False)
    except (binascii.Error, ValueError):
        raise Refused("a data: address that is not base64") from None


def _shown(url: str) -> str:
    """Return `url` as messages show it: our origin left out, never more than 100 letters."""
    return url.removeprefix(f"{ORIGIN}/")[:100]
