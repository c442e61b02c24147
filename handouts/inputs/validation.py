"""Plain text values to models; every fault becomes a problem with its line and its remedy."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean
from handouts.inputs.yaml import Place, Tree, YamlText

AnyModel = TypeVar("AnyModel", bound=BaseModel)


def validate(model: type[AnyModel], parsed: YamlText, place: Place = ()) -> AnyModel:
    """Return `model` filled from `parsed`, typed by the model.

    Raises:
        InvalidInput: with one problem for every fault, each with file and line.
    """
    if not isinstance(parsed.data, dict) and not issubclass(model, RootModel):
        message = f"expected `key: value` lines{_looks_like(parsed.data)}"
        if parsed.data == "":
            message = f"the file is empty; it needs at least {required_lines(model)}"
        raise InvalidInput([Diagnostic(parsed.file, parsed.line_of(()), message)])
    try:
        return model.model_validate(parsed.data)
    except ValidationError as error:
        raise InvalidInput(_problems(model, parsed, place, error)) from None


def _looks_like(data: Tree) -> str:
    """Return in words what a file that has no keys looks like, if that can be told."""
    text = data if isinstance(data, str) else ""
    if text.startswith("<"):
        return "; this looks like a web page"
    if "=" in text.partition(" #")[0]:
        return "; this looks like TOML or INI: write `name: …`, not `name = …`"
    return ""


def required_lines(model: type[BaseModel]) -> str:
    """Return the required keys of `model` as they would be written."""
    keys = [f"`{name}:`" for name, field in model.model_fields.items() if field.is_required()]
    return ", ".join(keys)


def _problems(
    model: type[BaseModel], parsed: YamlText, place: Place, error: ValidationError
) -> Iterator[Diagnostic]:
    details = [
        (tuple(part for part in detail["loc"] if _is_written(part)), detail)
        for detail in error.errors()
    ]
    spoiled = {loc[:depth] for loc, _ in details for depth in range(len(loc))}
    for loc, detail in details:
        if detail["type"] == "too_short" and loc in spoiled:
            continue  # the list is short only because its items have faults, told on their own
        message = _message(model, detail, loc)
        key = message.partition(":")[0]
        if not loc and key in model.model_fields:  # a check over several fields names its own
            yield Diagnostic(*parsed.where((key,)), message)
            continue
        name = ".".join(part[:60] for part in (*place, *loc) if isinstance(part, str))
        yield Diagnostic(*parsed.where(loc), f"{name}: {message}" if name else message)


def _is_written(part: int | str) -> bool:
    """Return whether `part` of a pydantic location is a key or index, not a type's name."""
    return isinstance(part, int) or not part.startswith(("function-", "literal[", "union["))


def _message(model: type[BaseModel], detail: ErrorDetails, loc: Place) -> str:
    """Return what is wrong at `loc` and what to write instead."""
    kind, value = detail["type"], detail["input"]
    named = max((depth for depth, part in enumerate(loc) if isinstance(part, str)), default=0)
    owner = model_at(model, loc[:named])
    field = owner.model_fields.get(str(loc[named])) if owner and loc else None
    description = field.description if field else None
    if kind == "missing":
        example = (field.examples or [None])[0] if field else None
        shown = f" (for example `{loc[-1]}: {example}`)" if example is not None else ""
        return f"missing; add it{shown}" + (f": {description}" if description else "")
    if kind == "extra_forbidden":
        known = list(owner.model_fields) if owner else []
        return f"unknown key; {did_you_mean(str(loc[-1]), known) or 'delete the line'}"
    if value == "" and kind != "value_error":
        return "has no value; write one, or delete the line"
    if kind in {"literal_error", "enum"}:
        return f"{_shown(value)} is not one of {detail.get('ctx', {}).get('expected', '')}"
    if kind in {"int_parsing", "int_type", "int_from_float"}:
        return f"{_shown(value)} is not a whole number"
    if kind in {"greater_than_equal", "less_than_equal", "greater_than", "less_than"}:
        return f"{_shown(value)} is out of range: {_lowered(detail['msg'])}"
    if kind.startswith("date"):
        return f"{_shown(value)} is not a date; write it as YYYY-MM-DD"
    if kind == "bool_parsing":
        return f"{_shown(value)} is not yes or no"
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return "expected `key: value` lines below it"
    if kind in {"tuple_type", "list_type"}:
        return "expected a list; write each item on its own line after `- `"
    if kind in {"too_short", "too_long"} and not isinstance(value, str):
        wording = _lowered(detail["msg"]).replace("tuple should have", "needs")
        return wording.replace(" after validation", "")
    if kind == "string_type":
        return "expected one line of text"
    return _wording_message(detail, field)


def _wording_message(detail: ErrorDetails, field: FieldInfo | None) -> str:
    """Return what is wrong with the wording of a text."""
    kind, value = detail["type"], detail["input"]
    hint = f"; {field.description}" if field and field.description else ""
    if kind == "too_long":
        return f"{_shown(value)} has {len(value)} letters; at most {detail['ctx']['max_length']}"
    if kind == "string_pattern_mismatch" and field and field.examples:
        return f"{_shown(value)} is not written like {str(field.examples[0]).strip('[]')}{hint}"
    if kind in {"string_too_long", "string_too_short", "string_pattern_mismatch"}:
        return f"{_shown(value)}: {_lowered(detail['msg'])}{hint}"
    return _lowered(detail["msg"].removeprefix("Value error, "))


def _shown(value: object) -> str:
    """Return `value` as it may stand in a message: quoted, on one line, cut."""
    text = " ".join(str(value).split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def model_at(model: type[BaseModel] | None, loc: Place) -> type[BaseModel] | None:
    """Return the model that holds the key at the end of `loc`, if there is one."""
    for part in loc:
        if model is None:
            return None
        if isinstance(part, int):
            root = model.model_fields.get("root")
            model = _model_in(root.annotation) if root else model
            continue
        field = model.model_fields.get(part)
        model = _model_in(field.annotation) if field else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the first model named in a type annotation."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in {Union, types.UnionType, tuple, list} or get_args(annotation):
        for inner in get_args(annotation):
            found = _model_in(inner)
            if found:
                return found
    return None
