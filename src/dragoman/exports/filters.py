"""Which events an export takes: by day, country, type, status, confidence.

In: events. Out: the name of the filter that leaves one out, or None. Must stay true: `since` and `until` look at the
day that the export would write, so that a file holds no day outside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dragoman import ontology
from dragoman.errors import UsageError
from dragoman.exports import codes
from dragoman.exports.shape import day_of
from dragoman.record import Event, is_day

ALL = "all"


@dataclass(frozen=True)
class Filters:
    """since, until: ISO days, both inclusive. countries: of an actor, a recipient or the place. types: PLOVER types,
    alone or with a mode ("ASSAULT/aerial"). statuses: empty for all. Raises `UsageError` for a value that can't be.
    """

    since: str | None = None
    until: str | None = None
    countries: Sequence[str] = ()
    types: Sequence[str] = ()
    statuses: Sequence[str] = ()
    min_confidence: float | None = None

    def __post_init__(self) -> None:
        for option, day in (("--since", self.since), ("--until", self.until)):
            if day is not None and not is_day(day):
                raise UsageError(f"{option} {day!r}: write a day as YYYY-MM-DD")
        if self.since and self.until and self.since > self.until:
            raise UsageError(f"--since {self.since} is later than --until {self.until}")
        for code in self.countries:
            if not (code == codes.UNKNOWN or codes.country(code, "name") or codes.bloc(code, "cameo")):
                raise UsageError(f"--country {code!r}: an ISO 3166-1 alpha-3 code, or UNO EUR NATO WST IGO NGO XXX ...")
        for kind in self.types:
            name, _, mode = kind.partition("/")
            if name not in ontology.TYPE_MODES:
                raise UsageError(f"--type {kind!r}: one of {', '.join(ontology.TYPE_MODES)}")
            if mode and mode not in ontology.TYPE_MODES[name]:
                raise UsageError(f"--type {kind!r}: {name} has {', '.join(ontology.TYPE_MODES[name]) or 'no modes'}")
        for status in self.statuses:
            if status not in ontology.STATUSES:
                raise UsageError(f"--status {status!r}: {ALL} or one of {', '.join(ontology.STATUSES)}")
        if self.min_confidence is not None and not 0 <= self.min_confidence <= 1:
            raise UsageError(f"--min-confidence {self.min_confidence}: between 0 and 1")

    def against(self, event: Event) -> str | None:
        """The option that leaves the event out; None where it is wanted."""
        if self.statuses and event.status not in self.statuses:
            return f"--status: {event.status}"
        if self.types and not {event.event_type, f"{event.event_type}/{event.event_mode}"} & set(self.types):
            return "--type"
        if self.min_confidence is not None and event.confidence < self.min_confidence:
            return "--min-confidence"
        if self.countries and not countries_of(event) & set(self.countries):
            return "--country"
        if self.since or self.until:
            day, _ = day_of(event)
            if day is None:
                return "--since, --until: no date"
            if day < (self.since or day) or day > (self.until or day):
                return "--since, --until"
        return None


def countries_of(event: Event) -> set[str]:
    """The countries and blocs of an event's parties and of its place."""
    found = {party.country for party in (*event.actors, *event.recipients)}
    return found | ({event.place.country} if event.place and event.place.country else set())
