"""HTML to PDF; the only package that knows WeasyPrint.

Importing it needs the system's text libraries: call `handouts.system.require_libraries` first.
"""

from __future__ import annotations

import contextlib
import io
import os
import warnings
from pathlib import Path

# While WeasyPrint loads, fontconfig reads this once: no system fonts, so that pages don't depend on
# the machine. `internals.engine` sets it again whenever fonts are loaded.
_before = os.environ.get("FONTCONFIG_FILE")
os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
try:
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        # "No fonts configured" is what we want, and its library banner would spoil `--json`.
        warnings.simplefilter("ignore")
        import weasyprint  # noqa: F401  # loaded here, with the banner and the warning kept quiet
finally:
    if _before is None:
        del os.environ["FONTCONFIG_FILE"]
    else:
        os.environ["FONTCONFIG_FILE"] = _before
