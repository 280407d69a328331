"""One document as the actor tables see it: its tokens, the known phrases in them, and the sentences they stand in.

In: the text, its sentences, the language's tables, the day it was published. Out: a `Reading` that answers for any
stretch of text which entries and which grammar words stand there. What must stay true: one pass, linear in the text.
"""
from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from dragoman.record import Span
from dragoman.resolve.names import Hit, Token, tokenise
from dragoman.resolve.where_gazetteer import PROVINCE, Row
from dragoman.resolve.where_scan import scan_places
from dragoman.resolve.who_tables import Entry, Tables

Mark = tuple[str, str]
# Kinds of entries that name somebody or something; the others are role words.
NAMED = frozenset({"state", "people", "union", "seat", "org", "group", "person", "place"})
# Grammar words that are no part of a place name.
PLAIN = frozenset({"own", "pronouns", "and", "former", "honorifics", "pairs", "quantities"})


@dataclass(slots=True)
class Reading:
    """A scanned document; hits and marks are in text order."""

    text: str
    tables: Tables
    published: str | None
    tokens: list[Token]
    hits: list[Hit[Entry]]
    sentence_starts: list[int]
    mark_at: dict[int, tuple[Mark, ...]]
    hit_starts: list[int] = field(default_factory=list)
    token_starts: list[int] = field(default_factory=list)
    hit_of_token: dict[int, int] = field(default_factory=dict)
    places: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    place_rows: dict[int, tuple[Row, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str, sentences: Sequence[Span], tables: Tables, published: str | None) -> Reading:
        """Scan a document once."""
        tokens = tokenise(text, tables.folding)
        marks: dict[int, tuple[Mark, ...]] = {}
        for mark in tables.grammar.scan(text, tokens):
            for index in range(mark.first, mark.last):
                marks[index] = mark.values
        starts = sorted({0, *(sentence.start for sentence in sentences)})
        reading = cls(text, tables, published, tokens, [], starts, marks)
        reading.token_starts = [token.start for token in tokens]
        reading._settle(reading._scan())
        return reading

    def _scan(self) -> list[Hit[Entry]]:
        """The known names; doubtful ones ("Lima": five) only where their state is named besides."""
        refused: list[Hit[Entry]] = []

        def sure(hit: Hit[Entry]) -> bool:
            if self._doubtful(hit):
                refused.append(hit)
                return False
            return not self._is_other_person(hit) and not self._is_language(hit)

        hits = list(self.tables.names.scan(self.text, self.tokens, sure))
        countries = {entry.country for hit in hits for entry in hit.values} - {"XXX"}
        if not any(entry.country in countries or entry.kind not in NAMED for hit in refused for entry in hit.values):
            return hits

        def supported(hit: Hit[Entry]) -> bool:
            return bool(self._supported(hit, countries).values) and not self._is_other_person(hit) \
                and not self._is_language(hit)

        return [self._supported(hit, countries) for hit in self.tables.names.scan(self.text, self.tokens, supported)]

    def _doubtful(self, hit: Hit[Entry]) -> bool:
        key = " ".join(token.key for token in self.tokens[hit.first:hit.last])
        return key in self.tables.doubtful and any(entry.kind in NAMED for entry in hit.values)

    def _supported(self, hit: Hit[Entry], countries: set[str]) -> Hit[Entry]:
        """A doubtful hit without the meanings that the document does not bear out."""
        if not self._doubtful(hit):
            return hit
        return replace(hit, values=tuple(entry for entry in hit.values
                                         if entry.kind not in NAMED or entry.country in countries))

    def _settle(self, hits: list[Hit[Entry]]) -> None:
        """Add the gazetteer's places and index all."""
        self.hits = sorted([*hits, *self._gazetteer_places(hits)], key=lambda hit: hit.start)
        self.hit_starts = [hit.start for hit in self.hits]
        self.hit_of_token = {index: number for number, hit in enumerate(self.hits)
                             for index in range(hit.first, hit.last)}
        for index, token in enumerate(self.tokens):
            self.places.setdefault((token.key,), []).append(index)

    def _is_other_person(self, hit: Hit[Entry]) -> bool:
        """A surname that follows another first name is somebody else: "Mark Johnson" is not Boris Johnson."""
        if hit.last - hit.first > 1 or any(entry.kind != "person" for entry in hit.values):
            return False
        before = hit.first - 1
        if before < 0 or not self.capitalised(before) or self.kinds(before) & {"honorifics", "breaks", "and", "toward"}:
            return False
        if self.text[self.tokens[before].end:hit.start] != " " or self.tokens[before].start in self.sentence_starts:
            return False
        match = self.tables.names.match(self.text, self.tokens, before)
        return match is None and not self._known_before(before)

    def _known_before(self, index: int) -> bool:
        """Whether token `index` ends some known phrase (a title, a state)."""
        for first in range(max(0, index - 4), index + 1):
            match = self.tables.names.match(self.text, self.tokens, first)
            if match is not None and match.last > index:
                return True
        return False

    def _is_language(self, hit: Hit[Entry]) -> bool:
        """ "English speakers", "bahasa Prancis": a language, no people."""
        if not any(entry.kind in ("people", "state") for entry in hit.values):
            return False
        return ("not_people" in self.kinds(hit.last) or "not_people" in self.kinds(hit.first - 1))

    def _gazetteer_places(self, hits: list[Hit[Entry]]) -> list[Hit[Entry]]:
        """Cities and provinces that no table of actors knows."""
        taken = {index for hit in hits for index in range(hit.first, hit.last)}
        taken.update(index for index, marks in self.mark_at.items() if any(kind in PLAIN for kind, _ in marks))
        starts = set(self.sentence_starts)
        found: list[Hit[Entry]] = []
        for candidate in scan_places(self.text, self.tokens, taken.__contains__, starts, self.tables.capital_nouns):
            rows = candidate.rows
            self.place_rows[self.tokens[candidate.first].start] = rows
            values = tuple(dict.fromkeys(
                Entry("place", row.name, row.country or "XXX", "GOV", None, "", "", f"GeoNames {row.id} ({row.name})")
                for row in sorted(rows, key=_size)[:6]))
            by_country: dict[str, Entry] = {}
            for entry in values:
                by_country.setdefault(entry.country, entry)
            found.append(Hit(self.tokens[candidate.first].start, self.tokens[candidate.last - 1].end, candidate.first,
                             candidate.last, tuple(by_country.values())))
        return found

    def capitalised(self, index: int) -> bool:
        """Whether the token begins with a capital (never so in scripts without case)."""
        return self.text[self.tokens[index].start].isupper()

    def kinds(self, index: int) -> set[str]:
        """The grammar kinds of a token: breaks, own, pairs ..."""
        return {kind for kind, _ in self.mark_at.get(index, ())}

    def sentence_of(self, position: int) -> int:
        """The number of the sentence that holds a position."""
        return bisect_right(self.sentence_starts, position) - 1

    def token_range(self, start: int, end: int) -> tuple[int, int]:
        """The tokens that overlap text[start:end], half-open."""
        first = bisect_right(self.token_starts, start) - 1
        if first < 0 or self.tokens[first].end <= start:
            first += 1
        return first, bisect_left(self.token_starts, end)

    def hits_between(self, start: int, end: int) -> list[Hit[Entry]]:
        """The hits that overlap text[start:end]."""
        at = bisect_left(self.hit_starts, start)
        if at > 0 and self.hits[at - 1].end > start:
            at -= 1
        stop = bisect_left(self.hit_starts, end)
        return [hit for hit in self.hits[at:stop] if hit.end > start]

    def gap(self, left: int, right: int) -> str:
        """The text between two tokens."""
        return self.text[self.tokens[left].end:self.tokens[right].start]


def _size(row: Row) -> tuple[int, int]:
    """Larger places first; a province counts as a city of half a million."""
    return -(500_000 if row.kind == PROVINCE else row.population), row.id or 0
