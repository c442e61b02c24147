"""What a look at the pages found, with the element it is about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a reader does not see, or sees otherwise than it was written."""

    element: Any = field(repr=False)  # of the document's tree; None if it belongs to none
    message: str

    @property
    def where(self) -> tuple[str, str]:
        """Return the element's tag and class, by which the same remark is known on other pages."""
        if self.element is None:
            return "", ""
        return str(self.element.tag), self.element.get("class") or ""
