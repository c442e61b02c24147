"""Is the ink of every sign and of every word to be seen on the finished page?"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from itertools import accumulate

from PIL import Image, ImageChops

from handouts.looking.pictures import Box, PagePictures, Sign

# What differs from its ground by less than this share of full black cannot be seen on a grey
# printer: 3.4:1 on white. Of the ink of a sign and of each stretch of a line, a fifth may be lost.
CONTRAST, LOSS = 0.45, 0.20
HALF_LOSS = 0.40  # of the upper or lower half of a sign
_FAINT = 100  # of 255: black words in whose ink nothing is darker shine through
_BLANK = 0.05  # square points: a sign with a smaller box has no outline
_LEAST = 60.0  # grey steps summed over a sign; a dust of less is a speck of a comma's edge


class PageInk:
    """The ink of a page, to be asked for the signs on one line."""

    def __init__(self, page: PagePictures) -> None:
        wanted = ImageChops.invert(page.words)
        seen = ImageChops.difference(page.shown, page.bare)
        needed = wanted.point(lambda grey: int(grey * CONTRAST))
        hidden = ImageChops.subtract(needed, seen).point(lambda grey: 255 if grey else 0)
        self._wanted = wanted
        self._lost = ImageChops.multiply(wanted, hidden)

    def lost_signs(self, signs: Sequence[Sign]) -> Iterator[Sign]:
        """Yield the signs of one line that are off the page, blank or covered."""
        width, height = self._wanted.size
        off = [sign for sign in signs if not _is_on(sign.box, width, height)]
        blank = [sign for sign in signs if sign.text.isalnum() and _area(sign.box) < _BLANK]
        yield from dict.fromkeys((*off, *blank))
        left = [sign for sign in signs if sign not in off and sign not in blank]
        if not left:
            return
        box = (
            max(0, int(min(sign.box[0] for sign in left))),
            max(0, int(min(sign.box[1] for sign in left))),
            min(width, int(max(sign.box[2] for sign in left)) + 1),
            min(height, int(max(sign.box[3] for sign in left)) + 1),
        )
        if box[0] >= box[2] or box[1] >= box[3]:
            return
        if self._wanted.crop(box).getextrema()[1] < _FAINT:  # type: ignore[operator]  # one band
            yield from left
            return
        histogram = self._lost.crop(box).histogram()
        if sum(grey * count for grey, count in enumerate(histogram) if count) <= _LEAST:
            return  # as on almost every line there is
        middle = (box[1] + box[3]) // 2
        bands = [(box, LOSS)]
        if middle - box[1] > 2:  # the upper or the lower half of a line may be cut
            bands.append(((box[0], box[1], box[2], middle), HALF_LOSS))
            bands.append(((box[0], middle, box[2], box[3]), HALF_LOSS))
        sums = [
            (_columns(self._wanted, band), _columns(self._lost, band), loss) for band, loss in bands
        ]
        for sign in left:
            start, end = int(sign.box[0]) - box[0], int(sign.box[2]) + 1 - box[0]
            for wanted, lost, loss in sums:
                gone = _between(lost, start, end)
                if gone > loss * _between(wanted, start, end) and gone > _LEAST:
                    yield sign
                    break


def _columns(picture: Image.Image, band: tuple[int, int, int, int]) -> list[float]:
    """Return the sums of the columns of a band, each with all before it."""
    height = band[3] - band[1]
    row = picture.crop(band).convert("F").resize((band[2] - band[0], 1), Image.Resampling.BOX)
    means = struct.unpack(f"{row.width}f", row.tobytes())
    return [0.0, *accumulate(mean * height for mean in means)]


def _between(sums: list[float], start: int, end: int) -> float:
    last = len(sums) - 1
    return sums[min(max(end, 0), last)] - sums[min(max(start, 0), last)]


def _is_on(box: Box, width: int, height: int) -> bool:
    return box[0] >= -1 and box[1] >= -1 and box[2] <= width + 1 and box[3] <= height + 1


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
