"""Which capitalised words are a person's full name, though no table knows the person: "Jack Warner".

In: a document's tokens and the tables. Out: stretches of two and more tokens that begin with a given name. What must
stay true: precision first (a given name begins it, every word is capitalised, nothing known stands inside), one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dragoman.resolve.names import Token, fold_word
from dragoman.resolve.who_tables import DATA, Tables, read_rows

MAX_WORDS = 5
ANDS = frozenset({"e", "y", "и"})  # join two surnames, never a given name: "Salvador e Curitiba" are cities
# What may stand between the words of one person's name.
INNER = frozenset({" ", "-", ". ", "\u00a0"})
STANDS_FOR_OTHERS = frozenset({"state", "people", "union", "org", "group"})


@lru_cache(maxsize=1)
def given_names() -> frozenset[str]:
    """Folded given names: the own list and the first names of the persons of the tables."""
    lines = (DATA / "who" / "given_names.txt").read_text(encoding="utf-8").splitlines()
    names = {name for line in lines if not line.startswith("#") for name in line.split()}
    for _, row in read_rows(DATA / "who" / "persons.tsv"):
        words = row["name"].split()
        if len(words) > 1 and len(words[0]) > 2 and words[0][-1] != ".":
            names.add(words[0])
    return frozenset(fold_word(name) for name in names)


@lru_cache(maxsize=1)
def family_names() -> frozenset[str]:
    """Folded last words of the names of the tables' persons."""
    rows = (row["name"].split() for _, row in read_rows(DATA / "who" / "persons.tsv"))
    return frozenset(fold_word(words[-1]) for words in rows if len(words) > 1)


@lru_cache(maxsize=1)
def particles() -> frozenset[str]:
    """Small words inside names: "Herve de Charette"."""
    return frozenset((DATA / "who" / "name_particles.txt").read_text(encoding="utf-8").split())


def person_names(text: str, tokens: Sequence[Token], tables: Tables) -> list[tuple[int, int]]:
    """Stretches (first, last) of tokens that are full names, left to right."""
    given = given_names()
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        last = at
        if text[tokens[at].start].isupper() and _is_given(tables, tokens[at].key, given):
            last = _end(text, tokens, tables, at)
        if last - at > 1:
            found.append((at, last))
        at = max(last, at + 1)
    return found


def _is_given(tables: Tables, key: str, given: frozenset[str]) -> bool:
    if key in given:
        return True
    return bool(tables.folding.name_endings) and any(form in given for form in tables.folding.base_forms(key))


def _end(text: str, tokens: Sequence[Token], tables: Tables, at: int) -> int:
    """The end of the name that begins with a given name at `at`; `at` itself when none does."""
    hit = tables.names.match(text, tokens, at)
    if hit is not None:
        kinds = {entry.kind for entry in hit.values}
        if hit.last - at > 1 or kinds & STANDS_FOR_OTHERS:
            return at
    last = at + 1
    end = last
    while last < len(tokens) and last - at < MAX_WORDS and text[tokens[last - 1].end : tokens[last].start] in INNER:
        letters = text[tokens[last].start : tokens[last].end]
        if not letters[0].isupper():
            if tokens[last].key not in particles() or (last == at + 1 and tokens[last].key in ANDS):
                break
        else:
            if (letters.isupper() and len(letters) > 1) or _is_known(text, tokens, tables, last):
                break
            end = last + 1
        last += 1
    return end


def _is_known(text: str, tokens: Sequence[Token], tables: Tables, index: int) -> bool:
    """Whether something known and longer than a word, or a state or office, begins there."""
    hit = tables.names.match(text, tokens, index)
    if hit is None:
        return False
    kinds = {entry.kind for entry in hit.values}
    if hit.last - index > 1:
        return "person" not in kinds
    return bool(kinds & {"role", "carrier", "state", "org", "group"}) and "person" not in kinds
