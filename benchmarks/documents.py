"""The documents that all tools make: real shipped topics, for our engine and for the others."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

from handouts import assets
from handouts.compose.spec import LeafletSpec
from handouts.errors import InvalidInput
from handouts.formats import FitParams
from handouts.formats.fit import fit_to_format
from handouts.paths import ORIGIN
from handouts.pdf.renderer import LaidOut, Page
from handouts.session import ClinicSession

SMALL = """---
ref: BEN-{number:04}
version: 1.0
issued: 2026-01-15
review_by: 2027-01-15
kind: information
product: infusion
title: What is leaflet {number}?
short_title: Leaflet {number}
audience: For people who measure.
main_message: This is a small leaflet. It is one of very many.
key_points:
  - "**One** thing to know."
  - A second thing.
  - A third thing.
actions:
  - {{do: Read it., why: It is short., how: Slowly.}}
known: We know a little.
unknown: We do not know the rest.
facts: [DAY-07]
sources: [PI]
---
Call {{{{ clinic.phone }}}} at any time. This is leaflet number {number}.

## What to do

Do not eat for {{{{ policy.infusion.food_hours | hours }}}}.

- Bring a friend.
- Wear loose clothes.

:::emergency
- You cannot breathe well
:::

:::call-us
- You keep vomiting
:::
"""
SETTINGS = """name: Clinic {number}
phone: (555) 010-0142
after_hours_phone: (555) 010-0199
address: {number} Quay Street, Portmouth
region: US
policy: {{infusion: {{food_hours: 6, stay_minutes: 120, drive: next-day-after-sleep}}}}
build:
  formats: [{formats}]
  topics:
{topics}
"""


def real_clinics(folder: Path, number: int, topics: tuple[str, ...]) -> Path:
    """Return a folder with copies of the example clinic, each of which wants `topics`."""
    for index in range(number):
        clinic = folder / f"clinic-{index}"
        shutil.copytree(assets.example_clinic(), clinic)
        text = (clinic / "clinic.yaml").read_text("utf-8")
        text = re.sub(r"^locales:.*", "locales: [en]", text, flags=re.MULTILINE)
        text = re.sub(r"^build:.*", "", text, flags=re.MULTILINE | re.DOTALL)
        wanted = ", ".join(topics)
        text += f"build: {{topics: [{wanted}], formats: [sheet]}}\n"
        (clinic / "clinic.yaml").write_text(text, encoding="utf-8")
    return folder


def small_clinics(
    folder: Path, clinics: int, topics: int, formats: str = "sheet", brand: bool = True
) -> Path:
    """Return a folder of clinics with so many one-page topics of their own each."""
    names = [f"topic-{number}" for number in range(topics)]
    wanted = "\n".join(f"    - {name}" for name in names)
    for index in range(clinics):
        clinic = folder / f"clinic-{index:04}"
        for number, name in enumerate(names):
            topic = clinic / "content" / "topics" / name
            topic.mkdir(parents=True)
            (topic / "en.md").write_text(SMALL.format(number=number), encoding="utf-8")
        settings = SETTINGS.format(number=index, topics=wanted, formats=formats)
        (clinic / "clinic.yaml").write_text(settings, encoding="utf-8")
        if brand:
            (clinic / "styles").mkdir()
            (clinic / "styles" / "brand.css").write_text(":root { --color-heading: #123456; }\n")
    return folder


def fitting_topics() -> tuple[str, ...]:
    """Return our topics, without any that cannot be made today."""
    session = ClinicSession(assets.example_clinic())
    good = []
    for name in session.library.ids:
        try:
            (spec,) = session.specs([name], ["en"])
            session.render(spec)
        except InvalidInput:
            continue
        good.append(name)
    return tuple(good)


def web_pages(folder: Path, topics: tuple[str, ...], *, split: bool = True) -> list[Path]:
    """Return the same leaflets as HTML files, with style sheets and fonts as files beside them.

    This is how a project without our engine would keep them: as we lay them out in the end, or,
    not `split`, as our templates write them, with two columns that are left to WeasyPrint.
    """
    session = ClinicSession(assets.example_clinic())
    base = folder.as_uri()
    for name, data in session.files.items():
        if name.startswith(("styles/", "fonts/")) or "/" not in name or "/figures/" in name:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if name.endswith((".css", ".svg")):
                data = data.replace(ORIGIN.encode(), base.encode())
            target.write_bytes(data)
    pages = []
    for name in topics:
        (spec,) = session.specs([name], ["en"])
        html = _page_of(session, spec, split=split).replace(ORIGIN, base)
        link = '<link rel="stylesheet" href="{}">'
        ours = link.format(f"{base}/styles/handout.css")
        page = folder / f"{name}.html"
        page.write_text(html.replace("</title>", f"</title>\n{ours}", 1), encoding="utf-8")
        pages.append(page)
    return pages


def _page_of(session: ClinicSession, spec: LeafletSpec, *, split: bool) -> str:
    """Return the page of a spec that keeps to its format."""
    fits: dict[str, FitParams] = {}

    def lay_out(fit: FitParams) -> LaidOut:
        composed = session.compose(spec, fit)
        fits[composed.html] = fit
        return session.renderer.lay_out(Page(spec.name, composed.html, composed.properties))

    html = fit_to_format(spec, lay_out).page.html
    return html if split else session.compose(spec, replace(fits[html], splits=None)).html


def with_woff2(folder: Path) -> None:
    """Exchange the fonts for WOFF2, the form in which fonts come for the web."""
    from fontTools.ttLib import TTFont

    for font in (folder / "fonts").glob("*.ttf"):
        opened = TTFont(font)
        opened.flavor = "woff2"
        opened.save(font.with_suffix(".woff2"))
    for sheet in folder.rglob("*.css"):
        text = sheet.read_text("utf-8")
        text = text.replace('.ttf") format("truetype")', '.woff2") format("woff2")')
        sheet.write_text(text, encoding="utf-8")


def typst_sources(folder: Path, pages: list[Path]) -> list[Path]:
    """Return the same words as Typst documents: two columns, boxes, lists, tables of numbers."""
    sources = []
    for page in pages:
        reader = _Words()
        reader.feed(page.read_text("utf-8"))
        source = folder / f"{page.stem}.typ"
        source.write_text(TYPST + "\n".join(reader.lines) + "\n]\n", encoding="utf-8")
        sources.append(source)
    return sources


TYPST = """#set document(title: "Leaflet")
#set page("us-letter", margin: 15mm, footer: [Page #context counter(page).display()])
#set text(font: "Atkinson Hyperlegible", size: 12pt, lang: "en")
#show heading: set text(fill: rgb("#0f4c5c"))
#columns(2)[
"""


class _Words(HTMLParser):
    """Turns headings, paragraphs and items of a page into Typst."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self._before = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  # what the parser passes
        if tag in ("head", "svg", "style"):
            self._hidden += 1
        marks = {"h1": "= ", "h2": "== ", "h3": "=== ", "li": "- ", "p": "", "td": "", "th": ""}
        self._before = marks.get(tag, self._before)
        if tag in marks:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("head", "svg", "style"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self._hidden:
            escaped = re.sub(r"([#$*_`<>@\\\[\]~=+/-])", r"\\\1", words)
            self.lines.append(self._before + escaped)
            self._before = ""
