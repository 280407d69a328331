"""Which mentions are worth comparing: those that share a key.

In: a mention. Out: the keys it is filed under, and the keys it is looked for under (neighbouring days and weeks too).
Must stay true: a mention with one wrong field (type, a side, a date that the text does not give) still shares a key
with its fellows, by the other fields; the number of keys is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from dragoman.link.mentions import Mention

Key = tuple[str | int, ...]
PAIRS = 6  # of countries at most: a list of forty signatories is no dyad

# How much a shared key of each kind says, for choosing whom to compare with when many share one.
SAYS = {"copy": 8, "day": 4, "place": 2, "pair": 2, "side": 1, "home": 1, "word": 1}


def filed_under(mention: Mention) -> list[Key]:
    """The keys under which a mention is kept."""
    return [*dict.fromkeys(key for key, _ in _keys(mention, (0,)))]


def looked_for(mention: Mention) -> dict[Key, int]:
    """The keys under which its fellows may be kept, with what each says."""
    return dict(_keys(mention, (0, -1, 1)))


def _keys(m: Mention, steps: tuple[int, ...]) -> Iterator[tuple[Key, int]]:
    yield ("copy", m.story, m.trigger), SAYS["copy"]
    pairs, countries = _pairs(m), sorted(m.actors | m.recipients)[:PAIRS]
    first = m.first or m.day
    days = dict.fromkeys((first, m.day or first))
    weeks = dict.fromkeys(day // 7 + step for step in steps for day in days)
    for step in steps:
        for pair in pairs:
            yield ("day", m.event_type, *pair, first + step), SAYS["day"]
    for week in weeks:
        for pair in pairs:
            yield ("pair", *pair, week), SAYS["pair"]
        for country in countries:
            yield ("side", m.event_type, country, week), SAYS["side"]
        if m.geonames_id is not None:
            yield ("place", m.geonames_id, week), SAYS["place"]
        for word in m.long_words:
            yield ("word", word, week), SAYS["word"]
        if not countries:
            if m.place_country:
                yield ("home", m.event_type, m.place_country, week), SAYS["home"]
            yield ("act", m.event_type, m.language, m.trigger, week), SAYS["word"]


def _pairs(m: Mention) -> list[tuple[str, str]]:
    """Unordered pairs of countries: who acts and who is acted on may be mistaken for one another."""
    across = {(min(a, r), max(a, r)) for a in m.actors for r in m.recipients}
    if not m.recipients or not m.actors:
        across |= set(combinations(sorted(m.actors | m.recipients), 2))
    return sorted(across)[:PAIRS]
