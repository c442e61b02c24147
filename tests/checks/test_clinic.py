"""Checks of a clinic's own files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from handouts import assets
from handouts.authoring.overrides import copies
from handouts.checks.registry import clinic_checks
from handouts.checks.session import CheckSession
from tests.builders import a_clinic
from tests.leaflet_builders import (
    SHIPPED,
    TODAY,
)

pytestmark = pytest.mark.usefixtures("here")


def own(path: str, change: Callable[[bytes], bytes] = bytes) -> dict[str, bytes]:
    files = copies([path], assets.shipped_files())
    return {path: change(files[path])}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        (own("styles/base/text.css"), None),
        (own("content/topics/risks/en.md"), None),
        ({"styles/brand.css": b"p { color: #000 }"}, None),
        (own("styles/base/text.css", lambda data: data.partition(b"\n")[2]), "does not say which"),
        (own("styles/base/text.css", lambda data: data.replace(b" */", b"")[:40] + b"*/"),
         "does not say which"),
    ],
)  # fmt: skip
def test_copies_of_our_files_are_traced(files: Mapping[str, bytes], words: str | None) -> None:
    clinic = a_clinic(files)
    desk = CheckSession(clinic, SHIPPED, TODAY)
    (check,) = [entry for entry in clinic_checks() if entry.code == "customized"]
    found = list(check.run(clinic, desk.context()).findings)
    assert [words in finding.message for finding in found if words] == ([True] if words else [])
    assert len(found) == bool(words)
    assert all(finding.severity == "warning" for finding in found)


def test_a_copy_of_an_older_file_is_told() -> None:
    path = "styles/base/text.css"
    (note, _, rest) = copies([path], assets.shipped_files())[path].partition(b"\n")
    old = note[:-19] + b"0123456789abcdef */"
    clinic = a_clinic({path: old + b"\n" + rest})
    (check,) = [entry for entry in clinic_checks() if entry.code == "customized"]
    (finding,) = check.run(clinic, CheckSession(clinic, SHIPPED, TODAY).context()).findings
    assert "customize --diff" in finding.message
