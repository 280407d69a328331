"""Which stretches of a text may name a place of the gazetteer.

In: the tokens of a document and which of them are taken by known names. Out: candidates with their gazetteer rows.
What must stay true: linear in the text (at most MAX_WORDS look-ups a token), and everyday words are no places: a
candidate begins with a capital where the script has them, and a single word at the beginning of a sentence must be a
large place or stand elsewhere too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass

from dragoman.resolve.names import INNER, Token
from dragoman.resolve.where_gazetteer import PROVINCE, Row, division_words, gazetteer

MAX_WORDS = 4
MAX_HAN = 5
# Inhabitants from which a place counts without other support: below, surnames and everyday words crowd in. A sweep of
# SMALL from 5,000 to 15,000 on the training reports moved the country of actors by less than one point (fr +0.8).
LARGE = 15_000
LARGE_FIRST = 100_000
# Where the place's country is named besides.
SMALL = 5_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens first..last (half-open) that bear the name of `rows`."""

    first: int
    last: int
    rows: tuple[Row, ...]


def scan_places(
    text: str,
    tokens: Sequence[Token],
    taken: Callable[[int], bool],
    starts: set[int],
    named: Set[str],
    not_places: Set[str],
    capital_nouns: bool = False,
    base_forms: Callable[[str], Sequence[str]] | None = None,
) -> list[Candidate]:
    """Candidates from left to right, the longest at each place, none overlapping.

    `base_forms` gives the uninflected names that an unknown word may be a form of: "Одессу" for Одесса.
    """
    spans = _spans(text, tokens, taken, not_places)
    known = gazetteer().find([key for options in spans.values() for _, key in options])
    if base_forms is not None:
        known.update(_inflected(spans, known, base_forms))
    seen = {token.key for token in tokens if token.start not in starts and text[token.start].isupper()}
    found: list[Candidate] = []
    at = 0
    while at < len(tokens):
        best = next(
            (
                (last, known[key])
                for last, key in spans.get(at, ())
                if key in known
                and _plausible(text, tokens, at, last, known[key], taken, starts, seen, named, capital_nouns)
            ),
            None,
        )
        if best is None:
            at += 1
        else:
            found.append(Candidate(at, best[0], best[1]))
            at = best[0]
    return found


def _inflected(
    spans: Mapping[int, list[tuple[int, str]]],
    known: Mapping[str, tuple[Row, ...]],
    base_forms: Callable[[str], Sequence[str]],
) -> dict[str, tuple[Row, ...]]:
    """The places of names that stand in an inflected form, each word of them brought to its base."""
    forms: dict[str, list[str]] = {}
    for options in spans.values():
        for _, key in options:
            if key not in known and " " not in key:
                forms[key] = list(base_forms(key))
    bases = gazetteer().find([form for options in forms.values() for form in options])
    return {key: bases[form] for key, options in forms.items() for form in options[::-1] if form in bases}


def _spans(
    text: str, tokens: Sequence[Token], taken: Callable[[int], bool], not_places: Set[str]
) -> dict[int, list[tuple[int, str]]]:
    """For each token the stretches that begin there, longest first, with their keys."""
    spans: dict[int, list[tuple[int, str]]] = {}
    for at, token in enumerate(tokens):
        letter = text[token.start]
        if letter.isdigit() or letter.islower() or taken(at):
            continue
        words: list[str] = []
        options: list[tuple[int, str]] = []
        limit = MAX_HAN if is_han(letter) else MAX_WORDS
        for last in range(at, min(at + limit, len(tokens))):
            if taken(last) or (last > at and text[tokens[last - 1].end : tokens[last].start] not in INNER):
                break
            words.append(tokens[last].key)
            if text[tokens[last].start].islower() and len(words) > 1 and last + 1 == at + limit:
                break
            if last > at or words[0] not in not_places:
                options.append((last + 1, " ".join(words)))
        spans[at] = options[::-1]
    return spans


def is_han(letter: str) -> bool:
    """Whether a letter is a Han character, each of which is a token of its own."""
    return "\u3400" <= letter <= "\u9fff"


def _plausible(
    text: str,
    tokens: Sequence[Token],
    first: int,
    last: int,
    rows: Sequence[Row],
    taken: Callable[[int], bool],
    starts: set[int],
    seen: set[str],
    named: Set[str],
    capital_nouns: bool,
) -> bool:
    letter = text[tokens[first].start]
    largest = max((LARGE if row.kind == PROVINCE else row.population) for row in rows)
    supported = any(row.country in named for row in rows)
    if last - first == 1 and tokens[first].key in division_words():
        return False
    if letter.upper() == letter.lower():
        length = tokens[last - 1].end - tokens[first].start
        return largest >= LARGE_FIRST and length >= (2 if is_han(letter) else 4)
    if text[tokens[last - 1].start].islower():
        return False
    if len(tokens[first].key) < 3:
        return False
    if last - first > 1:
        return True
    if tokens[first].start in starts and largest < LARGE_FIRST and tokens[first].key not in seen:
        return False
    if largest < (SMALL if supported else LARGE_FIRST if capital_nouns else LARGE):
        return False
    if capital_nouns:
        return text[tokens[last - 1].end : tokens[last - 1].end + 1] != "-"
    return not _within_name(text, tokens, first, last, taken, starts)


def _within_name(
    text: str, tokens: Sequence[Token], first: int, last: int, taken: Callable[[int], bool], starts: set[int]
) -> bool:
    """Whether the word is part of a longer unknown name: "Paris Hilton", "Mark Lancaster"."""
    if (
        first > 0
        and not taken(first - 1)
        and text[tokens[first - 1].end : tokens[first].start] in (" ", ". ", "-")
        and text[tokens[first - 1].start].isupper()
        and tokens[first - 1].start not in starts
    ):
        return True
    return (
        last < len(tokens)
        and not taken(last)
        and text[tokens[last - 1].end : tokens[last].start] in (" ", "-")
        and text[tokens[last].start].isupper()
    )
