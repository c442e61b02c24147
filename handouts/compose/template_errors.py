"""An error that a template raised to the place and reason that its author can mend."""

from __future__ import annotations

import re
import traceback

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError, UndefinedError

from handouts.compose.jinja_internals import real_traceback
from handouts.compose.spec import LeafletSpec
from handouts.diagnostics import Diagnostic


def template_problem(error: Exception, spec: LeafletSpec) -> Diagnostic | None:
    """Return the place and reason of a fault in a template, or None if it is none of theirs.

    Call it while `error` is being handled: Jinja finds the lines of its templates there.
    """
    # Macros called from Python leave the lines of compiled code; Jinja knows the real ones.
    error.__traceback__ = real_traceback()

    def shown(path: str) -> str:
        return spec.clinic.shown(path) if path in spec.clinic.files else path

    if isinstance(error, TemplateSyntaxError):
        # Jinja's lexer knows the name of the template, not that of its file.
        name = error.name or spec.format.layout
        path = error.filename or f"templates/{name.removeprefix('templates/')}"
        return Diagnostic(shown(path), error.lineno, error.message or "")
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith("templates/")
    ]
    if not frames and not isinstance(error, TemplateError):
        return None
    place = frames[-1] if frames else None
    path = place.filename if place else f"templates/{spec.format.layout}"
    line = place.lineno if place else None
    if isinstance(error, TemplateNotFound):
        return Diagnostic(shown(path), line, f"there is no template “{error.name}”")
    reason = re.sub(r" at 0x[0-9a-f]+", "", " ".join(str(error).split()))[:200]
    if isinstance(error, UndefinedError):
        reason += "; check the name"
    elif isinstance(error, RecursionError):
        reason = "the templates call one another without an end"
    elif not isinstance(error, TemplateError):
        reason = f"cannot be worked out ({type(error).__name__}: {reason})"
    return Diagnostic(shown(path), line, reason)
