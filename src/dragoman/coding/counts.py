"""Words that count people -> numbers: "at least 12", "puluhan ribu", "between 40 and 60".

In: the words and the language. Out: a `Count` with a value or a range. Number words, multipliers and hedges are data
(data/languages/<code>/counts.json); a language without that file reads digits only.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from dragoman.data import language_table
from dragoman.record import Count

_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")


@cache
def _rules(language: str) -> dict[str, Any]:
    table = language_table(language, "counts") or {}
    words = {**table.get("numbers", {})}
    return {
        "numbers": words,
        "multipliers": table.get("multipliers", {}),
        "some": table.get("some", {}),
        "least": table.get("at_least", []),
        "most": table.get("at_most", []),
        "between": table.get("between", []),
        "joined": bool(table.get("joined")),
    }


def read_count(text: str, language: str) -> Count | None:
    """Parse the words of a count; None where they hold no number.

    "puluhan ribu" (tens of thousands) gives low 20000 and no high; "hundreds" low 200; "at least 12" low 12.
    """
    rules = _rules(language)
    lowered = text.lower().translate(_EASTERN)
    numbers = _digits(lowered, rules)
    if not numbers and (low := _vague(lowered, rules)):  # before number words: "une vingtaine" is not "une"
        return Count(text=text, low=low)
    numbers = numbers or _words(lowered, rules)
    if not numbers:
        return None
    if len(numbers) > 1 and (
        any(word in lowered for word in rules["between"]) or re.search(r"\d\s*[-–—~]\s*\d", lowered)
    ):
        return Count(text=text, low=min(numbers[:2]), high=max(numbers[:2]))
    value = numbers[0]
    if any(_has(lowered, word) for word in rules["least"]):
        return Count(text=text, low=value)
    if any(_has(lowered, word) for word in rules["most"]):
        return Count(text=text, high=value)
    return Count(text=text, value=value)


_EASTERN = {
    **{0x0660 + i: str(i) for i in range(10)},
    **{0x06F0 + i: str(i) for i in range(10)},
    **{0xFF10 + i: str(i) for i in range(10)},
}


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", text) is not None


def _digits(text: str, rules: dict[str, Any]) -> list[int]:
    """Every number in digits, in order, with its multiplier."""
    found = []
    for match in _DIGITS.finditer(text):
        raw = re.sub(r"[\u00a0\u202f ]", "", match.group())
        whole = re.fullmatch(r"\d+(?:[.,]\d{3})+", raw)
        value = float(re.sub(r"[.,]", "", raw)) if whole else float(raw.replace(",", "."))
        value *= _multiplier(text[match.end() :], rules)
        found.append(round(value))
    return found


def _multiplier(rest: str, rules: dict[str, Any]) -> int:
    """The multiplier that follows a number ("12 ribu", "3万")."""
    rest = rest.lstrip()
    for word, factor in sorted(rules["multipliers"].items(), key=lambda kv: -len(kv[0])):
        if rest.startswith(word) and (rules["joined"] or not rest[len(word) : len(word) + 1].isalpha()):
            return int(factor)
    return 1


def _words(text: str, rules: dict[str, Any]) -> list[int]:
    """Number words -> one number: units add up, a multiplier lifts what stands before it."""
    table = {
        **{w: (v, False) for w, v in rules["numbers"].items()},
        **{w: (v, True) for w, v in rules["multipliers"].items()},
    }
    if not table:
        return []
    pattern = "|".join(re.escape(w) for w in sorted(table, key=len, reverse=True))
    edge = "" if rules["joined"] else r"(?!\w)"
    total, part, seen = 0, 0, False
    for match in re.finditer(rf"(?:{pattern}){edge}", text):
        if not rules["joined"] and match.start() and text[match.start() - 1].isalnum():
            continue
        value, lifts = table[match.group()]
        seen = seen or not lifts
        if lifts and value >= 1000:
            total, part = total + max(1, part) * value, 0
        elif lifts:  # "dua ratus lima puluh": the tens lift the five alone
            lower = part % value
            part += max(1, lower) * value - lower
        else:
            part += value
    return [total + part] if seen and total + part else []


def _vague(text: str, rules: dict[str, Any]) -> int:
    """ "Dozens", "ratusan", "tens of thousands" -> the least number that the words allow, 0 where there are none."""
    low = 0
    for word, value in sorted(rules["some"].items(), key=lambda kv: -len(kv[0])):
        if (word in text) if rules["joined"] else _has(text, word):
            rest = text.split(word, 1)[1].lstrip()
            low = int(value) * _multiplier(rest, rules)
            break
    return low
