"""FollowTheMoney entities, one JSON object a line: Event, LegalEntity, Address, Article, UnknownLink.

In: events. Out: an Event with the parties in `involved`, an UnknownLink from each actor to each recipient, since no
schema has an edge for who did what to whom, the Article that says so. Must stay true: ids hold no `_`, which makes
readers drop a reference; every value is a string in a list; entities met again may be written again, with the same id.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from typing import Any

from dragoman.exports import codes
from dragoman.exports.shape import Summary, dyads, number
from dragoman.record import Actor, Date, Event, Place

Entity = dict[str, Any]
Properties = dict[str, list[str | None]]
REMEMBERED = 50_000  # entities that are not written again; one that is does no harm, readers merge by id
SAME = "actor and recipient are the same entity: no link, the event names it once"
NO_COUNTRY = "a party whose country or bloc FollowTheMoney lacks: it has none"
PREFIXES = {"year": 4, "month": 7, "day": 10}  # characters of the ISO day that a precision leaves
ID_BITS = 60


class Ftm:
    """Events as entities; each is written before what refers to it."""

    file_name = "entities.ftm.json"

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._written: OrderedDict[str, None] = OrderedDict()

    def entities(self, event: Event) -> Iterator[Entity]:
        """The entities of one event, those lately written left out."""
        for item in self._all(event):
            if item["id"] in self._written:
                self._written.move_to_end(item["id"])
                continue
            self._written[item["id"]] = None
            if len(self._written) > REMEMBERED:
                self._written.popitem(last=False)
            yield item

    def _all(self, event: Event) -> Iterator[Entity]:
        parties = [party(actor) for actor in (*event.actors, *event.recipients)]
        for someone in (*event.actors, *event.recipients):
            if someone.country != codes.UNKNOWN and not country_of(someone.country):
                self._summary.noted[NO_COUNTRY] += 1
        source = article(event)
        yield source
        yield from parties
        if event.place is not None:
            yield address(event.place)
        yield event_entity(event, source["id"], parties)
        linked: set[frozenset[str]] = set()
        for actor, recipient in dyads(event):
            if actor is None or recipient is None:
                continue
            ends = party(actor)["id"], party(recipient)["id"]
            if frozenset(ends) not in linked:  # a link has no direction, so the two parties to a meeting need one
                linked.add(frozenset(ends))
                yield from self._link(event, source["id"], *ends)

    def _link(self, event: Event, source: str, subject: str, target: str) -> Iterator[Entity]:
        if subject == target:
            self._summary.noted[SAME] += 1
            return
        properties = shared(event, source)
        properties |= {"subject": [subject], "object": [target], "role": [what(event)], "status": [event.status]}
        yield entity(identifier("link", event.event_id, subject, target), "UnknownLink", properties)


def event_entity(event: Event, source: str, parties: list[Entity]) -> Entity:
    """The event itself; a bare Event has no status, which stands among its keywords."""
    properties = shared(event, source)
    properties |= {
        "name": [f"{what(event)}: {names(event.actors)} → {names(event.recipients)}"],
        "keywords": [event.event_type, event.event_mode, event.status, *event.contexts],
        "involved": [item["id"] for item in parties],
        "notes": [f"According to {event.speaker.name}" if event.speaker else None],
    }
    if event.place is not None:
        properties |= {
            "location": [event.place.name],
            "addressEntity": [address(event.place)["id"]],
            "country": [country_of(event.place.country)],
        }
    return entity(identifier("ev", event.event_id), "Event", properties)


def shared(event: Event, source: str) -> Properties:
    """What an event and its links say alike: when, in which words, in which report."""
    return {
        **dates(event.date),
        "summary": [event.sentence.text],
        "recordId": [event.event_id],
        "sourceUrl": [event.url],
        "publisher": [event.source],
        "proof": [source],
    }


def what(event: Event) -> str:
    """ASSAULT/aerial, AGREE."""
    return "/".join(part for part in (event.event_type, event.event_mode) if part)


def entity(id: str, schema: str, properties: Properties) -> Entity:
    """An entity without its empty properties; a value stands once."""
    kept = {name: list(dict.fromkeys(v for v in values if v)) for name, values in properties.items()}
    return {"id": id, "schema": schema, "properties": {name: values for name, values in kept.items() if values}}


def identifier(kind: str, *parts: object) -> str:
    """`kind` and a number from the parts; letters, digits and a hyphen only."""
    return f"{kind}-{number(*parts, bits=ID_BITS):015x}"


def party(actor: Actor) -> Entity:
    """LegalEntity, since the record does not say whether a name is a person's or an organisation's."""
    return entity(
        identifier("act", actor.name, actor.country, actor.sector, actor.wikidata_id),
        "LegalEntity",
        {
            "name": [actor.name],
            "country": [country_of(actor.country)],
            "sector": [actor.sector if actor.sector != "UNK" else None],
            "wikidataId": [actor.wikidata_id],
        },
    )


def article(event: Event) -> Entity:
    """The report; its text and title are not in an event."""
    return entity(
        identifier("doc", event.document_id),
        "Article",
        {
            "fileName": [event.document_id],
            "sourceUrl": [event.url],
            "publisher": [event.source],
            "publishedAt": [event.published],
            "language": [codes.language(event.language)],
        },
    )


def address(place: Place) -> Entity:
    """A place with its coordinates."""
    return entity(
        identifier("adr", place.geonames_id, place.name, place.country),
        "Address",
        {
            "full": [", ".join(p for p in (place.name, codes.country(place.country, "name")) if p)],
            "state": [place.admin1],
            "country": [country_of(place.country)],
            "latitude": [None if place.latitude is None else str(place.latitude)],
            "longitude": [None if place.longitude is None else str(place.longitude)],
        },
    )


def dates(date: Date) -> Properties:
    """A day, month or year as its ISO prefix in `date`; any other interval as startDate and endDate."""
    length = PREFIXES.get(date.precision, 10)
    start, end = (date.start or "")[:length], (date.end or "")[:length]
    return {"date": [start]} if start == end else {"startDate": [start], "endDate": [end]}


def country_of(code: str | None) -> str | None:
    """The two-letter code in lower case, `eu` and `un` included; None for other blocs and unknown countries."""
    return codes.country(code, "iso2").lower() or codes.bloc(code or "", "ftm") or None


def names(parties: list[Actor]) -> str:
    """Names as a caption has them."""
    return ", ".join(dict.fromkeys(p.name for p in parties)) or "?"
