"""Several topics behind a cover with their contents."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.document.parse import parse_topic
from handouts.formats.base import (
    OFFICE_PAPERS,
    Candidates,
    FormatSpec,
    LayoutFn,
    MeasuredLayout,
    Outcomes,
)

if TYPE_CHECKING:
    from handouts.compose.spec import LeafletSpec

# What the cover has: the contents with what each topic says, without, none at all.
COVER_STEPS = (1, 0, 2)


def fit_to_packet(spec: LeafletSpec, candidates: Candidates, lay_out: LayoutFn) -> Outcomes:
    """Yield the packet, its cover filled: few topics come with what each says, and more air.

    The contents of many stand on a page of their own. A topic that needs more than one sheet goes
    without its optional sections, as it does alone; then its lines stand closer.
    """
    for params in candidates:
        for step in COVER_STEPS:
            cover = lay_out(replace(params, fallback_step=step, measure_only=True)).fills
            if len(cover) == 1:
                break
        spare = max(0.0, cover[0].height_mm - cover[0].used_mm)
        params = replace(params, fallback_step=step, spare_mm=spare)
        laid_out = lay_out(params)
        if long := _longer_than_its_sheet(spec, laid_out):
            params = replace(params, drop_in=long & _with_optional(spec))
            laid_out = lay_out(params) if params.drop_in else laid_out
            if still := _longer_than_its_sheet(spec, laid_out):
                laid_out = lay_out(replace(params, closer_in=still))
        yield laid_out


def _longer_than_its_sheet(spec: LeafletSpec, laid_out: MeasuredLayout) -> frozenset[str]:
    """Return the topics that take more pages than they do alone."""
    pages = laid_out.pages_of([topic.id for topic in spec.topics])
    return frozenset(topic.id for topic in spec.topics if pages[topic.id] > topic.front.sheet_pages)


def _with_optional(spec: LeafletSpec) -> frozenset[str]:
    return frozenset(topic.id for topic in spec.topics if parse_topic(topic).has_optional)


FORMAT = FormatSpec(
    name="packet",
    summary="several topics behind a cover",
    how_to_print="one side, or `--duplex`",
    steps=(
        "the contents of many topics go to a page of their own; a topic that is a few lines too"
        " long for its sheet is set closer"
    ),
    papers=OFFICE_PAPERS,
    sizes_pt=(12.0,),
    fit=fit_to_packet,
    min_last_fill=0.0,
    duplex="long",
    duplex_on_request=True,
    combines_topics=True,
    has_strip=True,
    marks=frozenset(),
)
