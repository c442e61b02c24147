"""Drawn sections put together: which of them print, in which order, side by side or not."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from markupsafe import Markup

from handouts.components.registry import COMPONENTS
from handouts.compose.fragments import DrawnTopic, Piece
from handouts.compose.views import Block, SectionView, TopicView
from handouts.formats import FitParams
from handouts.formats.columns import estimated_split


def shared_boxes(topics: Sequence[DrawnTopic]) -> tuple[Markup, ...]:
    """Return the boxes of signs that a packet prints once: those of the first topic with any.

    Of other topics only boxes go that say the same, letter by letter.
    """
    for topic in topics:
        pieces = [piece for section in topic.sections for piece in section.pieces]
        if found := tuple(piece.view.body for piece in pieces if _is_urgent(piece)):
            return found
    return ()


def arranged(topic: DrawnTopic, fit: FitParams, said: Collection[Markup] = ()) -> TopicView:
    """Return a topic with its sections put into blocks as `fit` says, without boxes in `said`."""
    name = topic.view.id
    drops = fit.drop_optional or name in fit.drop_in
    kept = [section for section in topic.sections if not (section.optional and drops)]
    pieces = [
        replace(piece, view=replace(piece.view, id=f"{name}-{index}{piece.view.id}"))
        for index, section in enumerate(kept, start=1)
        for piece in section.pieces
    ]
    if said:
        pieces = [piece for piece in pieces if piece.view.body not in said]
    if topic.view.help == "strip":
        pieces = [piece for piece in pieces if not _is_urgent(piece)]
    if topic.view.signs_turned:  # whoever turns the sheet over looks for them
        pieces = sorted(pieces, key=lambda piece: (piece.view.page, not _is_urgent(piece)))
    if fit.signs_first:
        pieces = sorted(pieces, key=lambda piece: not _is_urgent(piece))
    blocks = tuple(_split(_grouped(_with_signs_later(pieces, fit.signs_after)), fit))
    sections = tuple(section for block in blocks for section in block.sections)
    return replace(
        topic.view,
        blocks=blocks,
        sections=sections,
        density=_density(topic.view, fit),
        callouts={section.callout: section.body for section in sections if section.callout},
    )


def _density(view: TopicView, fit: FitParams) -> str:
    """Return how close the lines of a topic stand, in words that style sheets know."""
    words = [("tight", view.sheet_pages == 1 or fit.is_tight), ("closer", view.id in fit.closer_in)]
    return " ".join(word for word, wanted in words if wanted)


def _with_signs_later(pieces: Sequence[Piece], after: tuple[int, int]) -> Sequence[Piece]:
    """Return the pieces with some of those that follow the two boxes of signs before each box."""
    for index, pair in enumerate(itertools.pairwise(map(_is_urgent, pieces))):
        if all(pair):
            emergency, call_us, *rest = pieces[index:]
            first, second = after[0], sum(after)
            moved = (*rest[:first], emergency, *rest[first:second], call_us, *rest[second:])
            return (*pieces[:index], *moved)
    return pieces


def _is_urgent(piece: Piece) -> bool:
    """Return whether a piece is a box of signs to get help for."""
    return piece.kind == "callouts" and "urgent" in COMPONENTS[piece.view.callout].roles


def _split(blocks: Iterable[Block], fit: FitParams) -> Iterator[Block]:
    """Yield the blocks, those of two columns split as `fit` says."""
    number = 0
    for block in blocks:
        if block.kind != "columns" or fit.splits is None:
            yield block
            continue
        known = number in fit.splits
        split = fit.splits[number] if known else estimated_split(*block.columns)
        yield replace(block, split=split, number=number)
        number += 1


def _grouped(pieces: Sequence[Piece]) -> Iterator[Block]:
    """Yield blocks: neighbours of the same kind and page together, wide sections each alone."""
    group: list[SectionView] = []
    kind = ""
    for piece in pieces:
        turned = bool(group) and piece.view.page != group[-1].page
        if group and (piece.kind != kind or kind == "wide" or turned):
            yield Block(kind, tuple(group), page=group[0].page)
            group = []
        kind = piece.kind
        group.append(piece.view)
    if group:
        yield Block(kind, tuple(group), page=group[0].page)
