"""Every fixed word of a leaflet, complete for each locale.

A locale lives in `content/locales/<locale>.yaml`. Every field is required and unknown keys are
refused, so no leaflet comes out half translated. A name in braces (`{number}`) stands for a value
that is filled in later; a translation keeps it. Two asterisks round words print them bold.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from handouts.inputs.models.base import InputModel, Line
from handouts.inputs.models.clinic import DriveRule, EscortRule, PillsRule, RegionCode

ProductName = Literal["infusion", "esketamine", "any"]
MayBeEmpty = Annotated[str, Field(max_length=80)]


def _holds(*names: str) -> Callable[[str], str]:
    """Return a check that text holds each of `names` in braces once, and no other braces."""
    wanted = sorted(names)

    def check(value: str) -> str:
        try:
            found = sorted(name for _, name, _, _ in string.Formatter().parse(value) if name)
        except ValueError as error:
            raise ValueError(f"braces do not match ({error})") from None
        if found != wanted:
            needs = " and ".join(f"{{{name}}}" for name in wanted)
            raise ValueError(f"must hold {needs} once, and no other braces")
        return value

    return check


Counted = Annotated[Line, AfterValidator(_holds("count"))]
Dated = Annotated[Line, AfterValidator(_holds("date"))]
WithBlank = Annotated[Line, AfterValidator(_holds("blank"))]
WithNumber = Annotated[Line, AfterValidator(_holds("number"))]
CountedOfTotal = Annotated[Line, AfterValidator(_holds("count", "of"))]
WithTotal = Annotated[Line, AfterValidator(_holds("of"))]
WithApproval = Annotated[Line, AfterValidator(_holds("has_approved"))]


class PageWords(InputModel):
    """The words around the numbers in “Page 1 of 2”."""

    before: MayBeEmpty = Field(description="word before the page number, may be empty")
    between: Line = Field(description="word between the two numbers")
    after: MayBeEmpty = Field(description="word after the number of pages, may be empty")
    turn_over: Line = Field(description="at the foot of page one: that there is more behind it")
    turn_over_signs: Line = Field(description="the same, where the boxes for help stand there")
    front_of: Line = Field(description="at the foot of a page one that is printed alone")


class FooterWords(InputModel):
    """The small line at the foot of every page."""

    version: Annotated[Line, AfterValidator(_holds("version"))] = Field(
        description="version of the text"
    )
    issued: Dated = Field(description="when the text was issued")
    review_by: Dated = Field(description="when the text must be reviewed again")
    overdue: Dated = Field(description="that it should have been reviewed by then")


class ProductWords(InputModel):
    """One wording for each product that a topic can be about."""

    infusion: Line = Field(description="ketamine by drip or injection")
    esketamine: Line = Field(description="esketamine nasal spray")
    any: Line = Field(description="both of them")

    def for_product(self, product: ProductName) -> str:
        """Return the words for `product`."""
        words: str = getattr(self, product)
        return words


class RegulatorWords(InputModel):
    """The start of a sentence on what the regulator has approved, for each region."""

    US: Line = Field(description="United States")
    CA: Line = Field(description="Canada")
    UK: Line = Field(description="United Kingdom")
    AU: Line = Field(description="Australia")
    EU: Line = Field(description="European Union, where countries approve, too")

    def for_region(self, region: RegionCode) -> str:
        """Return the words for `region`."""
        words: str = getattr(self, region)
        return words


class ReportWords(InputModel):
    """Where to report a side effect, for each region (fact RISK-25)."""

    US: Line = Field(description="United States")
    CA: Line = Field(description="Canada")
    UK: Line = Field(description="United Kingdom")
    AU: Line = Field(description="Australia")
    EU: Line = Field(description="European Union")

    def for_region(self, region: RegionCode) -> str:
        """Return the sentence for `region`."""
        words: str = getattr(self, region)
        return words


class ApprovalWords(InputModel):
    """How a product stands with the regulator; off-label use is always called that."""

    infusion: WithApproval = Field(description="ketamine by drip or injection for depression")
    esketamine: WithApproval = Field(description="esketamine nasal spray")
    any: WithApproval = Field(description="both of them")

    has_approved: RegulatorWords = Field(description="who has approved: “The FDA has approved”")
    medication_guide: Line = Field(description="US: the guide that comes with the nasal spray")
    report: ReportWords = Field(description="where to report a side effect")

    def for_product(self, product: ProductName, region: RegionCode) -> str:
        """Return the words for `product` in `region`, and where to report a side effect."""
        words: str = getattr(self, product)
        said = [words.format(has_approved=self.has_approved.for_region(region))]
        if region == "US" and product != "infusion":
            said.append(self.medication_guide)
        return " ".join([*said, self.report.for_region(region)])


class CrisisWords(InputModel):
    """Whom to reach with thoughts of suicide, for each region (facts HELP-01 to HELP-05)."""

    US: Line = Field(description="United States")
    CA: Line = Field(description="Canada")
    UK: Line = Field(description="United Kingdom")
    AU: Line = Field(description="Australia")
    EU: Line = Field(description="European Union")

    def for_region(self, region: RegionCode) -> str:
        """Return the sentence for `region`."""
        words: str = getattr(self, region)
        return words


class DriveWords(InputModel):
    """Words that follow “Do not drive”, for each rule a clinic may set; no full stop at the end.

    None may be weaker than the facts AFTER-01 (esketamine: the next day, after sleep) and
    AFTER-02 (ketamine by drip or injection: also at least 24 hours).
    """

    next_day_after_sleep: Line = Field(description="rule next-day-after-sleep")
    at_least_24_hours: Line = Field(description="rule 24-hours")
    at_least_48_hours: Line = Field(description="rule 48-hours")

    def for_rule(self, rule: DriveRule) -> str:
        """Return the words for the clinic's `rule`."""
        return {
            "next-day-after-sleep": self.next_day_after_sleep,
            "24-hours": self.at_least_24_hours,
            "48-hours": self.at_least_48_hours,
        }[rule]


class DriveWordsByProduct(InputModel):
    """The driving rule differs between the products."""

    infusion: DriveWords = Field(description="ketamine by drip or injection")
    esketamine: DriveWords = Field(description="esketamine nasal spray")


class EscortWords(InputModel):
    """A noun phrase for the adult companion, for each rule a clinic may set."""

    takes_you_home: Line = Field(description="rule takes-you-home")
    stays_overnight: Line = Field(description="rule stays-overnight")

    def for_rule(self, rule: EscortRule) -> str:
        """Return the words for the clinic's `rule`."""
        return {
            "takes-you-home": self.takes_you_home,
            "stays-overnight": self.stays_overnight,
        }[rule]


class PillsWords(InputModel):
    """A whole sentence on pills before treatment, for each rule a clinic may set."""

    with_a_sip: Line = Field(description="rule with-a-sip")
    ask_first: Line = Field(description="rule ask-first")

    def for_rule(self, rule: PillsRule) -> str:
        """Return the words for the clinic's `rule`."""
        return {"with-a-sip": self.with_a_sip, "ask-first": self.ask_first}[rule]


class HelperWords(InputModel):
    """The clinic's rules in words for the person who helps the patient."""

    drive: DriveWordsByProduct = Field(description="after “They must not drive”")
    escort: EscortWords = Field(description="what the helper does, as an order")


class Plural(InputModel):
    """A counted thing in the singular and in the plural."""

    one: Counted = Field(description="for exactly one")
    other: Counted = Field(description="for every other number")

    def for_count(self, count: int) -> str:
        """Return the words with `count` filled in."""
        return (self.one if count == 1 else self.other).format(count=count)


class PluralOfTotal(InputModel):
    """A number of people out of a hundred, in the singular and in the plural."""

    one: CountedOfTotal = Field(description="for exactly one")
    other: CountedOfTotal = Field(description="for every other number")


class UnitWords(InputModel):
    """Units of time."""

    hours: Plural = Field(description="hours")
    minutes: Plural = Field(description="minutes")


class BlankWords(InputModel):
    """Labelled blanks, printed where a clinic leaves a value to the pen."""

    hours: WithBlank = Field(description="a number of hours")
    minutes: WithBlank = Field(description="a number of minutes")
    drive: WithBlank = Field(description="after “Do not drive”")
    escort: WithBlank = Field(description="where a companion would be named")
    escort_helper: WithBlank = Field(description="where the helper's task would stand")
    pills: WithBlank = Field(description="where the rule on pills would stand")


class RiskWords(InputModel):
    """Words of fact boxes, tables of side effects and icon arrays."""

    out_of: WithTotal = Field(description="after the number: “29 *in 100*”")
    of_people: WithTotal = Field(description="below a large number: “22 *of 100 people*”")
    did_not: Counted = Field(description="the people it did not happen to")
    nobody: Line = Field(description="left end of the axis of a chart")
    half: Line = Field(description="middle of the axis")
    everybody: WithTotal = Field(description="right end of the axis")
    more: PluralOfTotal = Field(description="the sum of it, where more people had it")
    fewer: PluralOfTotal = Field(description="the sum of it, where fewer people had it")
    same: Line = Field(description="the sum of it, where there is no difference")
    benefit: Line = Field(description="mark of a benefit in a box that also lists harms")
    harm: Line = Field(description="mark of a harm in a box that also lists benefits")
    group: Line = Field(description="label before: who was studied")
    people: Annotated[Line, AfterValidator(_holds("medicine", "dummy"))] = Field(
        description="how many people were in the two groups"
    )
    period: Line = Field(description="label before: over what time")
    certainty: Line = Field(description="label before: how sure the figures are")


class ActionWords(InputModel):
    """The block that says what the reader can do."""

    why: Line = Field(description="label before the reason")
    how: Line = Field(description="label before the way to do it")


class KnownWords(InputModel):
    """The two parts of “what we know”."""

    known: Line = Field(description="heading of what is known")
    unknown: Line = Field(description="heading of what is not known")


class DoWords(InputModel):
    """The two sides of a do-and-do-not list."""

    do: Line = Field(description="heading of what to do")
    dont: Line = Field(description="heading of what not to do")


class FigureWords(InputModel):
    """What drawings show, for those who can't see them."""

    bladder: Line = Field(description="kidneys, bladder and its outlet, with their numbers")
    nerve: Line = Field(description="two nerve cells, and ketamine in a docking point")


class ColophonWords(InputModel):
    """The last lines of a topic."""

    draft_mark: Line = Field(description="one word on a text that no clinician has signed off")
    draft: Line = Field(description="the same at the head of later pages, a few words")
    other_formats: Line = Field(description="offer of other formats and languages")
    signs: Line = Field(description="where all warning signs stand, on a leaflet that has a strip")
    sources: Line = Field(description="label before the list of sources")
    unreviewed: Line = Field(description="status of a text that nobody has signed off")
    reviewed: Annotated[Line, AfterValidator(_holds("name", "role", "date"))] = Field(
        description="status of a text that has been signed off"
    )
    not_advice: Line = Field(description="that the sheet does not replace the care team")


class TranslationWords(InputModel):
    """Notes on a translated text."""

    unreviewed: Line = Field(description="a draft that no second reader has checked")
    stale: Annotated[Line, AfterValidator(_holds("version", "current"))] = Field(
        description="the text it was made from has changed since"
    )
    fallback: Line = Field(description="the text is printed in another language")


class PaperWords(InputModel):
    """Words of folded and cut formats."""

    contact: Line = Field(description="heading above the clinic's numbers and address")
    help: Line = Field(description="heading of the panel that says whom to call, and when")
    emergency: WithNumber = Field(description="what to do in an emergency, no signs listed")
    notes: Line = Field(description="heading of the room for the reader's own notes")
    given_to: Line = Field(description="label: to whom the leaflet was given, for the pen")
    given_by: Line = Field(description="label: by whom, for the pen")
    given_on: Line = Field(description="label: on which day, for the pen")
    diary_day: Line = Field(description="head of the column for the day")
    diary_felt: Line = Field(description="head of the column for how the reader felt")
    diary_ask: Line = Field(description="head of the column for what the reader wants to ask")


class CardWords(InputModel):
    """The wallet card."""

    had: ProductWords = Field(description="what the card's owner was given")
    when: Line = Field(description="label before the line for day and time")
    drive: Annotated[Line, AfterValidator(_holds("rule"))] = Field(
        description="the driving rule; its words come from `drive`"
    )
    until: Line = Field(description="words before the pen lines for the day and hour")
    day: Line = Field(description="label below the pen line for the day")
    hour: Line = Field(description="label below the pen line for the hour")
    only_if: Line = Field(description="the condition that every driving rule has")
    call: Line = Field(description="label before the clinic's number")
    crisis: Line = Field(description="whom the crisis line is for; followed by `any_time`")
    any_time: Line = Field(description="how and when the crisis line answers")
    any_time_in: dict[RegionCode, Line] = Field(
        default_factory=dict, description="the same where a region's line has its own way"
    )
    signs_title: Line = Field(description="words beside the emergency number, above the signs")
    signs: tuple[Line, ...] = Field(
        min_length=4, max_length=8, description="signs of an emergency in a few words each"
    )


class PosterWords(InputModel):
    """The numbers at the foot of a poster."""

    danger: Line = Field(description="whom the emergency number is for")
    crisis: Line = Field(description="whom the crisis line is for")
    questions: Line = Field(description="whom the clinic's number is for")


class PacketWords(InputModel):
    """The cover of a packet."""

    title: Line = Field(description="title, if none is given")
    intro: Line = Field(description="what the packet is for")
    contents: Line = Field(description="heading of the list of topics")
    prepared_for: Line = Field(description="label of the line for the patient's name")
    date: Line = Field(description="label of the line for the date")
    next_visit: Line = Field(description="label of the line for the next visit")
    pages: Line = Field(description="word after the number of pages")
    blank_page: Line = Field(description="what a page says that is empty on purpose")


class StripWords(InputModel):
    """The strip with the numbers to call, on page one of every sheet."""

    emergency: Line = Field(description="when to call the emergency number, beside the number")
    call: Line = Field(description="words before the clinic's number")
    head: Line = Field(description="words before the clinic's number at the head of page one")
    danger: Line = Field(description="above the emergency number in the head of a crisis leaflet")


class WebWords(InputModel):
    """A clinic's leaflets as web pages."""

    title: Line = Field(description="title of the page that lists all leaflets")
    intro: Line = Field(description="what to do there")
    all: Line = Field(description="link to the list of all leaflets")
    sheet: Line = Field(description="link to the PDF of a leaflet")
    large_print: Line = Field(description="link to the PDF in large print")
    words: Line = Field(description="title of the page on which to look for a word")
    words_hint: Line = Field(description="how to look for a word there")
    code: Line = Field(description="what the code on paper is, for those who cannot see it")
    read: Line = Field(description="words before the address of a leaflet's web page")


class Strings(InputModel):
    """`content/locales/<locale>.yaml`: every fixed word of a leaflet."""

    language: Line = Field(description="the language's own name")
    patient_information: Line = Field(description="what kind of paper this is")
    page: PageWords = Field(description="page numbers")
    footer: FooterWords = Field(description="foot of every page")
    products: ProductWords = Field(description="the product, as a short label")
    approval: ApprovalWords = Field(description="the product's standing with the regulator")
    key_points: Line = Field(description="heading of the key points")
    emergency_title: WithNumber = Field(description="title of the emergency box")
    crisis: CrisisWords = Field(description="sentence below the list of the emergency box")
    strip: StripWords = Field(description="the strip with the numbers to call")
    call_us_title: Line = Field(description="title of the box with the clinic's number")
    phone: Line = Field(description="label before a telephone number")
    hours: Line = Field(description="label before the clinic's opening hours")
    after_hours: Line = Field(description="label before the number outside opening hours")
    tell_us_title: Line = Field(description="title of what can wait for the next visit")
    drive: DriveWordsByProduct = Field(description="the clinic's driving rule in words")
    escort: EscortWords = Field(description="the clinic's companion rule in words")
    pills: PillsWords = Field(description="the clinic's rule on pills before treatment, in words")
    helper: HelperWords = Field(description="the clinic's rules for the person who helps")
    units: UnitWords = Field(description="units of time")
    blank: BlankWords = Field(description="blanks for the pen")
    risk: RiskWords = Field(description="figures")
    actions: ActionWords = Field(description="what the reader can do")
    known: KnownWords = Field(description="what is known and what is not")
    do_dont: DoWords = Field(description="do and do not")
    figures: FigureWords = Field(description="what drawings show")
    own_questions: Line = Field(description="label of the lines for the reader's own questions")
    colophon: ColophonWords = Field(description="last lines of a topic")
    translation: TranslationWords = Field(description="notes on a translation")
    paper: PaperWords = Field(description="folded and cut formats")
    card: CardWords = Field(description="wallet card")
    poster: PosterWords = Field(description="poster")
    packet: PacketWords = Field(description="cover of a packet")
    web: WebWords = Field(description="web pages")
