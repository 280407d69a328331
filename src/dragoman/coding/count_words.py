"""The words of a count phrase -> tokens with what each can mean: a number, a multiplier, a hedge, a noun.

In: the words and the language. Out: tokens in order. What a word means is data (data/languages/<code>/counts.json); its
lists are named in `KINDS`, and a word may stand in several ("тысячи" is "thousands" where no
number lifts it).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, NamedTuple

from dragoman.data import language_table

VALUED = {"numbers": "number", "forms": "number", "multipliers": "lift", "some": "some", "round": "round"}
"""Tables of words with a value, and what such a word is; `forms` are numbers that only counts read, not dates, `round`
nouns like "a dozen"."""
KINDS = {
    "at_least": "least",
    "at_most": "most",
    "between": "between",  # opens a range: between, from
    "to": "to",  # stands between a range's ends: to, or
    "and": "and",  # adds up, within a number and between people
    "also": "also",  # adds up people only: as well as
    "article": "article",  # one, where nothing else counts: "a soldier"
    "half": "half",
    "one": "one",  # a noun that is one person by its form
    "two": "two",  # ... or two
    "groups": "group",  # nouns that hide a number: crowd, family
    "units": "unit",  # what is counted isn't people: years, per cent
    "none": "none",
    "including": "including",  # a part of those counted follows
    "of_them": "of_them",  # a part of those counted stands here
    "partly": "partly",  # ... and those counted come later: "ikisi kadın beş kişi"
    "genitive": "genitive",  # a word behind which ...
    "singular": "singular",  # ... a plural form is a singular: "около тысячи", about a thousand
    "inverted": "inverted",  # stands before its number: "тысяч пять", about five thousand
    "few_after": "few_after",  # 十几
}
ABOUT = "about"
"""Words that say nothing, listed where a part of them would: "lebih kurang", about, is not "lebih", more than."""
DIGITS = r"(?<![^\W\d_]-)(?<!\d)(?<!\d[.,])(?:\d{1,3}(?:[.,'\u00a0\u202f\u2009 ]\d{3})+(?!\d)|\d+[.,]\d+|\d+)"
SIGNS = {
    **dict.fromkeys(",،、+&", "and"),
    **dict.fromkeys("-–—~", "dash"),
    **dict.fromkeys("(:", "including"),
    **dict.fromkeys("%٪", "unit"),
}
_FOLDED: dict[int, str | None] = {
    **{0x0660 + i: str(i) for i in range(10)},
    **{0x06F0 + i: str(i) for i in range(10)},
    **{0xFEE0 + i: chr(i) for i in range(0x21, 0x7F)},  # full-width digits and signs
    **dict.fromkeys(map(ord, "’ʼ`´‘"), "'"),
    **dict.fromkeys(map(ord, "أإآ"), "ا"),
    **dict(zip(map(ord, "ى٫٬‑"), "ي.,-", strict=True)),
    **dict.fromkeys((*range(0x64B, 0x653), 0x640, 0x301)),  # Arabic vowels and stretching, a Russian stress
}


class Token(NamedTuple):
    """A word or sign: kind -> value (0 where it has none), and whether nothing stands between it and the one before."""

    kinds: dict[str, float]
    text: str
    close: bool


class Lexicon(NamedTuple):
    """A language's words by their folded form, the expression that finds them, and the language's ways."""

    words: dict[str, dict[str, float]]
    pattern: re.Pattern[str]
    joined: bool
    units_first: bool
    fused: re.Pattern[str] | None
    lower: dict[int, str]
    prefix: re.Pattern[str] | None


def tokens(text: str, language: str) -> list[Token]:
    """Every word and sign in order."""
    lexicon = lexicon_of(language)
    folded = text.translate(lexicon.lower).lower().translate(_FOLDED)
    if lexicon.prefix:
        folded = lexicon.prefix.sub(lambda m: m.group() + " ", folded)
    found, end = [], 0
    for match in lexicon.pattern.finditer(folded):
        word, close = match.group(), match.start() == end
        end = match.end()
        if word[0].isdecimal():
            found.append(Token({"digits": _value(word)}, word, close))
            continue
        word = word if word in SIGNS else _spaced(word)
        kinds = {SIGNS[word]: 0.0} if word in SIGNS else lexicon.words.get(word, {})
        if not kinds and lexicon.fused and lexicon.fused.fullmatch(word):
            found += [Token(lexicon.words[part], part, True) for part in re.findall(lexicon.fused.pattern[:-1], word)]
            continue
        found.append(Token(kinds, word, close))
    return found


def _value(digits: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[.,'\u00a0\u202f\u2009 ]\d{3})+", digits):
        return float(re.sub(r"\D", "", digits))
    return float(digits.replace(",", "."))


@cache
def lexicon_of(language: str) -> Lexicon:
    """The words of a language's table, folded as the text is."""
    table: dict[str, Any] = language_table(language, "counts") or {}
    words: dict[str, dict[str, float]] = {}
    for name, kind in VALUED.items():
        for word, value in table.get(name, {}).items():
            words.setdefault(_fold(word), {}).setdefault(kind, float(value))
    for name, kind in KINDS.items():
        for word in table.get(name, []):
            words.setdefault(_fold(word), {}).setdefault(kind, 0.0)
    words |= {_fold(word): {} for word in table.get(ABOUT, [])}
    joined = bool(table.get("joined"))
    listed = "|".join(
        re.escape(w).replace(r"\ ", r"[\s\-]+") for w in sorted(words, key=lambda w: (-len(w), w)) if w not in SIGNS
    )
    edges = (
        ("", "", r"[^\W\d_]")
        if joined
        else (
            r"(?<![^\W\d_])",
            r"(?:(?<=')|(?!\w))",
            r"[^\W\d_]{1,2}'(?=[^\W\d_])|[^\W\d_](?:'?[^\W\d_])*",  # "d'une" is two words
        )
    )
    known = f"{edges[0]}(?:{listed}){edges[1]}|" if listed else ""
    signs = "".join(re.escape(s) for s in SIGNS)
    pattern = re.compile(f"{DIGITS}|{known}{edges[2]}|[{signs}]")
    lower = {ord(k): v for k, v in table.get("lower", {}).items()}
    prefix = None
    if prefixes := table.get("prefixes"):  # "وخمسون" is "و" and "خمسون", but "واحد" is a word of its own
        heads = "|".join(re.escape(_fold(p)) for p in prefixes)
        prefix = re.compile(rf"(?<!\w)(?!(?:{listed})(?!\w))(?:{heads})(?=\d|(?:{listed})(?!\w))")
    fused = None
    if table.get("fused"):
        parts = [w for w, kinds in words.items() if kinds.keys() & {"number", "lift", "and"}]
        fused = re.compile(f"(?:{'|'.join(re.escape(w) for w in sorted(parts, key=lambda w: (-len(w), w)))})+")
    return Lexicon(words, pattern, joined, bool(table.get("units_first")), fused, lower, prefix)


def _fold(word: str) -> str:
    return _spaced(word.lower().translate(_FOLDED))


def _spaced(word: str) -> str:
    return re.sub(r"[\s-]+", " ", word)
