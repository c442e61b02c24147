"""English: syllables by rule with a short list of exceptions, three reading formulas."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Mapping

from handouts.languages.base import Counts, Formula, LanguageSpec, ReadingBar

_VOWELS = re.compile(r"[aeiouy]+")

# Words that the rules below count wrongly and that health texts use; typed by hand.
_EXCEPTIONS: Mapping[str, int] = {
    "area": 3, "areas": 3, "being": 2, "beings": 2, "business": 2, "chocolate": 2, "client": 2,
    "clients": 2, "create": 2, "created": 3, "creates": 2, "diary": 3, "diet": 2, "diets": 2,
    "doing": 2, "does": 1, "done": 1, "dreamlike": 2, "driver": 2, "during": 2, "else": 1,
    "evening": 2, "every": 2, "everyone": 3, "everything": 3, "family": 3, "fluid": 2,
    "fluids": 2, "go": 1, "going": 2, "gone": 1, "heroin": 3, "hour": 1, "hours": 1, "idea": 3,
    "ideas": 3, "ketamine": 3, "esketamine": 4, "spravato": 3, "liar": 2, "lion": 2,
    "medicine": 3, "medicines": 3, "nausea": 3, "one": 1, "ones": 1, "other": 2, "our": 1,
    "people": 2, "placebo": 3, "poem": 2, "quiet": 2, "quietly": 3, "reaction": 3,
    "reactions": 3, "recipe": 3, "riot": 2, "ruin": 2, "science": 2, "seeing": 2, "several": 3,
    "sometime": 2, "sometimes": 2, "someone": 2, "something": 2, "suicide": 3, "suicidal": 4,
    "therefore": 2, "theory": 3, "trial": 2, "trials": 2, "usually": 4, "usual": 3,
    "unusual": 4, "video": 3, "via": 2, "vial": 2, "wednesday": 2, "whole": 1, "anxiety": 4,
    "society": 4, "variety": 4, "psychiatry": 4, "psychiatrist": 4, "alcohol": 3, "cocaine": 2,
    "opioid": 3, "opioids": 3, "steroid": 2, "steroids": 2, "fibroid": 2, "caffeine": 2,
    "protein": 2, "codeine": 2, "allied": 2, "tired": 2, "hundred": 2, "sacred": 2, "naked": 2,
    "wicked": 2, "rhythm": 2, "numb": 1, "maybe": 2, "lifetime": 2, "lifestyle": 2,
    "homemade": 2, "bathe": 1, "clothes": 1, "breathe": 1, "breathes": 1, "safely": 2,
    "safety": 2, "lonely": 2, "rarely": 2, "barely": 2, "surely": 2, "likely": 2, "unlikely": 3,
    "extremely": 3, "completely": 3, "definitely": 4, "immediately": 5, "severely": 3,
    "closely": 2, "widely": 2, "entirely": 4, "moreover": 3, "movement": 2, "movements": 2,
    "statement": 2, "statements": 2, "involvement": 3, "improvement": 3, "improvements": 3,
    "agreement": 3, "management": 3, "amazement": 3, "careful": 2, "carefully": 3,
    "hopeful": 2, "hopeless": 2, "useful": 2, "useless": 2, "helpless": 2, "homeless": 2,
    "therapeutic": 4, "neurologist": 4, "real": 1, "really": 2, "ideal": 3, "deal": 1,
    "react": 2, "reacts": 2, "reacted": 3, "cooperate": 4, "coordinate": 4,
    "seizure": 2, "seizures": 2, "pressure": 2, "measure": 2, "procedure": 3, "schedule": 2,
    "schedules": 2, "isn't": 2, "aren't": 1, "doesn't": 2, "didn't": 2, "wasn't": 2,
    "couldn't": 2, "wouldn't": 2, "shouldn't": 2, "hasn't": 2, "haven't": 2, "hadn't": 2,
    "mustn't": 2, "needn't": 2, "you're": 1, "they're": 1, "we're": 1, "you'll": 1, "we'll": 1,
    "guideline": 2, "guidelines": 2, "timeline": 2, "timelines": 2, "lifeline": 2, "baseline": 2,
    "everyday": 3, "anyone": 3, "anything": 3, "somebody": 3, "everybody": 4, "elsewhere": 2,
    "experience": 4, "experienced": 4, "experiences": 5, "behavior": 3, "behaviour": 3,
    "behavioral": 4, "continuing": 4, "continuous": 4, "anxious": 2, "australia": 3, "ratio": 3,
    "unique": 2, "ongoing": 3, "ingredient": 4, "ingredients": 4, "diabetes": 4, "apnea": 3,
    "requirement": 3, "requirements": 3, "reimburse": 3, "specifically": 5, "colleague": 2,
    "colleagues": 2, "layer": 2, "layers": 2, "rewire": 3, "rewires": 3, "rewiring": 4,
    "safeguard": 2, "safeguards": 2, "widespread": 2, "beyond": 2, "average": 3, "averages": 4,
    "layout": 2, "poems": 2, "ok": 2, "european": 4, "recreational": 5, "ideation": 4,
    "they'll": 1, "it'll": 2, "you've": 1, "we've": 1, "they've": 1, "i've": 1, "i'd": 1,
}  # fmt: skip


@functools.cache
def syllables(word: str) -> int:
    """Return the number of syllables of an English word; capitals are spelled out (ECT is 3)."""
    if word.isupper() and 1 < len(word) <= 4:
        return len(word) + 2 * word.count("W")
    word = word.lower().replace("’", "'")
    if "-" in word:
        return sum(syllables(part) for part in word.split("-") if part)
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    base = word.removesuffix("'s").replace("'", "")
    if base in _EXCEPTIONS:
        return _EXCEPTIONS[base]
    if not base.isalpha():
        return 1  # a number is counted as one short word
    base = unicodedata.normalize("NFD", base).encode("ascii", "ignore").decode()
    count = len(_VOWELS.findall(base))
    count -= len(re.findall(r"(?<=[^aeiouy])e$", base))  # silent at the end: side, take
    count += len(re.findall(r"[^aeiouywl]le$", base))  # table, bottle
    count -= len(re.findall(r"(?<=[^aeioudt])ed$", base))  # watched, cared
    count += len(re.findall(r"[^aeiouyrl]led$", base))  # settled, troubled
    count -= len(re.findall(r"(?<=[^aeiouscxzgy])es$", base)) * (not re.search(r"[cs]hes$", base))
    count += len(re.findall(r"[^aeiouyrwl]les$", base))  # tables
    count -= len(re.findall(r"(?<=[^aeiou])(?:e)(?:ly|ness|ment|ful|less)$", base))  # likely
    count += len(re.findall(r"i(?:a|um|us|or|er)|i(?:o)(?!n)|ua|uo|eo|ya|yi", base))
    count -= len(re.findall(r"[cgst]ia(?!t)|[tcsg]io(?!n)|gua|qua|quo|[sct]iou|geo", base))
    count += len(re.findall(r"sm$|sms$", base))  # mechanism
    return max(1, count)


def flesch_kincaid_grade(counts: Counts) -> float:
    """Return the US school grade (Kincaid, Fishburne, Rogers & Chissom 1975)."""
    return 0.39 * counts.words_per_sentence + 11.8 * counts.syllables_per_word - 15.59


def flesch_ease(counts: Counts) -> float:
    """Return the reading ease from 0 to 100 (Flesch 1948)."""
    return 206.835 - 1.015 * counts.words_per_sentence - 84.6 * counts.syllables_per_word


def smog_grade(counts: Counts) -> float:
    """Return the SMOG grade in US school years (McLaughlin 1969), scaled to 30 sentences."""
    if not counts.sentences:
        return 0.0
    return 1.0430 * math.sqrt(30 * counts.long_words / counts.sentences) + 3.1291


FLESCH_KINCAID = Formula(
    "flesch_kincaid", "Flesch-Kincaid", "Kincaid, Fishburne, Rogers and Chissom, 1975",
    "0.39 words a sentence + 11.8 syllables a word − 15.59", flesch_kincaid_grade,
)  # fmt: skip
SMOG = Formula(
    "smog", "SMOG", "McLaughlin, 1969",
    "1.0430 √(30 × words of three or more syllables / sentences) + 3.1291", smog_grade,
)  # fmt: skip
FLESCH_EASE = Formula(
    "flesch_ease", "Flesch ease", "Flesch, 1948",
    "206.835 − 1.015 words a sentence − 84.6 syllables a word", flesch_ease,
)  # fmt: skip

# Leaflet standards, section 0, bars 1 to 3.
LANGUAGE = LanguageSpec(
    name="en",
    title="English",
    joins=("in",),
    turns=("but", "and"),
    explains=("which is", "or"),
    no_treatment="no treatment",
    syllables=syllables,
    usual_syllables=1.5,
    formulas=(FLESCH_KINCAID, SMOG, FLESCH_EASE),
    bars=(
        ReadingBar(FLESCH_KINCAID, 6.0, "Flesch-Kincaid grade", is_most=True, is_masked=True),
        ReadingBar(
            FLESCH_KINCAID, 7.0, "Flesch-Kincaid grade with drug names", is_most=True,
            is_masked=False,
        ),
        ReadingBar(SMOG, 9.0, "SMOG grade", is_most=True, is_masked=True),
        ReadingBar(FLESCH_EASE, 70.0, "Flesch ease", is_most=False, is_masked=True),
    ),
    bar_label="FK",
    suitable=(5.0, 8.0),
    max_long_share=0.10,
    word_budget=550,
    negations=(
        "no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "cannot", "without",
        "isn't", "aren't", "wasn't", "weren't", "don't", "doesn't", "didn't", "can't", "won't",
        "hasn't", "haven't", "shouldn't", "couldn't", "wouldn't", "mustn't", "unless", "except",
    ),
    number_words=(
        "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve", "twenty", "thirty", "forty", "fifty", "sixty", "hundred", "thousand", "half",
        "once", "twice",
    ),
)  # fmt: skip
