"""Six panels on two sides of one sheet, folded like a letter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from handouts.formats.base import (
    BACK_SLACK_MM,
    FILL,
    MAX_SCALE,
    OFFICE_PAPERS,
    PART_GAP_MM,
    Candidates,
    FitParams,
    Folding,
    FormatSpec,
    LayoutFn,
    MeasuredLayout,
    Outcomes,
    Overflow,
    Place,
    Side,
    overflow,
    panels,
)
from handouts.units import MM_PER_INCH as INCH

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec
    from handouts.pdf.measure import PageFill

PART = "part-"  # how the ids of its sections begin
ASK = "part--"  # and, among them, those of questions to ask
BACK = "back-"  # how the ids of what stands on its back begin
CALL_US = "back-call-us"
# What leaves the back in each step; see templates/layouts/trifold.html.
BACK_STEPS: tuple[tuple[str, ...], ...] = (
    (),
    ("back-small-print",),
    (CALL_US,),
    ("back-small-print", CALL_US),
)
INSIDE_PANELS = 3
INSIDE = "the inside panels"
PHONES_MM = 21.0  # what the numbers take on the back when “call us”, which has them, leaves it
GROWTH = 1.7  # a text takes about its size to this power of a narrow column
SURELY_OVER_MM = 12.0  # how far an estimate may be out
NOTES_FROM_MM = 40.0  # less room than that makes no place to write

# ---- geometry -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Panel:
    """One face of a folded sheet, in millimetres."""

    name: str
    x_mm: float
    """Where it begins, from the left edge of the sheet."""
    width_mm: float

    @property
    def middle_mm(self) -> float:
        """Return where its middle is, from the left edge of the sheet."""
        return self.x_mm + self.width_mm / 2


@dataclass(frozen=True, slots=True)
class TriFold:
    """The six panels of a letter-folded sheet, printed on both sides, in millimetres.

    Panels are numbered as they are read: 1 cover, 2 flap (seen first on opening), 3 to 5 inside,
    6 back. The flap, and the inside panel behind it, fold in and are narrower.
    """

    width_mm: float
    height_mm: float
    wide_mm: float
    """Width of four of the panels."""
    narrow_mm: float
    """Width of the two that fold in."""
    live_mm: float
    """Width of the text, the same on all panels, so that it can run from one to the next."""
    top_mm: float = 8.5
    bottom_mm: float = 12.0

    def outside(self, *, rtl: bool = False) -> tuple[Panel, ...]:
        """Return the panels of the outside, left to right: flap, back, cover."""
        widths = (("flap", self.narrow_mm), ("back", self.wide_mm), ("cover", self.wide_mm))
        return _row(widths, rtl)

    def inside(self, *, rtl: bool = False) -> tuple[Panel, ...]:
        """Return the panels of the inside, left to right; the last lies behind the flap."""
        widths = (
            ("inside-1", self.wide_mm), ("inside-2", self.wide_mm), ("inside-3", self.narrow_mm),
        )  # fmt: skip
        return _row(widths, rtl)


def _row(widths: tuple[tuple[str, float], ...], rtl: bool) -> tuple[Panel, ...]:
    found, x = [], 0.0
    for name, width in reversed(widths) if rtl else widths:
        found.append(Panel(name, x, width))
        x += width
    return tuple(found)


# Leaflet standards, 3.1: Letter after Canon's folding guide, A4 after FOA's house style. The text
# is as wide as the narrow panel lets it be with the unprintable edge kept clear on both sides.
TRIFOLDS = MappingProxyType(
    {
        "letter": TriFold(11 * INCH, 8.5 * INCH, 3.6875 * INCH, 3.625 * INCH, 79.3),
        "a4": TriFold(297.0, 210.0, 100.0, 97.0, 84.3),
    }
)

# In the order in which panels are read, with the pages of the style sheet that stand on each: text
# may run from the flap to the inside.
_OUTSIDE = {"cover": ("cover",), "flap": ("flap",), "back": ("back",)}
_INSIDE = {"inside-1": ("inside", "flap"), "inside-2": ("inside", "flap"),
           "inside-3": ("inside", "flap")}  # fmt: skip


def _lengths(paper: str) -> Mapping[str, float]:
    sheet = TRIFOLDS[paper]
    return {
        "fold-width": sheet.width_mm,
        "fold-height": sheet.height_mm,
        "panel-wide": sheet.wide_mm,
        "panel-narrow": sheet.narrow_mm,
        "panel-live": sheet.live_mm,
        "panel-top": sheet.top_mm,
        "panel-bottom": sheet.bottom_mm,
    }


def _folding(paper: str, rtl: bool) -> Folding:
    sheet = TRIFOLDS[paper]
    outside = Side("outside", _places(sheet.outside(rtl=rtl), _OUTSIDE))
    inside = Side("ground", _places(sheet.inside(rtl=rtl), _INSIDE))
    return Folding((outside, inside), last="back")


def _places(row: tuple[Panel, ...], pages: Mapping[str, tuple[str, ...]]) -> tuple[Place, ...]:
    middles = {panel.name: panel.middle_mm for panel in row}
    return tuple(Place(names, middles[panel]) for panel, names in pages.items())


# ---- fitting ------------------------------------------------------------------------------------


def fit_to_trifold(spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield layouts whose text fits the flap, the inside panels and the back.

    Sizes that are surely too large still are left out, judged by how much one was too large.
    """
    sizes = spec.format.sizes_pt
    limits = {False: sizes[0], True: sizes[0]}
    for params in candidates:
        if params.size_pt > limits[params.drop_optional] and params.size_pt != sizes[-1]:
            continue
        plan = _plan(params, lay_out(params))
        if isinstance(plan, FitParams):
            yield _folded(plan, lay_out)
            if CALL_US in BACK_STEPS[plan.fallback_step]:
                yield _folded(replace(plan, call_us_last=False), lay_out)
            continue
        if plan.where == INSIDE:
            share = (plan.room_mm + SURELY_OVER_MM) / (plan.room_mm + plan.over_mm)
            limits[params.drop_optional] = params.size_pt * share ** (1 / GROWTH)
        yield str(plan)
    for params in candidates:
        if params.size_pt == sizes[-1]:
            yield _run_on(params, lay_out)
            yield _run_on(replace(params, call_us_last=False), lay_out)


def _plan(params: FitParams, probe: MeasuredLayout) -> FitParams | Overflow:
    """Return what goes where, by the heights of a first layout; or which panel is too small.

    The first layout has all that may stand on the back there, and only the key points on the flap.
    """
    height = probe.fills[-1].height_mm
    for name, words in (("cover", "the cover"), ("flap", "the flap")):
        found = panels(probe, name)
        if len(found) > 1:
            return overflow(words, found, 1)
    pieces = probe.heights(BACK)
    step, inside, back = 0, 0.0, 0.0
    for number, moved in enumerate(BACK_STEPS):
        step = number
        inside = sum(pieces.get(name, 0.0) for name in moved)
        back = sum(pieces.values()) - inside + (PHONES_MM if CALL_US in moved else 0.0)
        if back <= height:
            break
    else:
        return Overflow("the back panel", height, back - height)
    (flap,) = panels(probe, "flap")
    parts = {name: part + PART_GAP_MM for name, part in probe.heights(PART).items()}
    inside += sum(parts.values())
    count, free = 0, flap.height_mm - flap.used_mm
    for part in list(parts.values())[:-1]:  # the inside must keep one at least
        if part > free:
            break
        count += 1
        free -= part
        inside -= part
    over = inside - INSIDE_PANELS * flap.height_mm
    asked = sum(part for name, part in list(parts.items())[count:] if name.startswith(ASK))
    ask_early = over > 0 and 0 < asked <= free
    if ask_early:
        free -= asked
        over -= asked
    if over > SURELY_OVER_MM:
        return Overflow(INSIDE, INSIDE_PANELS * flap.height_mm, over)
    scale = min(MAX_SCALE, ((flap.used_mm + FILL * free) / flap.used_mm) ** 0.5)
    spare = max(0.0, height - back - BACK_SLACK_MM)
    return replace(
        params, fallback_step=step, flap=count, ask_early=ask_early, scale=scale,
        back_spare_mm=spare,
    )  # fmt: skip


def _folded(plan: FitParams, lay_out: LayoutFn) -> MeasuredLayout | str:
    """Return the panels as planned, or which of them is too small, and by how much."""
    laid_out = lay_out(plan)
    while len(panels(laid_out, "flap")) > 1 and (plan.scale > 1 or plan.flap):
        smaller = 1 + (plan.scale - 1) / 2 if plan.scale > 1.04 else 1.0
        fewer = plan.flap if plan.scale > 1 else plan.flap - 1
        plan = replace(plan, scale=smaller, flap=fewer)
        laid_out = lay_out(plan)
    if len(panels(laid_out, "back")) > 1:
        if plan.back_spare_mm:
            return _folded(replace(plan, back_spare_mm=0.0), lay_out)
        if plan.fallback_step + 1 < len(BACK_STEPS):
            return _folded(replace(plan, fallback_step=plan.fallback_step + 1), lay_out)
        return str(overflow("the back panel", panels(laid_out, "back"), 1))
    inside = panels(laid_out, "inside")
    if len(inside) > INSIDE_PANELS:
        return str(overflow(INSIDE, inside, INSIDE_PANELS))
    return _with_notes(plan, laid_out, inside, lay_out)


def _run_on(params: FitParams, lay_out: LayoutFn) -> MeasuredLayout | str:
    """Return the panels with the text running on from the flap to the inside, or what is over."""
    laid_out = lay_out(replace(params, run_on=True))
    for step in range(1, len(BACK_STEPS)):
        if len(panels(laid_out, "back")) == 1:
            break
        laid_out = lay_out(replace(params, run_on=True, fallback_step=step))
    for name, where, allowed in (("cover", "the cover", 1), ("back", "the back panel", 1),
                                 ("flap", "flap and inside", 1 + INSIDE_PANELS)):  # fmt: skip
        found = panels(laid_out, name)
        if len(found) > allowed:
            return str(overflow(where, found, allowed))
    return laid_out


def _with_notes(
    params: FitParams, laid_out: MeasuredLayout, inside: list[PageFill], lay_out: LayoutFn
) -> MeasuredLayout:
    """Return the panels with the room that is left ruled for the reader's notes."""
    height = inside[0].height_mm
    spare = height * (INSIDE_PANELS - len(inside)) + height - inside[-1].used_mm
    while spare > NOTES_FROM_MM:
        ruled = lay_out(replace(params, spare_mm=spare - PART_GAP_MM))
        found = panels(ruled, "inside")
        if len(found) <= INSIDE_PANELS:
            return ruled
        spare -= max(6.0, sum(fill.used_mm for fill in found[INSIDE_PANELS:]))
    return laid_out


FORMAT = FormatSpec(
    name="trifold",
    summary="six panels, folded like a letter",
    how_to_print="both sides, **short** edge, actual size",
    steps=(
        "small print from the back to the inside; then “call us”; questions to ask on the flap;"
        " last, the main message goes to the cover and the text runs on from the flap. Room that"
        " is left is ruled for notes; key points grow to fill the flap"
    ),
    papers=OFFICE_PAPERS,
    sizes_pt=(14.0, 13.5, 13.0, 12.5, 12.0, 11.5, 11.0),
    fit=fit_to_trifold,
    measure="narrow panel",
    max_pages=2,
    duplex="short",
    actual_size=True,
    lengths=_lengths,
    folding=_folding,
)
