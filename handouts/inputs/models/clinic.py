"""What `clinic.yaml` may say, and the clinic it describes."""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, field_validator

from handouts.diagnostics import Diagnostic
from handouts.hidden_signs import sign_name
from handouts.inputs.models.base import LOCALE, SLUG, InputModel, Line
from handouts.inputs.models.review import Reviews
from handouts.inputs.yaml import YamlText

# Letters that look like digits, letters beside digits; and how an extension may be written.
_ALIKE = re.compile(r"[OoIl|]+")
_MIXED = re.compile(r"[^\W\d]\d|\d[^\W\d]")
_EXTENSION = re.compile(r"(x|ext|extension)\d+", re.IGNORECASE)


class BlankToFill(enum.Enum):
    """The clinic leaves this value to a pen: the leaflet prints a labelled blank."""

    BLANK = "write-in"


LocaleTag = Annotated[str, Field(pattern=LOCALE.pattern)]
SetName = Annotated[str, Field(pattern=f"^(?:{SLUG.pattern})$")]
RegionCode = Literal["US", "CA", "UK", "AU", "EU"]
PaperName = Literal["letter", "a4"]
DriveRule = Literal["next-day-after-sleep", "24-hours", "48-hours"]
EscortRule = Literal["takes-you-home", "stays-overnight"]
# What readers may be harmed by, so that a text must not go unjudged in silence.
Concern = Literal["claims", "numbers", "safety"]
PillsRule = Literal["with-a-sip", "ask-first"]
# What a text may say that the clinic always does; printed only where the clinic confirms it.
PROMISES: Mapping[str, str] = MappingProxyType(
    {
        "watched-all-the-time": "trained staff watch each patient all the time",
        "asked-about-suicide-each-visit": "staff ask about thoughts of suicide at each visit",
        "vital-signs-each-visit": "blood pressure, pulse and oxygen are checked at each visit",
        "full-check-first": "a full check comes before the first treatment",
        "rating-scale": "mood is measured with a rating scale",
        "bladder-asked-each-visit": "staff ask about the bladder at each visit",
        "memory-and-drug-use-checks": "memory and drug use are checked every few months",
        "prescriber-on-site": "a prescriber is in the building during treatment",
        "costs-in-writing": "patients get the costs in writing before they start",
    }
)


def _number(low: int, high: int) -> Callable[[Any], int | BlankToFill]:
    """Return a reader for a whole number from `low` to `high`, or `write-in`."""

    def read(value: Any) -> int | BlankToFill:
        if isinstance(value, BlankToFill) or value == BlankToFill.BLANK.value:
            return BlankToFill.BLANK
        text = str(value)
        if not re.fullmatch(r"\d{1,5}", text):
            raise ValueError(f"“{text[:40]}” is not a whole number or `write-in`")
        if not low <= int(text) <= high:
            raise ValueError(f"{text} is outside {low} to {high}; check the unit")
        return int(text)

    return read


def _schema(low: int, high: int) -> WithJsonSchema:
    number = {"type": "integer", "minimum": low, "maximum": high}
    return WithJsonSchema({"anyOf": [number, {"const": "write-in"}]})


def _choice(*rules: str) -> Callable[[Any], str | BlankToFill]:
    """Return a reader for one of `rules`, or `write-in`."""

    def read(value: Any) -> str | BlankToFill:
        if isinstance(value, BlankToFill) or value == BlankToFill.BLANK.value:
            return BlankToFill.BLANK
        if value not in rules:
            raise ValueError(f"“{value}” is not one of {', '.join(rules)}, write-in")
        return str(value)

    return read


def _choice_schema(*rules: str) -> WithJsonSchema:
    return WithJsonSchema({"enum": [*rules, "write-in"]})


_DRIVE = ("next-day-after-sleep", "24-hours", "48-hours")
_ESCORT = ("takes-you-home", "stays-overnight")
_PILLS = ("with-a-sip", "ask-first")

Hours = Annotated[int | BlankToFill, BeforeValidator(_number(0, 24)), _schema(0, 24)]
Minutes = Annotated[int | BlankToFill, BeforeValidator(_number(0, 600)), _schema(0, 600)]
Drive = Annotated[
    DriveRule | BlankToFill, BeforeValidator(_choice(*_DRIVE)), _choice_schema(*_DRIVE)
]
Escort = Annotated[
    EscortRule | BlankToFill, BeforeValidator(_choice(*_ESCORT)), _choice_schema(*_ESCORT)
]
Pills = Annotated[
    PillsRule | BlankToFill, BeforeValidator(_choice(*_PILLS)), _choice_schema(*_PILLS)
]
Pressure = Annotated[int | BlankToFill, BeforeValidator(_number(120, 220)), _schema(120, 220)]


def _promise(value: Any) -> str:
    if value not in PROMISES:
        raise ValueError(f"“{value}” is not one of {', '.join(PROMISES)}")
    return str(value)


Promise = Annotated[
    str, BeforeValidator(_promise), WithJsonSchema({"type": "string", "enum": [*PROMISES]})
]


def _in_words(value: Any) -> str | Mapping[str, str]:
    """Return one text for all languages, or one for each."""
    texts = value if isinstance(value, Mapping) else {"": value}
    for locale, text in texts.items():
        if locale and not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", str(locale)):
            raise ValueError(f"“{locale}” is not a language tag such as en or es")
        if not isinstance(text, str) or len(text) > 100 or "\n" in text:
            raise ValueError("must be one line of at most 100 letters")
    return MappingProxyType(dict(value)) if isinstance(value, Mapping) else str(value)


_one_or_each: dict[str, Any] = {
    "anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": {"type": "string"}}]
}
LocalizedText = Annotated[
    str | Mapping[str, str], PlainValidator(_in_words), WithJsonSchema(_one_or_each)
]


def in_locale(text: str | Mapping[str, str], locale: str) -> str:
    """Return a clinic's words in `locale`, else in its language, else those written first."""
    if isinstance(text, str):
        return text
    language = locale.partition("-")[0]
    return text.get(locale) or text.get(language) or next(iter(text.values()), "")


class InfusionPolicy(InputModel):
    """The clinic's rules for ketamine by drip or injection; none has a default."""

    food_hours: Hours | None = Field(
        None, description="hours without food before the visit", examples=["6"]
    )
    drink_hours: Hours | None = Field(
        None, description="hours without clear drinks before the visit", examples=["2"]
    )
    infusion_minutes: Minutes | None = Field(
        None, description="minutes that the drip runs", examples=["40"]
    )
    rest_minutes: Minutes | None = Field(
        None, description="minutes of rest with us after the drip stops", examples=["60"]
    )
    stay_minutes: Minutes | None = Field(
        None, description="minutes of the whole visit, from arrival to leaving", examples=["120"]
    )
    drive: Drive | None = Field(
        None,
        description="when a patient may drive again: at least 24 hours and a night's sleep on",
        examples=["next-day-after-sleep"],
    )
    escort: Escort | None = Field(
        None, description="what the adult companion must do", examples=["takes-you-home"]
    )
    pills: Pills = Field("ask-first", description="pills on the day: with-a-sip or ask-first")
    bp_call: Pressure = Field(
        BlankToFill.BLANK, description="top blood pressure number at home from which patients call"
    )


class EsketaminePolicy(InputModel):
    """The clinic's rules for esketamine; the US label and safety programme fix the defaults."""

    # Spravato US prescribing information and REMS: facts PREP-01, DAY-06, AFTER-01, PREP-04.
    food_hours: Hours = Field(2, description="hours without food before the spray (label: 2)")
    drink_minutes: Minutes = Field(30, description="minutes without drinks before (label: 30)")
    stay_minutes: Minutes = Field(120, description="minutes of watched stay after (label: 120)")
    drive: Drive = Field(
        "next-day-after-sleep", description="when a patient may drive again (label: next day)"
    )
    escort: Escort = Field("takes-you-home", description="what the adult companion must do")
    pills: Pills = Field("ask-first", description="pills on the day: with-a-sip or ask-first")
    bp_call: Pressure = Field(
        BlankToFill.BLANK, description="top blood pressure number at home from which patients call"
    )

    @field_validator("food_hours", "drink_minutes", "stay_minutes")
    @classmethod
    def _not_below_the_label(cls, value: int | BlankToFill, info: Any) -> int | BlankToFill:
        label = {"food_hours": 2, "drink_minutes": 30, "stay_minutes": 120}[info.field_name]
        if isinstance(value, int) and value < label:
            raise ValueError(f"{value} is less than the label asks for; write {label} or more")
        return value


class Policy(InputModel):
    """The clinic's own rules, printed the same on every leaflet."""

    infusion: InfusionPolicy = Field(InfusionPolicy(), description="rules for infusions")
    esketamine: EsketaminePolicy = Field(EsketaminePolicy(), description="rules for esketamine")


class Logo(InputModel):
    """The clinic's logo."""

    file: Line = Field(description="path inside the clinic's folder", examples=["logo.svg"])
    alt: Line = Field(description="what it shows, for people who can't see it")
    has_name: bool = Field(
        False, description="true for a wordmark: the name is not printed beside it"
    )


class Build(InputModel):
    """What `handouts batch` builds for the clinic."""

    topics: tuple[Line, ...] = Field((), description="topic ids, in the clinic's order")
    formats: tuple[Line, ...] = Field(
        ("sheet",), description="formats to build; `packet` puts all topics into one PDF"
    )
    papers: tuple[PaperName, ...] = Field(
        (), description="papers to build for; the clinic's `paper` if none is named"
    )
    require_review: Literal["", "clinical"] = Field(
        "",
        description="clinical: a topic is printed only if a clinician signed the very words that "
        "it prints; else an unsigned one is marked as a draft",
        examples=["clinical"],
    )


class SetTopic(InputModel):
    """One leaflet of a set."""

    topic: Line = Field(description="a topic's id", examples=["what-to-expect-infusion"])
    give: Literal["always", "ticked", "offered"] = Field(
        "always",
        description="always; ticked: unless somebody says no; offered: if somebody asks for it",
    )


class LeafletSet(InputModel):
    """Leaflets that are handed out together."""

    title: LocalizedText = Field(
        description="what staff call it; or one for each language: {en: …, es: …}",
        examples=["First infusion visit"],
    )
    topics: Annotated[tuple[SetTopic, ...], Field(min_length=1, max_length=30)] = Field(
        description="its leaflets in order, each as `- {topic: …, give: always}`"
    )


class Accepted(InputModel):
    """What the clinic takes upon itself, where we cannot judge."""

    not_judged: Mapping[LocaleTag, Annotated[tuple[Concern, ...], Field(min_length=1)]] = Field(
        {},
        description="by language, what a person has read in place of our checks",
        examples=["{de: [claims, numbers, safety]}"],
    )


class GroupSettings(InputModel):
    """What ties a site to the group from which it takes what it does not say itself."""

    extends: Annotated[str, Field(pattern=r"^\.\./[A-Za-z0-9][\w.-]{0,60}$")] | None = Field(
        None,
        description="the group's folder beside this one, whose values, brand and texts hold too",
        examples=["../group"],
    )
    sites: Annotated[tuple[Line, ...], Field(max_length=5000)] = Field(
        (),
        description="of a group: the folders beside it that may extend it",
        examples=["[north, south]"],
    )
    locked: tuple[Line, ...] = Field(
        (),
        description="of a group: keys that no site may set",
        examples=["[policy.infusion.drive]"],
    )


class ClinicSettings(GroupSettings):
    """`clinic.yaml`: who the clinic is, its rules, and what to build."""

    name: Annotated[Line, Field(max_length=80)] = Field(
        description="the clinic's name as patients know it", examples=["Harbor Light Clinic"]
    )
    strapline: LocalizedText = Field(
        "", description="a short line under the name; or one for each language: {en: …, es: …}"
    )
    phone: Annotated[Line, Field(max_length=40)] = Field(
        description="the number patients call by day", examples=["(555) 010-0142"]
    )
    after_hours_phone: Annotated[Line, Field(max_length=60)] = Field(
        description="the number outside opening hours", examples=["(555) 010-0199"]
    )
    website: Annotated[str, Field(max_length=100)] = Field("", description="address to print")
    web_base: Annotated[
        str, Field(max_length=100, pattern=r"^(https://[a-z0-9.-]+\.[a-z]{2,}(/[\w.~-]+)*)?$")
    ] = Field(
        "",
        description="where the clinic's library stands on the web (`handouts site`), without a "
        "last slash; leaflets then print a code that leads there",
        examples=["https://harborlight.example/leaflets"],
    )
    address: Annotated[str, Field(max_length=160)] = Field("", description="street and town")
    hours: LocalizedText = Field(
        "", description="opening hours; or one for each language: {en: …, es: …}"
    )
    logo: Logo | None = Field(None, description="the logo, a file in the clinic's folder")
    region: RegionCode = Field(
        description="sets emergency numbers, regulator and paper: US, CA, UK, AU or EU",
        examples=["US"],
    )
    locales: tuple[LocaleTag, ...] = Field(
        ("en",),
        min_length=1,
        description="languages to build, first is the main one",
        examples=["[en, es-MX]"],
    )
    paper: PaperName | None = Field(None, description="letter or a4; the region decides if unset")
    policy: Policy = Field(Policy(), description="the clinic's own rules")
    promises: tuple[Promise, ...] = Field(
        (), description="what the clinic always does; a sentence that says so prints only then"
    )
    given_line: bool = Field(
        False, description="true prints a line for the pen: given to, by, on, my next visit"
    )
    sets: Mapping[SetName, LeafletSet] = Field(
        {}, description="what is given together; a set's name stands where a topic's id may"
    )
    build: Build = Field(Build(), description="what `handouts batch` builds")
    accept: Accepted = Field(Accepted(), description="what a person judges in our place")

    @field_validator("phone", "after_hours_phone")
    @classmethod
    def _has_digits(cls, value: str) -> str:
        if not re.search(r"\d", value):
            raise ValueError(f"“{value}” has no digits; write the number to call")
        for part in re.split(r"[\s()+./,;-]+", value):
            if _ALIKE.fullmatch(part) or (_MIXED.search(part) and not _EXTENSION.fullmatch(part)):
                raise ValueError(f"“{part}” has letters among its digits; type the digits again")
        if hidden := next((sign for sign in value if unicodedata.category(sign)[0] == "C"), ""):
            raise ValueError(f"holds the hidden sign {sign_name(hidden)}; type the number again")
        return value

    @field_validator("website")
    @classmethod
    def _is_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"(https?://)?[\w.-]+\.[a-z]{2,}(/[\w./~%-]*)?", value):
            raise ValueError(f"“{value}” is not a web address such as harborlight.example")
        return value


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic: its id, its settings and the files of its folder, read once."""

    id: str
    settings: ClinicSettings
    folder: str
    files: Mapping[str, bytes] = field(repr=False)
    reviews: Reviews = field(default_factory=lambda: Reviews(()))
    # By topic: pictures in its folder that cannot be used; they cost its own leaflets only.
    spoiled: Mapping[str, tuple[Diagnostic, ...]] = field(default_factory=dict, repr=False)
    # Its settings as they were typed, those of its groups among them.
    written: YamlText | None = field(default=None, repr=False)
    # Where the files lie that come from a group, by path: the group's folder.
    group_folders: Mapping[str, str] = field(default_factory=dict, repr=False)
    # All files as they were read, those of groups by `../<group>/<path>`; empty without groups.
    layered: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def files_read(self) -> Mapping[str, bytes]:
        """Return what the folder held, and its groups': what a digest is taken of."""
        return self.layered or self.files

    def shown(self, path: str) -> str:
        """Return what messages call one of the files."""
        return f"{self.group_folders.get(path, self.folder)}/{path}"

    @property
    def products(self) -> tuple[str, ...]:
        """Return the products the clinic gives: those it has rules for, or both if it has none."""
        written = self.settings.policy.model_fields_set
        found = tuple(name for name in Policy.model_fields if name in written)
        return found or tuple(Policy.model_fields)
