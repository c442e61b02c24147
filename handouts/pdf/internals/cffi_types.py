"""What the library that sets text, Pango, needs before its first word."""

from __future__ import annotations

from weasyprint.text.ffi import ffi

# Declarations of C that WeasyPrint writes where it first needs them; a parser in Python reads each
# in 2 ms, once in a process. Those whose lengths differ by text are left to it.
C_TYPES = ("PangoFcFontMap *", "FcChar8 **", "FcResult *", "char[]", "PangoRectangle *",
           "PangoLogAttr[]", "unsigned int *", "hb_tag_t[100]", "char[4]",
           "hb_codepoint_t[11]")  # fmt: skip


def preload_cffi_types() -> None:
    """Let the declarations be read before workers are forked."""
    for name in C_TYPES:
        ffi.typeof(name)
