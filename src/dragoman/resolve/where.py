"""Where: from the words that name a place to its GeoNames id, coordinates and country.

In: a document (text, sentences, language, publication day), read once and shared with `who`; then any span of it. Out:
`Place` records with the reason for the choice. What must stay true: of several places with one name the document's
own evidence decides (a region named beside it, countries it speaks of), and only then the number of inhabitants.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log10

from dragoman.record import Place, Span
from dragoman.resolve.names import TOKEN, Hit, fold_word
from dragoman.resolve.where_acting import names_nowhere
from dragoman.resolve.where_gazetteer import (
    CITY,
    COUNTRY,
    DISTRICT,
    PROVINCE,
    REGION,
    Row,
    division_words,
    gazetteer,
    regions,
)
from dragoman.resolve.who import ActorResolver, DocumentActors, sentence_starts
from dragoman.resolve.who_reading import Reading
from dragoman.resolve.who_tables import Entry

# Score of a candidate = log10 of its inhabitants + what the text says. Containment ("Paris, Texas") outweighs any
# size; a country that the text names outweighs a tenfold size. Set by reason, not by sweep: only the order of the
# three matters, and the cases of tests/test_where.py fail when it is changed.
INSIDE = 8.0
COUNTRY_NAMED = 1.0
SAME_PROVINCE = 1.0
DIVISION_SAID = 2.0
KIND_SIZE = {PROVINCE: 4.7, DISTRICT: 3.5, REGION: 6.0, COUNTRY: 7.5}
# A province that the language has a name for ("Florida") comes before cities of that name up to 400,000 inhabitants.
KNOWN_PROVINCE = 0.9
# A city that it has a name for, before one twice its size (Cádiz in Spain before Cadiz in the Philippines).
KNOWN_CITY = 0.3
# A city of another name ("San Pablo" for Saint Paul).
ALIAS = 0.3
# Inhabitants from which a namesake is a rival of a capital.
RIVAL = 100_000
DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score and the reason."""

    score: float
    row: Row
    why: str


class PlaceResolver:
    """Built once; needs no state of its own."""

    def for_document(
        self, text: str, sentences: Sequence[Span], language: str | None, published: str | None
    ) -> DocumentActors:
        """The document context that `resolve` wants; the same object that resolves actors."""
        return ActorResolver().for_document(text, sentences, language, published)

    def resolve(self, span: Span, document: DocumentActors) -> Place | None:
        """The place that a span names, the most precise of those in it; None where it names none."""
        reading = document.reading
        found = [
            (hit, best)
            for hit in reading.hits_between(span.start, span.end)
            if (best := _best(reading, document.weights, hit)) is not None
        ]
        if not found:
            return None
        hit, best = min(found, key=lambda pair: (_coarseness(pair[1].row), pair[0].start))
        return _place(reading, hit, best)


def find_places(text: str, language: str | None, *, published: str | None = None) -> list[Place]:
    """Every place named in a text, in order: cities, provinces, countries, seas and regions."""
    document = ActorResolver().for_document(text, sentence_starts(text), language, published)
    places = []
    for hit in document.reading.hits:
        if names_nowhere(document.reading, hit):
            continue
        best = _best(document.reading, document.weights, hit)
        if best is not None:
            places.append(_place(document.reading, hit, best))
    return places


def _coarseness(row: Row) -> int:
    return {CITY: 0, DISTRICT: 1, PROVINCE: 2, REGION: 3, COUNTRY: 4}[row.kind]


def _best(reading: Reading, weights: dict[str, float], hit: Hit[Entry]) -> Scored | None:
    """The likeliest place of a hit, None where the hit names none."""
    rows = _rows(reading, hit)
    if not rows:
        return None
    around = _around(reading, hit)
    most = max(weights.values(), default=0.0) or 1.0
    division = _says_division(reading, hit)
    weights = _without_itself(reading, hit, rows, weights)
    scored = [_score(row, around, weights, most, division) for row in rows]
    scored = [replace(one, score=one.score + _fame(reading, hit, one.row, rows)) for one in scored]
    return min(scored, key=lambda one: (-one.score, one.row.id or 0, one.row.name))


def _rows(reading: Reading, hit: Hit[Entry]) -> list[Row]:
    """The places that a hit may stand for."""
    known = reading.place_rows.get(hit.start)
    if known is not None:
        rest = [row for row in known if row.kind != COUNTRY or not _is_namesake(reading, hit, known, row.country)]
        return rest or list(known)
    for entry in hit.values:
        if entry.why in regions():
            return [regions()[entry.why]]
    own = reading.exonym_rows(hit)
    for entry in hit.values:
        if entry.kind == "seat" and entry.stands_for:
            rows = _seat(reading, hit, entry)
            # "Aden", where a government of Yemen sits, is not its capital
            return rows if not own or rows[:1] == own[:1] else own
        if entry.kind == "state":
            if own and (own[0].country == entry.country or _is_namesake(reading, hit, own, entry.country)):
                return own  # "Dubai" is a state to who reads the actors, a city on the map
            row = gazetteer().country(entry.country)
            return [row] if row is not None else []
    return []


def _is_namesake(reading: Reading, hit: Hit[Entry], rows: Sequence[Row], country: str | None) -> bool:
    """Whether not the state of that name is meant but another place, of whose country the text speaks: "Georgia"
    beside "Alabama"."""
    others = {entry.country for one in reading.hits if one.values != hit.values for entry in one.values}
    return country not in others and any(row.kind != COUNTRY and row.country in others for row in rows)


def _seat(reading: Reading, hit: Hit[Entry], entry: Entry) -> list[Row]:
    """The capital that a seat names, and its namesakes; a palace or a ministry is no city."""
    name = " ".join(fold_word(word) for word in TOKEN.findall(entry.name))
    written = " ".join(token.key for token in reading.tokens[hit.first : hit.last])
    forms = [written, *(reading.tables.place_folding.clitic_forms(written) if hit.last - hit.first == 1 else ())]
    found = gazetteer().find([name, *forms])
    capital = [row for row in found.get(name, ()) if row.country == entry.country and row.kind == CITY][:1]
    named = next((found[form] for form in forms if form in found), ())
    namesakes = [row for row in named if row.kind == CITY and row not in capital]
    return [*capital, *namesakes] if capital else []


def _around(reading: Reading, hit: Hit[Entry]) -> list[Row]:
    """Places named beside the place: "Paris, Texas", "Timika, Papua", countries only where they say where it lies."""
    near: list[Row] = []
    for other in reading.hits_between(hit.start - 40, hit.end + 40):
        if other.start == hit.start or min(abs(other.first - hit.last), abs(hit.first - other.last)) > 2:
            continue
        if "\n" in reading.text[min(hit.end, other.end) : max(hit.start, other.start)]:
            continue
        enclosing = other.start > hit.start and reading.encloses(hit, other)
        near.extend(row for row in _rows(reading, other) if enclosing or row.kind not in (COUNTRY, REGION))
    return near


def _says_division(reading: Reading, hit: Hit[Entry]) -> bool:
    """Whether a word like "province" stands right before or after the name."""
    beside = (hit.first - 1, hit.last)
    return any(0 <= at < len(reading.tokens) and reading.tokens[at].key in division_words() for at in beside)


def _fame(reading: Reading, hit: Hit[Entry], row: Row, rows: Sequence[Row]) -> float:
    """What being the place that the language has this name for adds, and bearing it as an alias alone takes away."""
    own = reading.exonym_rows(hit)
    if row in own:
        towns = any(other.kind == CITY for other in own)
        return KNOWN_CITY if row.kind == CITY else KNOWN_PROVINCE if row.kind == PROVINCE and not towns else 0.0
    keys = [reading.tokens[index].key for index in range(hit.first, hit.last)]
    name = [fold_word(word) for word in TOKEN.findall(row.name)]
    alias = row.kind == CITY and keys[0][0] < "\u0370" and name != keys
    return -ALIAS if alias and len(rows) > 1 else 0.0


def _without_itself(
    reading: Reading, hit: Hit[Entry], rows: Sequence[Row], weights: dict[str, float]
) -> dict[str, float]:
    """What else speaks for the country of a capital: "Tripoli" itself is no evidence for Libya against Lebanon."""
    country = rows[0].country or ""
    rivals = (
        row
        for row in rows
        if row.country in weights and row.country != country and row.population >= RIVAL and row.name == rows[0].name
    )
    if not any(entry.kind == "seat" for entry in hit.values) or not any(rivals):
        return weights
    key = reading.tokens[hit.first].key
    others = (other for other in reading.hits if reading.tokens[other.first].key != key)
    if any(entry.country == country for other in others for entry in other.values):
        return weights
    return {code: weight for code, weight in weights.items() if code != country}


def _score(row: Row, around: Sequence[Row], weights: dict[str, float], most: float, division: bool) -> Scored:
    score = KIND_SIZE.get(row.kind, log10(row.population + 10))
    why = "the largest of that name"
    if division and row.kind in (PROVINCE, DISTRICT):
        score += DIVISION_SAID
        why = "called a province or district"
    named = weights.get(row.country or "", 0.0)
    if named:
        score += COUNTRY_NAMED * min(1.0, 0.3 + named / most)
        why = f"{row.country} is named in the text"
    for other in around:
        if other is row:
            continue
        if other.kind == PROVINCE and row.admin1 is not None and row.admin1 == other.id:
            return Scored(score + INSIDE, row, f"inside {other.name}, named beside it")
        if row.kind == PROVINCE and other.kind == CITY and other.admin1 == row.id:
            return Scored(score + INSIDE, row, f"holds {other.name}, named beside it")
        if other.kind in (COUNTRY, REGION) and other.country is not None and other.country == row.country:
            score += INSIDE / 2
            why = f"in {other.name}, named beside it"
        elif other.kind == CITY and other.admin1 is not None and other.admin1 == row.admin1:
            score += SAME_PROVINCE
            why = f"in the same province as {other.name}"
    return Scored(score, row, why)


def _place(reading: Reading, hit: Hit[Entry], best: Scored) -> Place:
    row = best.row
    province = gazetteer().by_id(row.admin1) if row.admin1 is not None else None
    return Place(
        name=row.name,
        text=reading.text[hit.start : hit.end],
        start=hit.start,
        end=hit.end,
        geonames_id=row.id,
        country=row.country,
        admin1=province.name if province is not None else row.name if row.kind == PROVINCE else None,
        latitude=round(row.latitude, DECIMALS),
        longitude=round(row.longitude, DECIMALS),
        why=best.why,
    )
