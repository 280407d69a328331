"""Inflected names of places brought to the form that the gazetteer has.

In: stretches of a text that no key of the gazetteer equals, and the language's folding. Out: the places of which they
may be forms. What must stay true: of several base forms the one with the largest place counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import product

from dragoman.resolve.names import Folding, Token
from dragoman.resolve.where_gazetteer import PROVINCE, Row, division_words, gazetteer

# A province counts as a town of so many inhabitants.
PROVINCE_SIZE = 15_000
# How far ahead the word for a province stands that adjectives of a list share.
AHEAD = 6


def inflected_names(
    text: str,
    tokens: Sequence[Token],
    spans: Mapping[int, list[tuple[int, str]]],
    known: Mapping[str, tuple[Row, ...]],
    folding: Folding,
    not_places: Set[str],
) -> dict[str, tuple[Row, ...]]:
    """The places of names that stand in an inflected form, brought to their base; of several bases the one with
    the largest place."""
    forms: dict[str, list[str]] = {}
    for at, options in spans.items():
        for last, key in options:
            if last - at == 1 and (division := _division_ahead(text, tokens, at, folding)):
                forms[key] = _bases([key, division], folding)
            elif key not in known:
                forms[key] = [form for form in _bases(key.split(" "), folding) if form not in not_places]
    bases = gazetteer().find([form for options in forms.values() for form in options])
    found = {}
    for key, bare in forms.items():
        rows = [bases[form] for form in bare if form in bases]
        if rows:
            found[key] = max(rows, key=lambda some: max(size_of(row) for row in some))
    return found


def _division_ahead(text: str, tokens: Sequence[Token], at: int, folding: Folding) -> str | None:
    """The word for a province that several adjectives share, the first of which token `at` is: "Тульской" и
    "Калужской областях"."""
    if at + 3 >= len(tokens) or not text[tokens[at].start].isupper() or not folding.nominatives(tokens[at].key):
        return None
    for index in range(at + 2, min(at + AHEAD, len(tokens))):
        word = tokens[index]
        if "." in text[tokens[at].end : word.start]:
            return None
        if word.key in division_words() and text[word.start].islower():
            adjectives = [token for token in tokens[at:index] if folding.nominatives(token.key)]
            return word.key if len(adjectives) >= 2 and tokens[index - 1] is adjectives[-1] else None
    return None


def _bases(words: list[str], folding: Folding) -> list[str]:
    """What an unknown key may be a form of; of a name of several words the last and an adjective before it change."""
    if not folding.name_endings:
        return list(folding.clitic_forms(words[0])) if len(words) == 1 else []
    if len(words) > 3 or is_han(words[0][0]):
        return []
    last = folding.base_forms(words[-1]) if len(words[-1]) > 2 else ()
    if len(words) == 1:
        return list(last)
    heads = [(words[0], *folding.nominatives(words[0])), *((word,) for word in words[1:-1])]
    return [" ".join((*head, form)) for head in product(*heads) for form in last]


def size_of(row: Row) -> int:
    return PROVINCE_SIZE if row.kind == PROVINCE else row.population


def is_han(letter: str) -> bool:
    """Whether a letter is a Han character, each of which is a token of its own."""
    return "\u3400" <= letter <= "\u9fff"
