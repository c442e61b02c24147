"""`handouts doctor`: whether this machine can make handouts, and what to install if not."""

from __future__ import annotations

import fnmatch
import importlib.metadata
import json
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import click
import fontpkg

from handouts import __version__, assets, plugins, system
from handouts.cli.terminal import say

State = Literal["ok", "advice", "missing"]

# Packages whose version changes how a leaflet looks.
PACKAGES = {"weasyprint": "WeasyPrint", "pydyf": "pydyf"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: what was found, and what to do if that is not enough."""

    name: str
    state: State
    found: str
    advice: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON, for programs.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Tell whether this machine can make handouts.

    Shows what is installed, in which version, and the command that installs what is missing.
    Exit status 0 if handouts can be made here, else 1.
    """
    kind = system.this_system()
    findings = tuple(examine(system.find_libraries(), kind))
    fit = all(finding.state != "missing" for finding in findings)
    say(as_data(findings, kind, fit) if as_json else as_text(findings, fit))
    context.exit(0 if fit else 1)


def examine(libraries: system.NativeLibraries, kind: system.System) -> Iterator[Finding]:
    """Return what there is to say about this machine, the needed things first."""
    optimized = bool(sys.flags.optimize)
    yield Finding(
        "Python",
        "missing" if optimized else "ok",
        platform.python_version(),
        system.OPTIMIZED if optimized else "",
    )
    yield from examine_packages()
    yield from examine_libraries(libraries, kind)
    yield from examine_fonts(assets.FONT_FAMILIES)
    yield from examine_plugins()
    java = shutil.which("java")
    yield Finding(
        "Java",
        "ok" if java else "advice",
        java or "not found",
        "" if java else "Needed only to judge PDFs with veraPDF in this project's own tests.",
    )


def examine_plugins() -> Iterator[Finding]:
    """Return each installed plugin: what it adds, whether it is loaded, what of it is left out."""
    loaded = {plugin.name: plugin for plugin in plugins.loaded()}
    for found in plugins.installed():
        plugin = loaded.get(found.name, found)
        parts = ", ".join(f"{part.kind} {part.name}" for part in plugin.parts if not part.problem)
        state = "loaded" if found.name in loaded else "not loaded"
        broken = "; ".join(
            f"{part.kind} {part.name} was left out: {part.problem}"
            for part in plugin.parts
            if part.problem
        )
        yield Finding(
            f"plugin {plugin.name}",
            "advice" if broken else "ok",
            f"{plugin.version}, {state}: {parts or 'nothing'}",
            broken,
        )


def examine_packages() -> Iterator[Finding]:
    """Return the versions of the packages that draw, and whether they are those we tested."""
    pins = pinned_versions(_requirements())
    for package, name in PACKAGES.items():
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, "missing", "not found", _install(package, pins.get(package)))
            continue
        wanted = pins.get(package, "*")
        if fnmatch.fnmatchcase(version, wanted):
            yield Finding(name, "ok", version)
        else:
            yield Finding(name, "missing", version, _install(package, wanted))


def examine_libraries(libraries: system.NativeLibraries, kind: system.System) -> Iterator[Finding]:
    """Return each native library with its version, or how to install it."""
    hint = system.install_hint(kind)
    for library in system.LIBRARIES:
        name = library.name
        if name in libraries.missing:
            yield Finding(name, "missing", "not found", hint)
        elif name in libraries.outdated:
            least = ".".join(map(str, system.MIN_PANGO))
            advice = f"{least} or newer is needed. {hint}"
            yield Finding(name, "missing", libraries.found[name], advice)
        elif name in libraries.advised:
            yield Finding(name, "advice", "not found", f"PDFs are made slower without it. {hint}")
        else:
            yield Finding(name, "ok", libraries.found[name] or "found")


def examine_fonts(families: Sequence[str]) -> Iterator[Finding]:
    """Return each bundled font family with the number of its files."""
    for family in families:
        try:
            font = fontpkg.family(family)
        except fontpkg.FontpkgError:
            yield Finding(f"font {family}", "missing", "not found", _install(f"fontpkg-{family}"))
            continue
        files = [Path(str(file.path)) for file in font.files]
        if files and all(path.is_file() for path in files):
            yield Finding(f"font {font.name}", "ok", f"{font.version} ({len(files)} files)")
        else:
            advice = _install(f"--force-reinstall fontpkg-{family}")
            yield Finding(f"font {font.name}", "missing", "files lost", advice)


def pinned_versions(requirements: Sequence[str]) -> Mapping[str, str]:
    """Return `{"weasyprint": "70.0"}` for the requirements that name an exact version."""
    found = (re.match(r"([A-Za-z0-9._-]+)\s*==\s*([^;,\s]+)", text) for text in requirements)
    return {match[1].lower(): match[2] for match in found if match}


def as_text(findings: Sequence[Finding], fit: bool) -> str:
    """Return the findings for people: a line each, and what to do at the end."""
    width = max(len(finding.name) for finding in findings)
    lines = [f"handouts {__version__}"]
    lines += [
        f"{finding.state:<8} {finding.name:<{width}}  {finding.found}" for finding in findings
    ]
    advice: dict[str, list[str]] = {}
    for finding in findings:
        if finding.advice:
            advice.setdefault(finding.advice, []).append(finding.name)
    for text, names in advice.items():
        lines += ["", f"{', '.join(names)}:", *(f"  {line}" for line in text.splitlines())]
    lines += ["", "OK: handouts can be made here." if fit else "Handouts cannot be made here yet."]
    return "\n".join(lines)


def as_data(findings: Sequence[Finding], kind: system.System, fit: bool) -> str:
    """Return the findings for programs, as one JSON object."""
    data = {
        "version": __version__,
        "system": kind,
        "fit": fit,
        "findings": [asdict(finding) for finding in findings],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _requirements() -> Sequence[str]:
    """Return what handouts requires; nothing when it runs from a checkout, not installed."""
    try:
        return importlib.metadata.requires("handouts") or ()
    except importlib.metadata.PackageNotFoundError:
        return ()


def _install(package: str, version: str | None = None) -> str:
    """Return the command that installs a Python package in the version we want."""
    wanted = f'"{package}=={version}"' if version else package
    return f"Install it with:  python -m pip install {wanted}"
