"""Lengths: CSS pixels, points, millimetres and inches (CSS Values 4, section 6.2)."""

from __future__ import annotations

MM_PER_INCH = 25.4
PX_PER_INCH = 96.0
PT_PER_INCH = 72.0
PX_PER_MM = PX_PER_INCH / MM_PER_INCH
PX_PER_PT = PX_PER_INCH / PT_PER_INCH
PT_PER_MM = PT_PER_INCH / MM_PER_INCH
