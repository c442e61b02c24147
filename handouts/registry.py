"""What there is of a kind (components, formats, checks …), by name; plugins add to it.

    FORMATS: Registry[FormatSpec] = Registry("format", (SHEET, TRIFOLD), traits=traits_of)
    FORMATS["sheet"]; FORMATS.having("folded"); FORMATS.register(spec, plugin="my-plugin")

A registry is a mapping from names to entries, in the order they were registered. It changes only
while the program starts, when plugins are loaded; after that any number of threads may read it.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar


class Named(Protocol):
    """An entry: it has a name that is used in topics, settings or on the command line."""

    @property
    def name(self) -> str:
        """Return the name."""
        ...


class DuplicateName(ValueError):
    """Two entries of one kind have the same name."""


def _no_traits(_entry: Any) -> Iterable[str]:
    return ()


Entry = TypeVar("Entry", bound=Named)
Found = TypeVar("Found")


class Registry(Mapping[str, Entry]):
    """The entries of one kind, by name.

    `kind` is the word for one entry in messages. `traits` gives the roles or traits of an entry,
    by which `having` finds it.
    """

    def __init__(
        self,
        kind: str,
        entries: Iterable[Entry] = (),
        *,
        traits: Callable[[Entry], Iterable[str]] = _no_traits,
    ) -> None:
        self.kind = kind
        self._traits = traits
        self._entries: dict[str, Entry] = {}
        self._plugins: dict[str, str] = {}
        self._lock = threading.Lock()
        for entry in entries:
            self.register(entry)

    def register(self, entry: Entry, *, plugin: str = "") -> Entry:
        """Add an entry, by a plugin if one is named, and return it.

        Raises:
            DuplicateName: there is an entry of that name; a plugin never replaces one.
        """
        with self._lock:
            if entry.name in self._entries:
                owner = self._plugins.get(entry.name)
                whose = f"the plugin {owner}" if owner else "handouts"
                raise DuplicateName(f"{self.kind} {entry.name}: {whose} has one of that name")
            self._entries[entry.name] = entry
            if plugin:
                self._plugins[entry.name] = plugin
        return entry

    def withdraw(self, plugin: str) -> None:
        """Take away all that a plugin added."""
        with self._lock:
            for name in [name for name, owner in self._plugins.items() if owner == plugin]:
                del self._entries[name], self._plugins[name]

    def __getitem__(self, name: str) -> Entry:
        """Return the entry of that name.

        Raises:
            KeyError: there is none.
        """
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names, in the order of registration."""
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        """Return how many entries there are."""
        return len(self._entries)

    def having(self, *traits: str) -> tuple[Entry, ...]:
        """Return the entries that have all these roles or traits."""
        wanted = frozenset(traits)
        return tuple(it for it in self.values() if wanted <= frozenset(self._traits(it)))

    def plugin_of(self, name: str) -> str:
        """Return the plugin that added the entry of that name; empty if it is our own."""
        return self._plugins.get(name, "")


def discover(package: str, attribute: str, kind: type[Found]) -> tuple[Found, ...]:
    """Return the `attribute` of every module of a package that has it, by the modules' names.

    So a new entry is a new file: no list names it.
    """
    folder = importlib.import_module(package).__path__
    names = sorted(module.name for module in pkgutil.iter_modules(folder))
    modules = (importlib.import_module(f"{package}.{name}") for name in names)
    found = (getattr(module, attribute, None) for module in modules)
    return tuple(entry for entry in found if isinstance(entry, kind))
