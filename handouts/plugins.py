"""Plugins: installed packages that add components, formats, checks, languages, writers or topics.

A package names what it adds as entry points, one group for each kind:

    [project.entry-points."handouts.components"]
    dose-card = "my_package:DOSE_CARD"

and each of them is an `Extension` of its kind. A plugin is loaded only when a person names its
package, with `--plugin` or in HANDOUTS_PLUGINS; nothing in a clinic's folder can. It adds, and
replaces nothing. What raises while it is loaded is named and left out; what raises later costs the
text or leaflet that it was needed for, and is named there.
"""

from __future__ import annotations

import functools
import importlib.metadata
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, ClassVar

from handouts import assets
from handouts.diagnostics import Diagnostic
from handouts.errors import HandoutsError, InvalidInput, RenderError, unknown

if TYPE_CHECKING:
    from handouts.checks.base import Check
    from handouts.components.base import ComponentSpec
    from handouts.formats import FormatSpec
    from handouts.languages import LanguageSpec
    from handouts.writers import Writer

API_VERSION = 1  # of what follows; a plugin says which one it was written for
VARIABLE = "HANDOUTS_PLUGINS"  # names of packages, with spaces between them
FAULT = "plugin-fault"
GROUP = "handouts."


@dataclass(frozen=True, kw_only=True)
class Extension:
    """The base of what plugins add."""

    # The version of this interface that it was written for.
    api: int
    # Files that it brings, by their paths among ours; see `assets.PLUGIN_FOLDERS`.
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    group: ClassVar[str]

    def register(self, plugin: str) -> None:
        """Add it to what there is.

        Raises:
            ValueError: there is one of that name.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class ComponentExtension(Extension):
    """A component. It brings `templates/components/NAME.html` and `styles/components/NAME.css`."""

    spec: ComponentSpec

    group = "handouts.components"

    def register(self, plugin: str) -> None:
        """Add the component."""
        from handouts.components.registry import COMPONENTS

        name = self.spec.name

        def raised(error: Exception, *called: Any) -> HandoutsError:
            use = called[1]
            return InvalidInput([_fault(plugin, f":::{name}", error, use.file, use.line)])

        spec = replace(self.spec, build=_guarded(self.spec.build, raised))
        COMPONENTS.register(spec, plugin=plugin)


@dataclass(frozen=True, kw_only=True)
class FormatExtension(Extension):
    """A format. It brings `templates/layouts/NAME.html` and `styles/formats/NAME.css`."""

    spec: FormatSpec

    group = "handouts.formats"

    def register(self, plugin: str) -> None:
        """Add the format."""
        from handouts.formats import FORMATS

        name, fit = self.spec.name, self.spec.fit

        def guarded(spec: Any, candidates: Any, lay_out: Any) -> Iterator[Any]:
            try:
                yield from fit(spec, candidates, lay_out)
            except (HandoutsError, MemoryError):
                raise
            except Exception as error:
                raise RenderError([_fault(plugin, f"format {name}", error, spec.name)]) from error

        FORMATS.register(replace(self.spec, fit=guarded), plugin=plugin)


@dataclass(frozen=True, kw_only=True)
class CheckExtension(Extension):
    """A check of texts, clinics or leaflets."""

    check: Check[Any]

    group = "handouts.checks"

    def register(self, plugin: str) -> None:
        """Add the check; one that raises has judged nothing."""
        from handouts.checks.plugin_checks import guarded_check
        from handouts.checks.registry import CHECKS

        CHECKS.register(guarded_check(self.check, plugin), plugin=plugin)


@dataclass(frozen=True, kw_only=True)
class LanguageExtension(Extension):
    """A language. It brings `content/locales/NAME.yaml` and `content/language/NAME.yaml`."""

    spec: LanguageSpec

    group = "handouts.languages"

    def register(self, plugin: str) -> None:
        """Add the language."""
        from handouts.languages import LANGUAGES

        def raised(error: Exception, *_called: Any) -> HandoutsError:
            return InvalidInput([_fault(plugin, f"language {self.spec.name}", error)])

        syllables = self.spec.syllables
        spec = replace(self.spec, syllables=syllables and _guarded(syllables, raised))
        LANGUAGES.register(spec, plugin=plugin)


@dataclass(frozen=True, kw_only=True)
class WriterExtension(Extension):
    """A writer: another kind of output."""

    writer: Writer

    group = "handouts.writers"

    def register(self, plugin: str) -> None:
        """Add the writer."""
        from handouts.writers import WRITERS

        def raised(error: Exception, *called: Any) -> HandoutsError:
            what = f"writer {self.writer.name}"
            return InvalidInput([_fault(plugin, what, error, called[0].name)])

        writer = replace(self.writer, write=_guarded(self.writer.write, raised))
        WRITERS.register(writer, plugin=plugin)


@dataclass(frozen=True, kw_only=True)
class TopicsExtension(Extension):
    """Topics, with the facts and sources they rest on.

    It brings `content/topics/ID/LOCALE.md`, and `content/packs/NAME/facts.yaml` and `sources.yaml`.
    """

    group = "handouts.topics"

    def register(self, plugin: str) -> None:  # noqa: ARG002  # all it adds are files
        """Read its facts once, so that a fault of theirs is found before a text needs them."""
        from handouts.inputs.facts import shipped_facts

        shipped_facts()


KINDS: Mapping[str, type[Extension]] = {
    kind.group: kind
    for kind in (
        ComponentExtension, FormatExtension, CheckExtension, LanguageExtension, WriterExtension,
        TopicsExtension,
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a plugin adds."""

    # Its entry point: the kind, such as `checks`, and the name it has there.
    kind: str
    name: str
    # Why it is not there; empty if all is well.
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Plugin:
    """An installed package that adds something."""

    # The name of the package, as packages compare names.
    name: str
    version: str
    parts: tuple[Part, ...]


_loaded: dict[str, Plugin] = {}
_lock = threading.Lock()


def installed() -> tuple[Plugin, ...]:
    """Return the packages that add something, by name; none of their code is run for it."""
    found: dict[str, Plugin] = {}
    for point in _entry_points():
        name, version = _package(point)
        before = found.get(name, Plugin(name, version, ()))
        part = Part(point.group.removeprefix(GROUP), point.name)
        found[name] = replace(before, parts=(*before.parts, part))
    return tuple(found[name] for name in sorted(found))


def loaded() -> tuple[Plugin, ...]:
    """Return the plugins of this process, in the order in which they were named."""
    return tuple(_loaded.values())


def versions() -> Mapping[str, str]:
    """Return the versions of the plugins of this process, by name."""
    return {plugin.name: plugin.version for plugin in loaded()}


def named_in_environment() -> tuple[str, ...]:
    """Return the plugins that HANDOUTS_PLUGINS names."""
    return tuple(os.environ.get(VARIABLE, "").split())


def initializer() -> Callable[[], None] | None:
    """Return what loads the plugins of this process in another; None if there are none."""
    return functools.partial(load, tuple(_loaded)) if _loaded else None


def load(names: Iterable[str]) -> None:
    """Load plugins; those that are there already are left alone.

    Load them before clinics are opened: what was read before does not change.

    Raises:
        InvalidInput: no such plugin is installed.
    """
    with _lock:
        for name in dict.fromkeys(map(_normalized, names)):
            if name not in _loaded:
                _loaded[name] = _load(name)
        assets.forget()


def _load(name: str) -> Plugin:
    points = [point for point in _entry_points() if _package(point)[0] == name]
    if not points:
        message = unknown("no such plugin is installed", name, [one.name for one in installed()])
        raise InvalidInput([Diagnostic(f"--plugin {name}", None, message)])
    parts = tuple(
        Part(point.group.removeprefix(GROUP), point.name, _add(point, name)) for point in points
    )
    return Plugin(name, _package(points[0])[1], parts)


def _add(point: importlib.metadata.EntryPoint, plugin: str) -> str:
    """Add what an entry point names; return why it could not be added, or nothing."""
    added: Mapping[str, bytes] = {}
    try:
        extension = point.load()
        kind = KINDS[point.group]
        if not isinstance(extension, kind):
            return f"is no {kind.__name__}"
        if extension.api != API_VERSION:
            return f"is written for version {extension.api} of the interface, not {API_VERSION}"
        assets.add_files(plugin, extension.files)
        added = extension.files
        extension.register(plugin)
    except Exception as error:  # whatever another package raises: it costs this part
        assets.withdraw_files(plugin, added)
        return _in_words(error)
    return ""


def _entry_points() -> list[importlib.metadata.EntryPoint]:
    points = importlib.metadata.entry_points()
    return [point for group in KINDS for point in points.select(group=group)]


def _package(point: importlib.metadata.EntryPoint) -> tuple[str, str]:
    """Return the name and the version of the package that an entry point belongs to."""
    if point.dist is None:
        return "unknown", ""
    return _normalized(point.dist.name), point.dist.version


def _normalized(name: str) -> str:
    """Return the name of a package as packages compare names (PyPA, name normalization)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _guarded(
    function: Callable[..., Any], raised: Callable[..., HandoutsError]
) -> Callable[..., Any]:
    """Return `function`, whose unexpected exceptions become what `raised` makes of them."""

    @functools.wraps(function)
    def guarded(*called: Any) -> Any:
        try:
            return function(*called)
        except (HandoutsError, MemoryError):
            raise
        except Exception as error:
            raise raised(error, *called) from error

    return guarded


def _fault(
    plugin: str, what: str, error: Exception, file: str = "", line: int | None = None
) -> Diagnostic:
    message = f"the plugin {plugin} failed ({what}: {_in_words(error)})"
    return Diagnostic(file, line, message, code=FAULT, fix="report it to its author")


def _in_words(error: Exception) -> str:
    reason = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {reason}"
