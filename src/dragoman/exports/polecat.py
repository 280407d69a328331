"""POLECAT: 40 columns with a header, one row an event, its actors and recipients joined.

In: events. Out: rows under the ids that POLECAT forms (story, type, mode). Must stay true: an id stands once among the
events of one document; blocs that POLECAT's country list lacks are text `None` and counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from dragoman import ontology
from dragoman.exports import codes
from dragoman.exports.shape import Dyad, Summary, word
from dragoman.exports.tabular import Row
from dragoman.record import Actor, Event, Place

NONE = "None"  # what POLECAT writes for an actor, name, country or sector that is not known
FEATURES = {"country": "PCLI", "province": "ADM1", "district": "ADM2", "city": "PPL"}
NO_NAME = "a party whose bloc POLECAT has no name for: its country is None"


class Polecat:
    """The published table."""

    columns = codes.columns("polecat")
    header = True

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._document: str | None = None
        self._ids: Counter[str] = Counter()

    @staticmethod
    def file_name(day: str) -> str:
        return f"ngecEvents.DV.{day[:4]}.txt"

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        for party in (*event.actors, *event.recipients):
            if party.country != codes.UNKNOWN and not country_name(party):
                self._summary.noted[NO_NAME] += 1
        key = self._event_id(event)
        cells = [
            key,
            day,
            event.event_type,
            event.event_mode,
            event.score,
            ontology.QUAD_NAMES[event.quad_class].upper(),
            " | ".join(event.contexts),
            *party_cells(event.actors),
            *party_cells(event.recipients),
            *place_cells(event.place),
            event.source,
            event.published,
            None,  # Story People, Organizations, Locations: the record has the event's own names, not the story's
            None,
            None,
            event.language,
            event.model_version,
        ]
        yield Row(key, cells, Dyad(next(iter(event.actors), None), next(iter(event.recipients), None)))

    def _event_id(self, event: Event) -> str:
        """story_TYPE_mode; a second such event of the document ends in _2, and so on."""
        if event.document_id != self._document:
            self._document, self._ids = event.document_id, Counter()
        key = "_".join(part for part in (word(event.document_id), event.event_type, event.event_mode) if part)
        self._ids[key] += 1
        return key if self._ids[key] == 1 else f"{key}_{self._ids[key]}"


def country_name(party: Actor) -> str:
    """POLECAT's name of a party's country, empty where it has none."""
    return codes.country(party.country, "polecat") or codes.bloc(party.country, "polecat")


def party_cells(parties: Sequence[Actor]) -> list[object]:
    """Name, Country, COW, Primary Sector, Sectors, Title, Name Raw, Wikipedia ID of one side."""

    def joined(cell: Callable[[Actor], str | None], mark: str) -> str:
        return mark.join((cell(party) or NONE).replace(";", ",") for party in parties) or NONE

    sectors = [codes.sector(party.sector, "polecat") for party in parties]
    return [
        joined(lambda party: party.name, ";"),
        joined(country_name, "; "),
        joined(lambda party: codes.country(party.country, "cow"), "; "),
        next(iter(sectors), NONE),
        "; ".join(sectors) or NONE,
        joined(lambda party: party.role, "; "),
        joined(lambda party: party.text, ";"),
        NONE,  # the record has Wikidata ids, not Wikipedia's
    ]


def place_cells(place: Place | None) -> list[object]:
    """Placename to Feature Type; the country of the place is its ISO code."""
    if place is None:
        return [None] * 10
    where = codes.where(place)
    return [
        place.name,
        where.city,
        where.district,
        where.province,
        place.country,
        place.latitude,
        place.longitude,
        place.geonames_id,
        place.text,
        FEATURES.get(where.kind),
    ]
