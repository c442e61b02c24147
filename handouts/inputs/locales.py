"""`content/locales/<locale>.yaml` to the fixed words of a locale."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, unknown
from handouts.inputs.models.strings import Strings
from handouts.inputs.text import decode
from handouts.inputs.validation import validate
from handouts.inputs.yaml import parse_yaml

FOLDER = "content/locales"


def locale_names(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Return the locales whose fixed words are there, sorted."""
    start, end = f"{FOLDER}/", ".yaml"
    names = (path for path in files if path.startswith(start) and path.endswith(end))
    return tuple(sorted(path[len(start) : -len(end)] for path in names))


def words_file(locale: str) -> str:
    """Return the path of the file with the fixed words of `locale`."""
    return f"{FOLDER}/{locale}.yaml"


def load_strings(files: Mapping[str, bytes], locale: str, folder: str = "") -> Strings:
    """Return the fixed words of `locale`; messages name their file below `folder`.

    Raises:
        InvalidInput: there are none for that locale, or the file is not complete.
    """
    path = words_file(locale)
    if path not in files:
        known = locale_names(files)
        raise InvalidInput(
            [Diagnostic(locale, None, unknown("no such language here", locale, known))]
        )
    return _read(files[path], f"{folder}/{path}" if folder else path)


@functools.lru_cache(maxsize=16)
def _read(text: bytes, shown: str) -> Strings:
    return validate(Strings, parse_yaml(decode(text, shown), shown))
