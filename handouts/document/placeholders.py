"""`{{ clinic.phone }}` and friends in a topic: worked out in a sandbox, names and filters only."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, UndefinedError, nodes
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from handouts.diagnostics import Diagnostic
from handouts.document.nodes import Placeholder
from handouts.errors import MAX_NAMED, InvalidInput, unknown

_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.Filter,
    nodes.Const,
)


@dataclass(frozen=True, slots=True)
class Unset:
    """A value that the clinic has not set; using it is an error that quotes the line to add."""

    path: str
    example: str
    meaning: str


# What may stand in print; a group of values, such as `clinic` alone, may not.
_PRINTABLE = (str, int, Decimal, Unset)


def evaluate(
    placeholders: Iterable[Placeholder],
    context: Mapping[str, Any],
    filters: Mapping[str, Callable[..., Any]],
    settings_file: str,
) -> tuple[Any, ...]:
    """Return the value of each placeholder: text, or Markup for a blank to write in.

    Raises:
        InvalidInput: an unknown name, a value the clinic has not set, or more than names
            and filters.
    """
    environment = _environment(tuple(filters.items()))
    values: list[Any] = []
    problems: list[Diagnostic] = []
    for placeholder in placeholders:
        try:
            value = _value(environment, placeholder, context)
        except _Refused as refusal:
            problems.append(Diagnostic(placeholder.file, placeholder.line, str(refusal)))
            continue
        if isinstance(value, Unset):
            problems.append(_unset_problem(value, placeholder, settings_file))
        values.append(value)
    if problems:
        raise InvalidInput(problems)
    return tuple(values)


class _Refused(Exception):
    """A placeholder that cannot be used, with the reason."""


@functools.lru_cache(maxsize=16)
def _environment(
    filters: tuple[tuple[str, Callable[..., Any]], ...],
) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    environment.filters = dict(filters)
    environment.tests.clear()
    return environment


@functools.lru_cache(maxsize=512)
def _expression(environment: ImmutableSandboxedEnvironment, source: str) -> TemplateExpression:
    """Return a placeholder that is nothing but names and filters, compiled once."""
    shown = _shown(source)
    tree = environment.parse(shown)
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED):
            raise _Refused(f"{shown}: only names and filters are allowed here")
        if isinstance(node, nodes.Filter) and node.name not in environment.filters:
            message = f"{shown}: no filter “{node.name}”"
            raise _Refused(unknown(message, node.name, environment.filters))
    return environment.compile_expression(source, undefined_to_none=False)


def _shown(source: str) -> str:
    return f"{{{{ {source} }}}}"


def _value(
    environment: ImmutableSandboxedEnvironment, placeholder: Placeholder, context: Mapping[str, Any]
) -> Any:
    source = placeholder.source
    shown = _shown(source)
    try:
        value = _expression(environment, source)(**context)
        if isinstance(value, StrictUndefined):
            str(value)  # raises the error that names what is missing
        if not isinstance(value, _PRINTABLE):
            raise _Refused(f"{shown}: stops too early; add one of: {_below(value)}")
    except UndefinedError:
        raise _Refused(f"{shown}: no such value; {_names(source, context)}") from None
    except TemplateSyntaxError as error:
        raise _Refused(f"{shown}: not a placeholder ({error.message})") from None
    except (TemplateError, SecurityError, TypeError, ValueError, RecursionError) as error:
        raise _Refused(f"{shown}: cannot be worked out ({error})") from None
    return value


def _names(source: str, context: Mapping[str, Any]) -> str:
    """Return a hint: the names that exist where the path of `source` breaks off."""
    path = source.partition("|")[0].strip().split(".")
    here: Any = dict(context)
    for depth, name in enumerate(path):
        known = here if isinstance(here, dict) else getattr(here, "__dict__", {})
        if name not in known:
            start = ".".join(path[:depth])
            return unknown(f"“{name}” is not known{f' in {start}' if start else ''}", name, known)
        here = known[name]
    return "check its spelling"


def _below(value: Any) -> str:
    """Return the names that a path may go on with."""
    known = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return ", ".join(f".{name}" for name in sorted(known)[:MAX_NAMED])


def _unset_problem(value: Unset, placeholder: Placeholder, settings_file: str) -> Diagnostic:
    *parents, key = value.path.split(".")
    lines = [f"{'  ' * depth}{name}:" for depth, name in enumerate(parents)]
    lines.append(f"{'  ' * len(parents)}{key}: {value.example}")
    block = "\n    ".join(lines)
    pen = "; or `write-in` for a blank to fill with a pen" if parents else ""
    return Diagnostic(
        settings_file,
        None,
        f"{value.path} is not set, and {placeholder.file}:{placeholder.line} prints it. "
        f"Add ({value.meaning}{pen}):\n    {block}",
    )
