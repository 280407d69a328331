"""What the table formats share: one row a dyad, one day an event, clean cells, stable numbers.

In: an `Event`. Out: its dyads, its day, cells without tabs, quotes and line ends. Must stay true: nothing that an event
holds is left out without being counted in the `Summary`.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

from dragoman import ontology
from dragoman.record import Actor, Event

# Tabs and everything at which a reader may end a line (str.splitlines); `"`, which many readers take for a quotation.
_BREAKS = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029\x00]+")
_NOT_ID = re.compile(r"[^0-9A-Za-z.]+")
COARSE = "dated by the first day of a longer period"
OPEN = "dated by the one bound that the record gives"
PUBLISHED = "dated by the day of publication, since the text gives no date"
NO_DATE = "no date and no day of publication"
BAD_DATE = "a date that is no ISO day"
NOBODY = "no actor and no recipient"
NO_CODE = "no CAMEO code"


@dataclass
class Summary:
    """What an export did. left_out: by which filter; unheld: events that the format can't hold, and why; noted: events
    that it holds with less than the record has; rows: lines or entities written; files: where.
    """

    format: str
    read: int = 0
    events: int = 0
    rows: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    unheld: Counter[str] = field(default_factory=Counter)
    noted: Counter[str] = field(default_factory=Counter)
    files: list[Path] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The summary as people read it, one fact a line."""
        where = f"{len(self.files)} files" if len(self.files) > 1 else str(self.files[0]) if self.files else "nothing"
        out = [f"{self.read} events read, {self.events} written as {self.rows} {self.format} rows to {where}"]
        for name, counts in (("left out", self.left_out), ("can't be held", self.unheld), ("noted", self.noted)):
            out += [f"  {name}: {count} ({reason})" for reason, count in sorted(counts.items()) if count]
        return out


class Dyad(NamedTuple):
    """One row's two sides; None where the record has nobody there."""

    actor: Actor | None
    recipient: Actor | None


def dyads(event: Event) -> list[Dyad]:
    """Every actor with every recipient; with one side only, a row each with the other side empty.

    Several actors of a symmetric act (a meeting, an accord, a clash) without a recipient are parties to each other:
    each ordered pair is a row, as ICEWS and GDELT code a meeting both ways.
    """
    if event.actors and event.recipients:
        return [Dyad(actor, recipient) for actor in event.actors for recipient in event.recipients]
    if len(event.actors) > 1 and ontology.is_symmetric(event.event_type, event.event_mode):
        return [Dyad(one, other) for one, other in permutations(event.actors, 2)]
    return [Dyad(actor, None) for actor in event.actors] or [Dyad(None, other) for other in event.recipients]


def holdable(event: Event, summary: Summary) -> bool:
    """Whether CAMEO formats can hold the event; the reason why not is counted."""
    reason = NO_CODE if not is_cameo(event.cameo_code) else NOBODY if not dyads(event) else None
    if reason:
        summary.unheld[reason] += 1
    return reason is None


def is_cameo(code: str | None) -> bool:
    """Whether a code has the form of CAMEO's: two to four digits under one of the twenty roots."""
    return bool(code and code.isascii() and code.isdigit() and 2 <= len(code) <= 4 and "01" <= code[:2] <= "20")


def day_of(event: Event) -> tuple[str | None, str | None]:
    """The one ISO day that stands for an event's date, and what has to be said of it (None where nothing).

    The first day of its interval; of an open interval the bound that there is; else the day of publication; else None.
    """
    date = event.date
    if date.start:
        if date.precision == "unknown":
            return date.start, PUBLISHED if date.start == date.end else OPEN
        return date.start, None if date.start == date.end else COARSE
    if date.end:
        return date.end, OPEN
    return event.published, PUBLISHED if event.published else None


def clean(value: object) -> str:
    """A cell: None is empty, a line end or tab is a space, `"` is `'`; numbers as short as they are."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    return _BREAKS.sub(" ", str(value)).replace('"', "'").strip()


def word(text: str) -> str:
    """An id of letters, digits, points and hyphens only; where something had to go, a hash keeps two ids apart."""
    kept = _NOT_ID.sub("-", text).strip("-.")
    return kept if kept == text else f"{kept}-{number(text, bits=32):08x}".lstrip("-")


def number(*parts: object, bits: int) -> int:
    """A positive whole number below 2**bits: the same parts give the same number."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    top: int = 2**bits - 1
    return int.from_bytes(digest[:8], "big") % top + 1
