"""HTML of a leaflet to the bytes of a tagged PDF, or the problems that spoil it.

WeasyPrint carries on when a picture, family or glyph is missing. Here each of these fails the
leaflet: a patient must never get a page with a hole in it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from handouts.diagnostics import Diagnostic
from handouts.errors import RenderError
from handouts.formats.base import Folding
from handouts.inputs.styles import declared_families, with_unlisted
from handouts.paths import BRAND, ORIGIN
from handouts.pdf.fetcher import MemoryFetcher
from handouts.pdf.internals import engine
from handouts.pdf.internals.boxes import has_fonts
from handouts.pdf.internals.errors import LayoutTooExpensive, TagsOutOfStep
from handouts.pdf.internals.logs import Kind, Remark, collected_remarks
from handouts.pdf.internals.spread import spread
from handouts.pdf.measure import (
    PageFill,
    outside_text,
    page_fills,
    small_text,
    wanted_families,
)
from handouts.pdf.panels import folded, read_last, tags_read_last
from handouts.pdf.picture_colours import BrandColourReader
from handouts.pdf.source_locations import locate, locate_address, locate_declaration
from handouts.pdf.tagging.repair import repair_tags
from handouts.pdf.viewer_preferences import DEFAULT, ViewerPreferences, set_viewer_preferences
from handouts.pdf.xmp import BLANK, add_xmp, pages_digest, seal
from handouts.preflight.html import MAX_CHARACTERS, page_problems

SHEET = "styles/handout.css"
VARIANT = "pdf/ua-1"
MAX_REMARKS = 20

_IMG = re.compile(r"<img\b[^>]*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A composed leaflet, ready to be laid out."""

    name: str  # in messages
    html: str = field(repr=False)
    properties: Mapping[str, str | tuple[str, ...]]  # of the PDF's metadata
    written: Mapping[str, bytes] = field(default_factory=dict, repr=False)  # by people, for lines
    viewer: ViewerPreferences = DEFAULT
    folding: Folding | None = None  # then its pages are panels of a folded sheet
    min_pt: float = 0.0  # nothing may be printed smaller


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A leaflet whose pages are laid out but not yet written."""

    page: Page
    document: Any = field(repr=False)
    remarks: tuple[Remark, ...] = field(repr=False)
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
    with collected_remarks() as remarks:
        sheet = _css(SHEET, with_unlisted(files[SHEET], files), fetcher, None)
    problems = [Diagnostic(SHEET, remark.line, remark.text) for remark in remarks]
    problems += [
        Diagnostic(SHEET, None, f"“{url}” cannot be used: {why}") for url, why in fetcher.refused
    ]
    if problems:
        raise RenderError(problems)
    return sheet


class Renderer:
    """Renders the leaflets of one clinic; fonts and our styles are read and parsed once.

    `files` are the clinic's files over ours; `folder` names the clinic's folder in messages.
    Without `plain`, the version of WeasyPrint decides between the two paths of `internals.engine`.
    """

    def __init__(
        self, files: Mapping[str, bytes], folder: str = "", *, plain: bool | None = None
    ) -> None:
        self._files = files
        self._folder = folder
        self._fetcher = MemoryFetcher(files)
        self._plain = not engine.is_tested() if plain is None else plain
        self._fonts = engine.font_configuration()
        engine.prepare(plain=self._plain)
        sheets = style_sheets(files)
        self._sheet = parsed_sheet(sheets)
        with collected_remarks() as remarks:
            for name, data in sheets:
                if b"@font-face" in data:
                    self._css(name, self._fonts)
        problems = [Diagnostic(SHEET, remark.line, remark.text) for remark in remarks]
        problems += self._refusals(SHEET, {})
        if problems:
            raise RenderError(problems)
        if not has_fonts(self._fonts):
            message = "no @font-face here brings a font that can be used; bring back base/fonts.css"
            raise RenderError([Diagnostic(SHEET, None, message)])
        self._families = declared_families(files)
        self._brand_remarks, self.warnings = self._read_brand()
        self._colours = BrandColourReader(self._lay_out)

    def lay_out(self, page: Page) -> LaidOut:
        """Return the pages of a leaflet as WeasyPrint lays them out.

        Raises:
            RenderError: WeasyPrint cannot lay it out.
        """
        if len(page.html) > MAX_CHARACTERS:
            raise RenderError([Diagnostic(page.name, None, "the page is too long to lay out")])
        with collected_remarks() as remarks:
            try:
                self._fetcher.colours = self._colours.of(page.html)
                remarks.clear()  # the page itself gets the same ones
                document = self._lay_out(page.html, functools.partial(_refuse, page))
            except RenderError:
                raise
            except LayoutTooExpensive as error:
                file, line = locate(error.needle, page.written) or (page.name, None)
                raise RenderError([Diagnostic(file, line, str(error))]) from None
            except (Exception, engine.FatalURLFetchingError) as error:
                raise RenderError([_crash(page, error)]) from error
        return LaidOut(page, document, tuple(remarks), page_fills(document.pages))

    def spread(self, laid_out: LaidOut) -> None:
        """Share out the room that the pages have left; for the layout that will be written.

        The plain path, which knows no boxes, leaves it at the foot of the page.
        """
        if not self._plain:
            spread(laid_out.document)

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
            set_viewer_preferences(pdf, page.viewer)
            digests = {"content_digest": pages_digest(pdf), "file_digest": BLANK.decode()}
            add_xmp(pdf, {**page.properties, **digests})

        with collected_remarks() as remarks:
            try:
                pdf: bytes = document.write_pdf(finisher=finish, pdf_variant=VARIANT)
            except (Exception, engine.FatalURLFetchingError) as error:
                raise RenderError([_crash(page, error)]) from error
        problems = list(self._faults(page, [*laid_out.remarks, *remarks], pages))
        if problems:
            raise RenderError(problems)
        return seal(pdf)

    def _lay_out(self, html: str, check: Any = None) -> Any:
        """Return WeasyPrint's document of a page, with our styles and fonts."""
        self._fetcher.start()
        return engine.lay_out(
            html, f"{ORIGIN}/", self._fetcher, [self._sheet], self._fonts, VARIANT,
            check=check, plain=self._plain,
        )  # fmt: skip

    def _css(self, path: str, fonts: Any) -> Any:
        """Return the parsed style sheet at `path`."""
        return _css(path, self._files[path], self._fetcher, fonts)

    def _read_brand(self) -> tuple[frozenset[str], tuple[Diagnostic, ...]]:
        """Return WeasyPrint's remarks on the clinic's brand, raw and as warnings with lines."""
        if BRAND not in self._files:
            return frozenset(), ()
        self._fetcher.start()
        with collected_remarks() as remarks:
            self._css(BRAND, None)
        file = f"{self._folder}/{BRAND}" if self._folder else BRAND
        written = {file: self._files[BRAND]}
        refusals = self._refusals(file, written)
        if refusals:
            raise RenderError(refusals)
        found = [
            (
                remark,
                Diagnostic(file, remark.line or _located(file, remark, written).line, remark.text),
            )
            for remark in remarks
            if remark.kind is not Kind.MEDIA_TYPE
        ]
        return frozenset(remark.raw for remark in remarks), _shortened(found, file)

    def _refusals(self, name: str, written: Mapping[str, bytes]) -> list[Diagnostic]:
        problems = []
        for url, reason in self._fetcher.refused:
            file, line = locate_address(url, written) or (name, None)
            problems.append(Diagnostic(file, line, f"“{url}” cannot be used: {reason}"))
        return problems

    def _faults(self, page: Page, remarks: list[Remark], pages: list[Any]) -> Iterator[Diagnostic]:
        """Yield what is missing from the finished pages."""
        yield from self._refusals(page.name, page.written)
        refused = [url for url, _ in self._fetcher.refused]
        for tag in _IMG.findall(page.html):
            if not re.search(r"\salt\s*=", tag):
                message = f'{tag[:80]} has no alt; say what it shows, or alt="" for decoration'
                yield Diagnostic(page.name, None, message)
        for remark in remarks:
            if any(url in remark.raw for url in refused):
                continue  # reported already, with the reason
            if remark.kind is Kind.NO_ALT:
                continue
            if not remark.is_error and remark.raw in self._brand_remarks:
                continue  # reported already, with the line of the brand's style sheet
            yield _located(page.name, remark, page.written)
        for family in sorted(wanted_families(pages)):
            if family.lower() not in self._families:
                known = ", ".join(sorted(self._families.values()))
                message = (
                    f"font family “{family}” has no file; add an @font-face for it to "
                    f"{BRAND}, or use one of: {known}"
                )
                file, line = locate(family, page.written) or (page.name, None)
                yield Diagnostic(file, line, message)
        for outside in outside_text(pages):
            message = f"page {outside.page}: “{outside.text[:40]}” is too near the paper's edge"
            file, line = locate(outside.text, page.written) or (page.name, None)
            yield Diagnostic(file, line, f"{message}; widen the margin or shorten it")
        for small in small_text(pages, page.min_pt)[:1]:
            message = (
                f"page {small.page}: “{small.text[:40]}” is set in {small.size_pt:g} pt, and this "
                f"format allows no less than {page.min_pt:g} pt; write `max(…, var(--size-min))`"
            )
            own = {name: css for name, css in page.written.items() if name.endswith(".css")}
            file, line = locate(f"{small.size_pt:g}pt", own) or (page.name, None)
            yield Diagnostic(file, line, message)


def _refuse(page: Page, root: Any) -> None:
    """Raise RenderError for what a clinic's templates and texts may not put into a page."""

    def place(needle: str) -> tuple[str, int | None]:
        return locate(needle, page.written) or (page.name, None)

    problems = page_problems(root, place)
    if problems:
        raise RenderError(problems)


def _css(path: str, data: bytes, fetcher: MemoryFetcher, fonts: Any) -> Any:
    text = data.decode("utf-8-sig", "replace")
    return engine.parse_css(text, f"{ORIGIN}/{path}", fetcher, fonts)


def _shortened(remarks: list[tuple[Remark, Diagnostic]], file: str) -> tuple[Diagnostic, ...]:
    """Return each remark once; of very many, the first ones and how many more there are."""
    found = list(dict.fromkeys(problem for _, problem in remarks))
    screens = list(
        dict.fromkeys(problem for remark, problem in remarks if remark.kind is Kind.FOR_SCREENS)
    )
    if len(screens) > 1:
        message = f"print leaves out {len(screens)} rules and values that only screens need"
        one = Diagnostic(file, screens[0].line, f"{message}; the first: {screens[0].message}")
        found = [one, *(problem for problem in found if problem not in screens)]
    if len(found) <= MAX_REMARKS:
        return tuple(found)
    more = f"{len(found) - MAX_REMARKS} more rules and values are ignored in print"
    return (*found[:MAX_REMARKS], Diagnostic(file, None, more))


def _located(name: str, remark: Remark, written: Mapping[str, bytes]) -> Diagnostic:
    """Return a remark as a problem, at the place that writes what the remark quotes."""
    ignored = remark.declaration
    if ignored and (place := locate_declaration(ignored, written)):
        return Diagnostic(*place, remark.text)
    for word in remark.quoted:
        place = locate(word, written)
        if place:
            return Diagnostic(*place, remark.text)
    return Diagnostic(name, None, remark.text)


def _crash(page: Page, error: BaseException) -> Diagnostic:
    """Return the problem for a page that WeasyPrint stumbled over."""
    reason = " ".join(str(error).split())[:160]
    if isinstance(error, TagsOutOfStep):
        message = f"the tags of this version of WeasyPrint are not those we repair ({reason})"
        return Diagnostic(page.name, None, f"{message}; install the version of requirements.lock")
    message = f"WeasyPrint could not lay this out ({type(error).__name__}: {reason})"
    return Diagnostic(page.name, None, f"{message}; look at the last change to styles or text")
