"""Finished pages: do they fit, can they be read, and can each be traced and read aloud?"""

from __future__ import annotations

from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Leaflet, Severity, Skipped

# Leaflet standards, section 0, bar 7; on panels and cards the width is what the paper leaves.
MEASURE = (45, 70)
# Bar 19 asks for a mean of 8 % over all pages. Only the darkest sheet is measured, so it may have
# more: ours have 6 to 9 % of text and lines alone, with no ground at all.
MAX_SAVER_INK = 0.10
# What a PDF must say of itself, so that it can be read aloud, found and traced.
_METADATA = ("title", "language", "clinic", "topic", "ref", "version", "review_by",
             "content_digest")  # fmt: skip


def check_printable(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield why a leaflet could not be made; for one that does not fit, by how much."""
    for problem in leaflet.failures:
        yield Finding("printable", "error", problem.file, problem.line, problem.text)


def check_brand(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield what is wrong with the look of a leaflet."""
    for severity, problem in leaflet.brand:
        yield Finding("brand", severity, problem.file, problem.line, problem.text)


def check_pdf_ua(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield the rules of PDF/UA-1 that a leaflet breaks."""
    for rule in leaflet.pdf_ua or ():
        yield _finding("pdf-ua", "error", leaflet, f"the PDF breaks PDF/UA-1 rule {rule}")


def was_judged_by_referee(leaflet: Leaflet, _context: Context) -> Skipped | None:
    """Object where nothing here could judge PDF/UA."""
    if leaflet.pdf_ua is not None:
        return None
    reason = "page-validation is not installed" if leaflet.is_made else "the leaflet was not made"
    return Skipped("not_judged", reason)


def check_fill(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield the pages that are nearly empty."""
    if leaflet.format.min_fill is None:
        return
    last = len(leaflet.fills)
    for number, fill in enumerate(leaflet.fills, start=1):
        least = leaflet.format.min_last_fill if number == last else leaflet.format.min_fill
        if fill < least:
            message = (
                f"page {number} of {last} is {fill:.0%} full, better {least:.0%}; "
                "write shorter to save it, or bring back what was left out"
            )
            yield _finding("page-fill", "warning", leaflet, message)


def check_pages(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if a leaflet has more pages than its readers read."""
    limit = leaflet.format.advised_pages
    if limit and len(leaflet.texts) > limit:
        message = f"{len(leaflet.texts)} pages, at most {limit}; shorten the text"
        yield _finding("page-count", "warning", leaflet, message)


def check_front(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield what does not stand where readers look first: message, then key points, on page 1."""
    if not leaflet.format.main or not leaflet.is_made:
        return
    parts = [part for part in leaflet.opening if part != "title"]
    faults = []
    if parts[:1] != ["message"]:
        faults.append("the main message does not come first on page 1")
    elif not leaflet.message_stands_out:
        faults.append("the main message looks like the text; set it larger, or on a ground")
    if "key-points" not in parts or "text" in parts[: parts.index("key-points")]:
        faults.append("the key points do not come before the text on page 1")
    for fault in faults:
        yield _finding("front-page", "warning", leaflet, fault)


def check_boxes(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield boxes for help that are hard to find: later than the first half of page 2."""
    if not leaflet.format.main:
        return
    for name, (page, above) in sorted(leaflet.boxes.items()):
        if (page, above) > (2, 0.5):
            message = (
                f"the {name} box is low on page {page}; move it to page 1 or the top of page 2"
            )
            yield _finding("help-boxes", "warning", leaflet, message)


def check_help_line(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if a leaflet does not offer other languages, large print and help."""
    if not leaflet.is_made or not leaflet.format.help_line or not leaflet.help_line:
        return
    if _squeezed(leaflet.help_line) not in _squeezed("".join(leaflet.texts)):
        message = f"nowhere says “{leaflet.help_line}”; put it back, as our colophon has it"
        yield _finding("language-help", "error", leaflet, message)


def check_measure(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if lines are too long to find the next one, or too short to read on."""
    if not leaflet.format.judged_lines or not leaflet.is_made:
        return
    long, longest = leaflet.line_letters
    least, most = MEASURE
    if long > most:
        message = f"a long line has {long} letters, at most {most}; set narrower columns"
        yield _finding("line-length", "warning", leaflet, message)
    elif 0 < longest < least:
        message = f"the longest line has {longest} letters, better {least}; set wider columns"
        yield _finding("line-length", "warning", leaflet, message)


def check_toner(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if a leaflet takes much toner even in the variant that saves it."""
    ink = leaflet.saver_ink
    if ink is not None and round(ink, 2) > MAX_SAVER_INK:
        message = (
            f"ink covers {ink:.0%} with --toner-saver, at most {MAX_SAVER_INK:.0%}; set paler "
            "grounds for [data-toner] in styles/brand.css"
        )
        yield _finding("toner", "warning", leaflet, message)


def check_type(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield a finding if anything is printed smaller than the format allows."""
    least = leaflet.format.min_pt
    if leaflet.is_made and leaflet.smallest_pt < least - 0.05:
        message = f"the smallest type is {leaflet.smallest_pt:.1f} pt, at least {least:g} pt"
        yield _finding("small-type", "error", leaflet, message)


def check_metadata(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield what the PDF does not say of itself."""
    if not leaflet.is_made:
        return
    for name in _METADATA:
        if not leaflet.metadata.get(name):
            yield _finding("metadata", "error", leaflet, f"the PDF does not say its {name}")
    language = leaflet.metadata.get("language", "")
    if language and language != leaflet.topic.locale:
        message = f"the PDF says it is in “{language}”, but the text is in “{leaflet.topic.locale}”"
        yield _finding("metadata", "error", leaflet, message)


def check_provenance(leaflet: Leaflet, _context: Context) -> Iterator[Finding]:
    """Yield the pages that lack what a reader needs to trace the sheet, or to call us."""
    if not leaflet.is_made:
        return
    texts = [_squeezed(text) for text in leaflet.texts]
    for name, words in leaflet.marks.items():
        wanted = _squeezed(words)
        lacking = [number for number, text in enumerate(texts, start=1) if wanted not in text]
        if not leaflet.format.footed:
            lacking = [] if len(lacking) < len(texts) else lacking
        if name not in leaflet.format.marks:
            continue
        if lacking:
            pages = ", ".join(map(str, lacking))
            message = (
                f"page {pages} lacks the {name} “{words}”; every printed page must tell what it "
                "is and whom to call"
            )
            yield _finding("provenance", "error", leaflet, message)
    if leaflet.format.footed and leaflet.numbering:
        total = len(texts)
        for number, text in enumerate(texts, start=1):
            wanted = leaflet.numbering.format(number=number, total=total).strip()
            if _squeezed(wanted) not in text:
                message = f"page {number} does not say “{wanted}”; a lost page would not be missed"
                yield _finding("provenance", "error", leaflet, message)


def _finding(check: str, severity: Severity, leaflet: Leaflet, message: str) -> Finding:
    shown = f"{leaflet.format.name}, {leaflet.paper}: {message}"
    return Finding(check, severity, leaflet.topic.file, None, shown)


def _squeezed(text: str) -> str:
    """Return the text without blanks: a line may break, and a number hold together, anywhere."""
    return "".join(text.split())


CHECKS = (
    Check(
        "printable",
        "a leaflet that does not fit its pages, or cannot be made",
        "leaflet",
        check_printable,
    ),
    Check(
        "brand",
        "contrast, hidden text, small type, letters a font lacks, blurred pictures",
        "leaflet",
        check_brand,
    ),
    Check(
        "pdf-ua",
        "rules of PDF/UA-1 that a PDF breaks (needs page-validation)",
        "leaflet",
        check_pdf_ua,
        conditions=(was_judged_by_referee,),
    ),
    Check("page-fill", "pages that are nearly empty", "leaflet", check_fill),
    Check("page-count", "large print of more than 4 pages", "leaflet", check_pages),
    Check("front-page", "message and key points that do not come first", "leaflet", check_front),
    Check(
        "line-length",
        f"lines of more than {MEASURE[1]} letters, or less than {MEASURE[0]}",
        "leaflet",
        check_measure,
    ),
    Check("help-boxes", "emergency and call-us boxes that come late", "leaflet", check_boxes),
    Check(
        "language-help",
        "no offer of other languages, large print or help to read",
        "leaflet",
        check_help_line,
    ),
    Check("toner", "much ink on the darkest sheet even with --toner-saver", "leaflet", check_toner),
    Check("small-type", "type smaller than the format allows", "leaflet", check_type),
    Check(
        "metadata",
        "a PDF without title, language, reference, version or digest",
        "leaflet",
        check_metadata,
    ),
    Check(
        "provenance",
        "a page without reference, version, dates, phone or page number",
        "leaflet",
        check_provenance,
    ),
)
