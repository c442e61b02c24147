"""Each style sheet minds its own: formats place components, components dress themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import tinycss2

from handouts.assets import shipped_files
from handouts.formats import FORMATS
from handouts.paths import ORIGIN
from handouts.pdf.picture_colours import ROLES

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CLASS = re.compile(r"\.([a-z][\w-]*)")

STYLES = {
    path: data.decode()
    for path, data in shipped_files().items()
    if path.startswith("styles/") and path.endswith(".css")
}
FORMAT_FILES = {path: css for path, css in STYLES.items() if path.startswith("styles/formats/")}


def block(name: str) -> str:
    """Return the block of a class: `key-points` of `key-points__item`."""
    return re.split(r"__|--", name)[0]


COMPONENTS = {
    block(name)
    for path, css in STYLES.items()
    if path.startswith("styles/components/")
    for name in _CLASS.findall(_COMMENT.sub("", css))
} - {"flow", "inside"}  # of the page, not of a component
# Classes and attributes by which a rule says that it is for one format only.
FORMAT_CLASSES = {*FORMATS, "pages", "cards"}
MAX_RULES = 120  # 276 before components had variants of their own


def selectors(css: str) -> Iterator[tuple[str, ...]]:
    """Yield the selectors of each rule, also of those in at-rules."""
    rules: list[Any] = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    for rule in rules:
        if rule.type == "qualified-rule":
            yield tuple(part.strip() for part in _split(tinycss2.serialize(rule.prelude)))


def _split(prelude: str) -> list[str]:
    """Return the selectors of a list; commas in brackets part none."""
    return re.split(r",(?![^(]*\))", _COMMENT.sub("", prelude))


def dressed(selector: str) -> tuple[str, str] | None:
    """Return the format and the component of a selector such as `.trifold .timeline__stop`."""
    compounds = re.split(r"[\s>+~]+(?![^(]*\))", selector)
    for index, compound in enumerate(compounds):
        formats = [
            *(name for name in _CLASS.findall(compound) if name in FORMAT_CLASSES),
            *re.findall(r'data-format="([\w-]+)"', compound),
        ]
        later = " ".join(compounds[index + 1 :])
        found = [block(name) for name in _CLASS.findall(later) if block(name) in COMPONENTS]
        if formats and found:
            return formats[0], found[-1]
    return None


def dressing_rules() -> list[str]:
    """Return the selectors by which a format dresses a component."""
    return [
        f"{path}: {selector}"
        for path, css in STYLES.items()
        for rule in selectors(css)
        for selector in rule
        if dressed(selector)
    ]


def test_dressing_is_seen() -> None:
    assert dressed(".trifold .timeline__stop") == ("trifold", "timeline")
    assert dressed('[data-format="sheet"] .fact-box .dots') == ("sheet", "dots")
    assert dressed(".trifold .flap") is None
    assert dressed('[data-measure~="panel"] .timeline__stop') is None


def test_few_rules_of_formats_dress_components() -> None:
    assert len(dressing_rules()) <= MAX_RULES, "\n".join(dressing_rules())


@pytest.mark.parametrize("path", FORMAT_FILES)
def test_a_format_dresses_no_pages_but_its_own(path: str) -> None:
    """Every rule of a format's file is for its pages alone, or for what only they have."""
    own = path.rpartition("/")[2].removesuffix(".css")
    others = {fmt for fmt in FORMATS if fmt != own}
    for rule in selectors(FORMAT_FILES[path]):
        for selector in rule:
            assert not others & {block(name) for name in _CLASS.findall(selector)}, selector
            classes = [block(name) for name in _CLASS.findall(selector)]
            unscoped = bool(classes) and classes[0] in COMPONENTS
            assert not unscoped, f"{path}: {selector} is for every format"


def tokens() -> dict[str, str]:
    """Return the tokens that docs/branding.md offers, with the files that set them."""
    return {
        token: path
        for path, css in STYLES.items()
        if path.startswith("styles/tokens/")
        for token in re.findall(r"^\s*(--[\w-]+):", css, re.MULTILINE)
    }


def used(css: str) -> set[str]:
    """Return the custom properties whose values a style sheet uses."""
    return set(re.findall(r"var\(\s*(--[\w-]+)", css))


def test_every_documented_token_is_used() -> None:
    """A clinic that sets a token changes something."""
    everywhere = set().union(*(used(css) for css in STYLES.values()))
    everywhere |= {f"--color-{role}" for role in ROLES}  # into the files of pictures
    assert sorted(set(tokens()) - everywhere) == []


def test_only_roles_name_colours_of_the_palette() -> None:
    for path, css in STYLES.items():
        if not path.startswith(("styles/tokens/", "styles/reports/", "styles/output/web-dark")):
            found = [token for token in used(css) if token.startswith("--palette-")]
            assert found == [], path


def test_no_template_knows_where_files_are_served() -> None:
    templates = {path: data for path, data in shipped_files().items() if path.endswith(".html")}
    assert templates
    assert [path for path, data in templates.items() if ORIGIN.encode() in data] == []
