"""Word lists of a language: `content/language/<language>.yaml`, typed, with phrases to look for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from handouts.diagnostics import Diagnostic
from handouts.errors import InvalidInput
from handouts.inputs.models.base import InputModel
from handouts.inputs.text import decode
from handouts.inputs.validation import validate
from handouts.inputs.yaml import parse_yaml
from handouts.languages.phrases import pattern_of

FOLDER = "content/language"


def _phrase(value: str) -> str:
    pattern_of(value)
    return value


Phrase = Annotated[str, Field(min_length=1), AfterValidator(_phrase)]
Phrases = tuple[Phrase, ...]


class Advice(InputModel):
    """Words to avoid, and what to write instead."""

    words: Phrases = Field(min_length=1, description="words and phrases to avoid")
    use: str = Field(min_length=1, description="what to write instead")
    unless: Phrases = Field((), description="words in the sentence that make it all right")


class Claim(InputModel):
    """Something that must never be said, and what may be said instead."""

    name: str = Field(min_length=1, description="short name of the claim")
    words: Phrases = Field(min_length=1, description="ways to say it")
    use: str = Field(min_length=1, description="why not, and what to write instead")
    unless: Phrases = Field((), description="words in the sentence that make it all right")
    negated: Literal["allowed", "flagged"] = Field(
        "allowed", description="whether “not” before it makes it all right"
    )


class PassiveWords(InputModel):
    """How the passive voice is formed."""

    auxiliaries: tuple[str, ...] = Field(description="forms of to be")
    endings: tuple[str, ...] = Field(description="endings of regular participles")
    irregular: tuple[str, ...] = Field(description="participles with other endings")
    adjectives: tuple[str, ...] = Field(description="words that look like participles")
    adverb_ending: str = Field(description="ending of an adverb that may stand between")


class RateWords(InputModel):
    """How a chance is written as one number out of another."""

    joiners: tuple[str, ...] = Field(description="words between the numbers: in, out of")
    ranges: tuple[str, ...] = Field(description="words inside a range: to, or")
    people: tuple[str, ...] = Field(description="words that may follow the first number")
    numbers: Mapping[str, int] = Field(description="numbers written as words")
    advice: str = Field(description="a rate as we write it")


class BandWords(InputModel):
    """Words for how frequent something is, by the bands of EU leaflets."""

    very_common: Phrases = Field(description="1 in 10 and more")
    common: Phrases = Field(description="1 in 100 and more")
    uncommon: Phrases = Field(description="1 in 1,000 and more")
    rare: Phrases = Field(description="1 in 10,000 and more")
    very_rare: Phrases = Field(description="less than that")


class PolicyWords(InputModel):
    """Words that show that a number is one of the clinic's own rules."""

    about: Phrases = Field(min_length=1, description="words for the subject of the rule")
    said: Phrases = Field((), description="ways to state the rule without a number")
    unit: Phrases = Field(min_length=1, description="units the rule is counted in")
    write: str = Field(description="the placeholder to write instead")


class TypedRule(InputModel):
    """Ways to type a rule that the clinic decides, in place of its placeholder."""

    about: Phrases = Field(min_length=1, description="words for the subject of the rule")
    said: Phrases = Field(min_length=1, description="ways to state the rule")
    unless: Phrases = Field((), description="words in the sentence that make it all right")
    write: str = Field(min_length=1, description="the placeholder to write instead")


class OneRule(InputModel):
    """A rule that all topics must state in the same way."""

    about: Phrases = Field(min_length=1, description="words for the subject of the rule")
    ours: Phrases = Field(min_length=1, description="the way in which we state it")
    other: Phrases = Field(min_length=1, description="ways that say something else")
    write: str = Field(min_length=1, description="the sentence to write")


class BalanceWords(InputModel):
    """Words by which a text speaks of benefit or of harm."""

    benefit: Phrases = Field(description="words that promise something good")
    harm: Phrases = Field(description="words that warn of something bad")
    choices: Phrases = Field(description="words in the heading of a section on choices")
    nothing: Phrases = Field(description="ways to name no treatment as a choice")
    empty: Phrases = Field(description="words that say nothing is unknown")


class RiskWords(InputModel):
    """Words by which a text says what a risk means for the reader."""

    who: Phrases = Field(description="words that say who is more likely to be harmed")
    we_do: Phrases = Field(description="words that say what the clinic does about it")


class WordLists(InputModel):
    """The word lists of one language."""

    name: str = Field(description="the language's name in English")
    drug_names: tuple[str, ...] = Field(description="names that no plain word can replace")
    full_stops: tuple[str, ...] = Field(description="abbreviations whose stop ends no sentence")
    abbreviations: tuple[str, ...] = Field(description="abbreviations that need no explanation")
    negations: Phrases = Field(description="words that turn a sentence round")
    refutations: Phrases = Field(description="words that quote a claim to warn of it")
    forbidding: Phrases = Field(description="words of a heading that forbid what follows")
    jargon: tuple[Advice, ...] = Field(description="words of the trade")
    stigma: tuple[Advice, ...] = Field(description="words that hurt")
    third_person: Phrases = Field(description="ways to talk about the reader, not to them")
    passive: PassiveWords = Field(description="the passive voice")
    chance_words: Phrases = Field(description="words for a chance that need a number")
    bands: BandWords = Field(description="words for the bands of EU leaflets")
    rates: RateWords = Field(description="chances in numbers")
    percent: Phrases = Field(description="ways to write percent")
    relative: tuple[Advice, ...] = Field(description="chances told as a ratio")
    sums: Phrases = Field(description="sums left to the reader")
    time: Phrases = Field(description="words that say over what time")
    claims: tuple[Claim, ...] = Field(description="what must never be said")
    balance: BalanceWords = Field(description="benefit, harm and choices")
    risk: RiskWords = Field(description="what a risk means for the reader")
    policy: Mapping[str, PolicyWords] = Field(description="the clinic's own rules")
    empty_headings: Phrases = Field(description="headings that tell nothing")
    typed_rules: Mapping[str, TypedRule] = Field({}, description="rules typed in words")
    one_rule: Mapping[str, OneRule] = Field({}, description="rules said in one way everywhere")
    terms: tuple[Advice, ...] = Field((), description="words to explain once; `use` explains")
    senses: tuple[Advice, ...] = Field((), description="things seen or heard that are not there")
    lead_ends: tuple[str, ...] = Field((), description="words with which no bold lead may end")
    verbs: tuple[str, ...] = Field((), description="verbs, their forms with s, ed, d left out")
    verb_forms: tuple[str, ...] = Field((), description="further forms of verbs")


class Allowed(InputModel):
    """A word that a clinic wants to keep, and why."""

    word: str = Field(min_length=1, description="the word")
    reason: str = Field(min_length=1, description="why it stays")


class Additions(InputModel):
    """What a clinic adds to our lists in its own `content/language/<language>.yaml`."""

    jargon: tuple[Advice, ...] = Field((), description="further words to avoid")
    stigma: tuple[Advice, ...] = Field((), description="further words that hurt")
    abbreviations: tuple[str, ...] = Field((), description="further known abbreviations")
    allowed: tuple[Allowed, ...] = Field((), description="words of our lists that may stay")


def load_word_lists(
    shipped: Mapping[str, bytes], clinic: Mapping[str, bytes], locale: str, folder: str = ""
) -> WordLists | None:
    """Return the word lists for `locale` with the clinic's additions, or None if there are none.

    Raises:
        InvalidInput: a list has faults.
    """
    path = f"{FOLDER}/{locale.partition('-')[0]}.yaml"
    if path not in shipped:
        return None
    ours = validate(WordLists, parse_yaml(decode(shipped[path], path), path))
    if path not in clinic:
        return ours
    shown = f"{folder}/{path}"
    more = validate(Additions, parse_yaml(decode(clinic[path], shown), shown))
    return _merged(ours, more, shown)


def _merged(ours: WordLists, more: Additions, file: str) -> WordLists:
    """Return our lists with a clinic's additions; what it keeps must be on our lists."""
    kept = {entry.word.lower() for entry in more.allowed}
    jargon = _without(ours.jargon, kept)
    stigma = _without(ours.stigma, kept)
    known = {word.lower() for entry in (*ours.jargon, *ours.stigma) for word in entry.words}
    problems = [
        Diagnostic(file, None, f"allowed: “{word}” is not on our lists; delete it")
        for word in sorted(kept - known)
    ]
    if problems:
        raise InvalidInput(problems)
    return ours.model_copy(
        update={
            "jargon": (*jargon, *more.jargon),
            "stigma": (*stigma, *more.stigma),
            "abbreviations": (*ours.abbreviations, *more.abbreviations),
        }
    )


def _without(entries: Iterable[Advice], kept: set[str]) -> tuple[Advice, ...]:
    left = []
    for entry in entries:
        words = tuple(word for word in entry.words if word.lower() not in kept)
        if words:
            left.append(entry.model_copy(update={"words": words}))
    return tuple(left)
