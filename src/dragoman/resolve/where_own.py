"""A language's own names of places against the other tables' names.

In: the exonyms of a text and what else its words mean. Out: which of the two holds. What must stay true: the longer
name wins, and an exonym that stands uninflected wins over a body or a role of the same letters.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Protocol

from dragoman.resolve.names import Hit, Token
from dragoman.resolve.where_exonyms import Exonym, match, row_of
from dragoman.resolve.where_gazetteer import PROVINCE, Row
from dragoman.resolve.who_tables import Entry, Tables


class Text(Protocol):
    """What of a reading is needed here."""

    text: str
    tables: Tables
    sentence_starts: list[int]


def own_names(language: str, text: str, tokens: Sequence[Token]) -> tuple[list[Hit[Exonym]], list[Hit[Exonym]]]:
    """The exonyms of a text, none overlapping: those that hold, and those that are everyday words as well."""
    sure: list[Hit[Exonym]] = []
    doubtful: list[Hit[Exonym]] = []
    at = 0
    while at < len(tokens):
        hit = match(language, text, tokens, at)
        if hit is not None:
            (doubtful if all(one.doubtful for one in hit.values) else sure).append(hit)
        at = hit.last if hit is not None else at + 1
    return sure, doubtful


def gives_way(reading: Text, hit: Hit[Entry], exonym: Hit[Exonym] | None) -> bool:
    """Whether a known name gives way to an exonym: a shorter one, a region of all languages, and where the exonym
    stands uninflected a body ("Amazonas" is no Amazon) or a role word that has a capital within a sentence."""
    if exonym is None or hit.first < exonym.first or hit.last > exonym.last:
        return False
    if hit.last - hit.first < exonym.last - exonym.first:
        return True
    kinds = {entry.kind for entry in hit.values}
    if not kinds <= {"org", "group", "place", "role", "carrier"}:
        return False
    if kinds & {"role", "carrier"}:
        capital = reading.text[hit.start].isupper() and hit.start not in reading.sentence_starts
        if reading.tables.capital_nouns or not capital:
            return False
    if kinds == {
        "place"
    }:  # a region of that country ("Bavaria") has its middle for coordinates, a province its capital
        countries = {row.country for one in exonym.values if (row := row_of(one)) is not None}
        return not any(entry.country in countries for entry in hit.values)
    return any(one.name == reading.text[hit.start : hit.end] for one in exonym.values)


def comparable(rows: tuple[Row, ...], own: Set[int | None]) -> list[Row]:
    """The larger places of a name: a tenth of the largest or more, so that Geneva is no town in Illinois.

    A province, and a place that the language has a name for (`own`), counts as a city of half a million at least.
    """

    def size(row: Row) -> int:
        return max(row.population, 500_000 if row.kind == PROVINCE or row.id in own else 0)

    ordered = sorted(rows, key=lambda row: (-size(row), row.id not in own, row.id or 0))
    least = size(ordered[0]) / 10
    return [row for row in ordered if size(row) >= least][:6]
