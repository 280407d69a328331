"""Intervals between two acts of a text: "eight days after", "sepekan sebelum".

In: a text and its language. Out: the expression and its signed number of days: what stands before "N days after" (the
main act) is N days later than what stands behind it. Only days and weeks, which are exact. Words are data
(data/languages/<code>/offsets.json, numbers from counts.json); a language without them has no intervals.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from dragoman.data import language_table
from dragoman.record import Date

DAYS = {"day": 1, "week": 7}


class Offset(NamedTuple):
    """An expression, its days (positive for "after"), and whether the act it counts from stands before it."""

    date: Date
    days: int
    anchor_first: bool


def find_offsets(text: str, language: str) -> list[Offset]:
    """Every such expression, in order."""
    pattern = _pattern(language)
    if pattern is None:
        return []
    numbers = (language_table(language, "counts") or {}).get("numbers", {})
    table = language_table(language, "offsets") or {}
    fused = table.get("fused", {})
    found = []
    for match in pattern.finditer(text):
        part = match.groupdict()
        if part["fused"]:
            days = int(fused[part["fused"].lower()])
        else:
            word = (part["number"] or "1").lower()
            count = int(word) if word.isdecimal() else int(numbers.get(word, 1))
            days = count * DAYS["week" if part["week"] else "day"]
        later = bool(part["after"])
        span = Date(
            start=None,
            end=None,
            precision="unknown",
            text=match.group(),
            start_char=match.start(),
            end_char=match.end(),
            why="an interval between two acts",
        )
        found.append(Offset(span, days if later else -days, bool(table.get("suffix"))))
    return found


@cache
def _pattern(language: str) -> re.Pattern[str] | None:
    """number unit connector, as one expression; None where the language has no table."""
    table = language_table(language, "offsets")
    if not table or not table["after"] or not table["before"]:
        return None
    numbers = [w for w in (language_table(language, "counts") or {}).get("numbers", {}) if w]

    def group(name: str, words: list[str]) -> str:
        listed = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))
        return f"(?P<{name}>{listed})" if words else f"(?P<{name}>(?!))"

    words = "|".join(re.escape(w) for w in sorted([*numbers, *table["one"]], key=len, reverse=True))
    number = rf"(?P<number>\d{{1,3}}|{words})"
    edge, gap = ("", r"\s?") if language_joined(language) else (r"(?<!\w)", r"[\s-]+")
    close = "" if language_joined(language) else r"(?!\w)"
    unit = f"(?:{group('day', table['day'])}|{group('week', table['week'])})"
    fused = group("fused", list(table.get("fused", {})))
    side = f"(?:{group('after', table['after'])}|{group('before', table['before'])})"
    return re.compile(f"{edge}(?:{number}{gap}{unit}|{fused}){gap}{side}{close}", re.IGNORECASE)


def language_joined(language: str) -> bool:
    """Whether the language writes without spaces between words (counts.json says so)."""
    return bool((language_table(language, "counts") or {}).get("joined"))
