"""A clinic's leaflets as a static site: pages, an index, all words on one page, and data.

Addresses are `<locale>/<reference>/`, without a version, so that what is printed on paper stays
true. Nothing in it needs a server, a script or anybody else's address.
"""

from __future__ import annotations

import html as html_text
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handouts.compose.context import render_context
from handouts.compose.fragments import draw_topic
from handouts.compose.spec import ContentSources, LeafletSpec
from handouts.compose.template_sandbox import template_environment
from handouts.compose.text import to_paragraphs
from handouts.compose.views import TopicView
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.strings import Strings
from handouts.inputs.selection import variants
from handouts.inputs.sets import expand_sets
from handouts.session import ClinicSession
from handouts.web.page import LINKS, self_contained

INDEX = "index.json"
# What a library consists of; nothing else is ever written or deleted.
PAGE = re.compile(
    r"(?:[A-Za-z-]{2,12}/)?(?:[A-Za-z0-9-]{1,40}/)?(?:index\.html|sheet\.pdf|large-print\.pdf)"
    r"|index\.json|sitemap\.xml"
)
# The forms beside a page: their names as files.
PRINTED = {"sheet": "sheet.pdf", "large-print": "large-print.pdf"}


@dataclass(frozen=True, slots=True)
class WebLeaflet:
    """One leaflet of the library."""

    spec: LeafletSpec
    view: TopicView
    body: str
    """Its page, before style sheets and pictures are put into it."""

    @property
    def folder(self) -> str:
        """Return where it lies in the library."""
        return f"{self.spec.locale}/{self.view.ref}/"

    def describe(self, pdfs: Collection[tuple[str, str, str]]) -> dict[str, Any]:
        """Return it as an entry of the index for programs."""
        front, key = self.spec.topics[0].front, (self.view.id, self.spec.locale)
        printed = {fmt: f"{self.folder}{file}" for fmt, file in PRINTED.items()
                   if (*key, fmt) in pdfs}  # fmt: skip
        return {
            "ref": self.view.ref,
            "topic": self.view.id,
            "locale": self.spec.locale,
            "title": self.view.title_text,
            "message": self.view.main_message_text,
            "product": self.view.product,
            "version": front.version,
            "edition": self.view.edition,
            "state": self.view.review_state,
            "issued": front.issued.isoformat(),
            "review_by": front.review_by.isoformat(),
            "page": self.folder,
            "printed": printed,
        }


def library(
    session: ClinicSession, pdfs: Collection[tuple[str, str, str]] = ()
) -> tuple[Mapping[str, bytes], tuple[Diagnostic, ...]]:
    """Return the files of a clinic's library by path, and the problems of leaflets it lacks.

    `pdfs` says which topics, in which locale and format, there are PDFs of beside the pages.

    Raises:
        InvalidInput: the clinic builds no topics, or two of them share a reference.
    """
    settings = session.clinic.settings
    problems: list[Diagnostic] = []
    leaflets: dict[str, list[WebLeaflet]] = {}
    for locale in dict.fromkeys(settings.locales):
        leaflets[locale] = []
        for topic in topics_of(session):
            try:
                leaflets[locale].append(_leaflet(session, topic, locale))
            except InvalidInput as error:
                problems += error.problems
        _refuse_twins(leaflets[locale])
    files: dict[str, bytes] = {}
    entries: list[dict[str, Any]] = []
    for locale, group in leaflets.items():
        strings = session.strings(locale)
        for leaflet in group:
            links = [*_forms(leaflet, strings, pdfs), *_elsewhere(session, leaflets, leaflet)]
            page = self_contained(leaflet.body, session.files, leaflet.view.id)
            files[f"{leaflet.folder}index.html"] = _with_links(page, strings, links)
            entries.append(leaflet.describe(pdfs))
        if group:
            others = [(f"../{other}/", session.strings(other).language)
                      for other in leaflets if other != locale]  # fmt: skip
            words = [("words/", strings.web.words)]
            page = _list_page(session, "site/index.html", group)
            files[f"{locale}/index.html"] = _with_links(page, strings, [*words, *others])
            if "index.html" not in files:  # the root shows the clinic's first language
                rooted = [(f"{locale}/words/", strings.web.words)]
                rooted += [(place.removeprefix("../"), name) for place, name in others]
                page = page.replace('href="', f'href="{locale}/')
                files["index.html"] = _with_links(page, strings, rooted)
            page = _list_page(session, "site/words.html", group, "../")
            files[f"{locale}/words/index.html"] = _with_links(
                page, strings, [("../", strings.web.all)]
            )
    if settings.web_base:
        files["sitemap.xml"] = _sitemap(settings.web_base, files)
    names = sorted([*files, INDEX, *(path for entry in entries for path in
                                     entry["printed"].values())])  # fmt: skip
    data = {"clinic": settings.name, "leaflets": entries, "files": names}
    files[INDEX] = f"{json.dumps(data, ensure_ascii=False, indent=2)}\n".encode()
    return files, tuple(problems)


def topics_of(session: ClinicSession) -> tuple[str, ...]:
    """Return the topics that the clinic builds.

    Raises:
        InvalidInput: it builds none.
    """
    settings = session.clinic.settings
    if not settings.build.topics:
        message = "build.topics: missing; add the topics to publish, such as `topics: [risks]`"
        raise InvalidInput([Diagnostic(session.clinic.shown("clinic.yaml"), None, message)])
    names = expand_sets(settings.sets, settings.build.topics)
    groups = (variants(session.library, name, session.clinic.products) for name in names)
    return tuple(dict.fromkeys(topic for group in groups for topic in group))


def _leaflet(session: ClinicSession, topic: str, locale: str) -> WebLeaflet:
    (spec,) = session.specs([topic], [locale], ["web"])
    spec = replace(spec, editions={topic: session.edition(topic, locale)})
    environment = template_environment(session.files)
    with environment.metered():
        context = render_context(spec, _sources(session, locale), environment)
        view = draw_topic(context, spec.topics[0], 1).view
    return WebLeaflet(spec, view, session.compose(spec).html)


def _sources(session: ClinicSession, locale: str) -> ContentSources:
    return ContentSources(session.facts, session.strings(locale), session.pictures)


def _refuse_twins(group: Sequence[WebLeaflet]) -> None:
    seen: dict[str, WebLeaflet] = {}
    for leaflet in group:
        twin = seen.setdefault(leaflet.view.ref, leaflet)
        if twin is not leaflet:
            file = leaflet.spec.topics[0].file
            message = f"has the reference of {twin.view.id}, and so its address; change one"
            raise InvalidInput([Diagnostic(file, None, message)])


def _list_page(
    session: ClinicSession, template: str, group: Sequence[WebLeaflet], up: str = ""
) -> str:
    """Return a page that lists leaflets; their links lead to their folders."""
    spec = group[0].spec
    environment = template_environment(session.files)
    with environment.metered():
        context = render_context(spec, _sources(session, spec.locale), environment)
        words = {leaflet.view.id: to_paragraphs(leaflet.body) for leaflet in group}
        views = [leaflet.view for leaflet in group]
        page = environment.get_template(template).render(
            {**context.names, "topics": views, "words": words}
        )
    page = self_contained(page, session.files, template)
    return re.sub(r'href="#([A-Za-z0-9-]+)"', rf'href="{up}\1/"', page)


def _forms(
    leaflet: WebLeaflet, strings: Strings, pdfs: Collection[tuple[str, str, str]]
) -> Iterator[tuple[str, str]]:
    """Yield where a leaflet's other forms are, from its page, and what to call them."""
    names = {"sheet": strings.web.sheet, "large-print": strings.web.large_print}
    for fmt, file in PRINTED.items():
        if (leaflet.view.id, leaflet.spec.locale, fmt) in pdfs:
            yield file, names[fmt]
    yield "../", strings.web.all


def _elsewhere(
    session: ClinicSession, leaflets: Mapping[str, Sequence[WebLeaflet]], leaflet: WebLeaflet
) -> Iterator[tuple[str, str]]:
    """Yield where the same leaflet is in another language, by the language's own name."""
    for locale, group in leaflets.items():
        if locale != leaflet.spec.locale:
            for other in group:
                if other.view.id == leaflet.view.id:
                    yield f"../../{other.folder}", session.strings(locale).language


def _with_links(page: str, strings: Strings, links: Sequence[tuple[str, str]]) -> bytes:
    """Return a page with links to other forms at its head."""
    items = "".join(
        f'<li><a href="{html_text.escape(place)}">{html_text.escape(name)}</a></li>'
        for place, name in links
    )
    label = html_text.escape(strings.web.title)
    nav = f'<nav class="web__links" aria-label="{label}"><ul>{items}</ul></nav>'
    return page.replace(LINKS, nav, 1).encode()


def _sitemap(base: str, files: Mapping[str, bytes]) -> bytes:
    pages = sorted(path.removesuffix("index.html") for path in files if path.endswith(".html"))
    places = "".join(f"<url><loc>{base}/{page}</loc></url>\n" for page in pages)
    start = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n{places}</urlset>\n'.encode()
