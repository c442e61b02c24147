"""Checks that plugins bring: one that raises has judged nothing, and is named."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from handouts.checks.base import Check, CheckResult, Context, Finding


@dataclass(frozen=True, slots=True)
class PluginCheck(Check[Any]):
    """A check of a plugin."""

    plugin: str = ""

    def run(self, subject: Any, context: Context) -> CheckResult:
        """Return what the check says of `subject`, or that it could not judge it."""
        try:
            return Check.run(self, subject, context)
        except MemoryError:
            raise
        except Exception as error:  # whatever another package raises
            reason = " ".join(str(error).split())[:200]
            message = (
                f"not judged: the plugin {self.plugin} failed ({type(error).__name__}: {reason}); "
                "report it to its author"
            )
            topic = getattr(subject, "topic", None)
            file = getattr(subject, "file", "") or getattr(topic, "file", "")
            finding = Finding(self.code, "warning", file, None, message)
            return CheckResult(self.code, "not_judged", (finding,), message)


def guarded_check(check: Check[Any], plugin: str) -> PluginCheck:
    """Return the check of a plugin, which cannot stop the others."""
    values = {field.name: getattr(check, field.name) for field in fields(Check)}
    return PluginCheck(**values, plugin=plugin)
