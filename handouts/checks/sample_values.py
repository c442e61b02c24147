"""What placeholders print when a text is checked, as text; what can't be printed is told."""

from __future__ import annotations

from collections.abc import Sequence

from handouts import l10n
from handouts.diagnostics import Diagnostic
from handouts.document.nodes import Placeholder
from handouts.document.sentinels import plain
from handouts.document.values import PlaceholderValues, sample_values
from handouts.errors import InvalidInput
from handouts.inputs.models.clinic import ClinicSettings
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.strings import Strings

# What a placeholder that can't be evaluated counts as, so that the rest is still checked.
UNKNOWN = "2"


def clinic_sample_values(
    locale: str, settings: ClinicSettings, facts: FactBase, strings: Strings
) -> PlaceholderValues:
    """Return the values that texts in `locale` are checked with for a clinic."""
    region = facts.regions[settings.region]
    babel = l10n.babel_locale(locale, region.territory)
    return sample_values(settings, "clinic.yaml", facts, strings, babel)


def as_text(
    placeholders: Sequence[Placeholder], values: PlaceholderValues
) -> tuple[tuple[str, ...], tuple[Diagnostic, ...]]:
    """Return the text that each placeholder prints, and why some can't be printed."""
    texts: list[str] = []
    problems: list[Diagnostic] = []
    for placeholder in placeholders:
        try:
            (value,) = values.evaluate([placeholder])
        except InvalidInput as error:
            problems.extend(error.problems)
            value = UNKNOWN
        texts.append(plain(value).replace("\u00a0", " "))
    return tuple(texts), tuple(problems)
