"""Checks of PDFs that tests make: PDF/UA-1, soundness, and their tags as plain values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import page as page_validation
import pikepdf


def pdf_ua_failures(data: bytes) -> list[str]:
    """Return the PDF/UA-1 rules that a PDF breaks, each once, with what is wrong."""
    report = page_validation.validate_pdf_bytes(data, profile="ua1")
    found = {failure.rule_id: failure.message for failure in reversed(report.failures)}
    if not report.is_compliant and not found:
        return ["not compliant, for a reason that page-validation does not give"]
    return [f"{rule}: {message}" for rule, message in sorted(found.items())]


def assert_pdf_ua(data: bytes) -> None:
    """Fail with the broken rules when a PDF is not sound or does not meet PDF/UA-1."""
    with pikepdf.open(BytesIO(data)) as pdf:
        damage = pdf.check_pdf_syntax()
    assert not damage, "\n".join(damage)
    failures = pdf_ua_failures(data)
    assert not failures, "\n".join(failures)


@dataclass
class Tag:
    """A structure element, read back from a file."""

    type: str
    language: str = ""
    alt: str = ""
    scope: str = ""
    headers: int = 0
    links: list[str] = field(default_factory=list)  # descriptions of its own annotations
    content: list[Tag | str] = field(default_factory=list)

    @property
    def kids(self) -> list[Tag]:
        """The tags in this one."""
        return [item for item in self.content if isinstance(item, Tag)]

    @property
    def text(self) -> str:
        """The text in this tag, in reading order."""
        return "".join(text for _, text in self.speech())

    def speech(self, language: str = "") -> Iterator[tuple[str, str]]:
        """Yield (language, text) of every piece of text in reading order."""
        language = self.language or language
        for item in self.content:
            if isinstance(item, Tag):
                yield from item.speech(language)
            else:
                yield language, item

    def walk(self) -> Iterator[Tag]:
        """Yield this tag and all in it, in reading order."""
        yield self
        for kid in self.kids:
            yield from kid.walk()

    def find(self, *types: str) -> list[Tag]:
        """Return the tags of these types in this one, in reading order."""
        return [tag for tag in self.walk() if tag.type in types]

    def outline(self) -> str:
        """Return the types of the tags in this one, such as "L(LI(Lbl LBody))"."""
        inner = " ".join(kid.outline() for kid in self.kids)
        return f"{self.type}({inner})" if inner else self.type


def read_tags(data: bytes) -> Tag:
    """Return the Document tag of a PDF that WeasyPrint wrote, with all in it."""
    with pikepdf.open(BytesIO(data)) as pdf:
        texts = {page.objgen: _marked_texts(page) for page in pdf.pages}
        return _read_tag(pdf.Root.StructTreeRoot.K[0], texts)


def artifacts(data: bytes) -> list[tuple[str, str]]:
    """Return (kind, text) of every artifact that has a kind: "Header", "Footer", "Layout" ..."""
    found = []
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            for tag, properties, text in _marked_content(page):
                if tag == "/Artifact" and "/Type" in properties:
                    kind = properties.get("/Subtype", properties["/Type"])
                    found.append((str(kind)[1:], text))
    return found


def _read_tag(element: Any, texts: dict[Any, dict[int, str]]) -> Tag:
    attributes = element.get("/A", {})
    tag = Tag(
        type=str(element.S)[1:],
        language=str(element.get("/Lang", "")),
        alt=str(element.get("/Alt", "")),
        scope=str(attributes.get("/Scope", ""))[1:],
        headers=len(attributes.get("/Headers", [])),
    )
    for kid in element.K:
        if isinstance(kid, int):
            tag.content.append(texts[element.Pg.objgen].get(kid, ""))
        elif kid.get("/Type") == "/OBJR":
            tag.links.append(str(kid.Obj.get("/Contents", "")))
        else:
            tag.content.append(_read_tag(kid, texts))
    return tag


def _marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of a page's marked content by its number."""
    return {
        int(properties["/MCID"]): text
        for _, properties, text in _marked_content(page)
        if "/MCID" in properties
    }


def _marked_content(page: pikepdf.Page) -> Iterator[tuple[str, Any, str]]:
    """Yield (tag, properties, text) of every piece of marked content on a page."""
    maps = {name: _to_unicode(font) for name, font in page.Resources.get("/Font", {}).items()}
    font: dict[int, str] = {}
    open_marks: list[list[Any]] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "BMC":
                open_marks.append([str(operands[0]), {}, ""])
            case "BDC":
                open_marks.append([str(operands[0]), operands[1], ""])
            case "EMC":
                yield tuple(open_marks.pop())
            case "Tf":
                font = maps[str(operands[0])]
            case "TJ" if open_marks:
                codes = b"".join(bytes(part) for part in operands[0] if _is_string(part))
                pairs = zip(codes[::2], codes[1::2], strict=True)
                open_marks[-1][2] += "".join(font.get(256 * a + b, "") for a, b in pairs)


def _is_string(operand: Any) -> bool:
    return isinstance(operand, pikepdf.String)


def _to_unicode(font: Any) -> dict[int, str]:
    """Return what the glyphs of a font mean, from the `bfchar` lines of its ToUnicode map."""
    meaning = {}
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        words = line.replace("<", " ").replace(">", " ").split()
        if line.startswith("<") and len(words) == 2 and len(words[0]) == 4:
            meaning[int(words[0], 16)] = bytes.fromhex(words[1]).decode("utf-16-be")
    return meaning
