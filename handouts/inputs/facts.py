"""The three files of the fact base to a FactBase, with everything that names another checked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar, get_args

from pydantic import BaseModel

from handouts import assets
from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput, did_you_mean
from handouts.inputs.models.clinic import RegionCode
from handouts.inputs.models.facts import Fact, FactBase, Region, Source
from handouts.inputs.validation import validate
from handouts.inputs.yaml import Place, YamlText, parse_yaml

FACTS = "content/facts.yaml"
SOURCES = "content/sources.yaml"
REGIONS = "content/regions.yaml"
PACKS = "content/packs/"  # where topic packs bring facts and sources of their own

Entry = TypeVar("Entry", bound=BaseModel)
Parts = Mapping[str, YamlText]


@assets.cached
def shipped_facts() -> FactBase:
    """Return the shipped fact base, read and checked once, with those of topic packs."""
    files = assets.shipped_files()
    packs = {path: data.decode() for path, data in files.items() if path.startswith(PACKS)}
    facts, sources, regions = (files[path].decode() for path in (FACTS, SOURCES, REGIONS))
    return load_facts(facts, sources, regions, packs)


def load_facts(
    facts_text: str, sources_text: str, regions_text: str, packs: Mapping[str, str] | None = None
) -> FactBase:
    """Return the fact base written in the three texts.

    `packs` are further texts by their paths, which end in `facts.yaml` or `sources.yaml`.

    Raises:
        InvalidInput: with every fault of the three files.
    """
    problems: list[Diagnostic] = []
    fact_parts = _parts(facts_text, FACTS, problems)
    source_parts = _parts(sources_text, SOURCES, problems)
    region_parts = _parts(regions_text, REGIONS, problems)
    for path, text in (packs or {}).items():
        parts = _parts(text, path, problems)
        base = fact_parts if path.endswith("/facts.yaml") else source_parts
        problems += (
            Diagnostic(path, part.line_of(()), f"{key}: there is one of that name already")
            for key, part in parts.items()
            if key in base
        )
        base |= {key: part for key, part in parts.items() if key not in base}
    facts = _entries(Fact, fact_parts, problems)
    sources = _entries(Source, source_parts, problems)
    regions = _entries(Region, region_parts, problems)
    problems += _unknown_references(facts, fact_parts, source_parts)
    problems += _unknown_region_facts(regions, region_parts, fact_parts)
    problems += _wrong_regions(region_parts)
    if problems:
        raise InvalidInput(sorted(problems, key=lambda problem: (problem.file, problem.line or 0)))
    by_code = {code: regions[code] for code in get_args(RegionCode)}
    return FactBase(facts, sources, by_code)


def _parts(text: str, file: str, problems: list[Diagnostic]) -> dict[str, YamlText]:
    """Return each entry of a file as YAML of its own, with its lines."""
    try:
        parsed = parse_yaml(text, file)
    except InvalidInput as fault:
        problems += fault.problems
        return {}
    if not isinstance(parsed.data, dict):
        problems.append(Diagnostic(file, 1, "expected one `KEY:` for each entry"))
        return {}
    lines: dict[str | int, dict[Place, int]] = defaultdict(dict)
    for place, line in parsed.lines.items():
        if place:
            lines[place[0]][place[1:]] = line
    return {
        key: YamlText(entry, file, MappingProxyType(lines[key]))
        for key, entry in parsed.data.items()
    }


def _entries(model: type[Entry], parts: Parts, problems: list[Diagnostic]) -> dict[str, Entry]:
    """Return the entries that are as `model` wants them; the faults of the rest are noted."""
    found: dict[str, Entry] = {}
    for key, part in parts.items():
        try:
            found[key] = validate(model, part, (key,))
        except InvalidInput as fault:
            problems += fault.problems
    return found


def _unknown_references(
    facts: Mapping[str, Fact], parts: Parts, sources: Parts
) -> Iterator[Diagnostic]:
    """Yield a problem for each source or fact that a fact names and that is not there."""
    for fact_id, fact in facts.items():
        part = parts[fact_id]
        yield from _unknown(part, f"{fact_id}.sources", "sources", fact.sources, sources)
        yield from _unknown(part, f"{fact_id}.related", "related", fact.related, parts)


def _unknown_region_facts(
    regions: Mapping[str, Region], parts: Parts, facts: Parts
) -> Iterator[Diagnostic]:
    """Yield a problem for each fact that a region names and that is not there."""
    for code, region in regions.items():
        lines = tuple(line.fact for line in region.crisis)
        yield from _unknown(parts[code], f"{code}.facts", "facts", region.facts, facts)
        yield from _unknown(parts[code], f"{code}.crisis", "crisis", lines, facts)


def _unknown(
    part: YamlText, shown: str, key: str, names: tuple[str, ...], known: Parts
) -> Iterator[Diagnostic]:
    for index, name in enumerate(names):
        if name not in known:
            message = f"{shown}: there is no {name}; {did_you_mean(name, known)}".rstrip("; ")
            yield Diagnostic(part.file, part.line_of((key, index)), message)


def _wrong_regions(parts: Parts) -> Iterator[Diagnostic]:
    """Yield a problem for each region that is missing, or that we do not have."""
    codes = get_args(RegionCode)
    for code in codes:
        if parts and code not in parts:
            yield Diagnostic(REGIONS, None, f"{code}: missing; add the region")
    for code, part in parts.items():
        if code not in codes:
            yield Diagnostic(part.file, part.line_of(()), f"{code}: use one of {', '.join(codes)}")
