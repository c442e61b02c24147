"""A topic drawn once: its words filled in and its sections as HTML, whatever the fit will be.

Fitting a leaflet lays it out up to a dozen times; each time only the layout's template runs.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from handouts import l10n
from handouts.components.base import DrawContext
from handouts.compose.context import RenderContext
from handouts.compose.macros import draw
from handouts.compose.views import (
    KeyPoint,
    PosterPointView,
    PosterView,
    SectionView,
    SourceView,
    TopicView,
)
from handouts.diagnostics import Diagnostic
from handouts.document.nodes import (
    ComponentUse,
    Document,
    KeyPointTexts,
    Placeholder,
    Prose,
    Section,
    Text,
)
from handouts.document.parse import parse_topic
from handouts.document.sentinels import SENTINEL, fill_html, fill_text
from handouts.editions.marks import NO_EDITION
from handouts.errors import InvalidInput
from handouts.inputs.models.review import Review
from handouts.inputs.models.topic import Topic
from handouts.paths import ORIGIN, TOPICS
from handouts.pictograms import fault
from handouts.web.codes import code_of


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a section: a call-out, or a run of what stands between call-outs."""

    kind: str
    """The kind of block that it stands in: `wide`, `columns` or `callouts`."""
    view: SectionView
    """Its `id` is what follows that of its section: nothing, or `-1`."""


@dataclass(frozen=True, slots=True)
class DrawnSection:
    """A section in pieces."""

    optional: bool
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class DrawnTopic:
    """A topic before it is known how its sections are put together."""

    view: TopicView
    """The topic without blocks, sections and call-outs."""
    sections: tuple[DrawnSection, ...]


def draw_topic(context: RenderContext, topic: Topic, number: int) -> DrawnTopic:
    """Return a topic drawn; `number` is its place in the leaflet, from 1.

    Raises:
        InvalidInput: faults of the topic, or values that the clinic has not set.
    """
    document = parse_topic(topic)
    document.raise_faults()
    _check_pictures(context, topic)
    values = context.values.evaluate(document.placeholders)
    return DrawnTopic(
        _topic_view(context, topic, document, values, number),
        tuple(_sections(context, topic, document, values)),
    )


def _check_pictures(context: RenderContext, topic: Topic) -> None:
    """Raise what the front matter asks for and is not there.

    Raises:
        InvalidInput: there is no such picture; with all of them.
    """
    front = topic.front
    asked: list[tuple[str, tuple[str | int, ...]]] = [(front.picture, ("picture",))]
    asked += [(point.picture, ("key_points", n)) for n, point in enumerate(front.key_points)]
    asked += [(action.picture, ("actions", n)) for n, action in enumerate(front.actions)]
    if poster := front.poster:
        asked.append((poster.picture, ("poster", "picture")))
        asked += [(point.picture, ("poster", "points", n)) for n, point in enumerate(poster.points)]
    problems = [
        Diagnostic(topic.file, topic.line_at(place), message)
        for name, place in asked
        if name and (message := fault(name, context.pictures))
    ]
    if problems:
        raise InvalidInput(problems)


def _topic_view(
    context: RenderContext, topic: Topic, document: Document, values: Sequence[Any], number: int
) -> TopicView:
    """Return a topic as templates see it, its words ready to print, without its sections."""
    front, texts = topic.front, document.front
    strings, locale = context.strings, context.locale

    def html(text: Text) -> Markup:
        return Markup(l10n.avoid_runt(l10n.bind_numbers(fill_html(text.html, values))))

    def key_point(point: KeyPointTexts) -> KeyPoint:
        lead = html(point.lead) if point.lead else Markup("")
        return KeyPoint(lead, html(point.rest), point.picture)

    short_title = html(texts.short_title)
    address, code, code_mm = _web_copy(context, topic)
    return TopicView(
        id=topic.id,
        anchor=topic.id,
        number=number,
        ref=front.ref,
        version=front.version,
        issued=l10n.month_and_year(front.issued, locale),
        review_note=_review_note(context, topic),
        layout=front.layout,
        picture=front.picture,
        title=html(texts.title),
        title_text=fill_text(texts.title.source, values),
        short_title=short_title,
        clinic_in_header=len(short_title + context.spec.clinic.settings.name)
        <= context.spec.format.header_characters,
        audience=html(texts.audience),
        sheet_pages=front.sheet_pages,
        product=front.product,
        product_label=strings.products.for_product(front.product),
        approval=""
        if front.kind == "practical"
        else strings.approval.for_product(front.product, context.spec.clinic.settings.region),
        status=_status(context, topic),
        main_message=html(texts.main_message),
        main_message_text=fill_text(texts.main_message.source, values).replace("**", ""),
        key_points=tuple(map(key_point, texts.key_points)),
        had=strings.card.had.for_product(front.product),
        drive=_drive(context, topic) if context.spec.format.driving_rule else "",
        sources=tuple(_source(context, n, key) for n, key in enumerate(front.sources, start=1)),
        translation_note=_translation_note(context, topic),
        facts=front.facts,
        poster=_poster(topic, document, html),
        text_hash=_values_hash(topic, values),
        edition=context.spec.editions.get(topic.id, NO_EDITION).mark,
        review_state="signed" if _review(context, topic, "clinical") else "draft",
        address=address,
        code=code,
        code_mm=code_mm,
        help=front.help if context.spec.format.has_strip else "boxes",
        signs_turned=context.spec.format.has_strip
        and front.help == "boxes"
        and front.layout in {"visit", "instruction", "crisis"},
    )


def _web_copy(context: RenderContext, topic: Topic) -> tuple[str, str, float]:
    """Return the address of a topic's web page, its code and how wide that is in mm."""
    base = context.spec.clinic.settings.web_base
    if not base:
        return "", "", 0.0
    address = f"{base}/{topic.locale}/{topic.front.ref}"
    return (address.removeprefix("https://"), *code_of(address))


def _poster(topic: Topic, document: Document, html: Callable[[Text], Markup]) -> PosterView | None:
    """Return what a topic's poster says, if it has one."""
    front, texts = topic.front.poster, document.front.poster
    if front is None or texts is None:
        return None
    points = (
        PosterPointView(html(lead), html(text), point.picture)
        for (lead, text), point in zip(texts.points, front.points, strict=True)
    )
    return PosterView(html(texts.title), html(texts.message), front.picture, tuple(points))


def _source(context: RenderContext, n: int, key: str) -> SourceView:
    label = context.facts.sources[key].label
    short = label.partition(" (")[0]
    return SourceView(n, *(l10n.isolate_bidi(text, context.locale) for text in (label, short)))


def _drive(context: RenderContext, topic: Topic) -> Markup:
    """Return the clinic's driving rule on a card, or nothing where a pen fills it in.

    Raises:
        InvalidInput: the clinic has set no rule.
    """
    product = topic.front.product
    if product == "any":  # either rule could be the wrong one
        return Markup("")
    placeholder = Placeholder(f"policy.{product}.drive", topic.file, topic.line_of("product"))
    (rule,) = context.values.evaluate([placeholder])
    if l10n.BLANK in Markup(rule):
        return Markup("")
    return Markup(context.strings.card.drive).format(rule=rule)


def _status(context: RenderContext, topic: Topic) -> str:
    """Return who signed off exactly this text, or that nobody has."""
    colophon = context.strings.colophon
    review = _review(context, topic, "clinical")
    if review is None:
        return colophon.unreviewed
    day = l10n.month_and_year(review.date, context.locale)
    return colophon.reviewed.format(name=review.name, role=review.role, date=day)


def _review_note(context: RenderContext, topic: Topic) -> str:
    """Return by when the text is to be reviewed, or in bold that it should have been."""
    footer = context.strings.footer
    date = l10n.month_and_year(topic.front.review_by, context.locale)
    if topic.id in context.spec.overdue:
        return Markup("<b>{}</b>").format(footer.overdue.format(date=date))
    return footer.review_by.format(date=date)


def _review(context: RenderContext, topic: Topic, kind: str) -> Review | None:
    edition = context.spec.editions.get(topic.id)
    digest = edition.digest if edition else ""
    return context.spec.clinic.reviews.find(topic.id, topic.locale, digest, kind)


def _translation_note(context: RenderContext, topic: Topic) -> str:
    """Return the small print of a translation: not reviewed yet, or behind its original."""
    translation = topic.front.translation
    if translation is None:
        return ""
    strings, original = context.strings, context.spec.originals.get(topic.id)
    reviewed = translation.reviewer or _review(context, topic, "translation")
    notes = [] if reviewed else [strings.translation.unreviewed]
    if original and translation.of_hash != original.text_hash:
        stale = strings.translation.stale
        notes.append(stale.format(version=translation.of_version, current=original.front.version))
    return " ".join(notes)


def _sections(
    context: RenderContext, topic: Topic, document: Document, values: Sequence[Any]
) -> Iterator[DrawnSection]:
    """Yield the sections of a topic, drawn.

    Raises:
        InvalidInput: components name something that does not exist; all faults at once.
    """
    pen = _SectionDrawer(context, topic, document, values)
    problems: list[Diagnostic] = []
    for section in document.sections:
        try:
            yield DrawnSection(section.optional, tuple(pen.pieces(section)))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)


class _SectionDrawer:
    """Draws the sections of one topic."""

    def __init__(
        self, context: RenderContext, topic: Topic, document: Document, values: Sequence[Any]
    ) -> None:
        self._values = values
        self._load = context.macro
        self._folder = f"{ORIGIN}/{TOPICS}{topic.id}/"
        front, blanks = document.front, context.strings.blank
        self._context = DrawContext(
            facts=context.facts,
            locale=topic.locale,
            front={
                "actions": [
                    {
                        "picture": action.picture,
                        "do": action.do.html,
                        "why": action.why.html,
                        "how": action.how.html,
                    }
                    for action in front.actions
                ],
                "known": front.known.html,
                "unknown": front.unknown.html,
            },
            value=self._value,
            minutes_words=lambda value: l10n.minutes(value, context.locale, blanks),
            pictures=context.pictures,
        )

    def pieces(self, section: Section) -> Iterator[Piece]:
        """Yield a section in pieces: runs of call-outs stand apart from what is around them.

        Raises:
            InvalidInput: its components name something that does not exist.
        """
        problems: list[Diagnostic] = []

        def drawn(item: Prose | ComponentUse) -> Markup:
            if isinstance(item, Prose):
                return item.html
            try:
                return draw(self._context, item, self._load)
            except InvalidInput as error:
                problems.extend(error.problems)
                return Markup("")

        run: list[Markup] = []
        heading = section.heading.html if section.heading else Markup("")
        part, wide = 0, section.wide

        def view(body: Markup, is_wide: bool, callout: str = "") -> SectionView:
            return SectionView(
                id=f"-{part}" if part else "",
                heading=Markup(l10n.avoid_runt(fill_html(heading, self._values))),
                level=2,
                body=self._filled(body),
                wide=is_wide,
                optional=section.optional,
                callout=callout,
                page=section.page,
            )

        def closed() -> Iterator[Piece]:
            nonlocal heading, part, wide
            if run or heading:
                yield Piece("wide" if wide else "columns", view(Markup("\n").join(run), wide))
                part += 1
            run.clear()
            heading, wide = Markup(""), section.wide

        for item in section.items:
            spec = item.spec if isinstance(item, ComponentUse) else None
            if spec and spec.callout:
                wide = wide or bool(heading and not run)
                yield from closed()
                yield Piece("callouts", view(drawn(item), False, spec.name))
                part += 1
            else:
                run.append(drawn(item))
                wide = wide or bool(spec and spec.wide)
        yield from closed()
        if problems:
            raise InvalidInput(problems)

    def _filled(self, html: Markup) -> Markup:
        """Return `html` with the values of placeholders and whole addresses of pictures."""
        addressed = re.sub(r'(<img src=")(?!https:)', rf"\g<1>{self._folder}", str(html))
        return Markup(l10n.bind_numbers(fill_html(addressed, self._values)))

    def _value(self, text: str) -> Any:
        """Return the value of a setting that is nothing but a placeholder; others as they are."""
        sentinel = SENTINEL.fullmatch(text)
        return self._values[int(sentinel[1])] if sentinel else text


def _values_hash(topic: Topic, values: Sequence[Any]) -> str:
    """Return 16 hex digits over a topic's text and the clinic's values printed in it."""
    canonical = json.dumps([topic.text_hash, [str(value) for value in values]])
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
