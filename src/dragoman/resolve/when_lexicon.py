"""The words and rules of one language, compiled once from data: `dates_grammar.json` (shared) and `<code>/dates.json`.

In: a language code. Out: a `Lexicon`: which words exist, what they can mean (categories with values), and the rules.
What must stay true: no language has code of its own. Every distinct set of categories gets one character, so that a
run of words becomes a short string and each rule a regular expression over it, without unbounded repetition.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from dragoman.data import language_table
from dragoman.errors import DataError
from dragoman.resolve.when_grammar import Rule, compile_rules

Values = dict[str, Any]

# Typographic variants of one sign, each replaced by one character so that offsets stay.
SAME_SIGNS = dict(zip("’‘ʼ–—‑‒−～〜（）［］，／：\u00a0\u202f", "'''-------()[],/:  ", strict=True))
# Vowel signs that a word may carry or not: folded to the Arabic tatweel, which look-ups drop.
SIGNS_DROPPED = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
TATWEEL = "ـ"
# Sample numbers, one for every combination of length and range that `number_values` tells apart.
SAMPLE_VALUES = (0, 1, 12, 24, 31, 99, 100, 999, 1000, 1899, 1900, 2099, 2199, 2200, 9999)
SAMPLE_NUMBERS = [form for value in SAMPLE_VALUES for form in (str(value), f"{value:02}")]


@dataclass(slots=True)
class Entry:
    """What a word or number can mean, and the character that stands for its set of categories."""

    values: Values
    char: str = "."


@dataclass(slots=True)
class Word:
    """A form as met in the text: its meanings by spelling (`upper`, `lower`), and the phrases that it can begin."""

    upper: Entry | None = None
    lower: Entry | None = None
    either: Entry | None = None  # at the start of a sentence, where a capital says nothing
    phrases: list[tuple[tuple[str, ...], Word]] = field(default_factory=list)


@dataclass(slots=True)
class Lexicon:
    """One language, ready to match. `features` are switches that rules and the tokenizer ask for."""

    code: str
    features: frozenset[str]
    numeric_order: str
    fold_table: dict[int, str]
    words: dict[str, Word]
    prefixes: tuple[str, ...]
    joiners: frozenset[str]
    digits: dict[str, int]
    token_pattern: re.Pattern[str]
    chars: dict[frozenset[str], str]
    rules: list[Rule]
    starting: dict[str, list[Rule]]
    anchor: re.Pattern[str]
    gaps: dict[str, re.Pattern[str]]
    cues: dict[str, Any]
    feasts: dict[str, Any]

    def fold(self, text: str) -> str:
        """Lower case and one form of each sign, one character for one, so that offsets hold in both."""
        text = text.translate(self.fold_table)
        lowered = text.lower()
        if len(lowered) == len(text):
            return lowered
        return "".join(low if len(low := c.lower()) == 1 else c for c in text)

    def entry(self, values: Values) -> Entry:
        """An entry for values known only now (numbers); their set of categories was met when rules were compiled."""
        return Entry(values, self.chars.get(frozenset(values), "."))


def number_values(digits: str) -> Values:
    """The categories of a plain number: what it could be by its size and length."""
    value, length = int(digits), len(digits)
    values: Values = {"num": value}
    if length <= 2 and 1 <= value <= 31:
        values["day"] = value
    if length <= 2 and value <= 24:
        values["hour"] = value
    if length <= 2 and 1 <= value <= 12:
        values["monthnum"] = value
    if length == 2:
        values["yy"] = value
    if length == 4 and 1000 <= value <= 2199:
        values["year"] = value
        if 1900 <= value <= 2099:
            values["cyear"] = value
    elif length in (3, 4):
        values["erayear"] = value
    return values


def _value(text: str) -> Any:
    """A key of the data as a value: `-1`, `1 year`, `early year`, `12-25`, or a plain name."""
    parts = [int(part) if re.fullmatch(r"-?\d+", part) else part for part in text.split(" ")]
    return parts[0] if len(parts) == 1 else tuple(parts)


def _forms(categories: dict[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """(form, category, value) of every line of the data; units also count under a category of their own."""
    for category, content in categories.items():
        by_value = content if isinstance(content, dict) else {"": content}
        for key, forms in by_value.items():
            value = _value(key) if key else True
            for form in forms:
                yield form, category, value
                if category in ("unit", "shifted"):
                    unit = value if category == "unit" else value[1]  # type: ignore[index]
                    yield form, f"{unit}{category}", value


class _Builder:
    """Collects forms into words; phrases hang on their first word."""

    def __init__(self, token_pattern: re.Pattern[str], fold: Any) -> None:
        self.token_pattern, self.fold = token_pattern, fold
        self.raw: dict[tuple[str, ...], dict[str, Values]] = {}

    def add(self, form: str, category: str, value: Any) -> None:
        spelling = "lower" if form[0] == "_" else "upper" if form[0] == "^" else "both"
        bare = self.fold(form.lstrip("_^"))
        if bare[0] != "+":
            bare = bare.replace(TATWEEL, "")
        key = (bare,) if bare[0] == "+" else tuple(m.group() for m in self.token_pattern.finditer(bare))
        if not key:
            raise DataError(form, "no word in this form; remove it or add letters")
        self.raw.setdefault(key, {}).setdefault(spelling, {}).setdefault(category, value)

    def words(self, char_of: Any) -> dict[str, Word]:
        words: dict[str, Word] = {}
        for key, spellings in sorted(self.raw.items()):
            both = spellings.get("both", {})
            upper, lower = both | spellings.get("upper", {}), both | spellings.get("lower", {})
            word = words.setdefault(key[0], Word())
            if len(key) > 1:
                phrase = Word()
                word.phrases.append((key[1:], phrase))
                word = phrase
            word.upper, word.lower, word.either = (
                Entry(values, char_of(values)) if values else None for values in (upper, lower, lower | upper)
            )
        for word in words.values():
            word.phrases.sort(key=lambda item: (-len(item[0]), item[0]))
        return words


def _trie_pattern(words: list[str]) -> str:
    """One regular expression that finds the longest of many words at a place, letter by letter."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}

    def written(node: dict[str, Any]) -> str:
        branches = [re.escape(letter) + written(node[letter]) for letter in sorted(node) if letter]
        if not branches:
            return ""
        joined = branches[0] if len(branches) == 1 and "" not in node else f"(?:{'|'.join(branches)})"
        return joined + ("?" if "" in node else "")

    return written(tree)


def _token_pattern(data: dict[str, Any], forms: list[str]) -> re.Pattern[str]:
    """What counts as one token: numbers with inner signs, endings glued to a word, words, single signs."""
    endings = sorted({form[1:] for form in forms if form.startswith("+")}, key=lambda ending: (-len(ending), ending))
    glued = "|".join(map(re.escape, endings)) or r"[^\s\S]"
    word = r"[^\W\d_]+"
    if "unspaced" in data.get("features", ()):
        digits, followers = "".join(data.get("digits", {})), "".join(data.get("numeral_followers", ()))
        written = [form for form in forms if form[0] not in "+^_" and not form.isascii()]
        word = rf"(?:[{digits}]{{1,12}}(?=[{followers}]))|{_trie_pattern(written)}|[a-z]+"
    return re.compile(
        r"(?P<iso>(?<!\d)\d{4}-\d\d-\d\dt\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:z|[+-]\d\d:?\d\d)?)"
        rf"|(?P<ending>(?<=\w)(?:{glued})(?!\w))"
        r"|(?P<short>(?<!\w)'\d\d(?![\w'.,]\d|\w))"
        r"|(?P<number>\d+(?:[.,:/\-]\d+)*)"
        rf"|(?P<word>{word})"
        r"|(?P<sign>[^\w\s]|_)"
    )


def _grammar() -> dict[str, Any]:
    return dict(json.loads((files("dragoman") / "data" / "dates_grammar.json").read_text("utf-8")))


@cache
def load(language: str) -> Lexicon:
    """The compiled lexicon of one language; one without words of its own still reads dates all in figures."""
    known = language_table(language, "dates") if re.fullmatch(r"[a-z]{2,3}", language) else None
    data, grammar = known or {"words": {}}, _grammar()
    fold_table = {ord(key): value for key, value in (SAME_SIGNS | data.get("fold", {})).items()}
    fold_table |= {ord(sign): TATWEEL for sign in SIGNS_DROPPED}
    chars: dict[frozenset[str], str] = {}

    def char_of(values: Any) -> str:
        return chars.setdefault(frozenset(values), chr(0x100 + len(chars)))

    categories = data["words"] | grammar["signs"]
    triples = list(_forms(categories))
    lexicon = Lexicon(
        code=language,
        features=frozenset(data.get("features", ())),
        numeric_order=data.get("numeric_order", "dmy"),
        fold_table=fold_table,
        words={},
        prefixes=tuple(data.get("prefixes", ())),
        joiners=frozenset(data.get("number_joiners", ())),
        digits=data.get("digits", {}),
        token_pattern=re.compile(""),
        chars=chars,
        rules=[],
        starting={},
        anchor=re.compile(""),
        gaps={},
        cues=data.get("cues", {}),
        feasts={name: grammar[name] for name in ("lunar_new_year", "hijri_months")},
    )
    lexicon.token_pattern = _token_pattern(data, [lexicon.fold(form) for form, _, _ in triples])
    builder = _Builder(lexicon.token_pattern, lexicon.fold)
    for form, category, value in triples:
        builder.add(form, category, value)
    for first, second in data.get("compounds", ()):
        _add_compounds(builder, categories[first], categories[second])
    lexicon.words = builder.words(char_of)
    for sample in SAMPLE_NUMBERS:
        char_of(number_values(sample))
    for sets in grammar["number_shapes"]:
        char_of(dict.fromkeys(sets))
    macros = grammar["macros"] | data.get("macros", {})
    rules = data.get("rules", []) + grammar["rules"]
    lexicon.rules, lexicon.starting = compile_rules(rules, macros, chars, lexicon.features)
    anchors = "".join(char for names, char in chars.items() if names & set(grammar["anchors"]))
    lexicon.anchor = re.compile(f"[{re.escape(anchors)}]")
    lexicon.gaps = {
        name: compile_rules([["gap", "gap", pattern]], macros, chars, lexicon.features)[0][0].regex
        for name, pattern in grammar["gaps"].items()
    }
    return lexicon


def _add_compounds(builder: _Builder, firsts: dict[str, list[str]], seconds: list[str]) -> None:
    """Words written as one (Mittwochabend): the first part gives the meaning."""
    for key, forms in firsts.items():
        for form in forms:
            for second in seconds:
                builder.add(form.lstrip("_^") + second.lstrip("_^"), "weekday", _value(key))
