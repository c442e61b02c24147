"""What is read for Pango beforehand is what WeasyPrint asks for."""

from __future__ import annotations

import re
from pathlib import Path

import weasyprint
from weasyprint.text.ffi import ffi

from handouts.pdf.internals.cffi_types import C_TYPES, preload_cffi_types

_ASKED = re.compile(r"ffi\.(?:new|cast)\(\s*'([^']+)'")


def test_every_declaration_that_does_not_depend_on_the_text_is_read() -> None:
    folder = Path(weasyprint.__file__).parent
    asked = {
        name for path in folder.rglob("*.py") for name in _ASKED.findall(path.read_text("utf-8"))
    }
    assert len(asked) > 5
    assert asked <= set(C_TYPES)


def test_they_are_declarations() -> None:
    preload_cffi_types()
    assert ffi.sizeof(ffi.typeof("char[4]")) == 4
