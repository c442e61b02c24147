"""What a reader sees of a laid-out leaflet: its text, colours, pictures, and what is hidden.

Reads WeasyPrint's boxes after layout, as plain values that the brand checks can judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from handouts.pdf.internals.boxes import Gradient, RasterImage, boxes, page_box, root_element
from handouts.units import PX_PER_INCH, PX_PER_MM, PX_PER_PT

Colour = tuple[float, float, float]  # sRGB, each 0 to 1
Rect = tuple[float, float, float, float]  # left, top, right, bottom in CSS pixels

CLOSE_LETTERS, CLOSE_WORDS = 0.1, 0.15  # of the size: a space is 0.25 wide
OPAQUE = 0.6  # of a ground: words under it can hardly be read
WHITE: Colour = (1.0, 1.0, 1.0)
_SIDES = ("top", "right", "bottom", "left")


@dataclass(frozen=True, slots=True)
class TextRun:
    """A piece of text on a page: its look, what it stands on, and where it comes from."""

    page: int  # from 1
    text: str
    size_pt: float
    bold: bool
    colour: Colour
    grounds: tuple[Colour, ...]  # the colours behind it, more than one where a gradient is
    on_picture: bool
    family: str
    path: tuple[str, ...]  # classes and tags of the elements around it, from the outermost on
    generated: bool  # by a style sheet, not in the page's own text
    visible: bool
    turned: bool  # by a transform
    rect: Rect = field(repr=False)
    struck: bool = False
    squeezed: bool = False  # characters or words run into one another

    @property
    def element(self) -> str:
        """Return the nearest class or tag, as a style sheet would name it."""
        return self.path[-1] if self.path else ""


@dataclass(frozen=True, slots=True)
class BoxPaint:
    """The border and ground of a box: of those with a class that was asked for.

    `path` are the classes and tags of the elements around it and its own, as with `TextRun`.
    """

    page: int
    name: str
    ground: Colour
    fill: Colour | None
    border_colour: Colour | None
    border_pt: tuple[float, float, float, float]
    rect: Rect
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture on a page."""

    page: int  # from 1
    address: str
    alt: str
    width_mm: float
    height_mm: float
    dots_per_inch: float | None  # None for drawings
    ratio: float | None  # width to height in dots; None for drawings
    ground: Colour
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Text of an element that is not to be seen on any page, or only a part of it."""

    text: str
    path: tuple[str, ...]
    share: float  # of its characters, the part that is seen


@dataclass(frozen=True, slots=True)
class Appearance:
    """All that can be seen of a leaflet."""

    runs: tuple[TextRun, ...]
    box_paints: tuple[BoxPaint, ...]
    pictures: tuple[Picture, ...]
    hidden: tuple[HiddenText, ...]
    covered: tuple[tuple[TextRun, TextRun], ...]
    pages_mm: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Paint:
    """A ground painted behind what follows: a rectangle of one or more colours."""

    rect: Rect
    colours: tuple[tuple[Colour, float], ...]
    picture: Rect | None


# In what order things are painted (CSS 2.2, appendix E): the contexts around a thing from the
# outermost on, each as its level and its place in the document. What compares greater is on top.
_Layer = tuple[tuple[float, int], ...]
_GROUNDS, _WORDS = -1.0, -0.5  # levels of what is in no context of its own; z-index is from 0 on
_BELOW = -1_000.0  # where negative levels start

# Lines and words have no element of their own; only ::first-line may paint behind them.
_BARE = (boxes.TextBox, boxes.LineBox)
_IN_PLACE = (boxes.InlineBlockBox, boxes.InlineFlexBox, boxes.InlineGridBox)


@dataclass(frozen=True, slots=True)
class _Occluder:
    """Something that nothing shines through, in a layer of its own: perhaps over words."""

    layer: _Layer
    rect: Rect


@dataclass(frozen=True, slots=True)
class _PaintContext:
    """What a box gets from the boxes around it."""

    page: int
    paints: tuple[_Paint, ...]
    clip: Rect
    path: tuple[str, ...] = ()
    opacity: float = 1.0
    turned: bool = False
    element: Any = None
    layer: _Layer = ()


def read_appearance(document: Any, wanted: frozenset[str]) -> Appearance:
    """Return what a WeasyPrint document looks like; `wanted` are classes whose borders matter."""
    reader = _Reader(wanted)
    for number, page in enumerate(document.pages, start=1):
        box = page_box(page)
        rect = (0.0, 0.0, float(page.width), float(page.height))
        canvas = _paint(box, rect) or _Paint(rect, ((WHITE, 1.0),), None)
        reader.read(box, _PaintContext(number, (_Paint(rect, ((WHITE, 1.0),), None), canvas), rect))
        reader.finish_page()
    runs = tuple(reader.runs)
    return Appearance(
        runs=runs,
        box_paints=tuple(reader.box_paints),
        pictures=tuple(reader.pictures),
        hidden=tuple(_hidden_text(root_element(document), reader.seen)),
        covered=tuple(_covered(runs)),
        pages_mm=tuple((p.width / PX_PER_MM, p.height / PX_PER_MM) for p in document.pages),
    )


class _Reader:
    """Walks the boxes of a page and notes what is painted."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self.wanted = wanted
        self.runs: list[TextRun] = []
        self.box_paints: list[BoxPaint] = []
        self.pictures: list[Picture] = []
        self.seen: Counter[Any] = Counter()  # letters seen of each element
        self._order = 0
        self._occluders: list[_Occluder] = []
        self._words: list[tuple[int, Any, _Layer]] = []  # of a page: run, its element, its layer

    def finish_page(self) -> None:
        """Count the letters to be seen on the page just read: nothing is painted over them."""
        for index, element, layer in self._words:
            run = self.runs[index]
            middle = _core(run.rect)
            if any(
                cover.layer > layer and _area(_meet(cover.rect, middle)) > 0.5 * _area(middle)
                for cover in self._occluders
            ):
                self.runs[index] = replace(run, visible=False)
            elif not run.generated and element is not None:
                self.seen[element] += _characters(run.text)
        self._words.clear()
        self._occluders.clear()

    def read(self, box: Any, context: _PaintContext) -> None:
        """Note a box and everything in it."""
        box = getattr(box, "_box", box)  # absolute boxes stand behind a placeholder
        self._order += 1
        context = self._inside(box, context)
        if isinstance(box, boxes.TextBox):
            self._text(box, context)
        elif isinstance(box, boxes.ReplacedBox):
            self._picture(box, context)
        for child in _children(box):
            self.read(child, context)

    def _inside(self, box: Any, context: _PaintContext) -> _PaintContext:
        style = box.style
        if (
            isinstance(box, _BARE)
            and box.element is context.element
            and getattr(box, "background", None) is None
            and style["opacity"] == 1
        ):
            return context
        rect = _border_rect(box)
        names = context.path
        if box.element is not None and box.element is not context.element:
            names = (*names, *_names(box.element))
        paints = context.paints
        layer = self._layer(box, context)
        if not isinstance(box, boxes.PageBox) and (paint := _paint(box, rect)):
            paints = (*paints, paint)
            if layer and _is_opaque(paint, context.opacity * float(style["opacity"])):
                own = layer if layer != context.layer else (*layer, (_GROUNDS, self._order))
                self._occluders.append(_Occluder(own, _meet(rect, context.clip)))
        if box.element is not None and box.element is not context.element:
            self._frame(box, context, names)
        clip = context.clip
        if style["overflow"] != "visible" and isinstance(box, boxes.BlockContainerBox):
            clip = _meet(clip, rect)
        return _PaintContext(
            context.page, paints, clip, names,
            context.opacity * float(style["opacity"]),
            context.turned or bool(style["transform"]),
            box.element if box.element is not None else context.element,
            layer,
        )  # fmt: skip

    def _layer(self, box: Any, context: _PaintContext) -> _Layer:
        """Return the contexts around what is in a box, as WeasyPrint paints them."""
        style = box.style
        level = style["z_index"]
        placed = style["position"] in {"relative", "absolute", "fixed"}
        if placed or getattr(box, "is_grid_item", False):
            if level != "auto":
                return (*context.layer, (level if level >= 0 else _BELOW + level, self._order))
            if placed:
                return (*context.layer, (0.0, self._order))
        if style["opacity"] < 1 or style["transform"] or style["overflow"] != "visible":
            return (*context.layer, (0.0, self._order))
        if isinstance(box, _IN_PLACE):
            return (*context.layer, (_WORDS, self._order))
        return context.layer

    def _text(self, box: Any, context: _PaintContext) -> None:
        text = box.text.strip()
        if not text:
            return
        rect = (box.position_x, box.position_y,
                box.position_x + box.width, box.position_y + box.height)  # fmt: skip
        grounds, on_picture = _grounds(context.paints, rect)
        colour, alpha = rgb(box.style["color"])
        alpha *= context.opacity
        seen = _area(_meet(rect, context.clip)) >= 0.6 * _area(rect) > 0
        visible = seen and alpha > 0.1 and box.style["visibility"] == "visible"
        generated = "::" in str(box.element_tag)
        self.runs.append(
            TextRun(
                context.page,
                text,
                float(box.style["font_size"]) / PX_PER_PT,
                box.style["font_weight"] >= 600,
                _over(colour, alpha, grounds[0]),
                grounds,
                on_picture,
                str(box.style["font_family"][0]),
                context.path,
                generated,
                visible,
                context.turned,
                rect,
                "line-through" in box.style["text_decoration_line"],
                _is_squeezed(box.style),
            )
        )
        if visible:
            layer = (*context.layer, (_WORDS, self._order))
            self._words.append((len(self.runs) - 1, context.element, layer))

    def _picture(self, box: Any, context: _PaintContext) -> None:
        image = box.replacement
        raster = isinstance(image, RasterImage)
        dots = image.width / (box.width / PX_PER_INCH) if raster and box.width else None
        ratio = image.width / image.height if raster and image.height else None
        element = box.element
        address = element.get("src", "") if element is not None else ""
        alt = element.get("alt", "") if element is not None else ""
        rect = _border_rect(box)
        if context.layer and context.opacity > OPAQUE:
            self._occluders.append(_Occluder((*context.layer, (_WORDS, self._order)), rect))
        self.pictures.append(
            Picture(
                context.page,
                address,
                alt,
                box.width / PX_PER_MM,
                box.height / PX_PER_MM,
                dots,
                ratio,
                _grounds(context.paints, rect)[0][0],
                context.path,
            )
        )

    def _frame(self, box: Any, context: _PaintContext, names: tuple[str, ...]) -> None:
        for name in self.wanted.intersection(names[len(context.path) :]):
            rect = _border_rect(box)
            ground = _grounds(context.paints, rect)[0][0]
            paint = _paint(box, rect)
            fill = None
            if paint and paint.colours:
                colour, alpha = paint.colours[0]
                fill = _over(colour, alpha * context.opacity, ground)
            widths = tuple(_border_pt(box, side) for side in _SIDES)
            border = None
            for side, width in zip(_SIDES, widths, strict=True):
                if width and border is None:
                    colour, alpha = rgb(box.style[f"border_{side}_color"], box.style)
                    border = _over(colour, alpha * context.opacity, ground)
            self.box_paints.append(
                BoxPaint(context.page, name, ground, fill, border, widths, rect, names)  # type: ignore[arg-type]
            )


def _children(box: Any) -> Iterator[Any]:
    """Yield what stands in a box; a table's columns paint, but hold no text."""
    yield from getattr(box, "children", ())


def _names(element: Any) -> list[str]:
    """Return an element's tag, and its classes as `.name`."""
    classes = (element.get("class") or "").split()
    return [str(element.tag), *(f".{name}" for name in classes)]


def _border_pt(box: Any, side: str) -> float:
    if box.style[f"border_{side}_style"] in {"none", "hidden"}:
        return 0.0
    return float(getattr(box, f"border_{side}_width", 0) or 0) / PX_PER_PT


def _border_rect(box: Any) -> Rect:
    try:
        left, top = float(box.border_box_x()), float(box.border_box_y())
        return left, top, left + float(box.border_width()), top + float(box.border_height())
    except (AttributeError, TypeError):  # boxes without a layout of their own, as columns
        return 0.0, 0.0, 0.0, 0.0


def _paint(box: Any, rect: Rect) -> _Paint | None:
    """Return what a box paints behind its content, or None."""
    background = getattr(box, "background", None)
    if background is None:
        return None
    colours: list[tuple[Colour, float]] = []
    if background.color is not None and background.color.alpha > 0:
        colours.append(rgb(background.color))
    picture = None
    for layer in background.layers:
        if layer.image is None:
            continue
        if isinstance(layer.image, Gradient):
            found = [rgb(colour) for colour in layer.image.colors]
            colours = [*found, *colours] if any(alpha < 1 for _, alpha in found) else found
        else:
            picture = _layer_rect(layer, rect)
    if not colours and picture is None:
        return None
    return _Paint(rect, tuple(colours), picture)


def _is_opaque(paint: _Paint, opacity: float) -> bool:
    """Return whether nothing can be read through a ground."""
    return bool(paint.colours) and all(alpha * opacity > OPAQUE for _, alpha in paint.colours)


def _is_squeezed(style: Any) -> bool:
    """Return whether letters or words are set so close that they run into one another."""
    size = float(style["font_size"])
    letters = 0.0 if style["letter_spacing"] == "normal" else float(style["letter_spacing"])
    return letters < -CLOSE_LETTERS * size or float(style["word_spacing"]) < -CLOSE_WORDS * size


def _layer_rect(layer: Any, rect: Rect) -> Rect:
    """Return where a background picture is painted."""
    try:
        left, top, _, _ = layer.positioning_area
        x, y = layer.position
        width, height = layer.size
        if layer.repeat[0] == "no-repeat" and layer.repeat[1] == "no-repeat":
            return left + x, top + y, left + x + width, top + y + height
    except (TypeError, ValueError):
        pass
    return rect


def _grounds(paints: tuple[_Paint, ...], rect: Rect) -> tuple[tuple[Colour, ...], bool]:
    """Return the colours behind `rect`, and whether a picture is behind it."""
    middle = ((rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2)
    grounds: tuple[Colour, ...] = (WHITE,)
    on_picture = False
    for paint in paints:
        if not _holds(paint.rect, middle):
            continue
        if paint.colours:
            grounds = tuple(
                dict.fromkeys(
                    _over(colour, alpha, ground)
                    for colour, alpha in paint.colours
                    for ground in grounds[:4]
                )
            )
            on_picture = on_picture and any(alpha < 1 for _, alpha in paint.colours)
        if paint.picture and _area(_meet(paint.picture, rect)) > 0.2 * _area(rect):
            on_picture = True
    return grounds, on_picture


def _hidden_text(root: Any, seen: Mapping[Any, int]) -> Iterator[HiddenText]:
    """Yield the elements whose own text cannot be seen on any page, or not all of it."""
    waiting: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, path = waiting.pop()
        tag = str(element.tag).rpartition("}")[2]
        if tag in {"head", "style", "script", "svg", "title"}:
            continue
        path = (*path, *_names(element))
        own = (element.text or "") + "".join(child.tail or "" for child in element)
        wanted = _characters(own)
        if wanted and seen.get(element, 0) < 0.9 * wanted:
            share = seen.get(element, 0) / wanted
            yield HiddenText(" ".join(own.split())[:80], path, share)
        waiting += [(child, path) for child in element]


def _covered(runs: tuple[TextRun, ...]) -> Iterator[tuple[TextRun, TextRun]]:
    """Yield pieces of text that are printed over one another."""
    for page in sorted({run.page for run in runs}):
        row = sorted(
            (run for run in runs if run.page == page and run.visible), key=lambda run: run.rect[1]
        )
        open_inks: list[TextRun] = []
        for run in row:
            open_inks = [other for other in open_inks if other.rect[3] > run.rect[1]]
            for other in open_inks:
                least = min(_area(run.rect), _area(other.rect))
                if _area(_meet(_core(run.rect), _core(other.rect))) > 0.25 * least:
                    yield other, run
            open_inks.append(run)


def _core(rect: Rect) -> Rect:
    """Return the middle of a line of text: what is above and below it is only leading."""
    quarter = (rect[3] - rect[1]) / 4
    return rect[0], rect[1] + quarter, rect[2], rect[3] - quarter


def _characters(text: str) -> int:
    return sum(map(str.isalnum, text))


def rgb(colour: Any, style: Any = None) -> tuple[Colour, float]:
    """Return a CSS colour as sRGB and alpha."""
    if colour == "currentcolor" and style is not None:
        colour = style["color"]
    try:
        red, green, blue = (float(value or 0) for value in list(colour.to("srgb"))[:3])
    except NotImplementedError:
        try:
            red, green, blue = _from_xyz(*list(colour.to("xyz-d65"))[:3])
        except NotImplementedError:
            red, green, blue = _nearly(colour)
    return (_part(red), _part(green), _part(blue)), float(colour.alpha)


def _nearly(colour: Any) -> Colour:
    """Return a colour of a space that tinycss2 does not convert, near enough to judge it."""
    parts = [float(part or 0) for part in colour.coordinates]
    if colour.space == "device-cmyk" and len(parts) == 4:
        cyan, magenta, yellow, black = parts
        return tuple((1 - part) * (1 - black) for part in (cyan, magenta, yellow))  # type: ignore[return-value]
    if colour.space in {"lab", "lch"}:  # by its lightness alone (CIE 15)
        grey = ((parts[0] + 16) / 116) ** 3
        return _from_xyz(0.9505 * grey, grey, 1.089 * grey)
    return (parts[0], parts[1], parts[2]) if len(parts) > 2 else (0.0, 0.0, 0.0)


def _part(value: float) -> float:
    return min(1.0, max(0.0, value))


def _from_xyz(x: float, y: float, z: float) -> Colour:
    """Return sRGB of CIE XYZ with D65 white (IEC 61966-2-1)."""
    linear = (
        3.2409699 * x - 1.5373832 * y - 0.4986108 * z,
        -0.9692436 * x + 1.8759675 * y + 0.0415551 * z,
        0.0556301 * x - 0.2039770 * y + 1.0569715 * z,
    )
    red, green, blue = (
        12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in linear
    )
    return red, green, blue


def _over(colour: Colour, alpha: float, ground: Colour) -> Colour:
    """Return `colour` painted over `ground`."""
    if alpha == 1:
        return colour
    red, green, blue = (alpha * c + (1 - alpha) * g for c, g in zip(colour, ground, strict=True))
    return red, green, blue


def _meet(one: Rect, other: Rect) -> Rect:
    return (max(one[0], other[0]), max(one[1], other[1]),
            min(one[2], other[2]), min(one[3], other[3]))  # fmt: skip


def _area(rect: Rect) -> float:
    return max(0.0, rect[2] - rect[0]) * max(0.0, rect[3] - rect[1])


def _holds(rect: Rect, point: tuple[float, float]) -> bool:
    return rect[0] <= point[0] <= rect[2] and rect[1] <= point[1] <= rect[3]
