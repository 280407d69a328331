"""Names that a language has of its own for places elsewhere: "Lüttich", "Şam", "حلب", 哈尔科夫.

In: where/exonyms.tsv, one row a place of the gazetteer, one column a language; then the tokens of a text. Out: which
place a stretch of them names. What must stay true: an everyday word that is a town's name too (marked `?` in the
table) is one only where the text bears it out, and inflection is that of the language's `affixes` (its `places`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from dragoman.resolve.names import Folding, Hit, PhraseTable, Token
from dragoman.resolve.where_gazetteer import Row, gazetteer
from dragoman.resolve.who_tables import DATA, read_actors_json, read_rows

EXONYMS = DATA / "where" / "exonyms.tsv"
# Up to this length a Latin name must stand with its own letters: "Şam" is Damascus, "Sam" is a man.
SHORT = 5


@dataclass(frozen=True, slots=True)
class Exonym:
    """A name as the table writes it, and the GeoNames id of its place."""

    id: int
    name: str
    doubtful: bool


@lru_cache(maxsize=32)
def exonyms(language: str) -> PhraseTable[Exonym]:
    """The names of one language; empty for one that the table has no column for."""
    folding = Folding.for_places(read_actors_json(language).get("affixes", {}))
    table: PhraseTable[Exonym] = PhraseTable(folding)
    for _, row in read_rows(EXONYMS):
        for name in row.get(language, "").split(";"):
            plain = name.rstrip("?")
            if plain:
                exonym = Exonym(int(row["geonames_id"]), plain, name != plain)
                for form in folding.table_forms(plain):
                    table.add(form, exonym)
    return table


def match(language: str, text: str, tokens: Sequence[Token], at: int) -> Hit[Exonym] | None:
    """The longest exonym that begins with token `at`."""
    hit = exonyms(language).match(text, tokens, at)
    if hit is None:
        return None
    written = text[hit.start : hit.end]
    values = tuple(one for one in hit.values if _same_letters(one.name, written))
    return Hit(hit.start, hit.end, hit.first, hit.last, values) if values else None


def _same_letters(name: str, written: str) -> bool:
    if len(name) > SHORT or name.isascii() or name[0] > "\u024f":
        return True
    return unicodedata.normalize("NFC", written).casefold().startswith(name.casefold())


def row_of(exonym: Exonym) -> Row | None:
    """The place of an exonym; None where an older gazetteer lacks it."""
    return gazetteer().by_id(exonym.id)
