"""All that knows Jinja's private names; pyproject.toml bounds the version because of them."""

from __future__ import annotations

from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from jinja2.debug import rewrite_traceback_stack
from jinja2.environment import TemplateModule
from jinja2.sandbox import ImmutableSandboxedEnvironment

__all__ = ["ParsedEnvironment", "environment_call", "is_template_module", "real_traceback"]


class ParsedEnvironment(ImmutableSandboxedEnvironment):
    """A sandbox in which a subclass sees, and may change, each template's syntax tree."""

    def parsed(
        self, tree: nodes.Template, name: str | None, filename: str | None
    ) -> nodes.Template:
        """Return the tree to compile for the one that was parsed."""
        raise NotImplementedError

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """Return the tree to compile; what Python's own limits say of it names the template."""
        try:
            return self.parsed(super()._parse(source, name, filename), name, filename)
        except RecursionError:
            message = "brackets or blocks are nested too deeply"
            raise TemplateSyntaxError(message, 1, name, filename) from None
        except ValueError as error:
            raise TemplateSyntaxError(str(error), 1, name, filename) from None


def environment_call(method: str, arguments: list[nodes.Expr]) -> nodes.Call:
    """Return the node that calls a method of the environment, which templates cannot name."""
    return nodes.Call(nodes.EnvironmentAttribute(method), arguments, [], None, None)


def is_template_module(value: Any) -> bool:
    """Return whether a value is an imported template, whose attributes are its macros."""
    return isinstance(value, TemplateModule)


def real_traceback() -> Any:
    """Return the traceback of the error at hand with the lines of templates in place of code's."""
    return rewrite_traceback_stack().__traceback__
