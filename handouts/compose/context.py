"""What composing one leaflet needs at every step: its words, region, values and templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from babel import Locale

from handouts import l10n
from handouts.compose.macros import MacroLoader, macro_loader
from handouts.compose.spec import ContentSources, LeafletSpec
from handouts.compose.template_sandbox import TemplateSandbox
from handouts.compose.views import ClinicView, DocumentView, LogoView, PictureView, RegionView
from handouts.document.markdown import inline
from handouts.document.values import PlaceholderValues, printed_values
from handouts.inputs.models.clinic import ClinicSettings, in_locale
from handouts.inputs.models.facts import FactBase, Region
from handouts.inputs.models.strings import Strings
from handouts.inputs.pictures import PictureWords
from handouts.paths import BRAND, ORIGIN
from handouts.pictograms import address_of

TONER_SAVER = "styles/output/toner-saver.css"


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What composing one leaflet needs at every step."""

    spec: LeafletSpec
    strings: Strings
    facts: FactBase
    locale: Locale
    values: PlaceholderValues
    document: DocumentView
    """The document before its topics are drawn, as components see it."""
    names: Mapping[str, Any]
    """The names that every template sees, `document` among them."""
    macro: MacroLoader
    pictures: frozenset[str]
    """The names of the pictures that a topic may ask for."""


def render_context(
    spec: LeafletSpec, sources: ContentSources, environment: TemplateSandbox
) -> RenderContext:
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
        "pictures": {
            name: _picture_view(name, words, spec.locale)
            for name, words in sources.pictures.items()
        },
    }
    file = f"{spec.clinic.folder}/clinic.yaml"
    return RenderContext(
        spec=spec,
        strings=strings,
        facts=facts,
        locale=locale,
        values=printed_values(settings, file, facts, strings, locale),
        document=document,
        names=names,
        macro=macro_loader(environment.get_template, names),
        pictures=frozenset(sources.pictures),
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
        return l10n.isolate_bidi(text, locale)

    return ClinicView(
        name=settings.name,
        strapline=shown(in_locale(settings.strapline, tag)),
        phone=shown(settings.phone),
        after_hours_phone=shown(settings.after_hours_phone),
        website=shown(settings.website),
        address=shown(settings.address),
        hours=l10n.bind_numbers(shown(in_locale(settings.hours, tag))),
        logo=LogoView(f"{ORIGIN}/{logo.file}", logo.alt, logo.has_name) if logo else None,
        given_line=settings.given_line,
    )


def _region_view(settings: ClinicSettings, region: Region, strings: Strings) -> RegionView:
    return RegionView(
        code=settings.region,
        emergency_number=region.emergency_number,
        regulator=region.regulator,
        crisis=inline(strings.crisis.for_region(settings.region)),
        crisis_number=_one_number(region),
        any_time=strings.card.any_time_in.get(settings.region, strings.card.any_time),
    )


def _one_number(region: Region) -> str:
    """Return the number that takes calls and texts in a crisis, if the region has just that one."""
    numbers = {number for line in region.crisis for number in (line.call, line.text)}
    return numbers.pop() if len(numbers) == 1 else ""


def _picture_view(name: str, words: PictureWords, locale: str) -> PictureView:
    alt, lang = words.shown(locale)
    return PictureView(
        href=address_of(name),
        on_hero=address_of(name, on_hero=True),
        alt=alt,
        lang="" if locale.startswith(lang) else lang,
    )
