"""Reading one noun phrase: which country, which sector, which office, from the words that stand in it.

In: a stretch of a `Reading`. Out: a `Phrase` that says what the words themselves decide; what they leave open (a bare
"the police", an unknown name) is left open for who_context. What must stay true: nothing outside the stretch is looked
at, and every decision names its table row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from dragoman.resolve.names import Hit
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import Entry

# Codes that are no states; their governments are intergovernmental organs.
BODIES = frozenset({"UNO", "EUR", "NATO", "IGO"})
COUNTRY_KINDS = frozenset({"state", "people", "union", "seat", "org", "group", "person", "place"})
# What joins two names without a word between: "Rusia-Cina", "A, B", "A/B".
LIST_MARKS = frozenset({"-", "\u2013", "\u2014", ",", "/", "&", "\u060c", "\u3001", "\uff0c"})
# Which reading of a phrase with several entries comes first, all else equal.
ORDER = {"state": 0, "people": 1, "org": 2, "seat": 3, "group": 4, "person": 5, "role": 6, "carrier": 7, "place": 8}


# Kinds that say where something is.
ABROAD = frozenset({"state", "seat", "place"})
# Kinds whose names several countries share: the country that the document speaks of is meant.
WEIGHED = frozenset({"state", "org", "group", "person", "seat", "place", "people"})


@dataclass(slots=True)
class Choice:
    """One hit with the entry chosen for it."""

    hit: Hit[Entry]
    entry: Entry
    toward: bool = False
    tail: bool = False
    site: bool = False


@dataclass(slots=True)
class Phrase:
    """What a noun phrase says of itself. `countries` in text order, empty when it names none."""

    start: int
    end: int
    countries: list[Choice] = field(default_factory=list)
    sector: str | None = None
    role: str | None = None
    role_key: str | None = None
    name: str | None = None
    person: Choice | None = None
    unknown: tuple[int, int] | None = None
    marks: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    why: str = ""
    sector_why: str = ""
    former: bool = False
    quantity: bool = False
    weak: bool = False
    foreign: bool = False


def choose(hit: Hit[Entry], day: str | None, weights: dict[str, float]) -> Entry:
    """The entry meant by a hit: in force on that day, of a country the document speaks of, by kind."""
    if len(hit.values) == 1:
        return hit.values[0]
    common = [
        entry for entry in hit.values if entry.kind in ("role", "carrier") and not entry.name.startswith("*")
    ]  # a national institution's own name tells more than the end of a compound
    if common and all(
        entry.kind in ("role", "carrier") or (" local " in entry.why and not weights.get(entry.country))
        for entry in hit.values
    ):
        return common[0]  # "Assemblée nationale" is France's only where the text speaks of France
    ranked = [
        (
            not entry.holds(day),
            -weights.get(entry.country, 0.0) if entry.kind in WEIGHED else 0.0,
            _distance(entry, day),
            ORDER.get(entry.kind, 9),
            at,
        )
        for at, entry in enumerate(hit.values)
    ]
    return hit.values[min(ranked)[-1]]


def _distance(entry: Entry, day: str | None) -> int:
    """Years between a day and the entry's time, 0 within."""
    if day is None or entry.holds(day):
        return 0
    year = int(day[:4])
    return min(abs(year - int(edge[:4])) for edge in (entry.start, entry.end) if edge)


def read_phrase(reading: Reading, start: int, end: int, day: str | None, weights: dict[str, float]) -> Phrase:
    """What text[start:end] says."""
    phrase = Phrase(start, end)
    first, last = reading.token_range(start, end)
    choices = _choices(reading, start, end, first, last, day, weights)
    _read_marks(reading, phrase, first, last)
    phrase.countries = _countries(choices)
    persons = [choice for choice in choices if choice.entry.kind == "person"]
    phrase.person = next((choice for choice in persons if not choice.toward), None)
    _read_sector(reading, phrase, choices, day)
    if _stands_abroad(reading, phrase):
        phrase.countries = [choice for choice in phrase.countries if not choice.site]
    phrase.unknown = _unknown_name(reading, choices, first, last)
    return phrase


def _stands_abroad(reading: Reading, phrase: Phrase) -> bool:
    """Whether the only countries are where somebody else's people stand: "their embassy in Nairobi"."""
    if not phrase.countries or any(not choice.tail or choice.entry.kind not in ABROAD for choice in phrase.countries):
        return False
    if "other" in phrase.marks:  # "its counterpart from Namibia"
        return False
    return "own" in phrase.marks or phrase.role_key in reading.tables.posts


def _choices(
    reading: Reading, start: int, end: int, first: int, last: int, day: str | None, weights: dict[str, float]
) -> list[Choice]:
    """The entries chosen for the hits, with what stands before them: a break ("of"), a direction ("to")."""
    found: list[Choice] = []
    toward = tail = site = False
    at = first
    for hit in reading.hits_between(start, end):
        listed = found and _listed(reading, found[-1].hit, hit)
        for index in range(at, hit.first):
            kinds = reading.kinds(index)
            if found and not listed and kinds & {"breaks", "toward"}:
                tail = True
                toward = "toward" in kinds
            if kinds & {"breaks", "toward"} or "where" in reading.scene(index):
                site = toward or not reading.tables.posts_of or reading.tokens[index].key not in reading.tables.posts_of
        if found and _comma(reading, found[-1].hit.last - 1, hit.first) and not _joined(reading, found[-1].hit, hit):
            tail = True
        aside = hit.first > 0 and "attitudes" in reading.kinds(hit.first - 1)  # "pro-Jakarta" militias are others'
        entries = [entry for entry in hit.values if entry.kind == "union"] or [choose(hit, day, weights)]
        found.extend(Choice(hit, entry, toward or aside, tail or aside, site) for entry in entries)
        at = hit.last
    return found


def _listed(reading: Reading, left: Hit[Entry], right: Hit[Entry]) -> bool:
    """Whether "and" leads from one name to the next: "the presidents of Russia and of Ukraine"."""
    return left.last < right.first and "and" in reading.kinds(left.last)


def _comma(reading: Reading, left: int, right: int) -> bool:
    return any(mark in reading.text[reading.tokens[left].end : reading.tokens[right].start] for mark in ",(،，;")


def _joined(reading: Reading, left: Hit[Entry], right: Hit[Entry]) -> bool:
    """Whether two names stand in a list: "Russia and China", "Rusia-Cina", "A, B"."""
    if right.first - left.last > 2:
        return False
    between = reading.text[left.end : right.start].strip()
    if all("and" in reading.kinds(index) for index in range(left.last, right.first)):
        return right.first > left.last or between in LIST_MARKS
    return False


def _read_marks(reading: Reading, phrase: Phrase, first: int, last: int) -> None:
    marks: set[str] = set()
    nouns: set[str] = set()
    for index in range(first, last):
        for kind, group in reading.mark_at.get(index, ()):
            marks.add(kind)
            if group:
                nouns.add(group)
        if reading.tables.own_suffixes and reading.tokens[index].key.endswith(reading.tables.own_suffixes):
            marks.add("own")
    phrase.marks = frozenset(marks)
    phrase.nouns = frozenset(nouns)
    phrase.former = "former" in marks
    tokens = reading.tokens
    phrase.quantity = (
        "quantities" in marks
        or any(reading.text[token.start].isdigit() for token in tokens[first:last])
        or any(left.key == right.key for left, right in zip(tokens[first:last], tokens[first + 1 : last], strict=False))
    )
    phrase.foreign = any(
        "foreign" in reading.kinds(index) and index not in reading.hit_of_token for index in range(first, last)
    )


def _countries(choices: Sequence[Choice]) -> list[Choice]:
    """The choices that say whose the phrase is: the first of the head, and what is joined to it."""
    named = [choice for choice in choices if choice.entry.kind in COUNTRY_KINDS and choice.entry.country != "XXX"]
    if not named:
        named = [choice for choice in choices if choice.entry.kind == "people"]
    head = [choice for choice in named if not choice.tail]
    if len(head) > 1 and " local " in head[0].entry.why and head[1].entry.kind in ("state", "people"):
        head = [*head[1:], head[0]]  # a common name of institutions: "Mahkamah Konstitusi Thailand"
    elif len(head) > 1 and head[0].entry.country == "NGO" and head[1].entry.kind in ("state", "people"):
        head = [*head[1:], head[0]]  # a national branch: "the Ukrainian Red Cross"
    if head:
        return head
    return [choice for choice in named if not choice.toward]


def _read_sector(reading: Reading, phrase: Phrase, choices: Sequence[Choice], day: str | None) -> None:
    """The sector by the deciding role word, the organisation, the person, or the state itself."""
    head = [choice for choice in choices if not choice.tail]
    tail = [choice for choice in choices if choice.tail and not choice.toward]
    strong = [choice for choice in head if choice.entry.kind == "role"]
    acting = [choice for choice in strong if not _is_state_noun(reading, choice)]
    strong = acting or strong  # "the armies of both countries": the armies act
    carriers = [choice for choice in head if choice.entry.kind == "carrier"]
    owners = [choice for choice in head if choice.entry.kind in ("org", "group", "seat")]
    decided: Choice | None = None
    if strong:
        decided = strong[-1] if reading.tables.head_last else strong[0]
    elif carriers:
        inner = [choice for choice in tail if choice.entry.kind in ("role", "org", "group")]
        decided = next(iter(owners), None) or (inner[0] if inner else None)
    elif not head:
        decided = next((choice for choice in tail if choice.entry.kind == "role"), None)
    _apply_sector(phrase, decided, strong, carriers, owners, choices, day)


def _is_state_noun(reading: Reading, choice: Choice) -> bool:
    """Whether a role word is one like "countries" or "capitals"."""
    return ("noun", "STATE") in reading.mark_at.get(choice.hit.first, ())


def _apply_sector(
    phrase: Phrase,
    decided: Choice | None,
    strong: Sequence[Choice],
    carriers: Sequence[Choice],
    owners: Sequence[Choice],
    choices: Sequence[Choice],
    day: str | None,
) -> None:
    role = decided if decided is not None and decided.entry.kind == "role" else None
    titled = role or (carriers[0] if carriers else None)
    if titled is not None:
        phrase.role = phrase.role_key = titled.entry.role
    if decided is None and phrase.person is not None and not strong:
        decided = phrase.person
    if decided is None and owners:
        decided = owners[0]
    if decided is None and carriers:
        decided = carriers[0]
        phrase.weak = True
    if decided is None and phrase.countries:
        decided = phrase.countries[0]
    if decided is None:
        return
    sector = decided.entry.sector
    if decided.entry.kind == "person":
        sector = person_sector(decided.entry, day, bool(carriers) and not phrase.former)
    elif decided.entry.kind == "people" and phrase.quantity:
        sector = "CVL"
    phrase.sector = _adjust(phrase, sector, decided, owners)
    phrase.sector_why = decided.entry.why


def _adjust(phrase: Phrase, sector: str, decided: Choice, owners: Sequence[Choice]) -> str:
    """What the company of other words changes: rebels' soldiers are rebels, former ministers elites."""
    country = phrase.countries[0].entry.country if phrase.countries else None
    if country in BODIES and sector == "GOV":
        return "IGO"
    if sector == "MIL" and any(owner.entry.sector == "REB" for owner in owners):
        return "REB"
    if phrase.former and sector in ("GOV", "LEG", "MIL") and decided.entry.kind in ("role", "carrier", "person"):
        return "ELI"
    return sector


def person_sector(entry: Entry, day: str | None, titled: bool) -> str:
    """A leader's sector on a day: in office GOV, before PTY, after ELI; the text's own title overrules the dates."""
    if entry.sector != "GOV" or entry.holds(day) or titled or day is None:
        return entry.sector
    return "PTY" if entry.start and day < entry.start else "ELI"


def _unknown_name(reading: Reading, choices: Sequence[Choice], first: int, last: int) -> tuple[int, int] | None:
    """The tokens of a name that no table knows: capitals outside the hits, or all that is left in other scripts."""
    covered = {index for choice in choices for index in range(choice.hit.first, choice.hit.last)}
    free = [index for index in range(first, last) if index not in covered and _nameable(reading, index)]
    if not free:
        return None
    start = free[-1]
    while start - 1 in free and not _comma(reading, start - 1, start):
        start -= 1
    return start, free[-1] + 1


def _nameable(reading: Reading, index: int) -> bool:
    """Whether a token may be part of a name: a capital, or a script without case; no digit, no grammar word."""
    letter = reading.text[reading.tokens[index].start]
    if letter.isdigit() or reading.mark_at.get(index):
        return False
    return letter.isupper() or letter.lower() == letter.upper()
