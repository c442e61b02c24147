"""Checks of finished pages."""

from __future__ import annotations

import pytest

from handouts.checks.base import Context, Finding, Leaflet
from handouts.checks.registry import leaflet_checks
from handouts.checks.session import CheckSession
from handouts.diagnostics import Diagnostic
from tests.builders import a_clinic
from tests.leaflet_builders import (
    FOOTER,
    LARGE,
    MARKS,
    SHIPPED,
    TODAY,
    a_leaflet,
)

LEAFLET_CHECKS = {check.code: check for check in leaflet_checks()}


def told(leaflet: Leaflet, check: str) -> list[Finding]:
    desk = CheckSession(a_clinic(), SHIPPED, TODAY)
    return list(LEAFLET_CHECKS[check].run(leaflet, desk.context()).findings)


def lacking(name: str) -> dict[str, str]:
    return {key: value for key, value in a_leaflet().metadata.items() if key != name}


SPOILED: list[tuple[str, Leaflet, str]] = [
    ("printable", a_leaflet(texts=(), failures=(Diagnostic("a.md", 3, "12 mm over 2 pages"),)),
     "12 mm over"),
    ("brand", a_leaflet(brand=(("error", Diagnostic("brand.css", 2, "1.5:1")),)), "1.5:1"),
    ("pdf-ua", a_leaflet(pdf_ua=("7.1-8: no metadata",)), "7.1-8"),
    ("page-fill", a_leaflet(fills=(0.95, 0.2)), "page 2 of 2 is 20% full"),
    ("page-fill", a_leaflet(fills=(0.5, 0.8)), "page 1 of 2 is 50% full"),
    ("page-count", a_leaflet("large-print", texts=(FOOTER,) * 5), "5 pages, at most 4"),
    ("front-page", a_leaflet(opening=("title", "key-points", "message")), "message does not come"),
    ("front-page", a_leaflet(opening=("title", "message", "text")), "key points do not come"),
    ("front-page", a_leaflet(message_stands_out=False), "looks like the text"),
    ("line-length", a_leaflet(line_letters=(84, 93)), "a long line has 84 letters, at most 70"),
    ("line-length", a_leaflet("booklet", line_letters=(30, 33)), "longest line has 33 letters"),
    ("toner", a_leaflet(saver_ink=0.12), "ink covers 12% with --toner-saver, at most 10%"),
    ("small-type", a_leaflet(smallest_pt=9.0), "9.0 pt, at least 10 pt"),
    ("metadata", a_leaflet(metadata=lacking("title")), "does not say its title"),
    ("metadata", a_leaflet(metadata={**lacking("x"), "language": "es"}), "is in “es”"),
    ("provenance", a_leaflet(texts=(FOOTER, "Back")), "page 2 lacks the reference"),
    ("provenance", a_leaflet(texts=(f"{FOOTER} Page 1 of 2", FOOTER)), "not say “Page 2 of 2”"),
    ("help-boxes", a_leaflet(boxes={"call-us": (2, 0.7)}), "the call-us box is low on page 2"),
    ("language-help", a_leaflet(texts=("Front", "Back")), "nowhere says “Ask us for large"),
    ("provenance", a_leaflet("trifold", texts=("Out", "In")), "page 1, 2 lacks"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "leaflet", "words"), SPOILED)
def test_a_check_of_pages_flags_what_it_must(check: str, leaflet: Leaflet, words: str) -> None:
    assert words in " ".join(finding.message for finding in told(leaflet, check))


@pytest.mark.parametrize("check", sorted(LEAFLET_CHECKS))
@pytest.mark.parametrize(
    "leaflet",
    [
        a_leaflet(),
        a_leaflet(pdf_ua=None),
        a_leaflet(saver_ink=0.09),
        a_leaflet("large-print", texts=LARGE, fills=(0.9, 0.9, 0.9, 0.05)),
        a_leaflet("trifold", texts=(FOOTER, "In"), fills=(0.3, 0.1), line_letters=(30, 33)),
        a_leaflet("card", texts=(FOOTER, "Back"), marks={**MARKS, "review date": "Jan 2027"}),
    ],
    ids=lambda leaflet: leaflet.format.name,
)
def test_a_check_of_pages_leaves_good_ones_alone(check: str, leaflet: Leaflet) -> None:
    assert told(leaflet, check) == []


def test_every_check_of_pages_has_a_case() -> None:
    assert {case[0] for case in SPOILED} == set(LEAFLET_CHECKS)


def test_the_context_is_what_checks_of_pages_get() -> None:
    """A check of one's own, as in docs/checks.md."""

    def no_third_page(leaflet: Leaflet, _: Context) -> list[Finding]:
        many = len(leaflet.texts) > 2
        return [Finding("third", "error", leaflet.topic.file, None, "too long")] if many else []

    context = CheckSession(a_clinic(), SHIPPED, TODAY).context()
    assert no_third_page(a_leaflet(), context) == []
    assert len(no_third_page(a_leaflet(texts=("", "", "")), context)) == 1
