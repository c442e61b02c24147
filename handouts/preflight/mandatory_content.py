"""What every leaflet must print, whatever a clinic's own templates leave out."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic
from handouts.document.parse import parse_topic
from handouts.document.sentinels import OPEN
from handouts.inputs.models.facts import Region
from handouts.inputs.models.topic import Topic
from handouts.preflight.template_words import PrintedWords, said

_PARTIALS = {
    "title": "templates/partials/topic.html",
    "reference": "templates/partials/running-footer.html",
}


def required_problems(page: PrintedWords, spec: LeafletSpec, region: Region) -> list[Diagnostic]:
    """Return what a clinic's templates leave out of a composed page; none if it has none."""
    own = [path for path in spec.clinic.files if path.startswith("templates/")]
    if not own or not spec.format.whole:
        return []
    problems = []
    for part, words in _required(spec, region):
        if said(words) not in page.said:
            usual = _PARTIALS.get(part, f"templates/components/{part}.html")
            path = usual if usual in own else own[0]
            message = (
                f"the page lacks “{words[:50]}” ({part}), which every leaflet must print; "
                "put it back, as the shipped template has it"
            )
            problems.append(Diagnostic(spec.clinic.shown(path), None, message))
    return list(dict.fromkeys(problems))


def _required(spec: LeafletSpec, region: Region) -> Iterator[tuple[str, str]]:
    """Yield a part of the page and words that must be in it."""
    settings = spec.clinic.settings
    for topic in spec.topics:
        yield "title", topic.front.title
        yield "reference", topic.front.ref
        if not (spec.format.has_strip and topic.front.help == "strip"):
            yield from _safety_words(topic)
    yield "call-us", settings.phone
    yield "call-us", settings.after_hours_phone
    yield "emergency", region.emergency_number
    crisis = {number for line in region.crisis for number in (line.call, line.text) if number}
    yield from (("emergency", number) for number in sorted(crisis))


def _safety_words(topic: Topic) -> Iterator[tuple[str, str]]:
    """Yield the lines of a topic's safety boxes; those with placeholders can't be compared."""
    for use in parse_topic(topic).components:
        if use.has_role("safety"):
            for item in use.items:
                if OPEN not in item.text:
                    yield use.name, item.text.striptags()
