"""When the pages of a clinic are looked at, and how it is told what a reader does not see there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handouts.diagnostics import Diagnostic
from handouts.looking.blame import culprit
from handouts.looking.remarks import Remark
from handouts.paths import BRAND
from handouts.pdf.renderer import LaidOut
from handouts.preflight.tokens import only_sets_tokens

_SHAPING = ("templates/", "styles/", "fonts/")


class PageLooker:
    """Looks at the leaflets of one clinic, if its own files can do more than set tokens of ours.

    Tokens in their ranges move and colour things; they can hide no word.
    """

    def __init__(
        self, files: Mapping[str, bytes], shipped: Mapping[str, bytes], folder: str
    ) -> None:
        self._files, self._folder = files, folder
        self._css = files.get(BRAND, b"").decode("utf-8-sig", "replace")
        self.is_needed = not only_sets_tokens(self._css, shipped) or any(
            path.startswith(_SHAPING) and path != BRAND for path in files
        )

    def remarks(
        self, pdf: bytes, laid_out: LaidOut, optional: frozenset[str]
    ) -> tuple[Remark, ...]:
        """Return what a reader does not see on the pages as they were written."""
        from handouts.looking.look import look  # loads PDFium: most clinics only set tokens

        return look(pdf, laid_out, optional) if self.is_needed else ()

    def blamed(
        self, remarks: tuple[Remark, ...], name: str, seen_with: Callable[[str], tuple[Remark, ...]]
    ) -> Diagnostic:
        """Return the first remark, with the line of the brand that is behind it, if one is.

        `seen_with` gives the remarks on the same leaflet with another brand sheet.
        """
        first = remarks[0]
        more = f" and {len(remarks) - 1} more" if len(remarks) > 1 else ""

        def is_wrong(css: str) -> bool:
            return any(remark.where == first.where for remark in seen_with(css))

        if found := culprit(self._css, is_wrong):
            message = f"{first.message}{more}, because of `{found.text}`"
            file = f"{self._folder}/{BRAND}"
            return Diagnostic(file, found.line, message, fix="delete or change it")
        own = [path for path in self._files if path.startswith(_SHAPING) and path != BRAND]
        place = f"{self._folder}/{own[0]}" if own else name
        fix = "put back what the shipped templates and styles have"
        return Diagnostic(place, None, f"{first.message}{more}", fix=fix)
