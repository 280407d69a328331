"""Rules as data turned into regular expressions over category characters.

In: rules `[name, operation, pattern]` or `[name, operation, pattern, feature]`, macros, and the character of every set
of categories. Out: `Rule`s, and for each character the rules that can begin with it.
Pattern: `{a|b}` a word of category a or b; `@name` a macro; `( ... | ... )`, `?` as usual; `[ ... ]` the words that
are the expression itself (the whole match where absent); spaces mean nothing.
What must stay true: no unbounded repetition, so that matching is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dragoman.errors import DataError

NEVER = r"[^\s\S]"
TOKEN = re.compile(r"\s*(?:\{(?P<cat>[^}]+)\}|@(?P<macro>\w+)|(?P<op>[()\[\]?|]))\s*")


@dataclass(slots=True)
class Rule:
    """One compiled rule; each of `groups` is a group of `regex`, the categories it may hold and how rules call them."""

    name: str
    operation: str
    regex: re.Pattern[str]
    groups: list[tuple[int, tuple[tuple[str, str], ...]]]
    has_extent: bool


class _Parser:
    """Recursive descent over one pattern: builds the regex text, its first characters, and whether it can be empty."""

    def __init__(self, name: str, macros: Mapping[str, str], chars: Mapping[frozenset[str], str]) -> None:
        self.name, self.macros, self.chars = name, macros, chars
        self.groups: list[tuple[int, tuple[tuple[str, str], ...]]] = []
        self.count, self.extent, self.depth = 0, False, 0

    def parse(self, pattern: str) -> tuple[str, set[str]]:
        text, first, _, rest = self._alternatives(self._tokens(pattern))
        if rest:
            raise DataError(f"rule {self.name!r}", f"unbalanced pattern: {pattern!r}")
        return text, first

    def _tokens(self, pattern: str) -> list[tuple[str, str]]:
        found, place = [], 0
        while place < len(pattern):
            match = TOKEN.match(pattern, place)
            if not match or not match.lastgroup:
                raise DataError(f"rule {self.name!r}", f"can't read the pattern at {pattern[place : place + 20]!r}")
            found.append((match.lastgroup, match.group(match.lastgroup)))
            place = match.end()
        return found

    def _alternatives(self, tokens: list[tuple[str, str]]) -> tuple[str, set[str], bool, list[tuple[str, str]]]:
        texts, firsts, empty = [], set(), False
        while True:
            text, first, nullable, tokens = self._sequence(tokens)
            texts.append(text)
            firsts |= first
            empty |= nullable
            if not tokens or tokens[0] != ("op", "|"):
                return "|".join(texts), firsts, empty, tokens
            tokens = tokens[1:]

    def _sequence(self, tokens: list[tuple[str, str]]) -> tuple[str, set[str], bool, list[tuple[str, str]]]:
        text, firsts, empty = "", set(), True
        while tokens and tokens[0] not in (("op", "|"), ("op", ")"), ("op", "]")):
            piece, first, nullable, tokens = self._piece(tokens)
            if tokens and tokens[0] == ("op", "?"):
                piece, nullable, tokens = f"(?:{piece})?", True, tokens[1:]
            text += piece
            if empty:
                firsts |= first
            empty &= nullable
        return text, firsts, empty, tokens

    def _piece(self, tokens: list[tuple[str, str]]) -> tuple[str, set[str], bool, list[tuple[str, str]]]:
        kind, value = tokens[0]
        if kind == "cat":
            return (*self._category(value), False, tokens[1:])
        if kind == "macro":
            return self._macro(value, tokens[1:])
        if value not in "([":
            raise DataError(f"rule {self.name!r}", f"{value!r} out of place")
        opener = "(?:"
        if value == "[":
            self.count, self.extent, opener = self.count + 1, True, "(?P<extent>"
        text, first, nullable, rest = self._alternatives(tokens[1:])
        if not rest:
            raise DataError(f"rule {self.name!r}", f"{value!r} is never closed")
        return f"{opener}{text})", first, nullable, rest[1:]

    def _macro(self, name: str, rest: list[tuple[str, str]]) -> tuple[str, set[str], bool, list[tuple[str, str]]]:
        if name not in self.macros or self.depth > 20:
            raise DataError(f"rule {self.name!r}", f"unknown or circular macro @{name}")
        self.depth += 1
        text, first, nullable, left = self._alternatives(self._tokens(self.macros[name]))
        self.depth -= 1
        if left:
            raise DataError(f"macro @{name}", "unbalanced pattern")
        return f"(?:{text})", first, nullable, rest

    def _category(self, value: str) -> tuple[str, set[str]]:
        names = tuple(name.strip() for name in value.split("|"))
        fitting = {char for cats, char in self.chars.items() if not cats.isdisjoint(names)}
        self.count += 1
        self.groups.append((self.count, tuple((name, _called(name)) for name in names)))
        inside = re.escape("".join(sorted(fitting)))
        return (f"([{inside}])" if fitting else f"({NEVER})"), fitting


def _called(category: str) -> str:
    """`yearunit`, `weekshifted` ... narrow what may match; to an operation they are plain units and shifts."""
    for general in ("unit", "shifted"):
        if category.endswith(general) and category != "punit":
            return general
    return category


def compile_rules(
    rules: list[list[str]], macros: Mapping[str, str], chars: Mapping[frozenset[str], str], features: frozenset[str]
) -> tuple[list[Rule], dict[str, list[Rule]]]:
    """All rules that this language's features ask for, in order, and an index by first character."""
    compiled: list[Rule] = []
    starting: dict[str, list[Rule]] = {}
    for name, operation, pattern, *needed in rules:
        if not features.issuperset(needed):
            continue
        parser = _Parser(name, macros, chars)
        text, first = parser.parse(pattern)
        rule = Rule(name, operation, re.compile(text), parser.groups, parser.extent)
        compiled.append(rule)
        for char in sorted(first):
            starting.setdefault(char, []).append(rule)
    return compiled, starting
