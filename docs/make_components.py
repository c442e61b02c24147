"""Write docs/components.md from the registry: `python docs/make_components.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from handouts.components.base import ROLES, ComponentSpec
from handouts.components.registry import COMPONENTS

PAGE = Path(__file__).with_name("components.md")
_BODIES = {
    "markdown": "Markdown: paragraphs and lists",
    "list": "one list",
    "settings": "settings in YAML",
    "none": "nothing",
}


def components_page() -> str:
    """Return the reference of all components."""
    return "\n".join([*_head(), *(line for spec in COMPONENTS.values() for line in _entry(spec))])


def _head() -> Iterator[str]:
    yield "# Components"
    yield ""
    yield (
        "What a topic may use beside ordinary Markdown. Made from the program by "
        "`python docs/make_components.py`; do not edit it. A clinic draws a component in its own "
        "way with a macro of its own in `templates/components/`."
    )
    yield ""
    yield (
        "A new component is `handouts/components/<name>.py`, a macro in `templates/components/` "
        "and a style file in `styles/components/`, all of the same name. Checks and plain text "
        "read its words by its `prose_fields`, and ask what it is by its roles:"
    )
    yield ""
    yield "| role | a component of this role | components |"
    yield "|---|---|---|"
    for role, meaning in ROLES.items():
        names = ", ".join(f"`{spec.name}`" for spec in COMPONENTS.having(role))
        yield f"| {role} | {meaning} | {names} |"
    yield ""


def _entry(spec: ComponentSpec) -> Iterator[str]:
    """Yield the lines about one component."""
    yield f"## {spec.name}"
    yield ""
    yield spec.summary
    yield ""
    traits = [f"Between the colons: {_BODIES[spec.body]}"]
    traits += ["takes both columns"] if spec.wide else []
    traits += [f"roles: {', '.join(role for role in ROLES if role in spec.roles)}"]
    yield "; ".join(traits) + "."
    yield ""
    yield from ("```", *spec.example.split("\n"), "```", "")
    if spec.model:
        rows = list(_settings(spec, spec.model.model_json_schema(by_alias=True)))
        yield "| setting | what it says | words |"
        yield "|---|---|---|"
        yield from rows
        yield ""


def _settings(spec: ComponentSpec, schema: dict[str, Any]) -> Iterator[str]:
    """Yield a row for each setting of a component, those of its items after its own."""
    definitions = schema.get("$defs", {})
    for part in (schema, *definitions.values()):
        required = part.get("required", ())
        for key, setting in part.get("properties", {}).items():
            need = "" if key in required else " (may be left out)"
            prose = spec.prose_fields.get(key)
            words = f"read as a {prose.kind}" if prose else ""
            yield f"| `{key}` | {setting.get('description', '')}{need} | {words} |"


if __name__ == "__main__":
    PAGE.write_text(components_page(), encoding="utf-8")
