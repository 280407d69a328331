"""Who holds an office: "the French president" in a report of 2018 is Emmanuel Macron.

In: a role word, a country, a day. Out: the holder's table entry, or None. What must stay true: the day decides, never
today; where the table has nobody or two people for that day, nobody is named.
"""

from __future__ import annotations

from functools import lru_cache

from dragoman.resolve.names import fold_word
from dragoman.resolve.who_phrase import Phrase
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import DATA, Entry, read_rows, shared_entries

# Marks of phrases that mean somebody else than who is in office.
NOT_IN_OFFICE = frozenset({"former", "candidate", "other", "pairs", "triples", "quantities"})
NAMING = frozenset({"state", "people", "seat", "org"})


def is_bare_office(reading: Reading, phrase: Phrase) -> bool:
    """Whether a phrase is nothing but an office, its country and small words: "the French president"."""
    if phrase.role_key is None or phrase.person or phrase.unknown or phrase.quantity or phrase.foreign:
        return False
    if phrase.marks & NOT_IN_OFFICE:
        return False
    first, last = reading.token_range(phrase.start, phrase.end)
    offices = 0
    for index in range(first, last):
        number = reading.hit_of_token.get(index)
        if number is None:
            if not reading.mark_at.get(index) and reading.tokens[index].key not in reading.tables.articles:
                return False  # a word that may make it another office: "club president"
            continue
        kinds = {entry.kind for entry in reading.hits[number].values}
        if kinds & {"role", "carrier"}:
            offices += index == reading.hits[number].first
        elif not kinds & NAMING:
            return False
    return offices == 1


def holder(role: str | None, country: str, day: str | None) -> Entry | None:
    """The one person who held an office of a country on a day.

    role: words in any language as data/who/offices.tsv has them. country: alpha-3 or bloc. day: ISO day; without one
    nobody is named.
    """
    if day is None or role is None:
        return None
    for office in _offices().get(fold_word(role), ()):
        found = {e.name: e for e in _terms().get((country, office), ()) if e.holds(day)}
        if len(found) == 1:
            return next(iter(found.values()))
        if len(found) == 2 and (later := _successor(list(found.values()), day)) is not None:
            return later
    return None


def _successor(two: list[Entry], day: str) -> Entry | None:
    """On the day of a handover the one who takes over."""
    old, new = sorted(two, key=lambda entry: entry.start)
    return new if old.end == day and new.start == day else None


@lru_cache(maxsize=1)
def _offices() -> dict[str, tuple[str, ...]]:
    """Role words, folded -> offices as persons.tsv names them, the likelier first."""
    return {
        fold_word(word): tuple(row["offices"].split(","))
        for _, row in read_rows(DATA / "who" / "offices.tsv")
        for word in row["words"].split(";")
    }


@lru_cache(maxsize=1)
def _terms() -> dict[tuple[str, str], list[Entry]]:
    """(country, office) -> everybody who held it, once each."""
    terms: dict[tuple[str, str], dict[str, Entry]] = {}
    for _, entry in shared_entries():
        if entry.kind == "person" and entry.role:
            terms.setdefault((entry.country, entry.role), {})[entry.why] = entry
    return {key: list(entries.values()) for key, entries in terms.items()}
