"""What a PDF of ours never has: turned or cut pages, stamps, scripts, fonts that are not in it.

The digest in a PDF's metadata covers what its pages draw; this covers what a viewer puts over them.
Both lie in the file itself: they find accidents and stamps, not somebody who writes a new digest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

_OUR_ANNOTATIONS = frozenset({"/Link"})
_OUR_ACTIONS = frozenset({"/URI", "/GoTo"})
_NEVER_IN_CATALOG = ("/OpenAction", "/AA", "/AcroForm")
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def strange_parts(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield in words what is in a PDF that no leaflet is written with."""
    root = pdf.Root
    yield from (f"{key} in its catalog" for key in _NEVER_IN_CATALOG if key in root)
    if "/JavaScript" in root.get("/Names", {}):
        yield "a script"
    for number, page in enumerate(pdf.pages, start=1):
        if page.obj.get("/Rotate", 0) != 0 or page.obj.get("/UserUnit", 1) != 1:
            yield f"page {number} is turned or scaled"
        if "/CropBox" in page.obj and list(page.obj.CropBox) != list(page.mediabox):
            yield f"page {number} is cut"
        for annotation in _array(page.obj.get("/Annots")):
            action = annotation.get("/A", {})
            if (
                str(annotation.get("/Subtype")) not in _OUR_ANNOTATIONS
                or str(action.get("/S", "/URI")) not in _OUR_ACTIONS
            ):
                yield f"page {number} has something stuck on it"
        resources: Any = page.obj.get("/Resources", {})
        fonts: Any = resources.get("/Font", {})
        if not all(_is_embedded(font) for font in fonts.values()):
            yield f"page {number} lacks a font"


def _is_embedded(font: Any) -> bool:
    """Return whether the outlines of a font are in the file."""
    (descendant,) = _array(font.get("/DescendantFonts")) or (font,)
    descriptor = descendant.get("/FontDescriptor", {})
    return any(key in descriptor for key in _FONT_FILES) or str(font.get("/Subtype")) == "/Type3"


def _array(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, pikepdf.Array) else ()
