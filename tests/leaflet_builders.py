"""Leaflets of which every check thinks well, and what checks say of them."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from handouts import assets
from handouts.checks.base import CheckResult, Finding, Leaflet
from handouts.checks.page_checker import with_pages
from handouts.checks.registry import CHECKS, leaflet_checks
from handouts.checks.report import LeafletResult, Report, TextResult
from handouts.checks.run import check_clinic
from handouts.checks.session import CheckSession
from handouts.formats import FORMATS
from handouts.inputs.library import load_library
from tests.builders import Spoiled, a_clinic, a_folder, a_topic, add, swap

TODAY = datetime.date(2026, 6, 1)
MARKS = {"reference": "TST-TINY", "version": "Version 1.0", "telephone number": "(555) 010-0100"}
FOOTER = "TST-TINY · Version\r\n1.0 (555)\u00a0010-0100 Ask us for large\r\nprint."
LARGE = tuple(f"{FOOTER} Page {number} of 4" for number in range(1, 5))
SHIPPED = load_library(assets.shipped_files(), {})
OWN = "content/topics/tiny/en.md"


def a_leaflet(form: str = "sheet", **more: Any) -> Leaflet:
    """Return a leaflet of which every check thinks well."""
    good: dict[str, Any] = {
        "texts": (f"Front {FOOTER} Page 1 of 2", f"Back {FOOTER} Page 2 of 2"),
        "numbering": "Page {number} of {total} ",
        "help_line": "Ask us for large print.",
        "boxes": {"emergency": (1, 0.9), "call-us": (2, 0.5)},
        "marks": MARKS,
        "fills": (0.95, 0.8),
        "smallest_pt": 18.0 if form == "large-print" else 14.0,
        "body_pt": 18.0,
        "contrast": 12.0,
        "opening": ("title", "message", "key-points", "text"),
        "message_stands_out": True,
        "line_letters": (60, 64),
        "pdf_ua": (),
        "metadata": {
            "title": "What is this?", "language": "en", "clinic": "tiny", "topic": "tiny",
            "ref": "TST-TINY", "version": "1.0", "review_by": "2027-01-15",
            "content_digest": "0" * 64,
        },
    }  # fmt: skip
    return Leaflet(a_topic(), FORMATS[form], "letter", **{**good, **more})


def results(needs: str, *found: Finding) -> tuple[CheckResult, ...]:
    """Return what all checks of texts, or of leaflets, said: nothing, but for these findings."""
    return tuple(
        CheckResult(
            check.code,
            "failed" if any(f.check == check.code and f.severity == "error" for f in found)
            else "passed",
            tuple(f for f in found if f.check == check.code),
        )
        for check in CHECKS.values()
        if check.needs == needs
    )  # fmt: skip


def an_examined(*found: Finding) -> TextResult:
    return TextResult(a_topic(), 100, None, (), results("text", *found))


def looked_at(leaflet: Leaflet, *found: Finding) -> LeafletResult:
    """Return a leaflet with what the checks of leaflets say, as they say it."""
    if found:
        return LeafletResult(leaflet, results("leaflet", *found))
    context = CheckSession(a_clinic(), SHIPPED, TODAY).context()
    said = tuple(check.run(leaflet, context) for check in leaflet_checks())
    return LeafletResult(leaflet, said)


def a_checked_folder(parent: Path, spoiled: Mapping[str, Spoiled] | None = None) -> Path:
    """Return the tiny clinic's folder; it builds one of our topics, in one language."""
    files: dict[str, Spoiled] = {
        OWN: None,
        "content/topics/other/en.md": None,
        "content/topics/everything/en.md": None,
        "content/topics/tiny/es.md": None,
        "clinic.yaml": building("benefits"),
    }
    return a_folder(parent, {**files, **(spoiled or {})})


def building(topics: str) -> Callable[[str], str]:
    """Return a change of clinic.yaml: English only, and these topics."""
    return lambda text: add(f"\nbuild: {{topics: [{topics}]}}\n")(swap("[en, es]", "[en]")(text))


@functools.cache
def tiny_report(folder: Path) -> Report:
    return with_pages(check_clinic(folder, TODAY), TODAY)
