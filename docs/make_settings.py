"""Write docs/settings.md from the models of what clinics write: `python -m docs.make_settings`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from handouts.inputs.models.base import LOCALE
from handouts.inputs.models.clinic import PROMISES, ClinicSettings
from handouts.inputs.models.review import Reviews

PAGE = Path(__file__).with_name("settings.md")
HEAD = """\
# Settings

Every key that `clinic.yaml` and `reviews.yaml` may have. Made from the program by
`python -m docs.make_settings`; do not edit it. A key that is not here is refused, and the message
lists those that are known. `handouts explain KEY -c DIR` tells where a value comes from.
"""
CLINIC = """\
## clinic.yaml

A dot goes one level in: `policy.infusion.food_hours` is written as

```yaml
policy:
  infusion:
    food_hours: 6
```

In a rule, `write-in` prints a blank for the pen. A rule of `policy.infusion` that is not there is
an error for the leaflets that need it; those of `policy.esketamine` are the US label's.
"""
REVIEWS = """\
## reviews.yaml

A list of signatures, the oldest first. `handouts review sign` and `handouts review withdraw` write
it; nobody needs to ([for clinicians](for-clinicians.md)). Each entry has these keys:
"""
Schema = Mapping[str, Any]
# What the patterns of the models mean; one that is not here is shown as it is.
FORMS = {
    LOCALE.pattern: "a language tag such as `en` or `es-MX`",
    r"^\.\./[A-Za-z0-9][\w.-]{0,60}$": "`../` and the folder's name",
    r"^(https://[a-z0-9.-]+\.[a-z]{2,}(/[\w.~-]+)*)?$": "an address that begins with `https://`",
    r"^([0-9a-f]{64})?$": "64 letters a to f and digits",
    r"^([0-9a-f]{16})?$": "16 letters a to f and digits",
}


def settings_page() -> str:
    """Return the reference of both files."""
    clinic = ClinicSettings.model_json_schema()
    reviews = Reviews.model_json_schema()
    entry = _resolved(reviews["items"], reviews["$defs"])
    parts = [HEAD, CLINIC, _table(clinic, clinic["$defs"])]
    parts += ["### What the names in `promises` mean\n", _promises()]
    parts += [REVIEWS, _table(entry, reviews["$defs"])]
    return "\n".join(parts)


def _promises() -> str:
    rows = [f"| `{name}` | {meaning} |" for name, meaning in PROMISES.items()]
    return "\n".join(["| promise | it says that |", "|---|---|", *rows]) + "\n"


def _table(schema: Schema, definitions: Schema) -> str:
    rows = [
        "| key | what it says | what may stand there | if it is not there |",
        "|---|---|---|---|",
    ]
    return "\n".join([*rows, *_rows(schema, definitions, "")]) + "\n"


def _rows(schema: Schema, definitions: Schema, above: str) -> Iterator[str]:
    """Yield a row for each key; those of a map below it follow it."""
    required = schema.get("required", ())
    for key, setting in schema.get("properties", {}).items():
        part = _resolved(setting, definitions)
        inner, place = _inner(part, definitions, f"{above}{key}")
        says = setting.get("description", part.get("description", ""))
        if shown := setting.get("examples"):
            says += f", such as `{shown[0]}`"
        missing = "**needed**" if key in required else _default(setting, bool(inner))
        cells = (f"`{above}{key}`", says, _allowed(part, definitions), missing)
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
        if inner:
            yield from _rows(inner, definitions, f"{place}.")


def _inner(part: Schema, definitions: Schema, place: str) -> tuple[Schema | None, str]:
    """Return the map below a key and how its place is written, if there is one."""
    if "properties" in part:
        return part, place
    for found, sign in ((part.get("items"), "[]"), (_each(part), ".NAME")):
        below = _resolved(found, definitions) if found else {}
        if "properties" in below:
            return below, place + sign
    return None, place


def _each(part: Schema) -> Schema | None:
    """Return what stands under each name of a map whose names are the clinic's own."""
    patterns = part.get("patternProperties", {})
    found = next(iter(patterns.values()), part.get("additionalProperties"))
    return found if isinstance(found, Mapping) else None


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    """Follow references, and take what stands beside “or nothing”."""
    if "$ref" in schema:
        return _resolved(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    choices = [item for item in schema.get("anyOf", ()) if item.get("type") != "null"]
    return _resolved(choices[0], definitions) if len(choices) == 1 else schema


def _default(setting: Schema, is_map: bool) -> str:
    value = setting.get("default")
    if is_map or value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`[{', '.join(value)}]`" if isinstance(value, list) else f"`{value}`"


def _allowed(part: Schema, definitions: Schema) -> str:
    """Say in words which values a key takes."""
    part = _resolved(part, definitions)
    if "enum" in part:
        return ", ".join(f"`{value}`" if value else "nothing" for value in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    if "anyOf" in part:
        return ", or ".join(
            _allowed(item, definitions) for item in part["anyOf"] if item.get("type") != "null"
        )
    kind = part.get("type")
    if kind == "array":
        limits = f" ({part.get('minItems', 0)} to {part['maxItems']})" if "maxItems" in part else ""
        return f"list{limits} of: {_allowed(part['items'], definitions)}"
    if kind == "object":
        below = _each(part)
        return f"for each name: {_allowed(below, definitions)}" if below else "the keys below"
    if kind == "integer":
        return f"a whole number from {part['minimum']} to {part['maximum']}"
    if kind == "boolean":
        return "`true` or `false`"
    if part.get("format") == "date":
        return "a date, `YYYY-MM-DD`"
    most = f", at most {part['maxLength']} characters" if "maxLength" in part else ""
    form = FORMS.get(part["pattern"], f"text like `{part['pattern']}`") if "pattern" in part else ""
    return f"{form or 'text'}{most}"


if __name__ == "__main__":
    PAGE.write_text(settings_page(), encoding="utf-8")
