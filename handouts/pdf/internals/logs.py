"""What WeasyPrint logs: collected for the thread that lays out, and put into our words.

WeasyPrint carries on when a picture, a family or a glyph is missing, and says so in its log only;
the log's wording is known here and nowhere else.
"""

from __future__ import annotations

import difflib
import enum
import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from handouts.paths import ORIGIN
from handouts.pdf.internals.engine import KNOWN_PROPERTIES

LOGGER = "weasyprint"

# What a style sheet of a web site has for screens, or for one browser: no fault, and nothing lost.
_FOR_SCREENS = re.compile(
    r"Invalid media type|@charset|@keyframes|@-|::?-(?:webkit|moz|ms|o)-|:host|"
    r"::(?:selection|placeholder|backdrop|file)|Ignored `(?:accent-color|appearance|"
    r"backdrop-filter|caret-color|cursor|overflow-[xy]|pointer-events|position: sticky|"
    r"resize|scroll-|text-rendering|text-size-adjust|touch-action|user-select|will-change)"
)
_NO_ALT = "has no required alt description"
_MEDIA_TYPE = "Expected a media type"
_AT = re.compile(r" at (\d+):(\d+)")
_QUOTED = re.compile(r"'([^']+)'|(#[\w-]+)|math function at [0-9:]+: (.+)")
_BULLETS = {"◦": "circle", "▪": "square", "▸": "disclosure-closed", "▾": "disclosure-open"}
_FONT_LOST = re.compile(r"Font-face '([^']*)' cannot be loaded")
_ANCHOR_LOST = re.compile(r"No anchor (#\S+) for internal")
_UNKNOWN = re.compile(r"Ignored `([\w-]+):.*`.*, (unknown property)")
_GLYPH = re.compile(r'\.notdef glyph.*?"(.*?)" \((.*?)\)', re.DOTALL)
_IGNORED = re.compile(r"Ignored `([\w-]+): .*` at (\d+):(\d+), ", re.DOTALL)


class Kind(enum.Enum):
    """What a remark is about, as far as it makes a difference to us."""

    PLAIN = "plain"
    NO_ALT = "no-alt"  # said of `alt=""` too, which is how decoration is marked
    MEDIA_TYPE = "media-type"  # said again with a line
    FOR_SCREENS = "for-screens"


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declaration that WeasyPrint ignores: its property, and its place in an unnamed sheet."""

    property: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that WeasyPrint logged."""

    raw: str  # as logged
    is_error: bool  # something is missing, not only misunderstood

    @property
    def kind(self) -> Kind:
        """Return what it is about."""
        if _NO_ALT in self.raw:
            return Kind.NO_ALT
        if self.raw.startswith(_MEDIA_TYPE):
            return Kind.MEDIA_TYPE
        return Kind.FOR_SCREENS if _FOR_SCREENS.search(self.text) else Kind.PLAIN

    @property
    def line(self) -> int | None:
        """Return the line that it names, of a style sheet that it does not name."""
        match = _AT.search(self.raw)
        return int(match[1]) if match else None

    @property
    def declaration(self) -> Declaration | None:
        """Return the declaration that is ignored, if that is what it says."""
        match = _IGNORED.match(self.raw)
        return Declaration(match[1], int(match[2]), int(match[3])) if match else None

    @property
    def quoted(self) -> tuple[str, ...]:
        """Return what it quotes of what people wrote, the likeliest first."""
        if glyph := _GLYPH.search(self.raw):
            return glyph[1], _BULLETS.get(glyph[1], "")
        return tuple("".join(found) for found in _QUOTED.findall(self.raw))

    @property
    def text(self) -> str:
        """Return it as one short sentence, never with a whole data: address in it."""
        message = " ".join(self.raw.replace(f"{ORIGIN}/", "").split())
        if glyph := _GLYPH.search(message):
            return f"the fonts lack the sign “{glyph[1]}” ({glyph[2]}); use another sign or font"
        if font := _FONT_LOST.match(message):
            return (
                f"the font “{font[1]}” cannot be loaded; put its file (TTF, OTF, WOFF or WOFF2) "
                "into fonts/ and write src: url(/fonts/…), for no font of a computer is used"
            )
        if anchor := _ANCHOR_LOST.search(message):
            return f"the link to {anchor[1]} leads nowhere: no heading or part has that name"
        if property_ := _UNKNOWN.search(message):
            known = (name.replace("_", "-") for name in KNOWN_PROPERTIES)
            if close := difflib.get_close_matches(property_[1], known, n=1, cutoff=0.8):
                message = f"{message.rstrip('.')}; did you mean {close[0]}?"
        return _AT.sub("", message)[:240].rstrip(".").replace(" `, ", "`, ")


class _Capture(threading.local):
    """The lists that this thread collects into, the innermost last; and a filter of the logger."""

    def __init__(self) -> None:
        self.stack: list[list[Remark]] = []

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep a warning of a thread that collects, and let every other record pass."""
        if record.levelno < logging.WARNING or not self.stack:
            return True
        self.stack[-1].append(Remark(record.getMessage(), record.levelno >= logging.ERROR))
        return False


class _Logger:
    """WeasyPrint's logger, with our filter on it while any thread collects."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._collecting = 0
        self._level = logging.NOTSET

    def attach(self) -> None:
        """Add the filter, and let warnings through, for the first that collects."""
        logger = logging.getLogger(LOGGER)
        with self._lock:
            if not self._collecting:
                self._level = logger.level
                if not logger.isEnabledFor(logging.WARNING):
                    logger.setLevel(logging.WARNING)
                logger.addFilter(_capture)
            self._collecting += 1

    def detach(self) -> None:
        """Leave the logger as it was, after the last that collects."""
        logger = logging.getLogger(LOGGER)
        with self._lock:
            self._collecting -= 1
            if not self._collecting:
                logger.removeFilter(_capture)
                logger.setLevel(self._level)


_capture = _Capture()
_logger = _Logger()


@contextmanager
def collected_remarks() -> Iterator[list[Remark]]:
    """Collect what WeasyPrint logs in this thread from WARNING up, and keep it from the terminal.

    Other threads and the logger's own settings are left alone.
    """
    remarks: list[Remark] = []
    _logger.attach()
    _capture.stack.append(remarks)
    try:
        yield remarks
    finally:
        _capture.stack.pop()
        _logger.detach()
