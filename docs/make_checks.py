"""Write the tables of docs/checks.md from the registries: `python docs/make_checks.py`."""

from __future__ import annotations

import re
from pathlib import Path

from handouts.checks.base import Needs
from handouts.checks.registry import CHECKS
from handouts.languages import LANGUAGES

PAGE = Path(__file__).with_name("checks.md")
START, END = "<!-- {}: made by docs/make_checks.py -->", "<!-- end of {} -->"


def check_table(needs: Needs) -> str:
    """Return the checks of texts, clinics or leaflets as a Markdown table."""
    lines = ["| Check | Looks for | Why | In the report |", "|---|---|---|---|"]
    lines += [
        f"| `{check.code}` | {check.summary} | {check.rationale} | {check.criterion.title} |"
        for check in CHECKS.having(needs)
    ]
    return "\n".join(lines)


def formula_table() -> str:
    """Return the reading formulas of all languages, with their sources."""
    lines = ["| Language | Formula | Source |", "|---|---|---|"]
    lines += [
        f"| {language.title} | {formula.title}: {formula.rule} | {formula.source} |"
        for language in LANGUAGES.values()
        for formula in language.formulas
    ]
    return "\n".join(lines)


def bar_table() -> str:
    """Return what each language's texts must keep."""
    lines = ["| Language | Bar | Limit |", "|---|---|---|"]
    for language in LANGUAGES.values():
        for bar in language.bars:
            limit = f"{'at most' if bar.is_most else 'at least'} {bar.limit:g}"
            better = f" (better {bar.better:g})" if bar.better is not None else ""
            masked = ", drug names as one short word" if bar.is_masked else ""
            lines.append(f"| {language.title} | {bar.names}{masked} | {limit}{better} |")
        if language.max_long_share is not None:
            share = f"at most {100 * language.max_long_share:g} %"
            lines.append(f"| {language.title} | words of three syllables or more | {share} |")
        if language.word_budget is not None:
            budget = f"at most {language.word_budget}"
            lines.append(f"| {language.title} | words on a sheet | {budget} |")
    return "\n".join(lines)


TABLES = {
    "texts": lambda: check_table("text"),
    "clinics": lambda: check_table("clinic"),
    "leaflets": lambda: check_table("leaflet"),
    "formulas": formula_table,
    "bars": bar_table,
}


def with_tables(page: str) -> str:
    """Return `page` with its tables made anew."""
    for name, table in TABLES.items():
        start, end = START.format(name), END.format(name)
        pattern = re.compile(rf"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
        text = f"{start}\n\n{table()}\n\n{end}"
        page = pattern.sub(lambda _, text=text: text, page)  # type: ignore[misc]
    return page


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), encoding="utf-8")
