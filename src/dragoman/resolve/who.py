"""Who: from the words that name an actor to its country, sector, office and canonical name.

In: a document's text, its sentences, language and publication day; then any span of it. Out: `Actor` records, usually
one a span, several for "both leaders" or "Russia and China", each with the table row or rule that decided (`why`).
What must stay true: the same document and span always give the same actors; a span's own words come before the
document's evidence, and that before any guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dragoman.record import Actor, Span
from dragoman.resolve.who_acting import acts
from dragoman.resolve.who_context import Context, Mention
from dragoman.resolve.who_names import name_of
from dragoman.resolve.who_phrase import BODIES, LIST_MARKS, Choice, Phrase, read_phrase
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import Entry, load_tables, state_names
from dragoman.resolve.who_whose import INSTITUTIONS, decide

# Sectors that belong to no state when nothing says otherwise.
STATELESS = {"IGO": "IGO", "NGO": "NGO"}


class ActorResolver:
    """Built once; `extra` are a user's own (phrase, Entry) pairs, which come before the tables."""

    def __init__(self, extra: Iterable[tuple[str, Entry]] = ()) -> None:
        self._extra = tuple(extra)

    def for_document(
        self, text: str, sentences: Sequence[Span], language: str | None, published: str | None
    ) -> DocumentActors:
        """Read a document once; its spans can then be resolved in any order."""
        tables = load_tables(language or "en", self._extra)
        return DocumentActors(Context.of(Reading.of(text, sentences, tables, published)))


@dataclass(slots=True)
class Decision:
    """A country with the reason for it."""

    country: str
    why: str


class DocumentActors:
    """One document's actors."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._reading = context.reading

    @property
    def reading(self) -> Reading:
        """The scanned document, for the other resolvers."""
        return self._reading

    @property
    def weights(self) -> dict[str, float]:
        """How much the document speaks of each country."""
        return self._context.weights

    @property
    def mentions(self) -> list[Mention]:
        """The noun phrases in which the tables found somebody."""
        return self._context.mentions

    def acts(self, mention: Mention) -> bool:
        """Whether a mention is somebody: no place that only says where, no nationality of a thing."""
        return acts(self._context, mention)

    def unlisted_persons(self) -> list[tuple[int, int]]:
        """Full names of persons that no table knows and no title stands beside."""
        tokens = self._reading.tokens
        return [
            (tokens[first].start, tokens[last - 1].end)
            for first, last in self._reading.persons
            if not any(index in self._context.mention_of_token for index in range(first, last))
        ]

    def resolve(
        self, span: Span, *, sentence: int = 0, sector_hint: str | None = None, date: str | None = None
    ) -> list[Actor]:
        """The actors that a span names. `sector_hint` is used where the tables don't decide."""
        day = date or self._reading.published
        phrase = read_phrase(self._reading, span.start, span.end, day, self._context.weights)
        if any(choice.entry.kind == "union" for choice in phrase.countries):
            return self._union(span, phrase, sector_hint)
        parts = self._parts(phrase)
        if parts:
            return self._several(span, phrase, parts, sector_hint, day)
        if self._is_plural(phrase):
            pair = self._pair(span, phrase, sector_hint)
            if pair:
                return pair
        return [self._one(span, phrase, sector_hint, day)]

    def _union(self, span: Span, phrase: Phrase, hint: str | None) -> list[Actor]:
        """One word for two states: each of them."""
        sector = phrase.sector if phrase.role_key else hint or "GOV"
        return [
            Actor(
                text=span.text,
                start=span.start,
                end=span.end,
                name=choice.entry.name,
                country=choice.entry.country,
                sector=sector or "GOV",
                role=phrase.role,
                why=choice.entry.why,
            )
            for choice in phrase.countries
            if choice.entry.kind == "union"
        ]

    def _parts(self, phrase: Phrase) -> list[tuple[int, int]]:
        """The stretches of a coordinated span that name different countries: "Russia and China"."""
        countries = phrase.countries
        if len({choice.entry.country for choice in countries}) < 2:
            return []
        cuts = [phrase.start]
        for left, right in pairwise(countries):
            if left.entry.country == right.entry.country:
                continue
            cut = self._cut(left, right)
            if cut is not None:
                cuts.append(cut)
        cuts.append(phrase.end)
        return list(pairwise(cuts)) if len(cuts) > 2 else []

    def _cut(self, left: Choice, right: Choice) -> int | None:
        """Where a list goes on between two names, else None."""
        reading = self._reading
        between = range(left.hit.last, right.hit.first)
        for index in between:
            if "and" in reading.kinds(index):
                return reading.tokens[index].end
        gap = reading.text[left.hit.end : right.hit.start]
        prefixes = reading.tables.and_prefixes
        if prefixes and len(between) <= 1 and reading.tokens[right.hit.first].key.startswith(prefixes):
            return right.hit.start
        if not between and gap.strip() in LIST_MARKS:
            return right.hit.start
        return None

    def _several(
        self, span: Span, phrase: Phrase, parts: list[tuple[int, int]], hint: str | None, day: str | None
    ) -> list[Actor]:
        actors: list[Actor] = []
        for start, end in parts:
            part = read_phrase(self._reading, start, end, day, self._context.weights)
            words = Span(text=self._reading.text[start:end], start=start, end=end)
            actor = self._one(words, part, hint, day)
            if part.role_key is None and phrase.role_key is not None and part.person is None:
                actor.sector = phrase.sector or actor.sector
                actor.role = phrase.role
            actor.text, actor.start, actor.end = span.text, span.start, span.end
            if all(actor.country != other.country or actor.name != other.name for other in actors):
                actors.append(actor)
        return actors

    def _is_plural(self, phrase: Phrase) -> bool:
        return (
            bool(phrase.marks & {"pairs", "triples"})
            and not phrase.countries
            and (bool(phrase.nouns) or phrase.role_key is None)
        )

    def _pair(self, span: Span, phrase: Phrase, hint: str | None) -> list[Actor]:
        """ "both sides", "the two leaders": the parties that the text has named before."""
        count = 3 if "triples" in phrase.marks else 2
        found = self._context.salient(span.start, count, sides="SIDE" in phrase.nouns or not phrase.nouns)
        if len(found) < 2:
            return []
        actors = []
        for code, side, mention in found:
            choice = next(choice for choice in mention.phrase.countries if choice.entry.country == code)
            sector = phrase.sector if phrase.role_key else mention.phrase.sector
            if "STATE" in phrase.nouns or "GOV" in phrase.nouns:
                sector = phrase.sector or "GOV"
            if hint and sector == "GOV" and "GOV" not in phrase.nouns:
                sector = hint
            if "SIDE" in phrase.nouns:
                sector = side
            actors.append(
                Actor(
                    text=span.text,
                    start=span.start,
                    end=span.end,
                    name=_state_name(choice.entry.country),
                    country=choice.entry.country,
                    sector=sector or hint or "GOV",
                    role=phrase.role,
                    why="the parties most named before; " + choice.entry.why,
                )
            )
        return actors

    def _one(self, span: Span, phrase: Phrase, hint: str | None, day: str | None) -> Actor:
        decision, mention = self._country(span, phrase, hint)
        sector = phrase.sector
        why = phrase.sector_why
        from_mention = mention is not None and mention.phrase.sector and (sector is None or phrase.role_key is None)
        if from_mention and sector is None and mention is not None:
            sector, why = mention.phrase.sector, mention.phrase.sector_why
        if sector is None:
            sector, why = (hint, "sector hint") if hint else ("CVL" if phrase.quantity else "UNK", "no word decides")
        elif hint and _open_sector(phrase):
            sector, why = hint, "sector hint; a state's name leaves it open"
        if decision.country in BODIES and sector == "GOV":
            sector = "IGO"
        if decision.country == "XXX" and sector in STATELESS:
            decision = Decision(STATELESS[sector], f"a {sector} of no country")
        role = phrase.role or (mention.phrase.role if mention is not None and phrase.unknown else None)
        named = name_of(self._context, span, phrase, mention, decision.country, day)
        if named.country and not phrase.countries:
            decision = Decision(named.country, named.why)
        return Actor(
            text=span.text,
            start=span.start,
            end=span.end,
            name=named.name,
            country=decision.country,
            sector=sector,
            role=role,
            why=f"country: {decision.why}; sector: {why}" + (f"; name: {named.why}" if named.why else ""),
        )

    def _country(self, span: Span, phrase: Phrase, hint: str | None) -> tuple[Decision, Mention | None]:
        if phrase.countries:
            choice = phrase.countries[0]
            return Decision(choice.entry.country, choice.entry.why), None
        if phrase.foreign or (phrase.quantity and "STATE" in phrase.nouns and not phrase.marks & {"pairs", "triples"}):
            return Decision("XXX", "states or people of no one country"), None
        if "other" in phrase.marks:
            decision = self._other_side(span.start)
            if decision is not None:
                return decision, None
        if self._after_relative(span.start):
            mention = self._context.nearest(span.start)
            if mention is not None:
                return self._of_mention(mention, span.start, "its antecedent", hint), None
        if phrase.unknown is not None and not phrase.marks & {"own", "pronouns"}:
            return self._of_name(span, phrase, phrase.unknown, hint)
        pronoun = "pronouns" in phrase.marks and phrase.role_key is None
        mention = self._context.antecedent(span.start, persons=pronoun) if pronoun else None
        return self._whose(span.start, phrase, hint), mention

    def _of_name(
        self, span: Span, phrase: Phrase, tokens: tuple[int, int], hint: str | None
    ) -> tuple[Decision, Mention | None]:
        """An unknown name: the words beside it, else what the place tells where the text first has it."""
        mention = self._context.named(*tokens, (span.start, span.end))
        if mention is not None and mention.phrase.countries:
            return self._of_mention(mention, span.start, "the text's words beside the name", hint), mention
        if mention is not None:
            return self._whose(mention.phrase.start, mention.phrase, hint), mention
        first = self._reading.places[(self._reading.tokens[tokens[1] - 1].key,)][0]
        return self._whose(min(self._reading.tokens[first].start, span.start), phrase, hint), None

    def _other_side(self, position: int) -> Decision | None:
        """ "His counterpart", "its neighbour": the other state beside the one that is spoken of."""
        mention = self._context.antecedent(position)
        own = mention.country if mention is not None else None
        found = [code for code, _, _ in self._context.salient(position, 3, sides=False) if code != own]
        return Decision(found[0], "the other state named besides") if found else None

    def _after_relative(self, start: int) -> bool:
        """Whether the span follows a word like "whose"."""
        first, _ = self._reading.token_range(start, start + 1)
        return first > 0 and "relative" in self._reading.kinds(first - 1)

    def _of_mention(self, mention: Mention, position: int, rule: str, hint: str | None) -> Decision:
        if mention.phrase.countries:
            choice = mention.phrase.countries[0]
            return Decision(choice.entry.country, f"{rule} ({choice.entry.why})")
        return self._whose(mention.phrase.start, mention.phrase, hint)

    def _whose(self, position: int, phrase: Phrase, hint: str | None) -> Decision:
        """Words that name no country: the likeliest of those that the document names, or no one country."""
        sector = hint if phrase.sector is None or (hint and phrase.weak) else phrase.sector
        found = decide(self._context, position, phrase, sector, _group(phrase, sector))
        if found is None:
            return Decision("XXX", "the text names no country")
        return Decision(found[0], f"the country that the report is about here (who/whose.tsv: {found[1]})")


def _group(phrase: Phrase, sector: str | None) -> str:
    """The kind of words for which facts weigh alike."""
    if phrase.marks & {"own", "pronouns"}:
        return "own" if phrase.role_key else "pronoun"
    if phrase.unknown is not None:
        return "name"
    return "institution" if sector in INSTITUTIONS else "people"


def _open_sector(phrase: Phrase) -> bool:
    """Whether the words leave the sector open.

    A bare state, capital or body may act through its government or its army; a bare "leader" or "group" says little.
    """
    if phrase.weak and phrase.person is None:
        return True
    if phrase.role_key is not None or phrase.person is not None or not phrase.countries:
        return False
    entry = phrase.countries[0].entry
    return (
        entry.kind in ("state", "people", "place")
        or (entry.kind == "seat" and entry.sector == "GOV")
        or (entry.kind == "org" and entry.sector == "IGO")
    )


def _state_name(code: str) -> str:
    return state_names().get(code, code)


def sentence_starts(text: str) -> list[Span]:
    """Rough sentence spans for callers that have no segmenter at hand: cut after full stops and line ends."""
    cuts = [0, *(at + 1 for at, letter in enumerate(text) if letter in ".!?\u3002\uff01\uff1f\u061f\n")]
    return [Span(text="", start=cut, end=cut) for cut in cuts if cut < len(text)]


def find_actors(text: str, language: str | None, *, published: str | None = None) -> list[Actor]:
    """Every actor that the tables find in a text, in order, resolved as in the pipeline."""
    document = ActorResolver().for_document(text, sentence_starts(text), language, published)
    spans = [
        Span(text=text[mention.phrase.start : mention.phrase.end], start=mention.phrase.start, end=mention.phrase.end)
        for mention in document.mentions
        if (mention.phrase.role_key or any(choice.entry.kind != "place" for choice in mention.phrase.countries))
        and document.acts(mention)
    ]
    spans += [Span(text=text[start:end], start=start, end=end) for start, end in document.unlisted_persons()]
    return [actor for span in sorted(spans, key=lambda span: span.start) for actor in document.resolve(span)]
