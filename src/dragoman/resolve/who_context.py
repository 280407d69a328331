"""What the document teaches about its actors: which states it is about, who bears which name, whose "the police" are.

In: a `Reading`. Out: a `Context` that answers, for a place in the text, which country a bare role, a pronoun or an
unknown name belongs to, each time with the reason. What must stay true: answers depend on the document alone, ties
fall to the earlier mention, then to the alphabet.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from dragoman.resolve.names import Hit
from dragoman.resolve.who_meeting import bridged, parted
from dragoman.resolve.who_phrase import BODIES, COUNTRY_KINDS, Choice, Phrase, choose, read_phrase
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import Entry
from dragoman.resolve.who_whose import INSTITUTIONS, NO_STATES, Naming

# How much a mention of a state counts towards what the report is about: the first sentence (headline or lead) twice.
LEAD_WEIGHT = (2.0, 1.0)
NO_SIDES = BODIES | {"XXX", "NGO", "MNC"}  # codes that are no party to a conflict
KIND_WEIGHT = {"state": 1.0, "people": 1.0, "seat": 1.0, "person": 1.0, "org": 0.7, "group": 0.7, "place": 0.5}


@dataclass(slots=True)
class Mention:
    """A noun phrase that the tables found in the text, with the tokens it takes up."""

    first: int
    last: int
    phrase: Phrase

    @property
    def country(self) -> str | None:
        """The one country it names, else None."""
        codes = {choice.entry.country for choice in self.phrase.countries}
        return next(iter(codes)) if len(codes) == 1 else None


@dataclass
class Context:
    """The document's own evidence."""

    reading: Reading
    weights: dict[str, float] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    mention_of_token: dict[int, int] = field(default_factory=dict)
    starts: list[int] = field(default_factory=list)
    by_role: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, reading: Reading) -> Context:
        """Weigh the states, gather the mentions."""
        context = cls(reading)
        context.weights = _weights(reading)
        context._gather()
        return context

    def _gather(self) -> None:
        reading = self.reading
        at = 0
        while at < len(reading.hits):
            first = self._phrase_start(reading.hits[at].first)
            stop, last = self._phrase_end(at)
            phrase = read_phrase(
                reading, reading.tokens[first].start, reading.tokens[last - 1].end, reading.published, self.weights
            )
            number = len(self.mentions)
            self.mentions.append(Mention(first, last, phrase))
            self.starts.append(phrase.start)
            self.mention_of_token.update((index, number) for index in range(first, last))
            if phrase.role_key and phrase.countries and phrase.sector in INSTITUTIONS:
                self.by_role.setdefault(phrase.role_key, []).append(number)
            at = stop

    def _phrase_start(self, first: int) -> int:
        """Take in "both" and "former" before the first known word."""
        while (
            first > 0
            and self.reading.kinds(first - 1) & {"pairs", "triples", "former"}
            and first - 1 not in self.mention_of_token
            and self.reading.gap(first - 1, first) in ("", " ")
        ):
            first -= 1
        return first

    def _phrase_end(self, at: int) -> tuple[int, int]:
        """The first hit after the noun phrase that begins with hit `at`, and its last token."""
        hits = self.reading.hits
        last = self._with_name(hits[at].last, hits[at].values[0].kind)
        stop = at + 1
        while (
            stop < len(hits)
            and (self._adjacent(last, hits[stop].first) or bridged(self.reading, hits[stop - 1], hits[stop]))
            and not parted(self.reading, hits[stop - 1], hits[stop])
        ):
            last = self._with_name(hits[stop].last, hits[stop].values[0].kind)
            stop += 1
        return stop, last

    def _adjacent(self, left: int, right: int) -> bool:
        """Whether two hits belong to one noun phrase: nothing between them but a linking word."""
        between = self.reading.text[self.reading.tokens[left - 1].end : self.reading.tokens[right].start]
        if " -" in between or "- " in between or any(ch in between for ch in '.,;:!?()\n"«»“”、，。；：！？،؛؟—–'):
            return False
        return all("links" in self.reading.kinds(index) for index in range(left, right))

    def _with_name(self, last: int, kind: str) -> int:
        """Take in the unknown name that follows a title: "Foreign Minister Aleksander Something"."""
        reading = self.reading
        if kind not in ("role", "carrier", "state", "people"):
            return last
        stop = last
        while (
            stop < len(reading.tokens)
            and stop - last < 4
            and stop not in reading.hit_of_token
            and reading.capitalised(stop)
            and not reading.mark_at.get(stop)
            and self._goes_on(stop)
        ):
            stop += 1
        return stop

    def _goes_on(self, index: int) -> bool:
        """Whether a name may go on with this token: after a full stop only where that ends initials."""
        gap = self.reading.gap(index - 1, index)
        before = self.reading.tokens[index - 1]
        if "." in gap and before.end - before.start > 3:
            return False
        return gap.strip("'’.-") in ("", " ")

    @cached_property
    def naming(self) -> Naming:
        """Where the document names which country."""
        return Naming(self)

    def chosen(self, hit: Hit[Entry]) -> Entry:
        """The entry that a hit means in this document."""
        return choose(hit, self.reading.published, self.weights)

    def same_role(self, role_key: str, position: int) -> Mention | None:
        """The mention of the same role with its country named, nearest before a place, else the first after it."""
        numbers = self.by_role.get(role_key, ())
        before = [number for number in numbers if self.mentions[number].phrase.start < position]
        if before:
            return self.mentions[before[-1]]
        return self.mentions[numbers[0]] if numbers else None

    def antecedent(self, position: int, persons: bool = False) -> Mention | None:
        """Whom a pronoun at a place means: the first actor named before it in its sentence, else in the one before."""
        sentence = self.reading.sentence_of(position)
        at = bisect_left(self.starts, position)
        for back in (sentence, sentence - 1, sentence - 2):
            there = [
                self.mentions[number]
                for number in range(max(0, at - 40), at)
                if self.reading.sentence_of(self.starts[number]) == back
            ]
            named = [mention for mention in there if mention.phrase.countries or mention.phrase.role]
            if persons:
                named = [mention for mention in named if mention.phrase.person or mention.phrase.role] or named
            if named:
                return named[0]
        return None

    def before(self, position: int) -> Iterator[Mention]:
        """The mentions before a place, the nearest first, not farther than 60."""
        at = bisect_left(self.starts, position)
        return (self.mentions[number] for number in range(at - 1, max(-1, at - 61), -1))

    def nearest(self, position: int) -> Mention | None:
        """The last mention with a country before a place."""
        at = bisect_left(self.starts, position)
        return next(
            (
                self.mentions[number]
                for number in range(at - 1, max(-1, at - 10), -1)
                if self.mentions[number].phrase.countries
            ),
            None,
        )

    def nearest_body(self, position: int) -> str | None:
        """The international organisation named last before a place, else first in the text."""
        at = bisect_left(self.starts, position)
        before = (self.mentions[number].country for number in range(at - 1, -1, -1))
        after = (mention.country for mention in self.mentions[at:])
        return next((code for code in (*before, *after) if code in BODIES), None)

    def salient(self, position: int, count: int, sides: bool) -> list[tuple[str, str, Mention]]:
        """The most salient parties named before a place, as (country, GOV or REB, mention): for "the two sides"."""
        sentence = self.reading.sentence_of(position)
        scores: dict[tuple[str, str], float] = defaultdict(float)
        seen: dict[tuple[str, str], Mention] = {}
        for mention in self.mentions:
            if mention.phrase.start >= position and scores_enough(scores, count):
                break
            distance = abs(sentence - self.reading.sentence_of(mention.phrase.start))
            for choice in mention.phrase.countries:
                code = choice.entry.country
                if (code in NO_STATES and (not sides or code in NO_SIDES)) or self._is_venue(choice):
                    continue
                side = "REB" if sides and mention.phrase.sector == "REB" else "GOV"
                key = (code, side)
                weight = KIND_WEIGHT.get(choice.entry.kind, 0.5)
                scores[key] += weight * (3.0 if distance == 0 else 1.5 if distance == 1 else 1.0)
                if self.reading.sentence_of(mention.phrase.start) == 0:
                    scores[key] += 1.0
                seen.setdefault(key, mention)
        best = sorted(scores, key=lambda key: (-scores[key], seen[key].phrase.start))[:count]
        return [(*key, seen[key]) for key in sorted(best, key=lambda key: seen[key].phrase.start)]

    def _is_venue(self, choice: Choice) -> bool:
        """Whether a name says where something happens: "talks in Geneva"."""
        if choice.entry.kind == "place":
            return True
        first = choice.hit.first
        return choice.entry.kind == "seat" and first > 0 and "breaks" in self.reading.kinds(first - 1)

    def named(self, first: int, last: int, span: tuple[int, int]) -> Mention | None:
        """What the text says of an unknown name (tokens first..last) where it stands elsewhere or just beside."""
        tokens = self.reading.tokens
        for key in dict.fromkeys((tokens[last - 1].key, tokens[first].key)):
            for index in self.reading.places.get((key,), ())[:20]:
                mention = self._beside(index)
                if mention is not None and (mention.phrase.countries or mention.phrase.role):
                    inside = span[0] <= mention.phrase.start and mention.phrase.end <= span[1]
                    if not inside or mention.phrase.countries:
                        return mention
        return None

    def _beside(self, index: int) -> Mention | None:
        """The mention that a name token belongs to or stands in apposition with."""
        number = self.mention_of_token.get(index)
        if number is not None:
            return self.mentions[number]
        tokens, text = self.reading.tokens, self.reading.text
        left = self._name_start(index)
        if (
            left > 0
            and left - 1 in self.mention_of_token
            and self.reading.gap(left - 1, left).strip(" \n") in ("", ",", "،")
        ):
            mention = self.mentions[self.mention_of_token[left - 1]]
            if mention.phrase.role:
                return mention
        tail = text[tokens[index].end : tokens[index].end + 2].lstrip()
        if tail[:1] in (",", "(", "،", "，"):
            for after in range(index + 1, min(index + 6, len(tokens))):
                number = self.mention_of_token.get(after)
                if number is not None:
                    mention = self.mentions[number]
                    return mention if mention.phrase.role else None
        return None

    def _name_start(self, index: int) -> int:
        """The first token of the capitalised name that ends at or holds token `index`."""
        left = index
        while (
            left > 0
            and index - left < 4
            and self.reading.capitalised(left - 1)
            and left - 1 not in self.mention_of_token
            and not self.reading.gap(left - 1, left).strip(" .'’-")
        ):
            left -= 1
        return left


def scores_enough(scores: dict[tuple[str, str], float], count: int) -> bool:
    """Whether enough parties are known already."""
    return len(scores) >= count


def _weights(reading: Reading) -> dict[str, float]:
    """How much the document speaks of each country."""
    weights: dict[str, float] = defaultdict(float)
    home = reading.tables.home
    sure = [
        hit
        for hit in reading.hits
        if len({entry.country for entry in hit.values} - {"XXX"}) == 1
        and not (
            any(entry.kind in ("role", "carrier") for entry in hit.values)
            and any(" local " in entry.why and entry.country != home for entry in hit.values)
        )
    ]
    for hit in sure:
        entry = next((entry for entry in hit.values if entry.country != "XXX"), hit.values[0])
        if entry.kind in COUNTRY_KINDS:
            sentence = reading.sentence_of(hit.start)
            lead = LEAD_WEIGHT[sentence] if sentence < len(LEAD_WEIGHT) else 1.0
            weights[entry.country] += KIND_WEIGHT.get(entry.kind, 0.5) * lead
    for hit in reading.hits:
        codes = {entry.country for entry in hit.values} - {"XXX"}
        if len(codes) > 1:
            entry = choose(hit, reading.published, weights)
            weights[entry.country] += 0.5
    return dict(weights)
