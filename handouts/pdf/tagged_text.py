"""The words of a tagged PDF of ours, a paragraph each, in the order in which they are read.

What pages repeat at their head and foot is no paragraph: it is marked as an artifact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf

# Tags whose words are part of a line of another tag.
_INLINE = frozenset(
    {"Span", "Link", "Strong", "Em", "Quote", "Code", "Lbl", "LBody",
     "NonStruct", "Reference"}
)  # fmt: skip
# Tags whose words, whatever is in them, are one paragraph: a row, an item.
_ROWS = frozenset({"TR"})
_CELLS = frozenset({"TD", "TH"})
_MAX_DEPTH = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading, item or row of a table."""

    text: str
    # Where it begins, from 1.
    page: int


def read_paragraphs(data: bytes) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a tagged PDF.

    Raises:
        ValueError: it has no tags, or is not written as ours are.
    """
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            texts = {page.objgen: _marked_texts(page) for page in pdf.pages}
            numbers = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
            reader = _Reader(texts, numbers)
            reader.read(pdf.Root.StructTreeRoot.K[0], 0)
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, TypeError) as error:
        raise ValueError(f"its tags cannot be read ({type(error).__name__})") from None
    reader.flush()
    return tuple(reader.found)


class _Reader:
    """Collects the paragraphs of a tag tree."""

    def __init__(self, texts: dict[Any, dict[int, str]], numbers: dict[Any, int]) -> None:
        self.found: list[Paragraph] = []
        self._texts, self._numbers = texts, numbers
        self._words: list[str] = []
        self._page = 0
        self._in_row = False

    def read(self, element: Any, depth: int) -> None:
        """Read a tag and all in it."""
        if depth > _MAX_DEPTH:
            raise ValueError("its tags are nested too deep")
        name = str(element.S)[1:]
        if name in _CELLS and self._words:
            self._words.append("|")
        is_block = name not in _INLINE and not self._in_row
        if is_block:
            self.flush()
        self._in_row = self._in_row or name in _ROWS
        if "/Alt" in element:
            self._add(str(element.Alt), element)
        for kid in element.get("/K", ()):
            if isinstance(kid, int):
                self._add(self._texts[element.Pg.objgen].get(kid, ""), element)
            elif kid.get("/Type") != "/OBJR":
                self.read(kid, depth + 1)
        if name in _ROWS:
            self._in_row = False
        if is_block:
            self.flush()

    def _add(self, text: str, element: Any) -> None:
        if text.strip():
            if not self._words and "/Pg" in element:
                self._page = self._numbers.get(element.Pg.objgen, self._page)
            self._words.append(text)

    def flush(self) -> None:
        """End the paragraph at hand, if it has words."""
        text = _joined(self._words)
        self._words.clear()
        if text:
            self.found.append(Paragraph(text, max(1, self._page)))


def _joined(words: list[str]) -> str:
    """Return pieces of lines as one line."""
    text = " ".join(" ".join(words).split())
    text = re.sub(r" (?=[.,;:!?…)\]”’»%](?:\s|$))", "", text)
    return re.sub(r"(?<=[(\[“‘«¿¡]) ", "", text)


def _marked_texts(page: pikepdf.Page) -> dict[int, str]:
    """Return the text of a page's marked content by its number."""
    fonts: Any = page.Resources.get("/Font", {})
    maps = {name: _to_unicode(font) for name, font in fonts.items()}
    font: dict[int, str] = {}
    open_marks: list[tuple[int | None, list[str]]] = []
    found: dict[int, str] = {}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BMC":
                open_marks.append((None, []))
            case "BDC":
                number = operands[1].get("/MCID") if hasattr(operands[1], "get") else None
                open_marks.append((None if number is None else int(number), []))
            case "EMC":
                number, pieces = open_marks.pop()
                if number is not None:
                    found[number] = found.get(number, "") + "".join(pieces)
            case "Tf":
                font = maps[str(operands[0])]
            case "TJ" | "Tj" if open_marks:
                open_marks[-1][1].extend(_decoded(operands[0], font))
    return found


def _decoded(operand: Any, font: dict[int, str]) -> Iterator[str]:
    parts = operand if isinstance(operand, pikepdf.Array) else [operand]
    codes = b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))
    for high, low in zip(codes[::2], codes[1::2], strict=False):
        yield font.get(256 * high + low, "")


def _to_unicode(font: Any) -> dict[int, str]:
    """Return what the glyphs of a font mean, from the `bfchar` lines of its ToUnicode map."""
    meaning = {}
    for line in font.ToUnicode.read_bytes().decode("ascii").splitlines():
        words = line.replace("<", " ").replace(">", " ").split()
        if line.startswith("<") and len(words) == 2 and len(words[0]) == 4:
            meaning[int(words[0], 16)] = bytes.fromhex(words[1]).decode("utf-16-be")
    return meaning
