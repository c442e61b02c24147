"""Repairs the tag tree that WeasyPrint builds, so that the PDF meets PDF/UA-1.

`repair_tags` is (part of) the `finisher` of `write_pdf`: the pages are painted and the tags are
built by then, and nothing is written yet. Rule numbers are those of ISO 14289-1 in veraPDF's
counting. All of this is made for the tag tree of WeasyPrint 70; `_Walk` stops with an error when
another version builds another tree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

if TYPE_CHECKING:
    # Only a name here: WeasyPrint has parsed the document long before.
    from xml.etree.ElementTree import Element

# WeasyPrint and pydyf come without types. A box is one of `boxes`; a tag is the pydyf.Dictionary
# of a structure element: S its type, P its parent, Pg its page, K its kids (numbers of marked
# content, or references to tags and to annotations).
Box = Any
Tag = Any
Reference = bytes

PRINTS = 4  # the Print bit of an annotation's F, ISO 32000-1, table 165
SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
CELLS = ("/TH", "/TD")
# Which tag a part of a list or table must stand in.
HOMES = {"/LI": "/L", "/LBody": "/LI", "/Lbl": "/LI", "/TH": "/TR", "/TD": "/TR"}


def repair_tags(document: Any, pdf: Any) -> None:
    """Repair the tag tree of `pdf`, which WeasyPrint made from `document`, in place.

    Raises:
        RuntimeError: the tags do not follow the boxes as those of WeasyPrint 70 do.
    """
    if "StructTreeRoot" not in pdf.catalog:
        return
    tree = _Tree(document, pdf)
    _gather_link_annotations(tree)
    _nest_sublists(tree)
    _free_stray_parts(tree)
    _complete_list_items(tree)
    _hide_decoration(tree)
    _hide_page_furniture(tree)
    _write_artifacts(tree)
    _name_header_scope(tree)
    _drop_empty_headers(tree)
    _name_form_fields(tree)
    _describe_links(tree)
    _mark_languages(tree, document.metadata.lang or "")


class _Pair(NamedTuple):
    """A laid-out box with the tag that was made for it."""

    box: Box
    tag: Tag
    margin: str  # the margin box it stands in, such as "@top-left"; "" in the page's content


class _Walk:
    """Pairs boxes with tags, by going through the boxes as WeasyPrint did.

    WeasyPrint makes one tag for nearly every box, in the order of the boxes, and the number of a
    PDF object tells when it was made. So the n-th tag belongs to the n-th box that gets one. Every
    step compares the tag's page and parent with the box's: out of step they cannot agree for long,
    and no tag may be left over.
    """

    def __init__(self, document: Any, pdf: Any) -> None:
        self._tags = (item for item in pdf.objects if _is_a(item, "/StructElem"))
        self.top: Tag = next(self._tags)
        self.pairs: list[_Pair] = []
        self.sublists: list[tuple[Tag, Tag]] = []  # a list with the LI that it stands in
        self.roots: dict[Element, None] = {}  # <html> elements; many when documents were joined
        for page, reference in zip(document.pages, pdf.page_references, strict=True):
            self._page: Reference = reference
            self._visit(page._page_box, self.top, "")
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
        self.pairs.append(_Pair(box, tag, margin))
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
        if tag["P"] != parent.reference or tag["Pg"] != self._page:
            raise _out_of_step(f"tag {tag.number} ({tag['S']}) is not that of {box}")
        return tag


def _out_of_step(detail: str) -> RuntimeError:
    return RuntimeError(
        "The tags of this PDF do not follow its boxes, so its languages and headings cannot be "
        f"marked: {detail}. Is this WeasyPrint 70?"
    )


def _passes_through(box: Box) -> bool:
    """Return whether WeasyPrint hands the content of `box` on to its parent's tag."""
    if isinstance(box, boxes.MarginBox):
        return True
    is_root = isinstance(box, boxes.PageBox) or _name(box) in ("html", "body")
    return is_root and isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.LineBox)


def _gets_a_list_item_around(box: Box, parent: Tag) -> bool:
    """Return whether WeasyPrint makes an LI for `box` and then an LBody in it."""
    if parent["S"] in ("/LI", "/LBody"):
        return False
    if _name(box) == "li":
        style = box.style
        return "list-item" not in style["display"] or style["list_style_type"] == "none"
    return _name(box) in ("dt", "dd")


def _content(box: Box, tag: Tag) -> Iterator[Box]:
    """Yield what is in `box`, with the lines and the inner box of a table taken away."""
    table = box.get_wrapped_table() if tag["S"] == "/Table" and box.is_table_wrapper else None
    for child in box.children:
        for item in child.children if table is not None and child is table else [child]:
            if isinstance(item, boxes.LineBox):
                yield from item.children
            else:
                yield item


def _name(box: Box) -> str | None:
    return None if box.element is None else box.element_tag


def _is_a(item: Any, kind: str) -> bool:
    return isinstance(item, dict) and item.get("Type") == kind


class _Tree:
    """The tag tree, with what the repairs look things up in."""

    def __init__(self, document: Any, pdf: Any) -> None:
        walk = _Walk(document, pdf)
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
        return self.pdf.objects[int(reference.split()[0])]

    def of_type(self, *types: str) -> list[Tag]:
        """Return the tags of these types, in the order in which they were made."""
        return [
            item for item in self.pdf.objects if _is_a(item, "/StructElem") and item["S"] in types
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
            if any(_is_a(kid, "/OBJR") for kid in kids):
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
            if _is_a(item, "/StructElem"):
                kids = item["K"]
                kids[:] = [kid for kid in kids if isinstance(kid, int) or self.at(kid)]

    def _link_annotations(self) -> list[tuple[Any, Any]]:
        """Return each link annotation, behind the reference to it that hangs in the tree."""
        found = []
        for item in self.pdf.objects:
            if _is_a(item, "/OBJR"):
                annotation = self.at(item["Obj"])
                if annotation.get("Subtype") == "/Link":
                    found.append((item, annotation))
        return found


def _gather_link_annotations(tree: _Tree) -> None:
    """Hang a link's annotations on its Link tag instead of on tags inside it (7.18.5-1).

    WeasyPrint gives every box in a link an annotation. Link tags that are left without one (the
    generated content of a link, an <a> without href) become spans, or they were read as links.
    """
    for reference, annotation in tree.links:
        owner = tree.at(tree.owner(annotation["StructParent"]))
        links = [tag for tag in (owner, *tree.above(owner)) if tag["S"] == "/Link"]
        if links and links[-1] is not owner:
            owner["K"].remove(reference.reference)
            links[-1]["K"].append(reference.reference)
            tree.set_owner(annotation["StructParent"], links[-1].reference)
    linked = {tree.owner(annotation["StructParent"]) for _, annotation in tree.links}
    for tag in tree.of_type("/Link"):
        if tag.reference not in linked:
            tag["S"] = "/Span"


def _nest_sublists(tree: _Tree) -> None:
    """Put a list that stands in a list item into its LI, at its place in the text (7.1, order).

    WeasyPrint puts it behind the item, so words after the inner list are read before it.
    """
    moved = {sublist.reference for sublist, _ in tree.sublists}
    for parent in {sublist["P"] for sublist, _ in tree.sublists}:
        kids = tree.at(parent)["K"]
        kids[:] = [kid for kid in kids if kid not in moved]
    items = {}
    for sublist, item in tree.sublists:
        sublist["P"] = item.reference
        item["K"].append(sublist.reference)
        items[item.number] = item
    for item in items.values():
        # Tags are numbered in the order of the text.
        item["K"].sort(key=lambda kid: tree.at(kid).number)


def _free_stray_parts(tree: _Tree) -> None:
    """Take their type from list items and cells outside lists and rows (7.2-8, 9, 17, 18).

    WeasyPrint gives them to boxes that it makes itself deep inside an item or a cell: around
    columns, say, or around a child that is laid out as a table cell.
    """
    for tag in tree.of_type(*HOMES):  # from the outside in
        if tree.at(tag["P"])["S"] != HOMES[tag["S"]]:
            tag["S"] = "/NonStruct"
            tag.pop("A", None)


def _complete_list_items(tree: _Tree) -> None:
    """Let every LI hold its label and one LBody with all the rest (7.2-20)."""
    for item in tree.of_type("/LI"):
        kids = tree.kids(item)
        labels = [kid.reference for kid in kids if kid.get("S") == "/Lbl"]
        content = [kid for kid in item["K"] if kid not in labels]
        bodies = [kid for kid in kids if kid.get("S") == "/LBody"]
        if not content or content == [body.reference for body in bodies[:1]]:
            continue
        body = pydyf.Dictionary({"Type": "/StructElem", "S": "/LBody", "K": pydyf.Array(content)})
        body.update(Pg=item["Pg"], P=item.reference)
        tree.pdf.add_object(body)
        item["K"] = pydyf.Array([*labels, body.reference])
        for kid in kids:
            if "P" in kid and kid["S"] != "/Lbl":
                kid["P"] = body.reference
        for old in bodies:
            old["S"] = "/NonStruct"


def _hide_decoration(tree: _Tree) -> None:
    """Turn what the HTML calls decoration into artifacts (7.1, 7.3-1).

    That is `alt=""`, `role=presentation` on a picture, and `aria-hidden=true` on anything. A
    picture without `alt` stays a figure without text, for the validator to find.
    """
    for box, tag, _ in tree.pairs:
        if tag and _is_decoration(box.element, tag):
            tree.hide(tag, {"Type": "/Layout"})


def _is_decoration(element: Element | None, tag: Tag) -> bool:
    if element is None:
        return False
    if element.get("aria-hidden") == "true":
        return True
    silent = element.get("alt") == "" or element.get("role") in ("presentation", "none")
    return tag["S"] == "/Figure" and silent


def _hide_page_furniture(tree: _Tree) -> None:
    """Turn margin boxes into pagination artifacts (7.8), except for the links in them.

    WeasyPrint leaves their tags outside the tree. Links go into it, behind the content of their
    page, since annotations must be in the tree (7.18).
    """
    linked = []
    for _, tag, margin in tree.pairs:
        if margin and tag and tag["P"] == tree.top.reference:
            properties = {"Type": "/Pagination"}
            if margin.startswith("@top"):
                properties["Subtype"] = "/Header"
            elif margin.startswith("@bottom"):
                properties["Subtype"] = "/Footer"
            if not tree.hide(tag, properties):
                if tag["S"] != "/Link":
                    tag["S"] = "/Div"
                linked.append(tag.reference)
    page_order = {page: number for number, page in enumerate(tree.pdf.page_references)}
    kids = [kid for kid in tree.top["K"] if tree.at(kid)]
    tree.top["K"] = pydyf.Array(
        sorted([*kids, *linked], key=lambda kid: page_order[tree.at(kid)["Pg"]])
    )


def _write_artifacts(tree: _Tree) -> None:
    """Mark hidden content as /Artifact in the pages, and let no tag own it (7.1)."""
    if not tree.artifacts:
        return
    tree.drop_hidden()
    for reference, hidden in tree.artifacts.items():
        page = tree.at(reference)
        owners = tree.owner(page["StructParents"])
        for number in hidden:
            owners[number] = "null"
        operations = tree.at(page["Contents"]).stream
        for index, operation in enumerate(operations):
            if operation == b"BDC" and (properties := hidden.get(operations[index - 1]["MCID"])):
                operations[index - 2 : index] = ["/Artifact", pydyf.Dictionary(properties)]


def _name_header_scope(tree: _Tree) -> None:
    """Say of every TH which cells it heads (7.5-1).

    Without a `scope` in the HTML, headers in THead and in rows of headers are those of columns.
    WeasyPrint takes all others for headers of columns too, so the lists of headers that it wrote
    for such a table are dropped: scopes alone are enough to find headers.
    """
    wrong = set()
    kinds: dict[Reference, set[str]] = {}  # of the cells in a row
    for header in tree.of_type("/TH"):
        row = tree.at(header["P"])
        if row.reference not in kinds:
            kinds[row.reference] = {kid.get("S") for kid in tree.kids(row)}
        box = tree.box_of[header.reference]
        scope = SCOPES.get((box.element.get("scope") or "").lower())
        if scope is None:
            in_head = tree.at(row["P"])["S"] == "/THead" or kinds[row.reference] == {"/TH"}
            scope = "/Column" if in_head else "/Row"
            if not in_head:
                wrong.add(_table_of(tree, header))
        header["A"]["Scope"] = scope
    if wrong:
        for cell in tree.of_type("/TD"):
            if _table_of(tree, cell) in wrong:
                cell["A"].pop("Headers", None)


def _table_of(tree: _Tree, cell: Tag) -> Reference | None:
    return next((tag.reference for tag in tree.above(cell) if tag["S"] == "/Table"), None)


def _drop_empty_headers(tree: _Tree) -> None:
    """Take empty lists of headers away, which claim that a cell has none (7.5-1)."""
    for cell in tree.of_type("/TD"):
        if cell["A"].get("Headers") == []:
            del cell["A"]["Headers"]


def _name_form_fields(tree: _Tree) -> None:
    """Give every form field a name that can be read out (7.18.1-3)."""
    for box, _, _ in tree.pairs:
        if box.widget_annotation:
            field = box.widget_annotation
            label = box.element.get("title") or box.element.get("aria-label")
            if "TU" not in field or not field["TU"].string.strip():
                field["TU"] = pydyf.String(label or field["T"].string)


def _describe_links(tree: _Tree) -> None:
    """Describe links by their title or text (7.18.5-2), and let them print (ISO 19005-2, 6.3.2).

    WeasyPrint describes a link by its address. A link over many lines has many annotations; its
    words are put together once.
    """
    words: dict[Element, str] = {}
    for _, annotation in tree.links:
        annotation["F"] = PRINTS
        box = tree.box_of[tree.owner(annotation["StructParent"])]
        if box.element is not None:
            if box.element not in words:
                words[box.element] = _link_words(box)
            if words[box.element]:
                annotation["Contents"] = pydyf.String(words[box.element])


def _link_words(box: Box) -> str:
    """Return the title of a link, else its text in the HTML, else its text on the page."""
    element = box.element
    title = element.get("title") or element.get("aria-label")
    if title:
        return str(title)
    return _joined(_words(element)) or _joined(
        item.text for item in box.descendants() if isinstance(item, boxes.TextBox)
    )


def _words(element: Element) -> Iterator[str]:
    """Yield the text in `element` as it is read out: pictures by their alternative text."""
    tag: Any = element.tag  # of a comment: a function
    if not isinstance(tag, str) or tag.endswith("}style"):
        return  # the latter is the style sheet of a drawing
    yield element.get("alt") or ""
    yield element.text or ""
    for child in element:
        yield from _words(child)
        yield child.tail or ""


def _joined(words: Iterator[str]) -> str:
    return " ".join("".join(words).split())


def _mark_languages(tree: _Tree, language: str) -> None:
    """Name the language of every tag that is in another one than its parent (7.2).

    `language` is that of the whole document, from its catalog.
    """
    spoken = {}
    for root in tree.roots:
        spoken.update(_languages(root, language))
    stack = [(tree.top, language)]
    while stack:
        tag, inherited = stack.pop()
        box = tree.box_of.get(tag.reference)
        own = inherited if box is None else spoken.get(box.element, inherited)
        if own != inherited:
            tag["Lang"] = pydyf.String(own)
        stack.extend((kid, own) for kid in tree.kids(tag) if _is_a(kid, "/StructElem"))


def _languages(root: Element, default: str) -> dict[Element, str]:
    """Return the language of every element, from the nearest `lang` around it."""
    languages = {}
    stack = [(root, default)]
    while stack:
        element, inherited = stack.pop()
        languages[element] = element.get("lang") or inherited
        stack.extend((child, languages[element]) for child in element)
    return languages
