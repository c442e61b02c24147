"""Repairs the tag tree that WeasyPrint builds, so that the PDF meets PDF/UA-1.

`repair_tags` is (part of) the `finisher` of `write_pdf`: the pages are painted and the tags are
built by then, and nothing is written yet. Rule numbers are those of ISO 14289-1 in veraPDF's
counting.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pydyf

from handouts.pdf.internals.boxes import boxes
from handouts.pdf.internals.pdf_objects import Reference, operations
from handouts.pdf.tagging.tag_tree import (
    Box,
    Tag,
    TagTree,
    is_a,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PRINTS = 4  # the Print bit of an annotation's F, ISO 32000-1, table 165
SCOPES = {"row": "/Row", "rowgroup": "/Row", "col": "/Column", "colgroup": "/Column"}
# Which tag a part of a list or table must stand in.
HOMES = {"/LI": "/L", "/LBody": "/LI", "/Lbl": "/LI", "/TH": "/TR", "/TD": "/TR"}


def repair_tags(document: Any, pdf: Any) -> None:
    """Repair the tag tree of `pdf`, which WeasyPrint made from `document`, in place.

    Raises:
        RuntimeError: the tags do not follow the boxes as those of WeasyPrint 70 do.
    """
    if "StructTreeRoot" not in pdf.catalog:
        return
    tree = TagTree(document, pdf)
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


def _gather_link_annotations(tree: TagTree) -> None:
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


def _nest_sublists(tree: TagTree) -> None:
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


def _free_stray_parts(tree: TagTree) -> None:
    """Take their type from list items and cells outside lists and rows (7.2-8, 9, 17, 18).

    WeasyPrint gives them to boxes that it makes itself deep inside an item or a cell: around
    columns, say, or around a child that is laid out as a table cell.
    """
    for tag in tree.of_type(*HOMES):  # from the outside in
        if tree.at(tag["P"])["S"] != HOMES[tag["S"]]:
            tag["S"] = "/NonStruct"
            tag.pop("A", None)


def _complete_list_items(tree: TagTree) -> None:
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


def _hide_decoration(tree: TagTree) -> None:
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


def _hide_page_furniture(tree: TagTree) -> None:
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


def _write_artifacts(tree: TagTree) -> None:
    """Mark hidden content as /Artifact in the pages, and let no tag own it (7.1)."""
    if not tree.artifacts:
        return
    tree.drop_hidden()
    for reference, hidden in tree.artifacts.items():
        page = tree.at(reference)
        owners = tree.owner(page["StructParents"])
        for number in hidden:
            owners[number] = "null"
        drawn = operations(tree.pdf, page)
        for index, operation in enumerate(drawn):
            if operation == b"BDC" and (properties := hidden.get(drawn[index - 1]["MCID"])):
                drawn[index - 2 : index] = ["/Artifact", pydyf.Dictionary(properties)]


def _name_header_scope(tree: TagTree) -> None:
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


def _table_of(tree: TagTree, cell: Tag) -> Reference | None:
    return next((tag.reference for tag in tree.above(cell) if tag["S"] == "/Table"), None)


def _drop_empty_headers(tree: TagTree) -> None:
    """Take empty lists of headers away, which claim that a cell has none (7.5-1)."""
    for cell in tree.of_type("/TD"):
        if cell["A"].get("Headers") == []:
            del cell["A"]["Headers"]


def _name_form_fields(tree: TagTree) -> None:
    """Give every form field a name that can be read out (7.18.1-3)."""
    for box, _, _ in tree.pairs:
        if box.widget_annotation:
            field = box.widget_annotation
            label = box.element.get("title") or box.element.get("aria-label")
            if "TU" not in field or not field["TU"].string.strip():
                field["TU"] = pydyf.String(label or field["T"].string)


def _describe_links(tree: TagTree) -> None:
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


def _mark_languages(tree: TagTree, language: str) -> None:
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
        stack.extend((kid, own) for kid in tree.kids(tag) if is_a(kid, "/StructElem"))


def _languages(root: Element, default: str) -> dict[Element, str]:
    """Return the language of every element, from the nearest `lang` around it."""
    languages = {}
    stack = [(root, default)]
    while stack:
        element, inherited = stack.pop()
        languages[element] = element.get("lang") or inherited
        stack.extend((child, languages[element]) for child in element)
    return languages
