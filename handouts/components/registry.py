"""All components, found in this folder; plugins may add to them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from handouts import components
from handouts.components.base import ComponentSpec
from handouts.registry import Registry


def find_components() -> Iterator[ComponentSpec]:
    """Yield the components of the modules in this folder, in the order of their names."""
    for module in sorted(module.name for module in pkgutil.iter_modules(components.__path__)):
        found = importlib.import_module(f"{components.__name__}.{module}")
        spec: ComponentSpec | None = getattr(found, "COMPONENT", None)
        if spec is not None:
            yield spec


COMPONENTS: Registry[ComponentSpec] = Registry(
    "component", find_components(), traits=lambda spec: spec.roles
)


def named(*roles: str) -> frozenset[str]:
    """Return the names of the components that have all these roles."""
    return frozenset(spec.name for spec in COMPONENTS.having(*roles))
