"""Whose is it: the country of words that name none ("the army", "its spokesman", an unknown name).

In: a document's context, a place in it, what the words say of themselves. Out: the country with the reason. Every
country that the document names is a candidate, "no one country" is another; each is scored by plain facts (named just
before, in the dateline, beside the same office elsewhere ...). The facts' weights stand in data/who/whose.tsv and are
fitted by bench/actors.py on the reports that are not held. What must stay true: the document alone decides, ties fall
to the alphabet, and a fact costs no more than a look at the names around the place.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from dragoman.resolve.who_phrase import BODIES, Phrase
from dragoman.resolve.who_tables import DATA, read_rows

if TYPE_CHECKING:
    from dragoman.resolve.who_context import Context, Mention

INSTITUTIONS = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "PTY", "OPP", "REB"})
# Codes that a sector may have when no state is meant.
OWN_CODE = {"IGO": "IGO", "NGO": "NGO", "BUS": "MNC", "REB": "IMG"}
NO_STATES = BODIES | {"IMG", "NGO", "MNC", "WST", "ISM", "XXX"}
PLACES = frozenset({"seat", "place"})
# Kinds of names that a report mostly has from where it is at home.
LOCAL = frozenset({"place", "seat", "org", "group", "person"})
CLOSE = 50  # characters to a name that stands beside the words
# A dateline: a city early in one of the first lines, with a mark soon after.
OPENING, LINE_START, MARK_WITHIN = 360, 40, 45
MARKS = ("—", "–", " - ", "(", ")")


class Naming:
    """Where the document names which country: parallel lists in text order."""

    def __init__(self, context: Context) -> None:
        reading = context.reading
        self.starts: list[int] = []
        self.codes: list[str] = []
        self.kinds: list[str] = []
        self.sentences: list[int] = []
        self.adverbial: list[bool] = []
        for hit in reading.hits:
            entry = context.chosen(hit)
            if entry.country == "XXX" or entry.kind in ("role", "carrier"):
                continue
            self.starts.append(hit.start)
            self.codes.append(entry.country)
            self.kinds.append(entry.kind)
            self.sentences.append(reading.sentence_of(hit.start))
            self.adverbial.append(hit.first > 0 and "breaks" in reading.kinds(hit.first - 1))
        self.local = self._local()
        self.dateline = self._dateline(reading.text)
        total = sum(context.weights.values()) or 1.0
        self.share = {code: weight / total for code, weight in context.weights.items() if weight > 0}
        states = [code for code in self.share if code not in NO_STATES]
        self.top = min(states, key=lambda code: (-self.share[code], code), default=None)

    def _local(self) -> dict[str, float]:
        """The share of each country among towns, institutions, groups and persons."""
        found: dict[str, float] = {}
        for code, kind in zip(self.codes, self.kinds, strict=True):
            if kind in LOCAL and code not in NO_STATES:
                found[code] = found.get(code, 0.0) + 1.0
        total = sum(found.values()) or 1.0
        return {code: count / total for code, count in found.items()}

    def _dateline(self, text: str) -> str | None:
        """The country of a city that stands before a dash or bracket at the beginning of the report or its body."""
        for start, code, kind in zip(self.starts, self.codes, self.kinds, strict=True):
            line = text.rfind("\n", 0, start) + 1
            if kind in PLACES and start - line < LINE_START and start < OPENING:
                head = text[start : start + MARK_WITHIN]
                if any(mark in head for mark in MARKS):
                    return code
        return None


def decide(context: Context, position: int, phrase: Phrase, sector: str | None, group: str) -> tuple[str, str] | None:
    """The likeliest country of words at a place and the fact that spoke most for it; None when no candidate is left."""
    weights = fact_weights()
    best: tuple[float, str, str] | None = None
    for code, facts in candidates(context, position, phrase, sector, group).items():
        parts = [(weights.get(f"{group} {fact}", 0.0) + weights.get(f"all {fact}", 0.0)) * v for fact, v in facts]
        score = sum(parts)
        if best is None or (-score, code) < (-best[0], best[1]):
            best = (score, code, facts[max(range(len(parts)), key=parts.__getitem__)][0])
    return None if best is None else (best[1], best[2])


@lru_cache(maxsize=1)
def fact_weights() -> dict[str, float]:
    """What each fact counts, by kind of words ("all" adds to each)."""
    return {f"{row['words']} {row['fact']}": float(row["weight"]) for _, row in read_rows(DATA / "who" / "whose.tsv")}


def candidates(
    context: Context, position: int, phrase: Phrase, sector: str | None, group: str
) -> dict[str, list[tuple[str, float]]]:
    """Every country that may be meant, with the facts that speak for it."""
    naming = context.naming
    found: dict[str, list[tuple[str, float]]] = {code: [] for code in naming.share if code != "XXX"}
    home = context.reading.tables.home
    if home:
        found.setdefault(home, []).append(("home", 1.0))
    found["XXX"] = []
    own = OWN_CODE.get(sector or "")
    if own:
        found.setdefault(own, []).append(("own code", 1.0))
        found[own].append((f"own code {sector}", 1.0))
    for fact, code in _facts(context, naming, position, phrase):
        if code in found:
            found[code].append((fact, 1.0))
    for code, facts in found.items():
        facts.append(("share", naming.share.get(code, 0.0)))
        facts.append(("local share", naming.local.get(code, 0.0)))
        if code in NO_STATES:
            kind = code if code in ("XXX", "WST", "IMG", "NGO", "MNC", "ISM") else "body"
            facts += [(f"is {kind}", 1.0), (f"is {kind} {sector}", 1.0)]
            if code == "XXX":
                facts += [(f"is XXX {mark}", 1.0) for mark in _openness(phrase)]
                facts.append(("is XXX alone", 1.0 if naming.top is None else 0.0))
    return found


def _openness(phrase: Phrase) -> Iterator[str]:
    """What makes words mean people of no one country."""
    if phrase.quantity:
        yield "counted"
    if phrase.role_key is None:
        yield "no role"


def _facts(context: Context, naming: Naming, position: int, phrase: Phrase) -> Iterator[tuple[str, str | None]]:
    """(fact, country) of a place in the text."""
    yield "top", naming.top
    yield "dateline", naming.dateline
    if naming.codes:
        yield "first named", naming.codes[0]
    yield from _around(naming, context.reading.sentence_of(position), position)
    mention = context.same_role(phrase.role_key, position) if phrase.role_key else None
    if mention is not None:
        before = mention.phrase.start < position
        yield "same role before" if before else "same role after", mention.phrase.countries[0].entry.country
    mention = context.antecedent(position, persons="pronouns" in phrase.marks)
    if mention is not None:
        yield "antecedent", _country_of(mention)
        if mention.phrase.person is not None:
            yield "antecedent person", _country_of(mention)
    mention = context.nearest(position)
    if mention is not None:
        yield "nearest mention", _country_of(mention)


def _country_of(mention: Mention) -> str | None:
    return mention.phrase.countries[0].entry.country if mention.phrase.countries else None


def _around(naming: Naming, sentence: int, position: int) -> Iterator[tuple[str, str]]:
    """Which countries stand in the sentence and its neighbours."""
    at = bisect_left(naming.starts, position)
    if at and position - naming.starts[at - 1] < CLOSE:
        yield "close before", naming.codes[at - 1]
    if at < len(naming.codes) and naming.starts[at] - position < CLOSE:
        yield "close after", naming.codes[at]
    groups: dict[str, list[int]] = {}
    for number in range(max(0, at - 16), min(len(naming.codes), at + 10)):
        offset = naming.sentences[number] - sentence
        if -2 <= offset <= 1:
            side = "" if offset else (" before" if number < at else " after")
            groups.setdefault(f"{offset}{side}", []).append(number)
    for name, numbers in groups.items():
        for code in dict.fromkeys(naming.codes[number] for number in numbers):
            yield f"in {name}", code
        states = [number for number in numbers if naming.codes[number] not in NO_STATES]
        if states:
            yield f"first in {name}", naming.codes[states[0]]
            yield f"last in {name}", naming.codes[states[-1]]
        if len({naming.codes[number] for number in states}) == 1:
            yield f"only in {name}", naming.codes[states[0]]
        for code in dict.fromkeys(
            naming.codes[n] for n in numbers if naming.kinds[n] in PLACES and naming.adverbial[n]
        ):
            yield f"place in {name}", code
        for code in dict.fromkeys(naming.codes[number] for number in numbers if naming.kinds[number] == "person"):
            yield f"person in {name}", code
