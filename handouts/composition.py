"""A clinic, its topics and a format to one HTML document.

Pure: everything needed is passed in, and nothing is read, written or timed here.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

from babel import Locale
from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2.debug import rewrite_traceback_stack
from markupsafe import Markup

from handouts import __version__, components, policy_words, words
from handouts.columns import Part, estimated_split, parts_of
from handouts.errors import InvalidInput, Problem, unknown
from handouts.formats import PLAIN, Format, Output, css_lengths
from handouts.markdown import Directive, Section, inline, inline_faults, read_body
from handouts.models.clinic import Clinic, ClinicSettings, Policy, WriteIn, in_locale
from handouts.models.facts import FactBase, Region
from handouts.models.review import Review
from handouts.models.strings import Strings
from handouts.models.topic import Topic
from handouts.placeholders import (
    Placeholder,
    Unset,
    evaluate,
    fill_html,
    fill_text,
    mark,
)
from handouts.sandbox import TemplateSandbox

BRAND = "styles/brand.css"
TONER_SAVER = "styles/formats/toner-saver.css"
ORIGIN = "https://handouts.invalid"


@dataclass(frozen=True, slots=True)
class Job:
    """One PDF to make: which topics, for whom, in which language, form and paper.

    `overdue` names the topics whose review date has passed: their pages say so.
    """

    clinic: Clinic
    topics: tuple[Topic, ...]
    locale: str
    format: Format
    paper: str
    originals: Mapping[str, Topic] = field(default_factory=dict, repr=False)
    output: Output = PLAIN
    overdue: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """Return what messages call it: the topic's id, or `packet`."""
        return self.topics[0].id if self.format.name != "packet" else "packet"

    @property
    def path(self) -> PurePath:
        """Return where its PDF belongs below the output folder."""
        stem = f"{self.name}.{self.format.name}"
        if self.name == self.format.name:
            stem = self.name
        file = f"{stem}.{self.paper}{self.output.suffix}.pdf"
        return PurePath(self.clinic.id, self.locale, file)

    def describe(self) -> dict[str, Any]:
        """Return the job as plain data, for programs."""
        return {
            "clinic": self.clinic.id,
            "topics": [topic.id for topic in self.topics],
            "locale": self.locale,
            "format": self.format.name,
            "paper": self.paper,
        }


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What composing looks up: the facts, and the fixed words of the job's locale."""

    facts: FactBase
    strings: Strings


@dataclass(frozen=True, slots=True)
class Fit:
    """Steps taken to make a text fit: whether optional sections go, and the size of the text.

    `stage` counts the steps that a format takes on its own before the text gets smaller. `flap`
    is how many sections stand on a tri-fold's flap, `ask_early` whether the questions to ask stand
    there too, `run_on` whether its text goes on inside, `late` whether “call us” stands behind the
    text, should it stand inside at all. `scale` is how much larger its key points or the front of a
    card are set. `notes` is how many pages for the pen a booklet has, `spare_mm` the room that is
    left over to share out, `back_spare_mm` that on a back. `measure_only` lays out no more than is
    to be measured: of a packet its cover, of cards one. `drop_in` names those topics of a packet
    whose optional sections go, `closer_in` those whose lines stand closer. `splits` says by the
    numbers of blocks of two columns how many parts stand in the first: None leaves a block to the
    layout engine, what is not said is estimated. Without `splits` all are left to it. `nudge` sets
    words a hair closer. `signs_after` is how many of the sections that follow the boxes of signs in
    large print go before the first of them, and how many between the two.
    """

    drop_optional: bool = False
    drop_in: frozenset[str] = frozenset()
    closer_in: frozenset[str] = frozenset()
    size_pt: float = 12.0
    stage: int = 0
    flap: int = 0
    ask_early: bool = False
    scale: float = 1.0
    run_on: bool = False
    late: bool = True
    notes: int = 0
    spare_mm: float = 0.0
    back_spare_mm: float = 0.0
    measure_only: bool = False
    nudge: int = 0
    signs_after: tuple[int, int] = (0, 0)
    splits: Mapping[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """The HTML of a job, and what its PDF's metadata shall say."""

    html: str = field(repr=False)
    properties: Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as templates see it; `callout` names the one call-out that it holds.

    `asks` says that it is nothing but questions to ask, which can stand anywhere.
    """

    id: str
    heading: Markup
    level: int
    body: Markup
    wide: bool
    optional: bool
    callout: str = ""
    asks: bool = False

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return the pieces that must not be broken; the first takes the heading along."""
        return parts_of(self.heading, self.level, self.body)


@dataclass(frozen=True, slots=True)
class Block:
    """Sections set together: `wide` one below the other, `columns`, or `callouts` in a row.

    `split` is how many of its parts stand in the first of two columns, if that is known; `number`
    counts the blocks of two columns.
    """

    kind: str
    sections: tuple[SectionView, ...]
    split: int | None = None
    number: int = 0

    @property
    def columns(self) -> tuple[tuple[Part, ...], ...]:
        """Return the parts of each column; of all, where nobody has split them."""
        parts = tuple(part for section in self.sections for part in section.parts)
        return (parts,) if self.split is None else (parts[: self.split], parts[self.split :])


def compose(
    job: Job,
    knowledge: Knowledge,
    environment: TemplateSandbox,
    fit: Fit = Fit(),  # frozen
) -> Composed:
    """Return the HTML document of a job.

    Raises:
        InvalidInput: a topic, a setting or a template has faults; all of the topics' at once.
    """
    try:
        with environment.metered():
            return _composed(job, knowledge, environment, fit)
    except InvalidInput:
        raise
    except Exception as error:  # a clinic's template can raise anything
        # Macros called from Python leave the lines of compiled code; Jinja knows the real ones.
        error.__traceback__ = rewrite_traceback_stack().__traceback__
        problem = _template_problem(error, job)
        if problem is None:
            raise
        raise InvalidInput([problem]) from None


def _composed(job: Job, knowledge: Knowledge, environment: TemplateSandbox, fit: Fit) -> Composed:
    """Return the HTML document of a job; template errors pass through."""
    desk = _desk(job, knowledge, environment, fit)
    views: list[SimpleNamespace] = []
    problems: list[Problem] = []
    for number, topic in enumerate(job.topics, start=1):
        try:
            views.append(_topic_view(desk, topic, number))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    context = desk.context
    document = context["document"]
    document.topics = tuple(views)
    document.title = views[0].title_text if not document.is_packet else document.packet_title
    document.metadata = _metadata(job, document, views)
    document.fit = fit
    document.lengths = css_lengths(job.format, job.paper, job.output) | _fitted_lengths(job, fit)
    html = environment.get_template(job.format.layout).render(context)
    return Composed(html, _properties(job, views))


def _fitted_lengths(job: Job, fit: Fit) -> dict[str, str]:
    """Return the custom properties of a format whose text is set in the size that fits."""
    lengths = {}
    if len(job.format.sizes_pt) > 1:
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
class _Desk:
    """What composing one document needs at every step."""

    job: Job
    strings: Strings
    facts: FactBase
    region: Region
    locale: Locale
    macro: Callable[[str], Callable[..., Markup]]
    context: Mapping[str, Any]
    fit: Fit


def _desk(job: Job, knowledge: Knowledge, environment: TemplateSandbox, fit: Fit) -> _Desk:
    """Return the desk of a job: its words, region and templates at hand."""
    region = knowledge.facts.regions[job.clinic.settings.region]
    locale = words.babel_locale(job.locale, region.territory)
    context = _context(job, knowledge.strings, region, locale)
    macro = components.macro_loader(environment.get_template, context)
    return _Desk(job, knowledge.strings, knowledge.facts, region, locale, macro, context, fit)


def _context(job: Job, strings: Strings, region: Region, locale: Locale) -> dict[str, Any]:
    """Return the names that every template sees."""
    settings = job.clinic.settings
    is_packet = job.format.name == "packet"
    styles = [f"{ORIGIN}/{BRAND}"] if BRAND in job.clinic.files else []
    if job.output.toner_saver:
        styles.append(f"{ORIGIN}/{TONER_SAVER}")  # after the brand, whose colours it thins
    document = SimpleNamespace(
        title="",
        packet_title=strings.packet.title,
        locale=job.locale,
        lang=job.locale,
        dir=locale.text_direction,
        format=job.format.name,
        paper=job.paper,
        duplex=job.output.duplex,
        toner_saver=job.output.toner_saver,
        marks=job.output.marks,
        fit=Fit(),
        lengths={},
        topics=(),
        is_packet=is_packet,
        styles=styles,
        metadata=(),
    )
    return {
        "document": document,
        "clinic": _clinic_view(settings, job.locale, locale),
        "region": SimpleNamespace(
            code=settings.region,
            emergency_number=region.emergency_number,
            regulator=region.regulator,
            crisis=inline(strings.crisis.for_region(settings.region)),
        ),
        "strings": strings,
    }


def _clinic_view(settings: ClinicSettings, tag: str, locale: Locale) -> SimpleNamespace:
    logo = settings.logo

    def shown(text: str) -> str:
        return words.isolated(text, locale)

    return SimpleNamespace(
        name=settings.name,
        strapline=shown(in_locale(settings.strapline, tag)),
        phone=shown(settings.phone),
        after_hours_phone=shown(settings.after_hours_phone),
        website=shown(settings.website),
        address=shown(settings.address),
        hours=shown(in_locale(settings.hours, tag)),
        logo=SimpleNamespace(href=f"{ORIGIN}/{logo.file}", alt=logo.alt) if logo else None,
    )


def _topic_view(desk: _Desk, topic: Topic, number: int) -> SimpleNamespace:
    """Return a topic as templates see it: words ready to print, sections in blocks."""
    front, placeholders, body = _mark_topic(topic)
    strings, locale = desk.strings, desk.locale
    values = evaluate(
        placeholders,
        _values(desk),
        words.filters(locale, strings.blank),
        f"{desk.job.clinic.folder}/clinic.yaml",
    )
    values = tuple(words.grouped(value, locale) for value in values)
    scope = components.Scope(
        topic=replace(topic, front=front, body=body),
        facts=desk.facts,
        values=values,
        minutes_words=lambda value: words.minutes(value, locale, strings.blank),
        macro=desk.macro,
    )

    def html(text: str) -> Markup:
        return Markup(words.without_widow(words.held(fill_html(inline(text), values))))

    blocks = _blocks(scope, desk.fit)
    sections = [section for block in blocks for section in block.sections]
    return SimpleNamespace(
        id=topic.id,
        anchor=topic.id,
        number=number,
        ref=front.ref,
        version=front.version,
        issued=words.month_and_year(front.issued, locale),
        review_note=_review_note(desk, topic),
        title=html(front.title),
        title_text=fill_text(front.title, values),
        short_title=html(front.short_title),
        audience=html(front.audience),
        sheet_pages=front.sheet_pages,
        product_label=strings.products.for_product(front.product),
        approval=strings.approval.for_product(front.product, desk.job.clinic.settings.region),
        status=_status(desk, topic),
        main_message=html(front.main_message),
        main_message_text=fill_text(front.main_message, values).replace("**", ""),
        key_points=[_key_point(text, html) for text in front.key_points],
        blocks=blocks,
        sections=sections,
        callouts={section.callout: section.body for section in sections if section.callout},
        had=strings.card.had.for_product(front.product),
        drive=_drive(desk, topic) if desk.job.format.name == "card" else "",
        sources=[
            {"n": n, "label": words.isolated(desk.facts.sources[key].label, locale)}
            for n, key in enumerate(front.sources, start=1)
        ],
        translation_note=_translation_note(desk, topic),
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


def _values(desk: _Desk) -> dict[str, Any]:
    """Return the names that placeholders may use."""
    return {
        "clinic": _clinic_values(desk.job.clinic.settings),
        "policy": _policy_values(desk.job.clinic.settings.policy, desk.strings),
        "region": SimpleNamespace(
            emergency_number=desk.region.emergency_number,
            regulator=desk.region.regulator,
            has_approved=desk.strings.approval.has_approved.for_region(
                desk.job.clinic.settings.region
            ),
        ),
        "facts": desk.facts.placeholders(),
    }


def _clinic_values(settings: ClinicSettings) -> SimpleNamespace:
    """Return what the clinic says about itself; printing what it left out is an error."""

    def value(key: str) -> Any:
        info = ClinicSettings.model_fields[key]
        return getattr(settings, key) or Unset(key, "...", info.description or key)

    keys = ("name", "strapline", "phone", "after_hours_phone", "website", "address", "hours")
    return SimpleNamespace(**{key: value(key) for key in keys})


def _policy_values(policy: Policy, strings: Strings) -> SimpleNamespace:
    """Return the clinic's rules: numbers, words for the named rules, blanks, unset ones."""

    def value(product: str, key: str, written_as: str, written: Any, info: Any) -> Any:
        if written is None:
            example = info.examples[0] if info.examples else "write-in"
            return Unset(f"policy.{product}.{written_as}", example, info.description or key)
        if written is WriteIn.BLANK:
            sentence = getattr(strings.blank, key, getattr(strings.blank, written_as, None))
            return Markup(sentence).format(blank=words.BLANK) if sentence else words.BLANK
        return policy_words.in_words(strings, product, key, written)

    def rules(product: str, model: Any) -> SimpleNamespace:
        return SimpleNamespace(
            **{
                key: value(product, key, written_as, getattr(model, written_as), info)
                for key, written_as, info in policy_words.names(type(model))
            }
        )

    return SimpleNamespace(
        infusion=rules("infusion", policy.infusion),
        esketamine=rules("esketamine", policy.esketamine),
    )


def _drive(desk: _Desk, topic: Topic) -> Markup:
    """Return the driving rule on a card: the clinic's, or with a blank to fill in.

    Raises:
        InvalidInput: the clinic has set no rule.
    """
    product, blank = topic.front.product, desk.strings.blank
    sentence = Markup(desk.strings.card.drive)
    if product == "any":  # either rule could be the wrong one
        return sentence.format(rule=Markup(blank.drive).format(blank=words.BLANK))
    placeholder = Placeholder(f"policy.{product}.drive", topic.file, topic.line_of("product"))
    settings = f"{desk.job.clinic.folder}/clinic.yaml"
    (rule,) = evaluate([placeholder], _values(desk), words.filters(desk.locale, blank), settings)
    return sentence.format(rule=rule)


def _key_point(text: str, html: Any) -> dict[str, Markup]:
    """Return a key point in two parts: the bold words it opens with, and the rest."""
    if text.startswith("**") and "**" in text[2:]:
        lead, _, rest = text[2:].partition("**")
        return {"lead": html(lead), "text": html(rest.strip())}
    return {"lead": Markup(""), "text": html(text)}


def _status(desk: _Desk, topic: Topic) -> str:
    """Return who signed off exactly this text, or that nobody has."""
    colophon = desk.strings.colophon
    review = _review(desk, topic, "clinical")
    if review is None:
        return colophon.unreviewed
    day = words.long_date(review.date, desk.locale)
    return colophon.reviewed.format(name=review.name, role=review.role, date=day)


def _review_note(desk: _Desk, topic: Topic) -> str:
    """Return by when the text is to be reviewed, or in bold that it should have been."""
    footer, date = desk.strings.footer, words.month_and_year(topic.front.review_by, desk.locale)
    if topic.id in desk.job.overdue:
        return Markup("<b>{}</b>").format(footer.overdue.format(date=date))
    return footer.review_by.format(date=date)


def _review(desk: _Desk, topic: Topic, kind: str) -> Review | None:
    reviews = desk.job.clinic.reviews
    return reviews.find(topic.id, topic.locale, topic.text_hash, kind)


def _translation_note(desk: _Desk, topic: Topic) -> str:
    """Return the small print of a translation: not reviewed yet, or behind its original."""
    translation = topic.front.translation
    if translation is None:
        return ""
    strings, original = desk.strings, desk.job.originals.get(topic.id)
    reviewed = translation.reviewer or _review(desk, topic, "translation")
    notes = [] if reviewed else [strings.translation.unreviewed]
    if original and translation.of_hash != original.text_hash:
        stale = strings.translation.stale
        notes.append(stale.format(version=translation.of_version, current=original.front.version))
    return " ".join(notes)


def _blocks(scope: components.Scope, fit: Fit) -> tuple[Block, ...]:
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


def _split(blocks: Iterable[Block], fit: Fit) -> Iterator[Block]:
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
    asks = [getattr(item, "name", "") for item in section.items] == ["questions"]

    def view(body: Markup, is_wide: bool, callout: str = "") -> SectionView:
        filled = Markup(words.held(fill_html(_with_addresses(body, scope.topic), scope.values)))
        title = Markup(words.without_widow(fill_html(heading, scope.values)))
        suffix = f"-{part}" if part else ""
        identifier, optional = f"{name}{suffix}", section.optional
        return SectionView(identifier, title, 2, filled, is_wide, optional, callout, asks)

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
    folder = f"{ORIGIN}/content/topics/{topic.id}/"
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


def _metadata(job: Job, document: Any, views: Sequence[Any]) -> tuple[tuple[str, str], ...]:
    """Return the `<meta>` names and contents: what any PDF reader shows."""
    description = views[0].main_message_text if not document.is_packet else ""
    found = [
        ("author", job.clinic.settings.name),
        ("description", description),
        ("keywords", ", ".join(view.ref for view in views)),
        ("generator", f"handouts {__version__}"),
    ]
    return tuple((name, content) for name, content in found if content)


def _properties(job: Job, views: Sequence[Any]) -> dict[str, str | tuple[str, ...]]:
    """Return our own metadata, by which a printed PDF can be traced and read back."""

    def each(values: Sequence[str]) -> str | tuple[str, ...]:
        return values[0] if len(values) == 1 else tuple(values)

    return {
        "clinic": job.clinic.id,
        "locale": job.locale,
        "format": job.format.name,
        "paper": job.paper,
        "topic": each([topic.id for topic in job.topics]),
        "ref": each([topic.front.ref for topic in job.topics]),
        "version": each([topic.front.version for topic in job.topics]),
        "issued": each([topic.front.issued.isoformat() for topic in job.topics]),
        "review_by": each([topic.front.review_by.isoformat() for topic in job.topics]),
        "text_hash": each([view.text_hash for view in views]),
        "source_hash": each([topic.text_hash for topic in job.topics]),
        "generator": f"handouts {__version__}",
    }


def _values_hash(topic: Topic, values: Sequence[Any]) -> str:
    """Return 16 hex digits over a topic's text and the clinic's values printed in it."""
    canonical = json.dumps([topic.text_hash, [str(value) for value in values]])
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]


def _template_problem(error: Exception, job: Job) -> Problem | None:
    """Return the place and reason of a fault in a template, or None if it is none of theirs."""

    def shown(path: str) -> str:
        return f"{job.clinic.folder}/{path}" if path in job.clinic.files else path

    if isinstance(error, TemplateSyntaxError):
        # Jinja's lexer knows the name of the template, not that of its file.
        name = error.name or job.format.layout
        path = error.filename or f"templates/{name.removeprefix('templates/')}"
        return Problem(shown(path), error.lineno, error.message or "")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith("templates/")
    ]
    if not frames and not isinstance(error, TemplateError):
        return None
    place = frames[-1] if frames else None
    path = place.filename if place else f"templates/{job.format.layout}"
    line = place.lineno if place else None
    if isinstance(error, TemplateNotFound):
        return Problem(shown(path), line, f"there is no template “{error.name}”")
    reason = re.sub(r" at 0x[0-9a-f]+", "", " ".join(str(error).split()))[:200]
    if isinstance(error, UndefinedError):
        reason += "; check the name"
    elif isinstance(error, RecursionError):
        reason = "the templates call one another without an end"
    elif not isinstance(error, TemplateError):
        reason = f"cannot be worked out ({type(error).__name__}: {reason})"
    return Problem(shown(path), line, reason)


def reference_problems(topic: Topic, facts: FactBase) -> list[Problem]:
    """Return the facts and sources that a topic names and that don't exist, with near ones."""
    problems = []
    for index, fact_id in enumerate(topic.front.facts):
        if fact_id not in facts.facts:
            line = topic.line_of("facts", index)
            message = unknown(f"facts: no fact “{fact_id}”", fact_id, facts.facts)
            problems.append(Problem(topic.file, line, message))
    for index, key in enumerate(topic.front.sources):
        if key not in facts.sources:
            line = topic.line_of("sources", index)
            message = unknown(f"sources: no source “{key}”", key, facts.sources)
            problems.append(Problem(topic.file, line, message))
    return problems
