"""Components to HTML: each is drawn by the macro of its name, ours or a clinic's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Template, TemplateSyntaxError
from markupsafe import Markup

from handouts.components.base import DrawContext
from handouts.components.registry import COMPONENTS
from handouts.document.nodes import ComponentUse

Macro = Callable[..., Markup]
MacroLoader = Callable[[str], Macro]


def macro_loader(template: Callable[[str], Template], names: Mapping[str, Any]) -> MacroLoader:
    """Return a function from a component's name to its macro, which sees `names`."""
    macros: dict[str, Macro] = {}

    def macro(name: str) -> Macro:
        if name not in macros:
            module = template(f"components/{name}.html").make_module(dict(names))
            found = getattr(module, name.replace("-", "_"), None)
            if found is None:
                raise _macro_error(name, f"has no macro {name.replace('-', '_')}")
            macros[name] = found
        return macros[name]

    return macro


def draw(context: DrawContext, use: ComponentUse, load: MacroLoader) -> Markup:
    """Return the HTML of a component, with sentinels for placeholders.

    Raises:
        InvalidInput: its settings name something that does not exist.
        TemplateSyntaxError: its macro does not take what it is given.
    """
    spec = COMPONENTS[use.name]
    arguments = spec.build(context, use)
    macro = load(use.name)
    if set(arguments) - set(getattr(macro, "arguments", ())):
        raise _macro_error(use.name, f"its macro must take: {', '.join(arguments)}")
    if spec.body != "markdown":
        return macro(**arguments)
    if not getattr(macro, "caller", True):
        raise _macro_error(use.name, "its macro must print {{ caller() }}, the text inside")
    return macro(**arguments, caller=lambda: use.body)


def _macro_error(name: str, message: str) -> TemplateSyntaxError:
    file = f"components/{name}.html"
    return TemplateSyntaxError(message, 1, file, f"templates/{file}")
