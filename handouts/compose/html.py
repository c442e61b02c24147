"""A clinic, its topics and a format to one HTML document."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from babel import Locale
from markupsafe import Markup

from handouts import __version__, components, l10n
from handouts.compose.columns import estimated_split
from handouts.compose.spec import Composed, ContentSources, LeafletSpec
from handouts.compose.template_errors import template_problem
from handouts.compose.template_sandbox import TemplateSandbox
from handouts.compose.views import (
    Block,
    ClinicView,
    DocumentView,
    KeyPoint,
    LogoView,
    RegionView,
    SectionView,
    SourceView,
    TopicView,
)
from handouts.document.markdown import Directive, Section, inline, inline_faults, read_body
from handouts.document.placeholders import Placeholder, fill_html, fill_text, mark
from handouts.document.values import PlaceholderValues, printed_values
from handouts.errors import InvalidInput, Problem
from handouts.formats import AS_WRITTEN, FitParams, css_lengths
from handouts.inputs.models.clinic import ClinicSettings, in_locale
from handouts.inputs.models.facts import FactBase, Region
from handouts.inputs.models.review import Review
from handouts.inputs.models.strings import Strings
from handouts.inputs.models.topic import Topic
from handouts.paths import BRAND, ORIGIN, TOPICS

TONER_SAVER = "styles/output/toner-saver.css"


def compose(
    spec: LeafletSpec,
    sources: ContentSources,
    environment: TemplateSandbox,
    fit: FitParams = AS_WRITTEN,
) -> Composed:
    """Return the HTML document of a spec.

    Raises:
        InvalidInput: a topic, a setting or a template has faults; all of the topics' at once.
    """
    try:
        with environment.metered():
            return _composed(spec, sources, environment, fit)
    except InvalidInput:
        raise
    except Exception as error:  # a clinic's template can raise anything
        problem = template_problem(error, spec)
        if problem is None:
            raise
        raise InvalidInput([problem]) from None


def _composed(
    spec: LeafletSpec, sources: ContentSources, environment: TemplateSandbox, fit: FitParams
) -> Composed:
    """Return the HTML document of a spec; template errors pass through."""
    context = _render_context(spec, sources, environment, fit)
    views: list[TopicView] = []
    problems: list[Problem] = []
    for number, topic in enumerate(spec.topics, start=1):
        try:
            views.append(_topic_view(context, topic, number))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    shell = context.document
    document = replace(
        shell,
        topics=tuple(views),
        title=shell.packet_title if shell.is_packet else views[0].title_text,
        metadata=_metadata(spec, shell, views),
        fit=fit,
        lengths=css_lengths(spec.format, spec.paper, spec.output) | _fitted_lengths(spec, fit),
    )
    html = environment.get_template(spec.format.layout).render(
        {**context.names, "document": document}
    )
    return Composed(html, _properties(spec, views))


def _fitted_lengths(spec: LeafletSpec, fit: FitParams) -> dict[str, str]:
    """Return the custom properties of a format whose text is set in the size that fits."""
    lengths = {}
    if len(spec.format.sizes_pt) > 1:
        # Narrow columns are set tighter the smaller their text is.
        leading = min(1.3, 1.24 + 0.06 * (fit.size_pt - 11))
        lengths["--fit-size"] = f"{fit.size_pt:g}pt"
        lengths["--fit-leading"] = f"{leading:.3f}"
        lengths["--scale"] = f"{fit.scale:.3f}em"
    if fit.spare_mm:
        lengths["--spare"] = f"{fit.spare_mm:.2f}mm"
    if fit.back_spare_mm:
        lengths["--back-spare"] = f"{fit.back_spare_mm:.2f}mm"
    return lengths


@dataclass(frozen=True, slots=True)
class _RenderContext:
    """What composing one document needs at every step."""

    spec: LeafletSpec
    strings: Strings
    facts: FactBase
    locale: Locale
    values: PlaceholderValues
    document: DocumentView
    """The document before its topics are drawn, as components see it."""
    names: Mapping[str, Any]
    """The names that every template sees, `document` among them."""
    macro: Callable[[str], Callable[..., Markup]]
    fit: FitParams


def _render_context(
    spec: LeafletSpec, sources: ContentSources, environment: TemplateSandbox, fit: FitParams
) -> _RenderContext:
    """Return the context of a leaflet: its words, region and templates at hand."""
    settings, strings, facts = spec.clinic.settings, sources.strings, sources.facts
    region = facts.regions[settings.region]
    locale = l10n.babel_locale(spec.locale, region.territory)
    document = _document_view(spec, strings, locale)
    names = {
        "document": document,
        "clinic": _clinic_view(settings, spec.locale, locale),
        "region": _region_view(settings, region, strings),
        "strings": strings,
    }
    file = f"{spec.clinic.folder}/clinic.yaml"
    return _RenderContext(
        spec=spec,
        strings=strings,
        facts=facts,
        locale=locale,
        values=printed_values(settings, file, facts, strings, locale),
        document=document,
        names=names,
        macro=components.macro_loader(environment.get_template, names),
        fit=fit,
    )


def _document_view(spec: LeafletSpec, strings: Strings, locale: Locale) -> DocumentView:
    """Return the document without its topics and without what they decide."""
    styles = [f"{ORIGIN}/{BRAND}"] if BRAND in spec.clinic.files else []
    if spec.output.toner_saver:
        styles.append(f"{ORIGIN}/{TONER_SAVER}")  # after the brand, whose colours it thins
    return DocumentView(
        locale=spec.locale,
        lang=spec.locale,
        dir=locale.text_direction,
        format=spec.format.name,
        measure=spec.format.measure,
        paper=spec.paper,
        duplex=spec.output.duplex,
        toner_saver=spec.output.toner_saver,
        marks=spec.output.marks,
        is_packet=spec.format.combines_topics,
        packet_title=strings.packet.title,
        styles=tuple(styles),
    )


def _clinic_view(settings: ClinicSettings, tag: str, locale: Locale) -> ClinicView:
    logo = settings.logo

    def shown(text: str) -> str:
        return l10n.isolated(text, locale)

    return ClinicView(
        name=settings.name,
        strapline=shown(in_locale(settings.strapline, tag)),
        phone=shown(settings.phone),
        after_hours_phone=shown(settings.after_hours_phone),
        website=shown(settings.website),
        address=shown(settings.address),
        hours=shown(in_locale(settings.hours, tag)),
        logo=LogoView(f"{ORIGIN}/{logo.file}", logo.alt) if logo else None,
    )


def _region_view(settings: ClinicSettings, region: Region, strings: Strings) -> RegionView:
    return RegionView(
        code=settings.region,
        emergency_number=region.emergency_number,
        regulator=region.regulator,
        crisis=inline(strings.crisis.for_region(settings.region)),
    )


def _topic_view(context: _RenderContext, topic: Topic, number: int) -> TopicView:
    """Return a topic as templates see it: words ready to print, sections in blocks."""
    front, placeholders, body = _mark_topic(topic)
    strings, locale = context.strings, context.locale
    values = context.values.evaluate(placeholders)
    scope = components.Scope(
        topic=replace(topic, front=front, body=body),
        facts=context.facts,
        values=values,
        minutes_words=lambda value: l10n.minutes(value, locale, strings.blank),
        macro=context.macro,
    )

    def html(text: str) -> Markup:
        return Markup(l10n.without_widow(l10n.held(fill_html(inline(text), values))))

    blocks = _blocks(scope, context.fit)
    sections = tuple(section for block in blocks for section in block.sections)
    return TopicView(
        id=topic.id,
        anchor=topic.id,
        number=number,
        ref=front.ref,
        version=front.version,
        issued=l10n.month_and_year(front.issued, locale),
        review_note=_review_note(context, topic),
        title=html(front.title),
        title_text=fill_text(front.title, values),
        short_title=html(front.short_title),
        clinic_in_header=len(html(front.short_title) + context.spec.clinic.settings.name)
        <= context.spec.format.header_characters,
        audience=html(front.audience),
        sheet_pages=front.sheet_pages,
        product_label=strings.products.for_product(front.product),
        approval=strings.approval.for_product(front.product, context.spec.clinic.settings.region),
        status=_status(context, topic),
        main_message=html(front.main_message),
        main_message_text=fill_text(front.main_message, values).replace("**", ""),
        key_points=tuple(_key_point(text, html) for text in front.key_points),
        blocks=blocks,
        sections=sections,
        callouts={section.callout: section.body for section in sections if section.callout},
        had=strings.card.had.for_product(front.product),
        drive=_drive(context, topic) if context.spec.format.driving_rule else "",
        sources=tuple(
            SourceView(n, l10n.isolated(context.facts.sources[key].label, locale))
            for n, key in enumerate(front.sources, start=1)
        ),
        translation_note=_translation_note(context, topic),
        facts=front.facts,
        text_hash=_values_hash(topic, values),
    )


def _mark_topic(topic: Topic) -> tuple[Any, tuple[Placeholder, ...], str]:
    """Return the front matter and body with marks for placeholders, and the placeholders."""
    placeholders: list[Placeholder] = []
    problems: list[Problem] = []

    def marked(text: str, line: int) -> str:
        try:
            result = mark(text, topic.file, line, start=len(placeholders))
        except InvalidInput as error:
            problems.extend(error.problems)
            return text
        placeholders.extend(result.placeholders)
        return result.text

    def marked_line(text: str, line: int) -> str:
        problems.extend(Problem(topic.file, line, message) for message in inline_faults(text))
        return marked(text, line)

    front = topic.front
    update: dict[str, Any] = {
        key: marked_line(getattr(front, key), topic.line_of(key))
        for key in ("title", "short_title", "audience", "main_message", "known", "unknown")
    }
    update["key_points"] = tuple(
        marked_line(text, topic.line_of("key_points", index))
        for index, text in enumerate(front.key_points)
    )
    update["actions"] = tuple(
        action.model_copy(
            update={
                key: marked_line(getattr(action, key), topic.line_of("actions", index))
                for key in ("do", "why", "how")
            }
        )
        for index, action in enumerate(front.actions)
    )
    body = marked(topic.body, topic.body_line)
    if problems:
        raise InvalidInput(problems)
    return front.model_copy(update=update), tuple(placeholders), body


def _drive(context: _RenderContext, topic: Topic) -> Markup:
    """Return the driving rule on a card: the clinic's, or with a blank to fill in.

    Raises:
        InvalidInput: the clinic has set no rule.
    """
    product, blank = topic.front.product, context.strings.blank
    sentence = Markup(context.strings.card.drive)
    if product == "any":  # either rule could be the wrong one
        return sentence.format(rule=Markup(blank.drive).format(blank=l10n.BLANK))
    placeholder = Placeholder(f"policy.{product}.drive", topic.file, topic.line_of("product"))
    (rule,) = context.values.evaluate([placeholder])
    return sentence.format(rule=rule)


def _key_point(text: str, html: Callable[[str], Markup]) -> KeyPoint:
    """Return a key point in two parts: the bold words it opens with, and the rest."""
    if text.startswith("**") and "**" in text[2:]:
        lead, _, rest = text[2:].partition("**")
        return KeyPoint(html(lead), html(rest.strip()))
    return KeyPoint(Markup(""), html(text))


def _status(context: _RenderContext, topic: Topic) -> str:
    """Return who signed off exactly this text, or that nobody has."""
    colophon = context.strings.colophon
    review = _review(context, topic, "clinical")
    if review is None:
        return colophon.unreviewed
    day = l10n.long_date(review.date, context.locale)
    return colophon.reviewed.format(name=review.name, role=review.role, date=day)


def _review_note(context: _RenderContext, topic: Topic) -> str:
    """Return by when the text is to be reviewed, or in bold that it should have been."""
    footer, date = (
        context.strings.footer,
        l10n.month_and_year(topic.front.review_by, context.locale),
    )
    if topic.id in context.spec.overdue:
        return Markup("<b>{}</b>").format(footer.overdue.format(date=date))
    return footer.review_by.format(date=date)


def _review(context: _RenderContext, topic: Topic, kind: str) -> Review | None:
    reviews = context.spec.clinic.reviews
    return reviews.find(topic.id, topic.locale, topic.text_hash, kind)


def _translation_note(context: _RenderContext, topic: Topic) -> str:
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


def _blocks(scope: components.Scope, fit: FitParams) -> tuple[Block, ...]:
    """Return the sections of the body, drawn and put into blocks."""
    topic = scope.topic
    sections = [
        section
        for section in read_body(topic.body, topic.file, topic.body_line)
        if not (section.optional and (fit.drop_optional or topic.id in fit.drop_in))
    ]
    problems = [
        problem
        for section in sections
        for item in section.items
        if isinstance(item, Directive)
        and (problem := components.directive_problem(item, topic.file))
    ]
    pieces: list[tuple[str, SectionView]] = []
    if not problems:
        for index, section in enumerate(sections, start=1):
            try:
                pieces.extend(_pieces(scope, section, f"{topic.id}-{index}"))
            except InvalidInput as error:
                problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    return tuple(_split(_grouped(_with_signs_later(pieces, fit.signs_after)), fit))


def _with_signs_later(
    pieces: Sequence[tuple[str, SectionView]], after: tuple[int, int]
) -> Sequence[tuple[str, SectionView]]:
    """Return the pieces with some of those that follow the two boxes of signs before each box."""
    callouts = [view.callout for _, view in pieces]
    for index, pair in enumerate(itertools.pairwise(callouts)):
        if pair == ("emergency", "call-us"):
            emergency, call_us, *rest = pieces[index:]
            first, second = after[0], sum(after)
            moved = (*rest[:first], emergency, *rest[first:second], call_us, *rest[second:])
            return (*pieces[:index], *moved)
    return pieces


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


def _pieces(
    scope: components.Scope, section: Section, name: str
) -> Iterator[tuple[str, SectionView]]:
    """Yield a section as drawn pieces: runs of call-outs stand apart from what is around them."""
    problems: list[Problem] = []

    def drawn(item: Any) -> Markup:
        if not isinstance(item, Directive):
            return Markup(item.html)
        try:
            return components.draw(scope, item)
        except InvalidInput as error:
            problems.extend(error.problems)
            return Markup("")

    run: list[Markup] = []
    heading, part, wide = section.heading, 0, section.wide
    is_questions = [getattr(item, "name", "") for item in section.items] == ["questions"]

    def view(body: Markup, is_wide: bool, callout: str = "") -> SectionView:
        filled = Markup(l10n.held(fill_html(_with_addresses(body, scope.topic), scope.values)))
        title = Markup(l10n.without_widow(fill_html(heading, scope.values)))
        suffix = f"-{part}" if part else ""
        identifier, optional = f"{name}{suffix}", section.optional
        return SectionView(identifier, title, 2, filled, is_wide, optional, callout, is_questions)

    def closed() -> Iterator[tuple[str, SectionView]]:
        nonlocal heading, part, wide
        if run or heading:
            yield ("wide" if wide else "columns"), view(Markup("\n").join(run), wide)
            part += 1
        run.clear()
        heading, wide = Markup(""), section.wide

    for item in section.items:
        component = components.COMPONENTS[item.name] if isinstance(item, Directive) else None
        if isinstance(item, Directive) and component and component.callout:
            wide = wide or bool(heading and not run)
            yield from closed()
            yield "callouts", view(drawn(item), False, item.name)
            part += 1
        else:
            run.append(drawn(item))
            wide = wide or bool(component and component.wide)
    yield from closed()
    if problems:
        raise InvalidInput(problems)


def _with_addresses(html: Markup, topic: Topic) -> Markup:
    """Return `html` with the pictures of a topic's own folder named in full."""
    folder = f"{ORIGIN}/{TOPICS}{topic.id}/"
    return Markup(re.sub(r'(<img src=")(?!https:)', rf"\g<1>{folder}", str(html)))


def _grouped(pieces: Sequence[tuple[str, SectionView]]) -> Iterator[Block]:
    """Yield blocks: neighbours of the same kind together, wide sections each alone."""
    group: list[SectionView] = []
    kind = ""
    for piece_kind, view in pieces:
        if group and (piece_kind != kind or kind == "wide"):
            yield Block(kind, tuple(group))
            group = []
        kind = piece_kind
        group.append(view)
    if group:
        yield Block(kind, tuple(group))


def _metadata(
    spec: LeafletSpec, document: DocumentView, views: Sequence[TopicView]
) -> tuple[tuple[str, str], ...]:
    """Return the `<meta>` names and contents: what any PDF reader shows."""
    description = views[0].main_message_text if not document.is_packet else ""
    found = [
        ("author", spec.clinic.settings.name),
        ("description", description),
        ("keywords", ", ".join(view.ref for view in views)),
        ("generator", f"handouts {__version__}"),
    ]
    return tuple((name, content) for name, content in found if content)


def _properties(spec: LeafletSpec, views: Sequence[TopicView]) -> dict[str, str | tuple[str, ...]]:
    """Return our own metadata, by which a printed PDF can be traced and read back."""

    def each(values: Sequence[str]) -> str | tuple[str, ...]:
        return values[0] if len(values) == 1 else tuple(values)

    return {
        "clinic": spec.clinic.id,
        "locale": spec.locale,
        "format": spec.format.name,
        "paper": spec.paper,
        "topic": each([topic.id for topic in spec.topics]),
        "ref": each([topic.front.ref for topic in spec.topics]),
        "version": each([topic.front.version for topic in spec.topics]),
        "issued": each([topic.front.issued.isoformat() for topic in spec.topics]),
        "review_by": each([topic.front.review_by.isoformat() for topic in spec.topics]),
        "text_hash": each([view.text_hash for view in views]),
        "source_hash": each([topic.text_hash for topic in spec.topics]),
        "generator": f"handouts {__version__}",
    }


def _values_hash(topic: Topic, values: Sequence[Any]) -> str:
    """Return 16 hex digits over a topic's text and the clinic's values printed in it."""
    canonical = json.dumps([topic.text_hash, [str(value) for value in values]])
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
