"""ICEWS coded event data: 20 columns with a header, a row a dyad.

In: events. Out: rows whose Event ID counts up from 1, as ICEWS's own do. Must stay true: Event ID and Story ID fit the
32-bit whole numbers of R, country and sector names are those that ICEWS prints, no cell is quoted.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman import ontology
from dragoman.exports import codes
from dragoman.exports.shape import Summary, dyads, holdable, number
from dragoman.exports.tabular import Row
from dragoman.record import Actor, Event, Place

STORY_BITS = 31
NO_NAME = "a side whose bloc ICEWS has neither a country nor sectors for: its name alone tells it"


class Icews:
    """The coded event data table."""

    columns = codes.columns("icews")
    header = True

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._count = 0

    @staticmethod
    def file_name(day: str) -> str:
        return f"events.{day[:4]}.dragoman.tab"

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        code = event.cameo_code
        if not holdable(event, self._summary) or code is None:
            return
        for dyad in dyads(event):
            self._count += 1
            self._summary.noted[NO_NAME] += sum(actor is not None and unnamed(actor.country) for actor in dyad)
            cells = [
                self._count,
                day,
                *actor_cells(dyad.actor),
                ontology.cameo_label(code),
                code,
                ontology.goldstein(code, "icews"),
                *actor_cells(dyad.recipient),
                number(event.document_id, bits=STORY_BITS),
                None,  # Sentence Number: the record has the sentence's characters, not its number
                event.source,
                *place_cells(event.place),
            ]
            yield Row(self._count, cells, dyad)


def actor_cells(actor: Actor | None) -> list[object]:
    """Name, sectors (the bloc's, then the sector's), country name; blocs and unknown countries have none."""
    if actor is None:
        return [None] * 3
    sectors = [*codes.bloc(actor.country, "icews").split(","), *codes.sector(actor.sector, "icews").split(",")]
    return [actor.name, ",".join(dict.fromkeys(s for s in sectors if s)), codes.country(actor.country, "icews")]


def unnamed(country: str) -> bool:
    """Whether ICEWS can't tell this country or bloc."""
    return country != codes.UNKNOWN and not codes.country(country, "icews") and not codes.bloc(country, "icews")


def place_cells(place: Place | None) -> list[object]:
    """City, District, Province, Country, Latitude, Longitude. A sea or a region has its coordinates alone."""
    if place is None:
        return [None] * 6
    where = codes.where(place)
    name = codes.country(place.country, "icews")
    return [where.city, where.district, where.province, name, place.latitude, place.longitude]
