"""An event and what somebody says it should be -> the event corrected, and each field's old and new value.

In: an `Event`, its document, fields as texts ("status" -> "planned", "recipient" -> "FRA; Kyiv UKR GOV"). Out: a new
`Event` with its scores and codes worked out anew. Must stay true: id, trigger and sentence stay; a value that is no
code of the codebook, or words that do not stand in the report, are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from dragoman import ontology
from dragoman.errors import UsageError
from dragoman.record import Actor, Document, Event, Span
from dragoman.resolve.who import ActorResolver, DocumentActors, find_actors, sentence_starts
from dragoman.resolve.who_tables import state_names, territories
from dragoman.resolve.who_whose import NO_STATES

FIELDS = ("event_type", "event_mode", "status", "actor", "recipient")
SIDES = {"actor": "actors", "recipient": "recipients"}
CODES = re.compile(r"(?P<words>.+?)\s+(?P<country>[A-Z]{3}|NATO)(\s+(?P<sector>[A-Z]{3}))?")
BY_HAND = "corrected"


class Change(NamedTuple):
    """A field of the record with its value before and after."""

    field: str
    old: Any
    new: Any


def corrected(event: Event, document: Document, wanted: Mapping[str, str]) -> tuple[Event, list[Change]]:
    """The event with the fields of `wanted` (names of FIELDS; "" for none). Raises UsageError."""
    values: dict[str, Any] = {}
    parties = _Parties(event, document)
    for name, text in wanted.items():
        if name not in FIELDS:
            raise UsageError(f"{name!r} can't be corrected; write FIELD=VALUE with {', '.join(FIELDS)}, or delete")
        values[SIDES.get(name, name)] = parties.read(name, text) if name in SIDES else (text.strip() or None)
    kind = values.get("event_type", event.event_type)
    _one_of("event_type", kind, ontology.TYPE_MODES)
    modes = ontology.TYPE_MODES[kind]
    if values.get("event_mode"):
        _one_of(f"event_mode of {kind}", values["event_mode"], modes)
    elif event.event_mode not in modes and "event_mode" not in values and event.event_mode:
        values["event_mode"] = None  # a mode of the type that it no longer is
    if "status" in values:
        _one_of("status", values["status"], ontology.STATUSES)
    changes = [Change(name, old, new) for name, new in values.items() if not _same(old := getattr(event, name), new)]
    return with_values(event, {change.field: change.new for change in changes}), changes


def with_values(event: Event, values: Mapping[str, Any]) -> Event:
    """The event with these fields, and what follows from type and mode."""
    event = msgspec.structs.replace(event, **values)
    code = ontology.cameo_code(event.event_type, event.event_mode)
    return msgspec.structs.replace(
        event,
        score=ontology.score(event.event_type, event.event_mode),
        quad_class=ontology.quad_class(event.event_type),
        cameo_code=code,
        goldstein=ontology.goldstein(code),
    )


def _same(old: Any, new: Any) -> bool:
    """Whether two values say the same; parties may be so for another reason."""
    if isinstance(old, list) and isinstance(new, list):
        old, new = ([(p.text, p.start, p.name, p.country, p.sector) for p in side] for side in (old, new))
    return bool(old == new)


def _one_of(name: str, value: str | None, known: Sequence[str] | Mapping[str, Any]) -> None:
    if value not in known:
        raise UsageError(f"{name} {value or ''!r}: one of {', '.join(known) or 'none'}")


def is_country(code: str) -> bool:
    """Whether a code is one that actors have: ISO 3166-1 alpha-3, blocs, XXX."""
    return code in territories()["en"] or code in state_names() or code in NO_STATES


class _Parties:
    """Reads "UKR; the Kremlin RUS GOV" against an event and its document."""

    def __init__(self, event: Event, document: Document) -> None:
        self.event = event
        self.document = document

    def read(self, side: str, text: str) -> list[Actor]:
        items = [item.strip() for item in text.split(";") if item.strip()]
        standing: list[Actor] = getattr(self.event, SIDES[side])
        if items and all(is_country(item) for item in items) and len(items) == len(standing):
            return [_of_country(party, code) for party, code in zip(standing, items, strict=True)]
        return [party for item in items for party in self._one(side, item, standing)]

    def _one(self, side: str, item: str, standing: list[Actor]) -> list[Actor]:
        if is_country(item):
            return [next((party for party in standing if party.country == item), None) or self._named(side, item)]
        if (at := self._where(item)) is not None:
            return self._resolved(item, at)
        given = CODES.fullmatch(item)
        at = self._where(given["words"]) if given else None
        if given is None or at is None:
            raise UsageError(
                f"{side} {item!r}: these words don't stand in the report {self.document.id}"
                + ("" if self.document.text else " (its text is not in the store)")
                + "; write words of the report, a country's code, or WORDS COUNTRY SECTOR"
            )
        if not is_country(given["country"]):
            raise UsageError(f"{side} {item!r}: {given['country']} is no code of a country or bloc")
        if given["sector"]:
            _one_of("sector", given["sector"], ontology.SECTORS)
        found = self._resolved(given["words"], at)[0]
        named = msgspec.structs.replace(found, text=given["words"], start=at, end=at + len(given["words"]))
        party = _of_country(named, given["country"])
        return [msgspec.structs.replace(party, sector=given["sector"] or party.sector, why=BY_HAND)]

    def _where(self, words: str) -> int | None:
        """Where words stand: in the event's sentence, nearest to its trigger; else last before it; else first."""
        text, sentence, middle = self.document.text, self.event.sentence, self.event.trigger.start
        inside = [m.start() for m in re.finditer(re.escape(words), text[: sentence.end]) if m.start() >= sentence.start]
        if inside:
            return min(inside, key=lambda at: abs(at - middle))
        before = text.rfind(words, 0, sentence.start)
        at = before if before >= 0 else text.find(words)
        return at if at >= 0 else None

    def _resolved(self, words: str, at: int) -> list[Actor]:
        sentence = sum(1 for s in self._sentences if s.start <= at) - 1
        span = Span(text=words, start=at, end=at + len(words))
        return [msgspec.structs.replace(a, why=BY_HAND) for a in self._who.resolve(span, sentence=max(0, sentence))]

    def _named(self, side: str, code: str) -> Actor:
        """The words of the report that name a country, nearest to the trigger."""
        found = [
            party
            for party in find_actors(self.document.text, self.document.language, published=self.document.published)
            if party.country == code
        ]
        if not found:
            raise UsageError(
                f"{side} {code}: no words of the report {self.document.id} name it; write WORDS COUNTRY with words of "
                "the report"
            )
        mine = self.event.sentence
        best = min(found, key=lambda p: (not mine.start <= p.start < mine.end, abs(p.start - self.event.trigger.start)))
        return msgspec.structs.replace(best, why=BY_HAND)

    @cached_property
    def _sentences(self) -> list[Span]:
        return sentence_starts(self.document.text)

    @cached_property
    def _who(self) -> DocumentActors:
        document = self.document
        return ActorResolver().for_document(document.text, self._sentences, document.language, document.published)


def _of_country(party: Actor, code: str) -> Actor:
    """The party with another country; a name that was the old country's is the new one's."""
    if party.country == code:
        return party
    name = state_names().get(code, code) if party.name == state_names().get(party.country) else party.name
    return msgspec.structs.replace(party, country=code, name=name, why=BY_HAND)
