"""Copies of our files in the clinic's folder that are behind ours, or of no known version."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.assets import shipped_files
from handouts.authoring.overrides import customized
from handouts.checks import criteria
from handouts.checks.base import (
    Check,
    Context,
    Finding,
)
from handouts.inputs.models.clinic import Clinic

CODE = "customized"


def findings(clinic: Clinic, _context: Context) -> Iterator[Finding]:
    """Yield the clinic's copies of our files that are behind ours, or do not say their version."""
    for copy in customized(clinic.files, shipped_files()):
        if problem := copy.warning(clinic.folder):
            yield Finding(CODE, "warning", problem.file, problem.line, problem.text)


CHECK = Check(
    code=CODE,
    summary=(
        "the clinic's copies of our files: ours has changed since, or the copy does "
        "not say what it was made from"
    ),
    rationale="A copy does not get our corrections.",
    needs="clinic",
    criterion=criteria.FILES,
    findings=findings,
)
