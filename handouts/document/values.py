"""What the placeholders of a text print: a clinic's settings and rules, its region, the facts.

This is the one place where such values are made. A leaflet is printed with what the clinic has
set, and says what is missing; a text is checked with ordinary values in the place of rules that
are not set or left to a pen, so that a sentence is judged as patients will read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from babel import Locale
from markupsafe import Markup

from handouts import l10n
from handouts.document.nodes import Placeholder
from handouts.document.placeholders import Unset, evaluate
from handouts.document.policy_words import in_words, policy_names
from handouts.inputs.models.clinic import BlankToFill, ClinicSettings, Policy
from handouts.inputs.models.facts import FactBase
from handouts.inputs.models.strings import Strings

CLINIC_KEYS = (
    "name", "strapline", "phone", "after_hours_phone", "website", "address", "hours",
)  # fmt: skip
# What stands in for a rule that the clinic has not set.
STAND_INS: Mapping[str, Any] = {
    "food_hours": 6,
    "drink_hours": 2,
    "drink_minutes": 30,
    "infusion_minutes": 40,
    "rest_minutes": 60,
    "stay_minutes": 120,
    "drive": "next-day-after-sleep",
    "escort": "takes-you-home",
    "pills": "ask-first",
    "bp_call": 160,
}


@dataclass(frozen=True, slots=True)
class PlaceholderValues:
    """The names that placeholders may use, and how their values are written in a locale."""

    names: Mapping[str, Any] = field(repr=False)
    """By the first name of a path: `clinic`, `policy`, `region`, `facts`."""
    filters: Mapping[str, Callable[[Any], Any]] = field(repr=False)
    locale: Locale
    settings_file: str
    """The file to name where a setting is missing."""

    def evaluate(self, placeholders: Iterable[Placeholder]) -> tuple[Any, ...]:
        """Return what each placeholder prints: text, a number, or Markup for a blank.

        Raises:
            InvalidInput: an unknown name, a value the clinic has not set, or more than names
                and filters; all faults at once.
        """
        values = evaluate(placeholders, self.names, self.filters, self.settings_file)
        return tuple(l10n.group_digits(value, self.locale) for value in values)


def printed_values(
    settings: ClinicSettings, settings_file: str, facts: FactBase, strings: Strings, locale: Locale
) -> PlaceholderValues:
    """Return the values that a leaflet prints; what the clinic has not set is `Unset`."""

    def rule(product: str, name: str, key: str, written: Any, info: Any) -> Any:
        if written is None:
            example = info.examples[0] if info.examples else "write-in"
            return Unset(f"policy.{product}.{key}", example, info.description or key)
        if written is BlankToFill.BLANK:
            sentence = getattr(strings.blank, name, getattr(strings.blank, key, None))
            return Markup(sentence).format(blank=l10n.BLANK) if sentence else l10n.BLANK
        return in_words(strings, product, name, written)

    def setting(key: str) -> Any:
        info = ClinicSettings.model_fields[key]
        return getattr(settings, key) or Unset(key, "...", info.description or key)

    return _values(settings, settings_file, facts, strings, locale, setting, rule)


def sample_values(
    settings: ClinicSettings, settings_file: str, facts: FactBase, strings: Strings, locale: Locale
) -> PlaceholderValues:
    """Return the values that a text is checked with: stand-ins for what a clinic has not set."""

    def rule(product: str, name: str, key: str, written: Any, _info: Any) -> Any:
        if written is None or written is BlankToFill.BLANK:
            written = STAND_INS[key]
        return in_words(strings, product, name, written)

    def setting(key: str) -> Any:
        return getattr(settings, key)

    return _values(settings, settings_file, facts, strings, locale, setting, rule)


def _values(
    settings: ClinicSettings,
    settings_file: str,
    facts: FactBase,
    strings: Strings,
    locale: Locale,
    setting: Callable[[str], Any],
    rule: Callable[[str, str, str, Any, Any], Any],
) -> PlaceholderValues:
    region = facts.regions[settings.region]
    names = {
        "clinic": SimpleNamespace(**{key: setting(key) for key in CLINIC_KEYS}),
        "policy": _policy(settings.policy, rule),
        "region": SimpleNamespace(
            emergency_number=region.emergency_number,
            regulator=region.regulator,
            has_approved=strings.approval.has_approved.for_region(settings.region),
        ),
        "facts": facts.placeholders(),
    }
    return PlaceholderValues(names, l10n.filters(locale, strings.blank), locale, settings_file)


def _policy(policy: Policy, rule: Callable[[str, str, str, Any, Any], Any]) -> SimpleNamespace:
    """Return the clinic's rules as placeholders reach them."""

    def rules(product: str, model: Any) -> SimpleNamespace:
        return SimpleNamespace(
            **{
                name: rule(product, name, key, getattr(model, key), info)
                for name, key, info in policy_names(type(model))
            }
        )

    return SimpleNamespace(
        infusion=rules("infusion", policy.infusion),
        esketamine=rules("esketamine", policy.esketamine),
    )
