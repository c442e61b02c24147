"""Raises when it is loaded."""

from __future__ import annotations

raise RuntimeError("not today")
