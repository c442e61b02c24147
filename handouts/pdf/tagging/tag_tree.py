"""The tag tree that WeasyPrint 70 builds, paired with the boxes that the tags were made for.

`Walk` stops with an error when another version of WeasyPrint builds another tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pydyf

from handouts.pdf.internals.boxes import AbsolutePlaceholder, boxes, page_box
from handouts.pdf.internals.errors import TagsOutOfStep
from handouts.pdf.internals.pdf_objects import Reference, resolve

if TYPE_CHECKING:
    # Only a name here: WeasyPrint has parsed the document long before.
    from xml.etree.ElementTree import Element

# WeasyPrint and pydyf come without types. A box is one of `boxes`; a tag is the pydyf.Dictionary
# of a structure element: S its type, P its parent, Pg its page, K its kids (numbers of marked
# content, or references to tags and to annotations).
Box = Any
Tag = Any

CELLS = ("/TH", "/TD")


class Pair(NamedTuple):
    """A laid-out box with the tag that was made for it."""

    box: Box
    tag: Tag
    margin: str  # the margin box it stands in, such as "@top-left"; "" in the page's content


class Walk:
    """Pairs boxes with tags, by going through the boxes as WeasyPrint did.

    WeasyPrint makes one tag for nearly every box, in the order of the boxes, and the number of a
    PDF object tells when it was made. So the n-th tag belongs to the n-th box that gets one. Every
    step compares the tag's page, parent and kind of content with the box's: out of step they cannot
    agree for long, and no tag may be left over.
    """

    def __init__(self, document: Any, pdf: Any) -> None:
        self._tags = (item for item in pdf.objects if is_a(item, "/StructElem"))
        self.top: Tag = next(self._tags)
        self.pairs: list[Pair] = []
        self.sublists: list[tuple[Tag, Tag]] = []  # a list with the LI that it stands in
        self.roots: dict[Element, None] = {}  # <html> elements; many when documents were joined
        for page, reference in zip(document.pages, pdf.page_references, strict=True):
            self._page: Reference = reference
            self._visit(page_box(page), self.top, "")
        if next(self._tags, None) is not None:
            raise _out_of_step("there are more tags than boxes")

    def _visit(self, box: Box, parent: Tag, margin: str) -> None:
        """Pair `box` and all that is in it."""
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if _passes_through(box):
            if isinstance(box, boxes.MarginBox):
                margin = box.at_keyword
            elif box.element_tag == "html":
                self.roots[box.element] = None
            for child in box.children:
                self._visit(child, parent, margin)
            return
        if _gets_a_list_item_around(box, parent):
            parent = self._next(box, parent)
        tag = self._next(box, parent)
        self.pairs.append(Pair(box, tag, margin))
        if box.widget_annotation:
            self._next(box, tag)
        for child in _content(box, tag):
            if isinstance(child, boxes.TextBox):
                if tag["S"] != "/Link":  # a link holds its text without a tag in between
                    self._next(child, tag)
            elif tag["S"] == "/LI" and child.element_tag in ("ul", "ol"):
                first = len(self.pairs)
                self._visit(child, parent, margin)
                self.sublists.append((self.pairs[first].tag, tag))
            else:
                self._visit(child, tag, margin)

    def _next(self, box: Box, parent: Tag) -> Tag:
        """Return the next tag, which must be that of `box`."""
        tag = next(self._tags, None)
        if tag is None:
            raise _out_of_step(f"there is no tag for {box}")
        fits = tag["P"] == parent.reference and tag["Pg"] == self._page
        if isinstance(box, boxes.TextBox):
            fits = fits and [type(kid) for kid in tag["K"]] == [int]
        if not fits:
            raise _out_of_step(f"tag {tag.number} ({tag['S']}) is not that of {box}")
        return tag


def _out_of_step(detail: str) -> TagsOutOfStep:
    return TagsOutOfStep(
        "The tags of this PDF do not follow its boxes, so its languages and headings cannot be "
        f"marked: {detail}. Is this WeasyPrint 70?"
    )


def _passes_through(box: Box) -> bool:
    """Return whether WeasyPrint hands the content of `box` on to its parent's tag."""
    if isinstance(box, boxes.MarginBox):
        return True
    is_root = isinstance(box, boxes.PageBox) or element_name(box) in ("html", "body")
    return is_root and isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox)


def _gets_a_list_item_around(box: Box, parent: Tag) -> bool:
    """Return whether WeasyPrint makes an LI for `box` and then an LBody in it."""
    if parent["S"] in ("/LI", "/LBody"):
        return False
    if element_name(box) == "li":
        style = box.style
        return "list-item" not in style["display"] or style["list_style_type"] == "none"
    return element_name(box) in ("dt", "dd")


def _content(box: Box, tag: Tag) -> Iterator[Box]:
    """Yield what is in `box`, with the lines and the inner box of a table taken away."""
    table = box.get_wrapped_table() if tag["S"] == "/Table" and box.is_table_wrapper else None
    for child in box.children:
        for item in child.children if table is not None and child is table else [child]:
            if isinstance(item, boxes.LineBox):
                yield from item.children
            else:
                yield item


def element_name(box: Box) -> str | None:
    """Return the name of the HTML element that `box` was made for, if it was for one."""
    return None if box.element is None else box.element_tag


def is_a(item: Any, kind: str) -> bool:
    """Return whether a PDF object is a dictionary of type `kind`."""
    return isinstance(item, dict) and item.get("Type") == kind


class TagTree:
    """The tag tree, with what the repairs look things up in."""

    def __init__(self, document: Any, pdf: Any) -> None:
        walk = Walk(document, pdf)
        self.pdf = pdf
        self.top = walk.top
        self.pairs = walk.pairs
        self.sublists = walk.sublists
        self.roots = walk.roots
        self.box_of = {pair.tag.reference: pair.box for pair in walk.pairs}
        self.links = self._link_annotations()
        root = self.at(pdf.catalog["StructTreeRoot"])
        # Number tree: 0, tags of page 0, 1, tags of page 1, ..., 8, tag of annotation 8, ...
        self._owners = self.at(root["ParentTree"])["Nums"]
        self._owner_index = {key: 2 * index + 1 for index, key in enumerate(self._owners[::2])}
        # For each page the marked content that becomes an artifact, with its property list.
        self.artifacts: dict[Reference, dict[int, dict[str, str]]] = {}

    def at(self, reference: Reference) -> Any:
        """Return the object that `reference` names."""
        return resolve(self.pdf, reference)

    def of_type(self, *types: str) -> list[Tag]:
        """Return the tags of these types, in the order in which they were made."""
        return [
            item for item in self.pdf.objects if is_a(item, "/StructElem") and item["S"] in types
        ]

    def above(self, tag: Tag) -> Iterator[Tag]:
        """Yield the tags around `tag`, from the inside out."""
        while tag is not self.top:
            tag = self.at(tag["P"])
            yield tag

    def kids(self, tag: Tag) -> list[Any]:
        """Return the tags in `tag` and the references to annotations, without marked content."""
        return [self.at(kid) for kid in tag["K"] if not isinstance(kid, int)]

    def owner(self, key: int) -> Any:
        """Return what the parent tree says about a page or an annotation."""
        return self._owners[self._owner_index[key]]

    def set_owner(self, key: int, reference: Reference) -> None:
        """Let annotation `key` belong to another tag."""
        self._owners[self._owner_index[key]] = reference

    def hide(self, tag: Tag, properties: dict[str, str]) -> bool:
        """Return whether `tag` is gone, with all its content turned into artifacts.

        Tags with an annotation stay, since annotations must be in the tree (7.18), and so do cells,
        since rows must be of one length (7.2-43).
        """
        stay = []
        stack = [tag]
        while stack:
            one = stack.pop()
            kids = self.kids(one)
            if any(is_a(kid, "/OBJR") for kid in kids):
                stay.append(one)
                continue
            marked = self.artifacts.setdefault(one["Pg"], {})
            marked.update((kid, properties) for kid in one["K"] if isinstance(kid, int))
            stack.extend(reversed(kids))
            if one is not tag:
                one.clear()
        if stay and stay[0] is tag:
            return False
        if stay or tag["S"] in CELLS:
            tag["K"] = pydyf.Array(one.reference for one in stay)
            for one in stay:
                one["P"] = tag.reference
            return False
        tag.clear()
        return True

    def drop_hidden(self) -> None:
        """Take hidden tags out of the kids of all others."""
        for item in self.pdf.objects:
            if is_a(item, "/StructElem"):
                kids = item["K"]
                kids[:] = [kid for kid in kids if isinstance(kid, int) or self.at(kid)]

    def _link_annotations(self) -> list[tuple[Any, Any]]:
        """Return each link annotation, behind the reference to it that hangs in the tree."""
        found = []
        for item in self.pdf.objects:
            if is_a(item, "/OBJR"):
                annotation = self.at(item["Obj"])
                if annotation.get("Subtype") == "/Link":
                    found.append((item, annotation))
        return found
