"""A picture made of dots: which kinds can be printed, and how large they may be."""

from __future__ import annotations

import io
import warnings

from PIL import ExifTags, Image, ImageChops, ImageFile, UnidentifiedImageError

from handouts.diagnostics import Diagnostic

MAX_PIXELS = 24_000_000
MAX_SIDE = 12_000
FORMATS = ("PNG", "JPEG", "WEBP")

# What people try, told from the first bytes: (bytes, offset, name).
_OTHERS = (
    (b"GIF8", 0, "a GIF"),
    (b"II*\x00", 0, "a TIFF"),
    (b"MM\x00*", 0, "a TIFF"),
    (b"8BPS", 0, "a Photoshop file"),
    (b"%!PS", 0, "an EPS"),
    (b"\xc5\xd0\xd3\xc6", 0, "an EPS"),
    (b"%PDF", 0, "a PDF"),
    (b"BM", 0, "a BMP"),
    (b"ftypheic", 4, "a HEIC photo"),
    (b"ftypmif1", 4, "a HEIC photo"),
    (b"ftypavif", 4, "an AVIF"),
    (b"\xff\x0a", 0, "a JPEG XL"),
    (b"\x00\x00\x00\x0cjP  ", 0, "a JPEG 2000"),
    (b"<", 0, "a web page"),
    (b"PK\x03\x04", 0, "an Office or ZIP file"),
)


_START_OF_SCAN, _APP1 = 0xDA, 0xE1
_NOTES = frozenset({_APP1, 0xED, 0xFE})  # EXIF or XMP, IPTC, comment; colour profiles stay
_SIXTEEN_BITS = b"\x10"  # PNG specification, 11.2.2: depth of the picture, in its head
_HARDLY_SEEN = 30  # of 255: about 1.3:1 on white
_EXIF = b"Exif\x00\x00"


def picture_problems(data: bytes, file: str, *, decode: bool = False) -> list[Diagnostic]:
    """Return what is wrong with a PNG, JPEG or WebP; `decode` also reads it to its last dot."""
    message = _fault(data, decode)
    return [Diagnostic(file, None, message)] if message else []


def printable(data: bytes, kind: str) -> bytes:
    """Return a picture as WeasyPrint can take it: no notes in a JPEG, no 16 bits in a PNG."""
    if kind == "image/jpeg":
        return without_notes(data)
    if kind == "image/png" and data[24:25] == _SIXTEEN_BITS:
        with Image.open(io.BytesIO(data), formats=("PNG",)) as image:
            if image.mode.startswith("I"):  # grey; Pillow reads colours as 8 bits by itself
                grey = image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
                plain = io.BytesIO()
                grey.save(plain, "PNG")
                return plain.getvalue()
    return data


def without_notes(data: bytes) -> bytes:
    """Return a JPEG without what cameras and programs note in it: place, owner, thumbnails.

    WeasyPrint puts the file into the PDF as it is. The note that says which way up it is stays.
    """
    parts, at = [data[:2]], 2
    while data[at : at + 1] == b"\xff" and at + 4 <= len(data):
        marker = data[at + 1]
        if marker == _START_OF_SCAN:
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        segment = data[at:end]
        if marker == _APP1 and segment[4:10] == _EXIF:
            parts.append(_turning(segment))
        elif marker not in _NOTES:
            parts.append(segment)
        at = end
    return b"".join([*parts, data[at:]])


def _turning(segment: bytes) -> bytes:
    """Return an EXIF segment that keeps only which way up a picture is, or nothing."""
    found = Image.Exif()
    found.load(segment[4:])
    turned = found.get(ExifTags.Base.Orientation, 1)
    if turned not in range(2, 9):
        return b""
    kept = Image.Exif()
    kept[ExifTags.Base.Orientation] = turned
    body = kept.tobytes()
    body = body if body.startswith(_EXIF) else _EXIF + body
    return bytes([0xFF, _APP1]) + (len(body) + 2).to_bytes(2, "big") + body


def is_blank(data: bytes, ground: tuple[float, float, float]) -> bool:
    """Return whether a picture cannot be seen on a ground: white letters on white paper, say."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            small = image.convert("RGBA").resize((64, 64))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
    paper = Image.new("RGBA", small.size, tuple(round(part * 255) for part in ground))
    difference = ImageChops.difference(Image.alpha_composite(paper, small), paper).convert("L")
    return not any(difference.histogram()[_HARDLY_SEEN:])


def _fault(data: bytes, decode: bool) -> str | None:
    if not data:
        return "this file is empty; export the picture again"
    for start, offset, name in _OTHERS:
        if data.startswith(start, offset):
            return f"this is {name}, which cannot be printed; convert it to PNG or SVG"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of bombs; our own limit is lower
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                if message := _too_large(image):
                    return message
                if decode:
                    _load_whole(image)
    except Image.DecompressionBombError:
        return f"the picture has more than {MAX_PIXELS // 1_000_000} million dots; make it smaller"
    except UnidentifiedImageError:
        return "this is not a PNG, JPEG, WebP or SVG picture; export it again"
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        reason = " ".join(str(error).split())[:80]
        return f"this picture is damaged ({reason}); export it again"
    return None


def _load_whole(image: Image.Image) -> None:
    """Read a picture to its end; WeasyPrint tells Pillow to accept those that are cut off."""
    accepted = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = accepted


def _too_large(image: Image.Image) -> str | None:
    width, height = image.size
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        limit = f"at most {MAX_PIXELS // 1_000_000} million dots, {MAX_SIDE:,} a side"
        return f"the picture has {width:,} × {height:,} dots ({limit}); make it smaller"
    if getattr(image, "n_frames", 1) > 1:
        return "moving pictures cannot be printed; export one picture as PNG"
    return None
