"""PETRARCH event files and the Phoenix table of 26 columns, both without a header, a row a dyad.

In: events. Out: rows of CAMEO actor codes. Must stay true: Phoenix ids are whole numbers, since its R reader takes no
others and drops a file that has one; story ids hold no `_`, which parts them from the sentence.
"""

from __future__ import annotations

from collections.abc import Iterator

from dragoman import ontology
from dragoman.exports import codes
from dragoman.exports.shape import Summary, dyads, holdable, word
from dragoman.exports.tabular import Row
from dragoman.record import Actor, Event, Place

MISSING = "---"  # an actor without a code
NO_SOURCE = "NULL"
ROOTS = {"IGO", "NGO", "IMG", "MNC"}  # roots beside countries
AGENTS = {"GOV", "MIL", "REB", "OPP", "PTY", "COP", "JUD", "SPY", "MED", "EDU", "BUS", "CRM", "CVL"}
NO_CODES = "a side whose country and sector are unknown: its code is ---"


class Petrarch:
    """PETRARCH2's event file, with the text columns that its shipped configuration has on."""

    columns: tuple[str, ...] = ()  # no header, and rows without a URL are one cell shorter
    header = False

    def __init__(self, summary: Summary) -> None:
        self._summary = summary

    @staticmethod
    def file_name(day: str) -> str:
        return "evts.dragoman.txt"

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        if not holdable(event, self._summary):
            return
        for dyad in dyads(event):
            sides = [full_code(actor, self._summary) for actor in dyad]
            cells = [
                day.replace("-", ""),
                *sides,
                event.cameo_code,
                issues(event),
                sentence_id(event),
                *([event.url] if event.url else []),
                event.source or NO_SOURCE,
                *(actor.text if actor else MISSING for actor in dyad),
                event.trigger.text,
            ]
            yield Row(sentence_id(event), cells, dyad)


class Phoenix:
    """The table of the Phoenix pipeline."""

    columns = codes.columns("phoenix")
    header = False

    def __init__(self, summary: Summary) -> None:
        self._summary = summary
        self._count = 0

    @staticmethod
    def file_name(day: str) -> str:
        return f"events.full.{day.replace('-', '')}.txt"

    def rows(self, event: Event, day: str) -> Iterator[Row]:
        code = event.cameo_code
        if not holdable(event, self._summary) or code is None:
            return
        for dyad in dyads(event):
            self._count += 1
            cells = [
                self._count,
                day.replace("-", ""),
                *day.split("-"),
                *actor_cells(dyad.actor, self._summary),
                *actor_cells(dyad.recipient, self._summary),
                code,
                code[:2],
                codes.root_class(code, codes.PHOENIX_CLASSES),
                ontology.goldstein(code, "phoenix"),
                issues(event),
                *place_cells(event.place),
                sentence_id(event),
                event.url,
                event.source,
            ]
            yield Row(self._count, cells, dyad)


def full_code(actor: Actor | None, summary: Summary) -> str:
    """The CAMEO code of a side, `---` where nobody stands or nothing is known of who does."""
    code = codes.cameo_actor(actor, spelling="cameo").code if actor else ""
    if actor and not code:
        summary.noted[NO_CODES] += 1
    return code or MISSING


def actor_cells(actor: Actor | None, summary: Summary) -> list[object]:
    """Full code, then its root, its agent and what else it holds, taken apart as the pipeline does."""
    code = full_code(actor, summary)
    state = bool(actor and codes.country(actor.country, "cameo"))
    root = code[:3] if state or code[:3] in ROOTS else ""
    agent = code[3:6] if code[3:6] in AGENTS else ""
    rest = code[6:] if agent else code[3:]
    return [code, root, agent, ";".join(rest[at : at + 3] for at in range(0, len(rest), 3))]


def place_cells(place: Place | None) -> list[object]:
    """Lat, Lon, LocationName, StateName, CountryCode: all or none."""
    if place is None or place.latitude is None or place.longitude is None:
        return [None] * 5
    return [place.latitude, place.longitude, place.name, place.admin1, place.country]


def issues(event: Event) -> str:
    """Contexts as issues, each counted once: `military,1;economic,1`."""
    return ";".join(f"{context},1" for context in event.contexts)


def sentence_id(event: Event) -> str:
    """The story and the character at which the sentence begins; its number is not in the record."""
    return f"{word(event.document_id)}_{event.sentence.start}"
