"""What placeholders print when a text is checked: real figures, and the clinic's rules.

Where the clinic has set no rule, or leaves it to a pen, an ordinary value stands in, so that a
sentence is judged as patients will read it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from handouts import policy_words, words
from handouts.errors import InvalidInput, Problem
from handouts.models.clinic import ClinicSettings, Policy, WriteIn
from handouts.models.facts import FactBase
from handouts.models.strings import Strings
from handouts.placeholders import Placeholder, evaluate

# What stands in for a rule that the clinic has not set.
_STAND_IN: dict[str, Any] = {
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
# What a placeholder that can't be worked out counts as, so that the rest is still checked.
UNKNOWN = "2"


class Sampler:
    """Works out placeholders for one clinic and one language."""

    def __init__(
        self, locale: str, settings: ClinicSettings, facts: FactBase, strings: Strings
    ) -> None:
        region = facts.regions[settings.region]
        self._context = {
            "clinic": SimpleNamespace(
                **{
                    key: getattr(settings, key)
                    for key in (
                        "name", "strapline", "phone", "after_hours_phone", "website", "address",
                        "hours",
                    )
                }
            ),
            "policy": _policy(settings.policy, strings),
            "region": SimpleNamespace(
                emergency_number=region.emergency_number,
                regulator=region.regulator,
                has_approved=strings.approval.has_approved.for_region(settings.region),
            ),
            "facts": facts.placeholders(),
        }  # fmt: skip
        self._locale = words.babel_locale(locale, region.territory)
        self._filters = words.filters(self._locale, strings.blank)

    def value(self, placeholder: Placeholder) -> tuple[str, tuple[Problem, ...]]:
        """Return the text that a placeholder prints, and why it can't be printed if so."""
        try:
            (value,) = evaluate([placeholder], self._context, self._filters, "clinic.yaml")
        except InvalidInput as error:
            return UNKNOWN, error.problems
        if isinstance(value, dict | list):
            problem = Problem(
                placeholder.file,
                placeholder.line,
                f"{{{{ {placeholder.source} }}}}: stops too early; name the number to print",
            )
            return UNKNOWN, (problem,)
        value = words.grouped(value, self._locale)
        text = value.striptags() if isinstance(value, Markup) else str(value)
        return text.replace("\u00a0", " "), ()


def _policy(policy: Policy, strings: Strings) -> SimpleNamespace:
    """Return the clinic's rules as placeholders reach them."""

    def value(product: str, key: str, written_as: str, written: Any) -> Any:
        if written is None or written is WriteIn.BLANK:
            written = _STAND_IN[written_as]
        return policy_words.in_words(strings, product, key, written)

    return SimpleNamespace(
        **{
            product: SimpleNamespace(
                **{
                    key: value(product, key, written_as, getattr(rules, written_as))
                    for key, written_as, _ in policy_words.names(type(rules))
                }
            )
            for product, rules in (
                ("infusion", policy.infusion),
                ("esketamine", policy.esketamine),
            )
        }
    )
