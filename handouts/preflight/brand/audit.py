"""Judges what a brand made of a leaflet: can it be read, and is what keeps people safe still there?

    verdict = BrandAuditor(clinic_files, folder).verdict(appearance, "risks")

Errors are what no patient may get: unreadable, hidden or printed-over text, an emergency box that
is no longer first. Warnings are what reads worse than it could.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median_low

from handouts.components.registry import named
from handouts.diagnostics import PRINTED_OVER, Diagnostic
from handouts.paths import BRAND, ORIGIN
from handouts.pdf.appearance import Appearance, BoxPaint, HiddenText, TextRun
from handouts.preflight.brand.colours import (
    Colour,
    contrast,
    hex_of,
    is_black,
    is_red,
    nearest_passing,
)
from handouts.preflight.brand.fonts import letter_warnings, licence_warnings, read_faces
from handouts.preflight.brand.greys import arm_of, grey_warnings, ground_of
from handouts.preflight.brand.locations import BrandSheet
from handouts.preflight.images import is_blank
from handouts.units import MM_PER_INCH

# WCAG 2.2: 1.4.6 and 1.4.3 for text, 1.4.11 for graphics; large as in "large scale".
WANTED, LEAST, GRAPHICS = 7.0, 4.5, 3.0
LARGE_PT, LARGE_BOLD_PT = 18.0, 14.0

MIN_DPI = 150  # below it, the dots of a picture can be seen in print
BODY_PT = 12.0  # clear print (leaflet standards, section 1G)
SQUEEZED_LINES, SQUEEZED_CHARACTERS = 2, 12  # lines of a sign of danger, and letters in the longest
EMERGENCY_BORDER_PT = 2.0
LONG = 12.0  # a logo of a longer shape prints too small to be read
THIN_PT = 0.35  # a laser printer breaks up thinner lines

# Boxes whose borders and grounds mean something.
_FILLED = frozenset({".dots__rows", ".dots__rest", ".bar__fill"})
FRAMES = frozenset(
    {".emergency", ".emergency__title", ".call-us", ".pen", ".chart__grid", *_FILLED}
)
# What a brand may leave out: it says nothing that isn't said elsewhere on the leaflet.
OPTIONAL = frozenset({".hero__eyebrow", ".hero__product", ".masthead__strapline",
                     ".masthead__contact", ".running-header", ".running-blank"})  # fmt: skip
_SAFETY = frozenset({".cover__call", ".help-strip", *(f".{name}" for name in named("safety"))})
MUST_BE_VISIBLE = _SAFETY | {".colophon", ".running-footer", ".key-points", ".hero"}
_HIDING = ("display", "visibility", "opacity", "height", "max-height", "position", "overflow",
           "text-indent", "clip", "float", "font-size")  # fmt: skip


@dataclass(frozen=True, slots=True)
class AuditResult:
    """What is wrong with the look of a leaflet: errors spoil it, warnings are advice."""

    errors: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()


class BrandAuditor:
    """Judges the leaflets of one clinic; its style sheets and fonts are read once."""

    def __init__(self, files: Mapping[str, bytes], folder: str = "") -> None:
        self._files = files
        css = files.get(BRAND, b"").decode("utf-8-sig", "replace")
        self.sheet = BrandSheet(css, f"{folder}/{BRAND}" if folder else BRAND)
        self.faces = read_faces(files, folder)

    def verdict(self, appearance: Appearance, name: str, body_pt: float = BODY_PT) -> AuditResult:
        """Return what is wrong with the look of the leaflet called `name`."""
        found = judge(appearance, self.sheet, name, body_pt)
        font_warnings = (
            *self._unseen(appearance),
            *letter_warnings(appearance.runs, self.faces),
            *licence_warnings(self.faces),
        )
        return AuditResult(found.errors, tuple(dict.fromkeys((*found.warnings, *font_warnings))))

    def _unseen(self, appearance: Appearance) -> Iterator[Diagnostic]:
        """Yield pictures that have the colour of what they stand on."""
        for picture in appearance.pictures:
            path = picture.address.removeprefix(f"{ORIGIN}/")
            data = self._files.get(path)
            if data and picture.dots_per_inch and is_blank(data, picture.ground):
                file = f"{self.sheet.file.removesuffix(BRAND)}{path}"
                ground = hex_of(picture.ground)
                yield Diagnostic(file, None, f"cannot be seen on {ground}; use a dark version")


def judge(
    appearance: Appearance, sheet: BrandSheet, name: str, body_pt: float = BODY_PT
) -> AuditResult:
    """Return what is wrong with how a leaflet looks; `name` stands in where no line is known."""
    errors: list[Diagnostic] = []
    warnings: list[Diagnostic] = []
    context = AuditContext(appearance, sheet, name)
    for severity, line, message, *subject in (
        *_text_contrast(context),
        *_graphics(context),
        *_greys(context),
        *_emergency(context, body_pt),
        *_hidden(context),
        *_unreadable(context),
        *_generated_words(context),
        *_sizes(context, body_pt),
        *_pictures(context),
    ):
        file = sheet.file if line else name
        data = {"subject": subject[0]} if subject else {}
        found = Diagnostic(file, line, message, data=data)
        (errors if severity == "error" else warnings).append(found)
    errors += _printed_over(context)
    return AuditResult(tuple(dict.fromkeys(errors)), tuple(dict.fromkeys(warnings)))


@dataclass(frozen=True, slots=True)
class AuditContext:
    """What all checks look at."""

    appearance: Appearance
    sheet: BrandSheet
    name: str


# Severity, line of the brand, message; and what it is about, where the message names an example.
_Found = Iterator[tuple[str, int | None, str] | tuple[str, int | None, str, str]]


def _text_contrast(context: AuditContext) -> _Found:
    """Yield pairs of text and ground that are hard to read, each pair once."""
    pairs: dict[tuple[Colour, Colour, bool, bool], list[TextRun]] = defaultdict(list)
    for run in context.appearance.runs:
        if not run.visible or run.turned:
            continue
        is_symbol = run.generated and not any(character.isalnum() for character in run.text)
        ground = min(run.grounds, key=lambda ground: contrast(run.colour, ground))
        pairs[run.colour, ground, is_symbol, _is_large(run)].append(run)
    for (colour, ground, is_symbol, large), runs in pairs.items():
        ratio = contrast(colour, ground)
        wanted = GRAPHICS if is_symbol else LEAST if large else WANTED
        if ratio >= wanted - 0.005:
            continue
        severity = "error" if ratio < LEAST - 0.005 and not is_symbol else "warning"
        line = context.sheet.line_of_colour(colour, ground)
        first = runs[0]
        more = f" and {len(runs) - 1} more" if len(runs) > 1 else ""
        needs = f"at least {LEAST}:1" if severity == "error" else f"{wanted:g}:1 is better"
        subject = f"{hex_of(colour)} on {hex_of(ground)} is {ratio:.1f}:1, {needs}"
        message = f"{subject} ({first.element} “{first.text[:30]}”, page {first.page}{more})"
        yield severity, line, message + _advice(colour, ground, wanted), subject
    for run in context.appearance.runs:
        if run.visible and run.on_picture:
            line = context.sheet.line_of(*reversed(run.path), properties=("background",))
            message = f"{run.element} “{run.text[:30]}” stands on a picture; give it a plain ground"
            yield "warning", line, message


def _advice(colour: Colour, ground: Colour, wanted: float) -> str:
    for target in (wanted, LEAST):
        if passing := nearest_passing(colour, ground, target):
            which, new = passing
            instead = ground if which == "ground" else colour
            return f"; {new} in place of {hex_of(instead)} is the nearest that reaches {target:g}:1"
    return "; choose two colours that differ more"


def _is_large(run: TextRun) -> bool:
    return run.size_pt >= LARGE_PT or (run.bold and run.size_pt >= LARGE_BOLD_PT)


def _graphics(context: AuditContext) -> _Found:
    """Yield boxes, lines and dots that carry meaning and can hardly be seen, in grey either."""
    seen = set()
    for box_paint in context.appearance.box_paints:
        colour, thing = _meaning(box_paint)
        ground = (box_paint.name == ".pen" and box_paint.fill) or ground_of(box_paint)
        name = arm_of(box_paint) or box_paint.name
        if colour is None or (key := (name, colour, ground)) in seen:
            continue
        seen.add(key)
        ratio = contrast(colour, ground)
        if ratio < GRAPHICS - 0.005:
            line = context.sheet.line_of_colour(colour, ground)
            message = (
                f"{thing} ({name}): {hex_of(colour)} on {hex_of(ground)} is "
                f"{ratio:.1f}:1, at least {GRAPHICS:g}:1"
            )
            yield "error", line, message + _advice(colour, ground, GRAPHICS)
        if box_paint.name == ".pen" and max(box_paint.border_pt) < THIN_PT:
            line = context.sheet.line_of(".pen", properties=("border",))
            yield "error", line, "lines to write on (.pen) cannot be seen; give them 0.5pt or more"


def _meaning(box_paint: BoxPaint) -> tuple[Colour | None, str]:
    """Return the colour by which a box says something, and what it says."""
    if box_paint.name in _FILLED:
        return (box_paint.fill if _has_area(box_paint) else None), "filled dots or bars"
    if box_paint.name == ".pen":
        return box_paint.border_colour, "lines to write on"
    if box_paint.name in {".emergency", ".call-us"}:
        return box_paint.border_colour, "the border"
    return None, ""


def _has_area(box_paint: BoxPaint) -> bool:
    left, top, right, bottom = box_paint.rect
    return right - left > 0.5 and bottom - top > 0.5


def _greys(context: AuditContext) -> _Found:
    """Yield dots and bars that can be told apart in colour, but not in grey."""
    filled = [f for f in context.appearance.box_paints if f.name in _FILLED and _has_area(f)]
    for line, message in grey_warnings(filled, context.sheet, GRAPHICS):
        yield "warning", line, message


def _emergency(context: AuditContext, body_pt: float) -> _Found:
    """Yield what a brand may not do to the emergency box: shrink it, recolour it, flatten it."""
    runs = [run for run in context.appearance.runs if ".emergency" in run.path and run.visible]
    frames = [
        box_paint for box_paint in context.appearance.box_paints if box_paint.name == ".emergency"
    ]
    titles = [
        box_paint
        for box_paint in context.appearance.box_paints
        if box_paint.name == ".emergency__title"
    ]
    body = min(_body_size(context.appearance.runs), body_pt)
    line = context.sheet.line_of(".emergency", ".emergency__title", ".callout")
    for run in runs:
        if not run.generated and run.size_pt < min(body, body_pt) - 0.1:
            where = context.sheet.line_of(*reversed(run.path), properties=("font", "--size"))
            message = (
                f"the emergency box is printed at {run.size_pt:.1f} pt, smaller than the "
                f"{body:.1f} pt of the other text; leave its size alone"
            )
            yield "error", where or line, message
            break
    items = [run for run in runs if "li" in run.path]
    lines = [run.text.strip() for run in items if not run.generated]
    bullets = max(1, len(items) - len(lines))
    if len(lines) > SQUEEZED_LINES * bullets and max(map(len, lines)) < SQUEEZED_CHARACTERS:
        message = (
            f"the emergency box has room for {max(map(len, lines))} letters in a line; "
            "let it be as wide as it is"
        )
        yield "error", line, message
    for box_paint in frames:
        if min(box_paint.border_pt) < EMERGENCY_BORDER_PT - 0.01:
            message = (
                f"the emergency box has a border of {min(box_paint.border_pt):.1f} pt; leave it "
                f"{EMERGENCY_BORDER_PT:g} pt or more on all sides"
            )
            where = context.sheet.line_of(
                ".emergency", ".callout", "section", "*", properties=("border",)
            )
            yield "error", where or line, message
    for colour, box_paint in (
        *((f.border_colour, f) for f in frames),
        *((f.fill, f) for f in titles),
    ):
        if colour is not None and not is_red(colour) and not is_black(colour):
            where = context.sheet.line_of_colour(colour) or line
            message = (
                f"the emergency box is {hex_of(colour)}; it is dark red or black on every "
                "leaflet, so that people know it: leave --palette-alarm-800 a dark red"
            )
            yield "error", where, message
        elif colour is None and box_paint.name == ".emergency__title":
            message = "the heading of the emergency box has lost its dark ground; leave it"
            yield "error", line, message


def _body_size(runs: Sequence[TextRun]) -> float:
    """Return the size that most words of the sections have."""
    sizes = [
        run.size_pt
        for run in runs
        if ".block" in run.path and ".callout" not in run.path and run.visible and not run.generated
        for _ in run.text.split()
    ]
    return median_low(sizes) if sizes else BODY_PT


def _hidden(context: AuditContext) -> _Found:
    """Yield text that is on the leaflet and cannot be seen."""
    groups: dict[str, list[HiddenText]] = defaultdict(list)
    for missing in context.appearance.hidden:
        if not OPTIONAL.intersection(missing.path):
            box = next((name for name in missing.path if name in MUST_BE_VISIBLE), missing.path[-1])
            groups[box].append(missing)
    for box, hidden in groups.items():
        first = hidden[0]
        line = context.sheet.line_of(*reversed(first.path), properties=_HIDING)
        part = "" if first.share <= 0 else "partly "
        more = f" and {len(hidden) - 1} more" if len(hidden) > 1 else ""
        why = "patients' safety hangs on it; " if box in _SAFETY else ""
        remedy = f"{why}delete what hides it or is painted over it"
        message = f"{box} “{first.text[:40]}”{more} is {part}hidden; {remedy}"
        yield "error", line, message
    for run in context.appearance.runs:
        if run.turned:
            line = context.sheet.line_of(*reversed(run.path), properties=("transform",))
            message = (
                f"{run.element} “{run.text[:30]}” is turned, moved or scaled; delete transform"
            )
            yield "error", line, message


def _unreadable(context: AuditContext) -> _Found:
    """Yield text that is struck through, or whose letters run into one another."""
    words = [run for run in context.appearance.runs if run.visible and not run.generated]
    for found, properties, error in (
        ([run for run in words if run.struck], ("text-decoration",),
         "is struck through, as if it did not hold"),
        ([run for run in words if run.squeezed], ("letter-spacing", "word-spacing"),
         "has letters or words that run into one another"),
    ):  # fmt: skip
        for run in found[:1]:
            line = context.sheet.line_of(*reversed(run.path), "*", properties=properties)
            more = f" and {len(found) - 1} more" if len(found) > 1 else ""
            remedy = f"delete {' and '.join(properties)}"
            yield "error", line, f"{run.element} “{run.text[:30]}”{more} {error}; {remedy}"


def _printed_over(context: AuditContext) -> Iterator[Diagnostic]:
    """Yield text that is printed over other text."""
    for below, above in context.appearance.covered[:5]:
        line = context.sheet.line_of(
            *reversed(above.path), *reversed(below.path),
            properties=("position", "margin", "line-height", "height", "letter-spacing", "top"),
        )  # fmt: skip
        upper, lower = above.text[:30], below.text[:30]
        yield Diagnostic(
            context.sheet.file if line else context.name,
            line,
            f"page {above.page}: “{upper}” is printed over “{lower}”",
            code=PRINTED_OVER,
            fix="look at position, margins and line-height",
            data={"above": upper, "below": lower},
        )


def _generated_words(context: AuditContext) -> _Found:
    """Yield words that a style sheet prints: nobody has reviewed or translated them."""
    seen = set()
    for run in context.appearance.runs:
        words = [word for word in run.text.split() if sum(map(str.isalpha, word)) > 1]
        if run.generated and words and run.visible and run.text not in seen:
            seen.add(run.text)
            message = (
                f"styles print “{run.text[:40]}” at {run.element}; words belong into the text, "
                "where they are reviewed and translated"
            )
            yield "error", context.sheet.line_of_string(run.text), message


def _sizes(context: AuditContext, body_pt: float) -> _Found:
    """Yield body text that is small."""
    small = [
        run
        for run in context.appearance.runs
        if run.visible and not run.generated and ".block" in run.path
        and run.size_pt < body_pt - 0.1
    ]  # fmt: skip
    if small:
        run = min(small, key=lambda run: run.size_pt)
        line = context.sheet.line_of(*reversed(run.path), ":root", properties=("font", "--size"))
        subject = f"text of {run.size_pt:.1f} pt"
        message = (
            f"{subject} ({run.element} “{run.text[:30]}”, page {run.page}); "
            f"{body_pt:g} pt or more can be read by most"
        )
        yield "warning", line, message, subject


def _pictures(context: AuditContext) -> _Found:
    """Yield pictures that will print blurred, or are too long to be seen."""
    for picture in context.appearance.pictures:
        name = picture.address.rpartition("/")[2] or picture.alt
        dots = picture.dots_per_inch
        if dots is not None and dots < MIN_DPI:
            needed = round(picture.width_mm / MM_PER_INCH * 300)
            message = (
                f"{name} has {dots:.0f} dots per inch at its printed width of "
                f"{picture.width_mm:.0f} mm and will look blurred; {needed} dots across, "
                "or an SVG, print sharp"
            )
            yield "warning", None, message
        ratio = picture.ratio or 1.0
        if not 1 / LONG <= ratio <= LONG:
            times = max(ratio, 1 / ratio)
            message = f"{name} is {times:.0f} times as long as it is wide; trim it, or stack it"
            yield "warning", None, message
