"""QR codes: from a leaflet on paper to its web page."""

from __future__ import annotations

import base64
import functools
import io

import segno

QUIET_MODULES = 4  # of white around the code (ISO/IEC 18004, 9.1)
MIN_MODULE_MM = 0.42  # what a phone's camera reads from office print
MIN_SIZE_MM = 18.0


@functools.lru_cache(maxsize=512)
def code_of(address: str) -> tuple[str, float]:
    """Return a QR code of an address as a `data:` address of an SVG, and its width in mm.

    The quiet zone is part of it. The same address gives the same bytes.
    """
    code = segno.make(address, error="l", micro=False)
    drawing = io.BytesIO()
    code.save(drawing, kind="svg", border=QUIET_MODULES, light="#fff", xmldecl=False, nl=False)
    modules = code.symbol_size(border=QUIET_MODULES)[0]
    data = base64.b64encode(drawing.getvalue()).decode()
    return f"data:image/svg+xml;base64,{data}", max(MIN_SIZE_MM, modules * MIN_MODULE_MM)
