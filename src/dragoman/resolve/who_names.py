"""What an actor is called: the canonical name of who is meant.

In: a noun phrase, the country decided for it, a day. Out: a name, with the reason where it is not the words' own. What
must stay true: persons by the tables' name or the fullest that the text has; an office by who held it on the day, else
by the person whom the text introduced with it; states and bodies by the tables; all others by their own words.
"""

from __future__ import annotations

from typing import NamedTuple

from dragoman.record import Span
from dragoman.resolve.who_context import Context, Mention
from dragoman.resolve.who_offices import holder, is_bare_office
from dragoman.resolve.who_phrase import Phrase
from dragoman.resolve.who_reading import Reading


class Named(NamedTuple):
    """A name; `why`: the row or rule, empty for the words' own; `country`: that of a person introduced before."""

    name: str
    why: str = ""
    country: str | None = None


def name_of(
    context: Context, span: Span, phrase: Phrase, mention: Mention | None, country: str, day: str | None
) -> Named:
    """The name of the actor that a phrase means; `mention`: the one that it refers back to, if any."""
    if phrase.person is not None:
        return Named(phrase.person.entry.name)
    if mention is not None and "pronouns" in phrase.marks and mention.phrase.person is not None:
        return Named(mention.phrase.person.entry.name, "whom the pronoun means")
    if phrase.unknown is not None:
        name = _person_name(context.reading, *phrase.unknown, within=phrase.start)
        if name is not None:
            return Named(name)
    if phrase.countries and phrase.role_key is None and phrase.unknown is None:
        entry = phrase.countries[0].entry
        return Named(entry.stands_for or entry.name)
    if is_bare_office(context.reading, phrase):
        incumbent = holder(phrase.role_key, country, day)
        if incumbent is not None:
            return Named(incumbent.name, f"in office on the day ({incumbent.why})")
        introduced = _introduced(context, phrase)
        if introduced is not None:
            return introduced
    return Named(_own_words(context.reading, span))


def _introduced(context: Context, phrase: Phrase) -> Named | None:
    """The person whom the text named with the same role last: "Defence spokesman Ali Haddad ... the spokesman"."""
    why = "introduced with this role before"
    for mention in context.before(phrase.start):
        if mention.phrase.former != phrase.former or not _bears(context.reading, mention, phrase.role_key):
            continue
        if mention.phrase.person is not None:
            return Named(mention.phrase.person.entry.name, why, mention.country)
        unknown = mention.phrase.unknown
        name = _person_name(context.reading, *unknown, within=mention.phrase.start) if unknown else None
        if name is not None and (" " in name or not name.isascii()):
            return Named(name, why, mention.country)
        if mention.phrase.countries and phrase.countries:
            return None  # the same office of somebody who is not named
    return None


def _bears(reading: Reading, mention: Mention, role_key: str | None) -> bool:
    """Whether a role stands among a mention's words: "Defence Ministry spokesman"."""
    hits = reading.hits_between(mention.phrase.start, mention.phrase.end)
    return any(entry.role == role_key for hit in hits for entry in hit.values)


def _person_name(reading: Reading, first: int, last: int, *, within: int) -> str | None:
    """The full name of an unknown person, as first mentioned; None when the words are no person's name.

    within: where its phrase begins; a title there ("spokesman of the ministry Ali Haddad") makes two words a name.
    """
    words = reading.text[reading.tokens[first].start : reading.tokens[last - 1].end]
    full = reading.person_named(last - 1)
    if full is not None:
        return words if last - first > 1 else reading.text[slice(*full)]
    titled = first - 1 in reading.hit_of_token and reading.is_title(reading.hits[reading.hit_of_token[first - 1]])
    start, _ = reading.token_range(within, within + 1)
    spoken_of = last - first > 1 and any(reading.tokens[at].key in reading.tables.titles for at in range(start, first))
    caseless = words[0].upper() == words[0].lower()
    return words if titled or spoken_of or caseless else None


def _own_words(reading: Reading, span: Span) -> str:
    """The span without its article."""
    first, last = reading.token_range(span.start, span.end)
    if last - first > 1 and reading.tokens[first].key in reading.tables.articles:
        return span.text[reading.tokens[first + 1].start - span.start :]
    return span.text
