"""Makes a text fit its format, step by step, or says by how much it does not.

Everything is measured in WeasyPrint's own layout; nothing is ever clipped. The steps are a
format's own first (where its small print stands, say), then sections marked {optional} go, then
the text is set in the next smaller permitted size.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from handouts.compose.columns import best_split, optional_mm, taller
from handouts.compose.spec import FitParams, LeafletSpec
from handouts.diagnostics import DOES_NOT_FIT, Diagnostic
from handouts.document.markdown import read_body
from handouts.errors import DoesNotFit
from handouts.formats import Format
from handouts.pdf.measure import (
    PageFill,
    TwoColumns,
    broken_early,
    heights,
    overfull,
    pages_of,
    two_columns,
)
from handouts.pdf.renderer import LaidOut

Try = Callable[[FitParams], LaidOut]
Fits = tuple[FitParams, ...]
Outcomes = Iterator[LaidOut | str]

BASE_PT = 12.0  # running text of a sheet
FACE = "data-face"  # marks what must hold its text: the side of a card
PART = "part-"  # how the ids of a tri-fold's sections begin
ASK = "part--"  # and, among them, those of questions to ask
PART_GAP_MM = 4.0  # what stands between two of them at most
INSIDE_PANELS = 3
BACK = "back-"  # how the ids of what stands on its back begin
CALL_US = "back-call-us"
# What leaves the back in each stage; see templates/layouts/trifold.html.
BACK_STAGES: tuple[tuple[str, ...], ...] = (
    (),
    ("back-small-print",),
    (CALL_US,),
    ("back-small-print", CALL_US),
)
BACK_SLACK_MM = 5.0  # of a back's free room, how much is not shared out
LEVEL_MM = 5.0  # two columns may end so much lower than they could: less than a line
PHONES_MM = 21.0  # what the numbers take on the back when “call us”, which has them, leaves it
INSIDE = "the inside panels"
GROWTH = 1.7  # a text takes about its size to this power of a narrow column
SURELY_OVER_MM = 12.0  # how far an estimate may be out
MAX_SCALE = 1.32
FILL = 0.9  # the part of the flap's free room that its larger text may take
POSTER_STAGES = 3  # see templates/layouts/poster.html
# What the cover of a packet has: the contents with what each topic says, without, none at all.
PACKET_STAGES = (1, 0, 2)
COVERS = 2  # pages of a booklet's cover: front and back
NUDGES = 3  # see styles/base/text.css
LITTLE = 0.5  # a page less full than that is worth saving
# How many sections of large print may go before the boxes of signs and between them.
SIGNS_AFTER = ((0, 1), (0, 2), (0, 3), (0, 4), (1, 0), (2, 0))
WELL_FILLED = 0.75  # no page of large print needs to be fuller
NOTES_FROM_MM = 40.0  # less room than that makes no place to write


def fitted(job: LeafletSpec, lay_out: Try) -> LaidOut:
    """Return the first layout of a job that keeps to its format.

    Raises:
        DoesNotFit: none does; with what sticks out of where, and by how much.
    """
    over = f"{job.format.name} permits no size"
    fits = tuple(steps(job.format, optional=bool(_with_optional(job))))
    strategy = _STRATEGIES[job.format.name]
    for outcome in strategy(job, fits, lay_out):
        if isinstance(outcome, LaidOut):
            return _with_whole_lines(outcome, lambda try_: strategy(job, fits, try_), lay_out)
        over = outcome
    message = f"{job.name} ({job.locale}, {job.format.name}, {job.paper}) does not fit: {over}"
    fix = "shorten the text, or mark a section {optional}"
    found = Diagnostic(job.topics[0].file, None, message, code=DOES_NOT_FIT, fix=fix)
    raise DoesNotFit([found])


def _with_whole_lines(
    laid_out: LaidOut, strategy: Callable[[Try], Outcomes], lay_out: Try
) -> LaidOut:
    """Return a layout, or one with closer words if it has lines that are broken after a word."""
    found = laid_out
    for nudge in range(1, NUDGES + 1):
        if not broken_early(found.document.pages):
            return found
        nudged = functools.partial(_nudged, lay_out, nudge)
        found = next((one for one in strategy(nudged) if isinstance(one, LaidOut)), found)
    return laid_out if broken_early(found.document.pages) else found


def _nudged(lay_out: Try, nudge: int, fit: FitParams) -> LaidOut:
    return lay_out(replace(fit, tracking=nudge))


def steps(form: Format, *, optional: bool) -> Iterator[FitParams]:
    """Yield the steps a format permits: without optional parts, if there are any, then smaller.

    Type larger than it needs to be is no reason to leave anything out.
    """
    ample = tuple(size for size in form.sizes_pt if size >= BASE_PT)
    smaller = tuple((size,) for size in form.sizes_pt if size < BASE_PT)
    drops = (False, True) if optional and form.max_pages is not None else (False,)
    for sizes in (ample, *smaller):
        for drop in drops:
            yield from (FitParams(drop_optional=drop, size_pt=size) for size in sizes)


def _with_optional(job: LeafletSpec) -> frozenset[str]:
    """Return the topics of a job that have optional sections."""
    return frozenset(topic.id for topic in job.topics if "{optional" in topic.body)


def _as_sheet(job: LeafletSpec, _fits: Fits, lay_out: Try) -> Outcomes:
    """Yield sheets that keep to the topic's number of pages, or by how much they don't.

    The text is first laid out without its optional sections, and with them only where the last page
    has room for them by an estimate: most texts that have some fill their pages without.
    """
    most = min(job.format.max_pages or 1, job.topics[0].front.sheet_pages)
    topic = job.topics[0]
    optional = optional_mm(read_body(topic.body, topic.file, topic.body_line))
    for size in job.format.sizes_pt:
        least = _in_two_columns(FitParams(drop_optional=optional > 0, size_pt=size), most, lay_out)
        over = sum(fill.used_mm for fill in least.fills[most:])
        if over:
            yield f"{over:.0f} mm over {most} page{'s'[: most - 1]}"
            continue
        last = least.fills[-1]
        if optional and (most > len(least.fills) or last.height_mm - last.used_mm > optional):
            whole = _in_two_columns(FitParams(size_pt=size), most, lay_out)
            if len(whole.fills) <= most:
                yield whole
        yield least


def _in_two_columns(fit: FitParams, most: int, lay_out: Try) -> LaidOut:
    """Return the layout whose columns are level: as estimated or, should that be out, measured.

    If it has more than `most` pages, they are as level as they can be. A block that goes on to
    another page is left to the layout engine.
    """
    splits: dict[int, int | None] = {}
    while True:
        laid_out = lay_out(replace(fit, splits=splits))
        level = LEVEL_MM if len(laid_out.fills) <= most else 0.0
        better = {
            block.number: _better_split(block)
            for block in two_columns(laid_out.document.pages)
            if len(block.pages) > 1 or _level_mm(block) > level
        }
        if not better or better.keys() & splits.keys():
            return laid_out
        splits = splits | better


def _level_mm(block: TwoColumns) -> float:
    """Return how much lower a block ends than it could."""
    heights = block.heights_mm
    return taller(heights, len(block.columns_mm[0])) - taller(heights, best_split(heights))


def _better_split(block: TwoColumns) -> int | None:
    return None if len(block.pages) > 1 else best_split(block.heights_mm)


def _as_large_print(_job: LeafletSpec, fits: Fits, lay_out: Try) -> Outcomes:
    """Yield the layout; with less air, if that saves a last page with little on it.

    If it saves none, the small print stands whole on that page.
    """
    for fit in fits:
        laid_out = _well_filled(fit, lay_out)
        if laid_out.fills[-1].share < LITTLE:
            tight = _well_filled(replace(fit, fallback_step=1), lay_out)
            saved = len(tight.fills) < len(laid_out.fills)
            laid_out = tight if saved else _well_filled(replace(fit, fallback_step=2), lay_out)
        yield laid_out


def _well_filled(fit: FitParams, lay_out: Try) -> LaidOut:
    """Return the layout in which the boxes of signs leave least paper empty.

    Two of them take a page together. Where one starts a new page and leaves the last one half
    empty, sections that follow it come first.
    """
    best = lay_out(fit)
    for after in SIGNS_AFTER:
        if _emptiest(best) >= WELL_FILLED:
            break
        tried = lay_out(replace(fit, signs_after=after))
        if (-len(tried.fills), _emptiest(tried)) > (-len(best.fills), _emptiest(best)):
            best = tried
    return best


def _emptiest(laid_out: LaidOut) -> float:
    """Return how full the emptiest page is between the first and the last."""
    return min((fill.share for fill in laid_out.fills[1:-1]), default=1.0)


def _as_packet(job: LeafletSpec, fits: Fits, lay_out: Try) -> Outcomes:
    """Yield the packet, its cover filled: few topics come with what each says, and more air.

    The contents of many stand on a page of their own. A topic that needs more than one sheet goes
    without its optional sections, as it does alone; then its lines stand closer.
    """
    for fit in fits:
        for stage in PACKET_STAGES:
            cover = lay_out(replace(fit, fallback_step=stage, measure_only=True)).fills
            if len(cover) == 1:
                break
        fit = replace(
            fit, fallback_step=stage, spare_mm=max(0.0, cover[0].height_mm - cover[0].used_mm)
        )
        laid_out = lay_out(fit)
        if long := _longer_than_its_sheet(job, laid_out):
            fit = replace(fit, drop_in=long & _with_optional(job))
            laid_out = lay_out(fit) if fit.drop_in else laid_out
            if still := _longer_than_its_sheet(job, laid_out):
                laid_out = lay_out(replace(fit, closer_in=still))
        yield laid_out


def _longer_than_its_sheet(job: LeafletSpec, laid_out: LaidOut) -> frozenset[str]:
    """Return the topics of a packet that take more pages than they do alone."""
    pages = pages_of(laid_out.document.pages, [topic.id for topic in job.topics])
    return frozenset(topic.id for topic in job.topics if pages[topic.id] > topic.front.sheet_pages)


def _as_trifold(job: LeafletSpec, fits: Fits, lay_out: Try) -> Outcomes:
    """Yield layouts whose text fits the flap, the inside panels and the back.

    Sizes that are surely too large still are left out, judged by how much one was too large.
    """
    sizes = job.format.sizes_pt
    limits = {False: sizes[0], True: sizes[0]}
    for fit in fits:
        if fit.size_pt > limits[fit.drop_optional] and fit.size_pt != sizes[-1]:
            continue
        plan = _plan(fit, lay_out(fit))
        if isinstance(plan, FitParams):
            yield _folded(plan, lay_out)
            if CALL_US in BACK_STAGES[plan.fallback_step]:
                yield _folded(replace(plan, call_us_last=False), lay_out)
            continue
        if plan.where == INSIDE:
            share = (plan.room_mm + SURELY_OVER_MM) / (plan.room_mm + plan.over_mm)
            limits[fit.drop_optional] = fit.size_pt * share ** (1 / GROWTH)
        yield str(plan)
    for fit in fits:
        if fit.size_pt == sizes[-1]:
            yield _run_on(fit, lay_out)
            yield _run_on(replace(fit, call_us_last=False), lay_out)


@dataclass(frozen=True, slots=True)
class _Over:
    """What is too small for its text, how much it can hold, and how much more there is."""

    where: str
    room_mm: float
    over_mm: float

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.over_mm:.0f} mm more than {self.where} can hold"


def _plan(fit: FitParams, probe: LaidOut) -> FitParams | _Over:
    """Return what goes where, by the heights of a first layout; or which panel is too small.

    The first layout has all that may stand on the back there, and only the key points on the flap.
    """
    height = probe.fills[-1].height_mm
    for name, words in (("cover", "the cover"), ("flap", "the flap")):
        found = _panels(probe, name)
        if len(found) > 1:
            return _too_small(words, found, 1)
    pieces = heights(probe.document.pages, BACK)
    stage, inside, back = 0, 0.0, 0.0
    for number, moved in enumerate(BACK_STAGES):
        stage = number
        inside = sum(pieces.get(name, 0.0) for name in moved)
        back = sum(pieces.values()) - inside + (PHONES_MM if CALL_US in moved else 0.0)
        if back <= height:
            break
    else:
        return _Over("the back panel", height, back - height)
    (flap,) = _panels(probe, "flap")
    parts = {name: part + PART_GAP_MM for name, part in heights(probe.document.pages, PART).items()}
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
        return _Over(INSIDE, INSIDE_PANELS * flap.height_mm, over)
    scale = min(MAX_SCALE, ((flap.used_mm + FILL * free) / flap.used_mm) ** 0.5)
    spare = max(0.0, height - back - BACK_SLACK_MM)
    return replace(
        fit, fallback_step=stage, flap=count, ask_early=ask_early, scale=scale, back_spare_mm=spare
    )


def _folded(plan: FitParams, lay_out: Try) -> LaidOut | str:
    """Return the panels as planned, or which of them is too small, and by how much."""
    laid_out = lay_out(plan)
    while len(_panels(laid_out, "flap")) > 1 and (plan.scale > 1 or plan.flap):
        smaller = 1 + (plan.scale - 1) / 2 if plan.scale > 1.04 else 1.0
        fewer = plan.flap if plan.scale > 1 else plan.flap - 1
        plan = replace(plan, scale=smaller, flap=fewer)
        laid_out = lay_out(plan)
    if len(_panels(laid_out, "back")) > 1:
        if plan.back_spare_mm:
            return _folded(replace(plan, back_spare_mm=0.0), lay_out)
        if plan.fallback_step + 1 < len(BACK_STAGES):
            return _folded(replace(plan, fallback_step=plan.fallback_step + 1), lay_out)
        return str(_too_small("the back panel", _panels(laid_out, "back"), 1))
    inside = _panels(laid_out, "inside")
    if len(inside) > INSIDE_PANELS:
        return str(_too_small(INSIDE, inside, INSIDE_PANELS))
    return _with_notes(plan, laid_out, inside, lay_out)


def _run_on(fit: FitParams, lay_out: Try) -> LaidOut | str:
    """Return the panels with the text running on from the flap to the inside, or what is over."""
    laid_out = lay_out(replace(fit, run_on=True))
    for stage in range(1, len(BACK_STAGES)):
        if len(_panels(laid_out, "back")) == 1:
            break
        laid_out = lay_out(replace(fit, run_on=True, fallback_step=stage))
    for name, where, allowed in (("cover", "the cover", 1), ("back", "the back panel", 1),
                                 ("flap", "flap and inside", 1 + INSIDE_PANELS)):  # fmt: skip
        found = _panels(laid_out, name)
        if len(found) > allowed:
            return str(_too_small(where, found, allowed))
    return laid_out


def _with_notes(fit: FitParams, laid_out: LaidOut, inside: list[PageFill], lay_out: Try) -> LaidOut:
    """Return the panels with the room that is left ruled for the reader's notes."""
    height = inside[0].height_mm
    spare = height * (INSIDE_PANELS - len(inside)) + height - inside[-1].used_mm
    while spare > NOTES_FROM_MM:
        ruled = lay_out(replace(fit, spare_mm=spare - PART_GAP_MM))
        panels = _panels(ruled, "inside")
        if len(panels) <= INSIDE_PANELS:
            return ruled
        spare -= max(6.0, sum(fill.used_mm for fill in panels[INSIDE_PANELS:]))
    return laid_out


def _panels(laid_out: LaidOut, name: str) -> list[PageFill]:
    return [fill for fill in laid_out.fills if fill.name == name]


def _too_small(where: str, fills: list[PageFill], allowed: int) -> _Over:
    over = sum(fill.used_mm for fill in fills[allowed:])
    return _Over(where, allowed * fills[0].height_mm, over)


def _as_booklet(job: LeafletSpec, fits: Fits, lay_out: Try) -> Outcomes:
    """Yield the largest text that takes no more sheets than the smallest and leaves no page empty.

    Pages that are left over are ruled for notes, and stand before the back.
    """
    form, smallest = job.format, lay_out(fits[-1])
    if len(_panels(smallest, "leaf-cover")) > COVERS:
        fits = tuple(replace(fit, fallback_step=1) for fit in fits)
        smallest = lay_out(fits[-1])
    least = _folded_sheets(smallest)
    if form.max_pages and 4 * least > form.max_pages:
        yield f"{len(smallest.fills) - form.max_pages} pages over {form.max_pages}"
        return
    found: list[tuple[float, FitParams, LaidOut]] = []
    for fit in fits:
        laid_out = smallest if fit is fits[-1] else lay_out(fit)
        leaves = _panels(laid_out, "leaf")
        enough = fit is fits[-1] or leaves[-1].share >= form.min_last_fill
        if _folded_sheets(laid_out) == least and enough:
            found.append((min(leaf.share for leaf in leaves[:-1]), fit, laid_out))
            if found[-1][0] >= LITTLE:
                break
    _, fit, laid_out = max(found, key=lambda item: (min(item[0], LITTLE), item[1].size_pt))
    scale = min(MAX_SCALE, max(1.0, (FILL / _panels(laid_out, "leaf")[0].share) ** 0.5))
    back = laid_out.fills[-1]
    spare = max(0.0, back.height_mm - back.used_mm - BACK_SLACK_MM)
    last = _panels(laid_out, "leaf")[-1]
    rest = last.height_mm - last.used_mm - PART_GAP_MM if last.share < LITTLE else 0.0
    fit = replace(fit, scale=scale, back_spare_mm=spare, spare_mm=rest)
    yield _filled_up(fit, len(laid_out.fills), lay_out)


def _filled_up(fit: FitParams, pages: int, lay_out: Try) -> LaidOut:
    """Return a booklet of whole sheets, with its key points as large as their page lets them be."""
    fit = replace(fit, notes=-pages % 4)
    laid_out = lay_out(fit)
    if len(laid_out.fills) % 4 and fit.spare_mm:
        fit = replace(fit, spare_mm=0.0)
        laid_out = lay_out(fit)
    while len(laid_out.fills) % 4 and fit.scale > 1:
        fit = replace(fit, scale=max(1.0, fit.scale - 0.1))
        laid_out = lay_out(fit)
    return laid_out


def _folded_sheets(laid_out: LaidOut) -> int:
    return -(-len(laid_out.fills) // 4)


def _as_card(_job: LeafletSpec, fits: Fits, lay_out: Try) -> Outcomes:
    """Yield cards whose sides hold their text, or by how much one doesn't."""
    for fit in fits:
        over = _beyond_the_card(fit, lay_out)
        if over:
            name, most = max(over, key=lambda item: item[1])
            yield f"{most:.1f} mm more than the {name} of the card can hold"
        else:
            yield lay_out(_with_larger_front(fit, fits, lay_out))


def _beyond_the_card(fit: FitParams, lay_out: Try) -> tuple[tuple[str, float], ...]:
    """Return which sides of a card hold too much, and by how much; one card is laid out for it."""
    return overfull(lay_out(replace(fit, measure_only=True)).document.pages, FACE)


def _with_larger_front(fit: FitParams, fits: Fits, lay_out: Try) -> FitParams:
    """Return the fit with the front of the card in a size that only fits there, if there is one."""
    for larger in fits:
        if larger.size_pt > fit.size_pt:
            scaled = replace(fit, scale=larger.size_pt / fit.size_pt)
            if not _beyond_the_card(scaled, lay_out):
                return scaled
    return fit


def _as_poster(_job: LeafletSpec, fits: Fits, lay_out: Try) -> Outcomes:
    """Yield posters of one page, the room that is left shared out between their parts.

    In each stage there is less on it: the lists of signs go, which are on the leaflet, then the
    key points. A stage is begun where its smallest text fits.
    """
    for stage in range(POSTER_STAGES):
        staged = [replace(fit, fallback_step=stage) for fit in fits]
        smallest = lay_out(staged[-1])
        if len(smallest.fills) > 1:
            over = sum(fill.used_mm for fill in smallest.fills[1:])
            yield f"{over:.0f} mm more than the page can hold"
            continue
        for fit in staged:
            laid_out = smallest if fit is staged[-1] else lay_out(fit)
            early = broken_early(laid_out.document.pages) and fit is not staged[-1]
            if len(laid_out.fills) == 1 and not early:
                fill = laid_out.fills[0]
                yield lay_out(replace(fit, spare_mm=fill.height_mm - fill.used_mm))


_STRATEGIES: dict[str, Callable[[LeafletSpec, Fits, Try], Outcomes]] = {
    "sheet": _as_sheet,
    "large-print": _as_large_print,
    "packet": _as_packet,
    "trifold": _as_trifold,
    "booklet": _as_booklet,
    "card": _as_card,
    "poster": _as_poster,
}
