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
BACK = "back-"  # and those of what stands on its back
CALL_US = "call-us"  # the box of that name, which begins the last panel inside
SMALL_PRINT = "small-print"
FLAP, INSIDE_PANELS = "flap", 3
INSIDE = "the inside panels"
FIRST_PT = 12.5  # the size that is tried first: most texts end near it
GROWTH = 1.7  # a text takes about its size to this power of a narrow column
TORN_MM = 14.0  # what stays empty at the foot of a panel, as a rule, before the next begins
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


@dataclass(frozen=True, slots=True)
class Heights:
    """What a layout measured, in millimetres."""

    panel: float
    flap: float
    """What the key points take."""
    parts: Mapping[str, float]
    call_us: float
    small_print: float
    """It has a size of its own."""
    back: float
    """What stands on the back in any case."""

    def at(self, growth: float) -> Heights:
        """Return the heights in a larger or smaller size, by an estimate."""
        flap, call_us, back = (piece * growth for piece in (self.flap, self.call_us, self.back))
        parts = {name: part * growth for name, part in self.parts.items()}
        return replace(self, flap=flap, parts=parts, call_us=call_us, back=back)


def fit_to_trifold(spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield layouts whose text fits the flap, the inside panels and the back, the larger first.

    One layout is measured, and by it is estimated which size fits: a size that is surely too large
    is never laid out.
    """
    smallest = spec.format.sizes_pt[-1]
    measured: dict[bool, tuple[float, Heights]] = {}
    for params in candidates:
        drops = params.drop_optional
        if drops not in measured:
            first = replace(params, size_pt=FIRST_PT)
            probe = lay_out(first)
            if len(found := panels(probe, "cover")) > 1:
                yield str(overflow("the cover", found, 1))
                return
            measured[drops] = (FIRST_PT, _heights(probe))
        size, heights = measured[drops]
        plan = _plan(params, heights.at((params.size_pt / size) ** GROWTH))
        if plan is None and params.size_pt != smallest:
            yield f"{INSIDE} are too small"
            continue
        yield _folded(plan or params, lay_out)
    for params in candidates:
        if params.size_pt == smallest:
            yield _run_on(params, lay_out)
            yield _run_on(replace(params, call_us_early=True), lay_out)


def _heights(probe: MeasuredLayout) -> Heights:
    """Return the heights of a first layout, in which no section stands on the flap."""
    flap = panels(probe, FLAP)
    inside = probe.heights(CALL_US) | probe.heights(SMALL_PRINT)
    return Heights(
        panel=flap[0].height_mm,
        flap=sum(panel.used_mm for panel in flap),
        parts={name: part + PART_GAP_MM for name, part in probe.heights(PART).items()},
        call_us=inside.get(CALL_US, 0.0),
        small_print=inside.get(SMALL_PRINT, 0.0),
        back=sum(probe.heights(BACK).values()),
    )


def _plan(params: FitParams, heights: Heights) -> FitParams | None:
    """Return what goes where, or None where a text of these heights is too long."""
    room, count, free = heights.panel, 0, heights.panel - heights.flap
    parts = list(heights.parts.items())
    for _, part in parts[:-1]:  # the inside must keep one at least
        if part > free:
            break
        count += 1
        free -= part
    back = heights.back + heights.small_print <= room
    last = heights.call_us + (0.0 if back else heights.small_print)
    rest = dict(parts[count:])
    early = set()
    for name, part in sorted(parts[count + 1 :], key=lambda item: -item[1]):
        if sum(rest.values()) + last <= INSIDE_PANELS * (room - TORN_MM):
            break
        if part <= free:
            early.add(name)
            free -= rest.pop(name)
    text = sum(rest.values())
    if text + last > INSIDE_PANELS * (room - TORN_MM):
        return None
    own_panel = text <= (INSIDE_PANELS - 1) * (room - TORN_MM) and last <= room
    scale = min(MAX_SCALE, ((heights.flap + FILL * max(0.0, free)) / heights.flap) ** 0.5)
    step = int(not back)
    return replace(
        params, flap=count, early=frozenset(early), scale=scale, fallback_step=step,
        own_panel=own_panel,
    )  # fmt: skip


def _folded(plan: FitParams, lay_out: LayoutFn) -> MeasuredLayout | str:
    """Return the panels as planned, or which of them is too small, and by how much.

    What turns out too large gives way: the size of the key points, what else is on the flap, the
    small print on the back, the panel that begins with whom to
    call, then its place behind the text.
    """
    while True:
        laid_out = lay_out(plan)
        inside = panels(laid_out, "inside")
        if len(panels(laid_out, "flap")) > 1 and plan.scale == 1 and plan.early:
            plan = replace(plan, early=frozenset())
        elif len(panels(laid_out, "flap")) > 1 and (plan.scale > 1 or plan.flap):
            smaller = 1 + (plan.scale - 1) / 2 if plan.scale > 1.04 else 1.0
            fewer = plan.flap if plan.scale > 1 else plan.flap - 1
            plan = replace(plan, scale=smaller, flap=fewer)
        elif len(panels(laid_out, "back")) > 1 and not plan.fallback_step:
            plan = replace(plan, fallback_step=1)
        elif len(inside) > INSIDE_PANELS and plan.own_panel:
            plan = replace(plan, own_panel=False)
        elif len(inside) > INSIDE_PANELS and not plan.call_us_early:
            plan = replace(plan, call_us_early=True)
        else:
            break
    limits = (("cover", "the cover", 1), ("flap", "the flap", 1), ("back", "the back panel", 1),
              ("inside", INSIDE, INSIDE_PANELS))  # fmt: skip
    for name, where, allowed in limits:
        if len(found := panels(laid_out, name)) > allowed:
            return str(overflow(where, found, allowed))
    return _filled(plan, laid_out, inside, lay_out)


def _run_on(params: FitParams, lay_out: LayoutFn) -> MeasuredLayout | str:
    """Return the panels with the text running on from the flap to the inside, or what is over."""
    laid_out = lay_out(replace(params, run_on=True))
    if len(panels(laid_out, "back")) > 1:
        laid_out = lay_out(replace(params, run_on=True, fallback_step=1))
    for name, where, allowed in (("back", "the back panel", 1),
                                 ("flap", "flap and inside", 1 + INSIDE_PANELS)):  # fmt: skip
        if len(found := panels(laid_out, name)) > allowed:
            return str(overflow(where, found, allowed))
    return laid_out


def _filled(
    plan: FitParams, laid_out: MeasuredLayout, inside: list[PageFill], lay_out: LayoutFn
) -> MeasuredLayout:
    """Return the panels with the room that is left shared out, or ruled for the reader's notes."""
    height = inside[0].height_mm
    if plan.own_panel:  # between the text and the panel with whom to call
        spare = height - inside[-2].used_mm if len(inside) == INSIDE_PANELS else 0.0
    else:
        spare = height * (INSIDE_PANELS - len(inside)) + height - inside[-1].used_mm
    (back,) = panels(laid_out, "back")
    back_spare = max(0.0, back.height_mm - back.used_mm - BACK_SLACK_MM)
    notes = spare - PART_GAP_MM if spare > NOTES_FROM_MM else 0.0
    if not notes and not back_spare:
        return laid_out
    filled = lay_out(replace(plan, spare_mm=notes, back_spare_mm=back_spare))
    kept = [panel.name for panel in filled.fills] == [panel.name for panel in laid_out.fills]
    fits = len(panels(filled, "inside")) <= INSIDE_PANELS and len(panels(filled, "back")) == 1
    return filled if kept or fits else laid_out


FORMAT = FormatSpec(
    name="trifold",
    summary="six panels, folded like a letter",
    how_to_print="both sides, **short** edge, actual size",
    steps=(
        "small print from the back to the inside; “call us” begins the last panel where the text"
        " leaves it free; key points grow to fill the flap, and room that is left is ruled for"
        " notes; last, the text runs on from the flap"
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
