"""One document as the actor tables see it: its tokens, the known phrases in them, and the sentences they stand in.

In: the text, its sentences, the language's tables, the day it was published. Out: a `Reading` that answers for any
stretch of text which entries and which grammar words stand there. What must stay true: one pass, linear in the text.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import zip_longest

from dragoman.record import Span
from dragoman.resolve.names import Hit, Token, fold_word, tokenise
from dragoman.resolve.where_exonyms import Exonym, row_of
from dragoman.resolve.where_gazetteer import Row, gazetteer
from dragoman.resolve.where_own import comparable, gives_way, own_names
from dragoman.resolve.where_scan import LARGE, Evidence, follows_word, scan_places
from dragoman.resolve.who_nobody import is_nobody
from dragoman.resolve.who_persons import family_names, given_names, person_names
from dragoman.resolve.who_tables import Entry, Tables

Mark = tuple[str, str]
# Kinds of entries that name somebody or something; the others are role words.
NAMED = frozenset({"state", "people", "union", "seat", "org", "group", "person", "place"})
# Grammar words that are no part of a place name.
PLAIN = frozenset({"own", "pronouns", "and", "former", "pairs", "quantities"})


@dataclass
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
    persons: list[tuple[int, int]] = field(default_factory=list)
    in_person: set[int] = field(default_factory=set)
    name_starts: set[int] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)
    exonyms: list[Hit[Exonym]] = field(default_factory=list)
    doubtful_exonyms: list[Hit[Exonym]] = field(default_factory=list)
    replaced: set[int] = field(default_factory=set)

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
        reading.exonyms, reading.doubtful_exonyms = own_names(tables.language, text, tokens)
        reading._find_persons()
        reading._settle(reading._without_parts(reading._scan()))
        return reading

    def exonym_rows(self, hit: Hit[Entry]) -> list[Row]:
        """The places of the exonym that stands exactly where a hit does."""
        return [
            row
            for exonym in (*self.exonyms, *self.doubtful_exonyms)
            if (exonym.first, exonym.last) == (hit.first, hit.last)
            for one in exonym.values
            if (row := row_of(one)) is not None
        ]

    @cached_property
    def _exonym_countries(self) -> set[str | None]:
        """The countries of the places that the text names by the language's own names."""
        return {row.country for one in self.exonyms for value in one.values if (row := row_of(value))}

    def _without_parts(self, hits: list[Hit[Entry]]) -> list[Hit[Entry]]:
        """The hits that are no part of an exonym: no Sanaa (Сана) in Сан-Франциско, no Tamils in "Tamil Nadu"."""
        longer = {index: one for one in self.exonyms for index in range(one.first, one.last)}
        kept = []
        for hit in hits:
            if any(gives_way(self, hit, longer.get(index)) for index in range(hit.first, hit.last)):
                self.replaced.update(longer[index].first for index in range(hit.first, hit.last) if index in longer)
            else:
                kept.append(hit)
        return kept

    def _find_persons(self) -> None:
        """Full names of persons; the gazetteer's towns of two words ("San Salvador") are none."""
        names = person_names(self.text, self.tokens, self.tables)
        keys = {(first, last): " ".join(t.key for t in self.tokens[first:last]) for first, last in names}
        towns = gazetteer().find(list(keys.values())) if keys else {}
        for (first, last), key in keys.items():
            if any(row.population >= LARGE for row in towns.get(key, ())):
                continue
            if any(self._lists(first, last, one) for one in (*self.exonyms, *self.doubtful_exonyms)):
                continue
            if self._after_place_word(first) and any("and" in self.kinds(index) for index in range(first, last)):
                continue  # "en Rosario y Santa Fe"
            self.persons.append((first, last))
            self.in_person.update(range(first, last))
            self.name_starts.add(first)
            self.surnames.add(self.tokens[last - 1].key)

    def _after_place_word(self, index: int) -> bool:
        """Whether a word that stands before places ("in") comes right before token `index`."""
        return follows_word(self.text, self.tokens, index, self.tables.place_words)

    def _lists(self, first: int, last: int, one: Hit[Exonym]) -> bool:
        """Whether a place stands in what looks like a full name: a place of several words, or "Cali y Medellín"."""
        if one.last <= first or last <= one.first:
            return False
        if one.last - one.first > 1:
            return any(not value.doubtful for value in one.values)
        return one.first > first and "and" in self.kinds(one.first - 1)

    def _scan(self) -> list[Hit[Entry]]:
        """The known names; doubtful ones ("Lima": five) only where their state is named besides."""
        refused: list[Hit[Entry]] = []

        def sure(hit: Hit[Entry]) -> bool:
            if self._doubtful(hit):
                refused.append(hit)
                return False
            return not is_nobody(self, hit)

        hits = list(self.tables.names.scan(self.text, self.tokens, sure))
        countries = {entry.country for hit in hits for entry in hit.values} - {"XXX"}
        countries |= {country or "XXX" for country in self._exonym_countries}
        if not any(entry.country in countries or entry.kind not in NAMED for hit in refused for entry in hit.values):
            return hits

        def supported(hit: Hit[Entry]) -> bool:
            return bool(self._supported(hit, countries).values) and not is_nobody(self, hit)

        return [self._supported(hit, countries) for hit in self.tables.names.scan(self.text, self.tokens, supported)]

    def _doubtful(self, hit: Hit[Entry]) -> bool:
        key = " ".join(token.key for token in self.tokens[hit.first : hit.last])
        if key not in self.tables.doubtful or not any(entry.kind in NAMED for entry in hit.values):
            return False
        return not (all(entry.kind == "seat" for entry in hit.values) and self._after_place_word(hit.first))

    def _supported(self, hit: Hit[Entry], countries: set[str]) -> Hit[Entry]:
        """A doubtful hit without the meanings that the document does not bear out."""
        if not self._doubtful(hit):
            return hit
        return replace(
            hit, values=tuple(entry for entry in hit.values if entry.kind not in NAMED or entry.country in countries)
        )

    def _settle(self, hits: list[Hit[Entry]]) -> None:
        """Add the gazetteer's places and index all."""
        hits = [self._as_namesake(hit, after) for hit, after in zip_longest(hits, hits[1:])]
        self.hits = sorted([*hits, *self._gazetteer_places(hits)], key=lambda hit: hit.start)
        self.hit_starts = [hit.start for hit in self.hits]
        self.hit_of_token = {
            index: number for number, hit in enumerate(self.hits) for index in range(hit.first, hit.last)
        }
        for index, token in enumerate(self.tokens):
            self.places.setdefault((token.key,), []).append(index)

    def _as_namesake(self, hit: Hit[Entry], after: Hit[Entry] | None) -> Hit[Entry]:
        """A capital's name that stands before another country is its namesake there: "Tripoli, Lebanon"."""
        if after is None or after.values[0].kind != "state" or not self.encloses(hit, after):
            return hit
        seat = next((entry for entry in hit.values if entry.kind == "seat"), None)
        country = after.values[0].country
        if seat is None or any(entry.country == country for entry in hit.values):
            return hit
        key = " ".join(token.key for token in self.tokens[hit.first : hit.last])
        rows = [row for row in gazetteer().find([key]).get(key, ()) if row.country == country]
        if not rows or rows[0].population < LARGE:
            return hit
        self.place_rows[hit.start] = tuple(rows)
        return replace(hit, values=(Entry("place", rows[0].name, country, "GOV", why=f"GeoNames {rows[0].id}"),))

    def encloses(self, place: Hit[Entry], after: Hit[Entry]) -> bool:
        """Whether `after` says where `place` lies: "Tripoli, Lebanon," or "Tripoli (Lebanon)" or "Tripoli in Lebanon".

        In "at Geneva, the United States said" the comma parts the two: no comma or stop follows.
        """
        between = self.text[place.end : after.start]
        if between in (" (", "("):
            return True
        if between in (", ", "، "):
            return self.text[after.end : after.end + 1] in ("", ",", ".", ";", ":", ")", "\n", "،", "؛")
        return after.first - place.last == 1 and between.count(" ") == 2 and len(between) <= 6

    def _gazetteer_places(self, hits: list[Hit[Entry]]) -> list[Hit[Entry]]:
        """Cities and provinces that no table of actors knows."""
        taken = {index for hit in hits for index in range(hit.first, hit.last)}
        taken.update(
            index
            for index, marks in self.mark_at.items()
            if any(kind in PLAIN for kind, _ in marks) and not self._within_hyphens(index)
        )
        taken |= self.in_person
        taken.update(index for index, token in enumerate(self.tokens) if token.key in self.surnames)
        taken.update(hit.last for hit in hits if self.is_title(hit))
        taken.update(
            hit.first - 1
            for hit in hits
            if hit.first > 0
            and hit.values[0].kind == "person"
            and self.text[self.tokens[hit.first - 1].end : hit.start] == " "
        )  # first names are no places
        for one in self.exonyms:
            if one.last - one.first > 1:
                taken.difference_update(range(one.first, one.last))
        taken.update(index for hit in hits for index in range(hit.first, hit.last))
        starts = set(self.sentence_starts)
        named = {entry.country for hit in hits for entry in hit.values} - {"XXX"}
        wide = named | {country or "" for country in self._exonym_countries}
        found: list[Hit[Entry]] = []
        evidence = Evidence(
            self.tables.language,
            taken.__contains__,
            starts,
            named,
            self.tables.not_places,
            self.tables.place_folding,
            self.tables.capital_nouns,
            self.tables.place_words,
            self.tables.sound_letters,
            frozenset(index for index in self.mark_at if self.is_honorific(index)),
            frozenset(index for index in self.mark_at if "links" in self.kinds(index)),
            frozenset(self.replaced),
        )
        for candidate in scan_places(self.text, self.tokens, evidence):
            rows = candidate.rows
            if (
                not candidate.sure
                and candidate.last - candidate.first == 1
                and self._names_a_person(candidate.first, rows, wide)
            ):
                continue
            self.place_rows[self.tokens[candidate.first].start] = rows
            values = tuple(
                dict.fromkeys(
                    Entry(
                        "place", row.name, row.country or "XXX", "GOV", None, "", "", f"GeoNames {row.id} ({row.name})"
                    )
                    for row in comparable(rows, candidate.own)
                )
            )
            by_country: dict[str, Entry] = {}
            for entry in values:
                by_country.setdefault(entry.country, entry)
            found.append(
                Hit(
                    self.tokens[candidate.first].start,
                    self.tokens[candidate.last - 1].end,
                    candidate.first,
                    candidate.last,
                    tuple(by_country.values()),
                )
            )
        return found

    def _within_hyphens(self, index: int) -> bool:
        """ "Seine-et-Marne"."""
        return 0 < index < len(self.tokens) - 1 and self.gap(index - 1, index) == self.gap(index, index + 1) == "-"

    def person_named(self, index: int) -> tuple[int, int] | None:
        """Where the full name first stands that token `index` is the last word of."""
        key = self.tokens[index].key
        for first, last in self.persons if key in self.surnames else ():
            if self.tokens[last - 1].key == key:
                return self.tokens[first].start, self.tokens[last - 1].end
        return None

    def is_title(self, hit: Hit[Entry]) -> bool:
        """Whether a hit is a title that stands before a person's name and never before a place: "President García"."""
        titles = self.tables.titles
        if not titles or hit.last >= len(self.tokens) or self.gap(hit.last - 1, hit.last) != " ":
            return False
        edge = self.tokens[hit.last - 1 if self.tables.head_last else hit.first].key
        return edge in titles and any(entry.kind in ("role", "carrier") for entry in hit.values)

    def _names_a_person(self, index: int, rows: Sequence[Row], named: set[str]) -> bool:
        """Whether a town's name is a surname ("Granger") or initials ("NIS"): its country is not named besides."""
        token = self.tokens[index]
        latin = token.key[0] < "\u0370"  # there an alias alone ("Gomes" for Goma) makes no town
        if any(row.country in named and (not latin or fold_word(row.name) == token.key) for row in rows):
            return False
        if token.key in family_names() or token.key in given_names():
            return True
        word = self.text[token.start : token.end]
        return len(word) <= 4 and word.isupper() and self.text[max(0, token.start - 1) : token.start] not in ("", "\n")

    def capitalised(self, index: int) -> bool:
        """Whether the token begins with a capital (never so in scripts without case)."""
        return self.text[self.tokens[index].start].isupper()

    def kinds(self, index: int) -> set[str]:
        """The grammar kinds of a token: breaks, own, pairs ..."""
        return {kind for kind, _ in self.mark_at.get(index, ())}

    def is_honorific(self, index: int) -> bool:
        """Whether a token is a title before a person's name: "Mr"; where names follow nouns only with a capital, since
        "ibu" is any mother too."""
        kinds = self.kinds(index)
        if "honorifics" not in kinds or "breaks" in kinds:
            return False
        return not self.tables.names_follow_nouns or not self.text[self.tokens[index].start].islower()

    @cached_property
    def scene_at(self) -> dict[int, frozenset[str]]:
        """Words of place, motion and things by token."""
        found: dict[int, set[str]] = {}
        for mark in self.tables.scene.scan(self.text, self.tokens):
            for index in range(mark.first, mark.last):
                found.setdefault(index, set()).update(mark.values)
        return {index: frozenset(kinds) for index, kinds in found.items()}

    def scene(self, index: int) -> frozenset[str]:
        """What a token says of its neighbours: where, whither, motion ..."""
        return self.scene_at.get(index, frozenset())

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

    def next_in_list(self, hit: Hit[Entry]) -> Hit[Entry] | None:
        """The name that "and" joins to a hit: Tokyo in "Seoul and Tokyo"."""
        if hit.last + 1 >= len(self.tokens) or "and" not in self.kinds(hit.last):
            return None
        number = self.hit_of_token.get(hit.last + 1)
        return self.hits[number] if number is not None and self.hits[number].first == hit.last + 1 else None

    def gap(self, left: int, right: int) -> str:
        """The text between two tokens."""
        return self.text[self.tokens[left].end : self.tokens[right].start]
