"""Loads what every worker needs; imported once by the process that workers are forked from.

No font configuration here: Pango starts a thread for it, and a forked copy that ends would delete
the font files of its siblings.
"""

from __future__ import annotations

import contextlib
import gc

gc.disable()  # what is loaded here stays: looking for garbage in it takes an eighth of the time

import handouts.isolation.worker
from handouts import assets, system
from handouts.batch.fingerprint import environment_digest
from handouts.compose.template_sandbox import load_templates
from handouts.errors import InvalidInput
from handouts.inputs.facts import shipped_facts
from handouts.inputs.locales import load_strings, locale_names
from handouts.inputs.styles import declared_families
from handouts.l10n import weekdays

if not system.find_missing_libraries():  # without them, texts can be checked all the same
    import handouts.batch.handlers  # noqa: F401
    from handouts.pdf.internals.cffi_types import preload_cffi_types
    from handouts.pdf.internals.leaflet_html import default_styles
    from handouts.pdf.renderer import parsed_sheet, style_sheets

    preload_cffi_types()
    default_styles()
    parsed_sheet(style_sheets(assets.shipped_files()))
environment_digest()  # reads all shipped files
load_templates(assets.shipped_files())
declared_families(assets.shipped_files())
shipped_facts()
for locale in locale_names(assets.shipped_files()):
    with contextlib.suppress(InvalidInput):  # told to whoever asks for that language
        load_strings(assets.shipped_files(), locale)
        weekdays(locale)  # Babel reads what it knows of a language when it is first asked
gc.freeze()
gc.enable()
