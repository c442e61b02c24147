"""What changed between editions, as a PDF: weighty changes first, then pages side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

from handouts import __version__, assets
from handouts.comparison.changes import Change
from handouts.comparison.editions import EditionComparison
from handouts.comparison.weights import Weight
from handouts.compose.template_sandbox import template_environment
from handouts.paths import ORIGIN
from handouts.pdf.provenance import Provenance
from handouts.pdf.raster import Picture, png
from handouts.pdf.renderer import Page, Renderer

TEMPLATE = "reports/changes.html"
STYLE = "styles/reports/changes.css"
MIN_PT = 9.0
HEADINGS: tuple[tuple[Weight, str], ...] = (
    ("number", "Numbers"),
    ("phone", "Telephone numbers"),
    ("negation", "Words such as “not” and “never”"),
    ("words", "Other sentences"),
)


def changes_report(comparisons: Sequence[EditionComparison], paper: str) -> bytes:
    """Return the report as a tagged PDF.

    Raises:
        RenderError: it cannot be laid out.
    """
    shipped = assets.shipped_files()
    pictures: dict[str, bytes] = {}
    editions = [_view(item, number, pictures) for number, item in enumerate(comparisons, 1)]
    environment = template_environment(shipped)
    with environment.metered():
        html = environment.get_template(TEMPLATE).render(
            document=SimpleNamespace(
                paper=paper, style=f"{ORIGIN}/{STYLE}", generator=f"handouts {__version__}"
            ),
            editions=editions,
        )
    renderer = Renderer({**shipped, **pictures})
    properties = {"document": "changes-report", "generator": f"handouts {__version__}"}
    return renderer.write(renderer.lay_out(Page("changes", html, properties, min_pt=MIN_PT)))


def _view(item: EditionComparison, number: int, pictures: dict[str, bytes]) -> dict[str, Any]:
    """Return one comparison as the template shows it; its page pictures join the others."""
    changes = item.words
    groups = [
        {"title": title, "changes": list(map(_change, found))}
        for weight, title in HEADINGS
        if (found := changes.of(weight))
    ]
    pages = []
    for page in item.pages:
        shown = {}
        for side, picture in (("old", page.old), ("new", page.new)):
            shown[side] = _put(
                picture, f"images/changes-{number}-{page.number}-{side}.png", pictures
            )
        pages.append({"number": page.number, **shown})
    return {
        "name": ", ".join(topic.ref for topic in item.after.topics),
        "locale": item.after.locale,
        "old": _edition(item.before, item.pair.old_name),
        "new": _edition(item.after, item.pair.new_name),
        "is_same": item.is_same,
        "groups": groups,
        "moved": [change.new for change in changes.moved],
        "pages": pages,
    }


def _edition(found: Provenance, name: str) -> str:
    marks = ", ".join(topic.mark for topic in found.topics if topic.mark)
    return marks or name


def _change(change: Change) -> dict[str, Any]:
    return {
        "kind": change.kind,
        "gone": ", ".join(change.gone),
        "come": ", ".join(change.come),
        "old": list(_runs(change, "old")),
        "new": list(_runs(change, "new")),
    }


def _runs(change: Change, side: str) -> Iterator[dict[str, Any]]:
    """Yield the words of one side in runs, marked where the other side has others."""
    whole = change.old if side == "old" else change.new
    if not whole:
        return
    for piece in change.pieces:
        if piece.kind in ("same", side):
            marked = piece.kind == side and change.kind == "changed"
            yield {"text": piece.text, "marked": marked}


def _put(picture: Picture | None, path: str, pictures: dict[str, bytes]) -> str:
    """Return the address of a picture that is served from now on; nothing without one."""
    if picture is None:
        return ""
    pictures[path] = png(picture)
    return f"{ORIGIN}/{path}"
