"""Directives to HTML: each is checked by its model and drawn by the macro of the same name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Template, TemplateSyntaxError
from markupsafe import Markup

from handouts.document.markdown import Directive, block, inline, inline_faults, list_items
from handouts.document.placeholders import MARK
from handouts.errors import InvalidInput, Problem, did_you_mean, unknown
from handouts.inputs.models.clinic import WriteIn
from handouts.inputs.models.components import (
    BladderSigns,
    DoDont,
    FactBox,
    Glossary,
    IconArray,
    MoodTracker,
    RiskRow,
    SideEffects,
    SpraySteps,
    Timeline,
    WriteInFields,
)
from handouts.inputs.models.facts import FactBase, Figure
from handouts.inputs.models.topic import Topic
from handouts.inputs.validation import validate
from handouts.inputs.yaml import YamlText, parse_yaml
from handouts.l10n import BLANK, weekdays

Build = Callable[["Scope", Directive], tuple[dict[str, Any], Markup | None]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a directive may use: its topic, the facts, placeholder values, and words."""

    topic: Topic
    facts: FactBase
    values: tuple[Any, ...]
    minutes_words: Callable[[Any], Any]
    macro: Callable[[str], Callable[..., Markup]]


@dataclass(frozen=True, slots=True)
class Component:
    """A directive that topics may use. Call-outs in a row stand side by side."""

    build: Build
    wide: bool = False
    callout: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a fact box, its numbers read from the fact base."""

    name: Markup
    note: Markup
    good: bool
    medicine: int
    dummy: int
    of: int
    with_label: Markup
    without_label: Markup


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a tick-list or teach-back; `pen` asks for a line to write on."""

    text: Markup
    pen: bool


@dataclass(frozen=True, slots=True)
class DrawnStop:
    """One stop of a timeline; `minutes` is None where the clinic or a pen decides."""

    title: Markup
    minutes: int | None
    minutes_words: Any
    text: Markup


def macro_loader(
    template: Callable[[str], Template], context: Mapping[str, Any]
) -> Callable[[str], Callable[..., Markup]]:
    """Return a function from a component's name to its macro, seen with `context`."""
    macros: dict[str, Callable[..., Markup]] = {}

    def macro(name: str) -> Callable[..., Markup]:
        if name not in macros:
            module = template(f"components/{name}.html").make_module(dict(context))
            found = getattr(module, name.replace("-", "_"), None)
            if found is None:
                raise _macro_error(name, f"has no macro {name.replace('-', '_')}")
            macros[name] = found
        return macros[name]

    return macro


def draw(scope: Scope, directive: Directive) -> Markup:
    """Return the HTML of a directive, placeholders still marked.

    Raises:
        InvalidInput: no such directive, or its body has faults.
    """
    faults = inline_faults(directive.title)
    if faults:
        file, line = scope.topic.file, directive.line
        raise InvalidInput([Problem(file, line, message) for message in faults])
    arguments, body = COMPONENTS[directive.name].build(scope, directive)
    macro = scope.macro(directive.name)
    taken = getattr(macro, "arguments", ())
    if set(arguments) - set(taken):
        raise _macro_error(directive.name, f"its macro must take: {', '.join(arguments)}")
    if body is not None and not getattr(macro, "caller", True):
        raise _macro_error(directive.name, "its macro must print {{ caller() }}, the text inside")
    if body is not None:
        return macro(**arguments, caller=lambda: body)
    return macro(**arguments)


def _macro_error(name: str, message: str) -> TemplateSyntaxError:
    file = f"components/{name}.html"
    return TemplateSyntaxError(message, 1, file, f"templates/{file}")


def directive_problem(directive: Directive, file: str) -> Problem | None:
    """Return the problem if there is no component of that name."""
    if directive.name in COMPONENTS:
        return None
    message = unknown(f":::{directive.name}: no such component", directive.name, COMPONENTS)
    return Problem(file, directive.line, message)


def _markdown(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    """Return title and body of a directive whose body is Markdown."""
    if not directive.body.strip():
        raise _fault(scope, directive, "is empty; write its text between the colons")
    body = block(directive.body, scope.topic.file, directive.line + 1)
    return {"title": inline(directive.title)}, body


def _markdown_items(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    """Return title and items of a directive whose body is one list."""
    block(directive.body, scope.topic.file, directive.line + 1)  # finds faults
    items = []
    for text in list_items(directive.body):
        pen = text.rstrip().endswith("___")
        items.append(Item(Markup(re.sub(r"\s*___\s*$", "", text)), pen))
    if not items:
        raise _fault(scope, directive, "needs one list and nothing else; start each line with `- `")
    return {"title": inline(directive.title), "items": items}, None


def _timeline(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    stops = []
    parsed = _yaml(scope, directive)
    for index, stop in enumerate(validate_root(Timeline, parsed).root):
        length = _minutes(scope, stop.minutes, parsed.line_of((index, "minutes")))
        words = scope.minutes_words(length) if length is not None else ""
        number = length if isinstance(length, int) else None
        stops.append(DrawnStop(inline(stop.title), number, words, inline(stop.text)))
    return {"title": inline(directive.title), "stops": stops}, None


def _minutes(scope: Scope, text: str, line: int) -> Any:
    """Return minutes as a number, a blank for the pen, or None where nothing is written."""
    if not text:
        return None
    marked = MARK.fullmatch(text)
    value = scope.values[int(marked[1])] if marked else text
    if value in (WriteIn.BLANK.value, BLANK):
        return BLANK
    if not re.fullmatch(r"\d{1,3}", str(value)):
        problem = f"minutes: “{value}” is not a number of minutes"
        raise InvalidInput([Problem(scope.topic.file, line, problem)])
    return int(value)


def _fact_box(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    parsed = _yaml(scope, directive)
    box = validate(FactBox, parsed)
    return _box_arguments(scope, directive, parsed, box), None


def _side_effects(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    parsed = _yaml(scope, directive)
    box = validate(SideEffects, parsed)
    return {**_box_arguments(scope, directive, parsed, box), "icons": box.icons}, None


def _box_arguments(
    scope: Scope, directive: Directive, parsed: YamlText, box: FactBox
) -> dict[str, Any]:
    """Return what the macros of fact boxes take; numbers come from the fact base alone."""
    problems: list[Problem] = []
    rows = []
    for index, row in enumerate(box.rows):
        try:
            rows.append(_row(scope, box, row, parsed.line_of(("rows", index))))
        except InvalidInput as error:
            problems.extend(error.problems)
    if problems:
        raise InvalidInput(problems)
    counts = [
        _figure(scope, row.fact or box.fact, row.figure, directive.line).people for row in box.rows
    ]
    same = all(count == counts[0] for count in counts)  # else no one number is true of the box
    people = counts[0] if same and set(box.arms) <= set(counts[0]) else None
    return {
        "title": inline(directive.title),
        "with_label": inline(box.with_label),
        "without_label": inline(box.without_label),
        "group": inline(box.group),
        "period": inline(box.period),
        "certainty": inline(box.certainty),
        "rows": rows,
        "people": {
            "medicine": people[box.arms[0]], "dummy": people[box.arms[1]]
        } if people else None,
    }  # fmt: skip


def _row(scope: Scope, box: FactBox, row: RiskRow, line: int) -> Row:
    figure = _figure(scope, row.fact or box.fact, row.figure, line)
    medicine, dummy = (_arm(scope, figure, arm, line) for arm in box.arms)
    return Row(
        name=inline(row.name),
        note=inline(row.note),
        good=row.good,
        medicine=medicine,
        dummy=dummy,
        of=figure.of or 100,
        with_label=inline(row.of_with or box.with_label),
        without_label=inline(row.of_without or box.without_label),
    )


def _icon_array(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    box = validate(IconArray, _yaml(scope, directive))
    figure = _figure(scope, box.fact, box.figure, directive.line)
    medicine, dummy = (_arm(scope, figure, arm, directive.line) for arm in box.arms)
    return {
        "title": inline(directive.title),
        "name": inline(box.name),
        "with_label": inline(box.with_label),
        "without_label": inline(box.without_label),
        "medicine": medicine,
        "dummy": dummy,
        "of": figure.of or 100,
    }, None


def _figure(scope: Scope, fact_id: str, name: str, line: int) -> Figure:
    """Return a figure of the fact base, or raise the problem that names the nearest ones."""
    fact = scope.facts.facts.get(fact_id)
    if fact is None:
        message = unknown(f"fact: no fact “{fact_id}”", fact_id, scope.facts.facts)
        raise InvalidInput([Problem(scope.topic.file, line, message)])
    if name not in fact.figures:
        message = unknown(f"figure: {fact_id} has no figure “{name}”", name, fact.figures)
        raise InvalidInput([Problem(scope.topic.file, line, message)])
    return fact.figures[name]


def _arm(scope: Scope, figure: Figure, arm: str, line: int) -> int:
    if arm not in figure.arms:
        hint = did_you_mean(arm, figure.arms) or "this figure has one value; print it in a sentence"
        message = f"arms: no group “{arm}” in this figure; {hint}"
        raise InvalidInput([Problem(scope.topic.file, line, message)])
    return figure.arms[arm]


def _do_dont(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    lists = validate(DoDont, _yaml(scope, directive))
    return {
        "title": inline(directive.title),
        "do": [inline(text) for text in lists.do],
        "dont": [inline(text) for text in lists.dont],
    }, None


def _write_in(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    fields = validate_root(WriteInFields, _yaml(scope, directive)).root
    drawn = [{"label": inline(pen.label), "size": pen.size} for pen in fields]
    return {"title": inline(directive.title), "fields": drawn}, None


def _glossary(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    terms = validate_root(Glossary, _yaml(scope, directive)).root
    entries = [{"term": inline(term.term), "meaning": inline(term.meaning)} for term in terms]
    return {"title": inline(directive.title), "entries": entries}, None


def _bladder_signs(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    found = validate(BladderSigns, _yaml(scope, directive))
    signs = [inline(sign.text) for sign in found.signs]
    return {"title": inline(directive.title), "signs": signs}, None


def _spray_steps(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    found = validate_root(SpraySteps, _yaml(scope, directive)).root
    steps = [{"picture": step.picture, "text": inline(step.text)} for step in found]
    return {"title": inline(directive.title), "steps": steps}, None


def _mood_tracker(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    found = validate(MoodTracker, _yaml(scope, directive))
    return {
        "title": inline(directive.title),
        "low": inline(found.low),
        "high": inline(found.high),
        "rows": [inline(row) for row in found.rows],
        "days": weekdays(scope.topic.locale),
    }, None


def _actions(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    _refuse_body(scope, directive)
    items = [
        {"do": inline(action.do), "why": inline(action.why), "how": inline(action.how)}
        for action in scope.topic.front.actions
    ]
    return {"items": items}, None


def _what_we_know(scope: Scope, directive: Directive) -> tuple[dict[str, Any], Markup | None]:
    _refuse_body(scope, directive)
    front = scope.topic.front
    return {"known": inline(front.known), "unknown": inline(front.unknown)}, None


def _refuse_body(scope: Scope, directive: Directive) -> None:
    """Raise InvalidInput for words that would not be printed."""
    if directive.body.strip() or directive.title:
        message = "prints the topic's settings of that name; delete what else stands there"
        raise _fault(scope, directive, message)


def validate_root(model: type[Any], parsed: YamlText) -> Any:
    """Return a model of a list, filled from `parsed`."""
    if not isinstance(parsed.data, list):
        message = "expected a list; write each item after `- `"
        raise InvalidInput([Problem(parsed.file, parsed.line_of(()), message)])
    return validate(model, parsed)


def _yaml(scope: Scope, directive: Directive) -> YamlText:
    if not directive.body.strip():
        raise _fault(scope, directive, "is empty; write its settings between the colons")
    # Hidden signs were looked for when the topic was read; the marks of placeholders are ours.
    parsed = parse_yaml(directive.body, scope.topic.file, directive.line + 1, readable=True)
    problems = [
        Problem(parsed.file, parsed.line_of(place), message)
        for place, text in parsed.texts()
        for message in inline_faults(text)
    ]
    if problems:
        raise InvalidInput(problems)
    return parsed


def _fault(scope: Scope, directive: Directive, message: str) -> InvalidInput:
    return InvalidInput(
        [Problem(scope.topic.file, directive.line, f":::{directive.name} {message}")]
    )


COMPONENTS: Mapping[str, Component] = {
    "emergency": Component(_markdown, callout=True),
    "call-us": Component(_markdown, callout=True),
    "tell-us": Component(_markdown, callout=True),
    "note": Component(_markdown, callout=True),
    "checklist": Component(_markdown_items),
    "steps": Component(_markdown),
    "questions": Component(_markdown),
    "teach-back": Component(_markdown_items),
    "timeline": Component(_timeline, wide=True),
    "fact-box": Component(_fact_box, wide=True),
    "side-effects": Component(_side_effects, wide=True),
    "icon-array": Component(_icon_array),
    "do-dont": Component(_do_dont),
    "write-in": Component(_write_in),
    "glossary": Component(_glossary),
    "bladder-signs": Component(_bladder_signs, wide=True),
    "spray-steps": Component(_spray_steps, wide=True),
    "mood-tracker": Component(_mood_tracker, wide=True),
    "actions": Component(_actions),
    "what-we-know": Component(_what_we_know),
}
