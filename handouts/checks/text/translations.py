"""Translations: behind their original, not reviewed, missing, or with other figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from handouts.checks.base import Check, Context, Finding, Voice
from handouts.checks.plain_text import Document
from handouts.paths import ORIGINAL_LOCALE


def check_translation(document: Document, context: Context) -> Iterator[Finding]:
    """Yield what keeps a translation from standing beside its original."""
    topic = document.topic
    if topic.locale.partition("-")[0] == ORIGINAL_LOCALE:
        return
    say = Voice("translation", document)
    translation = topic.front.translation
    original = context.original.topic if context.original else None
    if translation is None:
        if original is not None:
            message = "add `translation:` with of_version, of_hash and method: it is one"
            yield say.at(1, message)
        return
    line = topic.line_of("translation")
    if original is None:
        yield say.at(line, f"a translation of a text that is not there in {ORIGINAL_LOCALE}")
    elif translation.of_hash != original.text_hash:
        message = (
            f"made from version {translation.of_version} ({translation.of_hash}), but the text is "
            f"now version {original.front.version} ({original.text_hash}); bring it up to date, "
            "then write the new version and hash"
        )
        yield say.at(line, message, "warning")
    signed = context.clinic.reviews.find(topic.id, topic.locale, topic.text_hash, "translation")
    if not (signed or (translation.reviewer and translation.reviewed)):
        message = (
            "no qualified translator has reviewed it; when one has, record it in reviews.yaml "
            "(kind: translation)"
        )
        yield say.at(line, message, "warning")


def check_missing(document: Document, context: Context) -> Iterator[Finding]:
    """Yield the clinic's languages in which a topic is not written yet, once for each topic."""
    topic = document.topic
    locales = context.library.locales(topic.id)
    first = ORIGINAL_LOCALE if ORIGINAL_LOCALE in locales else (*locales, topic.locale)[0]
    if topic.locale != first:
        return
    say = Voice("untranslated", document, "warning")
    for locale in context.clinic.settings.locales:
        if locale not in (*locales, topic.locale):
            yield say.at(None, f"not written in “{locale}” yet; add {locale}.md beside it")


def check_same_figures(document: Document, context: Context) -> Iterator[Finding]:
    """Yield figures that a translation prints and its original doesn't, or the other way."""
    if context.original is None or document.topic.front.translation is None:
        return
    ours, theirs = _figures(document), _figures(context.original)
    say = Voice("translation-figures", document)
    for figure in sorted((theirs - ours).keys()):
        yield say.at(None, f"the original prints {figure}, this text does not; add it")
    for figure in sorted((ours - theirs).keys()):
        line = next(use.line for use in document.figures if _name(use) == figure)
        yield say.at(line, f"prints {figure}, the original does not; take it out")
    if set(document.topic.front.facts) != set(context.original.topic.front.facts):
        line = document.topic.line_of("facts")
        yield say.at(line, "cites other facts than its original; make the two lists the same")


def _figures(document: Document) -> Counter[str]:
    return Counter({_name(use) for use in document.figures})


def _name(use: object) -> str:
    arms = ".".join(getattr(use, "arms", ()))
    return f"{getattr(use, 'fact', '')} {getattr(use, 'figure', '')} {arms}".strip()


CHECKS = (
    Check("translation", "translations: behind, not reviewed, without their origin", "text",
          check_translation),
    Check("untranslated", "topics missing in a language of the clinic", "text", check_missing),
    Check("translation-figures", "a translation with other figures than its original", "text",
          check_same_figures),
)  # fmt: skip
