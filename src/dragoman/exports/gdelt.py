"""GDELT 2.0: the Events table (61 columns) and the Mentions table (16), without a header.

In: events. Out: a row a dyad in each, under the same GLOBALEVENTID. Must stay true: ids follow from the event's id and
the places of the two parties in it, so that both tables and a later export agree; codes keep their leading zeros.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit

from dragoman import ontology
from dragoman.exports import codes
from dragoman.exports.shape import Dyad, Summary, dyads, holdable, number
from dragoman.exports.tabular import Row
from dragoman.record import Actor, Event, Place

ID_BITS = 52  # a double, which is what R and JavaScript make of a long whole number, holds 53
NOT_LISTED = "a country or bloc without a GDELT code: its cell is empty"
ONE = (1, 1, 1)  # NumMentions, NumSources, NumArticles: a record is one mention in one document
NO_TONE = 0  # AvgTone is not measured; readers drop a row whose cell is empty
LEAST_CONFIDENCE, MOST_CONFIDENCE = 10, 100
WEB, CITATION_ONLY = 1, 2
NOBODY_AT = -1  # character offset of an actor that is not there


class Events:
    """The Events table."""

    columns = codes.columns("gdelt")
    header = False

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    @staticmethod
    def file_name(day: str) -> str:
        return f"{stamp(day)}.export.CSV"

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        code = event.cameo_code
        if not holdable(event, self._summary) or code is None:
            return
        if event.place and event.place.country and not codes.country(event.place.country, "fips"):
            self._summary.noted["a place whose country has no FIPS 10-4 code: its cell is empty"] += 1
        for dyad in dyads(event):
            key = row_id(event, dyad)
            for actor in dyad:
                if actor and actor.country != codes.UNKNOWN and not codes.cameo_country(actor.country, "gdelt"):
                    self._summary.noted[NOT_LISTED] += 1
            cells = [
                key,
                *day_cells(day),
                *actor_cells(dyad.actor),
                *actor_cells(dyad.recipient),
                int(event.sentence.start == 0),
                code,
                code[:3],
                code[:2],
                codes.root_class(code, codes.GDELT_QUADS),
                ontology.goldstein(code, "gdelt"),
                *ONE,
                NO_TONE,
                *geo_cells(None),
                *geo_cells(None),
                *geo_cells(event.place),
                stamp(event.published or day),
                identifier(event),
            ]
            yield Row(key, cells, dyad)


class Mentions:
    """The Mentions table."""

    columns = codes.columns("gdelt-mentions")
    header = False

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    @staticmethod
    def file_name(day: str) -> str:
        return f"{stamp(day)}.mentions.CSV"

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        if not holdable(event, self._summary):
            return
        seen = stamp(event.published or day)
        confidence = min(MOST_CONFIDENCE, max(LEAST_CONFIDENCE, round(event.confidence * 100)))
        for dyad in dyads(event):
            key = row_id(event, dyad)
            cells = [
                key,
                seen,
                seen,
                WEB if is_web(event.url) else CITATION_ONLY,
                source_name(event),
                identifier(event),
                None,  # SentenceID: the record has the sentence's characters, not its number
                *(actor.start if actor else NOBODY_AT for actor in dyad),
                event.trigger.start,
                1,  # InRawText: nothing is rewritten before coding
                confidence,
                None,  # MentionDocLen and MentionDocTone are not in the record
                None,
                None,  # MentionDocTranslationInfo: nothing is translated
                None,
            ]
            yield Row(key, cells, dyad)


def row_id(event: Event, dyad: Dyad) -> int:
    """A number for one dyad of one event, the same in both tables and in every run."""
    sides = [(actor.start, actor.end, actor.name) if actor else None for actor in dyad]
    return number(event.event_id, *sides, bits=ID_BITS)


def stamp(day: str) -> str:
    """An ISO day as YYYYMMDDHHMMSS, at midnight."""
    return day.replace("-", "") + "000000"


def day_cells(day: str) -> list[object]:
    """SQLDATE, MonthYear, Year, FractionDate; the fraction as real rows have it, not as the codebook's text says."""
    date = dt.date.fromisoformat(day)
    fraction = ((date.month - 1) * 30 + date.day) / 365
    compact = f"{date:%Y%m%d}"
    return [compact, compact[:6], compact[:4], f"{date.year + fraction:.4f}"]


def actor_cells(actor: Actor | None) -> list[object]:
    """The ten cells of an actor; ethnic group and religion are not in the record."""
    if actor is None:
        return [None] * 10
    coded = codes.cameo_actor(actor, spelling="gdelt")
    types = [*coded.types, None, None, None][:3]
    return [coded.code, actor.name.upper(), coded.country, coded.group, None, None, None, *types]


def geo_cells(place: Place | None) -> list[object]:
    """The eight cells of a place; FIPS and GAUL codes of divisions and GNS feature ids are not in the record."""
    if place is None:
        return [0, *[None] * 7]
    where, state = codes.where(place), codes.country(place.country, "name")
    fips = codes.country(place.country, "fips")
    home = place.country == "USA"
    kind = {"country": 1, "province": 2 if home else 5}.get(where.kind, 3 if home else 4)
    parts = {1: [state or place.name], 2: [place.name, state], 5: [place.name, state]}.get(
        kind, [place.name, where.province if where.province != place.name else "", state]
    )
    of_country = fips if kind == 1 else None
    return [kind, ", ".join(p for p in parts if p), fips, of_country, None, place.latitude, place.longitude, of_country]


def is_web(url: str | None) -> bool:
    """Whether a reader can follow it."""
    return bool(url and url.startswith(("http://", "https://")))


def identifier(event: Event) -> str:
    """The URL, else the document's id as a citation: readers drop a file whose first row has nothing there."""
    return event.url or event.document_id


def source_name(event: Event) -> str | None:
    """The domain of the page, else the name of the source."""
    host = urlsplit(event.url or "").hostname if is_web(event.url) else None
    return host.removeprefix("www.") if host else event.source
