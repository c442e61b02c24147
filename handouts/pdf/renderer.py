"""HTML of a leaflet to the bytes of a tagged PDF, or the problems that spoil it.

WeasyPrint carries on when a picture, family or glyph is missing. Here each of these fails the
leaflet: a patient must never get a page with a hole in it.
"""

from __future__ import annotations

import difflib
import functools
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from weasyprint import CSS
from weasyprint.css.properties import KNOWN_PROPERTIES
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from handouts.errors import Problem, RenderError
from handouts.inputs.styles import declared_families
from handouts.pdf.fetcher import ORIGIN, MemoryFetcher
from handouts.pdf.internals.layout_limits import TooMuch, laid_out
from handouts.pdf.internals.leaflet_html import Source, default_styles
from handouts.pdf.measure import (
    PageFill,
    has_fonts,
    outside_text,
    page_fills,
    small_text,
    wanted_families,
)
from handouts.pdf.panels import Folding, folded, read_last, tags_read_last
from handouts.pdf.source_locations import place_of, place_of_address, place_of_declaration
from handouts.pdf.tagging.repair import repair_tags
from handouts.pdf.tagging.tag_tree import TagsOutOfStep
from handouts.pdf.viewer_preferences import ANYHOW, Printing, set_printing
from handouts.pdf.xmp import add_xmp, pages_digest
from handouts.preflight.html import MAX_LETTERS, page_problems

SHEET = "styles/handout.css"
BRAND = "styles/brand.css"
VARIANT = "pdf/ua-1"
MAX_REMARKS = 20

_NO_ALT = "has no required alt description"
# What a style sheet of a web site has for screens, or for one browser: no fault, and nothing lost.
_FOR_SCREENS = re.compile(
    r"Invalid media type|@charset|@keyframes|@-|::?-(?:webkit|moz|ms|o)-|:host|"
    r"::(?:selection|placeholder|backdrop|file)|Ignored `(?:accent-color|appearance|"
    r"backdrop-filter|caret-color|cursor|overflow-[xy]|pointer-events|position: sticky|"
    r"resize|scroll-|text-rendering|text-size-adjust|touch-action|user-select|will-change)"
)
_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_AT = re.compile(r" at (\d+):(\d+)")
_QUOTED = re.compile(r"'([^']+)'|(#[\w-]+)|math function at [0-9:]+: (.+)")
_BULLETS = {"◦": "circle", "▪": "square", "▸": "disclosure-closed", "▾": "disclosure-open"}
_FONT_LOST = re.compile(r"Font-face '([^']*)' cannot be loaded")
_ANCHOR_LOST = re.compile(r"No anchor (#\S+) for internal")
_UNKNOWN = re.compile(r"Ignored `([\w-]+):.*`.*, (unknown property)")
_GLYPH = re.compile(r'\.notdef glyph.*?"(.*?)" \((.*?)\)', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Page:
    """A composed leaflet: its HTML, its name for messages, and what its metadata says.

    `written` are the files that people wrote for it, in which messages look for a line. Nothing
    may be printed smaller than `min_pt`. With `folding`, pages are panels of a folded sheet.
    """

    name: str
    html: str = field(repr=False)
    properties: Mapping[str, str | tuple[str, ...]]
    written: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    printing: Printing = ANYHOW
    folding: Folding | None = None
    min_pt: float = 0.0


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A leaflet whose pages are laid out but not yet written."""

    page: Page
    document: Any = field(repr=False)
    records: tuple[logging.LogRecord, ...] = field(repr=False)
    fills: tuple[PageFill, ...]


def style_sheets(files: Mapping[str, bytes]) -> tuple[tuple[str, bytes], ...]:
    """Return name and text of all style sheets but the brand, of which our own is made."""
    return tuple(
        (name, data)
        for name, data in sorted(files.items())
        if name.startswith("styles/") and name.endswith(".css") and name != BRAND
    )


@functools.lru_cache(maxsize=2)
def parsed_sheet(sheets: tuple[tuple[str, bytes], ...]) -> Any:
    """Return our style sheet with all that it imports from `sheets`, parsed once.

    Fonts are not loaded by it: parsed before workers are forked, it serves the clinics of all.

    Raises:
        RenderError: WeasyPrint does not understand all of it.
    """
    files = dict(sheets)
    fetcher = MemoryFetcher(files)
    with _collected_records() as records:
        sheet = _css(SHEET, files[SHEET], fetcher, None)
    problems = [Problem(SHEET, _line(record), _text(record)) for record in records]
    problems += [
        Problem(SHEET, None, f"“{url}” cannot be used: {why}") for url, why in fetcher.refused
    ]
    if problems:
        raise RenderError(problems)
    return sheet


class Renderer:
    """Renders the leaflets of one clinic; fonts and our styles are read and parsed once.

    `files` are the clinic's files over ours; `folder` names the clinic's folder in messages.
    """

    def __init__(self, files: Mapping[str, bytes], folder: str = "") -> None:
        self._files = files
        self._folder = folder
        self._fetcher = MemoryFetcher(files)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "no fonts": the style sheet brings them
            self._fonts = FontConfiguration()
        default_styles()  # parsed here, so that a page's warnings are its own
        sheets = style_sheets(files)
        self._sheet = parsed_sheet(sheets)
        with _collected_records() as records:
            for name, data in sheets:
                if b"@font-face" in data:
                    self._css(name, self._fonts)
        problems = [Problem(SHEET, _line(record), _text(record)) for record in records]
        problems += self._refusals(SHEET, {})
        if problems:
            raise RenderError(problems)
        if not has_fonts(self._fonts):
            message = "no @font-face here brings a font that can be used; bring back base/fonts.css"
            raise RenderError([Problem(SHEET, None, message)])
        self._families = declared_families(files)
        self._brand_messages, self.warnings = self._read_brand()

    def lay_out(self, page: Page) -> LaidOut:
        """Return the pages of a leaflet as WeasyPrint lays them out.

        Raises:
            RenderError: WeasyPrint cannot lay it out.
        """
        if len(page.html) > MAX_LETTERS:
            raise RenderError([Problem(page.name, None, "the page is too long to lay out")])
        self._fetcher.start()
        with _collected_records() as records:
            try:
                html = Source(page.html, f"{ORIGIN}/", self._fetcher)
                self._refuse(page, html)
                document = laid_out(html, [self._sheet], self._fonts, VARIANT)
            except RenderError:
                raise
            except TooMuch as error:
                file, line = place_of(error.needle, page.written) or (page.name, None)
                raise RenderError([Problem(file, line, str(error))]) from None
            except (Exception, FatalURLFetchingError) as error:
                raise RenderError([_crash(page, error)]) from error
        return LaidOut(page, document, tuple(records), page_fills(document.pages))

    def write(self, laid_out: LaidOut) -> bytes:
        """Return the tagged PDF of a laid-out leaflet.

        Raises:
            RenderError: something is missing from the pages: a file, a family, a glyph.
        """
        page, document, folding = laid_out.page, laid_out.document, laid_out.page.folding
        pages = document.pages
        if folding:
            document = folded(document, folding)

        def finish(document: Any, pdf: Any) -> None:
            last = tags_read_last(document, pdf, folding) if folding else []
            repair_tags(document, pdf)
            read_last(pdf, last)
            set_printing(pdf, page.printing)
            add_xmp(pdf, {**page.properties, "content_digest": pages_digest(pdf)})

        with _collected_records() as records:
            try:
                pdf: bytes = document.write_pdf(finisher=finish, pdf_variant=VARIANT)
            except (Exception, FatalURLFetchingError) as error:
                raise RenderError([_crash(page, error)]) from error
        problems = list(self._faults(page, [*laid_out.records, *records], pages))
        if problems:
            raise RenderError(problems)
        return pdf

    def _refuse(self, page: Page, html: Any) -> None:
        """Raise RenderError for what a clinic's templates and texts may not put into a page."""

        def place(needle: str) -> tuple[str, int | None]:
            return place_of(needle, page.written) or (page.name, None)

        problems = page_problems(html.etree_element, place)
        if problems:
            raise RenderError(problems)

    def _css(self, path: str, fonts: Any) -> Any:
        """Return the parsed style sheet at `path`."""
        return _css(path, self._files[path], self._fetcher, fonts)

    def _read_brand(self) -> tuple[frozenset[str], tuple[Problem, ...]]:
        """Return WeasyPrint's remarks on the clinic's brand, raw and as warnings with lines."""
        if BRAND not in self._files:
            return frozenset(), ()
        self._fetcher.start()
        with _collected_records() as records:
            self._css(BRAND, None)
        file = f"{self._folder}/{BRAND}" if self._folder else BRAND
        written = {file: self._files[BRAND]}
        refusals = self._refusals(file, written)
        if refusals:
            raise RenderError(refusals)
        found = [
            Problem(file, _line(record) or _placed(file, record, written).line, _text(record))
            for record in records
            if not record.getMessage().startswith("Expected a media type")  # said again with a line
        ]
        return frozenset(record.getMessage() for record in records), _shortened(found, file)

    def _refusals(self, name: str, written: Mapping[str, bytes]) -> list[Problem]:
        problems = []
        for url, reason in self._fetcher.refused:
            file, line = place_of_address(url, written) or (name, None)
            problems.append(Problem(file, line, f"“{url}” cannot be used: {reason}"))
        return problems

    def _faults(
        self, page: Page, records: list[logging.LogRecord], pages: list[Any]
    ) -> Iterator[Problem]:
        """Yield what is missing from the finished pages."""
        yield from self._refusals(page.name, page.written)
        refused = [url for url, _ in self._fetcher.refused]
        for tag in _IMG.findall(page.html):
            if not re.search(r"\salt\s*=", tag):
                message = f'{tag[:80]} has no alt; say what it shows, or alt="" for decoration'
                yield Problem(page.name, None, message)
        for record in records:
            if any(url in record.getMessage() for url in refused):
                continue  # told already, with the reason
            if _NO_ALT in record.getMessage():
                continue  # said of an empty alt too, which is how decoration is marked
            if record.levelno < logging.ERROR and record.getMessage() in self._brand_messages:
                continue  # told already, with the line of the brand's style sheet
            yield _placed(page.name, record, page.written)
        for family in sorted(wanted_families(pages)):
            if family.lower() not in self._families:
                known = ", ".join(sorted(self._families.values()))
                message = (
                    f"font family “{family}” has no file; add an @font-face for it to "
                    f"{BRAND}, or use one of: {known}"
                )
                file, line = place_of(family, page.written) or (page.name, None)
                yield Problem(file, line, message)
        for outside in outside_text(pages):
            message = f"page {outside.page}: “{outside.text[:40]}” is too near the paper's edge"
            file, line = place_of(outside.text, page.written) or (page.name, None)
            yield Problem(file, line, f"{message}; widen the margin or shorten it")
        for small in small_text(pages, page.min_pt)[:1]:
            message = (
                f"page {small.page}: “{small.text[:40]}” is set in {small.size_pt:g} pt, and this "
                f"format allows no less than {page.min_pt:g} pt; write `max(…, var(--size-min))`"
            )
            own = {name: css for name, css in page.written.items() if name.endswith(".css")}
            file, line = place_of(f"{small.size_pt:g}pt", own) or (page.name, None)
            yield Problem(file, line, message)


def _css(path: str, data: bytes, fetcher: MemoryFetcher, fonts: Any) -> Any:
    text = data.decode("utf-8-sig", "replace")
    return CSS(string=text, base_url=f"{ORIGIN}/{path}", url_fetcher=fetcher, font_config=fonts)


def _shortened(remarks: list[Problem], file: str) -> tuple[Problem, ...]:
    """Return each remark once; of very many, the first ones and how many more there are."""
    found = list(dict.fromkeys(remarks))
    screens = [remark for remark in found if _FOR_SCREENS.search(remark.message)]
    if len(screens) > 1:
        message = f"print leaves out {len(screens)} rules and values that only screens need"
        one = Problem(file, screens[0].line, f"{message}; the first: {screens[0].message}")
        found = [one, *(remark for remark in found if remark not in screens)]
    if len(found) <= MAX_REMARKS:
        return tuple(found)
    more = f"{len(found) - MAX_REMARKS} more rules and values are ignored in print"
    return (*found[:MAX_REMARKS], Problem(file, None, more))


@contextmanager
def _collected_records() -> Iterator[list[logging.LogRecord]]:
    """Collect what WeasyPrint logs from WARNING up, and keep it from the terminal."""
    records: list[logging.LogRecord] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            records.append(record)

    logger = logging.getLogger("weasyprint")
    collector = Collector(logging.WARNING)
    propagate, level = logger.propagate, logger.level
    logger.addHandler(collector)
    logger.propagate = False
    logger.setLevel(logging.WARNING)
    try:
        yield records
    finally:
        logger.removeHandler(collector)
        logger.propagate = propagate
        logger.setLevel(level)


def _line(record: logging.LogRecord) -> int | None:
    match = _AT.search(record.getMessage())
    return int(match[1]) if match else None


def _text(record: logging.LogRecord) -> str:
    """Return a log record as one short sentence, never with a whole data: address in it."""
    message = " ".join(record.getMessage().replace(f"{ORIGIN}/", "").split())
    glyph = _GLYPH.search(message)
    if glyph:
        return f"the fonts lack the sign “{glyph[1]}” ({glyph[2]}); use another sign or font"
    if font := _FONT_LOST.match(message):
        return (
            f"the font “{font[1]}” cannot be loaded; put its file (TTF, OTF, WOFF or WOFF2) into "
            "fonts/ and write src: url(/fonts/…), for no font of a computer is used"
        )
    if anchor := _ANCHOR_LOST.search(message):
        return f"the link to {anchor[1]} leads nowhere: no heading or part has that name"
    if (property_ := _UNKNOWN.search(message)) and property_[2] == "unknown property":
        known = (name.replace("_", "-") for name in KNOWN_PROPERTIES)
        if close := difflib.get_close_matches(property_[1], known, n=1, cutoff=0.8):
            message = f"{message.rstrip('.')}; did you mean {close[0]}?"
    return _AT.sub("", message)[:240].rstrip(".").replace(" `, ", "`, ")


def _placed(name: str, record: logging.LogRecord, written: Mapping[str, bytes]) -> Problem:
    """Return a log record as a problem, at the place that writes what the record quotes."""
    message = record.getMessage()
    if place := place_of_declaration(message, written):
        return Problem(*place, _text(record))
    glyph = _GLYPH.search(message)
    quoted = ["".join(found) for found in _QUOTED.findall(message)]
    if glyph:
        quoted = [glyph[1], _BULLETS.get(glyph[1], "")]
    for word in quoted:
        place = place_of(word, written)
        if place:
            return Problem(*place, _text(record))
    return Problem(name, None, _text(record))


def _crash(page: Page, error: BaseException) -> Problem:
    """Return the problem for a page that WeasyPrint stumbled over."""
    reason = " ".join(str(error).split())[:160]
    if isinstance(error, TagsOutOfStep):
        message = f"the tags of this version of WeasyPrint are not those we repair ({reason})"
        return Problem(page.name, None, f"{message}; install the version of requirements.lock")
    message = f"WeasyPrint could not lay this out ({type(error).__name__}: {reason})"
    return Problem(page.name, None, f"{message}; look at the last change to styles or text")
