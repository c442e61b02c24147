"""Loads what every worker needs; imported once by the process that workers are forked from.

No font configuration here: Pango starts a thread for it, and a forked copy that ends would delete
the font files of its siblings.
"""

from __future__ import annotations

import contextlib
import gc

import handouts.batch.worker
import handouts.cli  # the console script is the main module of every worker
from handouts import resources, system
from handouts.batch.fingerprint import machine
from handouts.errors import InvalidInput
from handouts.loading.facts import shipped_facts
from handouts.loading.strings import load_strings, locale_names
from handouts.loading.styles import declared_families
from handouts.sandbox import load_templates
from handouts.words import weekdays

if not system.find_missing_libraries():  # without them, texts can be checked all the same
    import handouts.batch.making  # noqa: F401
    from handouts.rendering.engine import parsed_sheet, style_sheets
    from handouts.rendering.source import default_styles
    from handouts.rendering.text_library import read_c_types

    read_c_types()
    default_styles()
    parsed_sheet(style_sheets(resources.shipped_files()))
machine()  # reads all shipped files
load_templates(resources.shipped_files())
declared_families(resources.shipped_files())
shipped_facts()
for locale in locale_names(resources.shipped_files()):
    with contextlib.suppress(InvalidInput):  # told to whoever asks for that language
        load_strings(resources.shipped_files(), locale)
        weekdays(locale)  # Babel reads what it knows of a language when it is first asked
gc.collect()
gc.freeze()
