"""A leaflet's HTML to one file that needs nothing else: no script, no font, no other address.

It carries its style sheets, the brand's last, and its pictures; pictograms are drawn in place, in
the page's own colours, so that they follow the reader's choice of light or dark.
"""

from __future__ import annotations

import base64
import functools
import html as html_text
import posixpath
import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

import tinycss2
import tinyhtml5

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.paths import BRAND, ORIGIN
from handouts.pictograms import ADDRESSES as PICTOGRAMS
from handouts.pictograms import FIGURE_ADDRESSES, FIGURES, FOLDER, ON_HERO, Colours, coloured
from handouts.preflight.html import MAX_CHARACTERS, page_problems

SHEET = "styles/output/web.css"
LINKS = "<!-- links -->"  # where a site puts what leads to the leaflet's other forms

# Whatever a template brings: no script runs, and nothing is asked of any other address.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\">"
)
_TOKENS = ("palette", "roles", "type", "space")
_LINK = re.compile(r"<link\b[^>]*>\s*")
_IMAGE = re.compile(r"<img\b[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_CHARSET = '<meta charset="utf-8">'
_COMMENT = re.compile(r"/\*.*?\*/|\n\s*(?=\n)", re.DOTALL)
_URL = re.compile(r"url\(\s*([\"']?)([^\"')]*)\1\s*\)")
_FOR_PAPER = ("charset", "font-face", "import", "page")
_NARROW = '[data-measure~="narrow"]'
_WIDE = '[data-measure="medium"]'
_OTHER_FORMS = (
    '[data-measure~="panel', '[data-measure="wide', "[data-density", "[data-paper", "[data-step",
    "[data-tracking",
)  # fmt: skip
_PROLOGUE = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_ON_PAPER = Colours(
    ink="var(--color-text)",
    paper="var(--color-paper)",
    brand="var(--color-picture)",
    alarm="var(--color-emergency)",
)
_IN_HERO = Colours.on("var(--color-hero)", "var(--color-on-hero)")
_KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


def self_contained(html: str, files: Mapping[str, bytes], name: str) -> str:
    """Return a leaflet's page with all that it needs inside it.

    `files` are the clinic's over ours; `name` is what messages call the leaflet.

    Raises:
        InvalidInput: there is something in the page that no leaflet may have, such as a script.
    """
    if len(html) > MAX_CHARACTERS:
        raise InvalidInput([Diagnostic(name, None, "the page is too long; shorten it")])
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    problems = page_problems(root, lambda _needle: (name, None))
    if problems:
        raise InvalidInput(problems)
    page = _IMAGE.sub(lambda found: _picture(found[0], files), _LINK.sub("", html))
    style = f"<style>\n{_styles(files)}</style>"
    return page.replace(_CHARSET, f"{_CHARSET}\n{_POLICY}\n{style}", 1)


def _styles(files: Mapping[str, bytes]) -> str:
    """Return the style sheets that a screen needs, in the order of the cascade."""
    layers: list[tuple[str, Iterator[str]]] = [
        ("tokens", (f"styles/tokens/{name}.css" for name in _TOKENS)),
        ("base", iter(["styles/base/reset.css", "styles/base/text.css"])),
        ("components", iter(sorted(path for path in files if _is_component(path)))),
        ("format", iter([SHEET])),
    ]
    found = ["@layer tokens, base, components, format;"]
    for layer, paths in layers:
        css = "".join(_sheet(path, files) for path in paths)
        found.append(f"@layer {layer} {{\n{css}}}")
    if BRAND in files:
        found.append(_sheet(BRAND, files))
    # What follows the brand: colours for the dark, which a brand made for paper cannot know.
    found.append(_sheet("styles/output/web-dark.css", files))
    # `</style>` in a comment or a string would end the element.
    return "\n".join(found).replace("</", "<\\/")


def _is_component(path: str) -> bool:
    return path.startswith("styles/components/") and path.endswith(".css")


def _sheet(path: str, files: Mapping[str, bytes]) -> str:
    """Return a style sheet with its pictures in it, without fonts and rules for paper."""
    css = _for_screens(files[path].decode("utf-8-sig", "replace"))
    folder = posixpath.dirname(path)

    def inside(found: re.Match[str]) -> str:
        address = unquote(found[2])
        if address.startswith("data:"):
            return found[0]
        place = address.removeprefix(f"{ORIGIN}/")
        if place == address:
            place = posixpath.normpath(posixpath.join(folder, address))
        return f'url("{_data(place, files)}")' if place in files else "none"

    return _URL.sub(inside, css)


@functools.lru_cache(maxsize=256)
def _for_screens(css: str) -> str:
    """Return the rules of a style sheet that a screen can need.

    What components do in narrow columns, they do on narrow screens; and so in wide ones.
    """
    found: list[str] = []
    by_width: dict[str, list[str]] = {_NARROW: [], _WIDE: []}
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "at-rule" and rule.lower_at_keyword in _FOR_PAPER:
            continue
        text = _COMMENT.sub("", rule.serialize())
        selectors = text.partition("{")[0]
        if any(other in selectors for other in _OTHER_FORMS) or "running(" in text:
            continue
        measure = next((measure for measure in by_width if measure in selectors), "")
        by_width.get(measure, found).append(text.replace(measure, ":root") if measure else text)
    for measure, query in ((_NARROW, "max-width: 40rem"), (_WIDE, "min-width: 40.01rem")):
        if rules := by_width[measure]:
            found += [f"@media ({query}) {{", *rules, "}"]
    return "".join(f"{rule}\n" for rule in found)


def _picture(tag: str, files: Mapping[str, bytes]) -> str:
    """Return an `img` element with its picture inside the page."""
    attributes = dict(_ATTRIBUTE.findall(tag))
    address = html_text.unescape(attributes.get("src", ""))
    path = unquote(address.removeprefix(f"{ORIGIN}/"))
    for start, folder, colours in (
        (ON_HERO, FOLDER, _IN_HERO),
        (PICTOGRAMS, FOLDER, _ON_PAPER),
        (FIGURE_ADDRESSES, FIGURES, _ON_PAPER),
    ):
        if path.startswith(start):
            drawing = files[path.replace(start, folder, 1)].decode("utf-8-sig", "replace")
            return _drawn(coloured(drawing, colours), attributes)
    if path in files:
        return tag.replace(attributes["src"], _data(path, files))
    return tag


def _drawn(drawing: str, attributes: Mapping[str, str]) -> str:
    """Return a drawing in place of its `img`, with its words for those who cannot see it."""
    words = attributes.get("alt", "")
    said = f'role="img" aria-label="{words}"' if words else 'aria-hidden="true"'
    if language := attributes.get("lang"):
        said += f' lang="{language}"'
    start = f'<svg class="{attributes.get("class", "picture")}" {said}'
    return _PROLOGUE.sub("", drawing).replace("<svg", start, 1).strip()


def _data(path: str, files: Mapping[str, bytes]) -> str:
    kind = _KINDS.get(posixpath.splitext(path)[1].lower(), "application/octet-stream")
    return f"data:{kind};base64,{base64.b64encode(files[path]).decode()}"
