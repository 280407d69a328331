"""Which known names stand for nobody known: a piece of another person's name, a first name, a language.

In: a `Reading` that has its tokens, marks and full names, and one hit of the tables. Out: whether to pass the hit over.
What must stay true: the words around the hit alone decide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dragoman.resolve.names import Hit
from dragoman.resolve.who_tables import Entry, initials

if TYPE_CHECKING:
    from dragoman.resolve.who_reading import Reading


def is_nobody(reading: Reading, hit: Hit[Entry]) -> bool:
    """Whether a hit is a piece of something else: of another person's name, or the name of a language."""
    return (
        _is_other_person(reading, hit)
        or _is_first_name(reading, hit)
        or _is_language(reading, hit)
        or _is_in_name(reading, hit)
    )


def _is_in_name(reading: Reading, hit: Hit[Entry]) -> bool:
    """A word that names a people or a city inside a person's name, or is that person's surname: "Aldo Moro"."""
    if hit.last - hit.first > 1 or any(entry.kind in ("person", "state", "role", "carrier") for entry in hit.values):
        return False
    if hit.first in reading.in_person:
        return True
    return reading.tokens[hit.first].key in reading.surnames and reading.capitalised(hit.first)


def _is_other_person(reading: Reading, hit: Hit[Entry]) -> bool:
    """A surname that follows another first name is somebody else: "Mark Johnson" is not Boris Johnson."""
    if hit.last - hit.first > 1 or any(entry.kind != "person" for entry in hit.values):
        return False
    before = hit.first - 1
    if (
        before < 0
        or not reading.capitalised(before)
        or reading.kinds(before) & {"honorifics", "breaks", "and", "toward"}
    ):
        return False
    if (
        reading.text[reading.tokens[before].end : hit.start] != " "
        or reading.tokens[before].start in reading.sentence_starts
    ):
        return False
    if _known_before(reading, before):
        return False
    first = reading.tokens[before].key[0]
    return not any(
        name[0] in initials().get(first, first)
        for entry in hit.values
        for name in entry.name.casefold().replace("-", " ").split()[:-1]
    )


def _is_first_name(reading: Reading, hit: Hit[Entry]) -> bool:
    """A known surname that stands before another person's is a first name: "Petro Poroshenko"."""
    if hit.last - hit.first > 1 or hit.last >= len(reading.tokens) or any(e.kind != "person" for e in hit.values):
        return False
    if reading.text[hit.end : reading.tokens[hit.last].start] != " ":
        return False
    after = reading.tables.names.match(reading.text, reading.tokens, hit.last)
    return after is not None and all(entry.kind == "person" for entry in after.values)


def _known_before(reading: Reading, index: int) -> bool:
    """Whether token `index` ends some known phrase (a title, a state)."""
    for first in range(max(0, index - 4), index + 1):
        match = reading.tables.names.match(reading.text, reading.tokens, first)
        if match is not None and match.last > index:
            return True
    return False


def _is_language(reading: Reading, hit: Hit[Entry]) -> bool:
    """ "English speakers", "bahasa Prancis": a language, no people."""
    if not any(entry.kind in ("people", "state") for entry in hit.values):
        return False
    return "not_people" in reading.kinds(hit.last) or "not_people" in reading.kinds(hit.first - 1)
