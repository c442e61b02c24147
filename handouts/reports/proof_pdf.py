"""The review pack: what a clinician reads, claim by claim, before signing what is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from handouts import __version__, assets, l10n
from handouts.checks.plain_text import Document, to_plain_text
from handouts.comparison.changes import compare
from handouts.compose.template_sandbox import template_environment
from handouts.diagnostics import Diagnostic
from handouts.document.fact_usage import facts_of
from handouts.document.nodes import Section
from handouts.document.parse import parse_topic
from handouts.document.values import PlaceholderValues, printed_values
from handouts.errors import InvalidInput
from handouts.formats import FORMATS, main_format
from handouts.inputs.conditions import promises_of
from handouts.inputs.models.clinic import PROMISES
from handouts.inputs.models.facts import Fact
from handouts.inputs.models.topic import Topic
from handouts.paths import ORIGIN
from handouts.pdf.raster import page_pictures, png
from handouts.pdf.renderer import Page, Renderer
from handouts.review.claims import Claim, claims, shared, with_fixed_words
from handouts.session import ClinicSession

TEMPLATE = "reports/proof.html"
STYLE = "styles/reports/proof.css"
MIN_PT = 9.0
SHEET_DPI = 110.0
_RISKS = (
    (1, "A wrong word can harm: what to take, do, leave out, and when to call"),
    (2, "Numbers"),
    (3, "Everything else"),
)


@dataclass(frozen=True, slots=True)
class Pack:
    """A review pack, and which words it shows."""

    pdf: bytes = field(repr=False)
    pages: int
    # By `topic/locale`.
    digests: Mapping[str, str]
    # What keeps a text out of it.
    not_made: tuple[Diagnostic, ...] = ()


def proof_pack(
    session: ClinicSession,
    texts: Iterable[tuple[str, str]],
    signed: Mapping[tuple[str, str], Sequence[str]],
    paper: str,
    with_sheets: bool,
) -> Pack:
    """Return the pack as a tagged PDF; `signed` are the words of the newest signatures.

    A text that cannot be printed is named in it and left out.

    Raises:
        RenderError: the pack cannot be laid out.
    """
    shipped = assets.shipped_files()
    pictures: dict[str, bytes] = {}
    topics: list[Topic] = []
    not_made: list[Diagnostic] = []
    sheets: list[dict[str, Any]] = []
    for topic_id, locale in texts:
        try:
            (spec,) = session.specs([topic_id], [locale], ["text"])
            session.edition(topic_id, locale)
            if with_sheets:
                sheets += _sheets(session, topic_id, locale, pictures)
        except InvalidInput as error:
            not_made += error.problems
        else:
            topics.append(spec.topics[0])
    documents = [to_plain_text(topic, _values(session, topic.locale)) for topic in topics]
    editions = {
        f"{topic.id}/{topic.locale}": session.edition(topic.id, topic.locale) for topic in topics
    }
    printed = [
        (topic.id, topic.locale, editions[f"{topic.id}/{topic.locale}"].words) for topic in topics
    ]
    found = with_fixed_words(claims(documents), printed)
    view = {
        "clinic": session.clinic.settings.name,
        "texts": [_text_view(topic, editions[f"{topic.id}/{topic.locale}"]) for topic in topics],
        "shared": list(map(_claim_view, shared(found))),
        "risks": list(_by_risk(found)),
        "facts": list(_facts_view(session, topics)),
        "promises": list(_promises_view(session, topics)),
        "left_out": list(_left_out(topics, documents)),
        "changes": list(_changes_view(session, topics, signed)),
        "sheets": sheets,
        "not_made": list(map(str, not_made)),
    }
    environment = template_environment(shipped)
    with environment.metered():
        html = environment.get_template(TEMPLATE).render(
            document=SimpleNamespace(
                paper=paper, style=f"{ORIGIN}/{STYLE}", generator=f"handouts {__version__}"
            ),
            **view,
        )
    renderer = Renderer({**shipped, **pictures})
    properties = {"document": "review-pack", "generator": f"handouts {__version__}"}
    laid_out = renderer.lay_out(Page("review-pack", html, properties, min_pt=MIN_PT))
    digests = {name: edition.digest for name, edition in editions.items()}
    pages = len(laid_out.document.pages)
    return Pack(renderer.write(laid_out), pages, digests, tuple(not_made))


def _values(session: ClinicSession, locale: str) -> PlaceholderValues:
    settings, facts = session.clinic.settings, session.facts
    babel = l10n.babel_locale(locale, facts.regions[settings.region].territory)
    file = f"{session.clinic.folder}/clinic.yaml"
    return printed_values(settings, file, facts, session.strings(locale), babel)


def _text_view(topic: Topic, edition: Any) -> dict[str, Any]:
    return {
        "id": topic.id,
        "locale": topic.locale,
        "title": topic.front.short_title,
        "mark": edition.mark,
        "digest": edition.digest,
        "review_by": topic.front.review_by.isoformat(),
    }


def _claim_view(claim: Claim) -> dict[str, Any]:
    topic, line = claim.places[0]
    more = len(claim.places) - 1
    return {
        "text": claim.text,
        "place": (f"{topic}:{line}" if line else f"{topic}, fixed words")
        + (f" and {more} more" if more else ""),
        "facts": ", ".join(claim.facts),
        "is_rule": claim.is_rule,
        "topics": ", ".join(dict.fromkeys(topic for topic, _ in claim.places)),
    }


def _by_risk(found: Sequence[Claim]) -> Iterator[dict[str, Any]]:
    once = set(shared(found))
    for risk, title in _RISKS:
        rows = [claim for claim in found if claim.risk == risk and claim not in once]
        if rows:
            yield {"title": title, "number": risk, "claims": list(map(_claim_view, rows))}


def _facts_view(session: ClinicSession, topics: Iterable[Topic]) -> Iterator[dict[str, Any]]:
    """Yield the facts under the texts with the sources' own words; what nobody saw comes first."""
    names = sorted({name for topic in topics for name in facts_of(topic)})
    known = [(name, session.facts.facts[name]) for name in names if name in session.facts.facts]
    for name, fact in sorted(known, key=lambda item: (bool(item[1].quotes), item[0])):
        yield {
            "id": name,
            "status": fact.status,
            "statement": fact.statement,
            "confirm": fact.confirm,
            "figures": list(_figures(fact)),
            "sources": "; ".join(session.facts.sources[key].label for key in fact.sources),
            "valid_until": fact.valid_until.isoformat() if fact.valid_until else "",
            "quotes": [
                {"text": quote.text, "place": quote.place, "seen": quote.seen.isoformat()}
                for quote in fact.quotes
            ],
        }


def _figures(fact: Fact) -> Iterator[str]:
    """Yield each figure in words: its arms as they print and as published, or its value."""
    for name, figure in fact.figures.items():
        words = name.replace("_", " ")
        if figure.arms:
            arms = (f"{arm} {count}" for arm, count in figure.arms.items())
            exact = ", ".join(f"{value} %" for value in figure.exact.values())
            yield f"{words}: {', '.join(arms)} of {figure.of}" + (f" ({exact})" if exact else "")
        elif figure.value is not None:
            yield f"{words}: {figure.value} {figure.unit}".rstrip()
        elif figure.low is not None:
            yield f"{words}: {figure.low} to {figure.high} {figure.unit}".rstrip()
        else:
            yield f"{words}: {figure.text}"


def _promises_view(session: ClinicSession, topics: Iterable[Topic]) -> Iterator[dict[str, Any]]:
    made: dict[str, list[str]] = {}
    for topic in topics:
        source = session.library.topic(topic.id, topic.locale)
        for name in promises_of(source):
            made.setdefault(name, []).append(topic.id)
    for name, where in sorted(made.items()):
        yield {
            "name": name,
            "words": PROMISES[name],
            "confirmed": name in session.clinic.settings.promises,
            "topics": ", ".join(dict.fromkeys(where)),
        }


def _left_out(topics: Sequence[Topic], documents: Sequence[Document]) -> Iterator[dict[str, Any]]:
    """Yield what a topic rests on and does not print, and what some formats leave out."""
    choosing = sorted(name for name, fmt in FORMATS.items() if not fmt.whole)
    for topic, document in zip(topics, documents, strict=True):
        printed = {use.fact for use in document.figures}
        sections = [
            section.heading.html.striptags()
            for section in parse_topic(topic).sections
            if section.optional and section.heading
        ]
        yield {
            "id": topic.id,
            "locale": topic.locale,
            "facts": ", ".join(name for name in facts_of(topic) if name not in printed),
            "optional": "; ".join(sections),
            "page_two": "; ".join(_page_two(parse_topic(topic).sections)),
            "formats": ", ".join(choosing),
        }


def _page_two(sections: Iterable[Section]) -> Iterator[str]:
    for section in sections:
        if section.page == 2 and section.heading:
            yield section.heading.html.striptags()


def _changes_view(
    session: ClinicSession,
    topics: Iterable[Topic],
    signed: Mapping[tuple[str, str], Sequence[str]],
) -> Iterator[dict[str, Any]]:
    for topic in topics:
        old = signed.get((topic.id, topic.locale))
        if old is None:
            continue
        new = session.edition(topic.id, topic.locale).words
        changes = compare(old, new, topic.locale).changes
        if changes:
            yield {
                "id": topic.id,
                "locale": topic.locale,
                "changes": [{"old": change.old, "new": change.new} for change in changes],
            }


def _sheets(
    session: ClinicSession, topic: str, locale: str, pictures: dict[str, bytes]
) -> Iterator[dict[str, Any]]:
    """Yield the pages of a sheet as pictures, to be read cold."""
    (spec,) = session.specs([topic], [locale], [main_format().name])
    pdf = session.render(spec, for_proof=True).pdf
    for number, picture in enumerate(page_pictures(pdf, SHEET_DPI), 1):
        path = f"images/proof-{topic}-{locale}-{number}.png"
        pictures[path] = png(picture)
        yield {
            "href": f"{ORIGIN}/{path}",
            "alt": f"Page {number} of {topic} ({locale}), whose words stand above",
        }
