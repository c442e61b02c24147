"""Writes our own properties into a PDF's XMP packet, and reads them back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pikepdf

from handouts.pdf.internals.pdf_objects import drawing, pages, resolve

NAMESPACE = "https://handouts.example/ns/leaflet/1.0/"
PREFIX = "leaflet"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
END = b"</rdf:RDF>"
PROPERTY_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2

BLANK = b"0" * 64
_SEAL = f"<{PREFIX}:file_digest>%b</{PREFIX}:file_digest>".encode()
_SEALED = re.compile(_SEAL.replace(b"%b", b"([0-9a-f]{64})"))

Value = str | tuple[str, ...]


def add_xmp(pdf: Any, properties: Mapping[str, Value]) -> None:
    """Add `properties`, sorted by name, to the XMP packet of `pdf`, a pydyf.PDF.

    For the finisher of `write_pdf`. A tuple is written as a bag, whatever its length.

    Raises:
        RuntimeError: the PDF has no XMP packet; it was not rendered as a PDF/UA or PDF/A variant.
        ValueError: a name is not of a-z, 0-9 and _, or a value has a character that XML forbids.
    """
    if "Metadata" not in pdf.catalog:
        raise RuntimeError("This PDF has no XMP packet to add properties to.")
    packet = resolve(pdf, pdf.catalog["Metadata"])
    packet.compress = False  # as ISO 32000 advises: other programs find it, and so does `seal`
    before, end, after = b"".join(packet.stream).partition(END)
    if not end:
        raise RuntimeError(f"The XMP packet of this PDF has no {END.decode()}.")
    packet.stream[:] = [before, _description(properties).encode(), end, after]


def read_xmp(source: bytes | Path) -> dict[str, Value]:
    """Return the properties that `add_xmp` wrote into a PDF, given as bytes or as a path.

    Empty when there are none: the PDF is not one of ours.
    """
    with pikepdf.open(BytesIO(source) if isinstance(source, bytes) else source) as pdf:
        if pikepdf.Name.Metadata not in pdf.Root:
            return {}
        packet = pdf.Root.Metadata.read_bytes()
    # Expat refuses entity bombs and fetches nothing, so a stranger's PDF is no danger here.
    root = ElementTree.fromstring(packet)  # noqa: S314
    return {
        element.tag.removeprefix(f"{{{NAMESPACE}}}"): _value(element)
        for description in root.iter(f"{{{RDF}}}Description")
        for element in description
        if element.tag.startswith(f"{{{NAMESPACE}}}")
    }


def pages_digest(pdf: Any) -> str:
    """Return SHA-256, in hexadecimal, over what is drawn on the pages of a pydyf.PDF.

    For the finisher, after the last change to the pages; `content_digest` reads it back.
    """
    digest = hashlib.sha256()
    for page in pages(pdf):
        digest.update(drawing(pdf, page))
    return digest.hexdigest()


def content_digest(source: bytes | Path) -> str:
    """Return SHA-256, in hexadecimal, over what is drawn on the pages of a PDF."""
    digest = hashlib.sha256()
    with pikepdf.open(BytesIO(source) if isinstance(source, bytes) else source) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()  # several streams draw as one; in memory only
            contents = page.obj.get("/Contents")
            digest.update(b"" if contents is None else contents.read_bytes())
    return digest.hexdigest()


def seal(pdf: bytes) -> bytes:
    """Return a PDF with the SHA-256 of all its bytes in the place of its blank `file_digest`.

    So an accident is seen, a stamp or a file that another program saved anew; no forger is.

    Raises:
        RuntimeError: its metadata has no blank property of that name.
    """
    if pdf.count(_SEAL % BLANK) != 1:
        raise RuntimeError("This PDF has no blank file_digest to write its digest to.")
    return pdf.replace(_SEAL % BLANK, _SEAL % _digest(pdf))


def is_sealed(pdf: bytes) -> bool:
    """Return whether a PDF is, byte for byte, what `seal` returned."""
    found: list[bytes] = _SEALED.findall(pdf)
    if len(found) != 1:
        return False
    return _digest(pdf.replace(_SEAL % found[0], _SEAL % BLANK)) == found[0]


def _digest(pdf: bytes) -> bytes:
    return hashlib.sha256(pdf).hexdigest().encode()


def _description(properties: Mapping[str, Value]) -> str:
    """Return an rdf:Description with all properties."""
    lines = [f"{_element(name, value)}\n" for name, value in sorted(properties.items())]
    return (
        f'<rdf:Description rdf:about="" xmlns:{PREFIX}="{NAMESPACE}">\n'
        f"{''.join(lines)}</rdf:Description>"
    )


def _element(name: str, value: Value) -> str:
    """Return one property as XML."""
    if not PROPERTY_NAME.fullmatch(name):
        raise ValueError(f"{name!r} is not the name of a property: use a-z, 0-9 and _")
    if isinstance(value, str):
        content = _text(name, value)
    else:
        items = "".join(f"<rdf:li>{_text(name, item)}</rdf:li>" for item in value)
        content = f"<rdf:Bag>{items}</rdf:Bag>"
    return f"<{PREFIX}:{name}>{content}</{PREFIX}:{name}>"


def _text(name: str, text: str) -> str:
    """Return `text` escaped for XML."""
    if found := NOT_XML.search(text):
        raise ValueError(f"{name} has a character that XML forbids: U+{ord(found[0]):04X}")
    return escape(text)


def _value(element: ElementTree.Element) -> Value:
    """Return what one property says."""
    bag = element.find(f"{{{RDF}}}Bag")
    return element.text or "" if bag is None else tuple(item.text or "" for item in bag)
