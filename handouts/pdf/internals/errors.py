"""What the engine's room raises."""

from __future__ import annotations


class LayoutTooExpensive(ValueError):
    """A page that would take too long to lay out; `needle` is what a style sheet says of it."""

    def __init__(self, message: str, needle: str = "") -> None:
        super().__init__(message)
        self.needle = needle


class TagsOutOfStep(RuntimeError):
    """The tags are not those that the tested versions of WeasyPrint make for these boxes."""
